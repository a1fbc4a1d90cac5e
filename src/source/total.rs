//! Rows below a table that are no rows of it: totals, and where the figures come from.

use super::decode::decode;
use super::plan::FilePlan;
use super::record::Fields;
use super::waarden::fold;

/// Words with which a total begins.
const TOTALS: [&str; 5] = ["totaal", "total", "eindtotaal", "subtotaal", "grand total"];

/// Words with which a note below a table begins.
const NOTES: [&str; 7] =
    ["bron:", "source:", "\u{a9}", "exportdatum", "datum export", "bijgewerkt", "aantal rijen"];

/// True when a row begins like a total or a note and lacks what a row must have.
///
/// A wijk may be called `Totaal`, and an answer may begin with `Bron`: such a row has its key,
/// its date and its area, so it is a row like all others.
pub(super) fn is_total(plan: &FilePlan, fields: &Fields, bytes: &[u8]) -> bool {
    let cells = (0..fields.len()).map(|idx| fields.get(bytes, idx).trim_ascii());
    let Some(first) = cells.into_iter().find(|cell| !cell.is_empty()) else { return false };
    // Looked at for every row, so nearly all are passed over by their first bytes.
    if !may_be_total(first) {
        return false;
    }
    let Some(text) = decode(plan.text.codering, &first[..first.len().min(100)]) else {
        return false;
    };
    let text = fold(&text);
    let begins = |word: &&str| -> bool {
        text.strip_prefix(*word)
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric()))
    };
    let is_word = TOTALS.iter().chain(&NOTES).any(begins);
    is_word && plan.lacks_what_it_must(fields, bytes)
}

/// True when the first two bytes of a cell may begin one of the words, in any case.
fn may_be_total(cell: &[u8]) -> bool {
    let [first, second, ..] = *cell else { return !cell.is_ascii() };
    if !first.is_ascii() || !second.is_ascii() {
        return true;
    }
    matches!(
        [first | 0x20, second | 0x20],
        [b't' | b's', b'o']
            | [b's', b'u']
            | [b'e', b'i' | b'x']
            | [b'g' | b'b', b'r']
            | [b'd' | b'a', b'a']
            | [b'b', b'i']
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_not_passed_over() {
        for word in TOTALS.iter().chain(&NOTES) {
            assert!(may_be_total(word.as_bytes()), "{word}");
            assert!(may_be_total(word.to_uppercase().as_bytes()), "{word}");
        }
        assert!(may_be_total(b"\xA9 CBS"));
        assert!(!may_be_total(b"T17000001"));
    }

    #[test]
    fn words_are_folded() {
        assert!(TOTALS.iter().chain(&NOTES).all(|word| fold(word) == *word));
    }
}
