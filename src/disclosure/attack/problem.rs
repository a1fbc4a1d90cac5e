//! What an attacker knows of withheld figures.

use super::{AttackError, Form};

/// How far computed numbers may lie beside the whole number that they stand for, per unit of size.
///
/// A published rate gives bounds such as 2.9999999999999996, where 3 is meant.
const ROUND_OFF: f64 = 1e-9;

/// What values an unknown can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Persons, or something else that is counted.
    Whole,
    /// Hours, euros or a mean.
    Real,
}

/// A number of 0 or more that the attacker looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unknown {
    /// What values it can have.
    pub domain: Domain,
    /// What the number cannot exceed, such as the residents of the wijk.
    pub upper: Option<f64>,
}

impl Unknown {
    /// An unknown of which nothing else is known.
    pub fn of(domain: Domain) -> Self {
        Self { domain, upper: None }
    }
}

/// A published figure: a form of the unknowns, and what it lies between.
#[derive(Clone, Debug, PartialEq)]
pub struct Constraint {
    /// What is published something about.
    pub form: Form,
    /// The least value that it can have, if there is one.
    pub lower: Option<f64>,
    /// The largest value that it can have, if there is one.
    pub upper: Option<f64>,
}

impl Constraint {
    /// A figure that is published as it is.
    pub fn exact(form: Form, value: f64) -> Self {
        Self { form, lower: Some(value), upper: Some(value) }
    }

    /// A figure that is published rounded, or as a rate or a percentage.
    pub fn between(form: Form, lower: f64, upper: f64) -> Self {
        Self { form, lower: Some(lower), upper: Some(upper) }
    }

    /// True when both bounds are the same.
    pub fn is_exact(&self) -> bool {
        self.lower.is_some() && self.lower == self.upper
    }
}

/// A withheld figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The cell of the caller.
    pub cell: usize,
    /// The figure in terms of the unknowns.
    pub form: Form,
}

/// Everything that an attacker knows, and what is to stay hidden.
///
/// Coefficients and bounds are finite, every unknown exists, and the bounds of what can only be a
/// whole number are whole. That there are values that fit is not certain.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    unknowns: Vec<Unknown>,
    constraints: Vec<Constraint>,
    targets: Vec<Target>,
}

impl Problem {
    /// Checks what is known and narrows bounds to whole numbers where only those can be.
    pub fn new(
        unknowns: Vec<Unknown>,
        constraints: Vec<Constraint>,
        targets: Vec<Target>,
    ) -> Result<Self, AttackError> {
        let forms = constraints.iter().map(|constraint| &constraint.form);
        for form in forms.chain(targets.iter().map(|target| &target.form)) {
            for (idx, coefficient) in form.terms() {
                check_finite(Some(*coefficient))?;
                unknowns.get(*idx).ok_or(AttackError::NoSuchUnknown { idx: *idx })?;
            }
        }
        let unknowns = unknowns.into_iter().map(narrow_unknown).collect::<Result<Vec<_>, _>>()?;
        let mut kept = Vec::new();
        for constraint in constraints {
            let narrowed = narrow(constraint, &unknowns)?;
            if !narrowed.form.terms().is_empty() {
                kept.push(narrowed);
            }
        }
        Ok(Self { unknowns, constraints: kept, targets })
    }

    /// Takes every unknown for a withheld figure.
    pub fn of_constraints(
        unknowns: Vec<Unknown>,
        constraints: Vec<Constraint>,
    ) -> Result<Self, AttackError> {
        let target = |cell| Target { cell, form: Form::unknown(cell) };
        let targets = (0..unknowns.len()).map(target).collect();
        Self::new(unknowns, constraints, targets)
    }

    /// What is looked for.
    pub fn unknowns(&self) -> &[Unknown] {
        &self.unknowns
    }

    /// What is known, of some unknown at least.
    pub fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }

    /// What is to stay hidden.
    pub fn targets(&self) -> &[Target] {
        &self.targets
    }
}

/// True when the form can only be a whole number.
pub(super) fn is_whole(form: &Form, unknowns: &[Unknown]) -> bool {
    form.terms().iter().all(|(idx, coefficient)| {
        coefficient.fract() == 0.0 && unknowns[*idx].domain == Domain::Whole
    })
}

fn check_finite(number: Option<f64>) -> Result<(), AttackError> {
    if number.is_none_or(f64::is_finite) { Ok(()) } else { Err(AttackError::NotFinite) }
}

/// The least whole number from the bound upwards.
fn whole_from(bound: f64) -> f64 {
    (bound - ROUND_OFF * bound.abs().max(1.0)).ceil()
}

/// The largest whole number up to the bound.
fn whole_to(bound: f64) -> f64 {
    (bound + ROUND_OFF * bound.abs().max(1.0)).floor()
}

fn narrow_unknown(unknown: Unknown) -> Result<Unknown, AttackError> {
    check_finite(unknown.upper)?;
    let upper = match unknown.domain {
        Domain::Whole => unknown.upper.map(whole_to),
        Domain::Real => unknown.upper,
    };
    if upper.is_some_and(|upper| upper < 0.0) {
        return Err(AttackError::Contradiction);
    }
    Ok(Unknown { upper, ..unknown })
}

fn narrow(mut constraint: Constraint, unknowns: &[Unknown]) -> Result<Constraint, AttackError> {
    check_finite(constraint.lower)?;
    check_finite(constraint.upper)?;
    if is_whole(&constraint.form, unknowns) {
        constraint.lower = constraint.lower.map(whole_from);
        constraint.upper = constraint.upper.map(whole_to);
    }
    let (lower, upper) = (constraint.lower, constraint.upper);
    let is_crossed = lower.zip(upper).is_some_and(|(lower, upper)| upper < lower);
    // What holds no unknown is 0.
    let is_empty = constraint.form.terms().is_empty();
    let beside_0 = lower.is_some_and(|lower| 0.0 < lower) || upper.is_some_and(|upper| upper < 0.0);
    if is_crossed || is_empty && beside_0 {
        Err(AttackError::Contradiction)
    } else {
        Ok(constraint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn narrowed(domain: Domain, lower: f64, upper: f64) -> Result<(f64, f64), AttackError> {
        let constraint = Constraint::between(Form::unknown(0), lower, upper);
        let problem = Problem::of_constraints(vec![Unknown::of(domain)], vec![constraint])?;
        let found = &problem.constraints()[0];
        Ok((found.lower.expect("given"), found.upper.expect("given")))
    }

    #[test]
    fn narrows_bounds_of_whole_numbers() {
        assert_eq!(narrowed(Domain::Whole, 2.988_999_999_999_999, 3.003), Ok((3.0, 3.0)));
        assert_eq!(narrowed(Domain::Whole, 3.000_000_000_000_000_4, 4.9), Ok((3.0, 4.0)));
        assert_eq!(narrowed(Domain::Real, 2.5, 3.003), Ok((2.5, 3.003)));
    }

    #[test]
    fn refuses_what_cannot_be() {
        assert_eq!(narrowed(Domain::Whole, 2.1, 2.9), Err(AttackError::Contradiction));
        assert_eq!(narrowed(Domain::Real, 3.0, 2.0), Err(AttackError::Contradiction));
        assert_eq!(narrowed(Domain::Real, f64::NAN, 2.0), Err(AttackError::NotFinite));
        let nothing = Constraint::exact(Form::default(), 1.0);
        let found = Problem::of_constraints(Vec::new(), vec![nothing]);
        assert_eq!(found, Err(AttackError::Contradiction));
        let elsewhere = Constraint::exact(Form::unknown(1), 1.0);
        let found = Problem::of_constraints(vec![Unknown::of(Domain::Whole)], vec![elsewhere]);
        assert_eq!(found, Err(AttackError::NoSuchUnknown { idx: 1 }));
    }
}
