//! The places in a text where a field may end, found for many bytes at once.
//!
//! Fields are so short that a search for each of them would mostly be starting. So 64 bytes are
//! compared together, which compilers turn into vector instructions, and become one word with
//! a bit for each byte that ends a field.

/// The delimiters and line feeds of a text, from first to last.
#[derive(Clone, Debug)]
pub(super) struct Marks<'a> {
    bytes: &'a [u8],
    delimiter: u8,
    /// The place of the bytes that were compared.
    base: usize,
    /// Those of them that were not given yet.
    ahead: u64,
}

/// The bytes that are compared together.
const N_TOGETHER: usize = u64::BITS as usize;

impl<'a> Marks<'a> {
    /// Starts at a place.
    pub fn new(bytes: &'a [u8], start: usize, delimiter: u8) -> Self {
        let mut marks = Self { bytes, delimiter, base: start, ahead: 0 };
        marks.look();
        marks
    }

    /// The text.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The next place; the end of the text after the last.
    #[inline]
    pub fn next(&mut self) -> usize {
        while self.ahead == 0 {
            self.base += N_TOGETHER;
            if self.bytes.len() <= self.base {
                // It is found again, however often it is asked for.
                self.base -= N_TOGETHER;
                return self.bytes.len();
            }
            self.look();
        }
        let at = self.base + self.ahead.trailing_zeros() as usize;
        self.ahead &= self.ahead - 1;
        at
    }

    /// Passes over all places before this one, which lies ahead.
    pub fn skip_to(&mut self, to: usize) {
        let within = to - self.base;
        if within < N_TOGETHER {
            self.ahead &= u64::MAX << within;
        } else {
            self.base = to;
            self.look();
        }
    }

    fn look(&mut self) {
        let rest = self.bytes.get(self.base..).unwrap_or_default();
        self.ahead = if let Some(together) = rest.first_chunk() {
            ends_in(together, self.delimiter)
        } else {
            let mut together = [0; N_TOGETHER];
            together[..rest.len()].copy_from_slice(rest);
            ends_in(&together, self.delimiter) & !(u64::MAX << rest.len())
        };
    }
}

/// A bit for each byte that ends a field, the first byte in the lowest bit.
#[inline]
fn ends_in(bytes: &[u8; N_TOGETHER], delimiter: u8) -> u64 {
    /// Brings the lowest bits of eight bytes together in the highest byte: the lowest bit of
    /// byte `i` goes up by `56 - 7i`, and no two bits meet on the way.
    const GATHER: u64 = 0x0102_0408_1020_4080;

    let mut ends = [0_u8; N_TOGETHER];
    for (end, &byte) in ends.iter_mut().zip(bytes) {
        *end = u8::from(byte == delimiter) | u8::from(byte == b'\n');
    }
    let (eights, _) = ends.as_chunks::<8>();
    let gather = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
    eights.iter().rev().fold(0, |word, eight| word << 8 | gather(eight))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_search_finds(
            bytes in prop::collection::vec(prop::sample::select(&b"a;\n\x00\xFF"[..]), 0..300),
            start in 0_usize..80,
            skips in prop::collection::vec(0_usize..100, 0..5),
        ) {
            let is_end = |at: &usize| matches!(bytes[*at], b';' | b'\n');
            let find = |from: usize| (from..bytes.len()).find(is_end).unwrap_or(bytes.len());
            let mut at = start.min(bytes.len());
            let mut marks = Marks::new(&bytes, at, b';');
            for skip in skips {
                let found = marks.next();
                prop_assert_eq!(found, find(at));
                at = (found + 1 + skip).min(bytes.len());
                marks.skip_to(at);
            }
            while at <= bytes.len() {
                let found = marks.next();
                prop_assert_eq!(found, find(at));
                at = found + 1;
            }
        }
    }
}
