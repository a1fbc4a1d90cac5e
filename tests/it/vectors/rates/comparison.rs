//! How two rates differ, against R, ratesci and statsmodels.

use wijkmonitor::stats::{
    Confidence, NoComparison, Rate, RateDifferenceMethod, RateRatioBasis, RateRatioMethod,
    RateTest, rate_difference_interval, rate_ratio, rate_ratio_interval, test_rates,
};

use super::{TOLERANCE, assert_within, count, finite, is_known};
use crate::vectors::{Row, assert_close, known_deviation, load_rows, number, report_cases};

/// The key of rows in which neither rate has events.
const NO_EVENTS: &str = "x1=0 x2=0";

/// The key of the score interval of a ratio in which one rate has no events.
const SCORE_OF_ZERO: &str = "compare=ratio method=score x=0";

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
