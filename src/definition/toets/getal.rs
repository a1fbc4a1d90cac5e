//! A number that a test expects, to the digits that were written.

/// A number as it was written.
///
/// With decimals it stands for all that round to it: `2.0` for what lies within half a unit of the
/// first decimal. A whole number stands for itself alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Getal {
    /// As it was written.
    pub text: String,
    waarde: f64,
    /// Half a unit of the last decimal.
    speling: f64,
}

impl Getal {
    /// How far a number may be off that was not rounded, relative to its size.
    const RELATIVE: f64 = 1e-9;

    /// Parses a number; none when it is not a finite one.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let waarde: f64 = text.parse().ok()?;
        let decimals = match text.split_once('.') {
            Some((_, decimals)) if decimals.bytes().all(|byte| byte.is_ascii_digit()) => {
                decimals.len()
            }
            _ => 0,
        };
        let exponent = i32::try_from(decimals).ok()?;
        let speling = if decimals == 0 { 0.0 } else { 0.5 * 10_f64.powi(-exponent) };
        waarde.is_finite().then(|| Self { text: text.to_owned(), waarde, speling })
    }

    /// True when a number that was found is the one that was written.
    pub fn fits(&self, found: f64) -> bool {
        let size = self.waarde.abs().max(found.abs());
        (found - self.waarde).abs() <= self.speling + Self::RELATIVE * size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_to_the_digits_that_were_written() {
        #[track_caller]
        fn case(written: &str, found: f64, expected: bool) {
            assert_eq!(Getal::parse(written).expect("a number").fits(found), expected);
        }

        case("2.0", 2.049, true);
        case("2.0", 2.05, true);
        case("2.0", 2.051, false);
        case("33.33", 100.0 / 3.0, true);
        case("-0.5", -0.54, true);
        case("2", 2.000_000_000_1, true);
        case("2", 2.000_1, false);
        case("0", 0.0, true);
        case("1e3", 1000.0, true);
        case("1e3", 1001.0, false);
        assert_eq!(Getal::parse("inf"), None);
        assert_eq!(Getal::parse("nan"), None);
    }
}
