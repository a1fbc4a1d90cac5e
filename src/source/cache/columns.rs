//! A block as bytes and back.

use std::num::NonZeroU128;

use chrono::{Datelike, NaiveDate};

use super::pack::{put_cells, read_cells};
use crate::model::{Datum, Deel, Frequentie, GebiedIdx, Gebiedsindeling, Periode};
use crate::source::{Block, Column, OpenBron, PersonId, TextId};

/// What the cells of a file of the cache stand for in this run.
#[derive(Debug)]
pub(super) struct Meaning<'a> {
    pub bron: &'a OpenBron,
    pub n_areas: usize,
    /// Of each column of texts: the text that a number stands for, from 1.
    pub texts: Vec<Vec<Option<TextId>>>,
}

impl<'a> Meaning<'a> {
    pub fn new(bron: &'a OpenBron, indeling: &Gebiedsindeling) -> Self {
        let texts = bron.spec.kolommen.iter().map(|_| Vec::new()).collect();
        Self { bron, n_areas: indeling.n_indices(), texts }
    }

    /// Adds the text that a number of a column stands for.
    pub fn add_text(&mut self, kolom: usize, id: u32, text: &str) -> Option<()> {
        let dictionary = self.bron.dictionary(kolom)?;
        // As when it is read: a mapping is looked at whoever asks.
        if !self.bron.is_asked(kolom) && self.bron.waarden(kolom).is_none() {
            return Some(());
        }
        let place = (id as usize).checked_sub(1)?;
        let texts = self.texts.get_mut(kolom)?;
        if texts.len() <= place {
            // Numbers of one file have few holes; more than that are no numbers.
            (place < texts.len() + (1 << 24)).then_some(())?;
            texts.resize(place + 1, None);
        }
        texts[place] = Some(dictionary.intern(text));
        Some(())
    }
}

/// Adds bytes with their length in front.
fn put_sized(out: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend_from_slice(&[0; 4]);
    put(out);
    let n_bytes = u32::try_from(out.len() - start - 4).expect("a block is far below 4 GiB");
    out[start..start + 4].copy_from_slice(&n_bytes.to_le_bytes());
}

/// Takes bytes with their length in front.
fn take_sized<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let n_bytes = take_u32(bytes)? as usize;
    let (taken, rest) = bytes.split_at_checked(n_bytes)?;
    *bytes = rest;
    Some(taken)
}

fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number))
}

/// A block as bytes.
pub(super) fn put_block(block: &Block) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(&(block.file as u32).to_le_bytes());
    out.push(u8::from(block.elders));
    out.extend_from_slice(&(block.n_rows() as u32).to_le_bytes());
    let lines = &block.lines;
    let before = [0].into_iter().chain(lines.iter().copied());
    let steps = lines.iter().zip(before).map(|(line, before)| line.wrapping_sub(before));
    let (first, steps) = (lines.first().copied().unwrap_or(0), steps.skip(1));
    out.extend_from_slice(&first.to_le_bytes());
    put_sized(&mut out, |out| put_cells(steps.map(Some), out));
    for column in &block.columns {
        put_sized(&mut out, |out| put_column(column, out));
    }
    out
}

fn put_column(column: &Column, out: &mut Vec<u8>) {
    match column {
        Column::Datum(cells) => put_cells(cells.iter().map(|cell| cell.map(day_code)), out),
        Column::Getal(cells) => put_cells(cells.iter().map(|cell| cell.map(number_code)), out),
        Column::Text(cells) => {
            let id = |id: TextId| u64::from(id.0.get());
            put_cells(cells.iter().map(|cell| cell.map(id)), out);
        }
        Column::Gebied(cells) => {
            let place = |idx: GebiedIdx| idx.index() as u64;
            put_cells(cells.iter().map(|cell| cell.map(place)), out);
        }
        Column::Periode(cells) => put_cells(cells.iter().map(|cell| cell.map(period_code)), out),
        Column::Persoon(cells) => {
            let bits = |cell: &Option<PersonId>| cell.map_or(0, PersonId::to_bits);
            out.reserve(16 * cells.len());
            for cell in cells {
                out.extend_from_slice(&bits(cell).to_le_bytes());
            }
        }
    }
}

/// Dates and numbers keep their order when they become numbers without a sign.
fn day_code(day: Datum) -> u64 {
    u64::from(day.num_days_from_ce() as u32 ^ 1 << 31)
}

fn day_of(code: u64) -> Option<Datum> {
    NaiveDate::from_num_days_from_ce_opt((u32::try_from(code).ok()? ^ 1 << 31) as i32)
}

fn number_code(number: i64) -> u64 {
    number as u64 ^ 1 << 63
}

fn number_of(code: u64) -> i64 {
    (code ^ 1 << 63) as i64
}

/// The year, the length and the place in the year.
fn period_code(periode: Periode) -> u64 {
    let (length, place) = match periode.deel() {
        Deel::Jaar => (0, 1),
        Deel::Halfjaar(n) => (1, n),
        Deel::Kwartaal(n) => (2, n),
        Deel::Maand(n) => (3, n),
    };
    (periode.jaar() as u64) << 8 | length << 4 | u64::from(place)
}

fn period_of(code: u64) -> Option<Periode> {
    let (frequentie, n_months) = match code >> 4 & 15 {
        0 => (Frequentie::Jaar, 12),
        1 => (Frequentie::Halfjaar, 6),
        2 => (Frequentie::Kwartaal, 3),
        3 => (Frequentie::Maand, 1),
        _ => return None,
    };
    let month = (code as u32 & 15).checked_sub(1)? * n_months + 1;
    let day = NaiveDate::from_ymd_opt(i32::try_from(code >> 8).ok()?, month, 1)?;
    Periode::containing(day, frequentie)
}

/// The block that bytes stand for; `None` when they are not those of a block of this source.
pub(super) fn read_block(mut bytes: &[u8], meaning: &Meaning<'_>) -> Option<Block> {
    let bytes = &mut bytes;
    let file = take_u32(bytes)? as usize;
    let (&elders, rest) = bytes.split_first()?;
    *bytes = rest;
    let n_rows = take_u32(bytes)? as usize;
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    let mut line = u64::from_le_bytes(*first);
    (file < meaning.bron.files.len() && 0 < n_rows).then_some(())?;
    let steps = read_cells(take_sized(bytes)?, n_rows - 1, Some)?;
    let mut lines = Vec::with_capacity(n_rows);
    lines.push(line);
    for step in steps {
        line = line.wrapping_add(step?);
        lines.push(line);
    }
    let mut columns = Vec::new();
    for (idx, dictionary) in meaning.texts.iter().enumerate() {
        let bytes = take_sized(bytes)?;
        let n_cells = if meaning.bron.is_asked(idx) { n_rows } else { 0 };
        columns.push(read_column(idx, bytes, n_cells, meaning, dictionary)?);
    }
    bytes.is_empty().then_some(Block { file, lines, columns, elders: elders == 1 })
}

fn read_column(
    kolom: usize,
    bytes: &[u8],
    n_cells: usize,
    meaning: &Meaning<'_>,
    texts: &[Option<TextId>],
) -> Option<Column> {
    use crate::source::KolomType;

    let bytes = if n_cells == 0 { &[255][..] } else { bytes };
    Some(match meaning.bron.spec.kolommen[kolom].soort {
        KolomType::Datum(_) => Column::Datum(read_cells(bytes, n_cells, day_of)?),
        KolomType::Getal { .. } => {
            Column::Getal(read_cells(bytes, n_cells, |code| Some(number_of(code)))?)
        }
        KolomType::Tekst | KolomType::Code { .. } => {
            let text = |id: u64| *texts.get(usize::try_from(id).ok()?.checked_sub(1)?)?;
            Column::Text(read_cells(bytes, n_cells, text)?)
        }
        KolomType::Gebied => {
            let area = |place: u64| {
                let place = usize::try_from(place).ok().filter(|&place| place < meaning.n_areas);
                place.map(Gebiedsindeling::idx_at)
            };
            Column::Gebied(read_cells(bytes, n_cells, area)?)
        }
        KolomType::Periode => {
            let mut last = None;
            let period = |code: u64| match last {
                Some((known, periode)) if known == code => periode,
                _ => {
                    let periode = period_of(code);
                    last = Some((code, periode));
                    periode
                }
            };
            Column::Periode(read_cells(bytes, n_cells, period)?)
        }
        KolomType::Pseudoniem if n_cells == 0 => Column::Persoon(Vec::new()),
        KolomType::Pseudoniem => {
            let (cells, []) = bytes.as_chunks() else { return None };
            let person = |bits: &[u8; 16]| NonZeroU128::new(u128::from_le_bytes(*bits));
            let cells: Vec<_> = cells.iter().map(|bits| person(bits).map(PersonId)).collect();
            (cells.len() == n_cells).then_some(Column::Persoon(cells))?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_numbers_and_periods_come_back() {
        for day in ["0001-01-01", "1899-12-31", "2020-02-29", "9999-12-31"] {
            let day: Datum = day.parse().expect("a date");
            assert_eq!(day_of(day_code(day)), Some(day));
        }
        for number in [i64::MIN, -1, 0, 1, i64::MAX] {
            assert_eq!(number_of(number_code(number)), number);
        }
        assert!(number_code(-1) < number_code(0) && day_of(u64::MAX).is_none());
        for periode in ["1900", "2017", "2017H2", "2017K1", "2017K4", "2199M12"] {
            let periode: Periode = periode.parse().expect("a period");
            assert_eq!(period_of(period_code(periode)), Some(periode));
        }
        assert_eq!(period_of(0), None);
    }
}
