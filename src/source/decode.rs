//! Bytes in the encoding of a text, and what they stand for.
//!
//! UTF-16 became UTF-8 when the file was opened, so that all signs are single bytes here.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

use super::Codering;

/// The most characters of a cell that a finding shows.
const MAX_SHOWN: usize = 60;

/// The text of a cell, trimmed; `None` when the bytes are not in the encoding.
pub(super) fn decode(codering: Codering, bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match codering {
        // Every byte stands for a character there.
        Codering::Windows1252 => WINDOWS_1252.decode_without_bom_handling(bytes).0,
        _ => Cow::Borrowed(std::str::from_utf8(bytes).ok()?),
    };
    Some(match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    })
}

/// The trimmed UTF-8 bytes of a cell; `None` when the bytes are not in the encoding.
///
/// Most pseudonyms and keys are ASCII, which is the same in all encodings.
pub(super) fn utf8_bytes(codering: Codering, bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    if bytes.is_ascii() {
        return Some(Cow::Borrowed(bytes.trim_ascii()));
    }
    Some(match decode(codering, bytes)? {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    })
}

/// A text as bytes of the encoding; what the encoding lacks becomes what no cell holds.
pub(super) fn encode(codering: Codering, text: &str) -> Vec<u8> {
    match codering {
        Codering::Windows1252 => WINDOWS_1252.encode(text).0.into_owned(),
        _ => text.as_bytes().to_vec(),
    }
}

/// A cell as findings show it: on one line, without control characters, not too long.
pub(super) fn shown(codering: Codering, bytes: &[u8]) -> String {
    // A character takes four bytes at most.
    let start = &bytes[..bytes.len().min(4 * MAX_SHOWN + 4)];
    let text = match codering {
        Codering::Windows1252 => WINDOWS_1252.decode_without_bom_handling(start).0,
        _ => String::from_utf8_lossy(start),
    };
    shown_text(&text)
}

/// A text as findings show it: on one line, without control characters, not too long.
pub(super) fn shown_text(text: &str) -> String {
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let text = text.trim();
    let mut shown: String = text.chars().take(MAX_SHOWN).map(visible).collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_same_text_from_both_encodings() {
        assert_eq!(decode(Codering::Windows1252, b" Cli\xEBnt ").as_deref(), Some("Cliënt"));
        assert_eq!(decode(Codering::Utf8, " Cliënt ".as_bytes()).as_deref(), Some("Cliënt"));
        assert_eq!(decode(Codering::Utf8, b"Cli\xEBnt"), None);
    }

    #[test]
    fn gives_a_pseudonym_the_same_bytes_in_both_encodings() {
        let old = utf8_bytes(Codering::Windows1252, b"p\xE9 ").expect("any bytes");
        assert_eq!(old, utf8_bytes(Codering::Utf8, "pé".as_bytes()).expect("valid"));
    }

    #[test]
    fn shows_no_control_characters() {
        assert_eq!(shown(Codering::Utf8, b"a\x1b[31mb\nc"), "a [31mb c");
        assert_eq!(shown(Codering::Utf8, "é".repeat(100).as_bytes()).chars().count(), 61);
    }
}
