//! A quantile of counted values, such as the median number of days people wait, with the ranks between
//! which it lies.
//!
//! References:
//! - David, H.A., Nagaraja, H.N. (2003). Order statistics, 3rd edition, section 7.1.
//! - Conover, W.J. (1999). Practical nonparametric statistics, 3rd edition, section 3.2.
//! - Hyndman, R.J., Fan, Y. (1996). Sample quantiles in statistical packages. The American
//!   Statistician 50(4), 361-365: definition 2.

use std::collections::BTreeMap;

use crate::stats::interval::{Confidence, Interval};
use crate::stats::special::binomial_cdf;

/// A quantile of counted values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountedQuantile {
    /// The quantile, in the unit of the values.
    pub value: f64,
    /// The interval by ranks; absent when there are so few values that even the smallest or the
    /// largest does not bound it.
    pub interval: Option<Interval>,
}

/// Computes the quantile `p` of values of which it is known how often each was counted, or nothing
/// when nothing was counted.
///
/// It is the smallest value that a part `p` of the counts does not exceed, and in the middle of it
/// and the next where exactly that part does not: the median of an even number, as at school.
///
/// The interval takes the values for a sample of a process that goes on, so that the number of
/// them below the true quantile is binomial with `n` and `p`. Its bounds are the values at the
/// ranks `l` and `u`, where `P(X < l)` and `P(X ≥ u)` are just below half of what the confidence
/// leaves. It holds for any distribution, also with many equal values, then on the wide side; waiting
/// times are too skewed for an interval around a mean.
///
/// # Panics
///
/// When `p` does not lie between 0 and 1.
pub fn quantile_of_counts(
    counts: &BTreeMap<i64, u64>,
    p: f64,
    confidence: Confidence,
) -> Option<CountedQuantile> {
    clustered_quantile_of_counts(counts, p, counts.values().sum(), confidence)
}

/// Computes the quantile `p` of counted values that tell as much as so many independent ones, because
/// some are of one person.
///
/// As [`quantile_of_counts`], with ranks of `independent` values, each taken outwards to the same part of
/// all values; with as many as there are values, it is the same.
///
/// # Panics
///
/// When `p` does not lie between 0 and 1.
pub fn clustered_quantile_of_counts(
    counts: &BTreeMap<i64, u64>,
    p: f64,
    independent: u64,
    confidence: Confidence,
) -> Option<CountedQuantile> {
    assert!(0.0 < p && p < 1.0, "a quantile lies between 0 and 1, not at {p}");
    let n: u64 = counts.values().sum();
    if n == 0 {
        return None;
    }
    // Shares are written in decimals, so a rank that is whole but for rounding is whole.
    let rank = p * n as f64;
    let nearest = rank.round();
    let is_whole = (rank - nearest).abs() < 1e-9 * n as f64;
    let at = if is_whole { nearest } else { rank.ceil() }.clamp(1.0, n as f64) as u64;
    let twice = if is_whole && at < n {
        value_at(counts, at) + value_at(counts, at + 1)
    } else {
        2.0 * value_at(counts, at)
    };
    let tail = confidence.tail();
    let m = independent.clamp(1, n);
    // The last rank of which P(X < l) is no more than the tail.
    let lower = count_while(m, |k| binomial_cdf(k, m, p) <= tail);
    // The first k with P(X ≤ k) of at least 1 - tail is one rank below `u`.
    let upper = count_while(m, |k| binomial_cdf(k, m, p) < 1.0 - tail) + 1;
    let of_all = |rank: u64| u128::from(rank) * u128::from(n);
    let interval = (0 < lower && upper <= m).then(|| {
        let lower = (of_all(lower) / u128::from(m)).max(1) as u64;
        let upper = of_all(upper).div_ceil(u128::from(m)) as u64;
        Interval::new(value_at(counts, lower), value_at(counts, upper))
    });
    let interval = interval.flatten();
    Some(CountedQuantile { value: twice / 2.0, interval })
}

/// How many numbers from 0 to `n` are there before the condition, which first holds and then does
/// not, fails.
fn count_while(n: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, n + 1);
    while low < high {
        let middle = u64::midpoint(low, high);
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

/// The value at a rank from 1.
fn value_at(counts: &BTreeMap<i64, u64>, rank: u64) -> f64 {
    let mut so_far = 0;
    let reaches = |(_, n): &(&i64, &u64)| {
        so_far += *n;
        rank <= so_far
    };
    let found = counts.iter().find(reaches).or_else(|| counts.last_key_value());
    found.map_or(f64::NAN, |(&value, _)| value as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn counts(values: &[i64]) -> BTreeMap<i64, u64> {
        let mut counts = BTreeMap::new();
        for &value in values {
            *counts.entry(value).or_default() += 1;
        }
        counts
    }

    fn median(values: &[i64]) -> CountedQuantile {
        quantile_of_counts(&counts(values), 0.5, Confidence::P95).expect("values")
    }

    #[test]
    fn the_median_of_an_even_number_is_the_middle_of_two() {
        assert_eq!(median(&[1, 2, 3, 10]).value, 2.5);
        assert_eq!(median(&[1, 2, 10]).value, 2.0);
        assert_eq!(median(&[7]).value, 7.0);
        assert_eq!(quantile_of_counts(&counts(&[]), 0.5, Confidence::P95), None);
    }

    /// The ranks of the interval of a median at 95 %, as tables of the sign test give them.
    #[test]
    fn median_has_the_ranks_of_the_tables() {
        #[track_caller]
        fn case(n: i64, lower: f64, upper: f64) {
            let all: Vec<_> = (1..=n).collect();
            let found = median(&all).interval.expect("enough values");
            assert_eq!((found.lower(), found.upper()), (lower, upper), "{n}");
        }

        case(6, 1.0, 6.0);
        case(9, 2.0, 8.0);
        case(10, 2.0, 9.0);
        case(20, 6.0, 15.0);
        case(100, 40.0, 61.0);
    }

    /// The highest of `n` values lies above the P90 unless all lie below: `0.9^36 < 0.025`.
    #[test]
    fn few_values_have_no_interval() {
        let p90 = |n: i64| {
            let all: Vec<_> = (1..=n).collect();
            quantile_of_counts(&counts(&all), 0.9, Confidence::P95).expect("values").interval
        };
        assert_eq!(median(&[1, 2, 3, 4, 5]).interval, None);
        assert_eq!(p90(35), None);
        assert!(p90(36).is_some());
    }

    #[test]
    fn values_of_fewer_persons_have_wider_ranks() {
        let all: Vec<_> = (1..=100).collect();
        let of = |independent| {
            let found =
                clustered_quantile_of_counts(&counts(&all), 0.5, independent, Confidence::P95);
            let interval = found.expect("values").interval.expect("enough");
            (interval.lower(), interval.upper())
        };
        assert_eq!(of(100), (40.0, 61.0));
        // The ranks 6 and 15 of twenty.
        assert_eq!(of(20), (30.0, 75.0));
    }

    #[test]
    fn ninety_percent_of_ten_is_between_the_ninth_and_the_tenth() {
        let found =
            quantile_of_counts(&counts(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 20]), 0.9, Confidence::P95);
        assert_eq!(found.expect("values").value, 14.5);
    }

    proptest! {
        #[test]
        fn the_interval_contains_the_quantile_and_widens(
            values in prop::collection::vec(-20_i64..20, 1..200),
            p in 0.05_f64..0.95,
        ) {
            let at = |confidence| quantile_of_counts(&counts(&values), p, confidence).expect("values");
            let (narrow, wide) = (at(Confidence::P95), at(Confidence::new(0.99).expect("a level")));
            prop_assert_eq!(narrow.value, wide.value);
            if let Some(interval) = narrow.interval {
                prop_assert!(interval.lower() <= narrow.value && narrow.value <= interval.upper());
                if let Some(wide) = wide.interval {
                    prop_assert!(wide.lower() <= interval.lower() && interval.upper() <= wide.upper());
                }
            } else {
                prop_assert!(wide.interval.is_none());
            }
        }
    }
}
