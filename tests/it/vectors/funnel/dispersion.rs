//! Areas that differ by more than chance, against FunnelPlotR.

use wijkmonitor::stats::special::normal_upper;
use wijkmonitor::stats::{
    Confidence, FunnelArea, FunnelLevel, FunnelTransform, Interval, Overdispersion,
    approximate_count_limits, overdispersion,
};

use super::is_missing;
use crate::vectors::{Row, assert_close, known_deviation, load_rows, number, report_cases};

/// The points of FunnelPlotR.
const POINTS: &str = "funnelplotr/expected_points.csv";

/// A run of FunnelPlotR by its name, such as `wijk25_od_SR_CQC`: its data and its scale.
fn parse_run(id: &str) -> (&str, FunnelTransform) {
    [
        ("_PR_", FunnelTransform::Arcsine),
        ("_SR_SHMI", FunnelTransform::Log),
        ("_SR_CQC", FunnelTransform::SquareRoot),
        ("_RC_", FunnelTransform::LogOfCounts),
    ]
    .into_iter()
    .find_map(|(suffix, transform)| Some((id.strip_suffix(suffix)?, transform)))
    .unwrap_or_else(|| panic!("unknown run {id}"))
}

/// The areas of a data set with the dispersion between them.
fn disperse(dataset: &str, transform: FunnelTransform) -> (Vec<Row>, Overdispersion) {
    let mut rows = load_rows("funnelplotr/input.csv");
    rows.retain(|row| row["dataset"] == dataset);
    let areas: Vec<FunnelArea> = rows
        .iter()
        .map(|row| FunnelArea::of(number(row, "numerator"), number(row, "denominator")))
        .map(|area| area.expect("a denominator"))
        .collect();
    let found = overdispersion(&areas, transform).expect("areas with events");
    (rows, found)
}

/// The confidence of a normal quantile: FunnelPlotR rounds its two to six decimals.
fn confidence_of(z: f64) -> Confidence {
    Confidence::new(1.0 - 2.0 * normal_upper(z)).expect("a confidence")
}

/// FunnelPlotR 0.6.0: `funnel_plot(draw_adjusted = TRUE, trim_by = 0.1)`.
///
/// Keys of known deviations are a scale and what differs, such as `SR_CQC|limits`.
#[test]
fn overdispersed_funnels_agree_with_funnelplotr() {
    let (mut met, mut known) = (0, 0);
    for row in load_rows(POINTS) {
        let (dataset, transform) = parse_run(&row["id"]);
        let (areas, found) = disperse(dataset, transform);
        let idx = areas.iter().position(|area| area["group"] == row["group"]);
        let idx = idx.expect("the area is in the data");
        let score = found.scores[idx];
        assert_close(score.value, number(&row, "Y"), 1e-9, &row);
        assert_close(score.z, number(&row, "Uzscore"), 1e-9, &row);
        assert_eq!(score.counted_z.is_none(), is_missing(&row["Wuzscore"]), "{row:?}");
        if let Some(counted) = score.counted_z {
            assert_close(counted, number(&row, "Wuzscore"), 1e-9, &row);
        }
        met += 3;

        // The standard error with which the peer draws its limits.
        let drawn_with = number(&row, "s");
        if transform == FunnelTransform::LogOfCounts {
            known_deviation(POINTS, "RC|s").expect("the standard error of a log of counts");
            known += 1;
        } else {
            assert_close(score.standard_error, drawn_with, 1e-9, &row);
            met += 1;
        }
        for (name, z) in [("95", 1.959_964), ("998", 3.090_232)] {
            let of = |tau2| transform.limits(found.target, drawn_with, tau2, confidence_of(z));
            let adjusted = of(found.tau2).expect("a target on the scale");
            let column = |text: &str| number(&row, &text.replace('#', name));
            if transform == FunnelTransform::SquareRoot {
                known_deviation(POINTS, "SR_CQC|limits").expect("limits on the square root");
                // The same limits before they are squared, except where there is no root.
                let lower = column("OD#LCL").max(0.0);
                assert_close(adjusted.lower().sqrt(), lower, 1e-9, &row);
                assert_close(adjusted.upper().sqrt(), column("OD#UCL"), 1e-9, &row);
                known += 2;
            } else {
                assert_close(adjusted.lower(), column("OD#LCL"), 1e-9, &row);
                assert_close(adjusted.upper(), column("OD#UCL"), 1e-9, &row);
                met += 2;
            }
            let plain = match transform {
                FunnelTransform::Log | FunnelTransform::SquareRoot => {
                    let level = if name == "95" { FunnelLevel::P95 } else { FunnelLevel::P998 };
                    let expected = number(&row, "denominator");
                    let counts = approximate_count_limits(expected, level.confidence());
                    Interval::new(counts.lower() / expected, counts.upper() / expected)
                }
                FunnelTransform::Arcsine | FunnelTransform::LogOfCounts => of(0.0),
            };
            let plain = plain.expect("a target on the scale");
            assert_close(plain.lower(), column("LCL#"), 1e-9, &row);
            assert_close(plain.upper(), column("UCL#"), 1e-9, &row);
            met += 2;
        }

        if is_outlier(&found, &areas[idx]) == (row["outlier"] == "1") {
            met += 1;
        } else {
            assert!(knows_outliers(&row["id"]), "{row:?}");
            known += 1;
        }
    }
    report_cases(POINTS, met, known);
}

/// Whether an area lies beyond the limits at 99.8 %, adjusted however few areas there are.
fn is_outlier(found: &Overdispersion, area: &Row) -> bool {
    let (teller, noemer) = (number(area, "numerator"), number(area, "denominator"));
    let on_target = FunnelArea::of(found.target * noemer, noemer).expect("a denominator");
    let standard_error = found.transform.standard_error(on_target);
    let confidence = confidence_of(3.090_232);
    let limits = found.transform.limits(found.target, standard_error, found.tau2, confidence);
    let limits = limits.expect("a target on the scale");
    teller / noemer < limits.lower() || limits.upper() < teller / noemer
}

/// Whether the outliers of a run are known to differ, by the end of its name.
fn knows_outliers(run: &str) -> bool {
    ["SR_CQC", "RC"].iter().any(|scale| {
        let is_of_scale = run.trim_end_matches('_').ends_with(scale);
        is_of_scale && known_deviation(POINTS, &format!("{scale}|outlier")).is_some()
    })
}

/// FunnelPlotR 0.6.0: `phi`, `tau2` and `outliers` of each run.
#[test]
fn dispersion_agrees_with_funnelplotr() {
    let file = "funnelplotr/expected_summary.csv";
    let (mut met, mut known) = (0, 0);
    for row in load_rows(file) {
        let (dataset, transform) = parse_run(&row["id"]);
        let (areas, found) = disperse(dataset, transform);
        assert_close(found.phi, number(&row, "phi"), 1e-9, &row);
        assert_close(found.tau2, number(&row, "tau2"), 1e-9, &row);
        met += 2;
        let Some(outliers) = row.get("outliers") else {
            continue;
        };
        let mut ours = areas.iter().filter(|area| is_outlier(&found, area));
        let is_met = if let Ok(n_outliers) = outliers.parse::<usize>() {
            ours.count() == n_outliers
        } else {
            let names =
                outliers.split(|c: char| !c.is_alphanumeric()).filter(|name| !name.is_empty());
            names
                .filter(|name| *name != "NA")
                .all(|name| ours.next().is_some_and(|area| area["group"] == name))
                && ours.next().is_none()
        };
        assert!(is_met || knows_outliers(&row["id"]), "{row:?}");
        if is_met {
            met += 1;
        } else {
            known += 1;
        }
    }
    report_cases(file, met, known);
}
