//! Reads a source: all its files in one pass, in bounded memory, over all cores.
//!
//! While one batch of pieces is typed by all threads, the next is read. What depends on the
//! order of rows happens between batches: keys, balances, findings and handing over the blocks.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rayon::prelude::*;

use super::cut::Sizes;
use super::delivery::{Delivered, check_rows, check_same};
use super::faults::Faults;
use super::keys::KeySet;
use super::leveringen::{Levering, Maanden, check_leveringen};
use super::onbekend::Onbekend;
use super::piece::{Typed, Worker, type_piece};
use super::stream::{Planned, Stream};
use super::text::Opening;
use super::uren::{GeenUrenTally, UrenKolommen};
use super::watch::Watch;
use super::{Block, Codering, OpenBron};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Balance, Datum, Gebiedsindeling};

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BronReport {
    /// The balance of each file.
    pub balances: Vec<Balance>,
    /// The path and the SHA-256 of each file.
    pub hashes: Vec<(Arc<str>, String)>,
    /// How each file is written, in words.
    pub written: Vec<(Arc<str>, String)>,
    /// The rows in quarantine, by file and place.
    pub rejected: Vec<Rejected>,
    /// How each file was opened.
    pub(super) openings: Openings,
}

/// How each file of a source was opened; `None` for one that was not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Openings(pub Vec<Option<Opening>>);

/// A row in quarantine: where it is, not what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The index of the file in the source.
    pub file: usize,
    /// The line it starts on, from 1.
    pub line: u64,
    /// The place of its first byte in the file.
    pub offset: u64,
    /// The number of bytes, without the line end.
    pub len: u32,
    /// Why it cannot be used.
    pub code: Code,
}

/// Why reading stopped: the machine, never the content of a file.
#[derive(Debug)]
pub enum Stop {
    /// A file could not be read.
    Machine {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Machine { path, .. } = self;
        write!(f, "cannot read `{}`", path.display())
    }
}

impl std::error::Error for Stop {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let Self::Machine { error, .. } = self;
        Some(error)
    }
}

/// Reads all files of a source and hands over the usable rows, in the order of the files.
///
/// `on_bytes` is told how many bytes were read since the last call, from any thread.
pub fn read_bron(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    findings: &mut Findings,
    on_bytes: &(dyn Fn(u64) + Sync),
    on_blocks: &mut dyn FnMut(&[Block]),
) -> Result<BronReport, Stop> {
    let sizes = Sizes::for_threads(rayon::current_num_threads());
    read_with(bron, indeling, sizes, findings, on_bytes, on_blocks)
}

/// Reads with these sizes, on which no result depends.
pub(super) fn read_with(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    sizes: Sizes,
    findings: &mut Findings,
    on_bytes: &(dyn Fn(u64) + Sync),
    on_blocks: &mut dyn FnMut(&[Block]),
) -> Result<BronReport, Stop> {
    let balance = |bestand: &Arc<str>| Balance {
        bron: bron.spec.naam.clone(),
        bestand: bestand.to_string(),
        ..Balance::default()
    };
    let mut balances: Vec<_> = bron.files.iter().map(|file| balance(&file.shown)).collect();
    let mut faults: Vec<_> = bron.files.iter().map(|_| Faults::default()).collect();
    let mut n_rows = vec![0; bron.files.len()];
    let mut seen: Vec<_> = bron.files.iter().map(|_| Seen::default()).collect();
    let mut rejected = Vec::new();
    let mut keys = KeySet::default();
    let workers = Workers::default();
    let uren = UrenKolommen::of(bron);
    let mut geen_uren = GeenUrenTally::default();
    let mut stream = Stream::new(bron, sizes);
    let mut batch = stream.next_batch(on_bytes)?;
    while !batch.is_empty() {
        let (next, mut typed) = rayon::join(
            || stream.next_batch(on_bytes),
            || workers.type_batch(std::mem::take(&mut batch), indeling),
        );
        batch = next?;
        if !bron.spec.sleutel.is_empty() {
            keys.reject_duplicates(&mut typed);
        }
        if !uren.is_empty() {
            let more: Vec<_> =
                typed.par_iter_mut().map(|piece| uren.fill(&mut piece.block)).collect();
            for more in more {
                geen_uren.append(more);
            }
        }
        let mut blocks = Vec::with_capacity(typed.len());
        for piece in typed {
            let balance = &mut balances[piece.plan.file];
            balance.gelezen += piece.n_read;
            n_rows[piece.plan.file] += piece.n_read - piece.n_blank;
            balance.gebruikt += piece.block.n_rows() as u64;
            balance.uitgesloten += piece.n_excluded;
            balance.quarantaine += piece.rejected.len() as u64;
            balance.gebied_onbekend += piece.n_unknown_area();
            seen[piece.plan.file].add(&piece);
            faults[piece.plan.file].append(piece.faults);
            rejected.extend(piece.rejected);
            stream.buffers.give(piece.piece.bytes);
            if piece.block.n_rows() > 0 {
                blocks.push(piece.block);
            }
        }
        if !blocks.is_empty() {
            on_blocks(&blocks);
        }
    }
    findings.extend(stream.findings);
    let mut onbekend = Onbekend::default();
    for (plan, faults) in stream.plans.iter().zip(faults) {
        if let Some(plan) = plan {
            faults.into_findings(plan, &mut onbekend, findings);
        }
    }
    geen_uren.report(bron, findings);
    onbekend.report(bron, findings);
    let files = stream.hashes.iter().zip(&stream.plans).zip(n_rows);
    let delivered: Vec<_> = files
        .map(|(((shown, hash), plan), n_rows)| Delivered {
            shown,
            hash,
            n_rows,
            plan: plan.as_deref(),
        })
        .collect();
    let same = check_same(&delivered, findings);
    let series: Vec<_> = delivered
        .iter()
        .zip(&seen)
        .zip(&balances)
        .filter(|((file, _), _)| 0 < file.n_rows && !same.contains(file.shown))
        .map(|((file, seen), balance)| Levering {
            shown: file.shown,
            n_rows: file.n_rows - balance.uitgesloten.min(file.n_rows),
            months: seen.months(),
        })
        .collect();
    check_leveringen(&series, bron.spec.vorm, findings);
    for (file, seen) in delivered.iter().zip(&seen) {
        if let Some(plan) = file.plan {
            seen.watch.report(plan, findings);
        }
    }
    check_rows(bron, &delivered, findings);
    check_rejected(bron, &balances, findings);
    Ok(BronReport {
        balances,
        hashes: stream.hashes,
        written: stream.written,
        rejected,
        openings: Openings(stream.openings),
    })
}

/// What was seen of all rows of a file.
#[derive(Default)]
struct Seen {
    watch: Watch,
    months: Vec<u32>,
}

impl Seen {
    fn add(&mut self, piece: &Typed) {
        self.watch.merge(&piece.watch);
        self.months.resize(self.months.len().max(piece.months.len()), 0);
        self.months.iter_mut().zip(&piece.months).for_each(|(sum, n)| *sum += n);
    }

    /// The rows by month.
    fn months(&self) -> Maanden {
        let mut maanden = Maanden::default();
        for (at, &n) in self.months.iter().enumerate().filter(|(_, n)| 0 < **n) {
            let (year, month) = (1900 + at as i32 / 12, at as u32 % 12 + 1);
            let day = Datum::from_ymd_opt(year, month, 1).expect("a month has a first day");
            maanden.add(day, u64::from(n));
        }
        maanden
    }
}

/// Says so when more rows are in quarantine than the monitor allows.
fn check_rejected(bron: &OpenBron, balances: &[Balance], findings: &mut Findings) {
    let n_read: u64 = balances.iter().map(|balance| balance.gelezen).sum();
    let n_rejected: u64 = balances.iter().map(|balance| balance.quarantaine).sum();
    let exceeds = |share: f64| share * (n_read as f64) < n_rejected as f64;
    let limits = [
        (Some(bron.spec.max_afgekeurd), "max_afgekeurd", Code::TooManyRejected),
        (bron.spec.waarschuw_afgekeurd, "waarschuw_afgekeurd", Code::ManyRejected),
    ];
    let mut limits = limits.into_iter().filter_map(|(share, key, code)| Some((share?, key, code)));
    let Some((share, key, code)) = limits.find(|&(share, ..)| exceeds(share)) else { return };
    let message = format!(
        "bron `{}` has {n_rejected} of {n_read} rows in quarantine, more than `{key} = {share}`",
        bron.spec.naam
    );
    let finding = Diagnostic::new(code, message);
    findings.push(finding.at(bron.spec.place.clone(), "declared here"));
}

/// The workers that no thread is using, by encoding: what they remember are bytes.
#[derive(Default)]
struct Workers {
    utf8: Mutex<Vec<Worker>>,
    windows_1252: Mutex<Vec<Worker>>,
}

impl Workers {
    fn type_batch<'a>(
        &self,
        batch: Vec<Planned<'a>>,
        indeling: &Gebiedsindeling,
    ) -> Vec<Typed<'a>> {
        let pieces = batch.into_par_iter().with_max_len(1);
        let type_one = |(plan, piece): Planned<'a>| {
            let idle = match plan.text.codering {
                Codering::Windows1252 => &self.windows_1252,
                _ => &self.utf8,
            };
            let lock = || idle.lock().expect("no thread panics while it holds the workers");
            let known = lock().pop();
            let mut worker = known.unwrap_or_else(|| Worker::new(&plan.kolommen));
            let typed = type_piece(&plan, piece, indeling, &mut worker);
            lock().push(worker);
            typed
        };
        pieces.map(type_one).collect()
    }
}

#[cfg(test)]
mod tests;
