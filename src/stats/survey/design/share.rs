//! The share of a domain of a sample that gave an answer.

use super::Design;
use super::estimate::{Estimate, EstimateError};
use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::share::{EffectiveShare, ShareMethod};

/// The share of a domain that gave an answer: a mean of zeroes and ones.
#[derive(Clone, Debug)]
pub struct ShareEstimate(Estimate);

impl ShareEstimate {
    /// The share as a mean, with its standard error and design effect.
    #[must_use]
    pub fn estimate(&self) -> &Estimate {
        &self.0
    }

    /// The share, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.0.value().clamp(0.0, 1.0)
    }

    /// Computes the interval by a method.
    ///
    /// When all gave the same answer the variance is 0, though nobody can know that all people
    /// would have. Then the number of answers, or the effective one of Kish when that is less,
    /// takes the place of the number that the variance stands for, so that Wilson's and Korn and
    /// Graubard's methods have an interval for a share of 0 or 1 too; the others have none.
    pub fn interval(
        &self,
        method: ShareMethod,
        confidence: Confidence,
    ) -> Result<Interval, NoInterval> {
        self.effective(self.share())?.interval(method, confidence)
    }

    /// The share `p` with the variance of this one.
    pub(super) fn effective(&self, p: f64) -> Result<EffectiveShare, NoInterval> {
        let error = match self.0.standard_error() {
            Ok(error) => error,
            Err(NoInterval::NoVariation) => 0.0,
            Err(reason) => return Err(reason),
        };
        let kish_n = self.0.n_eff().min(self.0.n() as f64);
        EffectiveShare::of(p, error, self.0.members(), kish_n, self.0.df())
    }
}

impl<S> Design<S> {
    /// Estimates the share of a domain that answered `true`.
    pub fn share(
        &self,
        answers: &[Option<bool>],
        members: &[bool],
    ) -> Result<ShareEstimate, EstimateError> {
        let numbers: Vec<_> =
            answers.iter().map(|answer| answer.map(|yes| f64::from(u8::from(yes)))).collect();
        self.mean(&numbers, members).map(ShareEstimate)
    }
}
