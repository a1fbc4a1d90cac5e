//! The tables of moves as they may be seen.

use crate::model::{Cell, Periode, Stroom, Stroomdeel, Toestand};

use super::publication::PublishedIndicator;

/// The moves between layers, and how many are in each: what is small is withheld, and what would give it away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stromen {
    delen: Vec<(Stroomdeel, PublishedIndicator)>,
}

/// A move in the table of an area and a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroomcel<'a> {
    /// From where to where.
    pub stroom: Stroom,
    /// How many.
    pub cell: &'a Cell,
}

/// True unless there was nothing to count from.
fn is_known(cell: &Cell) -> bool {
    !matches!(cell, Cell::Geen(_))
}

impl Stromen {
    pub(super) fn of(delen: Vec<(Stroomdeel, PublishedIndicator)>) -> Self {
        Self { delen }
    }

    /// True when no layers are declared.
    pub fn is_empty(&self) -> bool {
        self.delen.is_empty()
    }

    /// The stocks and the moves with all their cells, in the order of states.
    pub fn delen(&self) -> &[(Stroomdeel, PublishedIndicator)] {
        &self.delen
    }

    /// The periods that people move into and of which something is known, in order.
    pub fn periodes(&self) -> Vec<Periode> {
        let moves = self.delen.iter().filter(|(deel, _)| matches!(deel, Stroomdeel::Stroom(_)));
        let mut found: Vec<_> = moves
            .flat_map(|(_, one)| one.cells())
            .filter(|cell| is_known(&cell.cell))
            .map(|cell| cell.periode)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// How many are in a state at the end of a period; the area is an index in `Publication::gebieden`.
    pub fn stand(&self, gebied: usize, periode: Periode, toestand: Toestand) -> Option<&Cell> {
        self.cell(Stroomdeel::Stand(toestand), gebied, periode)
    }

    /// The moves of an area into a period.
    pub fn tabel(&self, gebied: usize, periode: Periode) -> Vec<Stroomcel<'_>> {
        let moves = self.delen.iter().filter_map(|(deel, _)| match deel {
            Stroomdeel::Stroom(stroom) => Some(*stroom),
            Stroomdeel::Stand(_) => None,
        });
        let cell = |stroom| {
            Some(Stroomcel {
                stroom,
                cell: self.cell(Stroomdeel::Stroom(stroom), gebied, periode)?,
            })
        };
        moves.filter_map(cell).collect()
    }

    fn cell(&self, deel: Stroomdeel, gebied: usize, periode: Periode) -> Option<&Cell> {
        let (_, one) = self.delen.iter().find(|(own, _)| *own == deel)?;
        one.cell(gebied, periode)
    }
}
