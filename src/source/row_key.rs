//! The key of a row, by which it is one and the same in every file and every notation.
//!
//! What is typed is compared as what it means: `2017` and `2017JJ00` are one period, `1-3-2017`
//! in an export and a date in a workbook one day. Texts and persons are compared as they stand.

use std::borrow::Cow;

use chrono::Datelike;

use super::decode::{decode, utf8_bytes};
use super::piece::cell_bytes;
use super::plan::{FilePlan, Kolom};
use super::record::Fields;
use super::{Column, KolomType, Vorm};
use crate::model::Datum;

/// The key of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKey {
    /// The cells, as bytes that no other key has, in the buffer.
    Whole,
    /// A part of it is empty, in this column, so nobody knows whether the row is another.
    ///
    /// Of published figures only where all of it is: an empty age means all ages.
    Incomplete(usize),
}

impl KolomType {
    /// True when cells that are written differently can have one value.
    pub(super) fn has_notations(&self) -> bool {
        match self {
            Self::Datum(_) | Self::Getal { .. } | Self::Gebied | Self::Periode => true,
            Self::Code { waarden } => waarden.is_some(),
            Self::Tekst | Self::Pseudoniem => false,
        }
    }
}

/// Puts the key of the row that was read last into these columns in `buffer`.
pub(super) fn row_key(
    plan: &FilePlan,
    columns: &[Column],
    fields: &Fields,
    bytes: &[u8],
    buffer: &mut Vec<u8>,
) -> RowKey {
    let is_figure = plan.vorm == Vorm::Cijfers;
    let (mut n_empty, mut first_empty) = (0, None);
    buffer.clear();
    for &idx in &plan.sleutel {
        let kolom = &plan.kolommen[idx];
        let raw = cell_bytes(kolom, fields, bytes);
        if kolom.soort.has_notations() && push_value(&columns[idx], buffer) {
            continue;
        }
        let cell = utf8_bytes(plan.text.codering, raw).unwrap_or(Cow::Borrowed(raw));
        if means_nothing(plan, kolom, raw.trim_ascii()) {
            n_empty += 1;
            first_empty.get_or_insert(idx);
        }
        // The length before each cell keeps `1;23` and `12;3` apart.
        buffer.extend_from_slice(&(cell.len() as u64).to_le_bytes());
        buffer.extend_from_slice(&cell);
    }
    match first_empty {
        Some(idx) if !is_figure || n_empty == plan.sleutel.len() => RowKey::Incomplete(idx),
        _ => RowKey::Whole,
    }
}

/// Adds the last value of a column; false when it holds none.
fn push_value(column: &Column, buffer: &mut Vec<u8>) -> bool {
    let number = match column {
        Column::Datum(values) => values.last().copied().flatten().map(days_of),
        Column::Getal(values) => values.last().copied().flatten().map(|number| number as u64),
        Column::Text(values) => values.last().copied().flatten().map(|id| id.index() as u64),
        Column::Gebied(values) => values.last().copied().flatten().map(|idx| idx.index() as u64),
        Column::Periode(values) => values.last().copied().flatten().map(|periode| {
            let days = periode.last_day().signed_duration_since(periode.first_day()).num_days();
            days_of(periode.first_day()) << 16 | days as u64
        }),
        Column::Persoon(_) => None,
    };
    let Some(number) = number else { return false };
    // No cell has this length.
    buffer.extend_from_slice(&u64::MAX.to_le_bytes());
    buffer.extend_from_slice(&number.to_le_bytes());
    true
}

fn days_of(day: Datum) -> u64 {
    u64::from(day.num_days_from_ce() as u32)
}

/// True for an empty cell, also one that is declared to mean so or mapped to no code.
fn means_nothing(plan: &FilePlan, kolom: &Kolom, cell: &[u8]) -> bool {
    if cell.is_empty() || kolom.is_empty(cell) {
        return true;
    }
    let code = |text: &str| kolom.waarden.and_then(|waarden| waarden.code(text)) == Some("");
    kolom.waarden.is_some() && decode(plan.text.codering, cell).is_some_and(|text| code(&text))
}
