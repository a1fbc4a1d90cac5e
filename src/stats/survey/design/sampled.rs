//! The rows of a sample as they were drawn, and what cannot be.

use std::collections::BTreeMap;
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

/// The rows of a stratum by unit, and of these by unit of the second stage.
pub(super) struct Drawn<'a, P> {
    pub population: Option<u64>,
    pub units: BTreeMap<&'a P, DrawnUnit<'a, P>>,
}

pub(super) struct DrawnUnit<'a, P> {
    pub population: Option<u64>,
    pub parts: BTreeMap<Option<&'a P>, Vec<usize>>,
}

/// Sorts rows by stratum and unit, and finds the first that cannot be.
pub(super) fn collect_strata<S: Ord + Clone, P: Ord>(
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
