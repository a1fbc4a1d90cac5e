//! Keeps withheld numbers from those who know one of them: who is in a small cell.

use crate::disclosure::joined::Joined;

use super::system::System;
use super::witness::{Target, Witness};
use super::work::Work;

/// Persons that would know the value of their own cell: it holds so few.
const INSIDERS: std::ops::RangeInclusive<i64> = 1..=2;

impl Work<'_> {
    /// Makes sure that nobody who is in a small cell, and so knows its value, finds another number.
    pub(super) fn keep_from_insiders(&mut self) {
        let people = same_people(self.system);
        let numbers = self.system.numbers();
        let mut order: Vec<_> =
            self.proofs.iter().map(|proof| (proof.number, &*proof.witness)).collect();
        order.sort_by_key(|(number, _)| (numbers[*number].value, *number));
        let mut targets = Vec::new();
        for of_number in order.chunk_by(|(one, _), (other, _)| one == other) {
            let (number, first) = of_number[0];
            let moves = |one: usize| {
                of_number.iter().all(|(_, witness): &(usize, &Witness)| witness.at(one) != 0)
            };
            let insiders = first.moves.iter().map(|(moved, _)| *moved).filter(|&one| {
                INSIDERS.contains(&numbers[one].value)
                    && people[one] != people[number]
                    && numbers[one].slot != numbers[number].slot
                    && moves(one)
            });
            targets.extend(insiders.map(|one| (number, Target::OtherWithout(one))));
        }
        self.meet_all(targets);
    }
}

/// For each number the first that counts the same people: a total of which all other parts are
/// zero. Who is in one is in the other, and learns nothing of it.
fn same_people(system: &System) -> Vec<usize> {
    let numbers = system.numbers();
    let mut joined = Joined::of(numbers.len());
    for relation in system.relations() {
        let filled = relation.terms.iter().filter(|(number, _)| numbers[*number].value != 0);
        let filled: Vec<_> = filled.take(3).collect();
        if let [(one, sign), (other, against)] = filled[..]
            && sign != against
            && numbers[*one].value == numbers[*other].value
        {
            joined.join(*one, *other);
        }
    }
    (0..numbers.len()).map(|at| joined.first(at)).collect()
}
