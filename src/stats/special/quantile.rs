//! Quantiles of the Student t, gamma, chi-squared and beta distributions.
//!
//! References:
//! - Goldberg, H., Levine, H. (1946). Approximate formulas for the percentage points and
//!   normalization of t and χ². Annals of Mathematical Statistics 17(2), 216-225.
//! - Abramowitz, M., Stegun, I.A. (1964). Handbook of mathematical functions, 26.7.5.

use super::incomplete::{Tails, beta_tails, gamma_tails};
use super::normal::normal_quantile;

/// The shape or degrees of freedom from which the expansions around the normal quantile are as
/// exact as the inversions, which take ever more terms.
pub(super) const LARGE: f64 = 1e5;

/// Computes the quantile of Student's t distribution with `df` degrees of freedom, at least 1.
///
/// `P(|T| > t) = I_y(df/2, 1/2)` with `y = df/(df + t²)` is inverted, in the tail or in the
/// centre, whichever holds less than half of the probability. From 100,000 degrees of freedom
/// on the expansion 26.7.5 of Abramowitz and Stegun takes over.
///
/// # Panics
///
/// When `p` is not above 0 and below 1, or `df` is below 1 or not finite.
#[must_use]
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    assert!(1.0 <= df && df.is_finite(), "Student's t is asked for at least one degree of freedom");
    let z = normal_quantile(p).abs();
    if z <= 0.0 {
        return 0.0;
    }
    let size = if df >= LARGE {
        expand_student_t(z, df)
    } else {
        let upper = 2.0 * p.min(1.0 - p);
        solve(1.0 - upper, upper, z, |t| {
            let x = t * t / (df + t * t);
            let y = df / (df + t * t);
            // The share of |T| below t. As x changes by 2xy per unit of ln t, so does the share.
            let tails = beta_tails(0.5, df / 2.0, x, y);
            Tails { slope: tails.slope * 2.0 * y, ..tails }
        })
    };
    size.copysign(p - 0.5)
}

/// Computes the quantile of the chi-squared distribution with `df` degrees of freedom, which is
/// twice that of the gamma distribution with shape `df/2`.
///
/// # Panics
///
/// When `p` is not above 0 and below 1, or `df` is not above 0 and finite.
#[must_use]
pub fn chi_squared_quantile(p: f64, df: f64) -> f64 {
    gamma_quantile(p, df / 2.0, 2.0)
}

/// Computes the quantile of the gamma distribution with the given shape and scale, whose mean is
/// their product.
///
/// `P(shape, x) = p` is inverted, in the tail that holds less than half of the probability. From
/// a shape of 100,000 on the expansion of Goldberg and Levine takes over.
///
/// # Panics
///
/// When `p` is not above 0 and below 1, or `shape` or `scale` is not above 0 and finite.
#[must_use]
pub fn gamma_quantile(p: f64, shape: f64, scale: f64) -> f64 {
    assert!(0.0 < scale && scale.is_finite(), "a gamma quantile is asked for a positive scale");
    scale * standard_gamma_quantile(p, shape)
}

/// Computes the quantile of the beta distribution with shapes `a` and `b`.
///
/// `I_x(a, b) = p` is inverted for the odds `x/(1-x)`, in the tail that holds less than half of
/// the probability: both tails are log-concave in the logarithm of the odds, so that Newton's
/// method finds them from any side, and neither end of the range costs digits.
///
/// # Panics
///
/// When `p` is not above 0 and below 1, or `a` or `b` is not above 0 and finite.
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    assert!(
        0.0 < a && a.is_finite() && 0.0 < b && b.is_finite(),
        "a beta quantile is asked for positive shapes"
    );
    // The logarithm of the odds is nearly normal, except for small shapes, where the tails are
    // nearly powers. As they are log-concave, the powers bound them from one side.
    let ln_beta = libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b);
    let normal = libm::log(a / b) + normal_quantile(p) * (1.0 / a + 1.0 / b).sqrt();
    let ln_start = if p < 0.5 {
        normal.max((libm::log(p * a) + ln_beta) / a)
    } else {
        normal.min(-(libm::log((1.0 - p) * b) + ln_beta) / b)
    };
    let odds = solve(p, 1.0 - p, libm::exp(ln_start.clamp(-690.0, 690.0)), |odds| {
        let y = 1.0 / (1.0 + odds);
        // As ln x changes by y per unit of the logarithm of the odds, so does the probability.
        let tails = beta_tails(a, b, odds * y, y);
        Tails { slope: tails.slope * y, ..tails }
    });
    1.0 / (1.0 + 1.0 / odds)
}

/// Computes the quantile of the gamma distribution with the given shape and scale 1.
fn standard_gamma_quantile(p: f64, shape: f64) -> f64 {
    assert!(0.0 < shape && shape.is_finite(), "a gamma quantile is asked for a positive shape");
    let z = normal_quantile(p);
    if shape >= LARGE {
        return expand_gamma(z, shape);
    }
    // Wilson and Hilferty (1931): the cube root is nearly normal. Below 1 it may be negative.
    let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
    let start = (shape * root * root * root).max(shape * 1e-3);
    solve(p, 1.0 - p, start, |x| gamma_tails(shape, x))
}

/// The expansion of Student's t around the normal quantile; the first term left out is of the
/// order `df^-5`.
fn expand_student_t(z: f64, df: f64) -> f64 {
    let s = z * z;
    let g1 = (s + 1.0) / 4.0;
    let g2 = ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let g3 = (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    let g4 = ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92_160.0;
    z * (1.0 + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df)
}

/// The expansion of the gamma quantile around the normal one; the first term left out is of the
/// order `shape^-3` of the whole.
fn expand_gamma(z: f64, shape: f64) -> f64 {
    let s = z * z;
    let root = shape.sqrt();
    let g2 = (s - 1.0) / 3.0;
    let g3 = z * (s - 7.0) / 36.0;
    let g4 = -((3.0 * s + 7.0) * s - 16.0) / 810.0;
    let g5 = z * ((9.0 * s + 256.0) * s - 433.0) / 38_880.0;
    shape + root * (z + (g2 + (g3 + (g4 + g5 / root) / root) / root) / root)
}

/// Finds the `x` above 0 below and above which the probabilities are `lower` and `upper`, where
/// `tails` has its slope per unit of `ln x`.
///
/// Newton's method on logarithms of both, because tails are nearly powers of `x` at both ends,
/// for the smaller of the two. A step that leaves the bracket known so far is replaced by halving
/// it, so it always ends. Gives 0 or infinity where `x` is beyond what a number can hold.
fn solve(lower: f64, upper: f64, start: f64, tails: impl Fn(f64) -> Tails) -> f64 {
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    let mut x = start;
    for _ in 0..200 {
        if x < f64::MIN_POSITIVE || x.is_infinite() {
            break;
        }
        let found = tails(x);
        let by_upper = upper < lower;
        let (value, target) = if by_upper { (found.upper, upper) } else { (found.lower, lower) };
        if (value < target) == by_upper {
            high = x;
        } else {
            low = x;
        }
        let slope = if by_upper { -found.slope } else { found.slope };
        let step = -libm::log(value / target) * (value / slope);
        let next = x * libm::exp(step);
        if low <= next && next <= high {
            x = next;
            // Newton's error is squared in a step, so what remains is below 1e-15.
            if step.abs() < 1e-9 {
                break;
            }
        } else if high.is_infinite() {
            x *= 16.0;
        } else if low <= 0.0 {
            x /= 16.0;
        } else {
            x = low.sqrt() * high.sqrt();
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assertions::assert_relative;

    /// With one and two degrees of freedom Student's t has closed forms.
    #[test]
    fn student_t_agrees_with_its_closed_forms() {
        for p in [1e-12, 0.001, 0.025, 0.3, 0.49, 0.51, 0.975] {
            let cauchy = -1.0 / libm::tan(std::f64::consts::PI * p);
            assert_relative(student_t_quantile(p, 1.0), cauchy, 1e-12);
            let two = (2.0 * p - 1.0) / (2.0 * p * (1.0 - p)).sqrt();
            assert_relative(student_t_quantile(p, 2.0), two, 1e-12);
        }
    }

    #[test]
    fn median_of_student_t_is_zero() {
        assert_eq!(student_t_quantile(0.5, 7.0).to_bits(), 0.0_f64.to_bits());
    }

    /// With two degrees of freedom chi-squared is exponential: `-2 ln(1 - p)`.
    #[test]
    fn chi_squared_agrees_with_its_closed_form() {
        for p in [1e-9, 0.001, 0.2, 0.5, 0.975, 0.999] {
            assert_relative(chi_squared_quantile(p, 2.0), -2.0 * libm::log1p(-p), 1e-13);
        }
    }

    /// With `b = 1` the beta quantile is a root of `p`, with `a = 1` it mirrors one.
    #[test]
    fn beta_agrees_with_its_closed_forms() {
        for p in [1e-12, 0.001, 0.025, 0.5, 0.975, 0.999] {
            for shape in [0.04, 0.5, 1.0, 29.0, 2_000.0, 1e7] {
                assert_relative(beta_quantile(p, shape, 1.0), libm::pow(p, 1.0 / shape), 1e-12);
                let mirrored = -libm::expm1(libm::log1p(-p) / shape);
                assert_relative(beta_quantile(p, 1.0, shape), mirrored, 1e-12);
            }
            let sine = libm::sin(std::f64::consts::FRAC_PI_2 * p);
            assert_relative(beta_quantile(p, 0.5, 0.5), sine * sine, 1e-12);
        }
    }

    /// Quantiles beyond what a number holds are the end itself, from small shapes on.
    #[test]
    fn beta_quantiles_past_the_numbers_are_0_or_1() {
        assert_eq!(beta_quantile(1e-10, 1e-3, 0.5).to_bits(), 0.0_f64.to_bits());
        assert_eq!(beta_quantile(0.7, 0.03, 1e-3).to_bits(), 1.0_f64.to_bits());
        for a in [1e-3, 0.03, 7.3, 1e5, 1e9] {
            for b in [1e-3, 0.03, 7.3, 1e5, 1e9] {
                let found = [1e-10, 0.025, 0.5, 0.975].map(|p| beta_quantile(p, a, b));
                assert!(found.is_sorted() && 0.0 <= found[0] && found[3] <= 1.0, "{a} {b}");
            }
        }
    }

    /// Inversion and expansion meet at [`LARGE`].
    #[test]
    fn expansions_continue_the_inversions() {
        let below = LARGE * (1.0 - f64::EPSILON / 2.0);
        for p in [1e-6, 0.001, 0.025, 0.4, 0.975, 0.999] {
            let expanded = expand_gamma(normal_quantile(p), LARGE);
            assert_relative(gamma_quantile(p, below, 1.0), expanded, 1e-13);
            let expanded = student_t_quantile(p, LARGE);
            assert_relative(student_t_quantile(p, below), expanded, 1e-13);
        }
    }

    #[test]
    fn extreme_arguments_give_finite_quantiles() {
        for p in [5e-17, 1e-9, 0.5, 1.0 - 1e-16] {
            for size in [1.0, 3.0, 99_999.0, 1e9, 1.8e19] {
                assert!(gamma_quantile(p, size, 1.0).is_finite(), "gamma {p} {size}");
                assert!(student_t_quantile(p, size).is_finite(), "t {p} {size}");
            }
        }
    }
}
