//! Estimates from a sample: weighted answers, with errors that follow from how it was drawn.
//!
//! There are two routes to the same formulas. Where respondents are counted into sums of
//! integers per stratum, [`weighted_mean()`], [`difference_of_domains`], [`share_of_answers`] and
//! [`quantile_of_answers`] compute from these, exactly. Where the respondents themselves are at
//! hand, [`Design`] holds how they were drawn, and everything else is a method of it.

mod association;
mod calibration;
mod design;
mod difference;
mod estimate;
mod linear;
mod linearised;
mod quantile;
mod residuals;
mod scale;
mod share;
mod sums_difference;
mod sums_quantile;
mod sums_share;
mod variance;
mod weighted_mean;

pub use association::{Association, AssociationError};
pub use calibration::{CalibrationError, Margin};
pub use design::{Design, DesignError, LonelyUnit, Sampled, SecondStage};
pub use estimate::{Estimate, EstimateError};
pub use quantile::{Around, Quantile, QuantileRule, WoodruffInterval};
pub use scale::{AlphaError, MinimumShare, scale_score};
pub use share::ShareEstimate;
pub use sums_difference::{
    Against, ComparedStratum, Difference, DifferencePrecision, DomainPart, difference_of_domains,
};
pub use sums_quantile::{AnswerCount, QuantileStratum, SurveyQuantile, quantile_of_answers};
pub use sums_share::{SurveyShare, share_of_answers};
pub use weighted_mean::{Precision, SurveyMean, weighted_mean};
