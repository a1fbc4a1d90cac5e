//! Leaks that were thought out by hand, of the shared scenarios, each as the table that it is about.
//!
//! The pattern of the scenario gives a cell away, and ours does not.

use std::collections::BTreeSet;

use super::{Number, Relation, Slot, Table, cost};

/// A table of cells and the sums that bind them.
fn table(threshold: i64, cells: &[(&str, i64)], sums: &[(&str, &[&str])]) -> Table {
    let cells: Vec<_> = cells.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
    let mut table = Table::of("scenario", threshold, &cells);
    for (total, parts) in sums {
        let (total, parts) = (table.place(total), parts.iter().map(|part| table.place(part)));
        let parts: Vec<_> = parts.collect();
        assert_eq!(table.value(total), parts.iter().map(|part| table.value(*part)).sum::<i64>());
        table.system.add_relation(Relation::sum(total, parts));
    }
    table
}

/// Withholding `others` besides what is small gives cells away; the pattern that is found does not.
#[track_caller]
fn case(table: &Table, others: &[&str], leaks: &[&str], expected: &[&str]) {
    let own = others.iter().map(|name| table.place(name));
    let pattern: BTreeSet<_> = table.small.iter().copied().chain(own).collect();
    assert_eq!(table.leaks(&table.withheld(&pattern)), leaks);
    let done = table.protect();
    assert_eq!(table.leaks(&done.withheld), [""; 0]);
    assert_eq!(table.insider_leaks(&done.withheld), [[0; 2]; 0]);
    let found = table.others(&done.withheld);
    let found: Vec<_> = found.iter().map(|cell| table.names[*cell].as_str()).collect();
    assert_eq!(found, expected);
}

/// `two_suppressed_sum_3`: of two cells that are 3 together, none can be 9.
#[test]
fn two_small_cells_do_not_protect_each_other() {
    let cells = [("x", 1), ("y", 2), ("z", 30), ("u", 40), ("gemeente", 73)];
    let table = table(9, &cells, &[("gemeente", &["x", "y", "z", "u"])]);
    case(&table, &[], &["x", "y"], &["z"]);
}

/// `zero_as_secondary`: who sees other zeros guesses a zero that is withheld.
#[test]
fn a_zero_protects_nothing() {
    let cells = [("x", 4), ("y", 0), ("z", 30), ("u", 40), ("gemeente", 74)];
    let table = table(9, &cells, &[("gemeente", &["x", "y", "z", "u"])]);
    case(&table, &["y"], &["x"], &["z"]);
}

/// `year_total_minus_quarters`: the year less three quarters is the fourth.
#[test]
fn a_quarter_is_not_found_from_the_year() {
    let cells = [("q1", 20), ("q2", 17), ("q3", 18), ("q4", 3), ("year", 58)];
    let table = table(9, &cells, &[("year", &["q1", "q2", "q3", "q4"])]);
    case(&table, &[], &["q4"], &["q2"]);
}

/// `linked_geographies`: what two groupings of the same areas tell together.
#[test]
fn two_groupings_do_not_give_away_what_each_hides() {
    let areas = [
        ("A", 2),
        ("B", 2),
        ("I", 8),
        ("J", 8),
        ("K", 3),
        ("L", 3),
        ("M", 3),
        ("N", 7),
        ("county 1", 20),
        ("county 2", 16),
        ("small", 30),
        ("large", 6),
        ("total", 36),
    ];
    let sums: [(&str, &[&str]); 6] = [
        ("county 1", &["A", "B", "I", "J"]),
        ("county 2", &["K", "L", "M", "N"]),
        ("small", &["A", "B", "I", "J", "K", "N"]),
        ("large", &["L", "M"]),
        ("total", &["county 1", "county 2"]),
        ("total", &["small", "large"]),
    ];
    case(&table(3, &areas, &sums), &[], &["K"], &["I", "N"]);
}

/// `nested_two_levels`: a cell that is withheld in a stadsdeel needs a partner there.
#[test]
fn a_wijk_is_not_found_from_its_stadsdeel() {
    let cells = [("w1", 3), ("w2", 6), ("w3", 20), ("w4", 35), ("A", 9), ("B", 55), ("stad", 64)];
    let sums: [(&str, &[&str]); 3] =
        [("A", &["w1", "w2"]), ("B", &["w3", "w4"]), ("stad", &["A", "B"])];
    case(&table(9, &cells, &sums), &["w3"], &["A"], &["stad"]);
}

/// `republication_pattern_shift`: the first time b was withheld beside a, and c was shown.
#[test]
fn what_was_shown_before_protects_nothing() {
    let mut table = table(9, &[("a", 3), ("b", 12)], &[]);
    for (name, value) in [("c", 10), ("total", 25)] {
        let slot = table.system.add_slot(Slot { cost: cost(value), is_fixed: false });
        table.system.add_number(Number { is_known: true, ..Number::of(value, slot) });
        table.names.push(name.to_owned());
    }
    table.system.add_relation(Relation::sum(table.place("total"), [0, 1, 2]));
    case(&table, &["c"], &["a"], &["b"]);
}
