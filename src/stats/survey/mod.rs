//! Estimates from a sample: weighted answers, with errors that follow from how it was drawn.
//!
//! There are two routes to the same formulas. Where respondents are counted into sums of
//! integers per stratum, [`weighted_mean`], [`sums_difference`], [`sums_share`] and
//! [`sums_quantile`] compute from these, exactly. Where the respondents themselves are at hand,
//! [`design`] holds how they were drawn, and everything else is computed from it.

mod exact;
mod share_interval;
mod sums_difference;
mod sums_quantile;
mod sums_share;
mod weighted_mean;

pub(super) use exact::to_f64;
pub use share_interval::modified_wilson;
pub use sums_difference::{
    Against, ComparedStratum, Difference, DifferencePrecision, DomainPart, difference_of_domains,
};
pub use sums_quantile::{AnswerCount, QuantileStratum, SurveyQuantile, quantile_of_answers};
pub use sums_share::{SurveyShare, share_of_answers};
pub use weighted_mean::{Precision, SurveyMean, weighted_mean};
