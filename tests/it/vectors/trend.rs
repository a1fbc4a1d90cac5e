//! Trends and seasons against pymannkendall, scipy, statsmodels and R.

use std::collections::BTreeMap;

use wijkmonitor::stats::{
    Confidence, Decomposition, MannKendall, SeasonalModel, Series, SeriesError, decompose_season,
    hamed_rao_mann_kendall, kendall_tau, mann_kendall, seasonal_mann_kendall, seasonal_slope,
    theil_sen,
};

use super::{Row, known_deviation, load_rows, number, report_cases};

/// The files that are read here.
pub const FILES: &[&str] = &[
    "statsmodels_scipy/mann_kendall_theil_sen.csv",
    "statsmodels_scipy/mann_kendall_variants.csv",
    "statsmodels_scipy/seasonal_decompose.csv",
    "r_epi/seasonal_quarterly.csv",
];

const TESTS: &str = FILES[0];
const VARIANTS: &str = FILES[1];
const DECOMPOSED: &str = FILES[2];
const QUARTERLY: &str = FILES[3];

/// Compares where a value may be 0 by cancellation, or a probability far in the tail, which
/// scipy has from `1 - cdf`.
#[track_caller]
fn assert_near(found: f64, expected: f64, what: impl std::fmt::Debug) {
    let error = (found - expected).abs();
    let allowed = 1e-8 * expected.abs() + 1e-13;
    assert!(error <= allowed, "{what:?}: {found} instead of {expected}, off by {error:e}");
}

/// Holds one column against a value of ours; an empty cell has no number to meet.
#[track_caller]
fn meet(row: &Row, column: &str, found: f64, met: &mut usize) {
    if !row[column].is_empty() {
        assert_near(found, number(row, column), (column, row));
        *met += 1;
    }
}

fn series_of(row: &Row) -> Series {
    let values: Vec<f64> = serde_json::from_str(&row["series"]).expect("a list of numbers");
    assert_eq!(values.len() as f64, number(row, "n"), "{row:?}");
    Series::complete(&values).expect("a series")
}

fn verdict(test: MannKendall) -> &'static str {
    match () {
        () if 0.05 <= test.p_value => "no trend",
        () if 0.0 < test.z => "increasing",
        () => "decreasing",
    }
}

/// pymannkendall 1.4.3 `original_test`, scipy 1.17.1 `theilslopes` and `kendalltau`.
#[test]
fn mann_kendall_and_theil_sen_agree_with_python() {
    let mut met = 0;
    for row in load_rows(TESTS) {
        let series = series_of(&row);
        let test = mann_kendall(&series);
        meet(&row, "S", test.s as f64, &mut met);
        meet(&row, "varS", test.variance, &mut met);
        meet(&row, "z", test.z, &mut met);
        meet(&row, "p", test.p_value, &mut met);
        meet(&row, "tau_a", test.tau_a, &mut met);
        assert_eq!(verdict(test), row["trend"], "{row:?}");

        let line = theil_sen(&series, Confidence::P95);
        meet(&row, "theil_sen_slope", line.slope, &mut met);
        meet(&row, "theil_sen_intercept_scipy", line.intercept, &mut met);
        meet(&row, "slope_low", line.interval.lower(), &mut met);
        meet(&row, "slope_high", line.interval.upper(), &mut met);

        let pairs: Vec<(f64, f64)> =
            series.points().into_iter().map(|(time, value)| (time as f64, value)).collect();
        if let Some(kendall) = kendall_tau(&pairs) {
            // scipy counts all orders up to 33 observations, we somewhat further.
            let p = if pairs.len() <= 33 { kendall.p_value() } else { kendall.p_normal };
            meet(&row, "kendall_tau_b", kendall.tau_b, &mut met);
            meet(&row, "kendall_p", p, &mut met);
        } else {
            assert_eq!(row["kendall_tau_b"], "", "{row:?}");
        }
    }
    report_cases(TESTS, met, 0);
}

/// pymannkendall 1.4.3: `hamed_rao_modification_test`, `yue_wang_modification_test` and
/// `seasonal_test`, whose name ends with the number of seasons.
#[test]
fn variants_of_mann_kendall_agree_with_python() {
    let series: BTreeMap<String, Series> =
        load_rows(TESTS).iter().map(|row| (row["id"].clone(), series_of(row))).collect();
    let (mut met, mut known) = (0, 0);
    for row in load_rows(VARIANTS) {
        let series = &series[&row["id"]];
        let kind = row["test"].trim_end_matches(|digit: char| digit.is_ascii_digit());
        let mut slope = theil_sen(series, Confidence::P95).slope;
        let test = match kind {
            "original" => mann_kendall(series),
            "hamed_rao" => match hamed_rao_mann_kendall(series, Confidence::P95) {
                Ok(test) => test,
                Err(error) => {
                    // Python takes the root of a negative variance here.
                    assert_eq!(error, SeriesError::Alternating, "{row:?}");
                    assert!(["", "nan", "NaN"].contains(&row["z"].as_str()), "{row:?}");
                    met += 1;
                    continue;
                }
            },
            "seasonal" => {
                let period = row["test"][kind.len()..].parse().expect("a number of seasons");
                slope = seasonal_slope(series, period).expect("seasons that return");
                seasonal_mann_kendall(series, period).expect("seasons that return")
            }
            other => {
                let key = format!("test={other}");
                known_deviation(VARIANTS, &key).unwrap_or_else(|| panic!("unknown test {other}"));
                known += 1;
                // Only its variance is not ours.
                meet(&row, "s", mann_kendall(series).s as f64, &mut met);
                meet(&row, "slope", slope, &mut met);
                continue;
            }
        };
        meet(&row, "s", test.s as f64, &mut met);
        meet(&row, "var_s", test.variance, &mut met);
        meet(&row, "z", test.z, &mut met);
        meet(&row, "p", test.p_value, &mut met);
        meet(&row, "slope", slope, &mut met);
    }
    report_cases(VARIANTS, met, known);
}

/// Holds an absent or present number against ours.
#[track_caller]
fn meet_optional(row: &Row, column: &str, found: Option<f64>, met: &mut usize) {
    assert_eq!(found.is_none(), row[column].is_empty(), "{column} of {row:?}");
    if let Some(found) = found {
        meet(row, column, found, met);
    }
}

fn decompose(rows: &[&Row], model: SeasonalModel) -> Decomposition {
    let values: Vec<f64> = rows.iter().map(|row| number(row, "y")).collect();
    let series = Series::complete(&values).expect("a series");
    decompose_season(&series, 4, model).expect("years of quarters")
}

/// statsmodels 0.15.0: `seasonal_decompose(period=4)`.
#[test]
fn decomposition_agrees_with_statsmodels() {
    let rows = load_rows(DECOMPOSED);
    let mut models: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        models.entry(&row["model"]).or_default().push(row);
    }
    let mut met = 0;
    for (name, rows) in models {
        let model = match name {
            "additive" => SeasonalModel::Additive,
            "multiplicative" => SeasonalModel::Multiplicative,
            other => panic!("unknown model {other}"),
        };
        let found = decompose(&rows, model);
        for (idx, row) in rows.into_iter().enumerate() {
            assert_eq!(number(row, "i"), idx as f64, "{row:?}");
            meet_optional(row, "trend", found.trend[idx], &mut met);
            meet(row, "seasonal", found.seasonal(idx), &mut met);
            meet_optional(row, "resid", found.remainder[idx], &mut met);
        }
    }
    report_cases(DECOMPOSED, met, 0);
}

/// R 4.5.0: `decompose` of quarterly figures, additive and multiplicative.
#[test]
fn decomposition_agrees_with_r() {
    let rows = load_rows(QUARTERLY);
    let Some(first) = rows.first() else {
        return;
    };
    let (mut met, mut known) = (0, 0);
    for column in first.keys().filter(|column| !["i", "y"].contains(&column.as_str())) {
        if column.starts_with("stl_") {
            known_deviation(QUARTERLY, "column=stl").expect("a reason to leave STL out");
            known += rows.len();
            continue;
        }
        let (model, part) = column.split_once('_').expect("a model and a part");
        let model = match model {
            "add" => SeasonalModel::Additive,
            "mult" => SeasonalModel::Multiplicative,
            other => panic!("unknown model {other}"),
        };
        let found = decompose(&rows.iter().collect::<Vec<_>>(), model);
        for (idx, row) in rows.iter().enumerate() {
            match part {
                "trend" => meet_optional(row, column, found.trend[idx], &mut met),
                "seasonal" => meet(row, column, found.seasonal(idx), &mut met),
                "random" => meet_optional(row, column, found.remainder[idx], &mut met),
                other => panic!("unknown part {other}"),
            }
        }
    }
    report_cases(QUARTERLY, met, known);
}
