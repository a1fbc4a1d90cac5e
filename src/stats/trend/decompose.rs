//! The classical decomposition of a series into trend, season and remainder.
//!
//! It is preferred to the loess of STL because anyone can redo it with a pocket calculator and
//! it has no window to choose. A figure per quarter needs about three years; compare with the
//! same quarter of last year first.
//!
//! References:
//! - Kendall, M., Stuart, A. (1983). The advanced theory of statistics, volume 3, pages 410-414.

use super::series::{Series, SeriesError};

/// How a season acts on a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeasonalModel {
    /// A quarter adds as much in every year.
    Additive,
    /// A quarter multiplies by as much in every year; asks for figures above zero.
    Multiplicative,
}

/// A series taken apart. Trend and remainder are absent for half a year at both ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Decomposition {
    /// The moving average over a year.
    pub trend: Vec<Option<f64>>,
    /// The factor of each season, from the season of the first figure. They average 0 when they
    /// are added, 1 when they multiply.
    pub factors: Vec<f64>,
    /// What trend and season leave.
    pub remainder: Vec<Option<f64>>,
}

impl Decomposition {
    /// The factor of a period, counted from 0.
    pub fn seasonal(&self, idx: usize) -> f64 {
        self.factors[idx % self.factors.len()]
    }

    /// The figure of a period without the season.
    pub fn adjusted(&self, idx: usize, value: f64, model: SeasonalModel) -> f64 {
        model.without(value, self.seasonal(idx))
    }
}

impl SeasonalModel {
    /// Takes a part out of a figure.
    fn without(self, value: f64, part: f64) -> f64 {
        match self {
            Self::Additive => value - part,
            Self::Multiplicative => value / part,
        }
    }
}

/// Takes a series with `period` seasons in a year apart.
///
/// The trend is the average over a year around the period, with half the weight for both ends
/// when the seasons are even in number (2×4 for quarters). The factor of a season is the average
/// of what the trend leaves in that season, all factors together centred on 0 or 1.
///
/// Needs two years, and no gap, since a gap would take the trend of a whole year around it.
pub fn decompose_season(
    series: &Series,
    period: usize,
    model: SeasonalModel,
) -> Result<Decomposition, SeriesError> {
    let values = series.without_gaps()?;
    if period < 2 {
        return Err(SeriesError::Period);
    }
    if values.len() < 2 * period {
        return Err(SeriesError::TooShort);
    }
    if model == SeasonalModel::Multiplicative && values.iter().any(|value| *value <= 0.0) {
        return Err(SeriesError::NotPositive);
    }
    let trend: Vec<Option<f64>> =
        (0..values.len()).map(|idx| average_over_year(&values, idx, period)).collect();
    let take_out = |part: &dyn Fn(usize) -> Option<f64>| -> Vec<Option<f64>> {
        let left = |(idx, value): (usize, &f64)| Some(model.without(*value, part(idx)?));
        values.iter().enumerate().map(left).collect()
    };
    let detrended = take_out(&|idx| trend[idx]);
    let mut factors: Vec<f64> = (0..period)
        .map(|season| {
            mean(detrended.iter().skip(season).step_by(period).filter_map(|value| *value))
        })
        .collect();
    let centre = mean(factors.iter().copied());
    for factor in &mut factors {
        *factor = model.without(*factor, centre);
    }
    let left = |(idx, value): (usize, &Option<f64>)| {
        value.map(|value| model.without(value, factors[idx % period]))
    };
    let remainder = detrended.iter().enumerate().map(left).collect();
    Ok(Decomposition { trend, factors, remainder })
}

/// Computes the average over the year around a period, where that year is known.
fn average_over_year(values: &[f64], idx: usize, period: usize) -> Option<f64> {
    let half = period / 2;
    let year = values.get(idx.checked_sub(half)?..=idx + half)?;
    let sum: f64 = if period % 2 == 1 {
        year.iter().sum()
    } else {
        let (first, last) = (year[0], year[period]);
        year[1..period].iter().sum::<f64>() + f64::midpoint(first, last)
    };
    Some(sum / period as f64)
}

/// The mean of at least one value: two years hold each season's middle at least once.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (n, sum) = values.fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
    sum / n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assertions::assert_close;

    /// A line plus a pattern comes apart exactly.
    #[test]
    fn a_line_with_a_pattern_leaves_nothing() {
        for period in [2, 3, 4, 5] {
            let pattern = |idx: usize| ((idx * 7) % period) as f64;
            let mean_pattern = (0..period).map(pattern).sum::<f64>() / period as f64;
            let values: Vec<f64> =
                (0..4 * period).map(|idx| 10.0 + idx as f64 + pattern(idx)).collect();
            let series = Series::complete(&values).expect("a series");
            let found = decompose_season(&series, period, SeasonalModel::Additive);
            let found = found.expect("four years");
            for (idx, value) in values.iter().enumerate() {
                assert_close(found.seasonal(idx), pattern(idx) - mean_pattern);
                if let (Some(trend), Some(left)) = (found.trend[idx], found.remainder[idx]) {
                    assert_close(trend, 10.0 + idx as f64 + mean_pattern);
                    assert_close(left, 0.0);
                }
                let adjusted = found.adjusted(idx, *value, SeasonalModel::Additive);
                assert_close(adjusted, 10.0 + idx as f64 + mean_pattern);
            }
            assert!(found.trend[0].is_none() && found.trend[period].is_some());
        }
    }

    #[test]
    fn factors_multiply_to_the_figure() {
        let values: Vec<f64> = (0..12).map(|idx| [50.0, 90.0, 110.0, 150.0][idx % 4]).collect();
        let series = Series::complete(&values).expect("a series");
        let found = decompose_season(&series, 4, SeasonalModel::Multiplicative).expect("years");
        for (factor, expected) in found.factors.iter().zip([0.5, 0.9, 1.1, 1.5]) {
            assert_close(*factor, expected);
        }
    }

    #[test]
    fn refuses_what_cannot_be_taken_apart() {
        #[track_caller]
        fn case(
            values: &[Option<f64>],
            period: usize,
            model: SeasonalModel,
            expected: SeriesError,
        ) {
            let series = Series::of(values.iter().copied()).expect("a series");
            assert_eq!(decompose_season(&series, period, model), Err(expected));
        }

        let year = [Some(1.0), Some(2.0), Some(3.0), Some(4.0)];
        case(&year, 4, SeasonalModel::Additive, SeriesError::TooShort);
        case(&year, 1, SeasonalModel::Additive, SeriesError::Period);
        case(
            &[Some(1.0), None, Some(3.0), Some(1.0)],
            2,
            SeasonalModel::Additive,
            SeriesError::Gap,
        );
        let with_zero = [Some(0.0), Some(2.0), Some(3.0), Some(4.0)];
        case(&with_zero, 2, SeasonalModel::Multiplicative, SeriesError::NotPositive);
    }
}
