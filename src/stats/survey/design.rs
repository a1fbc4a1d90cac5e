//! How a sample was drawn: strata, units, weights and the population behind them.
//!
//! References:
//! - Cochran, W.G. (1977). Sampling techniques, 5.3 and 10.3.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapters 2 and 3.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A row of a sample: who was drawn, from what, and for how many people the answer stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled<S, P> {
    /// The stratum it was drawn from.
    pub stratum: S,
    /// The unit that was drawn: the respondent, or the address or school of several rows.
    pub unit: P,
    /// How many people the row stands for; 0 leaves it in the sample without a say.
    pub weight: Option<f64>,
    /// The units of the stratum in the population; without it, as if without end.
    pub population: Option<u64>,
    /// What was drawn inside the unit, when not all of it.
    pub second_stage: Option<SecondStage<P>>,
}

/// A unit that was drawn inside another.
#[derive(Clone, Debug, PartialEq)]
pub struct SecondStage<P> {
    /// The respondent, or another unit of one or more rows.
    pub unit: P,
    /// The number of these inside the first unit; without it, as if without end.
    pub population: Option<u64>,
}

/// What to do with a stratum of one unit, of which nothing can be said about its spread.
///
/// A stratum of which the one unit is all there is adds no variance and is left alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LonelyUnit {
    /// Add it to the next stratum, or the last one to that before it, and say so.
    ///
    /// The strata come in order of their keys, so neighbours should be alike. It is our choice
    /// because it errs on the wide side without a jump: the merged stratum has a variance of its
    /// own.
    #[default]
    Merge,
    /// Refuse the design.
    Fail,
    /// Leave it out of the variance, as if it were all there is.
    Remove,
    /// Treat it as all there is. The same number as `Remove`, for another reason.
    Certainty,
    /// Take its distance to the mean of all units of the sample.
    Adjust,
    /// Give it the mean variance of the other strata.
    Average,
}

/// Why rows make no design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DesignError<S> {
    /// There are no rows.
    NoRows,
    /// A row has no weight, or one that is not finite.
    NoWeight {
        /// The place in the rows given.
        row: usize,
    },
    /// A row has a weight below 0.
    NegativeWeight {
        /// The place in the rows given.
        row: usize,
    },
    /// A stratum has more units in the sample than in the population.
    PopulationTooSmall {
        /// The stratum.
        stratum: S,
        /// Its units in the population, or those inside one of its units.
        population: u64,
        /// Its units in the sample.
        sampled: u64,
    },
    /// Rows of a stratum, or of one unit, do not agree on the population or on the stages.
    Contradiction {
        /// The stratum.
        stratum: S,
    },
    /// A stratum has one unit, which was to be refused.
    LonelyUnit {
        /// The stratum.
        stratum: S,
    },
}

impl<S: fmt::Display> fmt::Display for DesignError<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRows => f.write_str("the sample is empty"),
            Self::NoWeight { row } => write!(f, "row {row} has no weight"),
            Self::NegativeWeight { row } => write!(f, "row {row} has a weight below zero"),
            Self::PopulationTooSmall { stratum, population, sampled } => {
                write!(f, "stratum {stratum} has {sampled} units from a population of {population}")
            }
            Self::Contradiction { stratum } => {
                write!(f, "the rows of stratum {stratum} contradict each other")
            }
            Self::LonelyUnit { stratum } => write!(f, "stratum {stratum} has one unit"),
        }
    }
}

impl<S: fmt::Debug + fmt::Display> std::error::Error for DesignError<S> {}

/// How a sample was drawn, checked and counted.
///
/// Answers are given to it as slices in the order of its rows. In which order these are makes no
/// difference to any estimate.
#[derive(Clone, Debug)]
pub struct Design<S> {
    pub(super) rows: Vec<DesignRow>,
    pub(super) units: Vec<Unit>,
    pub(super) strata: Vec<DesignStratum>,
    pub(super) lonely: LonelyUnit,
    pub(super) calibration: Vec<super::residuals::Residuals>,
    names: Vec<S>,
    merged: Vec<(S, S)>,
}

#[derive(Clone, Debug)]
pub(super) struct DesignRow {
    pub unit: usize,
    pub stratum: usize,
    pub weight: f64,
    /// The rank of the unit by its key only, which settles ties between answers.
    pub rank: usize,
}

/// A unit of the first stage.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its rows, by unit of the second stage.
    pub parts: Vec<Vec<usize>>,
    /// The units it holds in the population, when it was not taken as a whole.
    pub population: Option<u64>,
    pub has_parts: bool,
}

#[derive(Clone, Debug)]
pub(super) struct DesignStratum {
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

/// The rows of a stratum by unit, and of these by unit of the second stage.
struct Drawn<'a, P> {
    population: Option<u64>,
    units: BTreeMap<&'a P, DrawnUnit<'a, P>>,
}

struct DrawnUnit<'a, P> {
    population: Option<u64>,
    parts: BTreeMap<Option<&'a P>, Vec<usize>>,
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
        let mean = crate::stats::sum::sum(self.weights()) / self.n_rows() as f64;
        (0.0 < mean).then(|| self.weights().fold(0.0, f64::max) / mean)
    }
}

impl DesignStratum {
    fn add(&mut self, other: Self) {
        self.units.extend(other.units);
        self.population = self.population.zip(other.population).map(|(one, two)| one + two);
    }
}

/// Sorts rows by stratum and unit, and finds the first that cannot be.
fn collect_strata<S: Ord + Clone, P: Ord>(
    rows: &[Sampled<S, P>],
) -> Result<BTreeMap<&S, Drawn<'_, P>>, DesignError<S>> {
    let mut strata: BTreeMap<&S, Drawn<'_, P>> = BTreeMap::new();
    for (idx, row) in rows.iter().enumerate() {
        match row.weight {
            None => return Err(DesignError::NoWeight { row: idx }),
            Some(weight) if !weight.is_finite() => return Err(DesignError::NoWeight { row: idx }),
            Some(weight) if weight < 0.0 => return Err(DesignError::NegativeWeight { row: idx }),
            Some(_) => {}
        }
        let drawn = strata
            .entry(&row.stratum)
            .or_insert_with(|| Drawn { population: row.population, units: BTreeMap::new() });
        let inside = row.second_stage.as_ref().and_then(|second| second.population);
        let DrawnUnit { population, parts } = drawn
            .units
            .entry(&row.unit)
            .or_insert_with(|| DrawnUnit { population: inside, parts: BTreeMap::new() });
        let part = row.second_stage.as_ref().map(|second| &second.unit);
        let is_other_stage = parts.keys().next().is_some_and(|key| key.is_some() != part.is_some());
        if drawn.population != row.population || *population != inside || is_other_stage {
            return Err(DesignError::Contradiction { stratum: row.stratum.clone() });
        }
        parts.entry(part).or_default().push(idx);
    }
    if strata.is_empty() {
        return Err(DesignError::NoRows);
    }
    for (&name, drawn) in &strata {
        let inside = drawn.units.values().map(|unit| (unit.population, unit.parts.len()));
        let all = [(drawn.population, drawn.units.len())].into_iter().chain(inside);
        for (population, sampled) in all {
            let sampled = sampled as u64;
            if let Some(population) = population.filter(|&population| population < sampled) {
                let stratum = name.clone();
                return Err(DesignError::PopulationTooSmall { stratum, population, sampled });
            }
        }
    }
    Ok(strata)
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
