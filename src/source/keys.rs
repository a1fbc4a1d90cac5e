//! Finds rows whose key an earlier row has, over all files of a source.

use std::hint::black_box;

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
        self.shards[hash as usize % N_SHARDS].push((fingerprint(hash), row));
    }
}

/// 96 of the 128 bits of a hash, beside the four that choose the shard.
///
/// With ten million keys the chance that two different ones share all hundred bits is below
/// 10⁻¹⁶, and the set takes a quarter less memory than with all bits.
type Fingerprint = [u32; 3];

/// A slot without a key: memory that nobody has written to yet.
const FREE: Fingerprint = [0, 0, 0];

fn fingerprint(hash: u128) -> Fingerprint {
    let found = [(hash >> 96) as u32, (hash >> 64) as u32, (hash >> 32) as u32];
    if found == FREE { [0, 0, 1] } else { found }
}

/// The slot to look in first: fingerprints keep their order.
fn first_slot([first, second, _]: Fingerprint, n_slots: usize) -> usize {
    let hash = u64::from(first) << 32 | u64::from(second);
    (u128::from(hash) * n_slots as u128 >> 64) as usize
}

/// The keys of a shard: open addressing without anything beside the fingerprints, so that a new
/// key costs one visit to memory.
#[derive(Default)]
struct Shard {
    slots: Vec<Fingerprint>,
    n_keys: usize,
}

/// The keys that are looked for together.
const N_TOGETHER: usize = 32;

impl Shard {
    /// Makes room for so many keys.
    fn expect(&mut self, n_keys: usize) {
        let n_slots = n_keys + n_keys / 2 + 64;
        if self.slots.len() < n_slots {
            self.resize(n_slots);
        }
    }

    /// Adds keys, and tells which rows have one that was there already.
    fn insert_all(&mut self, keys: &[(Fingerprint, u32)], mut on_known: impl FnMut(u32)) {
        for keys in keys.chunks(N_TOGETHER) {
            self.expect(self.n_keys + keys.len());
            // The slots are anywhere in memory. Here no look waits for another one, so that all
            // are on their way at once; looking for a key, one waits until the last was found.
            let n_slots = self.slots.len();
            let look = |sum: u32, &(key, _): &(Fingerprint, u32)| {
                sum ^ self.slots[first_slot(key, n_slots)][0]
            };
            black_box(keys.iter().fold(0, look));
            for &(key, row) in keys {
                if !self.insert(key) {
                    on_known(row);
                }
            }
        }
    }

    /// Adds a key, for which there is room; false when it is there already.
    fn insert(&mut self, key: Fingerprint) -> bool {
        let slot = self.find(key);
        let is_new = self.slots[slot] == FREE;
        self.slots[slot] = key;
        self.n_keys += usize::from(is_new);
        is_new
    }

    /// The slot that a key has or can have.
    fn find(&self, key: Fingerprint) -> usize {
        let mut slot = first_slot(key, self.slots.len());
        while self.slots[slot] != FREE && self.slots[slot] != key {
            slot += 1;
            if slot == self.slots.len() {
                slot = 0;
            }
        }
        slot
    }

    fn resize(&mut self, n_slots: usize) {
        let n_slots = n_slots.max(self.slots.len() / 2 * 3);
        let old = std::mem::replace(&mut self.slots, vec![FREE; n_slots]);
        for key in old.into_iter().filter(|&key| key != FREE) {
            let slot = self.find(key);
            self.slots[slot] = key;
        }
    }
}

impl KeySet {
    /// Makes room for the keys of so many rows, if the rest of the source is like its start.
    pub fn expect(&mut self, n_rows: usize) {
        for shard in &mut self.shards {
            shard.expect(n_rows / N_SHARDS + n_rows / (10 * N_SHARDS));
        }
    }

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
                    let on_known = |row| duplicates.push((piece, row as usize));
                    keys.insert_all(&typed.keys.shards[shard], on_known);
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
            for (row, (first, second, third)) in (0..).zip(keys) {
                // A third of them begin at the end of the table and must go around.
                let key = [first.wrapping_sub(1), second.wrapping_sub(1), third];
                let mut is_known = false;
                shard.insert_all(&[(key, row)], |_| is_known = true);
                prop_assert_eq!(is_known, !known.insert(key));
            }
        }
    }
}
