//! The second layer: the smallest and the largest value that a withheld figure can have.
//!
//! This finds more than adding and subtracting does: that counts are 0 or more, whole, and within
//! what rounding leaves open can pin a figure down, too.
//!
//! Each end is first looked for with fractions allowed, by linear programming. In most tables the
//! answer is in whole numbers already; otherwise branch and bound finds them. Solvers compute in
//! floating point and have been wrong, so values for all unknowns come with every end, and they
//! are added up here: a figure can really be what is said. An error can then only make the bounds
//! too narrow, which withholds more.
//!
//! References:
//! - Fischetti, M. and Salazar, J.J. (2001). Solving the cell suppression problem on tabular data
//!   with linear constraints. Management Science 47(7), 1008-1027.

use std::collections::BTreeMap;

use super::solver::{Answer, Part, Relaxation};
use super::{AttackError, Form, Problem, Side};

/// How far a computed end may be off. Whole numbers up to a billion are told apart.
const TOLERANCE: f64 = 1e-6;
/// How far it may be off per unit of size, where that is more.
const ROUND_OFF: f64 = 1e-9;

/// The values between which a withheld figure must lie; none on a side without an end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The smallest value.
    pub lower: Option<f64>,
    /// The largest value.
    pub upper: Option<f64>,
}

impl Bounds {
    /// True when a single value is left.
    pub fn is_exact(&self) -> bool {
        self.lower
            .zip(self.upper)
            .is_some_and(|(lower, upper)| upper - lower <= TOLERANCE.max(ROUND_OFF * upper.abs()))
    }

    /// True when nothing from the one value to the other is ruled out.
    ///
    /// With the values for which the rule withholds a figure, no more is told than the rule itself
    /// does.
    pub fn leave_open(&self, from: f64, to: f64) -> bool {
        self.lower.is_none_or(|lower| lower <= from) && self.upper.is_none_or(|upper| to <= upper)
    }
}

/// An end of the values of a form, with the proof that it is reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Extreme {
    /// The smallest or the largest value.
    pub value: f64,
    /// Values of the unknowns that bear on the form, which fit all that is published of them.
    pub witness: BTreeMap<usize, f64>,
}

/// Computes the smallest and the largest value that a form can have.
pub fn compute_bounds(problem: &Problem, form: &Form) -> Result<Bounds, AttackError> {
    let end = |side| Ok(find_extreme(problem, form, side)?.map(|extreme| extreme.value));
    Ok(Bounds { lower: end(Side::Smallest)?, upper: end(Side::Largest)? })
}

/// Finds one end of the values of a form, none where it has no end.
pub fn find_extreme(
    problem: &Problem,
    form: &Form,
    side: Side,
) -> Result<Option<Extreme>, AttackError> {
    if form.terms().is_empty() {
        return Ok(Some(Extreme { value: 0.0, witness: BTreeMap::new() }));
    }
    let part = Part::around(problem, form);
    match part.solve(form, side, Relaxation::Relaxed, None)? {
        Answer::Unbounded => check_unbounded(&part, form, side).map(|()| None),
        Answer::Found { values, value } => {
            let first = extreme(&part, form, &values);
            if let Some(first) = first.filter(|first| is_end(&part, form, first.value, value)) {
                return Ok(Some(first));
            }
            match part.solve(form, side, Relaxation::AsGiven, None)? {
                Answer::Unbounded => Err(AttackError::Unverified),
                Answer::Found { values, .. } => {
                    extreme(&part, form, &values).map(Some).ok_or(AttackError::Unverified)
                }
            }
        }
    }
}

/// Makes sure that a form reaches far, and that whole numbers fit at all.
///
/// Every coefficient is a fraction, so that whole numbers reach as far as fractions do if there
/// are any.
fn check_unbounded(part: &Part, form: &Form, side: Side) -> Result<(), AttackError> {
    // Far beyond anything that is published.
    let far = 1e3 * part.largest_bound().max(1e6);
    let cap = match side {
        Side::Smallest => -far,
        Side::Largest => far,
    };
    let Answer::Found { values, value } = part.solve(form, side, Relaxation::Relaxed, Some(cap))?
    else {
        return Err(AttackError::Unverified);
    };
    let is_far = (value - cap).abs() <= TOLERANCE * far;
    let is_there = is_far && part.verified(&values, Relaxation::Relaxed).is_some();
    let nothing = Form::default();
    match part.solve(&nothing, side, Relaxation::AsGiven, None)? {
        Answer::Found { values, .. }
            if is_there && part.verified(&values, Relaxation::AsGiven).is_some() =>
        {
            Ok(())
        }
        _ => Err(AttackError::Unverified),
    }
}

/// The end at the values that were found, if they fit.
fn extreme(part: &Part, form: &Form, values: &BTreeMap<usize, f64>) -> Option<Extreme> {
    let witness = part.verified(values, Relaxation::AsGiven)?;
    let computed = form.value(|idx| witness[&idx]);
    let whole = computed.round();
    // Without its last bits, so that a mean of 21 is not 21.000000000000004.
    let is_noise = (computed - whole).abs() <= ROUND_OFF * whole.abs().max(1.0);
    let value = if part.is_whole(form) || is_noise { whole } else { computed };
    Some(Extreme { value, witness })
}

/// True when values that fit reach the end with fractions, or the whole number next to it.
fn is_end(part: &Part, form: &Form, value: f64, with_fractions: f64) -> bool {
    let distance = (value - with_fractions).abs();
    if part.is_whole(form) {
        distance < 0.5
    } else {
        distance <= ROUND_OFF * with_fractions.abs().max(1.0)
    }
}
