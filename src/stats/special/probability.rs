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
    if x.is_infinite() || y <= sum * 1e-300 {
        ABOVE_ALL
    } else if x <= sum * 1e-300 {
        BELOW_ALL
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assertions::assert_relative;
    use crate::stats::special::{
        beta_quantile, chi_squared_quantile, normal_upper, student_t_quantile,
    };

    #[test]
    fn binomial_tails_are_sums_of_its_probabilities() {
        for (n, p) in [(1, 0.3), (12, 0.01), (30, 0.5), (30, 0.93), (400, 0.07)] {
            let mut sum = 0.0;
            for k in 0..n {
                sum += binomial_pmf(k, n, p);
                assert_relative(binomial_cdf(k, n, p), sum, 1e-11);
                assert!((binomial_upper(k, n, p) - (1.0 - sum)).abs() < 1e-11, "{k} of {n}");
            }
            assert_relative(sum + binomial_pmf(n, n, p), 1.0, 1e-12);
        }
    }

    #[test]
    fn poisson_tails_are_sums_of_its_probabilities() {
        for mean in [0.1, 3.2, 47.5, 900.0] {
            let mut sum = 0.0;
            for k in 0..1_500 {
                sum += poisson_pmf(k, mean);
                // Below this the sum has no digits left to compare.
                if 1e-290 < sum {
                    assert_relative(poisson_cdf(k, mean), sum, 1e-10);
                }
                assert!((poisson_upper(k, mean) - (1.0 - sum)).abs() < 1e-10, "{k} of {mean}");
            }
        }
    }

    #[test]
    fn probabilities_at_the_ends_are_exact() {
        assert_eq!((binomial_pmf(0, 5, 0.0), binomial_pmf(5, 5, 1.0)), (1.0, 1.0));
        assert_eq!((binomial_pmf(3, 5, 0.0), binomial_pmf(3, 5, 1.0)), (0.0, 0.0));
        assert_eq!((binomial_pmf(0, 5, 1.0), binomial_pmf(6, 5, 0.5)), (0.0, 0.0));
        assert_eq!((binomial_pmf(0, 0, 0.5), binomial_cdf(0, 0, 0.5)), (1.0, 1.0));
        assert_eq!((binomial_cdf(3, 5, 0.0), binomial_cdf(3, 5, 1.0)), (1.0, 0.0));
        assert_eq!(
            (poisson_pmf(0, 0.0), poisson_pmf(2, 0.0), poisson_cdf(2, 0.0)),
            (1.0, 0.0, 1.0)
        );
        assert_eq!((student_t_cdf(0.0, 3.0), student_t_two_sided(0.0, 3.0)), (0.5, 1.0));
        assert_eq!(student_t_two_sided(f64::INFINITY, 3.0), 0.0);
        assert_eq!((f_upper(0.0, 2.0, 9.0), f_upper(f64::INFINITY, 2.0, 9.0)), (1.0, 0.0));
        assert_eq!((beta_cdf(0.0, 2.0, 9.0), beta_cdf(1.0, 2.0, 9.0)), (0.0, 1.0));
        assert_eq!((chi_squared_upper(0.0, 2.0), chi_squared_cdf(f64::INFINITY, 2.0)), (1.0, 1.0));
    }

    /// Student's t of one degree of freedom is Cauchy's: `1 - 2/π atan |t|`.
    #[test]
    fn student_t_of_one_degree_has_a_closed_form() {
        for t in [1e-5, 0.3, 1.0, 12.7, 1e6] {
            let expected = 2.0 / std::f64::consts::PI * libm::atan2(1.0, t);
            assert_relative(student_t_two_sided(t, 1.0), expected, 1e-13);
            assert_relative(student_t_cdf(-t, 1.0), expected / 2.0, 1e-13);
        }
    }

    #[test]
    fn student_t_of_many_degrees_is_normal() {
        for t in [0.1, 1.96, 3.1, 6.0] {
            assert_relative(student_t_two_sided(t, 1e15), 2.0 * normal_upper(t), 1e-12);
        }
    }

    /// The expansion for large shapes gives a quantile, the sum of terms its probability.
    #[test]
    fn counts_of_a_hundred_million_have_probabilities() {
        for p in [1e-6, 0.025, 0.4, 0.999] {
            let found = chi_squared_cdf(chi_squared_quantile(p, 2e8), 2e8);
            assert_relative(found, p, 1e-9);
        }
    }

    /// With two degrees of freedom above, `P(F > f) = (1 + 2f/df)^(-df/2)`; with one, F is t².
    #[test]
    fn f_has_closed_forms() {
        for (f, df) in [(0.1, 3.0), (2.5, 10.0), (40.0, 33.2)] {
            assert_relative(f_upper(f, 2.0, df), libm::pow(1.0 + 2.0 * f / df, -df / 2.0), 1e-13);
            assert_relative(f_upper(f, 1.0, df), student_t_two_sided(f64::sqrt(f), df), 1e-13);
            assert_relative(f_cdf(f, 2.0, df), 1.0 - f_upper(f, 2.0, df), 1e-13);
        }
    }

    /// Chi-squared of one degree of freedom is the square of a normal variable.
    #[test]
    fn chi_squared_of_one_degree_is_a_square() {
        for z in [0.01, 1.0, 1.96, 8.0, 30.0] {
            assert_relative(chi_squared_upper(z * z, 1.0), 2.0 * normal_upper(z), 1e-12);
        }
    }

    proptest! {
        #[test]
        fn probabilities_undo_quantiles(
            p in 1e-6..0.999_f64, a in 0.05..3_000.0_f64, b in 0.05..3_000.0_f64,
        ) {
            let error = |found: f64| ((found - p) / p.min(1.0 - p)).abs();
            let df = a.max(1.0);
            prop_assert!(error(student_t_cdf(student_t_quantile(p, df), df)) < 1e-11);
            prop_assert!(error(chi_squared_cdf(chi_squared_quantile(p, a), a)) < 1e-11);
            let x = beta_quantile(p, a, b);
            // Near 1 a number cannot hold the quantile well enough to come back.
            prop_assert!(0.9999 < x || error(beta_cdf(x, a, b)) < 1e-9, "{p} {a} {b} {x}");
        }
    }
}
