//! What rows of one person come to together, per area and period: how many different codes, or how
//! much in all.
//!
//! Each row that counts leaves an event of 24 bytes: who, where, from which moment to which, and
//! the code or the amount. Events are parted by the hash of the person and sorted by person, so that
//! each person is looked at once, with all areas and periods.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{GebiedIdx, Periode};

use super::distinct::{Frame, PerCell};
use super::moments::runs;
use super::reach::Reach;

const N_PARTS: usize = 64;

/// What is sought of each person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PerPersoon {
    /// Whether the rows have at least so many different codes in a column.
    Codes { kolom: usize, minstens: u32 },
    /// The square of the sum of a column.
    Som(usize),
}

/// A row of a person. Of the hash 64 bits are enough: with ten million persons the chance that two are
/// taken for one is below 10⁻⁵, and then it changes one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    persoon: u64,
    place: u32,
    moments: [u16; 2],
    extra: i64,
}

/// The rows of all persons for one question.
#[derive(Clone, Debug)]
pub(super) struct Events {
    parts: Vec<Vec<Event>>,
}

impl Events {
    pub(super) fn new() -> Self {
        Self { parts: vec![Vec::new(); N_PARTS] }
    }

    /// Adds a row of a person in a place during a run of moments, with its code or amount.
    pub(super) fn add(&mut self, persoon: u128, place: usize, run: &Range<usize>, extra: i64) {
        let hash = (persoon >> 64) as u64 ^ persoon as u64;
        let moments = [run.start, run.end].map(|moment| moment as u16);
        let event = Event { persoon: hash, place: place as u32, moments, extra };
        self.parts[hash as usize % N_PARTS].push(event);
    }

    /// Adds the rows that another thread has seen.
    pub(super) fn merge(&mut self, other: Self) {
        for (part, more) in self.parts.iter_mut().zip(other.parts) {
            part.extend(more);
        }
    }

    /// The persons with enough different codes, per area and period.
    pub(super) fn count_codes(self, frame: &Frame<'_>, minstens: u32) -> PerCell {
        let mut cells = PerCell::default();
        for of_part in self.per_person(frame, |of_cell: &mut Vec<i64>| {
            of_cell.sort_unstable();
            of_cell.dedup();
            u64::from(minstens as usize <= of_cell.len())
        }) {
            for (key, n) in of_part.into_iter().filter(|(_, n)| *n != 0) {
                *cells.entry(key).or_default() += n;
            }
        }
        cells
    }

    /// The sum over persons of the square of what each has in all, per area and period.
    pub(super) fn sum_squares(self, frame: &Frame<'_>) -> FxHashMap<(GebiedIdx, Periode), i128> {
        let mut cells: FxHashMap<_, i128> = FxHashMap::default();
        for of_part in self.per_person(frame, |of_cell: &mut Vec<i64>| {
            let sum: i128 = of_cell.iter().copied().map(i128::from).sum();
            // Beyond 2^63 a single person has more than all amounts that fit together.
            sum.saturating_mul(sum)
        }) {
            for (key, squares) in of_part {
                let cell = cells.entry(key).or_default();
                *cell = cell.saturating_add(squares);
            }
        }
        cells
    }

    /// What is made of the rows of each person in each cell, added up over the persons of a part.
    fn per_person<T: Copy + Default + Send + std::ops::AddAssign>(
        self,
        frame: &Frame<'_>,
        make: impl Fn(&mut Vec<i64>) -> T + Sync,
    ) -> Vec<FxHashMap<(GebiedIdx, Periode), T>> {
        let all: Vec<_> = frame.periods.iter().chain(frame.longer).copied().collect();
        let of_part = |mut part: Vec<Event>| {
            part.sort_unstable();
            let mut cells: FxHashMap<_, T> = FxHashMap::default();
            let mut words = vec![0; frame.n_words()];
            let mut rows: Vec<(GebiedIdx, usize, i64)> = Vec::new();
            let mut of_cell = Vec::new();
            for of_person in part.chunk_by(|a, b| a.persoon == b.persoon) {
                rows.clear();
                for event in of_person {
                    let [start, end] = event.moments.map(usize::from);
                    frame.periods_of(start..end, &mut words);
                    let areas = frame.reach.widen(Reach::place_at(event.place as usize));
                    for period in runs(&words).flatten() {
                        rows.extend(areas.iter().map(|&area| (area, period, event.extra)));
                    }
                }
                rows.sort_unstable();
                for group in rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
                    of_cell.clear();
                    of_cell.extend(group.iter().map(|(_, _, extra)| *extra));
                    let (area, period, _) = group[0];
                    *cells.entry((area, all[period])).or_default() += make(&mut of_cell);
                }
            }
            cells
        };
        self.parts.into_par_iter().map(of_part).collect()
    }
}
