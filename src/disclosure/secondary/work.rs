//! A protection in the making.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::protect::{Proof, Protection};
use super::search::{Effort, Found, Search};
use super::system::System;
use super::witness::{Target, Witness};

/// Looks only for a table that needs nothing more to be withheld.
const FREE: Effort = Effort { sets: 120, may_withhold: false };

/// The same with more effort, where an earlier publication already withheld enough.
const THOROUGH: Effort = Effort { sets: 3_000, may_withhold: false };

/// Withholds what it must.
const PAID: Effort = Effort { sets: 600, may_withhold: true };

/// Withholds what it must, where not even the nearest numbers help.
const PATIENT: Effort = Effort { sets: 3_000, may_withhold: true };

/// How many of the nearest numbers may move where a step-by-step search finds nothing.
const NEAREST: usize = 200;

/// The same where a patient search finds nothing either.
const NEARBY: [usize; 2] = [700, 2_500];

/// What is withheld and proved so far.
#[derive(Debug)]
pub(super) struct Work<'a> {
    pub system: &'a System,
    pub search: Search<'a>,
    pub proofs: Vec<Proof>,
    unprotected: Vec<(usize, Target)>,
    /// For each number what must still be proved.
    pending: Vec<Vec<Target>>,
    /// For each slot that was withheld for another what asked for it.
    pub because: BTreeMap<usize, (usize, Target)>,
    /// True when an earlier publication withheld some of it.
    is_republished: bool,
}

impl<'a> Work<'a> {
    pub(super) fn of(system: &'a System, withheld: Vec<bool>, is_republished: bool) -> Self {
        Self {
            system,
            search: Search::of(system, withheld),
            proofs: Vec::new(),
            unprotected: Vec::new(),
            pending: vec![Vec::new(); system.numbers().len()],
            because: BTreeMap::new(),
            is_republished,
        }
    }

    pub(super) fn done(self) -> Protection {
        let Self { search, proofs, unprotected, .. } = self;
        Protection { withheld: search.withheld, proofs, unprotected }
    }

    /// Finds tables for all targets, and withholds what that takes.
    pub(super) fn meet_all(&mut self, targets: Vec<(usize, Target)>) {
        for &(number, target) in &targets {
            self.pending[number].push(target);
        }
        let mut known: Vec<_> = self
            .proofs
            .iter()
            .map(|proof| (proof.target.keeps_least(), proof.witness.clone()))
            .collect();
        known.dedup_by(|(_, one), (_, other)| Arc::ptr_eq(one, other));
        for (keeps_least, witness) in known {
            self.note(keeps_least, &witness);
        }
        for (number, target) in targets {
            if !self.pending[number].contains(&target) {
                continue;
            }
            match self.find(number, target) {
                Some(Found { witness, newly }) => {
                    for slot in newly {
                        self.search.withheld[slot] = true;
                        self.because.insert(slot, (number, target));
                    }
                    self.note(target.keeps_least(), &Arc::new(witness));
                }
                None => self.unprotected.push((number, target)),
            }
        }
    }

    /// A table for a target, and what must be withheld for it.
    fn find(&mut self, number: usize, target: Target) -> Option<Found> {
        if let Some(found) = self.search.find(number, target, FREE) {
            return Some(found);
        }
        // What an earlier publication withheld mostly suffices, so that nothing is added to it in vain.
        if self.is_republished {
            let found = self.search.find(number, target, THOROUGH);
            let found = found.or_else(|| self.find_in(&NEARBY, number, target, false));
            if found.is_some() {
                return found;
            }
        }
        // In a small system a program knows the cheapest table of all.
        let is_small = self.system.numbers().len() <= NEAREST;
        let found = if is_small { None } else { self.search.find(number, target, PAID) };
        let found = found.or_else(|| self.find_in(&[NEAREST], number, target, true));
        let found = found.or_else(|| self.search.find(number, target, PATIENT));
        found.or_else(|| self.find_in(&NEARBY, number, target, true))
    }

    /// A table in which no more than so many numbers move, by a program in whole numbers.
    fn find_in(
        &mut self,
        sizes: &[usize],
        number: usize,
        target: Target,
        may_withhold: bool,
    ) -> Option<Found> {
        let mut sizes = sizes.iter();
        let found =
            sizes.find_map(|most| self.search.find_nearby(number, target, *most, may_withhold))?;
        found.newly.iter().for_each(|slot| self.search.withheld[*slot] = true);
        // Solvers reckon with fractions, so what they find is not believed.
        let holds = found.witness.check(self.system, &self.search.withheld, (number, target));
        found.newly.iter().for_each(|slot| self.search.withheld[*slot] = false);
        holds.is_ok().then_some(found)
    }

    /// Notes all that a table proves: of the numbers that it moves often more than was looked for.
    fn note(&mut self, keeps_least: bool, witness: &Arc<Witness>) {
        for &(number, _) in &witness.moves {
            let value = self.system.numbers()[number].value;
            let proved = self.pending[number].extract_if(.., |target| {
                (keeps_least || !target.keeps_least()) && witness.meets(number, value, *target)
            });
            let proofs = proved.map(|target| Proof { number, target, witness: witness.clone() });
            self.proofs.extend(proofs);
        }
    }
}
