//! Quantiles and quantile groups against R and PHEindicatormethods.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;

use wijkmonitor::stats::{GroupOrder, QuantileType, SortedValues, quantile, quantile_groups};

use super::{Row, load_rows, number, report_cases, shared};

/// The files that are read here.
pub const FILES: &[&str] =
    &["r_epi/quantile_types_x_input.txt", "r_epi/quantile_types_x.csv", "phe/quantiles.csv"];

const TYPES: &str = FILES[1];
const GROUPS: &str = FILES[2];

/// R 4.5.0: `quantile(x, p, type = 1)` to `type = 9`.
#[test]
fn quantiles_of_all_types_agree_with_r() {
    let Some(path) = shared("vectors/r_epi/quantile_types_x_input.txt") else {
        return;
    };
    let text = fs::read_to_string(path).expect("the vectors can be read");
    let values: Vec<f64> =
        text.trim().split(',').map(|value| value.trim().parse().expect("a number")).collect();
    let values = SortedValues::of(&values).expect("values");
    let mut met = 0;
    for row in load_rows(TYPES) {
        let kind = row["type"].parse().ok().and_then(QuantileType::new).expect("a type");
        let found = quantile(&values, number(&row, "p"), kind).expect("p is from 0 to 1");
        let expected = number(&row, "q");
        assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} in {row:?}");
        met += 1;
    }
    report_cases(TYPES, met, 0);
}

/// The number of groups that a word of the peer stands for.
fn n_groups(name: &str) -> usize {
    match name {
        "Tertile" => 3,
        "Quartile" => 4,
        "Quintile" => 5,
        "Sextile" => 6,
        "Septile" => 7,
        "Octile" => 8,
        "Decile" => 10,
        other => panic!("unknown groups {other}"),
    }
}

/// PHEindicatormethods 2.1.1: `phe_quantile`, per indicator and, where asked, per region.
///
/// The set `None` is not divided: all indicators are ranked together there, the highest first.
#[test]
fn quantile_groups_agree_with_phe() {
    let rows = load_rows(GROUPS);
    let mut sets: BTreeMap<Vec<&str>, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        let within: &[&str] = match row["GroupSet"].as_str() {
            "IndSexReg" => &["invert", "IndSexRef", "ParentCode"],
            "IndSex" => &["invert", "IndSexRef"],
            "None" => &[],
            other => panic!("unknown set {other}"),
        };
        let columns = ["GroupSet", "nquantile_name"].iter().chain(within);
        sets.entry(columns.map(|column| row[*column].as_str()).collect()).or_default().push(row);
    }
    let mut met = 0;
    for rows in sets.into_values() {
        let figures: Vec<Option<f64>> = rows.iter().map(|row| row["Value"].parse().ok()).collect();
        let order = match (rows[0]["GroupSet"].as_str(), rows[0]["invert"].as_str()) {
            ("None", _) | (_, "TRUE") => GroupOrder::HighestFirst,
            (_, "FALSE") => GroupOrder::LowestFirst,
            (_, other) => panic!("unknown order {other}"),
        };
        let k = NonZeroUsize::new(n_groups(&rows[0]["nquantile_name"])).expect("groups");
        for (row, found) in rows.into_iter().zip(quantile_groups(&figures, k, order)) {
            assert_eq!(found, row["QuantileInGrp"].parse().ok(), "{row:?}");
            met += 1;
        }
    }
    report_cases(GROUPS, met, 0);
}
