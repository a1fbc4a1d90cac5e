//! `[grens]`: the least and the most that an area gets.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Grens, Grootheid, Periode};

use super::super::table::{Table, list_of};
use super::criterium::{GROOTHEID_KEYS, parse_grootheid};
use super::getal::{opt_bedrag, opt_per_inwoner, opt_percent};

/// The keys of `[grens]`.
pub(super) const KEYS: &[&str] = &["vloer", "plafond", "inwoners"];

/// The keys of `[grens.vloer]` and `[grens.plafond]`.
pub(super) const GRENS_KEYS: &[&str] = &["bedrag", "per_inwoner", "procent_huidig"];

/// The limits of a rule, with their places.
#[derive(Default)]
pub(super) struct Grenzen {
    pub vloer: (Grens, Option<Place>),
    pub plafond: (Grens, Option<Place>),
    /// The residents that limits per resident count.
    pub inwoners: Option<(Grootheid, Place)>,
    /// Where the present amount is needed.
    pub huidig: Option<Place>,
}

pub(super) fn parse_grenzen(root: &Table, ids: &[&str], periode: Option<Periode>) -> Grenzen {
    let Some(table) = root.opt_table("grens", KEYS) else { return Grenzen::default() };
    let vloer = table.opt_table("vloer", GRENS_KEYS);
    let plafond = table.opt_table("plafond", GRENS_KEYS);
    let inwoners = table
        .opt_table("inwoners", GROOTHEID_KEYS)
        .and_then(|inwoners| parse_grootheid(&inwoners, ids, periode));
    let both = || vloer.iter().chain(&plafond);
    let place_of = |key: &str| both().find_map(|grens| grens.key_place(key));
    if let Some(place) = place_of("per_inwoner").filter(|_| !table.has("inwoners")) {
        let help = "say in `[grens]` where they are published: `inwoners = { indicator = \"…\", maat = \"waarde\" }`";
        let finding = Diagnostic::new(Code::MissingField, "`[grens]` has no `inwoners`")
            .at(place, "of how many residents is not said")
            .help(help);
        table.ctx.report(finding);
    }
    Grenzen {
        huidig: place_of("procent_huidig"),
        vloer: (parse_grens(vloer.as_ref()), vloer.as_ref().map(Table::place)),
        plafond: (parse_grens(plafond.as_ref()), plafond.as_ref().map(Table::place)),
        inwoners,
    }
}

/// A limit; a table without one is a finding.
fn parse_grens(table: Option<&Table>) -> Grens {
    let Some(table) = table else { return Grens::default() };
    if !GRENS_KEYS.iter().any(|key| table.has(key)) {
        let message = format!("a limit is one or more of {}", list_of(GRENS_KEYS));
        let finding = Diagnostic::new(Code::MissingField, message);
        table.ctx.report(finding.at(table.place(), "has none of them"));
    }
    Grens {
        bedrag: opt_bedrag(table, "bedrag").map(|at| at.value),
        per_inwoner: opt_per_inwoner(table, "per_inwoner").map(|at| at.value),
        procent_huidig: opt_percent(table, "procent_huidig").map(|at| at.value),
    }
}
