//! One pass over a source: every block is shown to every question, on all cores.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use rayon::prelude::*;

use crate::definition::{Bron, Grenzen, Score, Tel, VerdeeldeWaarde};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Datum, Frequentie, Gebiedsindeling, Periode};
use crate::source::{
    Block, BronReport, Cache, Codelijst, Column, OpenBron, Stop, TextId, Vorm, read_or_replay,
};

use super::calendar::Calendar;
use super::code_check::{CodeChecks, CodeTally};
use super::codes::Codes;
use super::count::{Census, Counter, Counts, Tally};
use super::coverage::Coverage;
use super::figures::{FigureFinder, FigureTally};
use super::per_persoon::PerPersoon;
use super::plan::Question;
use super::predicate::{Moment, Predicate, RowFilter, compile};
use super::reach::Reach;
use super::respons::{self, Gevonden, ResponsFinder};
use super::rows::passing;
use super::scanned::{Answered, Counting, Scanned};
use super::survey::{StrataFinder, StrataTally, SurveyCounter, SurveyTally};
use super::survey_checks::choose_who_looks;
use super::unseen::{Texts, Unseen, UnseenLists, report_unseen, report_unseen_lists};
use super::wijziging::{self, WijzigingFinder, Wijzigingen};

/// The ids of the codes that count and of those that are no answer.
fn intern_codes(score: &Score, open: &OpenBron) -> [Vec<TextId>; 2] {
    let Score::Codes { variabele, antwoorden, ontbrekend } = score else {
        return [Vec::new(), Vec::new()];
    };
    let dictionary = open.dictionary(*variabele).expect("a column of codes");
    [antwoorden, ontbrekend].map(|texts| texts.iter().map(|text| dictionary.intern(text)).collect())
}

/// A question made ready for the rows of its source.
#[derive(Debug)]
enum Job {
    Count(Counter),
    Survey(SurveyCounter),
    Strata(StrataFinder),
    Figures(FigureFinder),
    Respons(ResponsFinder),
    Changes(WijzigingFinder),
}

/// What a question has found so far; the rows of all counts are counted together.
#[derive(Debug)]
enum Found {
    Count,
    Survey(SurveyTally),
    Strata(StrataTally),
    Figures(FigureTally),
    Respons(Gevonden),
    Changes(Wijzigingen),
}

/// What a scan needs to know besides its source.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'a> {
    pub reach: &'a Reach,
    pub calendar: &'a Calendar,
    pub indeling: &'a Gebiedsindeling,
    pub codelijsten: &'a BTreeMap<String, Codelijst>,
    /// Where typed columns are kept between runs, when they are.
    pub cache: Option<&'a dyn Cache>,
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
            Question::Laag { filter, gebied, periode } => {
                let filter = RowFilter::new(compile(filter));
                Self::Count(Counter {
                    filter,
                    gebied: *gebied,
                    periods: setting.periods(&[*periode]),
                    longer: Vec::new(),
                    covers: false,
                    is_published: false,
                    datum: open.spec.datum,
                    verdeling: None,
                    som: None,
                    per_persoon: Some(PerPersoon::Wie),
                    uniek: None,
                    persoon: open.spec.persoon(),
                })
            }
            Question::Count { tel, filter, gebied, frequenties } => {
                let mut predicate = compile(filter);
                let mut covers = false;
                if let (false, Some(kolom)) = (predicate.depends_on_periode(), open.spec.periode) {
                    predicate = Predicate::All(vec![predicate, Predicate::Covers { kolom }]);
                    covers = true;
                }
                let filter = RowFilter::new(predicate);
                let periods = setting.periods(frequenties);
                let (periods, longer) = Counter::split_periods(&filter, frequenties, periods);
                Self::Count(Counter {
                    filter,
                    gebied: *gebied,
                    periods,
                    longer,
                    covers,
                    is_published: open.spec.vorm == Vorm::Cijfers,
                    datum: open.spec.datum.or(open.spec.periode),
                    verdeling: if let Tel::Verdeling(waarde) = tel { Some(*waarde) } else { None },
                    som: if let Tel::Som(kolom) = tel { Some(*kolom) } else { None },
                    per_persoon: match *tel {
                        Tel::PersonenMet { kolom, minstens } => {
                            Some(PerPersoon::Codes { kolom, minstens })
                        }
                        Tel::Som(kolom) if open.spec.persoon().is_some() => {
                            Some(PerPersoon::Som(kolom))
                        }
                        _ => None,
                    },
                    uniek: if let Tel::Uniek(kolom) = tel { Some(*kolom) } else { None },
                    persoon: open.spec.persoon(),
                })
            }
            Question::Survey { vraag, keeps_answers } => Self::Survey(SurveyCounter {
                predicate: compile(&vraag.filter),
                vraag: vraag.clone(),
                periode: open.spec.periode.expect("a survey has waves"),
                codes: intern_codes(&vraag.score, open),
                keeps_answers: *keeps_answers,
                looks_at_weights: false,
            }),
            Question::Strata(populatie) => Self::Strata(StrataFinder {
                waarde: populatie.waarde,
                stratum: populatie.stratum,
                periode: open.spec.periode.expect("published figures have a period"),
            }),
            Question::Figures(meting) => {
                Self::Figures(FigureFinder::new(compile(&meting.sleutel), meting, open))
            }
            Question::Respons { gebied, kolommen } => Self::Respons(ResponsFinder {
                gebied: *gebied,
                periode: open.spec.periode.expect("surveys and published figures have a period"),
                kolommen: *kolommen,
            }),
            Question::Changes { kolom, gebied } => {
                Self::Changes(WijzigingFinder::new(*kolom, *gebied, open))
            }
        }
    }

    /// Adds the texts that its filter compares cells with.
    fn collect_texts(&self, found: &mut Texts) {
        match self {
            Self::Count(job) => {
                for part in job.filter.fixed.iter().chain(&job.filter.moving) {
                    part.collect_texts(found);
                }
            }
            Self::Survey(job) => {
                job.predicate.collect_texts(found);
                if let Score::Codes { variabele, .. } = job.vraag.score {
                    let ids = job.codes.iter().flatten();
                    found.extend(ids.map(|&id| (variabele, id)));
                }
            }
            Self::Strata(_) | Self::Respons(_) | Self::Changes(_) => {}
            Self::Figures(job) => {
                job.predicate.collect_texts(found);
                if let Some((kolom, ids)) = job.marges {
                    found.extend(ids.map(|id| (kolom, id)));
                }
            }
        }
    }

    /// Adds the code lists that its filter asks.
    fn collect_codes<'j>(&'j self, found: &mut Vec<&'j Codes>) {
        match self {
            Self::Count(job) => {
                for part in job.filter.fixed.iter().chain(&job.filter.moving) {
                    part.collect_codes(found);
                }
            }
            Self::Survey(job) => job.predicate.collect_codes(found),
            Self::Figures(job) => job.predicate.collect_codes(found),
            Self::Strata(_) | Self::Respons(_) | Self::Changes(_) => {}
        }
    }

    /// Adds the columns whose cells it looks at.
    fn collect_columns(&self, found: &mut BTreeSet<usize>) {
        match self {
            Self::Count(job) => {
                for part in job.filter.fixed.iter().chain(&job.filter.moving) {
                    part.collect_columns(found);
                }
                found.insert(job.gebied);
                found.extend([job.datum, job.som, job.uniek, job.persoon].into_iter().flatten());
                match job.verdeling {
                    Some(VerdeeldeWaarde::Kolom(kolom)) => drop(found.insert(kolom)),
                    Some(VerdeeldeWaarde::Dagen { van, tot }) => found.extend([van, tot]),
                    None => {}
                }
                if let Some(PerPersoon::Codes { kolom, .. }) = job.per_persoon {
                    found.insert(kolom);
                }
            }
            Self::Survey(job) => {
                job.predicate.collect_columns(found);
                let vraag = &job.vraag;
                found.extend(vraag.score.kolommen());
                found.extend([vraag.gebied, job.periode]);
                found.extend([vraag.gewicht, vraag.stratum].into_iter().flatten());
            }
            Self::Strata(job) => found.extend([job.waarde, job.stratum, job.periode]),
            Self::Respons(job) => found.extend(job.columns()),
            Self::Changes(job) => found.extend(job.columns()),
            Self::Figures(job) => {
                job.predicate.collect_columns(found);
                found.extend([job.meting.waarde, job.meting.gebied, job.periode]);
                found.extend(job.marges.map(|(kolom, _)| kolom));
                if let Grenzen::Kolommen { onder, boven } = job.meting.grenzen {
                    found.extend([onder, boven]);
                }
                found.extend(job.meting.gewicht);
            }
        }
    }

    fn start(&self) -> Found {
        match self {
            Self::Count(_) => Found::Count,
            Self::Survey(_) => Found::Survey(SurveyTally::default()),
            Self::Strata(_) => Found::Strata(StrataTally::default()),
            Self::Figures(_) => Found::Figures(FigureTally::default()),
            Self::Respons(_) => Found::Respons(Gevonden::new()),
            Self::Changes(_) => Found::Changes(Wijzigingen::default()),
        }
    }

    fn count(&self, block: &Block, found: &mut Found) {
        match (self, found) {
            (Self::Count(_), Found::Count) => {}
            (Self::Survey(job), Found::Survey(tally)) => job.count(block, tally),
            (Self::Strata(job), Found::Strata(tally)) => job.count(block, tally),
            (Self::Figures(job), Found::Figures(tally)) => job.count(block, tally),
            (Self::Respons(job), Found::Respons(found)) => job.count(block, found),
            (Self::Changes(job), Found::Changes(found)) => job.count(block, found),
            _ => unreachable!("a job starts its own kind of tally"),
        }
    }

    /// The answer; those of counts come from the census, in the order of the questions.
    fn finish(
        self,
        found: Found,
        counted: &mut impl Iterator<Item = Tally>,
        open: &OpenBron,
        findings: &mut Findings,
    ) -> Answered {
        match (self, found) {
            (Self::Count(job), Found::Count) => {
                let tally = counted.next().expect("the census answers every count");
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
            (Self::Respons(_), Found::Respons(found)) => Answered::Respons(found),
            (Self::Changes(_), Found::Changes(found)) => Answered::Changes(found),
            _ => unreachable!("a job starts its own kind of tally"),
        }
    }
}

impl Found {
    fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Count, Self::Count) => {}
            (Self::Survey(tally), Self::Survey(other)) => tally.merge(other),
            (Self::Strata(tally), Self::Strata(other)) => tally.merge(other),
            (Self::Figures(tally), Self::Figures(other)) => tally.merge(other),
            (Self::Respons(found), Self::Respons(other)) => respons::merge(found, other),
            (Self::Changes(found), Self::Changes(other)) => wijziging::merge(found, other),
            _ => unreachable!("the same job makes the same kind of tally"),
        }
    }
}

/// What one thread has found so far.
struct Partial {
    counts: Counts,
    found: Vec<Found>,
    unseen: Unseen,
    unseen_lists: UnseenLists,
    coverage: Coverage,
    codes: CodeTally,
    excluded: BTreeMap<usize, Excluded>,
}

/// Rows of one file that the monitor leaves out on purpose.
#[derive(Clone, Copy, Default)]
struct Excluded {
    rows: u64,
    area_unknown: u64,
}

/// The rows of a source on their way to every question.
struct Scan<'a> {
    jobs: &'a [Job],
    census: &'a Census,
    uitsluiten: Option<&'a Predicate>,
    codes: &'a CodeChecks,
    /// The code lists that filters ask.
    lists: &'a [&'a Codes],
    /// The column with the date or period of a row.
    date: Option<usize>,
    /// A period for filters that know none.
    any: Moment,
}

impl Scan<'_> {
    fn start(&self, sought: &Texts) -> Partial {
        Partial {
            counts: self.census.start(),
            found: self.jobs.iter().map(Job::start).collect(),
            unseen: Unseen::new(sought),
            unseen_lists: UnseenLists::new(self.lists),
            coverage: Coverage::default(),
            codes: CodeTally::default(),
            excluded: BTreeMap::new(),
        }
    }

    /// Shows a block to all questions; one of places elsewhere to those for published figures.
    ///
    /// Such rows are no rows of the gemeente: they say nothing of which areas, months and codes it has.
    fn count(&self, block: &Block, partial: &mut Partial) {
        if !block.elders {
            partial.unseen.see(block);
            partial.unseen_lists.see(self.lists, block);
            partial.coverage.see_areas(block);
        }
        let kept;
        let block = match self.uitsluiten {
            Some(predicate) => {
                // It knows no period; the definition layer has checked it.
                let leaves_out = passing(predicate, block, &self.any);
                let keep: Vec<_> = leaves_out.into_iter().map(|leaves_out| !leaves_out).collect();
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
        let jobs = self.jobs.iter().zip(&mut partial.found);
        if block.elders {
            let figures = jobs.filter(|(job, _)| matches!(job, Job::Figures(_)));
            figures.for_each(|(job, found)| job.count(block, found));
            return;
        }
        jobs.for_each(|(job, found)| job.count(block, found));
        if let Some(date) = self.date {
            partial.coverage.see_dates(block, date);
        }
        self.codes.see(block, &mut partial.codes);
        self.census.count(block, &mut partial.counts);
    }
}

/// Reads a source once and answers all questions to it.
pub(super) fn scan(
    bron: &Bron,
    mut open: OpenBron,
    questions: &[Question],
    setting: &Setting<'_>,
    findings: &mut Findings,
    on_bytes: &(dyn Fn(u64) + Sync),
) -> Result<Scanned, Stop> {
    let mut jobs: Vec<_> =
        questions.iter().map(|question| Job::new(question, &open, setting)).collect();
    choose_who_looks(jobs.iter_mut().filter_map(|job| match job {
        Job::Survey(counter) => Some(counter),
        _ => None,
    }));
    let uitsluiten = bron
        .uitsluiten
        .as_ref()
        .map(|filter| compile(filter, &open, setting.indeling, setting.codelijsten));
    let mut sought = Texts::default();
    let mut asked = BTreeSet::new();
    for job in &jobs {
        job.collect_texts(&mut sought);
        job.collect_columns(&mut asked);
    }
    if let Some(predicate) = &uitsluiten {
        if !bron.is_uitsluiten_of_profile {
            predicate.collect_texts(&mut sought);
        }
        predicate.collect_columns(&mut asked);
    }
    let mut lists = Vec::new();
    for job in &jobs {
        job.collect_codes(&mut lists);
    }
    if let Some(predicate) = &uitsluiten {
        predicate.collect_codes(&mut lists);
    }
    let codes = CodeChecks::new(&open, setting.codelijsten, lists.clone());
    codes.collect_columns(&mut asked);
    open.ask_only(&asked);
    let counters = jobs.iter().filter_map(|job| match job {
        Job::Count(counter) => Some(counter.clone()),
        _ => None,
    });
    let census = Census::new(counters.collect(), setting.reach.clone());
    let scan = Scan {
        jobs: &jobs,
        census: &census,
        uitsluiten: uitsluiten.as_ref(),
        codes: &codes,
        lists: &lists,
        date: open.spec.datum.or(open.spec.periode),
        any: Moment::new(setting.tot),
    };
    // What no thread is adding to. There are no more than threads, and they are brought together
    // once, at the end.
    let idle: Mutex<Vec<Partial>> = Mutex::default();
    let lock = || idle.lock().expect("no thread panics while it holds the counts");
    let on_blocks = &mut |blocks: &[Block]| {
        blocks.par_iter().with_max_len(1).for_each(|block| {
            let known = lock().pop();
            let mut partial = known.unwrap_or_else(|| scan.start(&sought));
            scan.count(block, &mut partial);
            lock().push(partial);
        });
    };
    let (indeling, cache) = (setting.indeling, setting.cache);
    let mut report = read_or_replay(&open, indeling, cache, findings, on_bytes, on_blocks)?;
    let mut partials = std::mem::take(&mut *lock());
    let first = partials.pop().unwrap_or_else(|| scan.start(&sought));
    let Partial {
        counts,
        mut found,
        mut unseen,
        mut unseen_lists,
        mut coverage,
        codes: mut tally,
        mut excluded,
    } = first;
    let mut counts = vec![counts];
    for other in partials {
        counts.push(other.counts);
        for (found, more) in found.iter_mut().zip(other.found) {
            found.merge(more);
        }
        unseen.merge(&other.unseen);
        unseen_lists.merge(&other.unseen_lists);
        coverage.merge(other.coverage);
        tally.merge(other.codes);
        for (file, more) in other.excluded {
            let entry = excluded.entry(file).or_default();
            entry.rows += more.rows;
            entry.area_unknown += more.area_unknown;
        }
    }
    if report.balances.iter().any(|balance| 0 < balance.gebruikt) {
        let texts = unseen.texts();
        report_unseen_lists(&open, &lists, &unseen_lists, (&sought, &texts), findings);
        report_unseen(&open, texts, findings);
    }
    codes.report(&open, tally, findings);
    let n_excluded: u64 = excluded.values().map(|excluded| excluded.rows).sum();
    for (file, excluded) in excluded {
        let balance = &mut report.balances[file];
        balance.gebruikt -= excluded.rows;
        balance.uitgesloten += excluded.rows;
        balance.gebied_onbekend -= excluded.area_unknown;
    }
    check_all_excluded(&open, &report, n_excluded, findings);
    let mut counted = census.finish(counts).into_iter();
    let answers = jobs
        .into_iter()
        .zip(found)
        .map(|(job, found)| job.finish(found, &mut counted, &open, findings))
        .collect();
    let months = coverage.months();
    let lengths = coverage.lengths().clone();
    let (gebieden, levels) = (coverage.areas(), coverage.levels(setting.indeling));
    let is_volledig = bron.is_volledig;
    Ok(Scanned { open, report, answers, months, lengths, gebieden, levels, is_volledig })
}

/// Says so when `uitsluiten` leaves nothing of a source.
fn check_all_excluded(open: &OpenBron, report: &BronReport, n: u64, findings: &mut Findings) {
    if n == 0 || report.balances.iter().any(|balance| 0 < balance.gebruikt) {
        return;
    }
    let message = format!("`uitsluiten` leaves out all {n} rows of bron `{}`", open.spec.naam);
    let finding = Diagnostic::new(Code::AllExcluded, message);
    findings.push(finding.at(open.spec.place.clone(), "declared here"));
}

fn has_unknown_area(block: &Block, row: usize) -> bool {
    block.columns.iter().any(|column| match column {
        Column::Gebied(cells) => cells[row].is_none(),
        _ => false,
    })
}
