//! One CSV file of a bundle, with its header.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};

use super::super::Fail;
use super::super::metered::{Allowance, Metered, is_too_long};
use super::bad_bundle;
use crate::diagnostic::Place;

/// The bytes that one record may take, as in other CSV files.
const MAX_RECORD: u64 = 16 << 20;

/// A CSV file that is open.
pub(super) struct CsvFile {
    shown: Arc<str>,
    names: Vec<String>,
    reader: Reader<Metered<BufReader<File>>>,
    allowance: Allowance,
    record: StringRecord,
}

impl CsvFile {
    /// Opens a file and reads its header.
    pub fn open(path: &Path, shown: Arc<str>) -> Result<Self, Fail> {
        let mut file = BufReader::with_capacity(64 << 10, File::open(path)?);
        let delimiter = find_delimiter(file.fill_buf()?);
        let allowance = Allowance::of(MAX_RECORD);
        let metered = Metered::new(file, allowance.clone());
        let mut reader = ReaderBuilder::new().delimiter(delimiter).from_reader(metered);
        let names = match reader.headers() {
            Ok(names) => names.iter().map(|name| name.trim().to_owned()).collect(),
            Err(error) => return Err(explain(error, &shown)),
        };
        Ok(Self { shown, names, reader, allowance, record: StringRecord::new() })
    }

    /// The names of the columns, trimmed.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The place of a column.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|found| found == name)
    }

    /// The place of a column without which the file says nothing.
    pub fn require(&self, name: &str) -> Result<usize, Fail> {
        self.find(name).ok_or_else(|| {
            let message = format!("`{}` has no column `{name}`", self.shown);
            bad_bundle(self.place(), message, "not in this header")
        })
    }

    /// Reads the next record; false at the end.
    pub fn read_next(&mut self) -> Result<bool, Fail> {
        self.allowance.renew();
        self.reader.read_record(&mut self.record).map_err(|error| explain(error, &self.shown))
    }

    /// A field of the record.
    pub fn field(&self, at: usize) -> &str {
        self.record.get(at).unwrap_or_default()
    }

    /// A field of the record in a column that the file may lack.
    pub fn field_of(&self, at: Option<usize>) -> &str {
        at.map_or("", |at| self.field(at))
    }

    /// The line on which the record starts.
    pub fn line(&self) -> u64 {
        self.record.position().map_or(1, csv::Position::line)
    }

    /// The record in a finding.
    pub fn row(&self) -> Place {
        Place::Cell { file: Arc::clone(&self.shown), line: self.line(), column: None }
    }

    /// The file in a finding.
    pub fn place(&self) -> Place {
        Place::file(Arc::clone(&self.shown))
    }
}

/// The byte between fields: `;` in the downloads of the site, `,` in those of its R package.
fn find_delimiter(start: &[u8]) -> u8 {
    let header = start.split(|&byte| byte == b'\n').next().unwrap_or_default();
    if header.contains(&b';') { b';' } else { b',' }
}

fn explain(error: csv::Error, shown: &Arc<str>) -> Fail {
    let line = error.position().map(csv::Position::line);
    let place = match line {
        Some(line) => Place::Cell { file: Arc::clone(shown), line, column: None },
        None => Place::file(Arc::clone(shown)),
    };
    match error.into_kind() {
        ErrorKind::Io(error) if is_too_long(&error) => {
            let message = format!("`{shown}` has a record longer than 16 MiB");
            bad_bundle(place, message, "a quote probably does not close")
        }
        ErrorKind::Io(error) => Fail::Machine(error),
        ErrorKind::Utf8 { .. } => {
            bad_bundle(place, format!("`{shown}` is not UTF-8"), "in this record")
        }
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let message = format!("a record of `{shown}` has {len} fields, not {expected_len}");
            bad_bundle(place, message, "in this record")
        }
        _ => bad_bundle(place, format!("`{shown}` is not CSV"), "here"),
    }
}
