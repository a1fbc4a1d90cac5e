//! Periods: years, half-years, quarters and months, and the dates that bound them.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A calendar date.
pub type Datum = NaiveDate;

/// The months in words, from January on.
pub const MAANDEN: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// The part of a year that a period covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deel {
    /// The whole year.
    Jaar,
    /// Half-year 1 or 2.
    Halfjaar(u8),
    /// Quarter 1 to 4.
    Kwartaal(u8),
    /// Month 1 to 12.
    Maand(u8),
}

/// How often an indicator is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequentie {
    /// Once a year.
    Jaar,
    /// Each half-year.
    Halfjaar,
    /// Each quarter.
    Kwartaal,
    /// Each month.
    Maand,
    /// In the years that the source itself has: survey waves and published figures.
    Meting,
}

impl Frequentie {
    /// All frequencies.
    pub const ALL: [Self; 5] =
        [Self::Jaar, Self::Halfjaar, Self::Kwartaal, Self::Maand, Self::Meting];

    /// The word as it stands in an indicator file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jaar => "jaar",
            Self::Halfjaar => "halfjaar",
            Self::Kwartaal => "kwartaal",
            Self::Maand => "maand",
            Self::Meting => "meting",
        }
    }

    /// The frequency that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|frequentie| frequentie.word() == word)
    }
}

/// A year or a part of it, as figures are published: `2017`, `2017H1`, `2017K1`, `2017M01`.
///
/// Also read, never written: `2017JJ00`, `2017HJ01`, `2017KW01`, `2017MM01`, `2017-Q1`, `2017Q1`.
/// A survey wave is the year it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Periode {
    jaar: u16,
    deel: Deel,
}

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodeError;

impl fmt::Display for PeriodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a period such as `2017`, `2017H1`, `2017K1` or `2017M01`")
    }
}

impl std::error::Error for PeriodeError {}

impl Periode {
    /// The whole year; years before 1900 and after 2199 are refused.
    pub fn of_year(jaar: i32) -> Option<Self> {
        let jaar = u16::try_from(jaar).ok().filter(|jaar| (1900..2200).contains(jaar))?;
        Some(Self { jaar, deel: Deel::Jaar })
    }

    /// The period of this frequency in which the date lies; a wave is a year.
    pub fn containing(date: Datum, frequentie: Frequentie) -> Option<Self> {
        let maand = date.month0() as u8;
        let deel = match frequentie {
            Frequentie::Jaar | Frequentie::Meting => Deel::Jaar,
            Frequentie::Halfjaar => Deel::Halfjaar(maand / 6 + 1),
            Frequentie::Kwartaal => Deel::Kwartaal(maand / 3 + 1),
            Frequentie::Maand => Deel::Maand(maand + 1),
        };
        Self::of_year(date.year()).map(|periode| Self { deel, ..periode })
    }

    /// The year.
    pub fn jaar(self) -> i32 {
        i32::from(self.jaar)
    }

    /// The part of the year.
    pub fn deel(self) -> Deel {
        self.deel
    }

    /// The frequency whose periods have this length.
    pub fn frequentie(self) -> Frequentie {
        match self.deel {
            Deel::Jaar => Frequentie::Jaar,
            Deel::Halfjaar(_) => Frequentie::Halfjaar,
            Deel::Kwartaal(_) => Frequentie::Kwartaal,
            Deel::Maand(_) => Frequentie::Maand,
        }
    }

    /// The first month, from 0, and the number of months.
    fn months(self) -> (u32, u32) {
        match self.deel {
            Deel::Jaar => (0, 12),
            Deel::Halfjaar(n) => (u32::from(n - 1) * 6, 6),
            Deel::Kwartaal(n) => (u32::from(n - 1) * 3, 3),
            Deel::Maand(n) => (u32::from(n - 1), 1),
        }
    }

    /// The first day.
    pub fn first_day(self) -> Datum {
        NaiveDate::from_ymd_opt(self.jaar(), self.months().0 + 1, 1).expect("years are checked")
    }

    /// The last day: the `@peildatum` of filters.
    pub fn last_day(self) -> Datum {
        self.next().first_day().pred_opt().expect("years are checked")
    }

    /// The period of the same length that follows.
    #[must_use]
    pub fn next(self) -> Self {
        let (jaar, deel) = match self.deel {
            Deel::Jaar => (self.jaar + 1, Deel::Jaar),
            Deel::Halfjaar(2) => (self.jaar + 1, Deel::Halfjaar(1)),
            Deel::Halfjaar(n) => (self.jaar, Deel::Halfjaar(n + 1)),
            Deel::Kwartaal(4) => (self.jaar + 1, Deel::Kwartaal(1)),
            Deel::Kwartaal(n) => (self.jaar, Deel::Kwartaal(n + 1)),
            Deel::Maand(12) => (self.jaar + 1, Deel::Maand(1)),
            Deel::Maand(n) => (self.jaar, Deel::Maand(n + 1)),
        };
        Self { jaar, deel }
    }

    /// The period of the same length that came before.
    #[must_use]
    pub fn previous(self) -> Self {
        let (jaar, deel) = match self.deel {
            Deel::Jaar => (self.jaar - 1, Deel::Jaar),
            Deel::Halfjaar(1) => (self.jaar - 1, Deel::Halfjaar(2)),
            Deel::Halfjaar(n) => (self.jaar, Deel::Halfjaar(n - 1)),
            Deel::Kwartaal(1) => (self.jaar - 1, Deel::Kwartaal(4)),
            Deel::Kwartaal(n) => (self.jaar, Deel::Kwartaal(n - 1)),
            Deel::Maand(1) => (self.jaar - 1, Deel::Maand(12)),
            Deel::Maand(n) => (self.jaar, Deel::Maand(n - 1)),
        };
        Self { jaar, deel }
    }

    /// True when the date lies in the period.
    pub fn contains(self, date: Datum) -> bool {
        self.first_day() <= date && date <= self.last_day()
    }

    /// True when the whole of the other period lies in this one.
    pub fn covers(self, other: Self) -> bool {
        self.first_day() <= other.first_day() && other.last_day() <= self.last_day()
    }

    /// All periods of a frequency that lie wholly between two periods.
    ///
    /// A wave has no calendar of its own, so `Meting` gives the years.
    pub fn range(van: Self, tot: Self, frequentie: Frequentie) -> Vec<Self> {
        let mut found = Vec::new();
        let Some(mut periode) = Self::containing(van.first_day(), frequentie) else {
            return found;
        };
        while periode.last_day() <= tot.last_day() {
            if van.first_day() <= periode.first_day() {
                found.push(periode);
            }
            periode = periode.next();
        }
        found
    }
}

impl Ord for Periode {
    /// By first day, the longer period first: a year stands before its quarters.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |periode: &Self| {
            let (first, n_months) = periode.months();
            (periode.jaar, first, 12 - n_months)
        };
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Periode {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Periode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let jaar = self.jaar;
        match self.deel {
            Deel::Jaar => write!(f, "{jaar:04}"),
            Deel::Halfjaar(n) => write!(f, "{jaar:04}H{n}"),
            Deel::Kwartaal(n) => write!(f, "{jaar:04}K{n}"),
            Deel::Maand(n) => write!(f, "{jaar:04}M{n:02}"),
        }
    }
}

impl FromStr for Periode {
    type Err = PeriodeError;

    fn from_str(text: &str) -> Result<Self, PeriodeError> {
        let text = text.trim();
        let (jaar, rest) = text.split_at_checked(4).ok_or(PeriodeError)?;
        if !jaar.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PeriodeError);
        }
        let jaar = jaar.parse().map_err(|_| PeriodeError)?;
        let whole = Self::of_year(jaar).ok_or(PeriodeError)?;
        if rest.is_empty() || rest == "JJ00" {
            return Ok(whole);
        }
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let n_letters = rest.bytes().take_while(u8::is_ascii_uppercase).count();
        let (letters, number) = rest.split_at(n_letters);
        if number.is_empty() || number.len() > 2 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(PeriodeError);
        }
        let number: u8 = number.parse().map_err(|_| PeriodeError)?;
        let deel = match (letters, number) {
            ("H" | "HJ", 1..=2) => Deel::Halfjaar(number),
            ("K" | "KW" | "Q", 1..=4) => Deel::Kwartaal(number),
            ("M" | "MM", 1..=12) => Deel::Maand(number),
            _ => return Err(PeriodeError),
        };
        Ok(Self { deel, ..whole })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periode(text: &str) -> Periode {
        text.parse().expect("a period")
    }

    #[test]
    fn reads_every_way_of_writing_and_writes_one() {
        #[track_caller]
        fn case(text: &str, written: &str) {
            assert_eq!(periode(text).to_string(), written);
        }

        case("2017", "2017");
        case("2017JJ00", "2017");
        case("2017H2", "2017H2");
        case("2017HJ01", "2017H1");
        case("2017KW04", "2017K4");
        case("2017-Q1", "2017K1");
        case("2017Q1", "2017K1");
        case("2017M09", "2017M09");
        case("2017MM12", "2017M12");
    }

    #[test]
    fn refuses_what_is_not_a_period() {
        for text in ["", "17", "2017K5", "2017K0", "2017H3", "2017M13", "2017X1", "20171", "+017"] {
            assert_eq!(text.parse::<Periode>(), Err(PeriodeError), "{text}");
        }
    }

    #[test]
    fn knows_its_first_and_last_day() {
        assert_eq!(periode("2020M02").last_day().to_string(), "2020-02-29");
        assert_eq!(periode("2017K4").first_day().to_string(), "2017-10-01");
        assert_eq!(periode("2017").last_day().to_string(), "2017-12-31");
    }

    #[test]
    fn lists_only_whole_periods_between_two_bounds() {
        let years = Periode::range(periode("2017K2"), periode("2019K4"), Frequentie::Jaar);
        assert_eq!(years, [periode("2018"), periode("2019")]);
        let quarters = Periode::range(periode("2017K2"), periode("2018"), Frequentie::Kwartaal);
        assert_eq!(quarters.len(), 7);
    }

    #[test]
    fn sorts_a_year_before_its_quarters() {
        let mut periods = [periode("2018"), periode("2017K1"), periode("2017"), periode("2017K2")];
        periods.sort();
        assert_eq!(periods.map(|p| p.to_string()), ["2017", "2017K1", "2017K2", "2018"]);
    }
}
