//! Every kind of estimate in `fixtures/methoden` equals what another program computed from the same
//! rows.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Row, number, read_table, root, run, wijkmonitor};

fn build() -> BTreeMap<[String; 3], Row> {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().to_str().expect("a path");
    run(&mut wijkmonitor(&["build", "fixtures/methoden", "--out", dir]), 0);
    let rows = read_table(&out.path().join("2018/cijfers.csv"));
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

fn key(row: &Row) -> [String; 3] {
    ["indicator", "gebied_code", "periode"].map(|column| row[column].clone())
}

fn expected() -> Vec<Row> {
    read_table(&root().join("fixtures/methoden/verwacht.csv"))
}

/// Tells how one cell differs from what was computed elsewhere.
fn differences(cell: &Row, expected: &Row) -> Vec<String> {
    // As far from what is written as rounding goes, and a little of the rounding of the table.
    let numbers = [
        ("waarde", 0.000_6),
        ("ondergrens", 0.000_6),
        ("bovengrens", 0.000_6),
        ("n_eff", 0.06),
        ("deff", 0.000_6),
    ];
    let words = ["celsoort", "teller", "noemer", "methode", "reden", "n", "voorbehoud"];
    let mut found = Vec::new();
    let mut differs = |column: &str| {
        let [key, one, other] =
            [format!("{:?}", key(cell)), cell[column].clone(), expected[column].clone()];
        found.push(format!("{key} {column}: {one} not {other}"));
    };
    for column in words {
        if cell[column].replace(',', ".") != expected[column] {
            differs(column);
        }
    }
    for (column, tolerance) in numbers {
        let (one, other) = (&cell[column], &expected[column]);
        let is_same = match (one.is_empty(), other.is_empty()) {
            (false, false) => (number(one) - number(other)).abs() <= tolerance,
            (is_empty, is_other_empty) => is_empty == is_other_empty,
        };
        if !is_same {
            differs(column);
        }
    }
    found
}

#[test]
fn every_figure_equals_that_of_another_program() {
    let found = build();
    let expected = expected();
    let keys: BTreeSet<_> = expected.iter().map(key).collect();
    let published: BTreeSet<_> = found.keys().cloned().collect();
    let missing: Vec<_> = keys.difference(&published).collect();
    assert!(missing.is_empty(), "cells not published: {missing:?}");
    let extra: Vec<_> = published.difference(&keys).collect();
    assert!(extra.is_empty(), "cells not computed elsewhere: {extra:?}");
    let differing: Vec<_> =
        expected.iter().flat_map(|row| differences(&found[&key(row)], row)).collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn every_method_reason_and_reservation_occurs() {
    let rows = expected();
    let words = |column: &str| -> BTreeSet<&str> {
        let all = rows.iter().flat_map(|row| row[column].split('|'));
        all.filter(|word| !word.is_empty()).collect()
    };
    let methods = [
        "bedragen_per_persoon",
        "delta",
        "dobson",
        "geen",
        "gepubliceerd",
        "gepubliceerd_afgerond",
        "poisson_exact",
        "poisson_geclusterd",
        "rangorde",
        "taylor",
        "tegen_gemeente",
        "wilson",
        "wilson_effectief",
        "wilson_geclusterd",
        "woodruff",
    ];
    assert_eq!(words("methode"), BTreeSet::from(methods));
    let reservations = [
        "brede_marge",
        "eenzaam_stratum",
        "gelijke_antwoorden",
        "item_nonrespons",
        "klein_aantal",
        "lage_respons",
        "modelschatting",
        "weinig_effectief",
        "weinig_respondenten",
    ];
    assert_eq!(words("voorbehoud"), BTreeSet::from(reservations));
    let without = [
        "bron_zonder_marge",
        "deel_zonder_interval",
        "gelijke_antwoorden",
        "samenhang_onbekend",
        "te_weinig_personen",
        "volledige_telling",
    ];
    let reasons = words("reden");
    assert!(without.iter().all(|reason| reasons.contains(reason)), "{reasons:?}");
}

#[test]
fn what_would_give_a_person_away_has_no_number() {
    let found = build();
    let withheld = |id: &str| found[&[id, "WK099703", "2018"].map(str::to_owned)].clone();
    // A part of a standardised rate and the end of a distribution are of one person.
    for id in ["m_toegekend", "m_f_onderdrukt", "m_besluiten_standaard", "m_dagen_p90"] {
        let row = withheld(id);
        assert_eq!(row["celsoort"], "onderdrukt", "{id}");
        for column in ["waarde", "ondergrens", "bovengrens", "methode", "reden", "voorbehoud"] {
            assert_eq!(row[column], "", "{id} {column}");
        }
    }
}
