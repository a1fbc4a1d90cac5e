//! Lonely units, full counts, empty domains, equal answers and odd weights.
//!
//! Where R gives a standard error of 0, ours says why it has none; where R stops, ours refuses.

use std::fmt::Write as _;

use serde_json::Value;
use wijkmonitor::stats::{
    Confidence, Design, DesignError, EstimateError, LonelyUnit, NoInterval, Sampled, ShareMethod,
};

use super::share_method;
use crate::vectors::{known_deviation, report_cases, shared};

const FILE: &str = "survey_r/edge_cases.json";

fn load_cases() -> Vec<Value> {
    let Some(path) = shared(&format!("vectors/{FILE}")) else { return Vec::new() };
    let text = std::fs::read_to_string(path).expect("the vectors can be read");
    let file: Value = serde_json::from_str(&text).expect("the vectors are JSON");
    file["cases"].as_array().expect("a list of cases").clone()
}

/// The word that follows `after` in a text.
fn word_after<'t>(text: &'t str, after: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(after)?;
    let rest = rest.trim_start_matches('\'');
    rest.split(|letter: char| !letter.is_alphanumeric()).next().filter(|word| !word.is_empty())
}

/// A case as a design, and who is in its domain.
struct Case {
    rows: Vec<Value>,
    design: Result<Design<String>, DesignError<String>>,
    members: Vec<bool>,
}

impl Case {
    /// Reads the rows of a case; those in `data` when it names none of its own.
    fn new(case: &Value, data: &[Value], domain: Option<&str>) -> Self {
        let text = case["description"].as_str().expect("a description");
        let mut rows = data.to_vec();
        if text.contains("BEFORE svydesign") {
            rows.retain(|row| row["dom"].as_str() == domain);
        }
        let lonely = match word_after(text, "lonely.psu=").unwrap_or("fail") {
            "fail" => LonelyUnit::Fail,
            "remove" => LonelyUnit::Remove,
            "certainty" => LonelyUnit::Certainty,
            "adjust" => LonelyUnit::Adjust,
            "average" => LonelyUnit::Average,
            other => panic!("unknown rule {other}"),
        };
        // R refuses a sample of one unit, ours an error of it.
        let lonely = if rows.len() == 1 { LonelyUnit::Merge } else { lonely };
        let sampled: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(unit, row)| Sampled {
                stratum: row["h"].as_str().unwrap_or_default().to_owned(),
                unit,
                weight: row["w"].as_f64(),
                population: row["N"].as_u64().filter(|_| !text.contains("no fpc")),
                second_stage: None,
            })
            .collect();
        let is_member = |row: &Value| domain.is_none_or(|domain| row["dom"] == domain);
        let members = rows.iter().map(is_member).collect();
        Self { design: Design::new(&sampled, lonely), members, rows }
    }

    fn answers(&self, column: &str) -> Vec<Option<f64>> {
        self.rows.iter().map(|row| row[column].as_f64()).collect()
    }
}

/// Compares a number with one of a case, of which the digits end at the fifteenth.
fn differ(found: f64, expected: &Value) -> bool {
    let is_close = |expected: f64| (found - expected).abs() <= 1e-9 * expected.abs() + 1e-13;
    !expected.as_f64().is_some_and(is_close)
}

/// What is wrong with our mean for a case, if anything.
fn check_mean(case: &Case, outcome: &Value) -> Result<(), String> {
    let refused = outcome["error"].is_string();
    let mean = match &case.design {
        Ok(design) => design.mean(&case.answers("y"), &case.members),
        Err(_) if refused => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    let mean = mean.map_err(|error| error.to_string())?;
    if refused {
        return mean.standard_error().map_or(Ok(()), |se| Err(format!("an error of {se}")));
    }
    let result = outcome["result"].as_object().expect("a result");
    let mut wrong = String::new();
    for (name, expected) in result {
        let se = mean.standard_error();
        let is_wrong = match name.as_str() {
            "est" => differ(mean.value(), expected),
            // No error where R sees no spread, and the reason instead.
            "se" if expected.as_f64() == Some(0.0) => se.is_ok(),
            "se" => se.map_or(true, |se| differ(se, expected)),
            "degf" => Some(mean.df()) != expected.as_u64(),
            "deff" if expected == "NaN" => mean.deff().is_some(),
            "deff" => mean.deff().is_none_or(|deff| differ(deff, expected)),
            "ci_t" => mean.interval(Confidence::P95).map_or(true, |interval| {
                differ(interval.lower(), &expected[0]) || differ(interval.upper(), &expected[1])
            }),
            other => panic!("unknown quantity {other}"),
        };
        if is_wrong {
            write!(wrong, "{name} is {mean:?} instead of {expected}").expect("a text");
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// What is wrong with our share when all gave the same answer, if anything.
///
/// R has no bounds, or both at the share. Wilson, and Korn and Graubard, have an interval that
/// starts there; the other methods say that nothing varies.
fn check_share(case: &Case, method: ShareMethod, variable: &str) -> Result<(), String> {
    let answers: Vec<_> =
        case.answers(variable).iter().map(|answer| answer.map(|y| y == 1.0)).collect();
    let design = case.design.as_ref().map_err(|error| error.to_string())?;
    let share = design.share(&answers, &case.members).map_err(|error| error.to_string())?;
    let interval = share.interval(method, Confidence::P95);
    let has_interval = matches!(method, ShareMethod::Wilson | ShareMethod::KornGraubard);
    let is_right = match interval {
        Ok(interval) => {
            let end = if share.share() == 0.0 { interval.lower() } else { interval.upper() };
            has_interval && end == share.share() && interval.lower() < interval.upper()
        }
        Err(reason) => !has_interval && reason == NoInterval::NoVariation,
    };
    if is_right { Ok(()) } else { Err(format!("{} with {interval:?}", share.share())) }
}

/// R survey 4.5: `svymean` and `svyciprop` where they have little to go on.
#[test]
fn edges_agree_with_r_survey_or_say_why() {
    let (mut met, mut known, mut wrong) = (0, 0, Vec::new());
    let mut domain = None;
    let cases = load_cases();
    for case in &cases {
        let id = case["id"].as_str().expect("a name");
        let text = case["description"].as_str().expect("a description");
        if let Some(method) = word_after(text, "svyciprop(method=") {
            let (_, variable) = id.rsplit_once('_').expect("a variable");
            let has = |other: &&Value| other["data"][0][variable].is_number();
            let data = cases.iter().find(has).expect("data with the variable")["data"].as_array();
            let found = Case::new(case, data.expect("rows"), None);
            if let Err(error) = check_share(&found, share_method(method), variable) {
                wrong.push(format!("{id}: {error}"));
            }
            met += 1;
            continue;
        }
        let data = case["data"].as_array().expect("rows");
        // A case may be about the domain of the one before it.
        domain = match word_after(text, "domain ").filter(|_| data[0]["dom"].is_string()) {
            Some("data" | "but") => domain,
            Some("without") => Some("nobody"),
            found => found,
        };
        let found = Case::new(case, data, domain);
        if known_deviation(FILE, id).is_some() {
            known += 1;
            continue;
        }
        met += 1;
        if let Err(error) = check_mean(&found, &case["outcome"]) {
            wrong.push(format!("{id}: {error}"));
        }
    }
    report_cases(FILE, met, known);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What we say in the cases where R's answer is known not to be ours.
#[test]
fn edges_that_deviate_are_typed() {
    for case in &load_cases() {
        let of =
            |domain: Option<&str>| Case::new(case, case["data"].as_array().expect("rows"), domain);
        let mean = |case: &Case| {
            let design = case.design.as_ref().expect("a design");
            design.mean(&case.answers("y"), &case.members)
        };
        match case["id"].as_str().expect("a name") {
            "domain_empty" => {
                let found = mean(&of(Some("nobody"))).err();
                assert_eq!(found, Some(EstimateError::NoRespondents));
            }
            "domain_single" => {
                let found = mean(&of(Some("y"))).expect("one respondent");
                assert_eq!(found.standard_error(), Err(NoInterval::OneRespondent));
            }
            "negative_weight" => {
                let found = of(None).design.err();
                assert_eq!(found, Some(DesignError::NegativeWeight { row: 2 }));
            }
            // A missing answer is outside the domain, so the mean is that of the others.
            "na_y_narm_false" => {
                let found = mean(&of(None)).expect("others answered");
                assert_eq!(found.n(), 6);
                assert!(found.standard_error().is_ok());
            }
            "fpc_smaller_than_n" => {
                let stratum = "A".to_owned();
                let expected =
                    DesignError::PopulationTooSmall { stratum, population: 2, sampled: 3 };
                assert_eq!(of(None).design.err(), Some(expected));
            }
            "lonely_psu_fail" => {
                let expected = DesignError::LonelyUnit { stratum: "C".to_owned() };
                assert_eq!(of(None).design.err(), Some(expected));
            }
            _ => {}
        }
    }
}
