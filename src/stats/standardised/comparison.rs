//! How two directly standardised rates differ.
//!
//! Reference:
//! - Breslow, N.E., Day, N.E. (1987). Statistical methods in cancer research, volume II, 2.3.

use super::StandardisedRate;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::rate_comparison::NoComparison;
use crate::stats::special::normal_upper;

/// The difference and ratio of two standardised rates of independent areas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardisedComparison {
    /// The first rate minus the second, in their unit.
    pub difference: f64,
    /// The interval of the difference.
    pub difference_interval: Interval,
    /// The first rate over the second.
    pub ratio: f64,
    /// The interval of the ratio.
    pub ratio_interval: Interval,
    /// The difference in standard errors.
    pub z: f64,
    /// The two-sided p-value of rates that are equal.
    pub p_value: f64,
}

/// Compares two directly standardised rates with the same standard and vermenigvuldiger.
///
/// The difference has the variance `V₁ + V₂` and the logarithm of the ratio `V₁/D₁² + V₂/D₂²`,
/// both as if normal. The areas have to be independent: a wijk and the rest of the gemeente.
/// Indirectly standardised rates cannot be compared so, as each has weights of its own.
pub fn compare_standardised(
    a: &StandardisedRate,
    b: &StandardisedRate,
    confidence: Confidence,
) -> Result<StandardisedComparison, NoComparison> {
    match (a.observed, b.observed) {
        (0, 0) => return Err(NoComparison::NoEvents),
        (0, _) | (_, 0) => return Err(NoComparison::LogarithmOfZero),
        _ => {}
    }
    let quantile = confidence.z();
    let difference = a.value - b.value;
    let standard_error = (a.variance + b.variance).sqrt();
    let z = difference / standard_error;

    let relative = |rate: &StandardisedRate| rate.variance / rate.value / rate.value;
    let ratio = a.value / b.value;
    let factor = libm::exp(quantile * (relative(a) + relative(b)).sqrt());
    Ok(StandardisedComparison {
        difference,
        difference_interval: Interval::around(difference, quantile * standard_error)
            .expect("rates are finite"),
        ratio,
        ratio_interval: Interval::new(ratio / factor, ratio * factor)
            .expect("rates of events are finite and above zero"),
        z,
        p_value: 2.0 * normal_upper(z.abs()),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::rate::{EventCount, Rate};
    use crate::stats::rate_comparison::{
        RateDifferenceMethod, RateRatioMethod, rate_difference_interval, rate_ratio_interval,
    };
    use crate::stats::standardised::{Band, DirectMethod, direct_rate, direct_rate_by};

    fn crude(events: u64, population: f64) -> (Rate, Band) {
        let rate = Rate::of(events, population, 1_000.0).expect("an exposure");
        let events = Some(EventCount::independent(events));
        (rate, Band { events, population, weight: 1.0 })
    }

    /// With one band the comparison is that of two crude rates.
    #[test]
    fn one_band_is_compared_as_crude_rates_are() {
        let ((rate_a, a), (rate_b, b)) = (crude(60, 8_340.0), crude(88, 8_510.0));
        let of = |band| direct_rate(&[band], 1_000.0, Confidence::P95).expect("people");
        let found = compare_standardised(&of(a), &of(b), Confidence::P95).expect("events");

        let ratio = rate_ratio_interval(rate_a, rate_b, RateRatioMethod::Log, Confidence::P95);
        let ratio = ratio.expect("events");
        assert!((found.ratio_interval.lower() - ratio.lower()).abs() < 1e-14);
        assert!((found.ratio_interval.upper() - ratio.upper().expect("events")).abs() < 1e-14);
        let method = RateDifferenceMethod::Wald;
        let difference = rate_difference_interval(rate_a, rate_b, method, Confidence::P95);
        let difference = difference.expect("events");
        assert!((found.difference_interval.lower() - difference.lower()).abs() < 1e-13);
        assert!((found.difference_interval.upper() - difference.upper()).abs() < 1e-13);
    }

    #[test]
    fn a_rate_without_events_has_no_ratio() {
        let of = |band| {
            direct_rate_by(&[band], 1e3, DirectMethod::FayFeuer, Confidence::P95).expect("people")
        };
        let (none, some) = (of(crude(0, 900.0).1), of(crude(4, 900.0).1));
        let compare = |a, b| compare_standardised(a, b, Confidence::P95);
        assert_eq!(compare(&none, &none), Err(NoComparison::NoEvents));
        assert_eq!(compare(&none, &some), Err(NoComparison::LogarithmOfZero));
        assert_eq!(compare(&some, &none), Err(NoComparison::LogarithmOfZero));
    }

    proptest! {
        #[test]
        fn comparisons_lie_within_their_intervals_which_widen(
            x in 10_u64..5_000, y in 10_u64..5_000, population in 1e3..1e5_f64,
        ) {
            let of = |events| {
                direct_rate(&[crude(events, population).1], 1e3, Confidence::P95).expect("people")
            };
            let p998 = Confidence::P998;
            let compare = |confidence| compare_standardised(&of(x), &of(y), confidence);
            let (found, wide) = (compare(Confidence::P95).expect("events"), compare(p998));
            let wide = wide.expect("events");
            prop_assert!((0.0..=1.0).contains(&found.p_value));
            for (estimate, narrow, wide) in [
                (found.ratio, found.ratio_interval, wide.ratio_interval),
                (found.difference, found.difference_interval, wide.difference_interval),
            ] {
                prop_assert!(narrow.lower() <= estimate && estimate <= narrow.upper());
                prop_assert!(wide.lower() < narrow.lower() && narrow.upper() < wide.upper());
            }
        }
    }
}
