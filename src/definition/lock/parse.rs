//! Reads the lock; what does not fit in it was changed by hand and is a finding.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};
use crate::model::{AreaCode, Meetpunt, Periode};

use super::super::document::{At, Context};
use super::super::name::quote;
use super::super::table::Table;
use super::{Bevroren, Herziening, Lock, Vastgelegd};

const KEYS: &[&str] = &["schema", "nulmeting"];
const NULMETING_KEYS: &[&str] =
    &["indicator", "periode", "vastgesteld", "definitie", "invoer", "herzieningen", "waarden"];
const HERZIENING_KEYS: &[&str] = &["op", "reden"];
const WAARDE_KEYS: &[&str] =
    &["reeks", "gebied", "onderdrukt", "waarde", "se", "ondergrens", "bovengrens"];

/// Parses the lock.
pub fn parse_lock(file: &Arc<SourceText>, findings: &mut Findings) -> Lock {
    let ctx = Context::new(file);
    let mut lock = Lock { file: Some(Arc::clone(file)), ..Lock::default() };
    if let (root, true) = ctx.parse_toml() {
        let root = Table::root(&ctx, &root, KEYS);
        root.check_schema();
        for table in root.list("nulmeting", NULMETING_KEYS) {
            let Some((id, bevroren)) = parse_one(&table) else { continue };
            if lock.indicatoren.contains_key(&id) {
                let message = format!("the baseline of {} is frozen twice", quote(&id));
                report_touched(&table, bevroren.place.unwrap_or_else(|| table.place()), message);
                continue;
            }
            lock.indicatoren.insert(id, bevroren);
        }
    }
    findings.extend(ctx.into_findings());
    lock
}

fn parse_one(table: &Table) -> Option<(String, Bevroren)> {
    let id = table.text("indicator");
    let periode =
        table.text("periode").and_then(|text| parsed::<Periode>(table, &text, "is not a period"));
    let vastgesteld = table.date("vastgesteld");
    let (definitie, invoer) = (table.text("definitie"), table.text("invoer"));
    let mut herzieningen = Vec::new();
    for herziening in table.list("herzieningen", HERZIENING_KEYS) {
        let (op, reden) = (herziening.date("op"), herziening.text("reden"));
        herzieningen.push(Herziening { op: op?.value, reden: reden?.value });
    }
    table.require("waarden");
    let mut waarden = BTreeMap::new();
    for waarde in table.list("waarden", WAARDE_KEYS) {
        let (reeks, gebied) = (waarde.text("reeks"), waarde.text("gebied"));
        let gebied = gebied
            .and_then(|text| parsed::<AreaCode>(&waarde, &text, "is not the code of an area"));
        let (key, point) = ((reeks?.value, gebied?), parse_point(&waarde)?);
        if waarden.insert(key, point).is_some() {
            let message = "a value stands twice in a frozen baseline".to_owned();
            report_touched(&waarde, waarde.place(), message);
        }
    }
    let id = id?;
    let place = Some(table.ctx.place(&id.span));
    let bevroren = Bevroren {
        periode: periode?,
        vastgesteld: vastgesteld?.value,
        definitie: definitie?.value,
        invoer: invoer?.value,
        herzieningen,
        waarden,
        place,
    };
    Some((id.value, bevroren))
}

fn parse_point(table: &Table) -> Option<Vastgelegd> {
    if table.opt_boolean("onderdrukt").is_some_and(|at| at.value) {
        return Some(Vastgelegd::Onderdrukt);
    }
    table.require("waarde");
    let number = |key| table.opt_number(key, f64::MIN..=f64::MAX).map(|at| at.value);
    let waarde = number("waarde")?;
    let grenzen = number("ondergrens").zip(number("bovengrens")).map(<[f64; 2]>::from);
    Some(Vastgelegd::Waarde(Meetpunt { waarde, se: number("se"), grenzen }))
}

fn parsed<T: std::str::FromStr>(table: &Table, text: &At<String>, what: &str) -> Option<T> {
    let value = text.value.parse().ok();
    if value.is_none() {
        let message = format!("{} {what}", quote(&text.value));
        report_touched(table, table.ctx.place(&text.span), message);
    }
    value
}

/// Reports what can only have come of a hand, or of two locks that were merged.
fn report_touched(table: &Table, place: Place, message: String) {
    let finding = Diagnostic::new(Code::BadValue, message)
        .at(place, "was not written by the program")
        .help("take the lock from version control, or freeze the baselines again");
    table.ctx.report(finding);
}
