//! The file of a new indicator.

use std::fmt::Write as _;

/// A text between quotes.
pub(super) fn tekst(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A filter between quotes that leave its own quotes alone, where that is possible.
pub(super) fn filter(text: &str) -> String {
    let is_plain = !text.contains('\'') && !text.contains(|c: char| c.is_control());
    if is_plain { format!("'{text}'") } else { tekst(text) }
}

/// Texts between brackets.
pub(super) fn lijst(texts: &[String]) -> String {
    let quoted: Vec<_> = texts.iter().map(|text| tekst(text)).collect();
    format!("[{}]", quoted.join(", "))
}

/// A file in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Toml {
    text: String,
}

impl Toml {
    /// Begins a table.
    pub(super) fn tabel(&mut self, naam: &str) {
        let _ = writeln!(self.text, "\n[{naam}]");
    }

    /// A key with a value in the form of the file.
    pub(super) fn waarde(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.text, "{key} = {value}");
    }

    /// A key with a text.
    pub(super) fn tekst(&mut self, key: &str, text: &str) {
        self.waarde(key, &tekst(text));
    }

    /// A key with a text, when there is one.
    pub(super) fn misschien(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.tekst(key, text);
        }
    }

    /// A key with a filter, when there is one.
    pub(super) fn filter(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.waarde(key, &filter(text));
        }
    }

    /// Adds another part.
    pub(super) fn deel(&mut self, other: &Self) {
        self.text += &other.text;
    }

    /// The bytes of the file.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_cannot_leave_their_quotes() {
        assert_eq!(tekst("a \"b\" \\ c\n"), r#""a \"b\" \\ c\u000A""#);
        assert_eq!(filter("wet == \"wmo\""), "'wet == \"wmo\"'");
        assert_eq!(filter("naam == \"'s\""), r#""naam == \"'s\"""#);
        assert_eq!(lijst(&["a".into(), "b".into()]), r#"["a", "b"]"#);
    }
}
