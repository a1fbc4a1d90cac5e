//! The cells of one indicator: its answers looked up and estimated.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::definition::{Indicator, Meting, Tel};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Breuk, Figure, GebiedIdx, GeenCijfer, GeenInterval, Periode, Quantity};
use crate::source::{BronSpec, Vorm};
use crate::stats::{Confidence, Stratum, SurveyError, weighted_mean};

use super::answers::Tables;
use super::asked::mean_of_part_cell;
use super::behind::{Behind, parts_of};
use super::compute::{Counts, EstimatedCell};
use super::estimate::{
    Estimate, estimate_amount, estimate_mean, estimate_published, estimate_rate, estimate_share,
};
use super::figures::FigureFinder;
use super::plan::{Answer, Wanted};
use super::samen::{Samen, TooFew};
use super::scan::Setting;
use super::scanned::Scanned;
use super::survey::Domain;

/// A cell for which nothing was delivered, or whose area cannot be compared.
fn missing(
    gebied: GebiedIdx,
    periode: Periode,
    parts: [&Result<Samen, GeenCijfer>; 2],
) -> EstimatedCell {
    let counts = Counts::Deel { nul: false, teller: 0, noemer: None, rest: None };
    // That the area had other borders also holds when nothing was delivered.
    let reasons = parts.into_iter().filter_map(|part| part.as_ref().err().copied());
    let figure = Err(reasons.max().unwrap_or(GeenCijfer::Ontbreekt));
    EstimatedCell { gebied, periode, counts, delen: Vec::new(), figure }
}

/// The figure, which says when it was converted.
fn with_origin(figure: Estimate, sides: [&Samen; 2]) -> Estimate {
    let herleid = sides.iter().any(|side| side.herleid);
    figure.map(|figure| Figure { herleid, ..figure })
}

/// A quantity of a column that keeps so many decimals.
fn scaled(units: Quantity, decimals: u8) -> Quantity {
    Quantity { units: units.units, scale: units.scale + decimals }
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

    /// Every area that exists or is shown in every period of the indicator.
    fn grid(&self) -> Vec<(GebiedIdx, Periode)> {
        let periods = self.setting.periods(&self.indicator.info.frequenties);
        let cells = |periode: Periode| {
            let areas = self.tables.herleiding().areas(periode);
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
        let gebied = self.setting.indeling.gebied(gebied);
        let day = periode.last_day();
        let is_younger = gebied.first_day().is_some_and(|first| day < first);
        !has_stock || is_younger || gebied.exists_on(day)
    }

    /// The shadows that are too small to be divided.
    fn too_few(&self, sides: &[(&Answer, &Tel)]) -> TooFew {
        let drempels = &self.indicator.info.drempels;
        self.tables.too_few(sides, drempels.teller_min.max(drempels.noemer_min))
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
        let teller_side = (teller_at, &meting.teller.tel);
        let noemer_side = (noemer_at, &meting.noemer.tel);
        let rest_side = rest_at.map(|at| (at, &meting.noemer.tel));
        let sides: Vec<_> = [teller_side, noemer_side].into_iter().chain(rest_side).collect();
        let few = self.too_few(&sides);
        let look_up = |side| self.tables.look_up(side, &grid, &few);
        let (tellers, noemers) = (look_up(teller_side), look_up(noemer_side));
        let scale_teller = self.scale_of(&meting.teller.bron, &meting.teller.tel);
        let scale_noemer = self.scale_of(&meting.noemer.bron, &meting.noemer.tel).unwrap_or(0);
        let rests = rest_side.map(look_up);
        let factor = meting.vermenigvuldiger;
        let answers = [teller_at, noemer_at];
        let delivered = self.delivered(&answers);
        let mut cells = Vec::with_capacity(grid.len());
        for (idx, &(gebied, periode)) in grid.iter().enumerate() {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&answers, gebied, periode);
            let (teller, noemer) = match (&tellers[idx], &noemers[idx]) {
                (Ok(teller), Ok(noemer)) if is_known => (teller, noemer),
                (teller, noemer) => {
                    cells.push(missing(gebied, periode, [teller, noemer]));
                    continue;
                }
            };
            let rest = rests.as_ref().map(|rests| rests[idx].as_ref().ok());
            let above = scaled(teller.units, scale_teller.unwrap_or(0));
            let below = scaled(noemer.units, scale_noemer);
            let figure = if scale_teller.is_some() {
                estimate_amount(above, below, factor, GeenInterval::SomZonderVerdeling)
            } else if teller.is_exact && noemer.is_exact {
                estimate_rate(above.floor(), below, factor, self.confidence())
            } else {
                estimate_amount(above, below, factor, GeenInterval::Herleid)
            };
            // The persons behind the cell, or behind one that it was converted from.
            let counts = |teller: Behind, noemer: Behind, rest: Option<Behind>| {
                let rest = match (rest, scale_teller) {
                    (Some(rest), _) => rest.personen,
                    (None, Some(_)) => None,
                    // More events than residents leave no rest to speak of, only persons do.
                    (None, None) => {
                        let above = [teller.units.max(0).unsigned_abs(), teller.persons().into()];
                        let below = noemer.personen.map(u128::from);
                        let left = above.into_iter().filter_map(|above| below?.checked_sub(above));
                        left.min().and_then(|left| u64::try_from(left).ok())
                    }
                };
                Counts::Deel {
                    nul: teller.is_empty && teller.units == 0,
                    teller: teller.persons(),
                    noemer: noemer.personen,
                    rest,
                }
            };
            let samen_rest = rest.map(|rest| rest.map_or(Behind::NOTHING, Behind::of));
            let delen = parts_of([Some(teller), Some(noemer), rest.flatten()]);
            let delen = delen.into_iter().map(|[teller, noemer, part]| {
                counts(teller, noemer, rest.is_some().then_some(part))
            });
            cells.push(EstimatedCell {
                gebied,
                periode,
                counts: counts(Behind::of(teller), Behind::of(noemer), samen_rest),
                delen: delen.collect(),
                figure: with_origin(figure, [teller, noemer]),
            });
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
        let few = self.too_few(&[teller_at, rest_at, noemer_at].map(|at| (at, &meting.tel)));
        let look_up = |at| self.tables.look_up((at, &meting.tel), &grid, &few);
        let (tellers, rests, noemers) = (look_up(teller_at), look_up(rest_at), look_up(noemer_at));
        let delivered = self.delivered(&[noemer_at]);
        let mut cells = Vec::with_capacity(grid.len());
        for (idx, &(gebied, periode)) in grid.iter().enumerate() {
            let is_known =
                delivered.contains(&periode) && self.exists_for(&[noemer_at], gebied, periode);
            let (teller, rest, noemer) = match (&tellers[idx], &rests[idx], &noemers[idx]) {
                (Ok(teller), Ok(rest), Ok(noemer)) if is_known => (teller, rest, noemer),
                (teller, _, noemer) => {
                    cells.push(missing(gebied, periode, [teller, noemer]));
                    continue;
                }
            };
            let counts = |teller: Behind, rest: Behind, noemer: Behind| {
                let others = noemer.whole().saturating_sub(teller.whole());
                Counts::Deel {
                    nul: teller.is_empty,
                    teller: teller.persons(),
                    noemer: noemer.personen,
                    // Who has rows on both sides is above the line when persons are counted.
                    rest: rest.personen.map(|rest| rest.min(others)),
                }
            };
            let figure = if teller.is_exact && noemer.is_exact {
                estimate_share(teller.units.floor(), noemer.units.floor(), self.confidence())
            } else {
                estimate_amount(teller.units, noemer.units, 100, GeenInterval::Herleid)
            };
            let delen = parts_of([Some(teller), Some(rest), Some(noemer)]);
            let delen =
                delen.into_iter().map(|[teller, rest, noemer]| counts(teller, rest, noemer));
            cells.push(EstimatedCell {
                gebied,
                periode,
                counts: counts(Behind::of(teller), Behind::of(rest), Behind::of(noemer)),
                delen: delen.collect(),
                figure: with_origin(figure, [teller, noemer]),
            });
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
        let least = self.indicator.info.drempels.minimum_n;
        let golven: BTreeSet<_> = survey.domains.keys().map(|&(_, golf)| golf).collect();
        let golven =
            golven.into_iter().filter(|golf| golf.first_day() <= self.setting.tot.last_day());
        let grid = golven.flat_map(|golf| {
            let areas = self.tables.herleiding().areas(golf);
            areas.into_iter().map(move |area| (area, golf))
        });
        for (gebied, golf) in grid {
            let Some(asked) = self.tables.asked(survey, (gebied, golf), least) else { continue };
            let domain = match asked.domain() {
                Ok(domain) => domain,
                Err(parts) => {
                    cells.push(mean_of_part_cell(gebied, golf, &asked, &parts, decimals));
                    continue;
                }
            };
            let herleid = asked.herleid;
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
                Ok(mean) => Ok(Figure { herleid, ..estimate_mean(&mean) }),
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
                delen: asked.counts(),
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
                let (counts, delen) = (Counts::Gepubliceerd, Vec::new());
                EstimatedCell { gebied, periode, counts, delen, figure }
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
        let herleiding = self.tables.herleiding();
        for periode in waves {
            let day = periode.first_day();
            for gebied in herleiding.areas(periode) {
                let is_level = levels.contains(&(periode, niveau(gebied)));
                if !is_level || known.contains(&(periode, gebied)) {
                    continue;
                }
                let is_bridged = herleiding.exists_on(gebied, day)
                    || counts != Counts::Gepubliceerd
                        && herleiding.parts(gebied, periode, day).is_some();
                let reason =
                    if is_bridged { GeenCijfer::Ontbreekt } else { herleiding.reason(gebied, day) };
                let (delen, figure) = (Vec::new(), Err(reason));
                cells.push(EstimatedCell { gebied, periode, counts, delen, figure });
            }
        }
    }
}
