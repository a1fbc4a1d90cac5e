//! The median and other quantiles of a domain of a sample.
//!
//! References:
//! - Hyndman, R.J., Fan, Y. (1996). Sample quantiles in statistical packages. The American
//!   Statistician 50(4), 361-365.
//! - Woodruff, R.S. (1952). Confidence intervals for medians and other position measures. Journal
//!   of the American Statistical Association 47(260), 635-646.

use super::design::Design;
use super::estimate::EstimateError;
use super::share::ShareEstimate;
use super::share_interval::ShareMethod;
use super::sum::sum;
use super::sums_quantile::SAME_SHARE;
use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::special::student_t_quantile;

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
pub struct Quantile {
    value: f64,
    p: f64,
    rule: QuantileRule,
    answers: Vec<(f64, f64)>,
    share: ShareEstimate,
}

/// The interval of Woodruff.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WoodruffInterval {
    /// The interval, in the unit of the answers.
    pub interval: Interval,
    /// The standard error that an interval by Student's t of this width has.
    pub standard_error: f64,
}

impl Quantile {
    /// The quantile, in the unit of the answers.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The share at or below the quantile, of which the interval follows.
    #[must_use]
    pub fn share(&self) -> &ShareEstimate {
        &self.share
    }

    /// Computes the interval of Woodruff: that of a share, read back as answers.
    ///
    /// It needs no density of the answers. A bound of the share beyond 0 or 1 is read as the
    /// least or the highest answer.
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
        let basis = self.share.basis(p)?;
        if basis.variance.is_none() {
            return Err(NoInterval::NoVariation);
        }
        let found = basis.interval(method, confidence)?;
        let read = |share: f64| compute_quantile(&self.answers, share.clamp(0.0, 1.0), self.rule);
        let (lower, upper) = (read(found.lower()), read(found.upper()));
        let interval = Interval::new(lower.min(self.value), upper.max(self.value))
            .expect("answers are finite");
        let t = -student_t_quantile(confidence.tail(), basis.df as f64);
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
    ) -> Result<Quantile, EstimateError> {
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
        let at_most: Vec<_> = answers.iter().map(|answer| answer.map(|y| y <= value)).collect();
        let share = self.share(&at_most, members)?;
        Ok(Quantile { value, p, rule, answers: given, share })
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
    use super::*;

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
        for rule in [QuantileRule::School, QuantileRule::FullLine, QuantileRule::NormalLine] {
            assert_eq!(compute_quantile(&[(7.0, 0.3)], 0.9, rule), 7.0);
        }
    }

    /// 0.1 + 0.2 is not 0.3 in binary fractions, and yet a tie.
    #[test]
    fn school_sees_a_tie_of_decimals() {
        let answers = [(1.0, 0.1), (2.0, 0.2), (4.0, 0.7)];
        assert_eq!(compute_quantile(&answers, 0.3, QuantileRule::School), 3.0);
    }
}
