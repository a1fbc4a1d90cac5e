//! Every figure of `fixtures/klein` equals the computation by hand beside it.

use std::collections::BTreeMap;

use crate::program::{Row, number, read_table, root, run, wijkmonitor};

fn build() -> tempfile::TempDir {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().to_str().expect("a path");
    run(&mut wijkmonitor(&["build", "fixtures/klein", "--out", dir]), 0);
    out
}

fn key(row: &Row) -> [String; 3] {
    ["indicator", "gebied_code", "periode"].map(|column| row[column].clone())
}

#[test]
fn every_figure_equals_the_computation_by_hand() {
    let out = build();
    let found: BTreeMap<_, _> = read_table(&out.path().join("2018/cijfers.csv"))
        .into_iter()
        .map(|row| (key(&row), row))
        .collect();
    let expected = read_table(&root().join("fixtures/klein/verwacht.csv"));
    let expected_keys: Vec<_> = expected.iter().map(key).collect();
    let mut missing: Vec<_> =
        expected_keys.iter().filter(|key| !found.contains_key(*key)).collect();
    missing.sort();
    assert!(missing.is_empty(), "cells not published: {missing:?}");
    let extra: Vec<_> = found.keys().filter(|key| !expected_keys.contains(key)).collect();
    assert!(extra.is_empty(), "cells not computed by hand: {extra:?}");
    for row in &expected {
        let cell = &found[&key(row)];
        assert_eq!(cell["celsoort"], row["celsoort"], "{:?}", key(row));
        assert_eq!(cell["teller"], row["teller"], "{:?}", key(row));
        assert_eq!(cell["noemer"], row["noemer"], "{:?}", key(row));
        for column in ["waarde", "ondergrens", "bovengrens"] {
            let (one, other) = (&cell[column], &row[column]);
            if other.is_empty() {
                assert_eq!(one, "", "{:?} {column}", key(row));
            } else {
                // Three decimals are written.
                let difference = (number(one) - number(other)).abs();
                assert!(difference <= 0.000_6, "{:?} {column}: {one} not {other}", key(row));
            }
        }
    }
}

#[test]
fn every_row_is_used_excluded_or_in_quarantine() {
    let out = build();
    let balances = read_table(&out.path().join("2018/bronnen.csv"));
    let row = |file: &str| {
        let row = balances.iter().find(|row| row["bestand"] == file).expect("a balance");
        ["gelezen", "gebruikt", "uitgesloten", "quarantaine", "gebied_onbekend"]
            .map(|column| row[column].parse::<u64>().expect("a count"))
    };
    assert_eq!(row("toegang/toegang-2017.csv"), [14, 13, 0, 1, 1]);
    assert_eq!(row("toegang/toegang-2018.csv"), [9, 8, 0, 1, 1]);
    assert_eq!(row("bevolking/inwoners-2018.csv"), [3, 3, 0, 0, 0]);
    assert_eq!(row("enquete/lemon-2017.csv"), [7, 7, 0, 0, 0]);
    assert_eq!(row("ggd/eenzaam.csv"), [4, 4, 0, 0, 0]);
}

#[test]
fn quarantine_holds_the_rows_unchanged() {
    let out = build();
    let path = out.path().join("2018/quarantaine/toegang.csv");
    let text = std::fs::read_to_string(&path).expect("a quarantine");
    assert_eq!(
        text,
        "bestand;regel;code;rij\n\
         toegang/toegang-2017.csv;15;duplicate-key;m01;a;03-01-2017;WK099901;Sociale basis\n\
         toegang/toegang-2018.csv;10;bad-date;m22;t;31-06-2018;WK099902;Maatwerk\n"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &std::path::Path| {
            path.metadata().expect("metadata").permissions().mode() & 0o777
        };
        assert_eq!(mode(path.parent().expect("a folder")), 0o700);
        assert_eq!(mode(&path), 0o600);
    }
}

#[test]
fn a_withheld_cell_has_no_number_at_all() {
    let out = build();
    for row in read_table(&out.path().join("2018/cijfers.csv")) {
        if row["celsoort"].starts_with("onderdrukt") {
            for column in
                ["waarde", "ondergrens", "bovengrens", "teller", "noemer", "n", "n_eff", "deff"]
            {
                assert_eq!(row[column], "", "{:?} {column}", key(&row));
            }
        }
    }
}

#[test]
fn a_cell_of_a_personal_column_is_quoted_nowhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("klein");
    for (name, bytes) in crate::program::files_below(&root().join("fixtures/klein")) {
        let path = copy.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    let export = copy.join("toegang/toegang-2017.csv");
    let text = std::fs::read_to_string(&export).expect("an export");
    std::fs::write(&export, text.replace("m01;a;", "m01;GEHEIM-123;")).expect("an export");
    let out = folder.path().join("uit");
    let (copy, out_dir) = (copy.to_str().expect("a path"), out.to_str().expect("a path"));
    let output = run(&mut wijkmonitor(&["build", copy, "--out", out_dir]), 0);
    let said = [output.stdout, output.stderr].concat();
    assert!(!String::from_utf8_lossy(&said).contains("GEHEIM-123"));
    for (name, bytes) in crate::program::files_below(&out) {
        let quoted = bytes.windows(10).any(|window| window == b"GEHEIM-123");
        // The quarantine holds rows unchanged and is closed to others.
        assert_eq!(quoted, name == "2018/quarantaine/toegang.csv", "{name}");
    }
}
