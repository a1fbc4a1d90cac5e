//! Problems of tables, from what is published of them.

use super::{AttackError, Constraint, Domain, Form, Problem, Target, Unknown};

/// What the reader of a publication sees of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Figure {
    /// The number.
    Shown(f64),
    /// A mark, or nothing.
    Withheld,
}

/// A cell that is the sum of others, such as a stadsdeel of its wijken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equation {
    /// The sum.
    pub parent: usize,
    /// What is added up.
    pub children: Vec<usize>,
}

/// A figure that is the sum of inner cells, which themselves are not published.
#[derive(Clone, Debug, PartialEq)]
pub struct SumOfCells {
    /// The inner cells that are added up.
    pub members: Vec<usize>,
    /// What is seen of the sum.
    pub figure: Figure,
}

impl Problem {
    /// Takes the withheld cells of a table for the unknowns, and its equations for what is known.
    ///
    /// An equation without a withheld cell tells nothing, but a sum that is wrong is refused.
    pub fn of_table(
        domain: Domain,
        cells: &[Figure],
        equations: &[Equation],
    ) -> Result<Self, AttackError> {
        let withheld: Vec<usize> =
            (0..cells.len()).filter(|cell| cells[*cell] == Figure::Withheld).collect();
        let constraint = |equation: &Equation| {
            let (mut terms, mut known, mut size) = (Vec::new(), 0.0, 0.0);
            let children = equation.children.iter().map(|cell| (*cell, 1.0));
            for (cell, sign) in [(equation.parent, -1.0)].into_iter().chain(children) {
                match cells.get(cell).ok_or(AttackError::NoSuchUnknown { idx: cell })? {
                    Figure::Shown(value) => {
                        known += sign * value;
                        size += value.abs();
                    }
                    Figure::Withheld => {
                        let idx = withheld.binary_search(&cell).expect("listed above");
                        terms.push((idx, sign));
                    }
                }
            }
            // Sums of euros and cents are off by a last bit of the largest.
            let is_round_off = known.abs() <= 1e-12 * size;
            let value = if is_round_off { 0.0 } else { -known };
            Ok(Constraint::exact(Form::new(terms), value))
        };
        let constraints = equations.iter().map(constraint).collect::<Result<_, _>>()?;
        let target =
            |(idx, cell): (usize, &usize)| Target { cell: *cell, form: Form::unknown(idx) };
        let targets = withheld.iter().enumerate().map(target).collect();
        Self::new(vec![Unknown::of(domain); withheld.len()], constraints, targets)
    }

    /// Takes inner cells for the unknowns, and published sums of them for what is known.
    ///
    /// This holds tables that share cells, groupings that overlap, and periods in one problem.
    pub fn of_sums(
        domain: Domain,
        n_inner: usize,
        published: &[SumOfCells],
    ) -> Result<Self, AttackError> {
        let (mut constraints, mut targets) = (Vec::new(), Vec::new());
        for (cell, sum) in published.iter().enumerate() {
            let form = Form::sum(sum.members.iter().copied());
            match sum.figure {
                Figure::Shown(value) => constraints.push(Constraint::exact(form, value)),
                Figure::Withheld => targets.push(Target { cell, form }),
            }
        }
        Self::new(vec![Unknown::of(domain); n_inner], constraints, targets)
    }
}

#[cfg(test)]
mod tests {
    use super::Figure::{Shown, Withheld};
    use super::*;

    /// The stad of 100 is three wijken.
    fn stad() -> Vec<Equation> {
        vec![Equation { parent: 0, children: vec![1, 2, 3] }]
    }

    #[test]
    fn what_is_shown_goes_to_the_other_side() {
        let cells = [Shown(100.0), Withheld, Shown(60.0), Withheld];
        let problem = Problem::of_table(Domain::Whole, &cells, &stad()).expect("sums are right");
        assert_eq!(problem.constraints(), [Constraint::exact(Form::sum([0, 1]), 40.0)]);
        let cells: Vec<usize> = problem.targets().iter().map(|target| target.cell).collect();
        assert_eq!(cells, [1, 3]);
    }

    #[test]
    fn a_withheld_total_is_an_unknown_too() {
        let cells = [Withheld, Withheld, Shown(60.0), Shown(36.0)];
        let problem = Problem::of_table(Domain::Whole, &cells, &stad()).expect("sums are right");
        let expected = Constraint::exact(Form::new([(0, -1.0), (1, 1.0)]), -96.0);
        assert_eq!(problem.constraints(), [expected]);
    }

    #[test]
    fn refuses_a_sum_that_is_wrong() {
        let cells = [Shown(100.0), Shown(4.0), Shown(60.0), Shown(37.0)];
        let found = Problem::of_table(Domain::Whole, &cells, &stad());
        assert_eq!(found, Err(AttackError::Contradiction));
    }

    #[test]
    fn a_withheld_sum_is_a_form_of_inner_cells() {
        let published = [
            SumOfCells { members: vec![0, 1, 2], figure: Shown(20.0) },
            SumOfCells { members: vec![0, 1], figure: Withheld },
        ];
        let problem = Problem::of_sums(Domain::Whole, 3, &published).expect("cells exist");
        assert_eq!(problem.targets(), [Target { cell: 1, form: Form::sum([0, 1]) }]);
    }
}
