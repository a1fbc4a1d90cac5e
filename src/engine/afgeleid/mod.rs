//! Indicators that are formulas over others, computed when those are known.

mod formule;
mod gat;

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Afgeleid, Indicator, Meting, Samenhang, Verwijzing};
use crate::model::{
    Bounds, Figure, Frequentie, GebiedIdx, GeenCijfer, GeenInterval, Methode, Periode, Quantity,
};
use crate::stats::special::normal_quantile;
use crate::stats::{Confidence, Interval, Term, delta_interval, standard_error_of};

use super::compute::{Counts, EstimatedCell};

use formule::work_out;
pub(super) use gat::{Gaten, SurveyGap};

/// The cells of an indicator by area and period.
pub(super) type Cells<'c> = BTreeMap<(GebiedIdx, Periode), &'c EstimatedCell>;

/// An indicator that a formula may name: its confidence and its cells.
#[derive(Clone, Debug)]
pub(super) struct Known<'c> {
    pub betrouwbaarheid: f64,
    pub cells: Cells<'c>,
}

/// The indicators in an order in which each comes after those that it is computed from.
pub(super) fn order(indicators: &[Indicator]) -> Vec<usize> {
    let place: BTreeMap<_, _> =
        indicators.iter().enumerate().map(|(idx, one)| (one.info.id.as_str(), idx)).collect();
    let mut done = BTreeSet::new();
    let mut order = Vec::new();
    // Circles were refused, so each round adds at least one.
    while order.len() < indicators.len() {
        for (idx, indicator) in indicators.iter().enumerate() {
            let is_ready = match &indicator.meting {
                Meting::Afgeleid(of) => {
                    of.places.keys().all(|id| done.contains(&place[id.as_str()]))
                }
                _ => true,
            };
            if is_ready && done.insert(idx) {
                order.push(idx);
            }
        }
    }
    order
}

/// A formula with all that its cells need.
pub(super) struct Formulas<'a> {
    pub indicator: &'a Indicator,
    pub afgeleid: &'a Afgeleid,
    pub gemeente: GebiedIdx,
    pub known: BTreeMap<&'a str, Known<'a>>,
    pub gaten: &'a Gaten<'a>,
}

impl Formulas<'_> {
    /// The cells of the indicator: where each figure of the formula has a cell.
    pub(super) fn estimate(&self) -> Vec<EstimatedCell> {
        let verwijzingen = self.afgeleid.formule.verwijzingen();
        let own = verwijzingen.iter().filter(|verwijzing| !verwijzing.gemeente);
        let cells = own.flat_map(|verwijzing| self.known[verwijzing.id.as_str()].cells.keys());
        let grid: BTreeSet<_> = cells.filter(|(_, periode)| self.is_asked(*periode)).collect();
        let grid = grid.into_iter();
        grid.map(|&(gebied, periode)| self.estimate_cell(&verwijzingen, gebied, periode)).collect()
    }

    fn is_asked(&self, periode: Periode) -> bool {
        let frequenties = &self.indicator.info.frequenties;
        frequenties.contains(&periode.frequentie()) || frequenties.contains(&Frequentie::Meting)
    }

    fn estimate_cell(
        &self,
        verwijzingen: &BTreeSet<&Verwijzing>,
        gebied: GebiedIdx,
        periode: Periode,
    ) -> EstimatedCell {
        let cell_of = |verwijzing: &Verwijzing| {
            let area = if verwijzing.gemeente { self.gemeente } else { gebied };
            self.known[verwijzing.id.as_str()].cells.get(&(area, periode)).copied()
        };
        let parts: Vec<_> = verwijzingen.iter().map(|one| (*one, cell_of(one))).collect();
        // Who stands behind any figure of the formula could be told from its result.
        let behind = parts.iter().filter_map(|(_, cell)| *cell);
        let delen = behind.flat_map(|cell| cell.delen.iter().chain([&cell.counts])).copied();
        let delen: Vec<_> = delen.collect();
        let is_against_itself =
            gebied == self.gemeente && parts.iter().any(|(one, _)| one.gemeente);
        let figure = if is_against_itself {
            Err(GeenCijfer::NietVanToepassing)
        } else {
            self.compute(&parts, (gebied, periode))
        };
        EstimatedCell { delen, ..EstimatedCell::new(gebied, periode, Counts::Gepubliceerd, figure) }
    }

    fn compute(
        &self,
        parts: &[(&Verwijzing, Option<&EstimatedCell>)],
        cell: (GebiedIdx, Periode),
    ) -> Result<Figure, GeenCijfer> {
        let mut figures: BTreeMap<&Verwijzing, &Figure> = BTreeMap::new();
        let mut reason = None;
        for (verwijzing, cell) in parts {
            match cell.map(|cell| &cell.figure) {
                Some(Ok(figure)) => drop(figures.insert(verwijzing, figure)),
                Some(Err(other)) => reason = reason.max(Some(*other)),
                None => reason = reason.max(Some(GeenCijfer::Ontbreekt)),
            }
        }
        if let Some(reason) = reason {
            return Err(reason);
        }
        let values =
            figures.iter().map(|(verwijzing, figure)| (*verwijzing, figure.waarde)).collect();
        let worked =
            work_out(&self.afgeleid.formule, &values).ok_or(GeenCijfer::NietVanToepassing)?;
        let confidence = confidence_of(self.indicator.info.betrouwbaarheid);
        let gap = self.afgeleid.formule.als_verschil_met_gemeente();
        let interval = match gap.and_then(|id| self.gap(id, &figures, cell, confidence)) {
            Some(found) => found,
            None if gap.is_some() && figures.values().any(|figure| figure.herleid) => {
                Err(GeenInterval::Herleid)
            }
            None => self.propagate(worked.value, &worked.slopes, &figures, confidence),
        };
        let mut figure = Figure::new(worked.value, interval);
        figure.herleid = figures.values().any(|figure| figure.herleid);
        for voorbehoud in figures.values().flat_map(|figure| &figure.voorbehouden) {
            figure.warn(*voorbehoud, true);
        }
        Ok(figure)
    }

    /// The interval of the distance of an area to the gemeente that contains it.
    fn gap(
        &self,
        id: &str,
        figures: &BTreeMap<&Verwijzing, &Figure>,
        cell: (GebiedIdx, Periode),
        confidence: Confidence,
    ) -> Option<Result<Bounds, GeenInterval>> {
        let of = |gemeente| figures.get(&Verwijzing { id: id.to_owned(), gemeente }).copied();
        let (wijk, stad) = (of(false)?, of(true)?);
        let survey = self.gaten.survey(id, cell, confidence);
        let interval = survey.or_else(|| {
            let z = |confidence: Confidence| normal_quantile(confidence.tail());
            let stretch = z(confidence) / z(confidence_of(self.known[id].betrouwbaarheid));
            gat::gap_interval(wijk, stad, stretch).map(Ok)
        })?;
        Some(interval.map(|interval| bounds(interval, Methode::TegenGemeente)))
    }

    /// The interval of a formula by the delta method.
    fn propagate(
        &self,
        value: f64,
        slopes: &[f64],
        figures: &BTreeMap<&Verwijzing, &Figure>,
        confidence: Confidence,
    ) -> Result<Bounds, GeenInterval> {
        let all: Vec<_> =
            figures.iter().map(|(verwijzing, figure)| (*verwijzing, *figure)).collect();
        let mut terms = Vec::with_capacity(all.len());
        for ((verwijzing, figure), &slope) in all.iter().zip(slopes) {
            let of = figure.interval.map_err(|_| GeenInterval::DeelZonderInterval)?;
            let interval =
                Interval::new(of.lower, of.upper).ok_or(GeenInterval::DeelZonderInterval)?;
            let confidence = confidence_of(self.known[verwijzing.id.as_str()].betrouwbaarheid);
            terms.push(Term { slope, standard_error: standard_error_of(interval, confidence) });
        }
        let correlation = |i: usize, j: usize| {
            let ((one, figure), (other, of_other)) = (all[i], all[j]);
            if one.id == other.id {
                // One is the figure of the area, the other that of the gemeente.
                let (wijk, stad) =
                    if one.gemeente { (of_other, figure) } else { (figure, of_other) };
                return gat::correlation_with_gemeente(wijk, stad);
            }
            self.declared(&one.id, &other.id)
        };
        let interval = delta_interval(value, &terms, correlation, confidence);
        interval.map(|found| bounds(found, Methode::Delta)).ok_or(GeenInterval::SamenhangOnbekend)
    }

    /// The correlation of two indicators as the definition declares it.
    fn declared(&self, one: &str, other: &str) -> Option<f64> {
        match &self.afgeleid.samenhang {
            Samenhang::Onbekend => None,
            Samenhang::Onafhankelijk => Some(0.0),
            Samenhang::Correlaties(pairs) => {
                let is_pair = |(a, b, _): &&(String, String, f64)| {
                    (a == one && b == other) || (a == other && b == one)
                };
                Some(pairs.iter().find(is_pair).map_or(0.0, |(_, _, correlatie)| *correlatie))
            }
        }
    }
}

fn confidence_of(betrouwbaarheid: f64) -> Confidence {
    Confidence::new(betrouwbaarheid).expect("checked in the definition")
}

fn bounds(interval: Interval, methode: Methode) -> Bounds {
    Bounds { lower: interval.lower(), upper: interval.upper(), methode }
}

/// The part of the gemeente that an area is, by what its figure is divided by.
fn part_of(wijk: Option<Quantity>, stad: Option<Quantity>) -> Option<f64> {
    let (wijk, stad) = (wijk?.to_f64(), stad?.to_f64());
    (0.0 < stad && 0.0 <= wijk && wijk <= stad).then(|| wijk / stad)
}
