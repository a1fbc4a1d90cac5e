//! The mapping from the words of a registration system to the codes of the monitor.

use std::collections::BTreeMap;
use std::path::Path;

use super::decode::shown_text;
use super::reference::{Need, Reference, Wanted, error};
use crate::diagnostic::{Code, Findings, Place};

/// What stands for a code that nobody has filled in yet.
pub(super) const NO_CODE: &str = "?";

/// The mapping of one column, from folded text to code.
#[derive(Debug, Default)]
pub(super) struct Waarden {
    codes: BTreeMap<String, String>,
    /// The texts as they stand in the file, for suggestions.
    texts: Vec<String>,
}

impl Waarden {
    /// Loads the file `ruw;code`; a text with two codes is an error.
    pub fn load(folder: &Path, path: (&str, &Place), findings: &mut Findings) -> Option<Self> {
        let wanted = [Wanted("ruw", Need::Required), Wanted("code", Need::Required)];
        let table = Reference::load(folder, path, &wanted, findings)?;
        let mut waarden = Self::default();
        for row in &table.rows {
            let (raw, code) = (&row.cells[0], &row.cells[1]);
            if code == NO_CODE {
                let message = format!("`{}` has no code yet", shown_text(raw));
                let finding = error(Code::BadValue, message)
                    .at(table.place(row.line, 1), "to be filled in")
                    .help(
                        "give the code that it stands for; an empty one means that it says nothing",
                    );
                findings.push(finding);
            }
            let known = waarden.codes.insert(fold(raw), code.clone());
            match known {
                None => waarden.texts.push(raw.clone()),
                Some(known) if known != *code => {
                    let message = format!("`{}` has two codes", shown_text(raw));
                    let label =
                        format!("`{}` here, `{}` before", shown_text(code), shown_text(&known));
                    let place = table.place(row.line, 1);
                    findings.push(error(Code::BadValue, message).at(place, label));
                }
                Some(_) => {}
            }
        }
        Some(waarden)
    }

    /// The code of a text; the empty text when the text means nothing.
    pub fn code(&self, text: &str) -> Option<&str> {
        self.codes.get(&fold(text)).map(String::as_str)
    }

    /// The codes that texts have, those that mean nothing left out; each may come more than once.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.values().map(String::as_str).filter(|code| !code.is_empty())
    }

    /// True when some text has this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.codes.values().any(|known| known == code)
    }

    /// The texts that the mapping knows.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(String::as_str)
    }
}

/// A text in lower case with single spaces.
pub(super) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_and_space() {
        assert_eq!(fold("  Eigen\u{a0} NETWERK\t"), "eigen netwerk");
        assert_eq!(fold("CLIËNT"), "cliënt");
    }

    #[test]
    fn refuses_a_code_that_is_to_be_filled_in() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("w.csv"), "ruw;code\na;x\nb;?\nc;\n").expect("written");
        let mut findings = Findings::default();
        let place = Place::file("monitor.toml");
        Waarden::load(folder.path(), ("w.csv", &place), &mut findings).expect("a table");
        let said: Vec<_> = findings.sorted().iter().map(|found| found.message.clone()).collect();
        assert_eq!(said, ["`b` has no code yet"]);
        assert!(findings.has_errors());
    }

    #[test]
    fn refuses_a_text_with_two_codes() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("w.csv"), "ruw;code\nA b;x\na  B;x\na b;y\n")
            .expect("written");
        let mut findings = Findings::default();
        let place = Place::file("monitor.toml");
        let waarden =
            Waarden::load(folder.path(), ("w.csv", &place), &mut findings).expect("a table");
        assert_eq!(findings.sorted().len(), 1);
        assert_eq!(
            findings.sorted()[0].place.as_ref().map(ToString::to_string).as_deref(),
            Some("w.csv:4:2")
        );
        assert_eq!(waarden.texts().collect::<Vec<_>>(), ["A b"]);
    }
}
