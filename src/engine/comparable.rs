//! Whether the series of an area can be compared over all its periods.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Datum, GebiedIdx, Gebiedsindeling, GeenCijfer, Vergelijkbaarheid};

use super::compute::EstimatedCell;
use super::reach::areas_in;
use super::wijziging::Grenzen;

/// Judges the series of every area with cells, over the periods that the indicator has.
///
/// A cell that is missing for another reason than the area says nothing of the area. `grenzen` has
/// the days on which borders moved without a bridge.
pub(super) fn compare_series(
    indeling: &Gebiedsindeling,
    cells: &[EstimatedCell],
    grenzen: &Grenzen,
) -> BTreeMap<GebiedIdx, Vergelijkbaarheid> {
    let mut found = BTreeMap::new();
    for cell in cells {
        let status = match &cell.figure {
            Err(GeenCijfer::NietVergelijkbaar) => Vergelijkbaarheid::NietVergelijkbaar,
            Ok(figure) if figure.herleid => Vergelijkbaarheid::Herleid,
            _ => Vergelijkbaarheid::Vergelijkbaar,
        };
        let worst = found.entry(cell.gebied).or_insert(status);
        *worst = (*worst).max(status);
    }
    let periods: BTreeSet<_> = cells.iter().map(|cell| cell.periode).collect();
    let has_cell: BTreeSet<_> = cells.iter().map(|cell| (cell.periode, cell.gebied)).collect();
    for periode in periods {
        let areas: BTreeSet<_> = areas_in(indeling, periode).into_iter().collect();
        for (area, status) in &mut found {
            // An area that is no longer there, or not yet, without anything in its place.
            if !areas.contains(area) && !has_cell.contains(&(periode, *area)) {
                *status = Vergelijkbaarheid::NietVergelijkbaar;
            }
        }
    }
    for (area, days) in grenzen {
        let Some(status) = found.get_mut(area) else { continue };
        let own = cells.iter().filter(|cell| cell.gebied == *area);
        let ends: BTreeSet<_> = own.map(|cell| cell.periode.last_day()).collect();
        // The day parts the series when a period ends before it and another after it.
        let parts = |day: &Datum| {
            ends.first().is_some_and(|first| first < day)
                && ends.last().is_some_and(|last| day <= last)
        };
        if days.iter().any(parts) {
            *status = Vergelijkbaarheid::NietVergelijkbaar;
        }
    }
    found
}
