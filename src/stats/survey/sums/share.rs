//! The share of a domain that gave an answer, from its sums per stratum.
//!
//! References:
//! - Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions
//!   in clustered surveys. Journal of Survey Statistics and Methodology 3(4), 484-503.
//! - Kish, L. (1965). Survey sampling, 11.7.

use super::mean::{SurveyMean, weighted_mean};
use super::stratum::{Stratum, SurveyError};
use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::share::{EffectiveShare, ShareMethod};

/// The share of a domain that gave an answer, and how precise it is.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyShare {
    /// The share as a mean of zeroes and ones, with what follows from that.
    ///
    /// Its own interval may leave 0 to 1, so the one to show is [`SurveyShare::interval`].
    pub mean: SurveyMean,
    /// The modified Wilson interval, or why there is none.
    pub interval: Result<Interval, NoInterval>,
}

/// Computes the share of a domain that gave an answer, from sums of answers that are 0 or 1.
///
/// The interval is the modified Wilson one, with `n = p(1 - p)/V` and Student's t. When all
/// members gave the same answer `V` is 0, though nobody can know that all of the city would have;
/// then `n` is the number of answers or the effective number of Kish, whichever is less, so that
/// a share of 0 or 1 has an interval too. The same holds when answers only differ between strata.
pub fn share_of_answers(
    strata: &[Stratum],
    confidence: Confidence,
) -> Result<SurveyShare, SurveyError> {
    for (stratum, Stratum { sums, .. }) in strata.iter().enumerate() {
        // Σ(wy)² - Σw²y adds w² y (y - 1), which no whole number but 0 and 1 leaves at 0.
        if sums.wywy != sums.wwy || sums.wyy != sums.wy {
            return Err(SurveyError::NotZeroOrOne { stratum });
        }
    }
    let mean = weighted_mean(strata, 0, confidence)?;
    let error = match mean.precision {
        Ok(precision) => Ok(precision.standard_error),
        Err(NoInterval::NoVariation) => Ok(0.0),
        Err(reason) => Err(reason),
    };
    let interval = error
        .and_then(|error| {
            let p = mean.mean.clamp(0.0, 1.0);
            EffectiveShare::of(p, error, mean.n, mean.n_eff, mean.df)
        })
        .and_then(|share| share.interval(ShareMethod::Wilson, confidence));
    Ok(SurveyShare { mean, interval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::DomainSums;

    fn stratum(population: Option<u64>, rows: &[(i64, i64)]) -> Stratum {
        let sums = DomainSums::of(rows);
        Stratum { respondents: sums.n, population, members: sums.n, sums }
    }

    fn share_of(strata: &[Stratum]) -> SurveyShare {
        share_of_answers(strata, Confidence::P95).expect("somebody answered")
    }

    #[test]
    fn everybody_says_yes_leaves_an_interval() {
        let rows = [(12, 1), (8, 1), (25, 1), (10, 1), (5, 1), (5, 1), (15, 1)];
        let found = share_of(&[stratum(None, &rows)]);
        assert_eq!(found.mean.precision, Err(NoInterval::NoVariation));
        // n is the 5.298 of Kish; 1 / (1 + t²/n) with t of 6 degrees of freedom.
        let interval = found.interval.expect("a share of 1 has an interval");
        assert!((interval.lower() - 5.298_0 / (5.298_0 + 2.446_912 * 2.446_912)).abs() < 1e-5);
        assert_eq!(interval.upper(), 1.0);
    }

    #[test]
    fn nobody_says_yes_mirrors_everybody() {
        let no = share_of(&[stratum(None, &[(3, 0), (4, 0), (9, 0)])]).interval.expect("three");
        let yes = share_of(&[stratum(None, &[(3, 1), (4, 1), (9, 1)])]).interval.expect("three");
        assert_eq!(no.lower(), 0.0);
        assert!((no.upper() - (1.0 - yes.lower())).abs() < 1e-15);
    }

    #[test]
    fn says_why_there_is_no_interval() {
        #[track_caller]
        fn case(strata: &[Stratum], expected: NoInterval) {
            assert_eq!(share_of(strata).interval, Err(expected));
        }

        case(&[stratum(Some(2), &[(1, 0), (1, 1)])], NoInterval::FullCount);
        case(&[stratum(None, &[(1, 1)])], NoInterval::OneRespondent);
        let lonely = [stratum(None, &[(3, 1)]), stratum(None, &[(3, 0)])];
        case(&lonely, NoInterval::NoDegreesOfFreedom);
    }

    #[test]
    fn refuses_other_answers_than_zero_and_one() {
        for answer in [-1, 2, 10] {
            let strata = [stratum(None, &[(1, 0), (2, 1)]), stratum(None, &[(1, answer), (2, 1)])];
            let found = share_of_answers(&strata, Confidence::P95);
            assert_eq!(found, Err(SurveyError::NotZeroOrOne { stratum: 1 }));
        }
    }
}
