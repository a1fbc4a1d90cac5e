//! A protection in the making.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::protect::{Proof, Protection};
use super::search::{Effort, Found, Search};
use super::system::System;
use super::witness::{Target, Witness};

/// Looks only for a table that needs nothing more to be withheld.
const FREE: Effort = Effort { sets: 400, may_withhold: false };

/// The same with more effort, where an earlier publication already withheld enough.
const THOROUGH: Effort = Effort { sets: 3_000, may_withhold: false };

/// Withholds what it must.
const PAID: Effort = Effort { sets: 600, may_withhold: true };

/// How many of the nearest numbers may move where a step-by-step search finds nothing.
const NEAREST: usize = 200;

/// The same where these do not suffice.
const NEARBY: usize = 5_000;

/// How many targets one table is sought for, where a step-by-step search finds none for each.
const TOGETHER: usize = 6;

/// A number and what must stay possible of it.
type Asked = (usize, Target);

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
        let mut missed = targets;
        if self.is_republished {
            // What an earlier publication withheld mostly suffices, so that nothing is added to it in vain.
            missed = self.meet_each(&missed, &[FREE, THOROUGH], None);
            missed = self.meet_together(&missed, false);
        }
        // In a small system a program knows the cheapest table of all; in a large one the nearest numbers
        // seldom suffice.
        let n_numbers = self.system.numbers().len();
        let efforts: &[Effort] = if n_numbers <= NEAREST { &[FREE] } else { &[FREE, PAID] };
        let nearest = (n_numbers <= 3 * NEAREST).then_some(NEAREST);
        missed = self.meet_each(&missed, efforts, nearest);
        missed = self.meet_together(&missed, true);
        for &(number, target) in &missed {
            self.pending[number].retain(|of| *of != target);
        }
        self.unprotected.extend(missed);
    }

    /// Tries again what was not found, now that more is withheld or may be.
    pub(super) fn meet_missed(&mut self) {
        let missed = std::mem::take(&mut self.unprotected);
        self.meet_all(missed);
    }

    /// Finds a table for each target, step by step with more and more effort, then among the nearest numbers; gives
    /// those that it misses.
    fn meet_each(
        &mut self,
        targets: &[Asked],
        efforts: &[Effort],
        nearest: Option<usize>,
    ) -> Vec<Asked> {
        let mut missed = Vec::new();
        for &(number, target) in targets {
            if !self.pending[number].contains(&target) {
                continue;
            }
            let asked = [(number, target)];
            let found = efforts.iter().find_map(|effort| self.search.find(number, target, *effort));
            let found = found.or_else(|| self.find_near(nearest?, &asked, true));
            match found {
                Some(found) => self.accept(&asked, found),
                None => missed.push((number, target)),
            }
        }
        missed
    }

    /// Finds tables that each meet several targets that are far apart, or fewer where there is none for all; gives
    /// those that it misses.
    fn meet_together(&mut self, targets: &[Asked], may_withhold: bool) -> Vec<Asked> {
        let (alone, others): (Vec<_>, Vec<_>) =
            targets.iter().partition(|(_, target)| target.frozen().is_some());
        let n_tables = others.len().div_ceil(TOGETHER);
        let far_apart = |from: usize| others[from..].iter().step_by(n_tables).copied().collect();
        let of_table: Vec<Vec<Asked>> = (0..n_tables).map(far_apart).collect();
        let mut missed = Vec::new();
        for asked in of_table.into_iter().chain(alone.into_iter().map(|asked| vec![asked])) {
            self.meet_or_halve(asked, may_withhold, &mut missed);
        }
        missed
    }

    fn meet_or_halve(
        &mut self,
        mut asked: Vec<Asked>,
        may_withhold: bool,
        missed: &mut Vec<Asked>,
    ) {
        asked.retain(|(number, target)| self.pending[*number].contains(target));
        if asked.is_empty() {
            return;
        }
        match self.find_near(NEARBY, &asked, may_withhold) {
            Some(found) => self.accept(&asked, found),
            None if asked.len() == 1 => missed.extend(asked),
            None => {
                let others = asked.split_off(asked.len() / 2);
                self.meet_or_halve(asked, may_withhold, missed);
                self.meet_or_halve(others, may_withhold, missed);
            }
        }
    }

    /// A table in which no more than so many numbers move, by a program in whole numbers.
    fn find_near(&mut self, most: usize, asked: &[Asked], may_withhold: bool) -> Option<Found> {
        let found = self.search.find_nearby(asked, most, may_withhold)?;
        found.newly.iter().for_each(|slot| self.search.withheld[*slot] = true);
        // Solvers reckon with fractions, so what they find is not believed.
        let check = |of: &Asked| found.witness.check(self.system, &self.search.withheld, *of);
        let holds = asked.iter().all(|of| check(of).is_ok());
        found.newly.iter().for_each(|slot| self.search.withheld[*slot] = false);
        holds.then_some(found)
    }

    /// Withholds what a table needs, and notes what it proves.
    fn accept(&mut self, asked: &[Asked], Found { witness, newly }: Found) {
        for slot in newly {
            self.search.withheld[slot] = true;
            self.because.insert(slot, asked[0]);
        }
        let keeps_least = asked.iter().any(|(_, target)| target.keeps_least());
        self.note(keeps_least, &Arc::new(witness));
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
