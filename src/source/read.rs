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
use super::piece::{Typed, Worker, type_piece};
use super::stream::{Planned, Stream};
use super::{Block, Codering, OpenBron};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::{Balance, Gebiedsindeling};

/// What became of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BronReport {
    /// The balance of each file.
    pub balances: Vec<Balance>,
    /// The path and the SHA-256 of each file.
    pub hashes: Vec<(Arc<str>, String)>,
    /// The rows in quarantine, by file and place.
    pub rejected: Vec<Rejected>,
}

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
    let mut rejected = Vec::new();
    let mut keys = KeySet::default();
    let workers = Workers::default();
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
        let mut blocks = Vec::with_capacity(typed.len());
        for piece in typed {
            let balance = &mut balances[piece.plan.file];
            balance.gelezen += piece.n_read;
            n_rows[piece.plan.file] += piece.n_read - piece.n_blank;
            balance.gebruikt += piece.block.n_rows() as u64;
            balance.uitgesloten += piece.n_excluded;
            balance.quarantaine += piece.rejected.len() as u64;
            balance.gebied_onbekend += piece.n_unknown_area();
            faults[piece.plan.file].append(piece.faults);
            rejected.extend(piece.rejected);
            if piece.block.n_rows() > 0 {
                blocks.push(piece.block);
            }
        }
        if !blocks.is_empty() {
            on_blocks(&blocks);
        }
    }
    findings.extend(stream.findings);
    for (plan, faults) in stream.plans.iter().zip(faults) {
        if let Some(plan) = plan {
            faults.into_findings(plan, findings);
        }
    }
    let files = stream.hashes.iter().zip(&stream.plans).zip(n_rows);
    let delivered: Vec<_> = files
        .map(|(((shown, hash), plan), n_rows)| Delivered {
            shown,
            hash,
            n_rows,
            plan: plan.as_deref(),
        })
        .collect();
    check_same(&delivered, findings);
    check_rows(bron, &delivered, findings);
    check_rejected(bron, &balances, findings);
    Ok(BronReport { balances, hashes: stream.hashes, rejected })
}

/// Says so when more rows are in quarantine than the monitor allows.
fn check_rejected(bron: &OpenBron, balances: &[Balance], findings: &mut Findings) {
    let n_read: u64 = balances.iter().map(|balance| balance.gelezen).sum();
    let n_rejected: u64 = balances.iter().map(|balance| balance.quarantaine).sum();
    if n_rejected as f64 <= bron.spec.max_afgekeurd * n_read as f64 {
        return;
    }
    let message = format!(
        "bron `{}` has {n_rejected} of {n_read} rows in quarantine, more than `max_afgekeurd = {}`",
        bron.spec.naam, bron.spec.max_afgekeurd
    );
    let finding = Diagnostic::new(Code::TooManyRejected, message);
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
            let idle = match plan.codering {
                Codering::Utf8 => &self.utf8,
                Codering::Windows1252 => &self.windows_1252,
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
