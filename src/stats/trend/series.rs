//! Figures at equal steps in time, some of which may be absent.

use std::fmt;

/// Figures of consecutive periods, such as quarters, of which at least two are known.
///
/// A period whose figure is withheld or was never counted is a gap. Gaps keep their place, so
/// that slopes stay per period and a quarter stays the quarter it is; they are never filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    values: Vec<Option<f64>>,
}

impl Series {
    /// Makes a series, unless fewer than two figures are known or one is not finite.
    pub fn of(values: impl IntoIterator<Item = Option<f64>>) -> Result<Self, SeriesError> {
        let values: Vec<Option<f64>> = values.into_iter().collect();
        // Nor so large that a difference of two is not.
        if values.iter().flatten().any(|value| !(value * 4.0).is_finite()) {
            Err(SeriesError::NotFinite)
        } else if values.iter().flatten().count() < 2 {
            Err(SeriesError::TooShort)
        } else {
            Ok(Self { values })
        }
    }

    /// Makes a series without gaps.
    pub fn complete(values: &[f64]) -> Result<Self, SeriesError> {
        Self::of(values.iter().copied().map(Some))
    }

    /// The figure of each period.
    pub fn values(&self) -> &[Option<f64>] {
        &self.values
    }

    /// The known figures with the place of their period, counted from 0.
    pub fn points(&self) -> Vec<(usize, f64)> {
        let known = |(idx, value): (usize, &Option<f64>)| value.map(|value| (idx, value));
        self.values.iter().enumerate().filter_map(known).collect()
    }

    /// The figures when none is absent.
    pub(super) fn without_gaps(&self) -> Result<Vec<f64>, SeriesError> {
        self.values.iter().copied().collect::<Option<_>>().ok_or(SeriesError::Gap)
    }

    /// The known figures per season, such as per quarter of the year, with the number of the
    /// year. Which season comes first does not matter.
    pub(super) fn seasons(&self, period: usize) -> Vec<Vec<(usize, f64)>> {
        let mut seasons = vec![Vec::new(); period];
        for (idx, value) in self.points() {
            seasons[idx % period].push((idx / period, value));
        }
        seasons
    }
}

/// Why figures make no series, or a series cannot be analysed this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeriesError {
    /// A figure is infinite or not a number.
    NotFinite,
    /// There are too few figures for this question.
    TooShort,
    /// A figure is absent, and this method needs them all.
    Gap,
    /// A season needs at least two periods.
    Period,
    /// Factors can only be had from figures above zero.
    NotPositive,
    /// The figures alternate so strongly that the correction leaves no variance.
    Alternating,
}

impl fmt::Display for SeriesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "a figure is not finite",
            Self::TooShort => "the series is too short",
            Self::Gap => "the series has a gap",
            Self::Period => "a season has fewer than two periods",
            Self::NotPositive => "a figure is not above zero",
            Self::Alternating => "the figures alternate too strongly",
        })
    }
}

impl std::error::Error for SeriesError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_has_no_direction() {
        #[track_caller]
        fn case(values: &[Option<f64>], expected: SeriesError) {
            assert_eq!(Series::of(values.iter().copied()), Err(expected));
        }

        case(&[], SeriesError::TooShort);
        case(&[Some(1.0), None, None], SeriesError::TooShort);
        case(&[Some(1.0), Some(f64::NAN)], SeriesError::NotFinite);
        case(&[Some(f64::MAX), Some(f64::MIN)], SeriesError::NotFinite);
    }

    #[test]
    fn gaps_keep_their_place() {
        let series = Series::of([Some(1.0), None, Some(4.0), None, Some(2.0)]).expect("a series");
        assert_eq!(series.points(), [(0, 1.0), (2, 4.0), (4, 2.0)]);
        assert_eq!(series.seasons(2), [vec![(0, 1.0), (1, 4.0), (2, 2.0)], vec![]]);
        assert_eq!(series.without_gaps(), Err(SeriesError::Gap));
    }
}
