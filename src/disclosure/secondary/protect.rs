//! Which slots are withheld so that no withheld number can be computed back.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::blocks::Block;
use super::system::{Demand, System};
use super::witness::{Flaw, Target, Witness};
use super::work::Work;

/// A table with what it proves of which number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The number.
    pub number: usize,
    /// What is proved of it.
    pub target: Target,
    /// The table, which often proves other numbers as well.
    pub witness: Arc<Witness>,
}

/// What is withheld, with the proof that nothing of it can be computed back.
#[derive(Clone, Debug, Default)]
pub struct Protection {
    /// Per slot whether it is withheld.
    pub withheld: Vec<bool>,
    /// The proofs, which [`Protection::check`] holds against the system.
    pub proofs: Vec<Proof>,
    /// What could not be protected: a number, and what should have stayed possible.
    pub unprotected: Vec<(usize, Target)>,
}

impl Protection {
    /// Checks every proof by addition; gives the first that does not hold.
    pub fn check(&self, system: &System) -> Result<(), (usize, Flaw)> {
        let is_same = |one: &Proof, other: &Proof| {
            Arc::ptr_eq(&one.witness, &other.witness)
                && one.target.keeps_least() == other.target.keeps_least()
        };
        for of_table in self.proofs.chunk_by(is_same) {
            let Proof { number, target, witness } = &of_table[0];
            let fits = witness.fits(system, &self.withheld, target.keeps_least());
            fits.map_err(|flaw| (*number, flaw))?;
            for Proof { number, target, .. } in of_table {
                let value = system.numbers()[*number].value;
                if !witness.meets(*number, value, *target) {
                    return Err((*number, Flaw::Demand));
                }
            }
        }
        Ok(())
    }

    /// What the demands ask and no table proves, whatever the search says of it.
    pub fn unproved(&self, system: &System, demands: &[Demand]) -> Vec<(usize, Target)> {
        let proved: HashSet<_> =
            self.proofs.iter().map(|proof| (proof.number, proof.target)).collect();
        let asked = demands.iter().flat_map(|demand| {
            let targets = demand.targets(system.numbers()[demand.number].value);
            targets.map(|target| (demand.number, target))
        });
        asked.filter(|of| !proved.contains(of)).collect()
    }
}

/// What a protection starts from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start<'a> {
    /// Per slot whether it is withheld whatever it costs: below a threshold.
    pub withheld: &'a [bool],
    /// The slots that an earlier publication withheld to protect others, and that stay withheld.
    pub kept: &'a [usize],
    /// The slots that are shown unless nothing else will do.
    ///
    /// A figure that everybody looks at first is worth more than many others; and once one is withheld, a search
    /// finds it an easy way for all.
    pub reserve: &'a [usize],
}

/// Withholds slots until every demand is met, at a low cost.
///
/// Parts of the system that nothing binds to each other are protected at the same time.
pub fn protect(system: &System, demands: &[Demand], start: &Start) -> Protection {
    let blocks = Block::split(system, demands, start);
    let done: Vec<_> = blocks.par_iter().map(protect_block).collect();
    let mut whole = Protection { withheld: start.withheld.to_vec(), ..Protection::default() };
    for &slot in start.kept {
        whole.withheld[slot] = true;
    }
    for (block, own) in blocks.iter().zip(done) {
        block.add_to(&mut whole, own);
    }
    whole
}

fn protect_block(block: &Block) -> Protection {
    let Block { system, demands, withheld, kept, reserve, .. } = block;
    let mut stays = withheld.clone();
    for &slot in kept {
        stays[slot] = true;
    }
    let mut order: Vec<_> = demands.clone();
    let value = |demand: &Demand| system.numbers()[demand.number].value;
    order.sort_by_key(|demand| (value(demand), *demand));
    let mut work = Work::of(system, stays.clone(), !kept.is_empty());
    let targets = |demand: &Demand| {
        let number = demand.number;
        demand.targets(value(demand)).map(move |target| (number, target))
    };
    work.search.set_fixed(reserve, true);
    work.meet_all(order.iter().flat_map(targets).collect());
    work.search.set_fixed(reserve, false);
    work.meet_missed();
    work.prune(&stays);
    work.search.set_fixed(reserve, true);
    work.keep_from_insiders();
    work.search.set_fixed(reserve, false);
    work.meet_missed();
    work.done()
}
