use proptest::prelude::*;

use super::*;
use crate::stats::assertions::assert_close;

fn chart(values: &[f64], plan: &XmrPlan) -> XmrChart {
    let series: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
    xmr_chart(&series, plan).expect("the series has points")
}

fn causes(chart: &XmrChart) -> Vec<Option<SpecialCause>> {
    chart
        .phases
        .iter()
        .flat_map(|phase| &phase.points)
        .map(|point| point.and_then(|p| p.cause))
        .collect()
}

/// Moving ranges 2, 1, 3 and 2 around a mean of 5: limits 5 ± 2.66 × 2, near limits two thirds.
#[test]
fn limits_follow_from_the_mean_moving_range() {
    let plan = XmrPlan::new(Improvement::Increase);
    let found = chart(&[4.0, 6.0, 5.0, 2.0, 8.0], &XmrPlan { screening: Screening::Off, ..plan });
    let limits = found.phases[0].limits.expect("points follow each other");
    assert_close(found.phases[0].mean, 5.0);
    assert_close(limits.upper, 5.0 + 2.66 * 3.0);
    assert_close(limits.lower, 5.0 - 2.66 * 3.0);
    assert_close(limits.near_upper, 5.0 + 2.66 * 2.0);
    assert_close(limits.near_lower, 5.0 - 2.66 * 2.0);
}

/// The ranges are nine times 1 and twice 20: the mean is 49/11, and 20 is above 3.267 times that.
#[test]
fn screening_leaves_out_a_range_that_is_too_large_for_chance() {
    let values = [1.0, 2.0, 1.0, 2.0, 1.0, 21.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
    let plan = XmrPlan::new(Improvement::Increase);
    let on = chart(&values, &plan).phases[0].limits.expect("limits");
    let off = XmrPlan { screening: Screening::Off, ..plan };
    let off = chart(&values, &off).phases[0].limits.expect("limits");
    assert_close(on.upper - on.lower, 2.0 * 2.66);
    assert_close(off.upper - off.lower, 2.0 * 2.66 * 49.0 / 11.0);
}

/// Both limits are the mean of a series that does not vary, and no point lies outside. In binary
/// fourteen times 0.1 does not add up to 1.4.
#[test]
fn constant_series_has_limits_at_its_mean() {
    let found = chart(&[0.1; 14], &XmrPlan::new(Improvement::Increase));
    let limits = found.phases[0].limits.expect("points follow each other");
    for limit in [limits.lower, limits.near_lower, limits.near_upper, limits.upper] {
        assert_eq!(limit.to_bits(), 0.1_f64.to_bits());
    }
    assert_eq!(causes(&found), vec![None; 14]);
}

#[test]
fn one_point_has_a_mean_and_no_limits() {
    let found = chart(&[3.0], &XmrPlan::new(Improvement::Increase));
    assert_eq!(found.phases[0].limits, None);
    assert_close(found.phases[0].mean, 3.0);
    assert_eq!(causes(&found), [None]);
}

#[test]
fn marks_every_point_of_a_trend_of_seven_and_none_of_six() {
    let plan = XmrPlan::new(Improvement::Decrease);
    let trend = Some(SpecialCause::Trend(TrendDirection::Rising));
    let rise = [9.0, 1.0, 9.0, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 1.0, 9.0];
    let found = causes(&chart(&rise, &plan));
    assert_eq!(found[3..10], [trend; 7]);
    assert!(found[2] != trend && found[10] != trend);
    let short = [9.0, 1.0, 9.0, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5, 1.0, 1.0, 9.0];
    assert!(!causes(&chart(&short, &plan)).contains(&trend));
    let tie = [9.0, 1.0, 9.0, 3.0, 3.1, 3.2, 3.3, 3.3, 3.5, 3.6, 1.0, 9.0];
    assert!(!causes(&chart(&tie, &plan)).contains(&trend));
}

#[test]
fn the_top_of_a_rise_and_a_fall_belongs_to_the_fall() {
    let mut values = vec![20.0, -12.0, 20.0];
    values.extend([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0]);
    let found = causes(&chart(&values, &XmrPlan::new(Improvement::Increase)));
    let rising = Some(SpecialCause::Trend(TrendDirection::Rising));
    let falling = Some(SpecialCause::Trend(TrendDirection::Falling));
    assert_eq!(found[3..9], [rising; 6]);
    assert_eq!(found[9..], [falling; 7]);
}

#[test]
fn marks_every_point_of_a_shift() {
    let values = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0];
    let found = chart(&values, &XmrPlan::new(Improvement::Decrease));
    assert_eq!(causes(&found)[..7], [Some(SpecialCause::Shift(Side::Below)); 7]);
    assert_eq!(causes(&found)[7..], [Some(SpecialCause::Shift(Side::Above)); 7]);
    let variations: Vec<Variation> =
        found.phases[0].points.iter().flatten().map(|point| point.variation).collect();
    assert_eq!(variations[..7], [Variation::Improvement; 7]);
    assert_eq!(variations[7..], [Variation::Concern; 7]);
}

/// A gap ends the run of seven, and the range across it does not count.
#[test]
fn gap_breaks_runs_and_moving_ranges() {
    let mut series: Vec<Option<f64>> =
        [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 3.0, 4.0, 3.0, 4.0, 3.0, 4.0, 3.0].map(Some).into();
    series.insert(3, None);
    series.insert(8, None);
    let found = xmr_chart(&series, &XmrPlan::new(Improvement::Increase)).expect("points");
    let limits = found.phases[0].limits.expect("points follow each other");
    assert_close(limits.upper - limits.lower, 2.0 * 2.66);
    assert_eq!(causes(&found)[..8], [None; 8]);
    assert_eq!(causes(&found)[9..], [Some(SpecialCause::Shift(Side::Above)); 7]);
    assert!(found.phases[0].points[3].is_none());
}

#[test]
fn declared_phases_have_limits_of_their_own() {
    let values = [1.0, 2.0, 1.0, 2.0, 11.0, 12.0, 11.0, 12.0];
    let plan = XmrPlan { phase_starts: vec![4], ..XmrPlan::new(Improvement::Increase) };
    let found = chart(&values, &plan);
    let means: Vec<(usize, f64)> =
        found.phases.iter().map(|phase| (phase.start, phase.mean)).collect();
    assert_eq!(means, [(0, 1.5), (4, 11.5)]);
    assert_eq!(causes(&found), [None; 8]);
}

#[test]
fn fixed_limits_do_not_move_with_later_points() {
    let mut values = vec![1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0];
    let plan = XmrPlan {
        fix_after_n_points: NonZeroUsize::new(12),
        ..XmrPlan::new(Improvement::Increase)
    };
    let before = chart(&values, &plan).phases[0].limits;
    values.extend([40.0, 50.0]);
    let after = chart(&values, &plan);
    assert_eq!(before, after.phases[0].limits);
    assert_eq!(causes(&after)[12..], [Some(SpecialCause::OutsideLimits(Side::Above)); 2]);
    assert!(!after.phases[0].is_provisional);
}

#[test]
fn limits_of_fewer_than_thirteen_points_are_provisional() {
    #[track_caller]
    fn case(n_points: usize, fix_after: Option<usize>, expected: bool) {
        let values: Vec<f64> = (0..n_points).map(|idx| (idx % 3) as f64).collect();
        let fix_after_n_points = fix_after.and_then(NonZeroUsize::new);
        let plan = XmrPlan { fix_after_n_points, ..XmrPlan::new(Improvement::Neutral) };
        assert_eq!(chart(&values, &plan).phases[0].is_provisional, expected);
    }

    case(12, None, true);
    case(13, None, false);
    case(24, Some(12), false);
    case(24, Some(6), true);
}

#[test]
fn assurance_depends_on_the_direction() {
    #[track_caller]
    fn case(improvement: Improvement, target: f64, expected: Option<Assurance>) {
        let plan = XmrPlan { target: Some(target), ..XmrPlan::new(improvement) };
        assert_eq!(chart(&[1.0, 2.0, 1.0, 2.0], &plan).assurance, expected);
    }

    case(Improvement::Increase, 10.0, Some(Assurance::ConsistentFail));
    case(Improvement::Increase, -10.0, Some(Assurance::ConsistentPass));
    case(Improvement::Decrease, 10.0, Some(Assurance::ConsistentPass));
    case(Improvement::Decrease, -10.0, Some(Assurance::ConsistentFail));
    case(Improvement::Decrease, 2.0, Some(Assurance::Inconsistent));
    case(Improvement::Neutral, 10.0, None);
}

#[test]
fn says_why_there_is_no_chart() {
    #[track_caller]
    fn case(series: &[Option<f64>], phase_starts: &[usize], expected: XmrError) {
        let plan =
            XmrPlan { phase_starts: phase_starts.into(), ..XmrPlan::new(Improvement::Increase) };
        assert_eq!(xmr_chart(series, &plan), Err(expected));
    }

    case(&[], &[], XmrError::EmptyPhase { start: 0 });
    case(&[None, None], &[], XmrError::EmptyPhase { start: 0 });
    case(&[Some(1.0), None], &[1], XmrError::EmptyPhase { start: 1 });
    case(&[Some(1.0), Some(f64::NAN)], &[], XmrError::NotFinite { idx: 1 });
    case(&[Some(1.0), Some(2.0)], &[2], XmrError::PhaseStart { start: 2 });
    case(&[Some(1.0), Some(2.0)], &[0], XmrError::PhaseStart { start: 0 });
    case(&[Some(1.0); 4], &[2, 2], XmrError::PhaseStart { start: 2 });
}

proptest! {
    #[test]
    fn limits_lie_in_order_around_the_mean(
        series in prop::collection::vec(prop::option::weighted(0.9, -1e6..1e6_f64), 1..40),
    ) {
        let plan = XmrPlan::new(Improvement::Increase);
        let Ok(found) = xmr_chart(&series, &plan) else {
            prop_assert!(series.iter().all(Option::is_none));
            return Ok(());
        };
        let phase = &found.phases[0];
        prop_assert_eq!(phase.points.len(), series.len());
        if let Some(limits) = phase.limits {
            prop_assert!(limits.lower <= limits.near_lower && limits.near_lower <= phase.mean);
            prop_assert!(phase.mean <= limits.near_upper && limits.near_upper <= limits.upper);
        }
    }

    /// What is good when higher is better is bad when lower is better, and mirrored series break
    /// the same rules.
    #[test]
    fn charts_mirror(values in prop::collection::vec(-50..50_i32, 2..40)) {
        let up: Vec<f64> = values.iter().map(|&value| f64::from(value)).collect();
        let down: Vec<f64> = up.iter().map(|value| -value).collect();
        let increase = chart(&up, &XmrPlan::new(Improvement::Increase));
        let decrease = chart(&down, &XmrPlan::new(Improvement::Decrease));
        let variations = |chart: &XmrChart| -> Vec<Variation> {
            chart.phases[0].points.iter().flatten().map(|point| point.variation).collect()
        };
        prop_assert_eq!(variations(&increase), variations(&decrease));
    }
}
