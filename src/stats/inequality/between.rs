//! How much areas differ beyond what chance makes of small numbers.
//!
//! The range between the lowest and the highest area grows with the noise; this does not.
//!
//! References:
//! - DerSimonian, R., Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical
//!   Trials 7, 177-188.
//! - Higgins, J.P.T., Thompson, S.G. (2002). Quantifying heterogeneity in a meta-analysis.
//!   Statistics in Medicine 21, 1539-1558.

use crate::stats::special::chi_squared_upper;

/// The figure of an area and how precise it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AreaEstimate {
    value: f64,
    variance: f64,
}

impl AreaEstimate {
    /// Makes an estimate, unless a number is not finite or the standard error is not above 0.
    pub fn new(value: f64, standard_error: f64) -> Option<Self> {
        let variance = standard_error * standard_error;
        let has_weight = 0.0 < variance && (1.0 / variance).is_normal();
        (value.is_finite() && 0.0 < standard_error && has_weight)
            .then_some(Self { value, variance })
    }
}

/// The differences between areas, split in chance and what remains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BetweenAreas {
    /// The distance of the areas to their common mean, `Σ ((y - μ)/se)²`; about `df` when only
    /// chance makes them differ.
    pub q: f64,
    /// The number of areas minus one.
    pub df: f64,
    /// The probability of so large a `q` by chance.
    pub p: f64,
    /// The variance between areas that chance does not explain, in the unit squared; 0 when it
    /// explains all.
    pub tau2: f64,
    /// The part of the variation that is not chance, from 0 to 1.
    pub i2: f64,
    /// The mean of the areas, each weighing `1/(se² + τ²)`.
    pub mean: f64,
    /// The standard error of that mean.
    pub mean_error: f64,
}

/// Splits the differences between areas by the method of DerSimonian and Laird:
/// `τ² = max(0, (Q - df)/(Σw - Σw²/Σw))` with `w = 1/se²`, and `I² = max(0, (Q - df)/Q)`.
///
/// `None` with fewer than two areas.
pub fn between_areas(areas: &[AreaEstimate]) -> Option<BetweenAreas> {
    if areas.len() < 2 {
        return None;
    }
    let df = areas.len() as f64 - 1.0;
    let sum = |of: &dyn Fn(&AreaEstimate) -> f64| areas.iter().map(of).sum::<f64>();
    let w = sum(&|area| 1.0 / area.variance);
    let mean = sum(&|area| area.value / area.variance) / w;
    let q = sum(&|area| (area.value - mean) * (area.value - mean) / area.variance);
    // Σw - Σw²/Σw, in which nothing cancels: the weight of each area times that of the others.
    let spread = sum(&|area| (1.0 - 1.0 / area.variance / w) / area.variance);
    let tau2 = ((q - df) / spread).max(0.0);
    let w_between = sum(&|area| 1.0 / (area.variance + tau2));
    Some(BetweenAreas {
        q,
        df,
        p: chi_squared_upper(q, df),
        tau2,
        i2: if df < q { (q - df) / q } else { 0.0 },
        mean: sum(&|area| area.value / (area.variance + tau2)) / w_between,
        mean_error: 1.0 / w_between.sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimates(rows: &[(f64, f64)]) -> Vec<AreaEstimate> {
        rows.iter().map(|&(y, error)| AreaEstimate::new(y, error).expect("an estimate")).collect()
    }

    /// Two areas by hand: `Q = 8`, `τ² = (8 - 1)/(2 - 1)` in units of the variance.
    #[test]
    fn two_areas_by_hand() {
        let found = between_areas(&estimates(&[(1.0, 1.0), (5.0, 1.0)])).expect("two areas");
        assert_eq!((found.q, found.df, found.tau2, found.mean), (8.0, 1.0, 7.0, 3.0));
        assert!((found.i2 - 7.0 / 8.0).abs() < 1e-15);
        assert!((found.mean_error - 2.0).abs() < 1e-15);
    }

    #[test]
    fn areas_that_differ_by_chance_have_no_variance_between() {
        let found = between_areas(&estimates(&[(4.9, 1.0), (5.0, 2.0), (5.3, 0.5)]));
        let found = found.expect("three areas");
        assert_eq!((found.tau2, found.i2), (0.0, 0.0));
        assert!(0.9 < found.p);
    }

    #[test]
    fn refuses_what_does_not_differ() {
        assert_eq!(between_areas(&estimates(&[(4.9, 1.0)])), None);
        assert_eq!(AreaEstimate::new(1.0, 0.0), None);
        assert_eq!(AreaEstimate::new(1.0, -1.0), None);
        assert_eq!(AreaEstimate::new(f64::NAN, 1.0), None);
    }
}
