//! The Theil-Sen line: the median of the slopes between all pairs of figures.
//!
//! It belongs to the Mann-Kendall test as least squares belongs to the t test, and stands
//! up to nearly three in ten figures being anything at all.
//!
//! References:
//! - Theil, H. (1950). A rank-invariant method of linear and polynomial regression analysis.
//! - Sen, P.K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal
//!   of the American Statistical Association 63, 1379-1389.
//! - Hirsch, R.M., Slack, J.R., Smith, R.A. (1982). Techniques of trend analysis for monthly
//!   water quality data. Water Resources Research 18(1), 107-121.

use super::series::{Series, SeriesError};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::quantile::{QuantileType, quantile_of_sorted};
use crate::stats::ranks::variance_of_s;

/// A line through a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TheilSen {
    /// The change per period, in the unit of the figures.
    pub slope: f64,
    /// The line at the first period, whether its figure is known or not.
    pub intercept: f64,
    /// The interval of the slope.
    pub interval: Interval,
}

/// Computes the Theil-Sen line of a series, with Sen's interval of the slope.
///
/// The slope is the median of the `N` slopes between pairs, the intercept that of the figures
/// minus the slope times the median of the periods. With `C = z √V`, and `V` as in
/// [`super::mann_kendall()`], the bounds are the slopes of ranks `(N - C)/2` and `(N + C)/2 + 1`,
/// each rounded to a whole rank, half to even. Very short series have the lowest and the highest
/// slope.
pub fn theil_sen(series: &Series, confidence: Confidence) -> TheilSen {
    let points = series.points();
    let slopes = pair_slopes(&points);
    let slope = median(&slopes);
    let mut values: Vec<f64> = points.iter().map(|&(_, value)| value).collect();
    let variance = variance_of_s(&values);
    values.sort_by(f64::total_cmp);
    let times: Vec<f64> = points.iter().map(|&(time, _)| time as f64).collect();

    let n_slopes = slopes.len() as f64;
    let c = confidence.z() * variance.sqrt();
    let last = n_slopes - 1.0;
    // Ranks counted from 0. All figures equal give a variance of 0, and both bounds the slope 0.
    let lower = (libm::rint((n_slopes - c) / 2.0) - 1.0).max(0.0);
    let upper = libm::rint(f64::midpoint(n_slopes, c)).min(last);
    TheilSen {
        slope,
        intercept: median(&values) - slope * median(&times),
        interval: Interval::new(slopes[lower as usize], slopes[upper as usize])
            .expect("slopes between finite figures are finite and sorted"),
    }
}

/// Computes the median change per year, of the slopes between equal seasons of different years
/// (Hirsch, Slack and Smith), with `period` seasons in a year.
///
/// Refuses a period below 2 and a series in which no season occurs twice.
pub fn seasonal_slope(series: &Series, period: usize) -> Result<f64, SeriesError> {
    if period < 2 {
        return Err(SeriesError::Period);
    }
    let mut slopes: Vec<f64> =
        series.seasons(period).iter().flat_map(|season| pair_slopes(season)).collect();
    slopes.sort_by(f64::total_cmp);
    if slopes.is_empty() { Err(SeriesError::TooShort) } else { Ok(median(&slopes)) }
}

/// The slopes between all pairs of points, in ascending order.
fn pair_slopes(points: &[(usize, f64)]) -> Vec<f64> {
    let mut slopes = Vec::new();
    for (idx, &(from, earlier)) in points.iter().enumerate() {
        for &(to, later) in &points[idx + 1..] {
            slopes.push((later - earlier) / (to - from) as f64);
        }
    }
    slopes.sort_by(f64::total_cmp);
    slopes
}

/// The median of sorted values, of which there is at least one.
fn median(sorted: &[f64]) -> f64 {
    quantile_of_sorted(sorted, 0.5, QuantileType::AVERAGED)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(values: &[f64]) -> TheilSen {
        theil_sen(&Series::complete(values).expect("a series"), Confidence::P95)
    }

    #[test]
    fn a_straight_line_is_found_exactly() {
        let found = line(&[3.0, 5.0, 7.0, 9.0]);
        assert_eq!((found.slope, found.intercept), (2.0, 3.0));
    }

    #[test]
    fn one_odd_year_does_not_tilt_the_line() {
        let found = line(&[3.0, 5.0, 7.0, 900.0, 11.0, 13.0, 15.0, 17.0]);
        assert_eq!((found.slope, found.intercept), (2.0, 5.0));
    }

    #[test]
    fn slopes_over_a_gap_stay_per_period() {
        let series = Series::of([None, Some(3.0), None, None, Some(9.0)]).expect("a series");
        let found = theil_sen(&series, Confidence::P95);
        assert_eq!((found.slope, found.intercept), (2.0, 1.0));
    }

    #[test]
    fn seasons_are_compared_with_their_own_kind() {
        let series = Series::complete(&[1.0, 90.0, 4.0, 93.0, 7.0, 96.0]).expect("a series");
        assert_eq!(seasonal_slope(&series, 2), Ok(3.0));
        assert_eq!(seasonal_slope(&series, 7), Err(SeriesError::TooShort));
        assert_eq!(seasonal_slope(&series, 0), Err(SeriesError::Period));
    }

    proptest! {
        #[test]
        fn interval_contains_the_slope_and_grows_with_confidence(
            values in prop::collection::vec(-1e3..1e3_f64, 2..25),
        ) {
            let series = Series::complete(&values).expect("a series");
            let p998 = Confidence::P998;
            let (found, wide) = (theil_sen(&series, Confidence::P95), theil_sen(&series, p998));
            prop_assert!(found.interval.lower() <= found.slope);
            prop_assert!(found.slope <= found.interval.upper());
            prop_assert!(wide.interval.lower() <= found.interval.lower());
            prop_assert!(found.interval.upper() <= wide.interval.upper());
        }
    }
}
