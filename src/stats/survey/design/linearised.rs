//! The linearised values of means, totals and ratios of a domain of a sample.
//!
//! References:
//! - Särndal, C.-E., Swensson, B., Wretman, J. (1992). Model assisted survey sampling, 5.5-5.8.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapter 2; the numbers are
//!   held against his R package survey 4.5.
//! - Kish, L. (1965). Survey sampling, 8.2 and 11.7.

use std::collections::BTreeSet;

use super::Design;
use super::estimate::{Counts, Estimate, EstimateError, Simple};
use crate::stats::interval::NoInterval;
use crate::stats::sum::sum;

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
            .map(|answer| answer.map(|y| (y - mean.value()) * (y - mean.value()) * grow))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::survey::{LonelyUnit, Sampled};

    /// Three respondents of thirty people.
    fn three() -> Design<()> {
        let sampled = [0, 1, 2].map(|unit| Sampled {
            stratum: (),
            unit,
            weight: Some(10.0),
            population: Some(30),
            second_stage: None,
        });
        Design::new(&sampled, LonelyUnit::default()).expect("a design")
    }

    #[track_caller]
    fn assert_same(found: f64, expected: f64) {
        let error = (found - expected).abs();
        assert!(error <= 1e-9 * expected.abs() + 1e-12, "{found} instead of {expected}");
    }

    #[test]
    fn refuses_what_has_no_estimate() {
        let design = three();
        let answers = [Some(2.0), None, Some(4.0)];
        let nobody = design.mean(&answers, &[false, true, false]).err();
        assert_eq!(nobody, Some(EstimateError::NoRespondents));
        let endless = [Some(1.0), Some(f64::INFINITY), None];
        let found = design.total(&endless, &[true; 3]).err();
        assert_eq!(found, Some(EstimateError::NotFinite { row: 1 }));
        let zero = [Some(0.0), None, Some(0.0)];
        let found = design.ratio(&answers, &zero, &[true; 3]).err();
        assert_eq!(found, Some(EstimateError::EmptyDenominator));
    }

    /// Three equal weights and answers 1, 2, 6: a total of 90 of 30 people, of whom 3 answered.
    #[test]
    fn total_and_ratio_by_hand() {
        let design = three();
        let answers = [1.0, 2.0, 6.0].map(Some);
        let total = design.total(&answers, &[true; 3]).expect("answers");
        assert_eq!(total.value(), 90.0);
        // 30² (1 - 3/30) 7/3
        assert_same(total.standard_error().expect("varies"), (900.0 * 0.9 * 7.0 / 3.0_f64).sqrt());
        assert_same(total.deff().expect("varies"), 1.0);
        assert_same(total.deff_with_replacement().expect("varies"), 0.9);
        let ratio =
            design.ratio(&answers, &[2.0, 2.0, 2.0].map(Some), &[true; 3]).expect("answers");
        assert_same(ratio.value(), 1.5);
        assert_same(ratio.standard_error().expect("varies"), (0.9 * 7.0 / 3.0_f64).sqrt() / 2.0);
    }
}
