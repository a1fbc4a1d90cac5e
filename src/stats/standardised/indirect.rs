//! Events over those expected at the rates of a reference: indirect standardisation.
//!
//! References:
//! - Breslow, N.E., Day, N.E. (1987). Statistical methods in cancer research, volume II, 2.3-2.4.
//! - Ulm, K. (1990). A simple method to calculate the confidence interval of a standardized
//!   mortality ratio. American Journal of Epidemiology 131(2), 373-375.

use std::fmt;

use crate::stats::interval::{Confidence, Interval};
use crate::stats::rate::{PoissonMethod, Rate, poisson_interval_by, poisson_test};

/// A band of ages, or of ages and sex, of an area and of the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndirectBand {
    /// The people of the area in the band; absent when not known.
    pub population: Option<f64>,
    /// The events of the reference in the band; absent when not known.
    pub reference_events: Option<u64>,
    /// The people of the reference in the band.
    pub reference_population: f64,
}

/// The events of an area over those expected there: the SMR or ISR.
///
/// Each ratio stands against the reference only. Those of two wijken are not comparable with
/// each other, as each weighs the bands by its own population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndirectRatio {
    observed: u64,
    expected: f64,
}

/// Why bands have no expected events, or those no ratio; bands are named by their place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum IndirectError {
    /// The population of a band or its events in the reference are not known.
    MissingCount {
        /// The place of the band.
        band: usize,
    },
    /// The population of a band is below 0 or not finite.
    Population {
        /// The place of the band.
        band: usize,
    },
    /// The reference has nobody in a band where the area has people.
    EmptyReference {
        /// The place of the band.
        band: usize,
    },
    /// No events are expected, or not a finite number of them.
    NothingExpected,
}

impl fmt::Display for IndirectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingCount { band } => write!(f, "a count of band {band} is missing"),
            Self::Population { band } => write!(f, "the population of band {band} is no number"),
            Self::EmptyReference { band } => {
                write!(f, "the reference has nobody in band {band}")
            }
            Self::NothingExpected => f.write_str("no events are expected"),
        }
    }
}

impl std::error::Error for IndirectError {}

/// Computes the events to be expected in an area at the rates of the reference:
/// `Σ n_i X_i/N_i`, for populations `n_i` and `X_i` events among `N_i` in the reference.
///
/// The bands are added in the order given, so the caller sorts them.
pub fn expected_events(bands: &[IndirectBand]) -> Result<f64, IndirectError> {
    let mut expected = 0.0;
    for (idx, band) in bands.iter().enumerate() {
        let (Some(people), Some(events)) = (band.population, band.reference_events) else {
            return Err(IndirectError::MissingCount { band: idx });
        };
        if !(0.0 <= people && people.is_finite()) {
            return Err(IndirectError::Population { band: idx });
        }
        if people <= 0.0 {
            continue;
        }
        if !(0.0 < band.reference_population && band.reference_population.is_finite()) {
            return Err(IndirectError::EmptyReference { band: idx });
        }
        expected += people * (events as f64 / band.reference_population);
    }
    Ok(expected)
}

/// Computes the ratio of the events observed in an area to those expected at the rates of the
/// reference.
///
/// Where the bands of a wijk hold too few events for [`super::direct_rate`], this needs only
/// their total.
pub fn indirect_ratio(
    observed: u64,
    bands: &[IndirectBand],
) -> Result<IndirectRatio, IndirectError> {
    IndirectRatio::of(observed, expected_events(bands)?)
}

impl IndirectRatio {
    /// Makes a ratio, unless nothing is expected.
    pub fn of(observed: u64, expected: f64) -> Result<Self, IndirectError> {
        // With this the interval of the largest count is finite, too.
        let is_usable = 0.0 < expected
            && expected.is_finite()
            && (u64::MAX as f64 * 4.0 / expected).is_finite();
        is_usable.then_some(Self { observed, expected }).ok_or(IndirectError::NothingExpected)
    }

    /// The number of events observed.
    pub fn observed(self) -> u64 {
        self.observed
    }

    /// The number of events expected, above 0.
    pub fn expected(self) -> f64 {
        self.expected
    }

    /// The observed events over the expected ones: 1 is as in the reference.
    pub fn value(self) -> f64 {
        self.observed as f64 / self.expected
    }

    /// Computes the exact interval of the ratio: that of the count, over the expected events.
    ///
    /// The expected events are taken as known, which they are nearly if the reference is large.
    pub fn interval(self, confidence: Confidence) -> Interval {
        self.interval_by(PoissonMethod::Exact, confidence)
    }

    /// Computes the interval of the ratio by a chosen method for the count.
    pub fn interval_by(self, method: PoissonMethod, confidence: Confidence) -> Interval {
        let events = poisson_interval_by(self.observed, method, confidence);
        Interval::new(events.lower() / self.expected, events.upper() / self.expected)
            .expect("a ratio has so many events expected that its bounds are finite")
    }

    /// Computes the exact two-sided p-value of a ratio of 1; see [`poisson_test`].
    pub fn p_value(self) -> f64 {
        poisson_test(self.observed, self.expected).expect("a ratio has events expected")
    }

    /// Computes the indirectly standardised rate: the ratio times the crude rate of the
    /// reference, in the unit of that rate, with an interval by a chosen method for the count.
    ///
    /// `None` when the rate of the reference is so large that the interval is not finite.
    pub fn as_rate(
        self,
        reference: Rate,
        method: PoissonMethod,
        confidence: Confidence,
    ) -> Option<IndirectRate> {
        let ratio = self.interval_by(method, confidence);
        let scale = |ratio: f64| ratio * reference.value();
        let interval = Interval::new(scale(ratio.lower()), scale(ratio.upper()))?;
        Some(IndirectRate { value: scale(self.value()), interval })
    }
}

/// The rate of an area as it would be at the ratio of its own bands, in the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndirectRate {
    /// The rate, in the unit of that of the reference.
    pub value: f64,
    /// The interval of the rate.
    pub interval: Interval,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn band(population: f64, reference_events: u64, reference_population: f64) -> IndirectBand {
        IndirectBand {
            population: Some(population),
            reference_events: Some(reference_events),
            reference_population,
        }
    }

    #[test]
    fn expects_events_at_the_rates_of_the_reference() {
        // 2,000 people at 10 per 1,000 and 500 at 40 per 1,000.
        let bands = [band(2_000.0, 100, 10_000.0), band(500.0, 80, 2_000.0)];
        assert_eq!(expected_events(&bands), Ok(40.0));
        let found = indirect_ratio(50, &bands).expect("events are expected");
        assert!((found.value() - 1.25).abs() < 1e-15);
    }

    /// R 4.5.0: `poisson.test(10)$conf.int` is 4.7954 to 18.3904.
    #[test]
    fn interval_is_that_of_the_count_over_the_expected() {
        let found = IndirectRatio::of(10, 8.0).expect("expected").interval(Confidence::P95);
        assert!((found.lower() * 8.0 - 4.795_4).abs() < 5e-5, "{found:?}");
        assert!((found.upper() * 8.0 - 18.390_4).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn names_what_cannot_be_expected() {
        #[track_caller]
        fn case(second: IndirectBand, expected: IndirectError) {
            let bands = [band(20.0, 5, 500.0), second];
            assert_eq!(indirect_ratio(3, &bands), Err(expected));
        }

        let good = band(20.0, 5, 500.0);
        let missing = IndirectError::MissingCount { band: 1 };
        case(IndirectBand { population: None, ..good }, missing);
        case(IndirectBand { reference_events: None, ..good }, missing);
        case(band(-1.0, 5, 500.0), IndirectError::Population { band: 1 });
        case(band(f64::NAN, 5, 500.0), IndirectError::Population { band: 1 });
        case(band(20.0, 5, 0.0), IndirectError::EmptyReference { band: 1 });
    }

    #[test]
    fn nothing_expected_is_no_ratio() {
        let nothing = Err(IndirectError::NothingExpected);
        assert_eq!(indirect_ratio(3, &[]), nothing);
        assert_eq!(indirect_ratio(0, &[band(20.0, 0, 500.0)]), nothing);
        assert_eq!(IndirectRatio::of(3, f64::INFINITY), nothing);
        // Nobody lives in the band that the reference does not have.
        assert_eq!(expected_events(&[band(0.0, 0, 0.0)]), Ok(0.0));
    }

    proptest! {
        #[test]
        fn intervals_contain_the_ratio_and_widen(observed in 0_u64..3_000, expected in 0.5..3e3) {
            let found = IndirectRatio::of(observed, expected).expect("events are expected");
            let interval = found.interval(Confidence::P95);
            let wide = found.interval(Confidence::P998);
            prop_assert!(interval.lower() <= found.value() && found.value() < interval.upper());
            prop_assert!(0.0 <= wide.lower() && wide.lower() <= interval.lower());
            prop_assert!(interval.upper() < wide.upper());
        }

        #[test]
        fn the_reference_stands_at_one(
            rows in proptest::collection::vec((1.0..9e4, 0_u64..500), 1..9),
        ) {
            let bands: Vec<IndirectBand> =
                rows.iter().map(|&(people, events)| band(people, events, people)).collect();
            let observed: u64 = rows.iter().map(|row| row.1).sum();
            prop_assume!(0 < observed);
            let found = indirect_ratio(observed, &bands).expect("events are expected");
            prop_assert!((found.value() - 1.0).abs() < 1e-12);
            let interval = found.interval(Confidence::P95);
            prop_assert!(interval.lower() < 1.0 && 1.0 < interval.upper());
        }

        /// The test and the interval nearly agree on a ratio of 1: the p-value sums rare counts
        /// where the interval doubles a tail.
        #[test]
        fn p_value_is_small_outside_the_interval(observed in 0_u64..300, expected in 0.5..300.0) {
            let found = IndirectRatio::of(observed, expected).expect("events are expected");
            let interval = found.interval(Confidence::P95);
            let is_outside = 1.0 < interval.lower() || interval.upper() < 1.0;
            prop_assert!(!is_outside || found.p_value() < 0.06);
            prop_assert!((0.0..=1.0).contains(&found.p_value()));
        }
    }
}
