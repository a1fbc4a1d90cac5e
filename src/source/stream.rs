//! The files of a source one after another, as pieces with the plan to read them.

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use super::binair::no_text;
use super::cut::{Buffers, Cutter, Piece, Sizes, is_cr_only};
use super::dialect::{How, Known};
use super::header::{CR_HELP, Counting, Header};
use super::kind::{DELIMITER, Facts};
use super::number_form::NumberForm;
use super::plan::{FilePlan, Text};
use super::record::Fields;
use super::settle::{N_SAMPLE, made_dialect, settle, settle_header};
use super::text::{Finished, Opening, TextStream, open_stream, soort_of};
use super::{Bestandssoort, BronFile, BronSpec, Codering, OpenBron, Stop};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// The number of pieces that are read before typing begins.
const N_FIRST: usize = 4;

/// A piece of a file and how to read it.
pub(super) type Planned<'a> = (Arc<FilePlan<'a>>, Piece);

/// The pieces of all files of a source, in order.
pub(super) struct Stream<'a> {
    bron: &'a OpenBron,
    sizes: Sizes,
    /// The number of pieces in the next batch. The first is small, because nothing is typed while
    /// it is read.
    n_pieces: usize,
    /// Memory of pieces that are done with.
    pub buffers: Buffers,
    next_file: usize,
    current: Option<Current<'a>>,
    /// The plan of each file that could be read.
    pub plans: Vec<Option<Arc<FilePlan<'a>>>>,
    /// Of each file that is finished: the SHA-256.
    pub hashes: Vec<(Arc<str>, String)>,
    /// Of each file that could be opened: how, so that its rows can be found again.
    pub openings: Vec<Option<Opening>>,
    /// Of each file: how it is written, in words.
    pub written: Vec<(Arc<str>, String)>,
    /// What is wrong with files and headers.
    pub findings: Findings,
}

/// The file that is being read.
struct Current<'a> {
    cutter: Cutter<Box<dyn TextStream>>,
    /// The rows behind the header in the piece that holds it.
    first: Option<Piece>,
    /// `None` when the file is read for its hash alone.
    plan: Option<Arc<FilePlan<'a>>>,
}

/// What the start of a file says.
enum Start {
    Header { names: Vec<Arc<str>>, line: u64, is_cr_only: bool, rows: Piece, n_above: u64 },
    Fault(Diagnostic),
}

impl<'a> Stream<'a> {
    /// Starts before the first file.
    pub fn new(bron: &'a OpenBron, sizes: Sizes) -> Self {
        Self {
            bron,
            sizes,
            n_pieces: N_FIRST,
            buffers: Buffers::default(),
            next_file: 0,
            current: None,
            plans: Vec::new(),
            hashes: Vec::new(),
            openings: Vec::new(),
            written: Vec::new(),
            findings: Findings::default(),
        }
    }

    /// The next pieces; none at the end.
    pub fn next_batch(&mut self, on_bytes: &dyn Fn(u64)) -> Result<Vec<Planned<'a>>, Stop> {
        let mut batch = Vec::new();
        let n_pieces = self.n_pieces.min(self.sizes.batch);
        self.n_pieces = 2 * n_pieces;
        while batch.len() < n_pieces {
            match self.next_piece(on_bytes)? {
                Some(piece) => batch.push(piece),
                None => break,
            }
        }
        Ok(batch)
    }

    fn next_piece(&mut self, on_bytes: &dyn Fn(u64)) -> Result<Option<Planned<'a>>, Stop> {
        loop {
            let Some(mut current) = self.current.take() else {
                let Some(file) = self.bron.files.get(self.next_file) else {
                    return Ok(None);
                };
                let stop = |error| Stop::Machine { path: file.path.clone(), error };
                let opened = self.open(self.next_file, on_bytes).map_err(stop)?;
                self.plans.push(opened.plan.clone());
                self.current = Some(opened);
                self.next_file += 1;
                continue;
            };
            let file = &self.bron.files[self.next_file - 1];
            let piece = match current.first.take() {
                Some(piece) => Some(piece),
                None => current
                    .cutter
                    .next_piece(on_bytes)
                    .map_err(|error| Stop::Machine { path: file.path.clone(), error })?,
            };
            let Some(piece) = piece else {
                let finished = current.cutter.into_reader().finish();
                if let Some(plan) = &current.plan {
                    self.check_cells(plan, &finished);
                }
                self.hashes.push((Arc::clone(&file.shown), finished.hash));
                self.findings.extend(finished.findings);
                continue;
            };
            let plan = current.plan.clone();
            self.current = Some(current);
            if let Some(plan) = plan {
                return Ok(Some((plan, piece)));
            }
        }
    }

    /// Checks what is known of the cells of another kind of file than text, now that it was read.
    fn check_cells(&mut self, plan: &FilePlan, finished: &Finished) {
        let (spec, header) = (&self.bron.spec, plan.header_line);
        finished.merged.tell(header, plan.n_fields, &plan.shown, &mut self.findings);
        let numbers = plan.number_fields(spec);
        let sign = plan.text.numbers.decimaal;
        let unclear = finished.texts.check(&spec.dialect, sign, &numbers, header, &plan.shown);
        if let Some(finding) = unclear {
            self.findings.push(finding);
        }
    }

    /// Opens a file and reads its header.
    ///
    /// A file whose numbers nobody can read is read for its hash alone.
    fn open(&mut self, file: usize, on_bytes: &dyn Fn(u64)) -> io::Result<Current<'a>> {
        let bron = self.bron;
        let shown = &bron.files[file].shown;
        let soort = soort_of(bron.spec.soort, &bron.files[file].path)?;
        let opened = match check_is_text(&bron.files[file], soort)? {
            Some(finding) => Err(Box::new(finding)),
            None => settle(bron, file, soort, self.sizes)?,
        };
        let settled = match opened {
            Ok(settled) => settled,
            Err(finding) => {
                self.findings.push(*finding);
                self.openings.push(None);
                let raw = Opening { soort, codering: Codering::Utf8, decimaal: b',' };
                let stream = open_stream(bron, file, &raw)?;
                let cutter = Cutter::new(stream, b';', Counting::Lines, self.sizes);
                return Ok(Current { cutter, first: None, plan: None });
            }
        };
        if let Some(finding) = settled.warning {
            self.findings.push(finding);
        }
        let opening = settled.opening;
        let stream = open_stream(bron, file, &opening)?;
        let facts = stream.facts().cloned();
        let counting = if facts.is_some() { Counting::Records } else { Counting::Lines };
        let mut cutter =
            Cutter::new(stream, b';', counting, self.sizes).with_buffers(&self.buffers);
        let sample = cutter.peek(N_SAMPLE)?;
        let is_marked = facts.is_none() && sample.starts_with(b"\xEF\xBB\xBF");
        let dialect = settled.dialect.unwrap_or_else(|| {
            made_dialect(&bron.spec, &opening, made_header(&bron.spec, sample, soort))
        });
        if is_marked {
            cutter.skip(3, on_bytes);
        }
        let delimiter = dialect.scheidingsteken.value;
        cutter.set_delimiter(delimiter);
        let words = match &facts {
            None => dialect.to_string(),
            Some(facts) => {
                let line = dialect.kopregel.value;
                let told = facts.told.iter().map(|fact| format!("{fact}, "));
                format!("{}, {}header on row {line}", soort.word(), told.collect::<String>())
            }
        };
        self.written.push((Arc::clone(shown), words));
        let text = Text {
            codering: match opening.codering {
                Codering::Windows1252 => Codering::Windows1252,
                _ => Codering::Utf8,
            },
            scheidingsteken: delimiter,
            numbers: NumberForm::from(&dialect),
            counting,
            serial_zero: facts.as_ref().and_then(|facts| facts.serial_zero),
            is_made: facts.is_some(),
        };
        self.openings.push(Some(opening));
        self.findings.extend(other_message(&bron.spec, shown, facts.as_ref()));
        let start = find_header(&mut cutter, shown, &text, dialect.kopregel.value, on_bytes)?;
        Ok(match start {
            Start::Header { names, line, is_cr_only, rows, n_above } => {
                if 0 < n_above {
                    self.findings.push(preamble(shown, line, n_above, soort));
                }
                let header = Header { file: shown, line, names: &names, delimiter, is_cr_only };
                let plan = FilePlan::new(bron, file, text, &header, &mut self.findings);
                Current { cutter, first: Some(rows), plan: Some(Arc::new(plan)) }
            }
            // Why another kind of file has no rows, its own reader says.
            Start::Fault(_) if facts.is_some() && !cutter.has_given_text() => {
                Current { cutter, first: None, plan: None }
            }
            Start::Fault(finding) => {
                self.findings.push(finding);
                Current { cutter, first: None, plan: None }
            }
        })
    }
}

/// What is wrong with a file that is to be read as text and is none.
fn check_is_text(file: &BronFile, soort: Bestandssoort) -> io::Result<Option<Diagnostic>> {
    if soort != Bestandssoort::Tekst {
        return Ok(None);
    }
    let mut start = Vec::new();
    File::open(&file.path)?.take(1024).read_to_end(&mut start)?;
    Ok(no_text(&start).map(|what| {
        let message = format!("`{}` is {what}, and no table", file.shown);
        Diagnostic::new(Code::BadFile, message)
            .at(Place::file(Arc::clone(&file.shown)), "cannot be read")
            .help("unpack it when it is packed; else export the table as CSV or as a workbook")
    }))
}

/// The row of the header of a kind of file: only a workbook can have rows above it.
fn made_header(spec: &BronSpec, sample: &[u8], soort: Bestandssoort) -> Known<u64> {
    if soort == Bestandssoort::Werkmap {
        return settle_header(spec, sample, Some(DELIMITER), Counting::Records).1;
    }
    Known { value: 1, how: How::Unused }
}

/// Says so when a file is another message than the profile of its source is for.
fn other_message(spec: &BronSpec, shown: &Arc<str>, facts: Option<&Facts>) -> Findings {
    let mut findings = Findings::default();
    let pair = spec.bericht.zip(facts.and_then(|facts| facts.bericht));
    if let Some((wanted, found)) = pair.filter(|(wanted, found)| wanted != found) {
        let message = format!("bron `{}` is of {wanted}, and a file of it is {found}", spec.naam);
        findings.push(
            Diagnostic::new(Code::OtherMessage, message)
                .at(Place::file(Arc::clone(shown)), format!("message {found}"))
                .also(spec.place.clone(), format!("its profile is for {wanted}")),
        );
    }
    findings
}

/// Rows above the header are no part of the table.
fn preamble(shown: &Arc<str>, line: u64, n_above: u64, soort: Bestandssoort) -> Diagnostic {
    let word = if soort == Bestandssoort::Tekst { "line" } else { "row" };
    let place = Place::Cell { file: Arc::clone(shown), line, column: None };
    let message = format!("the header stands on {word} {line}, and what is above it is left out");
    let label = match n_above {
        1 => "one row with text above it".to_owned(),
        n => format!("{n} rows with text above it"),
    };
    Diagnostic::new(Code::Preamble, message).at(place, label)
}

/// Finds the row of the header: the first with text that does not stand above its line.
fn find_header<R: Read>(
    cutter: &mut Cutter<R>,
    shown: &Arc<str>,
    text: &Text,
    kopregel: u64,
    on_bytes: &dyn Fn(u64),
) -> io::Result<Start> {
    let mut fields = Fields::default();
    let mut n_above = 0;
    while let Some(mut piece) = cutter.next_piece(on_bytes)? {
        let mut at = 0;
        while at < piece.bytes.len() {
            let end = fields.split(&piece.bytes, at, text.scheidingsteken);
            let (start, line) = (at, piece.line);
            (at, piece.line) = (end.next, line + text.counting.lines(&end));
            if fields.are_empty_from(&piece.bytes, 0) {
                continue;
            }
            if line < kopregel {
                n_above += 1;
                continue;
            }
            let name = |idx| header_name(text.codering, fields.get(&piece.bytes, idx));
            let names = (0..fields.len()).map(name).collect();
            // The first line feed ends the header, so without one in it there is none at all.
            let is_cr_only = is_cr_only(&piece.bytes[start..at]);
            piece.bytes.drain(..at);
            piece.offset += at as u64;
            return Ok(Start::Header { names, line, is_cr_only, rows: piece, n_above });
        }
        if let Some(tail) = piece.tail {
            let place = Place::Cell { file: Arc::clone(shown), line: tail.line, column: None };
            let finding = Diagnostic::new(Code::UnclosedQuote, "the header does not end")
                .at(place, "starts here");
            return Ok(Start::Fault(if tail.is_cr_only { finding.help(CR_HELP) } else { finding }));
        }
    }
    let place = Place::file(Arc::clone(shown));
    let finding = Diagnostic::new(Code::EmptyFile, "the file has no header").at(place, "empty");
    Ok(Start::Fault(finding))
}

/// The name of a column: a byte that is not in the encoding cannot be part of a declared one.
fn header_name(codering: Codering, bytes: &[u8]) -> Arc<str> {
    let lossy = || String::from_utf8_lossy(bytes).trim().into();
    super::decode::decode(codering, bytes).map_or_else(lossy, |text| Arc::from(&*text))
}
