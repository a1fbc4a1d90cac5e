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
use super::keyless::KeylessRows;
use super::keys::KeySet;
use super::laatste::Laatste;
use super::leveringen::{Levering, Maanden, check_leveringen};
use super::nullen::{Nullen, check_nullen};
use super::onbekend::Onbekend;
use super::piece::{Typed, Worker, type_piece};
use super::quarantine::Mask;
use super::shares::{FaultyRows, check_shares};
use super::stream::{Planned, Stream};
use super::text::Opening;
use super::uren::{GeenUrenTally, UrenKolommen};
use super::watch::Watch;
use super::{Block, Codering, OpenBron};
use crate::diagnostic::{Code, Findings};
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
    /// Of each file: what of its rows in quarantine is not shown.
    pub(super) masks: Vec<Option<Mask>>,
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
    let mut faulty = vec![FaultyRows::default(); bron.files.len()];
    let mut keyless = KeylessRows::default();
    let mut keys = KeySet::default();
    let workers = Workers::default();
    let laatste = find_laatste(bron, indeling, sizes, &workers)?;
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
        match &laatste {
            Some(laatste) => laatste.settle(&mut typed),
            None if bron.spec.sleutel.is_empty() => {}
            None => keys.reject_duplicates(&mut typed),
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
            let (n_unknown, n_without) = piece.n_unknown_area();
            balance.gebied_onbekend += n_unknown;
            faulty[piece.plan.file].without_area += n_without;
            keyless.add(&piece);
            seen[piece.plan.file].add(&piece);
            faults[piece.plan.file].append(piece.faults);
            rejected.extend(piece.rejected);
            stream.buffers.give(piece.piece.bytes);
            let apart = piece.block.split_elders(indeling);
            blocks.extend(apart.into_iter().filter(|block| block.n_rows() > 0));
        }
        if !blocks.is_empty() {
            on_blocks(&blocks);
        }
    }
    findings.extend(stream.findings);
    FaultyRows::add_rejected(&mut faulty, &rejected);
    let mut onbekend = Onbekend::default();
    for ((plan, faults), seen) in stream.plans.iter().zip(faults).zip(&seen) {
        if let Some(plan) = plan {
            faults.into_findings(plan, &seen.watch, &mut onbekend, findings);
        }
    }
    geen_uren.report(bron, findings);
    onbekend.report(bron, findings);
    keyless.report(bron, &stream.plans, findings);
    let files = stream.hashes.iter().zip(&stream.plans).zip(n_rows).zip(&seen).zip(&balances);
    let delivered: Vec<_> = files
        .map(|(((((shown, hash), plan), n_rows), seen), balance)| Delivered {
            shown,
            hash,
            n_rows,
            n_elsewhere: seen.n_elsewhere,
            n_used: balance.gebruikt,
            plan: plan.as_deref(),
        })
        .collect();
    let same = check_same(&delivered, findings);
    let series: Vec<_> = delivered
        .iter()
        .zip(&seen)
        .zip(&balances)
        .zip(&faulty)
        .filter(|(((file, _), _), _)| 0 < file.n_rows && !same.contains(file.shown))
        .map(|(((file, seen), balance), faulty)| Levering {
            shown: file.shown,
            n_rows: file.n_rows - balance.uitgesloten.min(file.n_rows),
            n_usable: balance.gelezen - balance.uitgesloten - faulty.unusable,
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
    let read = stream
        .plans
        .iter()
        .zip(&seen)
        .filter_map(|(plan, seen)| Some((plan.as_deref()?, &seen.nullen)));
    check_nullen(&read.collect::<Vec<_>>(), findings);
    check_shares(bron, &balances, &faulty, findings);
    let masks = stream.plans.iter().map(|plan| plan.as_deref().and_then(Mask::of)).collect();
    Ok(BronReport {
        balances,
        hashes: stream.hashes,
        written: stream.written,
        rejected,
        openings: Openings(stream.openings),
        masks,
    })
}

/// The last row of each key, when a source declares that it alone counts.
///
/// The findings of this pass are those of the next, which tells them.
fn find_laatste(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    sizes: Sizes,
    workers: &Workers,
) -> Result<Option<Laatste>, Stop> {
    if bron.spec.laatste.is_empty() {
        return Ok(None);
    }
    let mut laatste = Laatste::default();
    let mut stream = Stream::new(bron, sizes);
    loop {
        let batch = stream.next_batch(&|_| {})?;
        if batch.is_empty() {
            return Ok(Some(laatste));
        }
        laatste.see(&workers.type_batch(batch, indeling));
    }
}

/// What was seen of all rows of a file.
#[derive(Default)]
struct Seen {
    watch: Watch,
    nullen: Nullen,
    n_elsewhere: u64,
    months: Vec<u32>,
}

impl Seen {
    fn add(&mut self, piece: &Typed) {
        self.watch.merge(&piece.watch);
        self.nullen.merge(&piece.nullen);
        self.n_elsewhere += piece.n_elsewhere;
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
