//! Where another program's number is not ours, and why.

use super::load_rows;

/// Why the number of another program differs from ours, where that is known: by its file, and by the key of the
/// row as `known_deviations.csv` writes it.
pub fn known_deviation(file: &str, key: &str) -> Option<String> {
    let own = OURS.iter().find(|(of, name, _)| *of == file && *name == key);
    let shared = || {
        let rows = load_rows("known_deviations.csv");
        let row = rows.into_iter().find(|row| row["file"] == file && row["key"] == key)?;
        Some(row["reason"].clone())
    };
    own.map(|(_, _, reason)| (*reason).to_owned()).or_else(shared)
}

/// Methods and rows that we leave out on purpose, beside those of `known_deviations.csv`: file, key, reason.
const OURS: &[(&str, &str, &str)] = &[
    (
        "funnelplotr/expected_points.csv",
        "SR_CQC|limits",
        "FunnelPlotR leaves the adjusted limits on the scale of the square root and compares ratios with them, which \
         halves the funnel; we square them",
    ),
    (
        "funnelplotr/expected_points.csv",
        "SR_CQC|outlier",
        "the limits are not squared, so areas within them count as outliers",
    ),
    (
        "funnelplotr/expected_points.csv",
        "RC|s",
        "FunnelPlotR draws the limits of a ratio of counts with 1/(2√n), the standard error of a square root; the log of \
         a ratio of two counts has about √(1/x + 1/n), by which it computes z itself",
    ),
    (
        "funnelplotr/expected_points.csv",
        "RC|outlier",
        "with that standard error the funnel is about a third as wide as z says: without overdispersion six of 25 areas \
         lie beyond 99.8 %",
    ),
    (
        "r_epi/correlation_expected.csv",
        "|r|=1|p",
        "on a straight line R divides by the 2e-16 that rounding leaves of 1 - r², so its p of 1e-39 is noise; we give \
         none for Pearson, and for ranks the share of orders that agree as well",
    ),
    (
        "r_epi/correlation_expected.csv",
        "|r|=1|interval",
        "on a straight line R's limits are the inverse hyperbolic tangent of a rounding error; without scatter there is \
         no interval",
    ),
    (
        "statsmodels_scipy/mann_kendall_variants.csv",
        "test=yue_wang",
        "over all lags the autocorrelations sum to -1/2 whatever the figures, so the variance shrinks by a factor of \
         ten or more even for independent figures and nearly every series has a trend; Hamed-Rao stands in",
    ),
    (
        "r_epi/seasonal_quarterly.csv",
        "column=stl",
        "STL depends on windows that somebody has to choose, and on a few years of quarters differs little from the \
         classical decomposition, which the monitor uses and anyone can redo",
    ),
    (
        "trend_inequality/ineq_gini.csv",
        "theil|zeros",
        "ineq::Theil drops areas of 0, also from the mean, so that an area without any makes areas look more equal; \
         they add 0 to the sum and do count in the mean, as the limit of r ln r has it",
    ),
    (
        "statsmodels_scipy/proportion_confint.csv",
        "method=normal",
        "Wald: has no width for a share of 0 or 1 and covers far less often than it says (Brown, Cai and DasGupta 2001)",
    ),
    (
        "statsmodels_scipy/proportion_confint.csv",
        "method=binom_test",
        "inverts the two-sided exact test, whose p-value jumps, so that what is not rejected need not be an interval and \
         the bounds depend on where the search starts; Clopper-Pearson is the exact interval",
    ),
    (
        "statsmodels_scipy/two_proportions_ci.csv",
        "compare=diff method=wald",
        "has no width for shares of 0 and 1 and leaves -1 to 1; Newcombe's is as simple and covers (Newcombe 1998)",
    ),
    (
        "r_epi/two_proportions.csv",
        "wald_low wald_high",
        "has no width for shares of 0 and 1 and leaves -1 to 1; Newcombe's is as simple and covers (Newcombe 1998)",
    ),
    (
        "statsmodels_scipy/descrstatsw.json",
        "quantiles",
        "of weights that repeat rows; weighted quantiles are held against R survey, whose weights are those of a survey",
    ),
    (
        "phe/dsr_expected.csv",
        "testdata_1976 (x10000)|lower99_8cl",
        "the file is off by a factor ten, as in the row per 100,000",
    ),
    (
        "phe/dsr_expected.csv",
        "testdata_1976 (x10000)|upper99_8cl",
        "the file is off by a factor ten, as in the row per 100,000",
    ),
    (
        "r_epi/epitools_pois.csv",
        "x=0|daly_high",
        "pois.daly takes a one-sided bound for no events, without saying so",
    ),
    (
        "statsmodels_scipy/poisson_confint.csv",
        "method=wald",
        "no width without events, and below zero (cut off there) for fewer than four",
    ),
    (
        "statsmodels_scipy/poisson_confint.csv",
        "method=waldccv",
        "Wald with half an event more in the variance: still symmetric and below zero",
    ),
    (
        "statsmodels_scipy/poisson_confint.csv",
        "count=0 method=sqrt",
        "its lower bound is its upper bound, z²/4, which leaves out the observed 0; ours is 0",
    ),
    (
        "statsmodels_scipy/poisson_confint.csv",
        "count=0 method=midp-c",
        "its search for the lower bound starts at 0 and ends at the upper bound; ours is 0",
    ),
    (
        "statsmodels_scipy/rates_2indep_ci.csv",
        "compare=ratio method=score-log",
        "its statistic goes back to zero for ever larger ratios, so that the ratios it does not \
         reject are no interval",
    ),
    (
        "statsmodels_scipy/rates_2indep_ci.csv",
        "compare=ratio method=sqrtcc",
        "statsmodels leaves out the exposures and squares z in one of two places only, so that \
         it is not the interval of Price and Bonett",
    ),
    (
        "statsmodels_scipy/rates_2indep_ci.csv",
        "compare=ratio method=score x=0",
        "its two searches both end at the only bound there is; the other is 0 or absent",
    ),
    (
        "statsmodels_scipy/rates_2indep_ci.csv",
        "x1=0 x2=0",
        "two rates without events say nothing about their ratio, nor Wald about their difference",
    ),
    (
        "statsmodels_scipy/rates_2indep_test.csv",
        "x1=0 x2=0",
        "two rates without events are no evidence of anything",
    ),
];
