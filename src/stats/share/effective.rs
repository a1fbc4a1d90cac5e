//! A share estimated from a survey, by the number of answers of a simple sample that would tell
//! as much.
//!
//! References:
//! - Korn, E.L., Graubard, B.I. (1998). Confidence intervals for proportions with small expected
//!   number of positive counts estimated from survey data. Survey Methodology 24(2), 193-201.
//! - Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions
//!   in clustered surveys. Journal of Survey Statistics and Methodology 3(4), 484-503.

use super::wilson::wilson_at;
use super::{Share, clopper_pearson_interval};
use crate::stats::interval::{Confidence, Interval, NoInterval};

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
    /// Makes a share from the weighted fraction, its standard error, the respondents who answered,
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

    /// The number of respondents who answered.
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

/// Computes the modified Wilson interval of a share of a survey: Wilson's with the effective
/// number of respondents for the noemer and Student's t for the normal quantile.
///
/// The monitor prefers it because it stays within 0 and 1, keeps a width for a share of 0 or 1,
/// and covers well in small groups (Dean and Pagano).
pub fn survey_share_interval(share: EffectiveShare, confidence: Confidence) -> Interval {
    wilson_at(share.of_n(share.n_eff), confidence.t(share.df))
}

/// Computes the interval of Korn and Graubard: that of Clopper and Pearson with
/// `n_eff (t_{n-1} / t_df)²` respondents.
///
/// Wider than need be on average, for those who would rather err on that side.
pub fn korn_graubard_interval(share: EffectiveShare, confidence: Confidence) -> Interval {
    clopper_pearson_interval(share.of_n(share.n_for_df(confidence)), confidence)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::wilson_interval;

    fn simple(teller: f64, n: u64) -> EffectiveShare {
        let p = teller / n as f64;
        let se = (p * (1.0 - p) / n as f64).sqrt();
        EffectiveShare::of(p, se, n, n as f64, n - 1).expect("enough respondents")
    }

    /// Of a simple sample the effective number is that of the respondents, so that the interval
    /// is the exact one.
    #[test]
    fn korn_graubard_of_a_simple_sample_is_clopper_pearson() {
        let found = korn_graubard_interval(simple(15.0, 148), Confidence::P95);
        let share = Share::of(15.0, 148.0).expect("part of a whole");
        let exact = clopper_pearson_interval(share, Confidence::P95);
        assert!((found.lower() - exact.lower()).abs() < 1e-13, "{found:?}");
        assert!((found.upper() - exact.upper()).abs() < 1e-13, "{found:?}");
    }

    #[test]
    fn modified_wilson_nears_wilson_as_the_sample_grows() {
        let found = survey_share_interval(simple(3e6, 1e7 as u64), Confidence::P95);
        let share = Share::of(3e6, 1e7).expect("part of a whole");
        let wilson = wilson_interval(share, Confidence::P95);
        assert!((found.lower() - wilson.lower()).abs() < 1e-10, "{found:?}");
        assert!((found.upper() - wilson.upper()).abs() < 1e-10, "{found:?}");
    }

    /// Nobody said yes: the weights still tell how many answers that stands for.
    #[test]
    fn the_same_answer_by_all_has_an_interval_with_a_width() {
        #[track_caller]
        fn case(fraction: f64, standard_error: f64, n_eff: f64) {
            let share = EffectiveShare::of(fraction, standard_error, 34, 28.5, 33);
            let share = share.expect("enough respondents");
            assert_eq!(share.n_eff(), n_eff);
            for of in [survey_share_interval, korn_graubard_interval] {
                let found = of(share, Confidence::P95);
                let width = found.upper() - found.lower();
                assert!(0.05 < width && width < 0.2, "{found:?}");
                assert!(found.lower() <= fraction.round() && fraction.round() <= found.upper());
            }
        }

        case(0.0, 0.0, 28.5);
        case(1.0, 0.0, 28.5);
        // Sums of weights that round.
        case(0.999_999_999_999_999_9, 3.4e-18, 28.5);
        let capped = EffectiveShare::of(0.0, 0.0, 20, 28.5, 19).expect("enough respondents");
        assert_eq!(capped.n_eff(), 20.0);
    }

    #[test]
    fn says_why_there_is_no_interval() {
        let of = |n, df| EffectiveShare::of(0.5, 0.1, n, 1.0, df).expect_err("too few");
        assert_eq!(of(1, 0), NoInterval::OneRespondent);
        assert_eq!(of(2, 0), NoInterval::NoDegreesOfFreedom);
    }

    proptest! {
        #[test]
        fn intervals_contain_the_share_and_widen_with_fewer_degrees_of_freedom(
            p in 0.001..0.999_f64, se in 0.001..0.4_f64, n in 12_u64..2_000, df in 2_u64..11,
        ) {
            let share = |df| EffectiveShare::of(p, se, n, n as f64, df).expect("enough");
            for of in [survey_share_interval, korn_graubard_interval] {
                let found = of(share(df), Confidence::P95);
                prop_assert!(0.0 <= found.lower() && found.upper() <= 1.0);
                prop_assert!(found.lower() <= p && p <= found.upper());
                let wider = of(share(df - 1), Confidence::P95);
                prop_assert!(wider.lower() <= found.lower() && found.upper() <= wider.upper());
            }
        }
    }
}
