//! The values that a column of numbers or dates can hold.

use crate::model::{Datum, Quantity};

/// The lowest and the highest value of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bereik {
    /// Of numbers, in units of `10^-decimalen` of the column.
    Getal(i64, i64),
    /// Of dates.
    Datum(Datum, Datum),
}

impl Bereik {
    /// True when a number in units of the column lies in it.
    pub(super) fn holds_number(self, number: i64) -> bool {
        match self {
            Self::Getal(low, high) => low <= number && number <= high,
            Self::Datum(..) => true,
        }
    }

    /// True when a date lies in it.
    pub(super) fn holds_date(self, date: Datum) -> bool {
        match self {
            Self::Datum(first, last) => first <= date && date <= last,
            Self::Getal(..) => true,
        }
    }

    /// Its bounds in words, of a column that keeps so many decimals.
    pub(super) fn words(self, decimalen: u8) -> String {
        let number = |units: i64| Quantity { units: i128::from(units), scale: decimalen };
        match self {
            Self::Getal(low, high) => format!("{} to {}", number(low), number(high)),
            Self::Datum(first, last) => format!("{first} to {last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_lie_in_it() {
        let ages = Bereik::Getal(0, 120);
        assert_eq!([-1, 0, 120, 121].map(|age| ages.holds_number(age)), [false, true, true, false]);
        let date = |text: &str| text.parse().expect("a date");
        let dates = Bereik::Datum(date("1900-01-01"), date("2025-12-31"));
        assert!(dates.holds_date(date("2025-12-31")) && !dates.holds_date(date("2026-01-01")));
    }

    #[test]
    fn says_its_bounds_as_they_were_declared() {
        assert_eq!(Bereik::Getal(-50, 10_000).words(2), "-0.5 to 100");
        assert_eq!(Bereik::Getal(0, 120).words(0), "0 to 120");
    }
}
