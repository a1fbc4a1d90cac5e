//! A floating-point number as the text that a person typed or a spreadsheet shows.

/// Writes a number with at most fifteen significant digits and no exponent.
///
/// Spreadsheets and SPSS keep binary numbers: what was typed as 0.3 may be held as
/// 0.30000000000000004. Fifteen digits give back every decimal number that was typed.
pub(super) fn write_number(number: f64, decimaal: u8, text: &mut Vec<u8>) {
    // Beyond 10^300 no cell of a register is a number any more; such a text is refused later.
    if !number.is_finite() || 1e300 < number.abs() {
        text.extend_from_slice(number.to_string().as_bytes());
        return;
    }
    // `-1.23000000000000e4`: fifteen digits, correctly rounded.
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific.split_once('e').expect("the form has an exponent");
    let exponent: i32 = exponent.parse().expect("an exponent is a whole number");
    let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let n_used = digits.iter().rposition(|&digit| digit != b'0').map_or(0, |last| last + 1);
    if n_used == 0 {
        text.push(b'0');
        return;
    }
    if mantissa.starts_with('-') {
        text.push(b'-');
    }
    let digit = |place: i32| {
        let idx = usize::try_from(exponent - place).ok().filter(|&idx| idx < n_used);
        idx.map_or(b'0', |idx| digits[idx])
    };
    for place in (0..=exponent.max(0)).rev() {
        text.push(digit(place));
    }
    let n_decimals = n_used as i32 - 1 - exponent;
    if 0 < n_decimals {
        text.push(decimaal);
        for place in 1..=n_decimals {
            text.push(digit(-place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_was_typed() {
        #[track_caller]
        fn case(number: f64, expected: &str) {
            let mut text = Vec::new();
            write_number(number, b',', &mut text);
            assert_eq!(String::from_utf8(text).expect("digits"), expected);
        }

        case(0.0, "0");
        case(-0.0, "0");
        case(0.1 + 0.2, "0,3");
        case(2017.0, "2017");
        case(-1.5, "-1,5");
        case(0.000_123, "0,000123");
        case(1_234_567.891, "1234567,891");
        case(8.55e5, "855000");
        case(1e20, "100000000000000000000");
        case(123_456_789_012_345.0, "123456789012345");
        case(1.0 / 3.0, "0,333333333333333");
        case(f64::NAN, "NaN");
        case(f64::MAX, &f64::MAX.to_string());
    }
}
