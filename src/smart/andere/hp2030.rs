//! The progress status of Healthy People 2030.
//!
//! It tells chance from change and does not look at time: a tenth of the way with a month to go is
//! an improvement.
//!
//! References:
//! - National Center for Health Statistics. Healthy People 2030, methods: progress status, and
//!   Healthy People 2020, final progress table, for figures without a standard error.

use super::{AnderOordeel, Progress, verdict};
use crate::smart::verandering::{changed_by_a_tenth, compute_change};

/// The level of the test, with two sides.
const ALPHA: f64 = 0.05;

/// Judges: met, improving, little or no detectable change, getting worse.
///
/// A change counts when it is significant; without standard errors, from a tenth of the targeted
/// change on, or away from the target from a tenth of the baseline on. The number is the change in
/// standard errors.
pub(super) fn judge(progress: &Progress) -> AnderOordeel {
    let (baseline, now) = (progress.nulmeting.waarde, progress.nu.waarde);
    let change = compute_change(&progress.nulmeting, &progress.nu, None, None);
    let is_changed = match change.p {
        Some(p) => p < ALPHA,
        None => changed_by_a_tenth(baseline, progress.doelwaarde, now),
    };
    let gain = progress.sign() * change.verschil;
    let woord = if progress.is_met() {
        "doel_gehaald"
    } else if !is_changed || gain == 0.0 {
        "weinig_of_geen_aantoonbare_verandering"
    } else if 0.0 < gain {
        "verbetering"
    } else {
        "verslechtering"
    };
    verdict(woord, change.z)
}

#[cfg(test)]
mod tests {
    use super::super::tests::progress;
    use super::*;

    #[track_caller]
    fn case(now: f64, errors: Option<f64>, expected: &str) {
        let mut given = progress(44.0, 40.0, now, 2018.5);
        given.nulmeting.se = errors;
        given.nu.se = errors;
        assert_eq!(judge(&given).woord, expected);
    }

    #[test]
    fn a_significant_change_counts() {
        case(41.0, Some(1.0), "verbetering");
        case(41.0, Some(3.0), "weinig_of_geen_aantoonbare_verandering");
        case(47.0, Some(1.0), "verslechtering");
        case(39.9, Some(9.0), "doel_gehaald");
    }

    #[test]
    fn without_errors_a_tenth_counts() {
        case(43.5, None, "verbetering");
        case(43.7, None, "weinig_of_geen_aantoonbare_verandering");
        case(47.0, None, "weinig_of_geen_aantoonbare_verandering");
        case(48.5, None, "verslechtering");
    }
}
