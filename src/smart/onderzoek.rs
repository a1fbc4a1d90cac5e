//! What the verdicts are computed from: definitions, cells, areas and frozen baselines.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Indicator, Lock};
use crate::engine::{Counted, EstimatedIndicator};
use crate::model::{GebiedIdx, Gebiedsindeling, Niveau, Periode, Statusmethode, Voorbehoud};

use super::poort::is_enough;
use super::reeks::{Punt, Reeks, Reekssoort, distances_of, series_of};
use super::spreiding::{Measure, p90_min_p10, slope, spread};
use super::zichtbaar::Zichtbaar;

/// What the verdicts are computed from.
#[derive(Clone, Copy, Debug)]
pub struct Onderzoek<'a> {
    /// The definitions, by id.
    pub indicatoren: &'a [Indicator],
    /// The cells, not yet judged by disclosure.
    pub counted: &'a Counted,
    /// The areas.
    pub indeling: &'a Gebiedsindeling,
    /// The frozen baselines.
    pub lock: &'a Lock,
    /// The rules of others that are asked for.
    pub methoden: &'a [Statusmethode],
    /// The last period of the monitor.
    pub tot: Periode,
    /// The levels that have figures.
    pub niveaus: &'a BTreeSet<Niveau>,
    /// The cells that may be seen.
    pub zichtbaar: Zichtbaar<'a>,
}

impl<'a> Onderzoek<'a> {
    /// The indicators with their cells.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a Indicator, &'a EstimatedIndicator)> {
        let with_cells =
            |indicator: &'a Indicator| Some((indicator, self.find(&indicator.info.id)?));
        self.indicatoren.iter().filter_map(with_cells)
    }

    /// The cells of an indicator.
    pub(super) fn find(&self, id: &str) -> Option<&'a EstimatedIndicator> {
        self.counted.indicatoren.iter().find(|one| one.info.id == id)
    }

    /// The areas of a level that exist at the end of the monitor, in the order of the tree; none where the level has no
    /// figures.
    pub(super) fn areas(&self, niveau: Niveau) -> Vec<GebiedIdx> {
        let on = self.tot.last_day();
        let is_there = |idx: &GebiedIdx| {
            let gebied = self.indeling.gebied(*idx);
            gebied.niveau == niveau && self.niveaus.contains(&niveau) && gebied.exists_on(on)
        };
        self.indeling.indices().filter(is_there).collect()
    }

    /// A series in an area; nothing for the gemeente as a distance to itself. A measure between areas
    /// is of the gemeente, and compares the areas that have a figure in all `periods`.
    pub(super) fn series(
        &self,
        (one, gebied): (&EstimatedIndicator, GebiedIdx),
        soort: &Reekssoort,
        periods: &BTreeSet<Periode>,
    ) -> Option<Reeks> {
        match soort {
            Reekssoort::Waarde => Some(series_of(one, gebied)),
            Reekssoort::Afstand => {
                let gemeente = self.indeling.gemeente()?;
                (gebied != gemeente).then(|| distances_of(one, gebied, gemeente))
            }
            Reekssoort::P90MinP10(per) => {
                Some(self.spread(one, *per, periods, &|points| Some(p90_min_p10(points))))
            }
            Reekssoort::Hellingsindex(per, id) => {
                let ranking = self.ranking(id, *per, periods.first().copied()?);
                let people = self.people(one, *per, periods.first().copied()?);
                let measure = |points: &[(GebiedIdx, &Punt)]| slope(points, &ranking, &people);
                Some(self.spread(one, *per, periods, &measure))
            }
        }
    }

    fn spread(
        &self,
        one: &EstimatedIndicator,
        per: Niveau,
        periods: &BTreeSet<Periode>,
        measure: Measure<'_>,
    ) -> Reeks {
        let areas = self.areas(per).into_iter().map(|area| (area, series_of(one, area))).collect();
        let minimum = one.info.contract.as_ref().map_or(0, |contract| contract.minimum_aantal);
        // An area that has no verdict of its own is not compared: one would leave them all without.
        let unsure = [Voorbehoud::Modelschatting, Voorbehoud::LageRespons];
        let is_reliable = |point: &Punt| {
            self.zichtbaar.shows(one, &point.cells)
                && is_enough(point, minimum)
                && !unsure.iter().any(|one| point.voorbehouden.contains(one))
        };
        spread(&areas, &is_reliable, measure, periods)
    }

    /// The figures by which areas are ranked: of the baseline, so that the ranking does not move.
    fn ranking(&self, id: &str, per: Niveau, van: Periode) -> BTreeMap<GebiedIdx, f64> {
        let Some(one) = self.find(id) else { return BTreeMap::new() };
        let of = |area: GebiedIdx| {
            let reeks = series_of(one, area);
            // The ranking may be of another year than the figures: the last before the end of theirs.
            let is_before = |periode: &&Periode| periode.last_day() <= van.last_day();
            let known = reeks.iter().filter(|(_, point)| point.is_ok());
            let last = known.clone().map(|(periode, _)| periode).rfind(is_before);
            let point = last.and_then(|periode| reeks.get(periode))?.as_ref().ok()?;
            let is_shown = self.zichtbaar.shows(one, &point.cells);
            is_shown.then_some((area, point.meetpunt.waarde))
        };
        self.areas(per).into_iter().filter_map(of).collect()
    }

    /// The people of the areas, as the figures divide by them.
    fn people(
        &self,
        one: &EstimatedIndicator,
        per: Niveau,
        van: Periode,
    ) -> BTreeMap<GebiedIdx, f64> {
        let areas: BTreeSet<_> = self.areas(per).into_iter().collect();
        let own =
            one.cells.iter().filter(|cell| areas.contains(&cell.gebied) && cell.periode == van);
        own.filter_map(|cell| {
            let noemer = cell.figure.as_ref().ok()?.noemer?.to_f64();
            (0.0 < noemer).then_some((cell.gebied, noemer))
        })
        .collect()
    }
}
