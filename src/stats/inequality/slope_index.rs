//! The slope and relative index of inequality: the difference and the ratio between both ends of
//! a ranking of groups, such as wijken from poor to rich in ten equal parts.
//!
//! Unlike the gap between the lowest and the highest group, both use all groups, and how large a
//! part of the population each is.
//!
//! References:
//! - Mackenbach, J.P., Kunst, A.E. (1997). Measuring the magnitude of socio-economic inequalities
//!   in health. Social Science & Medicine 44(6), 757-771.
//! - Office for Health Improvement and Disparities. PHEindicatormethods 2.1.1, `phe_sii`.
//! - Fieller, E.C. (1954). Some problems in interval estimation. Journal of the Royal Statistical
//!   Society B 16, 175-185.

use std::fmt;

use super::slope_fit::{SlopeCoefficients, combine, covariance, slope_coefficients};
use crate::stats::interval::{Confidence, Interval};

/// What kind of figure the groups have, which decides on the scale their errors are symmetric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// Any number, with an error on its own scale.
    Measure,
    /// A rate above 0, with an error on the scale of its logarithm.
    Rate,
    /// A share between 0 and 1, with an error on the scale of its log odds.
    Share,
}

impl FigureKind {
    fn contains(self, value: f64) -> bool {
        match self {
            Self::Measure => value.is_finite(),
            Self::Rate => 0.0 < value && value.is_finite(),
            Self::Share => 0.0 < value && value < 1.0,
        }
    }

    /// A value on the scale of its error.
    fn transform(self, value: f64) -> f64 {
        match self {
            Self::Measure => value,
            Self::Rate => libm::log(value),
            Self::Share => libm::log(value / (1.0 - value)),
        }
    }

    /// The opposite of [`Self::transform`].
    fn restore(self, value: f64) -> f64 {
        match self {
            Self::Measure => value,
            Self::Rate => libm::exp(value),
            Self::Share => 1.0 / (1.0 + libm::exp(-value)),
        }
    }

    /// The change of a value per unit of change on the scale of its error.
    fn derivative(self, value: f64) -> f64 {
        match self {
            Self::Measure => 1.0,
            Self::Rate => value,
            Self::Share => value * (1.0 - value),
        }
    }
}

/// A group in the ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopeGroup {
    /// The number of people in it, above 0.
    pub population: f64,
    /// Its figure.
    pub value: f64,
    /// The standard error of the figure, 0 or more, on the scale of its kind.
    pub standard_error: f64,
}

impl SlopeGroup {
    /// Makes a group whose figure has an interval: the error is the width of the interval on the
    /// scale of the kind, over twice the normal quantile.
    pub fn with_interval(
        kind: FigureKind,
        population: f64,
        value: f64,
        interval: Interval,
        confidence: Confidence,
    ) -> Result<Self, SlopeError> {
        if !(kind.contains(interval.lower()) && kind.contains(interval.upper())) {
            return Err(SlopeError::StandardError);
        }
        let width = kind.transform(interval.upper()) - kind.transform(interval.lower());
        let standard_error = width / (2.0 * confidence.z());
        Ok(Self { population, value, standard_error })
    }
}

/// Groups of one kind of figure in the order of the ranking, at least five.
#[derive(Clone, Debug, PartialEq)]
pub struct SlopeGroups {
    kind: FigureKind,
    groups: Vec<SlopeGroup>,
}

impl SlopeGroups {
    /// Makes groups, the lowest of the ranking first. Fewer than five say too little about a
    /// slope.
    pub fn of(kind: FigureKind, groups: Vec<SlopeGroup>) -> Result<Self, SlopeError> {
        let is_size = |size: f64| 0.0 < size && size.is_finite();
        let is_error = |error: f64| 0.0 <= error && error.is_finite();
        if groups.len() < 5 {
            Err(SlopeError::TooFewGroups)
        } else if !groups.iter().all(|group| is_size(group.population)) {
            Err(SlopeError::Population)
        } else if !groups.iter().all(|group| kind.contains(group.value)) {
            Err(SlopeError::Value)
        } else if !groups.iter().all(|group| is_error(group.standard_error)) {
            Err(SlopeError::StandardError)
        } else {
            Ok(Self { kind, groups })
        }
    }
}

/// Why groups have no slope index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlopeError {
    /// There are fewer than five groups.
    TooFewGroups,
    /// A population is not above 0.
    Population,
    /// A figure is not of its kind, such as a share of 0 or a rate below 0.
    Value,
    /// A standard error is below 0, or an interval leaves the range of its kind.
    StandardError,
    /// The multiplier is 0 or not finite.
    Multiplier,
}

impl fmt::Display for SlopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFewGroups => "there are fewer than five groups",
            Self::Population => "a population is not above zero",
            Self::Value => "a figure is not of its kind",
            Self::StandardError => "a standard error or interval is not of its kind",
            Self::Multiplier => "the multiplier is zero or not finite",
        })
    }
}

impl std::error::Error for SlopeError {}

/// On which scale the line is straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlopeFit {
    /// On the scale of the figures.
    Straight,
    /// On the scale of the errors: rates change by a factor, shares in their odds, so that both
    /// ends are possible values. For a measure the same as straight.
    Transformed,
}

/// The inequality along a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopeIndex {
    /// The slope index: the line at the top minus the line at the bottom, times the multiplier.
    pub sii: f64,
    /// Its interval.
    pub sii_interval: Interval,
    /// The relative index: top over bottom. Absent when the line is not above 0 at both ends.
    pub rii: Option<f64>,
    /// Its interval. Absent also when the end divided by is not clearly above 0.
    pub rii_interval: Option<Interval>,
    /// The line at the bottom of the ranking, in the unit of the figures.
    pub intercept: f64,
}

/// Computes the slope and relative index of inequality by a line over the ranking in which each
/// group weighs its part of the population.
///
/// The multiplier sets the unit of the slope index, such as 100 for a percentage. When it is
/// negative, both indices look from the top down: the slope index changes its sign, the relative
/// index is bottom over top.
///
/// Both ends are linear in the figures, so the intervals need no simulation: the slope index has
/// variance `Σ c² se²`, the ratio of two linear ends has Fieller's interval, and the indices of a
/// transformed line have that of the first-order expansion.
pub fn slope_index(
    groups: &SlopeGroups,
    fit: SlopeFit,
    multiplier: f64,
    confidence: Confidence,
) -> Result<SlopeIndex, SlopeError> {
    if !(multiplier.is_finite() && 0.0 < multiplier.abs()) {
        return Err(SlopeError::Multiplier);
    }
    let z = confidence.z();
    let SlopeGroups { kind, groups } = groups;
    let populations: Vec<f64> = groups.iter().map(|group| group.population).collect();
    let SlopeCoefficients { bottom, top } = slope_coefficients(&populations);
    let line = match fit {
        SlopeFit::Straight => FigureKind::Measure,
        SlopeFit::Transformed => *kind,
    };
    let values: Vec<f64> = groups.iter().map(|group| line.transform(group.value)).collect();
    let errors: Vec<f64> = groups
        .iter()
        .map(|group| {
            group.standard_error * kind.derivative(group.value) / line.derivative(group.value)
        })
        .collect();

    // From here on `bottom` and `top` are on the scale of the figures, to first order.
    let restore = |coefficients: Vec<f64>| -> (f64, Vec<f64>) {
        let end = line.restore(combine(&coefficients, &values));
        let slope = line.derivative(end);
        (end, coefficients.into_iter().map(|coefficient| slope * coefficient).collect())
    };
    let (at_bottom, bottom) = restore(bottom);
    let (at_top, top) = restore(top);
    let variances = EndVariances {
        bottom: covariance(&bottom, &bottom, &errors),
        top: covariance(&top, &top, &errors),
        both: covariance(&bottom, &top, &errors),
    };

    let difference = at_top - at_bottom;
    let margin = z * (variances.top + variances.bottom - 2.0 * variances.both).max(0.0).sqrt();
    let (a, b) = ((difference - margin) * multiplier, (difference + margin) * multiplier);
    let sii_interval = Interval::new(a.min(b), a.max(b)).ok_or(SlopeError::Value)?;

    let (ends, variances) = if multiplier < 0.0 {
        ((at_bottom, at_top), variances.swapped())
    } else {
        ((at_top, at_bottom), variances)
    };
    let has_ratio = 0.0 < ends.0.min(ends.1);
    let interval_of_ratio = match line {
        FigureKind::Measure => fieller_interval,
        FigureKind::Rate | FigureKind::Share => log_interval,
    };
    Ok(SlopeIndex {
        sii: difference * multiplier,
        sii_interval,
        rii: has_ratio.then_some(ends.0 / ends.1),
        rii_interval: if has_ratio { interval_of_ratio(ends, variances, z) } else { None },
        intercept: at_bottom,
    })
}

/// The variances of both ends of a line and their covariance.
#[derive(Clone, Copy)]
struct EndVariances {
    bottom: f64,
    top: f64,
    both: f64,
}

impl EndVariances {
    fn swapped(self) -> Self {
        Self { bottom: self.top, top: self.bottom, both: self.both }
    }
}

/// Computes the interval of a ratio `t/b` of normal variables: the `r` for which `t - r b` is
/// not further from 0 than `z` of its standard errors. `None` when `b` is not clearly above 0,
/// since these `r` then have no end.
fn fieller_interval((t, b): (f64, f64), variances: EndVariances, z: f64) -> Option<Interval> {
    let z2 = z * z;
    let square = b * b - z2 * variances.bottom;
    let half = t * b - z2 * variances.both;
    let constant = t * t - z2 * variances.top;
    if square <= 0.0 {
        return None;
    }
    let root = (half * half - square * constant).max(0.0).sqrt();
    Interval::new((half - root) / square, (half + root) / square)
}

/// Computes the interval of a ratio of two positive ends, symmetric in its logarithm.
fn log_interval((t, b): (f64, f64), variances: EndVariances, z: f64) -> Option<Interval> {
    let variance =
        variances.top / (t * t) + variances.bottom / (b * b) - 2.0 * variances.both / (t * b);
    let margin = z * variance.max(0.0).sqrt();
    Interval::new(t / b * libm::exp(-margin), t / b * libm::exp(margin))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::special::normal_quantile;

    fn groups(kind: FigureKind, values: &[f64]) -> SlopeGroups {
        let to_group =
            |value: &f64| SlopeGroup { population: 100.0, value: *value, standard_error: 0.05 };
        SlopeGroups::of(kind, values.iter().map(to_group).collect()).expect("groups")
    }

    fn index(kind: FigureKind, values: &[f64], fit: SlopeFit, multiplier: f64) -> SlopeIndex {
        slope_index(&groups(kind, values), fit, multiplier, Confidence::P95).expect("a multiplier")
    }

    #[test]
    fn a_straight_ranking_has_its_ends() {
        let values = [1.2, 1.6, 2.0, 2.4, 2.8];
        let found = index(FigureKind::Measure, &values, SlopeFit::Straight, 1.0);
        assert!((found.sii - 2.0).abs() < 1e-12 && (found.intercept - 1.0).abs() < 1e-12);
        assert!((found.rii.expect("above 0") - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_negative_multiplier_looks_from_the_top_down() {
        for (kind, fit) in [
            (FigureKind::Measure, SlopeFit::Straight),
            (FigureKind::Rate, SlopeFit::Transformed),
            (FigureKind::Share, SlopeFit::Transformed),
        ] {
            let values = [0.1, 0.15, 0.12, 0.3, 0.4];
            let up = index(kind, &values, fit, 1.0);
            let down = index(kind, &values, fit, -10.0);
            assert!((up.sii * -10.0 - down.sii).abs() < 1e-12);
            let bounds = (up.sii_interval.lower() * -10.0, up.sii_interval.upper() * -10.0);
            assert!((bounds.1 - down.sii_interval.lower()).abs() < 1e-12);
            assert!((bounds.0 - down.sii_interval.upper()).abs() < 1e-12);
            let ratios = (up.rii.expect("above 0"), down.rii.expect("above 0"));
            assert!((ratios.0 * ratios.1 - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn an_equal_ranking_has_no_slope() {
        let found = index(FigureKind::Share, &[0.3; 6], SlopeFit::Transformed, 100.0);
        assert!(found.sii.abs() < 1e-12 && (found.rii.expect("above 0") - 1.0).abs() < 1e-12);
        let interval = found.rii_interval.expect("above 0");
        assert!(interval.lower() < 1.0 && 1.0 < interval.upper());
    }

    /// A transformed line cannot leave the range of shares, a straight one can.
    #[test]
    fn a_line_below_zero_has_no_ratio() {
        let steep = [0.001, 0.002, 0.003, 0.02, 0.3];
        let straight = index(FigureKind::Share, &steep, SlopeFit::Straight, 1.0);
        assert_eq!((straight.rii, straight.rii_interval), (None, None));
        assert!(index(FigureKind::Share, &steep, SlopeFit::Transformed, 1.0).rii.is_some());
    }

    #[test]
    fn an_interval_gives_the_error_it_was_made_from() {
        #[track_caller]
        fn case(kind: FigureKind, lower: f64, upper: f64) {
            let interval = Interval::new(lower, upper).expect("an interval");
            let group = SlopeGroup::with_interval(kind, 9.0, 0.5, interval, Confidence::P95);
            let error = group.expect("an interval of its kind").standard_error;
            assert!((error - 0.1).abs() < 1e-12, "{error}");
        }

        let z = -normal_quantile(0.025);
        let (low, high) = (libm::exp(-0.1 * z), libm::exp(0.1 * z));
        case(FigureKind::Measure, 0.5 - 0.1 * z, 0.5 + 0.1 * z);
        case(FigureKind::Rate, 0.5 * low, 0.5 * high);
        case(FigureKind::Share, low / (1.0 + low), high / (1.0 + high));
    }

    #[test]
    fn refuses_groups_that_cannot_be() {
        #[track_caller]
        fn case(kind: FigureKind, change: impl Fn(&mut SlopeGroup), expected: SlopeError) {
            let mut rows = groups(FigureKind::Share, &[0.3; 5]).groups;
            change(&mut rows[3]);
            assert_eq!(SlopeGroups::of(kind, rows), Err(expected));
        }

        case(FigureKind::Share, |row| row.population = -1.0, SlopeError::Population);
        case(FigureKind::Share, |row| row.value = 1.0, SlopeError::Value);
        case(FigureKind::Rate, |row| row.value = 0.0, SlopeError::Value);
        case(FigureKind::Measure, |row| row.value = f64::NAN, SlopeError::Value);
        case(FigureKind::Rate, |row| row.standard_error = -0.1, SlopeError::StandardError);
        let few = SlopeGroups::of(FigureKind::Share, Vec::new());
        assert_eq!(few, Err(SlopeError::TooFewGroups));
        let found = slope_index(
            &groups(FigureKind::Share, &[0.3; 5]),
            SlopeFit::Straight,
            0.0,
            Confidence::P95,
        );
        assert_eq!(found, Err(SlopeError::Multiplier));
    }

    proptest! {
        #[test]
        fn intervals_contain_the_indices_and_grow(
            rows in prop::collection::vec((1.0..1e5_f64, 0.02..0.98_f64, 0.0..0.5_f64), 5..12),
            is_share in any::<bool>(),
            is_straight in any::<bool>(),
        ) {
            let kind = if is_share { FigureKind::Share } else { FigureKind::Rate };
            let fit = if is_straight { SlopeFit::Straight } else { SlopeFit::Transformed };
            let to_group = |&(population, value, standard_error): &(f64, f64, f64)| {
                SlopeGroup { population, value, standard_error }
            };
            let groups = SlopeGroups::of(kind, rows.iter().map(to_group).collect());
            let groups = groups.expect("groups");
            let p998 = Confidence::new(0.998).expect("a confidence");
            let found = slope_index(&groups, fit, 1.0, Confidence::P95).expect("a multiplier");
            let wide = slope_index(&groups, fit, 1.0, p998).expect("a multiplier");
            let pairs = [
                (Some(found.sii), Some(found.sii_interval), Some(wide.sii_interval)),
                (found.rii, found.rii_interval, wide.rii_interval),
            ];
            for (index, interval, wide) in pairs {
                let (Some(index), Some(interval)) = (index, interval) else {
                    prop_assert_eq!(wide, None);
                    continue;
                };
                let slack = 1e-9 * index.abs().max(1.0);
                prop_assert!(interval.lower() <= index + slack);
                prop_assert!(index - slack <= interval.upper());
                if let Some(wide) = wide {
                    prop_assert!(wide.lower() <= interval.lower() + slack);
                    prop_assert!(interval.upper() <= wide.upper() + slack);
                }
            }
        }
    }
}
