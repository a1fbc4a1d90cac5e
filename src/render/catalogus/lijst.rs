//! The list of indicators as a table: for a terminal, and as CSV.

use std::fmt::Write as _;

use crate::model::Taal;

use super::super::csv::{CsvStyle, render_table, text};
use super::beschrijving::doelen_kort;
use super::{Catalogus, Kaart};

const KOLOMMEN: [&str; 11] = [
    "id",
    "naam_kort",
    "domein",
    "laag",
    "soort",
    "eenheid",
    "richting",
    "frequentie",
    "levensfase",
    "doel",
    "bron",
];

/// The column with the targets.
const DOEL: usize = 9;

fn cellen(kaart: &Kaart) -> [String; 11] {
    let info = &kaart.indicator.info;
    let frequenties: Vec<_> = info.frequenties.iter().map(|frequentie| frequentie.word()).collect();
    [
        info.id.clone(),
        info.naam_kort.clone(),
        info.domein.word().to_owned(),
        info.laag.word().to_owned(),
        info.soort.word().to_owned(),
        info.eenheid.nl.clone(),
        info.richting.word().to_owned(),
        frequenties.join(", "),
        kaart.levensfase.word().to_owned(),
        doelen_kort(kaart, Taal::Nl).join("; "),
        kaart.bronnen().join(", "),
    ]
}

/// The list as a table with columns under each other.
pub fn render_lijst_tekst(catalogus: &Catalogus) -> String {
    let mut rows = vec![KOLOMMEN.map(str::to_owned)];
    rows.extend(catalogus.kaarten.iter().map(|kaart| {
        let mut row = cellen(kaart);
        // A terminal has no room for more than one target in a line.
        if let [first, _, ..] = doelen_kort(kaart, Taal::Nl).as_slice() {
            row[DOEL] = format!("{first} (+{})", doelen_kort(kaart, Taal::Nl).len() - 1);
        }
        row
    }));
    for row in &mut rows {
        for cell in row {
            if cell.is_empty() {
                cell.push('-');
            }
        }
    }
    let width = |idx: usize| rows.iter().map(|row| row[idx].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..KOLOMMEN.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// The list as CSV, in the form of the tables of a report.
pub fn render_lijst_csv(catalogus: &Catalogus, style: CsvStyle) -> Vec<u8> {
    let row = |kaart| cellen(kaart).map(|cell| text(&cell)).to_vec();
    render_table(&KOLOMMEN, catalogus.kaarten.iter().map(row), style)
}
