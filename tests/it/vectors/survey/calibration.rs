//! Weights that add up to the population, and the errors they leave.

use std::collections::BTreeMap;

use wijkmonitor::stats::{Design, Margin};

use super::wijk::{is_in, load_sample, wijk_answer};
use super::{Sample, Tally, quantity_of};
use crate::vectors::{Row, assert_close, load_rows, number, report_cases};

/// The totals of the population by the columns given.
fn margin(sample: &Sample, population: &[Row], columns: &[&str]) -> Margin<Vec<String>> {
    let cell = |row: &Row| columns.iter().map(|column| row[*column].clone()).collect::<Vec<_>>();
    let mut totals = BTreeMap::new();
    for row in population {
        *totals.entry(cell(row)).or_insert(0.0) += number(row, "Freq");
    }
    Margin { name: columns.join(" x "), cells: sample.map(cell), totals }
}

/// The residents of each wijk, made to add up to the same population as the other margins.
fn wijken(sample: &Sample, population: &[Row]) -> Margin<Vec<String>> {
    let cell = |row: &Row| vec![row["wijk"].clone()];
    let mut totals: BTreeMap<_, _> =
        sample.rows.iter().map(|row| (cell(row), number(row, "N_wijk"))).collect();
    let whole: f64 = population.iter().map(|row| number(row, "Freq")).sum();
    let found: f64 = totals.values().sum();
    for total in totals.values_mut() {
        *total *= whole / found;
    }
    Margin { name: "wijk".to_owned(), cells: sample.map(cell), totals }
}

/// A column of ones, and one for each part of a margin but the first, with their totals.
fn columns(margins: &[Margin<Vec<String>>]) -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut columns = vec![vec![1.0; margins[0].cells.len()]];
    let mut totals = vec![margins[0].totals.values().sum()];
    for margin in margins {
        for (cell, total) in margin.totals.iter().skip(1) {
            let is_cell = |found: &Vec<String>| f64::from(u8::from(found == cell));
            columns.push(margin.cells.iter().map(is_cell).collect());
            totals.push(*total);
        }
    }
    (columns, totals)
}

/// The calibrated designs of the wave of 2025, by name.
fn calibrated(sample: &Sample, name: &str) -> Design<String> {
    let population = load_rows("survey_r/poststrat_population.csv");
    let margin = |columns: &[&str]| margin(sample, &population, columns);
    let both = [margin(&["leeftijd"]), margin(&["geslacht"])];
    match name {
        "poststrat" => {
            sample.design.post_stratify(&margin(&["leeftijd", "geslacht"])).expect("met")
        }
        "rake" => {
            let [age, sex] = both;
            sample.design.rake(&[age, sex, wijken(sample, &population)]).expect("met")
        }
        "linear" => {
            let (columns, totals) = columns(&both);
            sample.design.calibrate(&columns, &totals).expect("met")
        }
        other => panic!("unknown calibration {other}"),
    }
}

/// R survey 4.5: `postStratify`, `rake` and `calibrate`.
#[test]
fn calibrated_weights_agree_with_r_survey() {
    const FILE: &str = "survey_r/poststrat_weights_expected.csv";
    let rows = load_rows(FILE);
    let sample = load_sample("fpc", |row| row["jaar"] == "2025");
    let mut met = 0;
    for (name, tolerance) in [("poststrat", 1e-12), ("rake", 1e-6), ("linear", 1e-12)] {
        let design = calibrated(&sample, name);
        let weights: BTreeMap<_, _> =
            sample.rows.iter().map(|row| row["id"].clone()).zip(design.weights()).collect();
        for row in &rows {
            let expected = number(row, &format!("w_{name}"));
            assert_close(weights[&row["id"]], expected, tolerance, (name, &row["id"]));
            met += 1;
        }
    }
    report_cases(FILE, met, 0);
}

/// R survey 4.5: `svymean` over the subsets of calibrated designs.
#[test]
fn calibrated_means_agree_with_r_survey() {
    let mut tally = Tally::new("survey_r/wijk_expected_cal.csv");
    let sample = load_sample("fpc", |row| row["jaar"] == "2025");
    let mut designs = BTreeMap::new();
    for row in load_rows("survey_r/wijk_expected_cal.csv") {
        let name = row["design"].strip_prefix("cal_").expect("a calibration");
        let design = designs.entry(name.to_owned()).or_insert_with(|| calibrated(&sample, name));
        assert_eq!(row["stat"], "mean", "{row:?}");
        let answers = sample.map(|of| wijk_answer(of, &row["var"]));
        let members = sample.map(|of| is_in(of, &row["domain"]));
        let found = design.mean(&answers, &members).expect("every domain has respondents");
        let (found, tolerance) = quantity_of(&found, &row["quantity"]);
        tally.compare(&row, &row["domain"], found, tolerance);
    }
    tally.report();
}
