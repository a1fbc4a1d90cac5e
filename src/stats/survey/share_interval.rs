//! Intervals of a share that was estimated from a sample.
//!
//! References:
//! - Wilson, E.B. (1927). Probable inference, the law of succession, and statistical inference.
//!   Journal of the American Statistical Association 22(158), 209-212.
//! - Korn, E.L., Graubard, B.I. (1998). Confidence intervals for proportions with small expected
//!   number of positive counts estimated from survey data. Survey Methodology 24(2), 193-201.
//! - Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions
//!   in clustered surveys. Journal of Survey Statistics and Methodology 3(4), 484-503.

use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::special::beta_quantile;

/// How to make an interval of a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShareMethod {
    /// The modified Wilson interval: [`modified_wilson`]. Ours, because it covers well for small
    /// groups and keeps a width when all gave the same answer.
    #[default]
    Wilson,
    /// That of Korn and Graubard, after Clopper and Pearson: never too narrow, so often too wide.
    KornGraubard,
    /// Student's t on the log-odds.
    Logit,
    /// Student's t on `asin √p`, of which the variance does not depend on the share.
    ArcSine,
    /// Student's t on the share itself, which may leave 0 to 1.
    Student,
    /// All shares that the answers do not speak against: those with `2 n_eff (p ln(p/π) +
    /// (1 - p) ln((1 - p)/(1 - π)))` up to `t²`.
    Likelihood,
}

/// What an interval of a share follows from.
#[derive(Clone, Copy, Debug)]
pub(super) struct ShareBasis {
    /// The share, from 0 to 1.
    pub p: f64,
    /// Its variance, above 0; without it, as for the same answer by all, `least_n_eff` tells.
    pub variance: Option<f64>,
    /// The effective number of answers when that cannot be seen from the variance.
    pub least_n_eff: f64,
    /// The rows of the domain, at least 2.
    pub members: u64,
    /// The degrees of freedom, above 0.
    pub df: u64,
}

impl ShareBasis {
    /// Computes the interval, or says why a method has none.
    ///
    /// For a share of 0 or 1, a method that needs the variance has nothing to go on.
    pub fn interval(
        &self,
        method: ShareMethod,
        confidence: Confidence,
    ) -> Result<Interval, NoInterval> {
        let Self { p, .. } = *self;
        let t = confidence.t(self.df as f64);
        let n_eff = self.variance.map_or(self.least_n_eff, |variance| p * (1.0 - p) / variance);
        let is_inside = 0.0 < p && p < 1.0;
        let margin = t / (n_eff * p * (1.0 - p)).sqrt();
        let (lower, upper) = match method {
            ShareMethod::Wilson => return Ok(modified_wilson(p, n_eff, t)),
            ShareMethod::KornGraubard => self.korn_graubard(n_eff, t, confidence),
            _ if !is_inside => return Err(NoInterval::NoVariation),
            ShareMethod::Likelihood => likelihood(p, n_eff, t),
            ShareMethod::Logit => {
                let logit = libm::log(p / (1.0 - p));
                let share = |logit: f64| 1.0 / (1.0 + libm::exp(-logit));
                (share(logit - margin), share(logit + margin))
            }
            ShareMethod::ArcSine => {
                let angle = libm::asin(p.sqrt());
                let margin = t / (2.0 * n_eff.sqrt());
                let share = |angle: f64| {
                    let sine = libm::sin(angle.clamp(0.0, std::f64::consts::FRAC_PI_2));
                    sine * sine
                };
                (share(angle - margin), share(angle + margin))
            }
            ShareMethod::Student => {
                let margin = t * (p * (1.0 - p) / n_eff).sqrt();
                (p - margin, p + margin)
            }
        };
        Ok(Interval::new(lower.min(p), upper.max(p)).expect("the bounds lie around the share"))
    }

    /// `n* = n_eff (t_{n-1} / t_df)²` answers, and the bounds of Clopper and Pearson for these.
    fn korn_graubard(&self, n_eff: f64, t: f64, confidence: Confidence) -> (f64, f64) {
        let tail = confidence.tail();
        let simple = confidence.t((self.members - 1) as f64);
        let n = n_eff * (simple / t) * (simple / t);
        let (yes, no) = (n * self.p, n * (1.0 - self.p));
        let lower = if 0.0 < yes { beta_quantile(tail, yes, no + 1.0) } else { 0.0 };
        let upper = if 0.0 < no { beta_quantile(1.0 - tail, yes + 1.0, no) } else { 1.0 };
        (lower, upper)
    }
}

/// The shares at which the likelihood ratio is `t²`, on either side of `p`, between 0 and 1.
fn likelihood(p: f64, n_eff: f64, t: f64) -> (f64, f64) {
    let term = |x: f64, y: f64| x * libm::log(x / y);
    let is_within =
        |share: f64| 2.0 * n_eff * (term(p, share) + term(1.0 - p, 1.0 - share)) <= t * t;
    // Halves the way from a share that is within to one that is not, to the last bit.
    let search = |mut within: f64, mut outside: f64| {
        loop {
            let middle = f64::midpoint(within, outside);
            if middle == within || middle == outside {
                return within;
            }
            if is_within(middle) { within = middle } else { outside = middle }
        }
    };
    (search(p, 0.0), search(p, 1.0))
}

/// Computes the modified Wilson interval of a share `p` that tells as much as `n_eff` answers of
/// a simple random sample, with quantile `t` of Student's t.
///
/// `(p + t²/2n ± t √(p(1 - p)/n + t²/4n²)) / (1 + t²/n)`: the interval of Wilson with the
/// effective number for `n` and `t` for the normal quantile. Its bounds stay within 0 and 1 and
/// it keeps a width for a share of 0 or 1.
///
/// # Panics
///
/// When `p` does not lie from 0 to 1, or `n_eff` or `t` is not above 0 and finite.
#[must_use]
pub fn modified_wilson(p: f64, n_eff: f64, t: f64) -> Interval {
    assert!((0.0..=1.0).contains(&p), "a share lies from 0 to 1, not {p}");
    assert!(0.0 < n_eff && n_eff.is_finite(), "{n_eff} answers tell nothing");
    assert!(0.0 < t && t.is_finite(), "{t} is no quantile");
    let k = t * t / n_eff;
    // The two bounds multiply to p²/(1 + k); dividing by the upper one avoids the subtraction
    // that would cost a small share its digits.
    let lower_bound = |p: f64| {
        let root = (k * (k + 4.0 * p * (1.0 - p))).sqrt();
        2.0 * p * p / (2.0 * p + k + root)
    };
    let lower = lower_bound(p).min(p);
    let upper = (1.0 - lower_bound(1.0 - p)).max(p);
    Interval::new(lower, upper).expect("the bounds lie on either side of the share")
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHODS: [ShareMethod; 6] = [
        ShareMethod::Wilson,
        ShareMethod::KornGraubard,
        ShareMethod::Logit,
        ShareMethod::ArcSine,
        ShareMethod::Student,
        ShareMethod::Likelihood,
    ];

    fn basis(p: f64, n_eff: f64) -> ShareBasis {
        let variance = (0.0 < p && p < 1.0).then_some(p * (1.0 - p) / n_eff);
        ShareBasis { p, variance, least_n_eff: n_eff, members: 40, df: 38 }
    }

    /// Newcombe (1998), Table I, method 3, where the sample is simple: 15 of 148.
    #[test]
    fn modified_wilson_is_that_of_wilson_for_a_simple_sample() {
        let found = modified_wilson(15.0 / 148.0, 148.0, 1.959_964);
        assert!((found.lower() - 0.0624).abs() < 5e-5, "{found:?}");
        assert!((found.upper() - 0.1605).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn intervals_contain_the_share_and_widen_with_confidence() {
        let p998 = Confidence::new(0.998).expect("a confidence");
        for method in METHODS {
            for p in [0.02, 0.3, 0.5, 0.97] {
                let narrow = basis(p, 25.0).interval(method, Confidence::P95).expect("varies");
                let wide = basis(p, 25.0).interval(method, p998).expect("varies");
                assert!(narrow.lower() <= p && p <= narrow.upper(), "{method:?} of {p}");
                assert!(wide.lower() <= narrow.lower(), "{method:?} of {p}");
                assert!(narrow.upper() <= wide.upper(), "{method:?} of {p}");
                let is_share = 0.0 <= wide.lower() && wide.upper() <= 1.0;
                assert!(is_share || method == ShareMethod::Student, "{method:?} of {p}");
            }
        }
    }

    /// Clopper and Pearson for nobody of 40, as many as there are rows: `1 - 0.025^(1/40)`.
    #[test]
    fn same_answer_by_all_has_an_interval_where_the_method_has_one() {
        let found = ShareBasis { df: 39, ..basis(0.0, 40.0) };
        let interval = found.interval(ShareMethod::KornGraubard, Confidence::P95).expect("exact");
        assert_eq!(interval.lower(), 0.0);
        assert!((interval.upper() - 0.088_09).abs() < 1e-5, "{interval:?}");
        for method in METHODS {
            let found = basis(1.0, 25.0).interval(method, Confidence::P95);
            match method {
                ShareMethod::Wilson | ShareMethod::KornGraubard => {
                    let interval = found.expect("an interval");
                    assert_eq!(interval.upper(), 1.0);
                    assert!(interval.lower() < 0.95, "{method:?}");
                }
                _ => assert_eq!(found, Err(NoInterval::NoVariation)),
            }
        }
    }
}
