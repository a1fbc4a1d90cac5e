//! Published figures: the value and margins per area and period, as the source gives them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::definition::{Gepubliceerd, Grenzen};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{GebiedIdx, Periode};
use crate::source::{Block, BronSpec, Column, OpenBron, TextId};

use super::predicate::{Moment, Predicate};

/// Which of the three numbers of a figure a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Waarde,
    Onder,
    Boven,
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

/// A number of the figure of an area and period.
type CellPart = (GebiedIdx, Periode, Part);

/// A file, by its index in the source, and a line of it.
type Line = (usize, u64);

/// The numbers of one figure, in scaled units of their columns.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FigureParts {
    pub waarde: Option<i64>,
    pub onder: Option<i64>,
    pub boven: Option<i64>,
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
        }
    }
}

impl FigureTally {
    pub(super) fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
    }

    /// The figures by area and period; two rows for one cell are a finding.
    pub(super) fn finish(
        mut self,
        finder: &FigureFinder,
        bron: &OpenBron,
        findings: &mut Findings,
    ) -> BTreeMap<(GebiedIdx, Periode), FigureParts> {
        self.found.sort_unstable();
        let mut figures: BTreeMap<_, FigureParts> = BTreeMap::new();
        for (idx, &((area, periode, part), at, value)) in self.found.iter().enumerate() {
            let before = idx.checked_sub(1).map(|idx| &self.found[idx]);
            if let Some(&(_, first, _)) = before.filter(|(cell, ..)| *cell == (area, periode, part))
            {
                findings.push(double(bron, at, first));
                continue;
            }
            let parts = figures.entry((area, periode)).or_default();
            match part {
                Part::Waarde => parts.waarde = value,
                Part::Onder => parts.onder = value,
                Part::Boven => parts.boven = value,
            }
        }
        for (&(area, periode), parts) in &figures {
            if !finder.encloses(bron, parts) {
                let (_, at, _) = self
                    .found
                    .iter()
                    .find(|(cell, ..)| *cell == (area, periode, Part::Waarde))
                    .expect("a figure was found on a line");
                findings.push(crossed(bron, *at));
            }
        }
        figures
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
