//! Finds rows whose key an earlier row has, over all files of a source.
//!
//! Systems number their rows, so that many keys differ in their last byte alone. Keys with the
//! same *stem* share one place in the set, which says with a bit for each which of them are
//! there: numbered rows then take a tenth of the memory, and it fits the cache.

use std::hint::black_box;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128_with_seed;

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
    shards: [Vec<Key>; N_SHARDS],
}

/// 96 of the 128 bits of a hash, beside the four that choose the shard.
///
/// With ten million stems the chance that two different ones share all hundred bits is below
/// 10⁻¹⁶, and the set takes a quarter less memory than with all bits.
type Fingerprint = [u32; 3];

/// The key of a row.
#[derive(Clone, Copy)]
struct Key {
    /// All of it but the lowest five bits of the last byte.
    stem: Fingerprint,
    /// These five bits, as the place of a one.
    last: u32,
    row: u32,
}

/// The number of bits of a last byte that keys with one stem differ in: those of ten digits, or
/// of all letters.
const LAST_BITS: u8 = 5;

impl PieceKeys {
    /// Makes room for the keys of a piece.
    pub fn for_rows(n_rows: usize) -> Self {
        // Hashes fill the shards alike but for chance, and a list that grows is copied.
        let n_each = n_rows / N_SHARDS;
        Self { shards: std::array::from_fn(|_| Vec::with_capacity(n_each + n_each / 4 + 8)) }
    }

    /// Adds the key of a row; one without bytes is none.
    pub fn add(&mut self, row: usize, key: &[u8]) {
        let row = u32::try_from(row).expect("a piece has fewer rows than 2^32");
        let Some((&last, stem)) = key.split_last() else { return };
        let hash = xxh3_128_with_seed(stem, u64::from(last >> LAST_BITS));
        let stem = [(hash >> 96) as u32, (hash >> 64) as u32, (hash >> 32) as u32];
        let last = 1 << (last & ((1 << LAST_BITS) - 1));
        self.shards[hash as usize % N_SHARDS].push(Key { stem, last, row });
    }
}

/// A stem and the bits of its keys; without any, nobody has the slot.
type Slot = [u32; 4];

/// The keys of a shard, by open addressing.
#[derive(Default)]
struct Shard {
    slots: Vec<Slot>,
    n_stems: usize,
}

/// The slot to look in first: stems keep their order.
fn first_slot([first, second, _]: Fingerprint, n_slots: usize) -> usize {
    let hash = u64::from(first) << 32 | u64::from(second);
    ((u128::from(hash) * n_slots as u128) >> 64) as usize
}

/// The keys that are looked for together.
const N_TOGETHER: usize = 32;

impl Shard {
    /// Adds keys, and tells which rows have one that was there already.
    fn insert_all(&mut self, keys: &[Key], mut on_known: impl FnMut(u32)) {
        for keys in keys.chunks(N_TOGETHER) {
            self.make_room(keys.len());
            // The slots are anywhere in memory. Here no look waits for another one, so that all
            // are on their way at once; looking for a key, one waits until the last was found.
            let n_slots = self.slots.len();
            let look = |sum, key: &Key| sum ^ self.slots[first_slot(key.stem, n_slots)][0];
            black_box(keys.iter().fold(0, look));
            for key in keys {
                if !self.insert(key) {
                    on_known(key.row);
                }
            }
        }
    }

    /// Adds a key, for which there is room; false when it is there already.
    fn insert(&mut self, key: &Key) -> bool {
        let at = self.find(key.stem);
        let [first, second, third] = key.stem;
        let [.., known] = self.slots[at];
        self.slots[at] = [first, second, third, known | key.last];
        self.n_stems += usize::from(known == 0);
        known & key.last == 0
    }

    /// The slot that a stem has or can have.
    fn find(&self, stem: Fingerprint) -> usize {
        let [first, second, third] = stem;
        let mut at = first_slot(stem, self.slots.len());
        loop {
            let [a, b, c, known] = self.slots[at];
            if known == 0 || [a, b, c] == [first, second, third] {
                return at;
            }
            at += 1;
            if at == self.slots.len() {
                at = 0;
            }
        }
    }

    /// Makes room for more stems. Beyond two thirds, searches become long.
    fn make_room(&mut self, n_more: usize) {
        let n_stems = self.n_stems + n_more;
        let n_needed = n_stems + n_stems / 2;
        if n_needed < self.slots.len() {
            return;
        }
        let n_slots = (n_needed + 64).max(self.slots.len() / 2 * 3);
        let old = std::mem::replace(&mut self.slots, vec![[0; 4]; n_slots]);
        for slot in old {
            let [stem @ .., known] = slot;
            if known != 0 {
                let at = self.find(stem);
                self.slots[at] = slot;
            }
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
                    let on_known = |row| duplicates.push((piece, row as usize));
                    keys.insert_all(&typed.keys.shards[shard], on_known);
                }
                duplicates
            })
            .collect();
        let mut of_piece = vec![Vec::new(); batch.len()];
        duplicates.sort_unstable();
        for (piece, row) in duplicates {
            of_piece[piece].push(row);
        }
        let pieces = batch.par_iter_mut().zip(of_piece).filter(|(_, rows)| !rows.is_empty());
        pieces.for_each(|(typed, rows)| typed.reject_duplicates(&rows));
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
            stems in prop::collection::vec((0_u32..3, 0_u32..3, 0_u32..200, 0..32), 0..1000),
        ) {
            let (mut shard, mut known) = (Shard::default(), HashSet::new());
            for (row, (first, second, third, last)) in (0..).zip(stems) {
                // A third of them begin at the end of the table and must go around.
                let stem = [first.wrapping_sub(1), second.wrapping_sub(1), third];
                let mut is_known = false;
                shard.insert_all(&[Key { stem, last: 1_u32 << last, row }], |_| is_known = true);
                prop_assert_eq!(is_known, !known.insert((stem, last)));
            }
        }

        #[test]
        fn tells_keys_apart_by_all_their_bytes(
            keys in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..3), 0..300),
        ) {
            let (mut set, mut known) = (KeySet::default(), HashSet::new());
            for key in keys {
                let mut piece = PieceKeys::for_rows(1);
                piece.add(0, &key);
                let mut is_known = false;
                for (shard, keys) in set.shards.iter_mut().zip(&piece.shards) {
                    shard.insert_all(keys, |_| is_known = true);
                }
                prop_assert_eq!(is_known, !known.insert(key));
            }
        }
    }
}
