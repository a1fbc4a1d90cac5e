//! Distinct values per area and period, in sixteen bytes each.

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;

use crate::model::{GebiedIdx, Gebiedsindeling, Periode};

use super::calendar::Calendar;
use super::count::Key;

/// Values with the cell that they were seen in, of which each pair is kept once.
///
/// A pair is one number: 19 bits for the area, 13 for the period and 96 for the value. Of a
/// person's hash 96 bits are enough: with ten million persons in one cell the chance that two
/// are taken for one is below 10⁻¹⁵.
#[derive(Clone, Debug, Default)]
pub(super) struct Distinct {
    pairs: Vec<u128>,
    n_compact: usize,
}

const VALUE_BITS: u32 = 96;
const PERIOD_BITS: u32 = 13;
const VALUE: u128 = (1 << VALUE_BITS) - 1;

/// The bits of a cell.
fn pack(calendar: &Calendar, (area, periode): Key) -> u128 {
    let area = area.map_or(0, |idx| idx.index() as u128 + 1);
    let cell = area << PERIOD_BITS | u128::from(calendar.number(periode));
    cell << VALUE_BITS
}

/// The cell of a pair.
fn unpack(calendar: &Calendar, pair: u128) -> Key {
    let cell = (pair >> VALUE_BITS) as usize;
    let area = (cell >> PERIOD_BITS).checked_sub(1).map(Gebiedsindeling::idx_at);
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
    /// One kind of wider cells at a time: all buurten, then all wijken, and so on, so that the
    /// pairs are copied once and not once per kind.
    pub(super) fn count_by(
        mut self,
        calendar: &Calendar,
        widen: impl Fn(Key) -> Vec<(GebiedIdx, Periode)>,
    ) -> FxHashMap<(GebiedIdx, Periode), u64> {
        self.compact();
        // The wider cells of each cell, found once per cell and not once per pair.
        let mut wider: Vec<(u128, Vec<u128>)> = Vec::new();
        for &pair in &self.pairs {
            let cell = pair & !VALUE;
            if wider.last().is_none_or(|(known, _)| *known != cell) {
                let targets = widen(unpack(calendar, pair)).into_iter();
                let targets = targets.map(|(area, periode)| pack(calendar, (Some(area), periode)));
                wider.push((cell, targets.collect()));
            }
        }
        let n_kinds = wider.iter().map(|(_, targets)| targets.len()).max().unwrap_or(0);
        let mut found = Self::default();
        for kind in 0..n_kinds {
            let mut cells = wider.iter().peekable();
            let mut target = None;
            let mut current = None;
            for &pair in &self.pairs {
                let cell = pair & !VALUE;
                if current != Some(cell) {
                    current = Some(cell);
                    target = cells.next().and_then(|(_, targets)| targets.get(kind).copied());
                }
                if let Some(target) = target {
                    found.pairs.push(target | pair & VALUE);
                }
            }
            found.compact();
        }
        let mut counts = FxHashMap::default();
        for run in found.pairs.chunk_by(|a, b| a & !VALUE == b & !VALUE) {
            if let (Some(area), periode) = unpack(calendar, run[0]) {
                counts.insert((area, periode), run.len() as u64);
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_in_two_wijken_counts_once_in_the_gemeente() {
        let calendar = Calendar::new(vec!["2017".parse().expect("a period")]);
        let periode = calendar.periods()[0];
        let [gemeente, noord, zuid] = [0, 1, 2].map(Gebiedsindeling::idx_at);
        let mut seen = Distinct::default();
        for (area, person) in [(noord, 7), (zuid, 7), (noord, 8), (noord, 7)] {
            seen.insert(&calendar, (Some(area), periode), person);
        }
        seen.insert(&calendar, (None, periode), 9);
        let counts = seen.count_by(&calendar, |(area, periode)| {
            area.into_iter().chain([gemeente]).map(|area| (area, periode)).collect()
        });
        let count = |area| counts.get(&(area, periode)).copied();
        assert_eq!([count(gemeente), count(noord), count(zuid)], [Some(3), Some(2), Some(1)]);
    }
}
