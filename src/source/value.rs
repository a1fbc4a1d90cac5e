//! Dates and numbers from bytes, without a string in between.

use chrono::NaiveDate;

use super::DatumVorm;
use crate::model::Datum;

/// Reads a date in one of the forms; years before 1900 and after 2199 are refused.
pub(super) fn parse_date(bytes: &[u8], forms: &[DatumVorm]) -> Option<Datum> {
    forms.iter().find_map(|form| match form {
        DatumVorm::DdMmJjjj => {
            if let [d1, d2, b'-', m1, m2, b'-', y1, y2, y3, y4] = *bytes {
                return date(year([y1, y2], [y3, y4])?, two([m1, m2])?, two([d1, d2])?);
            }
            let (day, rest) = split_number(bytes, 2)?;
            let (month, rest) = split_number(rest.strip_prefix(b"-")?, 2)?;
            let [y1, y2, y3, y4] = *rest.strip_prefix(b"-")? else { return None };
            date(year([y1, y2], [y3, y4])?, month, day)
        }
        DatumVorm::JjjjMmDd => {
            let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *bytes else {
                return None;
            };
            date(year([y1, y2], [y3, y4])?, two([m1, m2])?, two([d1, d2])?)
        }
        DatumVorm::JjjjMmDdDicht => {
            let [y1, y2, y3, y4, m1, m2, d1, d2] = *bytes else {
                return None;
            };
            date(year([y1, y2], [y3, y4])?, two([m1, m2])?, two([d1, d2])?)
        }
    })
}

fn date(year: u32, month: u32, day: u32) -> Option<Datum> {
    let is_usual = (1900..2200).contains(&year);
    is_usual.then(|| NaiveDate::from_ymd_opt(year as i32, month, day)).flatten()
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

/// Reads a number as a whole number of units of `10^-decimalen`.
///
/// A number such as `,87` without a digit before the decimal sign is read, because SPSS writes
/// weights so. More decimals than `decimalen` are refused unless they are zeros: rounding here
/// would change what was delivered.
pub(super) fn parse_number(bytes: &[u8], decimal_sign: u8, decimalen: u8) -> Option<i64> {
    let (is_negative, unsigned) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    let n_whole = unsigned.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (whole, rest) = unsigned.split_at(n_whole);
    let decimals = match rest {
        [] if n_whole > 0 => rest,
        [sign, decimals @ ..] if *sign == decimal_sign && !decimals.is_empty() => decimals,
        _ => return None,
    };
    let n_kept = decimals.len().min(usize::from(decimalen));
    let (kept, beyond) = decimals.split_at(n_kept);
    if beyond.iter().any(|&byte| byte != b'0') {
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
    for _ in n_kept..usize::from(decimalen) {
        number = number.checked_mul(10)?;
    }
    if is_negative { Some(number) } else { number.checked_neg() }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        case("31/12/2017", None);
        case("31-12-2017 00:00", None);
        case("2017-1-1", None);
        case("-01-01-2017", None);
        case("", None);
        case("--", None);
        case("020171231", None);
    }

    #[test]
    fn refuses_a_form_that_is_not_declared() {
        assert_eq!(parse_date(b"2017-12-31", &[DatumVorm::DdMmJjjj]), None);
    }

    #[test]
    fn reads_numbers() {
        #[track_caller]
        fn case(text: &str, expected: Option<i64>) {
            assert_eq!(parse_number(text.as_bytes(), b',', 2), expected, "{text}");
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
        case("1.000,5", None);
        case("1,2x", None);
        case("--1", None);
        case("92233720368547758,07", Some(i64::MAX));
        case("-92233720368547758,08", Some(i64::MIN));
        case("92233720368547758,08", None);
        case("99999999999999999999999", None);
    }

    #[test]
    fn follows_the_declared_decimal_sign() {
        assert_eq!(parse_number(b"1.5", b'.', 1), Some(15));
        assert_eq!(parse_number(b"1,5", b'.', 1), None);
    }
}
