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
    // Looked at for every row, so nearly all are passed over by their first byte.
    if !matches!(first[0].to_ascii_lowercase(), b't' | b'e' | b's' | b'g' | b'b' | b'd' | b'a')
        && first[0].is_ascii()
    {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert!(TOTALS.iter().chain(&NOTES).all(|word| fold(word) == *word));
    }
}
