//! The ratio of two independent shares, with intervals.
//!
//! References:
//! - Katz, D., Baptista, J., Azen, S.P., Pike, M.C. (1978). Obtaining confidence intervals for the
//!   risk ratio in cohort studies. Biometrics 34, 469-474.
//! - Walter, S.D. (1975). The distribution of Levin's measure of attributable risk. Biometrika
//!   62, 371-375: adding one half.
//! - Fagerland, M.W., Lydersen, S., Laake, P. (2015). Recommended confidence intervals for two
//!   independent binomial proportions. Statistical Methods in Medical Research 24(2), 224-254.

use super::score::{Shares, ratio_bounds};
use crate::stats::interval::Confidence;
use crate::stats::share::Share;

/// How many times one share is another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareRatio {
    /// The first share over the second; absent when the second is 0.
    pub ratio: Option<f64>,
    /// The lower bound, 0 or more.
    pub lower: f64,
    /// The upper bound; absent when the ratio may be any size, as for a second share of 0.
    pub upper: Option<f64>,
}

/// Computes the ratio of two shares with the score interval of Miettinen and Nurminen.
///
/// All ratios `θ` for which `(p₁ - θ p₂)²` is below `z²` times its variance, at the shares that
/// are most likely if the first is `θ` times the second, times `N/(N - 1)`. The monitor prefers
/// it because it needs nothing added where a teller is 0.
pub fn miettinen_nurminen_ratio(first: Share, second: Share, confidence: Confidence) -> ShareRatio {
    let z = confidence.z();
    let (lower, upper) = ratio_bounds(&Shares::of(first, second), z * z);
    let ratio = (0.0 < second.teller()).then(|| first.fraction() / second.fraction());
    // What is rounded in a bound may leave it a hair past the ratio.
    ShareRatio {
        ratio,
        lower: ratio.map_or(lower, |ratio| lower.min(ratio)),
        upper: upper.map(|upper| ratio.map_or(upper, |ratio| upper.max(ratio))),
    }
}

/// Computes the ratio of two shares with the interval of its logarithm (Katz):
/// `ln θ ± z √(1/x₁ - 1/n₁ + 1/x₂ - 1/n₂)`.
///
/// `None` when a teller is 0, which has no logarithm, or both are everybody, which leaves no
/// width.
pub fn log_ratio(first: Share, second: Share, confidence: Confidence) -> Option<ShareRatio> {
    if first.teller() <= 0.0 || second.teller() <= 0.0 {
        return None;
    }
    log_ratio_after_adding(0.0, first, second, confidence)
}

/// Computes the ratio of two shares with the interval of its logarithm after adding one half to
/// tellers and noemers (Walter).
///
/// The ratio in the result is that after adding. With a teller of 0 it has a bound where there is
/// no evidence for one, so [`miettinen_nurminen_ratio`] is to be preferred. `None` when both
/// shares are everybody, which leaves no width.
pub fn adjusted_log_ratio(
    first: Share,
    second: Share,
    confidence: Confidence,
) -> Option<ShareRatio> {
    log_ratio_after_adding(0.5, first, second, confidence)
}

fn log_ratio_after_adding(
    added: f64,
    first: Share,
    second: Share,
    confidence: Confidence,
) -> Option<ShareRatio> {
    let [(x1, n1), (x2, n2)] =
        [first, second].map(|share| (share.teller() + added, share.noemer() + added));
    // Written so that nothing is subtracted from a teller that is nearly its noemer.
    let variance = (n1 - x1) / x1 / n1 + (n2 - x2) / x2 / n2;
    let factor = libm::exp(confidence.z() * variance.sqrt());
    let ratio = (x1 / n1) / (x2 / n2);
    let (lower, upper) = (ratio / factor, ratio * factor);
    (1.0 < factor && upper.is_finite()).then_some(ShareRatio {
        ratio: Some(ratio),
        lower,
        upper: Some(upper),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(teller: f64, noemer: f64) -> Share {
        Share::of(teller, noemer).expect("the teller is part of the noemer")
    }

    /// Half and a quarter of eight: `1/4 - 1/8 + 1/2 - 1/8 = 1/2`.
    #[test]
    fn log_ratio_follows_its_formula() {
        let found = log_ratio(share(4.0, 8.0), share(2.0, 8.0), Confidence::P95);
        let found = found.expect("both have a teller");
        assert_eq!(found.ratio, Some(2.0));
        let factor = (1.959_963_984_540_054 * 0.5_f64.sqrt()).exp();
        assert!((found.lower - 2.0 / factor).abs() < 1e-12, "{found:?}");
        assert!((found.upper.expect("finite") - 2.0 * factor).abs() < 1e-11, "{found:?}");
    }

    #[test]
    fn nobody_in_the_second_leaves_the_ratio_without_an_end() {
        let found = miettinen_nurminen_ratio(share(5.0, 56.0), share(0.0, 29.0), Confidence::P95);
        assert_eq!((found.ratio, found.upper), (None, None));
        assert!(0.5 < found.lower && found.lower < 1.0, "{found:?}");
        let nobody = miettinen_nurminen_ratio(share(0.0, 9.0), share(0.0, 9.0), Confidence::P95);
        assert_eq!((nobody.lower, nobody.upper), (0.0, None));
    }

    #[test]
    fn logarithm_of_nobody_or_of_everybody_twice_is_refused() {
        let (nobody, some, all) = (share(0.0, 9.0), share(4.0, 9.0), share(9.0, 9.0));
        assert_eq!(log_ratio(nobody, some, Confidence::P95), None);
        assert_eq!(log_ratio(some, nobody, Confidence::P95), None);
        assert_eq!(log_ratio(all, all, Confidence::P95), None);
        assert_eq!(adjusted_log_ratio(all, all, Confidence::P95), None);
        assert!(adjusted_log_ratio(nobody, some, Confidence::P95).is_some());
    }

    proptest! {
        #[test]
        fn score_interval_contains_the_ratio_and_inverts(
            n1 in 1_u32..3_000, n2 in 1_u32..3_000, f1 in 0.0..=1.0_f64, f2 in 0.0..=1.0_f64,
        ) {
            let a = share((f64::from(n1) * f1).ceil().max(1.0), f64::from(n1));
            let b = share((f64::from(n2) * f2).ceil().max(1.0), f64::from(n2));
            let found = miettinen_nurminen_ratio(a, b, Confidence::P95);
            let (ratio, upper) = (found.ratio.expect("b > 0"), found.upper.expect("b > 0"));
            prop_assert!(found.lower <= ratio && ratio <= upper, "{found:?}");
            prop_assert!(found.lower < upper, "{found:?}");
            let mirror = miettinen_nurminen_ratio(b, a, Confidence::P95);
            let product = mirror.lower * upper;
            prop_assert!((product - 1.0).abs() < 1e-8, "{found:?} {mirror:?}");
        }

        #[test]
        fn intervals_contain_the_ratio_and_widen(
            n1 in 2_u32..3_000, n2 in 2_u32..3_000, f1 in 0.0..=1.0_f64, f2 in 0.0..=1.0_f64,
        ) {
            let of = |n: u32, f: f64| {
                let n = f64::from(n);
                share((n * f).floor().clamp(1.0, n - 1.0), n)
            };
            let (a, b) = (of(n1, f1), of(n2, f2));
            let score = |a, b, confidence| Some(miettinen_nurminen_ratio(a, b, confidence));
            for of in [score, log_ratio, adjusted_log_ratio] {
                let narrow = of(a, b, Confidence::P95).expect("neither nobody nor everybody");
                let wide = of(a, b, Confidence::P998).expect("neither nobody nor everybody");
                let ratio = narrow.ratio.expect("b > 0");
                prop_assert!(narrow.lower <= ratio && Some(ratio) <= narrow.upper);
                prop_assert!(0.0 <= wide.lower && wide.lower <= narrow.lower);
                prop_assert!(narrow.upper <= wide.upper);
            }
        }
    }
}
