//! The numbers of one question, per place and moment.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::grid::Grid;
use super::super::moments::Moments;
use super::super::per_persoon::Events;
use super::super::reach::Reach;
use super::{Key, Sums, Waarden};

/// The numbers of one question that may be added up, per place and moment.
#[derive(Debug)]
pub(super) struct Grids {
    pub rijen: Grid<i64>,
    pub zonder_persoon: Grid<i64>,
    pub som: Grid<i128>,
    pub onbekend: Grid<i64>,
    /// Rows by place, moment and the number they hold.
    pub waarden: FxHashMap<(usize, usize, i64), u64>,
    /// The rows of persons, where something is sought of each.
    pub events: Option<Events>,
}

impl Grids {
    pub(super) fn new(n_places: usize, n_moments: usize, per_persoon: bool) -> Self {
        let grid = || Grid::new(n_places, n_moments);
        let som = Grid::new(n_places, n_moments);
        let waarden = FxHashMap::default();
        let events = per_persoon.then(Events::new);
        Self { rijen: grid(), zonder_persoon: grid(), som, onbekend: grid(), waarden, events }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.rijen.merge(other.rijen);
        self.zonder_persoon.merge(other.zonder_persoon);
        self.som.merge(other.som);
        self.onbekend.merge(other.onbekend);
        for (key, n) in other.waarden {
            *self.waarden.entry(key).or_default() += n;
        }
        if let (Some(events), Some(more)) = (&mut self.events, other.events) {
            events.merge(more);
        }
    }

    /// Takes out how many rows hold which number.
    pub(super) fn take_waarden(&mut self, moments: &Moments) -> BTreeMap<Key, Waarden> {
        let mut found: BTreeMap<Key, Waarden> = BTreeMap::new();
        for ((place, moment, waarde), n) in std::mem::take(&mut self.waarden) {
            let key = (Reach::place_at(place), moments.list()[moment].periode);
            *found.entry(key).or_default().entry(waarde).or_default() += n;
        }
        found
    }

    /// The cells that have rows or unknown numbers.
    pub(super) fn finish(self, moments: &Moments) -> FxHashMap<Key, Sums> {
        let mut sums: FxHashMap<Key, Sums> = FxHashMap::default();
        let key = |place, moment: usize| (Reach::place_at(place), moments.list()[moment].periode);
        let whole = |n: i64| u64::try_from(n).expect("runs are added whole");
        for (place, moment, n) in self.rijen.cells().filter(|cell| cell.2 != 0) {
            sums.entry(key(place, moment)).or_default().rijen = whole(n);
        }
        for (place, moment, n) in self.zonder_persoon.cells().filter(|cell| cell.2 != 0) {
            sums.entry(key(place, moment)).or_default().zonder_persoon = whole(n);
        }
        for (place, moment, n) in self.som.cells().filter(|cell| cell.2 != 0) {
            sums.entry(key(place, moment)).or_default().som = n;
        }
        for (place, moment, n) in self.onbekend.cells().filter(|cell| cell.2 != 0) {
            sums.entry(key(place, moment)).or_default().onbekend = whole(n);
        }
        sums
    }
}
