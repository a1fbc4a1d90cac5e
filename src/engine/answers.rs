//! The answers of all sources, rolled up to every area and ready to be looked up.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::definition::Tel;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{GebiedIdx, Periode};
use crate::source::{BronSpec, KolomType, Vorm};

use super::calendar::Calendar;
use super::count::{Key, Tally};
use super::figures::FigureParts;
use super::frame::{Count, CountTable, Reach};
use super::plan::{Answer, Plan, Question};
use super::scan::{Answered, Scanned, Setting};
use super::survey::{DomainStrata, roll_up, stratum_text};

/// What was counted in one cell of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lookup {
    /// Rows, distinct values or scaled units, whatever the question counts.
    pub units: i64,
    /// The persons, or else rows, behind it.
    pub bijdragen: u64,
}

/// The answers of a survey.
#[derive(Debug)]
pub(super) struct SurveyAnswers {
    /// The strata of each domain.
    pub domains: BTreeMap<(GebiedIdx, Periode), DomainStrata>,
    /// The respondents of each stratum of the whole design.
    pub respondents: BTreeMap<(Periode, Option<Arc<str>>), u64>,
}

type Strata = BTreeMap<(Periode, String), u64>;
type Figures = BTreeMap<(GebiedIdx, Periode), FigureParts>;

/// All answers of a run.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    reach: Reach<'a>,
    calendar: Calendar,
    counts: BTreeMap<Answer, Counted>,
    surveys: BTreeMap<Answer, SurveyAnswers>,
    strata: BTreeMap<Answer, Strata>,
    figures: BTreeMap<Answer, Figures>,
}

/// Counted cells, and how they are to be read.
#[derive(Debug)]
struct Counted {
    table: CountTable,
    vorm: Vorm,
    has_persons: bool,
    /// Scaled units in one whole, of the column that is added up.
    unit: i64,
}

impl<'a> Tables<'a> {
    /// Rolls up what the scans have found, and empties them.
    pub(super) fn new(
        scanned: &mut BTreeMap<String, Scanned>,
        plan: &Plan,
        setting: &Setting<'_>,
        reach: Reach<'a>,
        findings: &mut Findings,
    ) -> Self {
        let mut tables = Self {
            reach,
            calendar: setting.calendar.clone(),
            counts: BTreeMap::new(),
            surveys: BTreeMap::new(),
            strata: BTreeMap::new(),
            figures: BTreeMap::new(),
        };
        for (naam, found) in scanned {
            let Some(questions) = plan.questions.get(naam) else { continue };
            let answers = std::mem::take(&mut found.answers);
            for (place, (question, answer)) in questions.iter().zip(answers).enumerate() {
                let at = (naam.clone(), place);
                match answer {
                    Answered::Count(tally, longer) => {
                        let Question::Count { tel, .. } = question else { continue };
                        match tables.roll_up(&found.open.spec, tel, tally, &longer) {
                            Ok(counted) => drop(tables.counts.insert(at, counted)),
                            Err(finding) => findings.push(*finding),
                        }
                    }
                    Answered::Survey(counter, tally) => {
                        let stratum = counter.meting.stratum;
                        let text = |id| stratum_text(&found.open, stratum, id);
                        let respondents = tally
                            .respondents
                            .iter()
                            .map(|(&(golf, id), &n)| ((golf, text(id)), n))
                            .collect();
                        let domains = roll_up(&tally, &found.open, stratum, |key| reach.widen(key));
                        tables.surveys.insert(at, SurveyAnswers { domains, respondents });
                    }
                    Answered::Strata(strata) => drop(tables.strata.insert(at, strata)),
                    Answered::Figures(figures) => drop(tables.figures.insert(at, figures)),
                }
            }
        }
        tables
    }

    /// The way from smallest areas to larger ones.
    pub(super) fn reach(&self) -> &Reach<'a> {
        &self.reach
    }

    /// The answers of a survey.
    pub(super) fn survey(&self, answer: &Answer) -> &SurveyAnswers {
        &self.surveys[answer]
    }

    /// The population of each stratum.
    pub(super) fn strata(&self, answer: &Answer) -> &Strata {
        &self.strata[answer]
    }

    /// Published figures.
    pub(super) fn figures(&self, answer: &Answer) -> &Figures {
        &self.figures[answer]
    }

    /// The counts in the cells of a grid.
    ///
    /// Where a register has no row, nothing happened: zero. Where published figures have no row,
    /// nothing is known: `None`.
    pub(super) fn look_up(
        &self,
        answer: &Answer,
        tel: &Tel,
        grid: &[(GebiedIdx, Periode)],
    ) -> Vec<Option<Lookup>> {
        let Some(counted) = self.counts.get(answer) else { return vec![None; grid.len()] };
        let found = counted.table.look_up(grid, &self.calendar);
        let read = |found: Option<Count>| match found {
            None if counted.vorm == Vorm::Cijfers => None,
            None => Some(Lookup::default()),
            Some(count) => Some(counted.read(tel, count)),
        };
        found.into_iter().map(read).collect()
    }

    fn roll_up(
        &self,
        spec: &BronSpec,
        tel: &Tel,
        tally: Tally,
        longer: &[Periode],
    ) -> Result<Counted, Box<Diagnostic>> {
        let total = tally.sums.values().map(|(_, som)| som.unsigned_abs()).sum::<u128>();
        if i64::try_from(total).is_err() {
            let message = format!("the sums over bron `{}` are too large to be exact", spec.naam);
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(spec.place.clone(), "declared here")
                .help("declare fewer `decimalen` for the column");
            return Err(Box::new(finding));
        }
        let narrow = |(key, (rijen, som)): (Key, (u64, i128))| {
            (key, (rijen, i64::try_from(som).expect("the total fits")))
        };
        let sums = tally.sums.into_iter().map(narrow);
        let table = if spec.vorm == Vorm::Cijfers {
            let cells = self.complete(&sums.collect());
            CountTable::of_cells(cells.into_iter(), &self.calendar)
        } else {
            let widen = |(area, periode): Key| -> Vec<_> {
                let longer = longer.iter().copied().filter(|longer| longer.covers(periode));
                let periods = longer.chain([periode]);
                periods.flat_map(|periode| self.reach.widen((area, periode))).collect()
            };
            let uniek = tally.uniek.count_by(&self.calendar, widen);
            let personen = tally.personen.count_by(&self.calendar, widen);
            CountTable::roll_up(sums, &uniek, &personen, widen, &self.calendar)
        };
        let unit = match tel {
            Tel::Som(kolom) => match spec.kolommen[*kolom].soort {
                KolomType::Getal { decimalen } => 10_i64.pow(u32::from(decimalen)),
                _ => 1,
            },
            Tel::Records | Tel::Uniek(_) => 1,
        };
        let has_persons = spec.kolommen.iter().any(|kolom| kolom.soort == KolomType::Pseudoniem);
        Ok(Counted { table, vorm: spec.vorm, has_persons, unit })
    }

    /// Published numbers per area: its own where there is one, else the sum of the areas in it,
    /// but only when each of those is known.
    ///
    /// Own numbers come first because those of wijken are rounded and would add up to another
    /// city.
    fn complete(&self, own: &BTreeMap<Key, (u64, i64)>) -> BTreeMap<(GebiedIdx, Periode), Count> {
        let mut cells = BTreeMap::new();
        let indeling = self.reach.indeling;
        for &periode in self.calendar.periods() {
            let mut areas = self.reach.areas_in(periode);
            areas.sort_by_key(|&area| indeling.gebied(area).niveau);
            for area in areas {
                let known = own.get(&(Some(area), periode));
                let found = known.map(|&(rijen, som)| Count { rijen, som, ..Count::default() });
                let count = found.or_else(|| {
                    let inside = indeling.children(area, periode.first_day());
                    let parts: Option<Vec<Count>> =
                        inside.iter().map(|child| cells.get(&(*child, periode)).copied()).collect();
                    parts.filter(|parts| !parts.is_empty()).map(|parts| Count {
                        rijen: parts.iter().map(|part| part.rijen).sum(),
                        som: parts.iter().map(|part| part.som).sum(),
                        ..Count::default()
                    })
                });
                if let Some(count) = count {
                    cells.insert((area, periode), count);
                }
            }
        }
        cells
    }
}

impl Counted {
    fn read(&self, tel: &Tel, count: Count) -> Lookup {
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let units = match tel {
            Tel::Records => signed(count.rijen),
            Tel::Uniek(_) => signed(count.uniek),
            Tel::Som(_) => count.som,
        };
        let bijdragen = match tel {
            // A published number of persons is itself the number of persons.
            Tel::Som(_) if self.vorm == Vorm::Cijfers => {
                u64::try_from(count.som / self.unit).unwrap_or(0)
            }
            _ if self.has_persons => count.personen,
            Tel::Uniek(_) => count.uniek,
            Tel::Records | Tel::Som(_) => count.rijen,
        };
        Lookup { units, bijdragen }
    }
}
