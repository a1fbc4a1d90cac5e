//! Estimators and their intervals: shares, rates of events and means of a survey.
//!
//! This layer knows numbers only: no wijken, no files, no rounding. Elementary functions come
//! from `libm` and sums from integers, so that every platform gives the same bits.

mod converted;
mod interval;
mod rate;
mod rate_comparison;
mod register_mean;
mod share;
pub mod special;
mod standardised;
mod stratum;
mod survey;

pub use converted::mean_of_parts;
pub use interval::{Confidence, Interval, NoInterval};
pub use rate::{
    ClusteredRate, EventCount, PoissonMethod, Rate, RateError, byar_interval, clustered_rate,
    poisson_interval, poisson_interval_by, poisson_test, rate_interval, rate_interval_by,
    rate_interval_phe,
};
pub use rate_comparison::{
    DifferenceMethod, NoComparison, RateRatio, RateTest, RateTestResult, RatioBasis, RatioInterval,
    RatioMethod, rate_difference_interval, rate_ratio, rate_ratio_interval, test_rates,
};
pub use register_mean::{
    MeanDifference, NoSpread, RegisterMean, ValueSums, mean_difference, register_mean,
};
pub use share::{Share, ShareError, wilson_interval};
pub use standardised::{
    Band, DirectMethod, IndirectBand, IndirectError, IndirectRate, IndirectRatio, MIN_EVENTS,
    StandardisedComparison, StandardisedError, StandardisedRate, compare_standardised, direct_rate,
    direct_rate_by, expected_events, indirect_ratio,
};
pub use stratum::{DomainSums, Stratum, SumError, SurveyError};
pub use survey::{Precision, SurveyMean, weighted_mean};
