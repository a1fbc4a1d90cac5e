//! Of rows with one key, the last one counts: a message that was sent again, changed or taken back.
//!
//! Which row is the last shows when all of them were read, so a source that declares `laatste` is
//! read twice: once for the order of its rows alone, and once for the rows that count. So only
//! keys are kept in memory, and the order of the files changes nothing.

use chrono::Datelike;
use rustc_hash::FxHashMap;

use super::decode::{decode, utf8_bytes};
use super::piece::{Typed, cell_bytes};
use super::plan::{FilePlan, Kolom};
use super::record::Fields;
use super::{Column, KolomType};

/// How late a row is: a higher number came later.
pub(super) type Rank = u128;

/// The bits of a rank.
pub const RANK_BITS: u32 = Rank::BITS;

/// The bits that a column of this type takes in the rank of a row; 0 when it tells nothing.
pub fn n_bits(soort: &KolomType) -> u32 {
    match soort {
        KolomType::Datum(_) => 24,
        // The first eight bytes, which is all of a time such as `09:30:00`.
        KolomType::Tekst => 64,
        KolomType::Code { .. } => 1,
        _ => 0,
    }
}

/// The row that counts of a key.
#[derive(Clone, Copy, Debug)]
struct Last {
    rank: Rank,
    file: usize,
    /// The place of its first byte in the file.
    offset: u64,
}

/// A row with a key: its place in its block, its key and its rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub row: usize,
    pub key: u128,
    pub rank: Rank,
}

/// The last row of each key of a source.
#[derive(Debug, Default)]
pub(super) struct Laatste(FxHashMap<u128, Last>);

impl Laatste {
    /// Looks at the rows of pieces, in the order of the files.
    pub fn see(&mut self, batch: &[Typed]) {
        for typed in batch {
            let file = typed.plan.file;
            for ranked in &typed.ranked {
                let offset = typed.offset_of(ranked.row);
                let this = Last { rank: ranked.rank, file, offset };
                let last = self.0.entry(ranked.key).or_insert(this);
                // What stands below in one file was added later. Of two files nobody knows.
                if last.rank < this.rank || (last.rank == this.rank && last.file == file) {
                    *last = this;
                }
            }
        }
    }

    /// Leaves out the rows that are not the last of their key.
    ///
    /// One that is as late as the last, in another file, is a duplicate.
    pub fn settle(&self, batch: &mut [Typed]) {
        for typed in batch {
            let (mut duplicates, mut superseded) = (Vec::new(), Vec::new());
            let file = typed.plan.file;
            for ranked in &typed.ranked {
                let Some(last) = self.0.get(&ranked.key) else { continue };
                if (last.file, last.offset) == (file, typed.offset_of(ranked.row)) {
                    continue;
                }
                let is_tie = last.rank == ranked.rank && last.file != file;
                if is_tie { &mut duplicates } else { &mut superseded }.push(ranked.row);
            }
            if !duplicates.is_empty() || !superseded.is_empty() {
                typed.leave_out(&duplicates, &superseded);
            }
        }
    }
}

/// How late the row is that was read last into these columns.
///
/// The columns of `laatste` decide in their order; what is taken back was there before.
pub(super) fn rank_of(plan: &FilePlan, columns: &[Column], fields: &Fields, bytes: &[u8]) -> Rank {
    let mut rank = 0;
    for &idx in &plan.laatste {
        let kolom = &plan.kolommen[idx];
        let raw = cell_bytes(kolom, fields, bytes);
        let part = match &columns[idx] {
            Column::Datum(values) => {
                // Days since the year 1: dates lie between 1900 and 2200.
                let day = values.last().copied().flatten();
                day.map_or(0, |day| u128::from(day.num_days_from_ce() as u32))
            }
            _ => rank_of_text(plan, kolom, raw),
        };
        rank = rank << n_bits(kolom.soort) | part;
    }
    let is_taken_back = plan.teruggenomen.iter().any(|(idx, code)| {
        let kolom = &plan.kolommen[*idx];
        let text = decode(plan.text.codering, cell_bytes(kolom, fields, bytes));
        text.is_some_and(|text| match kolom.waarden {
            Some(waarden) => waarden.code(&text) == Some(code),
            None => *text == **code,
        })
    });
    rank << 1 | u128::from(is_taken_back)
}

fn rank_of_text(plan: &FilePlan, kolom: &Kolom, raw: &[u8]) -> Rank {
    let Some(cell) = utf8_bytes(plan.text.codering, raw) else { return 0 };
    if kolom.is_empty(raw.trim_ascii()) || cell.is_empty() {
        return 0;
    }
    if n_bits(kolom.soort) == 1 {
        return 1;
    }
    let mut first = [0; 8];
    first.iter_mut().zip(&*cell).for_each(|(to, byte)| *to = *byte);
    u128::from(u64::from_be_bytes(first))
}
