//! How far chance alone can move the contributions of factors: the delta method on their logarithms.
//!
//! With `Δ = ln Vᵀ - ln V⁰` and `r_k = ln x_kᵀ - ln x_k⁰`, contribution `k` is `L r_k` and moves with
//! `ln x_jᵀ` by `r_k (Vᵀ - L)/Δ`, and by `L` more when `j = k`; with `ln x_j⁰` by `r_k (L - V⁰)/Δ`,
//! and by `L` less. Things that chance moves apart from each other add their squares.
//!
//! References:
//! - Oehlert, G.W. (1992). A note on the delta method. The American Statistician 46(1), 27-29.

use super::{Attribution, Moment, log_mean, total_log_change};

/// Something that chance moves apart from everything else, such as how many people asked for help.
#[derive(Clone, Debug, PartialEq)]
pub struct Chance {
    /// The period in which it does.
    pub moment: Moment,
    /// The variance of its logarithm: of a count of `x` events by Poisson, `1/x`.
    pub variance: f64,
    /// How each factor moves with it: 1 where it stands above the line, -1 below, 0 elsewhere.
    pub loadings: Vec<f64>,
}

/// The standard errors of a divided change, in the unit of the product.
#[derive(Clone, Debug, PartialEq)]
pub struct StandardErrors {
    /// Of each contribution, in the order of the factors.
    pub contributions: Vec<f64>,
    /// Of the change of the product.
    pub change: f64,
}

impl Attribution {
    /// Computes how far chance alone moves the contributions and the change.
    ///
    /// None when the contributions are limits: near 0 a logarithm has no variance.
    pub fn standard_errors(&self, chances: &[Chance]) -> Option<StandardErrors> {
        if !self.zeros.is_empty() {
            return None;
        }
        let mean = log_mean(self.after, self.before);
        let mut squares = vec![0.0; self.log_changes.len()];
        let mut of_change = 0.0;
        for chance in chances {
            let slope = self.mean_slope(mean, chance.moment);
            let sign = match chance.moment {
                Moment::Before => -1.0,
                Moment::After => 1.0,
            };
            // What stands above the line of one factor and below that of another leaves the product.
            let through: f64 = chance.loadings.iter().sum();
            for ((square, change), loading) in
                squares.iter_mut().zip(&self.log_changes).zip(&chance.loadings)
            {
                let moves = sign * mean * loading + change * slope * through;
                *square += moves * moves * chance.variance;
            }
            let moves = self.product(chance.moment) * through;
            of_change += moves * moves * chance.variance;
        }
        let contributions = squares.into_iter().map(f64::sqrt).collect();
        Some(StandardErrors { contributions, change: of_change.sqrt() })
    }

    /// How the logarithmic mean moves with the logarithm of the product of a period.
    fn mean_slope(&self, mean: f64, moment: Moment) -> f64 {
        /// Below this the difference of nearly equal numbers has lost its digits; the series has not.
        const NEAR: f64 = 1e-3;
        let change = total_log_change(&self.log_changes);
        let is_near = change.abs() < NEAR;
        match moment {
            Moment::After if is_near => self.before * (0.5 + change / 3.0 + change * change / 8.0),
            Moment::Before if is_near => {
                self.before * (0.5 + change / 6.0 + change * change / 24.0)
            }
            Moment::After => (self.after - mean) / change,
            Moment::Before => (mean - self.before) / change,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Factor, attribute_change};
    use super::*;
    use crate::stats::assertions::assert_within;

    fn divide(values: &[(f64, f64)]) -> Attribution {
        let factor =
            |&(before, after): &(f64, f64)| Factor { before: Some(before), after: Some(after) };
        attribute_change(&values.iter().map(factor).collect::<Vec<_>>()).expect("a product")
    }

    /// One factor: the change is the change of a count, with variance `x⁰ + xᵀ`.
    #[test]
    fn of_one_count_it_is_the_error_of_a_difference() {
        let found = divide(&[(100.0, 64.0)]);
        let chances = [(Moment::Before, 100.0), (Moment::After, 64.0)]
            .map(|(moment, count)| Chance { moment, variance: 1.0 / count, loadings: vec![1.0] });
        let errors = found.standard_errors(&chances).expect("no zeros");
        assert_within(errors.change, 164.0_f64.sqrt(), 1e-12);
        assert_within(errors.contributions[0], 164.0_f64.sqrt(), 1e-12);
    }

    /// A count below the line of one factor and above that of the next is not in the product.
    #[test]
    fn what_cancels_moves_contributions_and_not_the_change() {
        let found = divide(&[(0.5, 0.4), (20.0, 30.0)]);
        let chance = Chance { moment: Moment::After, variance: 0.01, loadings: vec![-1.0, 1.0] };
        let errors = found.standard_errors(&[chance]).expect("no zeros");
        assert_eq!(errors.change, 0.0);
        let mean = log_mean(12.0, 10.0);
        assert_within(errors.contributions[0], 0.1 * mean, 1e-12);
        assert_within(errors.contributions[1], 0.1 * mean, 1e-12);
    }

    #[test]
    fn a_limit_has_no_standard_error() {
        assert_eq!(divide(&[(0.0, 4.0), (2.0, 2.0)]).standard_errors(&[]), None);
    }

    proptest! {
        /// The slopes are those of the formula: move a factor a little and look.
        #[test]
        fn slopes_are_those_of_the_contributions(
            values in prop::collection::vec((0.5..40.0_f64, 0.5..40.0_f64), 1..5),
            place in 0..5_usize, is_after in any::<bool>(), equal in any::<bool>(),
        ) {
            let mut values = values;
            if equal {
                values = values.iter().map(|&(before, _)| (before, before * (1.0 + 1e-5))).collect();
            }
            let place = place % values.len();
            let moment = if is_after { Moment::After } else { Moment::Before };
            let mut loadings = vec![0.0; values.len()];
            loadings[place] = 1.0;
            let found = divide(&values);
            let chance = Chance { moment, variance: 1.0, loadings };
            let errors = found.standard_errors(&[chance]).expect("no zeros");
            let step = 1e-5_f64;
            let moved = |by: f64| {
                let mut moved = values.clone();
                let value = if is_after { &mut moved[place].1 } else { &mut moved[place].0 };
                *value *= by.exp();
                divide(&moved)
            };
            let (up, down) = (moved(step), moved(-step));
            let scale = found.product(Moment::Before).max(found.product(Moment::After));
            for idx in 0..values.len() {
                let slope = (up.contributions()[idx] - down.contributions()[idx]) / (2.0 * step);
                let error = (slope.abs() - errors.contributions[idx]).abs();
                prop_assert!(error <= 1e-5 * scale, "{slope} {:?}", errors.contributions);
            }
            let slope = (up.change() - down.change()) / (2.0 * step);
            prop_assert!((slope.abs() - errors.change).abs() <= 1e-5 * scale);
        }
    }
}
