//! A rate of events per exposure, such as meldingen per 1,000 residents, and its intervals.

mod approximate;
mod byar;
mod clustered;
mod poisson;

use std::fmt;

pub use approximate::{PoissonMethod, poisson_interval_by};
pub use byar::byar_interval;
pub(super) use clustered::dobson_interval;
pub use clustered::{ClusteredRate, EventCount, clustered_rate};
pub(super) use poisson::two_sided;
pub use poisson::{poisson_interval, poisson_test};

use super::interval::{Confidence, Interval};

/// A count of events over the exposure they arose from, per so many units of exposure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    events: u64,
    exposure: f64,
    vermenigvuldiger: f64,
}

impl Rate {
    /// Makes a rate of `events` per `vermenigvuldiger` units of `exposure`: 12 meldingen from
    /// 4,800 residents per 1,000. Refuses an exposure or vermenigvuldiger that is not above 0.
    pub fn of(events: u64, exposure: f64, vermenigvuldiger: f64) -> Result<Self, RateError> {
        // With this scale the interval of the largest count is finite, too.
        let scale = vermenigvuldiger / exposure * u64::MAX as f64 * 4.0;
        if !(0.0 < exposure && exposure.is_finite()) {
            Err(RateError::EmptyExposure)
        } else if !(0.0 < vermenigvuldiger && scale.is_finite()) {
            Err(RateError::Vermenigvuldiger)
        } else {
            Ok(Self { events, exposure, vermenigvuldiger })
        }
    }

    /// The number of events.
    pub fn events(self) -> u64 {
        self.events
    }

    /// The exposure, above 0: residents, or years they lived here.
    pub fn exposure(self) -> f64 {
        self.exposure
    }

    /// The number of units of exposure that the rate is per, above 0.
    pub fn vermenigvuldiger(self) -> f64 {
        self.vermenigvuldiger
    }

    /// The number of events per vermenigvuldiger units of exposure.
    pub fn value(self) -> f64 {
        self.scale(self.events as f64)
    }

    fn scale(self, events: f64) -> f64 {
        events / self.exposure * self.vermenigvuldiger
    }
}

/// Why a count and an exposure make no rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RateError {
    /// The exposure is 0 or less or not finite, so the events have nothing to arise from.
    EmptyExposure,
    /// The vermenigvuldiger is not above 0, or so large for the exposure that rates are infinite.
    Vermenigvuldiger,
}

impl fmt::Display for RateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyExposure => "the exposure is empty",
            Self::Vermenigvuldiger => "the vermenigvuldiger does not give a finite rate",
        })
    }
}

impl std::error::Error for RateError {}

/// Computes the exact interval of a rate, in the unit of the rate.
///
/// The exposure is taken as known, so this is [`poisson_interval`] of the count in that unit.
pub fn rate_interval(rate: Rate, confidence: Confidence) -> Interval {
    rate_interval_by(rate, PoissonMethod::Exact, confidence)
}

/// Computes the interval of a rate by a chosen method for its count, in the unit of the rate.
pub fn rate_interval_by(rate: Rate, method: PoissonMethod, confidence: Confidence) -> Interval {
    let events = poisson_interval_by(rate.events, method, confidence);
    Interval::new(rate.scale(events.lower()), rate.scale(events.upper()))
        .expect("a rate has a scale that keeps its bounds finite")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_interval_are_in_the_unit_asked_for() {
        let rate = Rate::of(5, 4_000.0, 1_000.0).expect("the exposure is positive");
        assert!((rate.value() - 1.25).abs() < 1e-15);
        let found = rate_interval(rate, Confidence::P95);
        assert!((found.lower() - 1.623_486_390_118_42 / 4.0).abs() < 1e-12);
        assert!((found.upper() - 11.668_332_079_322_7 / 4.0).abs() < 1e-12);
    }

    #[test]
    fn refuses_an_exposure_that_events_cannot_arise_from() {
        #[track_caller]
        fn case(exposure: f64, vermenigvuldiger: f64, expected: RateError) {
            assert_eq!(Rate::of(5, exposure, vermenigvuldiger), Err(expected));
        }

        case(0.0, 1_000.0, RateError::EmptyExposure);
        case(-1.0, 1_000.0, RateError::EmptyExposure);
        case(f64::NAN, 1_000.0, RateError::EmptyExposure);
        case(100.0, 0.0, RateError::Vermenigvuldiger);
        case(1e-300, 1_000.0, RateError::Vermenigvuldiger);
    }

    #[test]
    fn the_largest_count_has_a_finite_interval() {
        let rate = Rate::of(u64::MAX, 1.0, 1_000.0).expect("the exposure is positive");
        let found = rate_interval(rate, Confidence::P95);
        assert!(found.lower() < rate.value() && rate.value() < found.upper());
    }
}
