//! Which stretch of the registration a period belongs to.
//!
//! A break (`breuk`) divides a series into stretches (`reeksen`) that cannot be compared. A
//! period within which the registration changed belongs to both sides and compares with neither.

use std::collections::BTreeSet;
use std::fmt;

use super::{Breuk, Periode};

/// The stretches of registration that a period lies in, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reeks {
    first: usize,
    last: usize,
}

impl Reeks {
    /// The stretches of a period: one more than the breaks before its first day, up to one more
    /// than the breaks before its end.
    pub fn of(periode: Periode, breuken: &[Breuk]) -> Self {
        // Two sources may change on the same day; that is one break.
        let days: BTreeSet<_> = breuken.iter().map(|breuk| breuk.op).collect();
        let number_on = |date| days.range(..=date).count() + 1;
        Self { first: number_on(periode.first_day()), last: number_on(periode.last_day()) }
    }

    /// True when figures of the two periods were registered in the same way.
    pub fn is_comparable(self, other: Self) -> bool {
        self.first == self.last && self == other
    }
}

impl fmt::Display for Reeks {
    /// `2`, or `1|2` when the registration changed within the period.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        for number in self.first + 1..=self.last {
            write!(f, "|{number}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Tekst;

    fn reeks(periode: &str, days: &[&str]) -> Reeks {
        let breuken: Vec<_> = days
            .iter()
            .map(|day| Breuk { op: day.parse().expect("a date"), tekst: Tekst::default() })
            .collect();
        Reeks::of(periode.parse().expect("a period"), &breuken)
    }

    #[test]
    fn counts_the_breaks_before_a_period() {
        #[track_caller]
        fn case(periode: &str, written: &str) {
            let days = ["2021-01-01", "2018-04-01", "2018-04-01"];
            assert_eq!(reeks(periode, &days).to_string(), written);
        }

        case("2018K1", "1");
        case("2018K2", "2");
        case("2018", "1|2");
        case("2020K4", "2");
        case("2021", "3");
    }

    #[test]
    fn compares_only_periods_of_one_way_of_registering() {
        let days = ["2018-04-01"];
        assert!(reeks("2018K2", &days).is_comparable(reeks("2019K1", &days)));
        assert!(!reeks("2018K1", &days).is_comparable(reeks("2018K2", &days)));
        assert!(!reeks("2018", &days).is_comparable(reeks("2018", &days)));
    }
}
