//! Figures of parts together, a whole without one of its parts, and how sure a difference is: from
//! intervals alone, for figures of which the counts do not tell the spread.
//!
//! Each side of an interval stands for the variance on that side, and variances of independent figures add
//! up. It keeps the skewness of small counts, and for normal intervals is the sum of variances.
//!
//! References:
//! - Zou, G.Y., Donner, A. (2008). Construction of confidence limits about effect measures: a general
//!   approach. Statistics in Medicine 27(10), 1693-1702.
//! - Zou, G.Y., Huang, W., Zhang, X. (2009). A note on confidence interval estimation for a linear function
//!   of binomial proportions. Computational Statistics and Data Analysis 53, 1080-1085.

use super::interval::{Confidence, Interval};
use super::special::normal_upper;
use super::sum::sum;

/// A figure with its interval, and how much it counts in the figure of a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WeightedPart {
    /// The weight, such as the number of people it is of: 0 or more.
    pub weight: f64,
    /// The figure.
    pub value: f64,
    /// Its interval, which lies around it.
    pub interval: Interval,
}

impl WeightedPart {
    /// How far the bounds lie from the figure, below and above.
    fn sides(&self) -> [f64; 2] {
        [self.value - self.interval.lower(), self.interval.upper() - self.value]
    }
}

/// Computes the figure of independent parts together, `θ = Σ w θ_i / Σ w`, with the interval
/// `θ - √(Σ w² (θ_i - l_i)²) / Σ w` to `θ + √(Σ w² (u_i - θ_i)²) / Σ w`.
///
/// The order of the parts does not show. `None` when no part weighs anything.
pub fn combine_parts(parts: &[WeightedPart]) -> Option<(f64, Interval)> {
    let total = sum(parts.iter().map(|part| part.weight));
    if !(0.0 < total && total.is_finite()) {
        return None;
    }
    let value = sum(parts.iter().map(|part| part.weight / total * part.value));
    let side = |idx: usize| {
        let of = |part: &WeightedPart| part.weight / total * part.sides()[idx];
        sum(parts.iter().map(|part| of(part) * of(part))).sqrt()
    };
    Some((value, Interval::new(value - side(0), value + side(1))?))
}

/// Computes the figure of a whole without one of its parts, `r = (W θ - w θ_p) / (W - w)`, with an interval.
///
/// What is left is independent of the part, so its variance follows from
/// `W² V = w² V_p + (W - w)² V_r`, on each side. It is never taken for surer than the whole, which is of more
/// people. `None` when nothing is left.
pub fn remainder_of(whole: WeightedPart, part: WeightedPart) -> Option<(f64, Interval)> {
    let left = whole.weight - part.weight;
    if !(0.0 < left && left.is_finite()) {
        return None;
    }
    let value = (whole.weight * whole.value - part.weight * part.value) / left;
    let side = |idx: usize| {
        let of_whole = whole.weight * whole.sides()[idx];
        let of_part = part.weight * part.sides()[idx];
        let variance = (of_whole * of_whole - of_part * of_part).max(0.0);
        (variance.sqrt() / left).max(whole.sides()[idx])
    };
    Some((value, Interval::new(value - side(0), value + side(1))?))
}

/// Computes the two-sided p-value of no difference, `2 (1 - Φ(z_c |d| / s))`, where `s` is how far the bound on
/// the side of 0 lies from the difference `d`, and `z_c` the number of standard errors that the interval was
/// made with.
///
/// It is below what the confidence leaves, 0.05 at 95 %, exactly where the interval misses 0. Of a
/// difference without a width it is 1 at 0 and 0 elsewhere.
pub fn difference_p_value(difference: f64, interval: Interval, confidence: Confidence) -> f64 {
    let side = if 0.0 < difference {
        difference - interval.lower()
    } else {
        interval.upper() - difference
    };
    if side <= 0.0 {
        return if difference == 0.0 { 1.0 } else { 0.0 };
    }
    2.0 * normal_upper(confidence.z() * difference.abs() / side)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Share, newcombe_difference, wilson_interval};

    fn part(weight: f64, value: f64, lower: f64, upper: f64) -> WeightedPart {
        WeightedPart { weight, value, interval: Interval::new(lower, upper).expect("an interval") }
    }

    #[test]
    fn independent_parts_add_as_squares() {
        // (3 × 40 + 1 × 20)/4, with margins √(9 × 4² + 8²)/4 and √(9 × 6² + 8²)/4.
        let parts = [part(3.0, 40.0, 36.0, 46.0), part(1.0, 20.0, 12.0, 28.0)];
        let (value, interval) = combine_parts(&parts).expect("weights");
        assert_eq!(value, 35.0);
        assert!((value - interval.lower() - 208.0_f64.sqrt() / 4.0).abs() < 1e-12);
        assert!((interval.upper() - value - 388.0_f64.sqrt() / 4.0).abs() < 1e-12);
        assert_eq!(combine_parts(&[]), None);
        assert_eq!(combine_parts(&[part(0.0, 1.0, 0.0, 2.0)]), None);
    }

    #[test]
    fn nothing_is_left_of_a_whole_that_is_one_part() {
        let whole = part(10.0, 4.0, 3.0, 5.0);
        assert_eq!(remainder_of(whole, whole), None);
        assert_eq!(remainder_of(whole, part(11.0, 4.0, 3.0, 5.0)), None);
    }

    /// Of 56/70 and 48/80, example (a) of table II of Newcombe (1998), Pearson's test has a p-value of 0.0080.
    #[test]
    fn p_value_of_a_difference_is_near_that_of_the_test() {
        let [first, second] =
            [(56.0, 70.0), (48.0, 80.0)].map(|(x, n)| Share::of(x, n).expect("a part"));
        let found = newcombe_difference(first, second, Confidence::P95);
        let p = difference_p_value(found.difference, found.interval, Confidence::P95);
        assert!((p - 0.0080).abs() < 0.0005, "{p}");
    }

    fn shares() -> impl Strategy<Value = Vec<(u32, u32)>> {
        let one = (1..5_000_u32).prop_flat_map(|n| (0..=n, Just(n)));
        prop::collection::vec(one, 2..8)
    }

    fn of_shares(shares: &[(u32, u32)]) -> Vec<WeightedPart> {
        let of = |&(x, n): &(u32, u32)| {
            let share = Share::of(f64::from(x), f64::from(n)).expect("part of a whole");
            let interval = wilson_interval(share, Confidence::P95);
            WeightedPart { weight: f64::from(n), value: share.fraction(), interval }
        };
        shares.iter().map(of).collect()
    }

    proptest! {
        #[test]
        fn parts_together_are_the_tellers_over_the_noemers(shares in shares()) {
            let (value, interval) = combine_parts(&of_shares(&shares)).expect("weights");
            let total = |of: fn(&(u32, u32)) -> u32| f64::from(shares.iter().map(of).sum::<u32>());
            prop_assert!((value - total(|one| one.0) / total(|one| one.1)).abs() < 1e-12);
            prop_assert!(interval.lower() <= value && value <= interval.upper());
            // Together they are surer than the least sure of them.
            let widest = of_shares(&shares).iter().map(|part| part.sides()[1]).fold(0.0, f64::max);
            prop_assert!(interval.upper() - value <= widest + 1e-12);
        }

        /// What is left of parts together without the first is the others together.
        #[test]
        fn remainder_undoes_what_was_combined(shares in shares()) {
            let parts = of_shares(&shares);
            let weight = parts.iter().map(|part| part.weight).sum();
            let (value, interval) = combine_parts(&parts).expect("weights");
            let whole = WeightedPart { weight, value, interval };
            let (left, found) = remainder_of(whole, parts[0]).expect("others");
            let (expected, others) = combine_parts(&parts[1..]).expect("weights");
            prop_assert!((left - expected).abs() < 1e-9);
            let sides = [(left - found.lower(), expected - others.lower(), value - interval.lower()),
                (found.upper() - left, others.upper() - expected, interval.upper() - value)];
            for (side, expected, of_whole) in sides {
                prop_assert!((side - expected.max(of_whole)).abs() < 1e-7, "{side} {expected}");
            }
        }

        #[test]
        fn p_value_agrees_with_the_interval(d in -9.0..9.0_f64, below in 0.01..9.0_f64, above in 0.01..9.0_f64) {
            let interval = Interval::new(d - below, d + above).expect("an interval");
            for confidence in [Confidence::P95, Confidence::P998] {
                let p = difference_p_value(d, interval, confidence);
                let misses = 0.0 < interval.lower() || interval.upper() < 0.0;
                let is_clear = 1e-9 < interval.lower().abs().min(interval.upper().abs());
                prop_assert!(!is_clear || misses == (p < 1.0 - confidence.level()), "{p}");
            }
        }
    }
}
