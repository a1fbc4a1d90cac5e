//! The median and other quantiles of a domain, from its answers counted per stratum.
//!
//! References:
//! - Woodruff, R.S. (1952). Confidence intervals for medians and other position measures. Journal
//!   of the American Statistical Association 47(260), 635-646.
//! - Hyndman, R.J., Fan, Y. (1996). Sample quantiles in statistical packages. The American
//!   Statistician 50(4), 361-365: definitions 1 and 2.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use num_bigint::BigInt;

use super::mean::weighted_mean;
use super::stratum::{DomainSums, Stratum, SurveyError};
use crate::stats::exact::{to_f64, units_in_one};
use crate::stats::interval::{Confidence, Interval, NoInterval};

/// The members of a domain in one stratum who gave one answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AnswerCount {
    /// The number of respondents with a weight above 0.
    pub n: u64,
    /// Σ w, in the scaled integers of [`DomainSums`].
    pub w: i128,
    /// Σ w²
    pub ww: i128,
}

impl AnswerCount {
    /// Counts a respondent with this weight; leaves out one whose weight is not above 0.
    pub fn add(&mut self, weight: i64) {
        if 0 < weight {
            let w = i128::from(weight);
            *self += Self { n: 1, w, ww: w * w };
        }
    }
}

impl AddAssign for AnswerCount {
    /// Adds the respondents of other areas or blocks.
    fn add_assign(&mut self, other: Self) {
        let Self { n, w, ww } = other;
        self.n += n;
        self.w += w;
        self.ww += ww;
    }
}

/// A stratum of the design, and the answers of the domain in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuantileStratum {
    /// The respondents of the whole stratum, in the domain or not, answer or not: `n_h`.
    pub respondents: u64,
    /// The people the stratum was drawn from, `N_h`; without it, as if without end.
    pub population: Option<u64>,
    /// The respondents of the domain with a weight above 0, whether or not they answered.
    pub members: u64,
    /// Who of them gave which answer, in scaled integers.
    pub answers: BTreeMap<i64, AnswerCount>,
}

/// A quantile of a domain and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurveyQuantile {
    /// The quantile, in the unit of the answers.
    pub value: f64,
    /// The interval of Woodruff, or why there is none.
    pub interval: Result<Interval, NoInterval>,
    /// The number of respondents who answered.
    pub n: u64,
}

/// Shares that differ less than this are the same: their weights were written in decimals.
pub(in crate::stats::survey) const SAME_SHARE: f64 = 1e-9;

/// Computes the quantile `p` of a domain from its answers per stratum, where answers have
/// `decimals` decimals.
///
/// It is the smallest answer that at least a part `p` of the weight does not exceed; where
/// exactly that part does not, the middle between that answer and the next, as the median of an
/// even number of answers is taken at school. Parts that differ by less than 1e-9 are the same.
///
/// The interval is that of Woodruff: `p ± t se`, with the error of the share that does not exceed
/// the quantile, read back as answers. It needs no density of the answers, and it keeps to the
/// answers that can be given. Of the highest answer, it is the share that does not reach it.
///
/// # Panics
///
/// When `p` does not lie between 0 and 1.
pub fn quantile_of_answers(
    strata: &[QuantileStratum],
    p: f64,
    decimals: u8,
    confidence: Confidence,
) -> Result<SurveyQuantile, SurveyError> {
    assert!(0.0 < p && p < 1.0, "a quantile lies between 0 and 1, not at {p}");
    let mut whole: BTreeMap<i64, AnswerCount> = BTreeMap::new();
    for (&answer, &count) in strata.iter().flat_map(|stratum| &stratum.answers) {
        *whole.entry(answer).or_default() += count;
    }
    whole.retain(|_, count| 0 < count.n);
    let steps = compute_steps(&whole);
    if steps.is_empty() {
        return Err(SurveyError::NoRespondents);
    }

    let scale = units_in_one(decimals);
    // The place of a quantile, and its value.
    let read = |p: f64| {
        let reaches = |&(share, _): &(f64, i64)| p * (1.0 - SAME_SHARE) <= share;
        let idx = steps.iter().position(reaches).unwrap_or(steps.len() - 1);
        let (share, answer) = steps[idx];
        let next = steps.get(idx + 1).filter(|_| share <= p * (1.0 + SAME_SHARE));
        let twice = i128::from(answer) + i128::from(next.map_or(answer, |&(_, next)| next));
        (idx, twice as f64 / 2.0 / scale)
    };
    let (idx, value) = read(p);
    // Of the highest answer, all weight is at or below it and only what lies lower varies.
    let split = steps[if idx + 1 == steps.len() { idx.saturating_sub(1) } else { idx }].1;
    let up_to: Vec<_> = strata.iter().map(|stratum| stratum.share_up_to(split)).collect();
    let found = weighted_mean(&up_to, 0, confidence)?;
    let interval = found.precision.map(|precision| {
        let margin = confidence.t(found.df as f64) * precision.standard_error;
        let [(_, lower), (_, upper)] = [p - margin, p + margin].map(|p| read(p.clamp(0.0, 1.0)));
        Interval::new(lower, upper).expect("a larger share has no lower quantile")
    });
    Ok(SurveyQuantile { value, interval, n: found.n })
}

/// The answers in order, each with the share of the weight that does not exceed it.
fn compute_steps(whole: &BTreeMap<i64, AnswerCount>) -> Vec<(f64, i64)> {
    let total = to_f64(&whole.values().map(|count| BigInt::from(count.w)).sum());
    let mut so_far = BigInt::ZERO;
    let mut step = |(&answer, count): (&i64, &AnswerCount)| {
        so_far += count.w;
        (to_f64(&so_far) / total, answer)
    };
    whole.iter().map(&mut step).collect()
}

impl QuantileStratum {
    /// The sums of the share that answered no more than `split`.
    fn share_up_to(&self, split: i64) -> Stratum {
        let Self { respondents, population, members, ref answers } = *self;
        let mut sums = DomainSums::default();
        for (&answer, &AnswerCount { n, w, ww }) in answers {
            let (one_w, one_ww) = if answer <= split { (w, ww) } else { (0, 0) };
            let (wy, wyy, wwy, wywy) = (one_w, one_w, one_ww, one_ww);
            sums += DomainSums { n, w, wy, ww, wwy, wywy, wyy };
        }
        Stratum { respondents, population, members, sums }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stratum whose respondents all belong to the domain and answered: `(weight, answer)`.
    fn stratum(population: Option<u64>, rows: &[(i64, i64)]) -> QuantileStratum {
        let mut answers: BTreeMap<i64, AnswerCount> = BTreeMap::new();
        for &(weight, answer) in rows {
            answers.entry(answer).or_default().add(weight);
        }
        let respondents = rows.len() as u64;
        QuantileStratum { respondents, population, members: respondents, answers }
    }

    #[track_caller]
    fn case(rows: &[(i64, i64)], p: f64, expected: f64) {
        let found = quantile_of_answers(&[stratum(None, rows)], p, 1, Confidence::P95);
        assert_eq!(found.expect("somebody answered").value, expected);
    }

    #[test]
    fn median_of_an_even_number_lies_in_the_middle() {
        case(&[(1, 10), (1, 20), (1, 40), (1, 80)], 0.5, 3.0);
        case(&[(1, 10), (1, 20), (1, 40)], 0.5, 2.0);
        // Three tenths are no binary fraction, and yet a tie.
        case(&[(1, 10), (1, 10), (1, 10), (7, 20)], 0.3, 1.5);
    }

    #[test]
    fn weights_count_as_respondents() {
        case(&[(3, 10), (1, 20), (1, 30)], 0.5, 1.0);
        case(&[(1, 10), (1, 20), (3, 30)], 0.5, 3.0);
        case(&[(1, 10), (1, 20), (0, 30)], 0.5, 1.5);
    }

    /// Woodruff by hand: half of 16 answers, `se = √(1/4/15)`, t of 15 degrees of freedom.
    #[test]
    fn interval_reads_shares_back_as_answers() {
        let rows: Vec<_> = (1..=16).map(|answer| (1, answer)).collect();
        let found = quantile_of_answers(&[stratum(None, &rows)], 0.5, 0, Confidence::P95);
        let found = found.expect("somebody answered");
        assert_eq!(found.value, 8.5);
        // 0.5 ± 2.131450 × 0.129099 = 0.224832 to 0.775168.
        let interval = found.interval.expect("answers vary");
        assert_eq!((interval.lower(), interval.upper()), (4.0, 13.0));
    }

    #[test]
    fn highest_answer_of_the_scale_has_an_interval() {
        let rows = [(1, 1), (1, 2), (1, 3), (1, 5), (1, 5), (1, 5), (1, 5), (1, 5), (1, 5)];
        let found = quantile_of_answers(&[stratum(None, &rows)], 0.5, 0, Confidence::P95);
        let found = found.expect("somebody answered");
        assert_eq!(found.value, 5.0);
        // 0.5 ± 2.306004 × √(2/9/8): from 0.1157 on.
        let interval = found.interval.expect("answers vary");
        assert_eq!((interval.lower(), interval.upper()), (2.0, 5.0));
    }

    #[test]
    fn says_why_there_is_no_interval_or_no_quantile() {
        let of = |strata: &[QuantileStratum]| {
            quantile_of_answers(strata, 0.5, 0, Confidence::P95).map(|found| found.interval)
        };
        let equal = [(3, 7), (4, 7), (9, 7)];
        assert_eq!(of(&[stratum(None, &equal)]), Ok(Err(NoInterval::NoVariation)));
        assert_eq!(of(&[stratum(None, &[(3, 7)])]), Ok(Err(NoInterval::OneRespondent)));
        assert_eq!(of(&[stratum(Some(3), &equal)]), Ok(Err(NoInterval::FullCount)));
        assert_eq!(of(&[stratum(None, &[(0, 7)])]), Err(SurveyError::NoRespondents));
    }
}
