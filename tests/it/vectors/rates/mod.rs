//! Counts and rates, and how two of them differ, against R, PHEindicatormethods and statsmodels.

use wijkmonitor::stats::{
    Confidence, IndirectRatio, PoissonMethod, Rate, byar_interval, poisson_interval,
    poisson_interval_by, rate_interval_by,
};

use super::{
    PHE_COLUMNS, Row, assert_close, check_levels, confidence, known_deviation, load_rows, number,
    report_cases,
};

mod comparison;

/// The files that are read here. Of `byars_wilson` only the rows of Byar and of
/// `ratesci_miettinen_nurminen` only those of Poisson rates; the others belong to shares.
pub const FILES: &[&str] = &[
    "phe/grid_poisson_exact.csv",
    "phe/grid_rate_per1000.csv",
    "phe/rate_95_998.csv",
    "phe/rate_grouped.csv",
    "phe/byars_wilson.csv",
    "r_epi/epitools_pois.csv",
    "r_epi/poisson_one_sample.csv",
    "r_epi/rate_ratio_two_sample.csv",
    "r_epi/ratesci_miettinen_nurminen.csv",
    "statsmodels_scipy/poisson_confint.csv",
    "statsmodels_scipy/rates_2indep_ci.csv",
    "statsmodels_scipy/rates_2indep_test.csv",
];

/// The tolerance of the READMEs of `r_epi` and `statsmodels_scipy`.
const TOLERANCE: f64 = 1e-8;

fn count(row: &Row, column: &str) -> u64 {
    row[column].parse().expect("a count")
}

/// A cell that may be empty, `NaN` or infinite: what the other program then says is not a number.
fn finite(row: &Row, column: &str) -> Option<f64> {
    row[column].parse().ok().filter(|value: &f64| value.is_finite())
}

/// As [`assert_close`], for a bound that may be 0 or was searched for to so many units.
#[track_caller]
fn assert_within(found: f64, expected: f64, distance: f64, what: &Row) {
    let error = (found - expected).abs();
    assert!(error <= distance, "{what:?}: {found} instead of {expected}, off by {error:e}");
}

/// R 4.5.0: `qchisq`, as PHEindicatormethods 2.1.1 uses it below ten events.
#[test]
fn poisson_interval_agrees_with_r() {
    let path = "phe/grid_poisson_exact.csv";
    let rows = load_rows(path);
    for row in &rows {
        let events = count(row, "x");
        let columns = ["lower95", "upper95", "lower99_8", "upper99_8"];
        check_levels(row, columns, 1e-11, |confidence| poisson_interval(events, confidence));
    }
    report_cases(path, rows.len(), 0);
}

/// PHEindicatormethods 2.1.1: `phe_rate`, which is exact below ten events and Byar's
/// approximation from there.
#[test]
fn rate_interval_agrees_with_phe() {
    for path in ["phe/grid_rate_per1000.csv", "phe/rate_95_998.csv", "phe/rate_grouped.csv"] {
        let rows = load_rows(path);
        for row in &rows {
            let (events, exposure, per) = if row.contains_key("x") {
                (&row["x"], &row["n"], 1_000.0)
            } else {
                (&row["Numerator"], &row["Denominator"], number(row, "multiplier"))
            };
            // Areas that lack a numerator or a denominator have no rate there, either.
            let (Ok(events), Ok(exposure)) = (events.parse(), exposure.parse()) else {
                assert_eq!(row["value"], "", "{row:?}");
                continue;
            };
            let rate = Rate::of(events, exposure, per).expect("a rate");
            assert_close(rate.value(), number(row, "value"), 1e-12, row);
            let method = match row["method"].as_str() {
                "Exact" => PoissonMethod::Exact,
                "Byars" => PoissonMethod::Byar,
                other => panic!("{path}: unknown method {other}"),
            };
            let of = |confidence| {
                let found = rate_interval_by(rate, PoissonMethod::Phe, confidence);
                assert_eq!(found, rate_interval_by(rate, method, confidence), "{row:?}");
                found
            };
            if row.contains_key("confidence") {
                let found = of(confidence(row));
                assert_close(found.lower(), number(row, "lowercl"), 1e-9, row);
                assert_close(found.upper(), number(row, "uppercl"), 1e-9, row);
            } else {
                check_levels(row, PHE_COLUMNS, 1e-9, of);
            }
        }
        report_cases(path, rows.len(), 0);
    }
}

/// PHEindicatormethods 2.1.1: `byars_lower` and `byars_upper`, which give nothing where the
/// formula falls below zero; ours is zero there.
#[test]
fn byar_agrees_with_phe() {
    let path = "phe/byars_wilson.csv";
    let mut met = 0;
    for row in load_rows(path).iter().filter(|row| row["method"] != "Wilson") {
        assert_eq!(row["method"], "Byars", "unknown method");
        let found = byar_interval(count(row, "x"), confidence(row));
        let lower = finite(row, "lowercl").unwrap_or(0.0);
        assert_within(found.lower(), lower, 1e-9 * lower, row);
        assert_close(found.upper(), number(row, "uppercl"), 1e-9, row);
        met += 1;
    }
    report_cases(path, met, 0);
}

/// epitools 0.5-10.1: `pois.byar`, `pois.exact` and `pois.daly`.
///
/// `pois.exact` searches with `uniroot`, to a ten-thousandth of an event and no further; its
/// columns are held to that, and those of `pois.daly`, the same interval by the gamma
/// distribution, to the tolerance of the file.
#[test]
fn rate_interval_agrees_with_epitools() {
    let path = "r_epi/epitools_pois.csv";
    // The tolerance of `uniroot`, in events.
    let searched = f64::EPSILON.powf(0.25);
    let rows = load_rows(path);
    let mut known = 0;
    for row in &rows {
        let exposure = number(row, "pt");
        let rate = Rate::of(count(row, "x"), exposure, 1.0).expect("a rate");
        assert_within(rate.value(), number(row, "rate"), TOLERANCE * rate.value(), row);
        let exact = rate_interval_by(rate, PoissonMethod::Exact, Confidence::P95);
        assert_within(exact.lower(), number(row, "daly_low"), TOLERANCE * exact.lower(), row);
        if known_deviation(path, &format!("x={}|daly_high", row["x"])).is_some() {
            known += 1;
        } else {
            assert_close(exact.upper(), number(row, "daly_high"), TOLERANCE, row);
        }
        assert_within(exact.lower(), number(row, "exact_low"), searched / exposure, row);
        assert_within(exact.upper(), number(row, "exact_high"), searched / exposure, row);
        let byar = rate_interval_by(rate, PoissonMethod::ByarMidP, Confidence::P95);
        assert_within(
            byar.lower(),
            number(row, "byar_low").max(0.0),
            TOLERANCE * byar.lower(),
            row,
        );
        assert_close(byar.upper(), number(row, "byar_high"), TOLERANCE, row);
    }
    report_cases(path, rows.len() - known, known);
}

/// R 4.5.0: `poisson.test(obs, r = exp)`, and Byar's formula for the observed.
#[test]
fn one_count_agrees_with_r() {
    let path = "r_epi/poisson_one_sample.csv";
    let rows = load_rows(path);
    for row in &rows {
        let observed = count(row, "obs");
        let ratio = IndirectRatio::of(observed, number(row, "exp")).expect("events are expected");
        assert_close(ratio.p_value(), number(row, "p_exact"), TOLERANCE, row);
        assert_close(ratio.value(), number(row, "smr"), TOLERANCE, row);
        let exact = poisson_interval(observed, Confidence::P95);
        assert_close(exact.lower(), number(row, "low"), TOLERANCE, row);
        assert_close(exact.upper(), number(row, "high"), TOLERANCE, row);
        let byar = byar_interval(observed, Confidence::P95);
        // Of no events the formula divides by zero; ours is zero there.
        assert_close(byar.lower(), finite(row, "byar_low").unwrap_or(0.0), TOLERANCE, row);
        assert_close(byar.upper(), number(row, "byar_high"), TOLERANCE, row);
    }
    report_cases(path, rows.len(), 0);
}

/// Whether a row, or its method in a file, is named with a reason; [`known_deviation`] knows the
/// key `method=…`, after `compare=…` where there are two contrasts.
fn is_known(path: &str, row: &Row) -> bool {
    let method = format!("method={}", row["method"]);
    let key = match row.get("compare") {
        Some(compare) => format!("compare={compare} {method}"),
        None => method,
    };
    known_deviation(path, &key).is_some()
}

/// statsmodels 0.15.0: `confint_poisson`.
///
/// Its mid-P interval is the minimum of a squared distance, found to 1e-8 per unit of exposure.
#[test]
fn poisson_interval_agrees_with_statsmodels() {
    let path = "statsmodels_scipy/poisson_confint.csv";
    let (mut met, mut known) = (0, 0);
    for row in load_rows(path) {
        if is_known(path, &row) {
            known += 1;
            continue;
        }
        let method = match row["method"].as_str() {
            "exact-c" | "gamma" => PoissonMethod::Exact,
            "midp-c" => PoissonMethod::MidP,
            "score" => PoissonMethod::Score,
            "sqrt" => PoissonMethod::SquareRoot,
            "sqrt-a" => PoissonMethod::Anscombe,
            "sqrt-v" => PoissonMethod::Vandenbroucke,
            other => panic!("{path}: unknown method {other}"),
        };
        let exposure = number(&row, "exposure");
        let found = poisson_interval_by(count(&row, "count"), method, Confidence::P95);
        let check = |found: f64, column: &str| {
            let (found, expected) = (found / exposure, number(&row, column));
            let is_searched = method == PoissonMethod::MidP;
            let distance = if is_searched { 1e-8 } else { TOLERANCE * expected };
            assert_within(found, expected, distance, &row);
        };
        check(found.upper(), "high");
        let key = format!("count={} method={}", row["count"], row["method"]);
        if known_deviation(path, &key).is_some() {
            assert_eq!(found.lower().to_bits(), 0.0_f64.to_bits(), "{row:?}");
            known += 1;
        } else {
            check(found.lower(), "low");
            met += 1;
        }
    }
    report_cases(path, met, known);
}
