//! Tests of the equality of two rates.
//!
//! References:
//! - Gu, K., Ng, H.K.T., Tang, M.L., Schucany, W.R. (2008). Testing the ratio of two Poisson
//!   rates. Biometrical Journal 50(2), 283-298.
//! - Krishnamoorthy, K., Thomson, J. (2004). A more powerful test for comparing two Poisson
//!   means. Journal of Statistical Planning and Inference 119, 23-35.

use super::NoComparison;
use super::e_test::e_test;
use crate::stats::rate::{Rate, two_sided};
use crate::stats::special::{binomial_cdf, binomial_pmf, binomial_upper, normal_upper};

/// How the equality of two rates is tested, of `x₁` events over an exposure `t₁` and `x₂` over
/// `t₂`, with `r = t₁/t₂`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateTest {
    /// The binomial distribution of `x₁` given `x₁ + x₂`: the probability of all divisions that
    /// are at most as probable.
    Exact,
    /// The same without half the probability of the observed division, which makes it less
    /// careful.
    MidP,
    /// `(x₁ - r x₂) / √(r (x₁ + x₂))`: the variance as it is when the rates are equal.
    Score,
    /// `(x₁ - r x₂) / √(x₁ + r² x₂)`: the variance as it was observed.
    Wald,
    /// `ln(x₁ / (r x₂)) / √((2 + r + 1/r) / (x₁ + x₂))`; needs events in both.
    ScoreLog,
    /// `ln(x₁ / (r x₂)) / √(1/x₁ + 1/x₂)`; needs events in both.
    WaldLog,
    /// `2 (√(x₁ + 3/8) - √(r (x₂ + 3/8))) / √(1 + r)`: roots have a steady variance.
    SquareRoot,
    /// The probability of a score as far from 0 as that observed, over all pairs of counts.
    EScore,
    /// The same of the Wald statistic.
    EWald,
}

/// What a test of two rates found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateTestResult {
    /// The statistic, standard normal when the rates are equal and events many; above 0 when the
    /// first rate is the larger. The tests on counts themselves have none.
    pub statistic: Option<f64>,
    /// The two-sided p-value.
    pub p_value: f64,
}

/// Tests whether two rates are equal by a method of choice; see [`super::rate_ratio`] for ours.
pub fn test_rates(a: Rate, b: Rate, test: RateTest) -> Result<RateTestResult, NoComparison> {
    if a.events() == 0 && b.events() == 0 {
        return Err(NoComparison::NoEvents);
    }
    let (x1, x2) = (a.events() as f64, b.events() as f64);
    let r = a.exposure() / b.exposure();
    let logarithm = || {
        let has_both = 0 < a.events() && 0 < b.events();
        has_both.then(|| libm::log(x1 / x2 / r)).ok_or(NoComparison::LogarithmOfZero)
    };
    let z = match test {
        RateTest::Exact => return Ok(exact(a, b, 0.0)),
        RateTest::MidP => return Ok(exact(a, b, 0.5)),
        RateTest::EScore => return Ok(e_test(a, b, score)),
        RateTest::EWald => return Ok(e_test(a, b, wald)),
        RateTest::Score => score(x1, x2, r),
        RateTest::Wald => wald(x1, x2, r),
        RateTest::ScoreLog => logarithm()? / ((2.0 + r + 1.0 / r) / (x1 + x2)).sqrt(),
        RateTest::WaldLog => logarithm()? / (1.0 / x1 + 1.0 / x2).sqrt(),
        RateTest::SquareRoot => {
            let roots = (x1 + 0.375).sqrt() - (r * (x2 + 0.375)).sqrt();
            2.0 * roots / (1.0 + r).sqrt()
        }
    };
    Ok(RateTestResult { statistic: Some(z), p_value: 2.0 * normal_upper(z.abs()) })
}

fn score(x1: f64, x2: f64, r: f64) -> f64 {
    (x1 - r * x2) / (r * (x1 + x2)).sqrt()
}

fn wald(x1: f64, x2: f64, r: f64) -> f64 {
    (x1 - r * x2) / (x1 + r * r * x2).sqrt()
}

/// The binomial test of the first count in all events, less a part of its own probability.
fn exact(a: Rate, b: Rate, part_left_out: f64) -> RateTestResult {
    let (x, n) = (a.events(), a.events().saturating_add(b.events()));
    let share = a.exposure() / (a.exposure() + b.exposure());
    let p_value = two_sided(
        x,
        n as f64 * share,
        |k| binomial_pmf(k, n, share),
        |k| binomial_cdf(k, n, share),
        |k| binomial_upper(k, n, share),
    );
    let own = part_left_out * binomial_pmf(x, n, share);
    RateTestResult { statistic: None, p_value: p_value - own }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(events: u64, exposure: f64) -> Rate {
        Rate::of(events, exposure, 1_000.0).expect("an exposure")
    }

    const TESTS: [RateTest; 9] = [
        RateTest::Exact,
        RateTest::MidP,
        RateTest::Score,
        RateTest::Wald,
        RateTest::ScoreLog,
        RateTest::WaldLog,
        RateTest::SquareRoot,
        RateTest::EScore,
        RateTest::EWald,
    ];

    /// With equal exposures the division of the events is that of a fair coin.
    #[test]
    fn exact_test_is_the_binomial_one() {
        let found = test_rates(rate(11, 800.0), rate(23, 800.0), RateTest::Exact).expect("events");
        // 2 Σ_{k <= 11} C(34, k) / 2^34, as the two tails mirror.
        let mut term = 1.0;
        let mut sum = 1.0;
        for k in 1..=11 {
            term *= f64::from(35 - k) / f64::from(k);
            sum += term;
        }
        let expected = 2.0 * sum / 17_179_869_184.0;
        assert!((found.p_value / expected - 1.0).abs() < 1e-12, "{found:?} {expected}");
    }

    #[test]
    fn logarithms_need_events_in_both() {
        for test in [RateTest::ScoreLog, RateTest::WaldLog] {
            let found = test_rates(rate(0, 812.0), rate(5, 940.0), test);
            assert_eq!(found, Err(NoComparison::LogarithmOfZero));
        }
    }

    #[test]
    fn every_test_refuses_two_rates_without_events() {
        for test in TESTS {
            let found = test_rates(rate(0, 812.0), rate(0, 940.0), test);
            assert_eq!(found, Err(NoComparison::NoEvents));
        }
    }

    proptest! {
        #[test]
        fn mirrors_and_gives_probabilities(
            x1 in 1_u64..300, x2 in 1_u64..300, t1 in 10.0..1e6, t2 in 10.0..1e6,
        ) {
            let (a, b) = (rate(x1, t1), rate(x2, t2));
            for test in TESTS {
                let found = test_rates(a, b, test).expect("events");
                let mirror = test_rates(b, a, test).expect("events");
                prop_assert!((0.0..=1.0).contains(&found.p_value), "{test:?} {found:?}");
                let gap = (found.p_value - mirror.p_value).abs();
                prop_assert!(gap <= 1e-9 * found.p_value.max(1e-200), "{test:?} {gap}");
            }
        }
    }
}
