//! From the cells of all indicators to systems of numbers and the sums that bind them.
//!
//! What is bound: an area and the areas in it, by level, so that several trees at once are several
//! sums; a year and its quarters; the same count in two indicators; and the indicators of a group. A share is two numbers, what is above the
//! line and the rest, of which the whole is the sum. Figures that are computed from shown cells alone (a formula, a cell that was
//! converted to other borders) add nothing and are no part of it: they are withheld with what they rest on.

mod areas;
mod cell;
mod demand;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::engine::{EstimatedIndicator, Kant, Lid, Optelling, Tijd};
use crate::model::{GebiedIdx, Gebiedsindeling, Periode};

use super::joined::Joined;
use super::primary::Regel;
use super::register::{Eerder, Register};
use super::secondary::{Demand, Number, Relation, Slot, System};
use areas::Before;
pub(super) use areas::{Trees, trees_of};

/// A cell of the publication: the indicator, the area and the period.
pub(super) type Place = (usize, GebiedIdx, Periode);

/// A system of linked tables, and where its slots stand.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub system: System,
    pub demands: Vec<Demand>,
    /// The cell of each slot.
    pub places: Vec<Place>,
    /// Per slot whether it is below a threshold.
    pub primary: Vec<bool>,
    /// The slots of the gemeente that may be shown by themselves.
    pub of_gemeente: Vec<usize>,
    /// The slots that an earlier report withheld, and that may be shown by themselves.
    pub kept: Vec<usize>,
    /// The slots below a threshold that an earlier report shows.
    pub given: Vec<usize>,
    /// Per slot a hash of its counts, for the register.
    pub hashes: Vec<u32>,
}

/// Numbers of an indicator that add up over areas and periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Line {
    Above,
    Rest,
    Below,
}

/// The numbers of a line, by area and period.
type OfLine = HashMap<(GebiedIdx, Periode), usize>;

/// The numbers that make up a count, by area and period.
type OfCount = HashMap<(GebiedIdx, Periode), Vec<usize>>;

/// Groups the indicators that share a count, or are of one group.
pub(super) fn groups(indicatoren: &[EstimatedIndicator]) -> Vec<Vec<usize>> {
    let mut joined = Joined::of(indicatoren.len());
    let mut first_with: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first_in: BTreeMap<&str, usize> = BTreeMap::new();
    for (idx, one) in indicatoren.iter().enumerate() {
        let sides = [&one.opbouw.teller, &one.opbouw.noemer];
        for side in sides.into_iter().flatten().filter(|side| !side.openbaar) {
            joined.join(*first_with.entry(side.vraag.as_str()).or_insert(idx), idx);
        }
        for lid in &one.opbouw.sommen {
            joined.join(*first_in.entry(lid.som.as_str()).or_insert(idx), idx);
        }
        if let Some(groep) = &one.info.groep {
            joined.join(*first_of.entry(groep.naam.as_str()).or_insert(idx), idx);
        }
    }
    let mut found: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for idx in 0..indicatoren.len() {
        found.entry(joined.first(idx)).or_default().push(idx);
    }
    // One that asks for it has all that it is linked with protected, too.
    found.retain(|_, all| all.iter().any(|idx| indicatoren[*idx].info.drempels.secundair));
    found.into_values().collect()
}

/// Builds the system of some indicators; `judged` tells of each cell which rule withholds it.
pub(super) fn link(
    indicatoren: &[EstimatedIndicator],
    members: &[usize],
    indeling: &Gebiedsindeling,
    judged: &[Vec<Option<Regel>>],
    known: Known,
) -> Linked {
    let mut builder = Builder {
        indeling,
        known,
        linked: Linked::default(),
        lines: BTreeMap::new(),
        counts: BTreeMap::new(),
    };
    for &idx in members {
        builder.add_cells(idx, &indicatoren[idx], &judged[idx]);
    }
    builder.bind(indicatoren);
    builder.linked
}

/// What earlier reports tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub register: &'a Register,
    pub trees: &'a Trees,
    /// True when it matters what became of each cell, and not only which sums held.
    pub of_cells: bool,
}

/// A system in the making.
struct Builder<'a> {
    indeling: &'a Gebiedsindeling,
    known: Known<'a>,
    linked: Linked,
    lines: BTreeMap<(usize, Line), OfLine>,
    counts: BTreeMap<(usize, Kant), OfCount>,
}

impl Builder<'_> {
    /// Adds the sums that anybody knows to hold.
    fn bind(&mut self, indicatoren: &[EstimatedIndicator]) {
        let mut relations = Vec::new();
        for (&(idx, line), numbers) in &self.lines {
            let opbouw = &indicatoren[idx].opbouw;
            let count = if line == Line::Above { &opbouw.teller } else { &opbouw.noemer };
            let tijd = count.as_ref().map_or(Tijd::Stroom, |count| count.tijd);
            relations.extend(bound_areas(numbers, self.known.trees));
            relations.extend(bound_periods(numbers, tijd));
        }
        relations.extend(self.bound_groups(indicatoren));
        let mut firm = Vec::new();
        for (is_firm, terms) in self.bound_sums(indicatoren) {
            if is_firm {
                firm.push(terms);
            } else {
                relations.push(Relation { terms });
            }
        }
        for (total, parts) in self.bound_before(indicatoren) {
            match total {
                Some(total) => relations.push(Relation::sum(total, parts)),
                None => firm.push(parts.into_iter().map(|part| (part, 1)).collect()),
            }
        }
        let system = &mut self.linked.system;
        let of_nobody = system.add_slot(Slot { cost: 0.0, is_fixed: true });
        self.linked.primary.push(true);
        for mut relation in relations {
            let value =
                |(number, sign): &(usize, i8)| system.numbers()[*number].value * i64::from(*sign);
            // Rows without an area, cells without a figure and persons that count twice: how many they
            // are is shown nowhere.
            let rest: i64 = relation.terms.iter().map(value).sum();
            if rest != 0 {
                let number = system.add_number(Number::of(rest.abs(), of_nobody));
                relation.terms.push((number, if rest < 0 { 1 } else { -1 }));
            }
            system.add_relation(relation);
        }
        // Of areas that are no longer there, or have other areas in them, all that was shown was the sum of these.
        for terms in firm {
            system.add_relation(Relation { terms });
        }
        self.bind_equals(indicatoren);
    }

    /// The sums of areas that held before, of which an earlier report shows the total; each with that total where it is
    /// still the same.
    fn bound_before(&self, indicatoren: &[EstimatedIndicator]) -> Vec<(Option<usize>, Vec<usize>)> {
        let mut found = Vec::new();
        for (&(idx, _), numbers) in &self.lines {
            for (&periode, tree) in self.known.trees {
                for Before { code, ouder, kinderen, weg } in &tree.before {
                    let cel = |code: &String| {
                        self.known.register.cel(&indicatoren[idx].info.id, &(code.clone(), periode))
                    };
                    let Some(Eerder::Getoond(hash)) = cel(code) else { continue };
                    // Who never saw what is no longer there cannot subtract it.
                    if !weg.iter().all(|code| matches!(cel(code), Some(Eerder::Getoond(_)))) {
                        continue;
                    }
                    let parts = kinderen.iter().filter_map(|kind| numbers.get(&(*kind, periode)));
                    let total = ouder.and_then(|ouder| numbers.get(&(ouder, periode)).copied());
                    let is_same = |total: &usize| {
                        weg.is_empty()
                            && self.linked.hashes[self.linked.system.numbers()[*total].slot] == hash
                    };
                    found.push((total.filter(is_same), parts.copied().collect()));
                }
            }
        }
        found
    }

    /// The indicators of one group and the one that they add up to.
    fn bound_groups(&self, indicatoren: &[EstimatedIndicator]) -> Vec<Relation> {
        let above = || self.lines.iter().filter(|((_, line), _)| *line == Line::Above);
        let mut relations = Vec::new();
        for (&(total, _), of_total) in above() {
            let Some(groep) = indicatoren[total].info.groep.as_ref().filter(|of| of.is_totaal)
            else {
                continue;
            };
            let parts = above().filter(|((idx, _), _)| {
                let other = indicatoren[*idx].info.groep.as_ref();
                *idx != total && other.is_some_and(|of| of.naam == groep.naam && !of.is_totaal)
            });
            let parts: Vec<_> = parts.map(|(_, numbers)| numbers).collect();
            let cells: BTreeMap<_, _> = of_total.iter().collect();
            for (cell, total) in cells {
                let parts: Vec<_> =
                    parts.iter().filter_map(|part| part.get(cell)).copied().collect();
                if !parts.is_empty() {
                    relations.push(Relation::sum(*total, parts));
                }
            }
        }
        relations
    }

    /// The sums over several indicators that anybody knows to hold, and whether what they add up to is public.
    fn bound_sums(&self, indicatoren: &[EstimatedIndicator]) -> Vec<(bool, Vec<(usize, i8)>)> {
        let mut members: BTreeMap<&str, Vec<(&OfCount, &Lid)>> = BTreeMap::new();
        for (&(idx, kant), numbers) in &self.counts {
            let own = indicatoren[idx].opbouw.sommen.iter().filter(|lid| lid.kant == kant);
            for lid in own {
                members.entry(lid.som.as_str()).or_default().push((numbers, lid));
            }
        }
        let mut found = Vec::new();
        for of_sum in members.values() {
            let own = of_sum.iter().filter(|(_, lid)| !lid.is_vorige && !lid.mag_ontbreken);
            let cells: BTreeSet<_> = own.flat_map(|(numbers, _)| numbers.keys().copied()).collect();
            for (gebied, periode) in cells {
                let of_member = |(numbers, lid): &(&OfCount, &Lid)| {
                    let periode = if lid.is_vorige { periode.previous() } else { periode };
                    match numbers.get(&(gebied, periode)) {
                        Some(numbers) => {
                            Some(numbers.iter().map(|one| (*one, lid.teken)).collect::<Vec<_>>())
                        }
                        None => lid.mag_ontbreken.then(Vec::new),
                    }
                };
                // Where a term is not there, what the others add up to is not known.
                let terms: Option<Vec<_>> = of_sum.iter().map(of_member).collect();
                let is_firm = of_sum.iter().any(|(_, lid)| lid.is_vast);
                let terms = terms.map(|terms| terms.concat());
                // A sum of which only one term was ever counted binds nothing.
                found.extend(terms.filter(|terms| 1 < terms.len()).map(|terms| (is_firm, terms)));
            }
        }
        found
    }

    /// The same count in two indicators.
    fn bind_equals(&mut self, indicatoren: &[EstimatedIndicator]) {
        let mut last: BTreeMap<&str, &OfCount> = BTreeMap::new();
        let mut caps: HashMap<usize, i64> = HashMap::new();
        for (&(idx, kant), numbers) in &self.counts {
            let Some(Optelling { vraag, openbaar, .. }) = side_of(&indicatoren[idx], kant) else {
                continue;
            };
            if *openbaar {
                continue;
            }
            let Some(other) = last.insert(vraag.as_str(), numbers) else { continue };
            let shared = numbers.iter().filter_map(|(key, one)| Some((*key, one, other.get(key)?)));
            let shared: BTreeMap<_, _> =
                shared.map(|(key, one, other)| (key, (one, other))).collect();
            for (one, other) in
                shared.into_values().filter(|(one, other)| !one.is_empty() && !other.is_empty())
            {
                let terms = one.iter().map(|number| (*number, 1));
                let terms = terms.chain(other.iter().map(|number| (*number, -1))).collect();
                self.linked.system.add_relation(Relation { terms });
                // What is at most so much in one indicator is so in the other.
                if let (&[one], &[other]) = (&one[..], &other[..]) {
                    let most = [one, other].map(|number| self.linked.system.numbers()[number].most);
                    if let Some(most) = most.into_iter().flatten().min() {
                        caps.extend([(one, most), (other, most)]);
                    }
                }
            }
        }
        for demand in &mut self.linked.demands {
            if let Some(most) = caps.get(&demand.number) {
                demand.at_least = demand.at_least.min(*most);
            }
        }
    }
}

fn side_of(one: &EstimatedIndicator, kant: Kant) -> Option<&Optelling> {
    match kant {
        Kant::Teller => one.opbouw.teller.as_ref(),
        Kant::Noemer => one.opbouw.noemer.as_ref(),
    }
}

/// An area and the areas in it, level by level.
fn bound_areas(numbers: &OfLine, trees: &Trees) -> Vec<Relation> {
    let mut found = Vec::new();
    for (&periode, tree) in trees {
        for (ouder, kinderen) in &tree.now {
            let Some(&total) = numbers.get(&(*ouder, periode)) else { continue };
            let parts = kinderen.iter().filter_map(|kind| numbers.get(&(*kind, periode)));
            let parts: Vec<_> = parts.copied().collect();
            if !parts.is_empty() {
                found.push(Relation::sum(total, parts));
            }
        }
    }
    found
}

/// A period and the next shorter ones that lie in it.
fn bound_periods(numbers: &OfLine, tijd: Tijd) -> Vec<Relation> {
    let mut found = Vec::new();
    let mut by_area: BTreeMap<GebiedIdx, BTreeMap<Periode, usize>> = BTreeMap::new();
    for (&(gebied, periode), &number) in numbers {
        by_area.entry(gebied).or_default().insert(periode, number);
    }
    for of_area in by_area.values() {
        for (&whole, &total) in of_area {
            let within = of_area.range(whole..).take_while(|(other, _)| whole.covers(**other));
            let within: Vec<_> = within.filter(|(other, _)| **other != whole).collect();
            // The longest stands first: the halves of a year rather than its quarters.
            let Some(longest) = within.first().map(|(part, _)| part.frequentie()) else {
                continue;
            };
            let parts = within.iter().filter(|(part, _)| part.frequentie() == longest);
            let parts = parts
                .filter(|(other, _)| tijd == Tijd::Stroom || other.last_day() == whole.last_day());
            let parts: Vec<_> = parts.map(|(_, number)| **number).collect();
            if !parts.is_empty() {
                found.push(Relation::sum(total, parts));
            }
        }
    }
    found
}
