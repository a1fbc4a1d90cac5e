//! The third layer: what somebody who is counted in a withheld cell can find out.
//!
//! The only person in a cell knows that it is 1, and one of two may know of the other. With that
//! figure, as if it were published, others may follow. Statistical disclosure control calls these
//! cells singletons.

use super::linear::Rest;
use super::{Elimination, Problem};

/// The largest cell of which each person is taken to know the number.
const MOST_PERSONS: f64 = 2.0;

/// A withheld figure that follows for somebody in another withheld cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InsiderLeak {
    /// The cell of the one who finds out.
    pub insider: usize,
    /// The cell that follows.
    pub cell: usize,
}

/// Finds what follows for persons in cells of one or two, and does not follow for everybody.
///
/// `truths` are the true values of the targets, in their order.
pub fn find_insider_leaks(
    problem: &Problem,
    elimination: &Elimination,
    truths: &[f64],
) -> Vec<InsiderLeak> {
    assert_eq!(problem.targets().len(), truths.len(), "every target has a true value");
    let rest = |form| elimination.rest(form).filter(|rest: &Rest| !rest.is_empty());
    let rests: Vec<_> =
        problem.targets().iter().map(|target| (target.cell, rest(&target.form))).collect();
    let mut leaks = Vec::new();
    for ((insider, known), truth) in rests.iter().zip(truths) {
        let is_few = 0.0 < *truth && *truth <= MOST_PERSONS;
        let Some(known) = known.as_ref().filter(|_| is_few) else { continue };
        for (cell, rest) in rests.iter().filter(|(cell, _)| cell != insider) {
            if rest.as_ref().is_some_and(|rest| rest.follows_from(known)) {
                leaks.push(InsiderLeak { insider: *insider, cell: *cell });
            }
        }
    }
    leaks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::attack::{Constraint, Domain, Form, Unknown};

    #[track_caller]
    fn leaks(sums: &[&[usize]], truths: &[f64], expected: &[(usize, usize)]) {
        let constraint = |members: &&[usize]| {
            let sum = members.iter().map(|idx| truths[*idx]).sum();
            Constraint::exact(Form::sum(members.iter().copied()), sum)
        };
        let unknowns = vec![Unknown::of(Domain::Whole); truths.len()];
        let problem = Problem::of_constraints(unknowns, sums.iter().map(constraint).collect());
        let problem = problem.expect("unknowns exist");
        let found = find_insider_leaks(&problem, &Elimination::of(&problem), truths);
        let found: Vec<_> = found.iter().map(|leak| (leak.insider, leak.cell)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_only_one_in_a_cell_finds_its_neighbour() {
        leaks(&[&[0, 1]], &[1.0, 1.0], &[(0, 1), (1, 0)]);
        leaks(&[&[0, 1]], &[2.0, 30.0], &[(0, 1)]);
        leaks(&[&[0, 1]], &[3.0, 30.0], &[]);
        leaks(&[&[0, 1]], &[0.0, 30.0], &[]);
    }

    #[test]
    fn a_third_cell_protects() {
        leaks(&[&[0, 1, 2]], &[1.0, 4.0, 6.0], &[]);
    }

    #[test]
    fn in_a_table_one_cell_gives_its_row_and_column() {
        leaks(
            &[&[0, 1], &[2, 3], &[0, 2], &[1, 3]],
            &[1.0, 20.0, 30.0, 40.0],
            &[(0, 1), (0, 2), (0, 3)],
        );
    }

    #[test]
    fn what_follows_for_everybody_is_no_finding() {
        leaks(&[&[0], &[1]], &[1.0, 5.0], &[]);
        // The two others are still told apart by one of them.
        leaks(&[&[0], &[0, 1, 2]], &[1.0, 2.0, 7.0], &[(1, 2)]);
    }
}
