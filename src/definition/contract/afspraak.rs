//! `[smart]` and `[eigenaar]`: who decided, why it can be reached, and who answers for it.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Besluit, Doel, Eigenaar, Niveau, Vergelijking};

use super::super::document::At;
use super::super::table::Table;
use super::{DoelPlaces, Kader};

const SMART_KEYS: &[&str] = &["acceptabel", "realistisch", "besluit", "vergelijk"];
const BESLUIT_KEYS: &[&str] = &["soort", "nummer", "datum"];
const VERGELIJK_KEYS: &[&str] = &["gebieden", "jaren"];
const EIGENAAR_KEYS: &[&str] = &["naam", "invoer", "controle", "volgende_herziening"];

/// What stands in `[smart]`.
pub(super) struct Smart {
    pub acceptabel: String,
    pub realistisch: String,
    pub vergelijking: Vergelijking,
    pub besluit: At<Besluit>,
}

/// Texts that stand for a text that is still to be written.
const PLACEHOLDERS: [&str; 14] = [
    "todo",
    "tbd",
    "xxx",
    "x",
    "-",
    "?",
    "n.t.b.",
    "ntb",
    "nvt",
    "n.v.t.",
    "volgt",
    "nader te bepalen",
    "nog in te vullen",
    "invullen",
];

/// True when a text stands for one that is still to be written.
pub(in super::super) fn is_placeholder(text: &str) -> bool {
    let text = text.trim().trim_matches(['.', '…', '<', '>', '[', ']']).to_lowercase();
    text.is_empty() || PLACEHOLDERS.iter().any(|word| word.trim_matches('.') == text)
}

/// Parses `[smart]`; what is missing or still to be written is a finding of the contract.
pub(super) fn parse_smart(root: &Table, kader: &Kader) -> Option<Smart> {
    let report = |place: Place, message: String, label: &str| {
        let finding = Diagnostic::new(Code::NoDecision, message).at(place, label);
        kader.report(root, finding.help("a target is agreed on, in a decision that can be found"));
    };
    if !root.has("smart") {
        let message = "the target has no decision".to_owned();
        report(kader.place.clone(), message, "has no `[smart]`");
        return None;
    }
    let table = root.opt_table("smart", SMART_KEYS)?;
    let text = |table: &Table, key: &str| {
        let Some(text) = table.opt_text(key) else {
            if !table.has(key) {
                report(table.place(), format!("the target has no `{key}`"), "is not said here");
            }
            return None;
        };
        if is_placeholder(&text.value) {
            let place = table.ctx.place(&text.span);
            report(place, format!("`{key}` is still to be written"), "says nothing");
        }
        Some(text.value)
    };
    let (acceptabel, realistisch) = (text(&table, "acceptabel"), text(&table, "realistisch"));
    if !table.has("besluit") {
        report(table.place(), "the target has no decision".to_owned(), "has no `besluit`");
    }
    let besluit = table.opt_table("besluit", BESLUIT_KEYS).and_then(|besluit| {
        let (soort, nummer) = (text(&besluit, "soort"), text(&besluit, "nummer"));
        let datum = besluit.date("datum");
        let value = Besluit { soort: soort?, nummer: nummer?, datum: datum?.value };
        Some(At { value, span: besluit.span.clone() })
    });
    let vergelijking = parse_vergelijking(&table);
    Some(Smart {
        acceptabel: acceptabel?,
        realistisch: realistisch?,
        vergelijking,
        besluit: besluit?,
    })
}

fn parse_vergelijking(smart: &Table) -> Vergelijking {
    let Some(table) = smart.opt_table("vergelijk", VERGELIJK_KEYS) else {
        return Vergelijking::default();
    };
    let niveau = table.opt_word("gebieden", &Niveau::ALL, Niveau::word).map(|at| at.value);
    let jaren = table.opt_digits_list("jaren").and_then(|years| {
        let year = |at: &At<String>| at.value.parse::<i32>().ok();
        let found = match years.as_slice() {
            [first, last] => year(first).zip(year(last)).filter(|(first, last)| first <= last),
            _ => None,
        };
        if found.is_none() {
            let message = "`jaren` is the first and the last year, such as `[2014, 2017]`";
            let place = table.key_place("jaren").unwrap_or_else(|| table.place());
            let finding = Diagnostic::new(Code::BadValue, message);
            table.ctx.report(finding.at(place, "not two years"));
        }
        found.map(<[i32; 2]>::from)
    });
    Vergelijking { niveau, jaren }
}

/// Parses `[eigenaar]`, with the place of the day of the next review.
pub(super) fn parse_eigenaar(root: &Table, kader: &Kader) -> Option<(Eigenaar, Place)> {
    if !root.has("eigenaar") {
        let finding = Diagnostic::new(Code::MissingField, "nobody answers for the target")
            .at(kader.place.clone(), "has no `[eigenaar]`");
        kader.report(root, finding);
        return None;
    }
    let table = root.opt_table("eigenaar", EIGENAAR_KEYS)?;
    let naam = table.text("naam");
    let (invoer, controle) = (table.text("invoer"), table.text("controle"));
    let herziening = table.date("volgende_herziening");
    let (invoer, controle) = (invoer?, controle?);
    let plain = |text: &str| text.trim().to_lowercase();
    if plain(&invoer.value) == plain(&controle.value) {
        let finding = Diagnostic::new(Code::SameChecker, "nobody else checked what was entered")
            .at(table.ctx.place(&controle.span), "checked by this one")
            .also(table.ctx.place(&invoer.span), "entered by this one")
            .help("let another person look at it");
        kader.report(root, finding);
    }
    let herziening = herziening?;
    let eigenaar = Eigenaar {
        naam: naam?.value,
        invoer: invoer.value,
        controle: controle.value,
        volgende_herziening: herziening.value,
    };
    Some((eigenaar, table.ctx.place(&herziening.span)))
}

/// Reports a target that was decided when the measurement that judges it had been done.
pub(super) fn check_decided(
    root: &Table,
    besluit: &At<Besluit>,
    (doel, places): (&Doel, &DoelPlaces),
    kader: &Kader,
) {
    if doel.beoordeel_op.last_day() < besluit.value.datum {
        let message = format!(
            "the target was decided on {}, after {} had ended",
            besluit.value.datum, doel.beoordeel_op
        );
        let finding = Diagnostic::new(Code::TargetAfterData, message)
            .at(root.ctx.place(&besluit.span), "decided here")
            .also(places.beoordeel_op.clone(), "judged by this measurement");
        kader.report(root, finding);
    }
}
