//! How long it takes until something happens, when for some it has not happened yet: days until
//! help starts, also for those who still wait.
//!
//! Leaving those who still wait out makes waiting look shorter than it is, and counting them as
//! if help started today does so, too.
//!
//! References:
//! - Kaplan, E.L., Meier, P. (1958). Nonparametric estimation from incomplete observations.
//!   Journal of the American Statistical Association 53, 457-481.
//! - Kalbfleisch, J.D., Prentice, R.L. (2002). The statistical analysis of failure time data, 2nd
//!   edition, section 1.4: the variance of Greenwood and the interval by `ln(-ln S)`.
//! - Brookmeyer, R., Crowley, J. (1982). A confidence interval for the median survival time.
//!   Biometrics 38, 29-41.

use super::interval::{Confidence, Interval};

/// How long somebody was followed, and whether it then happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Duration {
    /// The time, 0 or more.
    pub time: f64,
    /// Whether it happened at that time, rather than the following ended.
    pub ended: bool,
}

/// The part for whom it has not happened, from a time at which it happened to some.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalStep {
    /// The time.
    pub time: f64,
    /// How many were followed until just before.
    pub at_risk: u64,
    /// To how many it happened at this time.
    pub events: u64,
    /// The part for whom it has not happened after this time, from 0 to 1.
    pub survival: f64,
    /// Its standard error by Greenwood's formula; absent when nobody is left.
    pub standard_error: Option<f64>,
    /// Its interval, within 0 and 1; absent when nobody is left.
    pub interval: Option<Interval>,
}

/// The time at which half are left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SurvivalMedian {
    /// The median; absent when more than half are left at the end.
    pub median: Option<f64>,
    /// The lower bound, absent when the interval of no step reaches down to half.
    pub lower: Option<f64>,
    /// The upper bound, absent when the interval reaches above half until the end.
    pub upper: Option<f64>,
}

/// Computes the part left after each time at which something happened: `S = Π (1 - d/n)`, where
/// it happens to `d` of `n` who are followed until then.
///
/// The standard error is `S √Σ d/(n(n - d))` and the interval `S^exp(±z √Σ… / ln S)`, which stays
/// within 0 and 1, whereas `S ± z se` does not. Who is lost at the time of an event counts as
/// followed at that time.
///
/// `None` when there is nobody, or a time is below 0 or not finite.
pub fn kaplan_meier(durations: &[Duration], confidence: Confidence) -> Option<Vec<SurvivalStep>> {
    let is_time = |time: f64| 0.0 <= time && time.is_finite();
    if durations.is_empty() || !durations.iter().all(|duration| is_time(duration.time)) {
        return None;
    }
    let z = confidence.z();
    let mut sorted = durations.to_vec();
    sorted.sort_by(|a, b| a.time.total_cmp(&b.time));
    let mut at_risk = sorted.len() as u64;
    let (mut survival, mut sum) = (1.0, 0.0);
    let mut steps = Vec::new();
    for same_time in sorted.chunk_by(|a, b| a.time == b.time) {
        let events = same_time.iter().filter(|duration| duration.ended).count() as u64;
        let (n, d) = (at_risk as f64, events as f64);
        at_risk -= same_time.len() as u64;
        if events == 0 {
            continue;
        }
        survival *= (n - d) / n;
        // Infinite when nobody is left, after which there is no step.
        sum += d / (n * (n - d));
        let has_error = 0.0 < survival;
        let exponent = libm::exp(z * sum.sqrt() / -libm::log(survival));
        let bound = |power: f64| libm::pow(survival, power);
        steps.push(SurvivalStep {
            time: same_time[0].time,
            at_risk: n as u64,
            events,
            survival,
            standard_error: has_error.then(|| survival * sum.sqrt()),
            interval: if has_error {
                Interval::new(bound(exponent), bound(1.0 / exponent))
            } else {
                None
            },
        });
    }
    Some(steps)
}

/// Computes the median and its interval: the first times at which the part left, the lower and
/// the upper bound of its interval are half or less (Brookmeyer and Crowley).
///
/// The bounds are those of the confidence that the steps were computed with.
pub fn survival_median(steps: &[SurvivalStep]) -> SurvivalMedian {
    // Rounding must not hide a survival of exactly one half.
    let first = |of: &dyn Fn(&SurvivalStep) -> f64| {
        steps.iter().find(|step| of(step) <= 0.5 + 1e-12).map(|step| step.time)
    };
    SurvivalMedian {
        median: first(&|step| step.survival),
        lower: first(&|step| step.interval.map_or(step.survival, Interval::lower)),
        // Where nobody is left there is no bound, and the interval stays open.
        upper: first(&|step| step.interval.map_or(1.0, Interval::upper)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn durations(rows: &[(f64, bool)]) -> Vec<Duration> {
        rows.iter().map(|&(time, ended)| Duration { time, ended }).collect()
    }

    fn steps_of(rows: &[(f64, bool)]) -> Vec<SurvivalStep> {
        kaplan_meier(&durations(rows), Confidence::P95).expect("durations")
    }

    /// The weeks in remission of Freireich et al. (1963), as Kalbfleisch and Prentice and many
    /// textbooks after them work them out.
    #[test]
    fn remission_times_of_freireich() {
        let ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
        let open = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
        let rows: Vec<(f64, bool)> = ended
            .iter()
            .map(|&week| (f64::from(week), true))
            .chain(open.iter().map(|&week| (f64::from(week), false)))
            .collect();
        let steps = steps_of(&rows);
        let expected = [
            (6.0, 21, 0.857, 0.0764),
            (7.0, 17, 0.807, 0.0869),
            (10.0, 15, 0.753, 0.0963),
            (13.0, 12, 0.690, 0.1068),
            (16.0, 11, 0.627, 0.1141),
            (22.0, 7, 0.538, 0.1282),
            (23.0, 6, 0.448, 0.1346),
        ];
        assert_eq!(steps.len(), expected.len());
        for (step, (time, at_risk, survival, error)) in steps.iter().zip(expected) {
            assert_eq!((step.time, step.at_risk), (time, at_risk));
            assert!((step.survival - survival).abs() < 5.1e-4, "{step:?}");
            assert!((step.standard_error.expect("some left") - error).abs() < 5.1e-5, "{step:?}");
        }
        let interval = steps[0].interval.expect("some left");
        assert!((interval.lower() - 0.620).abs() < 1e-3, "{interval:?}");
        assert!((interval.upper() - 0.952).abs() < 1e-3, "{interval:?}");
        let median = survival_median(&steps);
        assert_eq!(median, SurvivalMedian { median: Some(23.0), lower: Some(13.0), upper: None });
    }

    #[test]
    fn without_open_cases_the_part_left_is_counted() {
        let steps = steps_of(&[(1.0, true), (2.0, true), (2.0, true), (5.0, true)]);
        let survival: Vec<f64> = steps.iter().map(|step| step.survival).collect();
        assert_eq!(survival, [0.75, 0.25, 0.0]);
        assert_eq!((steps[2].standard_error, steps[2].interval), (None, None));
        assert_eq!(survival_median(&steps).median, Some(2.0));
    }

    #[test]
    fn who_still_waits_lengthens_the_median() {
        let rows = [(1.0, true), (2.0, true), (3.0, true), (9.0, false), (9.0, false)];
        assert_eq!(survival_median(&steps_of(&rows)).median, Some(3.0));
        let open = [(1.0, true), (9.0, false), (9.0, false)];
        assert_eq!(survival_median(&steps_of(&open)).median, None);
        assert_eq!(steps_of(&[(4.0, false)]), []);
    }

    #[test]
    fn refuses_times_that_cannot_be() {
        assert_eq!(kaplan_meier(&[], Confidence::P95), None);
        assert_eq!(kaplan_meier(&durations(&[(-1.0, true)]), Confidence::P95), None);
        assert_eq!(kaplan_meier(&durations(&[(f64::NAN, true)]), Confidence::P95), None);
    }

    proptest! {
        #[test]
        fn the_part_left_falls_within_its_interval(
            rows in prop::collection::vec((0..30_u8, any::<bool>()), 1..60),
        ) {
            let rows: Vec<_> = rows.iter().map(|&(time, ended)| (f64::from(time), ended)).collect();
            let p998 = Confidence::P998;
            let wide = kaplan_meier(&durations(&rows), p998).expect("durations");
            let mut before = 1.0;
            for (step, wide) in steps_of(&rows).iter().zip(&wide) {
                prop_assert!(0.0 <= step.survival && step.survival < before);
                before = step.survival;
                let (Some(interval), Some(wide)) = (step.interval, wide.interval) else {
                    prop_assert_eq!(step.survival, 0.0);
                    continue;
                };
                prop_assert!(interval.lower() <= step.survival);
                prop_assert!(step.survival <= interval.upper());
                prop_assert!(0.0 <= wide.lower() && wide.lower() <= interval.lower());
                prop_assert!(interval.upper() <= wide.upper() && wide.upper() <= 1.0);
            }
        }

        /// People have no order of their own.
        #[test]
        fn order_of_people_does_not_matter(
            rows in prop::collection::vec((0..30_u8, any::<bool>()), 1..60).prop_flat_map(
                |rows| (Just(rows.clone()), Just(rows).prop_shuffle()),
            ),
        ) {
            let of = |rows: &[(u8, bool)]| {
                let rows: Vec<_> = rows.iter().map(|&(time, ended)| (f64::from(time), ended)).collect();
                steps_of(&rows)
            };
            prop_assert_eq!(of(&rows.0), of(&rows.1));
        }

        /// While nobody is lost, the part left is the part that lasted longer.
        #[test]
        fn without_losses_it_is_a_count(times in prop::collection::vec(0..30_u8, 1..60)) {
            let rows: Vec<_> = times.iter().map(|&time| (f64::from(time), true)).collect();
            for step in steps_of(&rows) {
                let left = times.iter().filter(|&&time| step.time < f64::from(time)).count();
                let expected = left as f64 / times.len() as f64;
                prop_assert!((step.survival - expected).abs() < 1e-12);
            }
        }
    }
}
