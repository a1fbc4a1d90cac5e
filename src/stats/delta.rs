//! The interval of a formula over figures that each have their own: the delta method, and a difference
//! of two figures that go together.
//!
//! References:
//! - Oehlert, G.W. (1992). A note on the delta method. The American Statistician 46(1), 27-29.
//! - Zou, G.Y., Donner, A. (2008). Construction of confidence limits about effect measures: a general
//!   approach. Statistics in Medicine 27(10), 1693-1702.

use super::interval::{Confidence, Interval};

/// A figure of a formula: how much the result moves with it, and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Term {
    /// The change of the result per unit of the figure.
    pub slope: f64,
    /// The standard error of the figure, 0 or more.
    pub standard_error: f64,
}

/// Computes the standard error that an interval around a mean would have had, `(u - l) / 2z`.
///
/// Also for intervals that are not symmetric, such as Wilson's: then it stands between the errors of
/// the two sides.
pub fn standard_error_of(interval: Interval, confidence: Confidence) -> f64 {
    let z = confidence.z();
    (interval.upper() - interval.lower()) / (2.0 * z)
}

/// Computes the interval of a formula from its terms, `value ± z √(Σ_ij g_i g_j ρ_ij s_i s_j)`.
///
/// `correlation` gives the correlation of two different terms, by their places; nothing where one is
/// needed and not known. Then there is no interval: leaving out a covariance makes it too wide or
/// too narrow, and nobody can tell which.
///
/// Terms that the result does not move with need no correlation. A variance below zero, which
/// only correlations that contradict each other give, is no variance either.
pub fn delta_interval(
    value: f64,
    terms: &[Term],
    correlation: impl Fn(usize, usize) -> Option<f64>,
    confidence: Confidence,
) -> Option<Interval> {
    let share = |term: &Term| term.slope * term.standard_error;
    let mut variance = 0.0;
    for (i, one) in terms.iter().enumerate() {
        variance += share(one) * share(one);
        for (j, other) in terms.iter().enumerate().skip(i + 1) {
            let product = 2.0 * share(one) * share(other);
            if product != 0.0 {
                variance += product * correlation(i, j)?;
            }
        }
    }
    let margin = confidence.z() * variance.sqrt();
    Interval::around(value, margin)
}

/// Computes the interval of a difference `a - b` of figures with a known correlation, from their
/// intervals:
/// `a - b - √((a - l_a)² - 2ρ(a - l_a)(u_b - b) + (u_b - b)²)`, and likewise for the upper bound.
///
/// The variance of each is recovered from the side of its interval that matters (MOVER, Zou and
/// Donner). It keeps the skewness of small counts, which `±` loses, and for normal intervals
/// equals it. Independent figures have a correlation of 0.
pub fn difference_interval(
    a: (f64, Interval),
    b: (f64, Interval),
    correlation: f64,
) -> Option<Interval> {
    let rho = correlation.clamp(-1.0, 1.0);
    let side = |x: f64, y: f64| (x * x - 2.0 * rho * x * y + y * y).max(0.0).sqrt();
    let ((a, of_a), (b, of_b)) = (a, b);
    let lower = a - b - side(a - of_a.lower(), of_b.upper() - b);
    let upper = a - b + side(of_a.upper() - a, b - of_b.lower());
    Interval::new(lower, upper)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interval(lower: f64, upper: f64) -> Interval {
        Interval::new(lower, upper).expect("an interval")
    }

    const Z: f64 = 1.959_963_984_540_054;

    #[test]
    fn a_ratio_of_independent_figures_adds_relative_variances() {
        // 40 with 2 over 80 with 8: relative errors of 0.05 and 0.1.
        let terms = [
            Term { slope: 1.0 / 80.0, standard_error: 2.0 },
            Term { slope: -40.0 / 6400.0, standard_error: 8.0 },
        ];
        let found = delta_interval(0.5, &terms, |_, _| Some(0.0), Confidence::P95).expect("known");
        let margin = Z * 0.5 * (0.05_f64 * 0.05 + 0.1 * 0.1).sqrt();
        assert!((found.upper() - 0.5 - margin).abs() < 1e-12);
        assert!((0.5 - found.lower() - margin).abs() < 1e-12);
    }

    #[test]
    fn a_correlation_that_is_not_known_gives_no_interval() {
        let term = |slope| Term { slope, standard_error: 1.0 };
        assert_eq!(
            delta_interval(0.0, &[term(1.0), term(-1.0)], |_, _| None, Confidence::P95),
            None
        );
        assert!(
            delta_interval(0.0, &[term(1.0), term(0.0)], |_, _| None, Confidence::P95).is_some()
        );
    }

    #[test]
    fn what_moves_together_leaves_a_difference_alone() {
        let terms = [1.0, -1.0].map(|slope| Term { slope, standard_error: 3.0 });
        let found = delta_interval(2.0, &terms, |_, _| Some(1.0), Confidence::P95).expect("known");
        assert!((found.upper() - found.lower()).abs() < 1e-12);
        let same = (5.0, interval(3.0, 8.0));
        let found = difference_interval(same, (4.0, interval(1.0, 6.0)), 1.0).expect("finite");
        assert_eq!((found.lower(), found.upper()), (1.0, 1.0));
    }

    #[test]
    fn independent_symmetric_margins_add_as_squares() {
        let found =
            difference_interval((10.0, interval(7.0, 13.0)), (2.0, interval(-2.0, 6.0)), 0.0);
        assert_eq!(found, Some(interval(3.0, 13.0)));
    }

    /// Newcombe (1998), interval estimation for the difference between independent proportions, table II,
    /// example (a), method 10: 56/70 - 48/80 has 0.0524 to 0.3339.
    #[test]
    fn independent_shares_give_the_interval_of_newcombe() {
        let a = (56.0 / 70.0, interval(0.691_8, 0.877_0));
        let b = (48.0 / 80.0, interval(0.490_4, 0.700_4));
        let found = difference_interval(a, b, 0.0).expect("finite");
        assert!((found.lower() - 0.0524).abs() < 2e-4, "{found:?}");
        assert!((found.upper() - 0.3339).abs() < 2e-4, "{found:?}");
    }

    proptest! {
        #[test]
        fn a_formula_lies_within_its_interval_which_widens(
            terms in prop::collection::vec((-9.0..9.0_f64, 0.0..4.0_f64), 1..6),
            value in -9.0..9.0_f64, rho in 0.0..1.0_f64,
        ) {
            let terms: Vec<Term> =
                terms.iter().map(|&(slope, standard_error)| Term { slope, standard_error }).collect();
            let of = |confidence| {
                delta_interval(value, &terms, |_, _| Some(rho), confidence).expect("correlations")
            };
            let p998 = Confidence::P998;
            let (found, wide) = (of(Confidence::P95), of(p998));
            prop_assert!(found.lower() <= value && value <= found.upper());
            prop_assert!(wide.lower() <= found.lower() && found.upper() <= wide.upper());
            let error = standard_error_of(found, Confidence::P95);
            prop_assert!((error - standard_error_of(wide, p998)).abs() <= 1e-12 * error.max(1.0));
        }

        #[test]
        fn a_difference_lies_within_its_interval(
            a in -9.0..9.0_f64, b in -9.0..9.0_f64, widths in [0.0..4.0_f64, 0.0..4.0, 0.0..4.0, 0.0..4.0],
            rho in -1.0..1.0_f64,
        ) {
            let of = |x: f64, lower: f64, upper: f64| (x, interval(x - lower, x + upper));
            let found = difference_interval(of(a, widths[0], widths[1]), of(b, widths[2], widths[3]), rho);
            let found = found.expect("finite");
            prop_assert!(found.lower() <= a - b + 1e-12 && a - b - 1e-12 <= found.upper());
        }
    }
}
