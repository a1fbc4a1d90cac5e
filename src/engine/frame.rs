//! Tables of counted cells: rolled up to larger areas, and laid side by side.
//!
//! The only place that knows polars. The eager part of it is enough here: the cells number some
//! ten thousands, and the lazy engine would double the time of the first build.

use crate::model::{GebiedIdx, Periode};
use polars::prelude::{DataFrame, IdxSize, JoinArgs, JoinType, PolarsResult, df};
use polars::prelude::{DataFrameJoinOps, PolarsError};

use super::calendar::Calendar;
use super::count::Key;
use super::distinct::PerCell;

const KEYS: [&str; 2] = ["gebied", "periode"];

/// The columns that may be added up over areas.
const ADDED: [&str; 3] = ["rijen", "som", "zonder_persoon"];

/// Why no operation on these tables can fail: all are made here.
const SAME_COLUMNS: &str = "all tables of cells have the same columns";

/// What was counted in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Rows.
    pub rijen: u64,
    /// Rows that do not say whose they are.
    pub zonder_persoon: u64,
    /// The sum, in scaled units.
    pub som: i64,
    /// Distinct values.
    pub uniek: u64,
    /// Distinct persons.
    pub personen: u64,
    /// Ordered pairs of rows of one person.
    pub paren: u64,
}

/// Counted cells of all areas and periods.
#[derive(Clone, Debug)]
pub(super) struct CountTable {
    frame: DataFrame,
}

/// A column of numbers by name.
fn column<'f>(frame: &'f DataFrame, name: &str) -> PolarsResult<Vec<Option<u64>>> {
    let cells: &'f polars::prelude::UInt64Chunked = frame.column(name)?.u64()?;
    Ok(cells.iter().collect())
}

/// The table of these cells.
fn frame_of(
    cells: impl Iterator<Item = ((GebiedIdx, Periode), Count)>,
    calendar: &Calendar,
) -> PolarsResult<DataFrame> {
    let mut gebied = Vec::new();
    let mut periode = Vec::new();
    let (mut rijen, mut zonder_persoon, mut som) = (Vec::new(), Vec::new(), Vec::new());
    let (mut uniek, mut personen, mut paren) = (Vec::new(), Vec::new(), Vec::new());
    for ((area, period), count) in cells {
        gebied.push(area.index() as IdxSize);
        periode.push(calendar.number(period));
        rijen.push(count.rijen);
        zonder_persoon.push(count.zonder_persoon);
        som.push(count.som);
        uniek.push(count.uniek);
        personen.push(count.personen);
        paren.push(count.paren);
    }
    df!("gebied" => gebied, "periode" => periode, "rijen" => rijen, "som" => som,
        "zonder_persoon" => zonder_persoon, "uniek" => uniek, "personen" => personen,
        "paren" => paren)
}

impl CountTable {
    /// Adds up rows and sums of smallest areas to all areas they lie in.
    ///
    /// Distinct values, persons and their pairs of rows are never added over areas: a person who
    /// moves would count twice. They come counted per area already.
    pub(super) fn roll_up(
        sums: impl Iterator<Item = (Key, Count)>,
        distinct: [(&str, &PerCell); 3],
        widen: impl Fn(Key) -> Vec<(GebiedIdx, Periode)>,
        calendar: &Calendar,
    ) -> Self {
        let added = Self::try_roll_up(sums, distinct, widen, calendar);
        added.expect(SAME_COLUMNS)
    }

    fn try_roll_up(
        sums: impl Iterator<Item = (Key, Count)>,
        distinct: [(&str, &PerCell); 3],
        widen: impl Fn(Key) -> Vec<(GebiedIdx, Periode)>,
        calendar: &Calendar,
    ) -> PolarsResult<Self> {
        let widened =
            sums.flat_map(|(key, count)| widen(key).into_iter().map(move |key| (key, count)));
        let leaves = frame_of(widened, calendar)?;
        #[expect(deprecated, reason = "the lazy engine would double the time of the first build")]
        let mut added = leaves.group_by(KEYS)?.select(ADDED).sum()?;
        for naam in ADDED {
            added.rename(&format!("{naam}_sum"), naam.into())?;
        }
        let mut frame = added;
        for (naam, counts) in distinct {
            let cells =
                counts.iter().map(|(&key, &n)| (key, Count { uniek: n, ..Count::default() }));
            let mut other = frame_of(cells, calendar)?.select(["gebied", "periode", "uniek"])?;
            other.rename("uniek", naam.into())?;
            frame = left_join(&frame, &other)?;
        }
        Ok(Self { frame })
    }

    /// The table of cells that are final already, such as published populations.
    pub(super) fn of_cells(
        cells: impl Iterator<Item = ((GebiedIdx, Periode), Count)>,
        calendar: &Calendar,
    ) -> Self {
        Self { frame: frame_of(cells, calendar).expect(SAME_COLUMNS) }
    }

    /// Looks up the cells of a grid, in the order of the grid; `None` where nothing was counted.
    pub(super) fn look_up(
        &self,
        grid: &[(GebiedIdx, Periode)],
        calendar: &Calendar,
    ) -> Vec<Option<Count>> {
        self.try_look_up(grid, calendar).expect(SAME_COLUMNS)
    }

    fn try_look_up(
        &self,
        grid: &[(GebiedIdx, Periode)],
        calendar: &Calendar,
    ) -> PolarsResult<Vec<Option<Count>>> {
        let gebied: Vec<_> = grid.iter().map(|(area, _)| area.index() as IdxSize).collect();
        let periode: Vec<_> = grid.iter().map(|&(_, period)| calendar.number(period)).collect();
        let plaats: Vec<_> = (0..grid.len() as u64).collect();
        let grid_frame = df!("gebied" => gebied, "periode" => periode, "plaats" => plaats)?;
        let joined = left_join(&grid_frame, &self.frame)?;
        let plaats = column(&joined, "plaats")?;
        let rijen = column(&joined, "rijen")?;
        let som: Vec<_> = joined.column("som")?.i64()?.iter().collect();
        let zonder_persoon = column(&joined, "zonder_persoon")?;
        let uniek = column(&joined, "uniek")?;
        let personen = column(&joined, "personen")?;
        let paren = column(&joined, "paren")?;
        let mut found = vec![None; grid.len()];
        for row in 0..joined.height() {
            let Some(place) = plaats[row] else { continue };
            found[place as usize] = rijen[row].map(|rijen| Count {
                rijen,
                zonder_persoon: zonder_persoon[row].unwrap_or_default(),
                som: som[row].unwrap_or_default(),
                uniek: uniek[row].unwrap_or_default(),
                personen: personen[row].unwrap_or_default(),
                paren: paren[row].unwrap_or_default(),
            });
        }
        Ok(found)
    }
}

fn left_join(left: &DataFrame, right: &DataFrame) -> Result<DataFrame, PolarsError> {
    left.join(right, KEYS, KEYS, JoinArgs::new(JoinType::Left), None)
}
