//! The rule by which a budget is divided: a file of its own, `verdeling.toml` when no other is named.
//!
//! Dividing money is a decision, so the file says what a target says, too: who answers for it, who else
//! checked it, where it was decided and why it is like this.

mod criterium;
mod getal;
mod grens;
#[cfg(test)]
mod tests;
mod verantwoording;

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};
use crate::model::{Gebiedsindeling, Niveau, Quantity, Verdeelregel};

use super::document::{At, Context};
use super::name::check_path;
use super::table::Table;

use criterium::parse_criteria;
use getal::{opt_percent, parse_bedrag};
use grens::parse_grenzen;
use verantwoording::parse_verantwoording;

/// The name of the file in the folder of the monitor.
pub const REGEL_NAME: &str = "verdeling.toml";

/// The keys of the file.
pub(super) const KEYS: &[&str] = &[
    "schema",
    "naam",
    "budget",
    "jaar",
    "niveau",
    "periode",
    "stad_aandeel",
    "huidig",
    "eigenaar",
    "toetser",
    "besluit",
    "reden",
    "criterium",
    "grens",
    "ingroei",
];

const INGROEI_KEYS: &[&str] = &["jaren"];

/// The most years over which amounts can change.
const MAX_INGROEI: i64 = 30;

/// A rule, and where its parts stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdeelafspraak {
    /// The rule.
    pub regel: Verdeelregel,
    /// The file.
    pub file: Arc<SourceText>,
    /// The path of the present split from the folder of the monitor, and where it is named.
    pub huidig: Option<(String, Place)>,
    /// Where the parts stand that the figures must fit.
    pub places: VerdeelPlaces,
}

/// Where the parts of a rule stand.
#[derive(Clone, Debug, PartialEq)]
pub struct VerdeelPlaces {
    /// The level.
    pub niveau: Place,
    /// The indicator of each criterion.
    pub criteria: Vec<Place>,
    /// The least that an area gets, or the file when there is no such limit.
    pub vloer: Place,
    /// The most that an area gets, or the file.
    pub plafond: Place,
    /// The indicator of the residents, or the file.
    pub inwoners: Place,
}

/// The keys that the file can have, of all its tables: sorted, each once.
pub fn verdeelregel_keys() -> Vec<&'static str> {
    let tables = [
        KEYS,
        INGROEI_KEYS,
        criterium::KEYS,
        criterium::GROOTHEID_KEYS,
        grens::KEYS,
        grens::GRENS_KEYS,
        verantwoording::BESLUIT_KEYS,
    ];
    let mut keys = tables.concat();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Parses a rule that may name the indicators with these ids; nothing when it has faults.
pub fn parse_verdeelregel(
    file: &Arc<SourceText>,
    ids: &[&str],
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
) -> Option<Verdeelafspraak> {
    let ctx = Context::new(file);
    let (root, is_whole) = ctx.parse_toml();
    let regel = {
        let table = Table::root(&ctx, &root, KEYS);
        table.check_schema();
        parse_root(&table, ids, indeling, file)
    };
    let own = ctx.into_findings();
    let is_usable = is_whole && !own.has_errors();
    findings.extend(own);
    regel.filter(|_| is_usable)
}

fn parse_root(
    root: &Table,
    ids: &[&str],
    indeling: &Gebiedsindeling,
    file: &Arc<SourceText>,
) -> Option<Verdeelafspraak> {
    let naam = root.text("naam");
    let budget = parse_bedrag(root, "budget");
    if let Some(budget) = budget.as_ref().filter(|budget| budget.value.cent == 0) {
        root.bad_value(&budget.span, "there is nothing to divide".to_owned(), "zero");
    }
    let jaar = root.integer("jaar", 1900..=2199);
    let niveau = parse_niveau(root, indeling);
    let periode = root.periode("periode").map(|at| at.value);
    let stad_aandeel = opt_percent(root, "stad_aandeel");
    if let Some(all) = stad_aandeel.as_ref().filter(|part| !is_below_hundred(part.value)) {
        let message = "`stad_aandeel` leaves nothing for the areas".to_owned();
        root.bad_value(&all.span, message, "100 or more");
    }
    let huidig = root.opt_text("huidig").and_then(|path| check_path(root.ctx, path));
    let verantwoording = parse_verantwoording(root);
    let criteria = parse_criteria(root, ids, periode);
    let grenzen = parse_grenzen(root, ids, periode);
    let ingroei_jaren = parse_ingroei(root);
    if !root.has("huidig") {
        if let Some(place) = grenzen.huidig.clone() {
            require_huidig(root, place, "a part of the present amount");
        }
        if let Some(place) = root.key_place("ingroei") {
            require_huidig(root, place, "goes from the present amounts to the new ones");
        }
    }
    let niveau = niveau?;
    let (criteria, places) = criteria.into_iter().unzip();
    let whole = root.place();
    let places = VerdeelPlaces {
        niveau: root.ctx.place(&niveau.span),
        criteria: places,
        vloer: grenzen.vloer.1.unwrap_or_else(|| whole.clone()),
        plafond: grenzen.plafond.1.unwrap_or_else(|| whole.clone()),
        inwoners: grenzen.inwoners.as_ref().map_or(whole, |(_, place)| place.clone()),
    };
    let regel = Verdeelregel {
        naam: naam?.value,
        budget: budget?.value,
        jaar: jaar?.value as i32,
        niveau: niveau.value,
        stad_aandeel: stad_aandeel.map_or(Quantity::ZERO, |at| at.value),
        criteria,
        vloer: grenzen.vloer.0,
        plafond: grenzen.plafond.0,
        inwoners: grenzen.inwoners.map(|(grootheid, _)| grootheid),
        ingroei_jaren,
        verantwoording: verantwoording?,
    };
    Some(Verdeelafspraak { regel, file: Arc::clone(file), huidig, places })
}

fn is_below_hundred(percent: Quantity) -> bool {
    percent.units < 100 * 10_i128.pow(u32::from(percent.scale))
}

/// The level of the areas: one below the gemeente that the monitor has.
fn parse_niveau(root: &Table, indeling: &Gebiedsindeling) -> Option<At<Niveau>> {
    let niveau = root.word("niveau", &Niveau::ALL, Niveau::word)?;
    if niveau.value == Niveau::Gemeente {
        let message = "a budget is divided over areas in the gemeente".to_owned();
        root.bad_value(&niveau.span, message, "the whole city");
        return None;
    }
    if !indeling.has(niveau.value) {
        let message = format!("the monitor has no areas of level `{}`", niveau.value.word());
        root.bad_value(&niveau.span, message, "not in the tree of areas");
        return None;
    }
    Some(niveau)
}

/// Over how many years the amounts change.
fn parse_ingroei(root: &Table) -> u32 {
    let jaren = root
        .opt_table("ingroei", INGROEI_KEYS)
        .and_then(|table| table.integer("jaren", 1..=MAX_INGROEI));
    jaren.map_or(1, |jaren| jaren.value as u32)
}

/// Reports what needs the present split in a rule that has none.
fn require_huidig(root: &Table, place: Place, label: &str) {
    let finding =
        Diagnostic::new(Code::MissingField, "the rule has no `huidig`").at(place, label).help(
            "name the amounts of today: `huidig = \"huidige-verdeling.csv\"`, with `gebied;bedrag`",
        );
    root.ctx.report(finding);
}
