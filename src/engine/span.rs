//! A filter that looks at the period, for all periods at once: each row gets the set of moments
//! for which it holds, so that no row is tested period by period.
//!
//! A date matters only by where it lies among the first and last days of the moments, so its set
//! is looked up by the kind of the day. And, or and not of filters are those of the sets.

use rustc_hash::FxHashMap;

use crate::model::{Datum, Periode};
use crate::source::{Block, Column};

use super::moments::Moments;
use super::predicate::{Moment, Predicate};
use super::rows::passing;

/// A filter made ready to give sets of moments.
#[derive(Clone, Debug)]
pub(super) enum Span {
    All(Vec<Span>),
    Any(Vec<Span>),
    Not(Box<Span>),
    /// Holds always or never, whatever the moment.
    Fixed(Predicate),
    /// A date beside the moment: the set of an empty cell, and one for each kind of day.
    Day {
        kolom: usize,
        empty: Vec<u64>,
        of_kind: Vec<Vec<u64>>,
    },
    /// A period or a number beside the moment, of which a column has few.
    Cell {
        kolom: usize,
        predicate: Predicate,
    },
}

/// A cell that decides by its value alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Getal(Option<i64>),
    Periode(Option<Periode>),
}

impl Span {
    /// Makes a filter ready for these moments.
    pub(super) fn new(predicate: &Predicate, moments: &Moments) -> Self {
        let again = |part: &Predicate| Self::new(part, moments);
        if !predicate.depends_on_periode() {
            return Self::Fixed(predicate.clone());
        }
        match predicate {
            Predicate::All(parts) => Self::All(parts.iter().map(again).collect()),
            Predicate::Any(parts) => Self::Any(parts.iter().map(again).collect()),
            Predicate::Not(part) => Self::Not(Box::new(again(part))),
            Predicate::Number { kolom, .. }
            | Predicate::Period { kolom, .. }
            | Predicate::Covers { kolom }
            | Predicate::PeriodInPeriode { kolom } => {
                Self::Cell { kolom: *kolom, predicate: predicate.clone() }
            }
            Predicate::Date { kolom, .. } | Predicate::DateInPeriode { kolom } => {
                let set = |day: Option<Datum>| moments.set(|moment| predicate.takes(day, moment));
                let of_kind = moments.days().examples().iter().map(|&day| set(Some(day)));
                Self::Day { kolom: *kolom, empty: set(None), of_kind: of_kind.collect() }
            }
            Predicate::Text { .. }
            | Predicate::Codes { .. }
            | Predicate::Area { .. }
            | Predicate::Empty { .. } => unreachable!("these do not look at the moment"),
        }
    }

    /// The sets of moments of all rows of a block, one after the other.
    ///
    /// Bits beyond the last moment mean nothing.
    pub(super) fn sets(&self, block: &Block, moments: &Moments) -> Vec<u64> {
        let n_words = block.n_rows() * moments.n_words();
        match self {
            Self::All(parts) => {
                let mut parts = parts.iter();
                let first = parts.next();
                let mut sets =
                    first.map_or_else(|| vec![u64::MAX; n_words], |part| part.sets(block, moments));
                for part in parts {
                    let also = part.sets(block, moments);
                    sets.iter_mut().zip(also).for_each(|(set, also)| *set &= also);
                }
                sets
            }
            Self::Any(parts) => {
                let mut sets = vec![0; n_words];
                for part in parts {
                    let also = part.sets(block, moments);
                    sets.iter_mut().zip(also).for_each(|(set, also)| *set |= also);
                }
                sets
            }
            Self::Not(part) => part.sets(block, moments).into_iter().map(|word| !word).collect(),
            Self::Fixed(predicate) => {
                let Some(any) = moments.list().first() else { return vec![0; n_words] };
                let word = |passes: bool| if passes { u64::MAX } else { 0 };
                let words = |passes| std::iter::repeat_n(word(passes), moments.n_words());
                passing(predicate, block, any).into_iter().flat_map(words).collect()
            }
            Self::Day { kolom, empty, of_kind } => {
                let Column::Datum(cells) = &block.columns[*kolom] else { return vec![0; n_words] };
                let days = moments.days();
                let mut sets = Vec::with_capacity(n_words);
                for cell in cells {
                    push(&mut sets, cell.map_or(empty, |day| &of_kind[days.kind(day)]));
                }
                sets
            }
            Self::Cell { kolom, predicate } => {
                let mut known: FxHashMap<Key, Vec<u64>> = FxHashMap::default();
                let mut sets = Vec::with_capacity(n_words);
                for row in 0..block.n_rows() {
                    let key = match &block.columns[*kolom] {
                        Column::Getal(cells) => Key::Getal(cells[row]),
                        Column::Periode(cells) => Key::Periode(cells[row]),
                        _ => return vec![0; n_words],
                    };
                    let holds = |moment: &Moment| predicate.holds(block, row, moment);
                    push(&mut sets, known.entry(key).or_insert_with(|| moments.set(holds)));
                }
                sets
            }
        }
    }
}

fn push(sets: &mut Vec<u64>, set: &[u64]) {
    // One word nearly always, and then no call to copy it.
    match set {
        [word] => sets.push(*word),
        words => sets.extend_from_slice(words),
    }
}

#[cfg(test)]
mod tests;
