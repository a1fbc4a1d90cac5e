//! The table of moves of an area as text for a terminal.

use std::fmt::Write as _;

use crate::analysis::FlowTable;
use crate::disclosure::Publication;
use crate::model::{Cell, Taal, Toestand};

use super::number::render_number;
use super::text::{Stroomwoorden, Woorden, stroomwoorden};

/// From heavy to light, and what is outside last.
pub(super) const ORDER: [Toestand; 6] = [
    Toestand::Maatwerk,
    Toestand::Toegang,
    Toestand::SocialeBasis,
    Toestand::GeenOndersteuning,
    Toestand::Elders,
    Toestand::Onbekend,
];

/// Renders a table of moves: a line for each state that people were in, with how many went where and which part of
/// the line that is.
pub fn render_flows_text(publication: &Publication, table: &FlowTable, taal: Taal) -> String {
    let (own, woorden) = (stroomwoorden(taal), Woorden::of(taal));
    let gebied = &publication.gebieden()[table.gebied];
    let [before, now] =
        [table.periode.previous(), table.periode].map(|periode| woorden.periode(periode));
    let columns: Vec<_> = ORDER
        .into_iter()
        .filter(|state| table.columns.iter().any(|one| one.naar == *state))
        .collect();
    let mut lines = vec![header(&columns, own)];
    for van in ORDER {
        let Some(row) = table.rows.iter().find(|row| row.van == van) else { continue };
        let n = row.n.map_or_else(String::new, |n| render_number(n as f64, 0, woorden.notatie));
        let mut cells = vec![own.lang(van).to_owned(), n];
        for naar in &columns {
            let cell = row.cells.iter().find(|cell| cell.naar == *naar);
            cells.push(cell.map_or_else(String::new, |cell| match &cell.cell {
                Cell::Onderdrukt(_) => "×".to_owned(),
                Cell::Geen(reason) => woorden.geen(*reason).to_owned(),
                Cell::Waarde(figure) | Cell::Nul(figure) => {
                    let n = render_number(figure.waarde, 0, woorden.notatie);
                    let share = cell.share.map_or_else(String::new, |(share, _)| {
                        format!(" ({}%)", render_number(share * 100.0, 1, woorden.notatie))
                    });
                    format!("{n}{share}")
                }
            }));
        }
        lines.push(cells);
    }
    let mut totals = vec![format!("{} {now}", own.totaal), String::new()];
    for naar in &columns {
        let n = table.columns.iter().find(|one| one.naar == *naar).and_then(|one| one.n);
        totals.push(n.map_or_else(String::new, |n| render_number(n as f64, 0, woorden.notatie)));
    }
    lines.push(totals);
    let mut text = format!("{} {} · {before} → {now}\n", gebied.code, gebied.naam);
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0))
        .collect();
    for line in lines {
        for (idx, (cell, width)) in line.iter().zip(&widths).enumerate() {
            let room = width - cell.chars().count();
            let pad = " ".repeat(room);
            // Names stand at the left, numbers at the right.
            let _ =
                if idx == 0 { write!(text, "{cell}{pad}") } else { write!(text, "  {pad}{cell}") };
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    let is_withheld = table
        .rows
        .iter()
        .any(|row| row.cells.iter().any(|cell| matches!(cell.cell, Cell::Onderdrukt(_))));
    if is_withheld {
        let _ = writeln!(text, "{}", own.onderdrukt);
    }
    text
}

fn header(columns: &[Toestand], own: &Stroomwoorden) -> Vec<String> {
    let mut cells = vec![own.van_naar.to_owned(), own.was.to_owned()];
    cells.extend(columns.iter().map(|state| own.lang(*state).to_owned()));
    cells
}
