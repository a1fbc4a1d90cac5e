//! Estimates of surveys against what R's package survey computes from the same respondents.
//!
//! Where the expected values live: see [`crate::vectors`].

use std::collections::BTreeMap;

use wijkmonitor::stats::{
    Confidence, Design, Estimate, LonelyUnit, QuantileEstimate, QuantileRule, Sampled, ShareMethod,
    SurveyDifference,
};

use super::{DEVIATIONS, Row, known_deviation, load_rows, number};

mod api;
mod calibration;
mod edges;
mod engine_route;
mod wijk;

/// The files that are read here.
pub const FILES: &[&str] = &[
    "survey_r/apiclus1.csv",
    "survey_r/apiclus2.csv",
    "survey_r/apisrs.csv",
    "survey_r/apistrat.csv",
    "survey_r/api_expected.csv",
    "survey_r/edge_cases.json",
    "survey_r/poststrat_population.csv",
    "survey_r/poststrat_weights_expected.csv",
    "survey_r/wijk_expected_cal.csv",
    "survey_r/wijk_expected_fpc.csv",
    "survey_r/wijk_expected_nofpc.csv",
    "survey_r/wijk_expected_nostrata.csv",
    "survey_r/wijk_survey.csv",
];

/// A table of respondents and how they were drawn.
struct Sample {
    rows: Vec<Row>,
    design: Design<String>,
}

impl Sample {
    fn new(rows: Vec<Row>, drawn: impl Fn(usize, &Row) -> Sampled<String, u64>) -> Self {
        let sampled: Vec<_> = rows.iter().enumerate().map(|(idx, row)| drawn(idx, row)).collect();
        let design = Design::new(&sampled, LonelyUnit::Fail).expect("the vectors make a design");
        Self { rows, design }
    }

    /// An answer for each row.
    fn map<T>(&self, of: impl Fn(&Row) -> T) -> Vec<T> {
        self.rows.iter().map(of).collect()
    }

    fn everyone(&self) -> Vec<bool> {
        vec![true; self.rows.len()]
    }
}

/// The number in a column, or nothing when it is empty.
fn answer(row: &Row, column: &str) -> Option<f64> {
    row[column].parse().ok()
}

/// How many rows of a file were met.
struct Tally {
    file: &'static str,
    met: usize,
    known: usize,
    deviations: BTreeMap<String, f64>,
    failures: Vec<String>,
}

impl Tally {
    fn new(file: &'static str) -> Self {
        let rows = load_rows(DEVIATIONS).into_iter().filter(|row| row["file"] == file);
        let ours =
            rows.filter_map(|row| Some((row["key"].clone(), row["our_value"].parse().ok()?)));
        Self { file, met: 0, known: 0, deviations: ours.collect(), failures: Vec::new() }
    }

    /// True when we do not offer the method of a row, for a reason given.
    fn is_left_out(&mut self, method: &str) -> bool {
        let is_known = known_deviation(self.file, &format!("method={method}")).is_some();
        self.known += usize::from(is_known);
        is_known
    }

    /// Holds a number against that of a row, or against ours where the two are known to differ.
    fn compare(&mut self, row: &Row, key: &str, found: f64, tolerance: f64) {
        let theirs = number(row, "value");
        let is_known = known_deviation(self.file, key).is_some();
        // Definition 2 is the rule of school under another name.
        let ours = self.deviations.get(&key.replace("hf2", "school").replace("hf1", "math"));
        let expected = if is_known { *ours.expect("known with our value") } else { theirs };
        let error = (found - expected).abs();
        // Differences near 0 lose digits that were there in what was subtracted.
        let allowed = tolerance * expected.abs() + 1e-14;
        if allowed < error || error.is_nan() {
            let row = row.values().cloned().collect::<Vec<_>>().join(" ");
            self.failures.push(format!("{row}: {found} instead of {expected}, off by {error:e}"));
        } else if is_known {
            self.known += 1;
        } else {
            self.met += 1;
        }
    }

    /// Counts a row that differs for a reason that holds for all rows like it.
    fn count_known(&mut self, key: &str) {
        assert!(known_deviation(self.file, key).is_some(), "{key} of {} is not known", self.file);
        self.known += 1;
    }

    /// Holds the bounds of the likelihood to those of R, which are not exact: they come from a
    /// spline through a few points of the profile, with a dispersion of `n/(n - 1)` that the
    /// design effect has already.
    fn compare_likelihood(&mut self, row: &Row, found: f64) {
        let theirs = number(row, "value");
        if (found - theirs).abs() <= 0.03 {
            self.known += 1;
        } else {
            self.failures.push(format!("{row:?}: {found} instead of about {theirs}"));
        }
    }

    /// Holds the bounds of the arcsine to those of R, which turn back where the angle passes 0 or
    /// a right one: `sin(-x)²` is above 0. Ours stay there.
    fn compare_arcsine(&mut self, row: &Row, key: &str, found: f64) {
        let turned = (found == 0.0 || found == 1.0) && number(row, "value") != found;
        if turned {
            self.count_known("method=ciprop_asin beyond the end");
        } else {
            self.compare(row, key, found, CLOSE_BOUND);
        }
    }

    fn report(self) {
        super::report_cases(self.file, self.met, self.known);
        let n = self.failures.len();
        assert!(n == 0, "{n} rows of {} differ:\n{}", self.file, self.failures.join("\n"));
    }
}

/// The tolerance of estimates and their errors, and that of intervals.
const CLOSE: f64 = 1e-9;
const CLOSE_BOUND: f64 = 1e-8;

/// A quantity of an estimate by its name in the vectors, and the tolerance for it.
fn quantity_of(estimate: &Estimate, quantity: &str) -> (f64, f64) {
    let interval = || estimate.interval(Confidence::P95).expect("answers vary in the vectors");
    let normal = || estimate.normal_interval(Confidence::P95).expect("answers vary");
    match quantity {
        "est" => (estimate.value(), CLOSE),
        "se" => (estimate.standard_error().expect("answers vary in the vectors"), CLOSE),
        "n" => (estimate.n() as f64, 0.0),
        "df" | "degf" => (estimate.df() as f64, 0.0),
        "kish_neff" => (estimate.n_eff(), CLOSE),
        "deff" => (estimate.deff().expect("a sample"), CLOSE),
        "deff_replace" => (estimate.deff_with_replacement().expect("answers vary"), CLOSE),
        "ci_t_low" => (interval().lower(), CLOSE_BOUND),
        "ci_t_high" => (interval().upper(), CLOSE_BOUND),
        "ci_z_low" => (normal().lower(), CLOSE_BOUND),
        "ci_z_high" => (normal().upper(), CLOSE_BOUND),
        other => panic!("unknown quantity {other}"),
    }
}

fn quantity_of_difference(found: &SurveyDifference, quantity: &str) -> (f64, f64) {
    let precision = found.precision.expect("answers vary in the vectors");
    match quantity {
        "diff" | "est" => (found.difference, CLOSE),
        "se" => (precision.standard_error, CLOSE),
        "t" => (precision.t, CLOSE),
        "p" | "p_t" => (precision.p_value, CLOSE_BOUND),
        "df" => (found.df as f64, 0.0),
        "ci_t_low" | "low" => (precision.interval.lower(), CLOSE_BOUND),
        "ci_t_high" | "high" => (precision.interval.upper(), CLOSE_BOUND),
        other => panic!("unknown quantity {other}"),
    }
}

/// The methods of `svyciprop` and of the intervals of `svyquantile`.
fn share_method(name: &str) -> ShareMethod {
    match name {
        "wilson" => ShareMethod::Wilson,
        "beta" => ShareMethod::KornGraubard,
        "logit" | "xlogit" => ShareMethod::Logit,
        "asin" => ShareMethod::ArcSine,
        "mean" => ShareMethod::Student,
        "likelihood" => ShareMethod::Likelihood,
        other => panic!("unknown method {other}"),
    }
}

/// The rules of `svyquantile`.
fn quantile_rule(name: &str) -> QuantileRule {
    match name {
        "math" | "hf1" => QuantileRule::Smallest,
        "school" | "hf2" => QuantileRule::School,
        "hf4" => QuantileRule::Line,
        "hf5" => QuantileRule::MidLine,
        "hf6" => QuantileRule::WideLine,
        "hf7" => QuantileRule::FullLine,
        "hf8" => QuantileRule::MedianLine,
        "hf9" => QuantileRule::NormalLine,
        other => panic!("unknown rule {other}"),
    }
}

fn quantile(
    sample: &Sample,
    (answers, members): (&[Option<f64>], &[bool]),
    p: &str,
    rule: &str,
) -> QuantileEstimate {
    let p = p.parse().expect("a probability");
    let found = sample.design.quantile(answers, members, p, quantile_rule(rule));
    found.expect("every domain has respondents")
}
