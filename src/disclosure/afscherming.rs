//! What may be seen: every cell judged by the thresholds and by what others give away of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::engine::EstimatedIndicator;
use crate::model::{GebiedIdx, Gebiedsindeling, Periode};

use super::links::{Known, Linked, groups, link, trees_of};
use super::onthulling::{Onthulling, describe};
use super::primary::{Regel, judge};
use super::register::{Cel, Eerder, Register, Som, cel};
use super::secondary::{Protection, Start, Target, protect};

/// Why a cell is withheld. Readers of the publication are never told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grond {
    /// It is below a threshold.
    Drempel(Regel),
    /// Another cell could be computed with it.
    Secundair,
    /// It is computed from a cell that is withheld.
    Afgeleid,
}

impl Grond {
    /// The word in `onthulling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Drempel(regel) => regel.word(),
            Self::Secundair => "secundair",
            Self::Afgeleid => "afgeleid",
        }
    }
}

/// The cells of an indicator that are withheld, and why.
type Withheld = HashMap<(GebiedIdx, Periode), Grond>;

/// The cells of each indicator that are withheld, and why.
#[derive(Clone, Debug, Default)]
pub struct Afscherming {
    withheld: BTreeMap<String, Withheld>,
    /// The cells that have a figure.
    filled: BTreeMap<String, HashSet<(GebiedIdx, Periode)>>,
    /// What the register must remember of each indicator.
    te_onthouden: BTreeMap<String, Vec<(Cel, Eerder)>>,
    sommen: Vec<(Som, Periode)>,
    onthulling: Onthulling,
    findings: Vec<Diagnostic>,
}

impl Afscherming {
    /// Judges all cells together, and together with what earlier reports showed.
    pub fn of(
        indicatoren: &[EstimatedIndicator],
        indeling: &Gebiedsindeling,
        register: &Register,
    ) -> Self {
        let judged: Vec<Vec<Option<Regel>>> = indicatoren
            .par_iter()
            .map(|one| one.cells.iter().map(|cell| judge(cell, &one.info.drempels)).collect())
            .collect();
        let mut found: Vec<Withheld> = Vec::new();
        for (one, judged) in indicatoren.iter().zip(&judged) {
            let cells = one.cells.iter().zip(judged);
            let grounds = cells.filter_map(|(cell, regel)| {
                Some(((cell.gebied, cell.periode), Grond::Drempel((*regel)?)))
            });
            found.push(grounds.collect());
        }
        let groups = groups(indicatoren);
        let linked = groups.iter().flatten().map(|idx| &indicatoren[*idx]);
        let trees = trees_of(linked, indeling, register);
        let grouped = groups.iter().flatten();
        let ids: Vec<_> = grouped.map(|idx| (*idx, indicatoren[*idx].info.id.as_str())).collect();
        let parts: Vec<_> = groups
            .par_iter()
            .map(|members| {
                let link = |of_cells| {
                    let known = Known { register, trees: &trees, of_cells };
                    link(indicatoren, members, indeling, &judged, known)
                };
                // Where all that was shown before is shown again, a reader of both reports knows nothing
                // more; and the same report built again is the same.
                let linked = link(false);
                let done = protect_all(&linked);
                let of_others = ids.iter().filter(|(idx, _)| !members.contains(idx));
                let others = of_others.map(|(_, id)| *id).collect();
                if is_shown_again(register, (indicatoren, &others), indeling, &linked, &done) {
                    return (linked, done);
                }
                let linked = link(true);
                let done = protect_all(&linked);
                (linked, done)
            })
            .collect();
        for (linked, done) in &parts {
            add(&mut found, linked, done);
        }
        let gemeente = indeling.gemeente().expect("a tree of areas has a gemeente");
        follow(indicatoren, gemeente, &mut found);
        let mut all = Self { onthulling: Onthulling::of(indicatoren, &found), ..Self::default() };
        for (linked, done) in &parts {
            all.onthulling.add(indicatoren, linked, done);
            all.findings.extend(describe(indicatoren, indeling, linked, done));
            all.remember(indicatoren, indeling, linked, done);
        }
        let code = |area: GebiedIdx| indeling.gebied(area).code.to_string();
        for (periode, tree) in trees {
            for (ouder, kinderen) in tree.now {
                all.sommen.push(((code(ouder), kinderen.into_iter().map(code).collect()), periode));
            }
        }
        for (one, withheld) in indicatoren.iter().zip(found) {
            let cells = one.cells.iter().filter(|cell| cell.figure.is_ok());
            let filled = cells.map(|cell| (cell.gebied, cell.periode)).collect();
            all.filled.insert(one.info.id.clone(), filled);
            all.withheld.insert(one.info.id.clone(), withheld);
        }
        all
    }

    /// Keeps what the register must know of the slots of a system.
    fn remember(
        &mut self,
        indicatoren: &[EstimatedIndicator],
        indeling: &Gebiedsindeling,
        linked: &Linked,
        done: &Protection,
    ) {
        for (slot, &(idx, gebied, periode)) in linked.places.iter().enumerate() {
            let cel = cel(indeling, gebied, periode);
            let hash = linked.hashes[slot];
            let is_withheld = done.withheld[slot];
            let now = if is_withheld { Eerder::Onderdrukt } else { Eerder::Getoond(hash) };
            let id = indicatoren[idx].info.id.clone();
            self.te_onthouden.entry(id).or_default().push((cel, now));
        }
    }

    /// The register with a report of these indicators; of all when none is named.
    pub fn register(&self, before: &Register, only: &[String]) -> Register {
        let mut register = before.clone();
        let is_published = |id: &&String| only.is_empty() || only.contains(id);
        for id in self.te_onthouden.keys().filter(is_published) {
            for (cel, now) in &self.te_onthouden[id] {
                register.note(id, cel.clone(), *now);
            }
        }
        for (som, periode) in &self.sommen {
            register.note_som(som.clone(), *periode);
        }
        register
    }

    /// What was withheld, by which rule, and how well it is protected.
    pub fn onthulling(&self) -> &Onthulling {
        &self.onthulling
    }

    /// What could not be protected, and what was published before.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }

    /// True when the figure of an area and period may be seen.
    pub fn shows(&self, one: &EstimatedIndicator, gebied: GebiedIdx, periode: Periode) -> bool {
        let filled = self.filled.get(&one.info.id);
        filled.is_some_and(|filled| filled.contains(&(gebied, periode)))
            && !self.withholds(&one.info.id, gebied, periode)
    }

    /// True when a cell is withheld.
    pub(super) fn withholds(&self, id: &str, gebied: GebiedIdx, periode: Periode) -> bool {
        self.ground(id, gebied, periode).is_some()
    }

    /// Why a cell is withheld, when it is.
    pub(super) fn ground(&self, id: &str, gebied: GebiedIdx, periode: Periode) -> Option<Grond> {
        self.withheld.get(id)?.get(&(gebied, periode)).copied()
    }
}

/// True when every cell that an earlier report shows, of these indicators or of some that are no longer there, is
/// shown with the same counts.
fn is_shown_again(
    register: &Register,
    (indicatoren, others): (&[EstimatedIndicator], &BTreeSet<&str>),
    indeling: &Gebiedsindeling,
    linked: &Linked,
    done: &Protection,
) -> bool {
    if register.is_empty() {
        return true;
    }
    // Who knows a count is not told less of it by rounding it now.
    let mut is_exact = vec![true; linked.places.len()];
    for number in linked.system.numbers().iter().filter(|number| number.slack != [0, 0]) {
        is_exact[number.slot] = false;
    }
    let slots = linked.places.iter().enumerate();
    let shown = slots.filter(|(slot, _)| is_exact[*slot] && !done.withheld[*slot]);
    let shown: HashSet<_> = shown
        .map(|(slot, &(idx, gebied, periode))| {
            let id = indicatoren[idx].info.id.as_str();
            (id, cel(indeling, gebied, periode), linked.hashes[slot])
        })
        .collect();
    let mut before = register.shown().filter(|(id, ..)| !others.contains(id));
    before.all(|(id, cel, hash)| shown.contains(&(id, cel.clone(), hash)))
}

/// Protects a system, and believes nothing that is not proved.
///
/// A figure of the gemeente is what everybody looks at first: it is withheld where nothing else will do.
fn protect_all(linked: &Linked) -> Protection {
    let Linked { system, demands, primary, kept, of_gemeente, .. } = linked;
    let mut done =
        protect(system, demands, &Start { withheld: primary, kept, reserve: of_gemeente });
    let checked = done.check(system);
    assert!(checked.is_ok(), "a proof adds up: {checked:?}");
    // Nobody knows how many are in what is shown nowhere, not even who is among them.
    let is_shown = |number: usize| system.numbers()[number].slot < linked.places.len();
    done.unprotected.retain(|(_, target)| match target {
        Target::OtherWithout(known) => is_shown(*known),
        Target::AtLeast(_) | Target::AtMost(_) => true,
    });
    let unproved = done.unproved(system, demands);
    done.unprotected.retain(|of| !unproved.contains(of));
    done.unprotected.extend(unproved);
    done
}

/// Adds what a system withholds to protect others.
fn add(found: &mut [Withheld], linked: &Linked, done: &Protection) {
    for (&(idx, gebied, periode), &is_withheld) in linked.places.iter().zip(&done.withheld) {
        if is_withheld {
            found[idx].entry((gebied, periode)).or_insert(Grond::Secundair);
        }
    }
}

/// Withholds what is computed from withheld cells, until nothing is added.
fn follow(indicatoren: &[EstimatedIndicator], gemeente: GebiedIdx, found: &mut [Withheld]) {
    let place: BTreeMap<&str, usize> =
        indicatoren.iter().enumerate().map(|(idx, one)| (one.info.id.as_str(), idx)).collect();
    let cells = |one: &EstimatedIndicator| {
        one.cells.iter().map(|cell| (cell.gebied, cell.periode)).collect::<HashSet<_>>()
    };
    let known: Vec<_> = indicatoren.iter().map(cells).collect();
    loop {
        let mut more: BTreeSet<(usize, GebiedIdx, Periode)> = BTreeSet::new();
        for (idx, one) in indicatoren.iter().enumerate() {
            for cell in one.cells.iter().filter(|cell| cell.figure.is_ok()) {
                let key = (cell.gebied, cell.periode);
                if found[idx].contains_key(&key) {
                    continue;
                }
                // What it was converted from was judged with it (`delen`); together with all sums a
                // small part would follow from it.
                let strict = one.info.drempels.secundair;
                let mut parts =
                    cell.uit.iter().filter_map(|area| found[idx].get(&(*area, cell.periode)));
                let from_parts = parts.any(|ground| strict || !matches!(ground, Grond::Drempel(_)));
                // Of a part that is not published nobody says what else follows from it.
                let of_unknown = strict
                    && cell.uit.iter().any(|area| !known[idx].contains(&(*area, cell.periode)));
                let from_formula = one.opbouw.uit.iter().any(|of| {
                    let Some(&other) = place.get(of.id.as_str()) else { return false };
                    let area = if of.gemeente { gemeente } else { cell.gebied };
                    found[other].contains_key(&(area, cell.periode))
                });
                if from_parts || of_unknown || from_formula {
                    more.insert((idx, cell.gebied, cell.periode));
                }
            }
        }
        if more.is_empty() {
            return;
        }
        for (idx, gebied, periode) in more {
            found[idx].insert((gebied, periode), Grond::Afgeleid);
        }
    }
}
