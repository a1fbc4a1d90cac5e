//! The recent trend of public health profiles: a test on the last five figures.
//!
//! Five years are too few for a test on ranks, but each figure comes with its own precision. A
//! trend is called only when the test says so and no single year decides the direction.
//!
//! References:
//! - Office for Health Improvement and Disparities. Fingertips, recent trends: guidance and the
//!   published program. The test is at 99.8 % there.
//! - Armitage, P. (1955). Tests for linear trends in proportions and frequencies. Biometrics 11,
//!   375-386.
//! - Breslow, N.E., Day, N.E. (1987). Statistical methods in cancer research, volume II, chapter 3: the
//!   test of trend in rates.

use super::weighted_line::{WavePoint, weighted_line};
use crate::stats::interval::Confidence;
use crate::stats::rate::Rate;
use crate::stats::share::Share;
use crate::stats::special::chi_squared_upper;

/// The number of figures that a recent trend is about.
const POINTS: usize = 5;

/// The direction of a recent trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecentDirection {
    /// The figures rise.
    Increasing,
    /// The figures fall.
    Decreasing,
    /// The figures do not change by more than chance explains, or one of them decides.
    NoSignificantChange,
}

/// What the last five figures say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecentTrend {
    /// The slope per unit of time: of the values, the log odds of shares or the log of rates.
    pub slope: f64,
    /// The statistic of the test for trend, with one degree of freedom.
    pub chi_squared: f64,
    /// The probability of so large a statistic without a trend.
    pub p_value: f64,
    /// The verdict at the confidence asked for.
    pub direction: RecentDirection,
}

/// Tests the trend of estimates by a line weighted by `1/se²`: `χ² = (slope/se)²`.
///
/// `None` with fewer than five points, or when they are not at different times. Only the last
/// five count. The slope without each of the five must have the sign of the slope of all.
pub fn value_trend(points: &[WavePoint], confidence: Confidence) -> Option<RecentTrend> {
    let last = points.len().checked_sub(POINTS).map(|start| &points[start..])?;
    let line = weighted_line(last)?;
    let others = leave_one_out(last).map(|rest| weighted_line(&rest).map(|line| line.slope));
    let z = line.slope / line.slope_error;
    Some(conclude(line.slope, others.collect::<Option<Vec<_>>>()?, z * z, confidence))
}

/// Tests the trend of shares at times: the chi-squared test for trend of Cochran and Armitage,
/// `χ² = N (N Σxt - X Σnt)² / (X (N - X) (N Σnt² - (Σnt)²))`.
///
/// `None` with fewer than five shares, or when they are not at different times. Only the last
/// five count. The unweighted slope of the log odds without each of the five must have
/// the sign of that of all; when a teller is 0 or all, one half is added to both parts of every
/// share for this check.
pub fn share_trend(points: &[(f64, Share)], confidence: Confidence) -> Option<RecentTrend> {
    let last = points.len().checked_sub(POINTS).map(|start| &points[start..])?;
    let size: f64 = last.iter().map(|(_, share)| share.noemer()).sum();
    let total: f64 = last.iter().map(|(_, share)| share.teller()).sum();
    let counts: Vec<_> =
        last.iter().map(|(time, share)| (*time, share.teller(), share.noemer())).collect();
    let chi_squared = score_test(&counts, total / size * (1.0 - total / size));

    let is_extreme =
        |(_, share): &(f64, Share)| share.teller() <= 0.0 || share.noemer() - share.teller() <= 0.0;
    let half = if last.iter().any(is_extreme) { 0.5 } else { 0.0 };
    let log_odds = |&(time, share): &(f64, Share)| {
        let (x, rest) = (share.teller() + half, share.noemer() - share.teller() + half);
        WavePoint::new(time, libm::log(x / rest), 1.0)
    };
    unweighted(last.iter().map(log_odds).collect::<Option<Vec<_>>>()?, chi_squared, confidence)
}

/// Tests the trend of rates at times: the score test for events in proportion to exposure,
/// `χ² = (Σx(t - t̄))² / (X/E Σe(t - t̄)²)` with `t̄ = Σet/E`.
///
/// `None` with fewer than five rates, or when they are not at different times. Only the last
/// five count. The unweighted slope of the log rates without each of the five must have the sign
/// of that of all; when a count is 0, one half is added to every count for this check.
pub fn rate_trend(points: &[(f64, Rate)], confidence: Confidence) -> Option<RecentTrend> {
    let last = points.len().checked_sub(POINTS).map(|start| &points[start..])?;
    let exposure: f64 = last.iter().map(|(_, rate)| rate.exposure()).sum();
    let events: f64 = last.iter().map(|(_, rate)| rate.events() as f64).sum();
    let counts: Vec<_> =
        last.iter().map(|(time, rate)| (*time, rate.events() as f64, rate.exposure())).collect();
    let chi_squared = score_test(&counts, events / exposure);

    let half = if last.iter().any(|(_, rate)| rate.events() == 0) { 0.5 } else { 0.0 };
    let log_rate = |&(time, rate): &(f64, Rate)| {
        WavePoint::new(time, libm::log((rate.events() as f64 + half) / rate.exposure()), 1.0)
    };
    unweighted(last.iter().map(log_rate).collect::<Option<Vec<_>>>()?, chi_squared, confidence)
}

/// Computes `(Σx(t - t̄))² / (v Σn(t - t̄)²)` of `(t, x, n)`, where a unit of `n` has variance
/// `v`. It is 0 when nothing can vary.
fn score_test(counts: &[(f64, f64, f64)], unit_variance: f64) -> f64 {
    let size: f64 = counts.iter().map(|&(_, _, n)| n).sum();
    let total: f64 = counts.iter().map(|&(_, x, _)| x).sum();
    let centre: f64 = counts.iter().map(|&(t, _, n)| n / size * t).sum();
    let (mut score, mut spread) = (0.0, 0.0);
    for &(t, x, n) in counts {
        score += (x - total * (n / size)) * (t - centre);
        spread += n * (t - centre) * (t - centre);
    }
    let variance = unit_variance * spread;
    if 0.0 < variance { score * score / variance } else { 0.0 }
}

/// Concludes from points that weigh the same.
fn unweighted(
    points: Vec<WavePoint>,
    chi_squared: f64,
    confidence: Confidence,
) -> Option<RecentTrend> {
    let slope = weighted_line(&points)?.slope;
    let others = leave_one_out(&points).map(|rest| weighted_line(&rest).map(|line| line.slope));
    Some(conclude(slope, others.collect::<Option<Vec<_>>>()?, chi_squared, confidence))
}

/// The points without each of them in turn.
fn leave_one_out(points: &[WavePoint]) -> impl Iterator<Item = Vec<WavePoint>> {
    (0..points.len()).map(|left_out| {
        let stays = |&(idx, _): &(usize, &WavePoint)| idx != left_out;
        points.iter().enumerate().filter(stays).map(|(_, point)| *point).collect()
    })
}

fn conclude(
    slope: f64,
    without_one: Vec<f64>,
    chi_squared: f64,
    confidence: Confidence,
) -> RecentTrend {
    let p_value = chi_squared_upper(chi_squared, 1.0);
    let is_significant = p_value < 2.0 * confidence.tail();
    let direction = if is_significant && without_one.iter().all(|other| 0.0 < slope.min(*other)) {
        RecentDirection::Increasing
    } else if is_significant && without_one.iter().all(|other| slope.max(*other) < 0.0) {
        RecentDirection::Decreasing
    } else {
        RecentDirection::NoSignificantChange
    };
    RecentTrend { slope, chi_squared, p_value, direction }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p998() -> Confidence {
        Confidence::P998
    }

    fn values(rows: &[(f64, f64)]) -> Vec<WavePoint> {
        let to_point = |(idx, &(value, error)): (usize, &(f64, f64))| {
            WavePoint::new(idx as f64, value, error).expect("a point")
        };
        rows.iter().enumerate().map(to_point).collect()
    }

    fn shares(rows: &[(f64, f64)]) -> Vec<(f64, Share)> {
        let to_share =
            |(idx, &(x, n)): (usize, &(f64, f64))| (idx as f64, Share::of(x, n).expect("a part"));
        rows.iter().enumerate().map(to_share).collect()
    }

    /// Computed from the published formulas: slope -1.25786, chi-squared 122.29.
    #[test]
    fn value_trend_agrees_with_a_worked_example() {
        let rows = [(30.0, 0.38), (28.5, 0.37), (27.4, 0.36), (26.1, 0.35), (24.9, 0.34)];
        let found = value_trend(&values(&rows), p998()).expect("five points");
        assert!((found.slope + 1.257_86).abs() < 5e-6, "{found:?}");
        assert!((found.chi_squared - 122.29).abs() < 5e-3, "{found:?}");
        assert_eq!(found.direction, RecentDirection::Decreasing);
    }

    #[test]
    fn only_the_last_five_count() {
        let rows = [(99.0, 0.1), (1.0, 0.3), (2.0, 0.3), (3.0, 0.3), (4.0, 0.3), (5.0, 0.3)];
        let found = value_trend(&values(&rows), p998()).expect("six points");
        assert_eq!(found.direction, RecentDirection::Increasing);
        assert!((found.slope - 1.0).abs() < 1e-12);
        assert_eq!(value_trend(&values(&rows[..4]), p998()), None);
    }

    #[test]
    fn one_year_does_not_make_a_trend() {
        let rows = [(10.0, 1.0), (10.2, 1.0), (9.9, 1.0), (9.8, 1.0), (30.0, 1.0)];
        let found = value_trend(&values(&rows), p998()).expect("five points");
        assert!(found.p_value < 1e-6, "{found:?}");
        assert_eq!(found.direction, RecentDirection::NoSignificantChange);
    }

    /// R 4.5.0: `prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82))` gives 8.2249; a fifth
    /// group of nobody would change nothing, so the first is split here into two halves of the
    /// same time, which changes nothing either.
    #[test]
    fn share_trend_agrees_with_r() {
        let mut points = vec![(0.0, Share::of(41.5, 43.0).expect("a part")); 2];
        points.extend(shares(&[(90.0, 93.0), (129.0, 136.0), (70.0, 82.0)]));
        for (time, point) in points[2..].iter_mut().zip([1.0, 2.0, 3.0]) {
            time.0 = point;
        }
        let found = share_trend(&points, Confidence::P95).expect("five points");
        assert!((found.chi_squared - 8.2249).abs() < 5e-5, "{found:?}");
        assert!((found.p_value - 0.004_132).abs() < 5e-7, "{found:?}");
    }

    #[test]
    fn shares_that_rise_are_seen_and_extremes_are_no_obstacle() {
        let rising = shares(&[(0.0, 90.0), (9.0, 90.0), (15.0, 90.0), (22.0, 90.0), (33.0, 90.0)]);
        let found = share_trend(&rising, p998()).expect("five points");
        assert_eq!(found.direction, RecentDirection::Increasing);
        let nobody = share_trend(&shares(&[(0.0, 50.0); 5]), p998()).expect("five points");
        assert_eq!((nobody.chi_squared, nobody.p_value), (0.0, 1.0));
        assert_eq!(nobody.direction, RecentDirection::NoSignificantChange);
    }

    /// Rates of rare events have nearly the statistic of shares.
    #[test]
    fn rates_agree_with_shares_of_rare_events() {
        let counts = [60_u32, 52, 50, 40, 33];
        let rate = |(idx, &x): (usize, &u32)| {
            (idx as f64, Rate::of(u64::from(x), 1e7, 1_000.0).expect("a rate"))
        };
        let rates: Vec<_> = counts.iter().enumerate().map(rate).collect();
        let as_shares = shares(&counts.map(|x| (f64::from(x), 1e7)));
        let by_rate = rate_trend(&rates, Confidence::P95).expect("five points");
        let by_share = share_trend(&as_shares, Confidence::P95).expect("five points");
        assert!((by_rate.chi_squared / by_share.chi_squared - 1.0).abs() < 1e-4);
        assert_eq!(by_rate.direction, RecentDirection::Decreasing);
    }
}
