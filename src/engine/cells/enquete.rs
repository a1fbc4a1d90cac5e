//! The cells of a survey: a mean, a share or a quantile of the answers, by the design of the sample.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::definition::{Meting, Verdeling, Vraag};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Figure, GeenCijfer, Periode, Voorbehoud};
use crate::stats::{
    AnswerCount, QuantileStratum, Stratum, SurveyError, quantile_of_answers, share_of_answers,
    weighted_mean,
};

use super::super::answers::SurveyAnswers;
use super::super::asked::{mean_of_part_cell, n_with_answer};
use super::super::compute::{Counts, EstimatedCell};
use super::super::estimate::{
    estimate_mean, estimate_survey_quantile, estimate_survey_share, scale_figure,
};
use super::super::plan::Answer;
use super::super::survey::{Domain, DomainStrata};
use super::One;

/// More than so many of the members left the question open: a fifth.
const MAX_OPEN: f64 = 0.2;

/// The strata of a domain, with the names of those that are at fault.
struct Sample {
    names: Vec<Option<Arc<str>>>,
    strata: Vec<Stratum>,
    answers: Vec<BTreeMap<i64, AnswerCount>>,
}

/// What is wrong with the population of a survey.
#[derive(Default)]
struct Faults {
    too_small: BTreeSet<(Periode, String, u64, u64)>,
    without: BTreeSet<(Periode, String)>,
}

impl One<'_> {
    pub(super) fn estimate_survey(
        &self,
        answers: &Answer,
        populatie: Option<&Answer>,
        findings: &mut Findings,
    ) -> Vec<EstimatedCell> {
        let Some(vraag) = self.indicator.meting.vraag() else { return Vec::new() };
        let survey = self.tables.survey(answers);
        let decimals = self.spec(&vraag.bron).decimalen(vraag.score.kolommen()[0]);
        let decimals = if self.is_share() { 0 } else { decimals };
        let mut faults = Faults::default();
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
                    let how = (decimals, self.is_share());
                    let cell = mean_of_part_cell(gebied, golf, &asked, &parts, how);
                    let figure = cell.figure.map(|figure| scale_figure(figure, self.factor(vraag)));
                    cells.push(EstimatedCell { figure: self.unless_quantile(figure), ..cell });
                    continue;
                }
            };
            let sample = self.sample(survey, populatie, golf, &domain, &mut faults);
            let n = sample.strata.iter().map(|stratum| stratum.sums.n).sum();
            let antwoord = self.is_share().then(|| n_with_answer(&domain));
            let figure = match self.estimate_sample(&sample, vraag, decimals) {
                Ok(mut figure) => {
                    figure.herleid = asked.herleid;
                    let members = sample.strata.iter().map(|stratum| stratum.members).sum();
                    let rate = self.responses.rate(&vraag.bron, golf, gebied);
                    self.warn_survey(&mut figure, (n, members), rate);
                    Ok(figure)
                }
                Err(SurveyError::PopulationTooSmall { stratum, population, respondents }) => {
                    let naam = sample.names[stratum].as_deref().unwrap_or("").to_owned();
                    faults.too_small.insert((golf, naam, population, respondents));
                    Err(GeenCijfer::Ontbreekt)
                }
                // Nobody answered; weights that are not positive were refused while counting.
                Err(_) => Err(GeenCijfer::Ontbreekt),
            };
            let figure = if asked.herleid { self.unless_quantile(figure) } else { figure };
            cells.push(EstimatedCell {
                delen: asked.counts(self.is_share()),
                uit: asked.areas(gebied),
                ..EstimatedCell::new(gebied, golf, Counts::Enquete { n, antwoord }, figure)
            });
        }
        faults.report(vraag, findings);
        // Areas without respondents are part of the grid, so that nothing is missing in silence.
        let antwoord = self.is_share().then_some(0);
        self.fill(&mut cells, Counts::Enquete { n: 0, antwoord });
        cells
    }

    /// True for a share, whose answers are zeroes and ones.
    fn is_share(&self) -> bool {
        matches!(self.indicator.meting, Meting::EnqueteAandeel(_))
    }

    /// A quantile of another area, or of a part of it, is no quantile of this one.
    fn unless_quantile(&self, figure: Result<Figure, GeenCijfer>) -> Result<Figure, GeenCijfer> {
        match self.indicator.meting {
            Meting::Verdeling(_) => Err(GeenCijfer::NietVergelijkbaar),
            _ => figure,
        }
    }

    /// By what a mean of scores is multiplied to have the unit of the indicator.
    fn factor(&self, vraag: &Vraag) -> f64 {
        if self.is_share() { 100.0 } else { 1.0 / vraag.score.delen() as f64 }
    }

    /// The design of a sample and what it holds of one domain.
    fn sample(
        &self,
        survey: &SurveyAnswers,
        populatie: Option<&Answer>,
        golf: Periode,
        domain: &DomainStrata,
        faults: &mut Faults,
    ) -> Sample {
        let populations = populatie.map(|answer| self.tables.strata(answer));
        let stratum = |(naam, domain): (&Option<Arc<str>>, &Domain)| {
            let known = populations.zip(naam.as_deref());
            let respondents = survey.respondents.get(&(golf, naam.clone())).copied();
            Stratum {
                respondents: respondents.unwrap_or(0),
                population: known
                    .and_then(|(all, naam)| all.get(&(golf, naam.to_owned())).copied())
                    .filter(|&people| 0 < people),
                members: domain.members,
                sums: domain.sums,
            }
        };
        let strata: Vec<_> = domain.iter().map(stratum).collect();
        let names: Vec<_> = domain.keys().cloned().collect();
        if populations.is_some() {
            let unknown = strata.iter().zip(&names).filter(|(one, _)| one.population.is_none());
            let name = |naam: &Option<Arc<str>>| (golf, naam.as_deref().unwrap_or("").to_owned());
            faults.without.extend(unknown.map(|(_, naam)| name(naam)));
        }
        let answers = domain.values().map(|domain| domain.answers.clone()).collect();
        Sample { names, strata, answers }
    }

    fn estimate_sample(
        &self,
        sample: &Sample,
        vraag: &Vraag,
        decimals: u8,
    ) -> Result<Figure, SurveyError> {
        let confidence = self.confidence();
        if let Meting::Verdeling(Verdeling::Enquete { kwantiel, .. }) = &self.indicator.meting {
            let mean = weighted_mean(&sample.strata, decimals, confidence)?;
            let of =
                |(stratum, answers): (&Stratum, &BTreeMap<i64, AnswerCount>)| QuantileStratum {
                    respondents: stratum.respondents,
                    population: stratum.population,
                    members: stratum.members,
                    answers: answers.clone(),
                };
            let strata: Vec<_> = sample.strata.iter().zip(&sample.answers).map(of).collect();
            let found = quantile_of_answers(&strata, kwantiel.share(), decimals, confidence)?;
            return Ok(estimate_survey_quantile(&found, &mean));
        }
        if self.is_share() {
            return Ok(estimate_survey_share(&share_of_answers(&sample.strata, confidence)?));
        }
        let mean = weighted_mean(&sample.strata, decimals, confidence)?;
        Ok(scale_figure(estimate_mean(&mean), self.factor(vraag)))
    }

    /// Adds what to know of a figure: `n` of so many members answered, and of those asked so
    /// large a share was a respondent.
    fn warn_survey(&self, figure: &mut Figure, (n, members): (u64, u64), rate: Option<f64>) {
        let info = &self.indicator.info;
        let open = 1.0 - n as f64 / members.max(1) as f64;
        let n_eff = figure.n_eff;
        figure.warn(Voorbehoud::WeinigRespondenten, n < info.indicatief.n);
        let least = info.drempels.minimum_n as f64;
        figure.warn(Voorbehoud::WeinigEffectief, n_eff.is_some_and(|n_eff| n_eff < least));
        figure
            .warn(Voorbehoud::LageRespons, rate.is_some_and(|rate| rate < info.indicatief.respons));
        figure.warn(Voorbehoud::ItemNonrespons, MAX_OPEN < open);
        let width = figure.interval.map(|bounds| bounds.upper - bounds.lower);
        figure.warn(
            Voorbehoud::BredeMarge,
            self.is_share() && width.is_ok_and(|width| 30.0 <= width),
        );
    }
}

impl Faults {
    fn report(self, vraag: &Vraag, findings: &mut Findings) {
        for (golf, naam) in self.without {
            let message = format!("stratum `{naam}` of {golf} has no population");
            findings.push(
                Diagnostic::new(Code::MissingPopulation, message)
                    .at(vraag.place.clone(), "the population of this survey"),
            );
        }
        for (golf, naam, population, respondents) in self.too_small {
            let message = format!(
                "stratum `{naam}` of {golf} has {respondents} respondents from {population} people"
            );
            findings.push(
                Diagnostic::new(Code::PopulationTooSmall, message)
                    .at(vraag.place.clone(), "the population of this survey"),
            );
        }
    }
}
