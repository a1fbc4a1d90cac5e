//! The periods that rows are tested for, as bits: which of them a row holds in.
//!
//! A set of moments is a slice of words, one bit for each moment. The moments stand in the order
//! of their last days, so that what begins and ends on a day gives a run of ones.

use std::ops::Range;

use chrono::Datelike;

use crate::model::{Datum, Periode};

use super::predicate::Moment;

const WORD: usize = u64::BITS as usize;

/// The periods that a question is counted in.
#[derive(Clone, Debug)]
pub(super) struct Moments {
    list: Vec<Moment>,
    days: Days,
}

impl Moments {
    /// Puts the periods in the order of their last days.
    pub(super) fn new(mut periods: Vec<Periode>) -> Self {
        periods.sort_by_key(|periode| (periode.last_day(), *periode));
        let list: Vec<_> = periods.into_iter().map(Moment::new).collect();
        let days = Days::new(&list);
        Self { list, days }
    }

    /// The moments, in order.
    pub(super) fn list(&self) -> &[Moment] {
        &self.list
    }

    /// The words of a set.
    pub(super) fn n_words(&self) -> usize {
        n_words(self.list.len())
    }

    /// The set of the moments of which something is true.
    pub(super) fn set(&self, mut is_in: impl FnMut(&Moment) -> bool) -> Vec<u64> {
        let mut words = vec![0; self.n_words()];
        for (idx, _) in self.list.iter().enumerate().filter(|(_, moment)| is_in(moment)) {
            insert(&mut words, idx..idx + 1);
        }
        words
    }

    /// Takes away the bits beyond the last moment from sets that follow each other.
    pub(super) fn trim(&self, sets: &mut [u64]) {
        let all = self.set(|_| true);
        for set in sets.chunks_exact_mut(all.len().max(1)) {
            set.iter_mut().zip(&all).for_each(|(word, all)| *word &= all);
        }
    }

    /// The kinds of days.
    pub(super) fn days(&self) -> &Days {
        &self.days
    }
}

/// Days of which no comparison with a moment tells one from the other are of one kind.
#[derive(Clone, Debug)]
pub(super) struct Days {
    first_year: i32,
    /// The kind of each day, 366 for each year.
    kinds: Vec<u16>,
    /// A day of each kind.
    examples: Vec<Datum>,
}

const DAYS_OF_YEAR: usize = 366;

impl Days {
    fn new(moments: &[Moment]) -> Self {
        let next = |day: Datum| day.succ_opt().expect("years are checked");
        let mut starts: Vec<_> = moments
            .iter()
            .map(|moment| moment.periode)
            .flat_map(|of| [of.first_day(), of.last_day(), next(of.last_day())])
            .collect();
        starts.sort_unstable();
        starts.dedup();
        let before = starts.first().and_then(Datum::pred_opt).unwrap_or_default();
        let examples: Vec<_> = std::iter::once(before).chain(starts.iter().copied()).collect();
        let first_year = before.year();
        let last_year = examples.last().map_or(first_year, |last| last.year());
        let mut kinds = Vec::new();
        for year in first_year..=last_year {
            for ordinal in 1..=DAYS_OF_YEAR as u32 {
                // The day that a common year lacks is never asked for.
                let day = Datum::from_yo_opt(year, ordinal);
                let kind = day.map_or(0, |day| starts.partition_point(|&start| start <= day));
                kinds.push(u16::try_from(kind).expect("a calendar has fewer than 2^16 bounds"));
            }
        }
        Self { first_year, kinds, examples }
    }

    /// The kind of a day.
    pub(super) fn kind(&self, day: Datum) -> usize {
        let Ok(year) = usize::try_from(day.year() - self.first_year) else { return 0 };
        let place = year * DAYS_OF_YEAR + day.ordinal0() as usize;
        self.kinds.get(place).map_or(self.examples.len() - 1, |&kind| usize::from(kind))
    }

    /// A day of each kind, by its number.
    pub(super) fn examples(&self) -> &[Datum] {
        &self.examples
    }
}

/// The words that a set of so many bits takes.
pub(super) fn n_words(n_bits: usize) -> usize {
    n_bits.div_ceil(WORD)
}

/// Adds a run to a set.
pub(super) fn insert(words: &mut [u64], run: Range<usize>) {
    for (idx, word) in words.iter_mut().enumerate().take(run.end.div_ceil(WORD)) {
        let from = run.start.saturating_sub(idx * WORD);
        let to = (run.end - idx * WORD).min(WORD);
        if from < to {
            *word |= u64::MAX >> (WORD - (to - from)) << from;
        }
    }
}

/// The runs of ones in a set, from first to last.
pub(super) fn runs(words: &[u64]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = next(words, at, 0)?;
        let end = next(words, start, u64::MAX).unwrap_or(words.len() * WORD);
        at = end;
        Some(start..end)
    })
}

/// The first bit from a place on that is one; zero where `flip` has all bits.
fn next(words: &[u64], from: usize, flip: u64) -> Option<usize> {
    let mut idx = from / WORD;
    let mut word = (words.get(idx)? ^ flip) & u64::MAX << (from % WORD);
    while word == 0 {
        idx += 1;
        word = words.get(idx)? ^ flip;
    }
    Some(idx * WORD + word.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_year_stands_beside_its_last_quarter() {
        let periods = ["2017", "2017K1", "2017K4", "2018K1"];
        let moments = Moments::new(periods.map(|text| text.parse().expect("a period")).to_vec());
        let words: Vec<_> =
            moments.list().iter().map(|moment| moment.periode.to_string()).collect();
        assert_eq!(words, ["2017K1", "2017", "2017K4", "2018K1"]);
    }

    #[test]
    fn days_are_of_one_kind_within_a_quarter_but_for_the_last() {
        let moments = Moments::new(vec!["2016K1".parse().expect("a period")]);
        let kind = |text: &str| moments.days().kind(text.parse().expect("a date"));
        assert_eq!(kind("1900-01-01"), kind("2015-12-31"));
        assert_eq!(kind("2016-01-01"), kind("2016-03-30"));
        assert_eq!(kind("2016-04-01"), kind("2199-12-31"));
        let distinct = ["2015-12-31", "2016-02-29", "2016-03-31", "2016-04-01"].map(kind);
        assert_eq!(distinct, [0, 1, 2, 3]);
    }

    proptest! {
        #[test]
        fn runs_give_back_the_set(bits in prop::collection::vec(any::<bool>(), 1..200)) {
            let mut words = vec![0; n_words(bits.len())];
            for (idx, _) in bits.iter().enumerate().filter(|(_, bit)| **bit) {
                insert(&mut words, idx..idx + 1);
            }
            let mut again = vec![0; words.len()];
            let mut found = vec![false; bits.len()];
            for run in runs(&words) {
                insert(&mut again, run.clone());
                found[run].iter_mut().for_each(|bit| *bit = true);
            }
            prop_assert_eq!(found, bits);
            prop_assert_eq!(again, words);
        }
    }
}
