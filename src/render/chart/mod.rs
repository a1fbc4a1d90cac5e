//! Charts: a scene is described once and drawn as SVG or PNG.

mod axis;
mod breaks;
mod draw;
mod font;
mod funnel;
mod labels;
mod marks;
mod multiples;
mod page;
mod panel;
mod plot;
mod scene;
mod series;
mod trend;

use std::collections::BTreeSet;

use super::doel::{render_balance, render_balance_in, render_counts, render_verdict};
use crate::analysis::Trechter;
use crate::disclosure::{Publication, PublishedIndicator};
use crate::model::{Cell, Niveau, Periode, StatusRegel, Taal};

/// The file format of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Vectors, with text as text.
    Svg,
    /// Pixels, two for each unit of the SVG.
    Png,
}

impl Format {
    /// Both formats.
    pub const ALL: [Self; 2] = [Self::Svg, Self::Png];

    /// The ending of file names.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

/// Renders the course of the gemeente's figure; nothing when no figure of it is shown.
pub fn render_trend(
    publication: &Publication,
    indicator: usize,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let indicator = publication.indicatoren().get(indicator)?;
    let gemeente = find_gemeente(publication)?;
    let trend = trend::Trend {
        info: indicator.info(),
        breuken: indicator.breuken(),
        gemeente: &publication.gebieden()[gemeente].naam,
        cells: cells_of(indicator, gemeente),
        all: all_cells(indicator),
        oordelen: verdicts_of(publication, indicator, gemeente, taal),
        taal,
    };
    trend.scene().map(|scene| draw::encode(&scene, format))
}

/// Renders one small panel per wijk beside the line of the gemeente.
///
/// Where no wijk has a figure that is shown, toegangsgebieden take their place; where they have
/// none either there is nothing to draw.
pub fn render_small_multiples(
    publication: &Publication,
    indicator: usize,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let indicator = publication.indicatoren().get(indicator)?;
    let gemeente = find_gemeente(publication)?;
    let gebieden = publication.gebieden();
    let has_figures = |niveau: &Niveau| {
        indicator.cells().iter().any(|cell| {
            let gebied = &gebieden[cell.gebied];
            gebied.niveau == *niveau && gebied.getoond && cell.cell.figure().is_some()
        })
    };
    let niveau = [Niveau::Wijk, Niveau::Toegangsgebied].into_iter().find(has_figures)?;
    let panels = gebieden
        .iter()
        .enumerate()
        .filter(|(_, gebied)| gebied.niveau == niveau && gebied.getoond)
        .map(|(idx, gebied)| panel::Panel {
            naam: &gebied.naam,
            code: gebied.code.to_string(),
            cells: cells_of(indicator, idx),
        })
        .collect();
    let multiples = multiples::Multiples {
        info: indicator.info(),
        breuken: indicator.breuken(),
        niveau,
        gemeente: (&gebieden[gemeente].naam, cells_of(indicator, gemeente)),
        panels,
        all: all_cells(indicator),
        oordelen: counts_of(publication, indicator, niveau, taal),
        taal,
    };
    multiples.scene().map(|scene| draw::encode(&scene, format))
}

/// Renders the funnel of the areas of an indicator.
pub fn render_funnel(
    publication: &Publication,
    indicator: usize,
    trechter: &Trechter,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let info = publication.indicatoren().get(indicator)?.info();
    let gebieden = publication.gebieden();
    let gemeente = &gebieden[find_gemeente(publication)?].naam;
    let namen = trechter.punten.iter().map(|punt| gebieden[punt.gebied].naam.as_str()).collect();
    let funnel = funnel::Funnel { info, gemeente, trechter, namen, taal };
    funnel.scene().map(|scene| draw::encode(&scene, format))
}

/// The verdicts on the targets of an area, and what became worse meanwhile, a line each.
fn verdicts_of(
    publication: &Publication,
    indicator: &PublishedIndicator,
    gebied: usize,
    taal: Taal,
) -> Vec<String> {
    let own = || indicator.status().iter().filter(|regel| regel.gebied.index() == gebied);
    let info = indicator.info();
    let mut lines: Vec<_> = own().filter_map(|regel| render_verdict(info, regel, taal)).collect();
    let worse: BTreeSet<_> =
        own().flat_map(|regel| &regel.tegenbewegingen).map(|tegen| tegen.id.as_str()).collect();
    let others = publication.indicatoren().iter().map(PublishedIndicator::info);
    let names: Vec<_> = others
        .filter(|other| worse.contains(other.id.as_str()))
        .map(|other| other.naam_kort.as_str())
        .collect();
    lines.extend(render_balance(&names, taal));
    lines
}

/// How many areas of a level have which verdict, a line for each target, and where a balancing
/// measure became worse.
fn counts_of(
    publication: &Publication,
    indicator: &PublishedIndicator,
    niveau: Niveau,
    taal: Taal,
) -> Vec<String> {
    let gebied = |regel: &StatusRegel| &publication.gebieden()[regel.gebied.index()];
    let info = indicator.info();
    let doelen = info.contract.iter().flat_map(|contract| &contract.doelen);
    let mut lines = Vec::new();
    for doel in doelen {
        let of = |regel: &&StatusRegel| regel.doel == doel.naam && gebied(regel).niveau == niveau;
        let own: Vec<_> = indicator.status().iter().filter(of).collect();
        lines.extend(render_counts(info, &own, taal));
    }
    for other in publication.indicatoren().iter().map(PublishedIndicator::info) {
        let rows = indicator.status().iter().filter(|regel| gebied(regel).niveau == niveau);
        let is_worse =
            |regel: &&StatusRegel| regel.tegenbewegingen.iter().any(|tegen| tegen.id == other.id);
        let names: BTreeSet<_> =
            rows.filter(is_worse).map(|regel| gebied(regel).naam.as_str()).collect();
        lines.extend(render_balance_in(&other.naam_kort, &names, taal));
    }
    lines
}

/// A cell with its period, without its area.
type PeriodCell<'p> = (Periode, &'p Cell);

/// The gemeente, of which there is one.
fn find_gemeente(publication: &Publication) -> Option<usize> {
    publication.gebieden().iter().position(|gebied| gebied.niveau == Niveau::Gemeente)
}

/// The cells of one area.
fn cells_of(indicator: &PublishedIndicator, gebied: usize) -> Vec<PeriodCell<'_>> {
    let cells = indicator.cells().iter().filter(|cell| cell.gebied == gebied);
    cells.map(|cell| (cell.periode, &cell.cell)).collect()
}

/// The cells of all areas, which together tell when there was a measurement.
fn all_cells(indicator: &PublishedIndicator) -> Vec<PeriodCell<'_>> {
    indicator.cells().iter().map(|cell| (cell.periode, &cell.cell)).collect()
}
