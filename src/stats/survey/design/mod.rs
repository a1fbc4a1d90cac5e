//! How a sample was drawn: strata, units, weights and the population behind them.
//!
//! References:
//! - Cochran, W.G. (1977). Sampling techniques, 5.3 and 10.3.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapters 2 and 3.

mod association;
mod calibration;
mod difference;
mod estimate;
mod linear;
mod linearised;
mod quantile;
mod residuals;
mod sampled;
mod scale;
mod share;
mod variance;

use std::collections::{BTreeMap, BTreeSet};

pub use association::{Association, AssociationError};
pub use calibration::{CalibrationError, Margin};
pub use estimate::{Estimate, EstimateError};
pub use quantile::{Around, QuantileEstimate, QuantileRule, WoodruffInterval};
pub use sampled::{DesignError, LonelyUnit, Sampled, SecondStage};
pub use scale::{AlphaError, MinimumShare, scale_score};
pub use share::ShareEstimate;

use crate::stats::sum::sum;
use residuals::Residuals;
use sampled::{DrawnUnit, collect_strata};

/// How a sample was drawn, checked and counted.
///
/// Answers are given to it as slices in the order of its rows. In which order these are makes no
/// difference to any estimate.
#[derive(Clone, Debug)]
pub struct Design<S> {
    rows: Vec<DesignRow>,
    units: Vec<Unit>,
    strata: Vec<DesignStratum>,
    lonely: LonelyUnit,
    calibration: Vec<Residuals>,
    names: Vec<S>,
    merged: Vec<(S, S)>,
}

#[derive(Clone, Debug)]
struct DesignRow {
    pub unit: usize,
    pub stratum: usize,
    pub weight: f64,
    /// The rank of the unit by its key only, which settles ties between answers.
    pub rank: usize,
}

/// A unit of the first stage.
#[derive(Clone, Debug)]
struct Unit {
    /// Its rows, by unit of the second stage.
    pub parts: Vec<Vec<usize>>,
    /// The units it holds in the population, when it was not taken as a whole.
    pub population: Option<u64>,
    pub has_parts: bool,
}

#[derive(Clone, Debug)]
struct DesignStratum {
    pub units: Vec<usize>,
    pub population: Option<u64>,
}

impl DesignStratum {
    /// The finite population correction, `1 - n_h/N_h`.
    pub fn part_not_drawn(&self) -> f64 {
        let n = self.units.len() as u64;
        self.population.map_or(1.0, |population| (population - n) as f64 / population as f64)
    }

    /// One unit, while there are more.
    pub fn is_lonely(&self) -> bool {
        self.units.len() == 1 && self.population != Some(1)
    }
}

impl Unit {
    pub fn rows(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().flatten().copied()
    }

    /// The correction for a finite population inside the unit; 0 when it was taken as a whole.
    pub fn part_not_drawn(&self) -> f64 {
        let n = self.parts.len() as u64;
        match self.population {
            _ if !self.has_parts => 0.0,
            Some(population) => (population - n) as f64 / population as f64,
            None => 1.0,
        }
    }
}

impl<S: Ord + Clone> Design<S> {
    /// Checks how a sample was drawn and counts its units.
    ///
    /// Units belong to their stratum: the same key in two strata is two units.
    pub fn new<P: Ord>(rows: &[Sampled<S, P>], lonely: LonelyUnit) -> Result<Self, DesignError<S>> {
        let strata = collect_strata(rows)?;
        let ranks: BTreeSet<&P> = rows.iter().map(|row| &row.unit).collect();
        let ranks: BTreeMap<&P, usize> =
            ranks.into_iter().enumerate().map(|(rank, key)| (key, rank)).collect();
        let mut design = Self {
            rows: rows
                .iter()
                .map(|row| DesignRow {
                    unit: 0,
                    stratum: 0,
                    weight: row.weight.expect("checked with the strata"),
                    rank: ranks[&row.unit],
                })
                .collect(),
            units: Vec::new(),
            strata: Vec::new(),
            lonely,
            calibration: Vec::new(),
            names: Vec::new(),
            merged: Vec::new(),
        };
        for (name, drawn) in strata {
            let mut units = Vec::new();
            for DrawnUnit { population, parts } in drawn.units.into_values() {
                let has_parts = parts.keys().any(Option::is_some);
                units.push(design.units.len());
                let parts = parts.into_values().collect();
                design.units.push(Unit { parts, population, has_parts });
            }
            design.strata.push(DesignStratum { units, population: drawn.population });
            design.names.push(name.clone());
        }
        match lonely {
            LonelyUnit::Merge => design.merge(),
            LonelyUnit::Fail => {
                if let Some(idx) = design.strata.iter().position(DesignStratum::is_lonely) {
                    return Err(DesignError::LonelyUnit { stratum: design.names[idx].clone() });
                }
            }
            _ => {}
        }
        for (stratum, found) in design.strata.iter().enumerate() {
            for &unit in &found.units {
                for row in design.units[unit].rows() {
                    (design.rows[row].unit, design.rows[row].stratum) = (unit, stratum);
                }
            }
        }
        Ok(design)
    }

    /// Adds each lonely stratum to its neighbour.
    fn merge(&mut self) {
        let mut strata: Vec<DesignStratum> = Vec::new();
        let mut names: Vec<S> = Vec::new();
        for (stratum, name) in self.strata.drain(..).zip(self.names.drain(..)) {
            if let Some(before) = strata.last_mut().filter(|before| before.is_lonely()) {
                let lonely = names.last_mut().expect("as many names as strata");
                self.merged.push((lonely.clone(), name.clone()));
                *lonely = name;
                before.add(stratum);
            } else {
                strata.push(stratum);
                names.push(name);
            }
        }
        if 1 < strata.len() && strata.last().is_some_and(DesignStratum::is_lonely) {
            let (last, name) = (strata.pop().expect("two strata"), names.pop().expect("two names"));
            self.merged.push((name, names.last().expect("another name").clone()));
            strata.last_mut().expect("another stratum").add(last);
        }
        (self.strata, self.names) = (strata, names);
    }

    /// The strata with one unit that were added to another: which, and to which.
    pub fn merged(&self) -> &[(S, S)] {
        &self.merged
    }
}

impl<S> Design<S> {
    /// The number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The weights, after calibration when there was one, in the order of the rows.
    pub fn weights(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().map(|row| row.weight)
    }

    /// The largest weight over the mean of all: how much one row can move an estimate.
    ///
    /// Nothing when all weights are 0.
    #[must_use]
    pub fn largest_over_mean_weight(&self) -> Option<f64> {
        let mean = sum(self.weights()) / self.n_rows() as f64;
        (0.0 < mean).then(|| self.weights().fold(0.0, f64::max) / mean)
    }
}

impl DesignStratum {
    fn add(&mut self, other: Self) {
        self.units.extend(other.units);
        self.population = self.population.zip(other.population).map(|(one, two)| one + two);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(stratum: &str, unit: u32, population: Option<u64>) -> Sampled<&str, u32> {
        Sampled { stratum, unit, weight: Some(1.0), population, second_stage: None }
    }

    #[test]
    fn says_which_rows_cannot_be() {
        #[track_caller]
        fn case(rows: &[Sampled<&str, u32>], expected: DesignError<&str>) {
            assert_eq!(Design::new(rows, LonelyUnit::Merge).err(), Some(expected));
        }

        case(&[], DesignError::NoRows);
        let missing = Sampled { weight: None, ..row("a", 2, None) };
        case(&[row("a", 1, None), missing], DesignError::NoWeight { row: 1 });
        let endless = Sampled { weight: Some(f64::NAN), ..row("a", 2, None) };
        case(&[endless], DesignError::NoWeight { row: 0 });
        let negative = Sampled { weight: Some(-1.0), ..row("a", 2, None) };
        case(&[negative], DesignError::NegativeWeight { row: 0 });
        case(
            &[row("a", 1, Some(9)), row("b", 1, Some(1)), row("b", 2, Some(1))],
            DesignError::PopulationTooSmall { stratum: "b", population: 1, sampled: 2 },
        );
        case(
            &[row("a", 1, Some(9)), row("a", 2, Some(8))],
            DesignError::Contradiction { stratum: "a" },
        );
        let second_stage = Some(SecondStage { unit: 1, population: Some(4) });
        let inside = Sampled { second_stage, ..row("a", 1, None) };
        case(&[row("a", 1, None), inside], DesignError::Contradiction { stratum: "a" });
    }

    #[test]
    fn lonely_strata_join_the_next_and_the_last_the_one_before() {
        let rows = [
            row("a", 1, Some(9)),
            row("b", 1, Some(7)),
            row("b", 2, Some(7)),
            row("c", 1, Some(1)),
            row("d", 1, None),
        ];
        let design = Design::new(&rows, LonelyUnit::Merge).expect("a design");
        // The one unit of c is all there is, so c is not lonely.
        assert_eq!(design.merged(), [("a", "b"), ("d", "c")]);
        let populations: Vec<_> = design.strata.iter().map(|one| one.population).collect();
        assert_eq!(populations, [Some(16), None]);
        assert_eq!(design.largest_over_mean_weight(), Some(1.0));
        let refused = Design::new(&rows, LonelyUnit::Fail).err();
        assert_eq!(refused, Some(DesignError::LonelyUnit { stratum: "a" }));
    }
}
