//! Limits for areas that differ for more reasons than chance.
//!
//! Wijken differ in who lives there, so with many events nearly all of them lie outside limits of
//! chance alone, and the funnel says nothing. The variance between areas that are not extreme is
//! then added to that of chance.
//!
//! References:
//! - Spiegelhalter, D.J. (2005). Handling over-dispersion of performance indicators. Quality and
//!   Safety in Health Care 14(5), 347-351.
//! - Spiegelhalter, D. e.a. (2012). Statistical methods for healthcare regulation: rating,
//!   screening and surveillance. Journal of the Royal Statistical Society A 175(1), 1-47.

use std::fmt;

use super::super::interval::{Confidence, Interval};
use super::super::quantile::{QuantileType, quantile_of_sorted};
use super::super::ranks::mid_ranks;
use super::super::sum::sum;
use super::transform::{FunnelArea, FunnelTransform};

/// The number of areas below which the limits are not adjusted: the variance between so few is
/// mostly noise, and one area that is really different would hide itself.
pub const FEWEST_AREAS: usize = 10;

/// The share of the areas at each end whose distance does not count fully.
const TRIM: f64 = 0.1;

/// What areas have in common, and how much they differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Overdispersion {
    /// The scale on which areas were compared.
    pub transform: FunnelTransform,
    /// The figure they are compared with: 1 for a ratio to what is expected, else all tellers
    /// over all noemers.
    pub target: f64,
    /// The dispersion ratio `φ`, about 1 when areas differ by chance alone.
    pub phi: f64,
    /// The variance between areas `τ²` on the scale, 0 when there is no more than chance.
    pub tau2: f64,
    /// How far each area lies from the target, in the order given.
    pub scores: Vec<AreaScore>,
}

/// How far an area lies from the target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaScore {
    /// The figure of the area on the scale.
    pub value: f64,
    /// Its standard error on the scale.
    pub standard_error: f64,
    /// The distance to the target in standard errors.
    pub z: f64,
    /// The distance as it counts towards `φ`, nothing for an area that was left out.
    pub counted_z: Option<f64>,
}

/// Whether limits are to be adjusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DispersionVerdict {
    /// There are fewer than [`FEWEST_AREAS`], so the limits are of chance alone.
    TooFewAreas,
    /// Areas differ no more than by chance.
    NotOverdispersed,
    /// Areas differ by more than chance, and the limits are widened by `τ²`.
    Overdispersed,
}

/// Why the dispersion of areas cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DispersionError {
    /// There are no areas.
    NoAreas,
    /// An area has no events, and the scale is a logarithm.
    NoEvents {
        /// Its place among the areas.
        idx: usize,
    },
    /// An area has a share above 1.
    TellerAboveNoemer {
        /// Its place among the areas.
        idx: usize,
    },
    /// No area has events, so there is nothing to compare with.
    NoEventsAtAll,
}

impl fmt::Display for DispersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAreas => f.write_str("there are no areas"),
            Self::NoEvents { idx } => write!(f, "area {idx} has no events, take the square root"),
            Self::TellerAboveNoemer { idx } => write!(f, "area {idx} has a share above 1"),
            Self::NoEventsAtAll => f.write_str("no area has events"),
        }
    }
}

impl std::error::Error for DispersionError {}

/// Computes how much areas differ beyond chance.
///
/// With distances `u = (y - θ)/s` on the scale, of which those in the outer tenth at each end are
/// drawn in to the quantiles there (winsorised; for [`FunnelTransform::Log`] left out, as NHS
/// England does): `φ = Σu²/k` over the `k` areas that count, and
/// `τ² = max(0, (kφ - (k - 1)) / (Σw - Σw²/Σw))` with `w = 1/s²`, the estimate of DerSimonian and
/// Laird. An area that is really different thus widens the limits that should show it by little.
pub fn overdispersion(
    areas: &[FunnelArea],
    transform: FunnelTransform,
) -> Result<Overdispersion, DispersionError> {
    check_areas(areas, transform)?;
    let target = match transform {
        FunnelTransform::SquareRoot | FunnelTransform::Log => 1.0,
        FunnelTransform::Arcsine | FunnelTransform::LogOfCounts => {
            let total = |of: fn(&FunnelArea) -> f64| sum(areas.iter().map(of));
            total(|area| area.teller) / total(|area| area.noemer)
        }
    };
    let centre = transform.apply_to_target(target);
    let mut scores: Vec<AreaScore> = areas
        .iter()
        .map(|&area| {
            let (value, standard_error) = (transform.apply(area), transform.standard_error(area));
            let z = (value - centre) / standard_error;
            AreaScore { value, standard_error, z, counted_z: Some(z) }
        })
        .collect();
    if transform == FunnelTransform::Log {
        truncate(&mut scores);
    } else {
        winsorise(&mut scores);
    }

    let counted: Vec<(f64, f64)> = scores
        .iter()
        .filter_map(|score| Some((score.counted_z?, 1.0 / score.standard_error.powi(2))))
        .collect();
    let n = counted.len() as f64;
    let sum_uu = sum(counted.iter().map(|(u, _)| u * u));
    let excess = sum_uu - (n - 1.0);
    let sum_w = sum(counted.iter().map(|(_, w)| *w));
    let sum_ww = sum(counted.iter().map(|(_, w)| w * w));
    let tau2 =
        if 0.0 < excess && 1 < counted.len() { excess / (sum_w - sum_ww / sum_w) } else { 0.0 };
    let phi = if counted.is_empty() { 0.0 } else { sum_uu / n };
    Ok(Overdispersion { transform, target, phi, tau2, scores })
}

impl Overdispersion {
    /// Whether the limits are to be adjusted.
    pub fn verdict(&self) -> DispersionVerdict {
        if self.scores.len() < FEWEST_AREAS {
            DispersionVerdict::TooFewAreas
        } else if 0.0 < self.tau2 {
            DispersionVerdict::Overdispersed
        } else {
            DispersionVerdict::NotOverdispersed
        }
    }

    /// Computes the limits of the figure of an area with this noemer, adjusted when the verdict
    /// says so. `None` when the noemer is not above 0.
    ///
    /// The standard error is that of an area on the target.
    pub fn limits(&self, noemer: f64, confidence: Confidence) -> Option<Interval> {
        let on_target = FunnelArea::of(self.target * noemer, noemer)?;
        let tau2 = match self.verdict() {
            DispersionVerdict::Overdispersed => self.tau2,
            DispersionVerdict::TooFewAreas | DispersionVerdict::NotOverdispersed => 0.0,
        };
        let standard_error = self.transform.standard_error(on_target);
        self.transform.limits(self.target, standard_error, tau2, confidence)
    }
}

fn check_areas(areas: &[FunnelArea], transform: FunnelTransform) -> Result<(), DispersionError> {
    if areas.is_empty() {
        return Err(DispersionError::NoAreas);
    }
    let find = |is_wrong: fn(&FunnelArea) -> bool| areas.iter().position(is_wrong);
    match transform {
        FunnelTransform::Arcsine => match find(|area| area.noemer < area.teller) {
            Some(idx) => Err(DispersionError::TellerAboveNoemer { idx }),
            None => Ok(()),
        },
        FunnelTransform::Log => match find(|area| area.teller <= 0.0) {
            Some(idx) => Err(DispersionError::NoEvents { idx }),
            None => Ok(()),
        },
        FunnelTransform::LogOfCounts if areas.iter().all(|area| area.teller <= 0.0) => {
            Err(DispersionError::NoEventsAtAll)
        }
        FunnelTransform::LogOfCounts | FunnelTransform::SquareRoot => Ok(()),
    }
}

/// Draws the distances in to the quantiles at a tenth and nine tenths.
fn winsorise(scores: &mut [AreaScore]) {
    let mut sorted: Vec<f64> = scores.iter().map(|score| score.z).collect();
    sorted.sort_by(f64::total_cmp);
    let [low, high] =
        [TRIM, 1.0 - TRIM].map(|p| quantile_of_sorted(&sorted, p, QuantileType::INTERPOLATED));
    for score in scores {
        score.counted_z = Some(score.z.max(low).min(high));
    }
}

/// Leaves out the areas in the first and last of ten groups of equal size.
fn truncate(scores: &mut [AreaScore]) {
    let distances: Vec<f64> = scores.iter().map(|score| score.z).collect();
    let n = distances.len();
    for (score, rank) in scores.iter_mut().zip(mid_ranks(&distances)) {
        // The group from 0 to 9 is ⌊10 rank/(n + 1)⌋. Ranks are halves, and one may lie exactly on
        // an edge, so this divides whole numbers.
        let group = 5 * (2.0 * rank) as usize / (n + 1);
        if !(1..9).contains(&group) {
            score.counted_z = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TRANSFORMS: [FunnelTransform; 4] = [
        FunnelTransform::Arcsine,
        FunnelTransform::SquareRoot,
        FunnelTransform::Log,
        FunnelTransform::LogOfCounts,
    ];

    fn areas(pairs: &[(f64, f64)]) -> Vec<FunnelArea> {
        pairs.iter().map(|&(x, n)| FunnelArea::of(x, n).expect("an area")).collect()
    }

    #[test]
    fn fewer_than_ten_areas_are_not_adjusted() {
        let differing = |n: usize| -> Vec<(f64, f64)> {
            (0..n).map(|idx| (if idx % 2 == 0 { 500.0 } else { 1_500.0 }, 1_000.0)).collect()
        };
        let nine = overdispersion(&areas(&differing(9)), FunnelTransform::SquareRoot);
        let nine = nine.expect("areas");
        assert_eq!(nine.verdict(), DispersionVerdict::TooFewAreas);
        assert!(10.0 < nine.phi && 0.0 < nine.tau2);
        let ten = overdispersion(&areas(&differing(10)), FunnelTransform::SquareRoot);
        let ten = ten.expect("areas");
        assert_eq!(ten.verdict(), DispersionVerdict::Overdispersed);
        let width = |found: &Overdispersion| {
            let limits = found.limits(1_000.0, Confidence::P95).expect("a noemer");
            limits.upper() - limits.lower()
        };
        assert!(5.0 * width(&nine) < width(&ten));
    }

    #[test]
    fn areas_that_are_alike_are_not_adjusted() {
        let found = overdispersion(&areas(&[(30.0, 100.0); 12]), FunnelTransform::Arcsine);
        let found = found.expect("areas");
        assert_eq!(found.verdict(), DispersionVerdict::NotOverdispersed);
        assert_eq!((found.tau2, found.target), (0.0, 0.3));
    }

    #[test]
    fn one_area_has_no_variance_between() {
        for transform in [FunnelTransform::SquareRoot, FunnelTransform::Log] {
            let found = overdispersion(&areas(&[(90.0, 10.0)]), transform).expect("an area");
            assert_eq!(found.tau2, 0.0);
        }
    }

    /// Of nineteen areas the ranks 1 and 2 of 20 are below a tenth or on it, and 18 and 19 at or
    /// above nine tenths: ⌊10 × 2/20⌋ is 1, which counts, and ⌊10 × 18/20⌋ is 9, which does not.
    #[test]
    fn truncation_leaves_out_the_outer_groups() {
        let rising: Vec<(f64, f64)> = (1..=19).map(|x| (f64::from(x), 10.0)).collect();
        let found = overdispersion(&areas(&rising), FunnelTransform::Log).expect("areas");
        let out: Vec<usize> =
            (0..19).filter(|&idx| found.scores[idx].counted_z.is_none()).collect();
        assert_eq!(out, [0, 17, 18]);
    }

    #[test]
    fn says_why_the_dispersion_cannot_be_told() {
        #[track_caller]
        fn case(pairs: &[(f64, f64)], transform: FunnelTransform, expected: DispersionError) {
            assert_eq!(overdispersion(&areas(pairs), transform), Err(expected));
        }

        case(&[], FunnelTransform::Log, DispersionError::NoAreas);
        case(&[(1.0, 2.0), (0.0, 2.0)], FunnelTransform::Log, DispersionError::NoEvents { idx: 1 });
        let above = DispersionError::TellerAboveNoemer { idx: 0 };
        case(&[(3.0, 2.0)], FunnelTransform::Arcsine, above);
        case(&[(0.0, 2.0)], FunnelTransform::LogOfCounts, DispersionError::NoEventsAtAll);
    }

    proptest! {
        /// One area further out never narrows the limits by more than its drawn-in distance, and
        /// a hundred times further out changes nothing at all.
        #[test]
        fn extreme_area_counts_as_the_quantile(extreme in 3_000.0..1e6_f64) {
            let with = |extreme: f64| {
                let mut pairs: Vec<(f64, f64)> =
                    (0..30).map(|idx| (950.0 + 10.0 * f64::from(idx % 11), 1_000.0)).collect();
                pairs.push((extreme, 1_000.0));
                overdispersion(&areas(&pairs), FunnelTransform::SquareRoot).expect("areas")
            };
            prop_assert_eq!(with(extreme).phi, with(extreme * 100.0).phi);
            prop_assert_eq!(with(extreme).tau2, with(extreme * 100.0).tau2);
        }

        #[test]
        fn dispersion_is_never_negative_and_areas_have_no_order(
            tellers in prop::collection::vec(1.0..100.0_f64, 1..30).prop_flat_map(
                |tellers| (Just(tellers.clone()), Just(tellers).prop_shuffle()),
            ),
        ) {
            let of = |tellers: &[f64], transform| {
                let pairs: Vec<(f64, f64)> = tellers.iter().map(|&x| (x, 100.0)).collect();
                overdispersion(&areas(&pairs), transform).expect("areas")
            };
            for transform in TRANSFORMS {
                let (found, shuffled) = (of(&tellers.0, transform), of(&tellers.1, transform));
                prop_assert!(0.0 <= found.phi && 0.0 <= found.tau2);
                prop_assert_eq!(found.phi.to_bits(), shuffled.phi.to_bits());
                prop_assert_eq!(found.tau2.to_bits(), shuffled.tau2.to_bits());
            }
        }

        #[test]
        fn limits_contain_the_target_and_widen(
            tellers in prop::collection::vec(1.0..100.0_f64, 1..30), noemer in 1.0..1e5_f64,
        ) {
            let pairs: Vec<(f64, f64)> = tellers.iter().map(|&x| (x, 100.0)).collect();
            let p998 = Confidence::P998;
            for transform in TRANSFORMS {
                let found = overdispersion(&areas(&pairs), transform).expect("areas");
                let of = |confidence| found.limits(noemer, confidence).expect("a target");
                let (narrow, wide) = (of(Confidence::P95), of(p998));
                prop_assert!(narrow.lower() <= found.target * (1.0 + 1e-12));
                prop_assert!(found.target <= narrow.upper() * (1.0 + 1e-12));
                prop_assert!(wide.lower() <= narrow.lower() && narrow.upper() <= wide.upper());
                prop_assert!(0.0 <= wide.lower());
            }
        }
    }
}
