//! Figures of areas in periods in which these had other borders: what they are converted from.
//!
//! A cell is made for the borders that an area has in its last vintage. What counted in areas that
//! the crosswalk leads from counts in it by share, teller and noemer each by themselves. The way
//! only adds up shares of counts, so nothing is lost: over all areas of a vintage the converted
//! counts add up to those they were made from.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Datum, GebiedIdx, Gebiedsindeling, GeenCijfer, Niveau, Periode, Quantity};

use super::reach::{Reach, areas_in};

/// The counted cells that make up the cell of an area, each with the part that counts.
pub(super) type Parts = BTreeMap<GebiedIdx, Quantity>;

/// The shadows that add to the cells of areas, with their parts.
pub(super) type Shadows = BTreeMap<(GebiedIdx, Periode), Parts>;

/// How counts are converted between the vintages of a tree of areas.
#[derive(Clone, Debug)]
pub(super) struct Herleiding<'a> {
    indeling: &'a Gebiedsindeling,
    reach: Reach,
    /// The day whose areas are shown.
    getoond_op: Datum,
    /// For each area what it was made of, over all breaks.
    herkomst: Vec<Parts>,
    /// Larger areas of which the border moved while they were there, because an area in them took
    /// in another or went to several.
    moved: BTreeSet<GebiedIdx>,
}

fn add(parts: &mut Parts, area: GebiedIdx, part: Quantity) {
    let sum = parts.entry(area).or_insert(Quantity::ZERO);
    *sum = sum.plus(part).trimmed();
}

/// The larger areas without steps of their own that a step leads into or out of while they exist.
fn moved(indeling: &Gebiedsindeling) -> BTreeSet<GebiedIdx> {
    let overgang = indeling.overgang();
    let mut found = BTreeSet::new();
    for stap in indeling.indices().flat_map(|area| overgang.into_area(area)) {
        let before = stap.vanaf.pred_opt().unwrap_or(stap.vanaf);
        let around = [(stap.naar, stap.vanaf), (stap.van, before)];
        for area in around.into_iter().flat_map(|(area, day)| indeling.chain(area, day)) {
            let gebied = indeling.gebied(area);
            let is_larger = gebied.niveau != Niveau::Gemeente
                && overgang.into_area(area).is_empty()
                && !overgang.has_successors(area);
            if is_larger && gebied.exists_on(before) && gebied.exists_on(stap.vanaf) {
                found.insert(area);
            }
        }
    }
    found
}

impl<'a> Herleiding<'a> {
    pub(super) fn new(indeling: &'a Gebiedsindeling, reach: &Reach, getoond_op: Datum) -> Self {
        let herkomst = |area| indeling.overgang().herkomst(area);
        let herkomst = indeling.indices().map(herkomst).collect();
        let moved = moved(indeling);
        Self { indeling, reach: reach.clone(), getoond_op, herkomst, moved }
    }

    /// Why an area has no figure where nothing makes up its cell.
    pub(super) fn reason(&self, area: GebiedIdx, day: Datum) -> GeenCijfer {
        let has_ended = self.indeling.gebied(area).last_day().is_some_and(|last| last < day);
        if has_ended { GeenCijfer::Ontbreekt } else { GeenCijfer::NietVergelijkbaar }
    }

    /// The areas that are shown but did not exist in a period yet.
    pub(super) fn younger(&self, periode: Periode) -> Vec<GebiedIdx> {
        let is_younger = |&area: &GebiedIdx| {
            let gebied = self.indeling.gebied(area);
            gebied.exists_on(self.getoond_op)
                && gebied.first_day().is_some_and(|first| periode.last_day() < first)
        };
        self.indeling.indices().filter(is_younger).collect()
    }

    /// The counted cells that make up the cell of an area in a period; `None` when the area did
    /// not exist on the day and nothing says what it was made of.
    ///
    /// An area without steps of its own is what the areas in it are.
    pub(super) fn parts(&self, area: GebiedIdx, periode: Periode, day: Datum) -> Option<Parts> {
        let gebied = self.indeling.gebied(area);
        let mut parts = Parts::from([(area, Quantity::ONE)]);
        if gebied.exists_on(day) {
            if self.moved.contains(&area) {
                return Some(self.within_last_border(area, periode, day).unwrap_or(parts));
            }
            // An area that took in another has its later borders in earlier periods, too, if it is
            // known what that was made of.
            for stap in self.indeling.overgang().into_area(area) {
                if day < stap.vanaf {
                    self.parts(stap.van, periode, day)?;
                }
            }
            for (&van, &part) in &self.herkomst[area.index()] {
                if self.exists_in(van, periode) {
                    add(&mut parts, van, part);
                }
            }
            return Some(parts);
        }
        gebied.first_day().filter(|&first| day < first)?;
        let stappen = self.indeling.overgang().into_area(area);
        if stappen.is_empty() {
            return self.parts_inside(area, periode, day);
        }
        // The area itself for what counted in it where it begins within the period.
        for stap in stappen {
            for (van, part) in self.parts(stap.van, periode, day)? {
                add(&mut parts, van, part.times(stap.aandeel));
            }
        }
        Some(parts)
    }

    /// A day of the last vintage of an area that is shown.
    fn vintage_day(&self, area: GebiedIdx) -> Datum {
        let gebied = self.indeling.gebied(area);
        let last = gebied.last_day().map_or(self.getoond_op, |last| last.min(self.getoond_op));
        gebied.first_day().map_or(last, |first| first.max(last))
    }

    /// What the areas in an area were made of, by its last vintage: those of the smallest level
    /// that divides it and of which this is known.
    fn parts_inside(&self, area: GebiedIdx, periode: Periode, day: Datum) -> Option<Parts> {
        let mut divisions = self.indeling.divisions(area, self.vintage_day(area)).into_iter();
        divisions.find_map(|inside| self.parts_of_all(area, &inside, periode, day))
    }

    /// What these areas, which divide an area, were made of together.
    fn parts_of_all(
        &self,
        area: GebiedIdx,
        inside: &[GebiedIdx],
        periode: Periode,
        day: Datum,
    ) -> Option<Parts> {
        let first = self.indeling.gebied(area).first_day();
        let mut parts = Parts::new();
        for &child in inside {
            match self.parts(child, periode, day) {
                Some(found) => {
                    for (van, part) in found {
                        add(&mut parts, van, part);
                    }
                }
                // Land that joined later was no part of the area then.
                None if first < self.indeling.gebied(child).first_day() => {}
                None => return None,
            }
        }
        (!parts.is_empty()).then_some(parts)
    }

    /// The parts of a larger area whose border moved, where its last border cuts the areas of the
    /// period another way than the border of that time did.
    fn within_last_border(&self, area: GebiedIdx, periode: Periode, day: Datum) -> Option<Parts> {
        let parts = self.parts_inside(area, periode, day)?;
        let filled = parts.iter().filter(|(part, _)| self.exists_in(**part, periode));
        let filled: Parts = filled.map(|(&part, &share)| (part, share)).collect();
        let is_same = |then: Vec<GebiedIdx>| {
            filled == then.into_iter().map(|child| (child, Quantity::ONE)).collect()
        };
        (!self.indeling.divisions(area, day).into_iter().any(is_same)).then_some(parts)
    }

    /// To which cells the shadows that were counted add, and with which part.
    ///
    /// What names an area that had ended counts in its successors and in all around those; what
    /// names an area before its first day counts in that area. The gemeente has counted it.
    pub(super) fn divide(&self, shadows: impl Iterator<Item = (GebiedIdx, Periode)>) -> Shadows {
        let mut found = Shadows::new();
        for (shadow, periode) in shadows {
            let Some(area) = self.reach.shadowed(shadow) else { continue };
            let day = periode.last_day();
            let mut targets = Parts::new();
            for successor in self.indeling.indices() {
                if let Some(&part) = self.herkomst[successor.index()].get(&area) {
                    targets.insert(successor, part);
                }
            }
            if self.indeling.gebied(area).last_day().is_none_or(|last| day <= last) {
                targets.insert(area, Quantity::ONE);
            }
            // Areas that are cut by their last border, whose parts are those of that time.
            let mut recut = self.younger(periode);
            recut.extend(self.moved.iter().filter(|&&area| self.exists_in(area, periode)));
            for (&target, &part) in &targets {
                let mut give = |area| {
                    add(found.entry((area, periode)).or_default(), shadow, part);
                };
                give(target);
                if self.indeling.gebied(target).exists_on(day) {
                    let around = self.around(target, day);
                    around.filter(|area| !self.moved.contains(area)).for_each(&mut give);
                }
                for &area in &recut {
                    let day = self.vintage_day(area);
                    if self.around(target, day).any(|around| around == area) {
                        give(area);
                    }
                }
            }
        }
        found
    }

    /// The areas around an area on a day, without the gemeente.
    fn around(&self, area: GebiedIdx, day: Datum) -> impl Iterator<Item = GebiedIdx> {
        let chain = self.indeling.chain(area, day).into_iter().skip(1);
        chain.filter(|&area| self.indeling.gebied(area).niveau != Niveau::Gemeente)
    }

    fn exists_in(&self, area: GebiedIdx, periode: Periode) -> bool {
        self.indeling.gebied(area).exists_in(periode)
    }

    /// Every area that exists in a period, and those that are shown but younger.
    pub(super) fn areas(&self, periode: Periode) -> Vec<GebiedIdx> {
        let mut areas = areas_in(self.indeling, periode);
        areas.extend(self.younger(periode));
        areas
    }

    /// True when the area exists on the day.
    pub(super) fn exists_on(&self, area: GebiedIdx, day: Datum) -> bool {
        self.indeling.gebied(area).exists_on(day)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Gebied, Geldigheid, Overgang, Stap, normalise};

    /// A year of the test, from 0.
    fn jaar(n: usize) -> Periode {
        Periode::of_year(2000 + n as i32).expect("a year")
    }

    /// A gemeente whose wijken are divided anew each year, and that is divided in two areas of the
    /// Toegang and, another way, in two stadsdelen.
    #[derive(Debug)]
    struct Gemeente {
        indeling: Gebiedsindeling,
        /// The wijken of each year.
        wijken: Vec<Vec<GebiedIdx>>,
    }

    /// The two areas of the Toegang, and the two stadsdelen.
    fn gebieden() -> [[GebiedIdx; 2]; 2] {
        [[1, 2], [3, 4]].map(|pair| pair.map(Gebiedsindeling::idx_at))
    }

    impl Gemeente {
        /// `inside` has for each year the area of the Toegang of each wijk but the first two, which
        /// are one of each; `weights` the parts of each wijk in those of the next year. The areas
        /// of the Toegang begin in year `first`. The wijken lie in the stadsdelen in turn.
        fn new(inside: &[Vec<bool>], weights: &[Vec<Vec<i128>>], first: usize) -> Self {
            let time = |van, tot, ouder: Option<usize>| Geldigheid {
                van,
                tot,
                ouder: ouder.map(Gebiedsindeling::idx_at),
            };
            let gebied = |code: &str, niveau, geldigheid| Gebied {
                code: code.parse().expect("a code"),
                naam: String::new(),
                niveau,
                geldigheid,
            };
            let begin = (0 < first).then(|| jaar(first).first_day());
            let mut all = vec![gebied("GM0999", Niveau::Gemeente, vec![time(None, None, None)])];
            for code in ["TG1", "TG2"] {
                let times = vec![time(begin, None, Some(0))];
                all.push(gebied(code, Niveau::Toegangsgebied, times));
            }
            for code in ["SD1", "SD2"] {
                all.push(gebied(code, Niveau::Stadsdeel, vec![time(None, None, Some(0))]));
            }
            let mut wijken = Vec::new();
            for (year, extra) in inside.iter().enumerate() {
                let mut of_year = Vec::new();
                let places = [false, true].into_iter().chain(extra.iter().copied());
                for (place, is_second) in places.enumerate() {
                    let ouder = if year < first { 0 } else { 1 + usize::from(is_second) };
                    let van = (0 < year).then(|| jaar(year).first_day());
                    let tot = (year + 1 < inside.len()).then(|| jaar(year).last_day());
                    of_year.push(Gebiedsindeling::idx_at(all.len()));
                    let code = format!("WK0999{year}{place}");
                    let ouders = [ouder, 3 + place % 2];
                    let times = ouders.map(|ouder| time(van, tot, Some(ouder))).to_vec();
                    all.push(gebied(&code, Niveau::Wijk, times));
                }
                wijken.push(of_year);
            }
            let mut stappen = Vec::new();
            for (year, pair) in wijken.windows(2).enumerate() {
                for (place, (&van, row)) in pair[0].iter().zip(&weights[year]).enumerate() {
                    // The first goes to all, so that no wijk comes from nowhere.
                    let least = i128::from(place == 0);
                    let units = row.iter().take(pair[1].len()).map(|&units| units.max(least));
                    let mut units: Vec<_> =
                        units.map(|units| Quantity { units, scale: 2 }).collect();
                    units[0].units += 1;
                    for (&naar, aandeel) in pair[1].iter().zip(normalise(&units, 4)) {
                        let vanaf = jaar(year + 1).first_day();
                        stappen.extend((0 < aandeel.units).then_some(Stap {
                            van,
                            naar,
                            vanaf,
                            aandeel,
                        }));
                    }
                }
            }
            let overgang = Overgang::new(&stappen).expect("a crosswalk");
            Self { indeling: Gebiedsindeling::new(all).with_overgang(overgang), wijken }
        }

        fn last(&self) -> usize {
            self.wijken.len() - 1
        }

        fn herleiding(&self) -> Herleiding<'_> {
            let reach = Reach::new(&self.indeling, Gebiedsindeling::idx_at(0));
            Herleiding::new(&self.indeling, &reach, jaar(self.last()).last_day())
        }
    }

    fn gemeenten() -> impl Strategy<Value = Gemeente> {
        let inside = prop::collection::vec(prop::collection::vec(any::<bool>(), 0..4), 2..5);
        let row = prop::collection::vec(-20_i128..60, 6);
        let weights = prop::collection::vec(prop::collection::vec(row, 6), 4);
        (inside, weights, 0_usize..2)
            .prop_map(|(inside, weights, first)| Gemeente::new(&inside, &weights, first))
    }

    /// What areas take of one cell together.
    fn total(parts: impl Iterator<Item = Quantity>) -> Quantity {
        parts.fold(Quantity::ZERO, Quantity::plus).trimmed()
    }

    proptest! {
        #[test]
        fn every_cell_counts_once_in_the_areas_that_are_shown(gemeente in gemeenten()) {
            let herleiding = gemeente.herleiding();
            for year in 0..=gemeente.last() {
                let (periode, day) = (jaar(year), jaar(year).first_day());
                let parts = |area| herleiding.parts(area, periode, day).expect("all is bridged");
                for &wijk in &gemeente.wijken[year] {
                    let taken = gemeente.wijken[gemeente.last()].iter().map(|&area| {
                        parts(area).get(&wijk).copied().unwrap_or(Quantity::ZERO)
                    });
                    prop_assert_eq!(total(taken), Quantity::ONE);
                    let ouders = gemeente.indeling.parents(wijk, day);
                    for pair in gebieden() {
                        let taken = pair.into_iter().map(|area| {
                            let parts = parts(area);
                            let whole = parts.get(&area).filter(|_| ouders.contains(&area));
                            *parts.get(&wijk).or(whole).unwrap_or(&Quantity::ZERO)
                        });
                        prop_assert_eq!(total(taken), Quantity::ONE);
                    }
                }
            }
        }

        #[test]
        fn every_row_of_an_area_that_ended_counts_once(gemeente in gemeenten()) {
            let herleiding = gemeente.herleiding();
            let n_areas = gemeente.indeling.gebieden().len();
            for year in 1..=gemeente.last() {
                let periode = jaar(year);
                for &wijk in gemeente.wijken[..year].iter().flatten() {
                    let shadow = Gebiedsindeling::idx_at(n_areas + wijk.index());
                    let found = herleiding.divide([(shadow, periode)].into_iter());
                    let taken = |areas: &[GebiedIdx]| {
                        total(areas.iter().map(|&area| {
                            let parts = found.get(&(area, periode));
                            let part = parts.and_then(|parts| parts.get(&shadow));
                            part.copied().unwrap_or(Quantity::ZERO)
                        }))
                    };
                    prop_assert_eq!(taken(&gemeente.wijken[gemeente.last()]), Quantity::ONE);
                    for pair in gebieden() {
                        prop_assert_eq!(taken(&pair), Quantity::ONE);
                    }
                }
            }
        }
    }
}
