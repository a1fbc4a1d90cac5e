//! What stops an attack before it has an answer.

use std::fmt;

/// Why there is no answer; what was to be published counts as unsafe then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttackError {
    /// A constraint or a figure names an unknown or a cell that there is not.
    NoSuchUnknown {
        /// What was named.
        idx: usize,
    },
    /// A coefficient or a bound is no number, or infinite.
    NotFinite,
    /// No values fit what is published: a figure is wrong, or an equation is.
    Contradiction,
    /// The whole numbers are larger than the solver counts to.
    TooLarge,
    /// The search for whole numbers was given up.
    Undecided,
    /// What the solver gave does not fit what is published.
    Unverified,
    /// The solver failed, in its own words.
    Solver(String),
}

impl fmt::Display for AttackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchUnknown { idx } => write!(f, "there is no unknown {idx}"),
            Self::NotFinite => write!(f, "a coefficient or a bound is not a finite number"),
            Self::Contradiction => write!(f, "no values fit what is published"),
            Self::TooLarge => write!(f, "whole numbers are too large for the solver"),
            Self::Undecided => write!(f, "the search for whole numbers was given up"),
            Self::Unverified => write!(f, "the answer of the solver does not fit the figures"),
            Self::Solver(message) => write!(f, "the solver failed: {message}"),
        }
    }
}

impl std::error::Error for AttackError {}
