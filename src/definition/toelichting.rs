//! What an indicator means, as `[toelichting]` tells readers.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Tekst, Toelichting};

use super::document::At;
use super::name::quote;
use super::table::Table;

/// The keys of `[toelichting]`.
pub(super) const KEYS: &[&str] = &[
    "specifiek",
    "specifiek_en",
    "waarom",
    "waarom_en",
    "niet_lezen_als",
    "niet_lezen_als_en",
    "tegenindicatoren",
];

/// A text in Dutch, and in English when it is there.
pub(super) fn parse_tekst(table: &Table, key: &str, key_en: &str) -> Option<Tekst> {
    let (nl, en) = (table.text(key), table.opt_text(key_en));
    Some(Tekst { nl: nl?.value, en: en.map(|at| at.value) })
}

/// Parses the explanation; `ids` are all indicators that it may send readers to.
pub(super) fn parse_toelichting(
    table: &Table,
    own_id: Option<&At<String>>,
    ids: &BTreeSet<String>,
) -> Option<Toelichting> {
    let specifiek = parse_tekst(table, "specifiek", "specifiek_en");
    let waarom = parse_tekst(table, "waarom", "waarom_en");
    let niet_lezen_als = parse_tekst(table, "niet_lezen_als", "niet_lezen_als_en");
    let others = table.opt_texts("tegenindicatoren").unwrap_or_default();
    for other in &others {
        if own_id.is_some_and(|own| own.value == other.value) {
            let message = "an indicator cannot be read beside itself".to_owned();
            table.bad_value(&other.span, message, "its own id");
        } else if !ids.contains(&other.value) {
            let message = format!("there is no indicator {}", quote(&other.value));
            let finding = Diagnostic::new(Code::UnknownWord, message)
                .at(table.ctx.place(&other.span), "not the id of an indicator")
                .suggest(&other.value, ids.iter().map(String::as_str));
            table.ctx.report(finding);
        }
    }
    Some(Toelichting {
        specifiek: specifiek?,
        waarom: waarom?,
        niet_lezen_als: niet_lezen_als?,
        tegenindicatoren: others.into_iter().map(|at| at.value).collect(),
    })
}
