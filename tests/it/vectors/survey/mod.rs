//! Estimates of surveys against what R's package survey computes from the same respondents.
//!
//! Where the expected values live: see [`crate::vectors`].

mod engine_route;

/// The files that are read here.
pub const FILES: &[&str] = &[
    "survey_r/wijk_survey.csv",
    "survey_r/wijk_expected_fpc.csv",
    "survey_r/wijk_expected_nofpc.csv",
    "survey_r/apisrs.csv",
    "survey_r/apistrat.csv",
    "survey_r/api_expected.csv",
    "survey_r/edge_cases.json",
];
