//! Writes what reading a source gives to the cache, block by block.

use std::io::{self, Write};

use rayon::prelude::*;

use super::columns::put_block;
use super::rest::{put_rejected, rest_of};
use super::{Cache, Shelf, key};
use crate::diagnostic::Findings;
use crate::source::dictionary::Told;
use crate::source::{Block, BronReport, OpenBron};

/// What follows in a file of the cache.
pub(super) const BATCH: u8 = 1;
pub(super) const REST: u8 = 2;

/// A source on its way to the cache. The first fault ends it, and reading goes on without.
pub(super) struct Recorder<'a> {
    bron: &'a OpenBron,
    cache: &'a dyn Cache,
    shelf: Option<Box<dyn Shelf>>,
    told: Vec<Told>,
}

/// Writes a number of bytes in four.
fn put_len(out: &mut dyn Write, n: usize) -> io::Result<()> {
    let n = u32::try_from(n).map_err(io::Error::other)?;
    out.write_all(&n.to_le_bytes())
}

impl<'a> Recorder<'a> {
    /// Starts with the columns that are asked for.
    pub fn start(bron: &'a OpenBron, cache: &'a dyn Cache) -> Self {
        let n_columns = bron.spec.kolommen.len();
        for dictionary in (0..n_columns).filter_map(|idx| bron.dictionary(idx)) {
            dictionary.start_reading();
        }
        let told = (0..n_columns).map(|_| Told::default()).collect();
        let shelf = cache.create(&bron.spec.naam);
        let mut recorder = Self { bron, cache, shelf, told };
        let asked: Vec<_> = (0..n_columns).map(|idx| u8::from(bron.is_asked(idx))).collect();
        recorder.attempt(|_, shelf| shelf.write_all(&asked));
        recorder
    }

    /// Writes while nothing has gone wrong yet.
    fn attempt(&mut self, write: impl FnOnce(&mut Self, &mut dyn Shelf) -> io::Result<()>) {
        let Some(mut shelf) = self.shelf.take() else { return };
        match write(self, &mut *shelf) {
            Ok(()) => self.shelf = Some(shelf),
            Err(error) => self.cache.fault(&self.bron.spec.naam, error),
        }
    }

    /// Adds blocks, and before them the texts that are new in them.
    pub fn add(&mut self, blocks: &[Block]) {
        self.attempt(|recorder, shelf| {
            shelf.write_all(&[BATCH])?;
            recorder.write_texts(shelf)?;
            put_len(shelf, blocks.len())?;
            let blocks: Vec<_> = blocks.par_iter().with_max_len(1).map(put_block).collect();
            for block in blocks {
                put_len(shelf, block.len())?;
                shelf.write_all(&block)?;
            }
            Ok(())
        });
    }

    fn write_texts(&mut self, shelf: &mut dyn Shelf) -> io::Result<()> {
        for (idx, told) in self.told.iter_mut().enumerate() {
            let Some(dictionary) = self.bron.dictionary(idx) else { continue };
            let mut texts = Vec::new();
            dictionary.each_new(told, |id, text| {
                texts.extend_from_slice(&id.to_le_bytes());
                texts.extend_from_slice(&(text.len() as u32).to_le_bytes());
                texts.extend_from_slice(text.as_bytes());
            });
            put_len(shelf, texts.len())?;
            shelf.write_all(&texts)?;
        }
        Ok(())
    }

    /// Ends with all that is no column, and keeps the whole under a key.
    pub fn finish(
        mut self,
        report: &BronReport,
        findings: &Findings,
        key: impl FnOnce() -> String,
    ) {
        let places = key::places(&self.bron.spec);
        // A finding on a place that is not declared here could not be found again.
        let Some(rest) = rest_of(report, findings, &places) else { return };
        self.attempt(|recorder, shelf| {
            shelf.write_all(&[REST])?;
            recorder.write_texts(shelf)?;
            put_len(shelf, rest.len())?;
            shelf.write_all(&rest)?;
            put_rejected(&report.rejected, shelf)
        });
        let kept = self.shelf.map_or(Ok(()), |shelf| shelf.keep(&key()));
        if let Err(error) = kept {
            self.cache.fault(&self.bron.spec.naam, error);
        }
    }
}
