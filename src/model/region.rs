//! The tree of areas with its vintages: which area lies in which, and from when to when.

use std::collections::BTreeMap;

use super::{AreaCode, Datum, GemeenteCode, Niveau, Overgang};

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
    /// The times in which the area exists, one per parent.
    pub geldigheid: Vec<Geldigheid>,
}

impl Gebied {
    /// True when the area exists on the date.
    pub fn exists_on(&self, date: Datum) -> bool {
        self.geldigheid.iter().any(|geldigheid| geldigheid.contains(date))
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

/// The tree of all areas of one gemeente, of all vintages.
///
/// Holds exactly one gemeente. Parents are of a higher level than their children, so a walk
/// upwards always ends.
#[derive(Clone, Debug, Default)]
pub struct Gebiedsindeling {
    gebieden: Vec<Gebied>,
    by_code: BTreeMap<AreaCode, GebiedIdx>,
    overgang: Overgang,
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
        Self { gebieden, by_code, overgang: Overgang::default() }
    }

    /// The same tree with the bridge between its vintages.
    #[must_use]
    pub fn with_overgang(self, overgang: Overgang) -> Self {
        Self { overgang, ..self }
    }

    /// The bridge between the vintages; without steps when none is declared.
    pub fn overgang(&self) -> &Overgang {
        &self.overgang
    }

    /// The area that stands for one on a day on which that does not exist, where the crosswalk
    /// tells what became of it or what it was made of.
    ///
    /// It is the area itself or the smallest around it, on its last or first day, that the
    /// crosswalk knows: a buurt without steps of its own goes the way of its wijk.
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

    /// The area that this area lies in on the date.
    pub fn parent(&self, idx: GebiedIdx, date: Datum) -> Option<GebiedIdx> {
        let gebied = self.gebied(idx);
        gebied.geldigheid.iter().find(|geldigheid| geldigheid.contains(date))?.ouder
    }

    /// The area itself and all areas that it lies in on the date, from small to large.
    pub fn chain(&self, idx: GebiedIdx, date: Datum) -> Vec<GebiedIdx> {
        let mut chain = vec![idx];
        let mut at = idx;
        while let Some(ouder) = self.parent(at, date) {
            chain.push(ouder);
            at = ouder;
        }
        chain
    }

    /// The areas that lie directly in this one on the date.
    pub fn children(&self, idx: GebiedIdx, date: Datum) -> Vec<GebiedIdx> {
        self.indices().filter(|&child| self.parent(child, date) == Some(idx)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gebied(code: &str, niveau: Niveau, ouder: Option<usize>) -> Gebied {
        let ouder = ouder.map(Gebiedsindeling::idx_at);
        let geldigheid = vec![Geldigheid { van: None, tot: None, ouder }];
        let code = code.parse().expect("a code");
        Gebied { code, naam: String::new(), niveau, geldigheid }
    }

    #[test]
    fn walks_from_a_buurt_to_the_gemeente() {
        let tree = Gebiedsindeling::new(vec![
            gebied("GM0855", Niveau::Gemeente, None),
            gebied("WK085510", Niveau::Wijk, Some(0)),
            gebied("BU08551001", Niveau::Buurt, Some(1)),
        ]);
        let date = Datum::from_ymd_opt(2017, 1, 1).expect("a date");
        let buurt = tree.find(&"BU08551001".parse().expect("a code")).expect("in the tree");
        let codes: Vec<_> = tree
            .chain(buurt, date)
            .into_iter()
            .map(|idx| tree.gebied(idx).code.to_string())
            .collect();
        assert_eq!(codes, ["BU08551001", "WK085510", "GM0855"]);
        assert_eq!(tree.children(tree.gemeente().expect("one"), date).len(), 1);
    }
}
