//! Quantiles and probabilities of distributions against R.

use wijkmonitor::stats::special::{
    beta_cdf, beta_quantile, binomial_cdf, binomial_pmf, chi_squared_cdf, chi_squared_quantile,
    f_cdf, gamma_quantile, ln_gamma, normal_cdf, normal_quantile, poisson_cdf, poisson_pmf,
    student_t_cdf, student_t_quantile,
};

use super::{Row, assert_close, load_rows, number, report_cases};

/// The files that are read here.
pub const FILES: &[&str] = &["r_special/special.csv"];

/// What ours gives for a call of an R function, by the name it has there.
fn call(row: &Row) -> f64 {
    let [a, b, c] = ["a", "b", "c"].map(|column| move || number(row, column));
    let whole = |column: &str| row[column].parse::<u64>().expect("a count");
    match row["fn"].as_str() {
        "qnorm" => normal_quantile(a()),
        "qt" => student_t_quantile(a(), b()),
        "qchisq" => chi_squared_quantile(a(), b()),
        // R's third argument is the rate, one over the scale.
        "qgamma" => gamma_quantile(a(), b(), 1.0 / c()),
        "qbeta" => beta_quantile(a(), b(), c()),
        "pnorm" => normal_cdf(a()),
        "pt" => student_t_cdf(a(), b()),
        "pchisq" => chi_squared_cdf(a(), b()),
        "pbeta" => beta_cdf(a(), b(), c()),
        "pf" => f_cdf(a(), b(), c()),
        "lgamma" => ln_gamma(a()),
        "ppois" => poisson_cdf(whole("a"), b()),
        "dpois" => poisson_pmf(whole("a"), b()),
        "pbinom" => binomial_cdf(whole("a"), whole("b"), c()),
        "dbinom" => binomial_pmf(whole("a"), whole("b"), c()),
        // 2 Φ(x√2) - 1.
        "erf_via_pnorm" => 2.0 * normal_cdf(a() * 2.0_f64.sqrt()) - 1.0,
        other => panic!("unknown function {other}"),
    }
}

/// R 4.5.0, the functions named.
#[test]
fn distributions_agree_with_r() {
    let rows = load_rows("r_special/special.csv");
    for row in &rows {
        assert_close(call(row), number(row, "value"), 1e-12, row);
    }
    report_cases("r_special/special.csv", rows.len(), 0);
}
