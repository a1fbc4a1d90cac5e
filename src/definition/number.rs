//! Numbers as they are written, as whole units of the digits that a column keeps.

/// Why a text is not a number of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScaleError {
    /// The text is not digits with at most one decimal point.
    NotANumber,
    /// The text has more decimals than the column keeps.
    TooManyDecimals,
    /// The number does not fit.
    TooLarge,
}

/// Parses a number into units of `10^-decimalen`.
///
/// Decimals that would be lost are refused; zeros at the end are no decimals.
pub(super) fn scale(text: &str, decimalen: u8) -> Result<i64, ScaleError> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) {
        return Err(ScaleError::NotANumber);
    }
    let fraction = fraction.trim_end_matches('0');
    let n_zeros =
        usize::from(decimalen).checked_sub(fraction.len()).ok_or(ScaleError::TooManyDecimals)?;
    let zeros = std::iter::repeat_n(b'0', n_zeros);
    let mut units: i64 = 0;
    for digit in whole.bytes().chain(fraction.bytes()).chain(zeros) {
        let digit = i64::from(digit - b'0');
        units = units
            .checked_mul(10)
            .and_then(|units| units.checked_add(digit))
            .ok_or(ScaleError::TooLarge)?;
    }
    Ok(if text.starts_with('-') { -units } else { units })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_digits_of_the_column() {
        #[track_caller]
        fn case(text: &str, decimalen: u8, expected: Result<i64, ScaleError>) {
            assert_eq!(scale(text, decimalen), expected);
        }

        case("12", 0, Ok(12));
        case("12.5", 2, Ok(1250));
        case("-0.5", 1, Ok(-5));
        case("+7", 0, Ok(7));
        case("12.50", 1, Ok(125));
        case("12.0", 0, Ok(12));
        case("12.5", 0, Err(ScaleError::TooManyDecimals));
        case("12.", 0, Err(ScaleError::NotANumber));
        case("-", 0, Err(ScaleError::NotANumber));
        case("1e3", 0, Err(ScaleError::NotANumber));
        case("9223372036854775807", 0, Ok(i64::MAX));
        case("9223372036854775808", 0, Err(ScaleError::TooLarge));
        case("9223372036854775807", 1, Err(ScaleError::TooLarge));
    }
}
