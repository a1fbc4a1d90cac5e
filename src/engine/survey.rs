//! Survey answers as exact sums per area, wave and stratum.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::definition::{Score, Vraag};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};
use crate::model::{GebiedIdx, Periode};
use crate::source::{Block, Column, OpenBron, TextId};
use crate::stats::{AnswerCount, DomainSums};

use super::predicate::{Moment, Predicate};
use super::survey_checks::{ScaleTally, WeightTally};

/// A wave and a stratum of it; without strata all respondents are in one.
pub(super) type Stratum = (Periode, Option<TextId>);

/// One domain in one stratum: who belongs to it, and the sums over those who answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Domain {
    pub members: u64,
    pub sums: DomainSums,
    /// Who gave which answer, where that is asked.
    pub answers: BTreeMap<i64, AnswerCount>,
}

impl Domain {
    /// The respondents who gave the answer of which a share is asked: those that score one.
    pub(super) fn n_with_answer(&self) -> u64 {
        self.answers.get(&1).map_or(0, |count| count.n)
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.members += other.members;
        self.sums += other.sums;
        for (&answer, &count) in &other.answers {
            *self.answers.entry(answer).or_default() += count;
        }
    }
}

/// What a survey counter looks for.
#[derive(Clone, Debug)]
pub(super) struct SurveyCounter {
    pub predicate: Predicate,
    pub vraag: Vraag,
    pub periode: usize,
    /// The ids of codes that count, and of those that are no answer.
    pub codes: [Vec<TextId>; 2],
    /// Which answers were given is kept, not only their sums.
    pub keeps_answers: bool,
    /// It looks at the weights for all questions that share them.
    pub looks_at_weights: bool,
}

/// What a survey counter found.
#[derive(Clone, Debug, Default)]
pub(super) struct SurveyTally {
    /// Members and valid answers per area, wave and stratum.
    pub domains: FxHashMap<(Option<GebiedIdx>, Stratum), Domain>,
    /// All respondents per wave and stratum, whatever they answered.
    pub respondents: FxHashMap<Stratum, u64>,
    /// Rows with an answer outside the scale: file and line.
    pub out_of_scale: Vec<(usize, u64)>,
    /// Rows without a usable weight.
    pub bad_weight: Vec<(usize, u64)>,
    /// All weights, when this question looks at them.
    pub weights: WeightTally,
    /// The valid answers.
    pub scale: ScaleTally,
    /// The sums no longer fit 128 bits.
    pub too_large: bool,
}

impl SurveyTally {
    pub(super) fn merge(&mut self, other: Self) {
        for (key, domain) in &other.domains {
            self.domains.entry(*key).or_default().add(domain);
        }
        for (key, n) in &other.respondents {
            *self.respondents.entry(*key).or_default() += n;
        }
        self.out_of_scale.extend(other.out_of_scale);
        self.bad_weight.extend(other.bad_weight);
        self.weights.merge(other.weights);
        self.scale.merge(other.scale);
        self.too_large |= other.too_large;
    }

    /// Says which answers and weights could not be used.
    pub(super) fn report(&self, counter: &SurveyCounter, bron: &OpenBron, findings: &mut Findings) {
        let vraag = &counter.vraag;
        let mut list = Findings::default();
        let mut say = |code, level, rows: &[(usize, u64)], message: String| {
            for &(file, line) in rows {
                let file = Arc::clone(&bron.files[file].shown);
                let place = Place::Cell { file, line, column: None };
                let finding = Diagnostic::new(code, message.clone()).at(place, "");
                list.push(Diagnostic { level, ..finding });
            }
        };
        let naam = |kolom: usize| &bron.spec.kolommen[kolom].naam;
        let answered = naam(vraag.score.kolommen()[0]);
        let message = format!("`{answered}` holds an answer outside `geldig`");
        say(Code::OutOfScale, Code::OutOfScale.level(), &self.out_of_scale, message);
        if let Some(gewicht) = vraag.gewicht.filter(|_| counter.looks_at_weights) {
            let message = format!("`{}` holds no positive weight", naam(gewicht));
            let level =
                if vraag.gewicht_verplicht { Code::BadWeight.level() } else { Level::Warning };
            say(Code::BadWeight, level, &self.bad_weight, message);
            self.weights.report(gewicht, bron, findings);
        }
        self.scale.report(counter, bron, findings);
        list.fold();
        findings.extend(list);
        if self.too_large {
            let message =
                format!("weights and answers of `{answered}` are too large to be added exactly");
            findings.push(
                Diagnostic::new(Code::BadValue, message)
                    .at(vraag.place.clone(), "used here")
                    .help("declare fewer `decimalen` for the weight"),
            );
        }
    }
}

/// What a row says in answer to a question.
enum Given {
    /// A number, in parts of a unit.
    Answer(i64),
    /// No answer, or too few items.
    Nothing,
    /// An answer outside the scale.
    OutOfScale,
}

impl SurveyCounter {
    /// Adds the respondents of a block to a tally.
    pub(super) fn count(&self, block: &Block, tally: &mut SurveyTally) {
        let vraag = &self.vraag;
        let Column::Periode(golven) = &block.columns[self.periode] else { return };
        let Column::Gebied(areas) = &block.columns[vraag.gebied] else { return };
        for row in 0..block.n_rows() {
            let Some(golf) = golven[row] else { continue };
            let stratum = vraag.stratum.and_then(|kolom| match &block.columns[kolom] {
                Column::Text(cells) => cells[row],
                _ => None,
            });
            *tally.respondents.entry((golf, stratum)).or_default() += 1;
            let weight = match vraag.gewicht.map(|kolom| &block.columns[kolom]) {
                Some(Column::Getal(cells)) => cells[row].filter(|&weight| 0 < weight),
                _ => Some(1),
            };
            let Some(weight) = weight else {
                tally.bad_weight.push((block.file, block.lines[row]));
                continue;
            };
            if self.looks_at_weights {
                tally.weights.add((golf, stratum), weight, (block.file, block.lines[row]));
            }
            if !self.predicate.holds(block, row, &Moment::new(golf)) {
                continue;
            }
            let domain = tally.domains.entry((areas[row], (golf, stratum))).or_default();
            domain.members += 1;
            let answer = match self.given(block, row) {
                Given::Answer(answer) => answer,
                Given::Nothing => continue,
                Given::OutOfScale => {
                    tally.out_of_scale.push((block.file, block.lines[row]));
                    continue;
                }
            };
            if domain.sums.add(weight, answer).is_err() {
                tally.too_large = true;
                continue;
            }
            if self.keeps_answers {
                domain.answers.entry(answer).or_default().add(weight);
            }
            if let (Some(geldig), Score::Antwoord(_)) = (vraag.geldig, &vraag.score) {
                tally.scale.add(golf, geldig, weight, answer);
            }
        }
    }

    /// What a row says, scored.
    fn given(&self, block: &Block, row: usize) -> Given {
        let one = |is_one: bool| Given::Answer(i64::from(is_one));
        match &self.vraag.score {
            Score::Antwoord(kolom) => self.number(block, *kolom, row),
            Score::Bereik { variabele, vanaf, tot_en_met } => {
                match self.number(block, *variabele, row) {
                    Given::Answer(answer) => one(vanaf.is_none_or(|vanaf| vanaf <= answer)
                        && tot_en_met.is_none_or(|tot_en_met| answer <= tot_en_met)),
                    other => other,
                }
            }
            Score::Codes { variabele, .. } => {
                let Column::Text(cells) = &block.columns[*variabele] else { return Given::Nothing };
                let [counting, no_answer] = &self.codes;
                match cells[row] {
                    Some(id) if !no_answer.contains(&id) => one(counting.contains(&id)),
                    _ => Given::Nothing,
                }
            }
            Score::Schaal { variabelen, minstens } => {
                let (mut sum, mut n) = (0_i64, 0_i64);
                for &kolom in variabelen {
                    match self.number(block, kolom, row) {
                        Given::Answer(answer) => (sum, n) = (sum.saturating_add(answer), n + 1),
                        Given::Nothing => {}
                        Given::OutOfScale => return Given::OutOfScale,
                    }
                }
                if n < *minstens as i64 {
                    return Given::Nothing;
                }
                // A sum beyond bounds is told by the sums that it no longer fits.
                Given::Answer(sum.saturating_mul(self.vraag.score.delen() / n))
            }
        }
    }

    /// The number in a cell.
    fn number(&self, block: &Block, kolom: usize, row: usize) -> Given {
        let Column::Getal(cells) = &block.columns[kolom] else { return Given::Nothing };
        let given = cells[row].filter(|answer| !self.vraag.ontbrekend.contains(answer));
        let is_in = |&(min, max): &(i64, i64), answer| min <= answer && answer <= max;
        match given {
            Some(answer)
                if self.vraag.geldig.as_ref().is_none_or(|geldig| is_in(geldig, answer)) =>
            {
                Given::Answer(answer)
            }
            Some(_) => Given::OutOfScale,
            None => Given::Nothing,
        }
    }
}

/// The strata of one domain in one wave, by their text, so that the order is the same each run.
pub(super) type DomainStrata = BTreeMap<Option<Arc<str>>, Domain>;

/// Adds up the answers of smaller areas to those of all areas they lie in.
pub(super) fn roll_up<'r>(
    tally: &SurveyTally,
    bron: &OpenBron,
    stratum: Option<usize>,
    widen: impl Fn(Option<GebiedIdx>, Periode) -> &'r [GebiedIdx],
) -> BTreeMap<(GebiedIdx, Periode), DomainStrata> {
    let mut domains: BTreeMap<_, DomainStrata> = BTreeMap::new();
    for (&(area, (golf, id)), domain) in &tally.domains {
        let text = stratum_text(bron, stratum, id);
        for &wider in widen(area, golf) {
            let strata = domains.entry((wider, golf)).or_default();
            strata.entry(text.clone()).or_default().add(domain);
        }
    }
    domains
}

/// The text of a stratum.
pub(super) fn stratum_text(
    bron: &OpenBron,
    stratum: Option<usize>,
    id: Option<TextId>,
) -> Option<Arc<str>> {
    let dictionary = bron.dictionary(stratum?)?;
    id.map(|id| dictionary.text(id))
}

/// Finds the population of each stratum.
#[derive(Clone, Debug)]
pub(super) struct StrataFinder {
    pub waarde: usize,
    pub stratum: usize,
    pub periode: usize,
}

/// The population of each stratum found so far, in scaled units.
#[derive(Clone, Debug, Default)]
pub(super) struct StrataTally {
    units: FxHashMap<(Periode, TextId), i128>,
    /// Strata of which a part is empty, so that the whole is not known.
    unknown: FxHashSet<(Periode, TextId)>,
}

impl StrataTally {
    pub(super) fn merge(&mut self, other: Self) {
        for (key, units) in other.units {
            *self.units.entry(key).or_default() += units;
        }
        self.unknown.extend(other.unknown);
    }

    /// The population in whole people by wave and stratum.
    pub(super) fn finish(
        self,
        finder: &StrataFinder,
        bron: &OpenBron,
    ) -> BTreeMap<(Periode, String), u64> {
        let unit = i128::from(bron.spec.unit(finder.waarde));
        let text = |id| stratum_text(bron, Some(finder.stratum), Some(id));
        let people = |units: i128| u64::try_from(units / unit).unwrap_or(0);
        self.units
            .into_iter()
            .filter(|(key, _)| !self.unknown.contains(key))
            .filter_map(|((golf, id), units)| Some(((golf, text(id)?.to_string()), people(units))))
            .collect()
    }
}

impl StrataFinder {
    /// Adds the strata of a block to a tally.
    pub(super) fn count(&self, block: &Block, tally: &mut StrataTally) {
        let Column::Periode(golven) = &block.columns[self.periode] else { return };
        let Column::Text(strata) = &block.columns[self.stratum] else { return };
        let Column::Getal(numbers) = &block.columns[self.waarde] else { return };
        for row in 0..block.n_rows() {
            let (Some(golf), Some(id)) = (golven[row], strata[row]) else { continue };
            match numbers[row] {
                Some(n) => *tally.units.entry((golf, id)).or_default() += i128::from(n),
                None => drop(tally.unknown.insert((golf, id))),
            }
        }
    }
}
