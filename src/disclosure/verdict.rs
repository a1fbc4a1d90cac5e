//! Verdicts under the rules of the cells that they rest on.
//!
//! A verdict says where a figure lies, so it is withheld with the figure. One mark stands for all
//! reasons to withhold: which of them it was would say something, too.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    Cell, GebiedIdx, Nulwaarneming, Periode, Status, StatusReden, StatusRegel, Trendwoord,
};

use super::publication::PublishedIndicator;

/// The withheld cells of all indicators.
pub(super) struct Withheld(BTreeMap<String, BTreeSet<(usize, Periode)>>);

impl Withheld {
    pub(super) fn of(indicatoren: &[PublishedIndicator]) -> Self {
        let cells = |indicator: &PublishedIndicator| {
            let withheld =
                indicator.cells().iter().filter(|cell| matches!(cell.cell, Cell::Onderdrukt(_)));
            withheld.map(|cell| (cell.gebied, cell.periode)).collect()
        };
        Self(indicatoren.iter().map(|one| (one.info().id.clone(), cells(one))).collect())
    }

    fn hides(&self, id: &str, (gebied, periode): (GebiedIdx, Periode)) -> bool {
        self.0.get(id).is_some_and(|cells| cells.contains(&(gebied.index(), periode)))
    }

    fn hides_any(&self, id: &str, cells: &[(GebiedIdx, Periode)]) -> bool {
        cells.iter().any(|&cell| self.hides(id, cell))
    }
}

/// The row of a verdict as it may be seen.
pub(super) fn protect_status(regel: StatusRegel, id: &str, withheld: &Withheld) -> StatusRegel {
    let mut regel = regel;
    let StatusRegel { gebied, nulperiode, periode, .. } = regel;
    // The figure of the period itself counts also where the verdict rests on none.
    let own = nulperiode.into_iter().chain(periode).map(|periode| (gebied, periode));
    let mut cells: Vec<_> = own.collect();
    cells.extend(&regel.steunt_op);
    if withheld.hides_any(id, &cells) {
        regel.status = Status::Onzeker;
        regel.reden = Some(StatusReden::Onderdrukt);
        regel.vlaggen.clear();
        regel.cijfers = None;
    }
    if withheld.hides_any(id, &regel.verloop_op)
        && let Some(cijfers) = &mut regel.cijfers
    {
        cijfers.trend = Trendwoord::TeWeinigPunten;
        cijfers.kans_doel = None;
        cijfers.spc = None;
    }
    regel.tegenbewegingen.retain(|tegen| {
        !withheld.hides_any(&tegen.id, &[(gebied, tegen.van), (gebied, tegen.tot)])
    });
    regel
}

/// A baseline as it may be seen.
pub(super) fn protect_baseline(one: Nulwaarneming, id: &str, withheld: &Withheld) -> Nulwaarneming {
    let onderdrukt = withheld.hides_any(id, &one.steunt_op);
    let meetpunt = one.meetpunt.filter(|_| !onderdrukt);
    Nulwaarneming { meetpunt, onderdrukt, ..one }
}
