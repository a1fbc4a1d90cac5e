//! The baseline of a target in an area: as it was frozen, as the decision gives it, or as computed.

use std::collections::BTreeSet;

use crate::definition::{Bevroren, Lock};
use crate::engine::EstimatedIndicator;
use crate::model::{
    AreaCode, Contract, GeenCijfer, Meetpunt, Niveau, Nulwaarde, Nulwaarneming, Periode,
};
use crate::stats::Confidence;

use super::onderzoek::Onderzoek;
use super::reeks::{Punt, Reeks, Reekssoort};
use super::richtpunt::level_of;

/// Where a target in an area counts from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Start<'a> {
    /// When it was measured.
    pub periode: Periode,
    /// The value, or why there is none.
    pub waarde: Result<Meetpunt, GeenStart>,
    /// The figure as the monitor computes it now, when it does.
    pub punt: Option<&'a Punt>,
    /// The frozen baseline, when there is one.
    pub bevroren: Option<&'a Bevroren>,
}

/// Why there is no baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GeenStart {
    /// There is no figure, for this reason when it is known.
    GeenCijfer(Option<GeenCijfer>),
    /// It was withheld when it was frozen.
    Onderdrukt,
}

/// Finds the baseline of a series in an area.
///
/// What was frozen goes before what is computed: a target was set from the value of then.
pub(super) fn start_of<'a>(
    contract: &Contract,
    (id, soort): (&str, &Reekssoort),
    (gebied, niveau): (&AreaCode, Niveau),
    reeks: &'a Reeks,
    lock: &'a Lock,
) -> Start<'a> {
    let asked = contract.nulmeting.periode;
    if let Some(fixed) = decided(contract, soort, niveau) {
        let punt = reeks.get(&asked).and_then(|point| point.as_ref().ok());
        return Start { periode: asked, waarde: Ok(fixed), punt, bevroren: None };
    }
    // An area or a target that came later has no frozen value, and counts from the data.
    let frozen = lock.waarde(id, &soort.word(), gebied);
    let bevroren = frozen.and_then(|_| lock.indicatoren.get(id));
    let periode = bevroren.map_or(asked, |bevroren| bevroren.periode);
    let computed = reeks.get(&periode);
    let punt = computed.and_then(|point| point.as_ref().ok());
    let waarde = match frozen {
        Some(frozen) => frozen.meetpunt().ok_or(GeenStart::Onderdrukt),
        None => match computed {
            Some(Ok(point)) => Ok(point.meetpunt),
            Some(Err(reason)) => Err(GeenStart::GeenCijfer(Some(*reason))),
            None => Err(GeenStart::GeenCijfer(None)),
        },
    };
    Start { periode, waarde, punt, bevroren }
}

/// The baseline that the decision gives as a number, when it does: of the gemeente.
fn decided(contract: &Contract, soort: &Reekssoort, niveau: Niveau) -> Option<Meetpunt> {
    let Nulwaarde::Vast { waarde, interval } = contract.nulmeting.waarde else { return None };
    let se = interval.map(|[lower, upper]| (upper - lower) / (2.0 * Confidence::P95.z()));
    let is_it = *soort == Reekssoort::Waarde && niveau == Niveau::Gemeente;
    is_it.then_some(Meetpunt { waarde, se, grenzen: interval })
}

/// The baselines of all series that the targets are about, from the data alone.
pub(super) fn baselines(
    onderzoek: &Onderzoek<'_>,
    one: &EstimatedIndicator,
    contract: &Contract,
) -> Vec<Nulwaarneming> {
    let periode = contract.nulmeting.periode;
    let levels: BTreeSet<_> = contract
        .doelen
        .iter()
        .map(|doel| (Reekssoort::of(&doel.soort, doel.per), level_of(doel)))
        .collect();
    let mut found = Vec::new();
    for (soort, niveau) in levels {
        for gebied in onderzoek.areas(niveau) {
            let reeks = onderzoek.series((one, gebied), &soort, &BTreeSet::from([periode]));
            let Some(reeks) = reeks else { continue };
            let punt = reeks.get(&periode).and_then(|point| point.as_ref().ok());
            let computed = punt.map(|point| point.meetpunt);
            let niveau = onderzoek.indeling.gebied(gebied).niveau;
            found.push(Nulwaarneming {
                reeks: soort.word(),
                gebied,
                periode,
                meetpunt: decided(contract, &soort, niveau).or(computed),
                onderdrukt: false,
                steunt_op: punt.map(|point| point.cells.clone()).unwrap_or_default(),
            });
        }
    }
    found
}
