//! Files in the folder `doelen`: the contract of an indicator that stands in another file.
//!
//! The catalogue that is part of the program is of nobody; what it should become is decided by each
//! gemeente. A file names its indicator and has the tables of a contract.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};

use super::contract;
use super::document::{At, Context};
use super::name::quote;
use super::table::Table;

/// The keys of a file with targets: those of a contract, and the indicator that it is of.
pub(super) const KEYS: &[&str] = &[
    "schema",
    "indicator",
    "levensfase",
    "nulmeting",
    "doel",
    "doel_extra",
    "doel_per_gebied",
    "smart",
    "eigenaar",
    "lint",
    "wijziging",
];

/// A file with targets that was read as TOML.
pub(super) struct Doelbestand<'d> {
    pub(super) ctx: Context<'d>,
    pub(super) root: DeTable<'d>,
    /// The id of its indicator.
    pub(super) indicator: At<String>,
}

impl Doelbestand<'_> {
    /// Where its indicator is named.
    pub(super) fn place(&self) -> Place {
        self.ctx.place(&self.indicator.span)
    }
}

/// Reads the files, by the id of their indicator.
pub(super) fn parse_doelbestanden<'d>(
    files: &'d [Arc<SourceText>],
    findings: &mut Findings,
) -> BTreeMap<String, Doelbestand<'d>> {
    let mut found: BTreeMap<String, Doelbestand<'d>> = BTreeMap::new();
    for file in files {
        let ctx = Context::new(file);
        let (root, is_whole) = ctx.parse_toml();
        let indicator = {
            let table = Table::root(&ctx, &root, KEYS);
            table.check_schema();
            table.text("indicator").filter(|_| is_whole)
        };
        let Some(indicator) = indicator else {
            findings.extend(ctx.into_findings());
            continue;
        };
        if let Some(first) = found.get(&indicator.value) {
            let message = format!("two files have targets of {}", quote(&indicator.value));
            let finding = Diagnostic::new(Code::DuplicateId, message)
                .at(ctx.place(&indicator.span), "the second")
                .also(first.place(), "the first");
            ctx.report(finding);
            findings.extend(ctx.into_findings());
            continue;
        }
        found.insert(indicator.value.clone(), Doelbestand { ctx, root, indicator });
    }
    found
}

/// Reports targets of an indicator that there is not.
pub(super) fn check_known(bestand: &Doelbestand<'_>, ids: &BTreeSet<String>) {
    let id = &bestand.indicator.value;
    if !ids.contains(id) {
        let message = format!("there is no indicator {}", quote(id));
        let finding = Diagnostic::new(Code::UnknownWord, message)
            .at(bestand.place(), "not the id of an indicator")
            .suggest(id, ids.iter().map(String::as_str));
        bestand.ctx.report(finding);
    }
}

/// Reports targets of an indicator that has no source here: they would be forgotten in silence.
pub(super) fn report_left_out(bestand: &Doelbestand<'_>) {
    let message = format!(
        "the targets of {} cannot be judged: it is left out",
        quote(&bestand.indicator.value)
    );
    let finding = Diagnostic::new(Code::UnknownSource, message)
        .at(bestand.place(), "its source is not declared")
        .help("declare the source in `monitor.toml`, or remove this file");
    bestand.ctx.report(finding);
}

/// Reports a contract in two files.
pub(super) fn check_only_one(own: &Table, own_place: Place, bestand: &Doelbestand<'_>) {
    if contract::has_contract(own) {
        let message = format!("{} has two contracts", quote(&bestand.indicator.value));
        let finding = Diagnostic::new(Code::DuplicateId, message)
            .at(bestand.place(), "the second")
            .also(own_place, "the first");
        bestand.ctx.report(finding);
    }
}
