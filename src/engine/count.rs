//! Counting: rows, distinct persons and sums per area and period, in whole numbers only.
//!
//! A counter keeps what it finds per smallest area; larger areas follow in `rollup`. Because
//! only integers are added, the result does not depend on the order of rows or on threads.

use rustc_hash::FxHashMap;

use crate::model::{Frequentie, GebiedIdx, Periode};
use crate::source::{Block, Column, PersonId};

use super::predicate::{Moment, RowFilter};

/// The area, where known, and the period that a row counts in.
pub(super) type Key = (Option<GebiedIdx>, Periode);

/// What one counter looks for in the rows of its source.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    /// Which rows count.
    pub filter: RowFilter,
    /// The column of the area.
    pub gebied: usize,
    /// The periods that are asked for, sorted.
    pub moments: Vec<Moment>,
    /// The frequencies of those periods.
    pub frequenties: Vec<Frequentie>,
    /// The column that is added up.
    pub som: Option<usize>,
    /// The column whose distinct values are counted.
    pub uniek: Option<usize>,
    /// The column of the persons behind the rows, when there is one.
    pub persoon: Option<usize>,
}

/// What a counter found in some rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows and sum per area and period.
    pub sums: FxHashMap<Key, (u64, i128)>,
    /// The distinct values per area and period.
    pub uniek: Distinct,
    /// The distinct persons per area and period.
    pub personen: Distinct,
}

/// Pairs of a key and a value, of which each is kept once.
#[derive(Clone, Debug, Default)]
pub(super) struct Distinct {
    pairs: Vec<(Key, u128)>,
    n_compact: usize,
}

impl Distinct {
    fn insert(&mut self, key: Key, value: u128) {
        self.pairs.push((key, value));
    }

    fn merge(&mut self, mut other: Self) {
        self.pairs.append(&mut other.pairs);
        // Twice what is known to be distinct: the cost of sorting stays in proportion.
        if self.pairs.len() > 2 * self.n_compact + 65_536 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.n_compact = self.pairs.len();
    }

    /// The number of distinct values per key, after each key was replaced by larger areas.
    pub(super) fn count_by(
        mut self,
        widen: impl Fn(Key) -> Vec<(GebiedIdx, Periode)>,
    ) -> FxHashMap<(GebiedIdx, Periode), u64> {
        self.compact();
        let mut widened = Vec::new();
        let mut last: Option<(Key, Vec<(GebiedIdx, Periode)>)> = None;
        for (key, value) in self.pairs {
            if last.as_ref().is_none_or(|(known, _)| *known != key) {
                last = Some((key, widen(key)));
            }
            let (_, targets) = last.as_ref().expect("set above");
            widened.extend(targets.iter().map(|&target| (target, value)));
        }
        widened.sort_unstable();
        widened.dedup();
        let mut counts = FxHashMap::default();
        for (key, _) in widened {
            *counts.entry(key).or_insert(0) += 1;
        }
        counts
    }
}

impl Tally {
    /// Adds what another thread found.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, (rows, sum)) in other.sums {
            let entry = self.sums.entry(key).or_default();
            entry.0 += rows;
            entry.1 += sum;
        }
        self.uniek.merge(other.uniek);
        self.personen.merge(other.personen);
    }
}

/// The value of a cell as a number that stands for it alone.
fn identity(column: &Column, row: usize) -> Option<u128> {
    match column {
        Column::Persoon(cells) => cells[row].map(PersonId::to_bits),
        Column::Text(cells) => cells[row].map(|id| id.index() as u128),
        _ => None,
    }
}

impl Counter {
    /// Adds the rows of a block to a tally.
    pub(super) fn count(&self, block: &Block, tally: &mut Tally) {
        // `fixed` does not look at the moment, so any will do.
        let Some(&any) = self.moments.first() else { return };
        for row in 0..block.n_rows() {
            if !self.filter.fixed.holds(block, row, &any) {
                continue;
            }
            match self.filter.date_in_periode {
                Some(kolom) => {
                    let Column::Datum(cells) = &block.columns[kolom] else { continue };
                    let Some(date) = cells[row] else { continue };
                    for &frequentie in &self.frequenties {
                        let Some(periode) = Periode::containing(date, frequentie) else { continue };
                        let find = |moment: &Moment| moment.periode.cmp(&periode);
                        if let Ok(idx) = self.moments.binary_search_by(find) {
                            self.count_row(block, row, &self.moments[idx], tally);
                        }
                    }
                }
                None => {
                    for moment in &self.moments {
                        self.count_row(block, row, moment, tally);
                    }
                }
            }
        }
    }

    fn count_row(&self, block: &Block, row: usize, moment: &Moment, tally: &mut Tally) {
        if !self.filter.moving.holds(block, row, moment) {
            return;
        }
        let Column::Gebied(areas) = &block.columns[self.gebied] else { return };
        let key = (areas[row], moment.periode);
        let amount = match self.som.map(|kolom| &block.columns[kolom]) {
            Some(Column::Getal(cells)) => match cells[row] {
                Some(amount) => i128::from(amount),
                // An empty amount adds nothing and contributes nobody.
                None => return,
            },
            _ => 0,
        };
        if let Some(kolom) = self.uniek {
            // A row without the value that is counted has nothing to count.
            let Some(value) = identity(&block.columns[kolom], row) else { return };
            tally.uniek.insert(key, value);
        }
        if let Some(value) = self.persoon.and_then(|kolom| identity(&block.columns[kolom], row)) {
            tally.personen.insert(key, value);
        }
        let entry = tally.sums.entry(key).or_default();
        entry.0 += 1;
        entry.1 += amount;
    }
}
