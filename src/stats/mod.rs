//! Estimators, intervals and tests: a small library of the statistics that a monitor needs.
//!
//! This layer knows numbers only: no wijken, no files, no rounding. Elementary functions come
//! from `libm` and sums from integers or sorted numbers, so that every platform and every order of
//! rows gives the same bits. What cannot be estimated is refused by a type (`Share::of`) or with
//! the reason (`NoInterval`), never with a number that looks like one.
//!
//! | To know | Module | Ask | After |
//! | --- | --- | --- | --- |
//! | a share of a whole | `share` | [`wilson_interval`], [`clopper_pearson_interval`] | Wilson, Clopper and Pearson |
//! | … of which one person has several rows | `share` | [`clustered_share_interval`] | Cochran |
//! | … of a survey, and whether it may be shown | `share` | [`EffectiveShare`], [`present_by_nchs`] | Dean and Pagano, Korn and Graubard, NCHS |
//! | how two shares differ | `share_comparison` | [`newcombe_difference`], [`fisher_exact_test`] | Newcombe, Miettinen and Nurminen |
//! | a rate of events | `rate` | [`rate_interval`], [`clustered_rate`] | Garwood, Byar, Dobson |
//! | how two rates differ | `rate_comparison` | [`rate_ratio`], [`rate_difference_interval`] | Przyborowski and Wilenski, Gu |
//! | rates without the age of areas | `standardised` | [`direct_rate`], [`indirect_ratio`] | Dobson, Fay and Feuer |
//! | a mean of a register | `register_mean` | [`register_mean()`], [`mean_difference`] | Student, Welch |
//! | a median, a percentile | `quantile` | [`quantile_of_counts`], [`quantile()`] | Hyndman and Fan |
//! | how long it takes, for some still open | `kaplan_meier` | [`kaplan_meier()`], [`survival_median`] | Kaplan and Meier |
//! | a survey, from sums per stratum | `survey::sums` | [`weighted_mean`], [`share_of_answers`] | Särndal, Woodruff |
//! | … from its respondents | `survey::design` | [`Design`] | Lumley, Deville and Särndal, Rao and Scott |
//! | what change a next wave could show | `detectable` | [`detectable_share_change`] | Armitage and Berry |
//! | whether a figure rises | `trend` | [`mann_kendall()`], [`theil_sen()`], [`share_trend`] | Mann, Sen, Fingertips |
//! | whether a process changed | `xmr` | [`xmr_chart`] | Wheeler, Making Data Count |
//! | which areas stand out | `funnel` | [`place_rate`], [`overdispersion()`] | Spiegelhalter |
//! | whether areas differ at all | `heterogeneity` | [`heterogeneity()`] | DerSimonian and Laird |
//! | how unequal areas are | `inequality` | [`gaps`], [`slope_index()`], [`gini`] | Mackenbach and Kunst |
//! | whether two figures go together | `correlation` | [`spearman`], [`kendall_tau`] | Kendall, Bonett and Wright |
//! | which of many tests count | `multiple` | [`adjust_p_values`] | Benjamini and Hochberg |
//! | how to divide a whole in proportion | `apportion` | [`largest_remainder`], [`largest_remainder_between`] | Hamilton, Balinski and Young |
//! | figures of parts together, a whole without a part | `combine` | [`combine_parts`], [`remainder_of`] | Zou, Huang and Zhang |
//! | a formula over figures | `delta` | [`delta_interval`], [`difference_interval`] | Oehlert, Zou and Donner |
//! | which factor a product changed by | `lmdi` | [`attribute_change`] | Ang, Wood and Lenzen |
//!
//! All speak [`Interval`], [`Confidence`] and [`NoInterval`], of `interval`. Below them lie the
//! distributions ([`special`]) and what several share: exact integers (`exact`), sums in any order
//! (`sum`), ranks (`ranks`) and the search for a bound (`bisect`).

mod apportion;
#[cfg(test)]
mod assertions;
mod bisect;
mod combine;
mod correlation;
mod delta;
mod detectable;
mod exact;
mod funnel;
mod heterogeneity;
mod inequality;
mod interval;
mod kaplan_meier;
mod lmdi;
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

// What every estimator speaks.
pub use interval::{Confidence, Interval, NoInterval};

// Shares, rates, means and quantiles, and how two differ.
pub use kaplan_meier::{Duration, SurvivalMedian, SurvivalStep, kaplan_meier, survival_median};
pub use quantile::{
    CountedQuantile, GroupOrder, QuantileType, SortedValues, clustered_quantile_of_counts,
    quantile, quantile_groups, quantile_of_counts,
};
pub use rate::{
    ClusteredRate, EventCount, PoissonMethod, Rate, RateError, byar_interval, clustered_rate,
    poisson_interval, poisson_interval_by, poisson_test, rate_interval, rate_interval_by,
};
pub use rate_comparison::{
    NoComparison, RateDifferenceMethod, RateRatio, RateRatioBasis, RateRatioInterval,
    RateRatioMethod, RateTest, RateTestResult, rate_difference_interval, rate_ratio,
    rate_ratio_interval, test_rates,
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
    Band, DirectMethod, FEWEST_STANDARDISED_EVENTS, IndirectBand, IndirectError, IndirectRate,
    IndirectRatio, StandardisedComparison, StandardisedError, StandardisedRate,
    compare_standardised, direct_rate, direct_rate_by, expected_events, indirect_ratio,
};

// Surveys, and what a next wave could show.
pub use detectable::{
    SampleSize, TestPower, detectable_mean_change, detectable_rate_change, detectable_share_change,
    needed_exposure_for_rate, needed_n_for_mean, needed_n_for_share,
};
pub use survey::{
    Against, AlphaError, AnswerCount, Around, Association, AssociationError, CalibrationError,
    ComparedStratum, Design, DesignError, DifferencePrecision, DomainPart, DomainSums, Estimate,
    EstimateError, LonelyUnit, Margin, MeanPrecision, MinimumShare, QuantileEstimate, QuantileRule,
    QuantileStratum, Sampled, SecondStage, ShareEstimate, Stratum, SumError, SurveyDifference,
    SurveyError, SurveyMean, SurveyQuantile, SurveyShare, WoodruffInterval, difference_of_domains,
    mean_of_parts, quantile_of_answers, scale_score, share_of_answers, weighted_mean,
};

// Figures over time.
pub use trend::{
    Decomposition, MannKendall, RecentDirection, RecentTrend, SeasonalModel, Series, SeriesError,
    TheilSen, WavePoint, WeightedLine, decompose_season, hamed_rao_mann_kendall, mann_kendall,
    rate_trend, seasonal_mann_kendall, seasonal_slope, share_trend, theil_sen, value_trend,
    weighted_line,
};
pub use xmr::{
    Assurance, Improvement, ProcessLimits, SETTLED_POINTS, Screening, Side, SpecialCause,
    TrendDirection, Variation, XmrChart, XmrError, XmrPhase, XmrPlan, XmrPoint, Zone, xmr_chart,
};

// Areas beside each other.
pub use funnel::{
    AreaScore, DispersionError, DispersionVerdict, FEWEST_AREAS, FunnelArea, FunnelLevel,
    FunnelPlace, FunnelTransform, Overdispersion, approximate_count_limits, count_limits,
    equivalent_rate, overdispersion, place_rate, place_share, place_standardised_rate, pooled_rate,
    share_limits,
};
pub use heterogeneity::{AreaEstimate, Heterogeneity, TooFewEstimates, heterogeneity};
pub use inequality::{
    ConcentrationIndex, Distribution, DistributionError, FigureKind, Gaps, IndexWithVariance,
    RankedOutcome, SlopeError, SlopeFit, SlopeGroup, SlopeGroups, SlopeIndex, atkinson,
    coefficient_of_variation, concentration_index, gaps, gini, gini_corrected, ricci_schutz,
    slope_index, theil,
};

// A whole in proportion to figures.
pub use apportion::{
    Bound, BoundedPart, Infeasible, Limits, Mixture, NoParts, Parts, largest_remainder,
    largest_remainder_between,
};

// Figures beside each other.
pub use combine::{WeightedPart, combine_parts, difference_p_value, remainder_of};
pub use correlation::{
    Correlation, Kendall, Pairs, PairsError, cross_correlation, kendall_tau, pearson, spearman,
};
pub use delta::{Term, delta_interval, difference_interval, standard_error_of};
pub use lmdi::{
    Attribution, Chance, Factor, Moment, NoAttribution, StandardErrors, attribute_change,
};
pub use multiple::{Adjustment, NotAProbability, adjust_p_values};
