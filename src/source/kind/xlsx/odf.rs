//! OpenDocument workbooks, measured before they are taken into memory.
//!
//! There one element can stand for a million rows and one for ten thousand spaces, so the size of
//! the file says little.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek};
use std::sync::Arc;

use calamine::Dimensions;
use chrono::NaiveDate;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use super::super::Fail;
use super::package::too_large;
use super::trouble::{Trouble, guarded};
use super::zero_1900;

/// The cells that all sheets may have together, gaps included.
const MAX_CELLS: u64 = 10_000_000;

/// The bytes that all texts may have together.
const MAX_TEXT: u64 = 256 << 20;

const MAX_ROWS: u64 = 1_048_576;
const MAX_COLUMNS: u64 = 16_384;

/// What measuring finds out besides.
pub(super) struct Outline {
    /// The day of serial number 0.
    pub serial_zero: NaiveDate,
    /// The merged cells by the name of the sheet.
    pub merged: HashMap<String, Vec<Dimensions>>,
}

/// Measures the content.
pub(super) fn open<R: Read + Seek>(
    mut zip: ZipArchive<R>,
    shown: &Arc<str>,
) -> Result<Outline, Fail> {
    let fail = |trouble: Trouble| trouble.fail(shown);
    if is_encrypted(&mut zip).map_err(fail)? {
        return Err(Trouble::Password.fail(shown));
    }
    let content = guarded(|| zip.by_name("content.xml")).map_err(fail)?;
    let measured = Measure::default().read(BufReader::new(content)).map_err(fail)?;
    if measured.n_cells > MAX_CELLS || measured.n_text > MAX_TEXT {
        return Err(too_large(shown));
    }
    Ok(Outline {
        serial_zero: measured.serial_zero.unwrap_or_else(zero_1900),
        merged: measured.merged,
    })
}

/// Whether the content is closed with a password: the list of parts says how it is encrypted.
fn is_encrypted<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Result<bool, Trouble> {
    let part = guarded(|| zip.by_name("META-INF/manifest.xml"))?;
    let mut list = Vec::new();
    part.take(1 << 20).read_to_end(&mut list)?;
    Ok(String::from_utf8_lossy(&list).contains(":encryption-data"))
}

/// What has been counted so far.
#[derive(Default)]
struct Measure {
    n_cells: u64,
    n_text: u64,
    serial_zero: Option<NaiveDate>,
    merged: HashMap<String, Vec<Dimensions>>,
    /// The open tables, and the name of the outermost.
    tables: u64,
    sheet: String,
    /// The rows of the sheet so far, the columns of the widest row, and those of this row.
    rows: u64,
    width: u64,
    columns: u64,
    row_repeats: u64,
    /// How often the text of this cell is there.
    repeats: u64,
    /// How deep the open cell lies; what it contains is no cell of this sheet.
    cell: Option<u64>,
}

impl Measure {
    /// Reads to the end; stops early when it is too much.
    fn read(mut self, content: impl BufRead) -> Result<Self, Trouble> {
        let mut xml = quick_xml::Reader::from_reader(content);
        xml.config_mut().expand_empty_elements = true;
        let mut buffer = Vec::new();
        let mut depth = 0_u64;
        while self.n_cells <= MAX_CELLS && self.n_text <= MAX_TEXT {
            buffer.clear();
            match xml.read_event_into(&mut buffer)? {
                Event::Start(element) => {
                    depth += 1;
                    if self.cell.is_some() {
                        self.spaces(&element)?;
                    } else {
                        self.start(&element, depth)?;
                    }
                }
                Event::End(element) => {
                    match element.name().as_ref() {
                        _ if self.cell.is_some_and(|cell| cell < depth) => {}
                        "table:table-row" => self.rows += self.row_repeats,
                        "table:table" => {
                            self.tables = self.tables.saturating_sub(1);
                            self.n_cells += self.rows.saturating_mul(self.width);
                        }
                        _ => self.cell = None,
                    }
                    depth = depth.saturating_sub(1);
                }
                Event::Text(text) => self.add_text(text.len() as u64),
                // What is cut off would be waited for without end.
                Event::Eof if depth > 0 => return Err(Trouble::Damaged),
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(self)
    }

    fn add_text(&mut self, len: u64) {
        self.n_text = self.n_text.saturating_add(len.saturating_mul(self.repeats));
    }

    /// Counts the spaces that an element in a cell stands for.
    fn spaces(&mut self, element: &BytesStart<'_>) -> Result<(), Trouble> {
        if element.name().as_ref() == "text:s" {
            let spaces = number(element, "text:c")?.unwrap_or(1);
            self.add_text(spaces);
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>, depth: u64) -> Result<(), Trouble> {
        match element.name().as_ref() {
            "table:null-date" => {
                let day = text(element, "table:date-value")?;
                self.serial_zero = day.and_then(|day| day.parse().ok());
            }
            "table:table" => {
                // The table of a drawing is counted with its sheet.
                if self.tables == 0 {
                    self.sheet = text(element, "table:name")?.unwrap_or_default();
                    (self.rows, self.width, self.columns, self.repeats) = (0, 0, 0, 0);
                }
                self.tables += 1;
            }
            "table:table-row" => {
                self.columns = 0;
                let repeats = number(element, "table:number-rows-repeated")?.unwrap_or(1);
                // Even a row that is there zero times is kept in memory for a while.
                self.row_repeats = repeats.min(MAX_ROWS.saturating_sub(self.rows)).max(1);
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell = Some(depth);
                self.cell(element)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, element: &BytesStart<'_>) -> Result<(), Trouble> {
        let repeats = number(element, "table:number-columns-repeated")?.unwrap_or(1);
        let columns = repeats.min(MAX_COLUMNS.saturating_sub(self.columns));
        let down = number(element, "table:number-rows-spanned")?.unwrap_or(1);
        let right = number(element, "table:number-columns-spanned")?.unwrap_or(1);
        if down > 1 || right > 1 {
            let start = (self.rows as u32, self.columns as u32);
            let last_row = start.0 + down.clamp(1, MAX_ROWS) as u32 - 1;
            let last_column = start.1 + right.clamp(1, MAX_COLUMNS) as u32 - 1;
            let area = Dimensions { start, end: (last_row, last_column) };
            self.merged.entry(self.sheet.clone()).or_default().push(area);
        }
        self.columns += columns;
        let is_filled = text(element, "office:value-type")?.is_some()
            || text(element, "table:formula")?.is_some();
        self.repeats = 0;
        if is_filled {
            self.width = self.width.max(self.columns);
            self.repeats = columns.saturating_mul(self.row_repeats);
            // The value may stand in the attributes as well.
            self.add_text(element.len() as u64);
        }
        Ok(())
    }
}

fn text(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Trouble> {
    let found = element.try_get_attribute(name).map_err(|_| Trouble::Content)?;
    Ok(found.map(|attribute| attribute.value.into_owned()))
}

fn number(element: &BytesStart<'_>, name: &str) -> Result<Option<u64>, Trouble> {
    text(element, name)?.map(|text| text.parse().map_err(|_| Trouble::Content)).transpose()
}
