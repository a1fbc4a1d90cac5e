//! Axes: round limits and ticks for values, and one line of time for all periods.

use chrono::Datelike;

use crate::model::{Datum, IndicatorInfo, Periode, Soort};

/// A vertical axis from one multiple of its step to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ValueAxis {
    /// The step is `mantissa * 10^exponent`.
    mantissa: f64,
    exponent: i32,
    /// The first and the last tick, as a number of steps.
    first: f64,
    last: f64,
}

impl ValueAxis {
    /// The axis with the smallest round step that needs at most so many steps.
    pub(super) fn around(lower: f64, upper: f64, max_steps: f64) -> Self {
        // 1, 2, 2.5 and 5, as whole numbers so that ticks are exact decimals.
        const MANTISSAS: [(f64, i32); 4] = [(1.0, 0), (2.0, 0), (25.0, -1), (5.0, 0)];
        for exponent in -12..=308 {
            for (mantissa, shift) in MANTISSAS {
                let axis = Self { mantissa, exponent: exponent + shift, first: 0.0, last: 0.0 };
                let first = (lower / axis.value(1.0)).floor();
                let last = (upper / axis.value(1.0)).ceil().max(first + 1.0);
                if last - first <= max_steps {
                    return Self { first, last, ..axis };
                }
            }
        }
        Self { mantissa: 1.0, exponent: 308, first: -1.0, last: 1.0 }
    }

    /// The axis for the values of an indicator.
    ///
    /// A ratio is a quantity, so its axis starts at zero. A mean lies on a scale of its own, and
    /// a share shows more when it does not start at zero, unless zero is near anyway.
    pub(super) fn for_values(
        info: &IndicatorInfo,
        values: impl Iterator<Item = f64>,
        max_steps: f64,
    ) -> Option<Self> {
        let ends = values.fold(None, |ends: Option<(f64, f64)>, value| {
            let (lower, upper) = ends.unwrap_or((value, value));
            Some((lower.min(value), upper.max(value)))
        });
        let (mut lower, mut upper) = ends?;
        let from_zero = match info.soort {
            Soort::Ratio => true,
            Soort::Gemiddelde => false,
            Soort::Aandeel | Soort::Gepubliceerd => lower < 0.5 * upper,
        };
        if from_zero {
            lower = lower.min(0.0);
            upper = upper.max(0.0);
        }
        // A chart in which one rounding unit is a mountain claims more than the figure carries.
        let rounding_unit = 1.0 / tens(i32::from(info.decimalen));
        let missing = 10.0 * rounding_unit - (upper - lower);
        if missing > 0.0 {
            let is_positive = lower >= 0.0;
            lower = if from_zero { lower } else { lower - missing / 2.0 };
            upper = if from_zero { upper + missing } else { upper + missing / 2.0 };
            lower = if is_positive { lower.max(0.0) } else { lower };
        }
        Some(Self::around(lower, upper, max_steps))
    }

    /// The value of a number of steps, correctly rounded for steps below one.
    fn value(&self, n_steps: f64) -> f64 {
        let units = n_steps * self.mantissa;
        if self.exponent < 0 { units / tens(-self.exponent) } else { units * tens(self.exponent) }
    }

    /// The lower end.
    pub(super) fn lower(&self) -> f64 {
        self.value(self.first)
    }

    /// The upper end.
    pub(super) fn upper(&self) -> f64 {
        self.value(self.last)
    }

    /// The values of all ticks, from low to high.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let n_steps = (self.last - self.first) as usize;
        (0..=n_steps).map(|idx| self.value(self.first + idx as f64)).collect()
    }

    /// The decimals that the labels of ticks need.
    pub(super) fn decimalen(&self) -> u8 {
        u8::try_from(-self.exponent).unwrap_or(0)
    }

    /// The place of a value, from 0 at the lower end to 1 at the upper.
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.lower()) / (self.upper() - self.lower())
    }
}

/// A power of ten; exact up to 22 zeros, and the same on every machine.
fn tens(exponent: i32) -> f64 {
    (0..exponent).fold(1.0, |power, _| power * 10.0)
}

/// A date in months since the year 0.
pub(super) fn months_of(date: Datum) -> f64 {
    let whole = f64::from(date.year()) * 12.0 + f64::from(date.month0());
    whole + f64::from(date.day0()) / 31.0
}

/// The beginning of a period, in months since the year 0.
pub(super) fn start_of(periode: Periode) -> f64 {
    months_of(periode.first_day())
}

/// The end of a period, in months since the year 0.
pub(super) fn end_of(periode: Periode) -> f64 {
    months_of(periode.next().first_day())
}

/// The middle of a period, in months since the year 0: where its point stands.
pub(super) fn middle_of(periode: Periode) -> f64 {
    f64::midpoint(start_of(periode), end_of(periode))
}

/// The horizontal axis: months since the year 0 on a stretch of the chart.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeAxis {
    /// The first and the last month.
    pub(super) months: (f64, f64),
    /// The left and the right end.
    pub(super) x: (f64, f64),
}

impl TimeAxis {
    /// The place of a moment.
    pub(super) fn x(&self, months: f64) -> f64 {
        let share = (months - self.months.0) / (self.months.1 - self.months.0);
        self.x.0 + share * (self.x.1 - self.x.0)
    }

    /// True when the moment lies within the axis, not at its ends.
    pub(super) fn shows(&self, months: f64) -> bool {
        self.months.0 < months && months < self.months.1
    }
}

/// Of labels in order, each from left to right, the most that do not touch: every label, every
/// second, and so on.
pub(super) fn thin_out(spans: &[(f64, f64)], gap: f64) -> Vec<usize> {
    for step in 1..=spans.len() {
        let kept: Vec<usize> = (0..spans.len()).step_by(step).collect();
        if kept.windows(2).all(|pair| spans[pair[0]].1 + gap <= spans[pair[1]].0) {
            return kept;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_on_round_numbers() {
        #[track_caller]
        fn case(lower: f64, upper: f64, max_steps: f64, ticks: &[f64]) {
            assert_eq!(ValueAxis::around(lower, upper, max_steps).ticks(), ticks);
        }

        case(0.0, 32.4, 7.0, &[0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0]);
        case(6.31, 6.89, 6.0, &[6.3, 6.4, 6.5, 6.6, 6.7, 6.8, 6.9]);
        case(41.0, 58.0, 8.0, &[40.0, 42.5, 45.0, 47.5, 50.0, 52.5, 55.0, 57.5, 60.0]);
        case(0.0, 100.0, 5.0, &[0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        case(-3.0, 3.0, 3.0, &[-5.0, 0.0, 5.0]);
        case(0.0, 0.0, 5.0, &[0.0, 1e-12]);
    }

    #[test]
    fn labels_ticks_with_the_decimals_of_the_step() {
        assert_eq!(ValueAxis::around(6.3, 6.9, 6.0).decimalen(), 1);
        assert_eq!(ValueAxis::around(0.0, 600.0, 6.0).decimalen(), 0);
        assert_eq!(ValueAxis::around(41.0, 58.0, 8.0).decimalen(), 1);
    }

    #[test]
    fn puts_quarters_within_their_year() {
        let periode = |text: &str| text.parse::<Periode>().expect("a period");
        assert_eq!(middle_of(periode("2018")), 2018.0 * 12.0 + 6.0);
        assert_eq!(middle_of(periode("2018K1")), 2018.0 * 12.0 + 1.5);
        assert_eq!(end_of(periode("2018K4")), start_of(periode("2019")));
        assert_eq!(months_of("2018-04-01".parse().expect("a date")), start_of(periode("2018K2")));
    }

    #[test]
    fn leaves_out_labels_that_would_touch() {
        let span = |idx| (f64::from(idx) * 10.0, f64::from(idx) * 10.0 + 14.0);
        let spans: Vec<_> = (0..5).map(span).collect();
        assert_eq!(thin_out(&spans, 2.0), [0, 2, 4]);
        assert_eq!(thin_out(&[(0.0, 4.0), (5.0, 9.0)], 0.0), [0, 1]);
        assert_eq!(thin_out(&[], 0.0), [0usize; 0]);
    }
}
