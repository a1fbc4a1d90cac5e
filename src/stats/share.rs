//! A share of a whole, such as the meldingen solved without maatwerk, and its Wilson interval.
//!
//! References:
//! - Wilson, E.B. (1927). Probable inference, the law of succession, and statistical inference.
//!   Journal of the American Statistical Association 22(158), 209-212.
//! - Newcombe, R.G. (1998). Two-sided confidence intervals for the single proportion: comparison
//!   of seven methods. Statistics in Medicine 17, 857-872.

use std::fmt;

use super::interval::{Confidence, Interval};
use super::special::normal_quantile;

/// A teller that is part of a noemer, so that their ratio lies from 0 to 1.
///
/// Neither needs to be whole: figures moved to other wijken by a crosswalk carry fractions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    teller: f64,
    noemer: f64,
}

impl Share {
    /// Makes a share, unless the noemer is empty or the teller is not a part of it.
    pub fn of(teller: f64, noemer: f64) -> Result<Self, ShareError> {
        if !(noemer.is_finite() && teller.is_finite()) {
            Err(ShareError::NotFinite)
        } else if noemer <= 0.0 {
            Err(ShareError::EmptyNoemer)
        } else if teller < 0.0 {
            Err(ShareError::NegativeTeller)
        } else if noemer < teller {
            Err(ShareError::TellerAboveNoemer)
        } else {
            Ok(Self { teller, noemer })
        }
    }

    /// The part that is counted.
    pub fn teller(self) -> f64 {
        self.teller
    }

    /// The whole it is part of, above 0.
    pub fn noemer(self) -> f64 {
        self.noemer
    }

    /// The share as a fraction from 0 to 1.
    pub fn fraction(self) -> f64 {
        self.teller / self.noemer
    }
}

/// Why a teller and a noemer make no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// One of the two is infinite or not a number.
    NotFinite,
    /// The noemer is 0 or less, so there is nothing to have a share of.
    EmptyNoemer,
    /// The teller is below 0.
    NegativeTeller,
    /// The teller is larger than the noemer, so it is not a part of it.
    TellerAboveNoemer,
}

impl fmt::Display for ShareError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "teller and noemer must be finite",
            Self::EmptyNoemer => "the noemer is empty",
            Self::NegativeTeller => "the teller is below zero",
            Self::TellerAboveNoemer => "the teller is larger than the noemer",
        })
    }
}

impl std::error::Error for ShareError {}

/// Computes the Wilson score interval of a share.
///
/// `(2x + z² ± z √(z² + 4x(1 - x/n))) / (2(n + z²))`, with teller `x`, noemer `n` and normal
/// quantile `z`. The bounds stay within 0 and 1 and the interval keeps a width for a share of 0
/// or 1, which is why the monitor prefers it to the textbook (Wald) interval: small wijken often
/// have a teller of zero. A teller of 0 has a lower bound of exactly 0, a teller equal to the
/// noemer an upper bound of exactly 1.
pub fn wilson_interval(share: Share, confidence: Confidence) -> Interval {
    let z = normal_quantile(confidence.tail());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_part_of_a_whole() {
        #[track_caller]
        fn case(teller: f64, noemer: f64, expected: ShareError) {
            assert_eq!(Share::of(teller, noemer), Err(expected));
        }

        case(0.0, 0.0, ShareError::EmptyNoemer);
        case(1.0, -2.0, ShareError::EmptyNoemer);
        case(-1.0, 2.0, ShareError::NegativeTeller);
        case(3.0, 2.0, ShareError::TellerAboveNoemer);
        case(f64::NAN, 2.0, ShareError::NotFinite);
        case(1.0, f64::INFINITY, ShareError::NotFinite);
    }

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
}
