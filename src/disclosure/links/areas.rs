//! The sums of areas that anybody knows to hold: an area and the areas of one level in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::disclosure::register::Register;
use crate::model::{GebiedIdx, Gebiedsindeling, Niveau, Periode};

/// Areas with the areas of one level in them.
pub(in super::super) type Sommen = BTreeSet<(GebiedIdx, Vec<GebiedIdx>)>;

/// True when the area is there on some day of the period: its cell is a count, not converted from
/// others.
pub(super) fn exists_in(indeling: &Gebiedsindeling, gebied: GebiedIdx, periode: Periode) -> bool {
    indeling.gebied(gebied).geldigheid.iter().any(|times| {
        times.van.is_none_or(|van| van <= periode.last_day())
            && times.tot.is_none_or(|tot| periode.first_day() <= tot)
    })
}

/// The sums of areas that hold in a period, level by level.
pub(in super::super) fn sums_of(indeling: &Gebiedsindeling, periode: Periode) -> Sommen {
    let mut found: BTreeMap<(GebiedIdx, Niveau), Vec<GebiedIdx>> = BTreeMap::new();
    for idx in indeling.indices() {
        let gebied = indeling.gebied(idx);
        for times in &gebied.geldigheid {
            let is_there = times.van.is_none_or(|van| van <= periode.last_day())
                && times.tot.is_none_or(|tot| periode.first_day() <= tot);
            if let Some(ouder) = times.ouder.filter(|_| is_there) {
                let children = found.entry((ouder, gebied.niveau)).or_default();
                if !children.contains(&idx) {
                    children.push(idx);
                }
            }
        }
    }
    found.into_iter().map(|((ouder, _), kinderen)| (ouder, kinderen)).collect()
}

/// The sums that hold in a period, and those that held in it when it was published before.
pub(super) fn sommen(indeling: &Gebiedsindeling, periode: Periode, register: &Register) -> Sommen {
    let mut found = sums_of(indeling, periode);
    let find = |code: &String| indeling.find(&code.parse().ok()?);
    for (ouder, kinderen) in register.sommen(periode) {
        // An area that is no longer there has no count to move: what it was, its readers know.
        let kinderen = kinderen.iter().filter_map(find).collect();
        if let Some(ouder) = find(ouder) {
            found.insert((ouder, kinderen));
        }
    }
    found
}
