//! The Mann-Kendall test of a trend, per season and with a correction for serial correlation.
//!
//! The monitor's test of a trend asks only whether later figures tend to be higher, not by how
//! much or along which curve, so that one odd year counts for one.
//!
//! The correction of Yue and Wang (2004) is not offered. Taken over all lags, as is usual, its
//! autocorrelations sum to minus one half whatever the figures, so that it shrinks the variance
//! even of figures drawn at random.
//!
//! References:
//! - Mann, H.B. (1945). Nonparametric tests against trend. Econometrica 13(3), 245-259.
//! - Kendall, M.G. (1975). Rank correlation methods, 4th edition: the variance with ties.
//! - Hirsch, R.M., Slack, J.R., Smith, R.A. (1982). Techniques of trend analysis for monthly
//!   water quality data. Water Resources Research 18(1), 107-121.
//! - Hamed, K.H., Rao, A.R. (1998). A modified Mann-Kendall trend test for autocorrelated data.
//!   Journal of Hydrology 204, 182-196.

use super::series::{Series, SeriesError};
use super::theil_sen::theil_sen;
use crate::stats::interval::Confidence;
use crate::stats::ranks::{mid_ranks, variance_of_s};
use crate::stats::special::normal_upper;

/// The outcome of a Mann-Kendall test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MannKendall {
    /// The number of pairs that rise minus the number that fall.
    pub s: i64,
    /// The variance of `s` when there is no trend; 0 when all figures are equal.
    pub variance: f64,
    /// The standardised `s` with a correction for continuity.
    pub z: f64,
    /// The two-sided probability of an `s` as far from zero when there is no trend.
    pub p_value: f64,
    /// Kendall's tau-a: `s` over the number of pairs, from -1 to 1.
    pub tau_a: f64,
}

/// Tests whether a series has a trend.
///
/// `S = Σ_{i<j} sign(y_j - y_i)`, `V = (n(n-1)(2n+5) - Σt(t-1)(2t+5)) / 18` with `t` the sizes of
/// groups of equal figures, and `z = (S ∓ 1)/√V` towards zero. When all figures are equal, there is
/// no trend (`p = 1`). The normal approximation needs about eight figures; with fewer, show the
/// slope only. Absent figures are left out.
pub fn mann_kendall(series: &Series) -> MannKendall {
    let values: Vec<f64> = series.points().iter().map(|&(_, value)| value).collect();
    let (s, variance, pairs) = score(&values);
    conclude(s, variance, pairs)
}

/// Tests whether a series has a trend within its seasons: first quarters among each other, and
/// so on, with `period` seasons in a year.
///
/// `S` and `V` are sums over the seasons (Hirsch, Slack and Smith), so a pattern that repeats
/// every year is not seen as a trend, nor hides one. Refuses a period below 2 and a series in
/// which no season occurs twice.
pub fn seasonal_mann_kendall(series: &Series, period: usize) -> Result<MannKendall, SeriesError> {
    if period < 2 {
        return Err(SeriesError::Period);
    }
    let mut total = (0, 0.0, 0.0);
    for season in series.seasons(period) {
        let values: Vec<f64> = season.iter().map(|&(_, value)| value).collect();
        let (s, variance, pairs) = score(&values);
        total = (total.0 + s, total.1 + variance, total.2 + pairs);
    }
    let (s, variance, pairs) = total;
    if pairs <= 0.0 { Err(SeriesError::TooShort) } else { Ok(conclude(s, variance, pairs)) }
}

/// Tests whether a series has a trend, with the variance corrected for serial correlation.
///
/// With `ρ_k` the autocorrelation at lag `k` of the ranks of what the Theil-Sen line leaves,
/// the variance is multiplied by `1 + 2/(n(n-1)(n-2)) Σ (n-k)(n-k-1)(n-k-2) ρ_k`, over the lags
/// where `|ρ_k|` exceeds `z/√n` at the given confidence (Hamed and Rao). Correlated figures tell
/// less than as many independent ones, and the plain test then sees trends too easily.
///
/// Needs three figures and no gaps. Where figures go to and fro the factor is below one, and then
/// the plain test is the careful one; it can even fall below zero, and there is no test.
pub fn hamed_rao_mann_kendall(
    series: &Series,
    confidence: Confidence,
) -> Result<MannKendall, SeriesError> {
    let values = series.without_gaps()?;
    let n = values.len();
    if n < 3 {
        return Err(SeriesError::TooShort);
    }
    let slope = theil_sen(series, confidence).slope;
    let left: Vec<f64> =
        values.iter().enumerate().map(|(idx, value)| value - slope * (idx + 1) as f64).collect();
    let size = n as f64;
    let limit = confidence.z() / size.sqrt();
    let mut sum = 0.0;
    for (lag, correlation) in autocorrelations(&mid_ranks(&left)).into_iter().enumerate().skip(1) {
        if limit < correlation.abs() {
            let pairs = size - lag as f64;
            sum += pairs * (pairs - 1.0) * (pairs - 2.0) * correlation;
        }
    }
    let factor = 1.0 + 2.0 * sum / (size * (size - 1.0) * (size - 2.0));
    let (s, variance, pairs) = score(&values);
    if factor <= 0.0 && s != 0 {
        return Err(SeriesError::Alternating);
    }
    Ok(conclude(s, variance * factor.max(0.0), pairs))
}

/// Computes `S`, its variance and the number of pairs.
fn score(values: &[f64]) -> (i64, f64, f64) {
    let mut s = 0;
    for (idx, earlier) in values.iter().enumerate() {
        for later in &values[idx + 1..] {
            s += i64::from(earlier < later) - i64::from(later < earlier);
        }
    }
    let n = values.len() as f64;
    (s, variance_of_s(values), n * (n - 1.0) / 2.0)
}

fn conclude(s: i64, variance: f64, pairs: f64) -> MannKendall {
    // Towards zero, as S moves in steps of two. An S that is not zero has a variance.
    let z = if s == 0 { 0.0 } else { (s - s.signum()) as f64 / variance.sqrt() };
    let p_value = (2.0 * normal_upper(z.abs())).min(1.0);
    MannKendall { s, variance, z, p_value, tau_a: s as f64 / pairs }
}

/// The autocorrelations at lags 0 to n - 1, all 0 when the values are equal.
fn autocorrelations(values: &[f64]) -> Vec<f64> {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let from_mean: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let product = |lag: usize| -> f64 {
        from_mean.iter().zip(&from_mean[lag..]).map(|(earlier, later)| earlier * later).sum()
    };
    let variance = product(0);
    let scaled = |lag| if 0.0 < variance { product(lag) / variance } else { 0.0 };
    (0..values.len()).map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn series(values: &[f64]) -> Series {
        Series::complete(values).expect("a series")
    }

    /// The example of Gilbert (1987), Statistical methods for environmental pollution monitoring,
    /// section 16.4.1: 10, 15, 14, 20 rise in five of six pairs and fall in one.
    #[test]
    fn score_counts_pairs_that_rise_and_fall() {
        let found = mann_kendall(&series(&[10.0, 15.0, 14.0, 20.0]));
        assert_eq!((found.s, found.variance), (4, 156.0 / 18.0));
        assert!((found.tau_a - 4.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn equal_figures_have_no_trend() {
        let flat = series(&[5.0; 9]);
        let found = mann_kendall(&flat);
        assert_eq!((found.s, found.variance, found.z, found.p_value), (0, 0.0, 0.0, 1.0));
        let corrected = hamed_rao_mann_kendall(&flat, Confidence::P95).expect("long enough");
        assert_eq!(corrected.p_value, 1.0);
    }

    #[test]
    fn a_yearly_pattern_is_no_trend_within_seasons() {
        let pattern: Vec<f64> = (0..20).map(|idx| [1.0, 7.0, 3.0, 5.0][idx % 4]).collect();
        let found = seasonal_mann_kendall(&series(&pattern), 4).expect("five years");
        assert_eq!((found.s, found.p_value), (0, 1.0));
    }

    #[test]
    fn a_gap_is_left_out() {
        let with_gap = Series::of([Some(1.0), None, Some(2.0), Some(5.0)]).expect("a series");
        assert_eq!(mann_kendall(&with_gap), mann_kendall(&series(&[1.0, 2.0, 5.0])));
        let found = hamed_rao_mann_kendall(&with_gap, Confidence::P95);
        assert_eq!(found, Err(SeriesError::Gap));
    }

    #[test]
    fn refuses_seasons_that_do_not_return() {
        let short = series(&[1.0, 2.0, 3.0]);
        assert_eq!(seasonal_mann_kendall(&short, 4), Err(SeriesError::TooShort));
        assert_eq!(seasonal_mann_kendall(&short, 1), Err(SeriesError::Period));
    }

    /// Figures that lie on a slow wave say less than as many independent ones.
    #[test]
    fn serial_correlation_widens() {
        let wave: Vec<f64> =
            (0..40).map(|idx| f64::from(idx) / 20.0 + libm::sin(f64::from(idx) / 4.0)).collect();
        let plain = mann_kendall(&series(&wave));
        let corrected = hamed_rao_mann_kendall(&series(&wave), Confidence::P95).expect("no gap");
        assert!(plain.variance < corrected.variance && plain.p_value < corrected.p_value);
    }

    /// Figures that jump to and fro every period have a strong negative correlation.
    #[test]
    fn alternation_can_leave_no_variance() {
        let saw = [4.0, -8.0, 4.0, -1.0, 13.0, 2.0, 20.0, 8.0, 18.0, -8.0, 23.0, 13.0];
        let found = hamed_rao_mann_kendall(&series(&saw), Confidence::P95);
        assert_eq!(found, Err(SeriesError::Alternating));
    }

    proptest! {
        #[test]
        fn reversed_time_reverses_the_trend(values in prop::collection::vec(-50..50_i32, 2..30)) {
            let forward: Vec<f64> = values.iter().copied().map(f64::from).collect();
            let backward: Vec<f64> = forward.iter().rev().copied().collect();
            let (a, b) = (mann_kendall(&series(&forward)), mann_kendall(&series(&backward)));
            prop_assert_eq!((a.s, a.p_value), (-b.s, b.p_value));
            prop_assert!((0.0..=1.0).contains(&a.p_value) && a.tau_a.abs() <= 1.0);
        }

        #[test]
        fn a_change_of_scale_changes_nothing(values in prop::collection::vec(0..99_i32, 2..30)) {
            let plain: Vec<f64> = values.iter().copied().map(f64::from).collect();
            let scaled: Vec<f64> = plain.iter().map(|value| 8.0 * value + 3.0).collect();
            prop_assert_eq!(mann_kendall(&series(&plain)), mann_kendall(&series(&scaled)));
        }
    }
}
