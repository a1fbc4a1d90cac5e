//! Intervals of a share that was estimated from a sample.
//!
//! References:
//! - Wilson, E.B. (1927). Probable inference, the law of succession, and statistical inference.
//!   Journal of the American Statistical Association 22(158), 209-212.
//! - Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions
//!   in clustered surveys. Journal of Survey Statistics and Methodology 3(4), 484-503.

use crate::stats::interval::Interval;

/// Computes the modified Wilson interval of a share `p` that tells as much as `n_eff` answers of
/// a simple random sample, with quantile `t` of Student's t.
///
/// `(p + t²/2n ± t √(p(1 - p)/n + t²/4n²)) / (1 + t²/n)`: the interval of Wilson with the
/// effective number for `n` and `t` for the normal quantile. Its bounds stay within 0 and 1 and
/// it keeps a width for a share of 0 or 1.
///
/// # Panics
///
/// When `p` does not lie from 0 to 1, or `n_eff` or `t` is not above 0 and finite.
#[must_use]
pub fn modified_wilson(p: f64, n_eff: f64, t: f64) -> Interval {
    assert!((0.0..=1.0).contains(&p), "a share lies from 0 to 1, not {p}");
    assert!(0.0 < n_eff && n_eff.is_finite(), "{n_eff} answers tell nothing");
    assert!(0.0 < t && t.is_finite(), "{t} is no quantile");
    let k = t * t / n_eff;
    // The two bounds multiply to p²/(1 + k); dividing by the upper one avoids the subtraction
    // that would cost a small share its digits.
    let lower_bound = |p: f64| {
        let root = (k * (k + 4.0 * p * (1.0 - p))).sqrt();
        2.0 * p * p / (2.0 * p + k + root)
    };
    let lower = lower_bound(p).min(p);
    let upper = (1.0 - lower_bound(1.0 - p)).max(p);
    Interval::new(lower, upper).expect("the bounds lie on either side of the share")
}
