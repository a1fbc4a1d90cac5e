//! What a survey brings to an estimate: a stratum of the design and the sums of a domain in it.

use std::fmt;
use std::ops::AddAssign;

/// Sums over the respondents of a domain in one stratum who answered, in scaled integers.
///
/// A weight `w` of 1.25 with four decimals is 12,500, an answer `y` likewise with its own number
/// of decimals; all strata of an estimate use the same two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DomainSums {
    /// The number of respondents with an answer and a weight above 0.
    pub n: u64,
    /// Σ w
    pub w: i128,
    /// Σ w y
    pub wy: i128,
    /// Σ w²
    pub ww: i128,
    /// Σ w (w y)
    pub wwy: i128,
    /// Σ (w y)²
    pub wywy: i128,
    /// Σ w y², which only the design effect needs.
    pub wyy: i128,
}

impl DomainSums {
    /// Adds a respondent with this weight and answer; leaves out one whose weight is 0.
    pub fn add(&mut self, weight: i64, answer: i64) -> Result<(), SumError> {
        if weight < 0 {
            return Err(SumError::NegativeWeight);
        }
        if weight == 0 {
            return Ok(());
        }
        let (w, y) = (i128::from(weight), i128::from(answer));
        let add = |sum: i128, a: i128, b: i128| {
            a.checked_mul(b).and_then(|product| sum.checked_add(product)).ok_or(SumError::Overflow)
        };
        *self = Self {
            n: self.n + 1,
            w: add(self.w, w, 1)?,
            wy: add(self.wy, w, y)?,
            ww: add(self.ww, w, w)?,
            wwy: add(self.wwy, w, w * y)?,
            wywy: add(self.wywy, w * y, w * y)?,
            wyy: add(self.wyy, w * y, y)?,
        };
        Ok(())
    }
}

impl DomainSums {
    /// The sums of those who are not in `part`, such as the rest of the city without a wijk.
    ///
    /// Nothing when the part has more respondents or weight than the whole.
    #[must_use]
    pub fn without(self, part: Self) -> Option<Self> {
        let Self { n, w, wy, ww, wwy, wywy, wyy } = part;
        let rest = Self {
            n: self.n.checked_sub(n)?,
            w: self.w - w,
            wy: self.wy - wy,
            ww: self.ww - ww,
            wwy: self.wwy - wwy,
            wywy: self.wywy - wywy,
            wyy: self.wyy - wyy,
        };
        let is_possible = 0 <= rest.w && 0 <= rest.ww && 0 <= rest.wywy && 0 <= rest.wyy;
        is_possible.then_some(rest)
    }
}

impl AddAssign for DomainSums {
    /// Adds the respondents of other areas or blocks.
    fn add_assign(&mut self, other: Self) {
        // Taken apart, so that no sum can be forgotten.
        let Self { n, w, wy, ww, wwy, wywy, wyy } = other;
        self.n += n;
        self.w += w;
        self.wy += wy;
        self.ww += ww;
        self.wwy += wwy;
        self.wywy += wywy;
        self.wyy += wyy;
    }
}

/// Why a respondent cannot be added to sums; they stay as they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumError {
    /// A respondent cannot stand for fewer people than none.
    NegativeWeight,
    /// The sums would no longer fit 128 bits; fewer decimals would do.
    Overflow,
}

impl fmt::Display for SumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NegativeWeight => "a weight is below zero",
            Self::Overflow => "weights and answers are too large to add exactly",
        })
    }
}

impl std::error::Error for SumError {}

/// A stratum of the design, and what it holds of the domain.
///
/// Strata without anyone of the domain add nothing and may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// The respondents of the whole stratum, in the domain or not, answer or not: `n_h`.
    pub respondents: u64,
    /// The people the stratum was drawn from, `N_h`; without it, as if without end.
    pub population: Option<u64>,
    /// The respondents of the domain with a weight above 0, whether or not they answered.
    pub members: u64,
    /// The sums over those members who answered.
    pub sums: DomainSums,
}

/// Why a domain has no mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SurveyError {
    /// No respondent of the domain gave an answer with a weight above 0.
    NoRespondents,
    /// The weights of those who answered in a stratum do not add up to more than 0.
    WeightNotPositive {
        /// The place in the strata given.
        stratum: usize,
    },
    /// A stratum has more respondents than people.
    PopulationTooSmall {
        /// The place in the strata given.
        stratum: usize,
        /// The people it was drawn from.
        population: u64,
        /// Its respondents.
        respondents: u64,
    },
    /// A stratum has more answers than members, more members than respondents, or sums that no
    /// respondents can have.
    Inconsistent {
        /// The place in the strata given.
        stratum: usize,
    },
    /// A share was asked of answers that are not all 0 or 1.
    NotZeroOrOne {
        /// The place in the strata given.
        stratum: usize,
    },
}

impl fmt::Display for SurveyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRespondents => f.write_str("nobody gave an answer that counts"),
            Self::WeightNotPositive { stratum } => {
                write!(f, "the weights of stratum {stratum} do not add up to more than zero")
            }
            Self::PopulationTooSmall { stratum, population, respondents } => write!(
                f,
                "stratum {stratum} has {respondents} respondents from a population of {population}"
            ),
            Self::Inconsistent { stratum } => {
                write!(f, "the sums of stratum {stratum} contradict each other")
            }
            Self::NotZeroOrOne { stratum } => {
                write!(f, "stratum {stratum} has answers other than 0 and 1")
            }
        }
    }
}

impl std::error::Error for SurveyError {}

impl Stratum {
    /// The finite population correction, `1 - n_h/N_h`; 0 where there is nobody of the domain.
    pub(super) fn part_not_drawn(&self) -> f64 {
        match self.population {
            _ if self.sums.n == 0 => 0.0,
            Some(population) => (population - self.respondents) as f64 / population as f64,
            None => 1.0,
        }
    }
}

/// Finds the first stratum that cannot be, so that the formulas need not ask.
pub(super) fn check_strata(strata: &[Stratum]) -> Result<(), SurveyError> {
    for (stratum, found) in strata.iter().enumerate() {
        let Stratum { respondents, population, members, sums } = *found;
        if let Some(population) = population.filter(|&population| population < respondents) {
            return Err(SurveyError::PopulationTooSmall { stratum, population, respondents });
        }
        if respondents < members || members < sums.n || (sums.n == 0 && sums.w != 0) {
            return Err(SurveyError::Inconsistent { stratum });
        }
        if sums.w < 0 || (sums.w == 0 && 0 < sums.n) {
            return Err(SurveyError::WeightNotPositive { stratum });
        }
        if 0 < sums.n && sums.ww <= 0 {
            return Err(SurveyError::Inconsistent { stratum });
        }
    }
    Ok(())
}

#[cfg(test)]
impl DomainSums {
    /// The sums over respondents: `(weight, answer)`.
    pub(super) fn of(rows: &[(i64, i64)]) -> Self {
        let mut sums = Self::default();
        for &(weight, answer) in rows {
            sums.add(weight, answer).expect("the sums are small");
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_what_the_linearisation_needs() {
        let mut sums = DomainSums::default();
        for (weight, answer) in [(2, 3), (5, -1), (0, 9)] {
            sums.add(weight, answer).expect("the sums are small");
        }
        let expected = DomainSums { n: 2, w: 7, wy: 1, ww: 29, wwy: -13, wywy: 61, wyy: 23 };
        assert_eq!(sums, expected);
    }

    #[test]
    fn rest_and_part_make_the_whole() {
        let (mut part, mut rest) = (DomainSums::default(), DomainSums::default());
        part.add(3, 7).expect("the sums are small");
        rest.add(5, -2).expect("the sums are small");
        let mut whole = part;
        whole += rest;
        assert_eq!(whole.without(part), Some(rest));
        assert_eq!(part.without(whole), None);
    }

    #[test]
    fn refuses_what_cannot_be_added_and_stays_as_it_was() {
        #[track_caller]
        fn case(weight: i64, answer: i64, expected: SumError) {
            let mut sums = DomainSums { n: 1, w: 1, wy: 1, ww: 1, wwy: 1, wywy: 1, wyy: 1 };
            let before = sums;
            assert_eq!(sums.add(weight, answer), Err(expected));
            assert_eq!(sums, before);
        }

        case(-1, 5, SumError::NegativeWeight);
        case(i64::MAX, i64::MAX, SumError::Overflow);
        case(i64::MAX, i64::MIN, SumError::Overflow);
    }
}
