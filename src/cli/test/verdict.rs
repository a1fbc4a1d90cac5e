//! What a test found beside what it expects.

use crate::definition::{Grootheid, Toets, Verwacht};
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::disclosure::{PublishedCell, PublishedIndicator};
use crate::engine::{EstimatedCell, EstimatedIndicator};
use crate::model::{Balance, Cell, Figure, GebiedIdx, Gebiedsindeling, StatusReden, StatusRegel};

/// What a test found.
pub(super) struct Verdict {
    /// One for each line of `verwacht`.
    pub cells: Vec<JudgedCell>,
    /// What became of the rows, per source.
    pub balances: Vec<Balance>,
    /// The rows that could not be used.
    pub rejected: Vec<Rejected>,
    /// The findings on the rows.
    pub findings: Vec<Diagnostic>,
}

/// A row that could not be used.
pub(super) struct Rejected {
    pub bron: String,
    /// Where it stands in the definition.
    pub place: Place,
    pub code: Code,
}

/// A cell, and how each part of it compares.
pub(super) struct JudgedCell {
    pub parts: Vec<Part>,
    /// All that is known of the cell, in words.
    pub found: String,
}

/// One thing that is expected of a cell.
pub(super) struct Part {
    pub word: &'static str,
    pub expected: String,
    pub found: String,
    pub fits: bool,
}

impl Verdict {
    /// True when all cells are as expected, and no row made an error.
    pub(super) fn has_passed(&self) -> bool {
        let is_error = |finding: &Diagnostic| finding.level == Level::Error;
        self.cells.iter().all(JudgedCell::fits) && !self.findings.iter().any(is_error)
    }
}

impl JudgedCell {
    pub(super) fn fits(&self) -> bool {
        self.parts.iter().all(|part| part.fits)
    }
}

/// Compares every cell that is expected with the one that was found.
///
/// Numbers are those of the estimate: the rows are made up, so nothing leaks. Whether a cell is
/// withheld is that of the publication.
pub(super) fn judge(
    toets: &Toets,
    indeling: &Gebiedsindeling,
    estimated: Option<&EstimatedIndicator>,
    published: Option<&PublishedIndicator>,
) -> Vec<JudgedCell> {
    let judge_line = |verwacht: &Verwacht| {
        let gebied = indeling.find(&verwacht.gebied.0);
        let here =
            |cell: &&EstimatedCell| Some(cell.gebied) == gebied && cell.periode == verwacht.periode;
        let there = |cell: &&PublishedCell| {
            Some(cell.gebied) == gebied.map(|gebied| gebied.index())
                && cell.periode == verwacht.periode
        };
        let cell = estimated.and_then(|one| one.cells.iter().find(here));
        let shown = published.and_then(|one| one.cells().iter().find(there)).map(|one| &one.cell);
        let regel = published.and_then(|one| status_in(one, gebied?));
        let mut parts = compare(verwacht, cell, shown);
        parts.extend(compare_status(verwacht, regel));
        JudgedCell { parts, found: words_of(cell, shown) }
    };
    toets.verwacht.iter().map(judge_line).collect()
}

fn compare(verwacht: &Verwacht, cell: Option<&EstimatedCell>, shown: Option<&Cell>) -> Vec<Part> {
    let figure = cell.and_then(|cell| cell.figure.as_ref().ok());
    let mut parts: Vec<_> = verwacht
        .getallen
        .iter()
        .map(|(grootheid, getal)| {
            let found = figure.and_then(|figure| number(figure, *grootheid));
            let nothing = match (cell, figure) {
                (None, _) => "no cell",
                (_, None) => "no figure",
                _ => "none",
            };
            Part {
                word: grootheid.word(),
                expected: getal.text.clone(),
                fits: found.as_ref().is_some_and(|(found, _)| getal.fits(*found)),
                found: found.map_or_else(|| nothing.to_owned(), |(_, text)| text),
            }
        })
        .collect();
    parts.extend(verwacht.celsoort.map(|expected| {
        let found = shown.map_or("no cell", Cell::word);
        let fits = found == expected;
        Part { word: "celsoort", expected: expected.to_owned(), found: found.to_owned(), fits }
    }));
    parts
}

/// The verdict on the main target in an area.
fn status_in(one: &PublishedIndicator, gebied: GebiedIdx) -> Option<&StatusRegel> {
    let main = &one.info().contract.as_ref()?.doelen.first()?.naam;
    one.status().iter().find(|regel| regel.gebied == gebied && regel.doel == *main)
}

/// Compares the verdict on the main target.
fn compare_status(verwacht: &Verwacht, regel: Option<&StatusRegel>) -> Vec<Part> {
    let status = verwacht.status.map(|status| {
        let found = regel.map_or("no target in force", |regel| regel.status.word());
        ("status", status.word(), found)
    });
    let reden = verwacht.reden.map(|reden| {
        let found = regel.and_then(|regel| regel.reden).map_or("none", StatusReden::word);
        ("reden", reden.word(), found)
    });
    let part = |(word, expected, found): (&'static str, &str, &str)| Part {
        word,
        expected: expected.to_owned(),
        found: found.to_owned(),
        fits: expected == found,
    };
    status.into_iter().chain(reden).map(part).collect()
}

/// A number of a figure, and how it is written.
fn number(figure: &Figure, grootheid: Grootheid) -> Option<(f64, String)> {
    let exact = |quantity: crate::model::Quantity| (quantity.to_f64(), quantity.to_string());
    let float = |number: f64| (number, number.to_string());
    let bounds = figure.interval.ok();
    match grootheid {
        Grootheid::Teller => figure.teller.map(exact),
        Grootheid::Noemer => figure.noemer.map(exact),
        Grootheid::N => figure.n.map(|n| (n as f64, n.to_string())),
        Grootheid::Waarde => Some(float(figure.waarde)),
        Grootheid::Ondergrens => bounds.map(|bounds| float(bounds.lower)),
        Grootheid::Bovengrens => bounds.map(|bounds| float(bounds.upper)),
    }
}

/// All that is known of a cell.
fn words_of(cell: Option<&EstimatedCell>, shown: Option<&Cell>) -> String {
    let Some(cell) = cell else {
        return "no cell of that area and period".to_owned();
    };
    let mut words = Vec::new();
    if let Ok(figure) = &cell.figure {
        for grootheid in Grootheid::ALL {
            let found = number(figure, grootheid);
            words.extend(found.map(|(_, text)| format!("{} {text}", grootheid.word())));
        }
    }
    words.extend(shown.map(|shown| format!("celsoort {}", shown.word())));
    words.join(", ")
}
