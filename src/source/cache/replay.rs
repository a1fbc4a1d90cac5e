//! Gives what reading a source once gave, from a file of the cache.

use std::io::{self, Read};

use rayon::prelude::*;

use super::columns::{Meaning, read_block};
use super::key::places;
use super::record::{BATCH, REST};
use super::rest::{read_bytes, read_rejected, read_rest, read_u32};
use crate::diagnostic::Findings;
use crate::model::Gebiedsindeling;
use crate::source::{Block, BronReport, OpenBron};

/// A part of a file, as it stands there.
struct Part {
    /// Of each column of texts: the new ones.
    texts: Vec<(usize, Vec<u8>)>,
    /// The blocks that use them; `None` behind the last.
    blocks: Option<Vec<Vec<u8>>>,
}

/// Hands over the blocks in the order in which they were read, and then all else.
pub(super) fn replay(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    mut kept: Box<dyn Read + Send>,
    findings: &mut Findings,
    on_blocks: &mut dyn FnMut(&[Block]),
) -> io::Result<BronReport> {
    let mut meaning = Meaning::new(bron, indeling);
    let mut part = next_part(bron, &mut *kept)?;
    loop {
        for (kolom, texts) in &part.texts {
            add_texts(*kolom, texts, &mut meaning).ok_or_else(damaged)?;
        }
        let Some(blocks) = part.blocks else { break };
        let (next, blocks) = rayon::join(
            || next_part(bron, &mut *kept),
            || {
                let blocks = blocks.par_iter().with_max_len(1);
                blocks.map(|bytes| read_block(bytes, &meaning)).collect::<Option<Vec<_>>>()
            },
        );
        on_blocks(&blocks.ok_or_else(damaged)?);
        part = next?;
    }
    let n_bytes = read_u32(&mut *kept)?;
    let rest = read_bytes(&mut *kept, n_bytes)?;
    let mut report = read_rest(&rest, &places(&bron.spec), findings).ok_or_else(damaged)?;
    report.rejected = read_rejected(&mut *kept)?;
    Ok(report)
}

/// Only a fault of the program or of the memory leads here: the bytes are those that were written.
fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not as it was written; it is removed, so try again")
}

fn next_part(bron: &OpenBron, from: &mut dyn Read) -> io::Result<Part> {
    let [kind] = {
        let mut kind = [0];
        from.read_exact(&mut kind)?;
        kind
    };
    let mut texts = Vec::new();
    for kolom in 0..bron.spec.kolommen.len() {
        if bron.dictionary(kolom).is_some() {
            let n_bytes = read_u32(from)?;
            texts.push((kolom, read_bytes(from, n_bytes)?));
        }
    }
    let blocks = match kind {
        BATCH => {
            let n_blocks = read_u32(from)?;
            let block = |_| {
                let n_bytes = read_u32(from)?;
                read_bytes(from, n_bytes)
            };
            Some((0..n_blocks).map(block).collect::<io::Result<_>>()?)
        }
        REST => None,
        _ => return Err(damaged()),
    };
    Ok(Part { texts, blocks })
}

/// Adds the texts of a column: of each its number, its length and its bytes.
fn add_texts(kolom: usize, mut bytes: &[u8], meaning: &mut Meaning<'_>) -> Option<()> {
    while !bytes.is_empty() {
        let (id, rest) = bytes.split_first_chunk()?;
        let (len, rest) = rest.split_first_chunk()?;
        let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        meaning.add_text(kolom, u32::from_le_bytes(*id), str::from_utf8(text).ok()?)?;
        bytes = rest;
    }
    Some(())
}
