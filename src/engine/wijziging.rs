//! What CBS says that changed in areas, held against the crosswalk.
//!
//! *Kerncijfers wijken en buurten* gives it for each year and area: 1 for an area whose code and
//! border are those of the year before, 2 for another code and the same border, 3 for another
//! border, after which figures cannot simply be compared.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use crate::definition::Indelingswijziging;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Datum, GebiedIdx, Gebiedsindeling, Periode, Stap};
use crate::source::{Block, Column, OpenBron, TextId};

use super::scan::Setting;

/// A change of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wijziging {
    /// The code is another, the border the same.
    Code,
    /// The border is another.
    Grens,
}

/// The changes by area and period.
pub(super) type Wijzigingen = BTreeMap<(GebiedIdx, Periode), Wijziging>;

/// The days from which areas have other borders than before, without a bridge.
pub(super) type Grenzen = BTreeMap<GebiedIdx, BTreeSet<Datum>>;

/// Looks for changes in a source of published figures.
#[derive(Clone, Debug)]
pub(super) struct WijzigingFinder {
    kolom: usize,
    gebied: usize,
    periode: usize,
    /// The codes of a change, as texts of a column and as numbers.
    ids: Option<[TextId; 2]>,
    units: [i64; 2],
}

impl WijzigingFinder {
    pub(super) fn new(kolom: usize, gebied: usize, bron: &OpenBron) -> Self {
        let dictionary = bron.dictionary(kolom);
        let ids = dictionary.map(|dictionary| ["2", "3"].map(|text| dictionary.intern(text)));
        let units = [2, 3].map(|code| code * bron.spec.unit(kolom));
        let periode = bron.spec.periode.expect("published figures have a period");
        Self { kolom, gebied, periode, ids, units }
    }

    /// The columns whose cells it looks at.
    pub(super) fn columns(&self) -> [usize; 3] {
        [self.kolom, self.gebied, self.periode]
    }

    /// Adds the changes of a block.
    pub(super) fn count(&self, block: &Block, found: &mut Wijzigingen) {
        let Column::Gebied(areas) = &block.columns[self.gebied] else { return };
        let Column::Periode(periods) = &block.columns[self.periode] else { return };
        for row in 0..block.n_rows() {
            let place = match &block.columns[self.kolom] {
                Column::Text(cells) => cells[row]
                    .and_then(|id| self.ids.and_then(|ids| ids.iter().position(|&one| one == id))),
                Column::Getal(cells) => {
                    cells[row].and_then(|units| self.units.iter().position(|&one| one == units))
                }
                _ => None,
            };
            let change = place.map(|place| [Wijziging::Code, Wijziging::Grens][place]);
            if let (Some(area), Some(periode), Some(change)) = (areas[row], periods[row], change) {
                merge(found, Wijzigingen::from([((area, periode), change)]));
            }
        }
    }
}

/// Adds changes to others; of two that disagree the greater counts, whatever their order.
pub(super) fn merge(found: &mut Wijzigingen, other: Wijzigingen) {
    for (key, change) in other {
        let known = found.entry(key).or_insert(change);
        *known = (*known).max(change);
    }
}

/// Holds the changes against the crosswalk: reports those without a row, and gives the days from
/// which areas cannot be compared with before.
pub(super) fn check_changes(
    changes: &Wijzigingen,
    declared: &Indelingswijziging,
    setting: &Setting<'_>,
    findings: &mut Findings,
) -> Grenzen {
    let mut grenzen = Grenzen::new();
    let mut without: BTreeMap<(i32, Wijziging), Vec<GebiedIdx>> = BTreeMap::new();
    for (&(area, periode), &change) in changes {
        if is_bridged(setting.indeling, area, periode, change) {
            continue;
        }
        let day = periode.first_day();
        if change == Wijziging::Grens {
            grenzen.entry(area).or_default().insert(day);
        }
        // What changed before the monitor begins divides no series of registers.
        if setting.van.first_day() < day && day <= setting.tot.last_day() {
            without.entry((periode.jaar(), change)).or_default().push(area);
        }
    }
    for ((jaar, change), areas) in without {
        let finding = unbridged(setting.indeling, jaar, change, &areas);
        findings.push(finding.at(declared.place.clone(), "what changed, as CBS says"));
    }
    grenzen
}

/// True when the crosswalk has the row that a change asks for.
fn is_bridged(
    indeling: &Gebiedsindeling,
    area: GebiedIdx,
    periode: Periode,
    change: Wijziging,
) -> bool {
    let fits = |stap: &Stap| {
        stap.vanaf.year() == periode.jaar() && (change == Wijziging::Grens || stap.aandeel.is_one())
    };
    indeling.overgang().into_area(area).iter().any(fits)
}

fn unbridged(
    indeling: &Gebiedsindeling,
    jaar: i32,
    change: Wijziging,
    areas: &[GebiedIdx],
) -> Diagnostic {
    const MOST: usize = 5;
    let codes = areas.iter().take(MOST).map(|&area| format!("`{}`", indeling.gebied(area).code));
    let mut names = codes.collect::<Vec<_>>().join(", ");
    if MOST < areas.len() {
        names = format!("{names} and {} more", areas.len() - MOST);
    }
    let (what, help) = match change {
        Wijziging::Grens => (
            "the border",
            "give the area a row in `overgang`; until then its series is `niet_vergelijkbaar`",
        ),
        Wijziging::Code => {
            ("the code", "give the area a row in `overgang` with share 1 from its old code")
        }
    };
    let message = format!("{what} of {names} changed in {jaar}, which `overgang` does not bridge");
    Diagnostic::new(Code::AreaChanged, message).help(help)
}
