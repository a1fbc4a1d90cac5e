//! The verdicts on all targets: gate, trajectory, verdict, change, forecast and what goes with them.

use std::collections::BTreeSet;

use crate::definition::Indicator;
use crate::engine::EstimatedIndicator;
use crate::model::{
    Contract, Doel, GebiedIdx, Levensfase, Meetpunt, Nulwaarneming, Periode, Richting, Status,
    StatusCijfers, StatusReden, StatusRegel, StatusVlag, Verandering,
};
use crate::stats::{SampleSize, TestPower, detectable_mean_change};

use super::andere::{NIET_TE_BEREKENEN, Progress, judge_by};
use super::goal::Goal;
use super::kwartalen::Kwartalen;
use super::nulmeting::{GeenStart, Start, baselines, start_of};
use super::onderzoek::Onderzoek;
use super::oordeel::{Oordeel, judge};
use super::poort::{Poort, earlier, last_figure};
use super::reeks::{Punt, Reeks, Reekssoort};
use super::richtpunt::{course_of, goal_of, level_of, looptijd, years};
use super::tegen::Tegenwicht;
use super::traject::Course;
use super::verandering::{adjust_changes, compute_change, is_changed};
use super::verwachting::{Reekspunt, forecast, name_trend};

/// The verdicts on the targets of one indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorStatus {
    /// The indicator.
    pub id: String,
    /// A row per target and area, in the order of the targets and of the tree.
    pub regels: Vec<StatusRegel>,
    /// The baselines as they are computed now, each series and area once.
    pub nulmetingen: Vec<Nulwaarneming>,
}

/// Judges all targets of the indicators that have a contract in force.
pub fn assess(onderzoek: &Onderzoek<'_>) -> Vec<IndicatorStatus> {
    let mut found = Vec::new();
    for (indicator, one) in onderzoek.pairs() {
        let (Some(contract), true) = (&one.info.contract, is_in_force(one)) else { continue };
        let of = |doel: &Doel| assess_target(onderzoek, indicator, one, contract, doel);
        let regels = contract.doelen.iter().flat_map(of).collect();
        let nulmetingen = baselines(onderzoek, one, contract);
        found.push(IndicatorStatus { id: one.info.id.clone(), regels, nulmetingen });
    }
    found
}

/// True when an indicator promises something: a concept does not yet.
fn is_in_force(one: &EstimatedIndicator) -> bool {
    matches!(one.info.levensfase, Levensfase::Actief | Levensfase::Uitdovend)
}

/// A target that is being judged.
struct Zaak<'a> {
    onderzoek: &'a Onderzoek<'a>,
    indicator: &'a Indicator,
    one: &'a EstimatedIndicator,
    contract: &'a Contract,
    doel: &'a Doel,
    reekssoort: Reekssoort,
    gemeten: BTreeSet<Periode>,
}

/// A verdict before the changes of all areas are known.
struct Voorlopig {
    regel: StatusRegel,
    oordeel: Option<Oordeel>,
    goal: Option<Goal>,
}

fn assess_target(
    onderzoek: &Onderzoek<'_>,
    indicator: &Indicator,
    one: &EstimatedIndicator,
    contract: &Contract,
    doel: &Doel,
) -> Vec<StatusRegel> {
    let reekssoort = Reekssoort::of(&doel.soort, doel.per);
    let gemeten = one.cells.iter().filter(|cell| cell.figure.is_ok()).map(|cell| cell.periode);
    let freq = contract.nulmeting.periode.frequentie();
    let gemeten = gemeten.filter(|periode| periode.frequentie() == freq).collect();
    let zaak = Zaak { onderzoek, indicator, one, contract, doel, reekssoort, gemeten };
    let areas = onderzoek.areas(level_of(doel));
    let mut rows: Vec<_> = areas.into_iter().filter_map(|gebied| zaak.judge(gebied)).collect();
    let is_shown = |regel: &StatusRegel| onderzoek.zichtbaar.shows(one, &regel.steunt_op);
    let shown = rows.iter_mut().filter(|row| is_shown(&row.regel));
    adjust_changes(shown.filter_map(|row| row.regel.cijfers.as_mut()?.verandering.as_mut()));
    for row in &mut rows {
        row.confirm();
    }
    let mut regels: Vec<_> = rows.into_iter().map(|row| row.regel).collect();
    let ids = &one.info.toelichting.tegenindicatoren;
    for tegen in ids.iter().filter_map(|id| onderzoek.find(id)) {
        Tegenwicht::new(tegen, onderzoek.zichtbaar).add_to(&mut regels);
    }
    regels
}

impl Voorlopig {
    /// Fills in what takes the changes of all areas: whether a move the wrong way is more than chance.
    fn confirm(&mut self) {
        let (Some(oordeel), Some(goal)) = (&mut self.oordeel, &self.goal) else { return };
        let Some(cijfers) = &self.regel.cijfers else { return };
        let changed = cijfers
            .verandering
            .as_ref()
            .is_some_and(|change| is_changed(change, cijfers.nulmeting.waarde, goal.doelwaarde()));
        oordeel.confirm_direction(changed);
        let others = self.regel.vlaggen.iter().copied();
        let mut vlaggen: Vec<_> = oordeel.vlaggen.iter().copied().chain(others).collect();
        vlaggen.sort_unstable();
        vlaggen.dedup();
        self.regel.vlaggen = vlaggen;
    }
}

impl Zaak<'_> {
    /// The verdict in an area; nothing for the gemeente as a distance to itself.
    fn judge(&self, gebied: GebiedIdx) -> Option<Voorlopig> {
        let reeks = self.onderzoek.series((self.one, gebied), &self.reekssoort, &self.periods())?;
        let area = self.onderzoek.indeling.gebied(gebied);
        let (code, niveau) = (&area.code, area.niveau);
        let key = (self.one.info.id.as_str(), &self.reekssoort);
        let start = start_of(self.contract, key, (code, niveau), &reeks, self.onderzoek.lock);
        let last = last_figure(&reeks, start.periode, self.until());
        let mut regel = self.empty_row(gebied, &start, last.map(|(periode, _)| periode));
        let poort = self.poort(gebied);
        let none = |regel: StatusRegel, reden| {
            let regel = StatusRegel { reden: Some(reden), ..regel };
            Some(Voorlopig { regel, oordeel: None, goal: None })
        };
        let nulmeting = match &start.waarde {
            Ok(nulmeting) => *nulmeting,
            Err(GeenStart::Onderdrukt) => return none(regel, StatusReden::Onderdrukt),
            Err(GeenStart::GeenCijfer(reason)) => {
                return none(regel, Poort::without_baseline(*reason));
            }
        };
        let soort = self.doel.soort_in(code);
        let goal = goal_of(soort, nulmeting.waarde, self.one.info.richting);
        let Some((periode, nu)) = last else {
            // The baseline and the target are known from the first day.
            let (doelwaarde, other) = (goal.doelwaarde(), goal.andere_grens());
            let start_only = StatusCijfers::at_start(nulmeting, doelwaarde, other);
            regel.steunt_op = start.punt.map(|point| point.cells.clone()).unwrap_or_default();
            regel.cijfers = Some(StatusCijfers { zichtbaar: detectable(&nulmeting), ..start_only });
            return none(regel, StatusReden::GeenMetingNaNulmeting);
        };
        let course = course_of(self.doel, soort, start.periode, nulmeting.waarde);
        let passed = looptijd(start.periode, periode, self.doel.deadline);
        let oordeel = judge(&goal, &course, passed, &nu.meetpunt, &self.one.info.statusregels);
        if nu.herleid || start.punt.is_some_and(|point| point.herleid) {
            regel.vlaggen.push(StatusVlag::Herleid);
        }
        let points = || start.punt.into_iter().chain([nu]);
        regel.steunt_op = points().flat_map(|point| point.cells.clone()).collect();
        let figures = Figures { start: &start, nulmeting, nu: (periode, nu), passed };
        self.fill(&mut regel, &reeks, &poort, (&goal, &course), &figures, &oordeel);
        if let Some(reden) = poort.blocks((start.periode, start.punt), (periode, nu)) {
            if let Some(cijfers) = &mut regel.cijfers {
                cijfers.mogelijk.clear();
                // How far figures are that cannot be compared would be read as a verdict, too.
                if matches!(reden, StatusReden::BreukInReeks | StatusReden::Modelschatting) {
                    cijfers.kansen = None;
                    cijfers.voortgang = None;
                }
            }
            return none(regel, reden);
        }
        regel.status = oordeel.status;
        regel.reden = oordeel.reden;
        Some(Voorlopig { regel, oordeel: Some(oordeel), goal: Some(goal) })
    }

    fn empty_row(
        &self,
        gebied: GebiedIdx,
        start: &Start<'_>,
        periode: Option<Periode>,
    ) -> StatusRegel {
        StatusRegel {
            doel: self.doel.naam.clone(),
            reeks: self.reekssoort.word(),
            gebied,
            nulperiode: Some(start.periode),
            periode,
            status: Status::Onzeker,
            reden: None,
            vlaggen: Vec::new(),
            cijfers: None,
            nulmeting_vastgesteld: start.bevroren.map(|bevroren| bevroren.vastgesteld),
            tegenbewegingen: Vec::new(),
            steunt_op: Vec::new(),
            verloop_op: Vec::new(),
        }
    }

    /// The period after which nothing counts: that which judges, or the last of the monitor.
    fn until(&self) -> Periode {
        earlier(self.onderzoek.tot, self.doel.beoordeel_op)
    }

    /// The periods that a measure between areas compares: that of the baseline and those after it.
    fn periods(&self) -> BTreeSet<Periode> {
        let van = self.onderzoek.lock.indicatoren.get(&self.one.info.id);
        let van = van.map_or(self.contract.nulmeting.periode, |bevroren| bevroren.periode);
        let until = self.until();
        let last = |periode: &&Periode| van < **periode && periode.last_day() <= until.last_day();
        let last = self.gemeten.iter().rev().find(last).copied();
        [van].into_iter().chain(last).collect()
    }

    fn poort(&self, gebied: GebiedIdx) -> Poort<'_> {
        Poort {
            breuken: &self.one.breuken,
            grenzen: self.one.grenzen.get(&gebied),
            minimum_aantal: self.contract.minimum_aantal,
            tot: self.until(),
            gemeten: &self.gemeten,
        }
    }

    /// Fills in the numbers of a row.
    fn fill(
        &self,
        regel: &mut StatusRegel,
        reeks: &Reeks,
        poort: &Poort<'_>,
        (goal, course): (&Goal, &Course),
        figures: &Figures<'_>,
        oordeel: &Oordeel,
    ) {
        let (periode, nu) = figures.nu;
        let van = figures.start.periode;
        let rules = &self.one.info.statusregels;
        let series: Vec<_> = reeks
            .iter()
            .filter(|(other, _)| other.frequentie() == periode.frequentie() && **other <= periode)
            .filter(|(other, _)| **other == periode || poort.is_comparable(**other, periode))
            .filter_map(|(other, point)| Some((*other, point.as_ref().ok()?)))
            .collect();
        let points: Vec<_> =
            series.iter().map(|(periode, point)| moment(*periode, point)).collect();
        let deadline = years(self.doel.deadline);
        let at_deadline = goal.cut_points(course, 1.0, rules).behaald;
        let kans_doel = (figures.passed < 1.0).then(|| forecast(&points, deadline, at_deadline));
        let kwartalen = Kwartalen {
            indicator: self.indicator,
            one: self.one,
            contract: self.contract,
            tot: self.onderzoek.tot,
        };
        let (spc, quarters) = match self.reekssoort {
            Reekssoort::Waarde => kwartalen.judge(regel.gebied, poort, goal),
            _ => (None, Vec::new()),
        };
        regel.verloop_op = quarters;
        regel.verloop_op.extend(series.iter().flat_map(|(_, point)| point.cells.clone()));
        // A break in between leaves a difference that says nothing.
        let gunstig = goal.is_better(nu.meetpunt.waarde);
        let verandering: Option<Verandering> = poort
            .is_comparable(van, periode)
            .then(|| compute_change(&figures.nulmeting, &nu.meetpunt, self.doel.relevant, gunstig));
        let progress = Progress {
            nulmeting: figures.nulmeting,
            nu: nu.meetpunt,
            doelwaarde: goal.doelwaarde(),
            richting: plain_direction(self.one.info.richting, goal, figures.nulmeting.waarde),
            van: years(van.last_day()),
            tot: years(periode.last_day()),
            deadline,
            is_percentage: self.one.info.eenheid.nl.contains('%'),
        };
        let other = |methode| {
            if goal.is_plain() { judge_by(methode, &progress) } else { NIET_TE_BEREKENEN }
        };
        regel.cijfers = Some(StatusCijfers {
            nulmeting: figures.nulmeting,
            nu: Some(nu.meetpunt),
            doelwaarde: goal.doelwaarde(),
            andere_grens: goal.andere_grens(),
            traject_nu: Some(oordeel.traject_nu),
            looptijd: Some(figures.passed),
            voortgang: oordeel.voortgang,
            kansen: oordeel.kansen,
            mogelijk: oordeel.mogelijk.clone(),
            verandering,
            trend: name_trend(&points),
            kans_doel: kans_doel.flatten(),
            spc,
            zichtbaar: detectable(&figures.nulmeting),
            andere: self.onderzoek.methoden.iter().map(|&methode| other(methode)).collect(),
        });
    }
}

/// The figures of a verdict.
struct Figures<'a> {
    start: &'a Start<'a>,
    nulmeting: Meetpunt,
    nu: (Periode, &'a Punt),
    passed: f64,
}

fn moment(periode: Periode, point: &Punt) -> Reekspunt {
    let Meetpunt { waarde, se, .. } = point.meetpunt;
    Reekspunt { tijd: years(periode.last_day()), waarde, se }
}

/// The direction that published rules know, also of an indicator that is best in between.
fn plain_direction(richting: Richting, goal: &Goal, nulmeting: f64) -> Richting {
    match richting {
        Richting::Bandbreedte if goal.doelwaarde() < nulmeting => Richting::LagerIsBeter,
        Richting::Bandbreedte => Richting::HogerIsBeter,
        known => known,
    }
}

/// The smallest change that two measurements like this one can show.
pub(super) fn detectable(nulmeting: &Meetpunt) -> Option<f64> {
    let one = SampleSize::new(1.0, 1.0)?;
    detectable_mean_change(nulmeting.se?, one, one, TestPower::USUAL)
}
