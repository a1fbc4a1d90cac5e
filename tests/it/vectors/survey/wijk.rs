//! A survey of eight wijken in two waves.

use wijkmonitor::stats::{Confidence, Estimate, MinimumShare, Sampled, ShareEstimate, scale_score};

use super::{
    CLOSE, CLOSE_BOUND, Sample, Tally, answer, quantile, quantity_of, quantity_of_difference,
    share_method,
};
use crate::vectors::{Row, load_rows, number};

/// `svydesign` by the name of the design: strata are wijk and wave, except in `nostrata`.
pub(super) fn load_sample(design: &str, keep: impl Fn(&Row) -> bool) -> Sample {
    let mut rows = load_rows("survey_r/wijk_survey.csv");
    rows.retain(keep);
    Sample::new(rows, |_, row| Sampled {
        stratum: match design {
            "fpc" | "nofpc" => format!("{}.{}", row["wijk"], row["jaar"]),
            "nostrata" => String::new(),
            other => panic!("unknown design {other}"),
        },
        unit: row["id"].parse().expect("a number"),
        weight: answer(row, "gewicht"),
        population: (design == "fpc").then(|| row["N_wijk"].parse().expect("an integer")),
        second_stage: None,
    })
}

/// The answer to a question, by the name of the variable made from it.
pub(super) fn wijk_answer(row: &Row, variable: &str) -> Option<f64> {
    let flag = |yes: bool| f64::from(u8::from(yes));
    match variable {
        "gez_goed" => answer(row, "gezondheid").map(|answer| flag(4.0 <= answer)),
        "topbox" => answer(row, "rapportcijfer").map(|answer| flag(8.0 <= answer)),
        "schaal" => {
            let items = [1, 2, 3, 4].map(|item| answer(row, &format!("item{item}")));
            scale_score(&items, MinimumShare::ALL)
        }
        _ => answer(row, variable),
    }
}

/// True for respondents of a domain such as `2023|WK01` or `2023|stad`.
pub(super) fn is_in(row: &Row, domain: &str) -> bool {
    let (jaar, wijk) = domain.split_once('|').expect("a domain is a wave and a place");
    row["jaar"] == jaar && (wijk == "stad" || row["wijk"] == wijk)
}

fn mean(sample: &Sample, variable: &str, is_member: impl Fn(&Row) -> bool) -> Estimate {
    let answers = sample.map(|row| wijk_answer(row, variable));
    sample.design.mean(&answers, &sample.map(is_member)).expect("every domain has respondents")
}

/// The two means whose difference a row holds.
fn compared(sample: &Sample, row: &Row) -> [Estimate; 2] {
    let [variable, domain] = ["var", "domain"].map(|column| row[column].as_str());
    let mean = |is_member: &dyn Fn(&Row) -> bool| mean(sample, variable, is_member);
    let in_city = |row: &Row| is_in(row, &format!("{}|stad", &domain[..4]));
    match row["stat"].as_str() {
        "wijk_vs_rest" => {
            [mean(&|row| is_in(row, domain)), mean(&|row| in_city(row) && !is_in(row, domain))]
        }
        "wijk_vs_stad" => [mean(&|row| is_in(row, domain)), mean(&in_city)],
        "wijk_vs_wijk" => {
            let (one, wijk) = domain.split_once('-').expect("two wijken");
            let other = format!("{}|{wijk}", &domain[..4]);
            [mean(&|row| is_in(row, one)), mean(&|row| is_in(row, &other))]
        }
        "wave_diff" => {
            ["2025", "2023"].map(|jaar| mean(&|row| is_in(row, &format!("{jaar}|{domain}"))))
        }
        other => panic!("unknown statistic {other}"),
    }
}

fn share(sample: &Sample, row: &Row) -> ShareEstimate {
    let answers = sample.map(|of| wijk_answer(of, &row["var"]).map(|answer| answer == 1.0));
    let members = sample.map(|of| is_in(of, &row["domain"]));
    sample.design.share(&answers, &members).expect("every domain has respondents")
}

fn check(sample: &Sample, row: &Row, tally: &mut Tally) {
    let [stat, variable, domain, quantity] =
        ["stat", "var", "domain", "quantity"].map(|column| row[column].as_str());
    let mut least = f64::NAN;
    let (found, tolerance) = if tally.is_left_out(stat) {
        return;
    } else if stat == "mean" {
        quantity_of(&mean(sample, variable, |row| is_in(row, domain)), quantity)
    } else if let Some(method) = stat.strip_prefix("ciprop_") {
        let found = share(sample, row);
        let interval = found.interval(share_method(method), Confidence::P95).expect("varies");
        match quantity {
            "est" => (found.share(), CLOSE),
            "low" => (interval.lower(), CLOSE_BOUND),
            "high" => (interval.upper(), CLOSE_BOUND),
            other => panic!("unknown quantity {other}"),
        }
    } else if let Some(rule) = stat.strip_prefix("quantile_") {
        let answers = sample.map(|row| wijk_answer(row, variable));
        let members = sample.map(|row| is_in(row, domain));
        let given = answers.iter().zip(&members).filter(|(_, member)| **member);
        least = given.filter_map(|(answer, _)| *answer).fold(f64::INFINITY, f64::min);
        (quantile(sample, (&answers, &members), quantity, rule).value(), CLOSE)
    } else if stat == "cronbach_alpha" {
        assert_eq!((variable, quantity), ("item1-4", "est"), "{row:?}");
        let items: Vec<_> =
            (1..=4).map(|item| sample.map(|row| answer(row, &format!("item{item}")))).collect();
        let members = sample.map(|row| is_in(row, domain));
        (sample.design.cronbach_alpha(&items, &members).expect("a scale"), CLOSE)
    } else {
        let [one, other] = compared(sample, row);
        let found = sample.design.difference(&one, &other, Confidence::P95);
        quantity_of_difference(&found, quantity)
    };
    if stat == "ciprop_likelihood" && quantity != "est" {
        return tally.compare_likelihood(row, found);
    }
    let key = format!("{domain}|{stat}|{quantity}");
    let theirs = number(row, "value");
    if stat == "ciprop_asin" {
        tally.compare_arcsine(row, &key, found);
    } else if stat == "quantile_hf4" && theirs < found && found == least {
        // R follows the line beyond the least answer.
        tally.count_known("method=quantile_hf4 below the least answer");
    } else {
        tally.compare(row, &key, found, tolerance);
    }
}

/// R survey 4.5: `svymean`, `svyciprop`, `svyquantile`, `svycralpha`, and `svycontrast` or `svyglm`
/// for differences.
#[test]
fn estimates_agree_with_r_survey_per_wijk() {
    let files = [
        "survey_r/wijk_expected_fpc.csv",
        "survey_r/wijk_expected_nofpc.csv",
        "survey_r/wijk_expected_nostrata.csv",
    ];
    for file in files {
        let mut tally = Tally::new(file);
        let mut sample: Option<(String, Sample)> = None;
        let rows = load_rows(file);
        if rows.is_empty() {
            continue;
        }
        for row in rows {
            let design = &row["design"];
            if sample.as_ref().is_none_or(|(name, _)| name != design) {
                sample = Some((design.clone(), load_sample(design, |_| true)));
            }
            let (_, sample) = sample.as_ref().expect("loaded");
            check(sample, &row, &mut tally);
        }
        tally.report();
    }
}
