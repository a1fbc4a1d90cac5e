//! Rates as they would be if areas had the same division by age: direct standardisation.
//!
//! References:
//! - Dobson, A.J., Kuulasmaa, K., Eberle, E., Scherer, J. (1991). Confidence intervals for
//!   weighted sums of Poisson parameters. Statistics in Medicine 10, 457-462.
//! - Fay, M.P., Feuer, E.J. (1997). Confidence intervals for directly standardized rates: a
//!   method based on the gamma distribution. Statistics in Medicine 16, 791-801.
//! - Eayres, D. (2008). Commonly used public health statistics and their confidence intervals.
//!   APHO technical briefing 3.

mod comparison;
mod indirect;

use std::fmt;

pub use comparison::{StandardisedComparison, compare_standardised};
pub use indirect::{
    IndirectBand, IndirectError, IndirectRate, IndirectRatio, expected_events, indirect_ratio,
};

use super::interval::{Confidence, Interval};
use super::rate::{EventCount, PoissonMethod, dobson_interval};
use super::special::gamma_quantile;

/// A band of ages, or of ages and sex, of an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The events in the band; absent when they are not known, which is not the same as none.
    pub events: Option<EventCount>,
    /// The people of the area in the band, or the years they lived there.
    pub population: f64,
    /// The people of the standard population in the band, in any unit. A band with a weight of 0
    /// is left out altogether.
    pub weight: f64,
}

/// A rate as it would be with the bands of the standard population.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardisedRate {
    /// The rate, per vermenigvuldiger people.
    pub value: f64,
    /// The variance of the rate, in the square of its unit.
    pub variance: f64,
    /// The interval of the rate.
    pub interval: Interval,
    /// The number of events it is made from.
    pub observed: u64,
}

/// How the interval of a directly standardised rate is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectMethod {
    /// Dobson's: `DSR + √(V/O) (limit - O)`, with limits of the count of all events `O` by the
    /// method named. Refuses fewer than ten events, where one band may decide the rate.
    Dobson(PoissonMethod),
    /// Fay and Feuer's, from the gamma distribution with the mean and variance of the rate.
    /// Wider than Dobson's, and holds for few events and very unequal weights, too.
    FayFeuer,
}

/// Why bands have no standardised rate; bands are named by their place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StandardisedError {
    /// The events in a band are not known. To count them as none would lower the rate unseen.
    MissingEvents {
        /// The place of the band.
        band: usize,
    },
    /// Nobody lives in a band that has a weight, so it has no rate; wider bands may help.
    EmptyBand {
        /// The place of the band.
        band: usize,
    },
    /// The weight of a band is below 0 or not finite, or gigantic for its population.
    Weight {
        /// The place of the band.
        band: usize,
    },
    /// No band has a weight, or the weights are too large to add.
    NoWeights,
    /// There are fewer than [`FEWEST_STANDARDISED_EVENTS`] events; indirect standardisation may do.
    TooFewEvents {
        /// The number of events there are.
        observed: u64,
    },
    /// The vermenigvuldiger is not above 0 and finite.
    Vermenigvuldiger,
}

impl fmt::Display for StandardisedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingEvents { band } => write!(f, "the events of band {band} are missing"),
            Self::EmptyBand { band } => write!(f, "nobody lives in band {band}"),
            Self::Weight { band } => write!(f, "the weight of band {band} cannot be used"),
            Self::NoWeights => f.write_str("the weights do not add up to more than zero"),
            Self::TooFewEvents { observed } => {
                write!(f, "{observed} events are too few to standardise")
            }
            Self::Vermenigvuldiger => f.write_str("the vermenigvuldiger is not above zero"),
        }
    }
}

impl std::error::Error for StandardisedError {}

/// The number of events below which a directly standardised rate is not made, nor has a place in
/// a funnel, as in Fingertips and the briefing of the English observatories: the weights of the
/// standard population would then let one person move it.
pub const FEWEST_STANDARDISED_EVENTS: u64 = 10;

/// Computes a directly standardised rate per `vermenigvuldiger` people, with Dobson's interval
/// from exact limits: [`direct_rate_by`] with our method.
pub fn direct_rate(
    bands: &[Band],
    vermenigvuldiger: f64,
    confidence: Confidence,
) -> Result<StandardisedRate, StandardisedError> {
    let method = DirectMethod::Dobson(PoissonMethod::Exact);
    direct_rate_by(bands, vermenigvuldiger, method, confidence)
}

/// Computes a directly standardised rate per `vermenigvuldiger` people, with an interval by a
/// method of choice.
///
/// With `w_i = W_i / (n_i ΣW)` for bands of weight `W_i` and population `n_i`, the rate is
/// `Σ w_i x_i` and its variance `Σ w_i² v_i`, where `v_i` is the variance of the count `x_i`:
/// the count itself, or more if one person has several events.
///
/// The bands are added in the order given, so the caller sorts them.
pub fn direct_rate_by(
    bands: &[Band],
    vermenigvuldiger: f64,
    method: DirectMethod,
    confidence: Confidence,
) -> Result<StandardisedRate, StandardisedError> {
    if !(0.0 < vermenigvuldiger && vermenigvuldiger.is_finite()) {
        return Err(StandardisedError::Vermenigvuldiger);
    }
    let sums = sum_bands(bands, vermenigvuldiger)?;
    let interval = match method {
        DirectMethod::Dobson(_) if sums.events < FEWEST_STANDARDISED_EVENTS => {
            return Err(StandardisedError::TooFewEvents { observed: sums.events });
        }
        DirectMethod::Dobson(limits) => {
            let scale = (sums.variance / sums.events as f64).sqrt();
            dobson_interval(sums.value, scale, sums.events, limits, confidence)
        }
        DirectMethod::FayFeuer => fay_feuer_interval(sums, confidence),
    };
    let Sums { events: observed, value, variance, .. } = sums;
    Ok(StandardisedRate { value, variance, interval, observed })
}

/// What the bands add up to, in the unit of the rate.
#[derive(Clone, Copy)]
struct Sums {
    events: u64,
    value: f64,
    variance: f64,
    /// The largest contribution of one event.
    largest: f64,
}

/// The most that one event may add to a rate: more is no population, and its square would not
/// be finite.
const MAX_CONTRIBUTION: f64 = 1e120;

fn sum_bands(bands: &[Band], vermenigvuldiger: f64) -> Result<Sums, StandardisedError> {
    for (idx, band) in bands.iter().enumerate() {
        if !(0.0 <= band.weight && band.weight.is_finite()) {
            return Err(StandardisedError::Weight { band: idx });
        }
    }
    let total: f64 = bands.iter().map(|band| band.weight).sum();
    if !(0.0 < total && total.is_finite()) {
        return Err(StandardisedError::NoWeights);
    }

    let mut sums = Sums { events: 0, value: 0.0, variance: 0.0, largest: 0.0 };
    for (idx, band) in bands.iter().enumerate() {
        if band.weight <= 0.0 {
            continue;
        }
        if !(0.0 < band.population && band.population.is_finite()) {
            return Err(StandardisedError::EmptyBand { band: idx });
        }
        let count = band.events.ok_or(StandardisedError::MissingEvents { band: idx })?;
        let w = band.weight / total / band.population * vermenigvuldiger;
        if MAX_CONTRIBUTION < w {
            return Err(StandardisedError::Weight { band: idx });
        }
        sums.events = sums.events.saturating_add(count.events());
        sums.value += w * count.events() as f64;
        sums.variance += w * w * count.variance() as f64;
        sums.largest = sums.largest.max(w);
    }
    Ok(sums)
}

/// Fay and Feuer's interval: with `y` the rate, `v` its variance and `w` the largest contribution
/// of one event, `Γ⁻¹(α/2; y²/v, v/y)` and `Γ⁻¹(1 - α/2; (y+w)²/(v+w²), (v+w²)/(y+w))`.
///
/// With one band, or equal weights, this is the exact interval. Without events the lower bound
/// is 0 and the upper the exact one as if all had been possible in the band that weighs most.
fn fay_feuer_interval(sums: Sums, confidence: Confidence) -> Interval {
    let (y, v, w) = (sums.value, sums.variance, sums.largest);
    let tail = confidence.tail();
    let quantile = |p: f64, mean: f64, variance: f64| {
        gamma_quantile(p, mean / variance * mean, variance / mean)
    };
    let lower = if sums.events == 0 { 0.0 } else { quantile(tail, y, v) };
    let upper = quantile(1.0 - tail, y + w, v + w * w);
    Interval::new(lower.min(y), upper.max(y)).expect("contributions are finite")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::rate::{Rate, clustered_rate, rate_interval};

    fn band(events: u64, population: f64, weight: f64) -> Band {
        Band { events: Some(EventCount::independent(events)), population, weight }
    }

    /// A rate of 10 and one of 40 per 1,000, of which the standard has three to one.
    #[test]
    fn weighs_the_rates_of_the_bands() {
        let bands = [band(20, 2_000.0, 75.0), band(40, 1_000.0, 25.0)];
        let found = direct_rate(&bands, 1_000.0, Confidence::P95).expect("bands with people");
        assert!((found.value - 17.5).abs() < 1e-13);
        // 0.75² 20/2² + 0.25² 40/1²
        assert!((found.variance - 5.3125).abs() < 1e-13);
        assert_eq!(found.observed, 60);
    }

    #[test]
    fn one_band_has_the_exact_interval() {
        let rate = Rate::of(25, 4_000.0, 1_000.0).expect("an exposure");
        let exact = rate_interval(rate, Confidence::P95);
        for method in [DirectMethod::Dobson(PoissonMethod::Exact), DirectMethod::FayFeuer] {
            let found = direct_rate_by(&[band(25, 4_000.0, 3.0)], 1_000.0, method, Confidence::P95);
            let found = found.expect("a band with people").interval;
            assert!((found.lower() - exact.lower()).abs() < 1e-12, "{method:?}");
            assert!((found.upper() - exact.upper()).abs() < 1e-12, "{method:?}");
        }
    }

    /// A crude rate with several events per person is a standardised one with one band.
    #[test]
    fn one_band_of_clustered_events_is_the_clustered_rate() {
        let count = EventCount::of_persons([(1, 30), (3, 12)]);
        let crude = clustered_rate(count, 4e3, 1e3, Confidence::P95).expect("an exposure");
        let bands = [Band { events: Some(count), population: 4e3, weight: 1.0 }];
        let found = direct_rate(&bands, 1e3, Confidence::P95).expect("a band with people");
        assert!((found.interval.lower() - crude.interval.lower()).abs() < 1e-12);
        assert!((found.interval.upper() - crude.interval.upper()).abs() < 1e-12);
        assert!((found.variance - crude.variance).abs() < 1e-12);
    }

    #[test]
    fn names_what_cannot_be_standardised() {
        #[track_caller]
        fn case(second: Band, expected: StandardisedError) {
            let bands = [band(20, 500.0, 1.0), second, band(20, 500.0, 1.0)];
            assert_eq!(direct_rate(&bands, 1_000.0, Confidence::P95), Err(expected));
        }

        let missing = Band { events: None, ..band(0, 500.0, 1.0) };
        case(missing, StandardisedError::MissingEvents { band: 1 });
        case(band(0, 0.0, 1.0), StandardisedError::EmptyBand { band: 1 });
        case(band(3, f64::NAN, 1.0), StandardisedError::EmptyBand { band: 1 });
        case(band(3, 500.0, -1.0), StandardisedError::Weight { band: 1 });
        case(band(3, 500.0, f64::INFINITY), StandardisedError::Weight { band: 1 });
        case(band(3, 1e-200, 1.0), StandardisedError::Weight { band: 1 });
    }

    #[test]
    fn names_what_is_wrong_with_all_bands() {
        let of = |bands: &[Band], per: f64| direct_rate(bands, per, Confidence::P95);
        assert_eq!(of(&[], 1e3), Err(StandardisedError::NoWeights));
        assert_eq!(of(&[band(20, 500.0, 0.0)], 1e3), Err(StandardisedError::NoWeights));
        assert_eq!(of(&[band(20, 500.0, 1.0)], 0.0), Err(StandardisedError::Vermenigvuldiger));
        let few = StandardisedError::TooFewEvents { observed: 9 };
        assert_eq!(of(&[band(5, 500.0, 1.0), band(4, 500.0, 1.0)], 1e3), Err(few));
    }

    #[test]
    fn a_band_without_weight_is_left_out() {
        let bands = [band(20, 500.0, 1.0), band(30, 900.0, 2.0)];
        let more = [bands[0], band(7, 0.0, 0.0), bands[1]];
        let of = |bands: &[Band]| direct_rate(bands, 1e3, Confidence::P95);
        assert_eq!(of(&bands), of(&more));
    }

    /// Without events the upper bound is 3.69 events in the band that weighs most.
    #[test]
    fn fay_and_feuer_hold_without_events() {
        let bands = [band(0, 500.0, 1.0), band(0, 100.0, 1.0)];
        let found = direct_rate_by(&bands, 1e3, DirectMethod::FayFeuer, Confidence::P95);
        let found = found.expect("bands with people");
        assert_eq!(found.interval.lower().to_bits(), 0.0_f64.to_bits());
        assert!((found.interval.upper() + libm::log(0.025) * 5.0).abs() < 1e-10, "{found:?}");
    }

    proptest! {
        #[test]
        fn contains_the_rate_and_scales(
            rows in proptest::collection::vec((0_u64..200, 10.0..5e3, 0.1..9.0), 1..12),
            scale in 0.001..1e5,
        ) {
            let bands: Vec<Band> =
                rows.iter().map(|&(events, people, weight)| band(events, people, weight)).collect();
            let scaled: Vec<Band> =
                bands.iter().map(|band| Band { weight: band.weight * scale, ..*band }).collect();
            let wide = Confidence::P998;
            for method in [
                DirectMethod::Dobson(PoissonMethod::Exact),
                DirectMethod::Dobson(PoissonMethod::Byar),
                DirectMethod::FayFeuer,
            ] {
                let of = |bands: &[Band], confidence| direct_rate_by(bands, 1e3, method, confidence);
                let Ok(found) = of(&bands, Confidence::P95) else {
                    prop_assert!(rows.iter().map(|row| row.0).sum::<u64>() < FEWEST_STANDARDISED_EVENTS);
                    continue;
                };
                let wider = of(&bands, wide).expect("as before").interval;
                let (lower, upper) = (found.interval.lower(), found.interval.upper());
                prop_assert!(0.0 <= lower && lower <= found.value && found.value < upper);
                prop_assert!(wider.lower() <= lower && upper < wider.upper());
                let again = of(&scaled, Confidence::P95).expect("as before");
                prop_assert!((again.value - found.value).abs() <= 1e-12 * found.value);
                prop_assert!((again.interval.upper() - upper).abs() <= 1e-11 * upper);
                // The rate lies between those of the bands.
                let rates = rows.iter().map(|row| row.0 as f64 / row.1 * 1e3);
                let largest = rates.clone().fold(0.0, f64::max);
                let smallest = rates.fold(f64::INFINITY, f64::min);
                prop_assert!(smallest * (1.0 - 1e-12) <= found.value);
                prop_assert!(found.value <= largest * (1.0 + 1e-12));
            }
        }
    }
}
