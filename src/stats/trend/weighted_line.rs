//! A straight line through estimates that are not equally precise, such as waves of a survey.
//!
//! References:
//! - Draper, N.R., Smith, H. (1998). Applied regression analysis, 3rd edition, chapter 9.
//! - Birge, R.T. (1932). The calculation of errors by the method of least squares. Physical
//!   Review 40, 207-227: the ratio by which the variance is inflated.

use crate::stats::interval::{Confidence, Interval};

/// An estimate at a moment, with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WavePoint {
    time: f64,
    value: f64,
    standard_error: f64,
}

impl WavePoint {
    /// Makes a point, unless a number is not finite or the standard error is not above 0.
    pub fn new(time: f64, value: f64, standard_error: f64) -> Option<Self> {
        let weight = 1.0 / (standard_error * standard_error);
        let is_usable = time.is_finite() && value.is_finite() && 0.0 < standard_error;
        // Neither so precise nor so imprecise that the weight overflows or vanishes.
        (is_usable && weight.is_finite() && 0.0 < weight).then_some(Self {
            time,
            value,
            standard_error,
        })
    }

    fn weight(self) -> f64 {
        1.0 / (self.standard_error * self.standard_error)
    }
}

/// A line through estimates, and how far from it they lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedLine {
    /// The change per unit of time.
    pub slope: f64,
    /// The standard error of the slope, from the errors of the estimates alone.
    pub slope_error: f64,
    /// How far the estimates lie from the line: `Σ ((y - line)/se)²`. Near `n - 2` when
    /// the line is true.
    pub chi_squared: f64,
    /// The factor by which variances grow because the estimates lie further from the line than
    /// their errors explain: `max(1, χ²/(n - 2))`, and 1 for two estimates.
    pub inflation: f64,
    centre: f64,
    at_centre: f64,
    centre_error: f64,
}

/// Fits a line by least squares, each estimate weighing `1/se²`.
///
/// `None` when the estimates are not of at least two moments, or so far apart that the line is not
/// finite. Two estimates give the line through both, whose slope has the standard error of their
/// difference.
pub fn weighted_line(points: &[WavePoint]) -> Option<WeightedLine> {
    let total: f64 = points.iter().map(|point| point.weight()).sum();
    let mean = |of: fn(&WavePoint) -> f64| -> f64 {
        points.iter().map(|point| point.weight() / total * of(point)).sum()
    };
    let (centre, at_centre) = (mean(|point| point.time), mean(|point| point.value));
    let (mut spread, mut product) = (0.0, 0.0);
    for point in points {
        let from_centre = point.time - centre;
        spread += point.weight() * from_centre * from_centre;
        product += point.weight() * from_centre * (point.value - at_centre);
    }
    let one_moment = points.iter().all(|point| point.time == points[0].time);
    if one_moment || !(0.0 < spread && spread.is_finite() && product.is_finite()) {
        return None;
    }
    let slope = product / spread;
    let chi_squared = points
        .iter()
        .map(|point| point.value - at_centre - slope * (point.time - centre))
        .zip(points)
        .map(|(left, point)| left * left * point.weight())
        .sum::<f64>();
    let df = points.len() as f64 - 2.0;
    let inflation = if 0.0 < df { (chi_squared / df).max(1.0) } else { 1.0 };
    let slope_error = 1.0 / spread.sqrt();
    // An interval of any confidence lies within a thousand errors.
    let is_finite = (slope.abs() + 1e3 * slope_error * inflation.sqrt()).is_finite();
    is_finite.then_some(WeightedLine {
        slope,
        slope_error,
        chi_squared,
        inflation,
        centre,
        at_centre,
        centre_error: 1.0 / total.sqrt(),
    })
}

impl WeightedLine {
    /// The value of the line at a time, and the standard error of that value with the inflation.
    ///
    /// `V = (1/Σw + (t - t̄)²/Σw(t - t̄)²) · inflation`. It is the error of the line, which an
    /// estimate made at that time adds its own to.
    pub fn at(&self, time: f64) -> (f64, f64) {
        let from_centre = time - self.centre;
        let error = libm::hypot(self.centre_error, from_centre * self.slope_error);
        (self.at_centre + self.slope * from_centre, error * self.inflation.sqrt())
    }

    /// The interval of the slope, with the inflation.
    pub fn slope_interval(&self, confidence: Confidence) -> Interval {
        let z = confidence.z();
        let margin = z * self.slope_error * self.inflation.sqrt();
        Interval::around(self.slope, margin)
            .expect("a line is only made with a finite slope and error")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assertions::assert_close;

    fn points(rows: &[(f64, f64, f64)]) -> Vec<WavePoint> {
        let to_point = |&(time, value, error)| WavePoint::new(time, value, error);
        rows.iter().map(|row| to_point(row).expect("a point")).collect()
    }

    #[test]
    fn two_waves_are_a_difference() {
        let line = weighted_line(&points(&[(2021.0, 40.0, 3.0), (2023.0, 44.0, 4.0)]));
        let line = line.expect("two moments");
        assert_close(line.slope, 2.0);
        assert_close(line.slope_error, 2.5);
        assert_close(line.chi_squared, 0.0);
        let (value, error) = line.at(2021.0);
        assert_close(value, 40.0);
        assert_close(error, 3.0);
    }

    /// With equal errors the line is that of ordinary least squares: through (0,1), (1,3), (2,2),
    /// (3,6) runs `0.9 + 1.4 t`, which leaves a sum of squares of 4.2.
    #[test]
    fn equal_errors_give_ordinary_least_squares() {
        let rows = [(0.0, 1.0, 0.5), (1.0, 3.0, 0.5), (2.0, 2.0, 0.5), (3.0, 6.0, 0.5)];
        let line = weighted_line(&points(&rows)).expect("four moments");
        assert_close(line.slope, 1.4);
        assert_close(line.at(0.0).0, 0.9);
        assert_close(line.chi_squared, 4.2 / 0.25);
        assert_close(line.inflation, 8.4);
        assert_close(line.slope_error, 0.5 / 5.0_f64.sqrt());
    }

    #[test]
    fn the_line_is_least_certain_far_away() {
        let rows = [(0.0, 1.0, 0.5), (1.0, 3.0, 0.5), (2.0, 4.0, 0.5)];
        let line = weighted_line(&points(&rows)).expect("three moments");
        assert!(line.at(1.0).1 < line.at(3.0).1 && line.at(3.0).1 < line.at(9.0).1);
        let interval = line.slope_interval(Confidence::P95);
        assert!(interval.lower() < line.slope && line.slope < interval.upper());
    }

    #[test]
    fn refuses_what_gives_no_line() {
        assert_eq!(weighted_line(&[]), None);
        assert_eq!(weighted_line(&points(&[(1.0, 2.0, 1.0), (1.0, 3.0, 1.0)])), None);
        assert_eq!(WavePoint::new(1.0, 2.0, 0.0), None);
        assert_eq!(WavePoint::new(1.0, 2.0, 1e-200), None);
        assert_eq!(WavePoint::new(1.0, f64::NAN, 1.0), None);
        let far = [(0.0, f64::MAX, 1.0), (1.0, f64::MIN, 1.0)];
        assert_eq!(weighted_line(&points(&far)), None);
    }

    proptest! {
        #[test]
        fn slope_lies_within_its_interval_which_widens(
            rows in prop::collection::vec((-50.0..50.0_f64, 0.1..9.0_f64), 2..12),
        ) {
            let rows: Vec<_> =
                rows.iter().enumerate().map(|(idx, &(y, error))| (idx as f64, y, error)).collect();
            let line = weighted_line(&points(&rows)).expect("moments");
            let p998 = Confidence::P998;
            let (found, wide) = (line.slope_interval(Confidence::P95), line.slope_interval(p998));
            prop_assert!(found.lower() < line.slope && line.slope < found.upper());
            prop_assert!(wide.lower() < found.lower() && found.upper() < wide.upper());
            prop_assert!(1.0 <= line.inflation && 0.0 <= line.chi_squared);
        }

        /// Estimates that are all less precise by one factor weigh the same.
        #[test]
        fn scale_of_errors_does_not_move_the_line(
            rows in prop::collection::vec((-50.0..50.0_f64, 0.1..9.0_f64), 2..12),
        ) {
            let of = |factor: f64| {
                let row = |(idx, &(y, error)): (usize, &(f64, f64))| (idx as f64, y, error * factor);
                let rows: Vec<_> = rows.iter().enumerate().map(row).collect();
                weighted_line(&points(&rows)).expect("moments")
            };
            let (one, four) = (of(1.0), of(4.0));
            prop_assert_eq!(one.slope, four.slope);
            prop_assert_eq!(one.slope_error * 4.0, four.slope_error);
        }
    }
}
