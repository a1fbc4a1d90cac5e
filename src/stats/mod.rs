//! Estimators and their intervals: shares, rates of events and means of a survey.
//!
//! This layer knows numbers only: no wijken, no files, no rounding. Elementary functions come
//! from `libm` and sums from integers, so that every platform gives the same bits.

mod converted;
mod correlation;
mod counted_quantile;
mod funnel;
mod heterogeneity;
mod interval;
mod multiple;
mod rate;
mod share;
pub mod special;
mod stratum;
mod survey;
mod xmr;

pub use converted::mean_of_parts;
pub use correlation::{
    Correlation, Pairs, PairsError, cross_correlation, kendall, pearson, spearman,
};
pub use counted_quantile::{CountedQuantile, quantile_of_counts};
pub use funnel::{
    AreaScore, DispersionError, DispersionVerdict, FEWEST_AREAS, FEWEST_STANDARDISED_EVENTS,
    FunnelArea, FunnelLevel, FunnelPlace, FunnelTransform, Overdispersion,
    approximate_count_limits, count_limits, equivalent_rate, overdispersion, place_rate,
    place_share, place_standardised_rate, pooled_rate, share_limits,
};
pub use heterogeneity::{Estimate, Heterogeneity, TooFewEstimates, heterogeneity};
pub use interval::{Confidence, Interval, NoInterval};
pub use multiple::{Adjustment, NotAProbability, adjust_p_values};
pub use rate::{Rate, RateError, poisson_interval, rate_interval};
pub use share::{Share, ShareError, wilson_interval};
pub use stratum::{DomainSums, Stratum, SumError, SurveyError};
pub use survey::{
    Against, AnswerCount, ComparedStratum, Difference, DifferencePrecision, DomainPart, Precision,
    QuantileStratum, SurveyMean, SurveyQuantile, SurveyShare, difference_of_domains,
    modified_wilson, quantile_of_answers, share_of_answers, weighted_mean,
};
pub use xmr::{
    Assurance, Improvement, Phase, Point, ProcessLimits, SETTLED_POINTS, Screening, Side,
    SpecialCause, TrendDirection, Variation, XmrChart, XmrError, XmrPlan, Zone, xmr_chart,
};
