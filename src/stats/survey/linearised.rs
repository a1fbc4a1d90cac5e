//! The linearised values of means, totals and ratios of a domain of a sample.
//!
//! References:
//! - Särndal, C.-E., Swensson, B., Wretman, J. (1992). Model assisted survey sampling, 5.5-5.8.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapter 2; the numbers are
//!   held against his R package survey 4.5.
//! - Kish, L. (1965). Survey sampling, 8.2 and 11.7.

use std::collections::BTreeSet;

use super::design::Design;
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
    use proptest::prelude::*;

    use super::*;
    use crate::stats::survey::{LonelyUnit, Sampled};
    use crate::stats::{
        Against, ComparedStratum, Confidence, DomainPart, QuantileRule, Stratum,
        difference_of_domains, weighted_mean,
    };

    /// A respondent: stratum, weight, answer, and whether in the domain.
    type Given = (u8, i64, Option<i64>, bool);

    fn given() -> impl Strategy<Value = Vec<Given>> {
        let one = (0..3_u8, 1..50_i64, proptest::option::weighted(0.9, 0..5_i64), any::<bool>());
        proptest::collection::vec(one, 2..40)
    }

    /// People in stratum `0`, `1` and `2`; the last has no known number.
    const PEOPLE: [Option<u64>; 3] = [Some(50), Some(400), None];

    fn design_of(rows: &[Given], scale: f64) -> Design<u8> {
        let sampled: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(unit, &(stratum, weight, ..))| Sampled {
                stratum,
                unit,
                weight: Some(weight as f64 * scale),
                population: PEOPLE[usize::from(stratum)],
                second_stage: None,
            })
            .collect();
        Design::new(&sampled, LonelyUnit::Adjust).expect("a design")
    }

    fn answers(rows: &[Given]) -> Vec<Option<f64>> {
        rows.iter().map(|row| row.2.map(|answer| answer as f64)).collect()
    }

    fn members(rows: &[Given], inside: bool) -> Vec<bool> {
        rows.iter().map(|row| row.3 == inside).collect()
    }

    fn mean(rows: &[Given], scale: f64, inside: bool) -> Option<Estimate> {
        design_of(rows, scale).mean(&answers(rows), &members(rows, inside)).ok()
    }

    /// The respondents of a stratum in and outside the domain, as the engine counts them.
    fn count(rows: &[Given]) -> Vec<ComparedStratum> {
        let part = |stratum: u8, inside: bool| {
            let mut part = DomainPart::default();
            for &(_, weight, answer, _) in
                rows.iter().filter(|row| row.0 == stratum && row.3 == inside)
            {
                part.members += 1;
                if let Some(answer) = answer {
                    part.sums.add(weight, answer).expect("the sums are small");
                }
            }
            part
        };
        (0..3)
            .map(|stratum| ComparedStratum {
                respondents: rows.iter().filter(|row| row.0 == stratum).count() as u64,
                population: PEOPLE[usize::from(stratum)],
                first: part(stratum, true),
                second: part(stratum, false),
            })
            .collect()
    }

    #[track_caller]
    fn assert_same(found: f64, expected: f64) {
        let error = (found - expected).abs();
        assert!(error <= 1e-9 * expected.abs() + 1e-12, "{found} instead of {expected}");
    }

    proptest! {
        /// Two routes to one formula: respondents in floats, and sums of integers.
        #[test]
        fn mean_is_that_of_the_sums(rows in given()) {
            let strata: Vec<_> = count(&rows)
                .into_iter()
                .map(|ComparedStratum { respondents, population, first, .. }| Stratum {
                    respondents,
                    population,
                    members: first.members,
                    sums: first.sums,
                })
                .collect();
            let by_sums = weighted_mean(&strata, 0, Confidence::P95);
            let Some(by_rows) = mean(&rows, 1.0, true) else {
                prop_assert!(by_sums.is_err());
                return Ok(());
            };
            let by_sums = by_sums.expect("somebody answered");
            assert_same(by_rows.value(), by_sums.mean);
            assert_same(by_rows.n_eff(), by_sums.n_eff);
            prop_assert_eq!((by_rows.df(), by_rows.n()), (by_sums.df, by_sums.n));
            match by_sums.precision {
                Ok(precision) => {
                    let se = by_rows.standard_error().expect("the sums vary");
                    assert_same(se, precision.standard_error);
                    let interval = by_rows.interval(Confidence::P95).expect("the sums vary");
                    assert_same(interval.lower(), precision.interval.lower());
                }
                // Only exact sums see that nothing varies, where weights are unlucky.
                Err(NoInterval::NoVariation) => {
                    prop_assert!(by_rows.standard_error().map_or(true, |se| se < 1e-12));
                }
                Err(reason) => prop_assert_eq!(by_rows.standard_error(), Err(reason)),
            }
        }

        /// The same for the difference with the rest and with the whole, with its covariance.
        #[test]
        fn difference_is_that_of_the_sums(rows in given()) {
            let design = design_of(&rows, 1.0);
            let whole = design.mean(&answers(&rows), &vec![true; rows.len()]);
            let inside = mean(&rows, 1.0, true);
            let (Some(inside), Some(rest)) = (inside, mean(&rows, 1.0, false)) else {
                return Ok(());
            };
            let whole = whole.expect("both answered");
            for (against, other) in [(Against::Second, &rest), (Against::Both, &whole)] {
                let by_rows = design.difference(&inside, other, Confidence::P95);
                let by_sums = difference_of_domains(&count(&rows), against, 0, Confidence::P95);
                let by_sums = by_sums.expect("both answered");
                assert_same(by_rows.difference, by_sums.difference);
                prop_assert_eq!(by_rows.df, by_sums.df);
                match (by_rows.precision, by_sums.precision) {
                    (Ok(found), Ok(expected)) => {
                        assert_same(found.standard_error, expected.standard_error);
                        assert_same(found.p_value, expected.p_value);
                    }
                    // Only exact sums see that nothing varies, where weights are unlucky.
                    (Ok(_), Err(reason)) => prop_assert_eq!(reason, NoInterval::NoVariation),
                    (Err(found), Err(expected)) => prop_assert_eq!(found, expected),
                    (Err(reason), Ok(_)) => prop_assert!(false, "{:?} by rows only", reason),
                }
            }
        }

        #[test]
        fn order_of_rows_changes_no_bit(rows in given(), turn in 0..40_usize) {
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len());
            turned.reverse();
            let Some(one) = mean(&rows, 0.1, true) else { return Ok(()) };
            let other = mean(&turned, 0.1, true).expect("the same answers");
            prop_assert_eq!(one.value().to_bits(), other.value().to_bits());
            let bits = |of: &Estimate| of.standard_error().map(f64::to_bits);
            prop_assert_eq!(bits(&one), bits(&other));
            let median = |rows: &[Given]| {
                let (answers, members) = (answers(rows), members(rows, true));
                let rule = QuantileRule::School;
                design_of(rows, 0.1).quantile(&answers, &members, 0.5, rule).expect("answers")
            };
            prop_assert_eq!(median(&rows).value(), median(&turned).value());
        }

        #[test]
        fn scale_of_weights_changes_nothing(rows in given()) {
            let Some(one) = mean(&rows, 1.0, true) else { return Ok(()) };
            let other = mean(&rows, 123.4, true).expect("the same answers");
            assert_same(one.value(), other.value());
            if let (Ok(one), Ok(other)) = (one.standard_error(), other.standard_error()) {
                assert_same(one, other);
            }
        }

        #[test]
        fn intervals_contain_their_estimate_and_widen(rows in given()) {
            let Some(found) = mean(&rows, 1.0, true) else { return Ok(()) };
            let p998 = Confidence::new(0.998).expect("a confidence");
            if let (Ok(narrow), Ok(wide)) = (found.interval(Confidence::P95), found.interval(p998)) {
                prop_assert!(narrow.lower() < found.value() && found.value() < narrow.upper());
                prop_assert!(wide.lower() < narrow.lower() && narrow.upper() < wide.upper());
                let normal = found.normal_interval(Confidence::P95).expect("varies");
                prop_assert!(narrow.lower() <= normal.lower());
            }
        }
    }

    #[test]
    fn refuses_what_has_no_estimate() {
        let rows = [(0, 1, Some(2), true), (0, 2, None, false), (0, 3, Some(4), true)];
        let design = design_of(&rows, 1.0);
        let answers = answers(&rows);
        let nobody = design.mean(&answers, &members(&rows, false)).err();
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
        let sampled = [0, 1, 2].map(|unit| Sampled {
            stratum: (),
            unit,
            weight: Some(10.0),
            population: Some(30),
            second_stage: None,
        });
        let design = Design::new(&sampled, LonelyUnit::default()).expect("a design");
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
