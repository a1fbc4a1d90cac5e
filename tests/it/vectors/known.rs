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
/// The key of a method is `method=…`, that of a quantity its name.
const OURS: &[(&str, &str, &str)] = &[
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
];
