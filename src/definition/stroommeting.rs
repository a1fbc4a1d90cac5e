//! The part of those in a state that moved to others, as `[meting.stroom]` declares it.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Frequentie, Stroom, Toestand};

use super::document::{At, Context};
use super::keuze::Omgeving;
use super::lagen::Lagen;
use super::table::Table;

/// The keys of `[meting.stroom]`.
pub(super) const KEYS: &[&str] = &["van", "naar"];

/// Moves from a state to one or more others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroommeting {
    /// Where people were at the end of the period before: they are the whole.
    pub van: Toestand,
    /// Where they are now.
    pub naar: Vec<Toestand>,
    /// The sources of the layers.
    pub bronnen: Vec<String>,
    /// Where it is declared.
    pub place: Place,
}

impl Stroommeting {
    /// The moves that are counted.
    pub fn stromen(&self) -> impl Iterator<Item = Stroom> {
        let van = self.van;
        self.naar.iter().map(move |&naar| Stroom { van, naar })
    }
}

/// The states that people can be counted in.
const STANDEN: [Toestand; 4] =
    [Toestand::GeenOndersteuning, Toestand::SocialeBasis, Toestand::Toegang, Toestand::Maatwerk];

/// Parses the table; a monitor without layers has no moves.
pub(super) fn parse_stroommeting(table: &Table, omgeving: &Omgeving) -> Option<Stroommeting> {
    let van = table.word("van", &STANDEN, Toestand::word);
    table.require("naar");
    let naar = table.opt_words("naar", Toestand::ALL, Toestand::word);
    let Some(lagen) = &omgeving.monitor.lagen else {
        let message = "`[meting.stroom]` needs the layers of the monitor";
        let finding = Diagnostic::new(Code::MissingField, message)
            .at(table.place(), "the monitor declares no `[lagen]`");
        table.ctx.report(finding);
        return None;
    };
    let naar: Vec<_> = naar?.into_iter().map(|at| at.value).collect();
    let van = van?.value;
    let can_be = |naar: &Toestand| Stroom::all().any(|one| one == Stroom { van, naar: *naar });
    if naar.is_empty() || !naar.iter().all(can_be) {
        if let Some(value) = table.get("naar") {
            let message = format!("nobody can be seen to move so from `{}`", van.word());
            table.bad_value(&value.span(), message, "not a move of the tables");
        }
        return None;
    }
    Some(Stroommeting { van, naar, bronnen: bronnen(lagen), place: table.place() })
}

fn bronnen(lagen: &Lagen) -> Vec<String> {
    let mut found: Vec<_> = lagen.regels.iter().map(|regel| regel.bron.clone()).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Reports a frequency other than that of the layers.
pub(super) fn check_periode(ctx: &Context, frequenties: &[At<Frequentie>], lagen: &Lagen) {
    for at in frequenties.iter().filter(|at| at.value != lagen.periode) {
        let message = format!("people move from one {} to the next", lagen.periode.word());
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(ctx.place(&at.span), "not the period of the layers")
            .also(lagen.place.clone(), "declared here");
        ctx.report(finding.help(format!("write `{}`", lagen.periode.word())));
    }
}
