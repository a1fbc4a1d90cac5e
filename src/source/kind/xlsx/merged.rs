//! Merged cells: only their first cell has a value, so a table with them has holes.

use std::sync::Arc;

use calamine::Dimensions;

use super::super::RowSink;
use super::rows::Header;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Tells of the merged cells in the header, and of those below it.
pub(super) fn tell(areas: &[Dimensions], header: Header, file: &Arc<str>, sink: &mut dyn RowSink) {
    let (mut in_header, mut in_body) = (Vec::new(), Vec::new());
    for area in areas.iter().filter(|area| area.start != area.end) {
        // Decoration beside, above or below the table does no harm.
        let beside = area.start.1 >= header.width;
        match area.start.0 {
            _ if beside || area.end.0 < header.row => {}
            row if row <= header.row => in_header.push(area),
            row if row <= header.last_row => in_body.push(area),
            _ => {}
        }
    }
    if let Some(first) = in_header.iter().min_by_key(|area| area.start) {
        let message = format!("the header has {} merged", times(in_header.len()));
        let label = "the text is the name of its first column only";
        let help = "undo the merge and give every column a name in one row";
        sink.finding(finding(first, message, label, help, file));
    }
    if let Some(first) = in_body.iter().min_by_key(|area| area.start) {
        let message = format!("the table has {} merged", times(in_body.len()));
        let label = "the value stands in the first cell only";
        let help = "undo the merge and fill in the value in every row";
        sink.finding(finding(first, message, label, help, file));
    }
}

fn times(n: usize) -> String {
    if n == 1 { "a group of cells".to_string() } else { format!("{n} groups of cells") }
}

fn finding(
    first: &Dimensions,
    message: String,
    label: &str,
    help: &str,
    file: &Arc<str>,
) -> Diagnostic {
    let line = u64::from(first.start.0) + 1;
    let place = Place::Cell { file: Arc::clone(file), line, column: None };
    let (from, to) = (address(first.start.0, first.start.1), address(first.end.0, first.end.1));
    Diagnostic::new(Code::MergedCells, message)
        .at(place, format!("`{from}:{to}`: {label}"))
        .help(help)
}

/// The name of a cell as a spreadsheet shows it: `B3`, from a row and a column from 0.
pub(super) fn address(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cells_as_spreadsheets_do() {
        assert_eq!(address(0, 0), "A1");
        assert_eq!(address(2, 25), "Z3");
        assert_eq!(address(2, 26), "AA3");
        assert_eq!(address(1_048_575, 16_383), "XFD1048576");
    }
}
