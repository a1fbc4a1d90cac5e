//! Quantiles of distributions against R.

use wijkmonitor::stats::special::{chi_squared_quantile, normal_quantile, student_t_quantile};

use super::{assert_close, load_rows, number};

/// The files that are read here.
pub const FILES: &[&str] = &["r_special/special.csv"];

/// R 4.5.0: `qnorm`, `qt`, `qchisq`.
#[test]
fn quantiles_agree_with_r() {
    for row in load_rows("r_special/special.csv") {
        let found = match row["fn"].as_str() {
            "qnorm" => normal_quantile(number(&row, "a")),
            "qt" => student_t_quantile(number(&row, "a"), number(&row, "b")),
            "qchisq" => chi_squared_quantile(number(&row, "a"), number(&row, "b")),
            _ => continue,
        };
        assert_close(found, number(&row, "value"), 1e-12, row);
    }
}
