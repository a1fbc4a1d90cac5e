//! Distinct values per area and period, in sixteen bytes each.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{GebiedIdx, Periode};

use super::calendar::Calendar;
use super::count::Key;
use super::reach::LiggingIdx;

/// Values with the cell that they were seen in, of which each pair is kept once.
///
/// A pair is one number: 19 bits for the place, 13 for the period and 96 for the value. Of a
/// person's hash 96 bits are enough: with ten million persons in one cell the chance that two
/// are taken for one is below 10⁻¹⁵.
#[derive(Clone, Debug, Default)]
pub(super) struct Distinct {
    pairs: Vec<u128>,
    n_compact: usize,
}

const VALUE_BITS: u32 = 96;
const PERIOD_BITS: u32 = 13;
/// The number of parts in which wider cells are counted.
const N_PARTS: u128 = 16;
const VALUE: u128 = (1 << VALUE_BITS) - 1;

/// The bits of a cell.
fn pack(calendar: &Calendar, (ligging, periode): Key) -> u128 {
    let area = ligging.map_or(0, |idx| idx.index() as u128 + 1);
    let cell = area << PERIOD_BITS | u128::from(calendar.number(periode));
    cell << VALUE_BITS
}

/// The cell of a pair.
fn unpack(calendar: &Calendar, pair: u128) -> Key {
    let cell = (pair >> VALUE_BITS) as usize;
    let area = (cell >> PERIOD_BITS).checked_sub(1).map(LiggingIdx::at);
    (area, calendar.periods()[cell & ((1 << PERIOD_BITS) - 1)])
}

impl Distinct {
    /// Adds a value to a cell.
    pub(super) fn insert(&mut self, calendar: &Calendar, key: Key, value: u128) {
        self.pairs.push(pack(calendar, key) | value & VALUE);
    }

    /// Adds the pairs of another list.
    pub(super) fn merge(&mut self, mut other: Self) {
        self.pairs.append(&mut other.pairs);
        // Twice what is known to be distinct: the cost of sorting stays in proportion.
        if self.pairs.len() > 2 * self.n_compact + 1_000_000 {
            self.compact();
        }
    }

    fn compact(&mut self) {
        self.pairs.par_sort_unstable();
        self.pairs.dedup();
        self.n_compact = self.pairs.len();
    }

    /// The number of distinct values per cell, after each cell was replaced by wider ones.
    ///
    /// Done in parts, so that the pairs are never all there once for every wider cell.
    pub(super) fn count_by(
        mut self,
        calendar: &Calendar,
        widen: impl Fn(Key) -> Vec<(GebiedIdx, Periode)>,
    ) -> FxHashMap<(GebiedIdx, Periode), u64> {
        self.compact();
        // The wider cells of each cell, found once per cell and not once per pair. They are
        // numbered in the order in which they are met, which fits the same bits.
        let mut numbers: FxHashMap<(GebiedIdx, Periode), u128> = FxHashMap::default();
        let mut targets_of: Vec<Vec<u128>> = Vec::new();
        for run in self.pairs.chunk_by(same_cell) {
            let targets = widen(unpack(calendar, run[0])).into_iter().map(|target| {
                let next = numbers.len() as u128;
                *numbers.entry(target).or_insert(next) << VALUE_BITS
            });
            targets_of.push(targets.collect());
        }
        let n_of: FxHashMap<u128, u64> = (0..N_PARTS)
            .into_par_iter()
            .flat_map_iter(|part| self.count_part(&targets_of, part))
            .collect();
        numbers.into_iter().filter_map(|(key, number)| Some((key, *n_of.get(&number)?))).collect()
    }

    /// Counts the wider cells of one part, by their numbers.
    fn count_part(&self, targets_of: &[Vec<u128>], part: u128) -> Vec<(u128, u64)> {
        let mut pairs = Vec::new();
        for (run, targets) in self.pairs.chunk_by(same_cell).zip(targets_of) {
            for target in targets.iter().filter(|target| (**target >> VALUE_BITS) % N_PARTS == part)
            {
                pairs.extend(run.iter().map(|pair| target | pair & VALUE));
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs.chunk_by(same_cell).map(|run| (run[0] >> VALUE_BITS, run.len() as u64)).collect()
    }
}

/// True when two pairs are of one cell.
fn same_cell(a: &u128, b: &u128) -> bool {
    a >> VALUE_BITS == b >> VALUE_BITS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Gebiedsindeling;

    #[test]
    fn a_person_in_two_wijken_counts_once_in_the_gemeente() {
        let calendar = Calendar::new(vec!["2017".parse().expect("a period")]);
        let periode = calendar.periods()[0];
        let [noord, zuid] = [1, 2].map(LiggingIdx::at);
        let area = |place: LiggingIdx| Gebiedsindeling::idx_at(place.index());
        let gemeente = Gebiedsindeling::idx_at(0);
        let mut seen = Distinct::default();
        for (area, person) in [(noord, 7), (zuid, 7), (noord, 8), (noord, 7)] {
            seen.insert(&calendar, (Some(area), periode), person);
        }
        seen.insert(&calendar, (None, periode), 9);
        let counts = seen.count_by(&calendar, |(place, periode)| {
            place.map(area).into_iter().chain([gemeente]).map(|area| (area, periode)).collect()
        });
        let count = |area| counts.get(&(area, periode)).copied();
        let found = [count(gemeente), count(area(noord)), count(area(zuid))];
        assert_eq!(found, [Some(3), Some(2), Some(1)]);
    }
}
