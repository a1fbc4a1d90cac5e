//! Chance that is the same on every machine.
//!
//! Every file and area has a stream of its own, so adding a file moves no other. Draws are integers
//! or use only `+ - * /` on `f64`, which every platform rounds alike; `exp` and `ln` it would not.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// One stream of chance.
pub struct Draw(ChaCha8Rng);

/// The mean of one part of a Poisson draw, in millionths; small enough for the product method.
const POISSON_PART: u64 = 8_000_000;

impl Draw {
    /// Opens the stream of a subject at a place and time.
    pub fn new(seed: u64, subject: &str, place: u64, time: u64) -> Self {
        let mut key = [0; 32];
        for (part, number) in key.chunks_exact_mut(8).zip([seed, hash_text(subject), place, time]) {
            part.copy_from_slice(&number.to_le_bytes());
        }
        Self(ChaCha8Rng::from_seed(key))
    }

    /// A number below `n`, or zero when `n` is zero.
    pub fn below(&mut self, n: u32) -> u32 {
        let product = u64::from(self.0.next_u32()) * u64::from(n);
        u32::try_from(product >> 32).expect("the high half of a product has 32 bits")
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// Whether something happens that happens `permille` in a thousand times.
    pub fn chance(&mut self, permille: u32) -> bool {
        self.below(1000) < permille
    }

    /// One of `items`, each as likely.
    pub fn pick<'t, T>(&mut self, items: &'t [T]) -> &'t T {
        let n = u32::try_from(items.len()).expect("lists of words are short");
        &items[self.below(n) as usize]
    }

    /// The place in `weights` of one item, as likely as its weight says.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u32> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }

    /// A draw around zero with a spread (standard deviation) of about 1000: twelve dice added.
    pub fn bell(&mut self) -> i64 {
        (0..12).map(|_| i64::from(self.below(1000))).sum::<i64>() - 5994
    }

    /// A Poisson count with a mean given in millionths.
    ///
    /// Drawn in parts with a mean of at most eight, since a sum of Poisson counts is one too.
    /// The product method is Knuth, The Art of Computer Programming 2, 3.4.1.
    pub fn poisson(&mut self, mean_millionths: u64) -> u64 {
        let mut left = mean_millionths;
        let mut count = 0;
        while left > 0 {
            let part = left.min(POISSON_PART);
            left -= part;
            let stop = exp_of_minus(part);
            let mut product = self.unit();
            while product > stop {
                count += 1;
                product *= self.unit();
            }
        }
        count
    }

    /// A number from 0 (included) to 1 (excluded).
    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / 4_294_967_296.0
    }
}

/// Computes `exp(-x)` for `x` in millionths, at most [`POISSON_PART`]: a series, then squarings.
fn exp_of_minus(millionths: u64) -> f64 {
    let x = f64::from(u32::try_from(millionths).expect("a part is at most eight")) / 1_000_000.0;
    let small = -x / 1024.0;
    let mut result = 1.0 + small * (1.0 + small / 2.0 * (1.0 + small / 3.0));
    for _ in 0..10 {
        result *= result;
    }
    result
}

/// Hashes a text to 64 bits (FNV-1a), so that each subject has its own stream.
fn hash_text(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Mixes numbers to 64 bits that look like chance (the finalizer of `SplitMix64`).
pub fn mix(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0, |hash, &number| {
        let mut z = (hash ^ number).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_stream_gives_the_same_draws() {
        let mut one = Draw::new(2017, "proef", 1, 2);
        let mut other = Draw::new(2017, "proef", 1, 2);
        assert!((0..100).all(|_| one.below(1000) == other.below(1000)));
    }

    #[test]
    fn streams_differ_by_subject_place_and_time() {
        #[track_caller]
        fn case(mut other: Draw) {
            let mut one = Draw::new(2017, "proef", 1, 2);
            assert!((0..20).any(|_| one.below(1000) != other.below(1000)));
        }

        case(Draw::new(2018, "proef", 1, 2));
        case(Draw::new(2017, "anders", 1, 2));
        case(Draw::new(2017, "proef", 2, 2));
        case(Draw::new(2017, "proef", 1, 3));
    }

    /// `exp(-0.5)`, `exp(-1)` and `exp(-8)` to ten digits, from tables.
    #[test]
    fn knows_the_exponential() {
        #[track_caller]
        fn case(millionths: u64, expected: f64) {
            let relative = exp_of_minus(millionths) / expected - 1.0;
            assert!(relative.abs() < 1e-6, "{relative}");
        }

        case(500_000, 0.606_530_659_7);
        case(1_000_000, 0.367_879_441_2);
        case(8_000_000, 0.000_335_462_627_9);
    }

    #[test]
    fn poisson_counts_have_mean_and_variance_alike() {
        let mut draw = Draw::new(2017, "poisson", 0, 0);
        let counts: Vec<u64> = (0..4000).map(|_| draw.poisson(20_000_000)).collect();
        let sum: u64 = counts.iter().sum();
        assert!((79_000..81_000).contains(&sum), "{sum}");
        let squares: u64 = counts.iter().map(|&count| count.abs_diff(20).pow(2)).sum();
        assert!((74_000..86_000).contains(&squares), "{squares}");
    }

    #[test]
    fn bell_has_a_spread_of_a_thousand() {
        let mut draw = Draw::new(2017, "bell", 0, 0);
        let squares: i64 = (0..10_000).map(|_| draw.bell().pow(2) / 1000).sum();
        assert!((9_500_000..10_500_000).contains(&squares), "{squares}");
    }
}
