//! Settles how a file of text is written, before its first row is read.
//!
//! The delimiter and the line of the header are those under which most of the declared columns
//! are found. The encoding and the decimal sign are settled by the whole file, as far as they are
//! not declared. The same bytes always give the same answer.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use encoding_rs::WINDOWS_1252;

use super::cut::{Cutter, Sizes};
use super::dialect::{Dialect, How, Known};
use super::header::{Counting, fits};
use super::kind;
use super::number_form::{Evidence, NumberField};
use super::record::Fields;
use super::text::{Opening, Utf16, utf16_of};
use super::{Bestandssoort, BronSpec, Codering, KolomType, OpenBron};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The bytes between fields that are looked for, the first before the others.
const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The bytes and the rows in which the header is looked for.
pub(super) const N_SAMPLE: usize = 256 << 10;
const N_ROWS: usize = 100;

/// The encoding of a file by its first bytes, as far as they tell.
fn codering_of(spec: &BronSpec, start: &[u8]) -> Option<Known<Codering>> {
    // The mark says more about the file than the monitor does.
    let marked = |value| Some(Known { value, how: How::Marked });
    match start {
        [0xEF, 0xBB, 0xBF, ..] => return marked(Codering::Utf8),
        [0xFF, 0xFE, ..] => return marked(Codering::Utf16Le),
        [0xFE, 0xFF, ..] => return marked(Codering::Utf16Be),
        _ => {}
    }
    let declared = |value| Known { value, how: How::Declared };
    let found = |value| Known { value, how: How::Found };
    spec.dialect.codering.map(declared).or_else(|| utf16_of(start).map(found))
}

/// A file as text of which the encoding does not matter for its signs.
fn open_plain(bron: &OpenBron, file: usize, codering: Codering) -> io::Result<Box<dyn Read>> {
    let raw = File::open(&bron.files[file].path)?;
    Ok(match codering {
        Codering::Utf8 | Codering::Windows1252 => Box::new(raw),
        utf16 => Box::new(Utf16::new(raw, utf16)),
    })
}

/// Where the header is, and how much of it was found.
#[derive(Clone, Copy, Debug)]
struct HeaderAt {
    line: u64,
    n_columns: usize,
    n_fields: usize,
}

/// The text of bytes whose encoding is not settled yet.
fn lossy(bytes: &[u8]) -> String {
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    text.unwrap_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned())
}

/// The row of a sample in which most declared columns are found; the first of equals.
fn find_header(
    spec: &BronSpec,
    sample: &[u8],
    delimiter: u8,
    counting: Counting,
) -> Option<HeaderAt> {
    let mut fields = Fields::default();
    let (mut at, mut line) = (0, 1);
    let mut best: Option<HeaderAt> = None;
    let mut n_rows = 0;
    while at < sample.len() && n_rows < N_ROWS {
        let end = fields.split(sample, at, delimiter);
        let (row_start, row_line) = (at, line);
        (at, line) = (end.next, line + counting.lines(&end));
        // A row of delimiters is empty, whatever stands between fields.
        let is_blank = |byte: &u8| DELIMITERS.contains(byte) || byte.is_ascii_whitespace();
        if sample[row_start..end.end].iter().all(is_blank) {
            continue;
        }
        n_rows += 1;
        let names: Vec<_> =
            (0..fields.len()).map(|idx| lossy(fields.get(sample, idx)).trim().to_owned()).collect();
        let n_columns = fits(spec, &names);
        if best.is_none_or(|best| best.n_columns < n_columns) {
            best = Some(HeaderAt { line: row_line, n_columns, n_fields: fields.len() });
        }
    }
    best
}

/// The delimiter and the line of the header of a sample of text.
pub(super) fn settle_header(
    spec: &BronSpec,
    sample: &[u8],
    scheidingsteken: Option<u8>,
    counting: Counting,
) -> (Known<u8>, Known<u64>) {
    let candidates: &[u8] = scheidingsteken.as_ref().map_or(&DELIMITERS, std::slice::from_ref);
    let mut best: Option<(u8, HeaderAt)> = None;
    for &delimiter in candidates {
        let Some(found) = find_header(spec, sample, delimiter, counting) else { continue };
        // Where no column is found under any delimiter, the one that separates most is meant.
        let rank = |at: &HeaderAt| (at.n_columns, at.n_fields);
        if best.is_none_or(|(_, best)| rank(&best) < rank(&found)) {
            best = Some((delimiter, found));
        }
    }
    let how = if scheidingsteken.is_some() { How::Declared } else { How::Found };
    let (delimiter, line) = best.map_or((candidates[0], 1), |(byte, at)| (byte, at.line));
    let line = Known::declared_or(spec.dialect.kopregel, || Known { value: line, how: How::Found });
    (Known { value: delimiter, how }, line)
}

/// The encoding, from all its bytes: UTF-8 unless more of them are none than are.
#[derive(Debug, Default)]
struct Letters {
    n_utf8: u64,
    n_other: u64,
    /// The line of the first letter that is UTF-8.
    utf8_line: Option<u64>,
}

impl Letters {
    /// Looks at bytes that start on a line.
    fn look(&mut self, bytes: &[u8], line: u64) {
        if bytes.is_ascii() {
            return;
        }
        if self.utf8_line.is_none() {
            self.utf8_line = first_utf8(bytes)
                .map(|at| line + memchr::memchr_iter(b'\n', &bytes[..at]).count() as u64);
        }
        for chunk in bytes.utf8_chunks() {
            self.n_utf8 += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
            self.n_other += u64::from(!chunk.invalid().is_empty());
        }
    }

    fn settle(&self) -> Known<Codering> {
        match (self.n_utf8, self.n_other) {
            (0, 0) => Known { value: Codering::Utf8, how: How::Unused },
            (utf8, other) if other <= utf8 => Known { value: Codering::Utf8, how: How::Found },
            _ => Known { value: Codering::Windows1252, how: How::Found },
        }
    }

    /// Of a file in Windows-1252: the finding on letters that look like UTF-8.
    fn warning(&self, codering: Codering, file: &Arc<str>) -> Option<Diagnostic> {
        let line = self.utf8_line.filter(|_| codering == Codering::Windows1252)?;
        let message = "the file is read as Windows-1252, but has letters that look like UTF-8";
        let place = Place::Cell { file: Arc::clone(file), line, column: None };
        let label = match self.n_utf8 {
            1 => "this letter becomes two or more others".to_owned(),
            n => format!("the first of {n}, each of which becomes two or more other letters"),
        };
        let help = "parts of two systems are probably pasted together: export them apart, or set \
                    `codering` when all of it is one";
        Some(Diagnostic::new(Code::MixedEncoding, message).at(place, label).help(help))
    }
}

/// The place of the first letter that is UTF-8 and no ASCII.
fn first_utf8(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        let letter = chunk.valid().char_indices().find(|(_, c)| !c.is_ascii());
        if let Some((place, _)) = letter {
            return Some(at + place);
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    None
}

/// How a file is opened and written.
pub(super) struct Settled {
    pub opening: Opening,
    /// `None` for other kinds than text, whose text is made here.
    pub dialect: Option<Dialect>,
    /// What is wrong with how it is written, though it can be read.
    pub warning: Option<Diagnostic>,
}

/// Settles how one file is written; the finding says what nobody can know.
pub(super) fn settle(
    bron: &OpenBron,
    file: usize,
    soort: Bestandssoort,
    sizes: Sizes,
) -> io::Result<Result<Settled, Box<Diagnostic>>> {
    let spec = &bron.spec;
    if soort != Bestandssoort::Tekst {
        let decimaal = spec.dialect.decimaal.or(spec.dialect.decimaal_verwacht).unwrap_or(b',');
        let opening = Opening { soort, codering: Codering::Utf8, decimaal };
        return Ok(Ok(Settled { opening, dialect: None, warning: None }));
    }
    let mut start = Vec::new();
    File::open(&bron.files[file].path)?.take(1024).read_to_end(&mut start)?;
    let told = codering_of(spec, &start);
    let as_opened = told.map_or(Codering::Utf8, |told| told.value);
    let mut sample = Vec::new();
    open_plain(bron, file, as_opened)?.take(N_SAMPLE as u64).read_to_end(&mut sample)?;
    let text = sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&sample);
    let (scheidingsteken, kopregel) =
        settle_header(spec, text, spec.dialect.scheidingsteken, Counting::Lines);
    let numbers = number_fields(spec, text, scheidingsteken.value, kopregel.value);
    let must_find_sign = spec.dialect.decimaal.is_none() && !numbers.is_empty();
    let mut letters = Letters::default();
    let mut evidence = Evidence::new(spec.dialect.duizendtal);
    if told.is_none() || must_find_sign {
        let plain = open_plain(bron, file, as_opened)?;
        let mut cutter = Cutter::new(plain, scheidingsteken.value, Counting::Lines, sizes);
        let mut fields = Fields::default();
        while let Some(piece) = cutter.next_piece(&|_| ())? {
            if told.is_none() {
                letters.look(&piece.bytes, piece.line);
            }
            let (mut at, mut line) = (0, piece.line);
            while must_find_sign && !evidence.is_settled() && at < piece.bytes.len() {
                let end = fields.split(&piece.bytes, at, scheidingsteken.value);
                if kopregel.value < line {
                    evidence.look(&fields, &piece.bytes, line, &numbers);
                }
                (at, line) = (end.next, line + end.n_lines);
            }
            if told.is_some() && evidence.is_settled() {
                break;
            }
        }
    }
    let codering = told.unwrap_or_else(|| letters.settle());
    let shown = &bron.files[file].shown;
    let warning = letters.warning(codering.value, shown);
    let decimaal = match spec.dialect.decimaal {
        Some(value) => Known { value, how: How::Declared },
        None => match evidence.settle(shown, spec.dialect.decimaal_verwacht) {
            Ok(known) => known,
            Err(finding) => return Ok(Err(finding)),
        },
    };
    let duizendtal = spec.dialect.duizendtal;
    let dialect = Dialect { codering, scheidingsteken, decimaal, duizendtal, kopregel };
    let opening = Opening { soort, codering: codering.value, decimaal: decimaal.value };
    Ok(Ok(Settled { opening, dialect: Some(dialect), warning }))
}

/// The fields of a header that hold declared numbers.
fn number_fields(spec: &BronSpec, sample: &[u8], delimiter: u8, line: u64) -> Vec<NumberField> {
    let mut fields = Fields::default();
    let (mut at, mut here) = (0, 1);
    while at < sample.len() {
        let end = fields.split(sample, at, delimiter);
        if here == line {
            break;
        }
        (at, here) = (end.next, here + end.n_lines);
    }
    let names: Vec<Arc<str>> =
        (0..fields.len()).map(|idx| lossy(fields.get(sample, idx)).trim().into()).collect();
    let numbers =
        spec.kolommen.iter().filter(|kolom| matches!(kolom.soort, KolomType::Getal { .. }));
    numbers
        .filter_map(|kolom| {
            let at = super::header::first_fit(spec.vorm, kolom, &names)?;
            let header = Arc::clone(&names[at]);
            let leeg = kolom.leeg.iter().map(|leeg| leeg.trim().to_owned()).collect();
            Some(NumberField { at, header, is_personal: kolom.persoonsgegeven, leeg })
        })
        .collect()
}

/// The dialect of the text that is made of another kind of file.
pub(super) fn made_dialect(spec: &BronSpec, opening: &Opening, kopregel: Known<u64>) -> Dialect {
    Dialect {
        codering: Known { value: Codering::Utf8, how: How::Unused },
        scheidingsteken: Known { value: kind::DELIMITER, how: How::Unused },
        decimaal: Known { value: opening.decimaal, how: How::Declared },
        duizendtal: spec.dialect.duizendtal,
        kopregel,
    }
}
