//! The bundle that StatLine gives as the whole data set: a folder of CSV files in which
//! `Observations.csv` has one value a line.
//!
//! Values of one combination of dimensions become one row, with a column for each measure, as
//! in the wide downloads of StatLine. What the codes of measures stand for is told by
//! `MeasureCodes.csv` beside it, so that columns can be declared by title as well.
//!
//! References:
//! - CBS Open Data version 4, whose bulk download has the entities of the service as files:
//!   `Observations`, `MeasureCodes`, `Dimensions`, `Properties` and one for each dimension.

mod csv_file;
mod measures;
mod observations;
mod period;
mod pivot;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use self::csv_file::CsvFile;
use self::measures::{Choice, load_measures};
use self::observations::Observations;
use self::pivot::{MAX_WORDS, Pivot};
use super::{Cell, Facts, Fail, KindInput, RowSink};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The column of the period, by the name that StatLine gives it.
const PERIODEN: &str = "Perioden";

/// Reads a bundle.
pub(in crate::source) fn read(input: &KindInput<'_>, sink: &mut dyn RowSink) -> Result<(), Fail> {
    let folder = Folder { input };
    let measures = load_measures(&folder)?;
    let n_known = measures.len();
    let mut observations = Observations::open(&folder)?;
    let choice = Choice::new(measures, &observations.dimensions, input)?;
    let period = period::find(&folder, &observations.dimensions)?;
    sink.start(Facts { told: tell(&choice, n_known, period.as_deref()), ..Facts::default() })?;

    let mut pivot = Pivot::new(choice, MAX_WORDS);
    while observations.next_into(&mut pivot)? {}
    write(&pivot, &observations.dimensions, period.as_deref(), sink)
}

/// What was found out before the first row.
fn tell(choice: &Choice, n_known: usize, period: Option<&str>) -> Vec<String> {
    let mut told = Vec::new();
    if n_known == 0 {
        told.push("no titles of measures".to_owned());
    } else {
        told.push(format!("{} of {n_known} measures", choice.n_measures()));
    }
    told.extend(period.map(|period| format!("period `{period}` of `Properties.csv`")));
    told
}

/// Writes the table.
fn write(
    pivot: &Pivot,
    dimensions: &[String],
    period: Option<&str>,
    sink: &mut dyn RowSink,
) -> Result<(), Fail> {
    let perioden = period.map(|_| PERIODEN);
    let headers = pivot.headers().map(|(name, _)| name);
    for name in dimensions.iter().map(String::as_str).chain(perioden).chain(headers) {
        sink.cell(Cell::Text(name));
    }
    sink.end_row()?;
    let measures: Vec<_> = pivot.headers().map(|(_, measure)| measure).collect();
    for row in 0..pivot.n_rows() {
        for text in pivot.dimensions(row).chain(period) {
            sink.cell(if text.is_empty() { Cell::Empty } else { Cell::Text(text) });
        }
        for &measure in &measures {
            sink.cell(pivot.cell(measure, row));
        }
        sink.end_row()?;
    }
    Ok(())
}

/// The folder of a bundle.
struct Folder<'i> {
    input: &'i KindInput<'i>,
}

impl Folder<'_> {
    /// The observations themselves, which the input names.
    fn open_observations(&self) -> Result<CsvFile, Fail> {
        CsvFile::open(self.input.path, Arc::clone(self.input.shown))
    }

    /// Another file of the bundle, when it is there.
    fn open_neighbour(&self, name: &str) -> Result<Option<CsvFile>, Fail> {
        let path: PathBuf = self.input.path.with_file_name(name);
        let shown = self.input.shown.as_ref();
        let folder = shown.rfind(['/', '\\']).map_or("", |at| &shown[..=at]);
        match CsvFile::open(&path, format!("{folder}{name}").into()) {
            Ok(file) => Ok(Some(file)),
            Err(Fail::Machine(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(fail) => Err(fail),
        }
    }
}

/// The error for a bundle that makes no sense.
fn bad_bundle(place: Place, message: impl Into<String>, label: &str) -> Fail {
    Fail::Content(Box::new(Diagnostic::new(Code::BadBundle, message).at(place, label)))
}
