//! Intervals of a count by a method of choice, to reproduce what others publish.
//!
//! References:
//! - Swift, M.B. (2009). Comparison of confidence intervals for a Poisson mean: further
//!   considerations. Communications in Statistics, Theory and Methods 38(5), 748-759.
//! - Barker, L. (2002). A comparison of nine confidence intervals for a Poisson parameter when
//!   the expected number of events is ≤ 5. The American Statistician 56(2), 85-89.
//! - Cohen, G.R., Yang, S.-Y. (1994). Mid-P confidence intervals for the Poisson expectation.
//!   Statistics in Medicine 13, 2189-2203.

use super::byar::{byar_interval, byar_mid_p_interval};
use super::poisson::poisson_interval;
use crate::stats::bisect::bisect;
use crate::stats::interval::{Confidence, Interval};
use crate::stats::special::{poisson_cdf, poisson_pmf, poisson_upper};

/// How the interval of a count `x` is made; `z` is the normal quantile.
///
/// The monitor uses [`Self::Exact`]. The textbook interval `x ± z√x` is not here: it has no
/// width for no events and falls below zero until four.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PoissonMethod {
    /// Garwood's: never contains the truth less often than said.
    Exact,
    /// Byar's approximation of the exact interval.
    Byar,
    /// Exact below ten events and Byar from there, as in the English Fingertips.
    Phe,
    /// Byar's approximation with `x + ½` for both bounds, as in R's epitools.
    ByarMidP,
    /// The exact interval with half the probability of the count itself: contains the truth as
    /// often as said on average, rather than at least.
    MidP,
    /// The means that a normal test with the variance of the mean does not reject:
    /// `x + z²/2 ± z√(x + z²/4)`.
    Score,
    /// The plain root, whose variance hardly depends on the mean: `(√x ± z/2)²`. Too narrow for a
    /// handful of events, and much too narrow without.
    SquareRoot,
    /// Anscombe's root: `(√(x + 3/8) ± z/2)² - 3/8`.
    Anscombe,
    /// Vandenbroucke's root, corrected: `(√(x + (z² + 2)/12) ± z/2)²`.
    Vandenbroucke,
}

/// Computes the interval of the number of events that is to be expected, where `events` were
/// counted, by a method of choice. No lower bound falls below 0.
pub fn poisson_interval_by(events: u64, method: PoissonMethod, confidence: Confidence) -> Interval {
    let z = confidence.z();
    match method {
        PoissonMethod::Exact => poisson_interval(events, confidence),
        PoissonMethod::Byar => byar_interval(events, confidence),
        PoissonMethod::Phe if events < 10 => poisson_interval(events, confidence),
        PoissonMethod::Phe => byar_interval(events, confidence),
        PoissonMethod::ByarMidP => byar_mid_p_interval(events, confidence),
        PoissonMethod::MidP => mid_p_interval(events, confidence),
        PoissonMethod::Score => score_interval(events as f64, z),
        PoissonMethod::SquareRoot => root_interval(events as f64, 0.0, 0.0, z),
        PoissonMethod::Anscombe => root_interval(events as f64, 0.375, 0.375, z),
        PoissonMethod::Vandenbroucke => root_interval(events as f64, (z * z + 2.0) / 12.0, 0.0, z),
    }
}

fn score_interval(x: f64, z: f64) -> Interval {
    let upper = x + z * z / 2.0 + z * (x + z * z / 4.0).sqrt();
    // The two bounds multiply to x²; this keeps the digits that a subtraction would cost.
    Interval::new(x * (x / upper), upper).expect("the bounds lie on either side of the count")
}

fn root_interval(x: f64, shift: f64, shift_back: f64, z: f64) -> Interval {
    let root = (x + shift).sqrt();
    let bound = |root: f64| (root * root - shift_back).max(0.0);
    Interval::new(bound((root - z / 2.0).max(0.0)), bound(root + z / 2.0))
        .expect("squares rise with the root")
}

/// The count from which half of its own probability is no longer worth a search.
const MID_P_MAX: u64 = 1_000_000;

/// The means with which `P(X < x) + P(X = x)/2` and `P(X > x) + P(X = x)/2` are both more than
/// `α/2`, found by halving within the exact interval.
fn mid_p_interval(events: u64, confidence: Confidence) -> Interval {
    let exact = poisson_interval(events, confidence);
    if MID_P_MAX <= events {
        return exact;
    }
    let (x, tail) = (events as f64, confidence.tail());
    let half = |mean: f64| poisson_pmf(events, mean) / 2.0;
    let lower = if events == 0 {
        0.0
    } else {
        bisect(x, exact.lower(), |mean| tail < poisson_upper(events, mean) + half(mean)).0
    };
    let upper = bisect(x, exact.upper(), |mean| tail < poisson_cdf(events, mean) - half(mean)).0;
    Interval::new(lower, upper).expect("the bounds lie on either side of the count")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::special::normal_quantile;

    const METHODS: [PoissonMethod; 9] = [
        PoissonMethod::Exact,
        PoissonMethod::Byar,
        PoissonMethod::Phe,
        PoissonMethod::ByarMidP,
        PoissonMethod::MidP,
        PoissonMethod::Score,
        PoissonMethod::SquareRoot,
        PoissonMethod::Anscombe,
        PoissonMethod::Vandenbroucke,
    ];

    /// With no events half of `e^-λ` has to be 2.5 %.
    #[test]
    fn mid_p_of_no_events_is_a_logarithm() {
        let found = poisson_interval_by(0, PoissonMethod::MidP, Confidence::P95);
        assert!((found.upper() + libm::log(0.05)).abs() < 1e-13, "{found:?}");
        assert_eq!(found.lower().to_bits(), 0.0_f64.to_bits());
    }

    /// Barker (2002) and Swift (2009) start from the property that the bounds of a score
    /// interval solve `(x - λ)² = z²λ`.
    #[test]
    fn score_bounds_solve_their_equation() {
        for events in [0, 1, 7, 1_000] {
            let found = poisson_interval_by(events, PoissonMethod::Score, Confidence::P95);
            let z = normal_quantile(0.975);
            for mean in [found.lower(), found.upper()] {
                let gap = (events as f64 - mean).powi(2) - z * z * mean;
                assert!(gap.abs() < 1e-9, "{events}: {gap}");
            }
        }
    }

    #[test]
    fn phe_has_its_seam_at_ten() {
        let p95 = Confidence::P95;
        assert_eq!(poisson_interval_by(9, PoissonMethod::Phe, p95), poisson_interval(9, p95));
        assert_eq!(poisson_interval_by(10, PoissonMethod::Phe, p95), byar_interval(10, p95));
    }

    proptest! {
        #[test]
        fn contains_the_count_and_widens_with_confidence(events in 0_u64..3_000_000) {
            let wide = Confidence::P998;
            for method in METHODS {
                let found = poisson_interval_by(events, method, Confidence::P95);
                let wider = poisson_interval_by(events, method, wide);
                let x = events as f64;
                prop_assert!(0.0 <= found.lower() && found.lower() <= x && x < found.upper());
                prop_assert!(wider.lower() <= found.lower() && found.upper() < wider.upper());
            }
        }

        #[test]
        fn mid_p_lies_within_exact(events in 0_u64..5_000) {
            let exact = poisson_interval(events, Confidence::P95);
            let found = poisson_interval_by(events, PoissonMethod::MidP, Confidence::P95);
            prop_assert!(exact.lower() <= found.lower() && found.upper() < exact.upper());
        }
    }
}
