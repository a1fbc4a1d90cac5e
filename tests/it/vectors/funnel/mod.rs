//! Funnels against PHEindicatormethods and, where they are overdispersed, FunnelPlotR.

use wijkmonitor::stats::{
    FEWEST_STANDARDISED_EVENTS, FunnelLevel, FunnelPlace, Interval, Rate, Share, count_limits,
    equivalent_rate, place_rate, place_share, place_standardised_rate, poisson_interval,
    share_limits,
};

use super::{assert_close, load_rows, number, report_cases};

mod dispersion;

/// The files that are read here.
pub const FILES: &[&str] = &[
    "phe/funnel_prop_limits.csv",
    "phe/funnel_prop_limits_axis.csv",
    "phe/funnel_prop_significance.csv",
    "phe/funnel_rate_input.csv",
    "phe/funnel_rate_limits_crude.csv",
    "phe/funnel_rate_limits_crude_zero.csv",
    "phe/funnel_rate_limits_dsr.csv",
    "phe/funnel_rate_significance.csv",
    "phe/funnel_ratio_limits.csv",
    "phe/funnel_ratio_significance.csv",
    "funnelplotr/input.csv",
    "funnelplotr/expected_points.csv",
    "funnelplotr/expected_summary.csv",
];

/// The levels by the names that PHE gives their columns.
const LEVELS: [(&str, FunnelLevel); 2] = [("2s", FunnelLevel::P95), ("3s", FunnelLevel::P998)];

/// PHEindicatormethods 2.1.1: `calculate_funnel_limits(statistic = "proportion")`.
#[test]
fn share_limits_agree_with_phe() {
    for file in ["phe/funnel_prop_limits.csv", "phe/funnel_prop_limits_axis.csv"] {
        let mut met = 0;
        for row in load_rows(file) {
            let average = Share::of(number(&row, "baseline"), 100.0).expect("a percentage");
            for (name, level) in LEVELS {
                let found = share_limits(average, number(&row, "Population"), level.confidence());
                let column = |side: &str| number(&row, &format!("{side}_{name}_limit"));
                assert_close(found.lower() * 100.0, column("lower"), 1e-6, &row);
                assert_close(found.upper() * 100.0, column("upper"), 1e-6, &row);
                met += 2;
            }
        }
        report_cases(file, met, 0);
    }
}

/// PHEindicatormethods 2.1.1: `assign_funnel_significance(statistic = "proportion")`.
///
/// The average is that of the funnel that PHE draws of the same areas, so that it does not hinge
/// on which of them are in the file.
#[test]
fn places_of_shares_agree_with_phe() {
    let file = "phe/funnel_prop_significance.csv";
    let limits = load_rows("phe/funnel_prop_limits.csv");
    let mut met = 0;
    for row in load_rows(file) {
        let average = Share::of(number(&limits[0], "baseline"), 100.0).expect("a percentage");
        let share = Share::of(number(&row, "numerator"), number(&row, "denominator"));
        let found = place_share(share.expect("a part of the whole"), average);
        assert_eq!(label_of(found), row["significance"], "{row:?}");
        met += 1;
    }
    report_cases(file, met, 0);
}

/// PHEindicatormethods 2.1.1: `calculate_funnel_limits(statistic = "rate")`. The peer gives, for a
/// number of events, the population in which it lies on a limit, which it finds by bisection.
#[test]
fn rate_limits_agree_with_phe() {
    // The figures of the peer's example are sums over so many years.
    const YEARS: f64 = 3.0;
    for name in ["crude", "crude_zero", "dsr"] {
        let file = format!("phe/funnel_rate_limits_{name}.csv");
        let mut met = 0;
        for row in load_rows(&file) {
            let events = number(&row, "Events");
            let per_person = number(&row, "baseline") / 100_000.0;
            for (level_name, level) in LEVELS {
                let interval = poisson_interval(events as u64, level.confidence());
                for (side, expected) in [("lower", interval.upper()), ("upper", interval.lower())] {
                    let column = |what: &str| number(&row, &format!("{side}_{level_name}_{what}"));
                    let tolerance = bisection_error(events, expected);
                    let population = column("population_1_year");
                    assert_close(expected / per_person / YEARS, population, tolerance, &row);
                    let limit = events / (expected / per_person) * 100_000.0;
                    assert_close(limit, column("limit"), tolerance, &row);
                    let on_limit =
                        count_limits(population * YEARS * per_person, level.confidence());
                    // A count on a limit moves at most as far as the number expected.
                    let tolerance = tolerance * expected.max(events) / events;
                    assert_close(side_of(on_limit, side), events, tolerance, &row);
                    met += 3;
                }
            }
        }
        report_cases(&file, met, 0);
    }
}

/// PHEindicatormethods 2.1.1: `calculate_funnel_limits(statistic = "ratio")`, as a percentage and
/// as the distance to 1.
#[test]
fn ratio_limits_agree_with_phe() {
    let file = "phe/funnel_ratio_limits.csv";
    let mut met = 0;
    for row in load_rows(file) {
        let events = number(&row, "Observed_events");
        for (level_name, level) in LEVELS {
            let interval = poisson_interval(events as u64, level.confidence());
            for (side, expected) in [("lower", interval.upper()), ("upper", interval.lower())] {
                let column = |what: &str| number(&row, &format!("{side}_{level_name}_{what}"));
                let tolerance = bisection_error(events, expected);
                assert_close(expected, column("exp_events"), tolerance, &row);
                assert_close(events / expected * 100.0, column("isr"), tolerance, &row);
                assert_close(events / expected, column("count") + 1.0, tolerance, &row);
                let on_limit = count_limits(column("exp_events"), level.confidence());
                // A count on a limit moves at most as far as the number expected.
                let tolerance = tolerance * expected.max(events) / events;
                assert_close(side_of(on_limit, side), events, tolerance, &row);
                met += 4;
            }
        }
    }
    report_cases(file, met, 0);
}

/// PHEindicatormethods 2.1.1: `assign_funnel_significance(statistic = "ratio")`.
#[test]
fn places_of_ratios_agree_with_phe() {
    let file = "phe/funnel_ratio_significance.csv";
    let mut met = 0;
    for row in load_rows(file) {
        let events = row["obs"].parse().expect("a count");
        let ratio = Rate::of(events, number(&row, "expected"), 1.0).expect("events are expected");
        assert_eq!(label_of(place_rate(ratio, 1.0)), row["significance"], "{row:?}");
        met += 1;
    }
    report_cases(file, met, 0);
}

/// PHEindicatormethods 2.1.1: `assign_funnel_significance(statistic = "rate")`, of crude and
/// standardised rates, with and without the area that has no events.
///
/// The average is over all areas of the peer's test, also those that are not in the file: 75,831
/// events, in 11,045,484 people of areas with events and 297,820 of the one without, and in
/// 10,757,688.95 people after standardisation.
#[test]
fn places_of_rates_agree_with_phe() {
    const EVENTS: f64 = 75_831.0;
    const PEOPLE: f64 = 11_045_484.0;
    const PEOPLE_WITHOUT_EVENTS: f64 = 297_820.0;
    const STANDARDISED_PEOPLE: f64 = 10_757_688.95;
    let file = "phe/funnel_rate_significance.csv";
    let mut met = 0;
    for row in load_rows(file) {
        let events: u64 = row["count"].parse().expect("a count");
        for column in row.keys() {
            let Some((kind, per, zero)) = parse_significance(column) else {
                assert!(is_input(column), "unknown column {column}");
                continue;
            };
            let found = if kind == "dsr" {
                // The average is in the unit of the rates, which are per 100,000 in the table.
                let rate = equivalent_rate(events, row["rate_dsr"].parse().unwrap_or(0.0), per);
                let average = EVENTS / STANDARDISED_PEOPLE * 100_000.0;
                let place = rate.ok().and_then(|rate| place_standardised_rate(rate, average));
                let label = "Not applicable for events less than 10 for dsrs";
                place.map_or(label, label_of)
            } else {
                let people = if zero { PEOPLE + PEOPLE_WITHOUT_EVENTS } else { PEOPLE };
                let rate = if events == 0 {
                    Rate::of(0, number(&row, "pop"), per)
                } else {
                    equivalent_rate(events, number(&row, &format!("rate_crude_per_{per}")), per)
                };
                label_of(place_rate(rate.expect("a population"), EVENTS / people * per))
            };
            // Where the peer leaves the area without events out, the column holds a filler.
            if events == 0 && !zero {
                continue;
            }
            assert_eq!(found, row[column], "{column} of {row:?}");
            met += 1;
        }
    }
    report_cases(file, met, 0);
}

/// The kind of rate, its unit, and whether areas without events are in, by the name of a column
/// such as `crude_per_100_with_0`.
fn parse_significance(column: &str) -> Option<(&str, f64, bool)> {
    let (kind, rest) = column.split_once("_per_")?;
    let (per, zero) = rest.split_once('_')?;
    let is_known = matches!(kind, "dsr" | "crude") && matches!(zero, "with_0" | "without_0");
    // The standardised rates are per 100,000 in the table, also where the peer takes them for
    // per 100: the unit of a rate does not move its place.
    let per = if kind == "dsr" { 100_000.0 } else { per.parse().ok()? };
    is_known.then_some((kind, per, zero == "with_0"))
}

fn is_input(column: &str) -> bool {
    matches!(column, "count" | "rate_dsr" | "pop") || column.starts_with("rate_crude_per_")
}

/// PHEindicatormethods 2.1.1: `calculate_funnel_points`. The peer's test takes another number of
/// events for the last area: 5 where the rate is standardised, 0 where denominators are given.
#[test]
fn points_of_rates_agree_with_phe() {
    const PER: f64 = 100_000.0;
    let file = "phe/funnel_rate_input.csv";
    let mut met = 0;
    for row in load_rows(file) {
        let (events, rate) = (row["ev"].parse().expect("a count"), number(&row, "rate"));
        let equivalent = equivalent_rate(events, rate, PER).expect("events");
        assert_close(equivalent.value(), number(&row, "rate_chart_crude"), 1e-9, &row);
        let derived = number(&row, "denominator_derived_crude");
        assert_close(equivalent.exposure() / 3.0, derived, 1e-9, &row);
        met += 2;
        if is_missing(&row["rate_chart"]) {
            let few = equivalent_rate(5, rate, PER).expect("events");
            assert!(few.events() < FEWEST_STANDARDISED_EVENTS);
            assert_eq!(place_standardised_rate(few, rate), None);
            assert!(is_missing(&row["denominator_derived"]), "{row:?}");
            let population = number(&row, "denominator_derived_crude_with_denom");
            let none = Rate::of(0, number(&row, "pop"), PER).expect("a population");
            assert_close(none.exposure() / 5.0, population, 1e-9, &row);
        } else {
            assert!(place_standardised_rate(equivalent, rate).is_some());
            assert_close(equivalent.value(), number(&row, "rate_chart"), 1e-9, &row);
            let derived = number(&row, "denominator_derived");
            assert_close(equivalent.exposure() / 3.0, derived, 1e-9, &row);
            let derived = number(&row, "denominator_derived_crude_with_denom");
            assert_close(equivalent.exposure() / 5.0, derived, 1e-9, &row);
        }
        met += 3;
    }
    report_cases(file, met, 0);
}

/// How far PHE's expected number for so many events may be off, as a part of it: it halves steps of
/// `v` in `E = (1 + x) v/(1 - v)` down to 6e-8. That is below 2e-6 except for one event at 99.8 %.
fn bisection_error(events: f64, expected: f64) -> f64 {
    let slope = (1.0 + events) * (1.0 + expected / (1.0 + events)).powi(2);
    6.1e-8 * slope / expected + 1e-8
}

fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "NA")
}

fn side_of(limits: Interval, side: &str) -> f64 {
    if side == "lower" { limits.lower() } else { limits.upper() }
}

fn label_of(place: FunnelPlace) -> &'static str {
    match place {
        FunnelPlace::Within => "Not significant",
        FunnelPlace::Above(FunnelLevel::P95) => "High (0.025)",
        FunnelPlace::Above(FunnelLevel::P998) => "High (0.001)",
        FunnelPlace::Below(FunnelLevel::P95) => "Low (0.025)",
        FunnelPlace::Below(FunnelLevel::P998) => "Low (0.001)",
    }
}
