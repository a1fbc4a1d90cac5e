//! A period as it stands in a cell: also in the words of StatLine, and with its marks.
//!
//! References:
//! - CBS, *Verklaring van tekens*: a figure with `*` is provisional, one with `**` is more definite
//!   but may change still.

use crate::model::{MAANDEN, Periode};

/// Reads a period such as `2017KW01`, `2017 1e kwartaal`, `2017 mei` or `2018**`.
pub(super) fn parse_periode(text: &str) -> Option<Periode> {
    let text = text.trim_end_matches('*').trim_end();
    text.parse().ok().or_else(|| parse_words(text))
}

/// True when a cell is marked as provisional.
pub(super) fn is_provisional(cell: &[u8]) -> bool {
    cell.ends_with(b"*")
}

/// A year, a space and the part of it in words.
fn parse_words(text: &str) -> Option<Periode> {
    let (jaar, part) = text.split_once(' ')?;
    let part = part.trim().to_lowercase();
    if let Some(idx) = MAANDEN.iter().position(|maand| *maand == part) {
        return format!("{jaar}M{:02}", idx + 1).parse().ok();
    }
    let (number, word) = part.split_once("e ")?;
    let letter = match word.trim() {
        "kwartaal" => 'K',
        "halfjaar" => 'H',
        _ => return None,
    };
    format!("{jaar}{letter}{number}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_words_and_marks_of_statline() {
        #[track_caller]
        fn case(text: &str, expected: Option<&str>) {
            let found = parse_periode(text).map(|periode| periode.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }

        case("2018*", Some("2018"));
        case("2018**", Some("2018"));
        case("2018KW02 *", Some("2018K2"));
        case("2017 1e kwartaal", Some("2017K1"));
        case("2023 1e halfjaar*", Some("2023H1"));
        case("2017 December", Some("2017M12"));
        case("2017 mei**", Some("2017M05"));
        for text in ["*", "2017 5e kwartaal", "2017 0e kwartaal", "2017 kwartaal", "17 mei"] {
            case(text, None);
        }
        case("2017 (najaar)", None);
    }
}
