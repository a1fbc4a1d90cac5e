//! Figures over two new divisions equal the computation by hand in `fixtures/overgang`.

use std::collections::BTreeMap;

use crate::program::{Row, assert_value, number, read_table, root, run, stderr, wijkmonitor};
use crate::vectors::shared;

fn build() -> (BTreeMap<[String; 3], Row>, String) {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().to_str().expect("a path");
    let output = run(&mut wijkmonitor(&["build", "fixtures/overgang", "--out", dir]), 0);
    let rows = read_table(&out.path().join("2018/cijfers.csv"));
    (rows.into_iter().map(|row| (key(&row), row)).collect(), stderr(&output))
}

fn key(row: &Row) -> [String; 3] {
    ["indicator", "gebied_code", "periode"].map(|column| row[column].clone())
}

#[test]
fn every_figure_equals_the_computation_by_hand() {
    let (found, _) = build();
    let expected = read_table(&root().join("fixtures/overgang/verwacht.csv"));
    let mut keys: Vec<_> = expected.iter().map(key).collect();
    keys.sort();
    assert!(keys.iter().eq(found.keys()), "the same cells");
    for row in &expected {
        let cell = &found[&key(row)];
        for column in ["celsoort", "teller", "noemer", "n", "herleid", "vergelijkbaarheid"] {
            assert_eq!(cell[column].replace(',', "."), row[column], "{:?} {column}", key(row));
        }
        assert_value(cell, row, &format!("{:?}", key(row)));
    }
}

#[test]
fn the_areas_of_a_vintage_add_up_to_the_gemeente() {
    let (found, _) = build();
    let sum = |indicator: &str, column: &str, periode: &str, areas: &[&str]| -> f64 {
        let cell =
            |area: &&str| number(&found[&[indicator, area, periode].map(str::to_owned)][column]);
        areas.iter().map(cell).sum()
    };
    let wijken = ["WK099810", "WK099811", "WK099822"];
    for periode in ["2016", "2017", "2018"] {
        for areas in [&wijken[..], &["TG01", "TG02"]] {
            for column in ["teller", "noemer"] {
                let all = sum("o_lopend", column, periode, &["GM0998"]);
                let parts = sum("o_lopend", column, periode, areas);
                assert!(
                    (all - parts).abs() < 1e-9,
                    "{periode} {column} {areas:?}: {parts} of {all}"
                );
            }
        }
    }
}

#[test]
fn a_part_of_a_count_has_no_interval_and_a_whole_one_has() {
    let (found, _) = build();
    let interval = |area: &str, periode: &str| {
        let row = &found[&["o_meldingen", area, periode].map(str::to_owned)];
        ["methode", "reden"].map(|column| row[column].clone())
    };
    assert_eq!(interval("WK099810", "2016"), ["geen", "herleid"]);
    assert_eq!(interval("WK099811", "2017"), ["poisson_exact", "toeval_in_telling"]);
}

#[test]
fn says_what_replaced_a_code_and_what_changed_without_a_bridge() {
    let (_, said) = build();
    assert!(said.contains("WK099822, since 2018-01-01, before WK099812"), "{said}");
    assert!(said.contains("the border of `WK099811` changed in 2018"), "{said}");
    assert!(!said.contains("the border of `WK099810`"), "{said}");
}

#[test]
fn the_crosswalk_of_the_demo_is_that_of_tilburg() {
    let name = "data/geo/tilburg_wijken_crosswalk_2016_2017_2024.csv";
    let Some(path) = shared(name) else { return };
    let real = read_table(&path);
    let steps = read_table(&root().join("fixtures/demo/gebieden/overgang.csv"));
    let share = |row: &Row| row["overlap_aandeel_opp"].parse::<f64>().unwrap_or(0.0);
    let old: Vec<_> = real.iter().filter(|row| share(row) > 0.0).collect();
    assert_eq!(old.len(), 58);
    // 54 of the 58 lie for at least nine tenths in one old wijk.
    assert_eq!(old.iter().filter(|row| 0.90 <= share(row)).count(), 54);
    for row in old {
        let is_step = |step: &&Row| {
            step["naar"] == row["wijkcode_2017"]
                && step["van"] == row["wijkcode_2016_grootste_overlap"]
        };
        assert!(steps.iter().any(|step| is_step(&step)), "{}", row["wijkcode_2017"]);
    }
}
