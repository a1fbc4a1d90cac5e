//! Dates and numbers from bytes, without a string in between.

use std::ops::Range;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

use super::number_form::NumberForm;
use super::{DatumVorm, Duizendtal};
use crate::model::Datum;

/// Reads a date in one of the forms; years before 1900 and after 2199 are refused.
///
/// A time of day behind it is left out: systems write one for each day.
pub(super) fn parse_date(bytes: &[u8], forms: &[DatumVorm]) -> Option<Datum> {
    calendar_date(bytes, forms).filter(|date| is_usual(*date))
}

/// True for a date in one of the forms that lies before 1900.
pub(super) fn is_before_1900(bytes: &[u8], forms: &[DatumVorm]) -> bool {
    calendar_date(bytes, forms).is_some_and(|date| date.year() < 1900)
}

fn is_usual(date: Datum) -> bool {
    (1900..2200).contains(&date.year())
}

/// A day of any year of four digits.
fn calendar_date(bytes: &[u8], forms: &[DatumVorm]) -> Option<Datum> {
    let day = |bytes| forms.iter().find_map(|form| day_of(bytes, *form));
    day(bytes).or_else(|| day(before_time(bytes)?))
}

fn day_of(bytes: &[u8], form: DatumVorm) -> Option<Datum> {
    match form {
        DatumVorm::DdMmJjjj => day_first(bytes, b'-'),
        DatumVorm::DdMmJjjjSchuin => day_first(bytes, b'/'),
        DatumVorm::DdMmJjjjPunt => day_first(bytes, b'.'),
        DatumVorm::JjjjMmDd => year_first(bytes, b'-'),
        DatumVorm::JjjjMmDdSchuin => year_first(bytes, b'/'),
        DatumVorm::JjjjMmDdDicht => {
            let [y1, y2, y3, y4, m1, m2, d1, d2] = *bytes else {
                return None;
            };
            date(year([y1, y2], [y3, y4])?, two([m1, m2])?, two([d1, d2])?)
        }
    }
}

fn day_first(bytes: &[u8], sign: u8) -> Option<Datum> {
    if let [d1, d2, s1, m1, m2, s2, y1, y2, y3, y4] = *bytes
        && (s1, s2) == (sign, sign)
    {
        return date(year([y1, y2], [y3, y4])?, two([m1, m2])?, two([d1, d2])?);
    }
    let (day, rest) = split_number(bytes, 2)?;
    let (month, rest) = split_number(rest.strip_prefix(&[sign])?, 2)?;
    let [y1, y2, y3, y4] = *rest.strip_prefix(&[sign])? else { return None };
    date(year([y1, y2], [y3, y4])?, month, day)
}

fn year_first(bytes: &[u8], sign: u8) -> Option<Datum> {
    let [y1, y2, y3, y4, s1, m1, m2, s2, d1, d2] = *bytes else {
        return None;
    };
    if (s1, s2) != (sign, sign) {
        return None;
    }
    date(year([y1, y2], [y3, y4])?, two([m1, m2])?, two([d1, d2])?)
}

/// The days from 1900 up to 2200, 31 for each month: looking one up is several times faster than
/// working it out, and the years of an export take a few pages of the table.
static DAYS: LazyLock<Vec<Option<Datum>>> = LazyLock::new(|| {
    let months = YEARS.flat_map(|year| (1..=12).map(move |month| (year as i32, month)));
    let day = |(year, month)| (1..=31).map(move |day| NaiveDate::from_ymd_opt(year, month, day));
    months.flat_map(day).collect()
});

/// The years that a date can lie in.
const YEARS: Range<u32> = 1900..2200;

fn date(year: u32, month: u32, day: u32) -> Option<Datum> {
    let is_usual = YEARS.contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let place = || ((year - YEARS.start) * 12 + month - 1) * 31 + day - 1;
    if is_usual {
        return DAYS[place() as usize];
    }
    // Of other years it is said that they are too early, not that the date does not exist.
    NaiveDate::from_ymd_opt(year as i32, month, day)
}

/// What stands before a time of day, as in `31-12-2017 8:30` and `2017-12-31T08:30:00.000`.
///
/// A time with a zone is refused, for in another zone it may be another day.
fn before_time(bytes: &[u8]) -> Option<&[u8]> {
    let at = bytes.iter().position(|byte| matches!(byte, b' ' | b'T'))?;
    let (day, time) = (&bytes[..at], &bytes[at + 1..]);
    let (hour, rest) = split_number(time, 2)?;
    let (minute, rest) = split_number(rest.strip_prefix(b":")?, 2)?;
    let (second, rest) = match rest.strip_prefix(b":") {
        Some(rest) => split_number(rest, 2)?,
        None => (0, rest),
    };
    let is_fraction = match rest {
        [] => true,
        [b'.' | b',', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    (hour < 24 && minute < 60 && second < 60 && is_fraction).then_some(day)
}

/// A number of two digits.
fn two(digits: [u8; 2]) -> Option<u32> {
    let [tens, ones] = digits.map(|digit| u32::from(digit.wrapping_sub(b'0')));
    (tens < 10 && ones < 10).then(|| tens * 10 + ones)
}

/// A year of four digits.
fn year(century: [u8; 2], rest: [u8; 2]) -> Option<u32> {
    Some(two(century)? * 100 + two(rest)?)
}

/// A number of one to `max` digits at the start, and what follows it.
fn split_number(bytes: &[u8], max: usize) -> Option<(u32, &[u8])> {
    let n_digits = bytes.iter().take(max).take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at(n_digits);
    let number = digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    (n_digits > 0).then_some((number, rest))
}

/// Reads a whole number of days after `zero`, the way in which spreadsheets keep a date.
///
/// Numbers up to 60 are refused: there spreadsheets count a day that never was, 29 February 1900.
pub(super) fn parse_serial(bytes: &[u8], zero: NaiveDate) -> Option<Datum> {
    let (days, rest) = split_number(bytes, 6)?;
    if days <= 60 {
        return None;
    }
    let date = zero.checked_add_days(chrono::Days::new(u64::from(days)))?;
    (rest.is_empty() && is_usual(date)).then_some(date)
}

/// How the numbers of a column are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Keep {
    /// The number of decimals.
    pub decimalen: u8,
    /// More decimals are rounded, half away from zero; otherwise they are refused.
    pub afronden: bool,
}

/// Reads a number as a whole number of units of `10^-decimalen`.
///
/// A number such as `,87` without a digit before the decimal sign is read, because SPSS writes
/// weights so. More decimals than `decimalen` are refused unless they are zeros or the column is
/// to be rounded: rounding unasked would change what was delivered. Thousands are separated
/// everywhere in a number or nowhere. A whole number with three zeros as its decimals is refused.
pub(super) fn parse_number(bytes: &[u8], form: NumberForm, keep: Keep) -> Option<i64> {
    let (is_negative, unsigned) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    let n_whole = unsigned.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = unsigned.split_at(n_whole);
    let decimals = match rest {
        [] if n_whole > 0 => rest,
        [sign, decimals @ ..] if *sign == form.decimaal && !decimals.is_empty() => decimals,
        _ => {
            let joined = join_thousands(unsigned, form)?;
            let number = parse_number(&joined, form, keep)?;
            return if is_negative { number.checked_neg() } else { Some(number) };
        }
    };
    if keep.decimalen == 0 && !keep.afronden && are_thousands(whole, decimals) {
        return None;
    }
    let n_kept = decimals.len().min(usize::from(keep.decimalen));
    let (kept, beyond) = decimals.split_at(n_kept);
    if !beyond.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if !keep.afronden && beyond.iter().any(|&byte| byte != b'0') {
        return None;
    }
    let mut number: i64 = 0;
    for &byte in whole.iter().chain(kept) {
        if !byte.is_ascii_digit() {
            return None;
        }
        // Counted downwards, because the lowest number has no positive counterpart.
        number = number.checked_mul(10)?.checked_sub(i64::from(byte - b'0'))?;
    }
    for _ in n_kept..usize::from(keep.decimalen) {
        number = number.checked_mul(10)?;
    }
    if beyond.first().is_some_and(|&digit| b'5' <= digit) {
        number = number.checked_sub(1)?;
    }
    if is_negative { Some(number) } else { number.checked_neg() }
}

/// True for what is more likely 18000 than 18: `18.000` where a whole number is meant.
fn are_thousands(whole: &[u8], decimals: &[u8]) -> bool {
    decimals == b"000" && whole.len() <= 3 && whole.first().is_some_and(|&digit| digit != b'0')
}

/// A number without the signs between its thousands; `None` when these do not stand right.
fn join_thousands(unsigned: &[u8], form: NumberForm) -> Option<Vec<u8>> {
    let (sign, len) = thousands_sign(unsigned, form)?;
    let mut joined = Vec::with_capacity(unsigned.len());
    let mut rest = unsigned;
    let mut is_first = true;
    loop {
        let n_digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let fits = if is_first { (1..=3).contains(&n_digits) } else { n_digits == 3 };
        if !fits {
            return None;
        }
        joined.extend_from_slice(&rest[..n_digits]);
        rest = &rest[n_digits..];
        if !rest.starts_with(&sign[..len]) {
            break;
        }
        rest = &rest[len..];
        is_first = false;
    }
    // What is left are the decimals; the caller reads them.
    joined.extend_from_slice(rest);
    (rest.is_empty() || rest[0] == form.decimaal).then_some(joined)
}

/// The first sign between digits that may separate thousands, as bytes and their number.
fn thousands_sign(unsigned: &[u8], form: NumberForm) -> Option<([u8; 3], usize)> {
    let at = unsigned.iter().position(|byte| !byte.is_ascii_digit())?;
    let rest = &unsigned[at..];
    // A plain space, one that does not break (in both encodings), and the narrow ones.
    let spaces: [&[u8]; 5] = [b" ", b"\xA0", b"\xC2\xA0", b"\xE2\x80\x89", b"\xE2\x80\xAF"];
    let byte = |sign: u8| ([sign, 0, 0], 1);
    let space = || {
        let found = spaces.into_iter().find(|space| rest.starts_with(space))?;
        let mut sign = [0; 3];
        sign[..found.len()].copy_from_slice(found);
        Some((sign, found.len()))
    };
    match form.duizendtal {
        Some(Duizendtal::Geen) => None,
        Some(Duizendtal::Teken(sign)) => (rest[0] == sign).then(|| byte(sign)),
        Some(Duizendtal::Spatie) => space(),
        None if matches!(rest[0], b'.' | b',' | b'\'') && rest[0] != form.decimaal => {
            Some(byte(rest[0]))
        }
        None => space(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: NumberForm = NumberForm { decimaal: b',', duizendtal: None };

    #[test]
    fn reads_dates() {
        #[track_caller]
        fn case(text: &str, expected: Option<&str>) {
            let date = parse_date(text.as_bytes(), &DatumVorm::ALL).map(|date| date.to_string());
            assert_eq!(date.as_deref(), expected, "{text}");
        }

        case("31-12-2017", Some("2017-12-31"));
        case("1-2-2017", Some("2017-02-01"));
        case("2017-12-31", Some("2017-12-31"));
        case("20171231", Some("2017-12-31"));
        case("29-02-2020", Some("2020-02-29"));
        case("29-02-2019", None);
        case("31-06-2017", None);
        case("31-12-17", None);
        case("31-12-1899", None);
        case("01-01-2200", None);
        case("31/12/2017", Some("2017-12-31"));
        case("1.2.2017", Some("2017-02-01"));
        case("2017/12/31", Some("2017-12-31"));
        case("31-12/2017", None);
        case("2017-12/31", None);
        case("2017-1-1", None);
        case("-01-01-2017", None);
        case("", None);
        case("--", None);
        case("020171231", None);
    }

    #[test]
    fn refuses_a_form_that_is_not_declared() {
        assert_eq!(parse_date(b"2017-12-31", &[DatumVorm::DdMmJjjj]), None);
        assert_eq!(parse_date(b"31/12/2017", &[DatumVorm::DdMmJjjj]), None);
        assert_eq!(parse_date(b"2017-12-31 08:30", &[DatumVorm::DdMmJjjj]), None);
    }

    #[test]
    fn leaves_out_a_time_of_day() {
        #[track_caller]
        fn case(time: &str, is_read: bool) {
            for day in ["31-12-2017", "31/12/2017", "2017-12-31", "20171231"] {
                let date = parse_date(format!("{day}{time}").as_bytes(), &DatumVorm::ALL);
                let expected = NaiveDate::from_ymd_opt(2017, 12, 31).filter(|_| is_read);
                assert_eq!(date, expected, "{day}{time}");
            }
        }

        for time in [" 00:00", " 8:30", "T08:30:00", " 23:59:59.999", " 08:30:00,5"] {
            case(time, true);
        }
        for time in [" ", "T", " 8", " 24:00", " 08:60", " 08:30:", " 08:30:00.", " 08:30:00Z"] {
            case(time, false);
        }
        case(" 08:30+01:00", false);
        case("  08:30", false);
    }

    #[test]
    fn knows_a_date_of_before_1900() {
        let is_early = |text: &str| is_before_1900(text.as_bytes(), &DatumVorm::ALL);
        assert!(is_early("31-12-1899") && is_early("0001-01-01 00:00:00") && is_early("17530101"));
        assert!(!is_early("01-01-1900") && !is_early("31-06-1899") && !is_early("01-01-2200"));
    }

    #[test]
    fn reads_serial_numbers_of_spreadsheets() {
        #[track_caller]
        fn case(text: &str, zero: &str, expected: Option<&str>) {
            let zero = zero.parse().expect("a date");
            let date = parse_serial(text.as_bytes(), zero).map(|date| date.to_string());
            assert_eq!(date.as_deref(), expected, "{text}");
        }

        case("42738", "1899-12-30", Some("2017-01-03"));
        case("41276", "1904-01-01", Some("2017-01-03"));
        case("61", "1899-12-30", Some("1900-03-01"));
        case("60", "1899-12-30", None);
        case("42738,5", "1899-12-30", None);
        case("20170103", "1899-12-30", None);
        case("-1", "1899-12-30", None);
    }

    #[test]
    fn reads_numbers() {
        #[track_caller]
        fn case(text: &str, expected: Option<i64>) {
            let keep = Keep { decimalen: 2, afronden: false };
            assert_eq!(parse_number(text.as_bytes(), COMMA, keep), expected, "{text}");
        }

        case("0", Some(0));
        case("12", Some(1200));
        case("-1,5", Some(-150));
        case("+1,25", Some(125));
        case(",87", Some(87));
        case("1,2500", Some(125));
        case("1,255", None);
        case("1,", None);
        case(",", None);
        case("", None);
        case("-", None);
        case("1.5", None);
        case("1.000,5", Some(100_050));
        case("-1.234.567", Some(-123_456_700));
        case("1 000", Some(100_000));
        case("1\u{a0}000,5", Some(100_050));
        case("1.00", None);
        case("1000.000", None);
        case("1.000 000", None);
        case(".000", None);
        case("1..000", None);
        case("1.000.", None);
        case("1,2x", None);
        case("--1", None);
        case("92233720368547758,07", Some(i64::MAX));
        case("-92233720368547758,08", Some(i64::MIN));
        case("92233720368547758,08", None);
        case("99999999999999999999999", None);
    }

    #[test]
    fn follows_the_declared_decimal_sign() {
        let point = NumberForm { decimaal: b'.', duizendtal: None };
        let keep = Keep { decimalen: 1, afronden: false };
        assert_eq!(parse_number(b"1.5", point, keep), Some(15));
        assert_eq!(parse_number(b"1,5", point, keep), None);
        assert_eq!(parse_number(b"18.700", point, keep), Some(187));
        assert_eq!(parse_number(b"18,700", point, keep), Some(187_000));
    }

    #[test]
    fn follows_the_declared_sign_between_thousands() {
        let keep = Keep { decimalen: 0, afronden: false };
        let read = |text: &str, sign| {
            let form = NumberForm { decimaal: b',', duizendtal: Some(sign) };
            parse_number(text.as_bytes(), form, keep)
        };
        assert_eq!(read("1.000", Duizendtal::Geen), None);
        assert_eq!(read("1.000", Duizendtal::Teken(b'.')), Some(1000));
        assert_eq!(read("1'000", Duizendtal::Teken(b'.')), None);
        assert_eq!(read("1 000", Duizendtal::Spatie), Some(1000));
    }

    #[test]
    fn takes_no_thousands_for_a_whole_number_with_decimals() {
        let point = NumberForm { decimaal: b'.', duizendtal: None };
        let read = |text: &str, decimalen, afronden| {
            parse_number(text.as_bytes(), point, Keep { decimalen, afronden })
        };
        assert_eq!(read("18.000", 0, false), None);
        assert_eq!(read("-999.000", 0, false), None);
        for (text, expected) in [("18.0", 18), ("18.0000", 18), ("0.000", 0), ("1800.000", 1800)] {
            assert_eq!(read(text, 0, false), Some(expected), "{text}");
        }
        assert_eq!(read("18.000", 0, true), Some(18));
        assert_eq!(read("18.000", 1, false), Some(180));
    }

    #[test]
    fn rounds_only_when_asked() {
        let read = |text: &str, afronden| {
            parse_number(text.as_bytes(), COMMA, Keep { decimalen: 2, afronden })
        };
        assert_eq!(read("1,255", false), None);
        assert_eq!(read("1,255", true), Some(126));
        assert_eq!(read("-1,255", true), Some(-126));
        assert_eq!(read("1,2549", true), Some(125));
        assert_eq!(read("0,999", true), Some(100));
        assert_eq!(read("1,25x", true), None);
    }
}
