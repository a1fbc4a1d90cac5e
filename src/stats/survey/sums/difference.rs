//! The difference between the means of two domains of one survey, from their sums per stratum.
//!
//! References:
//! - Särndal, C.-E., Swensson, B., Wretman, J. (1992). Model assisted survey sampling, 5.6-5.8.
//! - Korn, E.L., Graubard, B.I. (1999). Analysis of health surveys, 5.2 and 5.4; the numbers are
//!   held against the R package survey 4.5.

use num_bigint::BigInt;

use super::stratum::{DomainSums, Stratum, SurveyError, check_strata};
use crate::stats::exact::{ratio, units_in_one};
use crate::stats::interval::{Confidence, NoInterval};
use crate::stats::survey::difference::{DifferencePrecision, SurveyDifference};

/// A stratum of the design, and what it holds of two domains without common members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ComparedStratum {
    /// The respondents of the whole stratum, in a domain or not, answer or not: `n_h`.
    pub respondents: u64,
    /// The people the stratum was drawn from, `N_h`; without it, as if without end.
    pub population: Option<u64>,
    /// The domain that is compared.
    pub first: DomainPart,
    /// The domain it is compared with: the rest of the city, or another wijk.
    pub second: DomainPart,
}

/// What a stratum holds of a domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DomainPart {
    /// The respondents of the domain with a weight above 0, whether or not they answered.
    pub members: u64,
    /// The sums over those members who answered.
    pub sums: DomainSums,
}

/// With what the first of two domains is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// With the second: a wijk with the rest of the city, or with another wijk.
    Second,
    /// With the two together: a wijk with the whole city, which contains it.
    Both,
}

/// Computes the difference between the means of two domains from their sums per stratum, where
/// answers have `decimals` decimals.
///
/// The variance is that of [`weighted_mean`](super::weighted_mean()) with `z_first - z_other` for
/// `z`: both come from one sample, so that what moves one may move the other. Adding the two
/// variances would be right for strata that hold one domain only; for a wijk and the city that
/// contains it, it is wrong.
///
/// As there, the sum of squares is exact. In each domain `v = W₁² W₂² z` is `a wy - b w`, with
/// integers `a` and `b` that are the same for all its members.
///
/// The degrees of freedom are those of a regression on the domain: respondents with an answer
/// minus their strata, minus 1.
///
/// When all members of a domain gave the same answer there is no interval: the variance would
/// come from the other one alone, as if the first were known without error. Nor is there when
/// one respondent answered in a domain.
///
/// The strata are added in the order given, so the caller sorts them.
pub fn difference_of_domains(
    strata: &[ComparedStratum],
    against: Against,
    decimals: u8,
    confidence: Confidence,
) -> Result<SurveyDifference, SurveyError> {
    let first: Vec<_> = strata.iter().map(|one| one.first).collect();
    let second: Vec<_> = strata.iter().map(|one| one.second).collect();
    check_parts(strata, &first)?;
    check_parts(strata, &second)?;
    let crowded = |one: &ComparedStratum| one.respondents < one.first.members + one.second.members;
    if let Some(stratum) = strata.iter().position(crowded) {
        return Err(SurveyError::Inconsistent { stratum });
    }
    let [first, second] = [Total::of(&first), Total::of(&second)];
    let other = match against {
        Against::Second => second.clone(),
        Against::Both => first.plus(&second),
    };
    if first.n == 0 || second.n == 0 {
        return Err(SurveyError::NoRespondents);
    }

    let own = other.coefficients(&first);
    let others = first.coefficients(&other);
    let contrast = Contrast {
        of_first: match against {
            Against::Second => own.clone(),
            Against::Both => [&own[0] - &others[0], &own[1] - &others[1]],
        },
        of_second: others.each_ref().map(|coefficient| -coefficient),
        scale: (&first.w * &other.w).pow(2),
    };
    let variance = contrast.variance(strata)?;
    let none = [BigInt::ZERO, BigInt::ZERO];
    let only_first = Contrast { of_first: own, of_second: none.clone(), ..contrast.clone() };
    let only_other = Contrast {
        of_first: match against {
            Against::Second => none,
            Against::Both => others.clone(),
        },
        of_second: others,
        ..contrast
    };
    // A domain that was asked as a whole may be known without error.
    let is_full = |of: &dyn Fn(&ComparedStratum) -> u64| {
        strata.iter().all(|one| of(one) == 0 || one.is_full())
    };
    let in_first = |one: &ComparedStratum| one.first.sums.n;
    let in_other = |one: &ComparedStratum| match against {
        Against::Second => one.second.sums.n,
        Against::Both => one.answers(),
    };
    let has_uniform = only_first.variance(strata)? <= 0.0 && !is_full(&in_first)
        || only_other.variance(strata)? <= 0.0 && !is_full(&in_other);

    let scale = units_in_one(decimals);
    let above = &first.wy * &other.w - &other.wy * &first.w;
    let difference = ratio(&above, &(&first.w * &other.w)) / scale;
    let df = strata.iter().map(|one| one.answers().saturating_sub(1)).sum::<u64>();
    let df = df.saturating_sub(1);
    let precision = if strata.iter().all(|one| one.answers() == 0 || one.is_full()) {
        Err(NoInterval::FullCount)
    } else if first.n == 1 || other.n == 1 {
        Err(NoInterval::OneRespondent)
    } else if df == 0 {
        Err(NoInterval::NoDegreesOfFreedom)
    } else if variance <= 0.0 || has_uniform {
        Err(NoInterval::NoVariation)
    } else {
        Ok(DifferencePrecision::of(difference, variance.sqrt() / scale, df, confidence))
    };
    Ok(SurveyDifference { difference, precision, df })
}

impl ComparedStratum {
    fn answers(&self) -> u64 {
        self.first.sums.n + self.second.sums.n
    }

    fn is_full(&self) -> bool {
        self.population == Some(self.respondents)
    }

    /// The finite population correction, `1 - n_h/N_h`; 0 where there is nobody of a domain.
    fn part_not_drawn(&self) -> f64 {
        let Self { respondents, population, .. } = *self;
        let (members, sums) = (self.answers(), DomainSums { n: self.answers(), ..self.first.sums });
        Stratum { respondents, population, members, sums }.part_not_drawn()
    }
}

/// A domain over all strata.
#[derive(Clone)]
struct Total {
    w: BigInt,
    wy: BigInt,
    n: u64,
}

impl Total {
    fn of(parts: &[DomainPart]) -> Self {
        Self {
            w: parts.iter().map(|part| BigInt::from(part.sums.w)).sum(),
            wy: parts.iter().map(|part| BigInt::from(part.sums.wy)).sum(),
            n: parts.iter().map(|part| part.sums.n).sum(),
        }
    }

    fn plus(&self, other: &Self) -> Self {
        Self { w: &self.w + &other.w, wy: &self.wy + &other.wy, n: self.n + other.n }
    }

    /// The coefficients `[a, b]` of `of`, with this domain as the other one: `z` is
    /// `(W wy - A w) / W²`, and the square of the other sum of weights makes the scale common.
    fn coefficients(&self, of: &Self) -> [BigInt; 2] {
        let square = self.w.pow(2);
        [&square * &of.w, &square * &of.wy]
    }
}

fn check_parts(strata: &[ComparedStratum], parts: &[DomainPart]) -> Result<(), SurveyError> {
    let stratum = |(one, part): (&ComparedStratum, &DomainPart)| Stratum {
        respondents: one.respondents,
        population: one.population,
        members: part.members,
        sums: part.sums,
    };
    check_strata(&strata.iter().zip(parts).map(stratum).collect::<Vec<_>>())
}

/// A difference as integers: `v = a wy - b w` for all members of a domain, with `[a, b]` per
/// domain, and `z = v / scale`.
#[derive(Clone)]
struct Contrast {
    of_first: [BigInt; 2],
    of_second: [BigInt; 2],
    scale: BigInt,
}

impl Contrast {
    fn variance(&self, strata: &[ComparedStratum]) -> Result<f64, SurveyError> {
        let square = self.scale.pow(2);
        let mut variance = 0.0;
        for (idx, stratum) in strata.iter().enumerate() {
            let [first, second] = [
                sum_contrast(&stratum.first.sums, &self.of_first),
                sum_contrast(&stratum.second.sums, &self.of_second),
            ];
            let (sum_v, sum_vv) = (first.0 + second.0, first.1 + second.1);
            let n_h = stratum.respondents;
            // A stratum with one respondent counts with its distance to the means of the domains.
            let spread = if n_h == 1 && stratum.answers() == 1 {
                sum_vv
            } else {
                BigInt::from(n_h) * sum_vv - sum_v.pow(2)
            };
            if spread < BigInt::ZERO {
                return Err(SurveyError::Inconsistent { stratum: idx });
            }
            let within = ratio(&spread, &square) / n_h.saturating_sub(1).max(1) as f64;
            variance += stratum.part_not_drawn() * within;
        }
        Ok(variance)
    }
}

/// Computes `Σv` and `Σv²` of a domain in a stratum, where `v = a wy - b w`.
fn sum_contrast(sums: &DomainSums, [a, b]: &[BigInt; 2]) -> (BigInt, BigInt) {
    let sum_v = a * sums.wy - b * sums.w;
    let sum_vv = a * a * sums.wywy - (a * b * sums.wwy) * 2 + b * b * sums.ww;
    (sum_v, sum_vv)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assertions::assert_within;

    fn part(rows: &[(i64, i64)]) -> DomainPart {
        let sums = DomainSums::of(rows);
        DomainPart { members: sums.n, sums }
    }

    fn stratum(
        population: Option<u64>,
        first: &[(i64, i64)],
        second: &[(i64, i64)],
    ) -> ComparedStratum {
        let (first, second) = (part(first), part(second));
        let respondents = first.members + second.members;
        ComparedStratum { respondents, population, first, second }
    }

    fn difference(strata: &[ComparedStratum], against: Against) -> SurveyDifference {
        difference_of_domains(strata, against, 0, Confidence::P95).expect("both domains answered")
    }

    const A: [(i64, i64); 4] = [(75, 6), (75, 7), (75, 8), (75, 7)];
    const B: [(i64, i64); 3] = [(50, 5), (50, 6), (50, 4)];

    /// Domains that are strata were drawn independently: the variances add up.
    #[test]
    fn domains_in_strata_of_their_own_are_independent() {
        let found =
            difference(&[stratum(Some(100), &A, &[]), stratum(Some(50), &[], &B)], Against::Second);
        assert_within(found.difference, 2.0, 1e-15);
        let precision = found.precision.expect("the answers vary");
        // (1 - 4/100) (2/3)/4 + (1 - 3/50) 1/3
        assert_within(precision.standard_error, (0.16_f64 + 0.94 / 3.0).sqrt(), 1e-15);
        assert_eq!(found.df, 4);
        assert_within(precision.t, 2.0 / precision.standard_error, 1e-15);
        // t of 4 degrees of freedom is 2.776445.
        let margin = precision.interval.upper() - found.difference;
        assert_within(margin, 2.776_445 * precision.standard_error, 1e-6);
    }

    /// A sample without strata: Welch without his degrees of freedom, times `n/(n - 1)`.
    #[test]
    fn domains_of_one_stratum_share_it() {
        let found = difference(&[stratum(None, &A, &B)], Against::Second);
        let precision = found.precision.expect("the answers vary");
        let variance: f64 = 7.0 / 6.0 * (2.0 / 16.0 + 2.0 / 9.0);
        assert_within(precision.standard_error, variance.sqrt(), 1e-15);
    }

    /// The city is the mean over both, so its difference with a wijk is a part of that with the
    /// rest; where the wijk is a stratum that part is not random and the errors follow suit.
    #[test]
    fn difference_with_the_whole_is_a_part_of_that_with_the_rest() {
        let strata = [stratum(Some(100), &A, &[]), stratum(Some(50), &[], &B)];
        let rest = difference(&strata, Against::Second);
        let whole = difference(&strata, Against::Both);
        let part = 150.0 / 450.0;
        assert_within(whole.difference, rest.difference * part, 1e-15);
        let (rest, whole) = (rest.precision.expect("varies"), whole.precision.expect("varies"));
        assert_within(whole.standard_error, rest.standard_error * part, 1e-15);
    }

    #[test]
    fn exchanging_domains_changes_the_sign_only() {
        let ab = difference(&[stratum(Some(90), &A, &B)], Against::Second);
        let ba = difference(&[stratum(Some(90), &B, &A)], Against::Second);
        assert_eq!(ab.difference, -ba.difference);
        let (ab, ba) = (ab.precision.expect("varies"), ba.precision.expect("varies"));
        assert_eq!(ab.standard_error.to_bits(), ba.standard_error.to_bits());
        assert_eq!(ab.p_value.to_bits(), ba.p_value.to_bits());
    }

    #[test]
    fn says_why_there_is_no_interval() {
        #[track_caller]
        fn case(strata: &[ComparedStratum], expected: NoInterval) {
            assert_eq!(difference(strata, Against::Second).precision, Err(expected));
        }

        case(&[stratum(Some(7), &A, &B)], NoInterval::FullCount);
        case(&[stratum(None, &A, &B[..1])], NoInterval::OneRespondent);
        case(&[stratum(None, &A[..1], &B)], NoInterval::OneRespondent);
        let lonely = [(&A[..1], &B[..0]), (&A[1..2], &[]), (&[], &B[..1]), (&[], &B[1..2])];
        let lonely = lonely.map(|(first, second)| stratum(None, first, second));
        case(&lonely, NoInterval::NoDegreesOfFreedom);
        // Weights that no binary fraction holds, so that only exact sums see that nothing varies.
        let equal = [(1_234_567, 77), (7_654_321, 77), (3_333_333, 77)];
        case(&[stratum(None, &A, &equal)], NoInterval::NoVariation);
        case(&[stratum(None, &equal, &A)], NoInterval::NoVariation);
        // In the two together, the answers of one are enough to vary.
        let both = difference(&[stratum(None, &A, &equal)], Against::Both);
        assert!(both.precision.is_ok());
        let both = difference(&[stratum(None, &equal, &A)], Against::Both);
        assert_eq!(both.precision, Err(NoInterval::NoVariation));
    }

    /// A domain of which everybody answered is known, though its answers do not vary.
    #[test]
    fn uniform_answers_of_a_full_count_leave_an_interval() {
        let strata = [stratum(Some(2), &[(1, 5), (1, 5)], &[]), stratum(None, &[], &B)];
        assert!(difference(&strata, Against::Second).precision.is_ok());
    }

    #[test]
    fn refuses_what_cannot_be() {
        let of = |strata: &[ComparedStratum]| {
            difference_of_domains(strata, Against::Second, 0, Confidence::P95)
        };
        assert_eq!(of(&[stratum(None, &A, &[])]), Err(SurveyError::NoRespondents));
        let crowded = ComparedStratum { respondents: 6, ..stratum(None, &A, &B) };
        assert_eq!(of(&[crowded]), Err(SurveyError::Inconsistent { stratum: 0 }));
        let too_small =
            SurveyError::PopulationTooSmall { stratum: 0, population: 6, respondents: 7 };
        assert_eq!(of(&[stratum(Some(6), &A, &B)]), Err(too_small));
    }
}
