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
///
/// The key of a method is `method=…`, after `compare=…` where a file has more than one contrast, or after `count=…`
/// where only one bound of that count differs.
const OURS: &[(&str, &str, &str)] = &[
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
