//! The probabilities of distributions, for p-values and for sums of a binomial or Poisson tail.
//!
//! Each has the tail that a test asks for as a function of its own: `1 - cdf` keeps no digit of a
//! p-value below 1e-16.

use super::incomplete::{
    Tails, beta_tails, binomial_probability, gamma_tails, poisson_probability,
};

/// Computes the logarithm of the gamma function of `x`, above 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Computes the probability that Student's t with `df` degrees of freedom lies below `t`.
///
/// # Panics
///
/// When `df` is not above 0 and finite.
#[must_use]
pub fn student_t_cdf(t: f64, df: f64) -> f64 {
    let half = student_t_two_sided(t, df) / 2.0;
    if t < 0.0 { half } else { 1.0 - half }
}

/// Computes the two-sided p-value of Student's t: the probability of a value at least as far from
/// 0 as `t`, `I_y(df/2, 1/2)` with `y = df/(df + t²)`.
///
/// # Panics
///
/// When `df` is not above 0 and finite.
#[must_use]
pub fn student_t_two_sided(t: f64, df: f64) -> f64 {
    assert!(0.0 < df && df.is_finite(), "Student's t is asked for positive degrees of freedom");
    let square = t * t;
    beta_at_ratio(0.5, df / 2.0, square, df).upper
}

/// Computes the probability that chi-squared with `df` degrees of freedom lies below `x`.
///
/// # Panics
///
/// When `df` is not above 0 and finite.
#[must_use]
pub fn chi_squared_cdf(x: f64, df: f64) -> f64 {
    gamma_at(df / 2.0, x / 2.0).lower
}

/// Computes the p-value of chi-squared: the probability that it lies above `x`.
///
/// # Panics
///
/// When `df` is not above 0 and finite.
#[must_use]
pub fn chi_squared_upper(x: f64, df: f64) -> f64 {
    gamma_at(df / 2.0, x / 2.0).upper
}

/// Computes the probability that the ratio F of two variances with `df1` and `df2` degrees of
/// freedom lies below `f`.
///
/// # Panics
///
/// When `df1` or `df2` is not above 0 and finite.
#[must_use]
pub fn f_cdf(f: f64, df1: f64, df2: f64) -> f64 {
    beta_at_ratio(df1 / 2.0, df2 / 2.0, df1 * f, df2).lower
}

/// Computes the p-value of a ratio of variances: the probability that it lies above `f`.
///
/// # Panics
///
/// When `df1` or `df2` is not above 0 and finite.
#[must_use]
pub fn f_upper(f: f64, df1: f64, df2: f64) -> f64 {
    beta_at_ratio(df1 / 2.0, df2 / 2.0, df1 * f, df2).upper
}

/// Computes the probability that a beta variable with shapes `a` and `b` lies below `x`.
///
/// # Panics
///
/// When `a` or `b` is not above 0 and finite.
#[must_use]
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    beta_at_ratio(a, b, x, 1.0 - x).lower
}

/// Computes the probability of at most `k` successes in `n` trials that each succeed with
/// probability `p`: `I_{1-p}(n - k, k + 1)`.
///
/// # Panics
///
/// When `p` is not from 0 to 1.
#[must_use]
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    binomial_tails(k, n, p).upper
}

/// Computes the probability of more than `k` successes in `n` trials.
///
/// # Panics
///
/// When `p` is not from 0 to 1.
#[must_use]
pub fn binomial_upper(k: u64, n: u64, p: f64) -> f64 {
    binomial_tails(k, n, p).lower
}

/// Computes the probability of exactly `k` successes in `n` trials, by Loader's saddle-point
/// form.
///
/// # Panics
///
/// When `p` is not from 0 to 1.
#[must_use]
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> f64 {
    assert!((0.0..=1.0).contains(&p), "a binomial is asked for p from 0 to 1");
    if n < k {
        0.0
    } else if k == 0 {
        // With p near 1 the logarithm of 1 - p has lost nothing that p itself still had.
        libm::exp(n as f64 * libm::log1p(-p))
    } else if k == n {
        libm::pow(p, n as f64)
    } else if p <= 0.0 || 1.0 <= p {
        0.0
    } else {
        binomial_probability(k as f64, (n - k) as f64, p, 1.0 - p)
    }
}

/// Computes the probability of at most `k` events where `mean` are expected: `Q(k + 1, mean)`.
///
/// # Panics
///
/// When `mean` is below 0 or not finite.
#[must_use]
pub fn poisson_cdf(k: u64, mean: f64) -> f64 {
    assert!(0.0 <= mean && mean.is_finite(), "a Poisson is asked for a mean of 0 or more");
    gamma_at(k as f64 + 1.0, mean).upper
}

/// Computes the probability of more than `k` events where `mean` are expected.
///
/// # Panics
///
/// When `mean` is below 0 or not finite.
#[must_use]
pub fn poisson_upper(k: u64, mean: f64) -> f64 {
    assert!(0.0 <= mean && mean.is_finite(), "a Poisson is asked for a mean of 0 or more");
    gamma_at(k as f64 + 1.0, mean).lower
}

/// Computes the probability of exactly `k` events where `mean` are expected, by Loader's
/// saddle-point form.
///
/// # Panics
///
/// When `mean` is below 0 or not finite.
#[must_use]
pub fn poisson_pmf(k: u64, mean: f64) -> f64 {
    assert!(0.0 <= mean && mean.is_finite(), "a Poisson is asked for a mean of 0 or more");
    if k == 0 {
        libm::exp(-mean)
    } else if mean <= 0.0 {
        0.0
    } else {
        poisson_probability(k as f64, mean)
    }
}

const BELOW_ALL: Tails = Tails { lower: 0.0, upper: 1.0, slope: 0.0 };
const ABOVE_ALL: Tails = Tails { lower: 1.0, upper: 0.0, slope: 0.0 };

/// The tails of the gamma distribution at any `x`.
fn gamma_at(shape: f64, x: f64) -> Tails {
    assert!(0.0 < shape && shape.is_finite(), "a gamma is asked for a positive shape");
    if x <= 0.0 {
        BELOW_ALL
    } else if x.is_infinite() {
        ABOVE_ALL
    } else {
        gamma_tails(shape, x)
    }
}

/// The tails of the beta distribution at the share that `x` is of `x + y`, for any two.
fn beta_at_ratio(a: f64, b: f64, x: f64, y: f64) -> Tails {
    assert!(
        0.0 < a && a.is_finite() && 0.0 < b && b.is_finite(),
        "a beta is asked for positive shapes"
    );
    let sum = x + y;
    // Below 1e-300 the expansions divide by nearly nothing, and no p-value differs from its limit.
    if x <= sum * 1e-300 {
        BELOW_ALL
    } else if y <= sum * 1e-300 || x.is_infinite() {
        ABOVE_ALL
    } else {
        beta_tails(a, b, x / sum, y / sum)
    }
}

/// The tails, at `p`, of the beta distribution whose lower one is the probability of more than
/// `k` successes.
fn binomial_tails(k: u64, n: u64, p: f64) -> Tails {
    assert!((0.0..=1.0).contains(&p), "a binomial is asked for p from 0 to 1");
    if n <= k { BELOW_ALL } else { beta_at_ratio(k as f64 + 1.0, (n - k) as f64, p, 1.0 - p) }
}
