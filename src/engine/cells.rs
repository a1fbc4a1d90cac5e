//! The cells of one indicator: its answers looked up and estimated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::definition::{Indicator, Meting, Tel};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Breuk, GebiedIdx, GeenCijfer, Periode, Quantity};
use crate::source::{BronSpec, Vorm};
use crate::stats::{Confidence, Stratum, SurveyError, weighted_mean};

use super::answers::{Lookup, Tables};
use super::compute::{Counts, EstimatedCell};
use super::estimate::{
    Estimate, estimate_amount, estimate_mean, estimate_published, estimate_rate, estimate_share,
};
use super::figures::FigureFinder;
use super::plan::{Answer, Wanted};
use super::reach::areas_in;
use super::scan::Setting;
use super::scanned::Scanned;
use super::survey::Domain;

/// A cell for which nothing was delivered.
fn missing(gebied: GebiedIdx, periode: Periode) -> EstimatedCell {
    let counts = Counts::Deel { nul: false, teller: 0, noemer: None, rest: None };
    EstimatedCell { gebied, periode, counts, figure: Err(GeenCijfer::Ontbreekt) }
}

/// One indicator and all that its estimates need.
pub(super) struct One<'a> {
    pub indicator: &'a Indicator,
    pub setting: &'a Setting<'a>,
    pub scanned: &'a BTreeMap<String, Scanned>,
    pub tables: &'a Tables<'a>,
}

impl One<'_> {
    fn spec(&self, bron: &str) -> &BronSpec {
        &self.scanned[bron].open.spec
    }

    fn confidence(&self) -> Confidence {
        Confidence::new(self.indicator.info.betrouwbaarheid).expect("checked in the definition")
    }

    /// The days on which the registration of its sources changed.
    pub(super) fn breuken(&self) -> Vec<Breuk> {
        let specs = self.indicator.info.bronnen.iter().map(|naam| self.spec(naam));
        let mut breuken: Vec<_> = specs.flat_map(|spec| spec.breuken.clone()).collect();
        breuken.sort_by_key(|breuk| breuk.op);
        breuken
    }

    /// All cells of the indicator.
    pub(super) fn estimate(&self, wanted: &Wanted, findings: &mut Findings) -> Vec<EstimatedCell> {
        match wanted {
            Wanted::Ratio { teller, noemer, rest } => {
                self.estimate_ratio(teller, noemer, rest.as_ref())
            }
            Wanted::Aandeel { teller, rest, noemer } => self.estimate_shares(teller, rest, noemer),
            Wanted::Gemiddelde { answers, populatie } => {
                self.estimate_means(answers, populatie.as_ref(), findings)
            }
            Wanted::Gepubliceerd(answer) => self.estimate_figures(answer),
        }
    }

    /// Every area that exists in every period of the indicator.
    fn grid(&self) -> Vec<(GebiedIdx, Periode)> {
        let periods = self.setting.periods(&self.indicator.info.frequenties);
        let cells = |periode: Periode| {
            let areas = areas_in(self.setting.indeling, periode);
            areas.into_iter().map(move |area| (area, periode))
        };
        periods.into_iter().flat_map(cells).collect()
    }

    /// The periods of the indicator for which all its registers were delivered.
    ///
    /// Found once per period: a grid asks for each of hundreds of areas.
    fn delivered(&self, answers: &[&Answer]) -> BTreeSet<Periode> {
        let mut periods = self.setting.periods(&self.indicator.info.frequenties);
        periods.retain(|&periode| answers.iter().all(|answer| self.is_delivered(answer, periode)));
        periods.into_iter().collect()
    }

    /// True when the register was delivered for the whole period; otherwise a count would be too
    /// low, and zero would only say that nothing was delivered.
    fn is_delivered(&self, answer: &Answer, periode: Periode) -> bool {
        let scanned = &self.scanned[&answer.0];
        if scanned.open.spec.vorm != Vorm::Records {
            true
        } else if self.tables.is_stock(answer) {
            scanned.reaches(periode, self.setting.tot)
        } else {
            scanned.has_rows_in(periode)
        }
    }

    /// True unless a stock is asked on a day on which the area no longer exists.
    fn exists_for(&self, answers: &[&Answer], gebied: GebiedIdx, periode: Periode) -> bool {
        let has_stock = answers.iter().any(|answer| self.tables.is_stock(answer));
        !has_stock || self.setting.indeling.gebied(gebied).exists_on(periode.last_day())
    }

    fn scale_of(&self, bron: &str, tel: &Tel) -> Option<u8> {
        match tel {
            Tel::Som(kolom) => Some(self.spec(bron).decimalen(*kolom)),
            Tel::Records | Tel::Uniek(_) => None,
        }
    }

    fn estimate_ratio(
        &self,
        teller_at: &Answer,
        noemer_at: &Answer,
        rest_at: Option<&Answer>,
    ) -> Vec<EstimatedCell> {
        let Meting::Ratio(meting) = &self.indicator.meting else { return Vec::new() };
        let grid = self.grid();
        let tellers = self.tables.look_up(teller_at, &meting.teller.tel, &grid);
        let noemers = self.tables.look_up(noemer_at, &meting.noemer.tel, &grid);
        let scale_teller = self.scale_of(&meting.teller.bron, &meting.teller.tel);
        let scale_noemer = self.scale_of(&meting.noemer.bron, &meting.noemer.tel).unwrap_or(0);
        let rests = rest_at.map(|at| self.tables.look_up(at, &meting.noemer.tel, &grid));
        let factor = meting.vermenigvuldiger;
        let answers = [teller_at, noemer_at];
        let delivered = self.delivered(&answers);
        let mut cells = Vec::with_capacity(grid.len());
        for (idx, &(gebied, periode)) in grid.iter().enumerate() {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&answers, gebied, periode);
            let (Some(teller), Some(noemer), true) = (tellers[idx], noemers[idx], is_known) else {
                cells.push(missing(gebied, periode));
                continue;
            };
            let below = Quantity { units: i128::from(noemer.units), scale: scale_noemer };
            let (figure, rest) = if let Some(scale) = scale_teller {
                let above = Quantity { units: i128::from(teller.units), scale };
                (estimate_amount(above, below, factor), None)
            } else {
                let events = u64::try_from(teller.units).unwrap_or(0);
                let figure = estimate_rate(events, below, factor, self.confidence());
                let rest = match &rests {
                    Some(rests) => rests[idx].map(|rest| rest.personen),
                    // More events than residents leave no rest to speak of, only persons do.
                    None => [events, teller.personen]
                        .into_iter()
                        .filter_map(|above| noemer.personen.checked_sub(above))
                        .min(),
                };
                (figure, rest)
            };
            let counts = Counts::Deel {
                nul: teller.rijen == 0 && teller.units == 0,
                teller: teller.personen,
                noemer: Some(noemer.personen),
                rest,
            };
            cells.push(EstimatedCell { gebied, periode, counts, figure });
        }
        cells
    }

    fn estimate_shares(
        &self,
        teller_at: &Answer,
        rest_at: &Answer,
        noemer_at: &Answer,
    ) -> Vec<EstimatedCell> {
        let Meting::Aandeel(meting) = &self.indicator.meting else { return Vec::new() };
        let grid = self.grid();
        let look_up = |at| self.tables.look_up(at, &meting.tel, &grid);
        let (tellers, rests, noemers) = (look_up(teller_at), look_up(rest_at), look_up(noemer_at));
        let delivered = self.delivered(&[noemer_at]);
        let mut cells = Vec::with_capacity(grid.len());
        for (idx, &(gebied, periode)) in grid.iter().enumerate() {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&[noemer_at], gebied, periode);
            let (Some(teller), Some(rest), Some(noemer), true) =
                (tellers[idx], rests[idx], noemers[idx], is_known)
            else {
                cells.push(missing(gebied, periode));
                continue;
            };
            let count = |found: Lookup| u64::try_from(found.units).unwrap_or(0);
            let others = count(noemer).saturating_sub(count(teller));
            let counts = Counts::Deel {
                nul: teller.rijen == 0,
                teller: teller.personen,
                noemer: Some(noemer.personen),
                // Who has rows on both sides is above the line when persons are counted.
                rest: Some(rest.personen.min(others)),
            };
            let figure = estimate_share(count(teller), count(noemer), self.confidence());
            cells.push(EstimatedCell { gebied, periode, counts, figure });
        }
        cells
    }

    fn estimate_means(
        &self,
        answers: &Answer,
        populatie: Option<&Answer>,
        findings: &mut Findings,
    ) -> Vec<EstimatedCell> {
        let Meting::Gemiddelde(meting) = &self.indicator.meting else { return Vec::new() };
        let decimals = self.spec(&meting.bron).decimalen(meting.variabele);
        let survey = self.tables.survey(answers);
        let populations = populatie.map(|answer| self.tables.strata(answer));
        let mut too_small = BTreeSet::new();
        let mut without = BTreeSet::new();
        let mut cells = Vec::new();
        for (&(gebied, golf), domain) in &survey.domains {
            if self.setting.tot.last_day() < golf.first_day() {
                continue;
            }
            let names: Vec<_> = domain.keys().collect();
            let stratum = |(naam, domain): (&Option<Arc<str>>, &Domain)| {
                let known = populations.zip(naam.as_deref());
                Stratum {
                    respondents: survey
                        .respondents
                        .get(&(golf, naam.clone()))
                        .copied()
                        .unwrap_or(0),
                    population: known
                        .and_then(|(all, naam)| all.get(&(golf, naam.to_owned())).copied())
                        .filter(|&people| 0 < people),
                    members: domain.members,
                    sums: domain.sums,
                }
            };
            let strata: Vec<_> = domain.iter().map(stratum).collect();
            if populations.is_some() {
                let unknown = strata.iter().zip(&names).filter(|(one, _)| one.population.is_none());
                without.extend(
                    unknown.map(|(_, naam)| (golf, naam.as_deref().unwrap_or("").to_owned())),
                );
            }
            let n = strata.iter().map(|stratum| stratum.sums.n).sum();
            let figure = match weighted_mean(&strata, decimals, self.confidence()) {
                Ok(mean) => Ok(estimate_mean(&mean)),
                Err(SurveyError::PopulationTooSmall { stratum, population, respondents }) => {
                    let naam = names[stratum].as_deref().unwrap_or("");
                    too_small.insert((golf, naam.to_owned(), population, respondents));
                    Err(GeenCijfer::Ontbreekt)
                }
                // Nobody answered; weights that are not positive were refused while counting.
                Err(_) => Err(GeenCijfer::Ontbreekt),
            };
            cells.push(EstimatedCell {
                gebied,
                periode: golf,
                counts: Counts::Enquete { n },
                figure,
            });
        }
        for (golf, naam) in without {
            let message = format!("stratum `{naam}` of {golf} has no population");
            findings.push(
                Diagnostic::new(Code::MissingPopulation, message)
                    .at(meting.place.clone(), "the population of this survey"),
            );
        }
        for (golf, naam, population, respondents) in too_small {
            let message = format!(
                "stratum `{naam}` of {golf} has {respondents} respondents from {population} people"
            );
            findings.push(
                Diagnostic::new(Code::PopulationTooSmall, message)
                    .at(meting.place.clone(), "the population of this survey"),
            );
        }
        // Areas without respondents are part of the grid, so that nothing is missing in silence.
        self.fill(&mut cells, Counts::Enquete { n: 0 });
        cells
    }

    fn estimate_figures(&self, answer: &Answer) -> Vec<EstimatedCell> {
        let Meting::Gepubliceerd(meting) = &self.indicator.meting else { return Vec::new() };
        let scales = FigureFinder::scales(meting, self.spec(&meting.bron));
        let figures = self.tables.figures(answer);
        let in_time = |periode: Periode| periode.first_day() <= self.setting.tot.last_day();
        let mut cells: Vec<_> = figures
            .iter()
            .filter(|((_, periode), _)| in_time(*periode))
            .map(|(&(gebied, periode), &parts)| {
                let figure: Estimate = estimate_published(parts, scales);
                EstimatedCell { gebied, periode, counts: Counts::Gepubliceerd, figure }
            })
            .collect();
        self.fill(&mut cells, Counts::Gepubliceerd);
        cells
    }

    /// Adds the cells that a source leaves out, at the levels for which it has any.
    fn fill(&self, cells: &mut Vec<EstimatedCell>, counts: Counts) {
        let niveau = |area| self.setting.indeling.gebied(area).niveau;
        let known: BTreeSet<_> = cells.iter().map(|cell| (cell.periode, cell.gebied)).collect();
        let levels: BTreeSet<_> =
            known.iter().map(|&(periode, area)| (periode, niveau(area))).collect();
        let waves: BTreeSet<_> = known.iter().map(|(periode, _)| *periode).collect();
        for periode in waves {
            for gebied in areas_in(self.setting.indeling, periode) {
                let is_level = levels.contains(&(periode, niveau(gebied)));
                if is_level && !known.contains(&(periode, gebied)) {
                    let figure = Err(GeenCijfer::Ontbreekt);
                    cells.push(EstimatedCell { gebied, periode, counts, figure });
                }
            }
        }
    }
}
