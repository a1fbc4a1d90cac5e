//! The rule of the SDG Progress Chart: where the growth so far leads at the deadline.
//!
//! A growth rate breaks at 0 and where the sign changes, and knows no chance.
//!
//! References:
//! - United Nations Statistics Division (2023). SDG Progress Chart, technical note.

use super::{AnderOordeel, NIET_TE_BEREKENEN, Progress, verdict};

/// The part of the targeted change, reached by the deadline, from which it is on track.
const ON_TRACK: f64 = 0.95;

/// The part below which it stands still or goes back.
const STAGNATION: f64 = 0.10;

/// How near a target of 0 or 100 % counts as met, in percentage points.
const NEAR_BOUND: f64 = 1.0;

/// Judges: met, on track, fair progress, stagnation or regression.
///
/// With `c = (y/b)^(1/(t - t0)) - 1` the value at the deadline is `y (1 + c)^(tT - t)`, and the
/// number is the part of the targeted change that it makes, `(ŷ - b)/(T - b)`.
pub(super) fn judge(progress: &Progress) -> AnderOordeel {
    let (baseline, now, target) =
        (progress.nulmeting.waarde, progress.nu.waarde, progress.doelwaarde);
    let at_bound = progress.is_percentage && (target == 0.0 || target == 100.0);
    let is_met = progress.is_met() || at_bound && (now - target).abs() <= NEAR_BOUND;
    let ratio = progress.growth().filter(|_| target != baseline).map(|growth| {
        let expected = now * libm::pow(1.0 + growth, progress.years_left());
        (expected - baseline) / (target - baseline)
    });
    match ratio.filter(|ratio| ratio.is_finite()) {
        ratio if is_met => verdict("gehaald", ratio),
        None => NIET_TE_BEREKENEN,
        Some(ratio) if ON_TRACK <= ratio => verdict("op_schema", Some(ratio)),
        Some(ratio) if STAGNATION <= ratio => verdict("redelijke_voortgang", Some(ratio)),
        ratio => verdict("stilstand_of_achteruitgang", ratio),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::progress;
    use super::*;

    #[track_caller]
    fn case(baseline: f64, target: f64, now: f64, expected: &str) {
        assert_eq!(judge(&progress(baseline, target, now, 2018.5)).woord, expected);
    }

    #[test]
    fn growth_goes_on_to_the_deadline() {
        case(100.0, 64.0, 80.0, "op_schema");
        case(100.0, 64.0, 90.0, "redelijke_voortgang");
        case(100.0, 64.0, 99.0, "stilstand_of_achteruitgang");
        case(100.0, 64.0, 110.0, "stilstand_of_achteruitgang");
        case(100.0, 64.0, 60.0, "gehaald");
    }

    #[test]
    fn near_the_end_of_a_percentage_counts_as_met() {
        case(90.0, 100.0, 99.0, "gehaald");
        case(10.0, 0.0, 1.0, "gehaald");
        case(10.0, 0.0, 1.1, "op_schema");
        let mut count = progress(10.0, 0.0, 1.0, 2020.0);
        assert_eq!(judge(&count).woord, "gehaald");
        count.is_percentage = false;
        assert_eq!(judge(&count).woord, "redelijke_voortgang");
    }

    #[test]
    fn what_does_not_grow_cannot_be_computed() {
        case(0.0, 10.0, 6.0, "niet_te_berekenen");
        case(-5.0, 5.0, 1.0, "niet_te_berekenen");
        case(30.0, 30.0, 31.0, "niet_te_berekenen");
    }
}
