//! Gaps between areas, in the unit of the figures and as a ratio.
//!
//! They are easy to explain and to set a target for. All of them grow with the noise of small
//! areas, so a smaller gap may be no more than a larger population.
//!
//! References:
//! - Pearcy, J.N., Keppel, K.G. (2002). A summary measure of health disparity. Public Health
//!   Reports 117, 273-280: the mean gap as index of disparity.

use super::distribution::{Distribution, coefficient_of_variation};
use crate::stats::quantile::{QuantileType, SortedValues, quantile};

/// The gaps between areas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gaps {
    /// The highest figure minus the lowest.
    pub range: f64,
    /// The highest figure over the lowest; absent when the lowest is 0.
    pub ratio: Option<f64>,
    /// The figure that one in ten areas exceeds minus the one that nine in ten exceed. Areas
    /// count the same; between figures it is interpolated (type 7 in R).
    pub p90_p10: f64,
    /// The standard deviation of the areas, with their weights.
    pub standard_deviation: f64,
    /// The standard deviation over the mean of the areas.
    pub coefficient_of_variation: f64,
    /// How far the furthest area below the city lies from it, 0 or more.
    pub furthest_below: f64,
    /// How far the furthest area above the city lies from it, 0 or more.
    pub furthest_above: f64,
    /// How far areas lie from the city on average, with their weights.
    pub mean_gap: f64,
}

/// Computes the gaps between areas, and to the figure of the city. That figure is given, as it
/// need not be the mean of the areas: people without a known area count in it.
///
/// `None` when the figure of the city is not finite.
pub fn gaps(areas: &Distribution, city: f64) -> Option<Gaps> {
    if !city.is_finite() {
        return None;
    }
    let figures: Vec<f64> = areas.areas().iter().map(|(figure, _)| *figure).collect();
    let (lowest, highest) = (figures[0], figures[figures.len() - 1]);
    let sorted = SortedValues::of(&figures)?;
    let at = |p| quantile(&sorted, p, QuantileType::INTERPOLATED);
    let variation = coefficient_of_variation(areas);
    let gap = |(figure, share): &(f64, f64)| share * (figure - city).abs();
    Some(Gaps {
        range: highest - lowest,
        ratio: (0.0 < lowest).then(|| highest / lowest).filter(|ratio| ratio.is_finite()),
        p90_p10: at(0.9)? - at(0.1)?,
        standard_deviation: variation * areas.mean(),
        coefficient_of_variation: variation,
        furthest_below: (city - lowest).max(0.0),
        furthest_above: (highest - city).max(0.0),
        mean_gap: areas.areas().iter().map(gap).sum(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_by_hand() {
        let areas: Vec<f64> = (1..=11).map(f64::from).rev().collect();
        let found = gaps(&Distribution::unweighted(&areas).expect("areas"), 8.0).expect("finite");
        assert_eq!((found.range, found.ratio), (10.0, Some(11.0)));
        assert!((found.p90_p10 - 8.0).abs() < 1e-12);
        assert!((found.standard_deviation - 10.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!((found.furthest_below, found.furthest_above), (7.0, 3.0));
        assert!((found.mean_gap - (28.0 + 6.0) / 11.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_is_a_multiple_of_zero() {
        let areas = Distribution::of(&[(0.0, 5.0), (4.0, 1.0)]).expect("areas");
        let found = gaps(&areas, 1.0).expect("finite");
        assert_eq!((found.ratio, found.range), (None, 4.0));
        assert_eq!(gaps(&areas, f64::NAN), None);
    }
}
