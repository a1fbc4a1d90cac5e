//! A rate as it would be with the groups of another population, such as its ages.

use std::collections::BTreeMap;

use crate::definition::{Naar, Standaard, Tel};
use crate::model::{GebiedIdx, GeenCijfer, GeenInterval, Periode};
use crate::stats::{Band, EventCount, StandardisedError, direct_rate};

use super::super::compute::Counts;
use super::super::estimate::{
    Estimate, estimate_few_events, estimate_standardised, estimate_unsure,
};
use super::super::plan::Answer;
use super::super::samen::{Samen, TooFew};
use super::{One, scaled};

/// The groups of a rate, looked up for every cell of a grid.
pub(super) struct Groepen {
    sides: Vec<[Vec<Result<Samen, GeenCijfer>>; 2]>,
    scales: Vec<u8>,
    /// The people of the standard population in each group, by period.
    weights: Vec<BTreeMap<Periode, f64>>,
}

impl Groepen {
    /// The persons behind each group of the cell at a place of the grid.
    ///
    /// Weights and populations are public, so that a standardised rate is an equation in the counts of
    /// its groups: with the count of all together a few groups could be solved.
    pub(super) fn counts(&self, idx: usize) -> Vec<Counts> {
        let of_group = |[tellers, noemers]: &[Vec<Result<Samen, GeenCijfer>>; 2]| {
            let (teller, noemer) = (tellers[idx].as_ref().ok()?, noemers[idx].as_ref().ok()?);
            Some(Counts::Deel {
                nul: teller.is_empty,
                teller: teller.personen,
                noemer: Some(noemer.personen),
                rest: None,
                bedragen: [teller.bedragen, noemer.bedragen],
            })
        };
        self.sides.iter().filter_map(of_group).collect()
    }
}

impl One<'_> {
    /// Looks up the groups of a standardisation, with the places where each was counted.
    pub(super) fn look_up_groups(
        &self,
        standaard: &Standaard,
        answers: &[[Answer; 2]],
        grid: &[(GebiedIdx, Periode)],
        few: &TooFew,
    ) -> Groepen {
        let groups = standaard.groepen.iter().zip(answers);
        let mut found = Groepen { sides: Vec::new(), scales: Vec::new(), weights: Vec::new() };
        for (groep, [teller, noemer]) in groups {
            let scale = self.scale_of(&groep.noemer.bron, &groep.noemer.tel).unwrap_or(0);
            let tellers = self.tables.look_up((teller, &groep.teller.tel), grid, few);
            let noemers = self.tables.look_up((noemer, &groep.noemer.tel), grid, few);
            found.sides.push([tellers, noemers]);
            found.scales.push(scale);
            let weights = match standaard.naar {
                Naar::Gewichten => {
                    let periods = grid.iter().map(|(_, periode)| *periode);
                    periods.map(|periode| (periode, f64::from(groep.gewicht))).collect()
                }
                Naar::Gemeente { peiljaar } => {
                    self.weights_of_gemeente((noemer, &groep.noemer.tel), scale, peiljaar)
                }
            };
            found.weights.push(weights);
        }
        found
    }

    /// The people of the gemeente in a group: in each period, or in the same part of one year.
    fn weights_of_gemeente(
        &self,
        side: (&Answer, &Tel),
        scale: u8,
        peiljaar: Option<i32>,
    ) -> BTreeMap<Periode, f64> {
        let periods = self.setting.periods(&self.indicator.info.frequenties);
        let gemeente = self.setting.indeling.gemeente().expect("a tree of areas has a gemeente");
        let cells: Vec<_> = periods.iter().map(|&periode| (gemeente, periode)).collect();
        let found = self.tables.look_up(side, &cells, &TooFew::new());
        let people: BTreeMap<_, _> = periods
            .iter()
            .zip(found)
            .filter_map(|(&periode, samen)| {
                Some((periode, scaled(samen.ok()?.units, scale).to_f64()))
            })
            .collect();
        let Some(jaar) = peiljaar else { return people };
        let in_year = |periode: &Periode| {
            let same = |other: &&Periode| other.jaar() == jaar && other.deel() == periode.deel();
            people.keys().find(same).map(|other| (*periode, people[other]))
        };
        periods.iter().filter_map(in_year).collect()
    }

    /// The standardised rate of the cell at a place of the grid.
    pub(super) fn standardise(
        &self,
        groepen: &Groepen,
        idx: usize,
        periode: Periode,
        factor: f64,
    ) -> Estimate {
        let mut bands = Vec::new();
        let (mut is_exact, mut value, mut total) = (true, 0.0, 0.0);
        for (group, [tellers, noemers]) in groepen.sides.iter().enumerate() {
            let weight = *groepen.weights[group].get(&periode).ok_or(GeenCijfer::Ontbreekt)?;
            let teller = tellers[idx].as_ref().map_err(|reason| *reason)?;
            let noemer = noemers[idx].as_ref().map_err(|reason| *reason)?;
            let population = scaled(noemer.units, groepen.scales[group]).to_f64();
            is_exact &= teller.is_exact && noemer.is_exact;
            if 0.0 < weight {
                value += weight * teller.units.to_f64() / population;
            }
            total += weight;
            let events = teller.units.floor();
            let count = EventCount::of_squares(events, events.saturating_add(teller.paren));
            bands.push(Band { events: Some(count), population, weight });
        }
        let value = value / total * factor;
        if !value.is_finite() {
            // Nobody of a group lives here, so what its rate would be is not known.
            return Err(GeenCijfer::NietVanToepassing);
        }
        if !is_exact {
            return Ok(estimate_unsure(value, GeenInterval::Herleid));
        }
        match direct_rate(&bands, factor, self.confidence()) {
            Ok(rate) => Ok(estimate_standardised(&rate)),
            Err(StandardisedError::TooFewEvents { observed }) => {
                Ok(estimate_few_events(value, observed))
            }
            Err(_) => Err(GeenCijfer::NietVanToepassing),
        }
    }
}
