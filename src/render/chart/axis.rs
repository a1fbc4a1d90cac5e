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
        // An end that was computed may miss its tick by a rounding error.
        const SLACK: f64 = 1e-9;
        for exponent in -12..=308 {
            for (mantissa, shift) in MANTISSAS {
                let axis = Self { mantissa, exponent: exponent + shift, first: 0.0, last: 0.0 };
                let first = (lower / axis.value(1.0) + SLACK).floor();
                let last = (upper / axis.value(1.0) - SLACK).ceil().max(first + 1.0);
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
    /// a share shows more when it does not start at zero, unless zero is near anyway. An axis
    /// that starts elsewhere spans so much that noise stays small.
    pub(super) fn for_values(
        info: &IndicatorInfo,
        values: impl Iterator<Item = f64>,
        max_steps: f64,
    ) -> Option<Self> {
        let ends = values.fold(None, |ends: Option<(f64, f64)>, value| {
            let (lower, upper) = ends.unwrap_or((value, value));
            Some((lower.min(value), upper.max(value)))
        });
        let scale = Scale::of(info);
        let (mut lower, mut upper) = scale.within(ends?);
        let is_positive = lower >= 0.0;
        let from_zero = match info.soort {
            Soort::Ratio | Soort::Verdeling => true,
            Soort::Gemiddelde => false,
            Soort::Aandeel | Soort::Gepubliceerd | Soort::Afgeleid | Soort::Stroom => {
                lower < 0.5 * upper
            }
        };
        // A chart in which one rounding unit is a mountain claims more than the figure carries.
        let rounding = 10.0 / tens(i32::from(info.decimalen));
        if from_zero || (is_positive && upper <= scale.least_span) {
            lower = lower.min(0.0);
            upper = upper.max(0.0).max(lower + rounding);
        } else {
            let span = scale.least_span.max(rounding).max(upper - lower);
            let middle = f64::midpoint(lower, upper);
            // The axis stays on the scale when the figures do.
            let least = if is_positive { 0.0 } else { f64::NEG_INFINITY };
            let most = scale.end.filter(|&end| upper <= end).unwrap_or(f64::INFINITY);
            lower = (middle - span / 2.0).min(most - span).max(least);
            upper = lower + span;
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

/// What is known of the scale that figures lie on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// What an axis that does not start at zero spans at least.
    least_span: f64,
    /// The highest figure there can be.
    pub(super) end: Option<f64>,
}

impl Scale {
    /// The scale of an indicator: percentages end at 100 and marks at 10.
    pub(super) fn of(info: &IndicatorInfo) -> Self {
        let eenheid = info.eenheid.nl.trim_start();
        if info.soort == Soort::Aandeel || eenheid.starts_with('%') {
            Self { least_span: 10.0, end: Some(100.0) }
        } else if eenheid.starts_with("rapportcijfer") {
            Self { least_span: 2.0, end: Some(10.0) }
        } else if info.soort == Soort::Gemiddelde {
            Self { least_span: 2.0, end: None }
        } else {
            Self { least_span: 0.0, end: None }
        }
    }

    /// The ends of values without the rounding errors by which they leave the scale.
    fn within(self, (lower, upper): (f64, f64)) -> (f64, f64) {
        const SLACK: f64 = 1e-9;
        let is_end = |end: &f64| (upper - end).abs() < end * SLACK;
        let lower = if -SLACK < lower && lower < 0.0 { 0.0 } else { lower };
        (lower, self.end.filter(is_end).unwrap_or(upper))
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
    use super::super::series::tests::info;
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
    fn spans_enough_to_keep_noise_small() {
        #[track_caller]
        fn case(soort: Soort, eenheid: &str, values: &[f64], lower: f64, upper: f64) {
            let mut info = info(soort, &[]);
            info.eenheid.nl = eenheid.into();
            let axis = ValueAxis::for_values(&info, values.iter().copied(), 7.0).expect("values");
            assert_eq!((axis.lower(), axis.upper()), (lower, upper));
        }

        case(Soort::Gepubliceerd, "%", &[46.3, 48.7], 42.0, 54.0);
        case(Soort::Aandeel, "% van de meldingen", &[97.0, 98.0], 90.0, 100.0);
        case(Soort::Aandeel, "%", &[3.0, 4.0], 0.0, 4.0);
        case(Soort::Aandeel, "%", &[40.0, 80.0], 40.0, 80.0);
        case(Soort::Gemiddelde, "rapportcijfer (1-10)", &[6.9, 7.1], 6.0, 8.0);
        case(Soort::Gemiddelde, "rapportcijfer (1-10)", &[9.5, 9.7], 8.0, 10.0);
        case(Soort::Gemiddelde, "score", &[-0.5, 0.1], -1.5, 1.0);
        case(Soort::Ratio, "per 1.000 inwoners", &[6.9, 7.1], 0.0, 8.0);
    }

    #[test]
    fn ignores_rounding_errors_at_the_ends_of_a_scale() {
        let info = info(Soort::Aandeel, &[]);
        let values = [-1e-15, 100.0 + 1e-12];
        let axis = ValueAxis::for_values(&info, values.into_iter(), 5.0).expect("values");
        assert_eq!((axis.lower(), axis.upper()), (0.0, 100.0));
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
