//! What each area has of a criterion: the published cell, and what counts of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Findings, Level, Place};
use crate::disclosure::Publication;
use crate::model::{
    AreaCode, Celdeel, Cell, Criterium, Figure, GeenCijfer, Grootheid, Niveau, Periode, Quantity,
    Weegrichting,
};
use crate::stats::{NoParts, Parts};

use super::missing::{Asked, check_cells, unusable};

/// The areas of a level that are divided over: those of the division that is presented.
pub(super) struct Areas<'p> {
    publication: &'p Publication,
    pub(super) niveau: Niveau,
    /// Their indices in the publication.
    places: Vec<usize>,
}

/// The number of an area in a criterion.
#[derive(Clone, Debug, PartialEq)]
pub struct Criteriumcel {
    /// The cell as it is published.
    pub cell: Cell,
    /// The cell that it is multiplied by, as it is published.
    pub keer: Option<Cell>,
    /// True when a mean stands in for one of the two.
    pub ingevuld: bool,
    /// What part of all areas it is, from 0 to 1.
    pub aandeel: f64,
}

/// A criterion in all areas.
pub(super) struct Waarden {
    pub cellen: Vec<Criteriumcel>,
    pub parts: Parts,
}

impl<'p> Areas<'p> {
    pub(super) fn of(publication: &'p Publication, niveau: Niveau) -> Self {
        let all = publication.gebieden().iter().enumerate();
        let own = all.filter(|(_, gebied)| gebied.niveau == niveau && gebied.getoond);
        Self { publication, niveau, places: own.map(|(place, _)| place).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Their indices in the publication.
    pub(super) fn places(&self) -> &[usize] {
        &self.places
    }

    pub(super) fn code(&self, idx: usize) -> &AreaCode {
        self.code_at(self.places[idx])
    }

    /// The code of any area of the publication.
    pub(super) fn code_at(&self, place: usize) -> &AreaCode {
        &self.publication.gebieden()[place].code
    }

    pub(super) fn codes(&self) -> Vec<AreaCode> {
        (0..self.places.len()).map(|idx| self.code(idx).clone()).collect()
    }

    /// The published cells of all areas; an area without one is missing.
    pub(super) fn cells(&self, grootheid: &Grootheid) -> Vec<Cell> {
        let Grootheid { indicator: id, periode, .. } = grootheid;
        let indicator = self.publication.indicatoren().iter().find(|one| one.info().id == *id);
        let cells = indicator.iter().flat_map(|one| one.cells());
        let by_place: BTreeMap<usize, &Cell> = cells
            .filter(|cell| cell.periode == *periode)
            .map(|cell| (cell.gebied, &cell.cell))
            .collect();
        let of_area = |place| {
            by_place.get(place).map_or(Cell::Geen(GeenCijfer::Ontbreekt), |&cell| cell.clone())
        };
        self.places.iter().map(of_area).collect()
    }

    /// The periods in which some of the areas have a figure.
    pub(super) fn periods(&self, id: &str) -> BTreeSet<Periode> {
        let indicator = self.publication.indicatoren().iter().find(|one| one.info().id == id);
        let cells = indicator.iter().flat_map(|one| one.cells());
        let own = cells.filter(|cell| self.places.contains(&cell.gebied));
        own.filter(|cell| cell.cell.figure().is_some()).map(|cell| cell.periode).collect()
    }
}

/// Reads a criterion; nothing when it cannot be divided by.
pub(super) fn read_criterium(
    areas: &Areas<'_>,
    criterium: &Criterium,
    place: &Place,
    findings: &mut Findings,
) -> Option<Waarden> {
    let codes = areas.codes();
    let mut is_whole = true;
    let mut read = |grootheid: &Grootheid, naam: &str| {
        let cells = areas.cells(grootheid);
        let asked = Asked {
            naam,
            grootheid,
            ontbrekend: criterium.ontbrekend,
            niveau: areas.niveau,
            codes: &codes,
            periods: &areas.periods(&grootheid.indicator),
            place,
        };
        let found = check_cells(&asked, &cells);
        is_whole &= found.as_ref().is_none_or(|finding| finding.level < Level::Error);
        if let Some(finding) = found {
            findings.push(finding);
        }
        cells
    };
    let naam = &criterium.naam;
    let cells = read(&criterium.grootheid, &format!("`{naam}`"));
    let keer = criterium
        .keer
        .as_ref()
        .map(|keer| read(keer, &format!("`{naam}`, which is multiplied by `{}`,", keer.indicator)));
    if !is_whole {
        return None;
    }
    let parts = match weigh(criterium, &cells, keer.as_deref()) {
        Ok(parts) => parts,
        Err(reason) => {
            findings.push(unusable(&criterium.naam, &codes, reason, place));
            return None;
        }
    };
    let factor = |idx: usize| {
        let (grootheid, cells) = criterium.keer.as_ref().zip(keer.as_ref())?;
        Some((grootheid.maat, &cells[idx]))
    };
    let cel = |(idx, cell): (usize, &Cell)| {
        let own = (criterium.grootheid.maat, cell);
        let both = std::iter::once(own).chain(factor(idx));
        Criteriumcel {
            ingevuld: both.into_iter().any(|(maat, cell)| !has_number(cell, maat)),
            aandeel: parts.share(idx),
            keer: factor(idx).map(|(_, cell)| cell.clone()),
            cell: cell.clone(),
        }
    };
    let cellen = cells.iter().enumerate().map(cel).collect();
    Some(Waarden { cellen, parts })
}

/// Why nothing can be divided by a criterion whose cells are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// A number is no proportion.
    No(NoParts),
    /// All areas have zero.
    AllZero,
}

/// The numbers of a criterion as proportions; means stand in for what is not known.
pub(super) fn weigh(
    criterium: &Criterium,
    cells: &[Cell],
    keer: Option<&[Cell]>,
) -> Result<Parts, Unusable> {
    let mut parts = parts_of(cells, criterium.grootheid.maat).map_err(Unusable::No)?;
    if criterium.richting == Weegrichting::Minder {
        parts = parts.mirrored();
    }
    // Mirrored first: few lonely people per head is what counts, not few heads.
    if let Some((grootheid, cells)) = criterium.keer.as_ref().zip(keer) {
        parts = parts.times(&parts_of(cells, grootheid.maat).map_err(Unusable::No)?);
    }
    if parts.are_zero() { Err(Unusable::AllZero) } else { Ok(parts) }
}

fn parts_of(cells: &[Cell], maat: Celdeel) -> Result<Parts, NoParts> {
    let figures = || cells.iter().map(Cell::figure);
    match maat {
        Celdeel::Waarde => {
            Parts::of_floats(&figures().map(|one| one.map(|one| one.waarde)).collect::<Vec<_>>())
        }
        Celdeel::Teller | Celdeel::Noemer => {
            let counted =
                |figure: Option<&Figure>| figure.and_then(|figure| count_of(figure, maat));
            Parts::of_quantities(&figures().map(counted).collect::<Vec<_>>())
        }
    }
}

/// What was counted above or below the line, when the indicator has a line.
fn count_of(figure: &Figure, maat: Celdeel) -> Option<Quantity> {
    match maat {
        Celdeel::Waarde => None,
        Celdeel::Teller => figure.teller,
        Celdeel::Noemer => figure.noemer,
    }
}

/// The residents that a figure tells of; a value is taken to four decimals.
pub(super) fn residents_of(figure: &Figure, maat: Celdeel) -> Option<Quantity> {
    const DECIMALEN: u8 = 4;
    const UNITS: f64 = 10_000.0;
    match maat {
        Celdeel::Waarde => {
            // Larger than any number of people, and still exact.
            let is_number = (0.0..=1e11).contains(&figure.waarde);
            let units = (figure.waarde * UNITS).round() as i128;
            is_number.then_some(Quantity { units, scale: DECIMALEN })
        }
        Celdeel::Teller | Celdeel::Noemer => count_of(figure, maat),
    }
}

/// True when a cell has the number.
pub(super) fn has_number(cell: &Cell, maat: Celdeel) -> bool {
    let figure = cell.figure();
    figure.is_some_and(|figure| maat == Celdeel::Waarde || count_of(figure, maat).is_some())
}
