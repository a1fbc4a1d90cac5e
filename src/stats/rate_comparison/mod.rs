//! Whether two independent rates differ, and by how much.
//!
//! Two intervals that overlap do not say that rates are equal; this compares the rates
//! themselves. A wijk is compared with the rest of the gemeente, not with the gemeente that
//! contains it, since the two have to be independent.
//!
//! References:
//! - Przyborowski, J., Wilenski, H. (1940). Homogeneity of results in testing samples from
//!   Poisson series. Biometrika 31, 313-323.
//! - Breslow, N.E., Day, N.E. (1987). Statistical methods in cancer research, volume II, 3.4.

mod difference;
mod e_test;
mod equality;
mod ratio;

use std::fmt;

pub use difference::{RateDifferenceMethod, rate_difference_interval};
pub use equality::{RateTest, RateTestResult, test_rates};
pub use ratio::{RateRatioInterval, RateRatioMethod, rate_ratio_interval};

use super::interval::Confidence;
use super::rate::Rate;

/// How many times one rate is the other, and the evidence that they differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateRatio {
    /// The first rate over the second; absent when the second has no events.
    pub ratio: Option<f64>,
    /// The interval of the ratio.
    pub interval: RateRatioInterval,
    /// The two-sided p-value of rates that are equal.
    pub p_value: f64,
    /// How interval and p-value were made.
    pub basis: RateRatioBasis,
}

/// The method that fits the number of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateRatioBasis {
    /// The binomial distribution of the first count, given how many events there are in all.
    Exact,
    /// The score test and the interval of the logarithm.
    Large,
}

/// Why nothing can be said about how two rates differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoComparison {
    /// Neither rate has events.
    NoEvents,
    /// One of the rates has no events, and this method needs the logarithm of its count.
    LogarithmOfZero,
}

impl fmt::Display for NoComparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoEvents => "neither rate has events",
            Self::LogarithmOfZero => "one of the rates has no events",
        })
    }
}

impl std::error::Error for NoComparison {}

/// From these numbers on, in the smaller count and in both together, a normal distribution is
/// near enough.
const LARGE_EACH: u64 = 10;
const LARGE_TOTAL: u64 = 40;

/// Computes how many times the first rate is the second, whatever their vermenigvuldigers.
///
/// With fewer than ten events in either or fewer than forty in both, interval and p-value are
/// exact given the total; otherwise the interval is that of the logarithm,
/// `ln RR ± z √(1/x₁ + 1/x₂)`, and the p-value that of the score test. The exact ones are always
/// valid but on the careful side, most of all for few events, where nothing else can be trusted.
/// Two rates without events say nothing about their ratio.
pub fn rate_ratio(a: Rate, b: Rate, confidence: Confidence) -> Result<RateRatio, NoComparison> {
    let smaller = a.events().min(b.events());
    let is_large = LARGE_EACH <= smaller && LARGE_TOTAL <= a.events().saturating_add(b.events());
    let (basis, method, test) = if is_large {
        (RateRatioBasis::Large, RateRatioMethod::Log, RateTest::Score)
    } else {
        (RateRatioBasis::Exact, RateRatioMethod::Exact, RateTest::Exact)
    };
    Ok(RateRatio {
        ratio: (0 < b.events()).then(|| ratio_of(a, b)),
        interval: rate_ratio_interval(a, b, method, confidence)?,
        p_value: test_rates(a, b, test)?.p_value,
        basis,
    })
}

/// The ratio of two rates per unit of exposure, of which the second has events.
fn ratio_of(a: Rate, b: Rate) -> f64 {
    a.events() as f64 / b.events() as f64 * (b.exposure() / a.exposure())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rate::{poisson_interval, poisson_test};

    fn rate(events: u64, exposure: f64) -> Rate {
        Rate::of(events, exposure, 1_000.0).expect("an exposure")
    }

    /// The example of R's `poisson.test`, 11 events in 800 and 21 in 3,011: ratio 1.971488
    /// (0.8584264 to 4.2772659), p-value 0.07967.
    #[test]
    fn exact_comparison_agrees_with_the_help_of_r() {
        let (a, b) = (rate(11, 800.0), rate(21, 3_011.0));
        let found = rate_ratio(a, b, Confidence::P95).expect("events");
        assert_eq!(found.basis, RateRatioBasis::Exact);
        assert!((found.ratio.expect("events") - 1.971_488).abs() < 5e-7, "{found:?}");
        assert!((found.interval.lower() - 0.858_426_4).abs() < 5e-8, "{found:?}");
        let upper = found.interval.upper().expect("events");
        assert!((upper - 4.277_265_9).abs() < 5e-8, "{found:?}");
        assert!((found.p_value - 0.079_67).abs() < 5e-6, "{found:?}");
    }

    #[test]
    fn few_events_are_compared_exactly() {
        #[track_caller]
        fn case(x1: u64, x2: u64, expected: RateRatioBasis) {
            let found = rate_ratio(rate(x1, 1e3), rate(x2, 1e3), Confidence::P95).expect("events");
            assert_eq!(found.basis, expected);
        }

        case(9, 400, RateRatioBasis::Exact);
        case(10, 29, RateRatioBasis::Exact);
        case(10, 30, RateRatioBasis::Large);
        case(30, 10, RateRatioBasis::Large);
    }

    #[test]
    fn nothing_is_said_of_two_rates_without_events() {
        let found = rate_ratio(rate(0, 100.0), rate(0, 200.0), Confidence::P95);
        assert_eq!(found, Err(NoComparison::NoEvents));
    }

    #[test]
    fn a_second_rate_without_events_leaves_no_upper_bound() {
        let found = rate_ratio(rate(3, 812.0), rate(0, 940.0), Confidence::P95).expect("events");
        assert_eq!((found.ratio, found.interval.upper()), (None, None));
        assert!(0.0 < found.interval.lower());
    }

    #[test]
    fn units_do_not_matter() {
        let per_hundred = Rate::of(12, 5_120.0, 100.0).expect("an exposure");
        let found = rate_ratio(per_hundred, rate(30, 5_080.0), Confidence::P95);
        assert_eq!(found, rate_ratio(rate(12, 5_120.0), rate(30, 5_080.0), Confidence::P95));
    }

    #[test]
    fn counts_of_any_size_are_compared() {
        for x1 in [0, 1, 9, 10, 1_000, 1_000_000, 1_000_000_000, u64::MAX] {
            for x2 in [1, 9, 10, 1_000, 1_000_000, 1_000_000_000, u64::MAX] {
                for t1 in [1e-6, 1.0, 1e6] {
                    let (a, b) = (rate(x1, t1), rate(x2, 1.0));
                    let found = rate_ratio(a, b, Confidence::P95).expect("events");
                    let is_inside = found.interval.contains(found.ratio.expect("events"));
                    assert!(is_inside, "{x1} {x2} {t1}: {found:?}");
                    assert!((0.0..=1.0).contains(&found.p_value), "{x1} {x2} {t1}: {found:?}");
                }
            }
        }
    }

    /// Next to very many events, the second rate is as good as known.
    #[test]
    fn a_rate_next_to_a_known_one_has_the_interval_and_test_of_its_count() {
        for x1 in [0, 3, 9] {
            let (a, b) = (rate(x1, 10.0), rate(1_000_000_000, 1e9));
            let found = rate_ratio(a, b, Confidence::P95).expect("events");
            let alone = poisson_interval(x1, Confidence::P95);
            let upper = found.interval.upper().expect("events");
            assert!((found.interval.lower() * 10.0 - alone.lower()).abs() < 1e-6, "{found:?}");
            assert!((upper * 10.0 - alone.upper()).abs() < 1e-6, "{found:?}");
            let p = poisson_test(x1, 10.0).expect("expected");
            assert!((found.p_value / p - 1.0).abs() < 1e-6, "{found:?} {p}");
        }
    }
}
