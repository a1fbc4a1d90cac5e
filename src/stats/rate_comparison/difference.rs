//! Intervals of the difference of two rates.
//!
//! References:
//! - Miettinen, O., Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
//!   Medicine 4, 213-226.
//! - Ng, H.K.T., Gu, K., Tang, M.L. (2007). A comparative study of tests for the difference of
//!   two Poisson means. Computational Statistics and Data Analysis 51, 3085-3099.

use super::NoComparison;
use crate::stats::bisect::bisect;
use crate::stats::delta::difference_interval;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::rate::{PoissonMethod, Rate, rate_interval_by};

/// How the interval of a difference is made, of `x₁` events over an exposure `t₁` and `x₂` over
/// `t₂`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateDifferenceMethod {
    /// `± z √(x₁/t₁² + x₂/t₂²)`; has no width without events, and so needs some.
    Wald,
    /// The same with half an event added to both under the root.
    WaldHalf,
    /// The differences that the score test does not reject (Miettinen and Nurminen). Ours.
    Score,
    /// From the score intervals of the two rates by recovering their variances ([`difference_interval`]).
    Mover,
}

/// Computes the interval of the first rate minus the second by a method of choice, per
/// vermenigvuldiger of the first.
pub fn rate_difference_interval(
    a: Rate,
    b: Rate,
    method: RateDifferenceMethod,
    confidence: Confidence,
) -> Result<Interval, NoComparison> {
    let z = confidence.z();
    let (x1, t1) = (a.events() as f64, a.exposure());
    let (x2, t2) = (b.events() as f64, b.exposure());
    let around = |half: f64| {
        let margin = z * ((x1 + half) / t1 / t1 + (x2 + half) / t2 / t2).sqrt();
        (x1 / t1 - x2 / t2 - margin, x1 / t1 - x2 / t2 + margin)
    };
    let (lower, upper) = match method {
        RateDifferenceMethod::Wald if x1 <= 0.0 && x2 <= 0.0 => return Err(NoComparison::NoEvents),
        RateDifferenceMethod::Wald => around(0.0),
        RateDifferenceMethod::WaldHalf => around(0.5),
        RateDifferenceMethod::Score => {
            (-score_bound((x2, t2), (x1, t1), z), score_bound((x1, t1), (x2, t2), z))
        }
        RateDifferenceMethod::Mover => mover_bounds(a, b, confidence),
    };
    let scale = a.vermenigvuldiger();
    Ok(Interval::new(lower * scale, upper * scale).expect("rates are finite"))
}

/// The largest difference that the score statistic does not put more than `z` away.
fn score_bound(first: (f64, f64), second: (f64, f64), z: f64) -> f64 {
    let ((x1, t1), (x2, t2)) = (first, second);
    let observed = x1 / t1 - x2 / t2;
    let mut step = z * ((x1 + 1.0) / t1 / t1 + (x2 + 1.0) / t2 / t2).sqrt();
    while -z <= score_statistic(first, second, observed + step) {
        step *= 2.0;
    }
    bisect(observed, observed + step, |difference| -z <= score_statistic(first, second, difference))
        .0
}

/// The observed difference minus a supposed one, over the standard error that the rates have if
/// they differ by that: the most likely rates `λ₁ = λ₂ + δ` solve
/// `x₁/(λ₂ + δ) + x₂/λ₂ = t₁ + t₂`.
fn score_statistic(first: (f64, f64), second: (f64, f64), difference: f64) -> f64 {
    if difference < 0.0 {
        // The smaller of the two rates comes from the equation, so that nothing is subtracted.
        return -score_statistic(second, first, -difference);
    }
    let ((x1, t1), (x2, t2)) = (first, second);
    let exposure = t1 + t2;
    let b = (x1 + x2) / exposure - difference;
    let c = difference * x2 / exposure;
    let root = (b * b + 4.0 * c).sqrt();
    let smaller =
        if 0.0 < b { b.midpoint(root) } else { 2.0 * c / (root - b).max(f64::MIN_POSITIVE) };
    let gap = x1 / t1 - x2 / t2 - difference;
    let variance = (smaller + difference) / t1 + smaller / t2;
    // Without events and without a difference there is no error, and no gap either.
    if variance <= 0.0 { 0.0 } else { gap / variance.sqrt() }
}

/// The interval in units of exposure, from those of the two rates.
fn mover_bounds(a: Rate, b: Rate, confidence: Confidence) -> (f64, f64) {
    let per_unit = |rate: Rate| {
        let limits = rate_interval_by(rate, PoissonMethod::Score, confidence);
        let of = |value: f64| value / rate.vermenigvuldiger();
        let limits = Interval::new(of(limits.lower()), of(limits.upper()));
        (of(rate.value()), limits.expect("a rate is finite in any unit"))
    };
    let found = difference_interval(per_unit(a), per_unit(b), 0.0).expect("rates are finite");
    (found.lower(), found.upper())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::special::normal_quantile;

    const METHODS: [RateDifferenceMethod; 4] = [
        RateDifferenceMethod::Wald,
        RateDifferenceMethod::WaldHalf,
        RateDifferenceMethod::Score,
        RateDifferenceMethod::Mover,
    ];

    fn rate(events: u64, exposure: f64) -> Rate {
        Rate::of(events, exposure, 1_000.0).expect("an exposure")
    }

    /// Without events a difference of `δ` is `δ = z²/t₁` or `-z²/t₂` away by `z` errors.
    #[test]
    fn score_interval_without_events_keeps_a_width() {
        let (a, b) = (rate(0, 500.0), rate(0, 800.0));
        let found = rate_difference_interval(a, b, RateDifferenceMethod::Score, Confidence::P95);
        let found = found.expect("the score needs no events");
        let z2 = normal_quantile(0.975).powi(2);
        assert!((found.upper() - z2 / 500.0 * 1_000.0).abs() < 1e-9, "{found:?}");
        assert!((found.lower() + z2 / 800.0 * 1_000.0).abs() < 1e-9, "{found:?}");
    }

    #[test]
    fn wald_without_events_is_refused() {
        let (a, b) = (rate(0, 500.0), rate(0, 800.0));
        let found = rate_difference_interval(a, b, RateDifferenceMethod::Wald, Confidence::P95);
        assert_eq!(found, Err(NoComparison::NoEvents));
    }

    proptest! {
        #[test]
        fn contains_the_difference_and_mirrors(
            x1 in 0_u64..5_000, x2 in 1_u64..5_000, t1 in 10.0..1e6, t2 in 10.0..1e6,
        ) {
            let (a, b) = (rate(x1, t1), rate(x2, t2));
            let wide = Confidence::P998;
            let difference = a.value() - b.value();
            for method in METHODS {
                let of = |a, b, confidence| {
                    rate_difference_interval(a, b, method, confidence).expect("events")
                };
                let found = of(a, b, Confidence::P95);
                let mirror = of(b, a, Confidence::P95);
                let wider = of(a, b, wide);
                prop_assert!(found.lower() < difference && difference < found.upper());
                let width = found.upper() - found.lower();
                prop_assert!((found.lower() + mirror.upper()).abs() < 1e-9 * width, "{method:?}");
                prop_assert!(wider.lower() < found.lower() && found.upper() < wider.upper());
            }
        }

        /// A difference of 0 is a ratio of 1: the two score intervals agree on it.
        #[test]
        fn score_of_difference_and_ratio_agree_on_equality(
            x1 in 0_u64..80, x2 in 1_u64..80, t1 in 100.0..1e4, t2 in 100.0..1e4,
        ) {
            use crate::stats::rate_comparison::{RateRatioMethod, rate_ratio_interval};
            let (a, b) = (rate(x1, t1), rate(x2, t2));
            let p95 = Confidence::P95;
            let difference = rate_difference_interval(a, b, RateDifferenceMethod::Score, p95);
            let ratio = rate_ratio_interval(a, b, RateRatioMethod::Score, p95).expect("events");
            let difference = difference.expect("events");
            let is_clear = (difference.lower().abs().min(difference.upper().abs())) > 1e-9;
            let contains = difference.lower() <= 0.0 && 0.0 <= difference.upper();
            prop_assert!(!is_clear || contains == ratio.contains(1.0));
        }
    }
}
