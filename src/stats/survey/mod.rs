//! Estimates from a sample: weighted answers, with errors that follow from how it was drawn.
//!
//! There are two routes to the same formulas. Where respondents are counted into sums of
//! integers per stratum, [`weighted_mean()`], [`difference_of_domains`], [`share_of_answers`] and
//! [`quantile_of_answers`] compute from these, exactly. Where the respondents themselves are at
//! hand, [`Design`] holds how they were drawn, and everything else is a method of it. The tests
//! here hold the two to each other.

mod design;
mod difference;
mod sums;
#[cfg(test)]
mod tests;

pub use design::{
    AlphaError, Around, Association, AssociationError, CalibrationError, Design, DesignError,
    Estimate, EstimateError, LonelyUnit, Margin, MinimumShare, QuantileEstimate, QuantileRule,
    Sampled, SecondStage, ShareEstimate, WoodruffInterval, scale_score,
};
pub use difference::{DifferencePrecision, SurveyDifference};
pub use sums::{
    Against, AnswerCount, ComparedStratum, DomainPart, DomainSums, MeanPrecision, QuantileStratum,
    Stratum, SumError, SurveyError, SurveyMean, SurveyQuantile, SurveyShare, difference_of_domains,
    mean_of_parts, quantile_of_answers, share_of_answers, weighted_mean,
};
