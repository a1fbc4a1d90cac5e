//! The records of an `.xls`, measured before the library makes rectangles of them.
//!
//! Reference: Microsoft, \[MS-XLS\]: Excel Binary File Format, sections 2.1.4 and 2.4.

use super::ole::{u16_at, u32_at};

/// The cells that all sheets may have together, gaps included: one sheet that is full.
const MAX_CELLS: u64 = 1 << 24;

/// The records that may be looked at; sheets may point at the same ones.
const MAX_RECORDS: u64 = 100_000_000;

/// Whether the rectangles around the cells of all sheets, as they are and as they are announced,
/// fit into memory.
pub(super) fn is_bounded(stream: &[u8]) -> bool {
    const BEGIN: u16 = 0x0809;
    const END: u16 = 0x000A;
    const SHEET: u16 = 0x0085;
    let mut n_records = 0;
    let mut n_cells = 0;
    let sheets = records(stream).take_while(|&(kind, _)| kind != END);
    let starts = sheets.filter(|&(kind, _)| kind == SHEET).filter_map(|(_, data)| u32_at(data, 0));
    for start in starts {
        let mut area = Area::default();
        // A chart within the sheet has a beginning and an end of its own.
        let mut depth = 0_u64;
        for (kind, data) in records(stream.get(start as usize..).unwrap_or_default()) {
            n_records += 1;
            if n_records > MAX_RECORDS {
                return false;
            }
            match kind {
                BEGIN => depth += 1,
                END if depth <= 1 => break,
                END => depth -= 1,
                _ => area.add(kind, data),
            }
        }
        n_cells += area.size();
        if n_cells > MAX_CELLS || area.announced > MAX_CELLS {
            return false;
        }
    }
    true
}

/// The rectangle around the cells of a sheet.
#[derive(Default)]
struct Area {
    /// The first and last row and column.
    found: Option<[u64; 4]>,
    announced: u64,
}

impl Area {
    /// Takes a record into account: a cell begins with its row and column.
    fn add(&mut self, kind: u16, data: &[u8]) {
        const DIMENSIONS: u16 = 0x0200;
        const CELLS: [u16; 8] = [0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E];
        let two = |at| u16_at(data, at).map(u64::from);
        let four = |at| u32_at(data, at).map(u64::from);
        if kind == DIMENSIONS {
            let rows = if data.len() == 10 { two(0).zip(two(2)) } else { four(0).zip(four(4)) };
            let columns = if data.len() == 10 { two(6) } else { two(10) };
            let ((first, last), width) = (rows.unwrap_or_default(), columns.unwrap_or(0));
            self.announced = self.announced.max(last.saturating_sub(first).saturating_mul(width));
        } else if CELLS.contains(&kind)
            && let (Some(row), Some(column)) = (two(0), two(2))
        {
            // A record of several numbers ends with its last column.
            let last = if kind == 0x00BD { two(data.len().saturating_sub(2)) } else { None };
            let last = last.unwrap_or(column).max(column);
            let [top, bottom, left, right] = self.found.unwrap_or([row, row, column, last]);
            self.found = Some([top.min(row), bottom.max(row), left.min(column), right.max(last)]);
        }
    }

    fn size(&self) -> u64 {
        self.found.map_or(0, |[top, bottom, left, right]| (bottom - top + 1) * (right - left + 1))
    }
}

/// The records of a stream: a kind, a length, and the data.
fn records(mut stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let kind = u16_at(stream, 0)?;
        let len = usize::from(u16_at(stream, 2)?);
        let data = stream.get(4..4 + len)?;
        stream = &stream[4 + len..];
        Some((kind, data))
    })
}
