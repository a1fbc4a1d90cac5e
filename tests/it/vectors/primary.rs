//! Primary rules, against GaussSuppression 1.2.3 of Statistics Norway and the published rules of others.
//!
//! Cells are recomputed from the inputs, so that what is judged is what was counted.

use std::collections::BTreeMap;

use wijkmonitor::disclosure::{broken_rule, few, is_near_largest, is_of_few};
use wijkmonitor::engine::Counts;
use wijkmonitor::model::{Bedragen, Drempelprofiel, Drempels, Procent};

use super::{Row, load_rows, number, report_cases};

/// The files that are read here. Of `time_incremental_expected` the first step: in later ones `primary`
/// is also what was withheld before.
pub const FILES: &[&str] = &[
    "gausssuppression/d2_input.csv",
    "gausssuppression/d2_linked_county_kgroup_maxN10.csv",
    "gausssuppression/d2_region_hier_maxN10.csv",
    "gausssuppression/doc_example.csv",
    "gausssuppression/doc_example_input.csv",
    "gausssuppression/example1_age_geo_maxN3.csv",
    "gausssuppression/example1_formula_age_x_eu_maxN5.csv",
    "gausssuppression/example1_hier_eu_geo_maxN3.csv",
    "gausssuppression/example1_input.csv",
    "gausssuppression/magnitude1_fewcontributors_2.csv",
    "gausssuppression/magnitude1_input.csv",
    "gausssuppression/magnitude1_nk_12_80_99.csv",
    "gausssuppression/magnitude1_nk_1_80.csv",
    "gausssuppression/magnitude1_nk_2_90.csv",
    "gausssuppression/magnitude1_ppercent_10.csv",
    "gausssuppression/magnitude1_ppercent_50.csv",
    "gausssuppression/time_incremental_expected.csv",
    "gausssuppression/time_input.csv",
    "gausssuppression/z1_SuppressSmallCounts.csv",
    "gausssuppression/z1_input.csv",
    "gausssuppression/z1_maxN3_rangeMin4_intervals.csv",
    "rounding/rounding.csv",
];

/// A key column of a published table, with the columns of the input that its words stand in.
type Key<'k> = (&'k str, &'k [&'k str]);

/// True when a row of the input counts in a published cell.
fn is_in(row: &Row, cell: &Row, keys: &[Key<'_>]) -> bool {
    keys.iter().all(|(key, columns)| {
        let word = &cell[*key];
        word == "Total" || columns.iter().any(|column| row[*column] == *word)
    })
}

fn whole(row: &Row, column: &str) -> u64 {
    row[column].parse().expect("the vectors hold whole numbers")
}

/// Holds the cells of a table against a threshold: the smallest count that is shown.
#[track_caller]
fn counts(table: &str, input: &str, column: &str, keys: &[Key<'_>], least: Option<u64>) {
    let path = format!("gausssuppression/{table}.csv");
    let rows = load_rows(&format!("gausssuppression/{input}.csv"));
    let cells = load_rows(&path);
    let cells: Vec<_> =
        cells.iter().filter(|cell| cell.get("step").is_none_or(|step| step == "1")).collect();
    for cell in &cells {
        let inside = rows.iter().filter(|row| is_in(row, cell, keys));
        let n: u64 = inside.map(|row| whole(row, column)).sum();
        assert_eq!(n, whole(cell, column), "{table}: {cell:?}");
        let least = least.unwrap_or_else(|| whole(cell, "maxN") + 1);
        let drempels = Drempels { teller_min: least, noemer_min: 1, ..Drempels::MONITOR };
        let (nul, noemer, rest, bedragen) = (n == 0, None, None, [None; 2]);
        let counts = Counts::Deel { nul, teller: n, noemer, rest, bedragen };
        let expected = cell["primary"] == "TRUE";
        assert_eq!(broken_rule(&counts, &drempels).is_some(), expected, "{table}: {cell:?}");
        assert_eq!(few(n, least), expected, "{table}: {cell:?}");
    }
    report_cases(&path, cells.len(), 0);
}

#[test]
fn small_counts_are_those_of_gausssuppression() {
    let (age, geo): (Key<'_>, Key<'_>) = (("age", &["age"]), ("geo", &["geo"]));
    let example = "example1_input";
    counts("example1_age_geo_maxN3", example, "freq", &[age, geo], Some(4));
    let eu: Key<'_> = ("eu", &["eu"]);
    counts("example1_formula_age_x_eu_maxN5", example, "freq", &[age, eu], Some(6));
    let in_eu: Key<'_> = ("geo", &["geo", "eu"]);
    counts("example1_hier_eu_geo_maxN3", example, "freq", &[age, in_eu], Some(4));
    let income: Key<'_> = ("main_income", &["main_income"]);
    let region: Key<'_> = ("region", &["region", "county", "k_group"]);
    counts("d2_region_hier_maxN10", "d2_input", "freq", &[region, income], Some(11));
    let (county, group): (Key<'_>, Key<'_>) = (("county", &["county"]), ("k_group", &["k_group"]));
    let linked = [county, group, income];
    counts("d2_linked_county_kgroup_maxN10", "d2_input", "freq", &linked, Some(11));
    let z1: [Key<'_>; 2] = [("region", &["region"]), ("hovedint", &["hovedint"])];
    counts("z1_SuppressSmallCounts", "z1_input", "ant", &z1, None);
    counts("z1_maxN3_rangeMin4_intervals", "z1_input", "ant", &z1, Some(4));
    let var: [Key<'_>; 2] = [("var1", &["var1"]), ("var2", &["var2"])];
    counts("doc_example", "doc_example_input", "values", &var, Some(2));
    let (quarter, size): (Key<'_>, Key<'_>) = (("quarter", &["quarter"]), ("size", &["size"]));
    let time = [quarter, income, size];
    counts("time_incremental_expected", "time_input", "freq", &time, Some(11));
}

/// The amounts of the companies of a cell, in tenths, and how many companies there are.
fn contributions(rows: &[Row], cell: &Row) -> (Bedragen, u64) {
    let keys: [Key<'_>; 2] = [("sector4", &["sector4"]), ("geo", &["geo"])];
    let mut of_company: BTreeMap<&str, i128> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_in(row, cell, &keys)) {
        let tenths = (10.0 * number(row, "value")).round() as i128;
        *of_company.entry(row["company"].as_str()).or_default() += tenths;
    }
    (of_company.values().copied().collect(), of_company.len() as u64)
}

/// Holds the cells of a table of amounts against a rule.
#[track_caller]
fn amounts(table: &str, rule: impl Fn(&Bedragen, u64) -> bool) {
    let path = format!("gausssuppression/magnitude1_{table}.csv");
    let rows = load_rows("gausssuppression/magnitude1_input.csv");
    let cells = load_rows(&path);
    for cell in &cells {
        let (bedragen, n_companies) = contributions(&rows, cell);
        let total = (10.0 * number(cell, "value")).round() as u64;
        assert_eq!(bedragen.totaal(), total, "{table}: {cell:?}");
        assert_eq!(rule(&bedragen, n_companies), cell["primary"] == "TRUE", "{table}: {cell:?}");
    }
    report_cases(&path, cells.len(), 0);
}

#[test]
fn dominance_is_that_of_gausssuppression() {
    amounts("nk_1_80", |of, _| is_of_few(of, 1, Procent::whole(80)));
    amounts("nk_2_90", |of, _| is_of_few(of, 2, Procent::whole(90)));
    amounts("nk_12_80_99", |of, _| {
        is_of_few(of, 1, Procent::whole(80)) || is_of_few(of, 2, Procent::whole(99))
    });
    amounts("ppercent_10", |of, _| is_near_largest(of, Procent::whole(10)));
    amounts("ppercent_50", |of, _| is_near_largest(of, Procent::whole(50)));
    amounts("fewcontributors_2", |_, n_companies| few(n_companies, 3));
}

/// What is withheld before anything is rounded, by the rules that others publish.
#[test]
fn profiles_withhold_what_others_do() {
    let path = "rounding/rounding.csv";
    let rows = load_rows(path);
    for row in &rows {
        let n = whole(row, "n");
        let withheld = |profiel: Drempelprofiel| few(n, profiel.drempels().teller_min);
        let expected = row["opensafely_docs_redact7_round5"].is_empty();
        assert_eq!(withheld(Drempelprofiel::Opensafely), expected, "{n}");
        let expected = row["nhs_digital_subnational"] == "*";
        assert_eq!(withheld(Drempelprofiel::Nhs), expected, "{n}");
        let expected = row["cbs_statline_wmo_wijk_waargenomen"] == ".";
        assert_eq!(withheld(Drempelprofiel::CbsWijk), expected, "{n}");
        let antwoord_min = Drempelprofiel::GmjvLandelijk.drempels().antwoord_min;
        let expected = row["gmj_landelijk_antwoord_min10"] == "*";
        assert_eq!(few(n, antwoord_min), expected, "{n}");
    }
    report_cases(path, 4 * rows.len(), 0);
}
