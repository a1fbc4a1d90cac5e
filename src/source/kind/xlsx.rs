//! Workbooks: `.xlsx`, `.xlsm`, `.xls` and `.ods`, told apart by their content.
//!
//! The cells come from calamine. What that library would take on trust is measured first
//! (`package`, `odf`, `ole`, `biff`), so that a small file cannot fill the memory, and a panic in it is a
//! finding. A sheet of an `.xlsx` is read cell by cell; the other two are in memory as a whole.

mod biff;
mod book;
mod choose;
mod odf;
mod ole;
mod package;
mod rows;
mod trouble;
mod value;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufReader, Read, Seek};

use chrono::NaiveDate;

use super::merged::Merged;
use super::{Facts, Fail, KindInput, RowSink};
use book::Book;
use choose::choose_sheet;
use rows::Rows;
use trouble::bad_workbook;

/// Reads one sheet of a workbook.
pub(in crate::source) fn read(input: &KindInput<'_>, sink: &mut dyn RowSink) -> Result<(), Fail> {
    let mut book = open(input)?;
    let chosen = choose_sheet(&mut book, input)?;
    sink.start(Facts {
        serial_zero: Some(book.serial_zero()),
        told: chosen.told,
        ..Facts::default()
    })?;
    let mut rows = Rows::new(sink, input.shown, book.serial_zero() == zero_1904());
    book.each_cell(&chosen.name, &mut rows)?;
    if let Some(last_row) = rows.finish()? {
        let areas = book.merged(&chosen.name).map_err(|trouble| trouble.fail(input.shown))?;
        sink.merged(Merged { areas, last_row });
    }
    Ok(())
}

/// Opens the workbook by the first bytes of its content, whatever its name.
fn open(input: &KindInput<'_>) -> Result<Book, Fail> {
    let mut file = BufReader::new(File::open(input.path)?);
    let mut first = Vec::new();
    file.by_ref().take(512).read_to_end(&mut first)?;
    file.rewind()?;
    if first.starts_with(b"PK\x03\x04") {
        package::open(file, input.shown)
    } else if first.starts_with(ole::SIGNATURE) {
        ole::open(file, input.shown)
    } else {
        Err(no_workbook(input, &first))
    }
}

/// Says what a file is that is no workbook.
fn no_workbook(input: &KindInput<'_>, first: &[u8]) -> Fail {
    let text = String::from_utf8_lossy(first).to_lowercase();
    let save = "open it in a spreadsheet program and save it as `.xlsx`";
    let (what, help) = if first.is_empty() {
        ("an empty file", "it was probably not exported completely")
    } else if text.contains("<html") || text.contains("<table") {
        ("a web page with the name of a workbook", save)
    } else if text.contains("urn:schemas-microsoft-com:office:spreadsheet") {
        ("a workbook in the XML form of 2003", save)
    } else if first.starts_with(b"\x09\x08") || first.starts_with(b"\x09\x00") {
        ("a workbook from before 1997", save)
    } else if first.contains(&0) {
        ("no workbook", save)
    } else {
        ("a text file", "give it the extension `.csv`, or export it as a workbook")
    };
    bad_workbook(input.shown, &format!("`{}` is {what}", input.shown), help)
}

/// The day of serial number 0 in most workbooks.
///
/// They count 1 January 1900 as 1 and have a 29 February 1900, so this is right from serial
/// number 61, which is 1 March 1900.
fn zero_1900() -> NaiveDate {
    NaiveDate::from_ymd_opt(1899, 12, 30).expect("30 December 1899 exists")
}

/// The day of serial number 0 in workbooks that began on an old Macintosh.
fn zero_1904() -> NaiveDate {
    NaiveDate::from_ymd_opt(1904, 1, 1).expect("1 January 1904 exists")
}
