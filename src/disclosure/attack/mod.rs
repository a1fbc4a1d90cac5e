//! The attacker: what a reader can compute of the figures that are withheld.
//!
//! Whoever withholds figures cannot judge by looking whether enough of them are; this does what
//! somebody would do who wants to know one. It knows numbers only: a [`Problem`] says what is
//! published about unknowns, exactly or between bounds, and which forms of them are to stay hidden.
//! There are three layers.
//!
//! 1. **Adding and subtracting** ([`Elimination`]): does the figure follow from others exactly?
//! 2. **Bounds** ([`compute_bounds`]): between which values does it lie, given that counts are 0
//!    or more and whole? A figure can be pinned down without following, and bounds that are
//!    narrower than the rule by which it is withheld tell more than the rule does.
//! 3. **Insiders** ([`find_insider_leaks`]): what follows for somebody in a cell of one or two?
//!
//! Figures that were published before, rates, percentages and changes are constraints like all
//! others. An [`AttackError`] is no answer; what was to be published counts as unsafe then.

mod bounds;
mod error;
mod field;
mod form;
mod insider;
mod linear;
mod problem;
mod solver;
mod tables;
#[cfg(test)]
mod tests;

pub use bounds::{Bounds, Extreme, compute_bounds, find_extreme};
pub use error::AttackError;
pub use form::Form;
pub use insider::{InsiderLeak, find_insider_leaks};
pub use linear::Elimination;
pub use problem::{Constraint, Domain, Problem, Target, Unknown};
pub use solver::Side;
pub use tables::{Equation, Figure, SumOfCells};

/// What is found of all withheld figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Attack {
    /// One for each target of the problem, in the same order.
    pub findings: Vec<Finding>,
    /// What more somebody in a small cell can find.
    pub insider_leaks: Vec<InsiderLeak>,
}

/// What everybody can find of one withheld figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The cell of the target.
    pub cell: usize,
    /// True when the figure follows by adding and subtracting.
    pub follows: bool,
    /// Between which values the figure lies.
    pub bounds: Bounds,
}

impl Finding {
    /// True when the figure can be had exactly, by whatever layer.
    pub fn is_recovered(&self) -> bool {
        self.follows || self.bounds.is_exact()
    }
}

/// Attacks all withheld figures, whose true values are given in the order of the targets.
///
/// The truths only tell who is an insider; nothing else looks at them.
pub fn attack(problem: &Problem, truths: &[f64]) -> Result<Attack, AttackError> {
    let elimination = Elimination::of(problem);
    let finding = |target: &Target| {
        let bounds = compute_bounds(problem, &target.form)?;
        Ok(Finding { cell: target.cell, follows: elimination.follows(&target.form), bounds })
    };
    let findings = problem.targets().iter().map(finding).collect::<Result<_, _>>()?;
    Ok(Attack { findings, insider_leaks: find_insider_leaks(problem, &elimination, truths) })
}
