//! Small files of the monitor itself: code lists, mappings and the tree of areas.
//!
//! They are UTF-8 with `;` and are maintained by hand beside `monitor.toml`, so every fault in
//! them is an error.

use std::path::Path;
use std::sync::Arc;

use super::header::suggested;
use super::path::find_file;
use super::record::Fields;
use super::value::parse_date;
use super::{DatumVorm, decode::shown_text};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};
use crate::model::Datum;

/// The largest file that is read as a reference file.
const MAX_BYTES: u64 = 64 << 20;

/// The rows of a reference file, with the cells of the columns that were asked for.
#[derive(Debug)]
pub(super) struct Reference {
    shown: Arc<str>,
    /// The place of each column in the file, from 0, and its name.
    columns: Vec<(Option<usize>, &'static str)>,
    /// The rows that are not empty.
    pub rows: Vec<Row>,
}

/// A row of a reference file.
#[derive(Debug)]
pub(super) struct Row {
    /// The line it starts on, from 1.
    pub line: u64,
    /// The trimmed cells, in the order in which the columns were asked for.
    pub cells: Vec<String>,
}

/// A column of a reference file.
pub(super) struct Wanted(pub &'static str, pub Need);

/// Whether a column may be left out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// The file must have it.
    Required,
    /// Without it all its cells are empty.
    Optional,
}

impl Reference {
    /// Loads the file that a definition names; `None` when it cannot be read as a table.
    pub fn load(
        folder: &Path,
        (path, place): (&str, &Place),
        wanted: &[Wanted],
        findings: &mut Findings,
    ) -> Option<Self> {
        let file = find_file(folder, path, place, findings)?;
        let size = std::fs::metadata(&file).map_or(0, |metadata| metadata.len());
        if size > MAX_BYTES {
            let message = format!("`{path}` is too large: more than {} MB", MAX_BYTES >> 20);
            findings.push(Diagnostic::new(Code::BadValue, message).at(place.clone(), "named here"));
            return None;
        }
        let bytes = match std::fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) => {
                let message = format!("cannot read `{path}`: {error}");
                findings.push(
                    Diagnostic::new(Code::MissingFile, message).at(place.clone(), "named here"),
                );
                return None;
            }
        };
        let mut table =
            Self { shown: path.replace('\\', "/").into(), columns: Vec::new(), rows: Vec::new() };
        table.parse(&bytes, wanted, findings).then_some(table)
    }

    /// The place of a cell; `column` is the index in what was asked for.
    pub fn place(&self, line: u64, column: usize) -> Place {
        let (at, name) = self.columns[column];
        let column = at.map(|at| (at as u32 + 1, name.into()));
        Place::Cell { file: Arc::clone(&self.shown), line, column }
    }

    /// The file as a whole.
    pub fn file_place(&self) -> Place {
        Place::file(Arc::clone(&self.shown))
    }

    /// A date cell as `jjjj-mm-dd`; empty is `None`, another text a finding.
    pub fn date(&self, row: &Row, column: usize, findings: &mut Findings) -> Option<Datum> {
        let text = &row.cells[column];
        if text.is_empty() {
            return None;
        }
        let date = parse_date(text.as_bytes(), &[DatumVorm::JjjjMmDd]);
        if date.is_none() {
            let message = format!("`{}` is not a date such as 2017-12-31", shown_text(text));
            let place = self.place(row.line, column);
            findings.push(error(Code::BadDate, message).at(place, "not a date"));
        }
        date
    }

    /// Reads header and rows; false when that makes no sense.
    fn parse(&mut self, bytes: &[u8], wanted: &[Wanted], findings: &mut Findings) -> bool {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let row_place = |line| Place::Cell { file: Arc::clone(&self.shown), line, column: None };
        let mut fields = Fields::default();
        let mut header: Option<Vec<String>> = None;
        let (mut at, mut line, mut is_whole) = (0, 1, true);
        while at < bytes.len() {
            let end = fields.split(bytes, at, b';');
            let row_line = line;
            (at, line) = (end.next, line + end.n_lines);
            if fields.are_empty_from(bytes, 0) {
                continue;
            }
            let texts: Result<Vec<_>, _> = (0..fields.len())
                .map(|idx| {
                    std::str::from_utf8(fields.get(bytes, idx)).map(|text| text.trim().to_owned())
                })
                .collect();
            let Ok(texts) = texts else {
                let place = row_place(row_line);
                findings.push(error(Code::Encoding, "a row is not UTF-8").at(place, "in this row"));
                is_whole = false;
                continue;
            };
            let Some(header) = &header else {
                is_whole &=
                    find_columns(wanted, &texts, row_place(row_line), &mut self.columns, findings);
                header = Some(texts);
                continue;
            };
            if texts.len() < header.len() || !fields.are_empty_from(bytes, header.len()) {
                let message = "a row has another number of fields than the header";
                let label = format!("{} fields, the header has {}", texts.len(), header.len());
                findings.push(error(Code::FieldCount, message).at(row_place(row_line), label));
                is_whole = false;
                continue;
            }
            let cell =
                |(at, _): &(Option<usize>, _)| at.map_or_else(String::new, |at| texts[at].clone());
            let cells = self.columns.iter().map(cell).collect();
            self.rows.push(Row { line: row_line, cells });
        }
        if header.is_none() {
            let place = self.file_place();
            findings.push(Diagnostic::new(Code::EmptyFile, "the file has no header").at(place, ""));
        }
        is_whole && header.is_some()
    }
}

/// A finding that is an error in a reference file, whatever it is in an export.
pub(super) fn error(code: Code, message: impl Into<String>) -> Diagnostic {
    Diagnostic { level: Level::Error, ..Diagnostic::new(code, message) }
}

/// Finds the wanted columns in a header; false when a required one is absent.
fn find_columns(
    wanted: &[Wanted],
    header: &[String],
    place: Place,
    columns: &mut Vec<(Option<usize>, &'static str)>,
    findings: &mut Findings,
) -> bool {
    let mut is_whole = true;
    for &Wanted(name, need) in wanted {
        let at = header.iter().position(|text| text.eq_ignore_ascii_case(name));
        columns.push((at, name));
        if at.is_none() && need == Need::Required {
            is_whole = false;
            let message = format!("the file has no column `{name}`");
            let known: Vec<_> = header.iter().filter_map(|name| suggested(name)).collect();
            findings.push(
                Diagnostic::new(Code::MissingColumn, message)
                    .at(place.clone(), "not in this header")
                    .suggest(name, known.iter().map(String::as_str)),
            );
        }
    }
    is_whole
}
