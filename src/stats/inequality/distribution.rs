//! Indices of inequality between areas that count for their population.
//!
//! Each is 0 when all areas have the same figure. They describe figures as they are: part of
//! what they see is chance, and more so in small areas, so set the variance that is left between
//! areas when chance is taken off beside them.
//!
//! References:
//! - Cowell, F.A. (2011). Measuring inequality, 3rd edition, chapters 2 and 3 and appendix A.
//! - Deltas, G. (2003). The small-sample bias of the Gini coefficient. Review of Economics and
//!   Statistics 85(1), 226-234.
//! - Atkinson, A.B. (1970). On the measurement of inequality. Journal of Economic Theory 2,
//!   244-263.

use std::fmt;

/// Figures of areas, none below 0, each with a weight above 0; their mean is above 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Distribution {
    /// `(figure, share of the total weight)`, in ascending order.
    areas: Vec<(f64, f64)>,
    mean: f64,
}

impl Distribution {
    /// Makes a distribution of `(figure, weight)`, the weight usually being the population.
    pub fn of(areas: &[(f64, f64)]) -> Result<Self, DistributionError> {
        let is_weight = |weight: f64| 0.0 < weight && weight.is_finite();
        if areas.iter().any(|(figure, _)| !figure.is_finite()) {
            return Err(DistributionError::NotFinite);
        }
        if areas.iter().any(|(figure, _)| *figure < 0.0) {
            return Err(DistributionError::Negative);
        }
        if areas.iter().any(|(_, weight)| !is_weight(*weight)) {
            return Err(DistributionError::Weight);
        }
        // Sorted, so that no sum depends on the order of the areas.
        let mut areas = areas.to_vec();
        areas.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let total: f64 = areas.iter().map(|(_, weight)| weight).sum();
        for (_, weight) in &mut areas {
            *weight /= total;
        }
        let mean: f64 = areas.iter().map(|(figure, share)| figure * share).sum();
        if !(total.is_finite() && mean.is_finite()) {
            Err(DistributionError::NotFinite)
        } else if areas.is_empty() || mean <= 0.0 {
            Err(DistributionError::Empty)
        } else {
            Ok(Self { areas, mean })
        }
    }

    /// Makes a distribution in which each area counts the same.
    pub fn unweighted(figures: &[f64]) -> Result<Self, DistributionError> {
        Self::of(&figures.iter().map(|figure| (*figure, 1.0)).collect::<Vec<_>>())
    }

    /// The weighted mean, above 0.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The figures in ascending order, each with its share of the total weight.
    pub fn areas(&self) -> &[(f64, f64)] {
        &self.areas
    }

    /// The weighted mean of a function of the figure over the mean.
    fn mean_of(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.areas.iter().map(|(figure, share)| share * of(figure / self.mean)).sum()
    }
}

/// Why figures make no distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistributionError {
    /// A figure, or the sum of all, is infinite or not a number.
    NotFinite,
    /// A figure is below 0.
    Negative,
    /// A weight is not above 0 and finite.
    Weight,
    /// There are no areas, or all figures are 0, so there is nothing to divide.
    Empty,
}

impl fmt::Display for DistributionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFinite => "a figure is not finite",
            Self::Negative => "a figure is below zero",
            Self::Weight => "a weight is not above zero",
            Self::Empty => "there is nothing to divide",
        })
    }
}

impl std::error::Error for DistributionError {}

/// Computes the Gini coefficient, from 0 to below 1: half the mean difference between two
/// inhabitants drawn at random, over the mean, `ΣΣ p_i p_j |y_i - y_j| / 2μ`.
///
/// With figures sorted and `P_k` the share up to area `k`, that is `Σ (y_{k+1} - y_k) P_k (1 - P_k)
/// / μ`, in which nothing cancels.
pub fn gini(distribution: &Distribution) -> f64 {
    let mut below = 0.0;
    let mut sum = 0.0;
    for pair in distribution.areas.windows(2) {
        below += pair[0].1;
        sum += (pair[1].0 - pair[0].0) * below * (1.0 - below);
    }
    sum / distribution.mean
}

/// Computes the Gini coefficient times `n/(n-1)` for `n` areas, which then can reach 1.
///
/// With areas of equal weight this takes away the downward bias of few areas (Deltas); it makes
/// coefficients of other numbers of areas comparable. `None` for one area.
pub fn gini_corrected(distribution: &Distribution) -> Option<f64> {
    let n = distribution.areas.len() as f64;
    (1.0 < n).then(|| gini(distribution) * n / (n - 1.0))
}

/// Computes Theil's T, `Σ p r ln r` with `r = y/μ`: 0 or more, and the sum of the inequality
/// between and within groups of areas.
///
/// A figure of 0 adds nothing to the sum but does count in the mean. Summed as `r ln r - r + 1`,
/// whose extra terms add up to 0, because then no term is negative.
pub fn theil(distribution: &Distribution) -> f64 {
    distribution.mean_of(|r| if r <= 0.0 { 1.0 } else { r * libm::log(r) - r + 1.0 }).max(0.0)
}

/// Computes the Ricci-Schutz (Hoover) index, from 0 to below 1: the part of the total that would
/// have to move to make all areas equal, `Σ p |y - μ| / 2μ`.
pub fn ricci_schutz(distribution: &Distribution) -> f64 {
    distribution.mean_of(|r| (r - 1.0).abs()) / 2.0
}

/// Computes Atkinson's index, from 0 to 1: `1 - (Σ p r^(1-ε))^(1/(1-ε))` with `r = y/μ`, and one
/// minus the geometric mean of `r` for an aversion `ε` of 1.
///
/// The larger the aversion, the more the low figures decide. `None` unless it is above 0 and
/// finite. From an aversion of 1 on, one figure of 0 gives an index of 1.
pub fn atkinson(distribution: &Distribution, aversion: f64) -> Option<f64> {
    if !(0.0 < aversion && aversion.is_finite()) {
        return None;
    }
    let power = 1.0 - aversion;
    let lowest = distribution.areas[0].0;
    let equal = if lowest <= 0.0 && power <= 0.0 {
        0.0
    } else if power.abs() < 1e-9 {
        libm::exp(distribution.mean_of(libm::log))
    } else {
        libm::pow(distribution.mean_of(|r| libm::pow(r, power)), 1.0 / power)
    };
    Some((1.0 - equal).clamp(0.0, 1.0))
}

/// Computes the coefficient of variation, 0 or more: the standard deviation of the areas, with
/// their weights, over the mean. The areas are all there are, so the divisor is `n`.
pub fn coefficient_of_variation(distribution: &Distribution) -> f64 {
    distribution.mean_of(|r| (r - 1.0) * (r - 1.0)).sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assertions::assert_close;

    fn unweighted(figures: &[f64]) -> Distribution {
        Distribution::unweighted(figures).expect("a distribution")
    }

    #[test]
    fn refuses_what_cannot_be_divided() {
        #[track_caller]
        fn case(areas: &[(f64, f64)], expected: DistributionError) {
            assert_eq!(Distribution::of(areas), Err(expected));
        }

        case(&[], DistributionError::Empty);
        case(&[(0.0, 1.0), (0.0, 3.0)], DistributionError::Empty);
        case(&[(-1.0, 1.0), (5.0, 3.0)], DistributionError::Negative);
        case(&[(1.0, 0.0), (5.0, 3.0)], DistributionError::Weight);
        case(&[(f64::INFINITY, 1.0)], DistributionError::NotFinite);
        case(&[(1.0, f64::MAX), (2.0, f64::MAX)], DistributionError::NotFinite);
    }

    #[test]
    fn one_area_is_equal_with_itself() {
        let one = unweighted(&[3.0]);
        assert_close(gini(&one), 0.0);
        assert_eq!(gini_corrected(&one), None);
        assert_close(theil(&one), 0.0);
    }

    /// Areas with 1 and 9 of ten, worked by hand.
    #[test]
    fn two_areas_by_hand() {
        let two = unweighted(&[9.0, 1.0]);
        assert_close(gini(&two), 0.4);
        assert_close(gini_corrected(&two).expect("two"), 0.8);
        assert_close(theil(&two), 0.9 * libm::log(1.8) + 0.1 * libm::log(0.2));
        assert_close(ricci_schutz(&two), 0.4);
        assert_close(coefficient_of_variation(&two), 0.8);
        assert_close(atkinson(&two, 0.5).expect("averse"), 0.2);
        assert_close(atkinson(&two, 1.0).expect("averse"), 1.0 - 0.36_f64.sqrt());
        assert_close(atkinson(&two, 2.0).expect("averse"), 1.0 - 1.8 / 5.0);
        assert_eq!(atkinson(&two, 0.0), None);
    }

    /// An area without clients counts, which it does not in R's `ineq::Theil`.
    #[test]
    fn an_area_of_zero_counts() {
        let with_zero = unweighted(&[0.0, 5.0, 5.0, 5.0, 5.0]);
        assert_close(theil(&with_zero), libm::log(1.25));
        assert_close(atkinson(&with_zero, 1.0).expect("averse"), 1.0);
    }

    proptest! {
        #[test]
        fn order_of_areas_and_unit_of_weights_do_not_matter(
            areas in prop::collection::vec((1e-3..1e3_f64, 0.1..20.0_f64), 1..12).prop_flat_map(
                |areas| (Just(areas.clone()), Just(areas).prop_shuffle()),
            ),
        ) {
            let found = Distribution::of(&areas.0).expect("valid");
            prop_assert_eq!(&found, &Distribution::of(&areas.1).expect("valid"));
            let scaled: Vec<_> = areas.0.iter().map(|(y, w)| (*y, w * 1024.0)).collect();
            prop_assert_eq!(found, Distribution::of(&scaled).expect("valid"));
        }

        #[test]
        fn indices_stay_in_range_and_see_people_not_areas(
            areas in prop::collection::vec((0.0..1e3_f64, 1..20_u32), 1..12),
        ) {
            let weighted: Vec<_> = areas.iter().map(|(y, w)| (*y, f64::from(*w))).collect();
            let expanded: Vec<f64> =
                areas.iter().flat_map(|(y, w)| vec![*y; *w as usize]).collect();
            prop_assume!(areas.iter().any(|(y, _)| 1e-3 < *y));
            let (a, b) = (Distribution::of(&weighted).expect("valid"), unweighted(&expanded));
            let indices = |of: &Distribution| {
                let atkinson = atkinson(of, 0.5).expect("averse");
                [gini(of), theil(of), ricci_schutz(of), coefficient_of_variation(of), atkinson]
            };
            for (found, expected) in indices(&a).into_iter().zip(indices(&b)) {
                prop_assert!((found - expected).abs() < 1e-9, "{} {}", found, expected);
                prop_assert!(0.0 <= found);
            }
            prop_assert!(ricci_schutz(&a) <= gini(&a) + 1e-12 && gini(&a) < 1.0);
        }
    }
}
