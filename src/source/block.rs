//! Blocks: some thousands of rows of a source as typed columns.

use std::num::{NonZeroU32, NonZeroU128};

use crate::model::{Datum, GebiedIdx, Gebiedsindeling, Periode};

/// A text that stands once in the [`super::Dictionary`] of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextId(pub(super) NonZeroU32);

impl TextId {
    /// The place in the dictionary, from 0.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// A person, known only by a 128-bit hash of the pseudonym.
///
/// With ten million persons the chance that two share a hash is below 10⁻²⁴, so counts of
/// distinct persons are exact for all purposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub(super) NonZeroU128);

impl PersonId {
    /// The hash as a number.
    pub fn to_bits(self) -> u128 {
        self.0.get()
    }
}

/// The cells of one column of a block; `None` is an empty cell.
#[derive(Clone, Debug)]
pub enum Column {
    /// Dates.
    Datum(Vec<Option<Datum>>),
    /// Numbers in units of `10^-decimalen` of the column.
    Getal(Vec<Option<i64>>),
    /// Texts and codes.
    Text(Vec<Option<TextId>>),
    /// Areas that exist on the date of the row; `None` is `onbekend`.
    Gebied(Vec<Option<GebiedIdx>>),
    /// Periods.
    Periode(Vec<Option<Periode>>),
    /// Persons.
    Persoon(Vec<Option<PersonId>>),
}

/// Some thousands of usable rows of one file.
#[derive(Clone, Debug)]
pub struct Block {
    /// The index of the file in the source.
    pub file: usize,
    /// The line on which each row starts, from 1.
    pub lines: Vec<u64>,
    /// The columns, in the order of [`super::BronSpec::kolommen`]; those that nobody asks for
    /// are empty.
    pub columns: Vec<Column>,
    /// True when the rows are of places elsewhere ([`Gebiedsindeling::elders`]), not of the gemeente.
    pub elders: bool,
}

impl Block {
    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.lines.len()
    }
}

impl Block {
    /// The block with only the rows that are kept.
    #[must_use]
    pub fn retain(&self, keep: &[bool]) -> Self {
        fn kept<T: Copy>(cells: &[T], keep: &[bool]) -> Vec<T> {
            cells.iter().zip(keep).filter(|(_, keep)| **keep).map(|(cell, _)| *cell).collect()
        }
        let column = |column: &Column| match column {
            Column::Datum(cells) => Column::Datum(kept(cells, keep)),
            Column::Getal(cells) => Column::Getal(kept(cells, keep)),
            Column::Text(cells) => Column::Text(kept(cells, keep)),
            Column::Gebied(cells) => Column::Gebied(kept(cells, keep)),
            Column::Periode(cells) => Column::Periode(kept(cells, keep)),
            Column::Persoon(cells) => Column::Persoon(kept(cells, keep)),
        };
        Self {
            file: self.file,
            lines: kept(&self.lines, keep),
            columns: self.columns.iter().map(column).collect(),
            elders: self.elders,
        }
    }
}

impl Block {
    /// The rows of the gemeente, and apart from them those of places elsewhere.
    ///
    /// Whoever counts the first has no way to count the second by mistake.
    pub(super) fn split_elders(self, indeling: &Gebiedsindeling) -> Vec<Self> {
        let is_elders =
            |cell: &Option<GebiedIdx>| cell.is_some_and(|idx| indeling.elders_at(idx).is_some());
        let mut are_elders = vec![false; self.n_rows()];
        for column in &self.columns {
            let Column::Gebied(cells) = column else { continue };
            are_elders.iter_mut().zip(cells).for_each(|(flag, cell)| *flag |= is_elders(cell));
        }
        if !are_elders.contains(&true) {
            return vec![self];
        }
        let are_own: Vec<_> = are_elders.iter().map(|is_elders| !is_elders).collect();
        vec![self.retain(&are_own), Self { elders: true, ..self.retain(&are_elders) }]
    }
}
