//! Counts in which one person may have several events, and their interval by Dobson's method.
//!
//! References:
//! - Dobson, A.J., Kuulasmaa, K., Eberle, E., Scherer, J. (1991). Confidence intervals for
//!   weighted sums of Poisson parameters. Statistics in Medicine 10, 457-462.
//! - Glynn, R.J., Stukel, T.A., Sharp, S.M., Bubolz, T.A., Freeman, J.L., Fisher, E.S. (1993).
//!   Estimating the variance of standardized rates of recurrent events, with application to
//!   hospitalizations among the elderly in New England. American Journal of Epidemiology
//!   137(7), 776-786.

use super::approximate::{PoissonMethod, poisson_interval_by};
use super::{Rate, RateError};
use crate::stats::interval::{Confidence, Interval};

/// A number of events with its variance, where one person may have several events.
///
/// With `p_f` persons who have `f` events each, there are `Σ f p_f` events. Persons are
/// independent and events of one person are not, so the variance is `Σ f² p_f`; it equals the
/// number of events when nobody has more than one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventCount {
    events: u64,
    variance: u64,
}

impl EventCount {
    /// Makes a count of events of which nobody has more than one, or of persons.
    pub fn independent(events: u64) -> Self {
        Self { events, variance: events }
    }

    /// Makes a count from frequencies: for each `(f, p)`, `p` persons with `f` events each.
    ///
    /// Sums beyond 64 bits stay at the largest number.
    pub fn of_persons(frequencies: impl IntoIterator<Item = (u32, u64)>) -> Self {
        frequencies.into_iter().fold(Self::default(), |sum, (events_each, persons)| {
            let f = u64::from(events_each);
            let events = f.saturating_mul(persons);
            sum.plus(Self { events, variance: f.saturating_mul(events) })
        })
    }

    /// Makes a count from the sum over persons of the squares of their numbers of events. A sum below
    /// the number of events, which no persons give, counts as that number.
    pub fn of_squares(events: u64, squares: u64) -> Self {
        Self { events, variance: squares.max(events) }
    }

    /// Adds the events of other persons.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            events: self.events.saturating_add(other.events),
            variance: self.variance.saturating_add(other.variance),
        }
    }

    /// The number of events.
    pub fn events(self) -> u64 {
        self.events
    }

    /// The variance of the number of events, never below that number.
    pub fn variance(self) -> u64 {
        self.variance
    }
}

/// A crude rate of events of which one person may have several.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClusteredRate {
    /// The rate itself.
    pub rate: Rate,
    /// The variance of the rate, in the square of its unit.
    pub variance: f64,
    /// The interval by Dobson's method, in the unit of the rate.
    pub interval: Interval,
}

/// Computes a rate per `vermenigvuldiger` units of exposure of events of which one person may
/// have several, with an interval that is wider accordingly.
///
/// The interval is that of Dobson, `x + √(V/x) (limit - x)` with exact limits of the count `x`
/// and `V = Σ f² p_f`. An interval that takes the events for independent ones is too narrow: if
/// all persons have two events, by a factor √2. Without events it is the exact one, as nothing
/// shows how they cluster.
///
/// Two such rates are compared as standardised rates of one band, whose variance counts; the
/// methods for [`Rate`]s take events for independent ones.
pub fn clustered_rate(
    count: EventCount,
    exposure: f64,
    vermenigvuldiger: f64,
    confidence: Confidence,
) -> Result<ClusteredRate, RateError> {
    let rate = Rate::of(count.events, exposure, vermenigvuldiger)?;
    let per_event = vermenigvuldiger / exposure;
    let variance = count.variance as f64 * per_event * per_event;
    // From the square root, which stays finite where the variance does not.
    let stretch = (count.variance as f64 / count.events.max(1) as f64).sqrt().max(1.0);
    let scale = stretch * per_event;
    let method = PoissonMethod::Exact;
    let interval = dobson_interval(rate.value(), scale, count.events, method, confidence);
    Ok(ClusteredRate { rate, variance, interval })
}

/// Computes Dobson's interval of a weighted sum of counts, `value + scale (limit - x)`, where the
/// limits are those of the count of all events `x` and `scale` is `√(variance / x)`.
///
/// A lower bound below 0, which strongly unequal weights may give, becomes 0.
pub(in crate::stats) fn dobson_interval(
    value: f64,
    scale: f64,
    events: u64,
    method: PoissonMethod,
    confidence: Confidence,
) -> Interval {
    let limits = poisson_interval_by(events, method, confidence);
    let bound = |limit: f64| value + scale * (limit - events as f64);
    Interval::new(bound(limits.lower()).max(0.0), bound(limits.upper()))
        .expect("value and scale are finite and not below zero")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::rate::rate_interval;

    #[test]
    fn frequencies_give_events_and_their_variance() {
        // 75 persons with one event, 16 with two and 4 with three.
        let count = EventCount::of_persons([(1, 75), (2, 16), (3, 4)]);
        assert_eq!((count.events(), count.variance()), (75 + 32 + 12, 75 + 64 + 36));
        assert_eq!(EventCount::of_persons([(1, 9), (0, 500)]), EventCount::independent(9));
        assert_eq!(EventCount::of_persons([(u32::MAX, u64::MAX)]).events(), u64::MAX);
    }

    #[test]
    fn independent_events_have_the_exact_interval() {
        for events in [0, 1, 9, 250] {
            let count = EventCount::independent(events);
            let found = clustered_rate(count, 4_000.0, 1_000.0, Confidence::P95).expect("a rate");
            let exact = rate_interval(found.rate, Confidence::P95);
            assert!((found.interval.lower() - exact.lower()).abs() < 1e-14);
            assert!((found.interval.upper() - exact.upper()).abs() < 1e-14);
        }
    }

    #[test]
    fn two_events_each_widen_by_the_root_of_two() {
        let one = clustered_rate(EventCount::independent(60), 1e3, 1e3, Confidence::P95);
        let two = clustered_rate(EventCount::of_persons([(2, 30)]), 1e3, 1e3, Confidence::P95);
        let (one, two) = (one.expect("a rate"), two.expect("a rate"));
        assert_eq!(one.rate, two.rate);
        let factor = (two.interval.upper() - 60.0) / (one.interval.upper() - 60.0);
        assert!((factor - 2.0_f64.sqrt()).abs() < 1e-13, "{factor}");
        assert!((two.variance / one.variance - 2.0).abs() < 1e-15);
    }

    #[test]
    fn refuses_an_empty_exposure() {
        let found = clustered_rate(EventCount::independent(3), 0.0, 1e3, Confidence::P95);
        assert_eq!(found, Err(RateError::EmptyExposure));
    }

    proptest! {
        #[test]
        fn contains_the_rate_and_is_never_narrower_than_exact(
            frequencies in proptest::collection::vec((0_u32..9, 0_u64..90), 0..6),
        ) {
            let count = EventCount::of_persons(frequencies);
            let found = clustered_rate(count, 5e3, 1e3, Confidence::P95).expect("a rate");
            let (value, interval) = (found.rate.value(), found.interval);
            let exact = rate_interval(found.rate, Confidence::P95);
            prop_assert!(0.0 <= interval.lower());
            prop_assert!(interval.lower() <= exact.lower() * (1.0 + 1e-12) + 1e-12);
            prop_assert!(exact.upper() <= interval.upper() * (1.0 + 1e-12));
            prop_assert!(interval.lower() <= value && value < interval.upper());
            let p998 = Confidence::P998;
            let wide = clustered_rate(count, 5e3, 1e3, p998).expect("a rate").interval;
            prop_assert!(wide.lower() <= interval.lower() && interval.upper() < wide.upper());
        }
    }
}
