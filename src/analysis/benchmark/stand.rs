//! Stand: the cells of one indicator in the last period in which areas of a level have figures.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::disclosure::{Gebiedsregel, PublishedIndicator};
use crate::model::{Cell, Niveau, Periode};

/// The cells of the areas of one level, and of the gemeente, in one period.
#[derive(Clone, Debug)]
pub(super) struct Stand<'p> {
    /// The period.
    pub periode: Periode,
    /// The cells, by the index of the area.
    pub cells: BTreeMap<usize, &'p Cell>,
    /// The cell of the gemeente, where it has one.
    pub gemeente: Option<&'p Cell>,
}

/// True for an area that is shown and of this level.
fn is_of(gebied: &Gebiedsregel, niveau: Niveau) -> bool {
    gebied.getoond && gebied.niveau == niveau
}

/// The last of the longest periods in which so many areas of a level have a figure; of those areas that are
/// shown.
///
/// A year tells more than its last quarter, and says it of more areas.
pub(super) fn stand_of<'p>(
    gebieden: &[Gebiedsregel],
    indicator: &'p PublishedIndicator,
    niveau: Niveau,
    least: usize,
) -> Option<Stand<'p>> {
    let mut of_period: BTreeMap<_, (Periode, usize)> = BTreeMap::new();
    for cell in indicator.cells() {
        if is_of(&gebieden[cell.gebied], niveau) && cell.cell.figure().is_some() {
            let key = (Reverse(cell.periode.frequentie()), cell.periode.last_day());
            of_period.entry(key).or_insert((cell.periode, 0)).1 += 1;
        }
    }
    let (periode, _) = of_period.into_values().rfind(|(_, n)| least <= *n)?;
    let cells = indicator.cells().iter().filter(|cell| cell.periode == periode);
    let mut stand = Stand { periode, cells: BTreeMap::new(), gemeente: None };
    for cell in cells {
        let gebied = &gebieden[cell.gebied];
        if gebied.niveau == Niveau::Gemeente {
            stand.gemeente = Some(&cell.cell);
        }
        if is_of(gebied, niveau) {
            stand.cells.insert(cell.gebied, &cell.cell);
        }
    }
    Some(stand)
}
