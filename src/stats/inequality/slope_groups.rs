//! The groups of a ranking, such as wijken from poor to rich in ten equal parts, with their figures.

use std::fmt;

use crate::stats::interval::{Confidence, Interval};

/// What kind of figure the groups have, which decides on the scale their errors are symmetric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureKind {
    /// Any number, with an error on its own scale.
    Measure,
    /// A rate above 0, with an error on the scale of its logarithm.
    Rate,
    /// A share between 0 and 1, with an error on the scale of its log odds.
    Share,
}

impl FigureKind {
    fn contains(self, value: f64) -> bool {
        match self {
            Self::Measure => value.is_finite(),
            Self::Rate => 0.0 < value && value.is_finite(),
            Self::Share => 0.0 < value && value < 1.0,
        }
    }

    /// A value on the scale of its error.
    pub(super) fn transform(self, value: f64) -> f64 {
        match self {
            Self::Measure => value,
            Self::Rate => libm::log(value),
            Self::Share => libm::log(value / (1.0 - value)),
        }
    }

    /// The opposite of [`Self::transform`].
    pub(super) fn restore(self, value: f64) -> f64 {
        match self {
            Self::Measure => value,
            Self::Rate => libm::exp(value),
            Self::Share => 1.0 / (1.0 + libm::exp(-value)),
        }
    }

    /// The change of a value per unit of change on the scale of its error.
    pub(super) fn derivative(self, value: f64) -> f64 {
        match self {
            Self::Measure => 1.0,
            Self::Rate => value,
            Self::Share => value * (1.0 - value),
        }
    }
}

/// A group in the ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopeGroup {
    /// The number of people in it, above 0.
    pub population: f64,
    /// Its figure.
    pub value: f64,
    /// The standard error of the figure, 0 or more, on the scale of its kind.
    pub standard_error: f64,
}

impl SlopeGroup {
    /// Makes a group whose figure has an interval: the error is the width of the interval on the
    /// scale of the kind, over twice the normal quantile.
    pub fn with_interval(
        kind: FigureKind,
        population: f64,
        value: f64,
        interval: Interval,
        confidence: Confidence,
    ) -> Result<Self, SlopeError> {
        if !(kind.contains(interval.lower()) && kind.contains(interval.upper())) {
            return Err(SlopeError::StandardError);
        }
        let width = kind.transform(interval.upper()) - kind.transform(interval.lower());
        let standard_error = width / (2.0 * confidence.z());
        Ok(Self { population, value, standard_error })
    }
}

/// Groups of one kind of figure in the order of the ranking, at least five.
#[derive(Clone, Debug, PartialEq)]
pub struct SlopeGroups {
    pub(super) kind: FigureKind,
    pub(super) groups: Vec<SlopeGroup>,
}

impl SlopeGroups {
    /// Makes groups, the lowest of the ranking first. Fewer than five say too little about a
    /// slope.
    pub fn of(kind: FigureKind, groups: Vec<SlopeGroup>) -> Result<Self, SlopeError> {
        let is_size = |size: f64| 0.0 < size && size.is_finite();
        let is_error = |error: f64| 0.0 <= error && error.is_finite();
        if groups.len() < 5 {
            Err(SlopeError::TooFewGroups)
        } else if !groups.iter().all(|group| is_size(group.population)) {
            Err(SlopeError::Population)
        } else if !groups.iter().all(|group| kind.contains(group.value)) {
            Err(SlopeError::Value)
        } else if !groups.iter().all(|group| is_error(group.standard_error)) {
            Err(SlopeError::StandardError)
        } else {
            Ok(Self { kind, groups })
        }
    }
}

/// Why groups have no slope index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlopeError {
    /// There are fewer than five groups.
    TooFewGroups,
    /// A population is not above 0.
    Population,
    /// A figure is not of its kind, such as a share of 0 or a rate below 0.
    Value,
    /// A standard error is below 0, or an interval leaves the range of its kind.
    StandardError,
    /// The multiplier is 0 or not finite.
    Multiplier,
}

impl fmt::Display for SlopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooFewGroups => "there are fewer than five groups",
            Self::Population => "a population is not above zero",
            Self::Value => "a figure is not of its kind",
            Self::StandardError => "a standard error or interval is not of its kind",
            Self::Multiplier => "the multiplier is zero or not finite",
        })
    }
}

impl std::error::Error for SlopeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_gives_the_error_it_was_made_from() {
        #[track_caller]
        fn case(kind: FigureKind, lower: f64, upper: f64) {
            let interval = Interval::new(lower, upper).expect("an interval");
            let group = SlopeGroup::with_interval(kind, 9.0, 0.5, interval, Confidence::P95);
            let error = group.expect("an interval of its kind").standard_error;
            assert!((error - 0.1).abs() < 1e-12, "{error}");
        }

        let z = Confidence::P95.z();
        let (low, high) = (libm::exp(-0.1 * z), libm::exp(0.1 * z));
        case(FigureKind::Measure, 0.5 - 0.1 * z, 0.5 + 0.1 * z);
        case(FigureKind::Rate, 0.5 * low, 0.5 * high);
        case(FigureKind::Share, low / (1.0 + low), high / (1.0 + high));
    }

    #[test]
    fn refuses_groups_that_cannot_be() {
        #[track_caller]
        fn case(kind: FigureKind, change: impl Fn(&mut SlopeGroup), expected: SlopeError) {
            let group = SlopeGroup { population: 100.0, value: 0.3, standard_error: 0.05 };
            let mut rows = vec![group; 5];
            change(&mut rows[3]);
            assert_eq!(SlopeGroups::of(kind, rows), Err(expected));
        }

        case(FigureKind::Share, |row| row.population = -1.0, SlopeError::Population);
        case(FigureKind::Share, |row| row.value = 1.0, SlopeError::Value);
        case(FigureKind::Rate, |row| row.value = 0.0, SlopeError::Value);
        case(FigureKind::Measure, |row| row.value = f64::NAN, SlopeError::Value);
        case(FigureKind::Rate, |row| row.standard_error = -0.1, SlopeError::StandardError);
        let few = SlopeGroups::of(FigureKind::Share, Vec::new());
        assert_eq!(few, Err(SlopeError::TooFewGroups));
    }
}
