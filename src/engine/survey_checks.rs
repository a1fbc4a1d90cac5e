//! What a survey says of itself that can hardly be right: weights that are far off, weights that
//! do not add up to the population, and a scale that was used the other way round.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::definition::{Indicator, Score, Vraag};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, with_separators};
use crate::model::{Periode, Quantity};
use crate::source::OpenBron;

use super::answers::Tables;
use super::plan::Wanted;
use super::scanned::Scanned;
use super::survey::{Stratum, SurveyCounter};

/// A weight is extreme when the median weight of its wave is this many times smaller or larger.
const EXTREME: i128 = 10;

/// The respondents of a wave below which the median of their weights says nothing.
const MIN_WEIGHTS: u64 = 10;

/// The mean weight above which weights stand for numbers of residents.
const EXPANSION: f64 = 1.5;

/// The sum of weights may be off by one in so many residents: 5 %.
const MAX_DEVIATION: i128 = 20;

/// The answers of a wave below which the form of its distribution says nothing.
const MIN_ANSWERS: u64 = 30;

/// The most classes of answers that are told apart.
const MAX_CLASSES: i64 = 50;

/// Where a row is: its file and line.
type At = (usize, u64);

/// The weights of a survey, by wave.
#[derive(Clone, Debug, Default)]
pub(super) struct WeightTally {
    /// The weights of a wave, told apart to one part in 2,048, so that there is a bound to them.
    waves: FxHashMap<Periode, BTreeMap<i64, Alike>>,
    /// The respondents and the sum of their weights.
    pub sums: FxHashMap<Stratum, (u64, i128)>,
}

/// Respondents of about the same weight, and the first of them with its exact weight.
#[derive(Clone, Copy, Debug)]
struct Alike {
    n: u64,
    first: At,
    weight: i64,
}

impl WeightTally {
    /// Adds a respondent with a weight above 0.
    pub(super) fn add(&mut self, stratum: Stratum, weight: i64, at: At) {
        let sum = self.sums.entry(stratum).or_default();
        *sum = (sum.0 + 1, sum.1 + i128::from(weight));
        let one = Alike { n: 1, first: at, weight };
        self.add_alike(stratum.0, about(weight), one);
    }

    fn add_alike(&mut self, golf: Periode, about: i64, more: Alike) {
        let alike = self.waves.entry(golf).or_default().entry(about);
        let add = |known: &mut Alike| {
            let first = if more.first < known.first { more } else { *known };
            *known = Alike { n: known.n + more.n, ..first };
        };
        alike.and_modify(add).or_insert(more);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (stratum, (n, weight)) in other.sums {
            let sum = self.sums.entry(stratum).or_default();
            *sum = (sum.0 + n, sum.1 + weight);
        }
        for (golf, weights) in other.waves {
            for (about, alike) in weights {
                self.add_alike(golf, about, alike);
            }
        }
    }

    /// The number of extreme weights, and the first with the median of its wave.
    fn extremes(&self) -> Option<(u64, Alike, i64)> {
        let (mut n_extreme, mut first) = (0, None::<(Alike, i64)>);
        for weights in self.waves.values() {
            let n: u64 = weights.values().map(|alike| alike.n).sum();
            let Some(median) = median(weights).filter(|_| MIN_WEIGHTS <= n) else { continue };
            let is_extreme = |weight: i64| {
                let (weight, median) = (i128::from(weight), i128::from(median));
                EXTREME * median < weight || EXTREME * weight < median
            };
            for alike in weights.iter().filter(|(about, _)| is_extreme(**about)).map(|(_, a)| a) {
                n_extreme += alike.n;
                if first.is_none_or(|(first, _)| alike.first < first.first) {
                    first = Some((*alike, median));
                }
            }
        }
        first.map(|(first, median)| (n_extreme, first, median))
    }

    /// Says which weights are extreme.
    pub(super) fn report(&self, gewicht: usize, open: &OpenBron, findings: &mut Findings) {
        let Some((n, first, median)) = self.extremes() else { return };
        let spec = &open.spec.kolommen[gewicht];
        let scale = open.spec.decimalen(gewicht);
        let shown = |units: i64| Quantity { units: i128::from(units), scale }.to_string();
        let label = if spec.persoonsgegeven {
            "not shown".to_owned()
        } else {
            format!("{}, where the median is {}", shown(first.weight), shown(median))
        };
        let message = format!(
            "`{}` holds a weight of more than {EXTREME} times the median of its wave, or less than \
             a tenth of it",
            spec.naam
        );
        let (file, line) = first.first;
        let file = Arc::clone(&open.files[file].shown);
        let place = Place::Cell { file, line, column: None };
        let mut finding = Diagnostic::new(Code::ExtremeWeight, message).at(place, label);
        finding.n_more = n - 1;
        findings.push(finding);
    }
}

/// A weight without what tells it from those within one part in 2,048.
fn about(weight: i64) -> i64 {
    let n_bits = i64::BITS - weight.leading_zeros();
    let shift = n_bits.saturating_sub(12);
    (weight >> shift) << shift
}

/// The lower median of weights.
fn median(weights: &BTreeMap<i64, Alike>) -> Option<i64> {
    let n: u64 = weights.values().map(|alike| alike.n).sum();
    let mut before = 0;
    let reaches = |(_, alike): &(&i64, &Alike)| {
        before += alike.n;
        n <= 2 * before
    };
    weights.iter().find(reaches).map(|(weight, _)| *weight)
}

/// Lets the first survey question with a weight and a stratum look at the weights, for all; one
/// that needs a weight of everybody goes before those that leave respondents out.
pub(super) fn choose_who_looks<'c>(counters: impl Iterator<Item = &'c mut SurveyCounter>) {
    let mut seen = BTreeSet::new();
    let mut counters: Vec<_> = counters.collect();
    counters.sort_by_key(|counter| !counter.vraag.gewicht_verplicht);
    for counter in counters {
        let (gewicht, stratum) = (counter.vraag.gewicht, counter.vraag.stratum);
        counter.looks_at_weights = gewicht.is_some() && seen.insert((gewicht, stratum));
    }
}

/// The weights of one wave of a survey, and the population that they stand for.
struct Expansion<'a> {
    /// The column of the weight, in words.
    naam: &'a str,
    golf: Periode,
    /// Of each stratum with a population: its name, the sum of the weights and the population.
    strata: Vec<(&'a str, i128, u64)>,
    n: u64,
    /// The units of a weight of 1.
    unit: i128,
}

impl Expansion<'_> {
    /// What is wrong with the sums, and in which strata.
    fn fault(&self) -> Option<(String, String)> {
        let total: i128 = self.strata.iter().map(|(_, weight, _)| weight).sum();
        let unit = self.unit as f64;
        if self.n == 0 || total as f64 / unit / self.n as f64 <= EXPANSION {
            return None;
        }
        // In whole units, so that 5 % is not more than 5 %.
        let is_off = |&&(_, weight, people): &&(&str, i128, u64)| {
            let people = i128::from(people) * self.unit;
            people < MAX_DEVIATION * (weight - people).abs()
        };
        let share = |&&(_, weight, people): &&(&str, i128, u64)| {
            (weight as f64 / unit / people as f64 - 1.0).abs()
        };
        let mut off: Vec<_> = self.strata.iter().filter(is_off).collect();
        off.sort_by(|a, b| share(b).total_cmp(&share(a)).then_with(|| a.0.cmp(b.0)));
        let &&(stratum, weight, people) = off.first()?;
        let weight = weight as f64 / unit;
        let message = format!(
            "`{}` adds up to {} in stratum `{stratum}` of {}, where {} people live",
            self.naam,
            with_separators(weight.round() as u64),
            self.golf,
            with_separators(people),
        );
        let label = match off.len() {
            1 => "the only stratum that is more than 5 % off".to_owned(),
            n => format!("{n} of {} strata are more than 5 % off", self.strata.len()),
        };
        Some((message, label))
    }
}

/// Compares weights that stand for residents with the population of their strata.
pub(super) fn check_populations(
    (indicators, wanted): (&[Indicator], &[Wanted]),
    scanned: &BTreeMap<String, Scanned>,
    tables: &Tables<'_>,
    findings: &mut Findings,
) {
    let metingen: Vec<_> = indicators
        .iter()
        .zip(wanted)
        .filter_map(|(indicator, wanted)| match wanted {
            Wanted::Enquete { answers, populatie } => {
                Some((indicator.meting.vraag()?, answers, populatie.as_ref()))
            }
            _ => None,
        })
        .collect();
    let mut seen = BTreeSet::new();
    for (meting, _, populatie) in &metingen {
        let (Some(gewicht), Some(populatie)) = (meting.gewicht, populatie) else { continue };
        if !seen.insert((&meting.bron, gewicht, meting.stratum, *populatie)) {
            continue;
        }
        let is_same = |(other, ..): &&(&Vraag, _, _)| {
            (&other.bron, other.gewicht, other.stratum)
                == (&meting.bron, meting.gewicht, meting.stratum)
        };
        let weights = metingen.iter().filter(is_same).map(|(_, at, _)| &tables.survey(at).weights);
        let Some(weights) = weights.into_iter().find(|weights| !weights.is_empty()) else {
            continue;
        };
        let spec = &scanned[&meting.bron].open.spec;
        let (kolom, unit) = (&spec.kolommen[gewicht], i128::from(spec.unit(gewicht)));
        let people = tables.strata(populatie);
        let mut waves: BTreeMap<Periode, Expansion<'_>> = BTreeMap::new();
        for ((golf, stratum), &(n, weight)) in weights {
            let Some(stratum) = stratum.as_deref() else { continue };
            let known = people.get(&(*golf, stratum.to_owned())).filter(|&&people| 0 < people);
            let Some(&people) = known else { continue };
            let wave = waves.entry(*golf).or_insert_with(|| Expansion {
                naam: &kolom.naam,
                golf: *golf,
                strata: Vec::new(),
                n: 0,
                unit,
            });
            wave.n += n;
            wave.strata.push((stratum, weight, people));
        }
        for (message, label) in waves.values().filter_map(Expansion::fault) {
            let finding = Diagnostic::new(Code::WeightsPopulation, message)
                .at(kolom.place.clone(), label)
                .help("weights that stand for residents add up to the population of the stratum");
            findings.push(finding);
        }
    }
}

/// The answers of a survey to one question, by wave, weighted.
#[derive(Clone, Debug, Default)]
pub(super) struct ScaleTally(FxHashMap<Periode, Answers>);

/// The answers of one wave.
#[derive(Clone, Debug, Default)]
struct Answers {
    n: u64,
    /// Σ w
    w: i128,
    /// Σ w y
    wy: i128,
    /// Σ w of each class of the scale, from low to high.
    classes: Vec<i128>,
}

/// A scale: its lowest and its highest answer.
type Scale = (i64, i64);

impl ScaleTally {
    /// Adds an answer on the scale.
    pub(super) fn add(&mut self, golf: Periode, (low, high): Scale, weight: i64, answer: i64) {
        let width = i128::from(high) - i128::from(low) + 1;
        let n_classes = width.min(i128::from(MAX_CLASSES));
        let class = (i128::from(answer) - i128::from(low)) * n_classes / width;
        let answers = self.0.entry(golf).or_default();
        answers.classes.resize(n_classes as usize, 0);
        answers.n += 1;
        answers.w += i128::from(weight);
        answers.wy += i128::from(weight) * i128::from(answer);
        answers.classes[class as usize] += i128::from(weight);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (golf, more) in other.0 {
            let answers = self.0.entry(golf).or_default();
            answers.n += more.n;
            answers.w += more.w;
            answers.wy += more.wy;
            answers.classes.resize(more.classes.len(), 0);
            answers.classes.iter_mut().zip(&more.classes).for_each(|(sum, w)| *sum += w);
        }
    }

    /// The waves in which the scale was used the other way round, each with the wave that it
    /// mirrors: the one before it that is not reversed, or else the first after it.
    ///
    /// Which of two directions is the right one cannot be seen, so it is that of most waves.
    fn reversed(&self, scale: Scale) -> Vec<(Periode, Periode)> {
        let waves: BTreeMap<_, _> =
            self.0.iter().filter(|(_, answers)| MIN_ANSWERS <= answers.n).collect();
        let waves: Vec<_> = waves.into_iter().collect();
        let mut is_reversed: Vec<bool> = Vec::new();
        for (_, answers) in &waves {
            let before = is_reversed.iter().rposition(|is_reversed| !is_reversed);
            let mirrors = before.is_some_and(|before| answers.mirror(waves[before].1, scale));
            is_reversed.push(mirrors);
        }
        if waves.len() < 2 * is_reversed.iter().filter(|is_reversed| **is_reversed).count() {
            for is_reversed in &mut is_reversed {
                *is_reversed = !*is_reversed;
            }
        }
        let usual = |idx: usize| {
            let before = is_reversed[..idx].iter().rposition(|is_reversed| !is_reversed);
            before.or_else(|| is_reversed.iter().position(|is_reversed| !is_reversed))
        };
        let reversed = (0..waves.len()).filter(|&idx| is_reversed[idx]);
        reversed.filter_map(|idx| Some((*waves[idx].0, *waves[usual(idx)?].0))).collect()
    }

    /// Says in which waves the scale was used the other way round.
    pub(super) fn report(&self, counter: &SurveyCounter, open: &OpenBron, findings: &mut Findings) {
        let vraag = &counter.vraag;
        let (Some(scale), &Score::Antwoord(variabele)) = (vraag.geldig, &vraag.score) else {
            return;
        };
        let naam = &open.spec.kolommen[variabele].naam;
        let unit = open.spec.unit(variabele) as f64;
        for (golf, usual) in self.reversed(scale) {
            let mean = |golf| self.0[&golf].mean() / unit;
            let message = format!(
                "`{naam}` seems to run the other way in {golf}: its mean is {:.1}, and {:.1} in {usual}",
                mean(golf),
                mean(usual),
            );
            let label = format!("the answers of {golf} mirror those of {usual}");
            let finding = Diagnostic::new(Code::ReversedScale, message)
                .at(vraag.place.clone(), label)
                .help("turn the answers of that wave round in the export, or leave it out");
            findings.push(finding);
        }
    }
}

impl Answers {
    fn mean(&self) -> f64 {
        self.wy as f64 / self.w as f64
    }

    /// True when these answers are nearer to the mirror image of others than to those themselves:
    /// both in their mean, which differs by more than a fifth of the scale, and in their form.
    fn mirror(&self, other: &Self, (low, high): Scale) -> bool {
        let (mean, before) = (self.mean(), other.mean());
        let mirrored = low as f64 + high as f64 - before;
        let is_far = (high as f64 - low as f64) / 5.0 < (mean - before).abs();
        is_far
            && (mean - mirrored).abs() < (mean - before).abs()
            && self.distance(other.classes.iter().rev(), other.w)
                < self.distance(other.classes.iter(), other.w) / 2.0
    }

    /// The total variation distance to another distribution over the classes: half the sum of the
    /// differences between the shares.
    fn distance<'a>(&self, classes: impl Iterator<Item = &'a i128>, w: i128) -> f64 {
        let share = |part: i128, whole: i128| part as f64 / whole as f64;
        let differences = self.classes.iter().zip(classes);
        differences.map(|(&a, &b)| (share(a, self.w) - share(b, w)).abs()).sum::<f64>() / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golf(year: i32) -> Periode {
        Periode::of_year(year).expect("a year")
    }

    fn weights(weights: &[i64]) -> WeightTally {
        let mut tally = WeightTally::default();
        for (line, &weight) in weights.iter().enumerate() {
            tally.add((golf(2017), None), weight, (0, line as u64 + 2));
        }
        tally
    }

    #[test]
    fn finds_weights_far_from_the_median_of_their_wave() {
        #[track_caller]
        fn case(list: &[i64], expected: Option<(u64, u64, i64, i64)>) {
            let found = weights(list).extremes();
            let found = found.map(|(n, first, median)| (n, first.first.1, first.weight, median));
            assert_eq!(found, expected);
        }

        let most = [100_i64; 9];
        case(&[&most[..], &[1000]].concat(), None);
        case(&[&most[..], &[1001]].concat(), Some((1, 11, 1001, 100)));
        case(&[&[9], &most[..], &[10]].concat(), Some((1, 2, 9, 100)));
        case(&[&[5000, 1001, 1001], &most[..]].concat(), Some((3, 2, 5000, 100)));
        // Too few to have a median that means anything.
        case(&[100, 100, 5000], None);
    }

    #[test]
    fn each_wave_has_its_own_median() {
        let mut tally = weights(&[100; 10]);
        for line in 0..10 {
            tally.add((golf(2019), None), 5000, (1, line + 2));
        }
        assert!(tally.extremes().is_none());
    }

    #[test]
    fn pieces_in_any_order_find_the_same_first() {
        let list = [&[100_i64; 12][..], &[7000, 3, 7001]].concat();
        let whole = weights(&list);
        let mut merged = WeightTally::default();
        for (line, &weight) in list.iter().enumerate().rev() {
            let mut one = WeightTally::default();
            one.add((golf(2017), None), weight, (0, line as u64 + 2));
            merged.merge(one);
        }
        let told = |tally: &WeightTally| {
            tally.extremes().map(|(n, first, median)| (n, first.first, first.weight, median))
        };
        assert_eq!(told(&whole), Some((3, (0, 14), 7000, 100)));
        assert_eq!(told(&merged), told(&whole));
        assert_eq!(merged.sums, whole.sums);
    }

    #[test]
    fn large_weights_are_told_apart_to_one_part_in_2048() {
        assert_eq!([1, 4095, 4096, 4097, 1 << 40].map(about), [1, 4095, 4096, 4096, 1 << 40]);
        assert_eq!(about(i64::MAX) >> 51, 0xFFF);
    }

    #[test]
    fn compares_weights_that_stand_for_residents_with_the_population() {
        #[track_caller]
        fn case(strata: &[(&'static str, i128, u64)], n: u64, expected: Option<(&str, &str)>) {
            let strata = strata.to_vec();
            let wave = Expansion { naam: "gewicht", golf: golf(2017), strata, n, unit: 100 };
            let found = wave.fault();
            assert_eq!(found.as_ref().map(|(m, l)| (m.as_str(), l.as_str())), expected);
        }

        case(&[("A", 66_500, 700), ("B", 105_000, 1000)], 100, None);
        case(
            &[("A", 66_000, 700), ("B", 100_000, 1000)],
            100,
            Some((
                "`gewicht` adds up to 660 in stratum `A` of 2017, where 700 people live",
                "the only stratum that is more than 5 % off",
            )),
        );
        case(
            &[("A", 60_000, 700), ("B", 250_000, 1000)],
            100,
            Some((
                "`gewicht` adds up to 2,500 in stratum `B` of 2017, where 1,000 people live",
                "2 of 2 strata are more than 5 % off",
            )),
        );
        // Weights of about 1 only correct the sample.
        case(&[("A", 10_100, 700)], 100, None);
    }

    /// Answers on a scale of 1 to 10, so many of each.
    fn wave(tally: &mut ScaleTally, year: i32, counts: [u64; 10]) {
        for (answer, n) in (1..).zip(counts) {
            for _ in 0..n {
                tally.add(golf(year), (1, 10), 10, answer);
            }
        }
    }

    const USUAL: [u64; 10] = [0, 1, 1, 2, 4, 8, 12, 8, 3, 1];
    const REVERSED: [u64; 10] = [1, 3, 8, 11, 9, 4, 2, 1, 1, 0];

    fn reversed(waves: &[(i32, [u64; 10])]) -> Vec<(i32, i32)> {
        let mut tally = ScaleTally::default();
        for &(year, counts) in waves {
            wave(&mut tally, year, counts);
        }
        let year = |golf: Periode| chrono::Datelike::year(&golf.first_day());
        tally.reversed((1, 10)).into_iter().map(|(a, b)| (year(a), year(b))).collect()
    }

    #[test]
    fn finds_a_wave_whose_scale_runs_the_other_way() {
        let mut tally = ScaleTally::default();
        wave(&mut tally, 2017, USUAL);
        assert!((tally.0[&golf(2017)].mean() - 6.65).abs() < 1e-12);
        let one = [(2015, USUAL), (2017, REVERSED), (2019, USUAL), (2021, USUAL)];
        assert_eq!(reversed(&one), [(2017, 2015)]);
        // When the first wave is the odd one, it is the one that is named.
        let first = [(2015, REVERSED), (2017, USUAL), (2019, USUAL)];
        assert_eq!(reversed(&first), [(2015, 2017)]);
        assert_eq!(reversed(&[(2015, USUAL), (2017, REVERSED)]), [(2017, 2015)]);
    }

    #[test]
    fn a_worse_wave_is_not_a_reversed_one() {
        // The same form, two points lower: the mean is 4.65, but the histogram is no mirror.
        let lower = [1, 2, 4, 8, 12, 8, 3, 1, 1, 0];
        assert_eq!(reversed(&[(2015, USUAL), (2017, lower)]), []);
        // A scale that is answered in the middle is its own mirror image.
        let middle = [1, 2, 4, 6, 9, 9, 6, 4, 2, 1];
        assert_eq!(reversed(&[(2015, middle), (2017, middle)]), []);
        // Too few answers to see a form.
        assert_eq!(reversed(&[(2015, USUAL), (2017, [0, 5, 9, 9, 3, 1, 0, 0, 0, 0])]), []);
    }

    #[test]
    fn long_scales_are_counted_in_classes() {
        let mut tally = ScaleTally::default();
        tally.add(golf(2017), (0, 1000), 1, 1000);
        tally.add(golf(2017), (0, 1000), 1, 0);
        let classes = &tally.0[&golf(2017)].classes;
        assert_eq!((classes.len(), classes[0], classes[49]), (50, 1, 1));
        tally.add(golf(2019), (i64::MIN, i64::MAX), 1, i64::MAX);
        assert_eq!(tally.0[&golf(2019)].classes[49], 1);
    }
}
