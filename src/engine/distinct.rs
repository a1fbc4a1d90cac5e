//! Distinct persons, or other values, per area and period, from one grouping by person.
//!
//! A row that counts leaves a sighting of twenty bytes: who, where, from which moment to which
//! and for which questions. Sightings are parted by the hash of the person, so that each part
//! fits a cache and holds all of its persons; sorted by person, they give all counts at once: for
//! each question the moments of a person are brought together, and whoever has one place in all
//! counts there and nowhere else. Only those who moved are followed to larger areas one by one.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{GebiedIdx, Gebiedsindeling, Periode};

use super::grid::Grid;
use super::moments::{insert, n_words, runs};
use super::reach::Reach;
use super::sighting::{Sighting, sorted_by};

const N_PARTS: usize = 256;
/// With more sightings than this of one value, pairs are not looked at one by one.
const MANY: usize = 48;
/// The sightings of a part are kept in boxes, because a list that grows is copied. The first is
/// small, since every thread has one for each part.
const SMALLEST_BOX: usize = 32;
const LARGEST_BOX: usize = 512;
/// Below so many sightings, over all threads, it is not worth while to look for doubles.
const N_FREE: usize = 4_000_000;

/// The sightings of one kind of value.
#[derive(Clone, Debug)]
pub(super) struct Sightings {
    /// Of each part the box that is being filled.
    open: Vec<Vec<Sighting>>,
    parts: Vec<Vec<Vec<Sighting>>>,
    n: usize,
    /// The number at which doubles are looked for.
    n_free: usize,
    /// Each row leaves its own sighting, since some question counts the rows of each person.
    keeps_doubles: bool,
}

impl Sightings {
    pub(super) fn new(keeps_doubles: bool) -> Self {
        let (open, parts) = (vec![Vec::new(); N_PARTS], vec![Vec::new(); N_PARTS]);
        Self { open, parts, n: 0, n_free: Self::n_free(), keeps_doubles }
    }

    fn n_free() -> usize {
        N_FREE / rayon::current_num_threads()
    }

    /// Adds a value that was seen in a place from the first to the last moment of a run.
    pub(super) fn add(&mut self, value: u128, place: usize, run: &Range<usize>, questions: u32) {
        let part = value as usize % N_PARTS;
        let open = &mut self.open[part];
        if open.len() == open.capacity() {
            let n = (4 * open.capacity()).clamp(SMALLEST_BOX, LARGEST_BOX);
            let full = std::mem::replace(open, Vec::with_capacity(n));
            self.parts[part].extend(Some(full).filter(|full| !full.is_empty()));
        }
        open.push(Sighting::new(value, place, run, questions));
        self.n += 1;
    }

    /// Puts what is being filled with the rest.
    fn close(&mut self) {
        for (part, open) in self.parts.iter_mut().zip(&mut self.open) {
            part.push(std::mem::take(open));
        }
    }

    /// Lets go of doubles when there are many more sightings than were known to be distinct.
    pub(super) fn compact(&mut self) {
        if self.n < self.n_free || self.keeps_doubles {
            return;
        }
        self.close();
        for part in &mut self.parts {
            let mut all = sorted_by(&std::mem::take(part), |sighting| *sighting);
            all.dedup();
            part.extend(all.chunks(LARGEST_BOX).map(<[_]>::to_vec));
        }
        self.n = self.parts.iter().flatten().map(Vec::len).sum();
        // Twice what is known to be distinct: the cost of sorting stays in proportion.
        self.n_free = self.n.saturating_mul(2).max(Self::n_free());
    }

    /// Adds the sightings of another thread.
    pub(super) fn merge(&mut self, mut other: Self) {
        other.close();
        for (part, more) in self.parts.iter_mut().zip(other.parts) {
            part.extend(more);
        }
        self.n += other.n;
    }

    /// Counts the distinct values per area and period, for each question.
    pub(super) fn count(mut self, frame: &Frame<'_>) -> Vec<Distinct> {
        self.close();
        let n_each = N_PARTS.div_ceil(4 * rayon::current_num_threads());
        let mut parts = self.parts;
        let counts = parts
            .par_chunks_mut(n_each)
            .map(|parts| {
                let mut counts = Counts::new(frame);
                for part in parts {
                    counts.add_part(&std::mem::take(part));
                }
                counts
            })
            .reduce(|| Counts::new(frame), Counts::merge);
        counts.finish()
    }
}

/// What was counted per area and period.
pub(super) type PerCell = FxHashMap<(GebiedIdx, Periode), u64>;

/// The distinct values of one question.
#[derive(Clone, Debug, Default)]
pub(super) struct Distinct {
    /// How many there are.
    pub uniek: PerCell,
    /// The ordered pairs of rows with the same value: with `c` rows a value has `c² - c`. Only of
    /// questions that count rows by person.
    pub paren: PerCell,
}

/// What counting needs to know besides the sightings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame<'a> {
    pub reach: &'a Reach,
    pub n_questions: usize,
    /// The questions that count the rows of each value, as bits.
    pub by_row: u32,
    /// The periods of the moments.
    pub periods: &'a [Periode],
    /// Longer periods, in which a value counts that was seen in a moment of theirs.
    pub longer: &'a [Periode],
    /// For each moment the longer periods that cover it, as bits behind those of the moments.
    pub above: &'a [Vec<u64>],
}

impl Frame<'_> {
    /// The bits of the moments of a run and of the longer periods that cover one of them.
    pub(super) fn periods_of(&self, run: Range<usize>, words: &mut [u64]) {
        words.fill(0);
        if !self.longer.is_empty() {
            for above in &self.above[run.clone()] {
                words.iter_mut().zip(above).for_each(|(word, above)| *word |= above);
            }
        }
        insert(words, run);
    }

    /// The words of a set of all periods.
    pub(super) fn n_words(&self) -> usize {
        n_words(self.n_periods())
    }

    fn n_periods(&self) -> usize {
        self.periods.len() + self.longer.len()
    }
}

/// For each period the longer ones that cover it, as bits behind those of the periods.
pub(super) fn above(periods: &[Periode], longer: &[Periode]) -> Vec<Vec<u64>> {
    let of = |periode: &Periode| {
        let mut words = vec![0; n_words(periods.len() + longer.len())];
        for (idx, _) in longer.iter().enumerate().filter(|(_, longer)| longer.covers(*periode)) {
            insert(&mut words, periods.len() + idx..periods.len() + idx + 1);
        }
        words
    };
    periods.iter().map(of).collect()
}

/// Distinct values per question, counted so far.
struct Counts<'a> {
    frame: &'a Frame<'a>,
    /// Those that were seen in one place only, by place.
    settled: Vec<Grid<i64>>,
    /// Those that were seen in more places, by area.
    moved: Vec<Grid<i64>>,
    /// The pairs of rows of one value, by area.
    paren: Vec<Grid<i64>>,
    n_words: usize,
    /// The periods of one sighting, kept to be used again.
    periods: Vec<u64>,
    /// The periods of each sighting of one value, kept to be used again.
    words: Vec<u64>,
    /// The cells of the rows of one value, kept to be used again: question, area and period.
    rows: Vec<(usize, GebiedIdx, usize)>,
}

impl<'a> Counts<'a> {
    fn new(frame: &'a Frame<'a>) -> Self {
        let grids = |n_places| vec![Grid::new(n_places, frame.n_periods()); frame.n_questions];
        let n_words = frame.n_words();
        let settled = grids(frame.reach.n_places());
        let moved = grids(frame.reach.n_cells());
        let paren = if frame.by_row == 0 { Vec::new() } else { moved.clone() };
        let (periods, words, rows) = (vec![0; n_words], Vec::new(), Vec::new());
        Self { frame, settled, moved, paren, n_words, periods, words, rows }
    }

    fn merge(mut self, other: Self) -> Self {
        for (grid, more) in self.settled.iter_mut().zip(other.settled) {
            grid.merge(more);
        }
        for (grid, more) in self.moved.iter_mut().zip(other.moved) {
            grid.merge(more);
        }
        for (grid, more) in self.paren.iter_mut().zip(other.paren) {
            grid.merge(more);
        }
        self
    }

    /// Counts the values of a part, which are in no other.
    fn add_part(&mut self, part: &[Vec<Sighting>]) {
        let mut part = sorted_by(part, Sighting::order);
        let mut seen = vec![0; self.frame.n_questions * self.n_words];
        let mut areas: Vec<(GebiedIdx, Vec<u64>)> = Vec::new();
        for of_value in part.chunk_by_mut(|a, b| a.value == b.value) {
            if self.frame.by_row != 0 && 1 < of_value.len() {
                self.count_pairs(of_value);
            }
            let place = of_value[0].place();
            if of_value.iter().all(|sighting| sighting.place() == place) {
                let asked = self.gather(of_value, &mut seen);
                self.count(asked, &mut seen, place, |counts| &mut counts.settled);
                continue;
            }
            of_value.sort_unstable_by_key(|sighting| sighting.place());
            areas.clear();
            let mut asked = 0;
            for of_place in of_value.chunk_by(|a, b| a.place() == b.place()) {
                asked |= self.gather(of_place, &mut seen);
                for &area in self.frame.reach.widen(Reach::place_at(of_place[0].place())) {
                    match areas.iter_mut().find(|(known, _)| *known == area) {
                        Some((_, all)) => all.iter_mut().zip(&seen).for_each(|(a, b)| *a |= b),
                        None => areas.push((area, seen.clone())),
                    }
                }
                seen.fill(0);
            }
            for (area, seen) in &mut areas {
                self.count(asked, seen, area.index(), |counts| &mut counts.moved);
            }
        }
    }

    /// Counts the pairs of rows of one value in each cell.
    fn count_pairs(&mut self, of_value: &[Sighting]) {
        if MANY < of_value.len() {
            self.count_pairs_of_many(of_value);
            return;
        }
        let n_words = self.n_words;
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        for sighting in of_value {
            self.frame.periods_of(sighting.run(), &mut self.periods);
            words.extend_from_slice(&self.periods);
        }
        for (idx, one) in of_value.iter().enumerate() {
            for (other_idx, other) in of_value.iter().enumerate().skip(idx + 1) {
                let questions = one.questions() & other.questions() & self.frame.by_row;
                if questions == 0 {
                    continue;
                }
                // Two rows of one person are seldom in one period.
                let (a, b) = (&words[idx * n_words..], &words[other_idx * n_words..]);
                let both = self.periods.iter_mut().zip(a).zip(b);
                let mut any = 0;
                for ((word, a), b) in both {
                    *word = a & b;
                    any |= *word;
                }
                if any == 0 {
                    continue;
                }
                let [areas, others] = [one, other]
                    .map(|sighting| self.frame.reach.widen(Reach::place_at(sighting.place())));
                for area in areas.iter().filter(|area| others.contains(area)) {
                    for question in bits(questions) {
                        for run in runs(&self.periods) {
                            // One pair in each order.
                            self.paren[question].add(area.index(), &run, 2);
                        }
                    }
                }
            }
        }
        self.words = words;
    }

    /// Counts the pairs of rows of a value that has so many that looking at each pair would take long,
    /// such as one that stands for nobody.
    fn count_pairs_of_many(&mut self, of_value: &[Sighting]) {
        self.rows.clear();
        for sighting in of_value {
            let questions = sighting.questions() & self.frame.by_row;
            if questions == 0 {
                continue;
            }
            self.frame.periods_of(sighting.run(), &mut self.periods);
            let areas = self.frame.reach.widen(Reach::place_at(sighting.place()));
            for question in bits(questions) {
                for period in runs(&self.periods).flatten() {
                    self.rows.extend(areas.iter().map(|&area| (question, area, period)));
                }
            }
        }
        self.rows.sort_unstable();
        for of_cell in self.rows.chunk_by(|a, b| a == b) {
            let (question, area, period) = of_cell[0];
            let n = of_cell.len() as i64;
            if 1 < n {
                let grid = &mut self.paren[question];
                grid.add(area.index(), &(period..period + 1), n * n - n);
            }
        }
    }

    /// Brings the moments of sightings together, for each question; returns the questions.
    fn gather(&mut self, sightings: &[Sighting], seen: &mut [u64]) -> u32 {
        let mut asked = 0;
        for sighting in sightings {
            self.frame.periods_of(sighting.run(), &mut self.periods);
            asked |= sighting.questions();
            for question in bits(sighting.questions()) {
                let words = &mut seen[question * self.n_words..][..self.n_words];
                words.iter_mut().zip(&self.periods).for_each(|(word, more)| *word |= more);
            }
        }
        asked
    }

    /// Counts one value in the moments in which it was seen, and forgets these.
    fn count(
        &mut self,
        asked: u32,
        seen: &mut [u64],
        place: usize,
        grids: impl Fn(&mut Self) -> &mut Vec<Grid<i64>>,
    ) {
        let n_words = self.n_words;
        let grids = grids(self);
        for question in bits(asked) {
            let words = &mut seen[question * n_words..][..n_words];
            for run in runs(words) {
                grids[question].add(place, &run, 1);
            }
            words.fill(0);
        }
    }

    fn finish(self) -> Vec<Distinct> {
        let Frame { reach, periods, longer, .. } = *self.frame;
        let periods: Vec<_> = periods.iter().chain(longer).copied().collect();
        let whole = |n: i64| u64::try_from(n).expect("runs are added whole");
        let cells_of_areas = |grid: Grid<i64>| -> Vec<_> {
            let area = |place| Gebiedsindeling::idx_at(place);
            grid.cells().map(|(place, period, n)| ((area(place), periods[period]), n)).collect()
        };
        let mut paren = self.paren.into_iter();
        let both = self.settled.into_iter().zip(self.moved);
        let count = |(settled, moved): (Grid<i64>, Grid<i64>)| {
            let mut uniek = PerCell::default();
            let mut add = |key, n: i64| {
                if n != 0 {
                    *uniek.entry(key).or_default() += whole(n);
                }
            };
            for (place, period, n) in settled.cells() {
                for &area in reach.widen(Reach::place_at(place)) {
                    add((area, periods[period]), n);
                }
            }
            for (key, n) in cells_of_areas(moved) {
                add(key, n);
            }
            let pairs = paren.next().map(cells_of_areas).unwrap_or_default().into_iter();
            let paren = pairs.filter(|&(_, n)| n != 0).map(|(key, n)| (key, whole(n))).collect();
            Distinct { uniek, paren }
        };
        both.map(count).collect()
    }
}

/// The places of the bits that are one.
fn bits(mut word: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = word.checked_ilog2()?;
        word ^= 1 << place;
        Some(place as usize)
    })
}

#[cfg(test)]
mod tests;
