//! `_standaard.toml`: the defaults of all indicators.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Findings, SourceText};
use crate::model::{Indicatief, Statusregels};

use super::contract::{Lint, parse_lint};
use super::document::Context;
use super::onderdrukking::{self, Onderdrukking};
use super::table::Table;

/// The name of the file with the defaults.
pub(super) const FILE_NAME: &str = "_standaard.toml";

/// The tables of the file.
const KEYS: &[&str] = &["schema", "onderdrukking", "schatting", "status", "lint"];

/// The keys of `[status]`.
const STATUS_KEYS: &[&str] = &["zekerheid", "op_koers", "risico", "te_vroeg"];

/// The largest threshold.
const MAX_DREMPEL: i64 = 1_000_000;

/// The defaults, and where they are declared.
pub(super) struct Standaard {
    /// The thresholds that protect everybody.
    pub(super) onderdrukking: Onderdrukking,
    betrouwbaarheid: f64,
    indicatief: Indicatief,
    minimum_aantal: u64,
    /// How sure a verdict must be.
    pub(super) statusregels: Statusregels,
    /// The levels of the findings of contracts.
    pub(super) lint: Lint,
}

impl Default for Standaard {
    fn default() -> Self {
        let indicatief = Indicatief { n: 50, respons: 0.2 };
        Self {
            onderdrukking: Onderdrukking::default(),
            betrouwbaarheid: 0.95,
            indicatief,
            minimum_aantal: 10,
            statusregels: Statusregels::default(),
            lint: Lint::default(),
        }
    }
}

impl Standaard {
    /// Parses the file with the defaults; what it does not say is built in.
    pub(super) fn parse(file: &Arc<SourceText>, findings: &mut Findings) -> Self {
        let ctx = Context::new(file);
        let mut standaard = Self::default();
        if let (root, true) = ctx.parse_toml() {
            let root = Table::root(&ctx, &root, KEYS);
            root.check_schema();
            if let Some(table) = root.opt_table("onderdrukking", onderdrukking::STANDAARD_KEYS) {
                standaard.onderdrukking = Onderdrukking::parse(&table);
            }
            let keys = &["betrouwbaarheid", "indicatief_n", "indicatief_respons", "minimum_aantal"];
            if let Some(table) = root.opt_table("schatting", keys) {
                standaard.betrouwbaarheid = standaard.betrouwbaarheid(Some(&table));
                standaard.indicatief = standaard.indicatief(Some(&table));
                standaard.minimum_aantal = standaard.minimum_aantal(Some(&table));
            }
            if let Some(table) = root.opt_table("status", STATUS_KEYS) {
                standaard.statusregels = parse_statusregels(&table);
            }
            standaard.lint = parse_lint(&root);
        }
        findings.extend(ctx.into_findings());
        standaard
    }

    /// The confidence of intervals: of `[schatting]`, or the default.
    pub(super) fn betrouwbaarheid(&self, schatting: Option<&Table>) -> f64 {
        let declared = schatting.and_then(|table| table.opt_number("betrouwbaarheid", 0.8..=0.999));
        declared.map_or(self.betrouwbaarheid, |at| at.value)
    }

    /// The fewest events that a verdict rests on: of `[schatting]`, or the default.
    pub(super) fn minimum_aantal(&self, schatting: Option<&Table>) -> u64 {
        let declared =
            schatting.and_then(|table| table.opt_integer("minimum_aantal", 1..=MAX_DREMPEL));
        declared.map_or(self.minimum_aantal, |at| at.value.unsigned_abs())
    }

    /// Below what a survey is shown with a reservation: of `[schatting]`, or the default.
    pub(super) fn indicatief(&self, schatting: Option<&Table>) -> Indicatief {
        let n = schatting.and_then(|table| table.opt_integer("indicatief_n", 0..=MAX_DREMPEL));
        let respons = schatting.and_then(|table| table.opt_number("indicatief_respons", 0.0..=1.0));
        Indicatief {
            n: n.map_or(self.indicatief.n, |at| at.value.unsigned_abs()),
            respons: respons.map_or(self.indicatief.respons, |at| at.value),
        }
    }
}

/// How sure a verdict must be, and where it turns.
fn parse_statusregels(table: &Table) -> Statusregels {
    let default = Statusregels::default();
    let part = |key, range, default| table.opt_number(key, range).map_or(default, |at| at.value);
    let op_koers = part("op_koers", 0.5..=1.0, default.op_koers);
    let risico = part("risico", 0.0..=1.0, default.risico);
    if op_koers < risico {
        let place = table.key_place("risico").unwrap_or_else(|| table.place());
        let message = "`risico` lies below `op_koers`";
        table.ctx.report(Diagnostic::new(Code::BadValue, message).at(place, "above it"));
    }
    Statusregels {
        zekerheid: part("zekerheid", 0.5..=0.999, default.zekerheid),
        op_koers,
        risico,
        te_vroeg: part("te_vroeg", 0.0..=0.9, default.te_vroeg),
    }
}
