//! Counts, rates and how two of them differ, against R, PHEindicatormethods and statsmodels.

use wijkmonitor::stats::{
    Confidence, IndirectRatio, NoComparison, PoissonMethod, Rate, RateDifferenceMethod,
    RateRatioBasis, RateRatioMethod, RateTest, byar_interval, poisson_interval,
    poisson_interval_by, rate_difference_interval, rate_interval_by, rate_interval_phe, rate_ratio,
    rate_ratio_interval, test_rates,
};

use super::{
    PHE_COLUMNS, Row, assert_close, check_levels, known_deviation, load_rows, number, report_cases,
};

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

/// A confidence written as `95%`.
fn confidence(row: &Row) -> Confidence {
    let percentage: f64 = row["confidence"].trim_end_matches('%').parse().expect("a number");
    Confidence::new(percentage / 100.0).expect("a confidence")
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
                let found = rate_interval_phe(rate, confidence);
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

/// The two rates of a row, per unit of exposure.
fn two_rates(row: &Row, exposures: [&str; 2]) -> (Rate, Rate) {
    let rate = |events: &str, exposure: &str| {
        Rate::of(count(row, events), number(row, exposure), 1.0).expect("a rate")
    };
    (rate("x1", exposures[0]), rate("x2", exposures[1]))
}

/// R 4.5.0: `poisson.test` and `binom.test` for two rates, and the formulas of the logarithm and
/// the score.
#[test]
fn rate_ratio_agrees_with_r() {
    let path = "r_epi/rate_ratio_two_sample.csv";
    let rows = load_rows(path);
    for row in &rows {
        let (a, b) = two_rates(row, ["t1", "t2"]);
        let Ok(found) = rate_ratio(a, b, Confidence::P95) else {
            // Where neither has events, R has no ratio and excludes nothing.
            assert_eq!((a.events(), b.events()), (0, 0), "{row:?}");
            assert_eq!((finite(row, "ratio"), number(row, "exact_cond_p")), (None, 1.0), "{row:?}");
            continue;
        };
        assert_option(found.ratio, finite(row, "ratio"), row);

        let exact = rate_ratio_interval(a, b, RateRatioMethod::Exact, Confidence::P95);
        let exact = exact.expect("there are events");
        assert_within(exact.lower(), number(row, "exact_cond_low"), TOLERANCE * exact.lower(), row);
        assert_option(exact.upper(), finite(row, "exact_cond_high"), row);
        let exact_p = test_rates(a, b, RateTest::Exact).expect("there are events").p_value;
        assert_close(exact_p, number(row, "exact_cond_p"), TOLERANCE, row);

        let log = rate_ratio_interval(a, b, RateRatioMethod::Log, Confidence::P95).ok();
        assert_option(log.map(|log| log.lower()), finite(row, "wald_log_low"), row);
        assert_option(log.and_then(|log| log.upper()), finite(row, "wald_log_high"), row);
        let score = test_rates(a, b, RateTest::Score).expect("there are events");
        assert_option(score.statistic, finite(row, "z_score_test"), row);
        assert_close(score.p_value, number(row, "p_score"), TOLERANCE, row);

        let (interval, p_value) = match found.basis {
            RateRatioBasis::Exact => (Some(exact), exact_p),
            RateRatioBasis::Large => (log, score.p_value),
        };
        assert_eq!((Some(found.interval), found.p_value), (interval, p_value), "{row:?}");
    }
    report_cases(path, rows.len(), 0);
}

#[track_caller]
fn assert_option(found: Option<f64>, expected: Option<f64>, row: &Row) {
    match (found, expected) {
        (Some(found), Some(expected)) => {
            assert_within(found, expected, TOLERANCE * expected.abs().max(1e-6), row);
        }
        _ => assert_eq!(found, expected, "{row:?}"),
    }
}

/// ratesci: `scoreci(distrib = "poi", skew = FALSE)` for differences and ratios.
///
/// It halves until the bounds are known to about 1e-9, of which the rates of a hundredth are no
/// larger a part than the tolerance allows; so that is a distance here.
#[test]
fn score_intervals_agree_with_ratesci() {
    let path = "r_epi/ratesci_miettinen_nurminen.csv";
    let mut met = 0;
    for row in load_rows(path) {
        let (a, b) = match row["contrast"].as_str() {
            "RD" | "RR" => continue,
            _ => two_rates(&row, ["n1", "n2"]),
        };
        match row["contrast"].as_str() {
            "poi_RD" => {
                let method = RateDifferenceMethod::Score;
                let found = rate_difference_interval(a, b, method, Confidence::P95);
                let found = found.expect("the score needs no events");
                assert_within(found.lower(), number(&row, "low"), TOLERANCE, &row);
                assert_within(found.upper(), number(&row, "high"), TOLERANCE, &row);
            }
            "poi_RR" => match rate_ratio_interval(a, b, RateRatioMethod::Score, Confidence::P95) {
                Ok(found) => {
                    let scale = found.upper().unwrap_or(1.0).max(1.0);
                    assert_within(found.lower(), number(&row, "low"), TOLERANCE * scale, &row);
                    match finite(&row, "high") {
                        Some(high) => {
                            let upper = found.upper().expect("an upper bound");
                            assert_within(upper, high, TOLERANCE * scale, &row);
                        }
                        None => assert_eq!(found.upper(), None, "{row:?}"),
                    }
                }
                Err(error) => {
                    assert_eq!(error, NoComparison::NoEvents, "{row:?}");
                    assert_eq!((number(&row, "low"), finite(&row, "high")), (0.0, None), "{row:?}");
                }
            },
            other => panic!("{path}: unknown contrast {other}"),
        }
        met += 1;
    }
    report_cases(path, met, 0);
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

/// The key of rows in which neither rate has events.
const NO_EVENTS: &str = "x1=0 x2=0";

/// The key of the score interval of a ratio in which one rate has no events.
const SCORE_OF_ZERO: &str = "compare=ratio method=score x=0";

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

/// statsmodels 0.15.0: `confint_poisson_2indep`.
///
/// Its score intervals are minima of a squared distance, found to 1e-8.
#[test]
fn two_rates_have_the_intervals_of_statsmodels() {
    let path = "statsmodels_scipy/rates_2indep_ci.csv";
    let (mut met, mut known) = (0, 0);
    for row in load_rows(path) {
        if is_known(path, &row) {
            known += 1;
            continue;
        }
        let (a, b) = two_rates(&row, ["t1", "t2"]);
        let found = match (row["compare"].as_str(), row["method"].as_str()) {
            ("ratio", name) => {
                let method = match name {
                    "wald-log" => RateRatioMethod::Log,
                    "waldcc" => RateRatioMethod::LogHalf,
                    "score" => RateRatioMethod::Score,
                    "mover" => RateRatioMethod::Mover,
                    other => panic!("{path}: unknown method {other} of a ratio"),
                };
                let found = rate_ratio_interval(a, b, method, Confidence::P95);
                found.map(|found| (found.lower(), found.upper()))
            }
            ("diff", name) => {
                let method = match name {
                    "wald" => RateDifferenceMethod::Wald,
                    "waldccv" => RateDifferenceMethod::WaldHalf,
                    "score" => RateDifferenceMethod::Score,
                    "mover" => RateDifferenceMethod::Mover,
                    other => panic!("{path}: unknown method {other} of a difference"),
                };
                let found = rate_difference_interval(a, b, method, Confidence::P95);
                found.map(|found| (found.lower(), Some(found.upper())))
            }
            other => panic!("{path}: unknown contrast {other:?}"),
        };
        let (lower, upper) = match found {
            Ok(bounds) => bounds,
            Err(NoComparison::NoEvents) => {
                assert!(known_deviation(path, NO_EVENTS).is_some(), "{row:?}");
                known += 1;
                continue;
            }
            Err(NoComparison::LogarithmOfZero) => {
                assert_eq!(finite(&row, "high"), None, "{row:?}");
                met += 1;
                continue;
            }
        };
        let is_ratio_score = row["compare"] == "ratio" && row["method"] == "score";
        if is_ratio_score && (a.events() == 0 || b.events() == 0) {
            assert!(known_deviation(path, SCORE_OF_ZERO).is_some(), "{row:?}");
            let only_bound = if a.events() == 0 { upper.expect("an upper bound") } else { lower };
            for column in ["low", "high"] {
                assert_within(only_bound, number(&row, column), 1e-8, &row);
            }
            known += 1;
            continue;
        }
        for (found, column) in [(Some(lower), "low"), (upper, "high")] {
            match (found, finite(&row, column)) {
                (Some(found), Some(expected)) => {
                    let is_searched = row["method"] == "score";
                    let distance = if is_searched { 1e-8 } else { TOLERANCE * expected.abs() };
                    assert_within(found, expected, distance, &row);
                }
                (found, expected) => assert_eq!(found, expected, "{row:?}"),
            }
        }
        met += 1;
    }
    report_cases(path, met, known);
}

/// statsmodels 0.15.0: `test_poisson_2indep` of equal rates.
///
/// Where a logarithm of no events makes its statistic infinite or nothing, ours is refused.
#[test]
fn two_rates_are_tested_as_in_statsmodels() {
    let path = "statsmodels_scipy/rates_2indep_test.csv";
    let (mut met, mut known) = (0, 0);
    for row in load_rows(path) {
        if is_known(path, &row) {
            known += 1;
            continue;
        }
        let test = match row["method"].as_str() {
            "exact-cond" => RateTest::Exact,
            "cond-midp" => RateTest::MidP,
            "score" => RateTest::Score,
            "wald" => RateTest::Wald,
            "score-log" => RateTest::ScoreLog,
            "wald-log" => RateTest::WaldLog,
            "sqrt" => RateTest::SquareRoot,
            "etest" | "etest-score" => RateTest::EScore,
            "etest-wald" => RateTest::EWald,
            other => panic!("{path}: unknown method {other}"),
        };
        let (a, b) = two_rates(&row, ["t1", "t2"]);
        match test_rates(a, b, test) {
            Ok(found) => {
                assert_option(found.statistic, finite(&row, "statistic"), &row);
                let expected = number(&row, "pvalue");
                assert_within(found.p_value, expected, TOLERANCE * expected, &row);
            }
            Err(NoComparison::NoEvents) => {
                assert!(known_deviation(path, NO_EVENTS).is_some(), "{row:?}");
                known += 1;
                continue;
            }
            Err(NoComparison::LogarithmOfZero) => {
                assert_eq!(finite(&row, "statistic"), None, "{row:?}");
            }
        }
        met += 1;
    }
    report_cases(path, met, known);
}
