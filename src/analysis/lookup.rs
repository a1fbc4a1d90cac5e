//! Where the figures of one indicator are found in a publication.

use std::collections::HashMap;

use crate::disclosure::{Publication, PublishedIndicator};
use crate::model::{Breuk, Cell, GeenCijfer, Periode, Soort};
use crate::stats::Confidence;

/// What stands for a cell that is not there: nobody measured.
static MISSING: Cell = Cell::Geen(GeenCijfer::Ontbreekt);

/// The cells of an indicator, by area and period.
pub(super) struct Cells<'p> {
    pub(super) indicator: &'p PublishedIndicator,
    by_place: HashMap<(usize, Periode), &'p Cell>,
}

impl<'p> Cells<'p> {
    /// The cells of the indicator with this id; nothing when it is not published.
    pub(super) fn find(publication: &'p Publication, id: &str) -> Option<Self> {
        let indicator = publication.indicatoren().iter().find(|one| one.info().id == id)?;
        let cells = indicator.cells().iter();
        let by_place = cells.map(|cell| ((cell.gebied, cell.periode), &cell.cell)).collect();
        Some(Self { indicator, by_place })
    }

    /// The cell of an area and a period.
    pub(super) fn cell(&self, gebied: usize, periode: Periode) -> &'p Cell {
        self.by_place.get(&(gebied, periode)).copied().unwrap_or(&MISSING)
    }

    /// True when there is a cell, whatever it is.
    pub(super) fn has(&self, gebied: usize, periode: Periode) -> bool {
        self.by_place.contains_key(&(gebied, periode))
    }

    /// The confidence of its intervals.
    pub(super) fn confidence(&self) -> Confidence {
        let info = self.indicator.info();
        match info.soort {
            // What somebody else published has the confidence that they used.
            Soort::Gepubliceerd => Confidence::P95,
            _ => Confidence::new(info.betrouwbaarheid).expect("checked in the definition"),
        }
    }

    /// The days on which its registration changed so that the two periods differ for that reason.
    pub(super) fn breuken_tussen(
        &self,
        [van, tot]: [Periode; 2],
    ) -> impl Iterator<Item = &'p Breuk> {
        let lies_between =
            move |breuk: &&Breuk| van.first_day() < breuk.op && breuk.op <= tot.last_day();
        self.indicator.breuken().iter().filter(lies_between)
    }
}

/// The breaks of several indicators by day, what is said twice once.
pub(super) fn merge_breuken<'p>(breuken: impl Iterator<Item = &'p Breuk>) -> Vec<Breuk> {
    let mut all: Vec<Breuk> = breuken.cloned().collect();
    all.sort_by(|a, b| (a.op, &a.tekst.nl).cmp(&(b.op, &b.tekst.nl)));
    all.dedup();
    all
}
