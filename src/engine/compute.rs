//! The run: scan the sources, bring the answers together, estimate every cell.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::definition::{Afgeleid, Indicator, Meting, Monitor};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{
    Balance, Bedragen, Breuk, Datum, Doelsoort, Drempels, EldersCijfer, Figure, Frequentie,
    GebiedIdx, Gebiedsindeling, GeenCijfer, IndicatorInfo, Maat, Periode, Quantity, Soort,
    Stroomdeel, Vergelijkbaarheid,
};
use crate::source::{BronReport, Cache, Codelijst, OpenBron, Stop, Vorm, open_bron};
use crate::stats::Confidence;

use super::afgeleid::{self, Formulas, Gaten, Known, SurveyGap};
use super::answers::Tables;
use super::calendar::Calendar;
use super::cells::One;
use super::comparable::compare_series;
use super::opbouw::{Opbouw, is_published};
use super::plan::{Plan, Wanted};
use super::reach::Reach;
use super::respons::check_respons;
use super::responses::Responses;
use super::scan::{Setting, scan};
use super::scanned::Scanned;
use super::stromen::{Vraag as Stroomvraag, add_shares, take_persons};
use super::survey_checks::check_populations;
use super::wijziging::{Grenzen, check_changes};

/// The persons behind a cell, by which disclosure judges it: always the fewest it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// A rate or a share.
    Deel {
        /// True when nothing at all stands above the line.
        nul: bool,
        /// The persons above the line.
        teller: u64,
        /// The persons below the line, where it is known.
        noemer: Option<u64>,
        /// The persons below the line who are not above it, where the two can be compared.
        rest: Option<u64>,
        /// The amounts of the persons above and below the line, where amounts are added up.
        bedragen: [Option<Bedragen>; 2],
    },
    /// A survey.
    Enquete {
        /// The respondents who answered.
        n: u64,
        /// Those of them who gave the answer that is counted, of a share of answers.
        antwoord: Option<u64>,
    },
    /// A figure that the source protected before it published it.
    Gepubliceerd,
}

/// A cell with its estimate, not yet judged by disclosure.
#[derive(Clone, Debug)]
pub struct EstimatedCell {
    /// The area.
    pub gebied: GebiedIdx,
    /// The period.
    pub periode: Periode,
    /// The persons behind it.
    pub counts: Counts,
    /// The persons behind each cell that it was converted from; a cell that shows what one of
    /// them hides would give it away.
    pub delen: Vec<Counts>,
    /// The counts above and below the line, where the figure is computed from rounded ones.
    pub exact: Option<[Quantity; 2]>,
    /// The other areas whose cells of the same period it was converted from.
    pub uit: Vec<GebiedIdx>,
    /// The figure, or why there is none.
    pub figure: Result<Figure, GeenCijfer>,
}

impl EstimatedCell {
    /// A cell that was counted in the area itself.
    pub fn new(
        gebied: GebiedIdx,
        periode: Periode,
        counts: Counts,
        figure: Result<Figure, GeenCijfer>,
    ) -> Self {
        let (delen, uit) = (Vec::new(), Vec::new());
        Self { gebied, periode, counts, delen, exact: None, uit, figure }
    }
}

/// All cells of one indicator.
#[derive(Clone, Debug)]
pub struct EstimatedIndicator {
    /// The indicator.
    pub info: IndicatorInfo,
    /// Where it is defined.
    pub place: Place,
    /// The counts that its cells show, and how they hang together.
    pub opbouw: Opbouw,
    /// The breaks in the registration it rests on.
    pub breuken: Vec<Breuk>,
    /// The cells, in no particular order.
    pub cells: Vec<EstimatedCell>,
    /// Whether the series of each area can be compared over all its periods.
    pub reeksen: BTreeMap<GebiedIdx, Vergelijkbaarheid>,
    /// The days from which an area has another border, without a bridge.
    pub grenzen: BTreeMap<GebiedIdx, BTreeSet<Datum>>,
    /// The distance of each area to the gemeente, when a target asks for it.
    pub afstanden: Vec<EstimatedCell>,
    /// The part of the tables of moves that it is, when it is no indicator.
    pub stroom: Option<Stroomdeel>,
}

/// What the engine hands to disclosure.
#[derive(Clone, Debug, Default)]
pub struct Counted {
    /// The indicators, by id, and behind them the parts of the tables of moves.
    pub indicatoren: Vec<EstimatedIndicator>,
    /// What became of the rows, per file.
    pub balances: Vec<Balance>,
    /// The areas that each source names.
    pub gezien: BTreeMap<String, Vec<GebiedIdx>>,
    /// The figures that sources published of places elsewhere, by the id of the indicator.
    pub elders: BTreeMap<String, Vec<EldersCijfer>>,
}

/// A run: the counted cells, and the sources with their rejected rows.
#[derive(Debug)]
pub struct Run {
    /// What may go on to disclosure.
    pub counted: Counted,
    /// The sources as they were read, by name.
    pub bronnen: Vec<(OpenBron, BronReport)>,
}

/// Whoever wants to know how far a run is.
pub trait Progress: Sync {
    /// A source of so many bytes is about to be read.
    fn start(&self, bron: &str, n_bytes: u64);
    /// So many bytes more have been read.
    fn advance(&self, n_bytes: u64);
    /// The source has been read.
    fn finish(&self);
}

/// Computes all cells of the indicators.
///
/// Reads each source once, or replays it from the cache. Faults in the data become findings; only
/// the machine stops it.
pub fn compute(
    monitor: &Monitor,
    indeling: &Gebiedsindeling,
    codelijsten: &BTreeMap<String, Codelijst>,
    (indicators, drempels): (&[Indicator], Drempels),
    cache: Option<&dyn Cache>,
    findings: &mut Findings,
    progress: &dyn Progress,
) -> Result<Run, Stop> {
    let mut plan = Plan::new(indicators);
    let wijziging = monitor.indelingswijziging.as_ref();
    if let Some(declared) = wijziging {
        plan.ask_changes(declared);
    }
    for (naam, bron) in &monitor.bronnen {
        if let Some(respons) = &bron.respons {
            plan.ask_respons(naam, respons);
        }
    }
    if let Some(lagen) = &monitor.lagen {
        plan.ask_layers(lagen);
    }
    let (van, tot) = (monitor.van, monitor.tot);
    let all = Frequentie::ALL.into_iter();
    let periods = all.flat_map(|frequentie| Periode::range(van, tot, frequentie)).collect();
    let calendar = Calendar::new(periods);
    let gemeente = indeling.gemeente().expect("a tree of areas has a gemeente");
    let reach = Reach::new(indeling, gemeente);
    let getoond = monitor.presentatie.and_then(Periode::of_year).unwrap_or(tot);
    let getoond_op = getoond.last_day();
    let (calendar, reach) = (&calendar, &reach);
    let setting = Setting { reach, calendar, indeling, codelijsten, cache, van, tot, getoond_op };
    let mut scanned = BTreeMap::new();
    for (naam, bron) in &monitor.bronnen {
        // A source that no indicator asks anything is read all the same: its faults and its
        // balance are part of the report.
        let questions = plan.questions.get(naam).map_or(&[][..], Vec::as_slice);
        let open = open_bron(&bron.spec, &monitor.folder, findings);
        progress.start(naam, open.n_bytes());
        let on_bytes = |n_bytes| progress.advance(n_bytes);
        let found = scan(bron, open, questions, &setting, findings, &on_bytes)?;
        progress.finish();
        check_delivery(&found, &setting, findings);
        scanned.insert(naam.clone(), found);
    }
    let personen = take_persons(&plan, &mut scanned);
    let tables = Tables::new(&mut scanned, &plan, &setting, findings);
    check_populations((indicators, &plan.wanted), &scanned, &tables, findings);
    check_respons(monitor, (&plan, &tables), &scanned, indeling, findings);
    let grenzen = wijziging.map_or_else(Grenzen::new, |declared| {
        check_changes(tables.changes(), declared, &setting, findings)
    });
    let responses = Responses::new(monitor, (&plan, &tables), &scanned, reach);
    let estimate = |(indicator, wanted): (&Indicator, &Wanted)| {
        let mut findings = Findings::default();
        check_periods(indicator, &setting, &mut findings);
        let (setting, scanned, tables) = (&setting, &scanned, &tables);
        let one = One { indicator, setting, scanned, tables, responses: &responses };
        let cells = one.estimate(wanted, &mut findings);
        let elders = one.elders(wanted);
        let breuken = one.breuken();
        let reeksen = compare_series(indeling, &cells, &grenzen);
        let info = indicator.info.clone();
        let (grenzen, afstanden) = (grenzen.clone(), Vec::new());
        let opbouw = Opbouw::of(indicator, wanted, tables, &is_published(scanned));
        let place = indicator.place.clone();
        (
            EstimatedIndicator {
                info,
                place,
                opbouw,
                breuken,
                cells,
                reeksen,
                grenzen,
                afstanden,
                stroom: None,
            },
            elders,
            findings,
        )
    };
    let all = indicators.par_iter().zip(&plan.wanted).map(estimate).collect::<Vec<_>>();
    let mut done = Vec::new();
    let mut elders = BTreeMap::new();
    for (indicator, cijfers, found) in all {
        findings.extend(found);
        if !cijfers.is_empty() {
            elders.insert(indicator.info.id.clone(), cijfers);
        }
        done.push(indicator);
    }
    let gaten = survey_gaps(indicators, &plan, &scanned, &tables, gemeente);
    for idx in afgeleid::order(indicators) {
        let Meting::Afgeleid(afgeleid) = &indicators[idx].meting else { continue };
        let known = known_of(afgeleid, &done);
        let formulas =
            Formulas { indicator: &indicators[idx], afgeleid, gemeente, known, gaten: &gaten };
        let cells = formulas.estimate();
        done[idx].reeksen = compare_series(indeling, &cells, &grenzen);
        done[idx].cells = cells;
    }
    for (idx, indicator) in indicators.iter().enumerate().filter(|(_, one)| asks_distance(one)) {
        let afgeleid = Afgeleid::afstand(&indicator.info.id, &indicator.place);
        let known = known_of(&afgeleid, &done);
        let formulas = Formulas { indicator, afgeleid: &afgeleid, gemeente, known, gaten: &gaten };
        let cells = formulas.estimate();
        done[idx].afstanden = cells;
    }
    if let Some(lagen) = &monitor.lagen {
        let (plan, setting, scanned, tables) = (&plan, &setting, &scanned, &tables);
        let vraag = Stroomvraag { lagen, plan, setting, scanned, tables, drempels };
        done.extend(vraag.estimate(personen, findings));
        add_shares(indicators, &mut done);
        for one in done.iter_mut().filter(|one| one.info.soort == Soort::Stroom) {
            one.reeksen = compare_series(indeling, &one.cells, &grenzen);
        }
    }
    // Only now: what is not published may be part of what is.
    let is_published =
        |cell: &EstimatedCell| monitor.niveaus.contains(&indeling.gebied(cell.gebied).niveau);
    let of_moves = monitor.lagen.as_ref().map(|lagen| &lagen.niveaus);
    for one in &mut done {
        one.cells.retain(is_published);
        if let (Some(_), Some(niveaus)) = (one.stroom, of_moves) {
            one.cells.retain(|cell| niveaus.contains(&indeling.gebied(cell.gebied).niveau));
        }
        one.afstanden.retain(is_published);
    }
    Ok(finish(scanned, Counted { indicatoren: done, elders, ..Counted::default() }))
}

/// True when a target narrows the distance of each area to the gemeente.
fn asks_distance(indicator: &Indicator) -> bool {
    let doelen = indicator.info.contract.iter().flat_map(|contract| &contract.doelen);
    let is_distance =
        |soort: &Doelsoort| matches!(soort, Doelsoort::GatVerkleinen { maat: Maat::Gemeente, .. });
    doelen.into_iter().any(|doel| is_distance(&doel.soort))
}

/// The cells of the indicators that a formula names.
fn known_of<'d>(
    afgeleid: &'d Afgeleid,
    done: &'d [EstimatedIndicator],
) -> BTreeMap<&'d str, Known<'d>> {
    let of = |id: &'d String| {
        let one = done.iter().find(|one| one.info.id == *id)?;
        let cells = one.cells.iter().map(|cell| ((cell.gebied, cell.periode), cell)).collect();
        // What somebody else published has the confidence that they used.
        let betrouwbaarheid = match one.info.soort {
            Soort::Gepubliceerd => Confidence::P95.level(),
            _ => one.info.betrouwbaarheid,
        };
        Some((id.as_str(), Known { betrouwbaarheid, cells }))
    };
    afgeleid.places.keys().filter_map(of).collect()
}

/// What the distance of each survey's figure to the gemeente is computed from.
fn survey_gaps<'a>(
    indicators: &'a [Indicator],
    plan: &'a Plan,
    scanned: &BTreeMap<String, Scanned>,
    tables: &'a Tables<'a>,
    gemeente: GebiedIdx,
) -> Gaten<'a> {
    let of = |(indicator, wanted): (&'a Indicator, &'a Wanted)| {
        let Wanted::Enquete { answers, populatie } = wanted else { return None };
        let (vraag, info) = (indicator.meting.vraag()?, &indicator.info);
        let (decimals, factor) = match indicator.meting {
            Meting::EnqueteAandeel(_) => (0, 100.0),
            Meting::Gemiddelde(_) => {
                let spec = &scanned[&vraag.bron].open.spec;
                let kolom = vraag.score.kolommen()[0];
                (spec.decimalen(kolom), 1.0 / vraag.score.delen() as f64)
            }
            _ => return None,
        };
        let (populatie, least) = (populatie.as_ref(), info.drempels.minimum_n);
        let gap = SurveyGap { answers, populatie, decimals, factor, least };
        Some((info.id.as_str(), gap))
    };
    let surveys = indicators.iter().zip(&plan.wanted).filter_map(of).collect();
    Gaten { tables, gemeente, surveys }
}

/// Reports an indicator for which no period lies wholly within the monitor.
fn check_periods(indicator: &Indicator, setting: &Setting<'_>, findings: &mut Findings) {
    let frequenties = &indicator.info.frequenties;
    if frequenties.contains(&Frequentie::Meting) || !setting.periods(frequenties).is_empty() {
        return;
    }
    let words: Vec<_> =
        frequenties.iter().map(|frequentie| format!("`{}`", frequentie.word())).collect();
    let message = format!(
        "indicator `{}` has no figures: no whole {} lies in {} to {}",
        indicator.info.id,
        words.join(" or "),
        setting.van,
        setting.tot
    );
    findings.push(
        Diagnostic::new(Code::NoPeriod, message).at(indicator.place.clone(), "this indicator"),
    );
}

/// Reports the quarters in which a register has no row at all.
fn check_delivery(scanned: &Scanned, setting: &Setting<'_>, findings: &mut Findings) {
    let spec = &scanned.open.spec;
    if spec.vorm != Vorm::Records || scanned.months.is_empty() || scanned.is_volledig {
        return;
    }
    let quarters = setting.periods(&[Frequentie::Kwartaal]);
    let missing: Vec<_> =
        quarters.into_iter().filter(|&quarter| !scanned.has_rows_in(quarter)).collect();
    let Some(first) = missing.first() else { return };
    let message = match missing.len() {
        1 => format!("bron `{}` has no rows in {first}", spec.naam),
        n => format!("bron `{}` has no rows in {first} and {} more quarters", spec.naam, n - 1),
    };
    findings.push(
        Diagnostic::new(Code::IncompletePeriod, message)
            .at(
                spec.place.clone(),
                "figures of these quarters and their years are missing, and stocks may be low",
            )
            .help("look for an export that was not delivered"),
    );
}

fn finish(scanned: BTreeMap<String, Scanned>, mut counted: Counted) -> Run {
    let mut bronnen = Vec::new();
    for (naam, found) in scanned {
        counted.gezien.insert(naam, found.gebieden);
        counted.balances.extend(found.report.balances.iter().cloned());
        bronnen.push((found.open, found.report));
    }
    Run { counted, bronnen }
}
