//! The first layer: what follows exactly by adding and subtracting published figures.
//!
//! A withheld figure follows when its form is a sum of multiples of the forms that are published
//! exactly, that is, when it lies in their row space. Gaussian elimination tells, as in the
//! package `GaussSuppression`.
//!
//! The elimination is done modulo a prime near 2^61 instead of in fractions, whose numerators and
//! denominators grow. What follows in fractions follows modulo the prime too, unless the prime
//! divides a denominator; what does not follow in fractions seems to follow when the prime
//! divides certain determinants. Both are whole numbers other than 0, with a few prime factors of
//! this size at most, out of about 5e16 such primes; no table is made with these two in mind. A
//! figure follows here when it does modulo one of two primes: a miss takes both, and a false alarm
//! is safe, because it only withholds more.
//!
//! References:
//! - Langsrud, Ø. (2024). Secondary cell suppression by Gaussian elimination: an algorithm
//!   suitable for handling issues with zeros and singletons. Privacy in Statistical Databases.
//!   <https://doi.org/10.1007/978-3-031-69651-0_6>

use std::collections::BTreeMap;

use super::field::Field;
use super::{Constraint, Form, Problem};

/// Elements other than 0, by unknown.
type Row = BTreeMap<usize, u64>;

/// What is published exactly, brought into echelon form.
///
/// Forms with coefficients that no short decimal writes are left out, on both sides: those are for
/// the second layer.
#[derive(Clone, Debug)]
pub struct Elimination {
    echelons: [Echelon; 2],
}

/// What is left of a form when the published figures are taken out; empty if it follows.
#[derive(Clone, Debug)]
pub(super) struct Rest {
    rows: [Row; 2],
}

impl Elimination {
    /// Eliminates the constraints that are exact, and unknowns that can only be 0.
    pub fn of(problem: &Problem) -> Self {
        let mut found = Self { echelons: Field::BOTH.map(Echelon::new) };
        let exact =
            problem.constraints().iter().filter(|constraint| Constraint::is_exact(constraint));
        let zeros = problem.unknowns().iter().enumerate();
        let zeros = zeros.filter(|(_, unknown)| unknown.upper == Some(0.0));
        let zeros: Vec<Form> = zeros.map(|(idx, _)| Form::unknown(idx)).collect();
        for form in exact.map(|constraint| &constraint.form).chain(&zeros) {
            if let Some(terms) = form.whole_terms() {
                for echelon in &mut found.echelons {
                    echelon.add(&terms);
                }
            }
        }
        found
    }

    /// True when the form follows from what is published exactly.
    pub fn follows(&self, form: &Form) -> bool {
        self.rest(form).is_some_and(|rest| rest.is_empty())
    }

    /// Takes the published figures out of a form, if its coefficients can be written.
    pub(super) fn rest(&self, form: &Form) -> Option<Rest> {
        let terms = form.whole_terms()?;
        Some(Rest { rows: self.echelons.each_ref().map(|echelon| echelon.reduce(&terms)) })
    }
}

impl Rest {
    pub(super) fn is_empty(&self) -> bool {
        self.rows.iter().any(BTreeMap::is_empty)
    }

    /// True when the one follows for whoever knows the other besides what is published.
    pub(super) fn follows_from(&self, other: &Rest) -> bool {
        let pairs = Field::BOTH.iter().zip(self.rows.iter().zip(&other.rows));
        pairs.into_iter().any(|(field, (own, known))| is_multiple(*field, own, known))
    }
}

/// True when a row is the other, times some element.
fn is_multiple(field: Field, row: &Row, other: &Row) -> bool {
    let Some((first, divisor)) = other.first_key_value() else { return row.is_empty() };
    let Some(factor) = row.get(first) else { return row.is_empty() };
    row.len() == other.len()
        && row.iter().zip(other).all(|((idx, own), (other_idx, element))| {
            idx == other_idx && field.multiply(*own, *divisor) == field.multiply(*element, *factor)
        })
}

/// Rows of which each starts with a 1 at an unknown of its own.
#[derive(Clone, Debug)]
struct Echelon {
    field: Field,
    by_pivot: BTreeMap<usize, Row>,
}

impl Echelon {
    fn new(field: Field) -> Self {
        Self { field, by_pivot: BTreeMap::new() }
    }

    fn add(&mut self, terms: &[(usize, i64)]) {
        let mut row = self.reduce(terms);
        if let Some((pivot, first)) = row.first_key_value() {
            let (pivot, inverse) = (*pivot, self.field.invert(*first));
            for element in row.values_mut() {
                *element = self.field.multiply(*element, inverse);
            }
            self.by_pivot.insert(pivot, row);
        }
    }

    /// Subtracts rows until no pivot is left, so that forms that are the same but for published
    /// figures have the same rest.
    fn reduce(&self, terms: &[(usize, i64)]) -> Row {
        let element = |(idx, number): &(usize, i64)| (*idx, self.field.element(*number));
        let mut row: Row = terms.iter().map(element).filter(|(_, element)| *element != 0).collect();
        let mut start = 0;
        while let Some((idx, factor)) = row.range(start..).next().map(|(idx, own)| (*idx, *own)) {
            start = idx + 1;
            let Some(pivot_row) = self.by_pivot.get(&idx) else { continue };
            for (other, element) in pivot_row {
                let own = row.get(other).copied().unwrap_or(0);
                let left = self.field.subtract(own, self.field.multiply(factor, *element));
                if left == 0 {
                    row.remove(other);
                } else {
                    row.insert(*other, left);
                }
            }
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::attack::{Domain, Unknown};

    /// Which of the unknowns follow from forms that are published exactly.
    fn following(n_unknowns: usize, published: &[Form]) -> Vec<usize> {
        let exact = |form: &Form| Constraint::exact(form.clone(), 0.0);
        let unknowns = vec![Unknown::of(Domain::Real); n_unknowns];
        let problem = Problem::of_constraints(unknowns, published.iter().map(exact).collect());
        let elimination = Elimination::of(&problem.expect("unknowns exist"));
        (0..n_unknowns).filter(|idx| elimination.follows(&Form::unknown(*idx))).collect()
    }

    #[test]
    fn one_withheld_cell_of_a_total_follows() {
        assert_eq!(following(1, &[Form::sum([0])]), [0]);
        assert_eq!(following(2, &[Form::sum([0, 1])]), Vec::<usize>::new());
        assert_eq!(following(2, &[Form::sum([0, 1]), Form::sum([1])]), [0, 1]);
    }

    /// Rows w and x less columns a and c of a table in the tests of `sdcTable`: every row and column
    /// has two withheld cells, and the second of w follows.
    #[test]
    fn a_cell_follows_from_rows_and_columns_with_two_withheld_cells_each() {
        let rows = [Form::sum([0, 1, 2]), Form::sum([3, 4])];
        let columns = [Form::sum([0, 3]), Form::sum([2, 4])];
        assert_eq!(following(5, &[rows, columns].concat()), [1]);
    }

    #[test]
    fn a_cell_follows_from_means_and_percentages() {
        // A mean of the stad, weighted by tenths, and that of one of its two wijken.
        let stad = Form::new([(0, 0.3), (1, 0.7)]);
        assert_eq!(following(2, &[stad, Form::new([(1, 0.1)])]), [0, 1]);
    }

    #[test]
    fn the_same_weights_in_other_units_tell_nothing_new() {
        // In base two, 3 times 0.1 is not 0.3.
        let published = [Form::new([(0, 0.1), (1, 0.2)]), Form::new([(0, 0.3), (1, 0.6)])];
        assert_eq!(following(2, &published), Vec::<usize>::new());
    }

    #[test]
    fn a_form_follows_whose_unknowns_do_not() {
        let constraints = vec![
            Constraint::exact(Form::sum([0, 1, 2]), 30.0),
            Constraint::exact(Form::sum([2, 3]), 12.0),
        ];
        let problem = Problem::of_constraints(vec![Unknown::of(Domain::Whole); 4], constraints);
        let elimination = Elimination::of(&problem.expect("unknowns exist"));
        assert!(elimination.follows(&Form::new([(0, 2.0), (1, 2.0), (3, -2.0)])));
        assert!(!elimination.follows(&Form::sum([0, 1])));
    }

    #[test]
    fn an_unknown_that_can_only_be_0_is_known() {
        let zero = Unknown { domain: Domain::Whole, upper: Some(0.0) };
        let unknowns = vec![zero, Unknown::of(Domain::Whole)];
        let total = Constraint::exact(Form::sum([0, 1]), 7.0);
        let problem = Problem::of_constraints(unknowns, vec![total]).expect("unknowns exist");
        assert!(Elimination::of(&problem).follows(&Form::unknown(1)));
    }
}
