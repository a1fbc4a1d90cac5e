//! Tables that sdcTable 0.34.0 and GaussSuppression protected, and the same with too little
//! withheld.

use std::collections::BTreeMap;

use serde::Deserialize;
use wijkmonitor::disclosure::attack::{Attack, Domain, Equation, Figure, Problem, attack};

use super::{Ends, cells_where, ends, load, sorted};
use crate::vectors::report_cases;

/// The files that are read here.
pub const FILES: &[&str] = &[
    "sdc_tables/sdctable_exact_recoverable.json",
    "sdc_tables/sdctable_microdata1.json",
    "sdc_tables/stadsdeel_wijk_x3_s1.json",
    "sdc_tables/stadsdeel_wijk_x3_s2.json",
    "sdc_tables/stadsdeel_wijk_x3_s4.json",
    "sdc_tables/wijk4_lft3_gesl2_s1.json",
    "sdc_tables/wijk4_lft3_gesl2_s2.json",
    "sdc_tables/wijk4_two_singletons.json",
    "sdc_tables/wijk6_one_small.json",
    "sdc_tables/wijk6_one_small_zeros.json",
    "sdc_tables/wijk8xsoort4_s1.json",
    "sdc_tables/wijk8xsoort4_s3.json",
    "sdc_tables/wijk8xsoort4_s4.json",
    "sdc_tables/wijk8xsoort4_s6.json",
    "sdc_tables/wijk8xsoort4_s7.json",
];

#[derive(Deserialize)]
struct Table {
    threshold_max_small: Option<f64>,
    cells: Vec<Cell>,
    equations: Vec<(String, Vec<String>)>,
    primary: Vec<String>,
    peers: BTreeMap<String, Pattern>,
    attack_primary_only: Pattern,
}

#[derive(Deserialize)]
struct Cell {
    id: String,
    value: f64,
}

/// Which cells are withheld, and what is left of them.
#[derive(Deserialize)]
struct Pattern {
    suppressed: Option<Vec<String>>,
    bounds: BTreeMap<String, Ends>,
    linearly_recoverable: Vec<String>,
    exactly_recoverable_integer: Vec<String>,
    primary_interval_narrower_than_rule: Option<Vec<String>>,
}

impl Table {
    fn names(&self) -> Vec<&str> {
        self.cells.iter().map(|cell| cell.id.as_str()).collect()
    }

    fn attack(&self, withheld: &[String]) -> Attack {
        let names = self.names();
        let place = |name: &String| names.iter().position(|own| own == name).expect("a cell");
        let equation = |(parent, children): &(String, Vec<String>)| Equation {
            parent: place(parent),
            children: children.iter().map(place).collect(),
        };
        let equations: Vec<_> = self.equations.iter().map(equation).collect();
        let figure = |cell: &Cell| {
            if withheld.contains(&cell.id) { Figure::Withheld } else { Figure::Shown(cell.value) }
        };
        let cells: Vec<_> = self.cells.iter().map(figure).collect();
        let problem = Problem::of_table(Domain::Whole, &cells, &equations).expect("it adds up");
        let targets = problem.targets().iter();
        let truths: Vec<_> = targets.map(|target| self.cells[target.cell].value).collect();
        attack(&problem, &truths).expect("an answer")
    }

    /// Holds what we find of a pattern against what is left of it.
    #[track_caller]
    fn check(&self, pattern: &Pattern, what: &str) {
        let names = self.names();
        let withheld = pattern.suppressed.as_ref().unwrap_or(&self.primary);
        let found = self.attack(withheld);
        assert_eq!(ends(&found, &names), pattern.bounds, "{what}");

        let following = cells_where(&found, &names, |finding| finding.follows);
        assert_eq!(following, sorted(pattern.linearly_recoverable.clone()), "{what}");
        let exact = cells_where(&found, &names, |finding| finding.bounds.is_exact());
        assert_eq!(exact, sorted(pattern.exactly_recoverable_integer.clone()), "{what}");
        if let Some(narrow) = &pattern.primary_interval_narrower_than_rule {
            let found = cells_where(&found, &names, |finding| {
                let is_primary = self.primary.iter().any(|name| name == names[finding.cell]);
                let leaves_open = |most| finding.bounds.leave_open(1.0, most);
                is_primary && self.threshold_max_small.is_some_and(|most| !leaves_open(most))
            });
            assert_eq!(found, sorted(narrow.clone()), "{what}");
        }
    }
}

/// Bounds by scipy 1.17.1 (HiGHS) of the patterns of sdcTable 0.34.0 (`OPT`, `HITAS`, `HYPERCUBE`,
/// `GAUSS`, `SIMPLEHEURISTIC`), and of cells that are small themselves alone.
#[test]
fn bounds_agree_for_each_pattern_of_withheld_cells() {
    for file in FILES {
        let mut met = 0;
        if let Some(table) = load::<Table>(file) {
            for (peer, pattern) in &table.peers {
                assert!(pattern.suppressed.is_some(), "{file}: {peer} names what it withholds");
                table.check(pattern, &format!("{file}: {peer}"));
            }
            table.check(&table.attack_primary_only, &format!("{file}: no neighbours withheld"));
            met += table.peers.len() + 1;
        }
        report_cases(file, met, 0);
    }
}

/// The file of two wijken with one person each, whom no program here protects against each other.
#[test]
fn the_only_person_in_a_wijk_is_an_insider() {
    let file = "sdc_tables/wijk4_two_singletons.json";
    if let Some(table) = load::<Table>(file) {
        let names = table.names();
        let found = table.attack(&table.primary);
        let leaks = found.insider_leaks.iter();
        let leaks: Vec<_> = leaks.map(|leak| (names[leak.insider], names[leak.cell])).collect();
        let [first, second] = &table.primary[..] else { panic!("two cells") };
        assert_eq!(leaks, [(first.as_str(), second.as_str()), (second, first)], "{file}");
    }
}

/// A published neighbour is a leak: with one cell less withheld, more can be told of the others.
#[test]
fn showing_a_neighbour_tells_more() {
    for file in FILES {
        if let Some(table) = load::<Table>(file) {
            let names = table.names();
            for (peer, pattern) in &table.peers {
                let withheld = pattern.suppressed.clone().expect("named");
                let is_neighbour = |name: &&String| !table.primary.contains(name);
                let Some(shown) = withheld.iter().find(is_neighbour) else { continue };
                let left: Vec<_> = withheld.iter().filter(|name| *name != shown).cloned().collect();
                let after = ends(&table.attack(&left), &names);
                for (name, (lower, upper)) in &after {
                    let before = pattern.bounds[name];
                    assert!(before.0 <= *lower, "{file}: {peer}: {name} without {shown}");
                    assert!(*upper <= before.1, "{file}: {peer}: {name} without {shown}");
                }
                let is_told = after.iter().any(|(name, ends)| pattern.bounds[name] != *ends);
                assert!(is_told, "{file}: {peer}: {shown} hides nothing");
            }
        }
    }
}
