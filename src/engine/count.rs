//! Counting: rows, distinct persons and sums per area and period, in whole numbers only.
//!
//! A counter keeps what it finds per smallest area; larger areas follow in `answers`. Because
//! only integers are added, the result does not depend on the order of rows or on threads.

use rustc_hash::FxHashMap;

use crate::model::{Datum, Frequentie, Periode};
use crate::source::{Block, Column, PersonId};

use super::calendar::Calendar;
use super::distinct::Distinct;
use super::predicate::{Moment, RowFilter, row_date};
use super::reach::{LiggingIdx, Reach};

/// The place, where known, and the period that a row counts in.
pub(super) type Key = (Option<LiggingIdx>, Periode);

/// What one counter looks for in the rows of its source.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    /// Which rows count.
    pub filter: RowFilter,
    /// The column of the area.
    pub gebied: usize,
    /// The periods that rows are counted in, sorted.
    pub moments: Vec<Moment>,
    /// The frequencies of those periods.
    pub frequenties: Vec<Frequentie>,
    /// Longer periods whose cells are those of the shorter ones together.
    pub longer: Vec<Periode>,
    /// Rows count in every period that theirs covers.
    pub covers: bool,
    /// All periods of the run.
    pub calendar: Calendar,
    /// Published numbers, not records.
    pub is_published: bool,
    /// Where areas lie.
    pub reach: Reach,
    /// The column with the date of the row, on which its area exists.
    pub datum: Option<usize>,
    /// The column that is added up.
    pub som: Option<usize>,
    /// The column whose distinct values are counted.
    pub uniek: Option<usize>,
    /// The column of the persons behind the rows, when there is one.
    pub persoon: Option<usize>,
}

/// Rows and sums of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Rows.
    pub rijen: u64,
    /// Rows that do not say whose they are.
    pub zonder_persoon: u64,
    /// The sum, in scaled units.
    pub som: i128,
    /// Published rows whose number is empty, so that the sum is not known.
    pub onbekend: u64,
}

/// What a counter found in some rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows and sums per place and period.
    pub sums: FxHashMap<Key, Sums>,
    /// The distinct values per area and period.
    pub uniek: Distinct,
    /// The distinct persons per area and period.
    pub personen: Distinct,
    /// Some rows name an area that had ended by the day that is counted.
    pub has_ended: bool,
}

impl Tally {
    /// Adds what another thread found.
    pub(super) fn merge(&mut self, other: Self) {
        for (key, more) in other.sums {
            let sums = self.sums.entry(key).or_default();
            sums.rijen += more.rijen;
            sums.zonder_persoon += more.zonder_persoon;
            sums.som += more.som;
            sums.onbekend += more.onbekend;
        }
        self.has_ended |= other.has_ended;
        self.uniek.merge(other.uniek);
        self.personen.merge(other.personen);
    }
}

/// The value of a cell as a number that stands for it alone.
fn identity(column: &Column, row: usize) -> Option<u128> {
    match column {
        Column::Persoon(cells) => cells[row].map(PersonId::to_bits),
        Column::Text(cells) => cells[row].map(|id| id.index() as u128),
        _ => None,
    }
}

impl Counter {
    /// Splits the periods that are asked for: those in which rows must be counted, and those
    /// whose cells are unions of these.
    ///
    /// Only a date that lies in the period makes a longer period the union of shorter ones; a
    /// stock on the last day of a year is not the sum of its quarters.
    pub(super) fn split_periods(
        filter: &RowFilter,
        frequenties: &[Frequentie],
        periods: Vec<Periode>,
    ) -> (Vec<Periode>, Vec<Frequentie>, Vec<Periode>) {
        let shortest = [Frequentie::Maand, Frequentie::Kwartaal, Frequentie::Halfjaar]
            .into_iter()
            .find(|frequentie| frequenties.contains(frequentie));
        match shortest {
            Some(shortest) if filter.is_flow() => {
                let (short, longer) =
                    periods.into_iter().partition(|period| period.frequentie() == shortest);
                (short, vec![shortest], longer)
            }
            _ => (periods, frequenties.to_vec(), Vec::new()),
        }
    }

    /// Adds the rows of a block to a tally.
    pub(super) fn count(&self, block: &Block, tally: &mut Tally) {
        // `fixed` does not look at the moment, so any will do.
        let Some(&any) = self.moments.first() else { return };
        for row in 0..block.n_rows() {
            if !self.filter.fixed.holds(block, row, &any) {
                continue;
            }
            match self.filter.date_in_periode {
                Some(kolom) => {
                    let Column::Datum(cells) = &block.columns[kolom] else { continue };
                    let Some(date) = cells[row] else { continue };
                    for &frequentie in &self.frequenties {
                        let Some(periode) = Periode::containing(date, frequentie) else { continue };
                        let find = |moment: &Moment| moment.periode.cmp(&periode);
                        if let Ok(idx) = self.moments.binary_search_by(find) {
                            self.count_row(block, row, &self.moments[idx], tally);
                        }
                    }
                }
                None => {
                    for moment in &self.moments {
                        self.count_row(block, row, moment, tally);
                    }
                }
            }
        }
    }

    fn count_row(&self, block: &Block, row: usize, moment: &Moment, tally: &mut Tally) {
        if !self.filter.moving.holds(block, row, moment) {
            return;
        }
        let (place, has_ended) = self.place(block, row, moment);
        let key = (place, moment.periode);
        tally.has_ended |= has_ended;
        let amount = match self.som.map(|kolom| &block.columns[kolom]) {
            Some(Column::Getal(cells)) => cells[row],
            _ => Some(0),
        };
        let Some(amount) = amount.map(i128::from) else {
            // In a register an empty amount adds nothing and contributes nobody; of a published
            // sum it is a part that is not known.
            if self.is_published {
                tally.sums.entry(key).or_default().onbekend += 1;
            }
            return;
        };
        if let Some(kolom) = self.uniek {
            // A row without the value that is counted has nothing to count.
            let Some(value) = identity(&block.columns[kolom], row) else { return };
            tally.uniek.insert(&self.calendar, key, value);
        }
        let persoon = self.persoon.and_then(|kolom| identity(&block.columns[kolom], row));
        if let Some(value) = persoon {
            tally.personen.insert(&self.calendar, key, value);
        }
        let sums = tally.sums.entry(key).or_default();
        sums.rijen += 1;
        sums.zonder_persoon += u64::from(persoon.is_none());
        sums.som += amount;
    }

    /// Where a row counts: a happening in the areas of its day, a stock in those of the last day
    /// of the period. The second is true when its area had ended by then.
    fn place(&self, block: &Block, row: usize, moment: &Moment) -> (Option<LiggingIdx>, bool) {
        let Column::Gebied(areas) = &block.columns[self.gebied] else { return (None, false) };
        let Some(area) = areas[row] else { return (None, false) };
        let kolom = if self.is_stock() { None } else { self.filter.date_in_periode.or(self.datum) };
        let day: Option<Datum> = kolom.and_then(|kolom| row_date(block, kolom, row));
        let place = self.reach.find(area, day.unwrap_or(moment.periode.last_day()));
        (place, place.is_none())
    }

    /// True when the rows are those that hold on the last day of a period.
    pub(super) fn is_stock(&self) -> bool {
        self.filter.is_stock && !self.is_published
    }
}
