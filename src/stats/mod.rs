//! Estimators and their intervals: shares, rates of events and means of a survey.
//!
//! This layer knows numbers only: no wijken, no files, no rounding. Elementary functions come
//! from `libm` and sums from integers, so that every platform gives the same bits.

mod converted;
mod interval;
mod rate;
mod share;
mod share_comparison;
pub mod special;
mod stratum;
mod survey;

pub use converted::mean_of_parts;
pub use interval::{Confidence, Interval, NoInterval};
pub use rate::{Rate, RateError, poisson_interval, rate_interval};
pub use share::{
    EffectiveShare, NchsFlag, NchsPresentation, Share, ShareError, agresti_coull_interval,
    clopper_pearson_interval, jeffreys_interval, korn_graubard_interval, present_by_nchs,
    survey_share_interval, wilson_interval,
};
pub use share_comparison::{
    ChiSquaredTest, ShareDifference, ShareRatio, adjusted_log_ratio, agresti_caffo_difference,
    chi_squared_test, fisher_exact_test, log_ratio, miettinen_nurminen_difference,
    miettinen_nurminen_ratio, mover_difference, newcombe_difference,
};
pub use stratum::{DomainSums, Stratum, SumError, SurveyError};
pub use survey::{Precision, SurveyMean, weighted_mean};
