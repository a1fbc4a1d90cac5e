//! An estimate of a domain of a sample: a mean, total, ratio or share.
//!
//! Each is, up to a part that vanishes in large samples, a total of some `z` per row, and its
//! variance is that of the total: Taylor linearisation.
//!
//! References:
//! - Särndal, C.-E., Swensson, B., Wretman, J. (1992). Model assisted survey sampling, 5.5-5.8.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapter 2; the numbers are
//!   held against his R package survey 4.5.
//! - Kish, L. (1965). Survey sampling, 8.2 and 11.7.

use std::fmt;

use crate::stats::interval::{Confidence, Interval, NoInterval};

/// An estimate of a domain, and what its precision follows from.
#[derive(Clone, Debug)]
pub struct Estimate {
    pub(super) value: f64,
    pub(super) variance: Result<f64, NoInterval>,
    pub(super) simple: Simple,
    pub(super) counts: Counts,
    /// The linearised value of each row of the design, 0 outside the domain.
    pub(super) z: Vec<f64>,
    /// Who counts: in the domain, with an answer and a weight above 0.
    pub(super) counted: Vec<bool>,
}

/// The variance of a simple random sample of as many answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Simple {
    pub with_replacement: f64,
    /// What is left of it without replacement: `1 - n/ΣwN`.
    pub part: f64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub members: u64,
    pub n: u64,
    pub df: u64,
    pub n_eff: f64,
    pub is_full: bool,
}

/// Why a domain has no estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EstimateError {
    /// Nobody in the domain gave an answer with a weight above 0.
    NoRespondents,
    /// An answer is not finite.
    NotFinite {
        /// The place in the rows of the design.
        row: usize,
    },
    /// The denominator of a ratio adds up to 0.
    EmptyDenominator,
}

impl fmt::Display for EstimateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRespondents => f.write_str("nobody gave an answer that counts"),
            Self::NotFinite { row } => write!(f, "the answer of row {row} is not finite"),
            Self::EmptyDenominator => f.write_str("the denominator adds up to zero"),
        }
    }
}

impl std::error::Error for EstimateError {}

impl Estimate {
    /// The estimate, in the unit of the answers.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The standard error, above 0, or why there is none.
    pub fn standard_error(&self) -> Result<f64, NoInterval> {
        self.variance.map(f64::sqrt)
    }

    /// The interval by Student's t.
    pub fn interval(&self, confidence: Confidence) -> Result<Interval, NoInterval> {
        self.around(confidence.t(self.counts.df.max(1) as f64))
    }

    /// The interval by the normal distribution, which is too narrow for a small domain.
    pub fn normal_interval(&self, confidence: Confidence) -> Result<Interval, NoInterval> {
        self.around(confidence.z())
    }

    fn around(&self, quantile: f64) -> Result<Interval, NoInterval> {
        let margin = quantile * self.standard_error()?;
        Ok(Interval::around(self.value, margin).expect("a finite estimate has finite bounds"))
    }

    /// The design effect: the variance over that of a simple random sample without replacement.
    ///
    /// Absent where that has no variance, also because the weights say that all were asked.
    #[must_use]
    pub fn deff(&self) -> Option<f64> {
        let simple = self.simple.with_replacement * self.simple.part;
        self.variance.ok().filter(|_| 0.0 < simple).map(|variance| variance / simple)
    }

    /// The design effect against a simple random sample with replacement.
    #[must_use]
    pub fn deff_with_replacement(&self) -> Option<f64> {
        let simple = self.simple.with_replacement;
        self.variance.ok().filter(|_| 0.0 < simple).map(|variance| variance / simple)
    }

    /// The degrees of freedom: units minus strata, among those with members of the domain.
    #[must_use]
    pub fn df(&self) -> u64 {
        self.counts.df
    }

    /// The number of rows in the domain with an answer and a weight above 0.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.n
    }

    /// The number of rows in the domain, with an answer or not.
    #[must_use]
    pub fn members(&self) -> u64 {
        self.counts.members
    }

    /// The number of answers of equal weight that would tell as much: `(Σw)² / Σw²` (Kish).
    #[must_use]
    pub fn n_eff(&self) -> f64 {
        self.counts.n_eff
    }

    /// True when everyone of the domain was asked, so that there is no sampling error.
    pub(super) fn is_full(&self) -> bool {
        self.counts.is_full
    }
}
