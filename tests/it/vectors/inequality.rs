//! Inequality between areas against R's ineq and rineq and PHEindicatormethods.

use std::collections::BTreeMap;

use wijkmonitor::stats::{
    Confidence, Distribution, FigureKind, IndexWithVariance, Interval, RankedOutcome, SlopeError,
    SlopeFit, SlopeGroup, SlopeGroups, SlopeIndex, atkinson, coefficient_of_variation,
    concentration_index, gini, gini_corrected, ricci_schutz, slope_index, theil,
};

use super::{Row, assert_close, known_deviation, load_rows, number, report_cases};

/// The files that are read here.
pub const FILES: &[&str] = &[
    "trend_inequality/ineq_gini.csv",
    "trend_inequality/gini_population_weighted.csv",
    "trend_inequality/concentration_index_input.csv",
    "trend_inequality/concentration_index_expected.csv",
    "phe/sii_input.csv",
    "phe/sii_expected.csv",
    "phe/sii_peer_testfile.csv",
];

const INEQ: &str = FILES[0];
const WEIGHTED: &str = FILES[1];
const CONCENTRATION: &str = FILES[3];
const SLOPES: &str = FILES[5];
const SLOPE_TESTS: &str = FILES[6];

/// Compares where equality gives exactly 0 and other programs a last bit.
#[track_caller]
fn assert_near(found: f64, expected: f64, what: impl std::fmt::Debug) {
    let error = (found - expected).abs();
    let allowed = 1e-9 * expected.abs() + 1e-14;
    assert!(error <= allowed, "{what:?}: {found} instead of {expected}, off by {error:e}");
}

/// Numbers in one cell, separated by semicolons.
fn numbers(cell: &str) -> Vec<f64> {
    cell.split(';').map(|part| part.parse().expect("a number")).collect()
}

fn has_number(row: &Row, column: &str) -> bool {
    row.get(column).is_some_and(|cell| !["", "NA"].contains(&cell.as_str()))
}

/// R package ineq: `Gini`, `Theil`, `var.coeff`, `RS` and `Atkinson`, whose aversion ends the
/// name of the column without its point.
#[test]
fn indices_agree_with_ineq() {
    let (mut met, mut known) = (0, 0);
    for row in load_rows(INEQ) {
        let figures = numbers(&row["x"]);
        let areas = Distribution::unweighted(&figures).expect("areas");
        for column in row.keys().filter(|column| !["set", "x"].contains(&column.as_str())) {
            let expected = number(&row, column);
            let found = match column.as_str() {
                "gini_uncorrected" => gini(&areas),
                "gini_corrected" => gini_corrected(&areas).expect("two areas or more"),
                "theil" if figures.contains(&0.0) => {
                    known_deviation(INEQ, "theil|zeros").expect("a reason");
                    known += 1;
                    // Theirs is that of the other areas, and smaller than with all.
                    assert!(expected < theil(&areas), "{row:?}");
                    let above_0: Vec<f64> = figures.iter().copied().filter(|y| 0.0 < *y).collect();
                    theil(&Distribution::unweighted(&above_0).expect("areas"))
                }
                "theil" => theil(&areas),
                "var_coeff" => coefficient_of_variation(&areas),
                "ricci_schutz" => ricci_schutz(&areas),
                other => {
                    let digits = other.strip_prefix("atkinson_").expect("a known index");
                    let (whole, part) = digits.split_at(1);
                    let aversion = format!("{whole}.{part}").parse().expect("an aversion");
                    atkinson(&areas, aversion).expect("an aversion above 0")
                }
            };
            assert_near(found, expected, (column, &row));
            met += 1;
        }
    }
    report_cases(INEQ, met - known, known);
}

/// The closed form, and R package ineq on the population written out person by person.
#[test]
fn gini_by_population_agrees_with_ineq() {
    let mut met = 0;
    for row in load_rows(WEIGHTED) {
        let areas: Vec<(f64, f64)> =
            numbers(&row["y"]).into_iter().zip(numbers(&row["w"])).collect();
        let found = gini(&Distribution::of(&areas).expect("areas"));
        for column in ["gini_weighted", "gini_expanded"] {
            if has_number(&row, column) {
                assert_near(found, number(&row, column), (column, &row));
                met += 1;
            }
        }
    }
    report_cases(WEIGHTED, met, 0);
}

/// R package rineq: `ci(method = "direct")`. A case is named by its index, the outcome when that
/// is not `y`, and whether it is weighted.
#[test]
fn concentration_index_agrees_with_rineq() {
    let input = load_rows("trend_inequality/concentration_index_input.csv");
    let mut met = 0;
    for row in load_rows(CONCENTRATION) {
        let mut column = "y";
        let mut is_weighted = false;
        let mut kind = "CI";
        for word in row["case"].split(' ') {
            match word {
                "CI" => {}
                "weighted" => is_weighted = true,
                "unweighted" => is_weighted = false,
                "y" | "b" => column = word,
                "Wagstaff" | "Erreygers" | "generalised" | "generalized" => kind = word,
                other => panic!("unknown case {other}"),
            }
        }
        let outcome = |row: &Row| RankedOutcome {
            ranked_by: number(row, "rank"),
            outcome: number(row, column),
            weight: if is_weighted { number(row, "w") } else { 1.0 },
        };
        let outcomes: Vec<RankedOutcome> = input.iter().map(outcome).collect();
        let values = outcomes.iter().map(|row| row.outcome);
        let (low, high) = (values.clone().fold(f64::MAX, f64::min), values.fold(0.0, f64::max));
        let found = concentration_index(&outcomes).expect("outcomes");
        let IndexWithVariance { index, variance } = match kind {
            "CI" => found.relative,
            "Wagstaff" => found.wagstaff(low, high).expect("bounds"),
            "Erreygers" => found.erreygers(low, high).expect("bounds"),
            _ => found.generalised(),
        };
        assert_close(index, number(&row, "value"), 1e-9, &row);
        assert_close(variance, number(&row, "variance"), 1e-9, &row);
        met += 2;
    }
    report_cases(CONCENTRATION, met, 0);
}

/// The groups of rows. An error and an interval that are both given must agree.
fn slope_groups(rows: &[&Row], kind: FigureKind) -> Result<SlopeGroups, SlopeError> {
    let get = |row: &Row, column: &str| row[column].parse::<f64>().ok();
    let to_group = |row: &&Row| {
        let population = get(row, "Population").ok_or(SlopeError::Population)?;
        let value = get(row, "Value").ok_or(SlopeError::Value)?;
        let given = get(row, "StandardError");
        let bounds = get(row, "LowerCL").zip(get(row, "UpperCL"));
        let from_interval = bounds.map(|(lower, upper)| {
            let interval = Interval::new(lower, upper).ok_or(SlopeError::StandardError)?;
            SlopeGroup::with_interval(kind, population, value, interval, Confidence::P95)
        });
        let from_interval = from_interval.transpose()?.map(|group| group.standard_error);
        let standard_error = given.or(from_interval).ok_or(SlopeError::StandardError)?;
        if let (Some(given), Some(from_interval)) = (given, from_interval) {
            // The peer's errors come from 3.92 as twice the normal quantile.
            let differs = 0.0 < given && 1e-4 < (given / from_interval - 1.0).abs();
            assert!(!differs, "{given} or {from_interval} in {row:?}");
        }
        Ok(SlopeGroup { population, value, standard_error })
    };
    SlopeGroups::of(kind, rows.iter().map(to_group).collect::<Result<_, _>>()?)
}

fn kind_of(number: &str) -> FigureKind {
    match number {
        "0" => FigureKind::Measure,
        "1" => FigureKind::Rate,
        "2" => FigureKind::Share,
        other => panic!("unknown type of value {other}"),
    }
}

/// Bounds of the peer are quantiles of a simulation, given to 5 %.
#[track_caller]
fn meet_bounds(row: &Row, columns: [&str; 2], found: Option<Interval>, met: &mut usize) {
    if has_number(row, columns[0]) {
        let found = found.expect("an interval");
        assert_close(found.lower(), number(row, columns[0]), 0.05, (columns[0], row));
        assert_close(found.upper(), number(row, columns[1]), 0.05, (columns[1], row));
        *met += 2;
    }
}

#[track_caller]
fn meet_index(row: &Row, columns: [&str; 3], found: &SlopeIndex, met: &mut usize) {
    let rii = found.rii.unwrap_or(f64::NAN);
    for (column, value) in columns.into_iter().zip([found.sii, rii, found.intercept]) {
        if has_number(row, column) {
            assert_close(value, number(row, column), 1e-9, (column, row));
            *met += 1;
        }
    }
}

/// PHEindicatormethods 2.1.1: `phe_sii`.
#[test]
fn slope_index_agrees_with_phe() {
    let input = load_rows("phe/sii_input.csv");
    let mut met = 0;
    for row in load_rows(SLOPES) {
        let rows: Vec<&Row> = input.iter().filter(|group| group["block"] == row["block"]).collect();
        assert_eq!(rows.len() as f64, number(&row, "nq"), "{row:?}");
        let groups = slope_groups(&rows, kind_of(&row["value_type"])).expect("groups");
        let fit = if row["transform"].eq_ignore_ascii_case("true") {
            SlopeFit::Transformed
        } else {
            SlopeFit::Straight
        };
        let found = slope_index(&groups, fit, 1.0, Confidence::P95).expect("a multiplier");
        meet_index(&row, ["sii", "rii", "intercept"], &found, &mut met);
        for end in ["0cl", "0"] {
            let columns =
                |index: &str| [format!("{index}_lower95_{end}"), format!("{index}_upper95_{end}")];
            for (index, interval) in
                [("sii", Some(found.sii_interval)), ("rii", found.rii_interval)]
            {
                let [lower, upper] = columns(index);
                meet_bounds(&row, [&lower, &upper], interval, &mut met);
            }
        }
    }
    report_cases(SLOPES, met, 0);
}

/// The confidences that a test of the peer asks for: its description says so when they are not
/// those of the column.
fn levels_of(row: &Row) -> Vec<Confidence> {
    let told = &row["TestDescription"];
    let levels = match (told.contains("95"), told.contains("98")) {
        (true, true) => vec![95.0, 98.0],
        (false, true) => vec![98.0],
        _ => {
            let list = row["Confidence"].trim_start_matches("c(").trim_end_matches(')');
            list.split(',').map(|level| level.trim().parse().expect("a level")).collect()
        }
    };
    let to_confidence = |level| Confidence::new(level / 100.0).expect("a confidence");
    levels.into_iter().map(to_confidence).collect()
}

fn multiplier_of(row: &Row) -> f64 {
    let told = &row["TestDescription"];
    let number = told.split_once("(x ").and_then(|(_, rest)| rest.split_once(')'));
    match number {
        Some((number, _)) => number.trim().parse().expect("a multiplier"),
        None if told.contains("negative multiplier") => -1.0,
        None => 1.0,
    }
}

/// Why a test of the peer has no index, when that is what it tests.
fn refusal(told: &str) -> Option<SlopeError> {
    if told.contains("missing populations") || told.contains("negative populations") {
        Some(SlopeError::Population)
    } else if told.contains("missing value") {
        Some(SlopeError::Value)
    } else if told.starts_with("error handling") {
        Some(SlopeError::StandardError)
    } else {
        None
    }
}

/// The tests of PHEindicatormethods 2.1.1 itself, which tell in words what each is about. What
/// it refuses, we refuse.
#[test]
fn slope_index_agrees_with_the_tests_of_phe() {
    let rows = load_rows(SLOPE_TESTS);
    let mut tests: BTreeMap<(&str, &str), Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        tests.entry((&row["TestDescription"], &row["Area"])).or_default().push(row);
    }
    let mut met = 0;
    for ((told, area), rows) in tests {
        let first = rows[0];
        let is_small = |row: &&Row| row["Value"].parse().is_ok_and(|value: f64| value < 1.0);
        let refused = refusal(told);
        // The tests of what is refused do not write that their values are shares.
        let kind = if refused.is_some() && rows.iter().all(is_small) {
            FigureKind::Share
        } else {
            kind_of(&first["ValueType"])
        };
        let groups = slope_groups(&rows, kind);
        if let Some(refused) = refused {
            assert_eq!(groups, Err(refused), "{told}, {area}");
            met += 1;
            continue;
        }
        let groups = groups.expect(told);
        let fit =
            if told.contains("transform") { SlopeFit::Transformed } else { SlopeFit::Straight };
        for (idx, confidence) in levels_of(first).into_iter().enumerate() {
            let found = slope_index(&groups, fit, multiplier_of(first), confidence);
            let found = found.expect("a multiplier");
            meet_index(first, ["sii", "rii", "Intercept"], &found, &mut met);
            let columns = |index: &str| {
                let place = idx + 1;
                [format!("{index}_lowercl_{place}"), format!("{index}_uppercl_{place}")]
            };
            let ([low, high], [low_ratio, high_ratio]) = (columns("sii"), columns("rii"));
            meet_bounds(first, [&low, &high], Some(found.sii_interval), &mut met);
            meet_bounds(first, [&low_ratio, &high_ratio], found.rii_interval, &mut met);
        }
    }
    report_cases(SLOPE_TESTS, met, 0);
}
