//! The trees of areas with their vintages: which area lies in which, and from when to when.

use std::collections::{BTreeMap, BTreeSet};

use super::{AreaCode, Datum, ElderCode, Elders, GemeenteCode, Niveau, Overgang, Periode};

/// The place of an area in its [`Gebiedsindeling`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GebiedIdx(u32);

impl GebiedIdx {
    /// The place as an index into [`Gebiedsindeling::gebieden`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A time in which an area exists and lies in one parent; an open end has no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geldigheid {
    /// The first day.
    pub van: Option<Datum>,
    /// The last day.
    pub tot: Option<Datum>,
    /// The area it lies in; only the gemeente has none.
    pub ouder: Option<GebiedIdx>,
}

impl Geldigheid {
    /// True when the date lies between the first and the last day.
    pub fn contains(&self, date: Datum) -> bool {
        self.van.is_none_or(|van| van <= date) && self.tot.is_none_or(|tot| date <= tot)
    }

    /// True when some day of the period lies between the first and the last day.
    pub fn overlaps(&self, periode: Periode) -> bool {
        self.van.is_none_or(|van| van <= periode.last_day())
            && self.tot.is_none_or(|tot| periode.first_day() <= tot)
    }
}

/// An area: its code, name and level, and when it exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gebied {
    /// The code, unique in the tree.
    pub code: AreaCode,
    /// The name as people know it.
    pub naam: String,
    /// The level.
    pub niveau: Niveau,
    /// The times in which the area exists, one per parent; of parents of different levels they
    /// may overlap.
    pub geldigheid: Vec<Geldigheid>,
}

impl Gebied {
    /// True when the area exists on the date.
    pub fn exists_on(&self, date: Datum) -> bool {
        self.geldigheid.iter().any(|geldigheid| geldigheid.contains(date))
    }

    /// True when the area exists on some day of the period.
    pub fn exists_in(&self, periode: Periode) -> bool {
        self.geldigheid.iter().any(|times| times.overlaps(periode))
    }

    /// The first day; an area without one has always been there.
    pub fn first_day(&self) -> Option<Datum> {
        self.geldigheid.iter().map(|geldigheid| geldigheid.van).min().flatten()
    }

    /// The last day; an area without one is still there.
    pub fn last_day(&self) -> Option<Datum> {
        let is_open = self.geldigheid.iter().any(|geldigheid| geldigheid.tot.is_none());
        if is_open { None } else { self.geldigheid.iter().filter_map(|times| times.tot).max() }
    }

    /// The year the vintage begins in, when it has a beginning.
    pub fn first_year(&self) -> Option<i32> {
        use chrono::Datelike;
        self.first_day().map(|date| date.year())
    }
}

/// The trees of all areas of one gemeente, of all vintages.
///
/// Holds exactly one gemeente. A gemeente may be divided in several ways at once: a wijk lies in a
/// toegangsgebied, and also in a stadsdeel that has other borders. Parents are of a higher level
/// than their children, so every walk upwards ends, and at any time an area lies in at most one
/// area of each level.
#[derive(Clone, Debug, Default)]
pub struct Gebiedsindeling {
    gebieden: Vec<Gebied>,
    by_code: BTreeMap<AreaCode, GebiedIdx>,
    /// For each area the levels of all that ever lay in it, and its own.
    levels_in: Vec<BTreeSet<Niveau>>,
    overgang: Overgang,
    elders: Vec<Elders>,
}

impl Gebiedsindeling {
    /// Builds a tree of areas whose codes are unique and whose parents are of a higher level.
    ///
    /// The parents are indices into the same list. The caller has checked it; a tree that is
    /// wrong in spite of that is a fault of the program.
    pub fn new(gebieden: Vec<Gebied>) -> Self {
        let mut by_code = BTreeMap::new();
        for (idx, gebied) in gebieden.iter().enumerate() {
            for ouder in gebied.geldigheid.iter().filter_map(|geldigheid| geldigheid.ouder) {
                let above = &gebieden[ouder.index()];
                assert!(gebied.niveau < above.niveau, "a parent is of a higher level");
            }
            let known = by_code.insert(gebied.code.clone(), GebiedIdx(idx as u32));
            assert!(known.is_none(), "codes are unique");
        }
        let levels_in = levels_in(&gebieden);
        let (overgang, elders) = (Overgang::default(), Vec::new());
        Self { gebieden, by_code, levels_in, overgang, elders }
    }

    /// The same tree with the bridge between its vintages.
    #[must_use]
    pub fn with_overgang(self, overgang: Overgang) -> Self {
        Self { overgang, ..self }
    }

    /// The same tree beside places elsewhere, of which published figures are read as well.
    ///
    /// They are no areas of the tree: [`Self::gebieden`], [`Self::find`] and all walks pass them by. Their
    /// indices follow those of the areas, so that one is never taken for the other.
    #[must_use]
    pub fn with_elders(self, elders: Vec<Elders>) -> Self {
        Self { elders, ..self }
    }

    /// The places elsewhere, in the order in which they are declared.
    pub fn elders(&self) -> &[Elders] {
        &self.elders
    }

    /// The index of a place elsewhere.
    pub fn find_elders(&self, code: ElderCode) -> Option<GebiedIdx> {
        let place = self.elders.iter().position(|elders| elders.code == code)?;
        Some(Self::idx_at(self.gebieden.len() + place))
    }

    /// The place of an index among those elsewhere; nothing for an area of the tree.
    pub fn elders_at(&self, idx: GebiedIdx) -> Option<usize> {
        idx.index().checked_sub(self.gebieden.len())
    }

    /// The number of indices, of areas and of places elsewhere.
    pub fn n_indices(&self) -> usize {
        self.gebieden.len() + self.elders.len()
    }

    /// The bridge between the vintages; without steps when none is declared.
    pub fn overgang(&self) -> &Overgang {
        &self.overgang
    }

    /// The area that stands for one on a day on which that does not exist, where the crosswalk
    /// tells what became of it or what it was made of.
    ///
    /// It is the area itself or the smallest around it, on its last or first day, that the
    /// crosswalk knows: a buurt without steps of its own goes the way of its wijk. It is one area
    /// also where there are several trees, for by two ways a row would count twice.
    pub fn stand_in(&self, idx: GebiedIdx, date: Datum) -> Option<GebiedIdx> {
        let gebied = self.gebied(idx);
        if let Some(last) = gebied.last_day().filter(|&last| last < date) {
            let mut chain = self.chain(idx, last).into_iter();
            return chain.find(|&area| self.overgang.has_successors(area));
        }
        let first = gebied.first_day().filter(|&first| date < first)?;
        let mut chain = self.chain(idx, first).into_iter();
        chain.find(|&area| !self.overgang.into_area(area).is_empty())
    }

    /// The index that the area at this place in the list given to [`Self::new`] will have.
    pub fn idx_at(place: usize) -> GebiedIdx {
        GebiedIdx(u32::try_from(place).expect("a tree has fewer areas than 2^32"))
    }

    /// All areas, in the order of the file.
    pub fn gebieden(&self) -> &[Gebied] {
        &self.gebieden
    }

    /// The area at an index.
    pub fn gebied(&self, idx: GebiedIdx) -> &Gebied {
        &self.gebieden[idx.index()]
    }

    /// All indices, in the order of the file.
    pub fn indices(&self) -> impl Iterator<Item = GebiedIdx> + use<> {
        (0..self.gebieden.len()).map(Self::idx_at)
    }

    /// True when an area of this level is in the tree.
    pub fn has(&self, niveau: Niveau) -> bool {
        self.gebieden.iter().any(|gebied| gebied.niveau == niveau)
    }

    /// True when the area is of this level, or an area of this level ever lay in it.
    ///
    /// Who knows only toegangsgebieden knows nothing of a stadsdeel that has other borders, though
    /// that is of a higher level.
    pub fn holds(&self, idx: GebiedIdx, niveau: Niveau) -> bool {
        self.levels_in[idx.index()].contains(&niveau)
    }

    /// The area with this code.
    pub fn find(&self, code: &AreaCode) -> Option<GebiedIdx> {
        self.by_code.get(code).copied()
    }

    /// The gemeente, when the tree has one.
    pub fn gemeente(&self) -> Option<GebiedIdx> {
        self.indices().find(|&idx| self.gebied(idx).niveau == Niveau::Gemeente)
    }

    /// The code of the gemeente, when the tree has one.
    pub fn gemeente_code(&self) -> Option<GemeenteCode> {
        self.gemeente().and_then(|idx| self.gebied(idx).code.gemeente())
    }

    /// The first day of every time but the first in which nothing changes, in order.
    pub fn changes(&self) -> Vec<Datum> {
        let mut changes: Vec<Datum> = Vec::new();
        for geldigheid in self.gebieden.iter().flat_map(|gebied| &gebied.geldigheid) {
            changes.extend(geldigheid.van);
            changes.extend(geldigheid.tot.and_then(|tot| tot.succ_opt()));
        }
        changes.sort_unstable();
        changes.dedup();
        changes
    }

    /// The areas that this area lies in directly on the date, from small to large.
    pub fn parents(&self, idx: GebiedIdx, date: Datum) -> Vec<GebiedIdx> {
        let times = self.gebied(idx).geldigheid.iter().filter(|times| times.contains(date));
        let mut parents: Vec<_> = times.filter_map(|times| times.ouder).collect();
        self.sort(&mut parents);
        parents
    }

    /// The area itself and all areas that it lies in on the date, each once, whatever the number
    /// of ways that lead there: from small to large, and of one level in the order of the file.
    pub fn chain(&self, idx: GebiedIdx, date: Datum) -> Vec<GebiedIdx> {
        let mut chain = vec![idx];
        let mut place = 0;
        while let Some(&at) = chain.get(place) {
            for ouder in self.parents(at, date) {
                if !chain.contains(&ouder) {
                    chain.push(ouder);
                }
            }
            place += 1;
        }
        self.sort(&mut chain[1..]);
        chain
    }

    fn sort(&self, areas: &mut [GebiedIdx]) {
        areas.sort_unstable_by_key(|&idx| (self.gebied(idx).niveau, idx));
    }

    /// The areas that lie directly in this one on the date.
    pub fn children(&self, idx: GebiedIdx, date: Datum) -> Vec<GebiedIdx> {
        let lies_in = |times: &Geldigheid| times.ouder == Some(idx) && times.contains(date);
        let is_child = |&child: &GebiedIdx| self.gebied(child).geldigheid.iter().any(lies_in);
        self.indices().filter(is_child).collect()
    }

    /// The ways in which this area is divided on the date, from small parts to large: the areas of
    /// one level that lie directly in it, where these are all of it.
    ///
    /// They are all of it when every smallest area in it lies in one of them. A stadsdeel beside
    /// wijken that lie in none is no division, and neither are those wijken.
    pub fn divisions(&self, idx: GebiedIdx, date: Datum) -> Vec<Vec<GebiedIdx>> {
        let children = self.children(idx, date);
        let mut of_level: BTreeMap<Niveau, Vec<GebiedIdx>> = BTreeMap::new();
        for &child in &children {
            of_level.entry(self.gebied(child).niveau).or_default().push(child);
        }
        let is_all = |parts: &Vec<GebiedIdx>| {
            children.iter().all(|&child| self.is_covered(child, parts, date))
        };
        of_level.into_values().filter(is_all).collect()
    }

    /// True when an area lies in one of these or in some of them together.
    fn is_covered(&self, idx: GebiedIdx, parts: &[GebiedIdx], date: Datum) -> bool {
        if self.chain(idx, date).iter().any(|area| parts.contains(area)) {
            return true;
        }
        let inside = self.children(idx, date);
        !inside.is_empty() && inside.iter().all(|&child| self.is_covered(child, parts, date))
    }
}

/// For each area the levels of all that ever lay in it, and its own.
fn levels_in(gebieden: &[Gebied]) -> Vec<BTreeSet<Niveau>> {
    let mut found: Vec<_> = gebieden.iter().map(|gebied| BTreeSet::from([gebied.niveau])).collect();
    let mut places: Vec<_> = (0..gebieden.len()).collect();
    // From small to large, so that an area is whole before it is passed on.
    places.sort_by_key(|&place| gebieden[place].niveau);
    for place in places {
        let own = found[place].clone();
        for ouder in gebieden[place].geldigheid.iter().filter_map(|times| times.ouder) {
            found[ouder.index()].extend(&own);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An area that has always lain in the areas at these places.
    fn gebied(code: &str, niveau: Niveau, ouders: &[usize]) -> Gebied {
        let within = |ouder| Geldigheid { van: None, tot: None, ouder };
        let mut geldigheid: Vec<_> =
            ouders.iter().map(|&place| within(Some(Gebiedsindeling::idx_at(place)))).collect();
        if ouders.is_empty() {
            geldigheid.push(within(None));
        }
        let code = code.parse().expect("a code");
        Gebied { code, naam: String::new(), niveau, geldigheid }
    }

    fn date() -> Datum {
        Datum::from_ymd_opt(2017, 1, 1).expect("a date")
    }

    fn codes(tree: &Gebiedsindeling, areas: &[GebiedIdx]) -> Vec<String> {
        areas.iter().map(|&idx| tree.gebied(idx).code.to_string()).collect()
    }

    #[track_caller]
    fn find(tree: &Gebiedsindeling, code: &str) -> GebiedIdx {
        tree.find(&code.parse().expect("a code")).expect("in the tree")
    }

    /// Three wijken in two stadsdelen and, divided another way, in two toegangsgebieden.
    fn two_trees() -> Gebiedsindeling {
        Gebiedsindeling::new(vec![
            gebied("GM0855", Niveau::Gemeente, &[]),
            gebied("SD1", Niveau::Stadsdeel, &[0]),
            gebied("SD2", Niveau::Stadsdeel, &[0]),
            gebied("TG1", Niveau::Toegangsgebied, &[0]),
            gebied("TG2", Niveau::Toegangsgebied, &[0]),
            gebied("WK085510", Niveau::Wijk, &[1, 3]),
            gebied("WK085511", Niveau::Wijk, &[1, 4]),
            gebied("WK085512", Niveau::Wijk, &[2, 4]),
            gebied("BU08551001", Niveau::Buurt, &[5]),
        ])
    }

    #[test]
    fn walks_from_a_buurt_to_the_gemeente() {
        let tree = Gebiedsindeling::new(vec![
            gebied("GM0855", Niveau::Gemeente, &[]),
            gebied("WK085510", Niveau::Wijk, &[0]),
            gebied("BU08551001", Niveau::Buurt, &[1]),
        ]);
        let chain = tree.chain(find(&tree, "BU08551001"), date());
        assert_eq!(codes(&tree, &chain), ["BU08551001", "WK085510", "GM0855"]);
        assert_eq!(tree.children(tree.gemeente().expect("one"), date()).len(), 1);
    }

    #[test]
    fn walks_up_all_trees_and_meets_the_gemeente_once() {
        let tree = two_trees();
        let buurt = find(&tree, "BU08551001");
        let chain = codes(&tree, &tree.chain(buurt, date()));
        assert_eq!(chain, ["BU08551001", "WK085510", "TG1", "SD1", "GM0855"]);
        let parents = tree.parents(find(&tree, "WK085511"), date());
        assert_eq!(codes(&tree, &parents), ["TG2", "SD1"]);
    }

    #[test]
    fn a_gemeente_is_divided_once_by_each_tree() {
        let tree = two_trees();
        let divisions = |code: &str| -> Vec<_> {
            let found = tree.divisions(find(&tree, code), date());
            found.iter().map(|parts| codes(&tree, parts)).collect()
        };
        assert_eq!(divisions("GM0855"), [["TG1", "TG2"], ["SD1", "SD2"]]);
        assert_eq!(divisions("TG2"), [["WK085511", "WK085512"]]);
        assert!(divisions("WK085511").is_empty());
    }

    #[test]
    fn a_stadsdeel_holds_wijken_and_no_toegangsgebied_that_crosses_it() {
        let tree = two_trees();
        let holds = |niveau| tree.holds(find(&tree, "SD1"), niveau);
        let levels = [Niveau::Buurt, Niveau::Wijk, Niveau::Toegangsgebied, Niveau::Stadsdeel];
        assert_eq!(levels.map(holds), [true, true, false, true]);
    }

    #[test]
    fn a_place_elsewhere_is_no_area() {
        let breda = Elders { code: "GM0758".parse().expect("a code"), naam: "Breda".into() };
        let tree = two_trees().with_elders(vec![breda.clone()]);
        let idx = tree.find_elders(breda.code).expect("declared");
        assert_eq!((tree.elders_at(idx), tree.n_indices()), (Some(0), 10));
        assert_eq!(tree.find(&"GM0758".parse().expect("a code")), None);
        assert_eq!(tree.find_elders(ElderCode::Nederland), None);
        assert!(tree.indices().all(|own| own != idx && tree.elders_at(own).is_none()));
    }

    #[test]
    fn areas_that_leave_out_a_part_divide_nothing() {
        let tree = Gebiedsindeling::new(vec![
            gebied("GM0855", Niveau::Gemeente, &[]),
            gebied("SD1", Niveau::Stadsdeel, &[0]),
            gebied("TG1", Niveau::Toegangsgebied, &[0]),
            gebied("WK085510", Niveau::Wijk, &[1, 2]),
            gebied("WK085511", Niveau::Wijk, &[2]),
        ]);
        let found = tree.divisions(find(&tree, "GM0855"), date());
        assert_eq!(found.iter().map(|parts| codes(&tree, parts)).collect::<Vec<_>>(), [["TG1"]]);
    }
}
