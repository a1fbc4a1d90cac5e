//! The encoding of the texts of a file.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The encoding of a file, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codering<'n> {
    /// The file names it.
    Named(&'static Encoding),
    /// The file says nothing, so the one that old Dutch files have.
    Untold,
    /// The file gives this name, which is not known; it is read as if it said nothing.
    Unknown(&'n str),
}

impl<'n> Codering<'n> {
    /// Chooses by the name of the encoding, where there is one, and else by the code page.
    pub(super) fn choose(name: Option<&'n str>, page: Option<i32>) -> Self {
        let name = name.map(str::trim).filter(|name| !name.is_empty());
        let by_name = name.and_then(named);
        match (by_name.or_else(|| page.and_then(by_page)), name) {
            (Some(encoding), _) => Self::Named(encoding),
            (None, Some(name)) => Self::Unknown(name),
            (None, None) => Self::Untold,
        }
    }

    /// The text, and whether it holds bytes that are not in the encoding.
    ///
    /// Programs cut texts off at the width of their field, also within a character of UTF-8.
    /// What is left of such a character at the end is not given.
    pub(super) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        let encoding = self.encoding();
        let bytes = match std::str::from_utf8(bytes) {
            Err(error) if encoding == UTF_8 && error.error_len().is_none() => {
                &bytes[..error.valid_up_to()]
            }
            _ => bytes,
        };
        encoding.decode_without_bom_handling(bytes)
    }

    /// The encoding to read by.
    pub(super) fn encoding(self) -> &'static Encoding {
        match self {
            Self::Named(encoding) => encoding,
            Self::Untold | Self::Unknown(_) => WINDOWS_1252,
        }
    }
}

/// An encoding by one of its many names.
fn named(name: &str) -> Option<&'static Encoding> {
    // `WINDOWS-1252`, `cp1252`, `latin1` and the like are known as they are; SPSS also writes
    // `windows_1252` and `ISO_8859_1`.
    [name.to_owned(), name.replace('_', "-")]
        .iter()
        .filter_map(|name| Encoding::for_label_no_replacement(name.as_bytes()))
        // Texts of two bytes a character cannot stand in these files.
        .find(|encoding| encoding.is_ascii_compatible())
}

/// An encoding by the number that Windows gives it.
fn by_page(page: i32) -> Option<&'static Encoding> {
    match page {
        // Old versions wrote 2, for ASCII, whatever the encoding was.
        2 | 3 => None,
        65001 => Some(UTF_8),
        1250..=1258 | 874 => named(&format!("windows-{page}")),
        28591..=28606 => named(&format!("iso-8859-{}", page - 28590)),
        866 => named("ibm866"),
        932 => named("shift_jis"),
        936 => named("gbk"),
        949 => named("euc-kr"),
        950 => named("big5"),
        10000 => named("macintosh"),
        20866 => named("koi8-r"),
        51932 => named("euc-jp"),
        54936 => named("gb18030"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_out_what_is_left_of_a_character_that_was_cut() {
        let utf_8 = Codering::Named(UTF_8);
        assert_eq!(utf_8.decode(b"caf\xC3"), ("caf".into(), false));
        assert_eq!(utf_8.decode(b"caf\xE9 au lait"), ("caf\u{FFFD} au lait".into(), true));
        assert_eq!(Codering::Untold.decode(b"caf\xC3"), ("cafÃ".into(), false));
    }

    #[test]
    fn prefers_the_name_to_the_code_page() {
        #[track_caller]
        fn case(name: Option<&str>, page: Option<i32>, expected: Codering<'_>) {
            assert_eq!(Codering::choose(name, page), expected);
        }

        case(Some("UTF-8"), Some(1252), Codering::Named(UTF_8));
        case(Some("utf8"), None, Codering::Named(UTF_8));
        case(Some("windows-1252"), None, Codering::Named(WINDOWS_1252));
        case(Some("CP1252"), None, Codering::Named(WINDOWS_1252));
        case(Some("ISO_8859_1"), None, Codering::Named(WINDOWS_1252));
        case(Some("ISO-8859-15"), None, Codering::Named(encoding_rs::ISO_8859_15));
        case(None, Some(65001), Codering::Named(UTF_8));
        case(None, Some(1252), Codering::Named(WINDOWS_1252));
        case(None, Some(1250), Codering::Named(encoding_rs::WINDOWS_1250));
        case(Some("EBCDIC-NL"), Some(28591), Codering::Named(WINDOWS_1252));
        case(Some("CP850"), None, Codering::Unknown("CP850"));
        case(Some("UTF-16"), None, Codering::Unknown("UTF-16"));
        case(None, Some(2), Codering::Untold);
        case(None, None, Codering::Untold);
    }
}
