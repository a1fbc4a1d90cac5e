//! The attacker, with what is published of a system.

use std::collections::BTreeMap;

use super::super::{System, Target, Witness};
use crate::disclosure::attack::{
    AttackError, Constraint, Domain, Form, Problem, Target as Figure, Unknown, compute_bounds,
};

/// What a reader knows of a system of which some is withheld.
pub(super) struct Reader<'a> {
    pub(super) system: &'a System,
    pub(super) problem: Problem,
    /// The unknown that each number is, if it is none that the reader knows.
    pub(super) unknowns: Vec<Option<usize>>,
}

impl<'a> Reader<'a> {
    /// What somebody knows who reads the publication, as far as a target lets it be known.
    pub(super) fn of(system: &'a System, withheld: &[bool], target: Target) -> Self {
        let (mut known, mut constraints) = (Vec::new(), Vec::new());
        let mut unknowns = vec![None; system.numbers().len()];
        for (place, number) in system.numbers().iter().enumerate() {
            let is_shown = !withheld[number.slot];
            let is_told = target == Target::OtherWithout(place);
            if number.is_known || is_told || (is_shown && number.slack == [0, 0]) {
                continue;
            }
            let unknown = Form::unknown(known.len());
            unknowns[place] = Some(known.len());
            known.push(Unknown {
                domain: Domain::Whole,
                upper: number.most.map(|most| most as f64),
            });
            if is_shown {
                let [below, above] = number.slack;
                let [from, to] = [number.value - below, number.value + above];
                constraints.push(Constraint::between(unknown.clone(), from as f64, to as f64));
            }
            if target.keeps_least() {
                let lower = Some(number.least as f64);
                constraints.push(Constraint { form: unknown, lower, upper: None });
            }
        }
        for relation in system.relations() {
            let terms = relation.terms.iter().filter_map(|(number, sign)| {
                Some((unknowns[*number]?, f64::from(*sign), system.numbers()[*number].value))
            });
            let terms: Vec<_> = terms.collect();
            let form = Form::new(terms.iter().map(|(unknown, sign, _)| (*unknown, *sign)));
            let value = terms.iter().map(|(_, sign, value)| sign * *value as f64).sum();
            constraints.push(Constraint::exact(form, value));
        }
        let targets = unknowns.iter().enumerate().filter_map(|(cell, unknown)| {
            unknown.map(|unknown| Figure { cell, form: Form::unknown(unknown) })
        });
        let problem = Problem::new(known, constraints, targets.collect());
        Self { system, problem: problem.expect("the true values fit"), unknowns }
    }

    /// True when the attacker cannot rule out what must stay possible; `None` when the solver of the
    /// attacker gives up.
    pub(super) fn leaves_open(&self, (number, target): (usize, Target)) -> Option<bool> {
        let Some(unknown) = self.unknowns[number] else { return Some(false) };
        let bounds = match compute_bounds(&self.problem, &Form::unknown(unknown)) {
            Ok(bounds) => bounds,
            Err(AttackError::Solver(_) | AttackError::Undecided | AttackError::Unverified) => {
                return None;
            }
            Err(other) => panic!("{other}"),
        };
        Some(match target {
            Target::AtMost(most) => bounds.lower.is_none_or(|lower| lower <= most as f64),
            Target::AtLeast(least) => bounds.upper.is_none_or(|upper| least as f64 <= upper),
            Target::OtherWithout(_) => !bounds.is_exact(),
        })
    }

    /// The table of an attacker, as what it differs from the true one.
    pub(super) fn witness(&self, values: &BTreeMap<usize, f64>) -> Witness {
        let numbers = self.system.numbers().iter().zip(&self.unknowns).enumerate();
        let moves = numbers.filter_map(|(place, (number, unknown))| {
            let value = values.get(unknown.as_ref()?)?;
            Some((place, *value as i64 - number.value)).filter(|(_, by)| *by != 0)
        });
        Witness { moves: moves.collect() }
    }
}

/// For each number the first that counts the same persons: a total of which all other parts are zero.
pub(super) fn same_people(system: &System) -> Vec<usize> {
    let mut first: Vec<usize> = (0..system.numbers().len()).collect();
    for relation in system.relations() {
        let filled = relation.terms.iter().filter(|term| system.numbers()[term.0].value != 0);
        if let [(one, 1), (other, -1)] | [(one, -1), (other, 1)] = filled.collect::<Vec<_>>()[..] {
            let (from, to) = (first[*one], first[*other]);
            first.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
        }
    }
    first
}
