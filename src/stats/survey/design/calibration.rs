//! Weights that add up to known totals of the population, and the errors that are left then.
//!
//! References:
//! - Deming, W.E., Stephan, F.F. (1940). On a least squares adjustment of a sampled frequency
//!   table when the expected marginal totals are known. Annals of Mathematical Statistics 11(4),
//!   427-444.
//! - Deville, J.-C., Särndal, C.-E. (1992). Calibration estimators in survey sampling. Journal of
//!   the American Statistical Association 87(418), 376-382.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapter 7; the numbers are
//!   held against `postStratify`, `rake` and `calibrate` of his R package survey 4.5.

use std::collections::BTreeMap;
use std::fmt;

use super::Design;
use super::linear::solve;
use super::residuals::Residuals;
use crate::stats::sum::sum;

/// A division of the population whose parts are known, such as that by age.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin<C> {
    /// What it is called when something is wrong.
    pub name: String,
    /// The part that each row of the design belongs to.
    pub cells: Vec<C>,
    /// The size of each part in the population.
    pub totals: BTreeMap<C, f64>,
}

/// Why weights cannot be made to add up.
#[derive(Clone, Debug, PartialEq)]
pub enum CalibrationError<C> {
    /// No totals were given.
    NoTotals,
    /// A part of the population has nobody in the sample to stand for it; combine it with another.
    EmptyCell {
        /// The name of the margin.
        margin: String,
        /// The part.
        cell: C,
    },
    /// A part of the sample is not in the population, or its size there is not above 0.
    NoTotal {
        /// The name of the margin.
        margin: String,
        /// The part.
        cell: C,
    },
    /// Raking does not settle: the totals contradict each other, or the sample cannot meet them.
    NotConverged {
        /// The margin that is furthest from its totals.
        margin: String,
    },
    /// One column of figures follows from the others, or a total is not finite.
    Dependent,
    /// A row would get a weight below 0.
    NegativeWeight {
        /// The place in the rows of the design.
        row: usize,
    },
}

impl<C: fmt::Debug> fmt::Display for CalibrationError<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTotals => f.write_str("no totals were given"),
            Self::EmptyCell { margin, cell } => {
                write!(f, "nobody in the sample is {cell:?} of {margin}")
            }
            Self::NoTotal { margin, cell } => write!(f, "{margin} has no total for {cell:?}"),
            Self::NotConverged { margin } => write!(f, "the weights do not meet {margin}"),
            Self::Dependent => f.write_str("the totals follow from each other"),
            Self::NegativeWeight { row } => write!(f, "row {row} would weigh less than zero"),
        }
    }
}

impl<C: fmt::Debug> std::error::Error for CalibrationError<C> {}

/// Raking stops when every part of every margin is met up to this part of its total.
const SETTLED: f64 = 1e-10;
/// Rounds of raking; a sample that needs more meets its totals with weights nobody wants.
const MAX_ROUNDS: usize = 100;
impl<S: Clone> Design<S> {
    /// Makes the weights of each cell add up to its total: post-stratification.
    pub fn post_stratify<C: Ord + Clone>(
        &self,
        margin: &Margin<C>,
    ) -> Result<Self, CalibrationError<C>> {
        let (cells, totals) = self.number_cells(margin)?;
        let old: Vec<f64> = self.weights().collect();
        let new = fit(&old, &cells, &totals);
        let residuals = Residuals::Cells { cells, old, new: new.clone() };
        Ok(self.with_weights(new, residuals))
    }

    /// Makes the weights add up to the totals of several margins in turn, until nothing changes:
    /// raking.
    pub fn rake<C: Ord + Clone>(&self, margins: &[Margin<C>]) -> Result<Self, CalibrationError<C>> {
        if margins.is_empty() {
            return Err(CalibrationError::NoTotals);
        }
        let numbered = margins
            .iter()
            .map(|margin| self.number_cells(margin))
            .collect::<Result<Vec<_>, _>>()?;
        let distance = |weights: &[f64], (cells, totals): &(Vec<usize>, Vec<f64>)| {
            let found = add_up(weights, cells, totals.len());
            let met = found.iter().zip(totals).filter(|(_, total)| 0.0 < **total);
            met.map(|(found, total)| (found / total - 1.0).abs()).fold(0.0, f64::max)
        };
        let mut weights: Vec<f64> = self.weights().collect();
        for _ in 0..MAX_ROUNDS {
            let mut steps = Vec::new();
            for (cells, totals) in &numbered {
                weights = fit(&weights, cells, totals);
                steps.push((cells.clone(), weights.clone()));
            }
            // Weights that no longer change from round to round may still go to and fro between
            // margins that contradict each other, so it is the margins that tell.
            if numbered.iter().all(|margin| distance(&weights, margin) <= SETTLED) {
                return Ok(self.with_weights(weights, Residuals::Raking(steps)));
            }
        }
        let furthest = (0..margins.len())
            .max_by(|&a, &b| {
                let [a, b] = [a, b].map(|idx| distance(&weights, &numbered[idx]));
                a.total_cmp(&b)
            })
            .expect("there are margins");
        Err(CalibrationError::NotConverged { margin: margins[furthest].name.clone() })
    }

    /// Changes weights as little as possible, in squares, so that columns of figures add up to
    /// known totals: linear calibration, or GREG.
    ///
    /// `w (1 + xλ)` with `Σ w x xᵀ λ = T - Σ w x`. `columns` has a figure for each row, per
    /// column; one of ones holds the size of the population.
    ///
    /// # Panics
    ///
    /// When there are not as many totals as columns, or figures as rows.
    pub fn calibrate(
        &self,
        columns: &[Vec<f64>],
        totals: &[f64],
    ) -> Result<Self, CalibrationError<()>> {
        assert_eq!(columns.len(), totals.len(), "a total for each column");
        assert!(columns.iter().all(|x| x.len() == self.n_rows()), "a figure for each row");
        if columns.is_empty() {
            return Err(CalibrationError::NoTotals);
        }
        let old: Vec<f64> = self.weights().collect();
        let missing: Vec<f64> = columns
            .iter()
            .zip(totals)
            .map(|(x, total)| total - sum(x.iter().zip(&old).map(|(x, w)| x * w)))
            .collect();
        let lambda = regress(columns, &old, missing).ok_or(CalibrationError::Dependent)?;
        let factor = |row: usize| 1.0 + sum(columns.iter().zip(&lambda).map(|(x, l)| x[row] * l));
        let new: Vec<f64> = old.iter().enumerate().map(|(row, w)| w * factor(row)).collect();
        if let Some(row) = new.iter().position(|&weight| weight < 0.0) {
            return Err(CalibrationError::NegativeWeight { row });
        }
        let residuals = Residuals::Linear { columns: columns.to_vec(), old, new: new.clone() };
        Ok(self.with_weights(new, residuals))
    }

    fn with_weights(&self, weights: Vec<f64>, residuals: Residuals) -> Self {
        let mut design = self.clone();
        for (row, weight) in design.rows.iter_mut().zip(weights) {
            row.weight = weight;
        }
        design.calibration.push(residuals);
        design
    }

    /// Numbers the cells of a margin, in order, and finds the first that cannot be met.
    fn number_cells<C: Ord + Clone>(
        &self,
        margin: &Margin<C>,
    ) -> Result<(Vec<usize>, Vec<f64>), CalibrationError<C>> {
        assert_eq!(margin.cells.len(), self.n_rows(), "a cell for each row");
        if margin.totals.is_empty() {
            return Err(CalibrationError::NoTotals);
        }
        let name = || margin.name.clone();
        let numbers: BTreeMap<&C, usize> =
            margin.totals.keys().enumerate().map(|(number, cell)| (cell, number)).collect();
        let is_usable = |cell: &C| {
            let total = margin.totals.get(cell);
            total.is_some_and(|total| 0.0 < *total && total.is_finite())
        };
        let mut unusable: Vec<&C> = margin.cells.iter().filter(|cell| !is_usable(cell)).collect();
        unusable.sort_unstable();
        if let Some(cell) = unusable.first() {
            return Err(CalibrationError::NoTotal { margin: name(), cell: (*cell).clone() });
        }
        let cells: Vec<usize> = margin.cells.iter().map(|cell| numbers[cell]).collect();
        let weights: Vec<f64> = self.weights().collect();
        let found = add_up(&weights, &cells, numbers.len());
        for ((cell, total), found) in margin.totals.iter().zip(found) {
            if !total.is_finite() {
                return Err(CalibrationError::NoTotal { margin: name(), cell: cell.clone() });
            }
            // Nobody in the population and nobody in the sample is no contradiction.
            if found <= 0.0 && *total != 0.0 {
                return Err(CalibrationError::EmptyCell { margin: name(), cell: cell.clone() });
            }
        }
        Ok((cells, margin.totals.values().copied().collect()))
    }
}

/// The sum of the weights of each cell.
pub(super) fn add_up(weights: &[f64], cells: &[usize], n_cells: usize) -> Vec<f64> {
    let mut of_cells = vec![Vec::new(); n_cells];
    for (&cell, &weight) in cells.iter().zip(weights) {
        of_cells[cell].push(weight);
    }
    of_cells.into_iter().map(sum).collect()
}

/// Makes the weights of each cell add up to its total.
fn fit(weights: &[f64], cells: &[usize], totals: &[f64]) -> Vec<f64> {
    let found = add_up(weights, cells, totals.len());
    cells.iter().zip(weights).map(|(&cell, w)| w * (totals[cell] / found[cell])).collect()
}

/// Solves `Σ w x xᵀ λ = right`.
pub(super) fn regress(columns: &[Vec<f64>], weights: &[f64], right: Vec<f64>) -> Option<Vec<f64>> {
    let cross =
        |a: &Vec<f64>, b: &Vec<f64>| sum(a.iter().zip(b).zip(weights).map(|((a, b), w)| a * b * w));
    let matrix = columns.iter().map(|a| columns.iter().map(|b| cross(a, b)).collect()).collect();
    solve(matrix, right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::NoInterval;
    use crate::stats::survey::{LonelyUnit, Sampled};

    fn design(weights: &[f64]) -> Design<&'static str> {
        let rows: Vec<_> = weights
            .iter()
            .enumerate()
            .map(|(unit, &weight)| Sampled {
                stratum: "",
                unit,
                weight: Some(weight),
                population: None,
                second_stage: None,
            })
            .collect();
        Design::new(&rows, LonelyUnit::default()).expect("a design")
    }

    fn margin(
        name: &str,
        cells: &[&'static str],
        totals: &[(&'static str, f64)],
    ) -> Margin<&'static str> {
        Margin {
            name: name.to_owned(),
            cells: cells.to_vec(),
            totals: totals.iter().copied().collect(),
        }
    }

    fn weights(design: &Design<&str>) -> Vec<f64> {
        design.weights().collect()
    }

    #[test]
    fn post_stratification_fills_cells_in_proportion() {
        let ages = margin("age", &["young", "young", "old"], &[("young", 30.0), ("old", 5.0)]);
        let found = design(&[1.0, 2.0, 4.0]).post_stratify(&ages).expect("met");
        assert_eq!(weights(&found), [10.0, 20.0, 5.0]);
    }

    /// The total of what was calibrated on has no error left.
    #[test]
    fn a_known_total_has_no_error() {
        let start = design(&[1.0, 2.0, 4.0, 3.0]);
        let cells = ["young", "young", "old", "old"];
        let ages = margin("age", &cells, &[("young", 30.0), ("old", 5.0)]);
        let young: Vec<_> = cells.iter().map(|cell| Some(f64::from(*cell == "young"))).collect();
        let columns = [vec![1.0; 4], young.iter().flatten().copied().collect()];
        let all = [true; 4];
        for found in [
            start.post_stratify(&ages).expect("met"),
            start.rake(&[ages]).expect("met"),
            start.calibrate(&columns, &[35.0, 30.0]).expect("met"),
        ] {
            let total = found.total(&young, &all).expect("answers");
            assert!((total.value() - 30.0).abs() < 1e-12);
            assert_eq!(total.standard_error(), Err(NoInterval::NoVariation));
        }
    }

    /// Independent margins are met in one round: each weight is row × column / whole.
    #[test]
    fn raking_meets_all_margins() {
        let a = margin("a", &["x", "x", "y", "y"], &[("x", 30.0), ("y", 10.0)]);
        let b = margin("b", &["p", "q", "p", "q"], &[("p", 4.0), ("q", 36.0)]);
        let found = design(&[1.0; 4]).rake(&[a, b]).expect("met");
        for (found, expected) in weights(&found).iter().zip([3.0, 27.0, 1.0, 9.0]) {
            assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
        }
    }

    proptest! {
        #[test]
        fn raking_meets_its_totals_and_keeps_proportions(
            rows in proptest::collection::vec((1..50_u8, 0..2_usize, 0..2_usize), 4..30),
            young in 1..99_u8,
        ) {
            // Each of the four kinds is there, so that the margins can be met.
            let kinds = [(1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)];
            let rows = [rows.as_slice(), &kinds].concat();
            let start = design(&rows.iter().map(|row| f64::from(row.0)).collect::<Vec<_>>());
            let (ages, places) = (["young", "old"], ["here", "there"]);
            let young = f64::from(young);
            let age: Vec<_> = rows.iter().map(|row| ages[row.1]).collect();
            let place: Vec<_> = rows.iter().map(|row| places[row.2]).collect();
            let margins = [
                margin("age", &age, &[("young", young), ("old", 100.0 - young)]),
                margin("place", &place, &[("here", 40.0), ("there", 60.0)]),
            ];
            let Ok(found) = start.rake(&margins) else { return Ok(()) };
            for margin in &margins {
                for (cell, total) in &margin.totals {
                    let of_cell = margin.cells.iter().zip(found.weights());
                    let sum: f64 = of_cell.filter(|(c, _)| *c == cell).map(|(_, w)| w).sum();
                    prop_assert!((sum - total).abs() < 1e-7, "{} of {}", sum, total);
                }
            }
            // Rows in the same parts of all margins change alike.
            let factors: Vec<_> = found.weights().zip(start.weights()).map(|(n, o)| n / o).collect();
            for (one, a) in rows.iter().zip(&factors) {
                for (other, b) in rows.iter().zip(&factors) {
                    let is_alike = (one.1, one.2) == (other.1, other.2);
                    prop_assert!(!is_alike || (a / b - 1.0).abs() < 1e-9);
                }
            }
        }
    }

    #[test]
    fn refuses_what_cannot_be_met() {
        let start = design(&[1.0, 2.0, 4.0]);
        let cells = ["x", "x", "y"];
        let totals = [("x", 3.0), ("y", 3.0), ("z", 2.0)];
        let (name, cell) = ("a".to_owned(), "z");
        assert_eq!(
            start.post_stratify(&margin("a", &cells, &totals)).err(),
            Some(CalibrationError::EmptyCell { margin: name.clone(), cell })
        );
        let cell = "y";
        assert_eq!(
            start.rake(&[margin("a", &cells, &totals[..1])]).err(),
            Some(CalibrationError::NoTotal { margin: name, cell })
        );
        // x is all of p, so they cannot differ in size; b, met last, leaves a unmet.
        let a = margin("a", &cells, &[("x", 3.0), ("y", 3.0)]);
        let b = margin("b", &["p", "p", "q"], &[("p", 4.0), ("q", 2.0)]);
        assert_eq!(
            start.rake(&[a, b]).err(),
            Some(CalibrationError::NotConverged { margin: "a".to_owned() })
        );
        let twice = [vec![1.0; 3], vec![2.0; 3]];
        assert_eq!(start.calibrate(&twice, &[9.0, 18.0]).err(), Some(CalibrationError::Dependent));
        let columns = [vec![1.0; 3], vec![0.0, 1.0, 5.0]];
        assert_eq!(
            start.calibrate(&columns, &[7.0, 60.0]).err(),
            Some(CalibrationError::NegativeWeight { row: 0 })
        );
        assert_eq!(start.rake::<&str>(&[]).err(), Some(CalibrationError::NoTotals));
    }
}
