//! What rows of one person come to together, per area and period: how many different codes, or how
//! much in all.
//!
//! Each row that counts leaves an event of 24 bytes: who, where, from which moment to which, and
//! the code or the amount. Events are parted by the hash of the person and sorted by person, so that
//! each person is looked at once, with all areas and periods.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{Bedragen, GebiedIdx, Periode};

use super::distinct::{Frame, PerCell};
use super::moments::runs;
use super::reach::Reach;

pub(super) const N_PARTS: usize = 64;

/// What is sought of each person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PerPersoon {
    /// Whether the rows have at least so many different codes in a column.
    Codes { kolom: usize, minstens: u32 },
    /// The sum of a column: its square, and whether it is among the largest.
    Som(usize),
    /// Only who it is, where and when.
    Wie,
}

/// A row of a person. Of the hash 63 bits are enough: with ten million persons the chance that two are
/// taken for one is below 10⁻⁵, and then it changes one of them. The last bit tells a row that does
/// not say whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Event {
    pub persoon: u64,
    pub place: u32,
    pub moments: [u16; 2],
    extra: i64,
}

impl Event {
    /// True for a row that does not say whose it is.
    pub(super) fn is_anonymous(&self) -> bool {
        self.persoon & WITHOUT_PERSON != 0
    }
}

/// The bit of a row that does not say whose it is.
const WITHOUT_PERSON: u64 = 1 << 63;

/// A hash in half as many bits.
fn fold(hash: u128) -> u64 {
    (hash >> 64) as u64 ^ hash as u64
}

/// What is known of the amounts of the persons of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    /// The sum over persons of the square of what each has.
    pub kwadraten: i128,
    /// The largest of them.
    pub bedragen: Bedragen,
}

impl std::ops::AddAssign for Amounts {
    fn add_assign(&mut self, other: Self) {
        self.kwadraten = self.kwadraten.saturating_add(other.kwadraten);
        self.bedragen += other.bedragen;
    }
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
        self.push(fold(persoon) & !WITHOUT_PERSON, place, run, extra);
    }

    /// Adds a row that does not say whose it is; the number stands for the row alone.
    pub(super) fn add_anonymous(
        &mut self,
        number: u128,
        place: usize,
        run: &Range<usize>,
        extra: i64,
    ) {
        self.push(fold(number) | WITHOUT_PERSON, place, run, extra);
    }

    fn push(&mut self, hash: u64, place: usize, run: &Range<usize>, extra: i64) {
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

    /// The rows, parted by person: those of a person are in the same part of all questions.
    pub(super) fn into_parts(self) -> Vec<Vec<Event>> {
        self.parts
    }

    /// The persons with enough different codes, per area and period.
    pub(super) fn count_codes(self, frame: &Frame<'_>, minstens: u32) -> PerCell {
        let mut cells = PerCell::default();
        for of_part in self.per_person(frame, |_, of_cell: &mut Vec<i64>| {
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

    /// The amounts of persons, each of what one has in all, per area and period.
    pub(super) fn amounts(self, frame: &Frame<'_>) -> FxHashMap<(GebiedIdx, Periode), Amounts> {
        let mut cells: FxHashMap<_, Amounts> = FxHashMap::default();
        for of_part in self.per_person(frame, |is_anonymous, of_cell: &mut Vec<i64>| {
            let sum: i128 = of_cell.iter().copied().map(i128::from).sum();
            let of = if is_anonymous { Bedragen::without_person } else { Bedragen::of_person };
            // Beyond 2^63 a single person has more than all amounts that fit together.
            Amounts { kwadraten: sum.saturating_mul(sum), bedragen: of(sum) }
        }) {
            for (key, amounts) in of_part {
                *cells.entry(key).or_default() += amounts;
            }
        }
        cells
    }

    /// What is made of the rows of each person in each cell, added up over the persons of a part;
    /// told is whether they are rows of nobody.
    fn per_person<T: Copy + Default + Send + std::ops::AddAssign>(
        self,
        frame: &Frame<'_>,
        make: impl Fn(bool, &mut Vec<i64>) -> T + Sync,
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
                let is_anonymous = of_person[0].is_anonymous();
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
                    *cells.entry((area, all[period])).or_default() +=
                        make(is_anonymous, &mut of_cell);
                }
            }
            cells
        };
        self.parts.into_par_iter().map(of_part).collect()
    }
}
