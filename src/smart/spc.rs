//! What the XmR chart of quarters says about the last one and about the target.
//!
//! References:
//! - NHS England, Making Data Count (2019). Strengthening your decisions: the rules, and what
//!   the limits promise about a target.

use crate::model::{Richting, Spc, SpcVariatie, SpcZekerheid};
use crate::stats::{Assurance, Improvement, Variation, XmrPlan, xmr_chart};

/// The fewest quarters that are charted.
const FEWEST_VALUES: usize = 12;

/// Judges quarters in order of time, with nothing where one has no figure.
///
/// `phase_starts` are the places, ascending, where a declared change starts limits of its own.
/// Nothing with fewer than twelve figures in all, or without one since the last change.
pub fn judge_process(
    quarters: &[Option<f64>],
    phase_starts: &[usize],
    richting: Richting,
    doelwaarde: Option<f64>,
) -> Option<Spc> {
    if quarters.iter().flatten().count() < FEWEST_VALUES {
        return None;
    }
    let improvement = match richting {
        Richting::HogerIsBeter => Improvement::Increase,
        Richting::LagerIsBeter => Improvement::Decrease,
        Richting::Bandbreedte => Improvement::Neutral,
    };
    let mut plan = XmrPlan::new(improvement);
    plan.phase_starts = phases_with_figures(quarters, phase_starts);
    plan.target = doelwaarde;
    let chart = xmr_chart(quarters, &plan).ok()?;
    let phase = chart.phases.last()?;
    let last = phase.points.iter().rev().flatten().next()?;
    Some(Spc {
        variatie: match last.variation {
            Variation::CommonCause => SpcVariatie::Toeval,
            Variation::Improvement => SpcVariatie::Verbetering,
            Variation::Concern => SpcVariatie::Zorg,
            Variation::NeutralHigh | Variation::NeutralLow => SpcVariatie::Verandering,
        },
        zekerheid: chart.assurance.map(|assurance| match assurance {
            Assurance::ConsistentPass => SpcZekerheid::Haalt,
            Assurance::ConsistentFail => SpcZekerheid::HaaltNiet,
            Assurance::Inconsistent => SpcZekerheid::Wisselend,
        }),
        voorlopig: phase.is_provisional,
    })
}

/// The starts that have a figure before the next one, but the last in any case: a change without a
/// figure after it leaves nothing to judge, and one between two others is as if it had not been.
fn phases_with_figures(quarters: &[Option<f64>], starts: &[usize]) -> Vec<usize> {
    let has_figure = |from: usize, to: usize| {
        quarters
            .get(from..to.min(quarters.len()))
            .is_some_and(|phase| phase.iter().any(Option::is_some))
    };
    let mut kept: Vec<usize> = Vec::new();
    for (idx, &start) in starts.iter().enumerate() {
        let before = kept.last().copied().unwrap_or(0);
        let is_last = idx + 1 == starts.len();
        let next = starts.get(idx + 1).copied().unwrap_or(quarters.len());
        if has_figure(before, start) && (is_last || has_figure(start, next)) {
            kept.push(start);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A worked series with limits of 33.72 and 71.45.
    const QUARTERS: [f64; 12] =
        [52.0, 48.0, 55.0, 60.0, 47.0, 51.0, 58.0, 49.0, 53.0, 62.0, 50.0, 46.0];

    fn some(values: &[f64]) -> Vec<Option<f64>> {
        values.iter().copied().map(Some).collect()
    }

    #[track_caller]
    fn case(richting: Richting, doelwaarde: f64, expected: Option<SpcZekerheid>) {
        let found = judge_process(&some(&QUARTERS), &[], richting, Some(doelwaarde));
        let expected = Spc { variatie: SpcVariatie::Toeval, zekerheid: expected, voorlopig: true };
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn limits_promise_something_about_the_target() {
        case(Richting::LagerIsBeter, 72.0, Some(SpcZekerheid::Haalt));
        case(Richting::LagerIsBeter, 33.0, Some(SpcZekerheid::HaaltNiet));
        case(Richting::LagerIsBeter, 50.0, Some(SpcZekerheid::Wisselend));
        case(Richting::HogerIsBeter, 72.0, Some(SpcZekerheid::HaaltNiet));
        case(Richting::Bandbreedte, 50.0, None);
    }

    #[test]
    fn the_last_point_has_a_meaning_by_direction() {
        let mut quarters = some(&QUARTERS);
        quarters.push(Some(90.0));
        let found = |richting| judge_process(&quarters, &[], richting, None).expect("a chart");
        assert_eq!(found(Richting::HogerIsBeter).variatie, SpcVariatie::Verbetering);
        assert_eq!(found(Richting::LagerIsBeter).variatie, SpcVariatie::Zorg);
        assert_eq!(found(Richting::Bandbreedte).variatie, SpcVariatie::Verandering);
        assert!(!found(Richting::Bandbreedte).voorlopig);
    }

    #[test]
    fn fewer_than_twelve_figures_are_not_charted() {
        let mut quarters = some(&QUARTERS);
        quarters[4] = None;
        assert_eq!(judge_process(&quarters, &[], Richting::LagerIsBeter, None), None);
        quarters.push(Some(50.0));
        assert!(judge_process(&quarters, &[], Richting::LagerIsBeter, None).is_some());
    }

    #[test]
    fn a_declared_change_starts_limits_of_its_own() {
        let mut quarters = some(&QUARTERS);
        quarters.extend(some(&[20.0, 22.0, 21.0]));
        let judge = |starts: &[usize]| {
            judge_process(&quarters, starts, Richting::LagerIsBeter, Some(30.0)).expect("a chart")
        };
        assert_eq!(judge(&[]).variatie, SpcVariatie::Verbetering);
        let after = judge(&[12]);
        assert_eq!((after.variatie, after.voorlopig), (SpcVariatie::Toeval, true));
        assert_eq!(after.zekerheid, Some(SpcZekerheid::Haalt));
    }

    #[test]
    fn changes_without_figures_between_them_are_one() {
        let mut quarters = some(&QUARTERS);
        quarters.extend([None, None, Some(20.0), Some(22.0)]);
        let judge =
            |starts: &[usize]| judge_process(&quarters, starts, Richting::LagerIsBeter, None);
        assert_eq!(judge(&[12, 14]), judge(&[14]));
        assert!(judge(&[14]).is_some());
        assert_eq!(judge(&[99]), None);
        quarters.truncate(14);
        assert_eq!(judge_process(&quarters, &[12], Richting::LagerIsBeter, None), None);
    }
}
