//! Distributions: their quantiles and their probabilities.
//!
//! The tests hold them against R 4.5.0 to twelve digits. They are our own because every platform
//! has to give the same bits, see the incomplete gamma and beta functions.

mod incomplete;
mod normal;
mod probability;
mod quantile;

pub use normal::{normal_cdf, normal_quantile, normal_upper};
pub use probability::{
    beta_cdf, binomial_cdf, binomial_pmf, binomial_upper, chi_squared_cdf, chi_squared_upper,
    f_cdf, f_upper, ln_gamma, poisson_cdf, poisson_pmf, poisson_upper, student_t_cdf,
    student_t_two_sided,
};
pub use quantile::{beta_quantile, chi_squared_quantile, gamma_quantile, student_t_quantile};
