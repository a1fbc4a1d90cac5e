//! Days and quarters of the demo, from 2015 to 2025, and how exports write them.

use std::fmt;

/// A day of the calendar, counted from 1 January 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(u32);

impl Day {
    /// The day the exports were made: nothing later is known.
    pub const EXPORT: Self = Self::new(2025, 12, 31);

    /// The day of a year, month and day of the month; any day from 1970 on.
    ///
    /// Howard Hinnant, `chrono`-Compatible Low-Level Date Algorithms, `days_from_civil`.
    pub const fn new(year: u32, month: u32, day: u32) -> Self {
        let year = if month <= 2 { year - 1 } else { year };
        let era = year / 400;
        let year_of_era = year - era * 400;
        let shifted_month = (month + 9) % 12;
        let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Self(era * 146_097 + day_of_era - 719_468)
    }

    pub fn plus(self, days: u32) -> Self {
        Self(self.0 + days)
    }

    pub fn minus(self, days: u32) -> Self {
        Self(self.0 - days)
    }

    /// The days until a later day; none until an earlier one.
    pub fn days_until(self, later: Self) -> u32 {
        later.0.saturating_sub(self.0)
    }

    pub fn year(self) -> u32 {
        self.parts().0
    }

    /// Year, month and day of the month (`civil_from_days` of the same source).
    pub fn parts(self) -> (u32, u32, u32) {
        let days = self.0 + 719_468;
        let era = days / 146_097;
        let day_of_era = days % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = (shifted_month + 2) % 12 + 1;
        let year = era * 400 + year_of_era + u32::from(month <= 2);
        (year, month, day)
    }

    /// The day as year, month, day: `2017-03-12`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year}-{month:02}-{day:02}")
    }
}

/// The day as Dutch exports write it: `12-03-2017`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{day:02}-{month:02}-{year}")
    }
}

/// A quarter of a year; the first is number 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kwartaal {
    pub year: u32,
    pub number: u32,
}

impl Kwartaal {
    pub const FIRST: Self = Self { year: 2017, number: 1 };

    /// The quarters the demo has, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (2017..=2025).flat_map(|year| (1..=4).map(move |number| Self { year, number }))
    }

    /// A number of its own, in order of time.
    pub fn ordinal(self) -> u64 {
        u64::from(self.year * 4 + self.number - 1)
    }

    pub fn first_day(self) -> Day {
        Day::new(self.year, self.number * 3 - 2, 1)
    }

    pub fn n_days(self) -> u32 {
        let next = match self.number {
            4 => Day::new(self.year + 1, 1, 1),
            number => Day::new(self.year, number * 3 + 1, 1),
        };
        next.0 - self.first_day().0
    }

    pub fn is_from(self, year: u32, number: u32) -> bool {
        self >= Self { year, number }
    }
}

impl fmt::Display for Kwartaal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}K{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_days_back_as_they_were_made() {
        #[track_caller]
        fn case(year: u32, month: u32, day: u32, expected: &str) {
            assert_eq!(Day::new(year, month, day).to_string(), expected);
        }

        case(1970, 1, 1, "01-01-1970");
        case(2016, 2, 29, "29-02-2016");
        case(2020, 3, 1, "01-03-2020");
        case(2025, 12, 31, "31-12-2025");
    }

    #[test]
    fn every_day_follows_the_day_before() {
        let mut day = Day::new(2015, 1, 1);
        while day < Day::new(2027, 1, 1) {
            let (year, month, number) = day.parts();
            assert_eq!(Day::new(year, month, number), day);
            day = day.plus(1);
        }
    }

    #[test]
    fn quarters_have_the_days_of_their_months() {
        let days: Vec<u32> = Kwartaal::all().take(4).map(Kwartaal::n_days).collect();
        assert_eq!(days, [90, 91, 92, 92]);
    }
}
