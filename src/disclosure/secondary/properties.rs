//! Properties of protections, over random tables that are linked in every way.
//!
//! The judge is the attacker, which is given what is published and knows nothing of how it was protected.

mod plan;
mod reader;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use self::plan::plan;
use self::reader::{Reader, same_people};
use super::{Proof, Start, Target, protect};
use crate::disclosure::attack::{Elimination, Form, Side, find_extreme, find_insider_leaks};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Every table that must stay possible is proved to be, and the attacker cannot rule it out; or
    /// the attacker rules it out whatever is withheld.
    #[test]
    fn a_target_is_open_to_the_attacker_or_cannot_be(plan in plan()) {
        let linked = plan.link();
        let done = linked.protect();
        prop_assert_eq!(done.check(&linked.system), Ok(()));
        for target in linked.targets() {
            let of = |proof: &Proof| (proof.number, proof.target) == target;
            let is_proved = done.proofs.iter().any(of);
            prop_assert!(is_proved != done.unprotected.contains(&target), "{:?}", target);
            let withheld = if is_proved { &done.withheld } else { &linked.all() };
            let reader = Reader::of(&linked.system, withheld, target.1);
            let is_open = reader.leaves_open(target);
            prop_assert!(is_open.is_none_or(|is_open| is_open == is_proved), "{:?}", target);
        }
    }

    /// Nothing that is proved can be had by adding and subtracting, nor by who is in a small cell.
    #[test]
    fn nothing_follows_for_anybody(plan in plan()) {
        let linked = plan.link();
        let done = linked.protect();
        let reader = Reader::of(&linked.system, &done.withheld, Target::AtMost(0));
        let elimination = Elimination::of(&reader.problem);
        for proof in &done.proofs {
            let unknown = reader.unknowns[proof.number].expect("it is withheld");
            prop_assert!(!elimination.follows(&Form::unknown(unknown)), "{}", proof.number);
        }
        let numbers = linked.system.numbers();
        let targets = reader.problem.targets().iter();
        let truths: Vec<_> = targets.map(|target| numbers[target.cell].value as f64).collect();
        let people = same_people(&linked.system);
        for leak in find_insider_leaks(&reader.problem, &elimination, &truths) {
            let of = |proof: &Proof| proof.number == leak.cell;
            let is_own = people[leak.insider] == people[leak.cell]
                || numbers[leak.insider].slot == numbers[leak.cell].slot;
            let target = (leak.cell, Target::OtherWithout(leak.insider));
            let is_told = done.unprotected.contains(&target);
            prop_assert!(is_own || is_told || !done.proofs.iter().any(of), "{:?}", leak);
            if is_told {
                let reader = Reader::of(&linked.system, &linked.all(), target.1);
                prop_assert!(reader.leaves_open(target) != Some(true), "{:?}", target);
            }
        }
    }

    /// Whatever is withheld, a proof is found if and only if the attacker leaves it open, and what the
    /// attacker finds is a proof.
    #[test]
    fn a_proof_is_found_where_the_attacker_fails(plan in plan(), bits in any::<u64>()) {
        let linked = plan.link();
        let mut withheld = linked.small.clone();
        for (slot, is_withheld) in withheld.iter_mut().enumerate() {
            *is_withheld |= bits >> (slot % 64) & 1 == 1;
        }
        let done = protect(&linked.fixed(), &linked.demands, &Start { withheld: &withheld, ..Start::default() });
        prop_assert_eq!(&done.withheld, &withheld);
        for (number, target) in linked.targets() {
            let reader = Reader::of(&linked.system, &withheld, target);
            let Some(is_open) = reader.leaves_open((number, target)) else { continue };
            prop_assert_eq!(is_open, !done.unprotected.contains(&(number, target)));
            if let Some(unknown) = reader.unknowns[number].filter(|_| is_open) {
                let side = if target.keeps_least() { Side::Largest } else { Side::Smallest };
                let form = Form::unknown(unknown);
                let found = find_extreme(&reader.problem, &form, side).expect("an answer");
                if let Some(extreme) = found {
                    let witness = reader.witness(&extreme.witness);
                    let check = witness.check(reader.system, &withheld, (number, target));
                    prop_assert_eq!(check, Ok(()));
                }
            }
        }
    }

    /// No number of a proof can be another and the proof still hold.
    #[test]
    fn a_proof_with_another_move_is_none(plan in plan(), place in any::<u16>(), by in 1..=9_i64) {
        let linked = plan.link();
        let done = linked.protect();
        for proof in &done.proofs {
            let mut witness = (*proof.witness).clone();
            let place = usize::from(place) % witness.moves.len();
            witness.moves[place].1 += if place % 2 == 0 { by } else { -by };
            let target = (proof.number, proof.target);
            prop_assert!(witness.check(&linked.system, &done.withheld, target).is_err());
            witness.moves.remove(place);
            prop_assert!(witness.check(&linked.system, &done.withheld, target).is_err());
        }
    }

    /// The same is withheld whatever the order of the demands, and again where it was withheld before.
    #[test]
    fn the_same_is_withheld_again(plan in plan()) {
        let linked = plan.link();
        let done = linked.protect();
        let reversed: Vec<_> = linked.demands.iter().rev().copied().collect();
        let start = Start { withheld: &linked.small, ..Start::default() };
        let other = protect(&linked.system, &reversed, &start);
        prop_assert_eq!(&other.withheld, &done.withheld);
        prop_assert_eq!(&other.proofs, &done.proofs);
        let kept: Vec<_> = (0..linked.small.len()).filter(|slot| done.withheld[*slot]).collect();
        let start = Start { kept: &kept, ..start };
        let again = protect(&linked.system, &linked.demands, &start);
        prop_assert_eq!(&again.withheld, &done.withheld);
    }
}

/// Shown again, most of what is withheld for others lets the attacker rule out what must stay possible.
///
/// Not all: a search may miss the only proof, and what keeps a secret from insiders is not looked at
/// again.
#[test]
fn most_of_what_is_withheld_for_others_is_needed() {
    let mut runner = TestRunner::deterministic();
    let (mut n_needed, mut n_withheld) = (0, 0);
    for _ in 0..30 {
        let linked = plan().new_tree(&mut runner).expect("a plan").current().link();
        let done = linked.protect();
        let others = (0..linked.small.len()).filter(|slot| done.withheld[*slot]);
        for slot in others.filter(|slot| !linked.small[*slot]) {
            let mut withheld = done.withheld.clone();
            withheld[slot] = false;
            // All others hold when the slot is shown.
            let mut users = done.proofs.iter().filter(|proof| {
                let mut moved = proof.witness.moves.iter();
                moved.any(|(number, _)| linked.system.numbers()[*number].slot == slot)
            });
            let is_needed = users.any(|proof| {
                let reader = Reader::of(&linked.system, &withheld, proof.target);
                reader.leaves_open((proof.number, proof.target)) == Some(false)
            });
            n_needed += usize::from(is_needed);
            n_withheld += 1;
        }
    }
    assert!(100 < n_withheld && 97 * n_withheld <= 100 * n_needed, "{n_needed} of {n_withheld}");
}
