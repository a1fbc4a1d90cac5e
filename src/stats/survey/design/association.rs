//! Whether two questions hang together in a sample: the test of Rao and Scott.
//!
//! References:
//! - Rao, J.N.K., Scott, A.J. (1984). On chi-squared tests for multiway contingency tables with
//!   cell proportions estimated from survey data. Annals of Statistics 12(1), 46-60.
//! - The numbers are held against `svychisq` of the R package survey 4.5.

use std::collections::BTreeSet;

use super::Design;
use super::estimate::{Estimate, EstimateError};
use super::linear::solve;
use crate::stats::special::{chi_squared_upper, f_upper};
use crate::stats::sum::sum;

/// The test of Rao and Scott for a table of two questions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Association {
    /// Pearson's chi-squared of the weighted table, as if the weights added up to the rows.
    pub chi_squared: f64,
    /// The degrees of freedom of the table, `(r - 1)(c - 1)`.
    pub df: u64,
    /// The p-value of chi-squared over its mean design effect: the first-order correction.
    pub first_order_p: f64,
    /// Chi-squared over the sum of its design effects.
    pub f: f64,
    /// The degrees of freedom of `f`, of Satterthwaite, and these times those of the design.
    pub f_df: (f64, f64),
    /// The p-value of `f`: the second-order correction, which is the one to use.
    pub p_value: f64,
}

/// Why a table cannot be tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssociationError {
    /// Nobody answered both questions.
    NoRespondents,
    /// One of the questions got one answer only.
    OneAnswer,
    /// No degree of freedom is left, or nothing varies within strata.
    NoVariation,
}

impl<S> Design<S> {
    /// Tests whether two questions hang together in a domain, over those who answered both.
    ///
    /// Pearson's chi-squared is too large in a sample of clusters or unequal weights. With the
    /// design effects `δ` of the contrasts of the table, it is divided by `Σδ` and held against F
    /// with `(Σδ)²/Σδ²` degrees of freedom.
    pub fn association<R: Ord, C: Ord>(
        &self,
        rows: &[Option<R>],
        columns: &[Option<C>],
        members: &[bool],
    ) -> Result<Association, AssociationError> {
        let both: Vec<_> =
            rows.iter().zip(columns).map(|(r, c)| r.as_ref().zip(c.as_ref())).collect();
        let counted: Vec<bool> = (0..self.n_rows())
            .map(|row| members[row] && both[row].is_some() && 0.0 < self.rows[row].weight)
            .collect();
        let given = || both.iter().zip(&counted).filter(|(_, c)| **c).filter_map(|(pair, _)| *pair);
        let all_rows: BTreeSet<&R> = given().map(|(row, _)| row).collect();
        let all_columns: BTreeSet<&C> = given().map(|(_, column)| column).collect();
        let n = counted.iter().filter(|counts| **counts).count() as f64;
        let (n_rows, n_columns) = (all_rows.len(), all_columns.len());
        if n_rows.min(n_columns) < 2 {
            let is_empty = n_rows == 0;
            return Err(if is_empty {
                AssociationError::NoRespondents
            } else {
                AssociationError::OneAnswer
            });
        }
        let cells: Vec<Estimate> = all_rows
            .iter()
            .flat_map(|row| all_columns.iter().map(move |column| (*row, *column)))
            .map(|cell| {
                let is_cell: Vec<_> =
                    both.iter().map(|pair| pair.map(|pair| f64::from(pair == cell))).collect();
                self.mean(&is_cell, members)
            })
            .collect::<Result<_, EstimateError>>()
            .map_err(|_| AssociationError::NoRespondents)?;
        let p: Vec<f64> = cells.iter().map(Estimate::value).collect();
        let of_row = |row: usize| sum((0..n_columns).map(|column| p[row * n_columns + column]));
        let of_column = |column: usize| sum((0..n_rows).map(|row| p[row * n_columns + column]));
        let distance = |cell: usize| {
            let expected = of_row(cell / n_columns) * of_column(cell % n_columns);
            (p[cell] - expected) * (p[cell] - expected) / expected
        };
        let chi_squared = n * sum((0..p.len()).map(distance));

        // The contrasts that every table with these margins has in common are left out: what
        // remains is the difference of differences with the last row and column.
        let contrasts: Vec<Vec<f64>> = (0..n_rows - 1)
            .flat_map(|row| (0..n_columns - 1).map(move |column| (row, column)))
            .map(|(row, column)| {
                let sign = |found: usize, one: usize, last: usize| {
                    f64::from(u8::from(found == one)) - f64::from(u8::from(found == last))
                };
                let cell = |cell: usize| {
                    sign(cell / n_columns, row, n_rows - 1)
                        * sign(cell % n_columns, column, n_columns - 1)
                };
                (0..p.len()).map(cell).collect()
            })
            .collect();
        // Divided by the shares, as the derivative of their logarithm.
        let over_share = |contrast: &Vec<f64>| -> Vec<f64> {
            contrast.iter().zip(&p).map(|(c, p)| if 0.0 < *p { c / p } else { 0.0 }).collect()
        };
        let z: Vec<Vec<f64>> = contrasts
            .iter()
            .map(over_share)
            .map(|c| {
                (0..self.n_rows())
                    .map(|row| sum(cells.iter().zip(&c).map(|(cell, c)| cell.z[row] * c)))
                    .collect()
            })
            .collect();
        let covariance = |a: &[f64], b: &[f64]| {
            let of = |sign: f64| {
                let z: Vec<f64> = a.iter().zip(b).map(|(a, b)| a + sign * b).collect();
                self.variance(&z, &counted)
            };
            (of(1.0) - of(-1.0)) / 4.0
        };
        let simple =
            |a: &Vec<f64>, b: &Vec<f64>| sum(over_share(a).iter().zip(b).map(|(a, b)| a * b)) / n;
        let simple: Vec<Vec<f64>> =
            contrasts.iter().map(|a| contrasts.iter().map(|b| simple(a, b)).collect()).collect();
        // Column by column of Δ = simple⁻¹ design.
        let effects: Vec<Vec<f64>> = z
            .iter()
            .map(|b| {
                let column = z.iter().map(|a| covariance(a, b)).collect();
                solve(simple.clone(), column)
            })
            .collect::<Option<_>>()
            .ok_or(AssociationError::NoVariation)?;
        let k = effects.len();
        let trace = sum((0..k).map(|i| effects[i][i]));
        let squares = sum((0..k)
            .flat_map(|i| (0..k).map(move |j| (i, j)))
            .map(|(i, j)| effects[i][j] * effects[j][i]));
        let df = self.count_df(|row| members[row] && 0.0 < self.rows[row].weight);
        if df == 0 || trace <= 0.0 || squares <= 0.0 {
            return Err(AssociationError::NoVariation);
        }
        let f = chi_squared / trace;
        let f_df = (trace * trace / squares, trace * trace / squares * df as f64);
        Ok(Association {
            chi_squared,
            df: k as u64,
            first_order_p: chi_squared_upper(chi_squared * k as f64 / trace, k as f64),
            f,
            f_df,
            p_value: f_upper(f, f_df.0, f_df.1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::survey::{LonelyUnit, Sampled};

    fn test(pairs: &[(u8, Option<u8>)]) -> Result<Association, AssociationError> {
        let rows: Vec<_> = (0..pairs.len())
            .map(|unit| Sampled {
                stratum: (),
                unit,
                weight: Some(2.5),
                population: None,
                second_stage: None,
            })
            .collect();
        let design = Design::new(&rows, LonelyUnit::default()).expect("a design");
        let first: Vec<_> = pairs.iter().map(|pair| Some(pair.0)).collect();
        let second: Vec<_> = pairs.iter().map(|pair| pair.1).collect();
        design.association(&first, &second, &vec![true; pairs.len()])
    }

    fn table(counts: [[usize; 2]; 2]) -> Vec<(u8, Option<u8>)> {
        let cells = [(0, 0), (0, 1), (1, 0), (1, 1)];
        let of_cell = |(row, column): (u8, u8)| {
            vec![(row, Some(column)); counts[usize::from(row)][usize::from(column)]]
        };
        cells.into_iter().flat_map(of_cell).collect()
    }

    /// In a simple sample the correction is about none. Pearson by hand:
    /// `40 (8 × 14 - 6 × 12)² / (14 × 26 × 20 × 20)`.
    #[test]
    fn simple_sample_is_hardly_corrected() {
        let found = test(&table([[8, 6], [12, 14]])).expect("a table");
        assert!((found.chi_squared - 40.0 * 1600.0 / 145_600.0).abs() < 1e-12, "{found:?}");
        assert_eq!(found.df, 1);
        // One contrast: F is chi-squared over its effect, with 1 and n - 1 degrees of freedom.
        assert!((found.f_df.0 - 1.0).abs() < 1e-12 && (found.f_df.1 - 39.0).abs() < 1e-9);
        assert!((found.f / found.chi_squared - 39.0 / 40.0).abs() < 0.02, "{found:?}");
        assert!(found.first_order_p < found.p_value);
    }

    #[test]
    fn independent_answers_do_not_hang_together() {
        let found = test(&table([[6, 9], [8, 12]])).expect("a table");
        assert!(found.chi_squared < 1e-12 && 0.999 < found.p_value, "{found:?}");
    }

    #[test]
    fn says_why_there_is_no_test() {
        assert_eq!(test(&[(0, None), (1, None)]).err(), Some(AssociationError::NoRespondents));
        let one_answer = [(0, Some(1)), (1, Some(1)), (1, Some(1))];
        assert_eq!(test(&one_answer).err(), Some(AssociationError::OneAnswer));
    }
}
