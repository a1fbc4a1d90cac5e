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
/// The key `method=…` stands for all rows with that name of a method.
const OURS: &[(&str, &str, &str)] = &[
    (
        "survey_r/api_expected.csv",
        "method=quantile_hf3",
        "R's hf3 is not the nearest answer of Hyndman and Fan: at a tie it goes by whether the rank among distinct answers is even",
    ),
    (
        "survey_r/api_expected.csv",
        "method=quantile_shahvaish",
        "constant between its points, it is half an answer off: 698 as the median of answers of which the middle two are 658 and 660",
    ),
    (
        "survey_r/api_expected.csv",
        "method=chisq_Wald",
        "rejects far too often in a table of many cells or a sample of few clusters; the F of Rao and Scott is the one to use (Thomas and Rao 1987)",
    ),
    (
        "survey_r/api_expected.csv",
        "method=chisq_adjWald",
        "the Wald statistic, which a factor for the degrees of freedom only mends in part (Thomas and Rao 1987)",
    ),
    (
        "survey_r/api_expected.csv",
        "method=chisq_lincom p",
        "another approximation to the p-value of the same statistic as F; its number depends on whether an optional package is installed",
    ),
    (
        "survey_r/api_expected.csv",
        "method=chisq_saddlepoint p",
        "another approximation to the p-value of the same statistic as F",
    ),
    (
        "survey_r/api_expected.csv",
        "srs|quantile_hf2|0.1",
        "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs|quantile_hf1|0.1",
        "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs|quantile_hf2|0.9",
        "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs|quantile_hf1|0.9",
        "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs_nofpc|quantile_hf2|0.1",
        "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs_nofpc|quantile_hf1|0.1",
        "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs_nofpc|quantile_hf2|0.9",
        "20/200 = 0.1 is a tie, as for `school`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "srs_nofpc|quantile_hf1|0.9",
        "20/200 = 0.1 is a tie, as for `math`, which is the same definition",
    ),
    (
        "survey_r/wijk_expected_fpc.csv",
        "2023|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is the same definition",
    ),
    (
        "survey_r/wijk_expected_fpc.csv",
        "2025|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is the same definition",
    ),
    (
        "survey_r/wijk_expected_nofpc.csv",
        "2023|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is the same definition",
    ),
    (
        "survey_r/wijk_expected_nofpc.csv",
        "2025|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is the same definition",
    ),
    (
        "survey_r/wijk_expected_nostrata.csv",
        "2023|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is the same definition",
    ),
    (
        "survey_r/wijk_expected_nostrata.csv",
        "2025|WK07|quantile_hf2|0.1",
        "the first answer holds more than 0.1 of the weight, as for `school`, which is the same definition",
    ),
    (
        "survey_r/api_expected.csv",
        "method=prop deff of a later level",
        "the file holds 0 for every level but the first, though the two levels of one question have the same design effect",
    ),
    (
        "survey_r/api_expected.csv",
        "method=ciprop_asin beyond the end",
        "R squares the sine of an angle below 0, so that the bound turns back from 0 and the interval is too narrow",
    ),
    (
        "survey_r/wijk_expected_fpc.csv",
        "method=ciprop_asin beyond the end",
        "R squares the sine of an angle below 0, so that the bound turns back from 0 and the interval is too narrow",
    ),
    (
        "survey_r/wijk_expected_fpc.csv",
        "method=quantile_hf4 below the least answer",
        "R follows the line beyond the least answer, to numbers that nobody gave; definition 4 ends there",
    ),
    (
        "survey_r/wijk_expected_nofpc.csv",
        "method=ciprop_asin beyond the end",
        "R squares the sine of an angle below 0, so that the bound turns back from 0 and the interval is too narrow",
    ),
    (
        "survey_r/wijk_expected_nofpc.csv",
        "method=quantile_hf4 below the least answer",
        "R follows the line beyond the least answer, to numbers that nobody gave; definition 4 ends there",
    ),
    (
        "survey_r/wijk_expected_nostrata.csv",
        "method=ciprop_asin beyond the end",
        "R squares the sine of an angle below 0, so that the bound turns back from 0 and the interval is too narrow",
    ),
    (
        "survey_r/wijk_expected_nostrata.csv",
        "method=quantile_hf4 below the least answer",
        "R follows the line beyond the least answer, to numbers that nobody gave; definition 4 ends there",
    ),
    (
        "survey_r/edge_cases.json",
        "negative_weight",
        "nobody stands for fewer people than none; such a weight is a fault in the file",
    ),
    (
        "survey_r/edge_cases.json",
        "na_y_narm_false",
        "a missing answer is outside the domain, so that one does not take away the mean of all",
    ),
];
