//! The way from an area to all areas it lies in, which may change in time.

use std::sync::Arc;

use crate::model::{Datum, GebiedIdx, Gebiedsindeling, Periode};

use super::moments::Moments;

/// An area during a time in which it lies in the same larger areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LiggingIdx(u32);

impl LiggingIdx {
    /// The place as a number.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }

    /// The place with this number.
    pub(super) fn at(index: usize) -> Self {
        Self(u32::try_from(index).expect("there are fewer places than 2^32"))
    }
}

/// A time, without its last day, and the areas that an area lies in then, itself first.
#[derive(Clone, Debug)]
struct Ligging {
    van: Option<Datum>,
    voor: Option<Datum>,
    gebieden: Vec<GebiedIdx>,
}

/// All areas with what they lie in.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    gemeente: GebiedIdx,
    liggingen: Arc<[Ligging]>,
    /// For each area the places of its times in `liggingen`.
    of: Arc<[std::ops::Range<usize>]>,
}

impl Reach {
    /// Follows every area upwards at every day on which the tree changes.
    pub(super) fn new(indeling: &Gebiedsindeling, gemeente: GebiedIdx) -> Self {
        let starts: Vec<_> =
            std::iter::once(None).chain(indeling.changes().into_iter().map(Some)).collect();
        let mut liggingen: Vec<Ligging> = Vec::new();
        let mut of = Vec::new();
        for idx in indeling.indices() {
            let first = liggingen.len();
            for (place, &van) in starts.iter().enumerate() {
                let voor = starts.get(place + 1).copied().flatten();
                // A day within the time; before the first change any earlier day will do.
                let day = van.or(voor.and_then(|voor| voor.pred_opt())).unwrap_or_default();
                if !indeling.gebied(idx).exists_on(day) {
                    continue;
                }
                let mut gebieden = indeling.chain(idx, day);
                if !gebieden.contains(&gemeente) {
                    gebieden.push(gemeente);
                }
                match liggingen[first..].last_mut() {
                    Some(last) if last.voor == van && last.gebieden == gebieden => last.voor = voor,
                    _ => liggingen.push(Ligging { van, voor, gebieden }),
                }
            }
            liggingen.extend(Self::outside(indeling, idx, gemeente));
            of.push(first..liggingen.len());
        }
        Self { gemeente, liggingen: liggingen.into(), of: of.into() }
    }

    /// The times before and after an area exists, where the crosswalk says what stands for it.
    ///
    /// A row that names it then counts in the gemeente and in a *shadow* of the area that stands
    /// for it: a cell that nobody asks for by itself, and that is divided over other areas.
    fn outside(
        indeling: &Gebiedsindeling,
        idx: GebiedIdx,
        gemeente: GebiedIdx,
    ) -> impl Iterator<Item = Ligging> {
        let gebied = indeling.gebied(idx);
        let n_areas = indeling.gebieden().len();
        let before = gebied.first_day().and_then(|first| first.pred_opt()).map(|day| (None, day));
        let after = gebied.last_day().and_then(|last| last.succ_opt()).map(|day| (Some(day), day));
        [before, after].into_iter().flatten().filter_map(move |(van, day)| {
            let area = indeling.stand_in(idx, day)?;
            let voor = if van.is_none() { day.succ_opt() } else { None };
            let shadow = Gebiedsindeling::idx_at(n_areas + area.index());
            Some(Ligging { van, voor, gebieden: vec![shadow, gemeente] })
        })
    }

    /// The area whose shadow this is; `None` for an area.
    pub(super) fn shadowed(&self, cell: GebiedIdx) -> Option<GebiedIdx> {
        cell.index().checked_sub(self.of.len()).map(Gebiedsindeling::idx_at)
    }

    /// Where an area lies on a day; `None` when it does not exist then and nothing stands for it.
    pub(super) fn find(&self, area: GebiedIdx, day: Datum) -> Option<LiggingIdx> {
        let places = self.of[area.index()].clone();
        let holds = |place: &usize| {
            let Ligging { van, voor, .. } = self.liggingen[*place];
            van.is_none_or(|van| van <= day) && voor.is_none_or(|voor| day < voor)
        };
        places.into_iter().find(holds).map(LiggingIdx::at)
    }

    /// For each area the places where it lies at the moments, each with its moments; where the
    /// area does not exist there is none.
    pub(super) fn places_at(&self, moments: &Moments) -> Vec<Vec<(Option<LiggingIdx>, Vec<u64>)>> {
        let places_of = |area: usize| {
            let area = Gebiedsindeling::idx_at(area);
            let mut places: Vec<_> = moments
                .list()
                .iter()
                .map(|moment| self.find(area, moment.periode.last_day()))
                .collect();
            let of_moments = places.clone();
            places.sort_unstable();
            places.dedup();
            let at = |place: Option<LiggingIdx>| {
                let mut of_moments = of_moments.iter();
                (place, moments.set(|_| of_moments.next() == Some(&place)))
            };
            places.into_iter().map(at).collect()
        };
        (0..self.n_areas()).map(places_of).collect()
    }

    /// The number of places, with that of rows without a usable area.
    pub(super) fn n_places(&self) -> usize {
        self.liggingen.len() + 1
    }

    /// The number of cells that places count in: areas, and their shadows.
    pub(super) fn n_cells(&self) -> usize {
        2 * self.of.len()
    }

    /// The number of areas.
    fn n_areas(&self) -> usize {
        self.of.len()
    }

    /// The number of a place; that of rows without a usable area is zero.
    pub(super) fn number_of(place: Option<LiggingIdx>) -> usize {
        place.map_or(0, |ligging| ligging.index() + 1)
    }

    /// The place with a number.
    pub(super) fn place_at(number: usize) -> Option<LiggingIdx> {
        number.checked_sub(1).map(LiggingIdx::at)
    }

    /// The cell that a place counts in first, when it is the shadow of an area.
    pub(super) fn shadow_of(&self, ligging: LiggingIdx) -> Option<GebiedIdx> {
        let cell = self.liggingen[ligging.index()].gebieden[0];
        self.shadowed(cell).map(|_| cell)
    }

    /// The area of a place.
    pub(super) fn area(&self, ligging: LiggingIdx) -> GebiedIdx {
        self.liggingen[ligging.index()].gebieden[0]
    }

    /// All areas that a row counts in; one without a usable area counts in the gemeente alone.
    pub(super) fn widen(&self, ligging: Option<LiggingIdx>) -> &[GebiedIdx] {
        match ligging {
            Some(ligging) => &self.liggingen[ligging.index()].gebieden,
            None => std::slice::from_ref(&self.gemeente),
        }
    }
}

/// The areas that exist on some day of a period.
pub(super) fn areas_in(indeling: &Gebiedsindeling, periode: Periode) -> Vec<GebiedIdx> {
    let exists = |&idx: &GebiedIdx| indeling.gebied(idx).exists_in(periode);
    indeling.indices().filter(exists).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Gebied, Geldigheid, Niveau};

    fn day(text: &str) -> Datum {
        text.parse().expect("a date")
    }

    /// A buurt that moves from Noord to Zuid on 1 August.
    fn tree() -> Gebiedsindeling {
        let gebied = |code: &str, niveau, geldigheid| Gebied {
            code: code.parse().expect("a code"),
            naam: String::new(),
            niveau,
            geldigheid,
        };
        let within = |ouder: Option<usize>, van: Option<&str>, tot: Option<&str>| Geldigheid {
            van: van.map(day),
            tot: tot.map(day),
            ouder: ouder.map(Gebiedsindeling::idx_at),
        };
        Gebiedsindeling::new(vec![
            gebied("GM0999", Niveau::Gemeente, vec![within(None, None, None)]),
            gebied("WK099901", Niveau::Wijk, vec![within(Some(0), None, None)]),
            gebied("WK099902", Niveau::Wijk, vec![within(Some(0), None, None)]),
            gebied(
                "BU09990100",
                Niveau::Buurt,
                vec![
                    within(Some(1), None, Some("2017-07-31")),
                    within(Some(2), Some("2017-08-01"), None),
                ],
            ),
        ])
    }

    #[test]
    fn a_buurt_that_moves_counts_in_the_wijk_of_the_day() {
        let tree = tree();
        let reach = Reach::new(&tree, Gebiedsindeling::idx_at(0));
        let buurt = Gebiedsindeling::idx_at(3);
        let wijk = |text| reach.widen(reach.find(buurt, day(text)))[1].index();
        assert_eq!([wijk("2017-07-31"), wijk("2017-08-01")], [1, 2]);
        assert_eq!(reach.widen(None), [Gebiedsindeling::idx_at(0)]);
    }

    #[test]
    fn a_wijk_counts_once_in_each_area_of_both_trees() {
        let gebied = |code: &str, niveau, ouders: &[usize]| Gebied {
            code: code.parse().expect("a code"),
            naam: String::new(),
            niveau,
            geldigheid: ouders
                .iter()
                .map(|&place| {
                    let is_later = niveau == Niveau::Wijk && place == 2;
                    let van = is_later.then(|| day("2018-01-01"));
                    let ouder =
                        (niveau != Niveau::Gemeente).then(|| Gebiedsindeling::idx_at(place));
                    Geldigheid { van, tot: None, ouder }
                })
                .collect(),
        };
        // The stadsdeel is there from 2018 on.
        let tree = Gebiedsindeling::new(vec![
            gebied("GM0999", Niveau::Gemeente, &[0]),
            gebied("TG1", Niveau::Toegangsgebied, &[0]),
            gebied("SD1", Niveau::Stadsdeel, &[0]),
            gebied("WK099901", Niveau::Wijk, &[2, 1]),
        ]);
        let reach = Reach::new(&tree, Gebiedsindeling::idx_at(0));
        let wijk = Gebiedsindeling::idx_at(3);
        let places = |text| -> Vec<_> {
            reach.widen(reach.find(wijk, day(text))).iter().map(|idx| idx.index()).collect()
        };
        assert_eq!(places("2017-12-31"), [3, 1, 0]);
        assert_eq!(places("2018-01-01"), [3, 1, 2, 0]);
    }

    #[test]
    fn an_area_that_never_changes_has_one_place() {
        let tree = tree();
        let reach = Reach::new(&tree, Gebiedsindeling::idx_at(0));
        let wijk = Gebiedsindeling::idx_at(1);
        assert_eq!(reach.find(wijk, day("1990-01-01")), reach.find(wijk, day("2050-01-01")));
    }

    #[test]
    fn finds_areas_that_exist_only_within_a_period() {
        let gebied = |code: &str, niveau, van: Option<&str>, tot: Option<&str>, ouder| Gebied {
            code: code.parse().expect("a code"),
            naam: String::new(),
            niveau,
            geldigheid: vec![Geldigheid { van: van.map(day), tot: tot.map(day), ouder }],
        };
        let tree = Gebiedsindeling::new(vec![
            gebied("GM0999", Niveau::Gemeente, None, None, None),
            gebied(
                "WK099901",
                Niveau::Wijk,
                Some("2017-03-01"),
                Some("2017-09-30"),
                Some(Gebiedsindeling::idx_at(0)),
            ),
        ]);
        let n = |text: &str| areas_in(&tree, text.parse().expect("a period")).len();
        assert_eq!([n("2016"), n("2017"), n("2018")], [1, 2, 1]);
    }
}
