//! Counts and rates against R and PHEindicatormethods.

use wijkmonitor::stats::{Rate, poisson_interval, rate_interval};

use super::{PHE_COLUMNS, assert_close, check_levels, load_rows, number};

/// The files that are read here.
pub const FILES: &[&str] = &["phe/grid_poisson_exact.csv", "phe/rate_95_998.csv"];

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
