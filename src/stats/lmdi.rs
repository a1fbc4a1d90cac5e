//! How much of the change of a product is due to each of its factors: the logarithmic mean Divisia
//! index, additive, first method (LMDI-I).
//!
//! Of `V = x_1 x_2 … x_n` with `V⁰` before and `Vᵀ` after, factor `k` contributes
//! `L(Vᵀ, V⁰) ln(x_kᵀ / x_k⁰)` with the logarithmic mean `L(a, b) = (a - b) / (ln a - ln b)`. The
//! contributions add up to `Vᵀ - V⁰` and nothing is left over; no factor goes first, and back in time
//! each has the other sign. That is why the monitor prefers it to changing one factor after the other,
//! where the order decides who gets what they share.
//!
//! A factor of 0 has no logarithm, but the contributions have a limit as it goes to 0. Ang, Zhang and
//! Choi list them: what goes from or to 0 takes the whole change, and what stays takes none. Of two
//! factors that are 0 in the same period the list would count the change twice; then the same small
//! number stands in for each, as Ang and Liu do, and in the limit they share the change equally.
//!
//! References:
//! - Ang, B.W. (2005). The LMDI approach to decomposition analysis: a practical guide. Energy Policy
//!   33(7), 867-871.
//! - Ang, B.W., Zhang, F.Q., Choi, K.-H. (1998). Factorizing changes in energy and environmental
//!   indicators through decomposition. Energy 23(6), 489-495, table 2.
//! - Wood, R., Lenzen, M. (2006). Zero-value problems of the logarithmic mean divisia index
//!   decomposition method. Energy Policy 34(12), 1326-1331.
//! - Ang, B.W., Liu, N. (2007). Handling zero values in the logarithmic mean Divisia index
//!   decomposition approach. Energy Policy 35(1), 238-246.

mod chance;

use std::fmt;

pub use chance::{Chance, StandardErrors};

use super::sum::sum;

/// One of the two periods that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// The first.
    Before,
    /// The last.
    After,
}

impl Moment {
    /// Both, in the order of time.
    pub const BOTH: [Self; 2] = [Self::Before, Self::After];
}

/// A factor of the product in both periods: 0 or more, in a unit of its own.
///
/// It has no value where there is nothing to divide by, such as the hours per client without
/// clients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factor {
    /// The value before.
    pub before: Option<f64>,
    /// The value after.
    pub after: Option<f64>,
}

impl Factor {
    /// The value in a period.
    pub fn at(self, moment: Moment) -> Option<f64> {
        match moment {
            Moment::Before => self.before,
            Moment::After => self.after,
        }
    }
}

/// Why a change cannot be divided over factors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAttribution {
    /// A factor is below 0, infinite or not a number.
    NotAFactor {
        /// Its place among the factors.
        factor: usize,
    },
    /// A factor has no value in a period in which no other is 0, so that the product has none either.
    Undefined {
        /// Its place among the factors.
        factor: usize,
        /// The period.
        moment: Moment,
    },
    /// The product is too large for a number, or so small that it looks like 0.
    OutOfRange,
}

impl fmt::Display for NoAttribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAFactor { factor } => {
                write!(f, "factor {factor} is not a number of 0 or more")
            }
            Self::Undefined { factor, .. } => write!(f, "factor {factor} has no value"),
            Self::OutOfRange => f.write_str("the product is not a number"),
        }
    }
}

impl std::error::Error for NoAttribution {}

/// The change of a product, divided over its factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    before: f64,
    after: f64,
    /// `ln(x_kᵀ / x_k⁰)` of each factor; only of use without zeros.
    log_changes: Vec<f64>,
    contributions: Vec<f64>,
    zeros: Vec<(usize, Moment)>,
}

impl Attribution {
    /// The product in a period.
    pub fn product(&self, moment: Moment) -> f64 {
        match moment {
            Moment::Before => self.before,
            Moment::After => self.after,
        }
    }

    /// The change of the product.
    pub fn change(&self) -> f64 {
        self.after - self.before
    }

    /// What each factor contributes to the change, in the unit of the product and in the order of the
    /// factors. They add up to the change.
    pub fn contributions(&self) -> &[f64] {
        &self.contributions
    }

    /// The factors that are 0 or have no value, with the period. When there are any, the contributions
    /// are limits.
    pub fn zeros(&self) -> &[(usize, Moment)] {
        &self.zeros
    }
}

/// Divides the change of a product over its factors.
///
/// A factor without a value contributes nothing where another factor makes the product 0: whatever
/// its value would be, that is the limit. Where no other does, there is no product.
pub fn attribute_change(factors: &[Factor]) -> Result<Attribution, NoAttribution> {
    let is_fine = |value: Option<f64>| value.is_none_or(|value| value.is_finite() && 0.0 <= value);
    let wrong =
        factors.iter().position(|factor| !(is_fine(factor.before) && is_fine(factor.after)));
    if let Some(factor) = wrong {
        return Err(NoAttribution::NotAFactor { factor });
    }
    let before = product_at(factors, Moment::Before)?;
    let after = product_at(factors, Moment::After)?;
    let mut zeros = Vec::new();
    for (idx, factor) in factors.iter().enumerate() {
        let nothing = |moment: &Moment| factor.at(*moment).is_none_or(|value| value == 0.0);
        zeros.extend(Moment::BOTH.into_iter().filter(nothing).map(|moment| (idx, moment)));
    }
    let log_changes: Vec<f64> = factors.iter().map(|factor| log_change(*factor)).collect();
    let contributions = if zeros.is_empty() {
        let mean = log_mean(after, before);
        log_changes.iter().map(|change| mean * change).collect()
    } else {
        limits(factors, before, after)
    };
    Ok(Attribution { before, after, log_changes, contributions, zeros })
}

/// The product of the factors in a period; 0 when one of them is.
fn product_at(factors: &[Factor], moment: Moment) -> Result<f64, NoAttribution> {
    let values = || factors.iter().map(|factor| factor.at(moment));
    if values().any(|value| value == Some(0.0)) {
        return Ok(0.0);
    }
    if let Some(factor) = values().position(|value| value.is_none()) {
        return Err(NoAttribution::Undefined { factor, moment });
    }
    let product: f64 = values().flatten().product();
    if product.is_normal() { Ok(product) } else { Err(NoAttribution::OutOfRange) }
}

/// The contributions as the zeros go to 0: the zeros of the period without a product share its change.
fn limits(factors: &[Factor], before: f64, after: f64) -> Vec<f64> {
    let moment = match (before == 0.0, after == 0.0) {
        (true, false) => Moment::Before,
        (false, true) => Moment::After,
        // No product in either period, so nothing to divide.
        _ => return vec![0.0; factors.len()],
    };
    let is_zero = |factor: &Factor| factor.at(moment) == Some(0.0);
    let n_zeros = factors.iter().filter(|factor| is_zero(factor)).count();
    let part = (after - before) / n_zeros as f64;
    factors.iter().map(|factor| if is_zero(factor) { part } else { 0.0 }).collect()
}

/// `ln(after / before)`; 0 where one of them has no logarithm.
fn log_change(factor: Factor) -> f64 {
    match (factor.before, factor.after) {
        (Some(before), Some(after)) if 0.0 < before && 0.0 < after => log_ratio(after, before),
        _ => 0.0,
    }
}

/// `ln(a / b)` of numbers above 0, also where the ratio is too large or too small for a number.
fn log_ratio(a: f64, b: f64) -> f64 {
    let ratio = a / b;
    if ratio.is_normal() { libm::log(ratio) } else { libm::log(a) - libm::log(b) }
}

/// The logarithmic mean of two numbers above 0, which lies between them.
fn log_mean(a: f64, b: f64) -> f64 {
    // The change is exact for numbers that are near, and so is its logarithm this way.
    let part = (a - b) / b;
    if part == 0.0 {
        return b;
    }
    let logarithm = if part.abs() < 0.5 { libm::log1p(part) } else { log_ratio(a, b) };
    (a - b) / logarithm
}

/// The sum of the logarithms of the changes: that of the product.
fn total_log_change(log_changes: &[f64]) -> f64 {
    sum(log_changes.iter().copied())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assertions::{assert_close, assert_within};

    fn factor(before: f64, after: f64) -> Factor {
        Factor { before: Some(before), after: Some(after) }
    }

    fn divide(factors: &[Factor]) -> Attribution {
        attribute_change(factors).expect("a product")
    }

    /// LMDIR 0.1.14 (Heun, after Ang 2005), `tests/testthat/test_util.R`: the matrices of
    /// `create_simple_LMDI()` of 1971 to 1974, row by row of `Z_byname(X_0, X_T)`.
    #[test]
    fn agrees_with_lmdir() {
        #[track_caller]
        fn case(before: [f64; 3], after: [f64; 3], expected: [f64; 3]) {
            let factors: Vec<_> =
                before.into_iter().zip(after).map(|(b, a)| factor(b, a)).collect();
            let found = divide(&factors);
            for (found, expected) in found.contributions().iter().zip(expected) {
                assert_within(*found, expected, 6e-9);
            }
        }

        case([1., 10., 2.], [4., 5., 3.], [50.474_380_29, -25.237_190_14, 14.762_809_86]);
        case([4., 5., 3.], [5., 6., 4.], [19.315_685_69, 15.782_064_35, 24.902_249_96]);
        case([4., 5., 3.], [8., 2., 4.], [42.960_214_67, -56.790_314_73, 17.830_100_06]);
        case([5., 6., 4.], [5., 7., 5.], [0.0, 22.471_288_16, 32.528_711_84]);
        case([8., 2., 4.], [10., 1., 5.], [12.654_981_5, -39.309_962_99, 12.654_981_5]);
        case([5., 7., 5.], [6., 8., 6.], [41.355_660_84, 30.288_678_32, 41.355_660_84]);
    }

    /// The same tests: energy use of Ghana, 2003 and 2004, electric heaters that disappear and fans;
    /// `fillrow` says that only the last factor of the heaters goes to 0.
    #[test]
    fn agrees_with_lmdir_on_an_end_use_that_disappears() {
        let heaters = [
            factor(7_909.898_576, 42.0),
            factor(0.168_054_745, 42.0),
            factor(0.521_283_202, 42.0),
            factor(0.009_258_785, 0.0),
        ];
        let found = divide(&heaters);
        assert_eq!(found.contributions()[..3], [0.0, 0.0, 0.0]);
        assert_within(found.contributions()[3], -6.415_779_079, 1e-6);
        assert_eq!(found.zeros(), [(3, Moment::After)]);
        let fans = [
            factor(7_909.898_576, 7_962.921_168),
            factor(0.072_489_945, 0.101_321_321),
            factor(0.078_700_891, 0.059_104_816),
            factor(0.036_152_202, 0.036_042_366),
        ];
        let expected = [0.011_188_553, 0.560_769_61, -0.479_535_332, -0.005_095_744];
        for (found, expected) in divide(&fans).contributions().iter().zip(expected) {
            assert_within(*found, expected, 1e-6);
        }
    }

    /// The eight cases of Ang, Zhang and Choi (1998), table 2, of the first factor.
    #[test]
    fn has_the_limits_of_the_published_table() {
        #[track_caller]
        fn case(x: (f64, f64), other: (f64, f64), expected: f64) {
            let found = divide(&[factor(x.0, x.1), factor(other.0, other.1)]);
            assert_eq!(found.contributions()[0], expected);
            assert_eq!(found.contributions().iter().sum::<f64>(), found.change());
        }

        case((0.0, 6.0), (7.0, 7.0), 42.0);
        case((6.0, 0.0), (7.0, 7.0), -42.0);
        case((6.0, 6.0), (0.0, 7.0), 0.0);
        case((6.0, 6.0), (7.0, 0.0), 0.0);
        case((6.0, 6.0), (0.0, 0.0), 0.0);
        case((0.0, 0.0), (7.0, 7.0), 0.0);
        case((6.0, 0.0), (0.0, 7.0), 0.0);
        case((0.0, 6.0), (7.0, 0.0), 0.0);
    }

    #[test]
    fn two_zeros_of_one_period_share_the_change() {
        let found = divide(&[factor(0.0, 4.0), factor(0.0, 5.0), factor(2.0, 3.0)]);
        assert_eq!(found.contributions(), [30.0, 30.0, 0.0]);
        assert_eq!(found.zeros(), [(0, Moment::Before), (1, Moment::Before)]);
    }

    #[test]
    fn a_factor_without_a_value_contributes_nothing_beside_a_zero() {
        let per_client = Factor { before: Some(3.0), after: None };
        let found = divide(&[factor(4.0, 0.0), per_client]);
        assert_eq!(found.contributions(), [-12.0, 0.0]);
        assert_eq!(found.zeros(), [(0, Moment::After), (1, Moment::After)]);
        let undefined = NoAttribution::Undefined { factor: 1, moment: Moment::After };
        assert_eq!(attribute_change(&[factor(4.0, 5.0), per_client]), Err(undefined));
    }

    #[test]
    fn refuses_what_is_no_product() {
        #[track_caller]
        fn case(factors: &[Factor], expected: NoAttribution) {
            assert_eq!(attribute_change(factors), Err(expected));
        }

        let one = factor(1.0, 1.0);
        case(&[one, factor(-1.0, 2.0)], NoAttribution::NotAFactor { factor: 1 });
        case(&[factor(f64::NAN, 2.0)], NoAttribution::NotAFactor { factor: 0 });
        case(&[one, one, factor(2.0, f64::INFINITY)], NoAttribution::NotAFactor { factor: 2 });
        case(&[factor(1e200, 1.0), factor(1e200, 1.0)], NoAttribution::OutOfRange);
        case(&[factor(1e-200, 1.0), factor(1e-200, 1.0)], NoAttribution::OutOfRange);
    }

    #[test]
    fn equal_products_have_contributions_that_cancel() {
        let found = divide(&[factor(2.0, 4.0), factor(6.0, 3.0)]);
        assert_eq!(found.change(), 0.0);
        assert_close(found.contributions()[0], 12.0 * std::f64::consts::LN_2);
        assert_eq!(found.contributions()[0], -found.contributions()[1]);
        assert_eq!(divide(&[factor(2.0, 2.0)]).contributions(), [0.0]);
    }

    #[test]
    fn the_mean_lies_between_its_numbers_also_when_they_are_near() {
        for (a, b) in [(2.0, 1.0), (1.0 + 1e-15, 1.0), (1.0, 1.0 - 1e-9), (1e300, 1e-300)] {
            let mean = log_mean(a, b);
            assert!(b <= mean && mean <= a, "{mean}");
            assert!((mean - log_mean(b, a)).abs() <= 1e-14 * a, "{mean}");
        }
    }

    /// Factors as counts make them, zero among them.
    fn factors() -> impl Strategy<Value = Vec<Factor>> {
        let value = prop_oneof![4 => 0.01..5000.0_f64, 1 => Just(0.0)];
        prop::collection::vec((value.clone(), value), 1..6)
            .prop_map(|pairs| pairs.into_iter().map(|(b, a)| factor(b, a)).collect())
    }

    fn scale_of(found: &Attribution) -> f64 {
        found.product(Moment::Before).max(found.product(Moment::After)).max(f64::MIN_POSITIVE)
    }

    #[track_caller]
    fn near(found: &[f64], expected: &[f64], scale: f64) {
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() <= 1e-12 * scale, "{found:?} instead of {expected:?}");
        }
    }

    proptest! {
        #[test]
        fn contributions_add_up_to_the_change(factors in factors()) {
            let found = divide(&factors);
            let total = sum(found.contributions().iter().copied());
            let error = (total - found.change()).abs();
            prop_assert!(error <= 1e-12 * scale_of(&found), "{total} of {}", found.change());
        }

        #[test]
        fn the_order_of_factors_does_not_matter(factors in factors(), turn in 0..6_usize) {
            let turn = turn % factors.len();
            let mut turned = factors.clone();
            turned.rotate_left(turn);
            let found = divide(&factors);
            let mut other = divide(&turned).contributions().to_vec();
            other.rotate_right(turn);
            near(&other, found.contributions(), scale_of(&found));
        }

        #[test]
        fn back_in_time_signs_change(factors in factors()) {
            let back: Vec<_> = factors
                .iter()
                .map(|factor| Factor { before: factor.after, after: factor.before })
                .collect();
            let found = divide(&factors);
            let opposite: Vec<_> = divide(&back).contributions().iter().map(|one| -one).collect();
            near(&opposite, found.contributions(), scale_of(&found));
        }

        /// Minutes instead of hours: the factor and the product have another unit, and the product's
        /// is taken back.
        #[test]
        fn the_unit_of_a_factor_does_not_matter(
            factors in factors(), place in 0..6_usize, unit in 0.001..1000.0_f64,
        ) {
            let mut scaled = factors.clone();
            let one = &mut scaled[place % factors.len()];
            one.before = one.before.map(|value| value * unit);
            one.after = one.after.map(|value| value * unit);
            let found = divide(&factors);
            let back: Vec<_> =
                divide(&scaled).contributions().iter().map(|part| part / unit).collect();
            near(&back, found.contributions(), scale_of(&found));
        }

        /// A factor that does not change contributes nothing.
        #[test]
        fn what_stays_contributes_nothing(factors in factors(), value in 0.1..90.0_f64) {
            let mut more = factors.clone();
            more.push(factor(value, value));
            let found = divide(&more);
            prop_assert_eq!(found.contributions().last(), Some(&0.0));
        }

        /// A limit is what small numbers come near to.
        #[test]
        fn a_limit_is_what_a_small_number_comes_near_to(
            after in 1.0..50.0_f64, other in (1.0..50.0_f64, 1.0..50.0_f64),
        ) {
            let at = |small: f64| {
                divide(&[factor(small, after), factor(other.0, other.1)]).contributions().to_vec()
            };
            let limit = at(0.0);
            let errors = [1e-20, 1e-100, 1e-280].map(|small| (at(small)[0] - limit[0]).abs());
            prop_assert!(errors[0] >= errors[1] && errors[1] >= errors[2]);
            prop_assert!(errors[2] <= 0.01 * limit[0], "{errors:?}");
        }
    }
}
