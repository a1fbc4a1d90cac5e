//! The distinct texts of one column, each kept once.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use xxhash_rust::xxh3::xxh3_64;

use super::TextId;

/// The distinct texts of one column.
///
/// Ids are given in order of arrival, which differs between runs: no result may depend on them.
#[derive(Debug, Default)]
pub struct Dictionary {
    texts: RwLock<Texts>,
}

/// All texts in one arena, with a table of ids by hash.
///
/// A column of ten million different numbers costs some thirty bytes for each beside its text.
#[derive(Debug, Default)]
struct Texts {
    arena: String,
    /// Where each text ends in the arena.
    ends: Vec<usize>,
    /// Open addressing; zero is a free slot.
    table: Vec<u64>,
    /// Of each text that was there before the source was read: whether the source has it, too.
    met: Vec<AtomicBool>,
}

/// Which texts of a source were told by [`Dictionary::each_new`] already.
#[derive(Debug, Default)]
pub(super) struct Told {
    early: Vec<bool>,
    n_texts: usize,
}

/// A slot: the id in the lower half and half of the hash in the upper, so that other texts are
/// passed over without a look at them.
fn entry(hash: u64, id: u32) -> u64 {
    hash & !u64::from(u32::MAX) | u64::from(id)
}

/// Where the search for a hash starts in a table of this many slots.
fn first_slot(hash: u64, n_slots: usize) -> usize {
    // The upper half, because a table that grows has no other.
    (hash >> 32) as usize & (n_slots - 1)
}

impl Texts {
    fn text(&self, id: u32) -> &str {
        let idx = id as usize - 1;
        let start = if idx == 0 { 0 } else { self.ends[idx - 1] };
        &self.arena[start..self.ends[idx]]
    }

    fn find(&self, hash: u64, text: &str) -> Option<TextId> {
        if self.table.is_empty() {
            return None;
        }
        let mask = self.table.len() - 1;
        let mut slot = first_slot(hash, self.table.len());
        loop {
            let found = self.table[slot];
            // The lower half of an entry is its id.
            let id = NonZeroU32::new(found as u32)?;
            if found == entry(hash, id.get()) && self.text(id.get()) == text {
                return Some(TextId(id));
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Finds a text and remembers that it was met.
    fn meet(&self, hash: u64, text: &str) -> Option<TextId> {
        let id = self.find(hash, text)?;
        if let Some(met) = self.met.get(id.index()) {
            met.store(true, Ordering::Relaxed);
        }
        Some(id)
    }

    /// Adds a text that is not there.
    fn insert(&mut self, hash: u64, text: &str) -> TextId {
        if self.ends.len() * 4 >= self.table.len() * 3 {
            let larger = vec![0; (self.table.len() * 2).max(64)];
            for old in std::mem::replace(&mut self.table, larger) {
                if old != 0 {
                    self.put(old);
                }
            }
        }
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        let id = u32::try_from(self.ends.len()).expect("a column has fewer than 2^32 texts");
        self.put(entry(hash, id));
        TextId(NonZeroU32::new(id).expect("ids start at 1"))
    }

    fn put(&mut self, entry: u64) {
        let mask = self.table.len() - 1;
        let mut slot = first_slot(entry, self.table.len());
        while self.table[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = entry;
    }
}

impl Dictionary {
    const LOCK: &str = "no thread panics while it holds the texts";

    /// The id of a text, which is added when it is new.
    pub fn intern(&self, text: &str) -> TextId {
        let hash = xxh3_64(text.as_bytes());
        let known = self.texts.read().expect(Self::LOCK).meet(hash, text);
        known.unwrap_or_else(|| {
            let mut texts = self.texts.write().expect(Self::LOCK);
            // Another thread may have added it in between.
            texts.meet(hash, text).unwrap_or_else(|| texts.insert(hash, text))
        })
    }

    /// Starts to tell the texts of the source from those that filters have asked for before.
    pub(super) fn start_reading(&self) {
        let mut texts = self.texts.write().expect(Self::LOCK);
        texts.met = texts.ends.iter().map(|_| AtomicBool::new(false)).collect();
    }

    /// Gives the number and the text of all that the source has and were not told before.
    pub(super) fn each_new(&self, told: &mut Told, mut each: impl FnMut(u32, &str)) {
        let texts = self.texts.read().expect(Self::LOCK);
        told.early.resize(texts.met.len(), false);
        let early = told.early.iter_mut().zip(&texts.met).zip(1..);
        for ((told, met), id) in early {
            if !*told && met.load(Ordering::Relaxed) {
                *told = true;
                each(id, texts.text(id));
            }
        }
        let from = told.n_texts.max(texts.met.len());
        for id in from..texts.ends.len() {
            let id = id as u32 + 1;
            each(id, texts.text(id));
        }
        told.n_texts = texts.ends.len();
    }

    /// The text with this id.
    pub fn text(&self, id: TextId) -> Arc<str> {
        self.texts.read().expect(Self::LOCK).text(id.0.get()).into()
    }

    /// The id of a text that is in the dictionary.
    pub fn find(&self, text: &str) -> Option<TextId> {
        self.texts.read().expect(Self::LOCK).find(xxh3_64(text.as_bytes()), text)
    }

    /// All texts, sorted, when there are no more than this many.
    pub fn all_texts(&self, most: usize) -> Option<Vec<Arc<str>>> {
        let texts = self.texts.read().expect(Self::LOCK);
        let n = u32::try_from(texts.ends.len()).ok().filter(|&n| n as usize <= most)?;
        let mut all: Vec<Arc<str>> = (1..=n).map(|id| texts.text(id).into()).collect();
        all.sort_unstable();
        Some(all)
    }

    /// The number of distinct texts.
    pub fn len(&self) -> usize {
        self.texts.read().expect(Self::LOCK).ends.len()
    }

    /// True when no text was read.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_each_text_once() {
        let dictionary = Dictionary::default();
        let ids: Vec<_> = (0..1000).map(|n| dictionary.intern(&format!("code {n}"))).collect();
        assert_eq!(dictionary.len(), 1000);
        for (n, &id) in ids.iter().enumerate() {
            assert_eq!(*dictionary.text(id), format!("code {n}"));
            assert_eq!(dictionary.intern(&format!("code {n}")), id);
        }
        assert_eq!(dictionary.find("code 7"), Some(ids[7]));
        assert_eq!(dictionary.find("code"), None);
    }

    #[test]
    fn tells_the_texts_of_the_source_once() {
        let dictionary = Dictionary::default();
        dictionary.intern("asked and met");
        dictionary.intern("asked only");
        dictionary.start_reading();
        let mut told = Told::default();
        let mut new = || {
            let mut found = Vec::new();
            dictionary.each_new(&mut told, |id, text| found.push((id, text.to_owned())));
            found
        };
        dictionary.intern("new");
        assert_eq!(new(), [(3, "new".to_owned())]);
        dictionary.intern("asked and met");
        dictionary.intern("newer");
        assert_eq!(new(), [(1, "asked and met".to_owned()), (4, "newer".to_owned())]);
        assert_eq!(new(), []);
    }

    #[test]
    fn knows_no_text_before_the_first() {
        let dictionary = Dictionary::default();
        assert!(dictionary.is_empty());
        assert_eq!(dictionary.find(""), None);
        let empty = dictionary.intern("");
        assert_eq!(&*dictionary.text(empty), "");
    }
}
