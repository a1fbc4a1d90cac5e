//! Omvang: the volume of a provision, as hours per week.
//!
//! A provision is granted as a volume with a code for the unit (*eenheid*, code list WJ756) and
//! one for how often it is given (*frequentie*, WMO757), in iWmo and iJw alike. A frequentie is
//! turned into weeks by the mean Gregorian year of 365.2425 days, so of 52.1775 weeks:
//!
//! | frequentie | | times in a week |
//! |---|---|---|
//! | 1 | per dag | 7 |
//! | 2 | per week | 1 |
//! | 3 | per vier weken | 1/4 |
//! | 4 | per maand | 12 / 52.1775 = 1600/6957 |
//! | 5 | per jaar | 1 / 52.1775 = 400/20871 |
//!
//! Versions after iWmo 2.0 have no 3 and 5; older deliveries do.

/// The hours per week of a provision, or why there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uren {
    /// The hours per week, exactly.
    PerWeek(UrenPerWeek),
    /// The omvang does not tell hours per week.
    Niet(GeenUren),
}

/// Why an omvang does not tell hours per week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenUren {
    /// A number of pieces (82, 84).
    Stuks,
    /// An amount of money (83).
    Euro,
    /// Days and nights (14): a stay, whose 24 hours are not hours of support.
    Etmaal,
    /// A total for the whole provision (6), which only its dates would spread over weeks.
    HeleDuur,
    /// A volume below zero.
    Negatief,
    /// A code that the list of units does not have: a fault in the delivery.
    OnbekendeEenheid,
    /// A code that the list of frequenties does not have: a fault in the delivery.
    OnbekendeFrequentie,
}

impl GeenUren {
    /// The word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stuks => "stuks",
            Self::Euro => "euro",
            Self::Etmaal => "etmaal",
            Self::HeleDuur => "hele_duur",
            Self::Negatief => "negatief",
            Self::OnbekendeEenheid => "onbekende_eenheid",
            Self::OnbekendeFrequentie => "onbekende_frequentie",
        }
    }

    /// True when the delivery is wrong, not merely of another kind.
    pub fn is_fault(self) -> bool {
        matches!(self, Self::Negatief | Self::OnbekendeEenheid | Self::OnbekendeFrequentie)
    }
}

impl Uren {
    /// The hours per week of a volume in units of `10^-decimalen`, which are 0 to 9.
    ///
    /// Codes are compared as they stand in the lists: `1` is not the unit `01`, because a
    /// mapping must say so when a spreadsheet dropped the zero.
    pub fn of(volume: i64, decimalen: u8, eenheid: &str, frequentie: &str) -> Self {
        assert!(decimalen <= 9, "columns keep at most nine decimals");
        // A code that is not in the list is told before one that does not convert.
        let (hours, times) = match (hours_in(eenheid), times_a_week(frequentie)) {
            (Err(reason), _) if reason.is_fault() => return Self::Niet(reason),
            (_, Err(reason)) if reason.is_fault() => return Self::Niet(reason),
            (Err(reason), _) | (_, Err(reason)) => return Self::Niet(reason),
            (Ok(hours), Ok(times)) => (hours, times),
        };
        if volume < 0 {
            return Self::Niet(GeenUren::Negatief);
        }
        let unit = 10_i128.pow(u32::from(decimalen));
        Self::PerWeek(UrenPerWeek::reduced(
            i128::from(volume) * hours.0 * times.0,
            unit * hours.1 * times.1,
        ))
    }
}

/// The hours in one unit, as a fraction.
fn hours_in(eenheid: &str) -> Result<(i128, i128), GeenUren> {
    match eenheid {
        "01" => Ok((1, 60)),
        "04" => Ok((1, 1)),
        "14" => Err(GeenUren::Etmaal),
        "16" => Ok((4, 1)),
        "82" | "84" => Err(GeenUren::Stuks),
        "83" => Err(GeenUren::Euro),
        _ => Err(GeenUren::OnbekendeEenheid),
    }
}

/// How often in a week a volume is given, as a fraction.
fn times_a_week(frequentie: &str) -> Result<(i128, i128), GeenUren> {
    match frequentie {
        "1" => Ok((7, 1)),
        "2" => Ok((1, 1)),
        "3" => Ok((1, 4)),
        "4" => Ok((1_600, 6_957)),
        "5" => Ok((400, 20_871)),
        "6" => Err(GeenUren::HeleDuur),
        _ => Err(GeenUren::OnbekendeFrequentie),
    }
}

/// Hours per week as an exact fraction in lowest terms, never below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UrenPerWeek {
    teller: i128,
    noemer: i128,
}

impl UrenPerWeek {
    fn reduced(teller: i128, noemer: i128) -> Self {
        let (mut divisor, mut rest) = (noemer, teller);
        while rest != 0 {
            (divisor, rest) = (rest, divisor % rest);
        }
        Self { teller: teller / divisor, noemer: noemer / divisor }
    }

    /// The number above the line.
    pub fn teller(self) -> i128 {
        self.teller
    }

    /// The number below the line.
    pub fn noemer(self) -> i128 {
        self.noemer
    }

    /// The hours in units of `10^-decimalen`, so that rows can be added as whole numbers.
    ///
    /// Half a unit is rounded to the even neighbour: always rounding up would make a sum over
    /// many rows too large. `None` when there are more units than the type holds.
    pub fn to_scaled(self, decimalen: u8) -> Option<i64> {
        let units = 10_i128.checked_pow(u32::from(decimalen))?.checked_mul(self.teller)?;
        let (whole, rest) = (units / self.noemer, units % self.noemer);
        let rounds_up = match (2 * rest).cmp(&self.noemer) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => whole % 2 == 1,
            std::cmp::Ordering::Greater => true,
        };
        i64::try_from(whole + i128::from(rounds_up)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn per_week(volume: i64, decimalen: u8, eenheid: &str, frequentie: &str) -> UrenPerWeek {
        match Uren::of(volume, decimalen, eenheid, frequentie) {
            Uren::PerWeek(uren) => uren,
            Uren::Niet(reason) => panic!("{reason:?}"),
        }
    }

    #[test]
    fn converts_to_hours_per_week() {
        #[track_caller]
        fn case(volume: i64, eenheid: &str, frequentie: &str, (teller, noemer): (i128, i128)) {
            let uren = per_week(volume, 0, eenheid, frequentie);
            assert_eq!((uren.teller(), uren.noemer()), (teller, noemer));
        }

        case(195, "01", "2", (13, 4));
        case(10, "01", "1", (7, 6));
        case(3, "04", "2", (3, 1));
        case(10, "04", "3", (5, 2));
        case(2, "16", "2", (8, 1));
        case(1, "16", "1", (28, 1));
        // 6957 = 52.1775 · 400/3.
        case(6_957, "04", "4", (1_600, 1));
        case(20_871, "04", "5", (400, 1));
        case(0, "04", "4", (0, 1));
    }

    #[test]
    fn a_month_is_a_twelfth_of_a_year() {
        assert_eq!(per_week(1, 0, "04", "4"), per_week(12, 0, "04", "5"));
    }

    #[test]
    fn a_year_of_hours_comes_back_from_its_weeks() {
        // 52.1775 hours a year is one hour a week.
        assert_eq!(per_week(521_775, 4, "04", "5"), per_week(1, 0, "04", "2"));
    }

    /// By hand: 10 · 12 / 52.1775 = 2.29984…, and 100 / 52.1775 = 1.91653….
    #[test]
    fn gives_decimals() {
        assert_eq!(per_week(10, 0, "04", "4").to_scaled(4), Some(22_998));
        assert_eq!(per_week(100, 0, "04", "5").to_scaled(4), Some(19_165));
        assert_eq!(per_week(325, 2, "04", "2").to_scaled(4), Some(32_500));
        assert_eq!(per_week(20, 0, "01", "2").to_scaled(2), Some(33));
        assert_eq!(per_week(40, 0, "01", "2").to_scaled(2), Some(67));
    }

    #[test]
    fn rounds_half_to_even() {
        let halves = [5, 15, 25, 35].map(|volume| per_week(volume, 1, "04", "2").to_scaled(0));
        assert_eq!(halves, [0, 2, 2, 4].map(Some));
        // One above and one below the half.
        assert_eq!(per_week(2_500_000_001, 9, "04", "2").to_scaled(0), Some(3));
        assert_eq!(per_week(1_499_999_999, 9, "04", "2").to_scaled(0), Some(1));
    }

    #[test]
    fn tells_codes_that_do_not_convert_from_unknown_ones() {
        #[track_caller]
        fn case(eenheid: &str, frequentie: &str, expected: GeenUren) {
            let found = Uren::of(1, 0, eenheid, frequentie);
            assert_eq!(found, Uren::Niet(expected), "{eenheid} {frequentie}");
        }

        case("14", "2", GeenUren::Etmaal);
        case("82", "6", GeenUren::Stuks);
        case("83", "4", GeenUren::Euro);
        case("84", "1", GeenUren::Stuks);
        case("04", "6", GeenUren::HeleDuur);
        case("1", "2", GeenUren::OnbekendeEenheid);
        case("", "", GeenUren::OnbekendeEenheid);
        case("83", "7", GeenUren::OnbekendeFrequentie);
        case("04", "02", GeenUren::OnbekendeFrequentie);
        assert_eq!(Uren::of(-1, 0, "04", "2"), Uren::Niet(GeenUren::Negatief));
        assert!(GeenUren::OnbekendeEenheid.is_fault() && !GeenUren::Euro.is_fault());
    }

    #[test]
    fn holds_the_largest_volume() {
        let uren = per_week(i64::MAX, 0, "16", "1");
        assert_eq!(uren.teller(), i128::from(i64::MAX) * 28);
        assert_eq!(uren.to_scaled(0), None);
        assert_eq!(per_week(i64::MAX, 9, "04", "5").to_scaled(255), None);
        assert_eq!(per_week(i64::MAX, 0, "04", "2").to_scaled(0), Some(i64::MAX));
    }
}
