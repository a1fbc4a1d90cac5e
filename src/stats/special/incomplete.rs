//! The regularised incomplete gamma and beta functions, with both tails and the slope.
//!
//! They are our own because the crates looked at take logarithms from the platform's C library,
//! whose last bits differ between Linux, macOS and Windows, and because their Student t quantile
//! loses half its digits beyond 1,000 degrees of freedom.
//!
//! The factor in front of each expansion is written as a Poisson or binomial probability in
//! Loader's saddle-point form: the textbook `exp(a ln x - x - lgamma(a))` subtracts numbers of
//! size `a ln a` and keeps ten digits at a million events, this form keeps fourteen.
//!
//! References:
//! - Loader, C. (2000). Fast and accurate computation of binomial probabilities.
//! - DiDonato, A.R., Morris, A.H. (1992). Algorithm 708: significant digit computation of the
//!   incomplete beta function ratios. ACM Transactions on Mathematical Software 18(3), 360-373.
//! - Press, W.H. e.a. (2007). Numerical Recipes, 3rd edition, sections 6.2 and 6.4: which
//!   expansion where, and Lentz's method for the continued fractions.

use std::f64::consts::PI;

/// A distribution function at one point, each part without cancellation in its smaller tail.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tails {
    /// The probability below the point.
    pub lower: f64,
    /// The probability above the point.
    pub upper: f64,
    /// The density times the point: the change of `lower` per unit of the point's logarithm.
    pub slope: f64,
}

/// Enough terms for every shape up to a hundred million: the expansions of the gamma function need
/// nine times its square root, those of the beta function fewer.
const MAX_TERMS: u32 = 100_000;

/// Computes the regularised incomplete gamma functions `P(a, x)` and `Q(a, x)`, for `a` and `x`
/// above 0.
///
/// Below `a + 1` the series `P = D Σ x^k / ((a+1)…(a+k))`, above it the continued fraction for
/// `Q`, with `D = x^a e^-x / Γ(a+1)`.
pub(super) fn gamma_tails(a: f64, x: f64) -> Tails {
    let front = poisson_probability(a, x);
    let slope = front * a;
    if x < a + 1.0 {
        let mut term = 1.0;
        let mut sum = 1.0;
        let mut divisor = a;
        for _ in 0..MAX_TERMS {
            divisor += 1.0;
            term *= x / divisor;
            sum += term;
            if term < sum * f64::EPSILON / 4.0 {
                break;
            }
        }
        let lower = front * sum;
        Tails { lower, upper: 1.0 - lower, slope }
    } else {
        let fraction = continued_fraction(x + 1.0 - a, |k| {
            let k = f64::from(k);
            (k * (a - k), x + 1.0 - a + 2.0 * k)
        });
        let upper = slope / fraction;
        Tails { lower: 1.0 - upper, upper, slope }
    }
}

/// Computes the regularised incomplete beta function `I_x(a, b)` and its complement.
///
/// Takes `y = 1 - x` beside `x`, both above 0, since one of the two cannot be had from the other
/// when it is small.
pub(super) fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> Tails {
    // x^a y^b / B(a, b)
    let front = binomial_probability(a, b, x, y) * (a * b / (a + b));
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = front / beta_fraction(a, b, x, y);
        Tails { lower, upper: 1.0 - lower, slope: front / y }
    } else {
        let upper = front / beta_fraction(b, a, y, x);
        Tails { lower: 1.0 - upper, upper, slope: front / y }
    }
}

/// The continued fraction 9 of DiDonato and Morris, by which `x^a y^b / B(a, b)` is to be divided
/// to have `I_x(a, b)`, for `x` up to about `a / (a + b)`.
///
/// The better known fraction of Numerical Recipes subtracts nearly equal terms when `a` is large
/// and `x` near 1, as for Student's t with many degrees of freedom, and loses four digits there.
fn beta_fraction(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let denominator = |k: f64| {
        k + k * (b - k) * x / (a + 2.0 * k - 1.0)
            + (a + k) * (a * y - b * x + 1.0 + k * (1.0 + y)) / (a + 2.0 * k + 1.0)
    };
    let b0 = a * (a * y - b * x + 1.0) / (a + 1.0);
    continued_fraction(b0, |k| {
        let k = f64::from(k);
        let square = (a + 2.0 * k - 1.0) * (a + 2.0 * k - 1.0);
        let numerator = (a + k - 1.0) * (a + b + k - 1.0) * k * (b - k) * x * x / square;
        (numerator, denominator(k))
    })
}

/// Computes `b0 + a1/(b1 + a2/(b2 + …))` by the modified method of Lentz, where `terms(k)` gives
/// `(a_k, b_k)`.
fn continued_fraction(b0: f64, terms: impl Fn(u32) -> (f64, f64)) -> f64 {
    // Stands in for a denominator of zero, which Lentz's method passes through unharmed.
    const TINY: f64 = 1e-300;
    let keep_off_zero = |value: f64| if value.abs() < TINY { TINY } else { value };

    let mut fraction = keep_off_zero(b0);
    let mut c = fraction;
    let mut d = 0.0;
    for k in 1..=MAX_TERMS {
        let (a_k, b_k) = terms(k);
        d = 1.0 / keep_off_zero(b_k + a_k * d);
        c = keep_off_zero(b_k + a_k / c);
        let delta = c * d;
        fraction *= delta;
        if (delta - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    fraction
}

/// Computes `x^a e^-x / Γ(a+1)`, the Poisson probability of `a` events where `x` are expected.
pub(super) fn poisson_probability(a: f64, x: f64) -> f64 {
    libm::exp(-stirling_error(a) - deviance(a, x)) / (2.0 * PI * a).sqrt()
}

/// Computes `Γ(a+b+1) / (Γ(a+1) Γ(b+1)) x^a y^b`, the binomial probability of `a` successes and
/// `b` failures, where `y = 1 - x`.
pub(super) fn binomial_probability(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let n = a + b;
    let exponent = stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * x)
        - deviance(b, n * y);
    libm::exp(exponent) * (n / (2.0 * PI * a * b)).sqrt()
}

/// Computes the error of Stirling's formula, `ln Γ(n+1) - ln(√(2πn) (n/e)^n)`.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return libm::lgamma(n + 1.0) - (n + 0.5) * libm::log(n) + n - libm::log(2.0 * PI) / 2.0;
    }
    // The next term is below 1e-16 from here on.
    let n2 = n * n;
    let tail = 1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * n2)) / n2;
    (1.0 / 12.0 - (1.0 / 360.0 - tail / n2) / n2) / n
}

/// Computes half the deviance, `x ln(x/m) + m - x`, without cancellation for `x` near `m`.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut power = 2.0 * x * v;
    let mut odd = 1.0;
    loop {
        power *= v * v;
        odd += 2.0;
        let next = sum + power / odd;
        // The comparison ends the loop for NaN too.
        if !(next < sum || sum < next) {
            return sum;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assertions::assert_relative;

    #[track_caller]
    fn assert_close(found: f64, expected: f64) {
        assert_relative(found, expected, 1e-13);
    }

    /// With `a = 1` the gamma tails are those of the exponential distribution.
    #[test]
    fn gamma_tails_of_one_event_are_exponential() {
        for x in [1e-8, 0.3, 1.9, 2.1, 40.0, 600.0] {
            let tails = gamma_tails(1.0, x);
            assert_close(tails.lower, -libm::expm1(-x));
            assert_close(tails.upper, libm::exp(-x));
            assert_close(tails.slope, x * libm::exp(-x));
        }
    }

    /// For whole `a` the upper tail is a sum of Poisson probabilities: `e^-x Σ_{k<a} x^k / k!`.
    #[test]
    fn gamma_tails_of_whole_shapes_are_poisson_sums() {
        for (a, x) in [(15, 9.0), (16, 30.0), (17, 12.0), (20, 28.0), (40, 35.0)] {
            let mut term = libm::exp(-x);
            let mut sum = term;
            for k in 1..a {
                term *= x / f64::from(k);
                sum += term;
            }
            let tails = gamma_tails(f64::from(a), x);
            assert_close(tails.upper, sum);
            assert_close(tails.slope, term * x);
        }
    }

    /// With `b = 1` the beta tail is the power `x^a`.
    #[test]
    fn beta_tails_with_one_failure_are_powers() {
        for (a, x) in [(0.5, 0.01), (3.0, 0.5), (12.0, 0.9), (200.0, 0.98)] {
            let tails = beta_tails(a, 1.0, x, 1.0 - x);
            assert_close(tails.lower, libm::pow(x, a));
            assert_close(tails.slope, a * libm::pow(x, a));
        }
    }

    #[test]
    fn tails_far_away_are_zero() {
        assert_eq!(gamma_tails(3.0, 1e6).upper.to_bits(), 0.0_f64.to_bits());
        assert_eq!(gamma_tails(1e5, 1.0).lower.to_bits(), 0.0_f64.to_bits());
    }
}
