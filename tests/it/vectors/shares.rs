//! Shares, their intervals and what they differ by, against other programs.

use wijkmonitor::stats::{
    Confidence, DomainSums, Interval, Share, ShareRatio, Stratum, adjusted_log_ratio,
    agresti_caffo_difference, agresti_coull_interval, chi_squared_test, clopper_pearson_interval,
    fisher_exact_test, jeffreys_interval, log_ratio, miettinen_nurminen_difference,
    miettinen_nurminen_ratio, newcombe_difference, weighted_mean, wilson_interval,
};

use super::{
    DEVIATIONS, PHE_COLUMNS, Row, assert_close, check_levels, confidence, known_deviation,
    load_rows, number, report_cases, shared,
};

/// The files that are read here; of `byars_wilson` the rows of Wilson, and of
/// `ratesci_miettinen_nurminen` those of shares, the others being of counts and rates.
pub const FILES: &[&str] = &[
    "phe/grid_proportion.csv",
    "phe/proportion_95_998.csv",
    "phe/proportion_grouped.csv",
    "phe/byars_wilson.csv",
    "r_epi/binom_cp_wilson.csv",
    "r_epi/two_proportions.csv",
    "r_epi/ratesci_miettinen_nurminen.csv",
    "statsmodels_scipy/proportion_confint.csv",
    "statsmodels_scipy/two_proportions_ci.csv",
    "statsmodels_scipy/descrstatsw.json",
];

fn share(row: &Row, teller: &str, noemer: &str) -> Share {
    Share::of(number(row, teller), number(row, noemer)).expect("the teller is part of the noemer")
}

/// Holds a bound that may be 0, where another program leaves a rounding error.
#[track_caller]
fn assert_near(found: f64, expected: f64, what: &Row) {
    let error = (found - expected).abs();
    assert!(error <= 1e-8 * expected.abs().max(1e-6), "{what:?}: {found} instead of {expected}");
}

#[track_caller]
fn assert_bounds(found: Interval, row: &Row, columns: [&str; 2]) {
    assert_near(found.lower(), number(row, columns[0]), row);
    assert_near(found.upper(), number(row, columns[1]), row);
}

/// PHEindicatormethods 2.1.1: `phe_proportion`, for shares of our own.
#[test]
fn wilson_interval_agrees_with_phe() {
    let path = "phe/grid_proportion.csv";
    let rows = load_rows(path);
    for row in &rows {
        let share = share(row, "x", "n");
        assert_close(share.fraction(), number(row, "value"), 1e-12, row);
        check_levels(row, PHE_COLUMNS, 1e-9, |confidence| wilson_interval(share, confidence));
    }
    report_cases(path, rows.len(), 0);
}

/// A Wilson interval in the unit of the row.
fn scaled_wilson(share: Share, multiplier: f64, confidence: Confidence) -> Interval {
    let found = wilson_interval(share, confidence);
    Interval::new(found.lower() * multiplier, found.upper() * multiplier).expect("finite")
}

/// PHEindicatormethods 2.1.1: `phe_proportion` over areas, at two levels or at one. An area
/// without a teller or noemer has no share, there and here.
#[test]
fn wilson_interval_agrees_with_phe_per_area() {
    for path in ["phe/proportion_95_998.csv", "phe/proportion_grouped.csv"] {
        let mut met = 0;
        for row in load_rows(path) {
            let (Ok(x), Ok(n)) = (row["Numerator"].parse(), row["Denominator"].parse::<f64>())
            else {
                assert_eq!(row["value"], "", "{row:?}");
                met += 1;
                continue;
            };
            assert_eq!(row["method"], "Wilson", "{row:?}");
            let share = Share::of(x, n).expect("x is part of n");
            let multiplier = number(&row, "multiplier");
            assert_close(share.fraction() * multiplier, number(&row, "value"), 1e-12, &row);
            if row.contains_key("confidence") {
                let found = scaled_wilson(share, multiplier, confidence(&row));
                assert_close(found.lower(), number(&row, "lowercl"), 1e-9, &row);
                assert_close(found.upper(), number(&row, "uppercl"), 1e-9, &row);
            } else {
                check_levels(&row, PHE_COLUMNS, 1e-9, |confidence| {
                    scaled_wilson(share, multiplier, confidence)
                });
            }
            met += 1;
        }
        report_cases(path, met, 0);
    }
}

/// PHEindicatormethods 2.1.1: `wilson_lower` and `wilson_upper`, also for a teller of 0.445.
#[test]
fn wilson_interval_agrees_with_phe_for_a_broken_teller() {
    let path = "phe/byars_wilson.csv";
    let mut met = 0;
    for row in load_rows(path) {
        match row["method"].as_str() {
            "Wilson" => {
                let found = wilson_interval(share(&row, "x", "n"), confidence(&row));
                assert_close(found.lower(), number(&row, "lowercl"), 1e-9, &row);
                assert_close(found.upper(), number(&row, "uppercl"), 1e-9, &row);
                met += 1;
            }
            // Of counts.
            "Byars" => {}
            other => panic!("unknown method {other}"),
        }
    }
    report_cases(path, met, 0);
}

/// R 4.5.0: `binom.test`, and `prop.test` without correction.
#[test]
fn intervals_agree_with_r() {
    let path = "r_epi/binom_cp_wilson.csv";
    let rows = load_rows(path);
    for row in &rows {
        let share = share(row, "x", "n");
        let exact = clopper_pearson_interval(share, Confidence::P95);
        assert_bounds(exact, row, ["cp_low", "cp_high"]);
        assert_bounds(wilson_interval(share, Confidence::P95), row, ["wilson_low", "wilson_high"]);
    }
    report_cases(path, rows.len(), 0);
}

/// statsmodels 0.15.0: `proportion_confint`.
#[test]
fn intervals_agree_with_statsmodels() {
    let path = "statsmodels_scipy/proportion_confint.csv";
    let (mut met, mut known) = (0, 0);
    for row in load_rows(path) {
        let of = match row["method"].as_str() {
            "wilson" => wilson_interval,
            "beta" => clopper_pearson_interval,
            "jeffreys" => jeffreys_interval,
            "agresti_coull" => agresti_coull_interval,
            other => {
                let reason = known_deviation(path, &format!("method={other}"));
                assert!(reason.is_some(), "unknown method {other}");
                known += 1;
                continue;
            }
        };
        assert_bounds(of(share(&row, "x", "n"), Confidence::P95), &row, ["low", "high"]);
        met += 1;
    }
    report_cases(path, met, known);
}

/// R 4.5.0: `prop.test(correct = FALSE)` and `fisher.test`.
#[test]
fn tests_of_equality_agree_with_r() {
    let path = "r_epi/two_proportions.csv";
    let rows = load_rows(path);
    for row in &rows {
        let (first, second) = (share(row, "x1", "n1"), share(row, "x2", "n2"));
        let difference = newcombe_difference(first, second, Confidence::P95).difference;
        assert_near(difference, number(row, "diff"), row);
        // R has no number, written as such or as `NA`, where nothing varies.
        if let Some(found) = chi_squared_test(first, second) {
            assert_near(found.statistic, number(row, "chisq"), row);
            assert_near(found.p_value, number(row, "p_chisq"), row);
        } else {
            assert!(!row["chisq"].parse().is_ok_and(f64::is_finite), "{row:?}");
        }
        let exact = fisher_exact_test(first, second).expect("whole numbers");
        assert_near(exact, number(row, "fisher_p"), row);
    }
    assert!(known_deviation(path, "wald_low wald_high").is_some());
    report_cases(path, rows.len(), rows.len());
}

/// Holds a ratio against bounds of which the upper may be written as infinite.
#[track_caller]
fn assert_ratio(found: ShareRatio, row: &Row) {
    assert_near(found.lower, number(row, "low"), row);
    let upper = number(row, "high");
    match found.upper {
        Some(found) => assert_near(found, upper, row),
        None => assert_eq!(upper, f64::INFINITY, "{row:?}"),
    }
}

/// ratesci: `scoreci(skew = FALSE)`, the score interval of Miettinen and Nurminen.
#[test]
fn score_intervals_agree_with_ratesci() {
    let path = "r_epi/ratesci_miettinen_nurminen.csv";
    let mut met = 0;
    for row in load_rows(path) {
        let of_shares = || (share(&row, "x1", "n1"), share(&row, "x2", "n2"));
        match row["contrast"].as_str() {
            "RD" => {
                let (first, second) = of_shares();
                let found = miettinen_nurminen_difference(first, second, Confidence::P95);
                assert_bounds(found.interval, &row, ["low", "high"]);
            }
            "RR" => {
                let (first, second) = of_shares();
                assert_ratio(miettinen_nurminen_ratio(first, second, Confidence::P95), &row);
            }
            // Of rates.
            "poi_RD" | "poi_RR" => continue,
            other => panic!("unknown contrast {other}"),
        }
        met += 1;
    }
    report_cases(path, met, 0);
}

/// statsmodels 0.15.0: `confint_proportions_2indep`.
#[test]
fn comparisons_agree_with_statsmodels() {
    let path = "statsmodels_scipy/two_proportions_ci.csv";
    let (mut met, mut known) = (0, 0);
    for row in load_rows(path) {
        let (first, second) = (share(&row, "x1", "n1"), share(&row, "x2", "n2"));
        // Left empty, or no number, where statsmodels has no interval.
        let is_bound = |column: &str| row[column].parse::<f64>().is_ok_and(|bound| !bound.is_nan());
        let is_absent = !(is_bound("low") && is_bound("high")) || number(&row, "low").is_infinite();
        let key = format!("compare={} method={}", row["compare"], row["method"]);
        if known_deviation(path, &key).is_some() {
            known += 1;
            continue;
        }
        let difference = match key.as_str() {
            "compare=diff method=newcomb" => newcombe_difference,
            "compare=diff method=agresti-caffo" => agresti_caffo_difference,
            "compare=ratio method=score" => {
                let found = miettinen_nurminen_ratio(first, second, Confidence::P95);
                if is_absent {
                    let key = format!("{key} without bounds");
                    assert!(known_deviation(path, &key).is_some(), "{row:?}");
                    known += 1;
                } else {
                    assert_ratio(found, &row);
                    met += 1;
                }
                continue;
            }
            "compare=ratio method=log" | "compare=ratio method=log-adjusted" => {
                let of = if row["method"] == "log" { log_ratio } else { adjusted_log_ratio };
                let found = of(first, second, Confidence::P95);
                assert_eq!(found.is_none(), is_absent, "{row:?}");
                found.inspect(|found| assert_ratio(*found, &row));
                met += 1;
                continue;
            }
            _ => panic!("unknown comparison {key}"),
        };
        let found = difference(first, second, Confidence::P95);
        assert_bounds(found.interval, &row, ["low", "high"]);
        met += 1;
    }
    report_cases(path, met, known);
}

/// Where statsmodels' score interval of a difference is off, ours is the one that the table of
/// deviations gives: 12 of 60 and 30 of 95.
#[test]
fn score_interval_is_ours_where_that_of_statsmodels_is_off() {
    for row in load_rows(DEVIATIONS) {
        if row["key"] != "compare=diff method=score" {
            continue;
        }
        let shares = [(12.0, 60.0), (30.0, 95.0)].map(|(x, n)| Share::of(x, n).expect("a part"));
        let found = miettinen_nurminen_difference(shares[0], shares[1], Confidence::P95);
        let expected: f64 = row["our_value"].parse().expect("a number");
        assert!((found.interval.lower() - expected).abs() < 5e-7, "{found:?}");
    }
}

/// statsmodels 0.15.0: `DescrStatsW`, whose weights say how often each value occurs. That is a
/// simple sample in which each respondent has a row.
#[test]
fn mean_of_repeated_rows_agrees_with_statsmodels() {
    let path = "statsmodels_scipy/descrstatsw.json";
    let Some(file) = shared(&format!("vectors/{path}")) else {
        return;
    };
    let text = std::fs::read_to_string(file).expect("the vectors can be read");
    let file: serde_json::Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let numbers = |name: &str| -> Vec<f64> {
        let list = file[name].as_array().expect("a list");
        list.iter().map(|value| value.as_f64().expect("a number")).collect()
    };
    let mut sums = DomainSums::default();
    for (value, times) in numbers("x").into_iter().zip(numbers("w")) {
        for _ in 0..times as u64 {
            sums.add(1, value as i64).expect("the sums are small");
        }
    }
    let stratum = Stratum { respondents: sums.n, population: None, members: sums.n, sums };
    let found = weighted_mean(&[stratum], 0, Confidence::P95).expect("respondents");
    let error = found.precision.expect("the answers vary").standard_error;
    let expected = |name: &str| file[name].as_f64().expect("a number");
    assert_close(found.mean, expected("mean"), 1e-12, "mean");
    assert_close(error, expected("std_mean"), 1e-12, "std_mean");
    let spread = error * error * (found.n - 1) as f64;
    assert_close(spread, expected("var"), 1e-12, "var");
    assert!(known_deviation(path, "quantiles").is_some());
    report_cases(path, 3, 1);
}
