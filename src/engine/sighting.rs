//! Sightings: who was seen where and when, in twenty bytes, and how many of them are sorted.

use std::ops::Range;

/// A value seen in a place, by its number, during a run of moments.
///
/// 96 bits of the value, beside the eight that choose the part; 20 bits for the place, 13 for the
/// first and the last moment, 18 for the questions. Of a person's hash that is enough: with ten
/// million persons the chance that two are taken for one is below 10⁻¹⁷.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Sighting {
    pub value: [u32; 3],
    at: [u32; 2],
}

/// The number of questions that share sightings.
pub(super) const MAX_QUESTIONS: usize = 18;
const MOMENT_BITS: u32 = 13;
/// The sightings of a bucket on average: few enough to be put in order by insertion.
const BUCKET: usize = 4;

impl Sighting {
    pub(super) fn new(value: u128, place: usize, run: &Range<usize>, questions: u32) -> Self {
        let value = value >> 8;
        let at = (place as u64) << (2 * MOMENT_BITS)
            | (run.start as u64) << MOMENT_BITS
            | (run.end - 1) as u64;
        let at = at << MAX_QUESTIONS | u64::from(questions);
        let value = [(value >> 64) as u32, (value >> 32) as u32, value as u32];
        Self { value, at: [(at >> 32) as u32, at as u32] }
    }

    fn at(self) -> u64 {
        u64::from(self.at[0]) << 32 | u64::from(self.at[1])
    }

    pub(super) fn place(self) -> usize {
        (self.at() >> (2 * MOMENT_BITS) >> MAX_QUESTIONS) as usize
    }

    pub(super) fn run(self) -> Range<usize> {
        let moment = |at: u64| at as usize & ((1 << MOMENT_BITS) - 1);
        let last = self.at() >> MAX_QUESTIONS;
        moment(last >> MOMENT_BITS)..moment(last) + 1
    }

    pub(super) fn questions(self) -> u32 {
        self.at[1] & ((1 << MAX_QUESTIONS) - 1)
    }

    /// Sorts by value first, in two comparisons.
    pub(super) fn order(&self) -> (u64, u64) {
        let [a, b, c] = self.value.map(u64::from);
        (a << 32 | b, c << 32 | u64::from(self.at[0]))
    }

    /// The bucket among so many, which keep the order of the values.
    fn bucket(&self, n_buckets: usize) -> usize {
        ((u64::from(self.value[0]) * n_buckets as u64) >> 32) as usize
    }
}

/// Puts the sightings of a part in the order of their values.
///
/// Values are hashes, so they fill buckets alike: one pass brings each sighting to within a few
/// places of where it belongs, which is faster than comparing from the start.
pub(super) fn sorted_by<K: Ord>(
    boxes: &[Vec<Sighting>],
    key: impl Fn(&Sighting) -> K,
) -> Vec<Sighting> {
    let n: usize = boxes.iter().map(Vec::len).sum();
    assert!(u32::try_from(n).is_ok(), "one of many parts has fewer sightings than 2^32");
    let n_buckets = n.div_ceil(BUCKET);
    // First the size of each bucket, in the place behind it, then where it starts.
    let mut places = vec![0_u32; n_buckets + 1];
    for sighting in boxes.iter().flatten() {
        places[sighting.bucket(n_buckets) + 1] += 1;
    }
    let mut start = 0;
    for place in &mut places {
        start += *place;
        *place = start;
    }
    let mut sorted = vec![Sighting::default(); n];
    for sighting in boxes.iter().flatten() {
        let place = &mut places[sighting.bucket(n_buckets)];
        sorted[*place as usize] = *sighting;
        *place += 1;
    }
    // Every place has moved to the end of its bucket.
    let mut start = 0;
    for &end in &places[..n_buckets] {
        sorted[start..end as usize].sort_unstable_by_key(&key);
        start = end as usize;
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sighting_keeps_what_it_was_made_of() {
        let all = (1 << MAX_QUESTIONS) - 1;
        for (place, run, questions) in [(0, 0..1, 1), ((1 << 20) - 1, 8000..8191, all)] {
            let sighting = Sighting::new(u128::MAX, place, &run, questions);
            assert_eq!(
                (sighting.place(), sighting.run(), sighting.questions()),
                (place, run, questions)
            );
        }
    }
}
