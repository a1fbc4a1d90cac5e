//! Published figures: the value and margins per area and period, as the source gives them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::definition::{Afronding, Gepubliceerd, Grenzen};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{GebiedIdx, Periode, Quantity};
use crate::source::{Block, BronSpec, Column, OpenBron, TextId};

use super::predicate::{Moment, Predicate};

/// Which of the three numbers of a figure a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Waarde,
    Onder,
    Boven,
    Gewicht,
}

/// What is looked for in a source of published figures.
#[derive(Clone, Debug)]
pub(super) struct FigureFinder {
    pub predicate: Predicate,
    pub meting: Gepubliceerd,
    pub periode: usize,
    /// The ids of the texts that tell value and bounds apart, when rows carry the margins.
    pub marges: Option<(usize, [TextId; 3])>,
}

impl FigureFinder {
    pub(super) fn new(predicate: Predicate, meting: &Gepubliceerd, bron: &OpenBron) -> Self {
        let marges = match &meting.grenzen {
            Grenzen::Rijen { kolom, waarde, onder, boven } => {
                let dictionary = bron.dictionary(*kolom).expect("a code column");
                Some((*kolom, [waarde, onder, boven].map(|text| dictionary.intern(text))))
            }
            Grenzen::Geen | Grenzen::Kolommen { .. } => None,
        };
        let periode = bron.spec.periode.expect("published figures have a period");
        Self { predicate, meting: meting.clone(), periode, marges }
    }
}

/// The cells found, with the file and line of each, by which a double is told.
#[derive(Clone, Debug, Default)]
pub(super) struct FigureTally {
    found: Vec<(CellPart, Line, Option<i64>)>,
}

/// An area and period.
type Cell = (GebiedIdx, Periode);

/// A number of the figure of an area and period.
type CellPart = (GebiedIdx, Periode, Part);

/// A file, by its index in the source, and a line of it.
type Line = (usize, u64);

/// The numbers of one figure, in scaled units of their columns.
#[derive(Clone, Copy, Debug, Default)]
struct FigureParts {
    waarde: Option<i64>,
    onder: Option<i64>,
    boven: Option<i64>,
    gewicht: Option<i64>,
}

/// A figure as it was published, or the combination of some by their numbers of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PublishedFigure {
    /// The value; absent when that of some row is, or the number of its people.
    pub waarde: Option<f64>,
    /// How far the bounds lie from it; absent when some row has none.
    pub marges: Option<[f64; 2]>,
    /// The variance that the source rounded away.
    pub afgerond: f64,
    /// The people it is of, in scaled units, when that is told.
    pub gewicht: Option<i128>,
}

impl PublishedFigure {
    /// The figure of one row, where each of the numbers has so many decimals.
    fn of(parts: &FigureParts, scales: [u8; 3], afronding: f64) -> Self {
        let number = |units: i64, scale| Quantity { units: i128::from(units), scale }.to_f64();
        let [scale, scale_onder, scale_boven] = scales;
        let waarde = parts.waarde.map(|units| number(units, scale));
        let margins = |(onder, boven): (i64, i64)| {
            let waarde = waarde?;
            Some([waarde - number(onder, scale_onder), number(boven, scale_boven) - waarde])
        };
        Self {
            waarde,
            marges: parts.onder.zip(parts.boven).and_then(margins),
            // What was rounded to a unit may lie anywhere in it.
            afgerond: afronding * afronding / 12.0,
            gewicht: parts.gewicht.map(i128::from),
        }
    }

    /// The figure of rows together, each with its number of people: `Σ N v / Σ N`, with margins
    /// from `√(Σ N² d²) / Σ N` on each side, since the rows are of other people.
    fn combine(rows: &[Self]) -> Self {
        let total: Option<i128> = rows.iter().map(|row| row.gewicht).sum();
        let share = |row: &Self| {
            let total = total.filter(|total| 0 < *total)?;
            Some(row.gewicht? as f64 / total as f64)
        };
        let sum = |of: &dyn Fn(&Self, f64) -> Option<f64>| -> Option<f64> {
            rows.iter().map(|row| of(row, share(row)?)).sum()
        };
        let side =
            |idx: usize| sum(&|row, share| Some((share * row.marges?[idx]).powi(2))).map(f64::sqrt);
        Self {
            waarde: sum(&|row, share| Some(share * row.waarde?)),
            marges: side(0).zip(side(1)).map(<[f64; 2]>::from),
            afgerond: sum(&|row, share| Some(share * share * row.afgerond)).unwrap_or(0.0),
            gewicht: total,
        }
    }
}

impl FigureFinder {
    /// The decimals of the figure, the lower and the upper bound.
    pub(super) fn scales(meting: &Gepubliceerd, spec: &BronSpec) -> [u8; 3] {
        let own = spec.decimalen(meting.waarde);
        match meting.grenzen {
            Grenzen::Kolommen { onder, boven } => {
                [own, spec.decimalen(onder), spec.decimalen(boven)]
            }
            Grenzen::Geen | Grenzen::Rijen { .. } => [own; 3],
        }
    }

    /// True unless a bound lies on the wrong side of the figure.
    fn encloses(&self, bron: &OpenBron, parts: &FigureParts) -> bool {
        let [own, onder, boven] = Self::scales(&self.meting, &bron.spec);
        // In units of the finest of the three, so that they compare exactly.
        let finest = own.max(onder).max(boven);
        let units = |value: Option<i64>, scale: u8| {
            value.map(|value| i128::from(value) * 10_i128.pow(u32::from(finest - scale)))
        };
        let Some(waarde) = units(parts.waarde, own) else { return true };
        units(parts.onder, onder).is_none_or(|onder| onder <= waarde)
            && units(parts.boven, boven).is_none_or(|boven| waarde <= boven)
    }

    /// Adds the figures of a block to a tally.
    pub(super) fn count(&self, block: &Block, tally: &mut FigureTally) {
        let Column::Gebied(areas) = &block.columns[self.meting.gebied] else { return };
        let Column::Periode(periods) = &block.columns[self.periode] else { return };
        let number = |kolom: usize, row: usize| match &block.columns[kolom] {
            Column::Getal(cells) => cells[row],
            _ => None,
        };
        for row in 0..block.n_rows() {
            let (Some(area), Some(periode)) = (areas[row], periods[row]) else { continue };
            if !self.predicate.holds(block, row, &Moment::new(periode)) {
                continue;
            }
            let at = (block.file, block.lines[row]);
            let mut add = |part, value| tally.found.push(((area, periode, part), at, value));
            let waarde = number(self.meting.waarde, row);
            match (&self.marges, &self.meting.grenzen) {
                (Some((kolom, ids)), _) => {
                    let Column::Text(cells) = &block.columns[*kolom] else { continue };
                    let parts = [Part::Waarde, Part::Onder, Part::Boven];
                    let place = ids.iter().position(|id| cells[row] == Some(*id));
                    if let Some(place) = place {
                        add(parts[place], waarde);
                    }
                }
                (None, Grenzen::Kolommen { onder, boven }) => {
                    add(Part::Waarde, waarde);
                    add(Part::Onder, number(*onder, row));
                    add(Part::Boven, number(*boven, row));
                }
                (None, _) => add(Part::Waarde, waarde),
            }
            if let Some(gewicht) = self.meting.gewicht {
                add(Part::Gewicht, number(gewicht, row));
            }
        }
    }
}

impl FigureTally {
    pub(super) fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
    }

    /// The figures by area and period; two rows for one cell are a finding, unless they are
    /// combined.
    pub(super) fn finish(
        mut self,
        finder: &FigureFinder,
        bron: &OpenBron,
        findings: &mut Findings,
    ) -> BTreeMap<(GebiedIdx, Periode), PublishedFigure> {
        let is_combined = finder.meting.gewicht.is_some();
        self.found.sort_unstable();
        // The parts of each figure, with the line of its value. Rows that are combined are told
        // apart by their line.
        let mut rows: BTreeMap<(Cell, Option<Line>), (FigureParts, Option<Line>)> = BTreeMap::new();
        for (idx, &((area, periode, part), at, value)) in self.found.iter().enumerate() {
            let before = idx.checked_sub(1).map(|idx| &self.found[idx]);
            let same = before.filter(|(cell, ..)| *cell == (area, periode, part));
            if let Some(&(_, first, _)) = same.filter(|_| !is_combined) {
                findings.push(double(bron, at, first));
                continue;
            }
            let row = rows.entry(((area, periode), is_combined.then_some(at))).or_default();
            let (parts, line) = row;
            match part {
                Part::Waarde => (parts.waarde, *line) = (value, Some(at)),
                Part::Onder => parts.onder = value,
                Part::Boven => parts.boven = value,
                Part::Gewicht => parts.gewicht = value,
            }
        }
        let scales = FigureFinder::scales(&finder.meting, &bron.spec);
        let afronding = finder.meting.afronding.map_or(0.0, Afronding::unit);
        let mut figures: BTreeMap<_, Vec<PublishedFigure>> = BTreeMap::new();
        for ((cell, _), (parts, line)) in rows {
            if let Some(at) = line.filter(|_| !finder.encloses(bron, &parts)) {
                findings.push(crossed(bron, at));
            }
            let figure = PublishedFigure::of(&parts, scales, afronding);
            figures.entry(cell).or_default().push(figure);
        }
        let together = |of_cell: Vec<PublishedFigure>| match of_cell[..] {
            [only] => only,
            _ => PublishedFigure::combine(&of_cell),
        };
        figures.into_iter().map(|(cell, of_cell)| (cell, together(of_cell))).collect()
    }
}

/// The margins of a figure do not enclose it.
fn crossed(bron: &OpenBron, (file, line): Line) -> Diagnostic {
    let file = Arc::clone(&bron.files[file].shown);
    let message = format!("bron `{}` has a figure outside its own margins", bron.spec.naam);
    Diagnostic::new(Code::BadMargins, message)
        .at(Place::Cell { file, line, column: None }, "")
        .help("look whether the lower and the upper bound are exchanged")
}

fn double(bron: &OpenBron, at: Line, first: Line) -> Diagnostic {
    let place = |(file, line): Line| Place::Cell {
        file: Arc::clone(&bron.files[file].shown),
        line,
        column: None,
    };
    let message = format!("bron `{}` has two figures for one area and period", bron.spec.naam);
    Diagnostic::new(Code::DuplicateFigure, message)
        .at(place(at), "second figure")
        .also(place(first), "first figure")
        .help("narrow `sleutel` in the indicator, or remove one of the rows")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(waarde: f64, marges: Option<[f64; 2]>, gewicht: Option<i128>) -> PublishedFigure {
        PublishedFigure { waarde: Some(waarde), marges, afgerond: 3.0, gewicht }
    }

    #[test]
    fn rows_are_combined_by_their_numbers_of_people() {
        // 40 % of 300 and 20 % of 100 people.
        let rows = [row(40.0, Some([4.0, 6.0]), Some(300)), row(20.0, Some([8.0, 8.0]), Some(100))];
        let found = PublishedFigure::combine(&rows);
        assert_eq!((found.waarde, found.gewicht), (Some(35.0), Some(400)));
        let [below, above] = found.marges.expect("both have margins");
        assert!((below - 13.0_f64.sqrt()).abs() < 1e-12);
        assert!((above - 24.25_f64.sqrt()).abs() < 1e-12);
        assert!((found.afgerond - 3.0 * (9.0 + 1.0) / 16.0).abs() < 1e-12);
    }

    #[test]
    fn without_its_people_a_row_cannot_be_combined() {
        let rows = [row(40.0, None, Some(300)), row(20.0, None, None)];
        let found = PublishedFigure::combine(&rows);
        assert_eq!((found.waarde, found.marges, found.gewicht), (None, None, None));
        let rows = [row(40.0, Some([1.0; 2]), Some(300)), row(20.0, None, Some(100))];
        assert_eq!(PublishedFigure::combine(&rows).marges, None);
    }
}
