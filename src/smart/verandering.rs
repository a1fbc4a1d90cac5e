//! How a figure changed since the baseline, and whether by more than chance.
//!
//! References:
//! - Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
//!   Royal Statistical Society B 57(1), 289-300.
//! - National Center for Health Statistics. Healthy People 2020, final progress table: what counts
//!   as change where there are no standard errors.

use super::oordeel::usable_error;
use crate::model::{Meetpunt, Richting, Verandering};
use crate::stats::special::normal_upper;
use crate::stats::{Adjustment, adjust_p_values};

/// The part of the targeted change, or of the baseline, from which a figure without a standard
/// error has changed, after Healthy People 2020.
const CHANGED: f64 = 0.10;

/// Computes the change of a figure since the baseline, `z = (y - b)/√(se_y² + se_b²)`.
///
/// The two must not overlap: of a rolling window, compare periods that share no day. `gunstig` comes
/// from [`Goal::is_better`](super::Goal::is_better) or [`is_better`]. The p-value has two sides. Of
/// figures that are both exact it is 0 or 1, and there is no `z`.
pub fn compute_change(
    nulmeting: &Meetpunt,
    nu: &Meetpunt,
    relevant: Option<f64>,
    gunstig: Option<bool>,
) -> Verandering {
    let verschil = nu.waarde - nulmeting.waarde;
    let error =
        usable_error(nulmeting).zip(usable_error(nu)).map(|(one, other)| libm::hypot(one, other));
    let z = error.filter(|error| 0.0 < *error).map(|error| verschil / error);
    let z = z.filter(|z| z.is_finite());
    let exact = || {
        let is_exact = error == Some(0.0);
        is_exact.then_some(if verschil == 0.0 { 1.0 } else { 0.0 })
    };
    Verandering {
        verschil,
        z,
        p: z.map(|z| 2.0 * normal_upper(z.abs())).or_else(exact),
        q: None,
        relevant: relevant.map(|smallest| smallest <= verschil.abs()),
        gunstig,
    }
}

/// Whether a difference goes the way it should; nothing without one, or when neither way is better.
pub fn is_better(richting: Richting, verschil: f64) -> Option<bool> {
    match richting {
        _ if verschil == 0.0 => None,
        Richting::HogerIsBeter => Some(0.0 < verschil),
        Richting::LagerIsBeter => Some(verschil < 0.0),
        Richting::Bandbreedte => None,
    }
}

/// Fills in the p-values adjusted for the number of areas, of the changes of one target.
pub fn adjust_changes<'a>(changes: impl IntoIterator<Item = &'a mut Verandering>) {
    let mut tested: Vec<_> =
        changes.into_iter().filter_map(|change| change.p.map(|p| (p, change))).collect();
    let p_values: Vec<f64> = tested.iter().map(|(p, _)| *p).collect();
    let q_values = adjust_p_values(&p_values, Adjustment::BenjaminiHochberg)
        .expect("both tails of a normal distribution are a probability");
    for ((_, change), q) in tested.iter_mut().zip(q_values) {
        change.q = Some(q);
    }
}

/// True when a figure changed: by the adjusted test, or without one by a tenth.
pub fn is_changed(change: &Verandering, nulmeting: f64, doelwaarde: f64) -> bool {
    match change.q {
        Some(_) => change.is_significant(),
        None => changed_by_a_tenth(nulmeting, doelwaarde, nulmeting + change.verschil),
    }
}

/// True when a figure moved to the target by a tenth of the targeted change, or away from it by a
/// tenth of the baseline.
///
/// When the target is the baseline, both ways are away. Nothing is a tenth of a baseline of 0, so
/// away from it is no change.
pub fn changed_by_a_tenth(baseline: f64, target: f64, value: f64) -> bool {
    let (moved, asked) = (value - baseline, target - baseline);
    if 0.0 < moved * asked {
        CHANGED * asked.abs() <= moved.abs()
    } else {
        baseline != 0.0 && CHANGED * baseline.abs() <= moved.abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(waarde: f64, se: Option<f64>) -> Meetpunt {
        Meetpunt { waarde, se, grenzen: None }
    }

    #[test]
    fn a_change_is_tested_with_both_errors() {
        let found =
            compute_change(&figure(30.0, Some(3.0)), &figure(20.0, Some(4.0)), Some(5.0), None);
        assert_eq!((found.verschil, found.z), (-10.0, Some(-2.0)));
        assert!((found.p.expect("tested") - 0.045_500_264).abs() < 1e-9, "{found:?}");
        assert_eq!(found.relevant, Some(true));
    }

    #[test]
    fn without_both_errors_there_is_no_test() {
        let found = compute_change(&figure(30.0, None), &figure(20.0, Some(4.0)), None, None);
        assert_eq!((found.z, found.p, found.relevant), (None, None, None));
    }

    #[test]
    fn exact_figures_differ_or_do_not() {
        #[track_caller]
        fn case(now: f64, p: f64) {
            let found =
                compute_change(&figure(30.0, Some(0.0)), &figure(now, Some(0.0)), None, None);
            assert_eq!((found.z, found.p), (None, Some(p)));
        }

        case(30.0, 1.0);
        case(30.1, 0.0);
    }

    #[test]
    fn a_direction_is_good_or_neither() {
        assert_eq!(is_better(Richting::LagerIsBeter, -1.0), Some(true));
        assert_eq!(is_better(Richting::HogerIsBeter, -1.0), Some(false));
        assert_eq!(is_better(Richting::HogerIsBeter, 0.0), None);
        assert_eq!(is_better(Richting::Bandbreedte, 1.0), None);
    }

    /// Eight p-values and what the procedure of Benjamini and Hochberg makes of them.
    #[test]
    fn tests_of_all_areas_are_adjusted_together() {
        let change = |p: Option<f64>| Verandering {
            verschil: 1.0,
            z: None,
            p,
            q: None,
            relevant: None,
            gunstig: None,
        };
        let p_values = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205];
        let mut changes: Vec<_> = p_values.iter().map(|p| change(Some(*p))).collect();
        changes.insert(3, change(None));
        adjust_changes(&mut changes);
        let expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0846, 0.205];
        let found: Vec<f64> = changes.iter().filter_map(|change| change.q).collect();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 5e-5, "{found} instead of {expected}");
        }
        assert_eq!(changes[3].q, None);
    }

    #[test]
    fn a_tenth_is_of_the_way_or_of_the_baseline() {
        #[track_caller]
        fn case(baseline: f64, target: f64, value: f64, expected: bool) {
            assert_eq!(changed_by_a_tenth(baseline, target, value), expected);
        }

        case(44.0, 40.0, 43.5, true);
        case(44.0, 40.0, 43.7, false);
        case(44.0, 40.0, 47.0, false);
        case(44.0, 40.0, 48.5, true);
        case(44.0, 44.0, 39.0, true);
        case(0.0, 10.0, -9.0, false);
        case(30.0, 24.0, 30.0, false);
    }

    #[test]
    fn a_test_goes_before_the_tenth() {
        let mut change = compute_change(&figure(30.0, None), &figure(27.0, None), None, Some(true));
        assert!(is_changed(&change, 30.0, 24.0));
        change.q = Some(0.2);
        assert!(!is_changed(&change, 30.0, 24.0));
    }
}
