//! What was withheld and how well: for the privacy officer, never for readers.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::{Code, Diagnostic, with_separators};
use crate::engine::EstimatedIndicator;
use crate::model::{GebiedIdx, Gebiedsindeling, Periode};

use super::afscherming::Grond;
use super::links::Linked;
use super::secondary::{Protection, Target};

/// What became of the cells of all indicators.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Onthulling {
    /// One for each indicator, in their order.
    pub regels: Vec<Onthullingsregel>,
}

/// What became of the cells of one indicator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Onthullingsregel {
    /// The id of the indicator.
    pub id: String,
    /// The smallest number of persons that is shown.
    pub teller_min: u64,
    /// The cells that have a figure.
    pub cellen: u64,
    /// Those that are shown, zeros among them.
    pub getoond: u64,
    /// Those that are withheld, by the reason.
    pub onderdrukt: BTreeMap<Grond, u64>,
    /// What the cells that are not below a threshold tell, and what of it is withheld: in the units of
    /// what is minimised, `1 + ln(1 + n)` and more for larger areas.
    pub informatie: f64,
    /// What of it is withheld to protect others.
    pub verlies: f64,
    /// The numbers of which both ends of the interval had to be proved.
    pub beschermd: u64,
    /// The tables that prove it, of which each was added up.
    pub bewijzen: u64,
    /// Those that hold for who knows a cell of one or two persons.
    pub insiders: u64,
    /// The fewest values that are left open for a number of persons, and those that the rule asks.
    pub smalste: Option<[i64; 2]>,
    /// The cells below a threshold that an earlier report shows.
    pub eerder_getoond: u64,
    /// The cells that could not be protected.
    pub onbeschermd: u64,
}

impl Onthulling {
    /// Counts the cells of all indicators.
    pub(super) fn of(
        indicatoren: &[EstimatedIndicator],
        withheld: &[HashMap<(GebiedIdx, Periode), Grond>],
    ) -> Self {
        let count = |(one, withheld): (&EstimatedIndicator, &HashMap<_, Grond>)| {
            let cellen = one.cells.iter().filter(|cell| cell.figure.is_ok()).count() as u64;
            let mut onderdrukt: BTreeMap<Grond, u64> = BTreeMap::new();
            for ground in withheld.values() {
                *onderdrukt.entry(*ground).or_default() += 1;
            }
            Onthullingsregel {
                id: one.info.id.clone(),
                teller_min: one.info.drempels.teller_min,
                cellen,
                getoond: cellen - onderdrukt.values().sum::<u64>(),
                onderdrukt,
                ..Onthullingsregel::default()
            }
        };
        Self { regels: indicatoren.iter().zip(withheld).map(count).collect() }
    }

    /// Adds how well the numbers of a system are protected.
    pub(super) fn add(
        &mut self,
        indicatoren: &[EstimatedIndicator],
        linked: &Linked,
        done: &Protection,
    ) {
        let numbers = linked.system.numbers();
        let idx_of = |number: usize| linked.places[numbers[number].slot].0;
        for (slot, &(idx, ..)) in linked.places.iter().enumerate() {
            let cost = linked.system.slots()[slot].cost;
            if !linked.primary[slot] {
                self.regels[idx].informatie += cost;
                self.regels[idx].verlies += if done.withheld[slot] { cost } else { 0.0 };
            }
        }
        let mut ends: HashMap<usize, [i64; 2]> = HashMap::new();
        for proof in &done.proofs {
            let regel = &mut self.regels[idx_of(proof.number)];
            regel.bewijzen += 1;
            let value = numbers[proof.number].value;
            let [low, high] = ends.entry(proof.number).or_insert([value; 2]);
            let other = value + proof.witness.at(proof.number);
            match proof.target {
                Target::OtherWithout(_) => regel.insiders += 1,
                Target::AtMost(_) | Target::AtLeast(_) => {
                    (*low, *high) = ((*low).min(other), (*high).max(other));
                }
            }
        }
        for demand in &linked.demands {
            let idx = idx_of(demand.number);
            let regel = &mut self.regels[idx];
            regel.beschermd += 1;
            // Of amounts the rule asks for a part, not for a number of values.
            let is_bedrag = indicatoren[idx].opbouw.is_bedrag;
            let Some([low, high]) = ends.get(&demand.number).filter(|_| !is_bedrag) else {
                continue;
            };
            let found = [high - low + 1, demand.at_least - demand.at_most + 1];
            let is_narrower = regel.smalste.is_none_or(|smalste| found < smalste);
            if is_narrower && 0 < demand.at_least - demand.at_most {
                regel.smalste = Some(found);
            }
        }
        for slot in &linked.given {
            self.regels[linked.places[*slot].0].eerder_getoond += 1;
        }
        for (number, _) in &done.unprotected {
            self.regels[idx_of(*number)].onbeschermd += 1;
        }
    }
}

/// The findings on a system: what could not be protected stops the build, what readers know already
/// is told.
pub(super) fn describe(
    indicatoren: &[EstimatedIndicator],
    indeling: &Gebiedsindeling,
    linked: &Linked,
    done: &Protection,
) -> Vec<Diagnostic> {
    let name = |slot: usize| {
        let Some(&(_, gebied, periode)) = linked.places.get(slot) else {
            return "what is shown nowhere".to_owned();
        };
        format!("`{}` {periode}", indeling.gebied(gebied).code)
    };
    let mut found = Vec::new();
    let mut open: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, _) in &done.unprotected {
        let slot = linked.system.numbers()[*number].slot;
        let of_indicator = open.entry(linked.places[slot].0).or_default();
        if !of_indicator.contains(number) {
            of_indicator.push(*number);
        }
    }
    for (idx, numbers) in open {
        let (one, first) = (&indicatoren[idx], numbers[0]);
        let slot = linked.system.numbers()[first].slot;
        let others = match numbers.len() - 1 {
            0 => String::new(),
            1 => ", and one more cell".to_owned(),
            n => format!(", and {} more cells", with_separators(n as u64)),
        };
        let id = &one.info.id;
        let message =
            format!("{} of `{id}` can be computed from other figures{others}", name(slot));
        let relation = linked.system.within(first).first();
        let sum = relation.map(|(relation, _)| {
            let terms = linked.system.relations()[*relation].terms.iter();
            let cells: Vec<_> =
                terms.map(|(number, _)| name(linked.system.numbers()[*number].slot)).collect();
            format!("from {}", cells.join(", "))
        });
        found.push(
            Diagnostic::new(Code::UnprotectedCell, message)
                .at(one.place.clone(), sum.unwrap_or_else(|| "this indicator".to_owned()))
                .help(
                    "withdraw the earlier report and take its lines out of `publicaties.lock`, or leave the \
                     period or the level out",
                ),
        );
    }
    let mut given: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &slot in &linked.given {
        given.entry(linked.places[slot].0).or_default().push(slot);
    }
    for (idx, slots) in given {
        let (one, n) = (&indicatoren[idx], with_separators(slots.len() as u64));
        let cells = if slots.len() == 1 { "cell" } else { "cells" };
        let message = format!(
            "{n} {cells} of `{}` below a threshold stood in an earlier report",
            one.info.id
        );
        found.push(
            Diagnostic::new(Code::PublishedBefore, message)
                .at(one.place.clone(), format!("the first is {}", name(slots[0])))
                .help("withdraw that report; withholding them now does not hide what readers have"),
        );
    }
    found
}
