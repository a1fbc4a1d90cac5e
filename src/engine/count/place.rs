//! Rows on their way to the places and moments that they count in.

use std::ops::Range;

use crate::definition::VerdeeldeWaarde;
use crate::source::{Block, Column, PersonId};

use super::super::distinct::Sightings;
use super::super::moments::runs;
use super::super::per_persoon::PerPersoon;
use super::super::predicate::row_date;
use super::super::reach::{LiggingIdx, Reach};
use super::grids::Grids;
use super::{Counter, Family};

/// The value of a cell as a number that stands for it alone.
pub(super) fn identity(column: &Column, row: usize) -> Option<u128> {
    match column {
        Column::Persoon(cells) => cells[row].map(PersonId::to_bits),
        Column::Text(cells) => cells[row].map(|id| id.index() as u128),
        _ => None,
    }
}

/// The number in a row of which the distribution is sought; days from a later date to an earlier one
/// are none.
pub(super) fn number_of(block: &Block, waarde: VerdeeldeWaarde, row: usize) -> Option<i64> {
    match waarde {
        VerdeeldeWaarde::Kolom(kolom) => match &block.columns[kolom] {
            Column::Getal(cells) => cells[row],
            _ => None,
        },
        VerdeeldeWaarde::Dagen { van, tot } => {
            let date = |kolom| row_date(block, kolom, row);
            let days = (date(tot)? - date(van)?).num_days();
            (0 <= days).then_some(days)
        }
    }
}

/// A number that stands for a row alone, spread like the hash of a person.
fn anonymous(block: &Block, row: usize) -> u128 {
    const SPREAD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    (((block.file as u128) << 64) | u128::from(block.lines[row])).wrapping_mul(SPREAD)
}

/// The rows of a block, while they are counted for a family.
pub(super) struct Rows<'a> {
    pub counters: &'a [Counter],
    pub reach: &'a Reach,
    pub family: &'a Family,
    pub block: &'a Block,
    pub grids: &'a mut [Grids],
    pub sightings: &'a mut [Sightings],
    pub has_ended: &'a mut bool,
    /// The moments of a row in one place, kept to be used again.
    pub here: Vec<u64>,
}

impl Rows<'_> {
    /// Counts a row that `asked` questions look for, in the places where it is at its moments: a
    /// happening in the areas of its day, a stock in those of the last day of the period.
    pub(super) fn place(&mut self, row: usize, asked: u32, set: &[u64]) {
        let area = match &self.block.columns[self.family.gebied] {
            Column::Gebied(areas) => areas[row],
            _ => None,
        };
        let Some(area) = area else { return self.count(row, asked, None, set) };
        let day = self.family.day_of_place.and_then(|kolom| row_date(self.block, kolom, row));
        if let Some(day) = day {
            let place = self.reach.find(area, day);
            *self.has_ended |= place.is_none() && runs(set).next().is_some();
            return self.count(row, asked, place, set);
        }
        let family = self.family;
        let mut here = std::mem::take(&mut self.here);
        for (place, within) in &family.places[area.index()] {
            here.clear();
            here.extend(set.iter().zip(within).map(|(set, within)| set & within));
            *self.has_ended |= place.is_none() && runs(&here).next().is_some();
            self.count(row, asked, *place, &here);
        }
        self.here = here;
    }

    /// Counts a row in one place at the moments of a set.
    fn count(&mut self, row: usize, asked: u32, place: Option<LiggingIdx>, set: &[u64]) {
        let number = Reach::number_of(place);
        for run in runs(set) {
            self.count_run(row, asked, number, &run);
        }
    }

    fn count_run(&mut self, row: usize, asked: u32, place: usize, run: &Range<usize>) {
        let value = |kolom: Option<usize>| {
            kolom.and_then(|kolom| identity(&self.block.columns[kolom], row))
        };
        let persoon = value(self.family.persoon);
        let mut counted = 0;
        let mut left = asked;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let question = self.family.members[bit as usize].question;
            let counter = &self.counters[question];
            let grids = &mut self.grids[question];
            let amount = match counter.som.map(|kolom| &self.block.columns[kolom]) {
                Some(Column::Getal(cells)) => cells[row],
                _ => Some(0),
            };
            let Some(amount) = amount else {
                // In a register an empty amount adds nothing and contributes nobody; of a
                // published sum it is a part that is not known.
                if counter.is_published {
                    grids.onbekend.add(place, run, 1);
                }
                continue;
            };
            // A row without the value that is counted has nothing to count.
            if counter.uniek.is_some() && value(counter.uniek).is_none() {
                continue;
            }
            if let Some(verdeling) = counter.verdeling {
                let Some(waarde) = number_of(self.block, verdeling, row) else { continue };
                for moment in run.clone() {
                    *grids.waarden.entry((place, moment, waarde)).or_default() += 1;
                }
            }
            if let Some(events) = &mut grids.events {
                let extra = match counter.per_persoon {
                    Some(PerPersoon::Codes { kolom, .. }) => {
                        let code = identity(&self.block.columns[kolom], row);
                        code.filter(|_| persoon.is_some()).map(|code| code as i64)
                    }
                    _ => Some(amount),
                };
                match (persoon, extra) {
                    (Some(persoon), Some(extra)) => events.add(persoon, place, run, extra),
                    (None, Some(extra)) => {
                        events.add_anonymous(anonymous(self.block, row), place, run, extra);
                    }
                    (_, None) => {}
                }
            }
            counted |= 1 << bit;
            grids.rijen.add(place, run, 1);
            if persoon.is_none() {
                grids.zonder_persoon.add(place, run, 1);
            }
            if amount != 0 {
                grids.som.add(place, run, i128::from(amount));
            }
        }
        for ((kolom, members), sightings) in self.family.distinct.iter().zip(&mut *self.sightings) {
            let questions = counted & members;
            let value = identity(&self.block.columns[*kolom], row).filter(|_| questions != 0);
            if let Some(value) = value {
                sightings.add(value, place, run, questions);
            }
        }
    }
}
