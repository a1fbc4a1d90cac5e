//! From cells with a place to rows without gaps.

use std::sync::Arc;

use calamine::DataType;

use super::super::merged::address;
use super::super::{Cell, Fail, RowSink};
use super::trouble::bad_workbook;
use super::value::{cell_of, is_odf_error};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The rows that a sheet can have.
const MAX_ROWS: u32 = 1_048_576;

/// The columns that a table can have; sheets go to 16,384.
const MAX_COLUMNS: u32 = 10_000;

/// The cells that a table can have, gaps included: a few cells far out write very long rows.
const MAX_CELLS: u64 = 1 << 30;

/// Gives a sink its rows, from cells that come row by row and from left to right.
pub(super) struct Rows<'s> {
    sink: &'s mut dyn RowSink,
    file: &'s Arc<str>,
    is_1904: bool,
    /// The row that is being filled, from 0, and the number of its cells so far.
    row: u32,
    column: u32,
    /// Whether the row has a cell that is not blank.
    filled: bool,
    n_cells: u64,
    /// The last row with a cell that is not blank, from 0.
    last_row: Option<u32>,
    /// The formulas without a value, and the place of the first.
    n_stale: u64,
    stale: (u32, u32),
    scratch: String,
}

impl<'s> Rows<'s> {
    /// Starts at the first row of the sheet.
    pub(super) fn new(sink: &'s mut dyn RowSink, file: &'s Arc<str>, is_1904: bool) -> Self {
        Self {
            sink,
            file,
            is_1904,
            row: 0,
            column: 0,
            filled: false,
            n_cells: 0,
            last_row: None,
            n_stale: 0,
            stale: (0, 0),
            scratch: String::new(),
        }
    }

    /// The path in findings.
    pub(super) fn file(&self) -> &'s Arc<str> {
        self.file
    }

    /// The rows that are begun.
    pub(super) fn n_rows(&self) -> u32 {
        if self.column > 0 { self.row + 1 } else { self.row }
    }

    /// Puts a cell at a row and a column, both from 0.
    pub(super) fn put(&mut self, at: (u32, u32), value: &impl DataType) -> Result<(), Fail> {
        self.move_to(at)?;
        let mut scratch = std::mem::take(&mut self.scratch);
        let cell = cell_of(value, self.is_1904, &mut scratch);
        self.filled |= !matches!(cell, Cell::Text(text) if text.trim().is_empty());
        self.sink.cell(cell);
        self.column += 1;
        self.scratch = scratch;
        Ok(())
    }

    /// Puts a cell of an OpenDocument workbook, in which errors are texts.
    pub(super) fn put_odf(&mut self, at: (u32, u32), value: &impl DataType) -> Result<(), Fail> {
        match value.get_string() {
            Some(text) if is_odf_error(text) => {
                self.move_to(at)?;
                self.filled = true;
                self.sink.cell(Cell::Error(text));
                self.column += 1;
                Ok(())
            }
            _ => self.put(at, value),
        }
    }

    /// Remembers a formula that no program has computed.
    pub(super) fn stale_formula(&mut self, at: (u32, u32)) {
        if self.n_stale == 0 {
            self.stale = at;
        }
        self.n_stale += 1;
    }

    /// Ends the last row, tells of formulas, and says which row is the last that holds something.
    pub(super) fn finish(mut self) -> Result<Option<u32>, Fail> {
        if self.column > 0 {
            self.end_row()?;
        }
        if self.n_stale > 0 {
            let (row, column) = self.stale;
            let message = match self.n_stale {
                1 => "a cell holds a formula without its value".to_string(),
                n => format!("{n} cells hold a formula without its value"),
            };
            let place =
                Place::Cell { file: Arc::clone(self.file), line: u64::from(row) + 1, column: None };
            let label = format!("read as empty, the first is `{}`", address(row, column));
            let help =
                "open the workbook in a spreadsheet program and save it, which computes them";
            self.sink
                .finding(Diagnostic::new(Code::StaleFormula, message).at(place, label).help(help));
        }
        Ok(self.last_row)
    }

    /// Fills the gap up to a cell.
    fn move_to(&mut self, (row, column): (u32, u32)) -> Result<(), Fail> {
        if (row, column) < (self.row, self.column) {
            return Err(bad_workbook(
                self.file,
                &format!("row {} of `{}` has cells out of order", row.saturating_add(1), self.file),
                "open it in a spreadsheet program and save it again",
            ));
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(self.too_large(row, column));
        }
        while self.row < row {
            self.end_row()?;
        }
        self.fill_to(column);
        self.n_cells += 1;
        if self.n_cells > MAX_CELLS {
            return Err(self.too_large(row, column));
        }
        Ok(())
    }

    fn too_large(&self, row: u32, column: u32) -> Fail {
        bad_workbook(
            self.file,
            &format!("`{}` has a table that is too large", self.file),
            &format!(
                "look for stray cells, such as `{}`: a table has at most {MAX_COLUMNS} columns",
                address(row, column)
            ),
        )
    }

    fn fill_to(&mut self, column: u32) {
        self.n_cells += u64::from(column.saturating_sub(self.column));
        while self.column < column {
            self.sink.cell(Cell::Empty);
            self.column += 1;
        }
    }

    fn end_row(&mut self) -> Result<(), Fail> {
        if self.filled {
            self.last_row = Some(self.row);
        }
        self.sink.end_row()?;
        self.row += 1;
        self.column = 0;
        self.filled = false;
        Ok(())
    }
}
