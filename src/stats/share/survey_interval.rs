//! Intervals of a share that was estimated from a sample.
//!
//! References:
//! - Wilson, E.B. (1927). Probable inference, the law of succession, and statistical inference.
//!   Journal of the American Statistical Association 22(158), 209-212.
//! - Korn, E.L., Graubard, B.I. (1998). Confidence intervals for proportions with small expected
//!   number of positive counts estimated from survey data. Survey Methodology 24(2), 193-201.
//! - Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions
//!   in clustered surveys. Journal of Survey Statistics and Methodology 3(4), 484-503.

use std::f64::consts::FRAC_PI_2;

use super::wilson::wilson_at;
use super::{EffectiveShare, clopper_pearson_interval};
use crate::stats::bisect::bisect;
use crate::stats::interval::{Confidence, Interval, NoInterval};

/// How to make an interval of a share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShareMethod {
    /// The modified Wilson interval: Wilson's with the effective number of respondents for the
    /// noemer and Student's t for the normal quantile. Ours, because it stays within 0 and 1,
    /// covers well for small groups and keeps a width when all gave the same answer.
    #[default]
    Wilson,
    /// That of Korn and Graubard: Clopper and Pearson's with `n_eff (t_{n-1} / t_df)²`
    /// respondents. Never too narrow, so often too wide.
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

impl EffectiveShare {
    /// Computes the interval, or says why a method has none: when all gave the same answer, one
    /// that needs the variance has nothing to go on.
    pub fn interval(
        self,
        method: ShareMethod,
        confidence: Confidence,
    ) -> Result<Interval, NoInterval> {
        let (p, n_eff) = (self.fraction(), self.n_eff());
        let t = confidence.t(self.df());
        let is_inside = 0.0 < p && p < 1.0;
        let margin = t / (n_eff * p * (1.0 - p)).sqrt();
        let bounds = |found: Interval| (found.lower(), found.upper());
        let (lower, upper) = match method {
            ShareMethod::Wilson => bounds(wilson_at(self.of_n(n_eff), t)),
            ShareMethod::KornGraubard => {
                let share = self.of_n(self.n_for_df(confidence));
                bounds(clopper_pearson_interval(share, confidence))
            }
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
                    let sine = libm::sin(angle.clamp(0.0, FRAC_PI_2));
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
}

/// The shares at which the likelihood ratio is `t²`, on either side of `p`, between 0 and 1.
fn likelihood(p: f64, n_eff: f64, t: f64) -> (f64, f64) {
    let term = |x: f64, y: f64| x * libm::log(x / y);
    let is_within =
        |share: f64| 2.0 * n_eff * (term(p, share) + term(1.0 - p, 1.0 - share)) <= t * t;
    (bisect(p, 0.0, is_within).0, bisect(p, 1.0, is_within).0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Share, wilson_interval};

    const METHODS: [ShareMethod; 6] = [
        ShareMethod::Wilson,
        ShareMethod::KornGraubard,
        ShareMethod::Logit,
        ShareMethod::ArcSine,
        ShareMethod::Student,
        ShareMethod::Likelihood,
    ];

    /// Those that have an interval when all gave the same answer.
    const OF_COUNTS: [ShareMethod; 2] = [ShareMethod::Wilson, ShareMethod::KornGraubard];

    fn share_of(p: f64, n_eff: f64) -> EffectiveShare {
        let error = (p * (1.0 - p) / n_eff).sqrt();
        EffectiveShare::of(p, error, 40, n_eff, 38).expect("enough respondents")
    }

    fn simple(teller: f64, n: u64) -> EffectiveShare {
        let p = teller / n as f64;
        let se = (p * (1.0 - p) / n as f64).sqrt();
        EffectiveShare::of(p, se, n, n as f64, n - 1).expect("enough respondents")
    }

    fn interval(share: EffectiveShare, method: ShareMethod) -> Interval {
        share.interval(method, Confidence::P95).expect("answers that differ")
    }

    /// Newcombe (1998), Table I, method 3, where the sample is simple: 15 of 148.
    #[test]
    fn modified_wilson_is_that_of_wilson_for_a_simple_sample() {
        let p = 15.0 / 148.0;
        let error = (p * (1.0 - p) / 148.0_f64).sqrt();
        let share = EffectiveShare::of(p, error, 148, 148.0, 1_000_000).expect("respondents");
        let found = interval(share, ShareMethod::Wilson);
        assert!((found.lower() - 0.0624).abs() < 5e-5, "{found:?}");
        assert!((found.upper() - 0.1605).abs() < 5e-5, "{found:?}");
    }

    #[test]
    fn modified_wilson_nears_wilson_as_the_sample_grows() {
        let found = interval(simple(3e6, 1e7 as u64), ShareMethod::Wilson);
        let share = Share::of(3e6, 1e7).expect("part of a whole");
        let wilson = wilson_interval(share, Confidence::P95);
        assert!((found.lower() - wilson.lower()).abs() < 1e-10, "{found:?}");
        assert!((found.upper() - wilson.upper()).abs() < 1e-10, "{found:?}");
    }

    /// Of a simple sample the effective number is that of the respondents, so that the interval
    /// is the exact one.
    #[test]
    fn korn_graubard_of_a_simple_sample_is_clopper_pearson() {
        let found = interval(simple(15.0, 148), ShareMethod::KornGraubard);
        let share = Share::of(15.0, 148.0).expect("part of a whole");
        let exact = clopper_pearson_interval(share, Confidence::P95);
        assert!((found.lower() - exact.lower()).abs() < 1e-13, "{found:?}");
        assert!((found.upper() - exact.upper()).abs() < 1e-13, "{found:?}");
    }

    #[test]
    fn intervals_contain_the_share_and_widen_with_confidence() {
        let p998 = Confidence::P998;
        for method in METHODS {
            for p in [0.02, 0.3, 0.5, 0.97] {
                let narrow = interval(share_of(p, 25.0), method);
                let wide = share_of(p, 25.0).interval(method, p998).expect("varies");
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
        let nobody = EffectiveShare::of(0.0, 0.0, 40, 40.0, 39).expect("respondents");
        let found = interval(nobody, ShareMethod::KornGraubard);
        assert_eq!(found.lower(), 0.0);
        assert!((found.upper() - 0.088_09).abs() < 1e-5, "{found:?}");
        for method in METHODS {
            let found = share_of(1.0, 25.0).interval(method, Confidence::P95);
            if OF_COUNTS.contains(&method) {
                let interval = found.expect("an interval");
                assert_eq!(interval.upper(), 1.0);
                assert!(interval.lower() < 0.95, "{method:?}");
            } else {
                assert_eq!(found, Err(NoInterval::NoVariation));
            }
        }
    }

    /// Nobody said yes: the weights still tell how many answers that stands for.
    #[test]
    fn the_same_answer_by_all_has_an_interval_with_a_width() {
        for (fraction, standard_error) in [(0.0, 0.0), (1.0, 0.0), (1.0 - 1e-16, 3.4e-18)] {
            let share = EffectiveShare::of(fraction, standard_error, 34, 28.5, 33);
            for method in OF_COUNTS {
                let found = interval(share.expect("enough respondents"), method);
                let width = found.upper() - found.lower();
                assert!(0.05 < width && width < 0.2, "{found:?}");
                assert!(found.lower() <= fraction.round() && fraction.round() <= found.upper());
            }
        }
    }

    proptest! {
        #[test]
        fn intervals_contain_the_share_and_widen_with_fewer_degrees_of_freedom(
            p in 0.001..0.999_f64, se in 0.001..0.4_f64, n in 12_u64..2_000, df in 2_u64..11,
        ) {
            let share = |df| EffectiveShare::of(p, se, n, n as f64, df).expect("enough");
            for method in METHODS {
                let found = interval(share(df), method);
                let is_share = 0.0 <= found.lower() && found.upper() <= 1.0;
                prop_assert!(is_share || method == ShareMethod::Student);
                prop_assert!(found.lower() <= p && p <= found.upper());
                let wider = interval(share(df - 1), method);
                prop_assert!(wider.lower() <= found.lower() && found.upper() <= wider.upper());
            }
        }
    }
}
