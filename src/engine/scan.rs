//! One pass over a source: every block is shown to every question, on all cores.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::definition::{Bron, Tel};
use crate::diagnostic::Findings;
use crate::model::{Datum, Frequentie, Gebiedsindeling, Niveau, Periode};
use crate::source::{Block, Codelijst, Column, OpenBron, Stop, Vorm, read_bron};

use super::calendar::Calendar;
use super::count::{Counter, Tally};
use super::figures::{FigureFinder, FigureTally};
use super::plan::Question;
use super::predicate::{Moment, Predicate, RowFilter, compile, row_date};
use super::reach::Reach;
use super::scanned::{Answered, Counting, Scanned};
use super::survey::{StrataFinder, StrataTally, SurveyCounter, SurveyTally};
use super::unseen::{Texts, report_unseen, see_texts};
use super::wijziging::{self, WijzigingFinder, Wijzigingen};

/// A question made ready for the rows of its source.
#[derive(Debug)]
enum Job {
    Count(Counter),
    Survey(SurveyCounter),
    Strata(StrataFinder),
    Figures(FigureFinder),
    Changes(WijzigingFinder),
}

/// What a question has found so far.
#[derive(Debug)]
enum Found {
    Count(Tally),
    Survey(SurveyTally),
    Strata(StrataTally),
    Figures(FigureTally),
    Changes(Wijzigingen),
}

/// What a scan needs to know besides its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub reach: &'a Reach,
    pub calendar: &'a Calendar,
    pub indeling: &'a Gebiedsindeling,
    pub codelijsten: &'a BTreeMap<String, Codelijst>,
    pub van: Periode,
    pub tot: Periode,
    /// The day whose areas are shown.
    pub getoond_op: Datum,
}

impl Setting<'_> {
    /// The periods of these frequencies between the bounds of the monitor, sorted.
    pub(super) fn periods(&self, frequenties: &[Frequentie]) -> Vec<Periode> {
        let of = |&frequentie: &Frequentie| Periode::range(self.van, self.tot, frequentie);
        let mut periods: Vec<_> = frequenties.iter().flat_map(of).collect();
        periods.sort_unstable();
        periods.dedup();
        periods
    }
}

impl Job {
    fn new(question: &Question, open: &OpenBron, setting: &Setting<'_>) -> Self {
        let compile = |filter| compile(filter, open, setting.indeling, setting.codelijsten);
        match question {
            Question::Count { tel, filter, gebied, frequenties } => {
                let mut predicate = compile(filter);
                let mut covers = false;
                if let (false, Some(kolom)) = (predicate.depends_on_periode(), open.spec.periode) {
                    predicate = Predicate::All(vec![predicate, Predicate::Covers { kolom }]);
                    covers = true;
                }
                let filter = RowFilter::new(predicate, open);
                let periods = setting.periods(frequenties);
                let (periods, frequenties, longer) =
                    Counter::split_periods(&filter, frequenties, periods);
                Self::Count(Counter {
                    filter,
                    gebied: *gebied,
                    moments: periods.into_iter().map(Moment::new).collect(),
                    frequenties,
                    longer,
                    covers,
                    calendar: setting.calendar.clone(),
                    is_published: open.spec.vorm == Vorm::Cijfers,
                    reach: setting.reach.clone(),
                    datum: open.spec.datum.or(open.spec.periode),
                    som: if let Tel::Som(kolom) = tel { Some(*kolom) } else { None },
                    uniek: if let Tel::Uniek(kolom) = tel { Some(*kolom) } else { None },
                    persoon: open.spec.persoon(),
                })
            }
            Question::Survey(meting) => Self::Survey(SurveyCounter {
                predicate: compile(&meting.filter),
                meting: meting.clone(),
                periode: open.spec.periode.expect("a survey has waves"),
            }),
            Question::Strata(populatie) => Self::Strata(StrataFinder {
                waarde: populatie.waarde,
                stratum: populatie.stratum,
                periode: open.spec.periode.expect("published figures have a period"),
            }),
            Question::Figures(meting) => {
                Self::Figures(FigureFinder::new(compile(&meting.sleutel), meting, open))
            }
            Question::Changes { kolom, gebied } => {
                Self::Changes(WijzigingFinder::new(*kolom, *gebied, open))
            }
        }
    }

    /// Adds the texts that its filter compares cells with.
    fn collect_texts(&self, found: &mut Texts) {
        match self {
            Self::Count(job) => {
                job.filter.fixed.collect_texts(found);
                job.filter.moving.collect_texts(found);
            }
            Self::Survey(job) => job.predicate.collect_texts(found),
            Self::Strata(_) | Self::Changes(_) => {}
            Self::Figures(job) => {
                job.predicate.collect_texts(found);
                if let Some((kolom, ids)) = job.marges {
                    found.extend(ids.map(|id| (kolom, id)));
                }
            }
        }
    }

    fn start(&self) -> Found {
        match self {
            Self::Count(_) => Found::Count(Tally::default()),
            Self::Survey(_) => Found::Survey(SurveyTally::default()),
            Self::Strata(_) => Found::Strata(StrataTally::default()),
            Self::Figures(_) => Found::Figures(FigureTally::default()),
            Self::Changes(_) => Found::Changes(Wijzigingen::default()),
        }
    }

    fn count(&self, block: &Block, found: &mut Found) {
        match (self, found) {
            (Self::Count(job), Found::Count(tally)) => job.count(block, tally),
            (Self::Survey(job), Found::Survey(tally)) => job.count(block, tally),
            (Self::Strata(job), Found::Strata(tally)) => job.count(block, tally),
            (Self::Figures(job), Found::Figures(tally)) => job.count(block, tally),
            (Self::Changes(job), Found::Changes(found)) => job.count(block, found),
            _ => unreachable!("a job starts its own kind of tally"),
        }
    }

    fn finish(self, found: Found, open: &OpenBron, findings: &mut Findings) -> Answered {
        match (self, found) {
            (Self::Count(job), Found::Count(tally)) => {
                let is_stock = job.is_stock();
                Answered::Count(
                    tally,
                    Counting { longer: job.longer, is_stock, covers: job.covers },
                )
            }
            (Self::Survey(job), Found::Survey(tally)) => {
                tally.report(&job, open, findings);
                Answered::Survey(Box::new(job), tally)
            }
            (Self::Strata(job), Found::Strata(tally)) => Answered::Strata(tally.finish(&job, open)),
            (Self::Figures(job), Found::Figures(tally)) => {
                Answered::Figures(tally.finish(&job, open, findings))
            }
            (Self::Changes(_), Found::Changes(found)) => Answered::Changes(found),
            _ => unreachable!("a job starts its own kind of tally"),
        }
    }
}

impl Found {
    fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Count(tally), Self::Count(other)) => tally.merge(other),
            (Self::Survey(tally), Self::Survey(other)) => tally.merge(other),
            (Self::Strata(tally), Self::Strata(other)) => tally.merge(other),
            (Self::Figures(tally), Self::Figures(other)) => tally.merge(other),
            (Self::Changes(found), Self::Changes(other)) => wijziging::merge(found, other),
            _ => unreachable!("the same job makes the same kind of tally"),
        }
    }
}

/// What the blocks of one batch added up to.
struct Partial {
    seen: Texts,
    found: Vec<Found>,
    excluded: BTreeMap<usize, Excluded>,
    months: BTreeSet<Periode>,
    lengths: BTreeSet<Frequentie>,
    levels: BTreeSet<(usize, Niveau)>,
}

/// Rows of one file that the monitor leaves out on purpose.
#[derive(Clone, Copy, Default)]
struct Excluded {
    rows: u64,
    area_unknown: u64,
}

impl Partial {
    fn new(jobs: &[Job]) -> Self {
        let found = jobs.iter().map(Job::start).collect();
        let (seen, excluded) = (Texts::default(), BTreeMap::new());
        Self {
            seen,
            found,
            excluded,
            months: BTreeSet::new(),
            lengths: BTreeSet::new(),
            levels: BTreeSet::new(),
        }
    }

    fn merge(mut self, other: Self) -> Self {
        for (found, more) in self.found.iter_mut().zip(other.found) {
            found.merge(more);
        }
        for (file, excluded) in other.excluded {
            let entry = self.excluded.entry(file).or_default();
            entry.rows += excluded.rows;
            entry.area_unknown += excluded.area_unknown;
        }
        self.months.extend(other.months);
        self.lengths.extend(other.lengths);
        self.levels.extend(other.levels);
        self.seen.extend(other.seen);
        self
    }
}

/// Reads a source once and answers all questions to it.
pub(super) fn scan(
    bron: &Bron,
    open: OpenBron,
    questions: &[Question],
    setting: &Setting<'_>,
    findings: &mut Findings,
    on_bytes: &(dyn Fn(u64) + Sync),
) -> Result<Scanned, Stop> {
    let jobs: Vec<_> =
        questions.iter().map(|question| Job::new(question, &open, setting)).collect();
    let uitsluiten = bron
        .uitsluiten
        .as_ref()
        .map(|filter| compile(filter, &open, setting.indeling, setting.codelijsten));
    let date = open.spec.datum.or(open.spec.periode);
    let mut sought = Texts::default();
    for job in &jobs {
        job.collect_texts(&mut sought);
    }
    if let Some(predicate) = &uitsluiten {
        predicate.collect_texts(&mut sought);
    }
    let mut total = Partial::new(&jobs);
    let mut report = read_bron(&open, setting.indeling, findings, on_bytes, &mut |blocks| {
        // One partial result per core: merging costs as much as counting.
        let n_each = blocks.len().div_ceil(rayon::current_num_threads()).max(1);
        let partial = blocks
            .par_chunks(n_each)
            .map(|blocks| {
                let mut partial = Partial::new(&jobs);
                for block in blocks {
                    see_texts(block, &sought, &mut partial.seen);
                    see_levels(block, setting.indeling, &mut partial.levels);
                    let uitsluiten = uitsluiten.as_ref();
                    count_block(block, &jobs, uitsluiten, date, setting.tot, &mut partial);
                }
                partial
            })
            .reduce(|| Partial::new(&jobs), Partial::merge);
        let so_far = std::mem::replace(&mut total, Partial::new(&[]));
        total = so_far.merge(partial);
    })?;
    if report.balances.iter().any(|balance| 0 < balance.gebruikt) {
        report_unseen(&open, sought.difference(&total.seen).copied().collect(), findings);
    }
    for (file, excluded) in &total.excluded {
        let balance = &mut report.balances[*file];
        balance.gebruikt -= excluded.rows;
        balance.uitgesloten += excluded.rows;
        balance.gebied_onbekend -= excluded.area_unknown;
    }
    let answers = jobs
        .into_iter()
        .zip(std::mem::take(&mut total.found))
        .map(|(job, found)| job.finish(found, &open, findings))
        .collect();
    let Partial { months, lengths, levels, .. } = total;
    Ok(Scanned { open, report, answers, months, lengths, levels })
}

/// Notes the levels of the areas that a block names.
fn see_levels(block: &Block, indeling: &Gebiedsindeling, levels: &mut BTreeSet<(usize, Niveau)>) {
    for (kolom, column) in block.columns.iter().enumerate() {
        let Column::Gebied(cells) = column else { continue };
        let mut last = None;
        for &area in cells.iter().flatten() {
            if last != Some(area) {
                levels.insert((kolom, indeling.gebied(area).niveau));
                last = Some(area);
            }
        }
    }
}

/// Counts a block for all jobs.
fn count_block(
    block: &Block,
    jobs: &[Job],
    uitsluiten: Option<&Predicate>,
    date: Option<usize>,
    tot: Periode,
    partial: &mut Partial,
) {
    let kept;
    let block = match uitsluiten {
        Some(predicate) => {
            // A filter that excludes rows knows no period; the definition layer has checked it.
            let moment = Moment::new(tot);
            let keep: Vec<_> =
                (0..block.n_rows()).map(|row| !predicate.holds(block, row, &moment)).collect();
            let excluded = partial.excluded.entry(block.file).or_default();
            for (row, _) in keep.iter().enumerate().filter(|(_, keep)| !**keep) {
                excluded.rows += 1;
                excluded.area_unknown += u64::from(has_unknown_area(block, row));
            }
            kept = block.retain(&keep);
            &kept
        }
        None => block,
    };
    if let Some(Column::Periode(cells)) = date.map(|kolom| &block.columns[kolom]) {
        partial.lengths.extend(cells.iter().flatten().map(|periode| periode.frequentie()));
    }
    if let Some(kolom) = date {
        let mut last: Option<Datum> = None;
        for row in 0..block.n_rows() {
            let date = row_date(block, kolom, row);
            if date != last {
                let month = date.and_then(|date| Periode::containing(date, Frequentie::Maand));
                partial.months.extend(month);
                last = date;
            }
        }
    }
    for (job, found) in jobs.iter().zip(&mut partial.found) {
        job.count(block, found);
    }
}

fn has_unknown_area(block: &Block, row: usize) -> bool {
    block.columns.iter().any(|column| match column {
        Column::Gebied(cells) => cells[row].is_none(),
        _ => false,
    })
}
