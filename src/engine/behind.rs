//! Who is behind a cell, and behind the cells that it was converted from.

use std::collections::BTreeSet;

use crate::model::{Bedragen, GebiedIdx};

use super::answers::Lookup;
use super::samen::Samen;

/// What is known of who is behind one side of the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behind {
    pub units: i128,
    pub is_empty: bool,
    pub personen: Option<u64>,
    /// Their amounts, where amounts are added up and known.
    pub bedragen: Option<Bedragen>,
}

impl Behind {
    /// A side of which nothing is known.
    pub(super) const NOTHING: Self =
        Self { units: 0, is_empty: true, personen: None, bedragen: None };

    pub(super) fn of(samen: &Samen) -> Self {
        let Samen { units, is_empty, personen, bedragen, .. } = *samen;
        let whole = units.units / 10_i128.pow(u32::from(units.scale));
        Self { units: whole, is_empty, personen: Some(personen), bedragen }
    }

    fn of_part(part: &Lookup) -> Self {
        let Lookup { units, rijen, personen, bedragen, .. } = *part;
        let (units, is_empty) = (units.into(), rijen == 0);
        Self { units, is_empty, personen: Some(personen), bedragen }
    }

    pub(super) fn persons(self) -> u64 {
        self.personen.unwrap_or(0)
    }

    pub(super) fn whole(self) -> u64 {
        u64::try_from(self.units).unwrap_or(0)
    }
}

/// The cells that the sides of a line were converted from, side by side.
///
/// A cell in which nothing was counted on any side adds nothing that could be given away.
pub(super) fn parts_of<const N: usize>(sides: [Option<&Samen>; N]) -> Vec<[Behind; N]> {
    let cells: BTreeSet<_> = sides.iter().flatten().flat_map(|side| side.delen.keys()).collect();
    let of_cell = |cell: &GebiedIdx| {
        sides.map(|side| {
            let part = side.and_then(|side| side.delen.get(cell));
            part.map_or(Behind::NOTHING, Behind::of_part)
        })
    };
    let is_filled = |sides: &[Behind; N]| sides.iter().any(|side| !side.is_empty);
    cells.into_iter().map(of_cell).filter(is_filled).collect()
}
