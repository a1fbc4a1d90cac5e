//! Whether two figures go together over wijken or over periods.
//!
//! What goes together over wijken says nothing about people: where more people are lonely more
//! people may ask for support without the lonely asking for it (the ecological fallacy). Sampling
//! error in either figure draws the correlation towards 0.
//!
//! References:
//! - Fisher, R.A. (1921). On the "probable error" of a coefficient of correlation deduced from a
//!   small sample. Metron 1, 3-32.
//! - Bonett, D.G., Wright, T.A. (2000). Sample size requirements for estimating Pearson, Kendall
//!   and Spearman correlations. Psychometrika 65(1), 23-28.
//! - Kendall, M.G. (1975). Rank correlation methods, 4th edition, chapters 3 to 5.

mod kendall;
mod lagged;

use std::fmt;

pub use kendall::{Kendall, kendall_tau};
pub use lagged::cross_correlation;

use super::interval::{Confidence, Interval};
use super::ranks::{mid_ranks, tie_sizes};
use super::special::{ln_gamma, student_t_two_sided};
use super::sum::sum;

/// How near to 1 a correlation is 1: what rounding leaves of a straight line.
const ROUNDING: f64 = 1e-14;

/// Pairs of finite figures of which neither is the same everywhere: three pairs or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    x: Vec<f64>,
    y: Vec<f64>,
}

impl Pairs {
    /// Makes pairs, of wijken in any order or of periods in the order of time.
    pub fn of(pairs: &[(f64, f64)]) -> Result<Self, PairsError> {
        let varies = |values: &[f64]| values.iter().any(|&value| value != values[0]);
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        if !x.iter().chain(&y).all(|value| value.is_finite()) {
            Err(PairsError::NotFinite)
        } else if pairs.len() < 3 {
            Err(PairsError::TooFew)
        } else if !(varies(&x) && varies(&y)) {
            Err(PairsError::NoVariation)
        } else {
            Ok(Self { x, y })
        }
    }

    fn n(&self) -> f64 {
        self.x.len() as f64
    }
}

/// Why figures have no correlation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairsError {
    /// A figure is infinite or not a number.
    NotFinite,
    /// There are fewer than three pairs, which lie on a line whatever they are.
    TooFew,
    /// One of the figures is the same everywhere, so nothing can go with it.
    NoVariation,
}

impl fmt::Display for PairsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "the figures must be finite",
            Self::TooFew => "there are fewer than three pairs",
            Self::NoVariation => "one of the figures is the same everywhere",
        })
    }
}

impl std::error::Error for PairsError {}

/// A correlation, with what says how sure it is.
///
/// With fewer than ten pairs neither says much, and the monitor shows the estimate alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correlation {
    /// The correlation, from -1 to 1.
    pub estimate: f64,
    /// The two-sided p-value of no correlation. Absent when the pairs lie on a straight line,
    /// where there is no scatter to tell a p-value from.
    pub p_value: Option<f64>,
    /// The interval. Absent for fewer than four pairs and for pairs without scatter.
    pub interval: Option<Interval>,
}

/// Computes Pearson's correlation: how near the pairs lie to a straight line.
///
/// Its p-value by Student's t, `t = r √((n - 2)/(1 - r²))` with `n - 2` degrees of freedom, and
/// its interval by Fisher, `tanh(atanh r ± z/√(n - 3))`. Both suppose that the figures are about
/// normal, which counts of small wijken are not: prefer [`spearman`] for those.
pub fn pearson(pairs: &Pairs, confidence: Confidence) -> Correlation {
    let r = product_moment(&pairs.x, &pairs.y);
    if r.abs() >= 1.0 {
        return Correlation { estimate: r, p_value: None, interval: None };
    }
    let interval = fisher_interval(r, 1.0, pairs.n(), confidence);
    Correlation { estimate: r, p_value: Some(test_by_student_t(r, pairs.n())), interval }
}

/// Computes Spearman's rank correlation: Pearson's of the ranks, where equal figures share the
/// mean of their ranks.
///
/// One wijk far from the others does not rule it, and it does not ask for a straight line, which
/// is why it is the monitor's default. Its p-value is by Student's t as for Pearson; its interval
/// `tanh(atanh r ± z √((1 + r²/2)/(n - 3)))` (Bonett and Wright). When the order is the same or
/// the reverse throughout, the p-value is the share of all orders that are: `2/n!` without ties.
pub fn spearman(pairs: &Pairs, confidence: Confidence) -> Correlation {
    let (rank_x, rank_y) = (mid_ranks(&pairs.x), mid_ranks(&pairs.y));
    let r = product_moment(&rank_x, &rank_y);
    if r.abs() >= 1.0 {
        // Orders that only swap equal figures are the same order.
        let swaps: f64 = tie_sizes(&pairs.y).iter().map(|&size| ln_gamma(size + 1.0)).sum();
        let p = 2.0 * libm::exp(swaps - ln_gamma(pairs.n() + 1.0));
        return Correlation { estimate: r, p_value: Some(p.min(1.0)), interval: None };
    }
    let interval = fisher_interval(r, 1.0 + r * r / 2.0, pairs.n(), confidence);
    Correlation { estimate: r, p_value: Some(test_by_student_t(r, pairs.n())), interval }
}

/// Pearson's correlation, exactly 1 or -1 when only rounding keeps it from that.
fn product_moment(x: &[f64], y: &[f64]) -> f64 {
    let (dx, dy) = (deviations(x), deviations(y));
    let r = products(&dx, &dy) / (products(&dx, &dx).sqrt() * products(&dy, &dy).sqrt());
    if 1.0 - r.abs() < ROUNDING { 1.0_f64.copysign(r) } else { r }
}

/// What is left of values without their mean, as parts of the largest, so that the squares of
/// any figures are finite and not all zero.
fn deviations(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    let mean = sum(values.iter().map(|value| value / n));
    let left: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let largest = left.iter().fold(0.0_f64, |largest, part| largest.max(part.abs()));
    left.iter().map(|part| part / largest).collect()
}

/// `Σab`, the same in any order of the pairs.
fn products(a: &[f64], b: &[f64]) -> f64 {
    sum(a.iter().zip(b).map(|(a, b)| a * b))
}

fn test_by_student_t(r: f64, n: f64) -> f64 {
    let df = n - 2.0;
    student_t_two_sided(r * (df / ((1.0 - r) * (1.0 + r))).sqrt(), df)
}

/// The interval of a correlation whose inverse hyperbolic tangent has variance `factor / (n - 3)`.
fn fisher_interval(r: f64, factor: f64, n: f64, confidence: Confidence) -> Option<Interval> {
    if n <= 3.0 {
        return None;
    }
    let margin = confidence.z() * (factor / (n - 3.0)).sqrt();
    let centre = libm::atanh(r);
    Interval::new(libm::tanh(centre - margin), libm::tanh(centre + margin))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assertions::assert_within;

    fn pairs(pairs: &[(f64, f64)]) -> Pairs {
        Pairs::of(pairs).expect("pairs that vary")
    }

    /// R 4.5.0, `?cor.test`: Hollander and Wolfe (1973), p. 187: assessments of tuna by a
    /// machine and by a panel.
    #[test]
    fn agrees_with_the_tuna_of_hollander_and_wolfe() {
        let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
        let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
        let tuna: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
        let found = kendall_tau(&tuna).expect("figures that vary");
        // 26 pairs in order against 10, of 36; z = 16/√92 leaves 0.0953.
        assert_within(found.tau_b, 16.0 / 36.0, 1e-15);
        assert_within(found.p_normal, 0.0953, 5e-5);
        assert_within(spearman(&pairs(&tuna), Confidence::P95).estimate, 0.6, 1e-15);
        assert_within(pearson(&pairs(&tuna), Confidence::P95).estimate, 0.571_181_6, 5e-8);
    }

    /// `1 - 6Σd²/(n(n² - 1))` without ties.
    #[test]
    fn spearman_without_ties_agrees_with_the_short_formula() {
        let found = spearman(
            &pairs(&[(1.0, 20.0), (2.0, 10.0), (3.0, 40.0), (4.0, 30.0)]),
            Confidence::P95,
        );
        assert_within(found.estimate, 1.0 - 6.0 * 4.0 / 60.0, 1e-15);
    }

    #[test]
    fn straight_line_has_no_scatter_to_judge_by() {
        let line: Vec<(f64, f64)> =
            (1..=12).map(|i| (f64::from(i) * 0.1, f64::from(i) * -0.7)).collect();
        let found = pearson(&pairs(&line), Confidence::P95);
        assert_eq!(found, Correlation { estimate: -1.0, p_value: None, interval: None });
    }

    /// Two of the 5! orders agree fully; with two equal figures, four of them.
    #[test]
    fn full_agreement_of_ranks_has_the_share_of_orders_as_p() {
        let curve: Vec<(f64, f64)> = [1.0, 2.0, 3.0, 5.0, 9.0].map(|x| (x, x * x)).into();
        let found = spearman(&pairs(&curve), Confidence::P95);
        assert_eq!((found.estimate, found.interval), (1.0, None));
        assert_within(found.p_value.expect("a share"), 2.0 / 120.0, 1e-15);
        let tied: Vec<(f64, f64)> = [1.0, 2.0, 2.0, 5.0, 9.0].map(|x| (x, -x)).into();
        let found = spearman(&pairs(&tied), Confidence::P95);
        assert_within(found.p_value.expect("a share"), 4.0 / 120.0, 1e-15);
    }

    #[test]
    fn three_pairs_have_a_test_and_no_interval() {
        let found = pearson(&pairs(&[(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)]), Confidence::P95);
        assert_within(found.estimate, 0.5, 1e-15);
        // With one degree of freedom, 1 - 2/π arctan t, and t = 1/√3.
        assert_within(found.p_value.expect("a test"), 2.0 / 3.0, 1e-14);
        assert_eq!(found.interval, None);
    }

    #[test]
    fn refuses_figures_that_cannot_go_together() {
        #[track_caller]
        fn case(found: &[(f64, f64)], expected: PairsError) {
            assert_eq!(Pairs::of(found), Err(expected));
        }

        case(&[], PairsError::TooFew);
        case(&[(1.0, 2.0), (2.0, 1.0)], PairsError::TooFew);
        case(&[(1.0, 2.0), (1.0, 1.0), (1.0, 3.0)], PairsError::NoVariation);
        case(&[(1.0, 2.0), (2.0, 2.0), (1.0, 2.0)], PairsError::NoVariation);
        case(&[(1.0, 2.0), (2.0, f64::NAN), (1.0, 2.0)], PairsError::NotFinite);
    }

    #[test]
    fn figures_of_any_size_have_a_finite_correlation() {
        let large = [(1e300, 1e-300), (-1e300, 3e-300), (5e299, 2e-300), (1e308, 9e-300)];
        let found = pearson(&pairs(&large), Confidence::P95);
        assert!(found.estimate.abs() < 1.0 && found.p_value.expect("a test") <= 1.0);
    }

    proptest! {
        #[test]
        fn estimates_stay_in_range_and_in_their_intervals(
            found in prop::collection::vec((-20..20_i32, -20..20_i32), 3..25),
        ) {
            let found: Vec<(f64, f64)> =
                found.iter().map(|&(x, y)| (f64::from(x), f64::from(y))).collect();
            let Ok(found) = Pairs::of(&found) else {
                return Ok(());
            };
            let p99 = Confidence::new(0.99).expect("a confidence");
            for of in [pearson, spearman] {
                let (narrow, wide) = (of(&found, Confidence::P95), of(&found, p99));
                let r = narrow.estimate;
                prop_assert!((-1.0..=1.0).contains(&r));
                prop_assert!(narrow.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)));
                if let (Some(narrow), Some(wide)) = (narrow.interval, wide.interval) {
                    prop_assert!(narrow.lower() <= r && r <= narrow.upper());
                    prop_assert!(wide.lower() < narrow.lower() && narrow.upper() < wide.upper());
                }
            }
        }

        /// Wijken have no order of their own.
        #[test]
        fn order_of_pairs_does_not_matter(
            found in prop::collection::vec((-9.9..9.9_f64, -9.9..9.9_f64), 3..25).prop_flat_map(
                |pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle()),
            ),
        ) {
            let (found, shuffled) = (pairs(&found.0), pairs(&found.1));
            for of in [pearson, spearman] {
                let (one, other) = (of(&found, Confidence::P95), of(&shuffled, Confidence::P95));
                prop_assert_eq!(one.estimate.to_bits(), other.estimate.to_bits());
                prop_assert_eq!(one, other);
            }
        }

        /// Figures in another unit go together as before; in the other direction, the reverse.
        #[test]
        fn unit_does_not_matter(
            found in prop::collection::vec((-20..20_i32, -20..20_i32), 3..25),
        ) {
            let of = |factor: f64| {
                let scaled: Vec<(f64, f64)> =
                    found.iter().map(|&(x, y)| (f64::from(x), f64::from(y) * factor)).collect();
                Pairs::of(&scaled)
            };
            if let (Ok(found), Ok(scaled)) = (of(1.0), of(-1000.0)) {
                let rank = |pairs| spearman(pairs, Confidence::P95).estimate;
                prop_assert!((rank(&found) + rank(&scaled)).abs() < 1e-14);
            }
        }
    }
}
