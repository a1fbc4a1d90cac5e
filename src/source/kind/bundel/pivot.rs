//! The wide table: a row for each combination of dimensions, a column for each measure.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::{Cell, Fail};
use super::bad_bundle;
use super::csv_file::CsvFile;
use super::measures::Choice;

/// The most words of 64 bits that a table may take: 200 million cells, 1.6 GB.
pub(super) const MAX_WORDS: usize = 200_000_000;

/// What stands between the codes in the key of a row.
pub(super) const SEPARATOR: char = '\u{1f}';

/// About what a row takes besides its key: the entry of the map and two counted pointers.
const WORDS_OF_ROW: usize = 10;

/// About what a measure takes that the bundle does not tell.
const WORDS_OF_MEASURE: usize = 20;

/// The value of an observation.
pub(super) enum Value<'v> {
    Nothing,
    Number(f64),
    Text(&'v str),
}

/// A cell in 64 bits: those of a finite number, or one of the patterns above them all.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Word(u64);

impl Word {
    /// No observation yet.
    const NONE: Self = Self(u64::MAX);
    /// An observation without a value.
    const MISSING: Self = Self(u64::MAX - 1);
    /// The pattern of negative infinity, above that of every finite number; the texts follow.
    const FIRST_TEXT: u64 = 0xFFF0 << 48;

    /// The number behind this pattern, or the place of the text.
    fn get(self) -> Result<f64, usize> {
        match self.0.checked_sub(Self::FIRST_TEXT) {
            None => Ok(f64::from_bits(self.0)),
            Some(place) => Err(place as usize),
        }
    }
}

/// The table.
pub(super) struct Pivot {
    choice: Choice,
    rows: HashMap<Rc<str>, usize>,
    keys: Vec<Rc<str>>,
    /// The cells of each measure up to the last row that has it.
    columns: Vec<Vec<Word>>,
    texts: Vec<Box<str>>,
    /// The row of the last observation: those of one row mostly follow each other.
    last: usize,
    words_left: usize,
}

impl Pivot {
    /// An empty table that may take so many words.
    pub fn new(choice: Choice, max_words: usize) -> Self {
        let columns = vec![Vec::new(); choice.n_measures()];
        Self {
            choice,
            rows: HashMap::new(),
            keys: Vec::new(),
            columns,
            texts: Vec::new(),
            last: 0,
            words_left: max_words,
        }
    }

    /// The number of a measure, nothing when it is left out.
    pub fn number(&mut self, identifier: &str) -> Option<usize> {
        let n_before = self.choice.n_known();
        let number = self.choice.number(identifier);
        if n_before < self.choice.n_known() {
            // Checked when the next value is put.
            self.words_left = self.words_left.saturating_sub(WORDS_OF_MEASURE);
        }
        self.columns.resize(self.choice.n_measures(), Vec::new());
        number
    }

    /// Puts a value into its cell.
    pub fn put(
        &mut self,
        key: &str,
        measure: usize,
        value: Value<'_>,
        file: &CsvFile,
    ) -> Result<(), Fail> {
        let row = self.row(key, file)?;
        let n_new = (row + 1).saturating_sub(self.columns[measure].len());
        self.take(n_new, file)?;
        let word = match value {
            Value::Nothing => Word::MISSING,
            Value::Number(number) => Word(number.to_bits()),
            Value::Text(text) => {
                self.take(text.len() / 8 + 4, file)?;
                self.texts.push(text.into());
                Word(Word::FIRST_TEXT + self.texts.len() as u64 - 1)
            }
        };
        let column = &mut self.columns[measure];
        if column.len() <= row {
            column.resize(row + 1, Word::NONE);
        }
        if column[row] != Word::NONE {
            let name = self.choice.headers().iter().find(|(_, number)| *number == measure);
            let name = name.map_or("", |(name, _)| name.as_str());
            let message = format!("a second observation of `{name}` for the same dimensions");
            return Err(bad_bundle(file.row(), message, "an earlier record has it"));
        }
        column[row] = word;
        Ok(())
    }

    fn row(&mut self, key: &str, file: &CsvFile) -> Result<usize, Fail> {
        if self.keys.get(self.last).is_some_and(|last| **last == *key) {
            return Ok(self.last);
        }
        self.last = if let Some(&row) = self.rows.get(key) {
            row
        } else {
            self.take(key.len() / 8 + WORDS_OF_ROW, file)?;
            let key: Rc<str> = key.into();
            self.rows.insert(Rc::clone(&key), self.keys.len());
            self.keys.push(key);
            self.keys.len() - 1
        };
        Ok(self.last)
    }

    fn take(&mut self, n_words: usize, file: &CsvFile) -> Result<(), Fail> {
        match self.words_left.checked_sub(n_words) {
            Some(left) => {
                self.words_left = left;
                Ok(())
            }
            None => Err(bad_bundle(
                file.place(),
                format!("the bundle makes a table of more than {MAX_WORDS} cells"),
                "too large to turn into rows",
            )),
        }
    }

    /// The columns, each with the number of its measure.
    pub fn headers(&self) -> impl Iterator<Item = (&str, usize)> {
        self.choice.headers().iter().map(|(name, measure)| (name.as_str(), *measure))
    }

    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.keys.len()
    }

    /// The codes of the dimensions of a row.
    pub fn dimensions(&self, row: usize) -> impl Iterator<Item = &str> {
        self.keys[row].split(SEPARATOR)
    }

    /// The cell of a measure in a row.
    pub fn cell(&self, measure: usize, row: usize) -> Cell<'_> {
        let word = self.columns[measure].get(row).copied().unwrap_or(Word::NONE);
        match word.get() {
            _ if word == Word::NONE || word == Word::MISSING => Cell::Empty,
            Ok(number) => Cell::Number(number),
            Err(place) => Cell::Text(&self.texts[place]),
        }
    }
}
