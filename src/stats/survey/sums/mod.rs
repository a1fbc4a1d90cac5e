//! Estimates of a survey from sums of integers per stratum, exactly.

mod difference;
mod mean;
mod parts;
mod quantile;
mod share;
mod stratum;

pub use difference::{Against, ComparedStratum, DomainPart, difference_of_domains};
pub use mean::{MeanPrecision, SurveyMean, weighted_mean};
pub use parts::mean_of_parts;
pub(super) use quantile::SAME_SHARE;
pub use quantile::{AnswerCount, QuantileStratum, SurveyQuantile, quantile_of_answers};
pub use share::{SurveyShare, share_of_answers};
pub use stratum::{DomainSums, Stratum, SumError, SurveyError};
