//! The difference of two independent shares, with intervals.
//!
//! References:
//! - Newcombe, R.G. (1998). Interval estimation for the difference between independent
//!   proportions: comparison of eleven methods. Statistics in Medicine 17, 873-890.
//! - Zou, G.Y., Donner, A. (2008). Construction of confidence limits about effect measures: a
//!   general approach. Statistics in Medicine 27, 1693-1702.
//! - Agresti, A., Caffo, B. (2000). Simple and effective confidence intervals for proportions and
//!   differences of proportions result from adding two successes and two failures. The American
//!   Statistician 54(4), 280-288.

use super::score::{Shares, difference_bounds};
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
/// The intervals of Wilson of the two shares, combined by [`mover_difference`]. It stays within
/// -1 and 1 and keeps a width where the textbook (Wald) interval has none, without a search; that
/// is why the monitor prefers it.
pub fn newcombe_difference(first: Share, second: Share, confidence: Confidence) -> ShareDifference {
    let with_interval = |share: Share| (share.fraction(), wilson_interval(share, confidence));
    let interval = mover_difference(with_interval(first), with_interval(second));
    ShareDifference::of(first, second, interval.lower(), interval.upper())
}

/// Computes the interval of the difference of two independent estimates from the interval of
/// each, all at one confidence.
///
/// `d - √((e₁ - l₁)² + (u₂ - e₂)²)` and `d + √((u₁ - e₁)² + (e₂ - l₂)²)`: the variance of each is
/// recovered from the side of its interval that matters (MOVER, Zou and Donner). With modified
/// Wilson intervals it compares shares of two surveys.
pub fn mover_difference(first: (f64, Interval), second: (f64, Interval)) -> Interval {
    let ((e1, i1), (e2, i2)) = (first, second);
    let difference = e1 - e2;
    let below = libm::hypot(e1 - i1.lower(), i2.upper() - e2);
    let above = libm::hypot(i1.upper() - e1, e2 - i2.lower());
    Interval::new(difference - below, difference + above).expect("the margins are sizes")
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

    /// The square of a difference of two symmetric margins is the sum of their squares.
    #[test]
    fn mover_of_symmetric_intervals_is_pythagorean() {
        let interval = |lower, upper| Interval::new(lower, upper).expect("bounds in order");
        let found = mover_difference((10.0, interval(7.0, 13.0)), (2.0, interval(-2.0, 6.0)));
        assert_eq!(found, interval(3.0, 13.0));
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
