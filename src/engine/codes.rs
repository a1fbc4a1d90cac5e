//! Code lists made ready for the rows of a source: texts became ids, laws and versions columns.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::model::Datum;
use crate::source::{Block, Codelijst, Column, Geldig, OpenBron, TextId, WetVersie};

use super::predicate::row_date;

/// The codes of a list, for one column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Codes {
    /// The name of the list.
    pub lijst: String,
    /// The column.
    pub kolom: usize,
    /// The columns that tell law and version, where the list depends on them.
    pub wet: Option<usize>,
    pub versie: Option<usize>,
    datum: usize,
    regels: FxHashMap<TextId, Vec<Regel>>,
    /// The laws and versions that the list knows.
    wetten_en_versies: Vec<Sleutel>,
}

/// The ids of a law and a version; none stands for all.
type Sleutel = (Option<TextId>, Option<TextId>);

/// Where and when a code is valid.
#[derive(Clone, Debug, PartialEq)]
struct Regel {
    sleutel: Sleutel,
    geldig: Geldig,
}

/// What a list says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Oordeel {
    /// There is no code.
    Leeg,
    /// The code is in the list.
    Bekend,
    /// The list knows the law and version, and not this code.
    Onbekend,
    /// The list has the code, but not on the date of the row.
    NietOpDatum,
    /// The list does not know the law and version.
    AndereVersie,
}

impl Codes {
    /// Makes a list ready for a column of a source.
    pub(super) fn new(naam: &str, lijst: &Codelijst, kolom: usize, bron: &OpenBron) -> Self {
        let spec = &bron.spec;
        // Filters on a source without these columns are refused before; a column that is held
        // against the list is then held against all laws and versions together.
        let wet = spec.wet.filter(|_| lijst.needs_wet());
        let versie = spec.versie.filter(|_| lijst.needs_versie());
        let id = |column: Option<usize>, text: &str| {
            let dictionary = bron.dictionary(column?).expect("a code column has a dictionary");
            (!text.is_empty()).then(|| dictionary.intern(text))
        };
        let sleutel = |of: &WetVersie| (id(wet, &of.wet), id(versie, &of.versie));
        let regel = |geldig: &Geldig| Regel {
            sleutel: sleutel(&geldig.wet_versie),
            geldig: geldig.clone(),
        };
        let dictionary = bron.dictionary(kolom).expect("a code column has a dictionary");
        let regels = lijst
            .codes()
            .map(|(code, times)| (dictionary.intern(code), times.iter().map(regel).collect()));
        Self {
            lijst: naam.to_owned(),
            kolom,
            wet,
            versie,
            datum: spec.datum.or(spec.periode).expect("a source has a date"),
            regels: regels.collect(),
            wetten_en_versies: lijst.wetten_en_versies().map(sleutel).collect(),
        }
    }

    /// True when the meaning of a code depends on the row.
    pub(super) fn is_keyed(&self) -> bool {
        self.wet.is_some() || self.versie.is_some()
    }

    /// The law and the version of a row, as far as the list depends on them.
    pub(super) fn sleutel(&self, block: &Block, row: usize) -> Sleutel {
        let text = |column: Option<usize>| match &block.columns[column?] {
            Column::Text(cells) => cells[row],
            _ => None,
        };
        (text(self.wet), text(self.versie))
    }

    /// What the list says of the code of a row.
    pub(super) fn oordeel(&self, block: &Block, row: usize) -> Oordeel {
        let Column::Text(cells) = &block.columns[self.kolom] else { return Oordeel::Leeg };
        let Some(code) = cells[row] else { return Oordeel::Leeg };
        let sleutel = self.sleutel(block, row);
        let mut of_row = self.regels(code, sleutel).peekable();
        if of_row.peek().is_some() {
            let date = row_date(block, self.datum, row);
            let is_on = |regel: &Regel| is_on(&regel.geldig, date);
            return if of_row.any(is_on) { Oordeel::Bekend } else { Oordeel::NietOpDatum };
        }
        if self.wetten_en_versies.iter().any(|known| fits(*known, sleutel)) {
            Oordeel::Onbekend
        } else {
            Oordeel::AndereVersie
        }
    }

    /// Where a code is valid, in rows of this law and version.
    fn regels(&self, code: TextId, sleutel: Sleutel) -> impl Iterator<Item = &Regel> {
        let all = self.regels.get(&code).map_or(&[][..], Vec::as_slice);
        all.iter().filter(move |regel| fits(regel.sleutel, sleutel))
    }

    /// All codes of the list.
    pub(super) fn ids(&self) -> impl Iterator<Item = TextId> {
        self.regels.keys().copied()
    }

    /// The codes that the list has in this law and version, whenever.
    pub(super) fn codes_in(&self, sleutel: Sleutel) -> impl Iterator<Item = TextId> {
        let codes = self.regels.keys().copied();
        codes.filter(move |&code| self.regels(code, sleutel).next().is_some())
    }

    /// The laws and versions that the list knows.
    pub(super) fn wetten_en_versies(&self) -> impl Iterator<Item = Sleutel> {
        self.wetten_en_versies.iter().copied()
    }

    /// Adds the columns whose cells decide.
    pub(super) fn collect_columns(&self, found: &mut BTreeSet<usize>) {
        found.extend([self.kolom, self.datum]);
        found.extend([self.wet, self.versie].into_iter().flatten());
    }
}

fn is_on(geldig: &Geldig, date: Option<Datum>) -> bool {
    date.is_some_and(|date| geldig.is_on(date))
}

/// True when a row of this law and version is one that a list speaks of.
fn fits(known: Sleutel, found: Sleutel) -> bool {
    let fits = |known: Option<TextId>, found| known.is_none() || known == found;
    fits(known.0, found.0) && fits(known.1, found.1)
}
