//! A share estimated from a survey, by the number of answers of a simple sample that would tell
//! as much.
//!
//! References:
//! - Korn, E.L., Graubard, B.I. (1998). Confidence intervals for proportions with small expected
//!   number of positive counts estimated from survey data. Survey Methodology 24(2), 193-201.
//! - Kish, L. (1965). Survey sampling, 11.7.

use super::Share;
use crate::stats::interval::{Confidence, NoInterval};

/// Nearer to 0 or 1 than this, a share is that of nobody or everybody: what is left is the
/// rounding of sums of weights.
const ROUNDING: f64 = 1e-12;

/// A share of a survey with its effective number of respondents and degrees of freedom.
///
/// It can be made only where an interval can be, and its effective number is finite and above 0,
/// so that an interval always has a width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EffectiveShare {
    fraction: f64,
    n_eff: f64,
    respondents: u64,
    df: f64,
}

impl EffectiveShare {
    /// Makes a share from the weighted fraction, its standard error, the respondents of the domain,
    /// the effective number by their weights (Kish) and the degrees of freedom of the design.
    ///
    /// The effective number is `p(1 - p)/se²`. When all respondents gave the same answer the
    /// standard error is 0 and says nothing; then it is the number of respondents, or that of
    /// Kish when that is less.
    ///
    /// # Panics
    ///
    /// When the fraction does not lie from 0 to 1, the standard error is below 0 or the number of
    /// Kish not above 0.
    pub fn of(
        fraction: f64,
        standard_error: f64,
        respondents: u64,
        kish_n: f64,
        df: u64,
    ) -> Result<Self, NoInterval> {
        assert!((0.0..=1.0).contains(&fraction), "a share lies from 0 to 1");
        assert!(0.0 <= standard_error && standard_error.is_finite(), "a standard error is a size");
        assert!(0.0 < kish_n, "weights count for some respondents");
        if respondents < 2 {
            return Err(NoInterval::OneRespondent);
        }
        if df == 0 {
            return Err(NoInterval::NoDegreesOfFreedom);
        }
        let fraction = if fraction < ROUNDING {
            0.0
        } else if 1.0 - ROUNDING < fraction {
            1.0
        } else {
            fraction
        };
        let variance = standard_error * standard_error;
        let by_variance = fraction * (1.0 - fraction) / variance;
        let n_eff = if 0.0 < by_variance && by_variance.is_finite() {
            by_variance
        } else {
            kish_n.min(respondents as f64)
        };
        Ok(Self { fraction, n_eff, respondents, df: df as f64 })
    }

    /// The share as a fraction, exactly 0 or 1 when all respondents gave the same answer.
    pub fn fraction(self) -> f64 {
        self.fraction
    }

    /// The effective number of respondents.
    pub fn n_eff(self) -> f64 {
        self.n_eff
    }

    /// The number of respondents of the domain.
    pub fn respondents(self) -> u64 {
        self.respondents
    }

    /// The degrees of freedom, at least 1.
    pub fn df(self) -> f64 {
        self.df
    }

    /// The effective number after allowing for the degrees of freedom,
    /// `n_eff (t_{n-1} / t_df)²`.
    pub(super) fn n_for_df(self, confidence: Confidence) -> f64 {
        let of_sample = confidence.t((self.respondents - 1) as f64);
        let ratio = of_sample / confidence.t(self.df);
        self.n_eff * ratio * ratio
    }

    /// The share as one of `n` answers.
    pub(super) fn of_n(self, n: f64) -> Share {
        Share::of(self.fraction * n, n).expect("a fraction of a number above 0 is part of it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Nobody said yes: the weights still tell how many answers that stands for.
    #[test]
    fn the_same_answer_by_all_counts_by_the_weights() {
        #[track_caller]
        fn case(fraction: f64, standard_error: f64, respondents: u64, n_eff: f64) {
            let share = EffectiveShare::of(fraction, standard_error, respondents, 28.5, 19);
            assert_eq!(share.expect("enough respondents").n_eff(), n_eff);
        }

        case(0.0, 0.0, 34, 28.5);
        case(1.0, 0.0, 34, 28.5);
        // Sums of weights that round.
        case(0.999_999_999_999_999_9, 3.4e-18, 34, 28.5);
        case(0.0, 0.0, 20, 20.0);
        // Answers that differ between strata only.
        case(0.4, 0.0, 34, 28.5);
        case(0.5, 0.25, 34, 4.0);
    }

    #[test]
    fn says_why_there_is_no_interval() {
        let of = |n, df| EffectiveShare::of(0.5, 0.1, n, 1.0, df).expect_err("too few");
        assert_eq!(of(1, 0), NoInterval::OneRespondent);
        assert_eq!(of(2, 0), NoInterval::NoDegreesOfFreedom);
    }
}
