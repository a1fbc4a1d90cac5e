//! What both routes say of the difference between two domains of one survey.

use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::special::student_t_two_sided;

/// The difference between two means and how precise it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurveyDifference {
    /// The first mean minus the other, in the unit of the answers.
    pub difference: f64,
    /// The standard error, interval and p-value, or why there are none.
    pub precision: Result<DifferencePrecision, NoInterval>,
    /// The degrees of freedom: units with an answer, minus their strata, minus 1.
    pub df: u64,
}

/// How precise a difference is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DifferencePrecision {
    /// The standard error of the difference, above 0.
    pub standard_error: f64,
    /// The interval of the difference, by Student's t.
    pub interval: Interval,
    /// The difference over its standard error.
    pub t: f64,
    /// The two-sided p-value of `t`.
    pub p_value: f64,
}

impl DifferencePrecision {
    /// The precision of a difference with this standard error, above 0, and `df`, above 0.
    pub(super) fn of(
        difference: f64,
        standard_error: f64,
        df: u64,
        confidence: Confidence,
    ) -> Self {
        let df = df as f64;
        let margin = confidence.t(df) * standard_error;
        let t = difference / standard_error;
        Self {
            standard_error,
            interval: Interval::around(difference, margin)
                .expect("a finite difference has finite bounds"),
            t,
            p_value: student_t_two_sided(t, df),
        }
    }
}
