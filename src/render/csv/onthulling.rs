//! `onthulling.csv`: what was withheld of each indicator, by which rule, and how well it is protected.

use crate::disclosure::{Grond, Onthullingsregel, Publication, Regel};
use crate::render::number::{Notatie, render_number};

use super::{CsvStyle, render_table, text};

/// The reasons to withhold, in the order of the columns.
pub(in crate::render) const GRONDEN: [Grond; 11] = [
    Grond::Drempel(Regel::Teller),
    Grond::Drempel(Regel::Noemer),
    Grond::Drempel(Regel::Rest),
    Grond::Drempel(Regel::Compleet),
    Grond::Drempel(Regel::Nul),
    Grond::Drempel(Regel::Dominantie),
    Grond::Drempel(Regel::Respondenten),
    Grond::Drempel(Regel::Antwoord),
    Grond::Drempel(Regel::Deel),
    Grond::Secundair,
    Grond::Afgeleid,
];

/// The columns before and after those of the reasons.
const BEFORE: [&str; 3] = ["indicator", "cellen", "getoond"];
const AFTER: [&str; 9] = [
    "verlies_procent",
    "getallen_beschermd",
    "bewijzen",
    "bewijzen_insider",
    "smalste_interval",
    "gevraagd_interval",
    "eerder_getoond",
    "onbeschermd",
    "teller_min",
];

/// What of the information in cells that may be shown by themselves is withheld, as a percentage.
pub(in crate::render) fn loss(regel: &Onthullingsregel) -> Option<f64> {
    (0.0 < regel.informatie).then(|| regel.verlies / regel.informatie * 100.0)
}

/// Renders what the privacy officer must know of each indicator.
pub fn render_onthulling_csv(publication: &Publication, style: &CsvStyle) -> Vec<u8> {
    let columns: Vec<_> = BEFORE.into_iter().chain(GRONDEN.map(Grond::word)).chain(AFTER).collect();
    let rows = publication.onthulling().regels.iter().map(|regel| {
        let mut row = vec![text(&regel.id), regel.cellen.to_string(), regel.getoond.to_string()];
        let of = |grond| regel.onderdrukt.get(&grond).copied().unwrap_or(0).to_string();
        row.extend(GRONDEN.map(of));
        let notatie = Notatie::Kaal { decimaal: style.decimaal };
        let loss = loss(regel).map(|loss| render_number(loss, 1, notatie));
        row.push(loss.unwrap_or_default());
        row.extend([regel.beschermd, regel.bewijzen, regel.insiders].map(|n| n.to_string()));
        let end = |place: usize| regel.smalste.map(|both| both[place].to_string());
        row.extend([0, 1].map(|place| end(place).unwrap_or_default()));
        row.extend(
            [regel.eerder_getoond, regel.onbeschermd, regel.teller_min].map(|n| n.to_string()),
        );
        row
    });
    render_table(&columns, rows, *style)
}
