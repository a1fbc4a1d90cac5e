//! Where the figures are going: the chance of reaching the target, and the recent trend.
//!
//! References:
//! - Birge, R.T. (1932). The calculation of errors by the method of least squares. Physical
//!   Review 40, 207-227: points further from the line than their errors explain make it less sure.
//! - Office for Health Improvement and Disparities. Fingertips, recent trends: guidance.

use super::zone::Zone;
use crate::model::Trendwoord;
use crate::stats::{Confidence, RecentDirection, WavePoint, value_trend, weighted_line};

/// The fewest points that a forecast rests on.
const FEWEST_POINTS: usize = 4;

/// A chance is told in steps of one twentieth: more digits would promise what a line cannot.
const STEPS: f64 = 20.0;

/// A figure of a series, with its time in years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reekspunt {
    /// The time of its period.
    pub tijd: f64,
    /// The value, in the unit of the indicator.
    pub waarde: f64,
    /// Its standard error. A point without one cannot be weighed, and does not count.
    pub se: Option<f64>,
}

fn weighable(points: &[Reekspunt]) -> Vec<WavePoint> {
    let to_wave = |point: &Reekspunt| WavePoint::new(point.tijd, point.waarde, point.se?);
    points.iter().filter_map(to_wave).collect()
}

/// Computes the chance that the line through the points is in the zone at the deadline, rounded to
/// 0.05.
///
/// The line is that of least squares, each point weighing `1/se²`, and its variance grows by
/// `max(1, χ²/(k - 2))`. Nothing with fewer than four points that can be compared and weighed.
pub fn forecast(points: &[Reekspunt], deadline: f64, zone: Zone) -> Option<f64> {
    let points = weighable(points);
    let line = weighted_line(&points).filter(|_| FEWEST_POINTS <= points.len())?;
    let (value, error) = line.at(deadline);
    let chance = zone.chance(value, error).inside;
    chance.is_finite().then_some((chance * STEPS).round() / STEPS)
}

/// Names the trend of the last five points in order of time, at 99.8 %.
pub fn name_trend(points: &[Reekspunt]) -> Trendwoord {
    match value_trend(&weighable(points), Confidence::P998).map(|trend| trend.direction) {
        None => Trendwoord::TeWeinigPunten,
        Some(RecentDirection::Increasing) => Trendwoord::Stijgend,
        Some(RecentDirection::Decreasing) => Trendwoord::Dalend,
        Some(RecentDirection::NoSignificantChange) => Trendwoord::GeenTrend,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(rows: &[(f64, f64)]) -> Vec<Reekspunt> {
        let to_point = |(idx, &(waarde, se)): (usize, &(f64, f64))| Reekspunt {
            tijd: 2017.0 + idx as f64,
            waarde,
            se: Some(se),
        };
        rows.iter().enumerate().map(to_point).collect()
    }

    fn at_most(bound: f64) -> Zone {
        Zone::between(f64::NEG_INFINITY, bound)
    }

    /// The line through 30, 29, 28, 27 with errors of 1 is at 26 a year later, with an error of
    /// `√(1/4 + 2.5²/5) = 1.2247`: a target of 25 is 0.8165 errors away, `Φ(-0.8165) = 0.2071`.
    #[test]
    fn a_forecast_is_the_line_with_its_error() {
        let points = series(&[(30.0, 1.0), (29.0, 1.0), (28.0, 1.0), (27.0, 1.0)]);
        assert_eq!(forecast(&points, 2021.0, at_most(25.0)), Some(0.20));
        assert_eq!(forecast(&points, 2021.0, at_most(26.0)), Some(0.50));
        assert_eq!(forecast(&points, 2021.0, at_most(20.0)), Some(0.0));
        assert_eq!(forecast(&points, 2021.0, Zone::between(26.0, 500.0)), Some(0.5));
    }

    #[test]
    fn points_off_the_line_make_it_less_sure() {
        let near = series(&[(30.0, 0.2), (29.1, 0.2), (28.0, 0.2), (27.0, 0.2)]);
        let far = series(&[(30.0, 0.2), (30.5, 0.2), (26.5, 0.2), (27.0, 0.2)]);
        let [near, far] = [near, far].map(|points| forecast(&points, 2021.0, at_most(28.0)));
        assert_eq!(near, Some(1.0));
        assert!(far < near, "{far:?}");
    }

    #[test]
    fn too_few_points_give_no_forecast() {
        let mut points = series(&[(30.0, 1.0), (29.0, 1.0), (28.0, 1.0), (27.0, 1.0)]);
        assert_eq!(forecast(&points[..3], 2021.0, at_most(25.0)), None);
        points[1].se = None;
        assert_eq!(forecast(&points, 2021.0, at_most(25.0)), None);
        assert_eq!(name_trend(&points), Trendwoord::TeWeinigPunten);
        let one_time = [points[0]; 6];
        assert_eq!(forecast(&one_time, 2021.0, at_most(25.0)), None);
        assert_eq!(name_trend(&one_time), Trendwoord::TeWeinigPunten);
    }

    /// Fingertips' rule on its worked example, which falls by 1.26 a year.
    #[test]
    fn a_trend_has_a_word() {
        let rows = [(30.0, 0.38), (28.5, 0.37), (27.4, 0.36), (26.1, 0.35), (24.9, 0.34)];
        assert_eq!(name_trend(&series(&rows)), Trendwoord::Dalend);
        let rising = rows.map(|(value, se)| (-value, se));
        assert_eq!(name_trend(&series(&rising)), Trendwoord::Stijgend);
        assert_eq!(
            name_trend(&series(&rows.map(|(value, _)| (value, 9.0)))),
            Trendwoord::GeenTrend
        );
        assert_eq!(name_trend(&series(&rows[..4])), Trendwoord::TeWeinigPunten);
    }
}
