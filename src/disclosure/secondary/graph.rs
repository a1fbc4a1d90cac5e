//! A system as the search walks it: which numbers a relation binds, and back.

use super::system::System;

/// The other end of a bond, and whether the number is added there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bond(u32);

impl Bond {
    fn new(end: usize, sign: i8) -> Self {
        let end = u32::try_from(end).expect("a block has fewer numbers than 2^31");
        Self(end << 1 | u32::from(0 < sign))
    }

    /// The number or the relation.
    pub(super) fn end(self) -> usize {
        (self.0 >> 1) as usize
    }

    /// True when the relation adds the number, false when it subtracts it.
    pub(super) fn adds(self) -> bool {
        self.0 & 1 == 1
    }
}

/// Lists that lie behind each other, so that walking them stays in few places of memory.
#[derive(Debug)]
struct Lists {
    starts: Vec<u32>,
    bonds: Vec<Bond>,
}

impl Lists {
    fn of<'s>(lists: impl Iterator<Item = &'s [(usize, i8)]>) -> Self {
        let (mut starts, mut bonds) = (vec![0], Vec::new());
        for list in lists {
            bonds.extend(list.iter().map(|&(end, sign)| Bond::new(end, sign)));
            starts.push(u32::try_from(bonds.len()).expect("a block has fewer bonds than 2^32"));
        }
        Self { starts, bonds }
    }

    fn at(&self, place: usize) -> &[Bond] {
        &self.bonds[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

/// The bonds between numbers and relations.
#[derive(Debug)]
pub(super) struct Graph {
    of_number: Lists,
    of_relation: Lists,
}

impl Graph {
    pub(super) fn of(system: &System) -> Self {
        let n_numbers = system.numbers().len();
        Self {
            of_number: Lists::of((0..n_numbers).map(|number| system.within(number))),
            of_relation: Lists::of(system.relations().iter().map(|one| &one.terms[..])),
        }
    }

    /// The relations that a number stands in.
    pub(super) fn relations(&self, number: usize) -> &[Bond] {
        self.of_number.at(number)
    }

    /// The numbers of a relation.
    pub(super) fn numbers(&self, relation: usize) -> &[Bond] {
        self.of_relation.at(relation)
    }
}
