//! One wijk of an association: how both figures changed, or why it is left out.

use std::collections::BTreeSet;

use crate::model::{
    Bounds, Cell, Deel, Figure, GeenCijfer, GeenInterval, Periode, Vergelijkbaarheid, Voorbehoud,
};
use crate::stats::{Interval, difference_interval};

use super::super::lookup::Cells;

/// A wijk with both changes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wijkpunt {
    /// The index of the wijk in the publication.
    pub gebied: usize,
    /// How cohesion or involvement changed.
    pub cohesie: Verschil,
    /// How maatwerk changed.
    pub maatwerk: Verschil,
}

/// The change of a figure between two periods, in the unit of the figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verschil {
    /// The change.
    pub waarde: f64,
    /// Its interval, or why one of the figures has none.
    pub marge: Result<Interval, GeenInterval>,
}

/// Why a wijk is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weglating {
    /// A figure is withheld, here or by its source.
    Onderdrukt,
    /// A figure is not there.
    GeenCijfer,
    /// The wijk had other borders at one of the ends, and nothing bridges that.
    NietVergelijkbaar,
    /// A figure was converted from areas of another vintage.
    Herleid,
    /// A model made a figure.
    Modelschatting,
}

impl Weglating {
    /// All reasons, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Onderdrukt,
        Self::GeenCijfer,
        Self::NietVergelijkbaar,
        Self::Herleid,
        Self::Modelschatting,
    ];

    /// The word in `samenhang.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Onderdrukt => "onderdrukt",
            Self::GeenCijfer => "geen_cijfer",
            Self::NietVergelijkbaar => "niet_vergelijkbaar",
            Self::Herleid => "herleid",
            Self::Modelschatting => "modelschatting",
        }
    }
}

/// A figure with the two periods that are compared.
type Side<'s, 'p> = (&'s Cells<'p>, [Periode; 2]);

/// The years in which the figure of some wijk is shown as it was measured there, in their order.
pub(super) fn waves_of(cells: &Cells<'_>, wijken: &[usize]) -> Vec<Periode> {
    let own = |figure: &Figure| !figure.herleid;
    let years: BTreeSet<Periode> = cells
        .indicator
        .cells()
        .iter()
        .filter(|cell| cell.periode.deel() == Deel::Jaar && wijken.contains(&cell.gebied))
        .filter(|cell| cell.cell.figure().is_some_and(own))
        .map(|cell| cell.periode)
        .collect();
    years.into_iter().collect()
}

/// The point of a wijk, or the first reason to leave it out.
pub(super) fn point_of(
    gebied: usize,
    cohesie: Side<'_, '_>,
    maatwerk: Side<'_, '_>,
) -> Result<Wijkpunt, Weglating> {
    let (cohesie, maatwerk) = (change_of(gebied, cohesie), change_of(gebied, maatwerk));
    // Of two reasons the first of the list, whichever side it is of.
    match (cohesie, maatwerk) {
        (Ok(cohesie), Ok(maatwerk)) => Ok(Wijkpunt { gebied, cohesie, maatwerk }),
        (Err(one), Err(other)) => Err(one.min(other)),
        (Err(reden), Ok(_)) | (Ok(_), Err(reden)) => Err(reden),
    }
}

/// How a figure of a wijk changed.
fn change_of(gebied: usize, (cells, perioden): Side<'_, '_>) -> Result<Verschil, Weglating> {
    let ends = perioden.map(|periode| cells.cell(gebied, periode));
    if ends.iter().any(|cell| matches!(cell, Cell::Onderdrukt(_))) {
        return Err(Weglating::Onderdrukt);
    }
    let [Some(before), Some(after)] = ends.map(Cell::figure) else {
        let is_other = |cell: &&Cell| matches!(cell, Cell::Geen(GeenCijfer::NietVergelijkbaar));
        let is_moved = ends.iter().any(is_other);
        return Err(if is_moved { Weglating::NietVergelijkbaar } else { Weglating::GeenCijfer });
    };
    match cells.indicator.vergelijkbaarheid_tussen(gebied, perioden) {
        Vergelijkbaarheid::NietVergelijkbaar => return Err(Weglating::NietVergelijkbaar),
        Vergelijkbaarheid::Herleid => return Err(Weglating::Herleid),
        Vergelijkbaarheid::Vergelijkbaar => {}
    }
    if [before, after]
        .iter()
        .any(|figure| figure.voorbehouden.contains(&Voorbehoud::Modelschatting))
    {
        return Err(Weglating::Modelschatting);
    }
    let marge = interval_of(after).and_then(|of_after| Ok((of_after, interval_of(before)?))).map(
        |(of_after, of_before)| {
            let later = (after.waarde, of_after);
            difference_interval(later, (before.waarde, of_before), 0.0)
                .expect("finite figures in their intervals")
        },
    );
    Ok(Verschil { waarde: after.waarde - before.waarde, marge })
}

/// The published interval of a figure.
fn interval_of(figure: &Figure) -> Result<Interval, GeenInterval> {
    let Bounds { lower, upper, .. } = figure.interval?;
    Ok(Interval::new(lower, upper).expect("published bounds are in order"))
}
