//! Systems that share no sum and no slot that is shown: each is protected by itself.

use std::collections::HashMap;
use std::sync::Arc;

use crate::disclosure::joined::Joined;

use super::protect::{Proof, Protection, Start};
use super::system::{Demand, Number, Relation, System};
use super::witness::{Target, Witness};

/// A part of a system with all that binds its numbers.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub system: System,
    pub demands: Vec<Demand>,
    pub withheld: Vec<bool>,
    pub kept: Vec<usize>,
    pub reserve: Vec<usize>,
    /// The places of its numbers and slots in the whole.
    numbers: Vec<usize>,
    slots: Vec<usize>,
}

impl Block {
    /// Splits a system; blocks of which nothing is asked are left out.
    ///
    /// A slot that is withheld from the start binds nothing: each of its numbers can move without the others.
    pub(super) fn split(system: &System, demands: &[Demand], start: &Start) -> Vec<Self> {
        let numbers = system.numbers();
        let mut joined = Joined::of(numbers.len());
        for relation in system.relations() {
            relation.terms.windows(2).for_each(|pair| joined.join(pair[0].0, pair[1].0));
        }
        let mut first_of: HashMap<usize, usize> = HashMap::new();
        for (place, number) in numbers.iter().enumerate() {
            if !start.withheld[number.slot] {
                joined.join(place, *first_of.entry(number.slot).or_insert(place));
            }
        }
        let mut blocks: Vec<Self> = Vec::new();
        let mut block_of: HashMap<usize, usize> = HashMap::new();
        for demand in demands {
            block_of.entry(joined.first(demand.number)).or_insert_with(|| {
                blocks.push(Self::default());
                blocks.len() - 1
            });
        }
        // Where a number of the whole is: its block and its place there.
        let mut places: Vec<Option<(usize, usize)>> = vec![None; numbers.len()];
        let mut slots: HashMap<(usize, usize), usize> = HashMap::new();
        for (place, number) in numbers.iter().enumerate() {
            let Some(&of) = block_of.get(&joined.first(place)) else { continue };
            let block = &mut blocks[of];
            let slot = *slots.entry((of, number.slot)).or_insert_with(|| {
                block.slots.push(number.slot);
                block.withheld.push(start.withheld[number.slot]);
                block.system.add_slot(system.slots()[number.slot])
            });
            block.numbers.push(place);
            let own = block.system.add_number(Number { slot, ..*number });
            places[place] = Some((of, own));
        }
        for relation in system.relations() {
            let Some((of, _)) = places[relation.terms[0].0] else { continue };
            let own = |number: usize| places[number].expect("a sum is in one block").1;
            let terms = relation.terms.iter().map(|(number, sign)| (own(*number), *sign)).collect();
            blocks[of].system.add_relation(Relation { terms });
        }
        for demand in demands {
            let (of, number) = places[demand.number].expect("it has a block");
            blocks[of].demands.push(Demand { number, ..*demand });
        }
        let [kept, reserve] = [start.kept, start.reserve].map(|listed| {
            let mut is_listed = vec![false; system.slots().len()];
            for &slot in listed {
                is_listed[slot] = true;
            }
            is_listed
        });
        for block in &mut blocks {
            let listed = |is_listed: &[bool]| {
                let own = block.slots.iter().enumerate();
                own.filter(|(_, slot)| is_listed[**slot]).map(|(own, _)| own).collect()
            };
            (block.kept, block.reserve) = (listed(&kept), listed(&reserve));
        }
        blocks
    }

    /// Adds what is withheld and proved of the block to that of the whole.
    pub(super) fn add_to(&self, whole: &mut Protection, own: Protection) {
        for (slot, is_withheld) in self.slots.iter().zip(own.withheld) {
            whole.withheld[*slot] |= is_withheld;
        }
        let target = |target: Target| match target {
            Target::OtherWithout(known) => Target::OtherWithout(self.numbers[known]),
            of_value => of_value,
        };
        let mut last: Option<(Arc<Witness>, Arc<Witness>)> = None;
        for proof in own.proofs {
            // The proofs of one table follow each other, and share it.
            let same = last.take().filter(|(own, _)| Arc::ptr_eq(own, &proof.witness));
            let (_, witness) = last.insert(same.unwrap_or_else(|| {
                let moves = proof.witness.moves.iter();
                let moves = moves.map(|(number, by)| (self.numbers[*number], *by)).collect();
                (proof.witness.clone(), Arc::new(Witness { moves }))
            }));
            let witness = witness.clone();
            let number = self.numbers[proof.number];
            whole.proofs.push(Proof { number, target: target(proof.target), witness });
        }
        let missed = own.unprotected.into_iter();
        whole.unprotected.extend(missed.map(|(number, of)| (self.numbers[number], target(of))));
    }
}
