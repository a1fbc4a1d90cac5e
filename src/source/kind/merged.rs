//! Merged cells: only their first cell has a value, so a table with them has holes.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// A group of merged cells: its first and last row and column, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) struct Area {
    pub start: (u32, u32),
    pub end: (u32, u32),
}

/// The merged cells of a sheet, which are judged when it is known where the header is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::source) struct Merged {
    pub areas: Vec<Area>,
    /// The last row with a cell that is not blank, from 0.
    pub last_row: u32,
}

impl Merged {
    /// Tells of the merged cells in the header, and of those below it.
    ///
    /// `header` is its row, from 1, and `width` its number of columns.
    pub fn tell(&self, header: u64, width: usize, file: &Arc<str>, findings: &mut Findings) {
        let (mut in_header, mut in_body) = (Vec::new(), Vec::new());
        for area in self.areas.iter().filter(|area| area.start != area.end) {
            // Decoration beside, above or below the table does no harm.
            let beside = width <= area.start.1 as usize;
            let (first, last) = (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1);
            if beside || last < header || self.last_row < area.start.0 {
                continue;
            }
            if first <= header { in_header.push(area) } else { in_body.push(area) }
        }
        if let Some(first) = in_header.iter().min_by_key(|area| area.start) {
            let message = format!("the header has {} merged", times(in_header.len()));
            let label = "the text is the name of its first column only";
            let help = "undo the merge and give every column a name in one row";
            findings.push(finding(first, message, label, help, file));
        }
        if let Some(first) = in_body.iter().min_by_key(|area| area.start) {
            let message = format!("the table has {} merged", times(in_body.len()));
            let label = "the value stands in the first cell only";
            let help = "undo the merge and fill in the value in every row";
            findings.push(finding(first, message, label, help, file));
        }
    }
}

fn times(n: usize) -> String {
    if n == 1 { "a group of cells".to_string() } else { format!("{n} groups of cells") }
}

fn finding(first: &Area, message: String, label: &str, help: &str, file: &Arc<str>) -> Diagnostic {
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
