//! Estimators, intervals and tests: a small library of the statistics that a monitor needs.
//!
//! This layer knows numbers only: no wijken, no files, no rounding. Elementary functions come
//! from `libm` and sums from integers, so that every platform gives the same bits.

mod bisect;
mod correlation;
mod delta;
mod detectable;
mod exact;
mod funnel;
mod heterogeneity;
mod inequality;
mod interval;
mod kaplan_meier;
mod multiple;
mod quantile;
mod ranks;
mod rate;
mod rate_comparison;
mod register_mean;
mod share;
mod share_comparison;
pub mod special;
mod standardised;
mod sum;
mod survey;
mod trend;
mod xmr;

pub use correlation::{
    Correlation, Kendall, Pairs, PairsError, cross_correlation, kendall_tau, pearson, spearman,
};
pub use delta::{Term, delta_interval, difference_interval, standard_error_of};
pub use detectable::{
    SampleSize, TestPower, detectable_mean_change, detectable_rate_change, detectable_share_change,
    needed_exposure_for_rate, needed_n_for_mean, needed_n_for_share,
};
pub use funnel::{
    AreaScore, DispersionError, DispersionVerdict, FEWEST_AREAS, FEWEST_STANDARDISED_EVENTS,
    FunnelArea, FunnelLevel, FunnelPlace, FunnelTransform, Overdispersion,
    approximate_count_limits, count_limits, equivalent_rate, overdispersion, place_rate,
    place_share, place_standardised_rate, pooled_rate, share_limits,
};
pub use heterogeneity::{AreaEstimate, Heterogeneity, TooFewEstimates, heterogeneity};
pub use inequality::{
    ConcentrationIndex, Distribution, DistributionError, FigureKind, Gaps, IndexWithVariance,
    RankedOutcome, SlopeError, SlopeFit, SlopeGroup, SlopeGroups, SlopeIndex, atkinson,
    coefficient_of_variation, concentration_index, gaps, gini, gini_corrected, ricci_schutz,
    slope_index, theil,
};
pub use interval::{Confidence, Interval, NoInterval};
pub use kaplan_meier::{Duration, SurvivalMedian, SurvivalStep, kaplan_meier, survival_median};
pub use multiple::{Adjustment, NotAProbability, adjust_p_values};
pub use quantile::{
    CountedQuantile, GroupOrder, QuantileType, SortedValues, quantile, quantile_groups,
    quantile_of_counts,
};
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
pub use share::{
    ClusteredShare, EffectiveShare, NchsFlag, NchsPresentation, Share, ShareError, ShareMethod,
    agresti_coull_interval, clopper_pearson_interval, clustered_share_interval, jeffreys_interval,
    present_by_nchs, wilson_interval,
};
pub use share_comparison::{
    ChiSquaredTest, ShareDifference, ShareRatio, adjusted_log_ratio, agresti_caffo_difference,
    chi_squared_test, fisher_exact_test, log_ratio, miettinen_nurminen_difference,
    miettinen_nurminen_ratio, newcombe_difference,
};
pub use standardised::{
    Band, DirectMethod, IndirectBand, IndirectError, IndirectRate, IndirectRatio, MIN_EVENTS,
    StandardisedComparison, StandardisedError, StandardisedRate, compare_standardised, direct_rate,
    direct_rate_by, expected_events, indirect_ratio,
};
pub use survey::{
    Against, AlphaError, AnswerCount, Around, Association, AssociationError, CalibrationError,
    ComparedStratum, Design, DesignError, DifferencePrecision, DomainPart, DomainSums, Estimate,
    EstimateError, LonelyUnit, Margin, MinimumShare, Precision, Quantile, QuantileRule,
    QuantileStratum, Sampled, SecondStage, ShareEstimate, Stratum, SumError, SurveyDifference,
    SurveyError, SurveyMean, SurveyQuantile, SurveyShare, WoodruffInterval, difference_of_domains,
    mean_of_parts, quantile_of_answers, scale_score, share_of_answers, weighted_mean,
};
pub use trend::{
    Decomposition, MannKendall, RecentDirection, RecentTrend, SeasonalModel, Series, SeriesError,
    TheilSen, WavePoint, WeightedLine, decompose_season, hamed_rao_mann_kendall, mann_kendall,
    rate_trend, seasonal_mann_kendall, seasonal_slope, share_trend, theil_sen, value_trend,
    weighted_line,
};
pub use xmr::{
    Assurance, Improvement, Phase, Point, ProcessLimits, SETTLED_POINTS, Screening, Side,
    SpecialCause, TrendDirection, Variation, XmrChart, XmrError, XmrPlan, Zone, xmr_chart,
};
