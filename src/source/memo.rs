//! What the texts of a column stand for, remembered by their bytes.

use rustc_hash::FxHashMap;

/// The number of distinct texts of a column that a thread remembers.
///
/// A column with more is a number or free text, of which the next cell is new as well.
const MAX_REMEMBERED: usize = 1 << 14;

/// Values by the bytes of a cell.
///
/// Most cells are short, and two words tell a short text from all others; comparing words is
/// several times faster than comparing bytes of any length.
#[derive(Debug)]
pub(super) struct Memo<V> {
    /// Open addressing; never more than half full.
    short: Vec<Option<(Short, V)>>,
    n_short: usize,
    long: FxHashMap<Box<[u8]>, V>,
}

/// A text of at most sixteen bytes: the first and the last eight, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Short {
    first: u64,
    last: u64,
    len: usize,
}

impl Short {
    fn new(bytes: &[u8]) -> Option<Self> {
        let len = bytes.len();
        let (first, last) = match len {
            8.. => (word(bytes.first_chunk::<8>()), word(bytes.last_chunk::<8>())),
            4.. => (half(bytes.first_chunk::<4>()) << 32 | half(bytes.last_chunk::<4>()), 0),
            // The first, the middle and the last byte are all that there are.
            1.. => {
                let byte = |at: usize| u64::from(bytes[at]);
                (byte(0) << 16 | byte(len / 2) << 8 | byte(len - 1), 0)
            }
            0 => (0, 0),
        };
        (len <= 16).then_some(Self { first, last, len })
    }

    /// The place to look first in a table of this many slots, a power of two.
    fn slot(self, n_slots: usize) -> usize {
        // Multiplying carries every bit upwards, so the upper half is the better one.
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = (self.first ^ self.last.rotate_left(29) ^ self.len as u64).wrapping_mul(ODD);
        (mixed >> 32) as usize & (n_slots - 1)
    }
}

fn word(bytes: Option<&[u8; 8]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn half(bytes: Option<&[u8; 4]>) -> u64 {
    bytes.map_or(0, |bytes| u64::from(u32::from_le_bytes(*bytes)))
}

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self { short: Vec::new(), n_short: 0, long: FxHashMap::default() }
    }
}

impl<V: Copy> Memo<V> {
    /// The value of a text, computed when it is not known.
    pub fn get_or(&mut self, bytes: &[u8], compute: impl FnOnce() -> V) -> V {
        if let Some(value) = self.get(bytes) {
            return value;
        }
        let value = compute();
        if self.n_short + self.long.len() < MAX_REMEMBERED {
            self.insert(bytes, value);
        }
        value
    }

    fn get(&self, bytes: &[u8]) -> Option<V> {
        let Some(key) = Short::new(bytes) else { return self.long.get(bytes).copied() };
        if self.short.is_empty() {
            return None;
        }
        let mut slot = key.slot(self.short.len());
        loop {
            match &self.short[slot] {
                Some((known, value)) if *known == key => return Some(*value),
                Some(_) => slot = (slot + 1) & (self.short.len() - 1),
                None => return None,
            }
        }
    }

    /// Adds a text that is not there.
    fn insert(&mut self, bytes: &[u8], value: V) {
        let Some(key) = Short::new(bytes) else {
            self.long.insert(bytes.into(), value);
            return;
        };
        if self.short.len() <= 2 * self.n_short {
            let larger = vec![None; (2 * self.short.len()).max(64)];
            for (key, value) in std::mem::replace(&mut self.short, larger).into_iter().flatten() {
                self.put(key, value);
            }
        }
        self.put(key, value);
        self.n_short += 1;
    }

    fn put(&mut self, key: Short, value: V) {
        let mut slot = key.slot(self.short.len());
        while self.short[slot].is_some() {
            slot = (slot + 1) & (self.short.len() - 1);
        }
        self.short[slot] = Some((key, value));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stops_remembering_what_is_always_new() {
        let mut memo = Memo::default();
        for n in 0..2 * MAX_REMEMBERED {
            assert_eq!(memo.get_or(n.to_string().as_bytes(), || n), n);
        }
        assert_eq!(memo.get_or(b"7", || 0), 7);
        assert_eq!(memo.n_short, MAX_REMEMBERED);
        assert_eq!(memo.get_or(b"32767", || 0), 0);
    }

    proptest! {
        #[test]
        fn knows_each_text_by_all_its_bytes(
            texts in prop::collection::vec(prop::collection::vec(0_u8..3, 0..20), 0..200),
        ) {
            let (mut memo, mut known) = (Memo::default(), HashMap::new());
            for (n, text) in texts.iter().enumerate() {
                let expected = *known.entry(text).or_insert(n);
                prop_assert_eq!(memo.get_or(text, || n), expected);
            }
        }
    }
}
