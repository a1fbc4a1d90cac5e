//! Byar's approximation of the exact interval of a count.
//!
//! References:
//! - Breslow, N.E., Day, N.E. (1987). Statistical methods in cancer research, volume II,
//!   formula 2.13.
//! - Rothman, K.J., Boice, J.D. (1979). Epidemiologic analysis with a programmable calculator.

use crate::stats::interval::{Confidence, Interval};

/// Computes Byar's interval of the number of events that is to be expected, where `events` were
/// counted.
///
/// `x (1 - 1/(9x) - z/(3√x))³` and the same of `x + 1` with a plus: the cube root of a count is
/// nearly normal (Wilson and Hilferty). Here to reproduce the figures of others;
/// [`super::poisson_interval`] needs no approximation. Where the formula falls below 0, for one
/// event at 99.8 %, the lower bound is 0, as it is for no events.
pub fn byar_interval(events: u64, confidence: Confidence) -> Interval {
    let x = events as f64;
    between(cube(x, -1.0, confidence), cube(x + 1.0, 1.0, confidence))
}

/// Computes Rothman and Boice's simplification, which takes `x + ½` for both bounds and so
/// follows the mid-P interval rather than the exact one (`pois.byar` of R's epitools).
pub(super) fn byar_mid_p_interval(events: u64, confidence: Confidence) -> Interval {
    let x = events as f64 + 0.5;
    between(cube(x, -1.0, confidence), cube(x, 1.0, confidence))
}

fn between(lower: f64, upper: f64) -> Interval {
    Interval::new(lower.max(0.0), upper).expect("the cube rises with the quantile")
}

fn cube(x: f64, side: f64, confidence: Confidence) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let z = side * confidence.z();
    let root = 1.0 - 1.0 / (9.0 * x) + z / (3.0 * x.sqrt());
    x * root * root * root
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::rate::poisson_interval;

    #[test]
    fn lower_bound_does_not_fall_below_zero() {
        let p998 = Confidence::P998;
        assert_eq!(byar_interval(1, p998).lower().to_bits(), 0.0_f64.to_bits());
        assert_eq!(byar_interval(0, p998).lower().to_bits(), 0.0_f64.to_bits());
        assert_eq!(byar_mid_p_interval(0, p998).lower().to_bits(), 0.0_f64.to_bits());
    }

    proptest! {
        #[test]
        fn is_within_two_percent_of_exact_from_ten_events(events in 10_u64..1_000_000) {
            for level in [0.9, 0.95, 0.998] {
                let confidence = Confidence::new(level).expect("a confidence");
                let found = byar_interval(events, confidence);
                let exact = poisson_interval(events, confidence);
                prop_assert!((found.lower() / exact.lower() - 1.0).abs() < 0.02);
                prop_assert!((found.upper() / exact.upper() - 1.0).abs() < 0.02);
            }
        }
    }
}
