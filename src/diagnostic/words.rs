//! How findings say a number, and which known text may be meant by another.

/// The likeness from which a text can be a spelling of a known one.
const MIN_LIKENESS: f64 = 0.8;

/// A number with a comma between thousands.
pub fn with_separators(n: u64) -> String {
    let digits = n.to_string();
    let first = digits.len() % 3;
    let mut text = digits[..first].to_owned();
    for (idx, digit) in digits[first..].chars().enumerate() {
        if idx % 3 == 0 && !text.is_empty() {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount of cents as euros, with a comma between thousands: `1,204.50`.
pub fn with_cents(cent: i128) -> String {
    let size = cent.unsigned_abs();
    let whole = with_separators(u64::try_from(size / 100).unwrap_or(u64::MAX));
    format!("{}{whole}.{:02}", if cent < 0 { "-" } else { "" }, size % 100)
}

/// The known text of which a text is probably another spelling.
///
/// At most one in five characters differs, wherever it stands: a likeness that weighs the first
/// characters most would take *Maatwerk afgewezen* for *Maatwerk toegekend*. Texts with other
/// digits are other codes, however alike they are.
pub fn nearest_text<'w>(text: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let lower = text.to_lowercase();
    let likeness = |known: &&str| {
        let known = known.to_lowercase();
        strsim::normalized_damerau_levenshtein(&lower, &known)
    };
    let same_digits = |known: &&str| digits(known).eq(digits(text));
    let rated = known.into_iter().filter(same_digits).map(|known| (likeness(&known), known));
    // Of two that are as near the first in the alphabet, whatever their order.
    let best = rated.max_by(|(a, one), (b, other)| a.total_cmp(b).then_with(|| other.cmp(one)))?;
    (MIN_LIKENESS <= best.0).then_some(best.1)
}

fn digits(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(char::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separates_thousands() {
        assert_eq!(with_separators(7), "7");
        assert_eq!(with_separators(1_204), "1,204");
        assert_eq!(with_separators(12_345_678), "12,345,678");
    }

    #[test]
    fn separates_euros_from_cents() {
        assert_eq!(with_cents(120_450), "1,204.50");
        assert_eq!(with_cents(-7), "-0.07");
        assert_eq!(with_cents(0), "0.00");
    }

    #[test]
    fn finds_another_spelling_and_no_other_meaning() {
        #[track_caller]
        fn case(text: &str, known: &[&str], expected: Option<&str>) {
            assert_eq!(nearest_text(text, known.iter().copied()), expected);
        }

        case("opgelost in wijk", &["maatwerk", "opgelost in de wijk"], Some("opgelost in de wijk"));
        case("Maatwrk", &["maatwerk"], Some("maatwerk"));
        case("maatwerk afgewezen", &["maatwerk toegekend"], None);
        case("onbekend", &["bekend"], None);
        case("ongegrond", &["gegrond"], None);
        case("reden 31", &["reden 32"], None);
        case("wmo 2015", &["wmo-2015"], Some("wmo-2015"));
        case("bbb", &[], None);
        case("buurthuiz", &["buurthuit", "buurthuis"], Some("buurthuis"));
    }
}
