//! Many tests, figures that go together and differences between areas, against R.

use std::collections::BTreeMap;

use wijkmonitor::stats::{
    Adjustment, AreaEstimate, Confidence, Correlation, Pairs, adjust_p_values, cross_correlation,
    heterogeneity, kendall_tau, pearson, spearman,
};

use super::{Row, assert_close, known_deviation, load_rows, number, report_cases};

/// The files that are read here.
pub const FILES: &[&str] = &[
    "r_epi/p_adjust.csv",
    "r_epi/correlation_input.csv",
    "r_epi/correlation_expected.csv",
    "r_epi/heterogeneity_input.csv",
    "r_epi/heterogeneity_DL.csv",
];

/// R 4.5.0: `p.adjust`.
#[test]
fn adjusted_p_values_agree_with_r() {
    let file = "r_epi/p_adjust.csv";
    let mut families: BTreeMap<(String, String), Vec<Row>> = BTreeMap::new();
    for row in load_rows(file) {
        families.entry((row["set"].clone(), row["method"].clone())).or_default().push(row);
    }
    let mut met = 0;
    for ((_, method), rows) in families {
        let adjustment = match method.as_str() {
            "bonferroni" => Adjustment::Bonferroni,
            "holm" => Adjustment::Holm,
            "hochberg" => Adjustment::Hochberg,
            "BH" | "fdr" => Adjustment::BenjaminiHochberg,
            "BY" => Adjustment::BenjaminiYekutieli,
            other => panic!("unknown method {other}"),
        };
        // A test that was not done has no p-value, before or after.
        let is_done = |row: &&Row| !matches!(row["p"].as_str(), "" | "NA");
        let (rows, not_done): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(is_done);
        for row in not_done {
            assert!(matches!(row["adjusted"].as_str(), "" | "NA"), "{row:?}");
            met += 1;
        }
        let p_values: Vec<f64> = rows.iter().map(|row| number(row, "p")).collect();
        let adjusted = adjust_p_values(&p_values, adjustment).expect("probabilities");
        for (row, found) in rows.iter().zip(adjusted) {
            assert_close(found, number(row, "adjusted"), 1e-12, row);
            met += 1;
        }
    }
    report_cases(file, met, 0);
}

/// R 4.5.0: `cor.test(exact = FALSE)` and `ccf`.
///
/// The key of a known deviation is `|r|=1|p` or `|r|=1|interval`, of every set whose pairs lie on
/// a straight line.
#[test]
fn correlations_agree_with_r() {
    let file = "r_epi/correlation_expected.csv";
    let mut sets: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for row in load_rows("r_epi/correlation_input.csv") {
        let pair = (number(&row, "x"), number(&row, "y"));
        sets.entry(row["set"].clone()).or_default().push(pair);
    }
    let (mut met, mut known) = (0, 0);
    for row in load_rows(file) {
        let set = &sets[&row["set"]];
        let pairs = Pairs::of(set).expect("the figures vary");
        let found = match row["method"].as_str() {
            "pearson" => pearson(&pairs, Confidence::P95),
            "spearman" => spearman(&pairs, Confidence::P95),
            "kendall" => {
                let found = kendall_tau(set).expect("the figures vary");
                Correlation { estimate: found.tau_b, p_value: Some(found.p_normal), interval: None }
            }
            other => {
                let lag = other.strip_prefix("ccf_lag").and_then(|lag| lag.parse().ok());
                let lag = lag.unwrap_or_else(|| panic!("unknown method {other}"));
                let estimate = cross_correlation(&pairs, lag).expect("longer than the lag");
                Correlation { estimate, p_value: None, interval: None }
            }
        };
        assert_close(found.estimate, number(&row, "estimate"), 1e-8, &row);
        met += 1;
        // Kendall's test does not divide by the scatter.
        let is_line = found.estimate.abs() >= 1.0 && row["method"] != "kendall";
        for (quantity, column) in [("p", "p"), ("interval", "low"), ("interval", "high")] {
            let Ok(expected) = row[column].parse::<f64>() else {
                continue;
            };
            if is_line && known_deviation(file, &format!("|r|=1|{quantity}")).is_some() {
                known += 1;
                continue;
            }
            let value = match column {
                "p" => found.p_value,
                "low" => found.interval.map(|interval| interval.lower()),
                _ => found.interval.map(|interval| interval.upper()),
            };
            assert_close(value.expect("R has it"), expected, 1e-8, &row);
            met += 1;
        }
    }
    report_cases(file, met, known);
}

/// metafor 4.8: `rma(method = "DL")`.
#[test]
fn heterogeneity_agrees_with_metafor() {
    let file = "r_epi/heterogeneity_DL.csv";
    // There may be several sets of areas, named in both tables.
    let set_of = |row: &Row| row.get("set").cloned();
    let input = load_rows("r_epi/heterogeneity_input.csv");
    let mut met = 0;
    for row in load_rows(file) {
        let estimates: Vec<AreaEstimate> = input
            .iter()
            .filter(|area| set_of(area) == set_of(&row))
            .map(|area| {
                AreaEstimate::of(number(area, "yi"), number(area, "vi")).expect("a variance")
            })
            .collect();
        let found = heterogeneity(&estimates).expect("several areas");
        for column in row.keys() {
            let value = match column.as_str() {
                "Q" => found.q,
                "p" => found.p_value,
                "tau2_DL" => found.tau2,
                "I2" => found.i2 * 100.0,
                "H2" => found.h2,
                "mu" => found.mean,
                "se" => found.standard_error,
                "set" => continue,
                other => panic!("unknown quantity {other}"),
            };
            assert_close(value, number(&row, column), 1e-10, (column, &row));
            met += 1;
        }
    }
    report_cases(file, met, 0);
}
