//! Counting: rows, distinct persons and sums per area and period, in whole numbers only.
//!
//! All questions to a source are counted together. Those that look at the period in the same way
//! are a family: the moments of a row are found once for all of them, and a row says with one bit
//! for each question which of them it answers. Because only integers are added, the result does
//! not depend on the order of rows or on threads.

mod grids;
mod place;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::definition::VerdeeldeWaarde;
use crate::model::{Frequentie, GebiedIdx, Periode};
use crate::source::Block;

use super::distinct::{Distinct, Frame, PerCell, Sightings, above};
use super::moments::Moments;
use super::per_persoon::{Amounts, Events, PerPersoon};
use super::predicate::{Predicate, RowFilter};
use super::reach::{LiggingIdx, Reach};
use super::rows::passing;
use super::sighting::MAX_QUESTIONS;
use super::span::Span;

use grids::Grids;
use place::Rows;

/// The place, where known, and the period that a row counts in.
pub(super) type Key = (Option<LiggingIdx>, Periode);

/// What one question looks for in the rows of its source.
#[derive(Clone, Debug)]
pub(super) struct Counter {
    /// Which rows count.
    pub filter: RowFilter,
    /// The column of the area.
    pub gebied: usize,
    /// The periods that rows are counted in.
    pub periods: Vec<Periode>,
    /// Longer periods whose cells are those of the shorter ones together.
    pub longer: Vec<Periode>,
    /// Rows count in every period that theirs covers.
    pub covers: bool,
    /// Published numbers, not records.
    pub is_published: bool,
    /// The column with the date of the row, on which its area exists.
    pub datum: Option<usize>,
    /// The number by which rows are counted.
    pub verdeling: Option<VerdeeldeWaarde>,
    /// The column that is added up.
    pub som: Option<usize>,
    /// What is sought of each person.
    pub per_persoon: Option<PerPersoon>,
    /// The column whose distinct values are counted.
    pub uniek: Option<usize>,
    /// The column of the persons behind the rows, when there is one.
    pub persoon: Option<usize>,
}

/// Rows and sums of one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Rows.
    pub rijen: u64,
    /// Rows that do not say whose they are.
    pub zonder_persoon: u64,
    /// The sum, in scaled units.
    pub som: i128,
    /// Published rows whose number is empty, so that the sum is not known.
    pub onbekend: u64,
}

/// How many rows hold each number.
pub(super) type Waarden = BTreeMap<i64, u64>;

/// What was found for one question.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Rows and sums per place and period.
    pub sums: FxHashMap<Key, Sums>,
    /// The distinct values per area and period.
    pub uniek: PerCell,
    /// The distinct persons per area and period.
    pub personen: PerCell,
    /// The ordered pairs of rows of one person, where rows are counted.
    pub paren: PerCell,
    /// The amounts of persons, where amounts are added up.
    pub bedragen: FxHashMap<(GebiedIdx, Periode), Amounts>,
    /// How many rows hold which number, per place and period.
    pub waarden: BTreeMap<Key, Waarden>,
    /// The rows of persons, where nothing else is asked.
    pub wie: Option<Events>,
    /// Some rows name an area that had ended by the day that is counted.
    pub has_ended: bool,
}

impl Counter {
    /// Splits the periods that are asked for: those in which rows must be counted, and those
    /// whose cells are unions of these.
    ///
    /// Only a date that lies in the period makes a longer period the union of shorter ones; a
    /// stock on the last day of a year is not the sum of its quarters.
    pub(super) fn split_periods(
        filter: &RowFilter,
        frequenties: &[Frequentie],
        periods: Vec<Periode>,
    ) -> (Vec<Periode>, Vec<Periode>) {
        let shortest = [Frequentie::Maand, Frequentie::Kwartaal, Frequentie::Halfjaar]
            .into_iter()
            .find(|frequentie| frequenties.contains(frequentie));
        match shortest {
            Some(shortest) if filter.is_flow() => {
                periods.into_iter().partition(|period| period.frequentie() == shortest)
            }
            _ => (periods, Vec::new()),
        }
    }

    /// True when the rows are those that hold on the last day of a period.
    pub(super) fn is_stock(&self) -> bool {
        self.filter.is_stock && !self.is_published
    }

    /// The column with the day on which the area of a row is looked up; a stock is where it is
    /// on the last day of the period.
    fn day_of_place(&self) -> Option<usize> {
        if self.is_stock() { None } else { self.filter.date_in_periode.or(self.datum) }
    }
}

/// All questions that count rows of one source.
#[derive(Debug)]
pub(super) struct Census {
    counters: Vec<Counter>,
    reach: Reach,
    /// The different conditions that do not depend on the period, each found once per block.
    conditions: Vec<Predicate>,
    families: Vec<Family>,
}

/// Questions that are counted in the same periods, places and moments.
#[derive(Debug)]
struct Family {
    moving: Vec<Predicate>,
    gebied: usize,
    day_of_place: Option<usize>,
    persoon: Option<usize>,
    longer: Vec<Periode>,
    periods: Vec<Periode>,
    moments: Moments,
    span: Span,
    /// Where each area lies at the moments; a stock moves when its area does.
    places: Vec<Vec<(Option<LiggingIdx>, Vec<u64>)>>,
    members: Vec<Member>,
    /// The columns whose distinct values are counted, each with its members as bits.
    distinct: Vec<(usize, u32)>,
}

/// A question in its family.
#[derive(Debug)]
struct Member {
    /// The number of the question.
    question: usize,
    /// The conditions that must all hold.
    conditions: Vec<usize>,
}

/// What one thread has counted so far.
#[derive(Debug)]
pub(super) struct Counts {
    /// For each question.
    grids: Vec<Grids>,
    /// For each family and column of it.
    sightings: Vec<Vec<Sightings>>,
    has_ended: Vec<bool>,
}

impl Census {
    /// Brings the questions together in families.
    pub(super) fn new(counters: Vec<Counter>, reach: Reach) -> Self {
        let mut census =
            Self { counters: Vec::new(), reach, conditions: Vec::new(), families: Vec::new() };
        for counter in counters {
            census.add(counter);
        }
        census
    }

    fn add(&mut self, counter: Counter) {
        let question = self.counters.len();
        let conditions = counter.filter.fixed.iter().map(|wanted| {
            let known = self.conditions.iter().position(|known| known == wanted);
            known.unwrap_or_else(|| {
                self.conditions.push(wanted.clone());
                self.conditions.len() - 1
            })
        });
        let member = Member { question, conditions: conditions.collect() };
        let alike = |family: &Family| {
            family.members.len() < MAX_QUESTIONS
                && family.moving == counter.filter.moving
                && family.gebied == counter.gebied
                && family.day_of_place == counter.day_of_place()
                && family.persoon == counter.persoon
                && family.periods == counter.periods
                && family.longer == counter.longer
        };
        let family = self.families.iter().position(alike).unwrap_or_else(|| {
            self.families.push(Family::new(&counter, &self.reach));
            self.families.len() - 1
        });
        let family = &mut self.families[family];
        let bit = 1 << family.members.len();
        for kolom in counter.persoon.into_iter().chain(counter.uniek) {
            match family.distinct.iter_mut().find(|(known, _)| *known == kolom) {
                Some((_, members)) => *members |= bit,
                None => family.distinct.push((kolom, bit)),
            }
        }
        family.members.push(member);
        self.counters.push(counter);
    }

    /// Counts of nothing.
    pub(super) fn start(&self) -> Counts {
        let n_places = self.reach.n_places();
        let family_of = |question: usize| {
            let has = |family: &&Family| family.members.iter().any(|one| one.question == question);
            self.families.iter().find(has).expect("each question is in a family")
        };
        let grids = (0..self.counters.len()).map(|question| {
            let n_moments = family_of(question).moments.list().len();
            let per_persoon = self.counters[question].per_persoon.is_some();
            Grids::new(n_places, n_moments, per_persoon)
        });
        let sightings = |family: &Family| {
            let of = |(kolom, _): &(usize, u32)| {
                Sightings::new(family.by_row(*kolom, &self.counters) != 0)
            };
            family.distinct.iter().map(of).collect()
        };
        Counts {
            grids: grids.collect(),
            sightings: self.families.iter().map(sightings).collect(),
            has_ended: vec![false; self.families.len()],
        }
    }

    /// Adds the rows of a block.
    pub(super) fn count(&self, block: &Block, counts: &mut Counts) {
        let any = self.families.iter().find_map(|family| family.moments.list().first());
        let Some(any) = any else { return };
        let passing: Vec<_> =
            self.conditions.iter().map(|condition| passing(condition, block, any)).collect();
        for (idx, family) in self.families.iter().enumerate() {
            let mut asked = vec![0_u32; block.n_rows()];
            for (bit, member) in family.members.iter().enumerate() {
                let mut holds = vec![true; block.n_rows()];
                for &condition in &member.conditions {
                    let also = &passing[condition];
                    holds.iter_mut().zip(also).for_each(|(holds, also)| *holds &= also);
                }
                let both = asked.iter_mut().zip(holds);
                both.for_each(|(asked, holds)| *asked |= u32::from(holds) << bit);
            }
            let mut sets = family.span.sets(block, &family.moments);
            family.moments.trim(&mut sets);
            let mut rows = Rows {
                counters: &self.counters,
                reach: &self.reach,
                family,
                block,
                grids: &mut counts.grids,
                sightings: &mut counts.sightings[idx],
                has_ended: &mut counts.has_ended[idx],
                here: Vec::new(),
            };
            let n_words = family.moments.n_words();
            for (row, asked) in asked.into_iter().enumerate().filter(|(_, asked)| *asked != 0) {
                rows.place(row, asked, &sets[row * n_words..][..n_words]);
            }
            counts.sightings[idx].iter_mut().for_each(Sightings::compact);
        }
    }

    /// Brings together what the threads have counted, for each question.
    pub(super) fn finish(self, found: Vec<Counts>) -> Vec<Tally> {
        let total = found.into_iter().reduce(Counts::merge).unwrap_or_else(|| self.start());
        let mut tallies: Vec<_> = self.counters.iter().map(|_| Tally::default()).collect();
        let mut grids: Vec<_> = total.grids.into_iter().map(Some).collect();
        let families = self.families.iter().zip(total.sightings).zip(total.has_ended);
        for ((family, sightings), has_ended) in families {
            for ((kolom, members), sightings) in family.distinct.iter().zip(sightings) {
                let by_row = family.by_row(*kolom, &self.counters);
                let counts = family.count_distinct(sightings, by_row, &self.reach);
                for (bit, (member, counts)) in family.members.iter().zip(counts).enumerate() {
                    if members >> bit & 1 == 0 {
                        continue;
                    }
                    let counter = &self.counters[member.question];
                    let tally = &mut tallies[member.question];
                    if counter.uniek == Some(*kolom) {
                        tally.uniek.clone_from(&counts.uniek);
                    }
                    if counter.persoon == Some(*kolom) {
                        tally.personen = counts.uniek;
                        tally.paren = counts.paren;
                    }
                }
            }
            for member in &family.members {
                let tally = &mut tallies[member.question];
                tally.has_ended = has_ended;
                if let Some(mut grids) = grids[member.question].take() {
                    let counter = &self.counters[member.question];
                    if let Some((events, sought)) = grids.events.take().zip(counter.per_persoon) {
                        family.count_per_person(events, sought, &self.reach, tally);
                    }
                    tally.waarden = grids.take_waarden(&family.moments);
                    tally.sums = grids.finish(&family.moments);
                }
            }
        }
        tallies
    }
}

impl Counts {
    fn merge(mut self, other: Self) -> Self {
        for (grids, more) in self.grids.iter_mut().zip(other.grids) {
            grids.merge(more);
        }
        let both = self.sightings.iter_mut().flatten().zip(other.sightings.into_iter().flatten());
        for (sightings, more) in both {
            sightings.merge(more);
        }
        for (has_ended, more) in self.has_ended.iter_mut().zip(other.has_ended) {
            *has_ended |= more;
        }
        self
    }
}

impl Family {
    fn new(counter: &Counter, reach: &Reach) -> Self {
        let moments = Moments::new(counter.periods.clone());
        let moving = counter.filter.moving.clone();
        Self {
            span: Span::new(&Predicate::All(moving.clone()), &moments),
            moving,
            gebied: counter.gebied,
            day_of_place: counter.day_of_place(),
            persoon: counter.persoon,
            longer: counter.longer.clone(),
            periods: counter.periods.clone(),
            places: reach.places_at(&moments),
            moments,
            members: Vec::new(),
            distinct: Vec::new(),
        }
    }

    /// The questions that count rows, by the persons in a column, as bits.
    fn by_row(&self, kolom: usize, counters: &[Counter]) -> u32 {
        let counts_rows = |member: &Member| {
            let Counter { per_persoon, som, uniek, persoon, .. } = counters[member.question];
            (per_persoon, som, uniek, persoon) == (None, None, None, Some(kolom))
        };
        let bits = self.members.iter().enumerate();
        bits.filter(|(_, member)| counts_rows(member)).map(|(bit, _)| 1 << bit).sum()
    }

    /// Adds what is sought of each person to a tally.
    fn count_per_person(
        &self,
        events: Events,
        sought: PerPersoon,
        reach: &Reach,
        tally: &mut Tally,
    ) {
        let periods: Vec<_> = self.moments.list().iter().map(|moment| moment.periode).collect();
        let above = above(&periods, &self.longer);
        let (periods, longer) = (&periods[..], &self.longer[..]);
        let frame = Frame { reach, n_questions: 0, by_row: 0, periods, longer, above: &above };
        match sought {
            PerPersoon::Codes { minstens, .. } => {
                tally.uniek = events.count_codes(&frame, minstens);
            }
            PerPersoon::Som(_) => tally.bedragen = events.amounts(&frame),
            PerPersoon::Wie => tally.wie = Some(events),
        }
    }

    fn count_distinct(&self, sightings: Sightings, by_row: u32, reach: &Reach) -> Vec<Distinct> {
        let periods: Vec<_> = self.moments.list().iter().map(|moment| moment.periode).collect();
        let longer = &self.longer;
        let above = above(&periods, longer);
        let n_questions = self.members.len();
        let periods = &periods;
        sightings.count(&Frame { reach, n_questions, by_row, periods, longer, above: &above })
    }
}

#[cfg(test)]
mod tests;
