//! Texts that the mapping of a column does not know, of all files of a source together.
//!
//! One finding per column lists them by the rows that hold them, with lines that can be pasted
//! into the mapping. A line has a code only where the text is another spelling of a known one;
//! the others get `?`, which the mapping refuses, because an empty code has a meaning.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::decode::shown_text;
use super::faults::{Fault, MAX_TEXTS};
use super::plan::FilePlan;
use super::waarden::{NO_CODE, Waarden};
use super::{KolomType, OpenBron};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, nearest_text, with_separators};

/// The most texts that a finding lists.
const MAX_LISTED: usize = 10;

/// The most characters of a text that is listed; longer ones are stories.
const MAX_CHARS: usize = 200;

/// A text with single spaces, as it can be pasted.
pub(super) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for a text that a line of a mapping can hold.
pub(super) fn can_be_listed(text: &str) -> bool {
    !text.contains(char::is_control) && text.chars().nth(MAX_CHARS).is_none()
}

/// The unknown texts found so far, by column.
#[derive(Debug, Default)]
pub(super) struct Onbekend(BTreeMap<usize, Found>);

/// The unknown texts of a column.
#[derive(Debug)]
struct Found {
    /// The file and line of the first row.
    first: (usize, u64),
    /// What stands there.
    label: String,
    place: Place,
    /// The header in the file of the first row.
    naam: Arc<str>,
    n_rows: u64,
    /// The text as it was first written and its rows, by its folded form.
    texts: BTreeMap<String, (String, u64)>,
    /// True when some texts are not kept: personal ones, long ones, and those beyond the bound.
    has_others: bool,
}

impl Onbekend {
    /// Adds what was found in a column of a file; `text` is folded, and `None` when it is not kept.
    pub fn add(&mut self, plan: &FilePlan, kolom: usize, text: Option<String>, fault: Fault) {
        let column = &plan.kolommen[kolom];
        let at = (plan.file, fault.line);
        let new = || Found {
            first: (usize::MAX, 0),
            label: String::new(),
            place: Place::file(Arc::clone(&plan.shown)),
            naam: Arc::clone(&column.shown_name),
            n_rows: 0,
            texts: BTreeMap::new(),
            has_others: false,
        };
        let found = self.0.entry(kolom).or_insert_with(new);
        found.n_rows += fault.n;
        if at < found.first {
            found.first = at;
            found.label.clone_from(&fault.label);
            let (file, column) = (Arc::clone(&plan.shown), column.header.clone());
            found.place = Place::Cell { file, line: fault.line, column };
        }
        match text {
            Some(text) if found.texts.contains_key(&text) || found.texts.len() < MAX_TEXTS => {
                found.texts.entry(text).or_insert((fault.label, 0)).1 += fault.n;
            }
            _ => found.has_others = true,
        }
    }

    /// Makes one finding for each column.
    pub fn report(self, bron: &OpenBron, findings: &mut Findings) {
        for (kolom, found) in self.0 {
            let spec = &bron.spec.kolommen[kolom];
            let file = match &spec.soort {
                KolomType::Code { waarden: Some((path, _)) } => path.as_str(),
                _ => continue,
            };
            let mut finding = Diagnostic::new(Code::UnknownValue, found.message());
            finding.n_more = found.n_rows - 1;
            if let Some(waarden) = bron.waarden(kolom).filter(|_| !found.texts.is_empty()) {
                finding = finding.help(found.help(waarden, file));
            }
            findings.push(finding.at(found.place, shown_text(&found.label)));
        }
    }
}

impl Found {
    fn message(&self) -> String {
        let n_texts = self.texts.len();
        let texts = match (n_texts, self.has_others) {
            (0, _) => "texts".to_owned(),
            (1, false) => "1 text".to_owned(),
            (n, false) => format!("{} texts", with_separators(n as u64)),
            (n, true) => format!("more than {} texts", with_separators(n as u64)),
        };
        let rows = n_rows(self.n_rows);
        format!("`{}` holds {texts} that the mapping does not know, in {rows}", self.naam)
    }

    /// The texts with most rows, and the lines for the mapping.
    fn help(&self, waarden: &Waarden, file: &str) -> String {
        let mut texts: Vec<_> = self.texts.values().collect();
        texts.sort_by(|(one, n_one), (other, n_other)| n_other.cmp(n_one).then(one.cmp(other)));
        let listed = &texts[..texts.len().min(MAX_LISTED)];
        let mut help = String::new();
        let (mut with_code, mut without) = (Vec::new(), Vec::new());
        for (text, n) in listed {
            let _ = write!(help, "`{}` ({})", shown_text(text), n_rows(*n));
            let near = nearest_text(text, waarden.texts());
            let code = near.and_then(|near| waarden.code(near)).unwrap_or_default();
            if let Some(near) = near {
                let meaning = if code.is_empty() { "empty" } else { &format!("`{code}`") };
                let _ = write!(help, ", near `{}` → {meaning}", shown_text(near));
            }
            // Nothing that is pasted unseen may say that a text means nothing.
            if code.is_empty() {
                without.push(format!("{};{NO_CODE}", field(text)));
            } else {
                with_code.push(format!("{};{}", field(text), field(code)));
            }
            help.push('\n');
        }
        if texts.len() > MAX_LISTED {
            let _ = writeln!(help, "and {} more", texts.len() - MAX_LISTED);
        }
        if !with_code.is_empty() {
            let _ = writeln!(help, "to add to `{file}`, when this is what is meant:");
            help.extend(with_code.iter().map(|line| format!("{line}\n")));
        }
        if !without.is_empty() {
            let _ = writeln!(help, "to add to `{file}`, with a code instead of `{NO_CODE}`:");
            help.extend(without.iter().map(|line| format!("{line}\n")));
        }
        help.truncate(help.trim_end().len());
        help
    }
}

fn n_rows(n: u64) -> String {
    format!("{} {}", with_separators(n), if n == 1 { "row" } else { "rows" })
}

/// A field of a mapping, in quotes where it needs them.
fn field(text: &str) -> String {
    if text.contains([';', '"']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waarden(lines: &str) -> Waarden {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("w.csv"), format!("ruw;code\n{lines}")).expect("written");
        let (mut findings, place) = (Findings::default(), Place::file("monitor.toml"));
        let loaded = Waarden::load(folder.path(), ("w.csv", &place), &mut findings);
        assert_eq!(findings.sorted(), Vec::<&Diagnostic>::new());
        loaded.expect("a table")
    }

    fn found(texts: &[(&str, u64)], has_others: bool) -> Found {
        let of = |&(text, n): &(&str, u64)| (text.to_lowercase(), (text.to_owned(), n));
        Found {
            first: (0, 2),
            label: String::new(),
            place: Place::file("a.csv"),
            naam: "Uitkomst".into(),
            n_rows: texts.iter().map(|(_, n)| n).sum(),
            texts: texts.iter().map(of).collect(),
            has_others,
        }
    }

    #[test]
    fn lists_texts_by_rows_with_lines_to_paste() {
        let waarden = waarden("Opgelost in de wijk;sociale_basis\nMaatwerk;maatwerk\nN.v.t.;\n");
        let found = found(&[("xyz", 390), ("opgelost in wijk", 812), ("a \"b\"; c", 2)], false);
        assert_eq!(
            found.message(),
            "`Uitkomst` holds 3 texts that the mapping does not know, in 1,204 rows"
        );
        let help = "\
`opgelost in wijk` (812 rows), near `Opgelost in de wijk` → `sociale_basis`
`xyz` (390 rows)
`a \"b\"; c` (2 rows)
to add to `uitkomst.csv`, when this is what is meant:
opgelost in wijk;sociale_basis
to add to `uitkomst.csv`, with a code instead of `?`:
xyz;?
\"a \"\"b\"\"; c\";?";
        assert_eq!(found.help(&waarden, "uitkomst.csv"), help);
    }

    #[test]
    fn what_is_pasted_is_read_as_it_was_written() {
        let waarden = waarden("\"a \"\"b\"\"; c\";x\n");
        assert_eq!(waarden.code("A  \"b\"; c"), Some("x"));
    }

    #[test]
    fn lists_ten_texts_and_counts_the_others() {
        let texts: Vec<_> = (0..17).map(|n| (format!("text {n:02}"), 3)).collect();
        let texts: Vec<_> = texts.iter().map(|(text, n)| (text.as_str(), *n)).collect();
        let help = found(&texts, true).help(&waarden("Maatwerk;m\n"), "w.csv");
        assert!(help.contains("`text 09` (3 rows)\nand 7 more\n"), "{help}");
        assert!(!help.contains("text 10"), "{help}");
    }

    #[test]
    fn says_how_many_texts_there_are() {
        #[track_caller]
        fn case(texts: &[(&str, u64)], has_others: bool, expected: &str) {
            let message = found(texts, has_others).message();
            let rest = "that the mapping does not know, in";
            assert_eq!(message.replace(rest, "…"), format!("`Uitkomst` holds {expected}"));
        }

        case(&[("a", 1)], false, "1 text … 1 row");
        case(&[("a", 1), ("b", 1)], true, "more than 2 texts … 2 rows");
        case(&[], true, "texts … 0 rows");
    }

    #[test]
    fn long_texts_and_control_characters_are_not_listed() {
        assert!(can_be_listed(&"é".repeat(200)));
        assert!(!can_be_listed(&"é".repeat(201)));
        assert!(!can_be_listed("a\u{1b}[31m"));
        assert!(can_be_listed(&single_spaced(" a\n\tb ")));
    }
}
