//! Shows again what was withheld for others and is no longer needed.

use std::sync::Arc;

use super::protect::Proof;
use super::search::Effort;
use super::witness::Witness;
use super::work::Work;

/// A miss only keeps a slot withheld.
const PRUNING: Effort = Effort { sets: 300, may_withhold: false };

/// A slot that more tables need than this stays withheld: it takes long to replace them all, and mostly fails.
const MOST_TABLES: usize = 12;

impl Work<'_> {
    /// Shows again what can be shown, the most valuable first; `fixed` slots stay withheld.
    pub(super) fn prune(&mut self, fixed: &[bool]) {
        let slots = self.system.slots();
        let is_extra = |slot: &usize| self.search.withheld[*slot] && !fixed[*slot];
        let mut extra: Vec<usize> = (0..slots.len()).filter(is_extra).collect();
        extra.sort_by(|a, b| slots[*b].cost.total_cmp(&slots[*a].cost).then(a.cmp(b)));
        // The proofs that move a number of a slot, among others: some have a new table by now.
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); slots.len()];
        for (place, proof) in self.proofs.iter().enumerate() {
            for slot in self.slots_of(&proof.witness).filter(|slot| !fixed[*slot]) {
                users[slot].push(place);
            }
        }
        for slot in extra {
            let mut of_slot = std::mem::take(&mut users[slot]);
            // First what it was withheld for, which most often still needs it.
            let is_because = |place: &usize| {
                let Proof { number, target, .. } = self.proofs[*place];
                self.because.get(&slot) == Some(&(number, target))
            };
            of_slot.sort_by_key(|place| (!is_because(place), *place));
            of_slot.dedup();
            of_slot
                .retain(|place| self.slots_of(&self.proofs[*place].witness).any(|own| own == slot));
            self.search.withheld[slot] = false;
            let Some(others) = self.find_others(&of_slot) else {
                self.search.withheld[slot] = true;
                continue;
            };
            for (place, witness) in of_slot.into_iter().zip(others) {
                for slot in self.slots_of(&witness).filter(|slot| !fixed[*slot]) {
                    users[slot].push(place);
                }
                self.proofs[place].witness = witness;
            }
        }
    }

    /// Other tables for these proofs, or `None` where one of them has no other.
    fn find_others(&mut self, places: &[usize]) -> Option<Vec<Arc<Witness>>> {
        let mut found: Vec<(bool, Arc<Witness>)> = Vec::new();
        let mut others = Vec::new();
        for &place in places {
            let Proof { number, target, .. } = self.proofs[place];
            let value = self.system.numbers()[number].value;
            let known = found.iter().find(|(keeps_least, witness)| {
                (*keeps_least || !target.keeps_least()) && witness.meets(number, value, target)
            });
            let witness = match known {
                Some((_, witness)) => witness.clone(),
                None if found.len() == MOST_TABLES => return None,
                None => {
                    let witness = Arc::new(self.search.find(number, target, PRUNING)?.witness);
                    found.push((target.keeps_least(), witness.clone()));
                    witness
                }
            };
            others.push(witness);
        }
        Some(others)
    }

    /// The slots of the numbers that a table moves.
    fn slots_of(&self, witness: &Witness) -> impl Iterator<Item = usize> {
        witness.moves.iter().map(|(number, _)| self.system.numbers()[*number].slot)
    }
}
