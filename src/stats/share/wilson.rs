//! The score interval of Wilson, and its approximation by Agresti and Coull.
//!
//! References:
//! - Wilson, E.B. (1927). Probable inference, the law of succession, and statistical inference.
//!   Journal of the American Statistical Association 22(158), 209-212.
//! - Newcombe, R.G. (1998). Two-sided confidence intervals for the single proportion: comparison
//!   of seven methods. Statistics in Medicine 17, 857-872.
//! - Agresti, A., Coull, B.A. (1998). Approximate is better than "exact" for interval estimation
//!   of binomial proportions. The American Statistician 52(2), 119-126.

use super::Share;
use crate::stats::interval::{Confidence, Interval};

/// Computes the Wilson score interval of a share.
///
/// `(2x + z² ± z √(z² + 4x(1 - x/n))) / (2(n + z²))`, with teller `x`, noemer `n` and normal
/// quantile `z`. The bounds stay within 0 and 1 and the interval keeps a width for a share of 0
/// or 1, which is why the monitor prefers it to the textbook (Wald) interval: small wijken often
/// have a teller of zero. A teller of 0 has a lower bound of exactly 0, a teller equal to the
/// noemer an upper bound of exactly 1.
pub fn wilson_interval(share: Share, confidence: Confidence) -> Interval {
    wilson_at(share, confidence.z())
}

/// Computes the Wilson interval with another quantile `z`, such as that of Student's t.
pub(super) fn wilson_at(share: Share, z: f64) -> Interval {
    let z2 = z * z;
    let n = share.noemer;
    // The two bounds of a share multiply to x²/(n(n + z²)); dividing by the upper one avoids the
    // subtraction that would cost a small share its digits.
    let lower_bound = |x: f64| {
        let root = (z2 * (z2 + 4.0 * x * (1.0 - x / n))).sqrt();
        x / n * (2.0 * x) / (2.0 * x + z2 + root)
    };
    // The upper bound of a share is what the lower bound of its complement leaves. From about
    // 1e30 on rounding is wider than the interval.
    let lower = lower_bound(share.teller).min(share.fraction());
    let upper = (1.0 - lower_bound(n - share.teller)).max(share.fraction());
    Interval::new(lower, upper).expect("the bounds lie on either side of the share")
}

/// Computes the interval of Agresti and Coull: the textbook one after adding `z²` to the noemer
/// and half of that to the teller.
///
/// `p̃ ± z √(p̃(1 - p̃)/(n + z²))` with `p̃ = (x + z²/2)/(n + z²)`, kept within 0 and 1. It has the
/// middle of Wilson's interval and is never narrower, so Wilson's is the better of the two; this
/// one is here since others publish it.
pub fn agresti_coull_interval(share: Share, confidence: Confidence) -> Interval {
    let z = confidence.z();
    let z2 = z * z;
    let n = share.noemer + z2;
    let p = (share.teller + z2 / 2.0) / n;
    let margin = z * (p * (1.0 - p) / n).sqrt();
    let lower = (p - margin).max(0.0).min(share.fraction());
    let upper = (p + margin).min(1.0).max(share.fraction());
    Interval::new(lower, upper).expect("the bounds lie on either side of the share")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn interval(teller: f64, noemer: f64) -> Interval {
        let share = Share::of(teller, noemer).expect("the teller is part of the noemer");
        wilson_interval(share, Confidence::P95)
    }

    /// The four examples of Newcombe (1998), Table I, method 3.
    #[test]
    fn wilson_interval_agrees_with_newcombe() {
        #[track_caller]
        fn case(teller: f64, noemer: f64, lower: f64, upper: f64) {
            let found = interval(teller, noemer);
            assert!((found.lower() - lower).abs() < 5e-5, "{found:?}");
            assert!((found.upper() - upper).abs() < 5e-5, "{found:?}");
        }

        case(81.0, 263.0, 0.2553, 0.3662);
        case(15.0, 148.0, 0.0624, 0.1605);
        case(0.0, 20.0, 0.0, 0.1611);
        case(1.0, 29.0, 0.0061, 0.1718);
    }

    #[test]
    fn wilson_interval_of_nobody_starts_at_exactly_zero() {
        assert_eq!(interval(0.0, 237.0).lower().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn wilson_interval_of_everybody_ends_at_exactly_one() {
        assert_eq!(interval(237.0, 237.0).upper().to_bits(), 1.0_f64.to_bits());
    }

    #[test]
    fn wilson_interval_mirrors_for_the_complement() {
        for teller in 0..=20 {
            let found = interval(f64::from(teller), 20.0);
            let mirror = interval(f64::from(20 - teller), 20.0);
            assert!((found.lower() - (1.0 - mirror.upper())).abs() < 1e-15);
        }
    }

    #[test]
    fn wilson_interval_contains_a_share_of_any_size() {
        for noemer in [1e-300, 0.5, 1.0, 1e6, 1e18, 1e300] {
            for part in [0.0, 1e-12, 0.3, 1.0] {
                let found = interval(part * noemer, noemer);
                assert!(found.lower() <= part && part <= found.upper(), "{part} of {noemer}");
                assert!(found.lower() < found.upper() || 1e16 <= noemer, "{part} of {noemer}");
            }
        }
    }

    /// With z near 2, Agresti and Coull is the rule to add two successes and two failures.
    #[test]
    fn agresti_coull_adds_two_successes_and_two_failures() {
        let share = Share::of(10.0, 96.0).expect("part of a whole");
        // Φ(2) - Φ(-2).
        let confidence = Confidence::new(0.954_499_736_103_641_6).expect("a confidence");
        let found = agresti_coull_interval(share, confidence);
        let margin = 2.0 * (0.12_f64 * 0.88 / 100.0).sqrt();
        assert!((found.lower() - (0.12 - margin)).abs() < 1e-12, "{found:?}");
        assert!((found.upper() - (0.12 + margin)).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn agresti_coull_is_never_narrower_than_wilson() {
        for teller in 0..=20 {
            let share = Share::of(f64::from(teller), 20.0).expect("part of a whole");
            let found = agresti_coull_interval(share, Confidence::P95);
            let wilson = wilson_interval(share, Confidence::P95);
            assert!(found.lower() <= wilson.lower() + 1e-15, "{teller}");
            assert!(wilson.upper() <= found.upper() + 1e-15, "{teller}");
        }
    }

    proptest! {
        #[test]
        fn intervals_contain_the_share_and_widen(
            noemer in 1_u32..100_000, part in 0.0..=1.0_f64, level in 0.6..0.99_f64,
        ) {
            let noemer = f64::from(noemer);
            let share = Share::of((noemer * part).round(), noemer).expect("part of a whole");
            let narrow = Confidence::new(level).expect("a confidence");
            let wide = Confidence::new(level + 0.009).expect("a confidence");
            for of in [wilson_interval, agresti_coull_interval] {
                let (found, wider) = (of(share, narrow), of(share, wide));
                prop_assert!(found.lower() <= share.fraction());
                prop_assert!(share.fraction() <= found.upper());
                prop_assert!(wider.lower() <= found.lower() && found.upper() <= wider.upper());
                prop_assert!(0.0 <= wider.lower() && wider.upper() <= 1.0);
            }
        }
    }
}
