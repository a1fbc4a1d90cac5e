//! Who answers for a rule, who checked it, where it was decided, and why it is what it is.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Besluit, Verantwoording};

use super::super::contract::is_placeholder;
use super::super::document::At;
use super::super::table::Table;

/// The keys of `besluit`.
pub(super) const BESLUIT_KEYS: &[&str] = &["soort", "nummer", "datum"];

/// Parses the four duties; what is missing or still to be written is a finding.
pub(super) fn parse_verantwoording(root: &Table) -> Option<Verantwoording> {
    let eigenaar = duty(root, "eigenaar", "who answers for the rule");
    let toetser = duty(root, "toetser", "who checked the rule");
    let reden = duty(root, "reden", "why the money is divided like this");
    let besluit = parse_besluit(root);
    let (eigenaar, toetser) = (eigenaar?, toetser?);
    let plain = |text: &str| text.trim().to_lowercase();
    if plain(&eigenaar.value) == plain(&toetser.value) {
        let finding = undecided("who answers for the rule checked it, too")
            .at(root.ctx.place(&toetser.span), "checked by this one")
            .also(root.ctx.place(&eigenaar.span), "answered for by this one")
            .help("let another person look at it");
        root.ctx.report(finding);
    }
    Some(Verantwoording {
        eigenaar: eigenaar.value,
        toetser: toetser.value,
        besluit: besluit?,
        reden: reden?.value,
    })
}

fn undecided(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::UndecidedRule, message)
}

fn report(table: &Table, message: String, place: Place, label: &str) {
    let help = "who divides money says by which decision, why, and who looked at it";
    table.ctx.report(undecided(message).at(place, label).help(help));
}

/// A text that says something.
fn duty(table: &Table, key: &'static str, what: &str) -> Option<At<String>> {
    let Some(text) = table.opt_text(key) else {
        if !table.has(key) {
            let message = format!("the rule does not say {what}");
            report(table, message, table.place(), &format!("has no `{key}`"));
        }
        return None;
    };
    if is_placeholder(&text.value) {
        let place = table.ctx.place(&text.span);
        report(table, format!("`{key}` is still to be written"), place, "says nothing");
    }
    Some(text)
}

fn parse_besluit(root: &Table) -> Option<Besluit> {
    if !root.has("besluit") {
        report(root, "the rule has no decision".to_owned(), root.place(), "has no `besluit`");
        return None;
    }
    let table = root.opt_table("besluit", BESLUIT_KEYS)?;
    let soort = duty(&table, "soort", "what kind of decision it rests on");
    let nummer = duty(&table, "nummer", "which decision it rests on");
    let datum = table.date("datum");
    Some(Besluit { soort: soort?.value, nummer: nummer?.value, datum: datum?.value })
}
