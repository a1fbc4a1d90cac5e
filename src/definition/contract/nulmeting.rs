//! `[nulmeting]`: from what a target counts, and by which rule that was chosen.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Besluit, Doel, Frequentie, Niveau, Nulmeting, Nulmetingsregel, Nulwaarde};

use super::super::document::At;
use super::super::name::quote;
use super::super::table::Table;
use super::Kader;

const KEYS: &[&str] = &["periode", "waarde", "interval", "regel"];

/// Parses the baseline, with the place of its period.
pub(super) fn parse_nulmeting(root: &Table, kader: &Kader) -> Option<(Nulmeting, Place)> {
    let missing = |place: Place, label: &str| {
        let finding = Diagnostic::new(Code::NoBaseline, "the target has no baseline")
            .at(place, label)
            .help("add `[nulmeting]` with `periode`, `waarde = \"uit_data\"` and `regel`");
        kader.report(root, finding);
    };
    if !root.has("nulmeting") {
        missing(kader.place.clone(), "has no `[nulmeting]`");
        return None;
    }
    let table = root.opt_table("nulmeting", KEYS)?;
    if !table.has("periode") {
        missing(table.place(), "has no `periode`");
    }
    let periode = table.opt_periode("periode");
    let regel = table.word("regel", Nulmetingsregel::ALL, Nulmetingsregel::word);
    let waarde = parse_waarde(&table);
    let periode = periode?;
    let freq = periode.value.frequentie();
    let is_wave = freq == Frequentie::Jaar && kader.frequenties.contains(&Frequentie::Meting);
    if !(is_wave || kader.frequenties.contains(&freq)) {
        let words: Vec<_> =
            kader.frequenties.iter().map(|frequentie| format!("`{}`", frequentie.word())).collect();
        let message = format!(
            "the indicator has no figure of {}: it is measured by {}",
            periode.value,
            words.join(", ")
        );
        table.bad_value(&periode.span, message, "not a period of the indicator");
        return None;
    }
    let nulmeting = Nulmeting { periode: periode.value, waarde: waarde?, regel: regel?.value };
    Some((nulmeting, table.ctx.place(&periode.span)))
}

/// `"uit_data"`, or a number with its interval.
fn parse_waarde(table: &Table) -> Option<Nulwaarde> {
    table.require("waarde");
    let value = table.get("waarde")?;
    if let Some(text) = value.get_ref().as_str() {
        if text == "uit_data" {
            return Some(Nulwaarde::UitData);
        }
        let message = format!("{} is no baseline", quote(text));
        table.bad_value(&value.span(), message, "`\"uit_data\"` or a number");
        return None;
    }
    let waarde = table.opt_number("waarde", f64::MIN..=f64::MAX)?.value;
    let bounds = table.opt_digits_list("interval");
    let interval = match bounds.as_deref() {
        None => None,
        Some([lower, upper]) => {
            let bounds = [lower, upper].map(|at| at.value.parse::<f64>().unwrap_or(f64::NAN));
            if !(bounds[0] <= waarde && waarde <= bounds[1]) {
                let message = "the interval does not enclose the baseline".to_owned();
                table.bad_value(&lower.span, message, "a bound on the wrong side");
                return None;
            }
            Some(bounds)
        }
        Some(_) => {
            if let Some(place) = table.key_place("interval") {
                let message = "an interval has a lower and an upper bound";
                let finding = Diagnostic::new(Code::BadValue, message);
                table.ctx.report(finding.at(place, "not two numbers"));
            }
            return None;
        }
    };
    Some(Nulwaarde::Vast { waarde, interval })
}

/// Reports a baseline that its own rule would not have chosen.
pub(super) fn check_rule(
    root: &Table,
    (nulmeting, place): &(Nulmeting, Place),
    besluit: &At<Besluit>,
    kader: &Kader,
) {
    let is_last = nulmeting.regel == Nulmetingsregel::LaatsteVoorBesluit;
    if is_last && besluit.value.datum <= nulmeting.periode.last_day() {
        let message = format!("{} had not ended when the target was decided", nulmeting.periode);
        let finding = Diagnostic::new(Code::BaselineRule, message)
            .at(place.clone(), "chosen by `laatste_voor_besluit`")
            .also(root.ctx.place(&besluit.span), "the decision")
            .help("choose the measurement before it, or write `regel = \"in_besluit\"`");
        kader.report(root, finding);
    }
}

/// Reports a number for the gemeente as the baseline of a target per area.
pub(super) fn check_level(root: &Table, nulmeting: &Nulmeting, place: &Place, doel: &Doel) {
    if matches!(nulmeting.waarde, Nulwaarde::Vast { .. }) && doel.per != Niveau::Gemeente {
        let message = format!("a target per {} has a baseline per {0}", doel.per.word());
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(place.clone(), "one number, of the gemeente")
            .help("write `waarde = \"uit_data\"`");
        root.ctx.report(finding);
    }
}
