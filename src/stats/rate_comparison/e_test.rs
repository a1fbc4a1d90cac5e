//! The probability of a statistic as extreme as that observed, over all pairs of counts.

use super::equality::RateTestResult;
use crate::stats::rate::Rate;
use crate::stats::special::{normal_upper, poisson_pmf};

/// From this many events the sum equals the normal probability to all digits of use.
const MAX_EVENTS: f64 = 1e6;

/// Statistics that differ by less than this part are taken to be equally extreme, so that
/// rounding does not decide about mirrored pairs.
const TIE: f64 = 1e-12;

/// Tests the equality of two rates, of which at least one has events, by the E-test of
/// Krishnamoorthy and Thomson.
///
/// Sums `P(X₁ = i) P(X₂ = j)` over all pairs with `|statistic(i, j, r)|` at least that observed,
/// with the means that are most likely when the rates are equal. The statistic rises with `i`
/// and falls with `j`, so for each `i` the extreme `j` are a head and a tail.
pub(super) fn e_test(a: Rate, b: Rate, statistic: fn(f64, f64, f64) -> f64) -> RateTestResult {
    let (x1, x2) = (a.events() as f64, b.events() as f64);
    let r = a.exposure() / b.exposure();
    let observed = statistic(x1, x2, r);
    let size = observed.abs() * (1.0 - TIE);
    if MAX_EVENTS < x1 + x2 {
        let p_value = 2.0 * normal_upper(observed.abs());
        return RateTestResult { statistic: Some(observed), p_value };
    }

    let share = a.exposure() / (a.exposure() + b.exposure());
    let first = Grid::around((x1 + x2) * share);
    let second = Grid::around((x1 + x2) * (1.0 - share));
    let at = |i: u64, j: u64| if i == 0 && j == 0 { 0.0 } else { statistic(i as f64, j as f64, r) };
    // The places in `second` where the head ends and the tail starts; both only move up with `i`.
    let (mut head, mut tail) = (0, 0);
    let mut p_value = 0.0;
    for (idx, probability) in first.probabilities.iter().enumerate() {
        let i = first.start + idx as u64;
        let n = second.probabilities.len();
        while head < n && size <= at(i, second.start + head as u64) {
            head += 1;
        }
        while tail < n && -size < at(i, second.start + tail as u64) {
            tail += 1;
        }
        let extreme =
            if size <= 0.0 { second.up_to[n] } else { second.up_to[head] + second.from[tail] };
        p_value += probability * extreme;
    }
    RateTestResult { statistic: Some(observed), p_value: p_value.min(1.0) }
}

/// The probabilities of a Poisson count where they are more than nothing.
struct Grid {
    start: u64,
    probabilities: Vec<f64>,
    /// The sum of the probabilities before each place, and of all at the end.
    up_to: Vec<f64>,
    /// The sum of the probabilities from each place, 0 at the end.
    from: Vec<f64>,
}

impl Grid {
    fn around(mean: f64) -> Self {
        // Beyond 40 standard errors, or 800 events where few are expected, a probability is below
        // 1e-300.
        let reach = 40.0 * mean.sqrt() + 800.0;
        let start = (mean - reach).max(0.0) as u64;
        let end = (mean + reach) as u64;
        let probabilities: Vec<f64> = (start..=end).map(|k| poisson_pmf(k, mean)).collect();
        let mut up_to = vec![0.0];
        for probability in &probabilities {
            up_to.push(up_to[up_to.len() - 1] + probability);
        }
        let mut from = vec![0.0];
        for probability in probabilities.iter().rev() {
            from.push(from[from.len() - 1] + probability);
        }
        from.reverse();
        Self { start, probabilities, up_to, from }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rate_comparison::{RateTest, test_rates};

    fn p_value(x1: u64, t1: f64, x2: u64, t2: f64) -> f64 {
        let rate = |events, exposure| Rate::of(events, exposure, 1.0).expect("an exposure");
        let found = test_rates(rate(x1, t1), rate(x2, t2), RateTest::EScore);
        found.expect("events").p_value
    }

    #[test]
    fn sums_the_pairs_that_are_as_extreme() {
        let (x1, x2, mean) = (3.0_f64, 0.0_f64, 1.5);
        let score = |i: f64, j: f64| if i + j > 0.0 { (i - j) / (i + j).sqrt() } else { 0.0 };
        let mut expected = 0.0;
        for i in 0_u32..60 {
            for j in 0_u32..60 {
                if score(x1, x2) - 1e-9 <= score(f64::from(i), f64::from(j)).abs() {
                    expected += poisson_pmf(i.into(), mean) * poisson_pmf(j.into(), mean);
                }
            }
        }
        assert!((p_value(3, 1.0, 0, 1.0) - expected).abs() < 1e-14);
    }

    #[test]
    fn equal_rates_have_a_p_value_of_one() {
        assert!((p_value(10, 1.0, 10, 1.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn many_events_end_in_the_normal_probability() {
        let rate = |events| Rate::of(events, 1.0, 1.0).expect("an exposure");
        let score = test_rates(rate(499_000), rate(500_900), RateTest::Score).expect("events");
        let found = p_value(499_000, 1.0, 500_900, 1.0);
        assert!((found / score.p_value - 1.0).abs() < 2e-4, "{found} {score:?}");
    }
}
