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
];
