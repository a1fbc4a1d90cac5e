//! Amounts of money: whole cents, so that nothing is lost when they are divided and added up.

use std::iter::Sum;
use std::ops::{Add, Sub};

/// Bedrag: an amount of euros in whole cents, below zero for what goes off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bedrag {
    /// The number of cents.
    pub cent: i128,
}

impl Bedrag {
    /// Nothing.
    pub const NUL: Self = Self { cent: 0 };

    /// An amount of so many cents.
    pub fn of_cent(cent: i128) -> Self {
        Self { cent }
    }

    /// The amount in euros, as the nearest floating-point number: for the length of a line, not for adding up.
    pub fn to_f64(self) -> f64 {
        self.cent as f64 / 100.0
    }

    /// What part it is of another amount, in percent; nothing of nothing.
    pub fn percent_of(self, whole: Self) -> Option<f64> {
        (whole.cent != 0).then(|| self.cent as f64 * 100.0 / whole.cent as f64)
    }
}

impl Add for Bedrag {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { cent: self.cent + other.cent }
    }
}

impl Sub for Bedrag {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { cent: self.cent - other.cent }
    }
}

impl Sum for Bedrag {
    fn sum<I: Iterator<Item = Self>>(bedragen: I) -> Self {
        bedragen.fold(Self::NUL, Add::add)
    }
}
