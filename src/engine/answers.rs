//! The answers of all sources, rolled up to every area and ready to be looked up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::definition::Tel;
use crate::diagnostic::{Code, Diagnostic, Findings, Level};
use crate::model::{Bedragen, Datum, GebiedIdx, Gebiedsindeling, Niveau, Periode};
use crate::source::{BronSpec, Vorm};

use super::calendar::Calendar;
use super::count::{Key, Sums, Tally, Waarden};
use super::figures::PublishedFigure;
use super::frame::{Count, CountTable};
use super::herleid::{Herleiding, Shadows};
use super::per_persoon::Amounts;
use super::plan::{Answer, Plan, Question};
use super::reach::{Reach, areas_in};
use super::respons::Gevonden;
use super::scan::Setting;
use super::scanned::{Answered, Counting, Scanned};
use super::survey::{DomainStrata, roll_up, stratum_text};
use super::wijziging::Wijzigingen;

/// What was counted in one cell of a question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lookup {
    /// Rows, distinct values or scaled units, whatever the question counts.
    pub units: i64,
    /// The rows behind it.
    pub rijen: u64,
    /// The fewest persons that can be behind it; rows where a source does not know persons.
    pub personen: u64,
    /// Ordered pairs of rows of one person.
    pub paren: u64,
    /// The amounts of the persons, where amounts are added up.
    pub bedragen: Option<Bedragen>,
}

/// What is known of each wave and stratum.
pub(super) type ByStratum<T> = BTreeMap<(Periode, Option<Arc<str>>), T>;

/// The answers of a survey.
#[derive(Debug)]
pub(super) struct SurveyAnswers {
    /// The strata of each domain.
    pub domains: BTreeMap<(GebiedIdx, Periode), DomainStrata>,
    /// Domains of respondents in areas that did not exist, and where they add to.
    pub shadows: Shadows,
    /// The respondents of each stratum of the whole design.
    pub respondents: ByStratum<u64>,
    /// Them and the sum of their weights, where this question looks at the weights.
    pub weights: ByStratum<(u64, i128)>,
}

type Strata = BTreeMap<(Periode, String), u64>;
type Figures = BTreeMap<(GebiedIdx, Periode), PublishedFigure>;

/// All answers of a run.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    indeling: &'a Gebiedsindeling,
    reach: Reach,
    herleiding: Herleiding<'a>,
    calendar: Calendar,
    counts: BTreeMap<Answer, Counted>,
    surveys: BTreeMap<Answer, SurveyAnswers>,
    strata: BTreeMap<Answer, Strata>,
    figures: BTreeMap<Answer, Figures>,
    respons: BTreeMap<Answer, Gevonden>,
    changes: Wijzigingen,
}

/// Counted cells, and how they are to be read.
#[derive(Debug)]
pub(super) struct Counted {
    table: CountTable,
    pub vorm: Vorm,
    has_persons: bool,
    is_stock: bool,
    /// Rows of areas that did not exist, and where they add to.
    pub shadows: Shadows,
    /// The levels that the source names; of an area without any of these in it nothing is known.
    levels: Vec<Niveau>,
    /// Scaled units in one whole, of the column that is added up.
    unit: i64,
    /// How many rows hold which number, where that is asked.
    waarden: BTreeMap<(GebiedIdx, Periode), Waarden>,
    /// The amounts of persons, where amounts are added up.
    bedragen: FxHashMap<(GebiedIdx, Periode), Amounts>,
}

impl<'a> Tables<'a> {
    /// Rolls up what the scans have found, and empties them.
    pub(super) fn new(
        scanned: &mut BTreeMap<String, Scanned>,
        plan: &Plan,
        setting: &Setting<'a>,
        findings: &mut Findings,
    ) -> Self {
        let mut tables = Self {
            indeling: setting.indeling,
            reach: setting.reach.clone(),
            herleiding: Herleiding::new(setting.indeling, setting.reach, setting.getoond_op),
            calendar: setting.calendar.clone(),
            counts: BTreeMap::new(),
            surveys: BTreeMap::new(),
            strata: BTreeMap::new(),
            figures: BTreeMap::new(),
            respons: BTreeMap::new(),
            changes: Wijzigingen::new(),
        };
        for (naam, found) in scanned {
            let Some(questions) = plan.questions.get(naam) else { continue };
            let answers = std::mem::take(&mut found.answers);
            let (mut has_ended, mut is_divided) = (false, false);
            let mut named = BTreeSet::new();
            for (place, (question, answer)) in questions.iter().zip(answers).enumerate() {
                let at = (naam.clone(), place);
                match answer {
                    Answered::Count(tally, counting) => {
                        let Question::Count { tel, gebied, .. } = question else { continue };
                        let levels = found.levels.iter().filter(|(kolom, _)| kolom == gebied);
                        let mut levels: Vec<_> = levels.map(|&(_, niveau)| niveau).collect();
                        let spec = &found.open.spec;
                        if counting.covers && 1 < found.lengths.len() {
                            findings.push(mixed_lengths(spec));
                        }
                        if spec.vorm == Vorm::Records {
                            has_ended |= tally.has_ended;
                            named.extend(&levels);
                        }
                        let is_volledig = found.is_volledig && spec.vorm == Vorm::Records;
                        if levels.is_empty() && is_volledig {
                            levels.extend(Niveau::ALL);
                        }
                        match tables.roll_up(spec, tel, tally, &counting, levels) {
                            Ok(counted) => {
                                is_divided |= !counted.shadows.is_empty();
                                tables.counts.insert(at, counted);
                            }
                            Err(finding) => findings.push(*finding),
                        }
                    }
                    Answered::Survey(counter, tally) => {
                        let stratum = counter.vraag.stratum;
                        let text = |id| stratum_text(&found.open, stratum, id);
                        let respondents = tally
                            .respondents
                            .iter()
                            .map(|(&(golf, id), &n)| ((golf, text(id)), n))
                            .collect();
                        let weights = tally
                            .weights
                            .sums
                            .iter()
                            .map(|(&(golf, id), &sum)| ((golf, text(id)), sum))
                            .collect();
                        let reach = &tables.reach;
                        let domains = roll_up(&tally, &found.open, stratum, |area, golf| {
                            // The wave's own division was checked when it was read.
                            reach.widen(area.and_then(|area| reach.find(area, golf.first_day())))
                        });
                        let shadows = tables.herleiding.divide(domains.keys().copied());
                        is_divided |= !shadows.is_empty();
                        let answers = SurveyAnswers { domains, shadows, respondents, weights };
                        tables.surveys.insert(at, answers);
                    }
                    Answered::Strata(strata) => drop(tables.strata.insert(at, strata)),
                    Answered::Figures(figures) => drop(tables.figures.insert(at, figures)),
                    Answered::Respons(found) => drop(tables.respons.insert(at, found)),
                    Answered::Changes(found) => tables.changes.extend(found),
                }
            }
            let outside = Outside { has_ended, is_divided };
            report_areas(&found.open.spec, outside, &named, findings);
        }
        tables
    }

    /// The counted cells of a question.
    pub(super) fn counted(&self, answer: &Answer) -> Option<&Counted> {
        self.counts.get(answer)
    }

    /// True for a cell of rows whose area did not exist.
    pub(super) fn is_shadow(&self, cell: GebiedIdx) -> bool {
        self.reach.shadowed(cell).is_some()
    }

    /// True when the rows of a question are those that hold on the last day of a period.
    pub(super) fn is_stock(&self, answer: &Answer) -> bool {
        self.counts.get(answer).is_some_and(|counted| counted.is_stock)
    }

    /// How many rows hold which number in the cell of an area.
    pub(super) fn waarden(&self, answer: &Answer, cell: (GebiedIdx, Periode)) -> Option<&Waarden> {
        self.counts.get(answer)?.waarden.get(&cell)
    }

    /// The sum over persons of the square of the amount of each, in scaled units.
    pub(super) fn kwadraten(&self, answer: &Answer, cell: (GebiedIdx, Periode)) -> Option<i128> {
        Some(self.counts.get(answer)?.bedragen.get(&cell)?.kwadraten)
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

    /// How many were asked and answered.
    pub(super) fn respons(&self, answer: &Answer) -> &Gevonden {
        &self.respons[answer]
    }

    /// How counts are converted between vintages.
    pub(super) fn herleiding(&self) -> &Herleiding<'a> {
        &self.herleiding
    }

    /// What CBS says that changed in areas.
    pub(super) fn changes(&self) -> &Wijzigingen {
        &self.changes
    }

    /// The counts in counted cells.
    ///
    /// Where a register has no row, nothing happened: zero. In areas in which none of a level that it
    /// names lies, and where published figures have no row, nothing is known: `None`.
    pub(super) fn look_up_counted(
        &self,
        counted: &Counted,
        tel: &Tel,
        grid: &[(GebiedIdx, Periode)],
    ) -> Vec<Option<Lookup>> {
        let found = counted.table.look_up(grid, &self.calendar);
        let read = |(found, &(area, periode)): (Option<Count>, &(GebiedIdx, Periode))| match found {
            None if counted.vorm == Vorm::Cijfers => None,
            None => {
                let area = self.reach.shadowed(area).unwrap_or(area);
                let mut levels = counted.levels.iter();
                levels.any(|&niveau| self.indeling.holds(area, niveau)).then(Lookup::default)
            }
            Some(count) => {
                let amounts = counted.bedragen.get(&(area, periode));
                let bedragen = amounts.map(|amounts| amounts.bedragen);
                Some(Lookup { bedragen, ..counted.read(tel, count) })
            }
        };
        found.into_iter().zip(grid).map(read).collect()
    }

    fn roll_up(
        &self,
        spec: &BronSpec,
        tel: &Tel,
        mut tally: Tally,
        counting: &Counting,
        levels: Vec<Niveau>,
    ) -> Result<Counted, Box<Diagnostic>> {
        let total = tally.sums.values().map(|sums| sums.som.unsigned_abs()).sum::<u128>();
        if i64::try_from(total).is_err() {
            let message = format!("the sums over bron `{}` are too large to be exact", spec.naam);
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(spec.place.clone(), "declared here")
                .help("declare fewer `decimalen` for the column");
            return Err(Box::new(finding));
        }
        let is_published = spec.vorm == Vorm::Cijfers;
        let longer_than = |periode: Periode| {
            let longer = counting.longer.iter().copied();
            longer.filter(move |longer| longer.covers(periode)).chain([periode])
        };
        let outside = tally.sums.keys().filter_map(|&(place, periode)| {
            let shadow = self.reach.shadow_of(place?)?;
            Some(longer_than(periode).map(move |periode| (shadow, periode)))
        });
        let outside: BTreeSet<_> = outside.flatten().collect();
        let shadows = self.herleiding.divide(outside.into_iter());
        if let (true, Tel::Som(kolom)) = (is_published, tel) {
            self.check_not_negative(spec, *kolom, &tally)?;
        }
        let narrow = |(key, sums): (Key, Sums)| {
            let Sums { rijen, zonder_persoon, som, .. } = sums;
            let som = i64::try_from(som).expect("the total fits");
            (key, Count { rijen, zonder_persoon, som, ..Count::default() })
        };
        let mut waarden: BTreeMap<_, Waarden> = BTreeMap::new();
        let mut bedragen = FxHashMap::default();
        let table = if is_published {
            CountTable::of_cells(self.complete(&tally).into_iter(), &self.calendar)
        } else {
            bedragen = std::mem::take(&mut tally.bedragen);
            let sums = tally.sums.into_iter().map(narrow);
            let widen = |(place, periode): Key| -> Vec<_> {
                let periods = longer_than(periode);
                let areas = self.reach.widen(place);
                periods.flat_map(|periode| areas.iter().map(move |&area| (area, periode))).collect()
            };
            for (&(place, periode), of_place) in &tally.waarden {
                for periode in longer_than(periode) {
                    for &area in self.reach.widen(place) {
                        let found = waarden.entry((area, periode)).or_default();
                        for (&waarde, n) in of_place {
                            *found.entry(waarde).or_default() += n;
                        }
                    }
                }
            }
            let Tally { uniek, personen, paren, .. } = tally;
            let distinct = [("uniek", &uniek), ("personen", &personen), ("paren", &paren)];
            CountTable::roll_up(sums, distinct, widen, &self.calendar)
        };
        let unit = if let Tel::Som(kolom) = tel { spec.unit(*kolom) } else { 1 };
        let has_persons = spec.persoon().is_some();
        let is_stock = counting.is_stock;
        let vorm = spec.vorm;
        Ok(Counted { table, vorm, has_persons, is_stock, shadows, levels, unit, waarden, bedragen })
    }

    /// Published numbers per area: its own where there is one, else the sum of the areas in it,
    /// but only when each of those is known.
    ///
    /// Own numbers come first because those of wijken are rounded and would add up to another
    /// city.
    fn complete(&self, tally: &Tally) -> BTreeMap<(GebiedIdx, Periode), Count> {
        // `None` where a part of an area's own number is empty: then nothing stands in for it.
        let mut own: BTreeMap<(GebiedIdx, Periode), Option<Count>> = BTreeMap::new();
        for (&(place, periode), sums) in &tally.sums {
            let Some(place) = place else { continue };
            let count =
                own.entry((self.reach.area(place), periode)).or_insert(Some(Count::default()));
            if 0 < sums.onbekend {
                *count = None;
            }
            if let Some(count) = count {
                count.rijen += sums.rijen;
                count.som += i64::try_from(sums.som).expect("the total fits");
            }
        }
        let mut cells: BTreeMap<(GebiedIdx, Periode), Count> = BTreeMap::new();
        for &periode in self.calendar.periods() {
            let mut areas = areas_in(self.indeling, periode);
            areas.sort_by_key(|&area| self.indeling.gebied(area).niveau);
            for area in areas {
                let count = match own.get(&(area, periode)) {
                    Some(known) => *known,
                    None => self.sum_of_parts(area, periode, &cells),
                };
                if let Some(count) = count {
                    cells.insert((area, periode), count);
                }
            }
        }
        cells
    }

    /// The sum of the areas directly in an area, when all are known: of those of one level, for
    /// areas of several levels may overlap.
    ///
    /// Where an area is divided in several ways, the largest parts come first: a sum of few numbers
    /// is rounded less.
    fn sum_of_parts(
        &self,
        area: GebiedIdx,
        periode: Periode,
        cells: &BTreeMap<(GebiedIdx, Periode), Count>,
    ) -> Option<Count> {
        let sum = |inside: &Vec<GebiedIdx>| {
            let mut total = Count::default();
            for &child in inside {
                let part = cells.get(&(child, periode))?;
                total.rijen += part.rijen;
                total.som += part.som;
            }
            Some(total)
        };
        self.indeling.divisions(area, periode.first_day()).iter().rev().find_map(sum)
    }

    /// Reports a published number of people below zero.
    fn check_not_negative(
        &self,
        spec: &BronSpec,
        kolom: usize,
        tally: &Tally,
    ) -> Result<(), Box<Diagnostic>> {
        let negative = tally.sums.iter().filter(|(_, sums)| sums.som < 0);
        let mut cells: Vec<_> = negative.map(|((place, periode), _)| (*periode, *place)).collect();
        cells.sort_unstable();
        let Some(&(periode, place)) = cells.first() else { return Ok(()) };
        let area = place.map_or_else(String::new, |place| {
            self.indeling.gebied(self.reach.area(place)).code.to_string()
        });
        let kolom = &spec.kolommen[kolom];
        let message = format!("`{}` is negative for {area} in {periode}", kolom.naam);
        let mut finding = Diagnostic::new(Code::NegativeNumber, message)
            .at(kolom.place.clone(), "declared here")
            .help("codes that stand for no number are declared under `leeg`");
        finding.n_more = cells.len() as u64 - 1;
        Err(Box::new(finding))
    }
}

/// Numbers of a year and of its quarters in one source would be added together.
fn mixed_lengths(spec: &BronSpec) -> Diagnostic {
    let message = format!("bron `{}` has periods of different lengths", spec.naam);
    Diagnostic::new(Code::BadValue, message)
        .at(spec.place.clone(), "their numbers would be added together")
        .help("say in the filter which are meant, as in `jaar == @jaar`")
}

/// What became of rows whose area does not exist on the day that is counted.
#[derive(Clone, Copy, Debug)]
struct Outside {
    /// Some count in the gemeente alone.
    has_ended: bool,
    /// Some are divided by the crosswalk.
    is_divided: bool,
}

/// Says which rows of a register count in larger areas alone.
fn report_areas(
    spec: &BronSpec,
    outside: Outside,
    named: &BTreeSet<Niveau>,
    findings: &mut Findings,
) {
    if outside.is_divided {
        let message = format!(
            "rows of bron `{}` name areas that do not exist on the day that is counted: the \
             crosswalk divides them",
            spec.naam
        );
        let finding = Diagnostic::new(Code::AreaNotValid, message).at(
            spec.place.clone(),
            "where too few persons would be divided they count in the gemeente alone",
        );
        findings.push(Diagnostic { level: Level::Note, ..finding });
    }
    if outside.has_ended {
        let message = format!(
            "rows of bron `{}` count in the gemeente alone: their area has ended",
            spec.naam
        );
        findings.push(
            Diagnostic::new(Code::AreaNotValid, message)
                .at(spec.place.clone(), "ended by the day that is counted"),
        );
    }
    if 1 < named.len() {
        let words: Vec<_> = named.iter().map(|niveau| format!("`{}`", niveau.word())).collect();
        let message =
            format!("bron `{}` names areas of several levels: {}", spec.naam, words.join(", "));
        findings.push(
            Diagnostic::new(Code::CoarseArea, message)
                .at(spec.place.clone(), "smaller areas leave out the rows that name larger ones"),
        );
    }
}

impl Counted {
    /// The day by whose areas the cells of a period are made.
    ///
    /// What happens counts in the areas of its day, so a cell is whole where its area exists from
    /// the first day on; a stock counts in the areas of the last day.
    pub(super) fn day_of(&self, periode: Periode) -> Datum {
        if self.is_stock { periode.last_day() } else { periode.first_day() }
    }

    fn read(&self, tel: &Tel, count: Count) -> Lookup {
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let units = match tel {
            Tel::Records | Tel::Verdeling(_) => signed(count.rijen),
            Tel::Uniek(_) | Tel::PersonenMet { .. } => signed(count.uniek),
            Tel::Som(_) => count.som,
        };
        // Rows that do not say whose they are may all be of one person, even of one counted.
        let known = count.personen.max(u64::from(0 < count.zonder_persoon));
        // Rows of persons who have too few different codes are not counted.
        let rijen = if let Tel::PersonenMet { .. } = tel { count.uniek } else { count.rijen };
        let personen = match tel {
            Tel::PersonenMet { .. } => count.uniek,
            // A published number of persons is itself the number of persons.
            Tel::Som(_) if self.vorm == Vorm::Cijfers => {
                u64::try_from(count.som / self.unit).unwrap_or(0)
            }
            Tel::Uniek(_) if self.has_persons => known.min(count.uniek),
            _ if self.has_persons => known,
            Tel::Uniek(_) => count.uniek,
            Tel::Records | Tel::Som(_) | Tel::Verdeling(_) => count.rijen,
        };
        Lookup { units, rijen, personen, paren: count.paren, bedragen: None }
    }
}
