//! An open workbook of any family.

use std::fs::File;
use std::io::{BufReader, Cursor};

use calamine::{Data, Dimensions, Ods, Range, Reader as _, Sheet, Xls, Xlsx};
use chrono::NaiveDate;

use super::super::Fail;
use super::super::merged::Area;
use super::odf::Outline;
use super::rows::Rows;
use super::trouble::{Trouble, guarded};
use super::{zero_1900, zero_1904};

/// A workbook, of which the sheets are known by name.
pub(super) enum Book {
    /// `.xlsx` and `.xlsm`: its sheets are read when asked for.
    Xlsx(Xlsx<BufReader<File>>),
    /// `.xls`: in memory.
    Xls(Xls<Cursor<Vec<u8>>>),
    /// `.ods`: in memory, with what was found while measuring it.
    Ods(Ods<BufReader<File>>, Outline),
}

impl Book {
    /// The sheets in their order, those with charts and macros included.
    pub(super) fn sheets(&self) -> Vec<Sheet> {
        match self {
            Self::Xlsx(xlsx) => xlsx.sheets_metadata().to_vec(),
            Self::Xls(xls) => xls.sheets_metadata().to_vec(),
            Self::Ods(ods, _) => ods.sheets_metadata().to_vec(),
        }
    }

    /// The family, as the ending of a file name.
    pub(super) fn family(&self) -> &'static str {
        match self {
            Self::Xlsx(_) => "xlsx",
            Self::Xls(_) => "xls",
            Self::Ods(..) => "ods",
        }
    }

    /// The day of serial number 0.
    pub(super) fn serial_zero(&self) -> NaiveDate {
        let is_1904 = match self {
            Self::Xlsx(xlsx) => xlsx.has_1904_epoch(),
            Self::Xls(xls) => xls.has_1904_epoch(),
            Self::Ods(_, outline) => return outline.serial_zero,
        };
        if is_1904 { zero_1904() } else { zero_1900() }
    }

    /// Whether a sheet has any cell.
    pub(super) fn has_cells(&mut self, sheet: &str) -> Result<bool, Trouble> {
        match self {
            Self::Xlsx(xlsx) => {
                let mut cells = guarded(|| xlsx.worksheet_cells_reader(sheet))?;
                while let Some(cell) = guarded(|| cells.next_cell())? {
                    if !calamine::DataType::is_empty(cell.get_value()) {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => Ok(!self.range(sheet)?.is_empty()),
        }
    }

    /// Puts the cells of a sheet in rows.
    pub(super) fn each_cell(&mut self, sheet: &str, rows: &mut Rows<'_>) -> Result<(), Fail> {
        let file = rows.file();
        let fail = |trouble: Trouble| trouble.fail(file);
        if let Self::Xlsx(xlsx) = self {
            let mut cells = guarded(|| xlsx.worksheet_cells_reader(sheet)).map_err(fail)?;
            while let Some(cell) = guarded(|| cells.next_cell_with_formula_metadata())
                .map_err(|trouble| trouble.fail_after(rows.n_rows(), file))?
            {
                if !calamine::DataType::is_empty(&cell.value) {
                    rows.put(cell.pos, &cell.value)?;
                } else if cell.formula.is_some() {
                    rows.stale_formula(cell.pos);
                }
            }
            return Ok(());
        }
        let range = self.range(sheet).map_err(fail)?;
        let (row, column) = range.start().unwrap_or_default();
        for (down, right, value) in range.used_cells() {
            let at = (row + down as u32, column + right as u32);
            match self {
                Self::Ods(..) => rows.put_odf(at, value)?,
                _ => rows.put(at, value)?,
            }
        }
        Ok(())
    }

    /// The groups of merged cells of a sheet.
    pub(super) fn merged(&mut self, sheet: &str) -> Result<Vec<Area>, Trouble> {
        let merged = match self {
            Self::Xlsx(xlsx) => guarded(|| xlsx.merge_cells_by_sheet_name(sheet))?,
            Self::Xls(xls) => guarded(|| xls.merge_cells_by_sheet_name(sheet))?,
            Self::Ods(_, outline) => outline.merged.remove(sheet).unwrap_or_default(),
        };
        let area = |Dimensions { start, end }| Area { start, end };
        Ok(merged.into_iter().map(area).collect())
    }

    /// The cells of a sheet that is in memory.
    fn range(&mut self, sheet: &str) -> Result<Range<Data>, Trouble> {
        match self {
            Self::Xlsx(xlsx) => guarded(|| xlsx.worksheet_range(sheet)),
            Self::Xls(xls) => guarded(|| xls.worksheet_range(sheet)),
            Self::Ods(ods, _) => guarded(|| ods.worksheet_range(sheet)),
        }
    }
}
