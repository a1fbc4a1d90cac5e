//! One finding, and the list in which all findings of a run are collected.

use std::collections::HashMap;

use super::{Code, Level, Place};

/// A finding: a code, a place, what was expected and found, and help when there is some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of fault.
    pub code: Code,
    /// How bad it is.
    pub level: Level,
    /// What is wrong: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// Where it is.
    pub place: Option<Place>,
    /// What stands there, in a few words beside the place.
    pub label: String,
    /// Other places that explain it, with their words.
    pub also: Vec<(Place, String)>,
    /// What the user can do about it.
    pub help: Option<String>,
    /// How many more rows have the same fault.
    pub n_more: u64,
}

impl Diagnostic {
    /// A finding of this kind, at the level of its code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            level: code.level(),
            message: message.into(),
            place: None,
            label: String::new(),
            also: Vec::new(),
            help: None,
            n_more: 0,
        }
    }

    /// Says where it is and what stands there.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    /// Points at another place that explains it.
    #[must_use]
    pub fn also(mut self, place: Place, label: impl Into<String>) -> Self {
        self.also.push((place, label.into()));
        self
    }

    /// Says what the user can do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Suggests the nearest of the known words, when one is near.
    #[must_use]
    pub fn suggest<'w>(self, word: &str, known: impl IntoIterator<Item = &'w str>) -> Self {
        let lower = word.to_lowercase();
        let near = |known: &&str| strsim::jaro_winkler(&lower, &known.to_lowercase());
        let best = known.into_iter().max_by(|a, b| near(a).total_cmp(&near(b)));
        match best {
            Some(best) if near(&best) >= 0.8 => self.help(format!("did you mean `{best}`?")),
            _ => self,
        }
    }
}

/// All findings of a run.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    list: Vec<Diagnostic>,
}

impl Findings {
    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.list.push(finding);
    }

    /// Adds all findings of another list.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// The findings in the order in which they were found.
    pub fn as_found(&self) -> &[Diagnostic] {
        &self.list
    }

    /// True when one of the findings is an error, so that nothing may be published.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// The number of findings of a level, folded rows counted once.
    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|finding| finding.level == level).count()
    }

    /// The findings, by place and then as they were found.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by_key(|finding| {
            let place = finding.place.as_ref();
            let path = place.map(|place| place.path().to_owned());
            (path, place.and_then(Place::line), place.and_then(Place::column), finding.code)
        });
        list
    }

    /// Folds findings on cells: of each code, file, column and message only the first stays.
    ///
    /// Messages that differ per row hide their first case behind the rest; callers give such
    /// findings one message and put the detail in the label.
    pub fn fold(&mut self) {
        self.list = self.folded(|file| file.to_owned());
    }

    /// The findings as on a terminal: those that several files share are told once.
    pub fn folded_over_files(&self) -> Vec<Diagnostic> {
        self.folded(|_| String::new())
    }

    /// Keeps the first of the findings on cells that are alike.
    fn folded(&self, file_key: impl Fn(&str) -> String) -> Vec<Diagnostic> {
        let mut first_of = HashMap::new();
        let mut folded: Vec<Diagnostic> = Vec::new();
        for finding in self.sorted().into_iter().cloned() {
            let Some(Place::Cell { file, column, .. }) = &finding.place else {
                // Several sources may share one fault, such as a key that is not there.
                if folded.last() != Some(&finding) {
                    folded.push(finding);
                }
                continue;
            };
            let header = column.as_ref().map(|(_, header)| header.to_string());
            let key = (finding.code, file_key(file), header, finding.message.clone());
            if let Some(&idx) = first_of.get(&key) {
                let first: &mut Diagnostic = &mut folded[idx];
                first.n_more += 1 + finding.n_more;
            } else {
                first_of.insert(key, folded.len());
                folded.push(finding);
            }
        }
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_line(line: u64) -> Diagnostic {
        let place = Place::Cell { file: "a.csv".into(), line, column: Some((3, "Datum".into())) };
        Diagnostic::new(Code::BadDate, "not a date").at(place, "")
    }

    #[test]
    fn folds_rows_with_the_same_fault_and_keeps_the_first() {
        let mut findings = Findings::default();
        for line in [7, 3, 5] {
            findings.push(at_line(line));
        }
        findings.fold();
        let list = findings.sorted();
        assert_eq!(list.len(), 1);
        assert_eq!(list[0].place.as_ref().and_then(Place::line), Some(3));
        assert_eq!(list[0].n_more, 2);
    }

    #[test]
    fn tells_the_same_finding_once() {
        let mut findings = Findings::default();
        for _ in 0..3 {
            let place = Place::file("monitor.toml");
            findings.push(Diagnostic::new(Code::MissingFile, "no key").at(place, "named here"));
        }
        findings.fold();
        assert_eq!(findings.sorted().len(), 1);
    }

    #[test]
    fn tells_what_several_files_share_once() {
        let mut findings = Findings::default();
        findings.push(at_line(3));
        let place =
            Place::Cell { file: "b.csv".into(), line: 1, column: Some((4, "Datum".into())) };
        findings.push(Diagnostic::new(Code::BadDate, "not a date").at(place, ""));
        findings.fold();
        assert_eq!(findings.sorted().len(), 2);
        assert_eq!(findings.folded_over_files().len(), 1);
    }

    #[test]
    fn suggests_a_near_word_only() {
        let finding = |word| Diagnostic::new(Code::UnknownKey, "").suggest(word, ["naam", "bron"]);
        assert_eq!(finding("naan").help.as_deref(), Some("did you mean `naam`?"));
        assert_eq!(finding("xyz").help, None);
    }
}
