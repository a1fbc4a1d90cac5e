//! The least and the most that each area may get, in cents.

use crate::definition::Verdeelafspraak;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Cell, Grens, Ontbrekend, Quantity};
use crate::stats::Limits;

use super::criteria::{Areas, residents_of};
use super::missing::{Asked, check_cells};

/// The limits of an area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Grenzen {
    pub vloer: Option<u128>,
    pub plafond: Option<u128>,
}

impl Grenzen {
    pub(super) fn as_limits(&self) -> Limits {
        Limits { floor: self.vloer.unwrap_or(0), ceiling: self.plafond }
    }
}

/// What limits count of an area.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Telling {
    pub inwoners: Option<Quantity>,
    /// In cents.
    pub huidig: Option<u128>,
}

/// Computes the limits of all areas; nothing when what they count is not published.
pub(super) fn read_limits(
    afspraak: &Verdeelafspraak,
    areas: &Areas<'_>,
    today: Option<&[u128]>,
    findings: &mut Findings,
) -> Option<Vec<Grenzen>> {
    let regel = &afspraak.regel;
    let counts_residents =
        [&regel.vloer, &regel.plafond].iter().any(|one| one.per_inwoner.is_some());
    let residents = match regel.inwoners.as_ref().filter(|_| counts_residents) {
        None => vec![None; areas.places().len()],
        Some(grootheid) => {
            let cells = areas.cells(grootheid);
            let asked = Asked {
                naam: &format!("the limit per resident, by `{}`,", grootheid.indicator),
                grootheid,
                // A limit is a promise to this area, which no mean of others can keep.
                ontbrekend: Ontbrekend::Weigeren,
                niveau: areas.niveau,
                codes: &areas.codes(),
                periods: &areas.periods(&grootheid.indicator),
                place: &afspraak.places.inwoners,
            };
            if let Some(finding) = check_cells(&asked, &cells) {
                findings.push(finding);
                return None;
            }
            let count =
                |cell: &Cell| cell.figure().and_then(|figure| residents_of(figure, grootheid.maat));
            let counts: Option<Vec<_>> = cells.iter().map(count).collect();
            let Some(counts) = counts else {
                let message = format!("`{}` is no number of residents", grootheid.indicator);
                let finding = Diagnostic::new(Code::BadValue, message);
                findings
                    .push(finding.at(afspraak.places.inwoners.clone(), "below zero or too large"));
                return None;
            };
            counts.into_iter().map(Some).collect()
        }
    };
    let limits = residents.into_iter().enumerate().map(|(idx, inwoners)| {
        let telling = Telling { inwoners, huidig: today.map(|today| today[idx]) };
        Grenzen { vloer: floor(&regel.vloer, telling), plafond: ceiling(&regel.plafond, telling) }
    });
    Some(limits.collect())
}

/// The least in cents: the highest of all floors, rounded up, so that none is undercut.
pub(super) fn floor(grens: &Grens, telling: Telling) -> Option<u128> {
    exact(grens, telling).into_iter().flatten().map(|limit| limit.rounded(true)).max()
}

/// The most in cents: the lowest of all ceilings, rounded down, so that none is exceeded.
pub(super) fn ceiling(grens: &Grens, telling: Telling) -> Option<u128> {
    exact(grens, telling).into_iter().flatten().map(|limit| limit.rounded(false)).min()
}

/// Cents, with decimals.
struct Cents(Quantity);

impl Cents {
    fn rounded(&self, up: bool) -> u128 {
        let unit = 10_u128.pow(u32::from(self.0.scale));
        let units = self.0.units.unsigned_abs();
        if up { units.div_ceil(unit) } else { units / unit }
    }
}

/// The limits in cents, exactly; those that are not set are none.
fn exact(grens: &Grens, telling: Telling) -> [Option<Cents>; 3] {
    let hundred = Quantity::count(100);
    let cent = Quantity { units: 1, scale: 2 };
    let amount = grens.bedrag.map(|bedrag| Quantity { units: bedrag.cent, scale: 0 });
    let per_head = grens.per_inwoner.zip(telling.inwoners);
    let of_today = grens.procent_huidig.zip(telling.huidig);
    [
        amount.map(Cents),
        per_head.map(|(euros, residents)| Cents(euros.times(hundred).times(residents))),
        of_today.map(|(percent, today)| {
            let today = Quantity { units: today as i128, scale: 0 };
            Cents(percent.times(cent).times(today))
        }),
    ]
}
