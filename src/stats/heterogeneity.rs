//! How much areas differ beyond what the precision of their estimates explains.
//!
//! The range between the best and the worst wijk grows with the noise of the estimates. The
//! variance between them that is left when the noise is taken off does not, so it is what may be
//! followed over the years.
//!
//! References:
//! - Cochran, W.G. (1954). The combination of estimates from different experiments. Biometrics
//!   10(1), 101-129.
//! - DerSimonian, R., Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical
//!   Trials 7(3), 177-188.
//! - Higgins, J.P.T., Thompson, S.G. (2002). Quantifying heterogeneity in a meta-analysis.
//!   Statistics in Medicine 21(11), 1539-1558.

use std::fmt;

use super::special::chi_squared_upper;
use super::sum::sum;

/// An estimate of an area with the square of its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaEstimate {
    value: f64,
    variance: f64,
}

impl AreaEstimate {
    /// Makes an estimate, or nothing when a number is not finite or the variance not above 0.
    pub fn of(value: f64, variance: f64) -> Option<Self> {
        let weight = 1.0 / variance;
        let is_usable = value.is_finite() && 0.0 < variance && variance.is_finite();
        (is_usable && weight.is_finite()).then_some(Self { value, variance })
    }

    /// The estimate.
    pub fn value(self) -> f64 {
        self.value
    }

    /// The square of its standard error, above 0.
    pub fn variance(self) -> f64 {
        self.variance
    }
}

/// How much areas differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heterogeneity {
    /// Cochran's `Q`, the weighted sum of squared distances to the common mean.
    pub q: f64,
    /// The degrees of freedom of `Q`: areas minus 1.
    pub df: usize,
    /// The probability of a `Q` this large when the areas do not differ.
    pub p_value: f64,
    /// `I²`, the share of the variation that is more than noise, from 0 to 1.
    pub i2: f64,
    /// `H²`, the variation over what noise alone would give, 1 or more.
    pub h2: f64,
    /// `τ²`, the variance between areas, in the square of the unit of the estimates.
    pub tau2: f64,
    /// The mean of the areas, each weighted by `1 / (v_i + τ²)`.
    pub mean: f64,
    /// The standard error of that mean.
    pub standard_error: f64,
}

/// There is one area or none, so nothing to differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFewEstimates;

impl fmt::Display for TooFewEstimates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fewer than two areas have an estimate")
    }
}

impl std::error::Error for TooFewEstimates {}

/// Computes the heterogeneity of independent estimates by the method of moments of DerSimonian
/// and Laird.
///
/// With weights `w = 1/v` and their mean `m`: `Q = Σw(y - m)²` and
/// `τ² = max(0, (Q - df) / (Σw - Σw²/Σw))`. It needs no iteration and no assumption about the
/// form of the distribution; maximum likelihood would be a little more precise and can fail to
/// converge. With fewer than ten areas `τ²` is itself a rough estimate.
pub fn heterogeneity(estimates: &[AreaEstimate]) -> Result<Heterogeneity, TooFewEstimates> {
    if estimates.len() < 2 {
        return Err(TooFewEstimates);
    }
    let (m, sum_w) = weighted_mean(estimates, 0.0);
    let sum_ww = sum(estimates.iter().map(|e| 1.0 / (e.variance * e.variance)));
    let q = sum(estimates.iter().map(|e| (e.value - m) * (e.value - m) / e.variance));
    let df = estimates.len() - 1;
    let excess = (q - df as f64).max(0.0);
    let tau2 = excess / (sum_w - sum_ww / sum_w);
    let (mean, sum_w) = weighted_mean(estimates, tau2);
    Ok(Heterogeneity {
        q,
        df,
        p_value: chi_squared_upper(q, df as f64),
        i2: if 0.0 < excess { excess / q } else { 0.0 },
        h2: (q / df as f64).max(1.0),
        tau2,
        mean,
        standard_error: 1.0 / sum_w.sqrt(),
    })
}

/// The mean with weights `1 / (v + τ²)`, and the sum of the weights.
fn weighted_mean(estimates: &[AreaEstimate], tau2: f64) -> (f64, f64) {
    let sum_w = sum(estimates.iter().map(|e| 1.0 / (e.variance + tau2)));
    let sum_wy = sum(estimates.iter().map(|e| e.value / (e.variance + tau2)));
    (sum_wy / sum_w, sum_w)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(pairs: &[(f64, f64)]) -> Heterogeneity {
        let estimates: Vec<AreaEstimate> =
            pairs.iter().map(|&(y, v)| AreaEstimate::of(y, v).expect("a variance")).collect();
        heterogeneity(&estimates).expect("two areas")
    }

    /// Two estimates 0 and 4 with variance 1: `Q = 8`, `τ² = (8 - 1)/(2 - 1)`, which is the
    /// variance between them, 8, less the noise, 1.
    #[test]
    fn two_areas_of_equal_precision_agree_with_the_hand() {
        let found = of(&[(0.0, 1.0), (4.0, 1.0)]);
        assert_eq!((found.q, found.df, found.tau2), (8.0, 1, 7.0));
        assert_eq!((found.i2, found.h2), (7.0 / 8.0, 8.0));
        assert_eq!((found.mean, found.standard_error), (2.0, 2.0));
    }

    #[test]
    fn areas_that_differ_less_than_noise_have_no_variance_between_them() {
        let found = of(&[(1.0, 4.0), (2.0, 4.0), (1.5, 2.0)]);
        assert_eq!((found.tau2, found.i2, found.h2), (0.0, 0.0, 1.0));
        let equal = of(&[(1.0, 4.0), (1.0, 2.0)]);
        assert_eq!((equal.q, equal.p_value, equal.i2), (0.0, 1.0, 0.0));
    }

    #[test]
    fn refuses_what_cannot_be_weighed() {
        assert_eq!(heterogeneity(&[]), Err(TooFewEstimates));
        let one = AreaEstimate::of(1.0, 2.0).expect("a variance");
        assert_eq!(heterogeneity(&[one]), Err(TooFewEstimates));
        for (value, variance) in [(1.0, 0.0), (1.0, -1.0), (f64::NAN, 1.0), (1.0, f64::INFINITY)] {
            assert_eq!(AreaEstimate::of(value, variance), None);
        }
        assert_eq!(AreaEstimate::of(1.0, 1e-320), None);
    }

    proptest! {
        /// Areas have no order of their own.
        #[test]
        fn order_of_areas_does_not_matter(
            pairs in prop::collection::vec((-10.0..10.0_f64, 0.01..5.0_f64), 2..20).prop_flat_map(
                |pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle()),
            ),
        ) {
            prop_assert_eq!(of(&pairs.0), of(&pairs.1));
        }

        /// In another unit the variance changes by the square and the shares do not.
        #[test]
        fn unit_does_not_matter(
            pairs in prop::collection::vec((-10.0..10.0_f64, 0.01..5.0_f64), 2..20),
        ) {
            let scaled: Vec<(f64, f64)> = pairs.iter().map(|(y, v)| (y * 8.0, v * 64.0)).collect();
            let (found, scaled) = (of(&pairs), of(&scaled));
            prop_assert_eq!(found.q, scaled.q);
            prop_assert_eq!(found.tau2 * 64.0, scaled.tau2);
            prop_assert!((0.0..=1.0).contains(&found.i2) && (0.0..=1.0).contains(&found.p_value));
        }
    }
}
