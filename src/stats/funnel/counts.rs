//! The funnel of counts of events: crude and standardised rates, and ratios of observed to
//! expected.

use super::super::interval::{Confidence, Interval};
use super::super::rate::{Rate, RateError, rate_interval};
use super::super::special::{chi_squared_quantile, gamma_quantile};
use super::super::standardised::FEWEST_STANDARDISED_EVENTS;
use super::FunnelPlace;

/// Places a rate in the funnel around the average, which is in the unit of the rate.
///
/// An area lies beyond a limit when the exact Poisson interval of its rate misses the average.
/// For a ratio of observed to expected events the expected number is the exposure and the
/// average 1.
pub fn place_rate(rate: Rate, average: f64) -> FunnelPlace {
    FunnelPlace::of(average, |confidence| rate_interval(rate, confidence)).mirrored()
}

/// Places a standardised rate, as [`equivalent_rate`] makes it, in the funnel around the average.
/// `None` below [`FEWEST_STANDARDISED_EVENTS`].
pub fn place_standardised_rate(rate: Rate, average: f64) -> Option<FunnelPlace> {
    (FEWEST_STANDARDISED_EVENTS <= rate.events()).then(|| place_rate(rate, average))
}

/// Makes a standardised rate into the crude rate of the exposure that it would belong to,
/// `events × vermenigvuldiger / standardised`, so that a funnel has a size for it.
///
/// The exposure of no events cannot be told, so this refuses a standardised rate of 0.
pub fn equivalent_rate(
    events: u64,
    standardised: f64,
    vermenigvuldiger: f64,
) -> Result<Rate, RateError> {
    if events == 0 {
        return Err(RateError::EmptyExposure);
    }
    Rate::of(events, events as f64 * vermenigvuldiger / standardised, vermenigvuldiger)
}

/// Computes the average of areas, all events over all exposure, per so many units of exposure.
pub fn pooled_rate(rates: &[Rate], vermenigvuldiger: f64) -> Result<Rate, RateError> {
    let events = rates.iter().map(|rate| rate.events()).sum();
    let exposure = rates.iter().map(|rate| rate.exposure()).sum();
    Rate::of(events, exposure, vermenigvuldiger)
}

/// Computes the limits of the number of events in an area where so many are expected.
///
/// The inverse of [`poisson_interval`](crate::stats::poisson_interval): the counts whose interval
/// ends at the expected number, `E = χ²(1 - α/2; 2o + 2)/2` below and `E = χ²(α/2; 2o)/2` above,
/// solved for `o`, which need not be whole. So the line in the chart and the place of an area
/// never contradict each other. The lower limit is 0 where no count is too low, which is up to
/// 3.7 expected events at 95 %. Divide by `E` for the limits of a ratio, by the exposure for
/// those of a rate.
///
/// # Panics
///
/// When `expected` is not above 0 and finite.
pub fn count_limits(expected: f64, confidence: Confidence) -> Interval {
    assert!(
        0.0 < expected && expected.is_finite(),
        "limits are asked for events that are expected"
    );
    let tail = confidence.tail();
    let highest_mean = |count: f64| gamma_quantile(1.0 - tail, count + 1.0, 1.0);
    let lower = if expected <= highest_mean(0.0) {
        0.0
    } else {
        invert(expected, 0.0, expected, highest_mean)
    };
    let lowest_mean = |count: f64| gamma_quantile(tail, count, 1.0);
    let mut high = 2.0 * expected + 20.0;
    while lowest_mean(high) < expected {
        high *= 2.0;
    }
    let upper = invert(expected, expected, high, lowest_mean);
    Interval::new(lower, upper).expect("the limits lie on either side of what is expected")
}

/// Computes the limits that FunnelPlotR draws without overdispersion, `χ²(α/2; 2E)/2` and
/// `χ²(1 - α/2; 2E + 2)/2`: the interval of a count of `E`, taken for the limits of a count where
/// `E` are expected.
///
/// Up to a few percent from [`count_limits`] for small areas, and there to compare with charts
/// made elsewhere.
///
/// # Panics
///
/// When `expected` is not above 0 and finite.
pub fn approximate_count_limits(expected: f64, confidence: Confidence) -> Interval {
    let tail = confidence.tail();
    let lower = chi_squared_quantile(tail, 2.0 * expected) / 2.0;
    let upper = chi_squared_quantile(1.0 - tail, 2.0 * (expected + 1.0)) / 2.0;
    Interval::new(lower, upper).expect("the limits lie on either side of what is expected")
}

/// Finds where a rising function has a value that it has between two places.
///
/// The functions here are nearly straight, so a few steps along the secant do; a step out of the
/// bracket known so far is replaced by halving it.
fn invert(target: f64, mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> f64 {
    let mut previous = (low, of(low));
    let mut last = (high, of(high));
    for _ in 0..200 {
        let slope = (last.1 - previous.1) / (last.0 - previous.0);
        let secant = last.0 - (last.1 - target) / slope;
        let next = if low < secant && secant < high { secant } else { f64::midpoint(low, high) };
        previous = last;
        last = (next, of(next));
        if last.1 < target {
            low = next;
        } else {
            high = next;
        }
        if (last.0 - previous.0).abs() <= 1e-14 * high || last.1 == target {
            break;
        }
    }
    last.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::FunnelLevel;
    use super::*;
    use crate::stats::poisson_interval;

    fn rate(events: u64, exposure: f64) -> Rate {
        Rate::of(events, exposure, 1_000.0).expect("an exposure")
    }

    /// Garwood: the interval of 10 events is 4.795 to 18.390 at 95 %, 2.961 to 24.134 at 99.8 %.
    #[test]
    fn places_a_rate_by_its_interval() {
        #[track_caller]
        fn case(expected: f64, place: FunnelPlace) {
            let ratio = Rate::of(10, expected, 1.0).expect("an exposure");
            assert_eq!(place_rate(ratio, 1.0), place, "{expected}");
        }

        case(10.0, FunnelPlace::Within);
        case(4.8, FunnelPlace::Within);
        case(4.79, FunnelPlace::Above(FunnelLevel::P95));
        case(2.96, FunnelPlace::Above(FunnelLevel::P998));
        case(18.39, FunnelPlace::Within);
        case(18.4, FunnelPlace::Below(FunnelLevel::P95));
        case(24.2, FunnelPlace::Below(FunnelLevel::P998));
    }

    #[test]
    fn standardised_rate_of_fewer_than_ten_events_has_no_place() {
        let of = |events| equivalent_rate(events, 5.0, 1_000.0).expect("events");
        assert_eq!(place_standardised_rate(of(9), 5.0), None);
        assert_eq!(place_standardised_rate(of(10), 5.0), Some(FunnelPlace::Within));
    }

    #[test]
    fn equivalent_rate_has_the_value_of_the_standardised() {
        let found = equivalent_rate(414, 184.0, 100_000.0).expect("events");
        assert_eq!((found.exposure(), found.value()), (225_000.0, 184.0));
        assert_eq!(equivalent_rate(0, 0.0, 1_000.0), Err(RateError::EmptyExposure));
        assert_eq!(equivalent_rate(3, 0.0, 1_000.0), Err(RateError::EmptyExposure));
    }

    #[test]
    fn pooled_rate_weighs_by_exposure() {
        let found = pooled_rate(&[rate(1, 100.0), rate(8, 800.0)], 1_000.0).expect("an exposure");
        assert_eq!((found.events(), found.value()), (9, 10.0));
        assert_eq!(pooled_rate(&[], 1_000.0), Err(RateError::EmptyExposure));
    }

    /// Of few expected events none are too few: `-ln 0.025` is 3.69.
    #[test]
    fn few_expected_events_have_no_lower_limit() {
        assert_eq!(count_limits(3.68, Confidence::P95).lower(), 0.0);
        assert!(0.0 < count_limits(3.69, Confidence::P95).lower());
    }

    #[test]
    fn limits_are_finite_for_any_size() {
        for expected in [1e-300, 1e-6, 0.1, 1e5, 1e9, 1e15] {
            let found = count_limits(expected, FunnelLevel::P998.confidence());
            assert!(found.lower() <= expected && expected <= found.upper(), "{expected}");
        }
    }

    proptest! {
        /// The interval of a count ends at the number for which the count lies on a limit.
        #[test]
        fn limits_are_the_inverse_of_the_poisson_interval(events in 1..200_000_u64) {
            for confidence in [Confidence::P95, FunnelLevel::P998.confidence()] {
                let interval = poisson_interval(events, confidence);
                let n = events as f64;
                let lower = count_limits(interval.upper(), confidence).lower();
                let upper = count_limits(interval.lower(), confidence).upper();
                prop_assert!((lower / n - 1.0).abs() < 1e-11, "{lower}");
                prop_assert!((upper / n - 1.0).abs() < 1e-11, "{upper}");
            }
        }

        #[test]
        fn limits_contain_what_is_expected_and_widen(expected in 0.01..1e5_f64) {
            let (narrow, wide) = (
                count_limits(expected, Confidence::P95),
                count_limits(expected, Confidence::P998),
            );
            prop_assert!(narrow.lower() <= expected && expected <= narrow.upper());
            prop_assert!(wide.lower() <= narrow.lower() && narrow.upper() < wide.upper());
            prop_assert!(0.0 <= wide.lower());
        }

        #[test]
        fn approximate_limits_are_near_for_large_areas(expected in 50.0..5_000.0_f64) {
            let exact = count_limits(expected, Confidence::P95);
            let found = approximate_count_limits(expected, Confidence::P95);
            prop_assert!((found.lower() / exact.lower() - 1.0).abs() < 0.04);
            prop_assert!((found.upper() / exact.upper() - 1.0).abs() < 0.04);
        }
    }
}
