//! Scales of several questions: the score of a respondent, and whether the questions belong
//! together.
//!
//! References:
//! - Cronbach, L.J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika
//!   16(3), 297-334.

use super::Design;
use super::estimate::EstimateError;
use crate::stats::sum::sum;

/// The part of the questions that must be answered for a score: above 0 and up to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct MinimumShare(f64);

impl MinimumShare {
    /// Every question must be answered.
    pub const ALL: Self = Self(1.0);

    /// Makes a part, or nothing when it is not above 0 and up to 1.
    #[must_use]
    pub fn new(share: f64) -> Option<Self> {
        (0.0 < share && share <= 1.0).then_some(Self(share))
    }
}

/// Computes the score of a respondent: the mean of the questions answered, or nothing when these
/// are too few.
#[must_use]
pub fn scale_score(items: &[Option<f64>], minimum: MinimumShare) -> Option<f64> {
    let answered = items.iter().flatten().count() as f64;
    // A part such as 0.7 of 10 is not to fail on its last bit.
    let is_enough = minimum.0 * items.len() as f64 <= answered + 1e-9;
    (0.0 < answered && is_enough).then(|| sum(items.iter().flatten().copied()) / answered)
}

/// Why a scale has no alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlphaError {
    /// A scale has at least two questions.
    TooFewItems,
    /// Fewer than two members of the domain answered all questions.
    NoRespondents,
    /// All gave the same total, so there is nothing to explain.
    NoVariation,
    /// An answer is not finite.
    NotFinite {
        /// The place in the rows of the design.
        row: usize,
    },
}

impl<S> Design<S> {
    /// Computes the weighted alpha of Cronbach: `K/(K - 1) (1 - Σ s²_item / s²_total)`, over the
    /// members of a domain who answered all `K` questions.
    ///
    /// `items` has an answer for each row, per question.
    pub fn cronbach_alpha(
        &self,
        items: &[Vec<Option<f64>>],
        members: &[bool],
    ) -> Result<f64, AlphaError> {
        if items.len() < 2 {
            return Err(AlphaError::TooFewItems);
        }
        let totals: Vec<Option<f64>> = (0..self.n_rows())
            .map(|row| items.iter().map(|item| item[row]).collect::<Option<Vec<_>>>())
            .map(|answers| answers.map(sum))
            .collect();
        let complete: Vec<bool> =
            members.iter().zip(&totals).map(|(member, total)| *member && total.is_some()).collect();
        let variance = |answers: &[Option<f64>]| match self.variance_of_answers(answers, &complete)
        {
            Ok(found) => Ok(found.value()),
            Err(EstimateError::NotFinite { row }) => Err(AlphaError::NotFinite { row }),
            Err(_) => Err(AlphaError::NoRespondents),
        };
        let total = variance(&totals)?;
        if total <= 0.0 {
            return Err(AlphaError::NoVariation);
        }
        let parts = items.iter().map(|item| variance(item)).collect::<Result<Vec<_>, _>>()?;
        let k = items.len() as f64;
        Ok(k / (k - 1.0) * (1.0 - sum(parts) / total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::survey::{LonelyUnit, Sampled};

    #[test]
    fn score_is_the_mean_of_what_was_answered() {
        #[track_caller]
        fn case(items: &[Option<f64>], minimum: f64, expected: Option<f64>) {
            let minimum = MinimumShare::new(minimum).expect("a share");
            assert_eq!(scale_score(items, minimum), expected);
        }

        let items = [Some(2.0), None, Some(3.0), Some(4.0)];
        case(&items, 0.75, Some(3.0));
        case(&items, 0.76, None);
        case(&[None, None], 0.5, None);
        case(&[], 0.5, None);
        let seven_of_ten = [vec![Some(1.0); 7], vec![None; 3]].concat();
        case(&seven_of_ten, 0.7, Some(1.0));
        assert_eq!(MinimumShare::new(0.0), None);
        assert_eq!(MinimumShare::new(75.0), None);
    }

    fn alpha(items: &[Vec<Option<f64>>]) -> Result<f64, AlphaError> {
        let rows: Vec<_> = (0..items[0].len())
            .map(|unit| Sampled {
                stratum: "",
                unit,
                weight: Some(2.0),
                population: None,
                second_stage: None,
            })
            .collect();
        let design = Design::new(&rows, LonelyUnit::default()).expect("a design");
        design.cronbach_alpha(items, &vec![true; rows.len()])
    }

    /// Two questions with variances 1 and 7/3 and a total of 19/3: 2 (1 - (10/3)/(19/3)).
    #[test]
    fn alpha_by_hand() {
        let item = |answers: [f64; 3]| answers.map(Some).to_vec();
        let found = alpha(&[item([1.0, 2.0, 3.0]), item([1.0, 2.0, 4.0])]).expect("varies");
        assert!((found - 18.0 / 19.0).abs() < 1e-14, "{found}");
        assert_eq!(alpha(&[item([1.0, 2.0, 3.0])]), Err(AlphaError::TooFewItems));
        let opposite = [item([1.0, 2.0, 3.0]), item([3.0, 2.0, 1.0])];
        assert_eq!(alpha(&opposite), Err(AlphaError::NoVariation));
        let none = [item([1.0, 2.0, 3.0]), vec![None, None, Some(1.0)]];
        assert_eq!(alpha(&none), Err(AlphaError::NoRespondents));
    }
}
