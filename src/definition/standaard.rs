//! `_standaard.toml`: the thresholds that protect everybody, and how indicators tighten them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};
use crate::model::{Drempels, Indicatief, Statusregels};

use super::contract::{Lint, parse_lint};
use super::document::Context;
use super::table::Table;

/// The name of the file with the defaults.
pub(super) const FILE_NAME: &str = "_standaard.toml";

/// The tables of the file.
const KEYS: &[&str] = &["schema", "onderdrukking", "schatting", "status", "lint"];

/// The keys of `[status]`.
const STATUS_KEYS: &[&str] = &["zekerheid", "op_koers", "risico", "te_vroeg"];

/// The keys of `[onderdrukking]`.
pub(super) const DREMPEL_KEYS: &[&str] =
    &["teller_min", "noemer_min", "minimum_n", "nul_tonen", "compleet_tonen"];

/// The largest threshold.
const MAX_DREMPEL: i64 = 1_000_000;

/// The defaults, and where they are declared.
pub(super) struct Standaard {
    drempels: Drempels,
    betrouwbaarheid: f64,
    indicatief: Indicatief,
    minimum_aantal: u64,
    /// How sure a verdict must be.
    pub(super) statusregels: Statusregels,
    /// The levels of the findings of contracts.
    pub(super) lint: Lint,
    places: BTreeMap<&'static str, Place>,
}

impl Default for Standaard {
    fn default() -> Self {
        let drempels = Drempels {
            teller_min: 10,
            noemer_min: 10,
            minimum_n: 30,
            nul_tonen: true,
            compleet_tonen: false,
        };
        let indicatief = Indicatief { n: 50, respons: 0.2 };
        Self {
            drempels,
            betrouwbaarheid: 0.95,
            indicatief,
            minimum_aantal: 10,
            statusregels: Statusregels::default(),
            lint: Lint::default(),
            places: BTreeMap::new(),
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
            if let Some(table) = root.opt_table("onderdrukking", DREMPEL_KEYS) {
                standaard.drempels = standaard.overlay(&table, |_, _, _| {});
                let place = |key: &&'static str| Some((*key, table.key_place(key)?));
                standaard.places = DREMPEL_KEYS.iter().filter_map(place).collect();
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

    /// The thresholds of an indicator; one that is less strict is a finding.
    pub(super) fn tighten(&self, onderdrukking: Option<&Table>) -> Drempels {
        let Some(table) = onderdrukking else {
            return self.drempels;
        };
        self.overlay(table, |key, span, message| {
            let finding = Diagnostic::new(Code::LooserThreshold, message)
                .at(table.ctx.place(span), "less strict");
            let finding = match self.places.get(key) {
                Some(place) => finding.also(place.clone(), "the default"),
                None => finding.help("the default is built in; remove the key to use it"),
            };
            table.ctx.report(finding);
        })
    }

    /// The thresholds with those of a table over them; tells where the table is less strict.
    fn overlay(
        &self,
        table: &Table,
        looser: impl Fn(&'static str, &std::ops::Range<usize>, String),
    ) -> Drempels {
        let number = |key, default: u64| {
            let Some(at) = table.opt_integer(key, 1..=MAX_DREMPEL) else {
                return default;
            };
            let value = at.value.unsigned_abs();
            if value < default {
                let message = format!("`{key}` is {value}, below the default of {default}");
                looser(key, &at.span, message);
            }
            value
        };
        let shown = |key, default: bool| {
            let Some(at) = table.opt_boolean(key) else {
                return default;
            };
            if at.value && !default {
                looser(key, &at.span, format!("`{key}` shows what the default withholds"));
            }
            at.value
        };
        let default = &self.drempels;
        Drempels {
            teller_min: number("teller_min", default.teller_min),
            noemer_min: number("noemer_min", default.noemer_min),
            minimum_n: number("minimum_n", default.minimum_n),
            nul_tonen: shown("nul_tonen", default.nul_tonen),
            compleet_tonen: shown("compleet_tonen", default.compleet_tonen),
        }
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

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::indicator::tests::{HEAD, RATIO, parse_files};
    use super::super::monitor::tests::example;

    #[test]
    fn an_indicator_only_tightens_thresholds() {
        let standaard = "schema = 1\n[onderdrukking]\nteller_min = 12\nnul_tonen = false\n";
        let check = |lines: &str| {
            let text = [HEAD, RATIO, "[onderdrukking]\n", lines].concat();
            let files = [("x/_standaard.toml", standaard), ("x/a.toml", text.as_str())];
            let (list, findings) = parse_files(&files, &example());
            let also: Vec<_> = findings
                .sorted()
                .iter()
                .map(|finding| finding.also.first().and_then(|(place, _)| place.line()))
                .collect();
            (list[0].info.drempels, codes_of(&findings), also)
        };
        let (drempels, codes, _) = check("teller_min = 15\nminimum_n = 50\ncompleet_tonen = false");
        assert_eq!((drempels.teller_min, drempels.minimum_n, codes.len()), (15, 50, 0));
        let (_, codes, also) =
            check("teller_min = 11\nnoemer_min = 5\nnul_tonen = true\ncompleet_tonen = true");
        let expected = ["23:14", "24:14", "25:13", "26:18"];
        assert_eq!(codes, expected.map(|place| format!("looser-threshold {place}")));
        assert_eq!(also, [Some(3), None, Some(4), None]);
    }
}
