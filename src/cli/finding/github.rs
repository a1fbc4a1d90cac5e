//! Findings as workflow commands, which GitHub shows beside the lines they are about.
//!
//! The commands and their escapes are in "Workflow commands for GitHub Actions". The runner reads
//! them from stdout and stderr alike.

use std::path::Path;

use super::{more_rows, path, spot};
use crate::cli::console::clean;
use crate::cli::run::prefix_of;
use crate::diagnostic::{Diagnostic, Level, Place};

/// Writes one finding as a command; `base` is the current folder as seen from the workspace.
pub(super) fn finding(finding: &Diagnostic, folder: &str, base: &str) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    };
    let mut properties = Vec::new();
    // The log of a run does not show the properties, so the text names the places as well.
    let mut lines = vec![finding.message.clone()];
    if let Some(place) = &finding.place {
        properties.push(format!("file={}", property(&from_workspace(path(place, folder), base))));
        properties.extend(place.line().map(|line| format!("line={line}")));
        // A cell is known by the number of its field, and GitHub counts characters.
        if let (Place::Text { .. }, Some(column)) = (place, place.column()) {
            properties.push(format!("col={column}"));
        }
        lines.push(at(place, &finding.label, folder));
    }
    properties.push(format!("title={}", property(finding.code.word())));
    lines.extend(finding.also.iter().map(|(place, label)| at(place, label, folder)));
    lines.extend(more_rows(finding).map(|more| format!("and {more} like this")));
    lines.extend(finding.help.as_ref().map(|help| format!("help: {help}")));
    format!("::{command} {}::{}", properties.join(","), data(&lines.join("\n")))
}

/// Writes what the machine failed on as a command.
pub(super) fn failure(text: &str) -> String {
    format!("::error::{}", data(text))
}

/// Text that no runner takes for a command, whatever names of files stand in it.
pub(super) fn plain(text: &str) -> String {
    clean(text).replace("::", ": :").replace("##[", "## [")
}

/// The current folder as seen from the workspace of the workflow; empty when it is the workspace.
///
/// GitHub takes a path as one from the workspace, and a step may run in a folder below it.
pub(super) fn below_workspace() -> String {
    let workspace = std::env::var_os("GITHUB_WORKSPACE").unwrap_or_default();
    let here = std::env::current_dir().unwrap_or_default();
    match here.strip_prefix(&workspace) {
        Ok(below) if !workspace.is_empty() => prefix_of(below),
        _ => String::new(),
    }
}

fn from_workspace(path: String, base: &str) -> String {
    if Path::new(&path).is_absolute() { path } else { format!("{base}{path}") }
}

/// A place and what stands there.
fn at(place: &Place, label: &str, folder: &str) -> String {
    let spot = spot(place, folder);
    if label.is_empty() { spot } else { format!("{spot}: {label}") }
}

/// The text of a command.
fn data(text: &str) -> String {
    // A carriage return would be `%0D`, but clean text has none.
    clean(text).replace('%', "%25").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bad_date, duplicate_id, hostile};
    use super::*;

    #[test]
    fn puts_a_finding_in_a_command() {
        assert_eq!(
            finding(&bad_date(), "m/", ""),
            "::warning file=m/toegang.csv,line=4,title=bad-date::\
             `datum` holds a date that does not exist%0A\
             m/toegang.csv:4:3: 31-09-2017%0A\
             and 2 more rows like this%0A\
             help: declared as `dd-mm-jjjj`"
        );
        assert_eq!(
            finding(&duplicate_id(), "m/", ""),
            "::error file=m/b.toml,line=2,col=6,title=duplicate-id::\
             two indicators have the id `k`%0A\
             m/b.toml:2:6: the second%0A\
             m/a.toml:2:6: the first"
        );
    }

    #[test]
    fn a_note_is_a_notice() {
        let note = Diagnostic { level: Level::Note, ..bad_date() };
        assert!(finding(&note, "", "").starts_with("::notice file=toegang.csv,"));
    }

    #[test]
    fn names_files_from_the_workspace() {
        let text = finding(&bad_date(), "m/", "zorg/");
        assert!(text.starts_with("::warning file=zorg/m/toegang.csv,"), "{text}");
        let root = std::env::temp_dir().join("a.csv").to_string_lossy().into_owned();
        assert_eq!(from_workspace(root.clone(), "zorg/"), root);
    }

    #[test]
    fn escapes_what_would_end_a_text_or_a_property() {
        assert_eq!(data("50%\n::error::x"), "50%25%0A::error::x");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
        let text = finding(&hostile(), "", "");
        assert_eq!(text.lines().count(), 1);
        let head = r"::error file=a%2Cb%3A\u{1b}\n%3A%3Ac.csv,title=bad-value::50%25%0A";
        assert!(text.starts_with(head), "{text}");
    }

    #[test]
    fn other_lines_are_no_commands() {
        assert_eq!(plain("a\n  ::add-mask::b ##[error]c"), "a\n  : :add-mask: :b ## [error]c");
        assert_eq!(plain(":::x"), ": ::x");
    }
}
