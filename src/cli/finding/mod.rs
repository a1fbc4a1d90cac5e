//! Findings and messages in the form that their reader wants.

mod concise;
mod full;
mod github;
mod json;

use super::console::clean;
use crate::diagnostic::{Diagnostic, Level, Place, with_separators};

/// The form of findings, and of all else that goes to stderr.
// The values have no help of their own, so that the help of each command stays short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    #[default]
    Full,
    Concise,
    Json,
    Github,
}

/// How many findings there are of each level.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Format {
    /// One finding, without the line end.
    ///
    /// Paths of exports start at the folder of the monitor; they are shown from the current
    /// folder, so that an editor can open them.
    pub(super) fn finding(self, finding: &Diagnostic, folder: &str, color: bool) -> String {
        match self {
            Self::Full => full::draw(finding, folder, color) + "\n",
            Self::Concise => concise::render(finding, folder, color),
            Self::Json => json::finding(finding, folder),
            Self::Github => github::finding(finding, folder, &github::below_workspace()),
        }
    }

    /// Anything else that is said, without the line end.
    pub(super) fn message(self, text: &str) -> String {
        match self {
            Self::Full | Self::Concise => clean(text),
            Self::Json => json::message(text),
            Self::Github => github::plain(text),
        }
    }

    /// What the machine failed on, without the line end.
    pub(super) fn failure(self, text: &str) -> String {
        match self {
            Self::Github => github::failure(text),
            _ => self.message(&format!("error: {text}")),
        }
    }

    /// How many findings there are, without the line end; text says nothing when there are none.
    pub(super) fn summary(self, counts: Counts) -> Option<String> {
        if self == Self::Json {
            return Some(json::summary(counts));
        }
        let told: Vec<_> =
            [(counts.errors, "error"), (counts.warnings, "warning"), (counts.notes, "note")]
                .into_iter()
                .filter(|(n, _)| 0 < *n)
                .map(|(n, word)| format!("{n} {word}{}", if n == 1 { "" } else { "s" }))
                .collect();
        (!told.is_empty()).then(|| format!("found     {}", told.join(", ")))
    }
}

impl Counts {
    pub(super) fn of(findings: &[Diagnostic]) -> Self {
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        Self {
            errors: count(Level::Error),
            warnings: count(Level::Warning),
            notes: count(Level::Note),
        }
    }
}

/// Text without control characters, on one line.
fn one_line(text: &str) -> String {
    clean(text).replace('\n', "\\n")
}

/// The path of a place from the current folder.
fn path(place: &Place, folder: &str) -> String {
    match place {
        Place::Text { file, .. } => one_line(&file.path),
        Place::Cell { .. } | Place::File { .. } => one_line(&format!("{folder}{}", place.path())),
    }
}

/// A place as `path:line:column`, with the path from the current folder.
fn spot(place: &Place, folder: &str) -> String {
    let numbers = [place.line(), place.column()].into_iter().flatten();
    numbers.fold(path(place, folder), |spot, number| format!("{spot}:{number}"))
}

/// How many more rows have the same fault, in words; `None` when there are no more.
fn more_rows(finding: &Diagnostic) -> Option<String> {
    match finding.n_more {
        0 => None,
        1 => Some("1 more row".to_owned()),
        n_more => Some(format!("{} more rows", with_separators(n_more))),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::{Code, SourceText};

    /// A date that does not exist, in three rows of an export.
    pub(super) fn bad_date() -> Diagnostic {
        let column = Some((3, "Datum".into()));
        let place = Place::Cell { file: "toegang.csv".into(), line: 4, column };
        let finding = Diagnostic::new(Code::BadDate, "`datum` holds a date that does not exist")
            .at(place, "31-09-2017")
            .help("declared as `dd-mm-jjjj`");
        Diagnostic { n_more: 2, ..finding }
    }

    /// An id that stands in two definition files.
    pub(super) fn duplicate_id() -> Diagnostic {
        let file = |path: &str| {
            Arc::new(SourceText { path: path.to_owned(), text: "\nid = \"k\"\n".to_owned() })
        };
        Diagnostic::new(Code::DuplicateId, "two indicators have the id `k`")
            .at(Place::text(&file("m/b.toml"), 6..9), "the second")
            .also(Place::text(&file("m/a.toml"), 6..9), "the first")
    }

    /// A finding without a place, whose words try to steer the reader's terminal or program.
    pub(super) fn hostile() -> Diagnostic {
        let words = "50%\n::error::x\u{1b}[31m\u{9b}y";
        Diagnostic::new(Code::BadValue, words).at(Place::file("a,b:\u{1b}\n::c.csv"), words)
    }

    #[test]
    fn counts_findings_of_each_level() {
        let counts = Counts::of(&[bad_date(), duplicate_id(), bad_date()]);
        let told = Format::Full.summary(counts);
        assert_eq!(told.as_deref(), Some("found     1 error, 2 warnings"));
        assert_eq!(Format::Full.summary(Counts::default()), None);
    }

    #[test]
    fn no_format_lets_a_control_character_through() {
        for format in [Format::Full, Format::Concise, Format::Json, Format::Github] {
            let texts = [
                format.finding(&hostile(), "m\u{1b}/", false),
                format.message("a\u{1b}b\u{9b}"),
                format.failure("a\u{1b}b\u{9b}"),
            ];
            for text in texts {
                assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
            }
        }
    }
}
