//! Figures of a gemeente with two trees of areas equal the computation by hand in `fixtures/bomen`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::{Row, assert_value, copy_folder, number, read_table, root, run, wijkmonitor};

fn build(monitor: &Path) -> BTreeMap<[String; 3], Row> {
    let out = tempfile::tempdir().expect("a folder");
    let paths = [monitor, out.path()].map(|path| path.to_str().expect("a path"));
    run(&mut wijkmonitor(&["build", paths[0], "--no-charts", "--out", paths[1]]), 0);
    let rows = read_table(&out.path().join("2018/cijfers.csv"));
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

fn key(row: &Row) -> [String; 3] {
    ["indicator", "gebied_code", "periode"].map(|column| row[column].clone())
}

#[test]
fn every_figure_equals_the_computation_by_hand() {
    let found = build(Path::new("fixtures/bomen"));
    let expected = read_table(&root().join("fixtures/bomen/verwacht.csv"));
    let mut keys: Vec<_> = expected.iter().map(key).collect();
    keys.sort();
    assert!(keys.iter().eq(found.keys()), "the same cells");
    for row in &expected {
        let cell = &found[&key(row)];
        for column in ["celsoort", "teller", "noemer"] {
            assert_eq!(cell[column], row[column], "{:?} {column}", key(row));
        }
        assert_value(cell, row, &format!("{:?}", key(row)));
    }
}

#[test]
fn each_tree_adds_up_to_the_gemeente() {
    let found = build(Path::new("fixtures/bomen"));
    let sum = |column: &str, periode: &str, areas: &[&str]| -> f64 {
        let cell = |area: &&str| &found[&["b_meldingen", area, periode].map(str::to_owned)][column];
        areas.iter().map(|area| number(cell(area))).sum()
    };
    // The request without a wijk counts in the gemeente alone.
    for (periode, n_elsewhere) in [("2018K1", 0.0), ("2018K3", 0.0), ("2018K4", 1.0), ("2018", 1.0)]
    {
        for areas in [["TG01", "TG02"], ["SD1", "SD2"]] {
            let all = sum("teller", periode, &["GM0997"]);
            assert_eq!(sum("teller", periode, &areas) + n_elsewhere, all, "{periode} {areas:?}");
            let all = sum("noemer", periode, &["GM0997"]);
            assert_eq!(sum("noemer", periode, &areas), all, "{periode} {areas:?}");
        }
    }
}

#[test]
fn a_register_of_one_tree_says_nothing_of_the_other() {
    let folder = tempfile::tempdir().expect("a folder");
    copy_folder(&root().join("fixtures/bomen"), folder.path());
    let export = folder.path().join("toegang/toegang-2018.csv");
    let mut text = std::fs::read_to_string(&export).expect("an export");
    for (wijk, gebied) in [("01", "TG01"), ("02", "TG02"), ("03", "TG01"), ("04", "TG02")] {
        text = text.replace(&format!("WK0997{wijk}"), gebied);
    }
    std::fs::write(&export, text).expect("an export");
    let found = build(folder.path());
    let cell = |area: &str| {
        let cell = &found[&["b_meldingen", area, "2018"].map(str::to_owned)];
        [cell["celsoort"].clone(), cell["teller"].clone()]
    };
    assert_eq!(cell("TG01"), ["waarde", "82"]);
    assert_eq!(cell("GM0997"), ["waarde", "157"]);
    // Not a zero: it is not known where in the toegangsgebied the requests are.
    assert_eq!(cell("SD1"), ["ontbreekt", ""]);
    assert_eq!(cell("WK099701"), ["ontbreekt", ""]);
}
