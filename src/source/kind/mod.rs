//! Files that are no text: each kind gives rows of cells, which become the one text that all
//! files are read as.
//!
//! So typing, checks, findings, balances and quarantine are the same for every kind, and the
//! same table in another kind of file gives the same rows.

mod bundel;
mod istandaarden;
mod merged;
mod metered;
mod number;
mod odata;
mod sav;
mod stream;
mod xlsx;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

pub(super) use merged::Merged;
pub use stream::READER;
pub(super) use stream::{DELIMITER, KindStream};

use super::Bestandssoort;
use crate::diagnostic::Diagnostic;

/// A cell, as the kind of file knows it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'c> {
    /// Nothing.
    Empty,
    /// A text as it stands, not trimmed.
    Text(&'c str),
    /// A number; written with fifteen digits at most, as spreadsheets show it.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// An error of a spreadsheet, such as `#N/A`.
    Error(&'c str),
}

/// What is known of a file before its first row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// The day that serial number 0 stands for, where plain numbers may be dates.
    pub serial_zero: Option<NaiveDate>,
    /// What was found out, for `check -v`: each a few words, such as ``sheet `Blad1` ``.
    pub told: Vec<String>,
    /// The message of iWmo or iJw that it is.
    pub bericht: Option<&'static str>,
}

/// Where a kind of file puts its rows; the first row that is not empty is the header.
pub(super) trait RowSink {
    /// Says what is known before the first row. Called once, before any cell.
    fn start(&mut self, facts: Facts) -> Result<(), Fail>;
    /// Adds a cell to the row.
    fn cell(&mut self, cell: Cell<'_>);
    /// Ends the row; rows are counted from 1, so empty ones must be ended as well.
    fn end_row(&mut self) -> Result<(), Fail>;
    /// Adds a finding on the file, which is read on.
    fn finding(&mut self, finding: Diagnostic);
    /// Says which cells of the rows are merged.
    fn merged(&mut self, _merged: Merged) {}
}

/// Why a file is not read any further.
#[derive(Debug)]
pub(super) enum Fail {
    /// Nobody wants more rows.
    Gone,
    /// The machine failed.
    Machine(io::Error),
    /// The content makes no sense.
    Content(Box<Diagnostic>),
}

impl From<io::Error> for Fail {
    fn from(error: io::Error) -> Self {
        Self::Machine(error)
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone => f.write_str("nobody wants more rows"),
            Self::Machine(error) => error.fmt(f),
            Self::Content(finding) => f.write_str(&finding.message),
        }
    }
}

/// A declared column, as far as a kind of file needs to know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WantedKolom {
    /// The headers it may have.
    pub kop: Vec<String>,
    /// The labels of values are read, not the values (SPSS).
    pub labels: bool,
}

/// The file and what the monitor says of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct KindInput<'a> {
    /// The path to open it by.
    pub path: &'a Path,
    /// The path in findings.
    pub shown: &'a Arc<str>,
    /// The declared columns.
    pub wanted: &'a [WantedKolom],
    /// The declared sheet of a workbook.
    pub werkblad: Option<&'a str>,
}

/// A reader of a kind of file.
type Reader = fn(&KindInput<'_>, &mut dyn RowSink) -> Result<(), Fail>;

/// The reader of a kind of file that is no text.
fn reader_of(soort: Bestandssoort) -> Reader {
    match soort {
        Bestandssoort::Tekst => unreachable!("text has no reader of its own"),
        Bestandssoort::Werkmap => xlsx::read,
        Bestandssoort::Spss => sav::read,
        Bestandssoort::OData => odata::read,
        Bestandssoort::Bundel => bundel::read,
        Bestandssoort::Istandaarden => istandaarden::read,
    }
}

/// The files that belong to one: of a bundle its code tables as well.
pub(super) fn own_files(soort: Bestandssoort, path: &Path) -> Vec<PathBuf> {
    let mut files = vec![path.to_owned()];
    if soort == Bestandssoort::Bundel
        && let Some(folder) = path.parent()
    {
        let beside = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
        let is_table = |other: &PathBuf| {
            other != path && other.extension().is_some_and(|extension| extension == "csv")
        };
        let mut tables: Vec<_> = beside.filter(is_table).collect();
        tables.sort();
        files.extend(tables);
    }
    files
}
