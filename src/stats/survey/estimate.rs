//! Means, totals, ratios and shares of a domain of a sample, by Taylor linearisation.
//!
//! Each is, up to a part that vanishes in large samples, a total of some `z` per row; its
//! variance is that of the total. See [`variance`](super::variance).
//!
//! References:
//! - Särndal, C.-E., Swensson, B., Wretman, J. (1992). Model assisted survey sampling, 5.5-5.8.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapter 2; the numbers are
//!   held against his R package survey 4.5.
//! - Kish, L. (1965). Survey sampling, 8.2 and 11.7.

use std::collections::BTreeSet;
use std::fmt;

use super::design::Design;
use super::sum::sum;
use crate::stats::interval::{Confidence, Interval, NoInterval};
use crate::stats::special::{normal_quantile, student_t_quantile};

/// An estimate of a domain, and what its precision follows from.
#[derive(Clone, Debug)]
pub struct Estimate {
    value: f64,
    variance: Result<f64, NoInterval>,
    simple: Simple,
    counts: Counts,
    /// The linearised value of each row of the design, 0 outside the domain.
    pub(super) z: Vec<f64>,
    /// Who counts: in the domain, with an answer and a weight above 0.
    pub(super) counted: Vec<bool>,
}

/// The variance of a simple random sample of as many answers.
#[derive(Clone, Copy, Debug)]
struct Simple {
    with_replacement: f64,
    /// What is left of it without replacement: `1 - n/ΣwN`.
    part: f64,
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
        self.around(-student_t_quantile(confidence.tail(), self.counts.df.max(1) as f64))
    }

    /// The interval by the normal distribution, which is too narrow for a small domain.
    pub fn normal_interval(&self, confidence: Confidence) -> Result<Interval, NoInterval> {
        self.around(-normal_quantile(confidence.tail()))
    }

    fn around(&self, quantile: f64) -> Result<Interval, NoInterval> {
        let margin = quantile * self.standard_error()?;
        Ok(Interval::new(self.value - margin, self.value + margin)
            .expect("a finite estimate has finite bounds"))
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

/// What is counted of a domain, and the weight of each row: 0 for who does not count.
struct Domain<'a> {
    members: &'a [bool],
    counted: Vec<bool>,
    weights: Vec<f64>,
    weight: f64,
}

impl<S> Design<S> {
    /// Estimates the mean of a domain: `ȳ = Σwy / Σw`, with `z = w (y - ȳ) / Σw`.
    ///
    /// A missing answer puts its row outside the domain; so does `false` in `members`. Rows
    /// outside are never dropped: how many of a stratum fall inside is chance, too.
    ///
    /// # Panics
    ///
    /// When there are not as many answers or members as rows, here and below.
    pub fn mean(
        &self,
        answers: &[Option<f64>],
        members: &[bool],
    ) -> Result<Estimate, EstimateError> {
        let domain = self.domain(answers, members)?;
        let y = |row: usize| answers[row].unwrap_or(0.0);
        let (mean, centred) = self.centre(&domain, y);
        let z = centred.iter().map(|wd| wd / domain.weight).collect();
        let simple = domain.simple(|row| y(row) - mean);
        Ok(self.estimate(mean, z, simple, domain))
    }

    /// Estimates the total of a domain: `Σwy`, with `z = wy`.
    pub fn total(
        &self,
        answers: &[Option<f64>],
        members: &[bool],
    ) -> Result<Estimate, EstimateError> {
        let domain = self.domain(answers, members)?;
        let y = |row: usize| answers[row].unwrap_or(0.0);
        let z: Vec<f64> = (0..self.n_rows()).map(|row| domain.weights[row] * y(row)).collect();
        let (mean, _) = self.centre(&domain, y);
        let simple = domain.simple(|row| (y(row) - mean) * domain.weight);
        Ok(self.estimate(sum(z.iter().copied()), z, simple, domain))
    }

    /// Estimates the ratio of two totals of a domain: `R = Σwy / Σwx`, with
    /// `z = w (y - Rx) / Σwx`. Who lacks either answer is outside.
    pub fn ratio(
        &self,
        above: &[Option<f64>],
        below: &[Option<f64>],
        members: &[bool],
    ) -> Result<Estimate, EstimateError> {
        assert_eq!(below.len(), self.n_rows(), "an answer for each row");
        let finite = |row: usize| below[row].filter(|x| x.is_finite());
        if let Some(row) = (0..below.len()).find(|&row| below[row] != finite(row)) {
            return Err(EstimateError::NotFinite { row });
        }
        let both: Vec<_> =
            above.iter().zip(below).map(|(y, x)| y.filter(|_| x.is_some())).collect();
        let domain = self.domain(&both, members)?;
        let y = |row: usize| both[row].unwrap_or(0.0);
        let x = |row: usize| below[row].unwrap_or(0.0);
        let total = |of: &dyn Fn(usize) -> f64| {
            sum((0..self.n_rows()).map(|row| domain.weights[row] * of(row)))
        };
        let whole = total(&x);
        if whole == 0.0 {
            return Err(EstimateError::EmptyDenominator);
        }
        let ratio = total(&y) / whole;
        let deviation = |row: usize| (y(row) - ratio * x(row)) / whole;
        let z = (0..self.n_rows()).map(|row| domain.weights[row] * deviation(row)).collect();
        let simple = domain.simple(|row| deviation(row) * domain.weight);
        Ok(self.estimate(ratio, z, simple, domain))
    }

    /// Estimates how much answers vary in a domain: the mean of `(y - ȳ)² n/(n - 1)`, with `ȳ`
    /// taken as known.
    ///
    /// With one answer, nobody counts.
    pub fn variance_of_answers(
        &self,
        answers: &[Option<f64>],
        members: &[bool],
    ) -> Result<Estimate, EstimateError> {
        let mean = self.mean(answers, members)?;
        if mean.n() < 2 {
            return Err(EstimateError::NoRespondents);
        }
        let grow = mean.n() as f64 / (mean.n() - 1) as f64;
        let squares: Vec<_> = answers
            .iter()
            .map(|answer| answer.map(|y| (y - mean.value) * (y - mean.value) * grow))
            .collect();
        self.mean(&squares, members)
    }

    fn domain<'a>(
        &self,
        answers: &[Option<f64>],
        members: &'a [bool],
    ) -> Result<Domain<'a>, EstimateError> {
        assert_eq!(answers.len(), self.n_rows(), "an answer for each row");
        assert_eq!(members.len(), self.n_rows(), "a member or not for each row");
        let is_infinite = |answer: &Option<f64>| answer.is_some_and(|answer| !answer.is_finite());
        if let Some(row) = answers.iter().position(is_infinite) {
            return Err(EstimateError::NotFinite { row });
        }
        let counts =
            |row: usize| members[row] && answers[row].is_some() && 0.0 < self.rows[row].weight;
        let counted: Vec<bool> = (0..self.n_rows()).map(counts).collect();
        if !counted.contains(&true) {
            return Err(EstimateError::NoRespondents);
        }
        let weight_of = |row: usize| if counted[row] { self.rows[row].weight } else { 0.0 };
        let weights: Vec<f64> = (0..self.n_rows()).map(weight_of).collect();
        let weight = sum(weights.iter().copied());
        Ok(Domain { members, counted, weights, weight })
    }

    /// The mean, and `w (y - ȳ)` per row.
    fn centre(&self, domain: &Domain, y: impl Fn(usize) -> f64) -> (f64, Vec<f64>) {
        let rows = 0..self.n_rows();
        let mut given = rows.clone().filter(|&row| domain.counted[row]).map(&y);
        let first = given.next().expect("somebody counts");
        // A mean that is off by one bit would make equal answers vary.
        if given.all(|answer| answer == first) {
            return (first, vec![0.0; self.n_rows()]);
        }
        let mean = sum(rows.clone().map(|row| domain.weights[row] * y(row))) / domain.weight;
        (mean, rows.map(|row| domain.weights[row] * (y(row) - mean)).collect())
    }

    fn estimate(&self, value: f64, z: Vec<f64>, simple: Simple, domain: Domain) -> Estimate {
        let Domain { members, counted, weights, weight } = domain;
        let is_member = |row: usize| members[row] && 0.0 < self.rows[row].weight;
        let n = counted.iter().filter(|&&counts| counts).count() as u64;
        let counts = Counts {
            members: members.iter().filter(|&&is_member| is_member).count() as u64,
            n,
            df: self.count_df(is_member),
            n_eff: weight * weight / sum(weights.iter().map(|w| w * w)),
            is_full: self.is_full(&counted),
        };
        let variance = self.variance(&z, &counted);
        let variance = if counts.is_full {
            Err(NoInterval::FullCount)
        } else if n == 1 {
            Err(NoInterval::OneRespondent)
        } else if counts.df == 0 {
            Err(NoInterval::NoDegreesOfFreedom)
        } else if variance <= 0.0 {
            Err(NoInterval::NoVariation)
        } else {
            Ok(variance)
        };
        Estimate { value, variance, simple, counts, z, counted }
    }

    /// Units minus strata, among those with a row that counts.
    pub(super) fn count_df(&self, counts: impl Fn(usize) -> bool) -> u64 {
        let rows = || self.rows.iter().enumerate().filter(|(row, _)| counts(*row));
        let units: BTreeSet<usize> = rows().map(|(_, row)| row.unit).collect();
        let strata: BTreeSet<usize> = rows().map(|(_, row)| row.stratum).collect();
        (units.len() - strata.len()) as u64
    }
}

impl Domain<'_> {
    /// The variance of the mean of deviations in a simple random sample: `s² / n`.
    fn simple(&self, deviation: impl Fn(usize) -> f64) -> Simple {
        let n = self.counted.iter().filter(|&&counts| counts).count() as f64;
        let squares = (0..self.weights.len())
            .filter(|&row| self.counted[row])
            .map(|row| self.weights[row] * deviation(row) * deviation(row));
        let spread = if n < 2.0 { 0.0 } else { sum(squares) / self.weight / (n - 1.0) };
        Simple { with_replacement: spread, part: (1.0 - n / self.weight).max(0.0) }
    }
}
