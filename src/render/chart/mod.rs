//! Charts: a scene is described once and drawn as SVG or PNG.

mod association;
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
mod sankey;
mod scene;
mod series;
mod toedeling;
mod trend;
mod waterfall;
mod waterfall_areas;

use std::collections::BTreeSet;

use super::afpelling::Afpelwoorden;
use super::doel::{render_balance, render_balance_in, render_counts, render_verdict};
use super::samenhang::Samenwoorden;
use super::text::Woorden;
use super::toedeling::Verdeelwoorden;
use crate::analysis::benchmark::Trechter;
use crate::analysis::{FlowTable, PeeledChange, Samenhangkaart, Toedeling, Toegedeeld};
use crate::disclosure::{Publication, PublishedIndicator};
use crate::model::{Cell, Niveau, Periode, StatusRegel, Taal, Verdeelregel};

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

/// Renders the moves of an area, an index in `Publication::gebieden`, into a period; nothing when none is shown.
pub fn render_sankey(
    publication: &Publication,
    gebied: usize,
    periode: Periode,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let table = FlowTable::of(publication, gebied, periode)?;
    let (_, first) = publication.stromen().delen().first()?;
    let naam = &publication.gebieden().get(gebied)?.naam;
    let sankey = sankey::Sankey { info: first.info(), naam, table: &table, taal };
    sankey.scene().map(|scene| draw::encode(&scene, format))
}

/// Renders why the volume of the gemeente changed, as a waterfall; nothing when it was not peeled.
pub fn render_afpelling(
    publication: &Publication,
    change: &PeeledChange<'_>,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let gemeente = find_gemeente(publication)?;
    let own = change.gebieden.iter().find(|one| one.gebied == gemeente)?;
    let naam = Woorden::of(taal).gemeente(&publication.gebieden()[gemeente].naam);
    let waterfall = waterfall::Waterfall {
        words: Afpelwoorden { change, taal },
        gebied: &naam,
        peeling: own.uitkomst.as_ref().ok()?,
    };
    Some(draw::encode(&waterfall.scene(), format))
}

/// Renders why the volume of the areas of a level changed, a row of bars each; nothing when none was
/// peeled.
pub fn render_afpelling_gebieden(
    publication: &Publication,
    change: &PeeledChange<'_>,
    niveau: Niveau,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let gemeente = find_gemeente(publication)?;
    let naam = Woorden::of(taal).gemeente(&publication.gebieden()[gemeente].naam);
    let words = Afpelwoorden { change, taal };
    let rows = change
        .gebieden
        .iter()
        .map(|one| (&publication.gebieden()[one.gebied], &one.uitkomst))
        .filter(|(gebied, _)| gebied.niveau == niveau)
        .map(|(gebied, uitkomst)| waterfall_areas::Row {
            naam: &gebied.naam,
            code: gebied.code.to_string(),
            uitkomst,
        })
        .collect();
    let bars = waterfall_areas::AreaBars {
        words,
        gemeente: &naam,
        gebieden: words.gebieden(niveau),
        rows,
    };
    bars.scene().map(|scene| draw::encode(&scene, format))
}

/// Renders how two changes go together over wijken, in the same waves; nothing with fewer than eight.
///
/// `n_tests` is how many p-values of all declared pairs were adjusted together.
pub fn render_samenhang(
    publication: &Publication,
    kaart: &Samenhangkaart<'_>,
    n_tests: usize,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let gemeente = find_gemeente(publication)?;
    let info = |place: usize| publication.indicatoren()[place].info();
    let vertraging = kaart.at(0)?;
    let (_, all) = kaart.golven.as_ref().ok()?;
    let namen =
        vertraging.punten.iter().map(|punt| publication.gebieden()[punt.gebied].naam.as_str());
    let association = association::Association {
        words: Samenwoorden { cohesie: info(kaart.cohesie), maatwerk: info(kaart.maatwerk), taal },
        gemeente: &publication.gebieden()[gemeente].naam,
        vertraging,
        // Of a year that is still to come there is nothing to show.
        andere: all.iter().filter(|one| one.golven != 0 && !one.punten.is_empty()).collect(),
        n_tests,
        namen: namen.collect(),
    };
    association.scene().map(|scene| draw::encode(&scene, format))
}

/// Renders what each area has at present and what it gets, on one axis; nothing without areas.
pub fn render_toedeling(
    publication: &Publication,
    regel: &Verdeelregel,
    toedeling: &Toedeling,
    taal: Taal,
    format: Format,
) -> Option<Vec<u8>> {
    let gebieden = publication.gebieden();
    let eigen = Verdeelwoorden::of(taal);
    let ids = regel.indicatoren();
    let used = publication.indicatoren().iter().map(PublishedIndicator::info);
    let used = used.filter(|info| ids.contains(&info.id.as_str()));
    let perioden = || regel.grootheden().map(|grootheid| grootheid.periode);
    let (first, last) = (perioden().min()?, perioden().max()?);
    let rij = |(place, one): (usize, &'_ Toegedeeld)| toedeling::Rij {
        naam: &gebieden[one.gebied].naam,
        code: gebieden[one.gebied].code.to_string(),
        huidig: one.huidig,
        bedrag: one.bedrag,
        bindt: one.bindt,
        ingevuld: toedeling.ingevuld(place).next().is_some(),
    };
    let grafiek = toedeling::Verdeelgrafiek {
        naam: &regel.naam,
        gemeente: &gebieden[toedeling.stad.gebied].naam,
        niveau: regel.niveau,
        jaar: eigen.jaar(regel),
        rijen: toedeling.gebieden.iter().enumerate().map(rij).collect(),
        notes: eigen.notes(publication, regel, toedeling),
        bronnen: used.flat_map(|info| info.bronnen.clone()).collect(),
        perioden: Woorden::of(taal).perioden(first, last),
        taal,
    };
    grafiek.scene().map(|scene| draw::encode(&scene, format))
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
