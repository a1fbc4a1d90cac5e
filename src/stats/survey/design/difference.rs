//! The difference between two estimates of one sample.
//!
//! References:
//! - Korn, E.L., Graubard, B.I. (1999). Analysis of health surveys, 5.2 and 5.4.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, 5.2; the numbers are held
//!   against `svycontrast`, `svyttest` and `svyglm` of his R package survey 4.5.

use super::Design;
use super::estimate::Estimate;
use crate::stats::interval::{Confidence, NoInterval};
use crate::stats::survey::difference::{DifferencePrecision, SurveyDifference};

impl<S> Design<S> {
    /// Computes the covariance of two estimates of this design.
    #[must_use]
    pub fn covariance(&self, first: &Estimate, second: &Estimate) -> f64 {
        let counted = either(first, second);
        let of = |sign: f64| {
            let z: Vec<_> = first.z.iter().zip(&second.z).map(|(a, b)| a + sign * b).collect();
            self.variance(&z, &counted)
        };
        (of(1.0) - of(-1.0)) / 4.0
    }

    /// Computes the difference between two estimates of this design: a wijk and the rest of the
    /// city, a wijk and the city that contains it, two wijken, two waves.
    ///
    /// The variance is that of the sum of `z_first - z_second`, which takes along how the two
    /// depend on each other: through strata that hold both, through people who answered twice, or
    /// because one contains the other.
    ///
    /// The degrees of freedom are those of a regression on the domain: units minus strata among
    /// rows that count in either, minus 1.
    ///
    /// There is no interval when one of the two has no variance of its own, since the other alone
    /// would then look like the error of both; a domain that was asked as a whole does not count
    /// as such.
    ///
    /// # Panics
    ///
    /// When an estimate is of a design with another number of rows.
    pub fn difference(
        &self,
        first: &Estimate,
        second: &Estimate,
        confidence: Confidence,
    ) -> SurveyDifference {
        assert_eq!(first.z.len(), self.n_rows(), "an estimate of this design");
        assert_eq!(second.z.len(), self.n_rows(), "an estimate of this design");
        let difference = first.value() - second.value();
        let counted = either(first, second);
        let df = self.count_df(|row| counted[row]).saturating_sub(1);
        let z: Vec<_> = first.z.iter().zip(&second.z).map(|(a, b)| a - b).collect();
        let variance = self.variance(&z, &counted);
        let has_no_spread =
            |one: &Estimate| !one.is_full() && one.standard_error() == Err(NoInterval::NoVariation);
        let precision = if first.is_full() && second.is_full() {
            Err(NoInterval::FullCount)
        } else if first.n() == 1 || second.n() == 1 {
            Err(NoInterval::OneRespondent)
        } else if df == 0 {
            Err(NoInterval::NoDegreesOfFreedom)
        } else if variance <= 0.0 || has_no_spread(first) || has_no_spread(second) {
            Err(NoInterval::NoVariation)
        } else {
            Ok(DifferencePrecision::of(difference, variance.sqrt(), df, confidence))
        };
        SurveyDifference { difference, precision, df }
    }
}

/// The rows that count in one estimate or the other.
fn either(first: &Estimate, second: &Estimate) -> Vec<bool> {
    first.counted.iter().zip(&second.counted).map(|(a, b)| *a || *b).collect()
}
