//! Numbers as text: the only place that rounds.
//!
//! Rounds half away from zero on the decimal digits of a number, as people do on paper. The
//! binary value is not enough for that: `0.285 * 100.0` is 28.499999999999996, although the share
//! that was meant is 28.5 and rounds to 29. So the number is first written with 15 significant
//! digits, which is what an `f64` holds of any decimal number, and those digits are rounded.

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notatie {
    /// For Dutch readers: `1.234,5`.
    Nl,
    /// For English readers: `1,234.5`.
    En,
    /// For programs: no thousands, and this decimal sign.
    Kaal {
        /// The decimal sign.
        decimaal: char,
    },
}

/// The number of significant digits that survive the way from decimal to `f64` and back.
const SIGNIFICANT_DIGITS: usize = 15;

/// Rounds a number and writes it with exactly this many decimals.
///
/// Zero has no sign, also when it was rounded from below. What is not finite is not a number to
/// publish and gives an empty text.
pub fn render_number(value: f64, decimalen: u8, notatie: Notatie) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let decimalen = usize::from(decimalen);
    let digits = round_digits(value.abs(), decimalen);
    write_digits(&digits, decimalen, value < 0.0, notatie)
}

/// Writes an amount of whole cents as euros with two decimals, exactly.
pub(super) fn render_cent(cent: i128, notatie: Notatie) -> String {
    write_digits(&format!("{:03}", cent.unsigned_abs()), 2, cent < 0, notatie)
}

/// Writes digits with marks; zero has no sign.
fn write_digits(digits: &str, decimalen: usize, is_negative: bool, notatie: Notatie) -> String {
    let is_negative = is_negative && digits.bytes().any(|digit| digit != b'0');
    let (whole, fraction) = digits.split_at(digits.len() - decimalen);
    let (thousands, decimaal) = match notatie {
        Notatie::Nl => (Some('.'), ','),
        Notatie::En => (Some(','), '.'),
        Notatie::Kaal { decimaal } => (None, decimaal),
    };
    let mut text = String::from(if is_negative { "-" } else { "" });
    for (idx, digit) in whole.chars().enumerate() {
        if let Some(mark) = thousands
            && idx > 0
            && (whole.len() - idx) % 3 == 0
        {
            text.push(mark);
        }
        text.push(digit);
    }
    if decimalen > 0 {
        text.push(decimaal);
        text.push_str(fraction);
    }
    text
}

/// The digits of a positive number in units of `10^-decimalen`, with at least one before the
/// decimal sign.
fn round_digits(value: f64, decimalen: usize) -> String {
    let written = format!("{value:.precision$e}", precision = SIGNIFICANT_DIGITS - 1);
    let (mantissa, exponent) = written.split_once('e').expect("the format has an exponent");
    let exponent: i64 = exponent.parse().expect("the exponent is a number");
    let mut digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();

    // So many of the digits stand before the place that is rounded to.
    let n_kept = exponent + 1 + decimalen as i64;
    match usize::try_from(n_kept) {
        Err(_) => digits.clear(),
        Ok(n_kept) if n_kept >= digits.len() => digits.resize(n_kept, b'0'),
        Ok(n_kept) => {
            let up = digits[n_kept] >= b'5';
            digits.truncate(n_kept);
            if up {
                add_one(&mut digits);
            }
        }
    }
    let text = String::from_utf8(digits).expect("digits are ASCII");
    format!("{text:0>width$}", width = decimalen + 1)
}

/// Adds one to a number written in digits.
fn add_one(digits: &mut Vec<u8>) {
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return;
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        #[track_caller]
        fn case(value: f64, decimalen: u8, written: &str) {
            assert_eq!(render_number(value, decimalen, Notatie::Kaal { decimaal: '.' }), written);
        }

        case(0.5, 0, "1");
        case(1.5, 0, "2");
        case(2.5, 0, "3");
        case(-2.5, 0, "-3");
        case(0.49, 0, "0");
        case(0.05, 1, "0.1");
        case(0.049, 1, "0.0");
        case(0.004, 1, "0.0");
        case(9.95, 1, "10.0");
        case(99.999, 2, "100.00");
        case(0.0, 2, "0.00");
        case(26.0, 3, "26.000");
        case(1e21, 0, "1000000000000000000000");
        case(5e-324, 2, "0.00");
    }

    #[test]
    fn rounds_the_number_that_was_meant() {
        #[track_caller]
        fn case(value: f64, decimalen: u8, written: &str) {
            assert_eq!(render_number(value, decimalen, Notatie::Kaal { decimaal: '.' }), written);
        }

        case(0.285 * 100.0, 0, "29");
        case(1.005, 2, "1.01");
        case(2.675, 2, "2.68");
        case(1.1 + 2.2, 1, "3.3");
        case(0.145 * 1000.0, 0, "145");
        case(8.345, 2, "8.35");
    }

    #[test]
    fn writes_no_minus_before_zero() {
        assert_eq!(render_number(-0.04, 1, Notatie::Nl), "0,0");
        assert_eq!(render_number(-0.0, 0, Notatie::Nl), "0");
        assert_eq!(render_number(-0.05, 1, Notatie::Nl), "-0,1");
    }

    #[test]
    fn marks_thousands_for_readers_only() {
        assert_eq!(render_number(1234.5, 1, Notatie::Nl), "1.234,5");
        assert_eq!(render_number(1_234_567.0, 0, Notatie::En), "1,234,567");
        assert_eq!(render_number(-123.0, 0, Notatie::En), "-123");
        assert_eq!(render_number(1234.5, 1, Notatie::Kaal { decimaal: ',' }), "1234,5");
    }

    #[test]
    fn writes_cents_as_euros() {
        assert_eq!(render_cent(123_456_789, Notatie::Nl), "1.234.567,89");
        assert_eq!(render_cent(-5, Notatie::Kaal { decimaal: '.' }), "-0.05");
        assert_eq!(render_cent(0, Notatie::En), "0.00");
        assert_eq!(
            render_cent(i128::from(i64::MAX), Notatie::Kaal { decimaal: ',' }),
            "92233720368547758,07"
        );
    }

    #[test]
    fn writes_nothing_for_what_is_not_a_number() {
        assert_eq!(render_number(f64::NAN, 1, Notatie::Nl), "");
        assert_eq!(render_number(f64::INFINITY, 1, Notatie::Nl), "");
    }
}
