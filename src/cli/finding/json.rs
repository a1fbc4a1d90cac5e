//! An object per line, for programs.
//!
//! Every object has a `type`; fields keep their order, and a field without a value is `null`.

use serde::Serialize;

use super::{Counts, path};
use crate::cli::console::clean;
use crate::diagnostic::{Diagnostic, Place};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line {
    Finding {
        code: &'static str,
        /// The number in the SMART contract.
        number: Option<&'static str>,
        level: &'static str,
        message: String,
        label: Option<String>,
        file: Option<String>,
        line: Option<u64>,
        /// Counts characters in a definition, fields in an export.
        column: Option<u64>,
        help: Option<String>,
        /// How many more rows have the same fault.
        more: u64,
        also: Vec<Also>,
    },
    Message {
        text: String,
    },
    Summary {
        errors: usize,
        warnings: usize,
        notes: usize,
    },
}

/// Another place that explains a finding.
#[derive(Serialize)]
struct Also {
    file: String,
    line: Option<u64>,
    column: Option<u64>,
    label: Option<String>,
}

pub(super) fn finding(finding: &Diagnostic, folder: &str) -> String {
    let place = finding.place.as_ref();
    let also = finding.also.iter().map(|(place, label)| Also {
        file: path(place, folder),
        line: place.line(),
        column: place.column(),
        label: some(label),
    });
    render(&Line::Finding {
        code: finding.code.word(),
        number: finding.code.number(),
        level: finding.level.word(),
        message: clean(&finding.message),
        label: some(&finding.label),
        file: place.map(|place| path(place, folder)),
        line: place.and_then(Place::line),
        column: place.and_then(Place::column),
        help: finding.help.as_deref().map(clean),
        more: finding.n_more,
        also: also.collect(),
    })
}

pub(super) fn message(text: &str) -> String {
    render(&Line::Message { text: clean(text) })
}

pub(super) fn summary(Counts { errors, warnings, notes }: Counts) -> String {
    render(&Line::Summary { errors, warnings, notes })
}

fn render(line: &Line) -> String {
    serde_json::to_string(line).expect("texts and whole numbers are JSON")
}

fn some(label: &str) -> Option<String> {
    (!label.is_empty()).then(|| clean(label))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{bad_date, duplicate_id, hostile};
    use super::*;

    #[test]
    fn puts_a_finding_in_an_object_with_fields_in_order() {
        assert_eq!(
            finding(&bad_date(), "m/"),
            r#"{"type":"finding","code":"bad-date","number":null,"level":"warning","message":"`datum` holds a date that does not exist","label":"31-09-2017","file":"m/toegang.csv","line":4,"column":3,"help":"declared as `dd-mm-jjjj`","more":2,"also":[]}"#
        );
        assert_eq!(
            finding(&duplicate_id(), "m/"),
            r#"{"type":"finding","code":"duplicate-id","number":null,"level":"error","message":"two indicators have the id `k`","label":"the second","file":"m/b.toml","line":2,"column":6,"help":null,"more":0,"also":[{"file":"m/a.toml","line":2,"column":6,"label":"the first"}]}"#
        );
    }

    #[test]
    fn puts_everything_else_in_an_object_too() {
        assert_eq!(message("a \"b\"\nc"), r#"{"type":"message","text":"a \"b\"\nc"}"#);
        let counts = Counts { errors: 1, warnings: 2, notes: 0 };
        assert_eq!(summary(counts), r#"{"type":"summary","errors":1,"warnings":2,"notes":0}"#);
    }

    #[test]
    fn stays_on_one_line_whatever_the_words() {
        let text = finding(&hostile(), "");
        assert_eq!(text.lines().count(), 1);
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(read["message"], "50%\n::error::x\\u{1b}[31m\\u{9b}y");
    }
}
