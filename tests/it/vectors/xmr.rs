//! XmR charts against NHSRplotthedots.

use std::num::NonZeroUsize;

use wijkmonitor::stats::{
    Assurance, Improvement, Screening, Side, SpecialCause, TrendDirection, Variation, XmrChart,
    XmrPhase, XmrPlan, XmrPoint, Zone, xmr_chart,
};

use super::{Row, assert_close, known_deviation, load_rows, number, report_cases};

/// The files that are read here.
pub const FILES: &[&str] = &["nhsr_ptd/series_meta.csv", "nhsr_ptd/series_points.csv"];

/// The keys of known deviations are the names of series.
const POINTS: &str = "nhsr_ptd/series_points.csv";

/// NHSRplotthedots 0.2.2: `ptd_spc` of every series, its limits to nine digits and all labels.
#[test]
fn xmr_chart_agrees_with_plot_the_dots() {
    let points = load_rows(POINTS);
    let (mut series_met, mut points_met, mut known) = (0, 0, 0);
    for meta in load_rows("nhsr_ptd/series_meta.csv") {
        let rows: Vec<&Row> = points.iter().filter(|row| row["id"] == meta["id"]).collect();
        assert_eq!(number(&meta, "n"), rows.len() as f64, "{meta:?}");
        let series: Vec<Option<f64>> = rows.iter().map(|row| row["y"].parse().ok()).collect();
        let chart = xmr_chart(&series, &plan_of(&meta)).expect("the series has points");
        if known_deviation(POINTS, &meta["id"]).is_some() {
            // What is known of it: R finds no limits, ours are the mean.
            for (row, (phase, _)) in rows.iter().zip(points_of(&chart)) {
                assert_close(phase.mean, number(row, "mean"), 1e-9, row);
                assert_eq!((row["lpl"].as_str(), row["upl"].as_str()), ("", ""), "{row:?}");
                let limits = phase.limits.expect("points follow each other");
                assert_eq!((limits.lower, limits.upper), (phase.mean, phase.mean), "{row:?}");
                known += 1;
            }
            continue;
        }
        for (row, (phase, point)) in rows.iter().zip(points_of(&chart)) {
            check_point(row, phase, point);
            points_met += 1;
        }
        assert_eq!(label_of_assurance(chart.assurance), meta["assurance_type"], "{meta:?}");
        series_met += 1;
    }
    report_cases("nhsr_ptd/series_meta.csv", series_met, 0);
    report_cases(POINTS, points_met, known);
}

fn plan_of(meta: &Row) -> XmrPlan {
    XmrPlan {
        // The peer counts from 1.
        phase_starts: meta["rebase_at_index"]
            .split([';', ' ', '|'])
            .filter(|start| !start.is_empty() && *start != "NA")
            .map(|start| start.parse::<usize>().expect("a place in the series") - 1)
            .collect(),
        fix_after_n_points: meta["fix_after_n_points"].parse().ok().and_then(NonZeroUsize::new),
        screening: match meta["screen_outliers"].as_str() {
            "TRUE" => Screening::On,
            "FALSE" => Screening::Off,
            other => panic!("unknown screening {other}"),
        },
        improvement: match meta["improvement_direction"].as_str() {
            "increase" => Improvement::Increase,
            "decrease" => Improvement::Decrease,
            "neutral" => Improvement::Neutral,
            other => panic!("unknown direction {other}"),
        },
        target: meta["target"].parse().ok(),
    }
}

/// The points of a chart, each with its phase.
fn points_of(chart: &XmrChart) -> impl Iterator<Item = (&XmrPhase, XmrPoint)> {
    chart
        .phases
        .iter()
        .flat_map(|phase| phase.points.iter().flatten().map(move |point| (phase, *point)))
}

fn check_point(row: &Row, phase: &XmrPhase, point: XmrPoint) {
    assert_close(phase.mean, number(row, "mean"), 1e-9, row);
    let limits = phase.limits.expect("points follow each other");
    assert_close(limits.lower, number(row, "lpl"), 1e-9, row);
    assert_close(limits.upper, number(row, "upl"), 1e-9, row);
    assert_eq!(flag(point.zone == Zone::Outside), row["outside_limits"], "{row:?}");
    assert_eq!(flag(point.zone == Zone::NearLimit), row["close_to_limits"], "{row:?}");
    let side = match point.side {
        Some(Side::Above) => "1",
        Some(Side::Below) => "-1",
        None => "0",
    };
    assert_eq!(side, row["relative_to_mean"], "{row:?}");
    assert_eq!(label_of_cause(point.cause), row["special_cause_type"], "{row:?}");
    assert_eq!(label_of_variation(point.variation), row["point_type"], "{row:?}");
    let warning = if phase.is_provisional { "TRUE" } else { "FALSE" };
    assert_eq!(warning, row["short_group_warning"], "{row:?}");
}

fn flag(is_set: bool) -> &'static str {
    if is_set { "1" } else { "0" }
}

fn label_of_cause(cause: Option<SpecialCause>) -> &'static str {
    match cause {
        None => "Common Cause",
        Some(SpecialCause::OutsideLimits(Side::Above)) => "Above UCL",
        Some(SpecialCause::OutsideLimits(Side::Below)) => "Below LCL",
        Some(SpecialCause::Trend(TrendDirection::Rising)) => "7 Point Trend (Increasing)",
        Some(SpecialCause::Trend(TrendDirection::Falling)) => "7 Point Trend (Decreasing)",
        Some(SpecialCause::TwoOfThree(Side::Above)) => "2 in 3 Above CL",
        Some(SpecialCause::TwoOfThree(Side::Below)) => "2 in 3 Below CL",
        Some(SpecialCause::Shift(Side::Above)) => "7 Points Above CL",
        Some(SpecialCause::Shift(Side::Below)) => "7 Points Below CL",
    }
}

fn label_of_variation(variation: Variation) -> &'static str {
    match variation {
        Variation::CommonCause => "common_cause",
        Variation::Improvement => "special_cause_improvement",
        Variation::Concern => "special_cause_concern",
        Variation::NeutralHigh => "special_cause_neutral_high",
        Variation::NeutralLow => "special_cause_neutral_low",
    }
}

fn label_of_assurance(assurance: Option<Assurance>) -> &'static str {
    match assurance {
        None => "NA",
        Some(Assurance::ConsistentPass) => "consistent_pass",
        Some(Assurance::ConsistentFail) => "consistent_fail",
        Some(Assurance::Inconsistent) => "inconsistent",
    }
}
