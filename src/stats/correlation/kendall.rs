//! Kendall's rank correlation of pairs, with its exact and its approximate probability.
//!
//! References:
//! - Kendall, M.G. (1975). Rank correlation methods, 4th edition, chapters 1 to 5.

use crate::stats::ranks::{spread_of_s, tie_sizes};
use crate::stats::special::normal_upper;

/// How strongly two variables rise together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kendall {
    /// The number of pairs of observations ordered alike minus the number ordered oppositely.
    pub s: i64,
    /// The correlation, from -1 to 1, where ties do not count: `S / √((N - T_x)(N - T_y))`.
    pub tau_b: f64,
    /// The two-sided probability of so large an `S` without association, from all orders.
    /// Absent with ties or fifty observations and more.
    pub p_exact: Option<f64>,
    /// The two-sided probability by the normal distribution, with ties, without a correction for
    /// continuity.
    pub p_normal: f64,
}

/// The number of observations below which all orders are counted, as in R.
const EXACT_BELOW: usize = 50;

impl Kendall {
    /// The exact probability where there is one, else the approximate.
    pub fn p_value(self) -> f64 {
        self.p_exact.unwrap_or(self.p_normal)
    }
}

/// Computes Kendall's tau-b of pairs `(x, y)`.
///
/// `None` when one of the two does not vary, as then there is nothing to correlate, or when a
/// number is not finite.
///
/// With `t` and `u` the sizes of ties in `x` and `y`, the variance of `S` is
/// `(n(n-1)(2n+5) - Σt(t-1)(2t+5) - Σu(u-1)(2u+5))/18 + Σt(t-1) Σu(u-1)/(2n(n-1)) +
/// Σt(t-1)(t-2) Σu(u-1)(u-2)/(9n(n-1)(n-2))`.
pub fn kendall_tau(pairs: &[(f64, f64)]) -> Option<Kendall> {
    if pairs.iter().any(|(x, y)| !(x.is_finite() && y.is_finite())) {
        return None;
    }
    let mut s = 0;
    for (idx, a) in pairs.iter().enumerate() {
        for b in &pairs[idx + 1..] {
            let order = |a: f64, b: f64| i64::from(a < b) - i64::from(b < a);
            s += order(a.0, b.0) * order(a.1, b.1);
        }
    }
    let n = pairs.len() as f64;
    let ties_x = tie_sizes(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
    let ties_y = tie_sizes(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
    let sum = |ties: &[f64], of: fn(f64) -> f64| ties.iter().map(|&size| of(size)).sum::<f64>();
    let two = |t: f64| t * (t - 1.0);
    let three = |t: f64| t * (t - 1.0) * (t - 2.0);

    let all = two(n);
    let (pairs_x, pairs_y) = (all - sum(&ties_x, two), all - sum(&ties_y, two));
    if pairs_x <= 0.0 || pairs_y <= 0.0 {
        return None;
    }
    let mut variance = (spread_of_s(n) - sum(&ties_x, spread_of_s) - sum(&ties_y, spread_of_s))
        / 18.0
        + sum(&ties_x, two) * sum(&ties_y, two) / (2.0 * all);
    if 2.0 < n {
        variance += sum(&ties_x, three) * sum(&ties_y, three) / (9.0 * three(n));
    }
    let has_ties = ties_x.len() < pairs.len() || ties_y.len() < pairs.len();
    Some(Kendall {
        s,
        tau_b: (2.0 * s as f64 / pairs_x.sqrt() / pairs_y.sqrt()).clamp(-1.0, 1.0),
        p_exact: (!has_ties && pairs.len() < EXACT_BELOW).then(|| exact_p(pairs.len(), s)),
        p_normal: (2.0 * normal_upper((s as f64).abs() / variance.sqrt())).min(1.0),
    })
}

/// Computes the two-sided probability of an `S` at least as far from zero in a random order of
/// `n` observations, by adding observations one at a time: a new one passes over 0 to `k - 1`
/// others with equal chance.
fn exact_p(n: usize, s: i64) -> f64 {
    // The smaller number of pairs ordered oppositely or alike.
    let discordant = (n * (n - 1) / 2).saturating_sub(s.unsigned_abs() as usize) / 2;
    let mut chances = vec![0.0; discordant + 1];
    chances[0] = 1.0;
    for k in 2..=n {
        let before = chances.clone();
        for (count, chance) in chances.iter_mut().enumerate() {
            // A fresh sum over at most k terms: a running one would lose the smallest chances.
            let window: f64 = before[count.saturating_sub(k - 1)..=count].iter().sum();
            *chance = window / k as f64;
        }
    }
    (2.0 * chances.iter().sum::<f64>()).min(1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn against_time(values: &[f64]) -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(idx, &value)| (idx as f64, value)).collect()
    }

    /// Kendall (1975), appendix table 1: with four observations one order of 24 has `S = 6`, four
    /// have `S >= 4`.
    #[test]
    fn exact_probabilities_count_orders() {
        let p = |values: &[f64]| kendall_tau(&against_time(values)).expect("varies").p_value();
        assert!((p(&[1.0, 2.0, 3.0, 4.0]) - 2.0 / 24.0).abs() < 1e-15);
        assert!((p(&[1.0, 3.0, 2.0, 4.0]) - 8.0 / 24.0).abs() < 1e-15);
        assert!((p(&[2.0, 1.0]) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn ties_have_no_exact_probability() {
        let found = kendall_tau(&against_time(&[1.0, 1.0, 2.0, 4.0])).expect("varies");
        assert_eq!((found.s, found.p_exact), (5, None));
        assert!((found.tau_b - 5.0 / 30.0_f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn nothing_correlates_with_what_does_not_vary() {
        assert_eq!(kendall_tau(&against_time(&[3.0; 5])), None);
        assert_eq!(kendall_tau(&[]), None);
        assert_eq!(kendall_tau(&[(1.0, 2.0)]), None);
        assert_eq!(kendall_tau(&[(1.0, 2.0), (f64::NAN, 1.0)]), None);
    }

    #[test]
    fn exact_and_normal_probability_come_together() {
        let values: Vec<f64> = (1..EXACT_BELOW).map(|idx| (idx * 23 % 50) as f64).collect();
        let found = kendall_tau(&against_time(&values)).expect("varies");
        let exact = found.p_exact.expect("no ties");
        assert!((exact - found.p_normal).abs() < 0.02, "{found:?}");
    }

    proptest! {
        /// Wijken have no order of their own, and figures in the other direction the reverse.
        #[test]
        fn order_of_pairs_and_unit_do_not_matter(
            pairs in prop::collection::vec((-9..9_i8, -9..9_i8), 2..30).prop_flat_map(
                |pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle()),
            ),
        ) {
            let of = |pairs: &[(i8, i8)], factor: f64| {
                let to_pair = |&(x, y): &(i8, i8)| (f64::from(x), f64::from(y) * factor);
                kendall_tau(&pairs.iter().map(to_pair).collect::<Vec<_>>())
            };
            let found = of(&pairs.0, 1.0);
            prop_assert_eq!(found, of(&pairs.1, 1.0));
            if let (Some(found), Some(scaled)) = (found, of(&pairs.0, -1000.0)) {
                prop_assert_eq!(found.tau_b, -scaled.tau_b);
                prop_assert_eq!(found.p_value(), scaled.p_value());
                prop_assert!((-1.0..=1.0).contains(&found.tau_b));
                prop_assert!((0.0..=1.0).contains(&found.p_value()));
            }
        }
    }
}
