//! Means from sums of integers per stratum, as the engine asks for them.

use std::collections::BTreeMap;

use wijkmonitor::stats::{
    Against, ComparedStratum, Confidence, DomainPart, DomainSums, NoInterval, QuantileStratum,
    Stratum, SumError, SurveyError, SurveyMean, difference_of_domains, quantile_of_answers,
    share_of_answers, weighted_mean,
};

use super::wijk::{is_in, wijk_answer};
use super::{CLOSE, CLOSE_BOUND, Tally, quantity_of_difference};
use crate::vectors::{Row, assert_close, load_rows, number, shared};

/// A respondent of a survey in the vectors, with weight and answer as they are written.
struct Respondent {
    stratum: String,
    population: Option<u64>,
    weight: f64,
    in_domain: bool,
    answer: Option<f64>,
}

const WEIGHT_SCALE: f64 = 1e9;
const ANSWER_DECIMALS: u8 = 2;

/// Counts respondents into strata as the engine would, ordered by name.
fn count(respondents: &[Respondent]) -> Result<Vec<Stratum>, SumError> {
    let mut strata: BTreeMap<&str, Stratum> = BTreeMap::new();
    for respondent in respondents {
        let stratum = strata.entry(&respondent.stratum).or_insert(Stratum {
            respondents: 0,
            population: respondent.population,
            members: 0,
            sums: DomainSums::default(),
        });
        stratum.respondents += 1;
        if respondent.in_domain && respondent.weight != 0.0 {
            stratum.members += 1;
            if let Some(answer) = respondent.answer {
                let weight = (respondent.weight * WEIGHT_SCALE).round() as i64;
                stratum.sums.add(weight, (answer * 100.0).round() as i64)?;
            }
        }
    }
    Ok(strata.into_values().collect())
}

fn mean_of(respondents: &[Respondent]) -> Result<SurveyMean, SurveyError> {
    let strata = count(respondents).expect("weights are not negative");
    weighted_mean(&strata, ANSWER_DECIMALS, Confidence::P95)
}

/// Holds one quantity of a mean against what R's survey gives for it.
fn check_quantity(mean: &SurveyMean, row: &Row) {
    let expected = number(row, "value");
    let precision = mean.precision.expect("answers vary in the vectors");
    match row["quantity"].as_str() {
        "n" => assert_eq!(mean.n as f64, expected, "{row:?}"),
        "degf" => assert_eq!(mean.df as f64, expected, "{row:?}"),
        "est" => assert_close(mean.mean, expected, 1e-9, row),
        "se" => assert_close(precision.standard_error, expected, 1e-9, row),
        "ci_t_low" => assert_close(precision.interval.lower(), expected, 1e-9, row),
        "ci_t_high" => assert_close(precision.interval.upper(), expected, 1e-9, row),
        "kish_neff" => assert_close(mean.n_eff, expected, 1e-9, row),
        "deff_replace" => {
            let deff = precision.deff.expect("answers vary in the vectors");
            assert_close(deff, expected, 1e-9, row);
        }
        // The design effect against sampling without replacement and normal intervals.
        "deff" | "ci_z_low" | "ci_z_high" => {}
        other => panic!("unknown quantity {other}"),
    }
}

/// R survey 4.5: `svymean` over the subsets of one design, strata wijk × wave.
#[test]
fn weighted_mean_agrees_with_r_survey_per_wijk() {
    let survey = load_rows("survey_r/wijk_survey.csv");
    for (file, with_fpc) in [("wijk_expected_fpc", true), ("wijk_expected_nofpc", false)] {
        let mut means = BTreeMap::new();
        for expected in load_rows(&format!("survey_r/{file}.csv")) {
            if expected["stat"] != "mean" {
                continue;
            }
            let (variable, domain) = (expected["var"].clone(), expected["domain"].clone());
            let mean = means.entry((variable, domain)).or_insert_with_key(|(variable, domain)| {
                let respondents: Vec<Respondent> = survey
                    .iter()
                    .map(|row| Respondent {
                        stratum: format!("{}.{}", row["wijk"], row["jaar"]),
                        population: with_fpc.then(|| number(row, "N_wijk") as u64),
                        weight: number(row, "gewicht"),
                        in_domain: is_in(row, domain),
                        answer: wijk_answer(row, variable),
                    })
                    .collect();
                mean_of(&respondents).expect("every domain has respondents")
            });
            check_quantity(mean, &expected);
        }
    }
}

/// R survey 4.5: `svymean` over the samples of Californian schools that it ships with.
#[test]
fn weighted_mean_agrees_with_r_survey_for_schools() {
    let designs = [("srs", "apisrs", true), ("srs_nofpc", "apisrs", false)]
        .into_iter()
        .chain([("strat", "apistrat", true), ("strat_nofpc", "apistrat", false)]);
    for (design, file, with_fpc) in designs {
        let schools = load_rows(&format!("survey_r/{file}.csv"));
        for expected in load_rows("survey_r/api_expected.csv") {
            let is_whole_mean = expected["stat"] == "mean" && expected["by"].is_empty();
            if expected["design"] != design || !is_whole_mean {
                continue;
            }
            let respondents: Vec<Respondent> = schools
                .iter()
                .map(|row| Respondent {
                    stratum: if file == "apistrat" { row["stype"].clone() } else { String::new() },
                    population: with_fpc.then(|| number(row, "fpc") as u64),
                    weight: number(row, "pw"),
                    in_domain: true,
                    answer: row[&expected["var"]].parse().ok(),
                })
                .collect();
            check_quantity(&mean_of(&respondents).expect("schools answered"), &expected);
        }
    }
}

/// The strata of `wijk_survey.csv`, each with the respondents for whom `part` has an answer.
fn count_wijken<T>(
    survey: &[Row],
    with_fpc: bool,
    empty: impl Fn(u64, Option<u64>) -> T,
    mut add: impl FnMut(&mut T, &Row, i64),
) -> Vec<T> {
    let mut respondents: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let name = |row: &Row| format!("{}.{}", row["wijk"], row["jaar"]);
    for row in survey {
        let people = number(row, "N_wijk") as u64;
        respondents.entry(name(row)).or_insert((0, people)).0 += 1;
    }
    let mut strata: BTreeMap<String, T> = respondents
        .into_iter()
        .map(|(name, (n, people))| (name, empty(n, with_fpc.then_some(people))))
        .collect();
    for row in survey {
        let weight = (number(row, "gewicht") * WEIGHT_SCALE).round() as i64;
        add(strata.get_mut(&name(row)).expect("counted"), row, weight);
    }
    strata.into_values().collect()
}

fn scaled_answer(row: &Row, variable: &str) -> Option<i64> {
    wijk_answer(row, variable).map(|answer| (answer * 100.0).round() as i64)
}

/// Who is in the first domain of a comparison, who in the second, and with what it is compared.
fn is_compared(stat: &str, domain: &str, row: &Row) -> ([bool; 2], Against) {
    let wave = &domain[..4];
    let is_wijk = |domain: &str| is_in(row, domain);
    match stat {
        "wijk_vs_rest" | "wijk_vs_stad" => {
            let rest = is_wijk(&format!("{wave}|stad")) && !is_wijk(domain);
            let against = if stat == "wijk_vs_rest" { Against::Second } else { Against::Both };
            ([is_wijk(domain), rest], against)
        }
        "wijk_vs_wijk" => {
            let (one, other) = domain.split_once('-').expect("two wijken");
            ([is_wijk(one), is_wijk(&format!("{wave}|{other}"))], Against::Second)
        }
        "wave_diff" => {
            (["2025", "2023"].map(|wave| is_wijk(&format!("{wave}|{domain}"))), Against::Second)
        }
        other => panic!("unknown comparison {other}"),
    }
}

/// The number of a row from sums per stratum, and its tolerance; nothing for what needs rows.
fn from_sums(survey: &[Row], with_fpc: bool, row: &Row) -> Option<(f64, f64)> {
    let [stat, variable, domain, quantity] =
        ["stat", "var", "domain", "quantity"].map(|column| row[column].as_str());
    if stat == "wave_diff" || stat.starts_with("wijk_vs_") {
        let empty = |respondents, population| {
            let (first, second) = (DomainPart::default(), DomainPart::default());
            ComparedStratum { respondents, population, first, second }
        };
        let against = is_compared(stat, domain, &survey[0]).1;
        let strata = count_wijken(survey, with_fpc, empty, |stratum, of, weight| {
            let ([first, second], _) = is_compared(stat, domain, of);
            let parts = [(first, &mut stratum.first), (second, &mut stratum.second)];
            for (_, part) in parts.into_iter().filter(|(is_in, _)| *is_in) {
                part.members += 1;
                if let Some(answer) = scaled_answer(of, variable) {
                    part.sums.add(weight, answer).expect("the sums are small");
                }
            }
        });
        let found = difference_of_domains(&strata, against, ANSWER_DECIMALS, Confidence::P95);
        Some(quantity_of_difference(&found.expect("both answered"), quantity))
    } else if stat == "ciprop_wilson" {
        let empty = |respondents, population| Stratum {
            respondents,
            population,
            members: 0,
            sums: DomainSums::default(),
        };
        let strata = count_wijken(survey, with_fpc, empty, |stratum, of, weight| {
            if is_in(of, domain) {
                stratum.members += 1;
                if let Some(answer) = wijk_answer(of, variable) {
                    stratum.sums.add(weight, answer as i64).expect("the sums are small");
                }
            }
        });
        let found = share_of_answers(&strata, Confidence::P95).expect("somebody answered");
        let interval = found.interval.expect("answers vary");
        let bound = if quantity == "low" { interval.lower() } else { interval.upper() };
        Some((bound, CLOSE_BOUND))
    } else if stat == "quantile_school" {
        let empty = |respondents, population| QuantileStratum {
            respondents,
            population,
            members: 0,
            answers: BTreeMap::new(),
        };
        let strata = count_wijken(survey, with_fpc, empty, |stratum, of, weight| {
            if is_in(of, domain) {
                stratum.members += 1;
                if let Some(answer) = scaled_answer(of, variable) {
                    stratum.answers.entry(answer).or_default().add(weight);
                }
            }
        });
        let p = quantity.parse().expect("a probability");
        let found = quantile_of_answers(&strata, p, ANSWER_DECIMALS, Confidence::P95);
        Some((found.expect("somebody answered").value, CLOSE))
    } else {
        None
    }
}

/// R survey 4.5: `svycontrast`, `svyglm`, `svyciprop` and `svyquantile`, from sums per stratum.
#[test]
fn sums_per_stratum_agree_with_r_survey_per_wijk() {
    let survey = load_rows("survey_r/wijk_survey.csv");
    for (file, with_fpc) in
        [("survey_r/wijk_expected_fpc.csv", true), ("survey_r/wijk_expected_nofpc.csv", false)]
    {
        let mut tally = Tally::new(file);
        for row in load_rows(file) {
            if let Some((found, tolerance)) = from_sums(&survey, with_fpc, &row) {
                let key = format!("{}|{}|{}", row["domain"], row["stat"], row["quantity"]);
                tally.compare(&row, &key, found, tolerance);
            }
        }
        tally.report();
    }
}

/// The edge cases run through R survey 4.5, by name.
fn load_edge_cases() -> BTreeMap<String, serde_json::Value> {
    let Some(path) = shared("vectors/survey_r/edge_cases.json") else {
        return BTreeMap::new();
    };
    let text = std::fs::read_to_string(path).expect("the vectors can be read");
    let file: serde_json::Value = serde_json::from_str(&text).expect("the vectors are JSON");
    let cases = file["cases"].as_array().expect("a list of cases").clone();
    cases.into_iter().map(|case| (case["id"].as_str().expect("a name").to_owned(), case)).collect()
}

/// The respondents of an edge case; those of `domain` are in the domain.
fn respondents_of(
    case: &serde_json::Value,
    with_fpc: bool,
    domain: Option<&str>,
) -> Vec<Respondent> {
    let rows = case["data"].as_array().expect("rows");
    let to_respondent = |row: &serde_json::Value| Respondent {
        stratum: row["h"].as_str().unwrap_or_default().to_owned(),
        population: row["N"].as_u64().filter(|_| with_fpc),
        weight: row["w"].as_f64().expect("a weight"),
        in_domain: domain.is_none_or(|domain| row["dom"] == domain),
        answer: row["y"].as_f64(),
    };
    rows.iter().map(to_respondent).collect()
}

#[test]
fn weighted_mean_agrees_with_r_survey_at_the_edges() {
    let cases = load_edge_cases();
    if cases.is_empty() {
        return;
    }
    let case = |id: &str, with_fpc: bool, domain: Option<&str>| {
        let found = mean_of(&respondents_of(&cases[id], with_fpc, domain)).expect("answers");
        let precision = found.precision.expect("the answers vary");
        let expected = &cases[id]["outcome"]["result"];
        let value = |name: &str| expected[name].as_f64().expect("a number");
        assert_close(found.mean, value("est"), 1e-9, id);
        assert_close(precision.standard_error, value("se"), 1e-9, id);
        assert_eq!(Some(found.df), expected["degf"].as_u64(), "{id}");
        if let Some(bounds) = expected["ci_t"].as_array() {
            assert_close(precision.interval.lower(), bounds[0].as_f64().expect("low"), 1e-8, id);
            assert_close(precision.interval.upper(), bounds[1].as_f64().expect("high"), 1e-8, id);
        }
        found
    };

    assert_eq!(case("lonely_psu_adjust", false, None).lonely_strata, [2]);
    assert_eq!(case("lonely_psu_fpc_adjust", true, None).lonely_strata, [2]);
    case("certainty_stratum", true, None);
    case("domain_two", true, Some("z"));
    case("zero_weight", false, None);
    case("drop_zero_weight", false, None);
    case("na_y_narm_true", false, None);
    case("n_equals_2", false, None);
}

/// Where R gives a standard error of 0 or stops, the monitor says why it has no interval.
#[test]
fn weighted_mean_says_why_where_r_gives_a_standard_error_of_zero() {
    let cases = load_edge_cases();
    if cases.is_empty() {
        return;
    }
    let reason = |id: &str, with_fpc: bool, domain: Option<&str>| {
        let found = mean_of(&respondents_of(&cases[id], with_fpc, domain)).expect("answers");
        found.precision.expect_err("R finds no variance")
    };

    assert_eq!(reason("census", true, None), NoInterval::FullCount);
    assert_eq!(reason("domain_single", false, Some("y")), NoInterval::OneRespondent);
    assert_eq!(reason("all_same_answer_mean", false, None), NoInterval::NoVariation);
    assert_eq!(reason("n_equals_1", false, None), NoInterval::OneRespondent);
}

#[test]
fn weighted_mean_refuses_what_is_no_sample() {
    let cases = load_edge_cases();
    if cases.is_empty() {
        return;
    }
    let respondents = |id: &str| respondents_of(&cases[id], true, None);

    let too_small = SurveyError::PopulationTooSmall { stratum: 0, population: 2, respondents: 3 };
    assert_eq!(mean_of(&respondents("fpc_smaller_than_n")), Err(too_small));
    let nobody = respondents_of(&cases["domain_empty"], true, Some("nobody"));
    assert_eq!(mean_of(&nobody), Err(SurveyError::NoRespondents));
    assert_eq!(count(&respondents("negative_weight")), Err(SumError::NegativeWeight));
}

/// Leaving out the respondents outside the domain first gives another standard error.
#[test]
fn a_domain_is_not_a_subset() {
    let cases = load_edge_cases();
    let Some(case) = cases.get("domain_two") else {
        return;
    };
    let mut subset = respondents_of(case, true, Some("z"));
    subset.retain(|respondent| respondent.in_domain);
    let wrong = mean_of(&subset).expect("answers").precision.expect("the answers vary");
    let expected = &cases["domain_wrong_subset_first"]["outcome"]["result"]["se"];
    let expected = expected.as_f64().expect("a number");
    assert_close(wrong.standard_error, expected, 1e-9, "domain_wrong_subset_first");
}
