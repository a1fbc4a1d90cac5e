//! Tests of whether two independent shares are equal.
//!
//! References:
//! - Pearson, K. (1900). On the criterion that a given system of deviations… Philosophical
//!   Magazine 50, 157-175.
//! - Fisher, R.A. (1935). The logic of inductive inference. Journal of the Royal Statistical
//!   Society 98, 39-54.

use crate::stats::share::Share;
use crate::stats::special::chi_squared_upper;

/// The outcome of the test of Pearson.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquaredTest {
    /// Chi-squared with one degree of freedom.
    pub statistic: f64,
    /// The probability of so large a statistic when the shares are equal.
    pub p_value: f64,
}

/// Tests whether two shares are equal, by Pearson's chi-squared without a continuity correction.
///
/// `N (x₁n₂ - x₂n₁)² / (n₁ n₂ m (N - m))`, with `m = x₁ + x₂` and `N = n₁ + n₂`. `None` when both
/// shares are 0 or both are 1. When `m n₁/N` or another expected number is below 5, take
/// [`fisher_exact_test`].
pub fn chi_squared_test(first: Share, second: Share) -> Option<ChiSquaredTest> {
    let (n1, n2) = (first.noemer(), second.noemer());
    let pooled = (first.teller() + second.teller()) / (n1 + n2);
    let rest = ((n1 - first.teller()) + (n2 - second.teller())) / (n1 + n2);
    if pooled <= 0.0 || rest <= 0.0 {
        return None;
    }
    let difference = first.fraction() - second.fraction();
    let statistic = difference * difference / (pooled * rest * (1.0 / n1 + 1.0 / n2));
    Some(ChiSquaredTest { statistic, p_value: chi_squared_upper(statistic, 1.0) })
}

/// Tests whether two shares of whole numbers are equal, by the exact test of Fisher: the two-sided
/// p-value, the sum of the probabilities of all tables no more likely than this one.
///
/// Given both noemers and the sum of the tellers, the first teller is hypergeometric. The
/// probabilities are had relative to the likeliest table, from which each follows by a ratio, so
/// that no factorial is needed. A table within 1e-7 of the observed probability counts as equally
/// likely, as it does in R. `None` when a teller or noemer is not whole.
pub fn fisher_exact_test(first: Share, second: Share) -> Option<f64> {
    // Above this numbers have no ones.
    const LARGEST: f64 = 9e15;
    let is_whole = |value: f64| value.fract() == 0.0 && value < LARGEST;
    let all = [first.teller(), first.noemer(), second.teller(), second.noemer()];
    if !all.into_iter().all(is_whole) {
        return None;
    }
    let (x1, n1, n2) = (first.teller(), first.noemer(), second.noemer());
    let m = x1 + second.teller();
    let (least, most) = ((m - n2).max(0.0), m.min(n1));
    let mode = ((m + 1.0) * (n1 + 1.0) / (n1 + n2 + 2.0)).floor().clamp(least, most);

    // The probability of k + 1 over that of k.
    let step_up = |k: f64| (m - k) / (k + 1.0) * ((n1 - k) / (n2 - m + k + 1.0));
    let up = weights(mode, most, |k| (k + 1.0, step_up(k)));
    let down = weights(mode, least, |k| (k - 1.0, 1.0 / step_up(k - 1.0)));
    // A table further out than the weights go has no probability that a number can hold.
    let observed = up.iter().chain(&down).find(|(k, _)| *k == x1).map_or(0.0, |(_, w)| *w);
    let limit = observed * (1.0 + 1e-7);
    // From the smallest on, so that small ones are not lost.
    let sum = |keep: &dyn Fn(f64) -> bool| -> f64 {
        let of = |side: &[(f64, f64)]| -> f64 {
            side.iter().rev().map(|(_, w)| *w).filter(|w| keep(*w)).sum()
        };
        of(&up) + of(&down[1..])
    };
    Some(sum(&|w| w <= limit) / sum(&|_| true))
}

/// The weights from `from`, which has weight 1, to `to`, where `next` gives the next number and
/// what its weight is over that of this one. Ends where a weight becomes 0.
fn weights(from: f64, to: f64, next: impl Fn(f64) -> (f64, f64)) -> Vec<(f64, f64)> {
    let mut found = vec![(from, 1.0)];
    let (mut at, mut weight) = (from, 1.0);
    while at != to && 0.0 < weight {
        let (k, ratio) = next(at);
        at = k;
        weight *= ratio;
        found.push((at, weight));
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(teller: u32, noemer: u32) -> Share {
        Share::of(f64::from(teller), f64::from(noemer)).expect("the teller is part of the noemer")
    }

    /// Fisher's tea: 3 of 4 and 1 of 4 right gives 34/70 on both sides.
    #[test]
    fn fisher_agrees_with_the_lady_tasting_tea() {
        let found = fisher_exact_test(share(3, 4), share(1, 4)).expect("whole numbers");
        assert!((found - 34.0 / 70.0).abs() < 1e-15, "{found}");
        let all = fisher_exact_test(share(4, 4), share(0, 4)).expect("whole numbers");
        assert!((all - 2.0 / 70.0).abs() < 1e-15, "{all}");
    }

    #[test]
    fn fisher_of_broken_numbers_is_refused() {
        let broken = Share::of(0.445, 1.0).expect("part of a whole");
        assert_eq!(fisher_exact_test(broken, share(1, 4)), None);
    }

    #[test]
    fn fisher_nears_chi_squared_for_a_city() {
        let (a, b) = (share(40_100, 100_000), share(320_000, 800_000));
        let exact = fisher_exact_test(a, b).expect("whole numbers");
        let approximate = chi_squared_test(a, b).expect("they vary").p_value;
        assert!((exact - approximate).abs() < 0.005, "{exact} {approximate}");
        let far = fisher_exact_test(share(90_000, 100_000), b).expect("whole numbers");
        assert!((0.0..1e-300).contains(&far), "{far}");
    }

    /// `100 (10·30 - 20·40)² / (30·70·50·50)`.
    #[test]
    fn chi_squared_agrees_with_the_textbook() {
        let found = chi_squared_test(share(10, 50), share(20, 50)).expect("they vary");
        assert!((found.statistic - 100.0 * 250_000.0 / 5_250_000.0).abs() < 1e-12, "{found:?}");
        assert_eq!(chi_squared_test(share(0, 50), share(0, 40)), None);
        assert_eq!(chi_squared_test(share(50, 50), share(40, 40)), None);
    }

    proptest! {
        #[test]
        fn fisher_is_a_probability_and_symmetric(
            n1 in 1_u32..400, n2 in 1_u32..400, f1 in 0.0..=1.0_f64, f2 in 0.0..=1.0_f64,
        ) {
            let a = share((f64::from(n1) * f1).round() as u32, n1);
            let b = share((f64::from(n2) * f2).round() as u32, n2);
            let found = fisher_exact_test(a, b).expect("whole numbers");
            prop_assert!(0.0 < found && found <= 1.0);
            let mirror = fisher_exact_test(b, a).expect("whole numbers");
            prop_assert!((found - mirror).abs() <= 1e-12 * found, "{found} {mirror}");
        }
    }
}
