//! The proof that a cell cannot be computed back: another table that fits all that is published.

use super::system::{Demand, System};

/// A table that differs from the true one: what is added to some numbers. All others are as they are.
///
/// Where the table holds, nobody who sees the publication can tell it from the true one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// The numbers that differ, in order, with the difference.
    pub moves: Vec<(usize, i64)>,
}

/// Why a table is no witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// This relation no longer adds up.
    Relation(usize),
    /// This number is shown, or known from earlier, and cannot differ so much.
    Shown(usize),
    /// This number is below or above what it can be.
    Range(usize),
    /// The table does not have the value that it should prove possible.
    Demand,
}

/// What a table must prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The number can be at most this.
    AtMost(i64),
    /// The number can be at least this.
    AtLeast(i64),
    /// The number can be another one, also for who knows the value of this number.
    OtherWithout(usize),
}

impl Target {
    /// The number that may not differ.
    pub(super) fn frozen(self) -> Option<usize> {
        match self {
            Self::OtherWithout(known) => Some(known),
            Self::AtMost(_) | Self::AtLeast(_) => None,
        }
    }

    /// True when no number of the table may be less than everybody knows it to be.
    ///
    /// Where zeros are shown, what is withheld is not zero. With that knowledge, too, a number can be as
    /// large as the rule leaves open. It cannot always be as small: of a year with two quarters that are
    /// withheld, everybody knows that it has two persons or more.
    pub(super) fn keeps_least(self) -> bool {
        matches!(self, Self::AtLeast(_))
    }
}

impl Demand {
    /// The two tables that prove it; one that the true value proves by itself needs none.
    pub fn targets(self, value: i64) -> impl Iterator<Item = Target> {
        let low = (self.at_most < value).then_some(Target::AtMost(self.at_most));
        let high = (value < self.at_least).then_some(Target::AtLeast(self.at_least));
        high.into_iter().chain(low)
    }
}

impl Witness {
    /// What is added to a number.
    pub fn at(&self, number: usize) -> i64 {
        let found = self.moves.binary_search_by_key(&number, |(number, _)| *number);
        found.map_or(0, |place| self.moves[place].1)
    }

    /// Checks by addition alone that the table fits the publication and proves what it should.
    ///
    /// It does not matter who made the table or how.
    pub fn check(
        &self,
        system: &System,
        withheld: &[bool],
        (number, target): (usize, Target),
    ) -> Result<(), Flaw> {
        self.fits(system, withheld, target.keeps_least())?;
        let value = system.numbers()[number].value;
        if self.meets(number, value, target) { Ok(()) } else { Err(Flaw::Demand) }
    }

    /// Checks that the table fits the publication, for who knows what the least of each number is or
    /// who does not.
    pub(super) fn fits(
        &self,
        system: &System,
        withheld: &[bool],
        keeps_least: bool,
    ) -> Result<(), Flaw> {
        // Each number once: two moves of one would each be in range where both together are not.
        if let Some(pair) = self.moves.windows(2).find(|pair| pair[1].0 <= pair[0].0) {
            return Err(Flaw::Range(pair[1].0));
        }
        let mut sums: Vec<(usize, i128)> = Vec::new();
        for &(moved, by) in &self.moves {
            let is = &system.numbers()[moved];
            let becomes = is.value.checked_add(by).ok_or(Flaw::Range(moved))?;
            let least = if keeps_least { is.least } else { 0 };
            if becomes < least || is.most.is_some_and(|most| most < becomes) {
                return Err(Flaw::Range(moved));
            }
            let is_free = withheld[is.slot] && !is.is_known;
            let [below, above] = if is.is_known { [0, 0] } else { is.slack };
            if !is_free && !(-below..=above).contains(&by) {
                return Err(Flaw::Shown(moved));
            }
            let within = system.within(moved).iter();
            sums.extend(
                within.map(|&(relation, sign)| (relation, i128::from(by) * i128::from(sign))),
            );
        }
        sums.sort_unstable();
        for of_one in sums.chunk_by(|(one, _), (other, _)| one == other) {
            if of_one.iter().map(|(_, by)| by).sum::<i128>() != 0 {
                return Err(Flaw::Relation(of_one[0].0));
            }
        }
        Ok(())
    }

    /// True when a number with this value has, in this table, what the target asks.
    pub(super) fn meets(&self, number: usize, value: i64, target: Target) -> bool {
        let by = self.at(number);
        match target {
            Target::AtMost(most) => value + by <= most,
            Target::AtLeast(least) => least <= value + by,
            Target::OtherWithout(known) => by != 0 && self.at(known) == 0,
        }
    }
}
