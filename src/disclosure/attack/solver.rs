//! The solver for linear and whole-number programming, and the check of what it answers.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, Error, LinearExpr, OptimizationDirection, SolveOptions, Variable};

use super::problem::is_whole;
use super::{AttackError, Constraint, Domain, Form, Problem};

/// Nodes of branch and bound before the search is given up; a count gives the same answer on every
/// machine, where a time would not.
const MOST_NODES: u64 = 20_000;
/// The solver holds whole numbers in 32 bits.
const LARGEST_WHOLE: f64 = 1e9;
/// How far a value of the solver may be off.
const TOLERANCE: f64 = 1e-6;
/// How far a sum of values may be off besides, per unit of size.
const ROUND_OFF: f64 = 1e-9;

/// Which end of the values of a form is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The smallest value.
    Smallest,
    /// The largest value.
    Largest,
}

/// Whether whole numbers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relaxation {
    /// Counts may have a fraction.
    Relaxed,
    AsGiven,
}

/// What the solver says.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Unbounded,
    /// The unknowns where the end is reached, as computed, and the value there.
    Found {
        values: BTreeMap<usize, f64>,
        value: f64,
    },
}

/// The part of a problem that bears on a form.
///
/// Wijken of which the figures have nothing to do with each other are not solved together.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    problem: &'a Problem,
    unknowns: BTreeSet<usize>,
    constraints: Vec<&'a Constraint>,
}

impl<'a> Part<'a> {
    /// Gathers the constraints that are connected with the form, through unknowns that they share.
    pub(super) fn around(problem: &'a Problem, form: &Form) -> Self {
        let mut of_unknown = vec![Vec::new(); problem.unknowns().len()];
        for (constraint_idx, constraint) in problem.constraints().iter().enumerate() {
            for (idx, _) in constraint.form.terms() {
                of_unknown[*idx].push(constraint_idx);
            }
        }
        let mut unknowns: BTreeSet<usize> = form.terms().iter().map(|(idx, _)| *idx).collect();
        let mut to_visit: Vec<usize> = unknowns.iter().copied().collect();
        let mut rows = BTreeSet::new();
        while let Some(unknown) = to_visit.pop() {
            for row in of_unknown[unknown].iter().filter(|row| rows.insert(**row)) {
                let terms = problem.constraints()[*row].form.terms().iter();
                to_visit.extend(terms.map(|(idx, _)| *idx).filter(|idx| unknowns.insert(*idx)));
            }
        }
        let constraints = rows.iter().map(|row| &problem.constraints()[*row]).collect();
        Self { problem, unknowns, constraints }
    }

    /// Solves for one end of the form, which may be held to a cap on that side.
    pub(super) fn solve(
        &self,
        form: &Form,
        side: Side,
        relaxation: Relaxation,
        cap: Option<f64>,
    ) -> Result<Answer, AttackError> {
        let direction = match side {
            Side::Smallest => OptimizationDirection::Minimize,
            Side::Largest => OptimizationDirection::Maximize,
        };
        let mut model = microlp::Problem::new(direction);
        let goal: BTreeMap<usize, f64> = form.terms().iter().copied().collect();
        let mut variables = BTreeMap::new();
        for idx in &self.unknowns {
            let coefficient = goal.get(idx).copied().unwrap_or(0.0);
            let unknown = self.problem.unknowns()[*idx];
            let variable = if self.is_counted(*idx) && relaxation == Relaxation::AsGiven {
                let most = unknown.upper.filter(|upper| *upper < f64::from(i32::MAX));
                model.add_integer_var(coefficient, (0, most.map_or(i32::MAX, |most| most as i32)))
            } else {
                model.add_var(coefficient, (0.0, unknown.upper.unwrap_or(f64::INFINITY)))
            };
            variables.insert(*idx, variable);
        }
        for constraint in &self.constraints {
            if relaxation == Relaxation::AsGiven {
                check_size(constraint)?;
            }
            add_rows(&mut model, &variables, constraint);
        }
        if let Some(cap) = cap {
            let (lower, upper) = match side {
                Side::Smallest => (Some(cap), None),
                Side::Largest => (None, Some(cap)),
            };
            add_rows(&mut model, &variables, &Constraint { form: form.clone(), lower, upper });
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(MOST_NODES);
        match model.solve_with(options) {
            Ok(outcome) if outcome.is_optimal() => {
                let solution = outcome.into_solution().map_err(|_| AttackError::Undecided)?;
                let values: BTreeMap<usize, f64> = variables
                    .iter()
                    .map(|(idx, variable)| (*idx, solution.var_value(*variable)))
                    .collect();
                let value = form.value(|idx| values[&idx]);
                Ok(Answer::Found { values, value })
            }
            Ok(_) => Err(AttackError::Undecided),
            Err(Error::Unbounded) => Ok(Answer::Unbounded),
            Err(Error::Infeasible) => Err(AttackError::Contradiction),
            Err(other) => Err(AttackError::Solver(other.to_string())),
        }
    }

    /// Rounds what is counted, and gives the values if they fit everything that is known.
    ///
    /// A form that can only be a whole number is checked without any tolerance.
    pub(super) fn verified(
        &self,
        values: &BTreeMap<usize, f64>,
        relaxation: Relaxation,
    ) -> Option<BTreeMap<usize, f64>> {
        let mut rounded = BTreeMap::new();
        for (idx, value) in values {
            let is_counted = self.is_counted(*idx) && relaxation == Relaxation::AsGiven;
            let number = if is_counted { value.round() } else { *value };
            let upper = self.problem.unknowns()[*idx].upper;
            if number < -TOLERANCE || upper.is_some_and(|upper| upper + TOLERANCE < number) {
                return None;
            }
            rounded.insert(*idx, number.max(0.0));
        }
        let fits = self.constraints.iter().all(|constraint| {
            let form = &constraint.form;
            let is_strict = relaxation == Relaxation::AsGiven && self.is_whole(form);
            let sizes = form.terms().iter().map(|(idx, factor)| (factor * rounded[idx]).abs());
            let size = sizes.fold(0.0, f64::max);
            let off = TOLERANCE * form.scale() + ROUND_OFF * size;
            let allowed = if is_strict { 0.0 } else { off };
            let value = form.value(|idx| rounded[&idx]);
            constraint.lower.is_none_or(|lower| lower - allowed <= value)
                && constraint.upper.is_none_or(|upper| value <= upper + allowed)
        });
        fits.then_some(rounded)
    }

    /// The largest bound of what is known, without its sign.
    pub(super) fn largest_bound(&self) -> f64 {
        let bounds = self.constraints.iter().flat_map(|known| [known.lower, known.upper]);
        bounds.flatten().map(f64::abs).fold(0.0, f64::max)
    }

    /// True when the form can only be a whole number.
    pub(super) fn is_whole(&self, form: &Form) -> bool {
        is_whole(form, self.problem.unknowns())
    }

    fn is_counted(&self, idx: usize) -> bool {
        self.problem.unknowns()[idx].domain == Domain::Whole
    }
}

/// Refuses bounds for which an unknown might have to be larger than the solver counts to.
fn check_size(constraint: &Constraint) -> Result<(), AttackError> {
    let bounds = [constraint.lower, constraint.upper];
    let most = LARGEST_WHOLE * constraint.form.scale().min(1.0);
    let is_large = bounds.iter().flatten().any(|bound| most < bound.abs());
    if is_large { Err(AttackError::TooLarge) } else { Ok(()) }
}

/// Adds a constraint, scaled so that the tolerance of the solver is one of the unknowns.
fn add_rows(
    model: &mut microlp::Problem,
    variables: &BTreeMap<usize, Variable>,
    constraint: &Constraint,
) {
    // A power of two, which takes no bit away.
    let scale = libm::ldexp(1.0, libm::ilogb(constraint.form.scale()));
    let mut row = LinearExpr::empty();
    for (idx, coefficient) in constraint.form.terms() {
        row.add(variables[idx], coefficient / scale);
    }
    let mut add = |operator, bound: f64| model.add_constraint(row.clone(), operator, bound / scale);
    match (constraint.lower, constraint.upper) {
        (Some(lower), Some(upper)) if lower == upper => add(ComparisonOp::Eq, lower),
        (lower, upper) => {
            if let Some(lower) = lower {
                add(ComparisonOp::Ge, lower);
            }
            if let Some(upper) = upper {
                add(ComparisonOp::Le, upper);
            }
        }
    }
}
