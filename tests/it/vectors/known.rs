//! Where another program's number is not ours, and why.

use super::{DEVIATIONS, load_rows};

/// Why the number of another program differs from ours, where that is known: by its file and a key.
///
/// A key is written as in `known_deviations.csv`. It names
///
/// - a method, by what its columns hold: `method=wald`, `compare=diff method=wald`;
/// - rows, likewise, where a case is left out of all methods or of one: `x1=0 x2=0`;
/// - a number of a row, by what names the row and its column: `x=0|daly_high`,
///   `2023|WK07|quantile_hf2|0.1`;
/// - a case, by its name: `negative_weight`.
///
/// After a method may follow, in words, when it is left out: `method=prop deff of a later level`.
pub fn known_deviation(file: &str, key: &str) -> Option<String> {
    let (_, keys) = OURS.iter().find(|(of, _)| *of == file).unwrap_or(&("", &[]));
    let own = keys.iter().find(|(name, _)| *name == key);
    let given = || {
        let rows = load_rows(DEVIATIONS);
        let row = rows.into_iter().find(|row| row["file"] == file && row["key"] == key)?;
        Some(row["reason"].clone())
    };
    own.map(|(_, reason)| (*reason).to_owned()).or_else(given)
}

/// The keys of a file, each with its reason.
type Reasons = &'static [(&'static str, &'static str)];

/// Where R differs on the survey of the wijken, whatever the design.
const WIJK: Reasons = &[
    (
        "2023|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is \
         the same definition",
    ),
    (
        "2025|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is \
         the same definition",
    ),
    (
        "method=ciprop_asin beyond the end",
        "R squares the sine of an angle below 0, so that the bound turns back from 0 \
         and the interval is too narrow",
    ),
    (
        "method=quantile_hf4 below the least answer",
        "R follows the line beyond the least answer, to numbers that nobody gave; \
         definition 4 ends there",
    ),
];

/// What we leave out on purpose, beside `known_deviations.csv`: files and their keys in order of
/// the alphabet.
const OURS: &[(&str, Reasons)] = &[
    (
        "funnelplotr/expected_points.csv",
        &[
            (
                "RC|outlier",
                "with that standard error the funnel is about a third as wide as z says: \
                 without overdispersion six of 25 areas lie beyond 99.8 %",
            ),
            (
                "RC|s",
                "FunnelPlotR draws the limits of a ratio of counts with 1/(2√n), the standard \
                 error of a square root; the log of a ratio of two counts has about √(1/x + \
                 1/n), by which it computes z itself",
            ),
            (
                "SR_CQC|limits",
                "FunnelPlotR leaves the adjusted limits on the scale of the square root and \
                 compares ratios with them, which halves the funnel; we square them",
            ),
            (
                "SR_CQC|outlier",
                "the limits are not squared, so areas within them count as outliers",
            ),
        ],
    ),
    (
        "phe/dsr_expected.csv",
        &[
            (
                "testdata_1976 (x10000)|lower99_8cl",
                "the file is off by a factor ten, as in the row per 100,000",
            ),
            (
                "testdata_1976 (x10000)|upper99_8cl",
                "the file is off by a factor ten, as in the row per 100,000",
            ),
        ],
    ),
    (
        "r_epi/correlation_expected.csv",
        &[
            (
                "|r|=1|interval",
                "on a straight line R's limits are the inverse hyperbolic tangent of a rounding \
                 error; without scatter there is no interval",
            ),
            (
                "|r|=1|p",
                "on a straight line R divides by the 2e-16 that rounding leaves of 1 - r², so \
                 its p of 1e-39 is noise; we give none for Pearson, and for ranks the share of \
                 orders that agree as well",
            ),
        ],
    ),
    (
        "r_epi/epitools_pois.csv",
        &[("x=0|daly_high", "pois.daly takes a one-sided bound for no events, without saying so")],
    ),
    (
        "r_epi/seasonal_quarterly.csv",
        &[(
            "column=stl",
            "STL depends on windows that somebody has to choose, and on a few years of \
                 quarters differs little from the classical decomposition, which the monitor \
                 uses and anyone can redo",
        )],
    ),
    (
        "r_epi/two_proportions.csv",
        &[(
            "wald_low wald_high",
            "has no width for shares of 0 and 1 and leaves -1 to 1; Newcombe's is as simple \
                 and covers (Newcombe 1998)",
        )],
    ),
    (
        "statsmodels_scipy/descrstatsw.json",
        &[(
            "quantiles",
            "of weights that repeat rows; weighted quantiles are held against R survey, \
                 whose weights are those of a survey",
        )],
    ),
    (
        "statsmodels_scipy/mann_kendall_variants.csv",
        &[(
            "test=yue_wang",
            "over all lags the autocorrelations sum to -1/2 whatever the figures, so the \
                 variance shrinks by a factor of ten or more even for independent figures and \
                 nearly every series has a trend; Hamed-Rao stands in",
        )],
    ),
    (
        "statsmodels_scipy/poisson_confint.csv",
        &[
            (
                "count=0 method=midp-c",
                "its search for the lower bound starts at 0 and ends at the upper bound; ours \
                 is 0",
            ),
            (
                "count=0 method=sqrt",
                "its lower bound is its upper bound, z²/4, which leaves out the observed 0; \
                 ours is 0",
            ),
            (
                "method=wald",
                "no width without events, and below zero (cut off there) for fewer than four",
            ),
            (
                "method=waldccv",
                "Wald with half an event more in the variance: still symmetric and below zero",
            ),
        ],
    ),
    (
        "statsmodels_scipy/proportion_confint.csv",
        &[
            (
                "method=binom_test",
                "inverts the two-sided exact test, whose p-value jumps, so that what is not \
                 rejected need not be an interval and the bounds depend on where the search \
                 starts; Clopper-Pearson is the exact interval",
            ),
            (
                "method=normal",
                "Wald: has no width for a share of 0 or 1 and covers far less often than it \
                 says (Brown, Cai and DasGupta 2001)",
            ),
        ],
    ),
    (
        "statsmodels_scipy/rates_2indep_ci.csv",
        &[
            (
                "compare=ratio method=score x=0",
                "its two searches both end at the only bound there is; the other is 0 or absent",
            ),
            (
                "compare=ratio method=score-log",
                "its statistic goes back to zero for ever larger ratios, so that the ratios it \
                 does not reject are no interval",
            ),
            (
                "compare=ratio method=sqrtcc",
                "statsmodels leaves out the exposures and squares z in one of two places only, \
                 so that it is not the interval of Price and Bonett",
            ),
            (
                "x1=0 x2=0",
                "two rates without events say nothing about their ratio, nor Wald about their \
                 difference",
            ),
        ],
    ),
    (
        "statsmodels_scipy/rates_2indep_test.csv",
        &[("x1=0 x2=0", "two rates without events are no evidence of anything")],
    ),
    (
        "statsmodels_scipy/two_proportions_ci.csv",
        &[
            (
                "compare=diff method=wald",
                "has no width for shares of 0 and 1 and leaves -1 to 1; Newcombe's is as simple \
                 and covers (Newcombe 1998)",
            ),
            (
                "compare=ratio method=score without bounds",
                "statsmodels looks for a root on both sides of the ratio, where a share of 0 has \
                 one side only; ours has the bounds there are",
            ),
        ],
    ),
    (
        "survey_r/api_expected.csv",
        &[
            (
                "method=chisq_Wald",
                "rejects far too often in a table of many cells or a sample of few clusters; \
                 the F of Rao and Scott is the one to use (Thomas and Rao 1987)",
            ),
            (
                "method=chisq_adjWald",
                "the Wald statistic, which a factor for the degrees of freedom only mends in \
                 part (Thomas and Rao 1987)",
            ),
            (
                "method=chisq_lincom p",
                "another approximation to the p-value of the same statistic as F; its number \
                 depends on whether an optional package is installed",
            ),
            (
                "method=chisq_saddlepoint p",
                "another approximation to the p-value of the same statistic as F",
            ),
            (
                "method=ciprop_asin beyond the end",
                "R squares the sine of an angle below 0, so that the bound turns back from 0 \
                 and the interval is too narrow",
            ),
            (
                "method=prop deff of a later level",
                "the file holds 0 for every level but the first, though the two levels of one \
                 question have the same design effect",
            ),
            (
                "method=quantile_hf3",
                "R's hf3 is not the nearest answer of Hyndman and Fan: at a tie it goes by \
                 whether the rank among distinct answers is even",
            ),
            (
                "method=quantile_shahvaish",
                "constant between its points, it is half an answer off: 698 as the median of \
                 answers of which the middle two are 658 and 660",
            ),
            (
                "srs_nofpc|quantile_hf1|0.1",
                "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
            ),
            (
                "srs_nofpc|quantile_hf1|0.9",
                "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
            ),
            (
                "srs_nofpc|quantile_hf2|0.1",
                "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
            ),
            (
                "srs_nofpc|quantile_hf2|0.9",
                "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
            ),
            (
                "srs|quantile_hf1|0.1",
                "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
            ),
            (
                "srs|quantile_hf1|0.9",
                "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
            ),
            (
                "srs|quantile_hf2|0.1",
                "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
            ),
            (
                "srs|quantile_hf2|0.9",
                "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
            ),
        ],
    ),
    (
        "survey_r/edge_cases.json",
        &[
            (
                "na_y_narm_false",
                "a missing answer is outside the domain, so that one does not take away the \
                 mean of all",
            ),
            (
                "negative_weight",
                "nobody stands for fewer people than none; such a weight is a fault in the file",
            ),
        ],
    ),
    ("survey_r/wijk_expected_fpc.csv", WIJK),
    ("survey_r/wijk_expected_nofpc.csv", WIJK),
    ("survey_r/wijk_expected_nostrata.csv", WIJK),
    (
        "trend_inequality/ineq_gini.csv",
        &[(
            "theil|zeros",
            "ineq::Theil drops areas of 0, also from the mean, so that an area without any \
                 makes areas look more equal; they add 0 to the sum and do count in the mean, \
                 as the limit of r ln r has it",
        )],
    ),
];

/// So that a key is found by eye, and none stands there twice.
#[test]
fn deviations_are_in_order() {
    assert!(OURS.is_sorted_by(|a, b| a.0 < b.0), "files are not in order");
    for (file, keys) in OURS {
        assert!(keys.is_sorted_by(|a, b| a.0 < b.0), "keys of {file} are not in order");
    }
}
