//! Intervals whose bounds are quantiles of a beta distribution: exact, and that of Jeffreys.
//!
//! References:
//! - Clopper, C.J., Pearson, E.S. (1934). The use of confidence or fiducial limits illustrated in
//!   the case of the binomial. Biometrika 26(4), 404-413.
//! - Brown, L.D., Cai, T.T., DasGupta, A. (2001). Interval estimation for a binomial proportion.
//!   Statistical Science 16(2), 101-133.

use super::{Share, wilson_interval};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::special::beta_quantile;

/// From this noemer on numbers hardly tell `n` from `n + 1`, and Wilson's bounds are as good.
const COUNTLESS: f64 = 1e15;

/// Computes the exact interval of Clopper and Pearson.
///
/// The `α/2` quantile of the beta distribution with shapes `x` and `n - x + 1`, and the `1 - α/2`
/// quantile of the one with `x + 1` and `n - x`. It never contains the true share less often
/// than the confidence says, so mostly more often: at small noemers it is wider than need be,
/// which is why the monitor prefers Wilson's. A teller of 0 has a lower bound of exactly 0, a
/// teller equal to the noemer an upper bound of exactly 1.
pub fn clopper_pearson_interval(share: Share, confidence: Confidence) -> Interval {
    if COUNTLESS <= share.noemer {
        return wilson_interval(share, confidence);
    }
    let tail = confidence.tail();
    let (x, rest) = (share.teller, share.noemer - share.teller);
    let lower = if 0.0 < x { beta_quantile(tail, x, rest + 1.0) } else { 0.0 };
    let upper = if 0.0 < rest { beta_quantile(1.0 - tail, x + 1.0, rest) } else { 1.0 };
    let (lower, upper) = (lower.min(share.fraction()), upper.max(share.fraction()));
    Interval::new(lower, upper).expect("the bounds lie on either side of the share")
}

/// Computes the interval of Jeffreys: what is believed of the share after the count, having known
/// nothing before.
///
/// The `α/2` and `1 - α/2` quantiles of the beta distribution with shapes `x + ½` and
/// `n - x + ½`. It is equal-tailed throughout, so that for a teller of 0 it starts above 0 and
/// does not contain the share itself.
pub fn jeffreys_interval(share: Share, confidence: Confidence) -> Interval {
    if COUNTLESS <= share.noemer {
        return wilson_interval(share, confidence);
    }
    let tail = confidence.tail();
    let (a, b) = (share.teller + 0.5, share.noemer - share.teller + 0.5);
    Interval::new(beta_quantile(tail, a, b), beta_quantile(1.0 - tail, a, b))
        .expect("quantiles rise with the probability")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::special::binomial_cdf;
    use crate::stats::special::binomial_upper;

    fn share(teller: f64, noemer: f64) -> Share {
        Share::of(teller, noemer).expect("the teller is part of the noemer")
    }

    /// The four examples of Newcombe (1998), Table I, method 5.
    #[test]
    fn clopper_pearson_interval_agrees_with_newcombe() {
        #[track_caller]
        fn case(teller: f64, noemer: f64, lower: f64, upper: f64) {
            let found = clopper_pearson_interval(share(teller, noemer), Confidence::P95);
            assert!((found.lower() - lower).abs() < 5e-5, "{found:?}");
            assert!((found.upper() - upper).abs() < 5e-5, "{found:?}");
        }

        case(81.0, 263.0, 0.2527, 0.3676);
        case(15.0, 148.0, 0.0578, 0.1617);
        case(0.0, 20.0, 0.0, 0.1684);
        case(1.0, 29.0, 0.0009, 0.1776);
    }

    /// At the bounds the count, or one further, has exactly the probability left on that side.
    #[test]
    fn clopper_pearson_bounds_leave_the_tail_that_was_asked() {
        for (x, n) in [(1, 9), (5, 237), (50, 100), (7_000, 18_000)] {
            let found = clopper_pearson_interval(share(x as f64, n as f64), Confidence::P95);
            assert!((binomial_upper(x - 1, n, found.lower()) - 0.025).abs() < 1e-13, "{x} of {n}");
            assert!((binomial_cdf(x, n, found.upper()) - 0.025).abs() < 1e-13, "{x} of {n}");
        }
    }

    /// Nobody of n: `1 - (α/2)^(1/n)`.
    #[test]
    fn clopper_pearson_interval_of_nobody_has_a_closed_form() {
        for n in [1.0, 34.0, 18e6] {
            let found = clopper_pearson_interval(share(0.0, n), Confidence::P95);
            assert_eq!(found.lower().to_bits(), 0.0_f64.to_bits());
            let expected = -libm::expm1(libm::log(0.025) / n);
            assert!((found.upper() / expected - 1.0).abs() < 1e-12, "{found:?}");
            let all = clopper_pearson_interval(share(n, n), Confidence::P95);
            assert_eq!(all.upper().to_bits(), 1.0_f64.to_bits());
            assert!((all.lower() - (1.0 - expected)).abs() < 1e-15, "{all:?}");
        }
    }

    #[test]
    fn jeffreys_interval_of_half_is_symmetric() {
        let found = jeffreys_interval(share(10.0, 20.0), Confidence::P95);
        assert!((found.lower() + found.upper() - 1.0).abs() < 1e-15, "{found:?}");
    }

    #[test]
    fn intervals_of_a_share_of_any_size_are_intervals() {
        for noemer in [1e-300, 0.01, 0.5, 1.0, 1e6, 1e14, 1e18, 1e300] {
            for part in [0.0, 1e-12, 0.3, 1.0] {
                let found = share(part * noemer, noemer);
                let exact = clopper_pearson_interval(found, Confidence::P95);
                assert!(exact.lower() <= part && part <= exact.upper(), "{part} of {noemer}");
                let jeffreys = jeffreys_interval(found, Confidence::P95);
                for interval in [exact, jeffreys] {
                    assert!(0.0 <= interval.lower() && interval.upper() <= 1.0, "{interval:?}");
                    let has_width = interval.lower() < interval.upper();
                    assert!(has_width || 1e16 < noemer, "{part} of {noemer}: {interval:?}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn intervals_nest_and_contain_the_share(
            n in 1_u32..100_000, part in 0.0..=1.0_f64, level in 0.6..0.99_f64,
        ) {
            let found = share((f64::from(n) * part).floor(), f64::from(n));
            let narrow = Confidence::new(level).expect("a confidence");
            let wide = Confidence::new(level + 0.009).expect("a confidence");
            let exact = clopper_pearson_interval(found, narrow);
            prop_assert!(exact.lower() <= found.fraction() && found.fraction() <= exact.upper());
            let wider = clopper_pearson_interval(found, wide);
            prop_assert!(wider.lower() <= exact.lower() && exact.upper() <= wider.upper());
            prop_assert!(0.0 <= wider.lower() && wider.upper() <= 1.0);
            let jeffreys = jeffreys_interval(found, narrow);
            prop_assert!(exact.lower() <= jeffreys.lower() && jeffreys.upper() <= exact.upper());
        }
    }
}
