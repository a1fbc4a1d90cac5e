//! The table of moves of one area into one period, with what may be seen of it.
//!
//! What is withheld of a row is together what is left of its stock: shown as one, *overig*, where that stock is shown. Nothing of it
//! can be told apart, because disclosure saw to that before.

use crate::disclosure::Publication;
use crate::model::{Cell, Figure, Periode, Stroom, Toestand};
use crate::stats::{Confidence, Interval, Share, wilson_interval};

/// The moves of an area into a period.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowTable {
    /// The area, an index in `Publication::gebieden`.
    pub gebied: usize,
    /// The period that people move into.
    pub periode: Periode,
    /// Where people were, each with where they went.
    pub rows: Vec<FlowRow>,
    /// Where people are now.
    pub columns: Vec<FlowColumn>,
}

/// The people of a state in the period before, and where they are now.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowRow {
    /// Where they were.
    pub van: Toestand,
    /// How many there were, when that is shown.
    pub n: Option<u64>,
    /// Where they went.
    pub cells: Vec<FlowCell>,
    /// How many went where it is withheld, when that follows from what is shown.
    pub overig: Option<u64>,
}

/// One move.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowCell {
    /// Where they went.
    pub naar: Toestand,
    /// How many, or why that is not shown.
    pub cell: Cell,
    /// Which part of where they came from they are, between 0 and 1, with its 95 % interval by Wilson.
    pub share: Option<(f64, Interval)>,
}

/// The people of a state now.
#[derive(Clone, Debug, PartialEq)]
pub struct FlowColumn {
    /// Where they are.
    pub naar: Toestand,
    /// How many there are, when that is shown.
    pub n: Option<u64>,
    /// How many came from where it is withheld, when that follows from what is shown.
    pub overig: Option<u64>,
}

/// The number of a shown cell.
fn count(cell: &Cell) -> Option<u64> {
    let figure: &Figure = cell.figure()?;
    Some(figure.teller?.floor())
}

impl FlowTable {
    /// The table of an area and a period; none where nothing of it is shown.
    pub fn of(publication: &Publication, gebied: usize, periode: Periode) -> Option<Self> {
        let stromen = publication.stromen();
        let cells = stromen.tabel(gebied, periode);
        if !cells.iter().any(|of| count(of.cell).is_some_and(|n| 0 < n)) {
            return None;
        }
        let stand = |toestand: Toestand, periode: Periode| {
            stromen.stand(gebied, periode, toestand).and_then(count)
        };
        let states = |has: &dyn Fn(&Stroom, Toestand) -> bool| -> Vec<Toestand> {
            let all = Toestand::ALL.iter().copied();
            all.filter(|state| cells.iter().any(|of| has(&of.stroom, *state))).collect()
        };
        let rows = states(&|stroom, state| stroom.van == state).into_iter().map(|van| {
            let n = stand(van, periode.previous());
            let own = cells.iter().filter(|of| of.stroom.van == van);
            let own: Vec<_> = own
                .map(|of| FlowCell {
                    naar: of.stroom.naar,
                    cell: of.cell.clone(),
                    share: share(count(of.cell), n),
                })
                .collect();
            let overig = rest(n, own.iter().map(|of| &of.cell));
            FlowRow { van, n, cells: own, overig }
        });
        let rows = rows.collect();
        let columns = states(&|stroom, state| stroom.naar == state).into_iter().map(|naar| {
            let n = stand(naar, periode);
            let own = cells.iter().filter(|of| of.stroom.naar == naar);
            FlowColumn { naar, n, overig: rest(n, own.map(|of| of.cell)) }
        });
        let columns = columns.collect();
        Some(Self { gebied, periode, rows, columns })
    }

    /// How many moved, when that is shown.
    pub fn n(&self, stroom: Stroom) -> Option<u64> {
        let row = self.rows.iter().find(|row| row.van == stroom.van)?;
        let cell = row.cells.iter().find(|cell| cell.naar == stroom.naar)?;
        count(&cell.cell)
    }
}

impl FlowCell {
    /// How many, when that is shown.
    pub fn n(&self) -> Option<u64> {
        count(&self.cell)
    }
}

fn share(n: Option<u64>, of: Option<u64>) -> Option<(f64, Interval)> {
    let share = Share::of(n? as f64, of? as f64).ok()?;
    Some((share.fraction(), wilson_interval(share, Confidence::P95)))
}

/// What is left of a stock for the moves that are withheld; none where none is, or one is not known at all.
fn rest<'c>(n: Option<u64>, cells: impl Iterator<Item = &'c Cell>) -> Option<u64> {
    let mut left = n?;
    let mut is_withheld = false;
    for cell in cells {
        match cell {
            Cell::Onderdrukt(_) => is_withheld = true,
            Cell::Geen(_) => return None,
            Cell::Waarde(_) | Cell::Nul(_) => left = left.checked_sub(count(cell)?)?,
        }
    }
    is_withheld.then_some(left)
}
