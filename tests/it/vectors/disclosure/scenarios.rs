//! Leaks that were thought out by hand, each as what is published of one or a few unknowns.

use std::collections::BTreeMap;

use serde::Deserialize;
use wijkmonitor::disclosure::attack::{Attack, Constraint, Domain, Form, Problem, Unknown, attack};

use super::{Ends, cells_where, ends, load, sorted};
use crate::vectors::report_cases;

/// The files that are read here.
pub const FILES: &[&str] = &["sdc_tables/scenarios.json"];

/// A cell of 1 to 9 persons is withheld.
const MOST_SMALL: f64 = 9.0;

/// Scenarios of which the figures are published rounded to fives instead of withheld.
///
/// Their constraints look like those of others; that a figure was to be one of five numbers, rather
/// than of 1 to 9, is not in them.
const ROUNDED: &[&str] = &[
    "round5_all_incl_total",
    "round5_total_exact_worst",
    "suppress_le5_then_round5",
    "suppress_le7_then_round5",
];
/// How many whole numbers are rounded to the same five.
const N_SAME_FIVE: f64 = 5.0;

/// Scenarios that the file lets pass and we reject, with the reason.
const STRICTER: &[(&str, &str)] = &[(
    "rolling_year",
    "the file asks whether as many values are left as the rule has; q1 is 2 to 15, so that the \
     rolling years rule out a single person, which the rule does not",
)];

#[derive(Deserialize)]
struct Scenarios {
    scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
struct Scenario {
    id: String,
    unknowns: Vec<String>,
    integer: bool,
    nonnegative: bool,
    constraints: Vec<Published>,
    truth: BTreeMap<String, f64>,
    expected_bounds: BTreeMap<String, Ends>,
    exactly_recoverable: Vec<String>,
    must_be_rejected: bool,
}

#[derive(Deserialize)]
struct Published {
    coef: BTreeMap<String, f64>,
    lo: Option<f64>,
    hi: Option<f64>,
}

impl Scenario {
    fn names(&self) -> Vec<&str> {
        self.unknowns.iter().map(String::as_str).collect()
    }

    fn attack(&self) -> Attack {
        assert!(self.nonnegative, "{}: all unknowns are 0 or more", self.id);
        let domain = if self.integer { Domain::Whole } else { Domain::Real };
        let place = |name: &String| self.unknowns.iter().position(|own| own == name);
        let constraint = |published: &Published| {
            let terms = published.coef.iter();
            let form =
                Form::new(terms.map(|(name, factor)| (place(name).expect("an unknown"), *factor)));
            Constraint { form, lower: published.lo, upper: published.hi }
        };
        let constraints = self.constraints.iter().map(constraint).collect();
        let unknowns = vec![Unknown::of(domain); self.unknowns.len()];
        let problem = Problem::of_constraints(unknowns, constraints).expect("figures agree");
        let truths: Vec<_> = self.unknowns.iter().map(|name| self.truth[name]).collect();
        attack(&problem, &truths).expect("an answer")
    }

    /// Judges as a publication would be: nothing can be had exactly, and of a small cell nothing is
    /// ruled out that the rule leaves open.
    fn is_rejected(&self, found: &Attack) -> bool {
        let is_rounded = ROUNDED.contains(&self.id.as_str());
        let is_bad = found.findings.iter().any(|finding| {
            let is_narrow = if is_rounded {
                let width = finding.bounds.lower.zip(finding.bounds.upper);
                width.is_some_and(|(lower, upper)| upper - lower + 1.0 < N_SAME_FIVE)
            } else {
                let truth = self.truth[&self.unknowns[finding.cell]];
                let is_small = (1.0..=MOST_SMALL).contains(&truth);
                is_small && !finding.bounds.leave_open(1.0, MOST_SMALL)
            };
            finding.is_recovered() || is_narrow
        });
        is_bad || !found.insider_leaks.is_empty()
    }
}

#[test]
fn scenarios_have_the_bounds_that_were_worked_out() {
    if let Some(Scenarios { scenarios }) = load(FILES[0]) {
        for scenario in &scenarios {
            let (found, names) = (scenario.attack(), scenario.names());
            assert_eq!(ends(&found, &names), scenario.expected_bounds, "{}", scenario.id);
            let exact = cells_where(&found, &names, |finding| finding.bounds.is_exact());
            assert_eq!(exact, sorted(scenario.exactly_recoverable.clone()), "{}", scenario.id);
            let recovered = cells_where(&found, &names, |finding| finding.is_recovered());
            assert_eq!(recovered, exact, "{}", scenario.id);
        }
        report_cases(FILES[0], scenarios.len(), 0);
    }
}

#[test]
fn scenarios_are_rejected_that_leak() {
    if let Some(Scenarios { scenarios }) = load(FILES[0]) {
        for scenario in &scenarios {
            let is_stricter = STRICTER.iter().any(|(id, _)| *id == scenario.id);
            assert!(!(is_stricter && scenario.must_be_rejected), "{} is no exception", scenario.id);
            let expected = scenario.must_be_rejected || is_stricter;
            assert_eq!(scenario.is_rejected(&scenario.attack()), expected, "{}", scenario.id);
        }
        let ids: Vec<_> = scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        for id in ROUNDED.iter().chain(STRICTER.iter().map(|(id, _)| id)) {
            assert!(ids.contains(id), "{id} is no scenario");
        }
        report_cases(FILES[0], scenarios.len() - STRICTER.len(), STRICTER.len());
    }
}

/// The scenario of the insider says what the insider knows; without it, only the third layer tells.
#[test]
fn an_insider_needs_no_figure_of_its_own() {
    if let Some(Scenarios { scenarios }) = load(FILES[0]) {
        let mut scenarios = scenarios.into_iter();
        let mut insider = scenarios.find(|one| one.id == "insider_singleton").expect("a scenario");
        insider.constraints.retain(|published| 1 < published.coef.len());
        let found = insider.attack();
        assert!(found.findings.iter().all(|finding| !finding.is_recovered()));
        let leaks: Vec<_> =
            found.insider_leaks.iter().map(|leak| (leak.insider, leak.cell)).collect();
        assert_eq!(leaks, [(0, 1), (1, 0)]);
    }
}
