//! The difference of two independent shares, with intervals.
//!
//! References:
//! - Newcombe, R.G. (1998). Interval estimation for the difference between independent
//!   proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890.
//! - Agresti, A., Caffo, B. (2000). Simple and effective confidence intervals for proportions and
//!   differences of proportions result from adding two successes and two failures. The American
//!   Statistician 54(4), 280-288.

use super::score::{Shares, difference_bounds};
use crate::stats::delta::difference_interval;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::share::{Share, wilson_interval};

/// How much larger one share is than another, in points of a fraction: from -1 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareDifference {
    /// The first share minus the second.
    pub difference: f64,
    /// The interval of the difference.
    pub interval: Interval,
}

impl ShareDifference {
    fn of(first: Share, second: Share, lower: f64, upper: f64) -> Self {
        let difference = first.fraction() - second.fraction();
        let interval = Interval::new(lower.min(difference), upper.max(difference))
            .expect("the bounds lie on either side of the difference");
        Self { difference, interval }
    }
}

/// Computes the difference of two shares with the interval of Newcombe's method 10.
///
/// The intervals of Wilson of the two shares, combined by [`difference_interval`]. It stays within
/// -1 and 1 and keeps a width where the textbook (Wald) interval has none, without a search; that
/// is why the monitor prefers it.
pub fn newcombe_difference(first: Share, second: Share, confidence: Confidence) -> ShareDifference {
    let with_interval = |share: Share| (share.fraction(), wilson_interval(share, confidence));
    let interval = difference_interval(with_interval(first), with_interval(second), 0.0)
        .expect("shares and their bounds are finite");
    ShareDifference::of(first, second, interval.lower(), interval.upper())
}

/// Computes the difference of two shares with the score interval of Miettinen and Nurminen.
///
/// All differences `δ` for which `(p₁ - p₂ - δ)²` is below `z²` times its variance, at the shares
/// that are most likely if they differ by `δ`, times `N/(N - 1)`. The tails are nearer to what
/// the confidence says than Newcombe's; it is the method that regulators of trials ask for.
pub fn miettinen_nurminen_difference(
    first: Share,
    second: Share,
    confidence: Confidence,
) -> ShareDifference {
    let z = confidence.z();
    let (lower, upper) = difference_bounds(&Shares::of(first, second), z * z);
    ShareDifference::of(first, second, lower, upper)
}

/// Computes the difference of two shares with the interval of Agresti and Caffo: the textbook
/// one after adding one success and one failure to each.
///
/// Its bounds may leave -1 to 1. It is here since others publish it.
pub fn agresti_caffo_difference(
    first: Share,
    second: Share,
    confidence: Confidence,
) -> ShareDifference {
    let with_two_more = |share: Share| {
        let n = share.noemer() + 2.0;
        let p = (share.teller() + 1.0) / n;
        (p, p * (1.0 - p) / n)
    };
    let ((p1, v1), (p2, v2)) = (with_two_more(first), with_two_more(second));
    let margin = confidence.z() * (v1 + v2).sqrt();
    ShareDifference::of(first, second, p1 - p2 - margin, p1 - p2 + margin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const METHODS: [fn(Share, Share, Confidence) -> ShareDifference; 3] =
        [newcombe_difference, miettinen_nurminen_difference, agresti_caffo_difference];

    fn share(teller: f64, noemer: f64) -> Share {
        Share::of(teller, noemer).expect("the teller is part of the noemer")
    }

    /// Newcombe (1998), Table II, methods 5 and 10, examples (a), (c), (d), (e) and (g).
    #[test]
    fn intervals_agree_with_newcombe() {
        #[track_caller]
        fn case(shares: [f64; 4], score: [f64; 2], square_and_add: [f64; 2]) {
            let (a, b) = (share(shares[0], shares[1]), share(shares[2], shares[3]));
            let methods = [(METHODS[1], score), (METHODS[0], square_and_add)];
            for (of, expected) in methods {
                let found = of(a, b, Confidence::P95).interval;
                assert!((found.lower() - expected[0]).abs() < 5.1e-5, "{found:?}");
                assert!((found.upper() - expected[1]).abs() < 5.1e-5, "{found:?}");
            }
        }

        case([56.0, 70.0, 48.0, 80.0], [0.0528, 0.3382], [0.0524, 0.3339]);
        case([6.0, 7.0, 2.0, 7.0], [0.0342, 0.8534], [0.0582, 0.8062]);
        case([5.0, 56.0, 0.0, 29.0], [-0.0326, 0.1933], [-0.0381, 0.1926]);
        case([0.0, 10.0, 0.0, 20.0], [-0.1658, 0.2844], [-0.1611, 0.2775]);
        case([10.0, 10.0, 0.0, 20.0], [0.7156, 1.0], [0.6791, 1.0]);
    }

    proptest! {
        #[test]
        fn intervals_contain_the_difference_mirror_and_widen(
            n1 in 1_u32..3_000, n2 in 1_u32..3_000, f1 in 0.0..=1.0_f64, f2 in 0.0..=1.0_f64,
        ) {
            let a = share((f64::from(n1) * f1).round(), f64::from(n1));
            let b = share((f64::from(n2) * f2).round(), f64::from(n2));
            let p99 = Confidence::new(0.99).expect("a confidence");
            for (idx, of) in METHODS.into_iter().enumerate() {
                let found = of(a, b, Confidence::P95);
                let (lower, upper) = (found.interval.lower(), found.interval.upper());
                prop_assert!(lower <= found.difference && found.difference <= upper);
                prop_assert!(lower < upper);
                // The first two stay within the range.
                prop_assert!(idx == 2 || (-1.0 - 1e-12 <= lower && upper <= 1.0 + 1e-12));
                let mirror = of(b, a, Confidence::P95).interval;
                prop_assert!((mirror.lower() + upper).abs() < 1e-9, "{mirror:?} {found:?}");
                let wide = of(a, b, p99).interval;
                prop_assert!(wide.lower() <= lower + 1e-12 && upper <= wide.upper() + 1e-12);
            }
        }
    }
}
