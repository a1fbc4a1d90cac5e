//! For which months, lengths of periods and levels of areas a source has rows.

use std::collections::BTreeSet;

use chrono::Datelike;

use crate::model::{Datum, Frequentie, GebiedIdx, Gebiedsindeling, Niveau, Periode};
use crate::source::{Block, Column};

use super::predicate::row_date;

/// What one thread has seen of the rows of a source.
///
/// Flags in tables rather than sets, because every row says something.
#[derive(Clone, Debug, Default)]
pub(super) struct Coverage {
    /// By month since the start of 1900, before which no date lies.
    months: Vec<bool>,
    lengths: BTreeSet<Frequentie>,
    /// By column and area.
    areas: Vec<Vec<bool>>,
}

const FIRST_YEAR: i32 = 1900;

/// Sets a flag, for which the table grows.
fn mark(flags: &mut Vec<bool>, idx: usize) {
    if flags.len() <= idx {
        flags.resize(idx + 1, false);
    }
    flags[idx] = true;
}

/// Sets the flags that another table has.
fn unite(flags: &mut Vec<bool>, other: &[bool]) {
    if flags.len() < other.len() {
        flags.resize(other.len(), false);
    }
    flags.iter_mut().zip(other).for_each(|(flag, other)| *flag |= other);
}

/// The numbers of the flags that are set.
fn marked(flags: &[bool]) -> impl Iterator<Item = usize> {
    flags.iter().enumerate().filter(|(_, flag)| **flag).map(|(idx, _)| idx)
}

impl Coverage {
    /// Notes the areas that a block names.
    pub(super) fn see_areas(&mut self, block: &Block) {
        self.areas.resize(self.areas.len().max(block.columns.len()), Vec::new());
        for (column, seen) in block.columns.iter().zip(&mut self.areas) {
            let Column::Gebied(cells) = column else { continue };
            for area in cells.iter().flatten() {
                mark(seen, area.index());
            }
        }
    }

    /// Notes the dates and periods of the rows of a block.
    pub(super) fn see_dates(&mut self, block: &Block, date: usize) {
        if let Column::Periode(cells) = &block.columns[date] {
            self.lengths.extend(cells.iter().flatten().map(|periode| periode.frequentie()));
        }
        for row in 0..block.n_rows() {
            let Some(date) = row_date(block, date, row) else { continue };
            if let Ok(year) = usize::try_from(date.year() - FIRST_YEAR) {
                mark(&mut self.months, year * 12 + date.month0() as usize);
            }
        }
    }

    /// Adds what another thread has seen.
    pub(super) fn merge(&mut self, other: Self) {
        unite(&mut self.months, &other.months);
        self.lengths.extend(other.lengths);
        self.areas.resize(self.areas.len().max(other.areas.len()), Vec::new());
        for (seen, more) in self.areas.iter_mut().zip(&other.areas) {
            unite(seen, more);
        }
    }

    /// The months in which there are rows.
    pub(super) fn months(&self) -> BTreeSet<Periode> {
        let month = |idx: usize| {
            let first = Datum::from_ymd_opt(FIRST_YEAR + idx as i32 / 12, idx as u32 % 12 + 1, 1)?;
            Periode::containing(first, Frequentie::Maand)
        };
        marked(&self.months).filter_map(month).collect()
    }

    /// The lengths of the periods of the rows.
    pub(super) fn lengths(&self) -> &BTreeSet<Frequentie> {
        &self.lengths
    }

    /// The areas that are named, in the order of the tree.
    pub(super) fn areas(&self) -> Vec<GebiedIdx> {
        let places: BTreeSet<_> = self.areas.iter().flat_map(|seen| marked(seen)).collect();
        places.into_iter().map(Gebiedsindeling::idx_at).collect()
    }

    /// The levels of the areas that are named, by column.
    pub(super) fn levels(&self, indeling: &Gebiedsindeling) -> BTreeSet<(usize, Niveau)> {
        let levels = |(kolom, seen)| {
            let niveau = |idx| indeling.gebied(Gebiedsindeling::idx_at(idx)).niveau;
            marked(seen).map(move |idx| (kolom, niveau(idx)))
        };
        self.areas.iter().map(Vec::as_slice).enumerate().flat_map(levels).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Block;

    #[test]
    fn notes_each_month_once() {
        let days = ["2017-03-01", "2017-03-31", "2016-12-31"];
        let cells = days.map(|day| day.parse().ok()).into_iter().chain([None]).collect();
        let (lines, columns) = (vec![2, 3, 4, 5], vec![Column::Datum(cells)]);
        let block = Block { file: 0, lines, columns, elders: false };
        let mut coverage = Coverage::default();
        coverage.see_dates(&block, 0);
        let mut total = Coverage::default();
        total.merge(coverage);
        let months: Vec<_> = total.months().iter().map(ToString::to_string).collect();
        assert_eq!(months, ["2016M12", "2017M03"]);
    }
}
