//! The files of a source one after another, as pieces with the plan to read them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::cut::{Cutter, Piece, Sizes, is_cr_only};
use super::header::{CR_HELP, Header};
use super::plan::FilePlan;
use super::record::Fields;
use super::{Codering, OpenBron, Stop};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};

/// A piece of a file and how to read it.
pub(super) type Planned<'a> = (Arc<FilePlan<'a>>, Piece);

/// The pieces of all files of a source, in order.
pub(super) struct Stream<'a> {
    bron: &'a OpenBron,
    sizes: Sizes,
    next_file: usize,
    current: Option<Current<'a>>,
    /// The plan of each file that could be read.
    pub plans: Vec<Option<Arc<FilePlan<'a>>>>,
    /// Of each file that is finished: the SHA-256.
    pub hashes: Vec<(Arc<str>, String)>,
    /// What is wrong with files and headers.
    pub findings: Findings,
}

/// The file that is being read.
struct Current<'a> {
    cutter: Cutter<File>,
    /// The rows behind the header in the piece that holds it.
    first: Option<Piece>,
    /// `None` when the file is read for its hash alone.
    plan: Option<Arc<FilePlan<'a>>>,
}

/// What the start of a file says.
enum Start {
    Header { names: Vec<Arc<str>>, line: u64, is_cr_only: bool, rows: Piece },
    Fault(Diagnostic),
}

impl<'a> Stream<'a> {
    /// Starts before the first file.
    pub fn new(bron: &'a OpenBron, sizes: Sizes) -> Self {
        Self {
            bron,
            sizes,
            next_file: 0,
            current: None,
            plans: Vec::new(),
            hashes: Vec::new(),
            findings: Findings::default(),
        }
    }

    /// The next pieces; none at the end.
    pub fn next_batch(&mut self, on_bytes: &dyn Fn(u64)) -> Result<Vec<Planned<'a>>, Stop> {
        let mut batch = Vec::new();
        while batch.len() < self.sizes.batch {
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
                let opened = self.open(self.next_file, &file.path, on_bytes).map_err(stop)?;
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
                self.hashes.push((Arc::clone(&file.shown), current.cutter.into_hash()));
                continue;
            };
            let plan = current.plan.clone();
            self.current = Some(current);
            if let Some(plan) = plan {
                return Ok(Some((plan, piece)));
            }
        }
    }

    fn open(
        &mut self,
        file: usize,
        path: &Path,
        on_bytes: &dyn Fn(u64),
    ) -> io::Result<Current<'a>> {
        let dialect = self.bron.spec.dialect;
        let mut cutter = Cutter::new(File::open(path)?, dialect.scheidingsteken, self.sizes);
        let shown = &self.bron.files[file].shown;
        let mut codering = dialect.codering;
        let is_utf16 = match cutter.peek(3, on_bytes)? {
            [0xEF, 0xBB, 0xBF, ..] => {
                // The mark says more about the file than the monitor does.
                codering = Codering::Utf8;
                cutter.skip(3);
                false
            }
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
            _ => false,
        };
        let start = if is_utf16 {
            let finding = Diagnostic::new(Code::Encoding, "the file is UTF-16")
                .at(Place::file(Arc::clone(shown)), "by its byte order mark")
                .help("export it as UTF-8 or Windows-1252");
            Start::Fault(Diagnostic { level: Level::Error, ..finding })
        } else {
            find_header(&mut cutter, shown, codering, dialect.scheidingsteken, on_bytes)?
        };
        Ok(match start {
            Start::Header { names, line, is_cr_only, rows } => {
                let delimiter = dialect.scheidingsteken;
                let header = Header { file: shown, line, names: &names, delimiter, is_cr_only };
                let plan = FilePlan::new(self.bron, file, codering, &header, &mut self.findings);
                Current { cutter, first: Some(rows), plan: Some(Arc::new(plan)) }
            }
            Start::Fault(finding) => {
                self.findings.push(finding);
                Current { cutter, first: None, plan: None }
            }
        })
    }
}

/// Finds the first row that is not empty.
fn find_header<R: Read>(
    cutter: &mut Cutter<R>,
    shown: &Arc<str>,
    codering: Codering,
    delimiter: u8,
    on_bytes: &dyn Fn(u64),
) -> io::Result<Start> {
    let mut fields = Fields::default();
    while let Some(mut piece) = cutter.next_piece(on_bytes)? {
        let mut at = 0;
        while at < piece.bytes.len() {
            let end = fields.split(&piece.bytes, at, delimiter);
            let (start, line) = (at, piece.line);
            (at, piece.line) = (end.next, line + end.n_lines);
            if fields.are_empty_from(&piece.bytes, 0) {
                continue;
            }
            let name = |idx| header_name(codering, fields.get(&piece.bytes, idx));
            let names = (0..fields.len()).map(name).collect();
            // The first line feed ends the header, so without one in it there is none at all.
            let is_cr_only = is_cr_only(&piece.bytes[start..at]);
            piece.bytes.drain(..at);
            piece.offset += at as u64;
            return Ok(Start::Header { names, line, is_cr_only, rows: piece });
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
