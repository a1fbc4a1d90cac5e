//! Finds rows whose key an earlier row has, over all files of a source.

use rayon::prelude::*;

use super::piece::Typed;

/// The number of parts of the set; each part is filled by one thread, in the order of the rows.
const N_SHARDS: usize = 16;

/// The keys of the rows that were used so far.
#[derive(Default)]
pub(super) struct KeySet {
    shards: [Shard; N_SHARDS],
}

/// The keys of the rows of a piece, by shard, with the row of each.
///
/// Parted when they are made, so that no shard looks at the keys of the others.
#[derive(Default)]
pub(super) struct PieceKeys {
    shards: [Vec<(Fingerprint, u32)>; N_SHARDS],
}

impl PieceKeys {
    /// Makes room for the keys of a piece.
    pub fn for_rows(n_rows: usize) -> Self {
        // Hashes fill the shards alike but for chance, and a list that grows is copied.
        let n_each = n_rows / N_SHARDS;
        Self { shards: std::array::from_fn(|_| Vec::with_capacity(n_each + n_each / 4 + 8)) }
    }

    /// Adds the hash of the key of a row.
    pub fn add(&mut self, row: usize, hash: u128) {
        let row = u32::try_from(row).expect("a piece has fewer rows than 2^32");
        self.shards[hash as usize % N_SHARDS].push((Fingerprint::of(hash), row));
    }
}

/// 96 of the 128 bits of a hash, beside the four that choose the shard.
///
/// With ten million keys the chance that two different ones share all hundred bits is below
/// 10⁻¹⁶, and the set takes a quarter less memory than with all bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fingerprint(u32, u32, u32);

impl Fingerprint {
    /// A slot without a key.
    const FREE: Self = Self(0, 0, 0);

    fn of(hash: u128) -> Self {
        let found = Self((hash >> 96) as u32, (hash >> 64) as u32, (hash >> 32) as u32);
        if found == Self::FREE { Self(0, 0, 1) } else { found }
    }

    /// The slot to look in first: fingerprints keep their order.
    fn slot(self, n_slots: usize) -> usize {
        let hash = u64::from(self.0) << 32 | u64::from(self.1);
        (u128::from(hash) * n_slots as u128 >> 64) as usize
    }
}

/// The keys of a shard: open addressing without anything beside the fingerprints, so that a new
/// key costs one visit to memory.
#[derive(Default)]
struct Shard {
    slots: Vec<Fingerprint>,
    n_keys: usize,
}

impl Shard {
    /// Adds a key; false when it is there already.
    fn insert(&mut self, key: Fingerprint) -> bool {
        // Beyond two thirds, searches become long.
        if 2 * self.slots.len() <= 3 * self.n_keys {
            self.grow();
        }
        let slot = self.find(key);
        let is_new = self.slots[slot] == Fingerprint::FREE;
        self.slots[slot] = key;
        self.n_keys += usize::from(is_new);
        is_new
    }

    /// The slot that a key has or can have.
    fn find(&self, key: Fingerprint) -> usize {
        let mut slot = key.slot(self.slots.len());
        while self.slots[slot] != Fingerprint::FREE && self.slots[slot] != key {
            slot += 1;
            if slot == self.slots.len() {
                slot = 0;
            }
        }
        slot
    }

    fn grow(&mut self) {
        let n_slots = (self.slots.len() / 2 * 3).max(64);
        let old = std::mem::replace(&mut self.slots, vec![Fingerprint::FREE; n_slots]);
        for key in old.into_iter().filter(|&key| key != Fingerprint::FREE) {
            let slot = self.find(key);
            self.slots[slot] = key;
        }
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
                    for &(key, row) in &typed.keys.shards[shard] {
                        if !keys.insert(key) {
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn knows_each_key_once(
            keys in prop::collection::vec((0_u32..3, 0_u32..3, 1_u32..200), 0..1000),
        ) {
            let (mut shard, mut known) = (Shard::default(), HashSet::new());
            for (first, second, third) in keys {
                // A third of them begin at the end of the table and must go around.
                let key = Fingerprint(first.wrapping_sub(1), second.wrapping_sub(1), third);
                prop_assert_eq!(shard.insert(key), known.insert((first, second, third)));
            }
        }
    }
}
