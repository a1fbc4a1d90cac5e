//! `stromen.csv`: the tables of moves between layers.

use crate::analysis::FlowTable;
use crate::disclosure::Publication;
use crate::model::{Bounds, Cell, Stroomdeel};
use crate::render::number::{Notatie, render_number};

use super::{CsvStyle, N_TOGETHER, render_table, text};

/// The columns of `stromen.csv`.
const COLUMNS: [&str; 15] = [
    "gebied_niveau",
    "gebied_code",
    "gebied_naam",
    "periode",
    "soort",
    "van",
    "naar",
    "celsoort",
    "aantal",
    "ondergrens",
    "bovengrens",
    "methode",
    "aandeel",
    "aandeel_ondergrens",
    "aandeel_bovengrens",
];

/// Shares are percentages with so many decimals.
const DECIMALEN: u8 = 2;

/// Renders the moves of all areas, or only of some, and all periods, and the stocks that they move between.
///
/// `soort` is `stand` for how many are in a state on the last day of the period, `stroom` for those who moved from the period
/// before, and `overig` for all withheld moves of a row together. A share is that of the state that people come from.
pub fn render_stromen_csv(
    publication: &Publication,
    only: Option<&[usize]>,
    style: &CsvStyle,
) -> Vec<u8> {
    let number = |value: f64, decimalen: u8| {
        render_number(value, decimalen, Notatie::Kaal { decimaal: style.decimaal })
    };
    let stromen = publication.stromen();
    let periodes = stromen.periodes();
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(N_TOGETHER);
    let gebieden = publication.gebieden().iter().enumerate();
    let is_asked = |idx: &usize| only.is_none_or(|only| only.contains(idx));
    for (idx, gebied) in gebieden.filter(|(idx, _)| is_asked(idx)) {
        let head = |periode: String, soort: &str, van: &str, naar: &str, celsoort: &str| {
            vec![
                gebied.niveau.word().to_owned(),
                text(&gebied.code.to_string()),
                text(&gebied.naam),
                periode,
                soort.to_owned(),
                van.to_owned(),
                naar.to_owned(),
                celsoort.to_owned(),
            ]
        };
        let counted = |row: &mut Vec<String>, cell: &Cell| match cell.figure() {
            Some(figure) => {
                let (lower, upper, methode) = match figure.interval {
                    Ok(Bounds { lower, upper, methode }) => {
                        (number(lower, DECIMALEN), number(upper, DECIMALEN), methode.word())
                    }
                    Err(reason) => (String::new(), String::new(), reason.word()),
                };
                row.extend([number(figure.waarde, 0), lower, upper, methode.to_owned()]);
            }
            None => row.extend(std::iter::repeat_n(String::new(), 4)),
        };
        for (deel, one) in stromen.delen() {
            let Stroomdeel::Stand(toestand) = deel else { continue };
            for cell in one.cells().iter().filter(|cell| cell.gebied == idx) {
                let word = cell.cell.word();
                let mut row = head(cell.periode.to_string(), "stand", "", toestand.word(), word);
                counted(&mut row, &cell.cell);
                row.extend(std::iter::repeat_n(String::new(), 3));
                rows.push(row);
            }
        }
        for &periode in &periodes {
            let Some(table) = FlowTable::of(publication, idx, periode) else {
                // Nothing of it is shown, which must be told as well.
                for of in stromen.tabel(idx, periode) {
                    let (van, naar) = (of.stroom.van.word(), of.stroom.naar.word());
                    let mut row = head(periode.to_string(), "stroom", van, naar, of.cell.word());
                    counted(&mut row, of.cell);
                    row.extend(std::iter::repeat_n(String::new(), 3));
                    rows.push(row);
                }
                continue;
            };
            for of_row in &table.rows {
                let van = of_row.van.word();
                for cell in &of_row.cells {
                    let naar = cell.naar.word();
                    let mut row = head(periode.to_string(), "stroom", van, naar, cell.cell.word());
                    counted(&mut row, &cell.cell);
                    match &cell.share {
                        Some((share, interval)) => row.extend(
                            [*share, interval.lower(), interval.upper()]
                                .map(|part| number(part * 100.0, DECIMALEN)),
                        ),
                        None => row.extend(std::iter::repeat_n(String::new(), 3)),
                    }
                    rows.push(row);
                }
                if let Some(overig) = of_row.overig {
                    let mut row = head(periode.to_string(), "overig", van, "", "waarde");
                    row.extend([overig.to_string(), String::new(), String::new(), String::new()]);
                    row.extend(std::iter::repeat_n(String::new(), 3));
                    rows.push(row);
                }
            }
        }
    }
    render_table(&COLUMNS, rows.into_iter(), *style)
}
