//! The errors that are left when weights add up to known totals.
//!
//! What an answer shares with its cell or its column of figures has no error any more, since the
//! totals of these are known; only the residual has.
//!
//! References:
//! - Deville, J.-C., Särndal, C.-E. (1992). Calibration estimators in survey sampling. Journal of
//!   the American Statistical Association 87(418), 376-382.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, 7.2 and 7.3; the numbers are
//!   held against his R package survey 4.5.

use super::Design;
use super::calibration::{add_up, regress};
use crate::stats::sum::sum;

/// What to take from a linearised value, since totals that are known have no error.
#[derive(Clone, Debug)]
pub(super) enum Residuals {
    /// The weighted mean of its cell.
    Cells { cells: Vec<usize>, old: Vec<f64>, new: Vec<f64> },
    /// The mean of its cell, margin after margin, each with the weights after its own last step.
    Raking(Vec<(Vec<usize>, Vec<f64>)>),
    /// What a regression on the columns says.
    Linear { columns: Vec<Vec<f64>>, old: Vec<f64>, new: Vec<f64> },
}

/// Below this part of the largest value, a residual is noise of rounding.
const ROUNDING: f64 = 1e-13;
/// Rounds of means for the error after raking, as in R's survey.
const RESIDUAL_ROUNDS: usize = 10;

impl<S> Design<S> {
    /// Takes from linearised values what the calibrations explain.
    pub(super) fn take_residuals(&self, z: &[f64]) -> Vec<f64> {
        let mut z = z.to_vec();
        if self.calibration.is_empty() {
            return z;
        }
        let largest = z.iter().fold(0.0_f64, |largest, z| largest.max(z.abs()));
        for residuals in &self.calibration {
            match residuals {
                Residuals::Cells { cells, old, new } => take_means(&mut z, cells, old, new),
                Residuals::Raking(margins) => {
                    for (cells, weights) in (0..RESIDUAL_ROUNDS).flat_map(|_| margins.iter()) {
                        let equal: Vec<f64> =
                            weights.iter().map(|&w| f64::from(u8::from(0.0 < w))).collect();
                        take_means(&mut z, cells, &equal, weights);
                    }
                }
                Residuals::Linear { columns, old, new } => {
                    take_regression(&mut z, columns, old, new);
                }
            }
        }
        // What is known in full has no error, nor one of rounding.
        z.into_iter().map(|z| if z.abs() <= ROUNDING * largest { 0.0 } else { z }).collect()
    }
}

/// Takes from `z / new` its mean per cell, weighted by `old`.
fn take_means(z: &mut [f64], cells: &[usize], old: &[f64], new: &[f64]) {
    let n_cells = cells.iter().max().map_or(0, |last| last + 1);
    let per_weight =
        |row: usize, z: &[f64]| if 0.0 < new[row] { old[row] * z[row] / new[row] } else { 0.0 };
    let sums: Vec<f64> = (0..z.len()).map(|row| per_weight(row, z)).collect();
    let (above, below) = (add_up(&sums, cells, n_cells), add_up(old, cells, n_cells));
    for (row, z) in z.iter_mut().enumerate() {
        let cell = cells[row];
        if 0.0 < below[cell] {
            *z -= above[cell] / below[cell] * new[row];
        }
    }
}

/// Takes from `z / new` what a regression on the columns, weighted by `old`, says of it.
fn take_regression(z: &mut [f64], columns: &[Vec<f64>], old: &[f64], new: &[f64]) {
    let per_weight: Vec<f64> =
        z.iter().zip(new).map(|(z, w)| if 0.0 < *w { z / w } else { 0.0 }).collect();
    let product = |x: &Vec<f64>| {
        let rows = 0..z.len();
        sum(rows.filter(|&row| 0.0 < new[row]).map(|row| old[row] * x[row] * per_weight[row]))
    };
    let right = columns.iter().map(product).collect();
    let slopes = regress(columns, old, right).expect("solved for the weights before");
    for (row, z) in z.iter_mut().enumerate() {
        let fitted = sum(columns.iter().zip(&slopes).map(|(x, slope)| x[row] * slope));
        *z -= fitted * new[row];
    }
}
