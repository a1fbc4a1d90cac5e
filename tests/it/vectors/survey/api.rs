//! The samples of Californian schools that R's survey ships with.

use std::collections::BTreeMap;

use wijkmonitor::stats::{Around, Confidence, Estimate, NoInterval, Sampled, SecondStage};

use super::{
    CLOSE, CLOSE_BOUND, Sample, Tally, answer, quantile, quantity_of, quantity_of_difference,
    share_method,
};
use crate::vectors::{Row, load_rows, number};

/// `svydesign` by the name of the design.
fn load_sample(name: &str) -> Sample {
    let (base, with_fpc) = name.strip_suffix("_nofpc").map_or((name, true), |base| (base, false));
    let rows = load_rows(&format!("survey_r/api{base}.csv"));
    let integer = |row: &Row, column: &str| row[column].parse::<u64>().expect("an integer");
    let people = |row: &Row, column: &str| with_fpc.then(|| integer(row, column));
    let base = base.to_owned();
    Sample::new(rows, |idx, row| {
        let (unit, fpc) = match base.as_str() {
            "srs" | "strat" => (idx as u64, "fpc"),
            "clus1" => (integer(row, "dnum"), "fpc"),
            "clus2" => (integer(row, "dnum"), "fpc1"),
            other => panic!("unknown design {other}"),
        };
        Sampled {
            stratum: if base == "strat" { row["stype"].clone() } else { String::new() },
            unit,
            weight: answer(row, "pw"),
            population: people(row, fpc),
            second_stage: (base == "clus2").then(|| SecondStage {
                unit: integer(row, "snum"),
                population: people(row, "fpc2"),
            }),
        }
    })
}

/// The estimate of a row: a mean, a total, a ratio or the share of a level, in a domain or not.
fn estimate(
    sample: &Sample,
    stat: &str,
    variable: &str,
    level: &str,
    members: &[bool],
) -> Estimate {
    let design = &sample.design;
    let answers = |variable: &str| sample.map(|row| answer(row, variable));
    let found = match stat {
        "mean" => design.mean(&answers(variable), members),
        "total" => design.total(&answers(variable), members),
        "var" => design.variance_of_answers(&answers(variable), members),
        "ratio" => {
            let (above, below) = variable.split_once('/').expect("a ratio of two");
            design.ratio(&answers(above), &answers(below), members)
        }
        "prop" => {
            let level = level.strip_prefix(variable).expect("a level starts with its variable");
            let cell = |row: &Row| Some(&row[variable]).filter(|cell| !cell.is_empty()).cloned();
            let answers = sample.map(|row| cell(row).map(|cell| cell == level));
            design.share(&answers, members).map(|share| share.estimate().clone())
        }
        other => panic!("unknown statistic {other}"),
    };
    found.expect("every domain has schools")
}

fn check(sample: &Sample, row: &Row, tally: &mut Tally) {
    let [stat, variable, by, level, quantity] =
        ["stat", "var", "by", "level", "quantity"].map(|column| row[column].as_str());
    let of_level = |level: &str| sample.map(|school| by.is_empty() || school[by] == level);
    let numbers = || sample.map(|school| answer(school, variable));
    let is_left_out = tally.is_left_out(stat) || tally.is_left_out(&format!("{stat} {quantity}"));
    let (found, tolerance) = if is_left_out {
        return;
    } else if let Some(stat) = stat.strip_prefix("domain_").filter(|stat| *stat != "diff") {
        quantity_of(&estimate(sample, stat, variable, "", &of_level(level)), quantity)
    } else if stat == "degf" {
        (
            sample
                .design
                .mean(&sample.map(|_| Some(0.0)), &sample.everyone())
                .expect("schools")
                .df() as f64,
            0.0,
        )
    } else if stat == "domain_diff" || stat == "ttest" {
        let (one, other) = level.split_once('-').expect("two levels");
        let [one, other] = [one, other]
            .map(|level| sample.design.mean(&numbers(), &of_level(level)).expect("schools"));
        let found = sample.design.difference(&one, &other, Confidence::P95);
        quantity_of_difference(&found, quantity)
    } else if let Some(method) = stat.strip_prefix("ciprop_") {
        let answers = sample.map(|school| Some(school[variable] == level));
        let found = sample.design.share(&answers, &sample.everyone()).expect("schools");
        let interval = found.interval(share_method(method), Confidence::P95).expect("varies");
        match quantity {
            "est" => (found.share(), CLOSE),
            "low" => (interval.lower(), CLOSE_BOUND),
            "high" => (interval.upper(), CLOSE_BOUND),
            other => panic!("unknown quantity {other}"),
        }
    } else if let Some(method) = stat.strip_prefix("quantile_ci_") {
        let found = quantile(sample, (&numbers(), &sample.everyone()), level, "math");
        let around = found.interval(share_method(method), Around::Found, Confidence::P95);
        let around = around.expect("schools vary");
        match quantity {
            "est" => (found.value(), CLOSE),
            "low" => (around.interval.lower(), CLOSE),
            "high" => (around.interval.upper(), CLOSE),
            "se" => (around.standard_error, CLOSE),
            other => panic!("unknown quantity {other}"),
        }
    } else if let Some(rule) = stat.strip_prefix("quantile_") {
        assert_eq!(quantity, "est", "{row:?}");
        (quantile(sample, (&numbers(), &sample.everyone()), level, rule).value(), CLOSE)
    } else if let Some(method) = stat.strip_prefix("chisq_") {
        let (rows, columns) = variable.split_once(" x ").expect("two variables");
        let cells = |column: &str| {
            sample.map(|school| Some(school[column].clone()).filter(|cell| !cell.is_empty()))
        };
        let members = sample.everyone();
        let found = sample.design.association(&cells(rows), &cells(columns), &members);
        let found = found.expect("a table");
        match (method, quantity) {
            ("F", "stat") => (found.f, CLOSE),
            ("F", "p") => (found.p_value, CLOSE_BOUND),
            // The same statistic, of which these have another p-value.
            ("Chisq" | "lincom" | "saddlepoint", "stat") => (found.chi_squared, CLOSE),
            ("Chisq", "p") => (found.first_order_p, CLOSE_BOUND),
            other => panic!("unknown test {other:?}"),
        }
    } else {
        let found = estimate(sample, stat, variable, level, &sample.everyone());
        if number(row, "value") == 0.0 && (quantity == "se" || quantity == "deff") {
            // Where the levels are the strata, nothing varies and we say so. Elsewhere it is the
            // design effect of R that is not there.
            match found.standard_error() {
                Err(reason) => {
                    assert_eq!(reason, NoInterval::NoVariation, "{row:?}");
                    tally.met += 1;
                }
                Ok(_) => tally.count_known(&format!("method={stat} {quantity} of a later level")),
            }
            return;
        }
        quantity_of(&found, quantity)
    };
    if stat == "ciprop_likelihood" && quantity != "est" {
        return tally.compare_likelihood(row, found);
    }
    let key = format!("{}|{stat}|{level}", row["design"]);
    if stat == "ciprop_asin" {
        tally.compare_arcsine(row, &key, found);
    } else {
        tally.compare(row, &key, found, tolerance);
    }
}

/// R survey 4.5: `svymean`, `svytotal`, `svyvar`, `svyratio`, `svyciprop`, `svyquantile`, `svyby`,
/// `svycontrast`, `svyttest` and `svychisq`.
#[test]
fn estimates_agree_with_r_survey_for_schools() {
    let mut tally = Tally::new("survey_r/api_expected.csv");
    let mut samples = BTreeMap::new();
    for row in load_rows("survey_r/api_expected.csv") {
        let sample =
            samples.entry(row["design"].clone()).or_insert_with_key(|name| load_sample(name));
        assert!(number(&row, "value").is_finite(), "{row:?}");
        check(sample, &row, &mut tally);
    }
    tally.report();
}
