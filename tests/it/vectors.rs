//! Quantiles, shares and rates against what R and its package PHEindicatormethods compute.
//!
//! The expected values live beside the crate, in the folder that `WIJKMONITOR_SHARED` names
//! (`../shared` when it does not). Without that folder the tests pass and say so on stderr,
//! except where `WIJKMONITOR_REQUIRE_SHARED` is `1`.

use std::collections::BTreeMap;
use std::env;
use std::io::Write as _;
use std::path::PathBuf;

use wijkmonitor::stats::special::{chi_squared_quantile, normal_quantile, student_t_quantile};
use wijkmonitor::stats::{
    Confidence, Interval, Rate, Share, poisson_interval, rate_interval, wilson_interval,
};

/// A row of a table, by the names of its columns.
pub type Row = BTreeMap<String, String>;

/// The path of shared material, or nothing when it is absent and may be.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = env::var_os("WIJKMONITOR_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    let required = env::var("WIJKMONITOR_REQUIRE_SHARED").is_ok_and(|found| found == "1");
    let message = format!("{} is absent, set WIJKMONITOR_SHARED", full.display());
    assert!(!required, "{message}");
    // Not through `eprintln`, which the test runner hides when a test passes.
    writeln!(std::io::stderr(), "skipped: {message}").expect("stderr can be written");
    None
}

/// The rows of a table below `vectors`, none when it may be absent.
pub fn load_rows(path: &str) -> Vec<Row> {
    let Some(path) = shared(&format!("vectors/{path}")) else {
        return Vec::new();
    };
    let mut reader = csv::Reader::from_path(&path).expect("the vectors can be read");
    reader.deserialize().map(|row| row.expect("the vectors are tables")).collect()
}

pub fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().expect("the vectors hold numbers")
}

#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: impl std::fmt::Debug) {
    let error = (found - expected).abs();
    assert!(
        error <= tolerance * expected.abs(),
        "{what:?}: {found} instead of {expected}, off by {error:e}"
    );
}

/// Holds the bounds at 95 % and 99.8 % of a row against those of an estimator.
fn check_levels(
    row: &Row,
    columns: [&str; 4],
    tolerance: f64,
    of: impl Fn(Confidence) -> Interval,
) {
    let p998 = Confidence::new(0.998).expect("99.8 % is a confidence");
    for (pair, confidence) in columns.chunks(2).zip([Confidence::P95, p998]) {
        let found = of(confidence);
        assert_close(found.lower(), number(row, pair[0]), tolerance, row);
        assert_close(found.upper(), number(row, pair[1]), tolerance, row);
    }
}

const PHE_COLUMNS: [&str; 4] = ["lower95_0cl", "upper95_0cl", "lower99_8cl", "upper99_8cl"];

/// R 4.5.0: `qnorm`, `qt`, `qchisq`.
#[test]
fn quantiles_agree_with_r() {
    for row in load_rows("r_special/special.csv") {
        let found = match row["fn"].as_str() {
            "qnorm" => normal_quantile(number(&row, "a")),
            "qt" => student_t_quantile(number(&row, "a"), number(&row, "b")),
            "qchisq" => chi_squared_quantile(number(&row, "a"), number(&row, "b")),
            _ => continue,
        };
        assert_close(found, number(&row, "value"), 1e-12, row);
    }
}

/// PHEindicatormethods 2.1.1: `phe_proportion`.
#[test]
fn wilson_interval_agrees_with_phe() {
    for row in load_rows("phe/grid_proportion.csv") {
        let share = Share::of(number(&row, "x"), number(&row, "n")).expect("x is part of n");
        assert_close(share.fraction(), number(&row, "value"), 1e-12, &row);
        check_levels(&row, PHE_COLUMNS, 1e-9, |confidence| wilson_interval(share, confidence));
    }
    for row in load_rows("phe/proportion_95_998.csv") {
        // Two areas lack a numerator or a denominator.
        let (Ok(x), Ok(n)) = (row["Numerator"].parse(), row["Denominator"].parse::<f64>()) else {
            continue;
        };
        let share = Share::of(x, n).expect("x is part of n");
        let multiplier = number(&row, "multiplier");
        check_levels(&row, PHE_COLUMNS, 1e-9, |confidence| {
            let found = wilson_interval(share, confidence);
            Interval::new(found.lower() * multiplier, found.upper() * multiplier).expect("finite")
        });
    }
}

/// PHEindicatormethods 2.1.1: `wilson_lower` and `wilson_upper`, also for a teller of 0.445.
#[test]
fn wilson_interval_agrees_with_phe_for_a_broken_teller() {
    for row in load_rows("phe/byars_wilson.csv") {
        if row["method"] != "Wilson" {
            continue;
        }
        let share = Share::of(number(&row, "x"), number(&row, "n")).expect("x is part of n");
        let percentage: f64 = row["confidence"].trim_end_matches('%').parse().expect("a number");
        let confidence = Confidence::new(percentage / 100.0).expect("a confidence");
        let found = wilson_interval(share, confidence);
        assert_close(found.lower(), number(&row, "lowercl"), 1e-9, &row);
        assert_close(found.upper(), number(&row, "uppercl"), 1e-9, &row);
    }
}

/// R 4.5.0: `qchisq`, as PHEindicatormethods 2.1.1 uses it below ten events.
#[test]
fn poisson_interval_agrees_with_r() {
    for row in load_rows("phe/grid_poisson_exact.csv") {
        let events = row["x"].parse().expect("a count");
        let columns = ["lower95", "upper95", "lower99_8", "upper99_8"];
        check_levels(&row, columns, 1e-11, |confidence| poisson_interval(events, confidence));
    }
}

/// PHEindicatormethods 2.1.1: `phe_rate`, which is exact below ten events and Byar's
/// approximation from there.
#[test]
fn rate_interval_agrees_with_phe() {
    for row in load_rows("phe/rate_95_998.csv") {
        let Ok(events) = row["Numerator"].parse() else {
            continue;
        };
        let multiplier = number(&row, "multiplier");
        let rate = Rate::of(events, number(&row, "Denominator"), multiplier).expect("a rate");
        assert_close(rate.value(), number(&row, "value"), 1e-12, &row);
        let tolerance = if row["method"] == "Exact" { 1e-9 } else { 0.005 };
        check_levels(&row, PHE_COLUMNS, tolerance, |confidence| rate_interval(rate, confidence));
    }
}
