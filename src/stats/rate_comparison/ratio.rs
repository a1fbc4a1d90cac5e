//! Intervals of the ratio of two rates.
//!
//! References:
//! - Clopper, C.J., Pearson, E.S. (1934). The use of confidence or fiducial limits illustrated in
//!   the case of the binomial. Biometrika 26, 404-413.
//! - Gu, K., Ng, H.K.T., Tang, M.L., Schucany, W.R. (2008). Testing the ratio of two Poisson
//!   rates. Biometrical Journal 50(2), 283-298.
//! - Li, Y., Koval, J.J., Donner, A., Zou, G.Y. (2010). Interval estimation for the area under
//!   the receiver operating characteristic curve when data are subject to error. Statistics in
//!   Medicine 29, 2521-2531: the ratio by recovered variances (MOVER).

use super::NoComparison;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::rate::{PoissonMethod, Rate, poisson_interval_by};
use crate::stats::special::beta_quantile;

/// An interval of a ratio, from 0; it may be without end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateRatioInterval {
    lower: f64,
    upper: Option<f64>,
}

impl RateRatioInterval {
    /// The lower bound, 0 or more.
    pub fn lower(self) -> f64 {
        self.lower
    }

    /// The upper bound; absent when the ratio may be any size, as with no events in the second.
    pub fn upper(self) -> Option<f64> {
        self.upper
    }

    /// Whether the ratio may be this one.
    pub fn contains(self, ratio: f64) -> bool {
        self.lower <= ratio && self.upper.is_none_or(|upper| ratio <= upper)
    }
}

/// How the interval of a ratio is made, of `x₁` events over an exposure `t₁` and `x₂` over `t₂`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateRatioMethod {
    /// Clopper and Pearson's for the share of the first in all events, turned into odds times
    /// `t₂/t₁`: never contains the truth less often than said.
    Exact,
    /// `ln RR ± z √(1/x₁ + 1/x₂)`; needs events in both.
    Log,
    /// The same after adding half an event to both, which moves the middle towards `t₂/t₁`.
    LogHalf,
    /// The ratios that the score test does not reject: Wilson's interval of the share, turned
    /// into odds likewise. The one to take for few events when exact is too careful.
    Score,
    /// From the score intervals of the two rates by recovering their variances.
    Mover,
}

/// Computes the interval of the first rate over the second by a method of choice.
pub fn rate_ratio_interval(
    a: Rate,
    b: Rate,
    method: RateRatioMethod,
    confidence: Confidence,
) -> Result<RateRatioInterval, NoComparison> {
    if a.events() == 0 && b.events() == 0 {
        return Err(NoComparison::NoEvents);
    }
    let (x1, x2) = (a.events() as f64, b.events() as f64);
    let z = confidence.z();
    let found = match method {
        RateRatioMethod::Exact => exact_interval(a, b, confidence),
        RateRatioMethod::Log if a.events() == 0 || b.events() == 0 => {
            return Err(NoComparison::LogarithmOfZero);
        }
        RateRatioMethod::Log => log_interval(x1, x2, z),
        RateRatioMethod::LogHalf => log_interval(x1 + 0.5, x2 + 0.5, z),
        RateRatioMethod::Score => score_interval(x1, x2, z),
        RateRatioMethod::Mover => mover_interval(a, b, confidence),
    };
    // So far the ratio of expected counts.
    let exposures = b.exposure() / a.exposure();
    Ok(RateRatioInterval {
        lower: found.lower * exposures,
        upper: found.upper.map(|upper| upper * exposures),
    })
}

fn exact_interval(a: Rate, b: Rate, confidence: Confidence) -> RateRatioInterval {
    let (x1, x2) = (a.events() as f64, b.events() as f64);
    // The odds as a quotient of two quantiles, as the complement of one would lose its digits.
    let odds = |p: f64, a: f64, b: f64| beta_quantile(p, a, b) / beta_quantile(1.0 - p, b, a);
    let tail = confidence.tail();
    RateRatioInterval {
        lower: if a.events() == 0 { 0.0 } else { odds(tail, x1, x2 + 1.0) },
        upper: (0 < b.events()).then(|| odds(1.0 - tail, x1 + 1.0, x2)),
    }
}

fn log_interval(x1: f64, x2: f64, z: f64) -> RateRatioInterval {
    let margin = z * (1.0 / x1 + 1.0 / x2).sqrt();
    let bound = |margin: f64| x1 / x2 * libm::exp(margin);
    RateRatioInterval { lower: bound(-margin), upper: Some(bound(margin)) }
}

/// The roots `q` of `(x₁ - x₂q)² = z² (x₁ + x₂) q`.
fn score_interval(x1: f64, x2: f64, z: f64) -> RateRatioInterval {
    let spread = z * z * (x1 + x2);
    let middle = 2.0 * x1 * x2 + spread;
    let root = middle + (spread * (4.0 * x1 * x2 + spread)).sqrt();
    RateRatioInterval {
        // The two roots multiply to (x₁/x₂)²; this has no subtraction.
        lower: 2.0 * x1 * x1 / root,
        upper: (0.0 < x2).then(|| root / (2.0 * x2 * x2)),
    }
}

fn mover_interval(a: Rate, b: Rate, confidence: Confidence) -> RateRatioInterval {
    let (x1, x2) = (a.events() as f64, b.events() as f64);
    let limits = |rate: Rate| -> Interval {
        poisson_interval_by(rate.events(), PoissonMethod::Score, confidence)
    };
    let (first, second) = (limits(a), limits(b));
    let product = x1 * x2;
    // x² - (x - l)², of both counts.
    let recover = |x: f64, limit: f64| limit * (2.0 * x - limit);
    let root =
        |first: f64, second: f64| product + (product * product - first * second).max(0.0).sqrt();
    let (low, high) = (recover(x1, first.lower()), recover(x2, second.upper()));
    let lower = if low <= 0.0 { 0.0 } else { low / root(low, high) };
    let (low, high) = (recover(x2, second.lower()), recover(x1, first.upper()));
    let upper = (0.0 < low).then(|| root(low, high) / low);
    RateRatioInterval { lower, upper }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::rate_comparison::ratio_of;

    const METHODS: [RateRatioMethod; 5] = [
        RateRatioMethod::Exact,
        RateRatioMethod::Log,
        RateRatioMethod::LogHalf,
        RateRatioMethod::Score,
        RateRatioMethod::Mover,
    ];

    fn rate(events: u64, exposure: f64) -> Rate {
        Rate::of(events, exposure, 1_000.0).expect("an exposure")
    }

    #[test]
    fn the_logarithm_needs_events_in_both() {
        for (x1, x2) in [(0, 7), (7, 0)] {
            let (a, b) = (rate(x1, 1e3), rate(x2, 1e3));
            let found = rate_ratio_interval(a, b, RateRatioMethod::Log, Confidence::P95);
            assert_eq!(found, Err(NoComparison::LogarithmOfZero));
        }
    }

    #[test]
    fn no_events_leave_a_bound_of_zero_or_no_bound() {
        for method in [RateRatioMethod::Exact, RateRatioMethod::Score, RateRatioMethod::Mover] {
            let of = |x1, x2| {
                let (a, b) = (rate(x1, 812.0), rate(x2, 940.0));
                rate_ratio_interval(a, b, method, Confidence::P95).expect("events")
            };
            assert_eq!(of(0, 3).lower().to_bits(), 0.0_f64.to_bits(), "{method:?}");
            assert!(of(0, 3).upper().is_some_and(|upper| 1.0 < upper), "{method:?}");
            assert_eq!(of(3, 0).upper(), None, "{method:?}");
            assert!(of(1, 0).contains(1e9), "{method:?}");
        }
    }

    proptest! {
        #[test]
        fn contains_the_ratio_and_mirrors(
            x1 in 1_u64..5_000, x2 in 1_u64..5_000, t1 in 10.0..1e6, t2 in 10.0..1e6,
        ) {
            let (a, b) = (rate(x1, t1), rate(x2, t2));
            let wide = Confidence::P998;
            for method in METHODS {
                let found = rate_ratio_interval(a, b, method, Confidence::P95).expect("events");
                let mirror = rate_ratio_interval(b, a, method, Confidence::P95).expect("events");
                let wider = rate_ratio_interval(a, b, method, wide).expect("events");
                if method != RateRatioMethod::LogHalf {
                    prop_assert!(found.contains(ratio_of(a, b)), "{method:?} {found:?}");
                }
                let product = found.lower() * mirror.upper().expect("events");
                prop_assert!((product - 1.0).abs() < 1e-9, "{method:?} {product}");
                prop_assert!(wider.lower() <= found.lower(), "{method:?}");
                prop_assert!(found.upper() < wider.upper(), "{method:?}");
            }
        }

        #[test]
        fn score_lies_within_exact(x1 in 1_u64..400, x2 in 1_u64..400) {
            let (a, b) = (rate(x1, 900.0), rate(x2, 700.0));
            let of = |method| rate_ratio_interval(a, b, method, Confidence::P95).expect("events");
            let (exact, score) = (of(RateRatioMethod::Exact), of(RateRatioMethod::Score));
            prop_assert!(exact.lower() < score.lower() * 1.1);
            prop_assert!(score.upper() < exact.upper().map(|upper| upper * 1.1));
        }
    }
}
