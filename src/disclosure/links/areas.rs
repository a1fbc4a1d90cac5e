//! The sums of areas that anybody knows to hold: an area and the areas of one level in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::disclosure::register::Register;
use crate::engine::EstimatedIndicator;
use crate::model::{GebiedIdx, Gebiedsindeling, Niveau, Periode};

/// Areas with the areas of one level in them.
pub(in super::super) type Sommen = BTreeSet<(GebiedIdx, Vec<GebiedIdx>)>;

/// The sums of areas that hold in a period, level by level.
fn sums_of(indeling: &Gebiedsindeling, periode: Periode) -> Sommen {
    let mut found: BTreeMap<(GebiedIdx, Niveau), Vec<GebiedIdx>> = BTreeMap::new();
    for idx in indeling.indices() {
        let gebied = indeling.gebied(idx);
        for times in &gebied.geldigheid {
            if let Some(ouder) = times.ouder.filter(|_| times.overlaps(periode)) {
                let children = found.entry((ouder, gebied.niveau)).or_default();
                if !children.contains(&idx) {
                    children.push(idx);
                }
            }
        }
    }
    found.into_iter().map(|((ouder, _), kinderen)| (ouder, kinderen)).collect()
}

/// A sum of areas that held when a period was published before.
#[derive(Debug)]
pub(in super::super) struct Before {
    /// The code of the area that the others lay in.
    pub code: String,
    /// The area, where it is still there.
    pub ouder: Option<GebiedIdx>,
    /// Those in it that are still there.
    pub kinderen: Vec<GebiedIdx>,
    /// The codes of those that are not.
    pub weg: Vec<String>,
}

/// The sums of a period.
#[derive(Debug)]
pub(in super::super) struct Tree {
    /// Those that hold.
    pub now: Sommen,
    /// Other ones that held when the period was published before.
    pub before: Vec<Before>,
}

/// The sums of each period in which an indicator has a cell.
pub(in super::super) type Trees = BTreeMap<Periode, Tree>;

/// The sums of all periods of some indicators, with those that held when they were published before.
pub(in super::super) fn trees_of<'a>(
    indicatoren: impl Iterator<Item = &'a EstimatedIndicator>,
    indeling: &Gebiedsindeling,
    register: &Register,
) -> Trees {
    let cells = indicatoren.flat_map(|one| &one.cells);
    let periods: BTreeSet<_> = cells.map(|cell| cell.periode).collect();
    periods.into_iter().map(|periode| (periode, tree_of(indeling, periode, register))).collect()
}

fn tree_of(indeling: &Gebiedsindeling, periode: Periode, register: &Register) -> Tree {
    let now = sums_of(indeling, periode);
    let find = |code: &String| indeling.find(&code.parse().ok()?);
    let before = register.sommen(periode).filter_map(|(code, codes)| {
        let (kinderen, weg): (Vec<_>, Vec<_>) = codes.iter().partition(|code| find(code).is_some());
        let kinderen: Vec<_> = kinderen.into_iter().filter_map(find).collect();
        let ouder = find(code);
        let holds = ouder.is_some_and(|ouder| now.contains(&(ouder, kinderen.clone())));
        let weg: Vec<_> = weg.into_iter().cloned().collect();
        (!holds || !weg.is_empty()).then(|| Before { code: code.clone(), ouder, kinderen, weg })
    });
    let before = before.collect();
    Tree { now, before }
}
