//! Typed columns between runs: what reading a source gave, to be given again while nothing that
//! it follows from has changed.
//!
//! A file of the cache has the blocks of a source in the order in which they were read, each
//! column as numbers of few bytes, with the texts they stand for before they are used. Behind
//! them stands all else that reading gave: balances, hashes, rows in quarantine and findings. So
//! writing and reading are streams, and a source that is replayed cannot be told from one that
//! was read.

mod columns;
mod key;
mod pack;
mod record;
mod replay;
mod rest;

use std::fmt;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use key::PROGRAM;

use super::kind::own_files;
use super::read::read_bron;
use super::text::soort_of;
use super::{Block, BronReport, OpenBron, Stop};
use crate::diagnostic::Findings;
use crate::model::Gebiedsindeling;
use record::Recorder;
use replay::replay;

/// Where typed columns are kept. Nothing that goes wrong in it has an effect but on time.
pub trait Cache: Sync + fmt::Debug {
    /// The SHA-256 of files one after another, when it is known or they have kept their size.
    ///
    /// `None` means that they are new or have changed, so that reading them tells it sooner.
    fn hash(&self, files: &[PathBuf]) -> Option<String>;

    /// Looks at files that are about to be read.
    fn watch(&self, files: &[PathBuf]);

    /// Remembers the SHA-256 of files that were read; false when they have changed since
    /// [`Self::watch`].
    fn learn(&self, files: &[PathBuf], hash: &str) -> bool;

    /// True when something is kept of a source, under whatever key.
    fn has(&self, bron: &str) -> bool;

    /// What is kept of a source under this key, when every byte of it is as it was written.
    fn open(&self, bron: &str, key: &str) -> Option<Box<dyn Read + Send>>;

    /// Starts to keep a source.
    fn create(&self, bron: &str) -> Option<Box<dyn Shelf>>;

    /// Is told why a source is not kept.
    fn fault(&self, bron: &str, error: io::Error);

    /// Forgets what is kept of a source, and says where it was.
    fn forget(&self, bron: &str) -> PathBuf;

    /// Is told that a source was replayed, or that it must be read.
    fn tell(&self, bron: &str, is_replayed: bool);
}

/// A file of the cache in the making. Dropped before `keep`, it leaves nothing behind.
pub trait Shelf: Write {
    /// Puts it in place of what was kept before of the source.
    fn keep(self: Box<Self>, key: &str) -> io::Result<()>;
}

/// Replays a source from the cache, or reads it and keeps what it gave.
///
/// Does what [`read_bron`] does, to the last bit.
pub fn read_or_replay(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    cache: Option<&dyn Cache>,
    findings: &mut Findings,
    on_bytes: &(dyn Fn(u64) + Sync),
    on_blocks: &mut dyn FnMut(&[Block]),
) -> Result<BronReport, Stop> {
    let Some(cache) = cache else {
        return read_bron(bron, indeling, findings, on_bytes, on_blocks);
    };
    let naam = &bron.spec.naam;
    if let Some(kept) = find(bron, indeling, cache) {
        cache.tell(naam, true);
        return replay(bron, indeling, kept, findings, on_blocks)
            .inspect(|_| on_bytes(bron.n_bytes()))
            .map_err(|error| Stop::Machine { path: cache.forget(naam), error });
    }
    cache.tell(naam, false);
    let files: Option<Vec<_>> = bron.files.iter().map(|file| files_of(bron, &file.path)).collect();
    files.iter().flatten().for_each(|files| cache.watch(files));
    let mut recorder = Recorder::start(bron, cache);
    let mut own = Findings::default();
    let report = read_bron(bron, indeling, &mut own, on_bytes, &mut |blocks| {
        recorder.add(blocks);
        on_blocks(blocks);
    })?;
    let hashes: Vec<_> = report.hashes.iter().map(|(_, hash)| hash.clone()).collect();
    let are_as_read = files.is_some_and(|files| {
        let pairs = files.iter().zip(&hashes);
        let n_learnt = pairs.filter(|(files, hash)| cache.learn(files, hash)).count();
        n_learnt == bron.files.len()
    });
    if are_as_read {
        recorder.finish(&report, &own, || key::key_of(bron, indeling, &hashes));
    }
    findings.extend(own);
    Ok(report)
}

/// What is kept of a source, when all that it follows from is as it was and no column is asked
/// that was not kept.
fn find(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    cache: &dyn Cache,
) -> Option<Box<dyn Read + Send>> {
    if !cache.has(&bron.spec.naam) {
        return None;
    }
    let hashes: Vec<_> = known_hashes(bron, cache)?.into_iter().map(|(_, hash)| hash).collect();
    let mut kept = cache.open(&bron.spec.naam, &key::key_of(bron, indeling, &hashes))?;
    let mut has_column = vec![0; bron.spec.kolommen.len()];
    kept.read_exact(&mut has_column).ok()?;
    let is_kept = |(idx, &has): (usize, &u8)| has == 1 || !bron.is_asked(idx);
    has_column.iter().enumerate().all(is_kept).then_some(kept)
}

/// The path and the SHA-256 of each file of a source, when no file must be read to tell.
pub fn known_hashes(bron: &OpenBron, cache: &dyn Cache) -> Option<Vec<(Arc<str>, String)>> {
    let hash = |file: &super::BronFile| {
        let hash = cache.hash(&files_of(bron, &file.path)?)?;
        Some((Arc::clone(&file.shown), hash))
    };
    bron.files.iter().map(hash).collect()
}

/// The files whose hash is that of one file of a source.
fn files_of(bron: &OpenBron, path: &Path) -> Option<Vec<PathBuf>> {
    Some(own_files(soort_of(bron.spec.soort, path).ok()?, path))
}
