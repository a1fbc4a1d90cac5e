//! Finds rows whose key an earlier row has, over all files of a source.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hash, Hasher};

use rayon::prelude::*;

use super::piece::Typed;

/// The number of parts of the set; each part is filled by one thread, in the order of the rows.
const N_SHARDS: usize = 16;

/// The keys of the rows that were used so far.
#[derive(Default)]
pub(super) struct KeySet {
    shards: [HashSet<Fingerprint, BuildHasherDefault<Identity>>; N_SHARDS],
}

/// The keys of the rows of a piece, by shard, with the row of each.
///
/// Parted when they are made, so that no shard looks at the keys of the others.
#[derive(Default)]
pub(super) struct PieceKeys {
    shards: [Vec<(Fingerprint, u32)>; N_SHARDS],
}

impl PieceKeys {
    /// Adds the hash of the key of a row.
    pub fn add(&mut self, row: usize, hash: u128) {
        let row = u32::try_from(row).expect("a piece has fewer rows than 2^32");
        self.shards[hash as usize % N_SHARDS].push((fingerprint(hash), row));
    }
}

/// 96 of the 128 bits of a hash, beside the four that choose the shard.
///
/// With ten million keys the chance that two different ones share all hundred bits is below
/// 10⁻¹⁶, and the set takes a quarter less memory than with all bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fingerprint(u32, u32, u32);

impl Hash for Fingerprint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.0) << 32 | u64::from(self.1));
    }
}

/// Takes a number that is a hash already as it stands.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

impl KeySet {
    /// Adds the keys of a batch and rejects the rows whose key is there already.
    ///
    /// Every shard looks at the rows in the order of the files, so the first row with a key is
    /// the one that stays, whatever the number of threads.
    pub fn reject_duplicates(&mut self, batch: &mut [Typed]) {
        let seen = &*batch;
        let shards = self.shards.par_iter_mut().enumerate().with_max_len(1);
        let mut duplicates: Vec<(usize, usize)> = shards
            .flat_map_iter(|(shard, keys)| {
                let mut duplicates = Vec::new();
                for (piece, typed) in seen.iter().enumerate() {
                    for &(fingerprint, row) in &typed.keys.shards[shard] {
                        if !keys.insert(fingerprint) {
                            duplicates.push((piece, row as usize));
                        }
                    }
                }
                duplicates
            })
            .collect();
        duplicates.sort_unstable();
        for same_piece in duplicates.chunk_by(|a, b| a.0 == b.0) {
            let rows: Vec<_> = same_piece.iter().map(|&(_, row)| row).collect();
            batch[same_piece[0].0].reject_duplicates(&rows);
        }
    }
}

fn fingerprint(hash: u128) -> Fingerprint {
    Fingerprint((hash >> 96) as u32, (hash >> 64) as u32, (hash >> 32) as u32)
}
