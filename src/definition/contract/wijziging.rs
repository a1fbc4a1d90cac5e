//! `[[wijziging]]`: what changed in an indicator, and whether its series goes on.

use crate::model::{Tekst, Wijziging, Wijzigingssoort};

use super::super::table::Table;

const KEYS: &[&str] = &["op", "soort", "breuk", "tekst", "tekst_en"];

/// Parses the changes, in the order of their days.
pub(in super::super) fn parse_wijzigingen(root: &Table) -> Vec<Wijziging> {
    let parse = |table: Table| {
        let op = table.date("op");
        let soort = table.word("soort", Wijzigingssoort::ALL, Wijzigingssoort::word);
        table.require("breuk");
        let breuk = table.opt_boolean("breuk");
        let tekst = table.text("tekst");
        let en = table.opt_text("tekst_en").map(|at| at.value);
        Some(Wijziging {
            op: op?.value,
            soort: soort?.value,
            breuk: breuk?.value,
            tekst: Tekst { nl: tekst?.value, en },
        })
    };
    let mut found: Vec<_> = root.list("wijziging", KEYS).into_iter().filter_map(parse).collect();
    found.sort_by_key(|wijziging| wijziging.op);
    found
}
