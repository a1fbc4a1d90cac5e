//! Shares and their intervals against PHEindicatormethods.

use wijkmonitor::stats::{Confidence, Interval, Share, wilson_interval};

use super::{PHE_COLUMNS, assert_close, check_levels, load_rows, number};

/// The files that are read here.
pub const FILES: &[&str] =
    &["phe/grid_proportion.csv", "phe/proportion_95_998.csv", "phe/byars_wilson.csv"];

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
