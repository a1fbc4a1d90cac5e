//! From the rows of persons to where each is in every period, and how they move.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::engine::per_persoon::{Event, Events, N_PARTS};
use crate::engine::reach::Reach;
use crate::model::{GebiedIdx, Laag, Stroom, Toestand};

/// A rule of a layer, with the rows that it found.
pub(super) struct Regel {
    pub events: Option<Events>,
    pub laag: Laag,
    /// The place of the layer in the order of precedence.
    pub rang: u8,
    /// In how many later periods a person still is in the layer.
    pub terugblik: usize,
    /// True when persons of it can be found in other rules.
    pub is_gekoppeld: bool,
}

/// How many persons are where, and move. Periods are their places in the list of periods.
#[derive(Debug, Default)]
pub(super) struct Bewegingen {
    /// The persons in a layer.
    pub personen: FxHashMap<(GebiedIdx, usize, Laag), u64>,
    /// The rows of a layer that cannot be linked to a person.
    pub los: FxHashMap<(GebiedIdx, usize, Laag), u64>,
    /// The persons that move into a period, between the layers and from and to elsewhere.
    pub stromen: FxHashMap<(GebiedIdx, usize, Stroom), u64>,
}

impl Bewegingen {
    fn merge(mut self, other: Self) -> Self {
        fn add<K: std::hash::Hash + Eq>(to: &mut FxHashMap<K, u64>, more: FxHashMap<K, u64>) {
            for (key, n) in more {
                *to.entry(key).or_default() += n;
            }
        }
        add(&mut self.personen, other.personen);
        add(&mut self.los, other.los);
        add(&mut self.stromen, other.stromen);
        self
    }
}

/// Of each rule how many persons it knows, and how many of them other sources know.
pub(super) type Gedeeld = Vec<(u64, u64)>;

/// A row of a person for a rule.
#[derive(Clone, Copy, Debug)]
struct Rij {
    event: Event,
    regel: usize,
}

/// Follows all persons through the periods.
pub(super) fn follow(
    regels: Vec<Regel>,
    n_periodes: usize,
    (reach, n_areas): (&Reach, usize),
) -> (Bewegingen, Gedeeld) {
    let mut parts: Vec<Vec<Rij>> = vec![Vec::new(); N_PARTS];
    let mut known = Vec::new();
    for (idx, regel) in regels.into_iter().enumerate() {
        let Regel { events, laag, rang, terugblik, is_gekoppeld } = regel;
        for (part, of_part) in
            parts.iter_mut().zip(events.map(Events::into_parts).into_iter().flatten())
        {
            part.extend(of_part.into_iter().map(|event| Rij { event, regel: idx }));
        }
        known.push(Regel { events: None, laag, rang, terugblik, is_gekoppeld });
    }
    let loop_of = Loop { regels: &known, n_periodes, n_areas, reach };
    let none = || (Bewegingen::default(), vec![(0, 0); known.len()]);
    parts.into_par_iter().map(|part| loop_of.part(part)).reduce(none, |one, other| {
        let shared = one.1.into_iter().zip(other.1);
        (one.0.merge(other.0), shared.map(|(a, b)| (a.0 + b.0, a.1 + b.1)).collect())
    })
}

/// What the persons of a part are followed with.
struct Loop<'a> {
    regels: &'a [Regel],
    n_periodes: usize,
    n_areas: usize,
    reach: &'a Reach,
}

impl Loop<'_> {
    fn part(&self, mut part: Vec<Rij>) -> (Bewegingen, Gedeeld) {
        let mut found = Bewegingen::default();
        let mut gedeeld = vec![(0, 0); self.regels.len()];
        part.retain(|rij| {
            let follows = self.regels[rij.regel].is_gekoppeld && !rij.event.is_anonymous();
            if !follows {
                self.count_loose(rij, &mut found);
            }
            follows
        });
        // The first layer in the order of precedence first, and of its rows the one that began last.
        part.sort_unstable_by_key(|Rij { event, regel }| {
            let start = std::cmp::Reverse(event.moments[0]);
            (event.persoon, self.regels[*regel].rang, start, event.place, *regel)
        });
        let mut waar: Vec<Option<(Laag, u32)>> = vec![None; self.n_periodes];
        for of_person in part.chunk_by(|a, b| a.event.persoon == b.event.persoon) {
            waar.fill(None);
            for rij in of_person {
                let laag = self.regels[rij.regel].laag;
                for at in self.run(rij) {
                    waar[at].get_or_insert((laag, rij.event.place));
                }
            }
            self.count(&waar, &mut found);
            let mut own: Vec<_> = of_person.iter().map(|rij| rij.regel).collect();
            own.sort_unstable();
            own.dedup();
            for &regel in &own {
                gedeeld[regel].0 += 1;
                gedeeld[regel].1 += u64::from(1 < own.len());
            }
        }
        (found, gedeeld)
    }

    /// The periods of a row, with those in which it still counts.
    fn run(&self, rij: &Rij) -> std::ops::Range<usize> {
        let [start, end] = rij.event.moments.map(usize::from);
        start..(end + self.regels[rij.regel].terugblik).min(self.n_periodes)
    }

    /// The areas of a place, without what only stands for one.
    fn areas(&self, place: u32) -> impl Iterator<Item = GebiedIdx> {
        let areas = self.reach.widen(Reach::place_at(place as usize));
        areas.iter().copied().filter(|area| area.index() < self.n_areas)
    }

    fn count_loose(&self, rij: &Rij, found: &mut Bewegingen) {
        let laag = self.regels[rij.regel].laag;
        for at in self.run(rij) {
            for area in self.areas(rij.event.place) {
                *found.los.entry((area, at, laag)).or_default() += 1;
            }
        }
    }

    /// Counts a person where he is in each period, and each move.
    fn count(&self, waar: &[Option<(Laag, u32)>], found: &mut Bewegingen) {
        for (at, now) in waar.iter().enumerate() {
            if let Some((laag, place)) = now {
                for area in self.areas(*place) {
                    *found.personen.entry((area, at, *laag)).or_default() += 1;
                }
            }
            let Some(before) = at.checked_sub(1).map(|at| waar[at]) else { continue };
            let of = |one: Option<(Laag, u32)>| -> (Toestand, Vec<GebiedIdx>) {
                let areas = one.map(|(_, place)| self.areas(place).collect());
                let toestand = one.map_or(Toestand::GeenOndersteuning, |(laag, _)| laag.into());
                (toestand, areas.unwrap_or_default())
            };
            let ((van, from), (naar, to)) = (of(before), of(*now));
            let mut add = |area, van, naar| {
                *found.stromen.entry((area, at, Stroom { van, naar })).or_default() += 1;
            };
            match (before, now) {
                (None, None) => {}
                // Who is seen in one of the two periods alone lived where he is seen.
                (None, Some(_)) => to.iter().for_each(|area| add(*area, van, naar)),
                (Some(_), None) => from.iter().for_each(|area| add(*area, van, naar)),
                (Some(_), Some(_)) => {
                    for &area in &from {
                        let naar = if to.contains(&area) { naar } else { Toestand::Elders };
                        add(area, van, naar);
                    }
                    for &area in to.iter().filter(|area| !from.contains(area)) {
                        add(area, Toestand::Elders, naar);
                    }
                }
            }
        }
    }
}
