//! Estimators and their intervals: shares, rates of events and means of a survey.
//!
//! This layer knows numbers only: no wijken, no files, no rounding. Elementary functions come
//! from `libm` and sums from integers, so that every platform gives the same bits.

mod converted;
mod interval;
mod rate;
mod share;
pub mod special;
mod stratum;
mod survey;

pub use converted::mean_of_parts;
pub use interval::{Confidence, Interval, NoInterval};
pub use rate::{Rate, RateError, poisson_interval, rate_interval};
pub use share::{Share, ShareError, wilson_interval};
pub use stratum::{DomainSums, Stratum, SumError, SurveyError};
pub use survey::{
    Against, AlphaError, AnswerCount, Around, Association, AssociationError, CalibrationError,
    ComparedStratum, Design, DesignError, Difference, DifferencePrecision, DomainPart, Estimate,
    EstimateError, LonelyUnit, Margin, MinimumShare, Precision, Quantile, QuantileRule,
    QuantileStratum, Sampled, SecondStage, ShareEstimate, ShareMethod, SurveyMean, SurveyQuantile,
    SurveyShare, WoodruffInterval, difference_of_domains, modified_wilson, quantile_of_answers,
    scale_score, share_of_answers, weighted_mean,
};
