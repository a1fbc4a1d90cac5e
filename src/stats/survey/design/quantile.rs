//! The median and other quantiles of a domain of a sample.
//!
//! References:
//! - Hyndman, R.J., Fan, Y. (1996). Sample quantiles in statistical packages. The American
//!   Statistician 50(4), 361-365.
//! - Woodruff, R.S. (1952). Confidence intervals for medians and other position measures. Journal
//!   of the American Statistical Association 47(260), 635-646.

use super::Design;
use super::estimate::EstimateError;
use super::share::ShareEstimate;
use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::share::ShareMethod;
use crate::stats::sum::sum;
use crate::stats::survey::sums::SAME_SHARE;

/// Which number a quantile is, where that lies between two answers.
///
/// `W` is the sum of all weights, `C` that up to and with an answer `y`, `w` its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QuantileRule {
    /// The smallest answer with `p ≤ C/W`: definition 1 of Hyndman and Fan.
    Smallest,
    /// The same, or at `p = C/W` the middle between that answer and the next: definition 2, the
    /// median as taught at school. Ours, because it treats both sides alike.
    #[default]
    School,
    /// On the line through `(C/W, y)`: definition 4.
    Line,
    /// On the line through `((C - w/2)/W, y)`: definition 5.
    MidLine,
    /// On the line through `(C/(W + w_max), y)`: definition 6.
    WideLine,
    /// On the line through `((C - w)/(W - w_max), y)`, from the least answer to the highest:
    /// definition 7.
    FullLine,
    /// On the line through `((C - w/3)/(W + w_max/3), y)`: definition 8.
    MedianLine,
    /// On the line through `((C - 3w/8)/(W + w_max/4), y)`: definition 9.
    NormalLine,
}

/// Around which share the interval of Woodruff is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Around {
    /// Around `p` itself, as Woodruff does.
    #[default]
    Asked,
    /// Around the share found at or below the quantile, as R's survey does. On a short scale that
    /// is well above `p`, and so is the interval.
    Found,
}

/// A quantile of a domain.
#[derive(Clone, Debug)]
pub struct QuantileEstimate {
    value: f64,
    p: f64,
    rule: QuantileRule,
    answers: Vec<(f64, f64)>,
    share: ShareEstimate,
    /// The share of which the error is used: that at or below the quantile, or below it when no
    /// answer is higher and the former does not vary.
    spread: ShareEstimate,
}

/// The interval of Woodruff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WoodruffInterval {
    /// The interval, in the unit of the answers.
    pub interval: Interval,
    /// The standard error that an interval by Student's t of this width has.
    pub standard_error: f64,
}

impl QuantileEstimate {
    /// The quantile, in the unit of the answers.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The share at or below the quantile.
    #[must_use]
    pub fn share(&self) -> &ShareEstimate {
        &self.share
    }

    /// Computes the interval of Woodruff: that of a share, read back as answers.
    ///
    /// It needs no density of the answers. A bound of the share beyond 0 or 1 is read as the
    /// least or the highest answer. When the quantile is the highest answer, the error is that of
    /// the share below it.
    pub fn interval(
        &self,
        method: ShareMethod,
        around: Around,
        confidence: Confidence,
    ) -> Result<WoodruffInterval, NoInterval> {
        let p = match around {
            Around::Asked => self.p,
            Around::Found => self.share.share(),
        };
        self.spread.estimate().standard_error()?;
        let share = self.spread.effective(p)?;
        let found = share.interval(method, confidence)?;
        let read = |share: f64| compute_quantile(&self.answers, share.clamp(0.0, 1.0), self.rule);
        let (lower, upper) = (read(found.lower()), read(found.upper()));
        let interval = Interval::new(lower.min(self.value), upper.max(self.value))
            .expect("answers are finite");
        let t = confidence.t(share.df());
        Ok(WoodruffInterval { interval, standard_error: (upper - lower) / (2.0 * t) })
    }
}

impl<S> Design<S> {
    /// Estimates the quantile `p` of a domain.
    ///
    /// Answers that are equal stand in the order of the keys of their units, which only the lines
    /// of [`QuantileRule`] notice.
    ///
    /// # Panics
    ///
    /// When `p` does not lie between 0 and 1.
    pub fn quantile(
        &self,
        answers: &[Option<f64>],
        members: &[bool],
        p: f64,
        rule: QuantileRule,
    ) -> Result<QuantileEstimate, EstimateError> {
        assert!(0.0 < p && p < 1.0, "a quantile lies between 0 and 1, not at {p}");
        let counted = self.mean(answers, members)?.counted;
        let mut given: Vec<_> = (0..self.n_rows())
            .filter(|&row| counted[row])
            .map(|row| (answers[row].expect("who counts answered"), &self.rows[row]))
            .collect();
        given.sort_by(|(a, of), (b, other)| {
            let by_weight = of.weight.total_cmp(&other.weight);
            a.total_cmp(b).then(of.rank.cmp(&other.rank)).then(by_weight)
        });
        let given: Vec<_> = given.into_iter().map(|(answer, row)| (answer, row.weight)).collect();
        let value = compute_quantile(&given, p, rule);
        let share_where = |is_counted: &dyn Fn(f64) -> bool| {
            let answers: Vec<_> = answers.iter().map(|answer| answer.map(is_counted)).collect();
            self.share(&answers, members)
        };
        let share = share_where(&|y| y <= value)?;
        let is_highest = given.last().is_some_and(|(highest, _)| *highest <= value);
        let spread = if is_highest { share_where(&|y| y < value)? } else { share.clone() };
        Ok(QuantileEstimate { value, p, rule, answers: given, share, spread })
    }
}

/// Computes a quantile of answers in order, each with its weight, above 0.
fn compute_quantile(answers: &[(f64, f64)], p: f64, rule: QuantileRule) -> f64 {
    let whole = sum(answers.iter().map(|(_, weight)| *weight));
    let last = answers.last().expect("somebody counts").1;
    let mut so_far = 0.0;
    let position = |&(answer, weight): &(f64, f64)| {
        so_far += weight;
        let share = match rule {
            QuantileRule::Smallest | QuantileRule::School | QuantileRule::Line => so_far / whole,
            QuantileRule::MidLine => (so_far - weight / 2.0) / whole,
            QuantileRule::WideLine => so_far / (whole + last),
            // One answer is every quantile.
            QuantileRule::FullLine if answers.len() == 1 => 0.0,
            QuantileRule::FullLine => (so_far - weight) / (whole - last),
            QuantileRule::MedianLine => (so_far - weight / 3.0) / (whole + last / 3.0),
            QuantileRule::NormalLine => (so_far - weight * 3.0 / 8.0) / (whole + last / 4.0),
        };
        (share, answer)
    };
    let steps: Vec<(f64, f64)> = answers.iter().map(position).collect();
    let reaches = |&(share, _): &(f64, f64)| p * (1.0 - SAME_SHARE) <= share;
    let idx = steps.iter().position(reaches).unwrap_or(steps.len() - 1);
    let (share, answer) = steps[idx];
    match rule {
        QuantileRule::Smallest => answer,
        QuantileRule::School => match steps.get(idx + 1) {
            Some((_, next)) if share <= p * (1.0 + SAME_SHARE) => f64::midpoint(answer, *next),
            _ => answer,
        },
        _ if idx == 0 || share <= p => answer,
        _ => {
            let (before, lower) = steps[idx - 1];
            lower + (answer - lower) * (p - before) / (share - before)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::stats::survey::{
        AnswerCount, LonelyUnit, QuantileStratum, Sampled, quantile_of_answers,
    };

    const RULES: [QuantileRule; 8] = [
        QuantileRule::Smallest,
        QuantileRule::School,
        QuantileRule::Line,
        QuantileRule::MidLine,
        QuantileRule::WideLine,
        QuantileRule::FullLine,
        QuantileRule::MedianLine,
        QuantileRule::NormalLine,
    ];

    /// Hyndman and Fan's definitions 1, 2 and 4 to 9 by hand: the quarter of 10, 20, 30, 50.
    #[test]
    fn rules_agree_with_their_definitions() {
        #[track_caller]
        fn case(rule: QuantileRule, p: f64, expected: f64) {
            let answers = [10.0, 20.0, 30.0, 50.0].map(|answer| (answer, 2.5));
            let found = compute_quantile(&answers, p, rule);
            assert!((found - expected).abs() < 1e-12, "{found} by {rule:?}");
        }

        case(QuantileRule::Smallest, 0.25, 10.0);
        case(QuantileRule::Smallest, 0.26, 20.0);
        case(QuantileRule::School, 0.25, 15.0);
        case(QuantileRule::School, 1.0, 50.0);
        case(QuantileRule::Line, 0.25, 10.0);
        case(QuantileRule::Line, 0.375, 15.0);
        case(QuantileRule::Line, 0.1, 10.0);
        case(QuantileRule::MidLine, 0.25, 15.0);
        case(QuantileRule::WideLine, 0.25, 12.5);
        case(QuantileRule::FullLine, 0.25, 17.5);
        case(QuantileRule::MedianLine, 0.25, 10.0 + 10.0 * 5.0 / 12.0);
        case(QuantileRule::NormalLine, 0.25, 10.0 + 10.0 * 7.0 / 16.0);
        case(QuantileRule::FullLine, 1.0, 50.0);
    }

    #[test]
    fn one_answer_is_every_quantile() {
        for rule in RULES {
            assert_eq!(compute_quantile(&[(7.0, 0.3)], 0.9, rule), 7.0);
        }
    }

    fn quantile(answers: &[(i64, i64)], p: f64, rule: QuantileRule) -> QuantileEstimate {
        let rows: Vec<_> = answers
            .iter()
            .enumerate()
            .map(|(unit, &(weight, _))| Sampled {
                stratum: (),
                unit,
                weight: Some(weight as f64),
                population: None,
                second_stage: None,
            })
            .collect();
        let design = Design::new(&rows, LonelyUnit::default()).expect("a design");
        let numbers: Vec<_> = answers.iter().map(|(_, answer)| Some(*answer as f64)).collect();
        design.quantile(&numbers, &vec![true; rows.len()], p, rule).expect("answers")
    }

    proptest! {
        /// Two routes to one formula: respondents in floats, and counts of integers.
        #[test]
        fn quantile_is_that_of_the_counts(
            answers in proptest::collection::vec((1..9_i64, 0..6_i64), 1..30),
            p in (1..20_u8).prop_map(|part| f64::from(part) / 20.0),
        ) {
            let mut counts: BTreeMap<i64, AnswerCount> = BTreeMap::new();
            for &(weight, answer) in &answers {
                counts.entry(answer).or_default().add(weight);
            }
            let n = answers.len() as u64;
            let stratum =
                QuantileStratum { respondents: n, population: None, members: n, answers: counts };
            let by_counts = quantile_of_answers(&[stratum], p, 0, Confidence::P95);
            let by_counts = by_counts.expect("somebody answered");
            let by_rows = quantile(&answers, p, QuantileRule::School);
            prop_assert_eq!(by_rows.value(), by_counts.value);
            let by_rows = by_rows.interval(ShareMethod::Student, Around::Asked, Confidence::P95);
            prop_assert_eq!(by_rows.map(|found| found.interval), by_counts.interval);
        }

        #[test]
        fn intervals_contain_the_quantile_and_answers_bound_it(
            answers in proptest::collection::vec((1..9_i64, 0..60_i64), 2..30),
            p in 0.01..0.99,
        ) {
            let least = answers.iter().map(|(_, answer)| *answer).min().expect("answers") as f64;
            let most = answers.iter().map(|(_, answer)| *answer).max().expect("answers") as f64;
            for rule in RULES {
                let found = quantile(&answers, p, rule);
                prop_assert!(least <= found.value() && found.value() <= most);
                let method = ShareMethod::Wilson;
                if let Ok(found_interval) = found.interval(method, Around::Asked, Confidence::P95) {
                    let interval = found_interval.interval;
                    prop_assert!(least <= interval.lower() && interval.upper() <= most);
                    prop_assert!(interval.lower() <= found.value());
                    prop_assert!(found.value() <= interval.upper());
                }
            }
        }
    }

    /// 0.1 + 0.2 is not 0.3 in binary fractions, and yet a tie.
    #[test]
    fn school_sees_a_tie_of_decimals() {
        let answers = [(1.0, 0.1), (2.0, 0.2), (4.0, 0.7)];
        assert_eq!(compute_quantile(&answers, 0.3, QuantileRule::School), 3.0);
    }
}
