//! The exact interval and test of a count of events that arise independently of each other.
//!
//! References:
//! - Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
//! - Ulm, K. (1990). A simple method to calculate the confidence interval of a standardized
//!   mortality ratio. American Journal of Epidemiology 131(2), 373-375.

use crate::stats::interval::{Confidence, Interval};
use crate::stats::special::{chi_squared_quantile, poisson_cdf, poisson_pmf, poisson_upper};

/// Computes the exact interval of the number of events that is to be expected, where `events`
/// were counted.
///
/// `χ²(α/2; 2x)/2` and `χ²(1 - α/2; 2x + 2)/2` (Garwood, Ulm), for a count of events that arise
/// independently of each other. The lower bound of no events is exactly 0. Byar's
/// approximation differs by less than two percent from ten events on, but has a seam there and
/// falls below zero for one event at 99.8 %; the exact bounds cost microseconds.
pub fn poisson_interval(events: u64, confidence: Confidence) -> Interval {
    let x = events as f64;
    let tail = confidence.tail();
    let lower = if events == 0 { 0.0 } else { chi_squared_quantile(tail, 2.0 * x) / 2.0 };
    let upper = chi_squared_quantile(1.0 - tail, 2.0 * (x + 1.0)) / 2.0;
    Interval::new(lower, upper).expect("the bounds lie on either side of the count")
}

/// Computes the exact two-sided p-value of a count where `expected` events, a finite number
/// above 0, were to be expected: the probability of all counts that are at most as probable as
/// the one observed.
///
/// Doubling the smaller tail is the other custom; it gives larger p-values where the
/// distribution is skewed, and R's `poisson.test` sums as we do. `None` when `expected` is not
/// above 0 and finite.
pub fn poisson_test(events: u64, expected: f64) -> Option<f64> {
    (0.0 < expected && expected.is_finite()).then(|| {
        two_sided(
            events,
            expected,
            |k| poisson_pmf(k, expected),
            |k| poisson_cdf(k, expected),
            |k| poisson_upper(k, expected),
        )
    })
}

/// Counts whose probabilities differ by less than this part are taken to be equally probable, as
/// R does: rounding must not decide which of two mirrored counts is the rarer.
const TIE: f64 = 1e-7;

/// Sums the probabilities of all counts that are at most as probable as `x`, of a distribution
/// with one peak at its mean: `pmf(k)`, `cdf(k)` up to and with `k`, and `upper(k)` above it.
pub(in crate::stats) fn two_sided(
    x: u64,
    mean: f64,
    pmf: impl Fn(u64) -> f64,
    cdf: impl Fn(u64) -> f64,
    upper: impl Fn(u64) -> f64,
) -> f64 {
    let is_rare = {
        let limit = pmf(x) * (1.0 + TIE);
        move |k: u64| pmf(k) <= limit
    };
    let p = if (x as f64) < mean {
        // The first count beyond the mean that is as rare; probabilities only fall there.
        let start = mean.ceil() as u64;
        let mut step = 1;
        while !is_rare(start.saturating_add(step)) {
            step *= 2;
        }
        let (mut common, mut rare) = (start - 1, start.saturating_add(step));
        while 1 < rare - common {
            let middle = common + (rare - common) / 2;
            if is_rare(middle) { rare = middle } else { common = middle }
        }
        cdf(x) + upper(rare - 1)
    } else if mean < x as f64 {
        // The last count before the mean that is as rare; probabilities only rise until there.
        let (mut rare_to, mut common_from) = (0, mean.floor() as u64 + 1);
        let lower = if is_rare(0) {
            while 1 < common_from - rare_to {
                let middle = rare_to + (common_from - rare_to) / 2;
                if is_rare(middle) { rare_to = middle } else { common_from = middle }
            }
            cdf(rare_to)
        } else {
            0.0
        };
        lower + upper(x - 1)
    } else {
        1.0
    };
    p.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of R 4.5.0, `poisson.test(x)$conf.int`.
    #[test]
    fn poisson_interval_agrees_with_r() {
        #[track_caller]
        fn case(events: u64, lower: f64, upper: f64) {
            let found = poisson_interval(events, Confidence::P95);
            assert!((found.lower() - lower).abs() < 5e-5, "{found:?}");
            assert!((found.upper() - upper).abs() < 5e-5, "{found:?}");
        }

        case(0, 0.0, 3.6889);
        case(5, 1.6235, 11.6683);
        case(9, 4.1154, 17.0848);
        case(10, 4.7954, 18.3904);
    }

    #[test]
    fn poisson_interval_of_no_events_starts_at_exactly_zero() {
        let found = poisson_interval(0, Confidence::P95);
        assert_eq!(found.lower().to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn bounds_rise_with_the_count() {
        let mut previous = poisson_interval(0, Confidence::P95);
        for events in (1..400).chain([49_999, 50_000, 99_998, 99_999, 100_000, 1_000_000]) {
            let found = poisson_interval(events, Confidence::P95);
            assert!(previous.lower() < found.lower() && previous.upper() < found.upper());
            previous = found;
        }
    }

    /// The second is the example of R's `poisson.test`, whose p-value is "< 2.2e-16".
    #[test]
    fn p_value_sums_what_is_as_rare() {
        // No events are more probable than four where 1.5 are expected, so only `P(X >= 4)` counts.
        let p = poisson_test(4, 1.5).expect("something is expected");
        let below = 1.0 - libm::exp(-1.5) * (1.0 + 1.5 + 1.125 + 0.5625);
        assert!((p - below).abs() < 1e-15, "{p}");
        assert!(poisson_test(137, 24.198_93).expect("expected") < 2.2e-16);
    }

    #[test]
    fn p_value_of_the_count_expected_is_one() {
        assert_eq!(poisson_test(12, 12.0), Some(1.0));
        assert_eq!(poisson_test(0, 1e-9), Some(1.0));
        assert_eq!(poisson_test(3, 0.0), None);
        assert_eq!(poisson_test(3, f64::NAN), None);
    }
}
