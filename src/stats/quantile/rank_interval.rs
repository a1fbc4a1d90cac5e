//! A quantile of a register with an interval of ranks.
//!
//! References:
//! - David, H.A., Nagaraja, H.N. (2003). Order statistics, 3rd edition, section 7.1.
//! - Conover, W.J. (1999). Practical nonparametric statistics, 3rd edition, section 3.2.

use super::{QuantileType, SortedValues, quantile};
use crate::stats::interval::{Confidence, Interval};
use crate::stats::special::binomial_cdf;

/// A quantile of a register, such as the median or the P90 of waiting days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegisterQuantile {
    /// The quantile: a value of the register, or the mean of two neighbours (type 2).
    pub value: f64,
    /// Its interval between two values of the register. Absent when the register is too small
    /// to have values so far out: the P90 at 95 % needs 36, the median 6.
    pub interval: Option<Interval>,
}

/// Computes a quantile below which a share `p` lies, above 0 and below 1, with an interval that
/// makes no assumption on how the values are distributed.
///
/// How many of `n` values lie below the true quantile is binomial, `B(n, p)`. The bounds are the
/// values of rank `l`, the largest with `P(B < l) ≤ α/2`, and `u`, the smallest with
/// `P(B < u) ≥ 1 - α/2`. With equal values, and for whole days, the interval is on the wide side.
///
/// `None` for any other `p`.
pub fn register_quantile(
    values: &SortedValues,
    p: f64,
    confidence: Confidence,
) -> Option<RegisterQuantile> {
    if !(0.0 < p && p < 1.0) {
        return None;
    }
    let value = quantile(values, p, QuantileType::AVERAGED)?;
    let n = values.values().len();
    // The share of samples in which fewer than `rank` values lie below the true quantile.
    let below = |rank: usize| match rank.checked_sub(1) {
        Some(k) => binomial_cdf(k as u64, n as u64, p),
        None => 0.0,
    };
    let tail = confidence.tail();
    // Both searches halve the ranks, since `below` rises with the rank.
    let lower = partition(n, |rank| below(rank) <= tail).checked_sub(1);
    let upper = partition(n, |rank| below(rank) < 1.0 - tail);
    let interval = lower
        .filter(|rank| 1 <= *rank && upper <= n)
        .and_then(|lower| Interval::new(values.values()[lower - 1], values.values()[upper - 1]));
    Some(RegisterQuantile { value, interval })
}

/// The first rank from 0 to `n + 1` for which a condition no longer holds, `n + 1` included.
fn partition(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n + 1);
    while low < high {
        let middle = usize::midpoint(low, high);
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(n: u32, p: f64, confidence: Confidence) -> RegisterQuantile {
        let values: Vec<f64> = (1..=n).map(f64::from).collect();
        let values = SortedValues::of(&values).expect("values");
        register_quantile(&values, p, confidence).expect("p is between 0 and 1")
    }

    /// The ranks of the interval of a median at 95 %, as tables of the sign test give them.
    #[test]
    fn median_has_the_ranks_of_the_tables() {
        #[track_caller]
        fn case(n: u32, lower: f64, upper: f64) {
            let found = of(n, 0.5, Confidence::P95).interval.expect("enough values");
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
    fn small_registers_have_no_interval() {
        assert_eq!(of(5, 0.5, Confidence::P95).interval, None);
        assert_eq!(of(35, 0.9, Confidence::P95).interval, None);
        assert!(of(36, 0.9, Confidence::P95).interval.is_some());
        assert_eq!(of(1, 0.5, Confidence::P95).value, 1.0);
    }

    #[test]
    fn refuses_a_quantile_at_the_end() {
        let values = SortedValues::of(&[1.0, 2.0]).expect("values");
        assert_eq!(register_quantile(&values, 0.0, Confidence::P95), None);
        assert_eq!(register_quantile(&values, 1.0, Confidence::P95), None);
    }

    proptest! {
        #[test]
        fn interval_contains_the_quantile_and_grows(n in 1..300_u32, p in 0.02..0.98_f64) {
            let found = of(n, p, Confidence::P95);
            let wide = of(n, p, Confidence::new(0.998).expect("a confidence"));
            if let Some(interval) = found.interval {
                prop_assert!(interval.lower() <= found.value && found.value <= interval.upper());
                if let Some(wide) = wide.interval {
                    prop_assert!(wide.lower() <= interval.lower());
                    prop_assert!(interval.upper() <= wide.upper());
                }
            } else {
                prop_assert_eq!(wide.interval, None);
            }
        }
    }
}
