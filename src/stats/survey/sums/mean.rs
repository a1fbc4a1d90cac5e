//! The weighted mean of a domain of a stratified survey, with its standard error by Taylor
//! linearisation.
//!
//! Everything is computed from sums of integers, so that the order in which respondents were
//! read, and on how many threads, cannot change a bit.
//!
//! References:
//! - Särndal, C.-E., Swensson, B., Wretman, J. (1992). Model assisted survey sampling, 5.6-5.8.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapters 2 and 3; the
//!   numbers are held against his R package survey 4.5.
//! - Kish, L. (1965). Survey sampling, 11.7.

use num_bigint::BigInt;

use super::stratum::{DomainSums, Stratum, SurveyError, check_strata};
use crate::stats::exact::{to_f64, units_in_one};
use crate::stats::interval::{Confidence, Interval, NoInterval};

/// The mean of a domain and how precise it is.
#[derive(Clone, Debug, PartialEq)]
pub struct SurveyMean {
    /// The weighted mean, in the unit of the answers.
    pub mean: f64,
    /// The standard error and interval, or why there are none.
    pub precision: Result<MeanPrecision, NoInterval>,
    /// The degrees of freedom: members minus strata, among strata with members.
    pub df: u64,
    /// The number of respondents who answered.
    pub n: u64,
    /// The number of respondents of equal weight that would tell as much: `(Σw)² / Σw²` (Kish).
    pub n_eff: f64,
    /// The places, in the strata given, of those with one respondent, whose variance had to be
    /// taken from the distance to the mean of the domain.
    pub lonely_strata: Vec<usize>,
}

/// How precise a mean is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanPrecision {
    /// The standard error of the mean, above 0.
    pub standard_error: f64,
    /// The interval of the mean, by Student's t.
    pub interval: Interval,
    /// The design effect: the variance over that of a simple random sample with replacement of
    /// as many respondents. Absent when the answers as a whole do not vary.
    pub deff: Option<f64>,
}

/// Computes the weighted mean of a domain from its sums per stratum, where answers have
/// `decimals` decimals. The number of decimals of the weights does not matter.
///
/// With `ȳ = Σwy / Σw` and `z = w (y - ȳ) / Σw` for members with an answer and 0 for all others
/// of the stratum, the variance is `Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ (z - z̄_h)²`. The others
/// count because a domain is not a subset: how many of a stratum fall in it is chance, too.
///
/// The sum of squares is computed exactly. With `A = Σwy`, `W = Σw` and `u = w (yW - A) = W² z`,
/// an integer, `n_h Σ(u - ū_h)² = n_h Σu² - (Σu)²`, where `Σu` and `Σu²` follow from the sums of
/// the stratum; in floating point these subtractions would leave noise where the answers are all
/// equal, and then a narrow interval instead of none.
///
/// A stratum with one respondent has no variance of its own. It counts with `(1 - 1/N_h) z²`,
/// its distance to the mean of the domain (`survey.lonely.psu = "adjust"` in R), which errs on
/// the wide side, and is named in the result.
///
/// The strata are added in the order given, so the caller sorts them.
pub fn weighted_mean(
    strata: &[Stratum],
    decimals: u8,
    confidence: Confidence,
) -> Result<SurveyMean, SurveyError> {
    check_strata(strata)?;
    let total = |part: fn(&DomainSums) -> i128| -> BigInt {
        strata.iter().map(|stratum| part(&stratum.sums)).map(BigInt::from).sum()
    };
    let total_w = total(|sums| sums.w);
    let total_wy = total(|sums| sums.wy);
    let total_ww = to_f64(&total(|sums| sums.ww));
    let n: u64 = strata.iter().map(|stratum| stratum.sums.n).sum();
    if n == 0 {
        return Err(SurveyError::NoRespondents);
    }

    // The variance times W⁴.
    let mut variance = 0.0;
    let mut df = 0;
    let mut lonely_strata = Vec::new();
    for (idx, stratum) in strata.iter().enumerate() {
        df += stratum.members.saturating_sub(1);
        let (sum_u, sum_uu) = sum_deviations(&stratum.sums, &total_w, &total_wy);
        let n_h = stratum.respondents;
        let is_lonely = n_h == 1 && stratum.sums.n == 1;
        let spread = if is_lonely {
            lonely_strata.push(idx);
            sum_uu
        } else {
            BigInt::from(n_h) * sum_uu - &sum_u * &sum_u
        };
        if spread < BigInt::ZERO {
            return Err(SurveyError::Inconsistent { stratum: idx });
        }
        let within = to_f64(&spread) / n_h.saturating_sub(1).max(1) as f64;
        variance += stratum.part_not_drawn() * within;
    }

    let scale = units_in_one(decimals);
    let w = to_f64(&total_w);
    let mean = to_f64(&total_wy) / w / scale;
    let precision = if strata.iter().all(|stratum| stratum.part_not_drawn() <= 0.0) {
        Err(NoInterval::FullCount)
    } else if n == 1 {
        Err(NoInterval::OneRespondent)
    } else if df == 0 {
        Err(NoInterval::NoDegreesOfFreedom)
    } else if variance <= 0.0 {
        Err(NoInterval::NoVariation)
    } else {
        let standard_error = variance.sqrt() / (w * w) / scale;
        let margin = confidence.t(df as f64) * standard_error;
        // s²/n = (WΣwy² - A²) / (W² (n - 1)), in the scale of the variance.
        let spread = to_f64(&(&total_w * total(|sums| sums.wyy) - &total_wy * &total_wy));
        let simple = spread * (w * w) / (n - 1) as f64;
        Ok(MeanPrecision {
            standard_error,
            interval: Interval::around(mean, margin)
                .expect("sums of 128 bits have a finite mean and margin"),
            deff: (0.0 < simple).then(|| variance / simple),
        })
    };
    Ok(SurveyMean { mean, precision, df, n, n_eff: w * w / total_ww, lonely_strata })
}
/// Computes `Σu` and `Σu²` of a stratum, where `u = w (yW - A)`.
fn sum_deviations(sums: &DomainSums, w: &BigInt, wy: &BigInt) -> (BigInt, BigInt) {
    let sum_u = w * sums.wy - wy * sums.w;
    let sum_uu = w * w * sums.wywy - (w * wy * sums.wwy) * 2 + wy * wy * sums.ww;
    (sum_u, sum_uu)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assertions::assert_within;

    /// A stratum whose respondents all belong to the domain and answered: `(weight, answer)`.
    fn stratum(population: Option<u64>, rows: &[(i64, i64)]) -> Stratum {
        let sums = DomainSums::of(rows);
        let respondents = rows.len() as u64;
        Stratum { respondents, population, members: sums.n, sums }
    }

    fn mean_of(strata: &[Stratum]) -> SurveyMean {
        weighted_mean(strata, 0, Confidence::P95).expect("somebody answered")
    }

    /// Two strata of 100 and 50 people, each respondent standing for as many as its stratum asks.
    #[test]
    fn stratified_mean_agrees_with_the_textbook() {
        let a = stratum(Some(100), &[(75, 6), (75, 7), (75, 8), (75, 7)]);
        let b = stratum(Some(50), &[(50, 5), (50, 6), (50, 4)]);
        let found = mean_of(&[a, b]);
        assert_within(found.mean, 19.0 / 3.0, 1e-15);
        let precision = found.precision.expect("the answers vary");
        // (2/3)² (1 - 4/100) (2/3)/4 + (1/3)² (1 - 3/50) 1/3
        assert_within(precision.standard_error, 0.325_463, 5e-7);
        assert_eq!((found.df, found.n), (5, 7));
        // t of 5 degrees of freedom is 2.570582.
        let margin = precision.interval.upper() - found.mean;
        assert_within(margin, 2.570_582 * precision.standard_error, 1e-6);
    }

    /// Kish: weights 1.2 .8 2.5 1 .5 .5 1.5 count for 5.298 respondents.
    #[test]
    fn effective_n_follows_kish() {
        let rows = [12, 8, 25, 10, 5, 5, 15].map(|weight| (weight, 3));
        assert_within(mean_of(&[stratum(None, &rows)]).n_eff, 5.298_0, 5e-5);
    }

    /// The design effect of unweighted respondents in one stratum is 1.
    #[test]
    fn design_effect_of_a_simple_sample_is_one() {
        let found = mean_of(&[stratum(None, &[(3, 1), (3, 4), (3, 4), (3, 9)])]);
        let deff = found.precision.expect("the answers vary").deff;
        assert_within(deff.expect("the answers vary"), 1.0, 1e-15);
    }

    #[test]
    fn scales_of_weights_and_answers_do_not_matter() {
        let small = mean_of(&[stratum(None, &[(2, 1), (3, 4), (5, 9)])]);
        let rows = [(20_000, 100), (30_000, 400), (50_000, 900)];
        let large = weighted_mean(&[stratum(None, &rows)], 2, Confidence::P95).expect("answers");
        assert_within(small.mean, large.mean, 1e-15);
        let (small, large) = (small.precision.expect("varies"), large.precision.expect("varies"));
        assert_within(small.standard_error, large.standard_error, 1e-15);
        assert_within(small.deff.expect("varies"), large.deff.expect("varies"), 1e-15);
    }

    /// A common large part of all answers costs no digits: the sums are exact.
    #[test]
    fn standard_error_survives_a_large_common_part() {
        let near = mean_of(&[stratum(None, &[(7, 1), (11, 4), (13, 9)])]);
        let far = [(7, 1), (11, 4), (13, 9)].map(|(weight, y)| (weight, y + 1_000_000_000_000));
        let far = mean_of(&[stratum(None, &far)]);
        let (near, far) = (near.precision.expect("varies"), far.precision.expect("varies"));
        assert_eq!(near.standard_error.to_bits(), far.standard_error.to_bits());
    }

    #[test]
    fn says_why_there_is_no_interval() {
        #[track_caller]
        fn case(strata: &[Stratum], expected: NoInterval) {
            assert_eq!(mean_of(strata).precision, Err(expected));
        }

        let census = stratum(Some(3), &[(1, 1), (1, 2), (1, 4)]);
        case(&[census], NoInterval::FullCount);
        case(&[stratum(None, &[(3, 5)])], NoInterval::OneRespondent);
        let lonely = [stratum(None, &[(3, 5)]), stratum(None, &[(3, 7)])];
        case(&lonely, NoInterval::NoDegreesOfFreedom);
        // Weights that no binary fraction holds, so that only exact sums see that nothing varies.
        let equal = [(1_234_567, 77), (7_654_321, 77), (3_333_333, 77)];
        case(&[stratum(Some(100), &equal)], NoInterval::NoVariation);
    }

    #[test]
    fn names_the_stratum_that_cannot_be() {
        #[track_caller]
        fn case(second: Stratum, expected: SurveyError) {
            let first = stratum(None, &[(1, 1), (1, 2)]);
            assert_eq!(weighted_mean(&[first, second], 0, Confidence::P95), Err(expected));
        }

        let rows = [(1, 1), (1, 2), (1, 4)];
        case(
            stratum(Some(2), &rows),
            SurveyError::PopulationTooSmall { stratum: 1, population: 2, respondents: 3 },
        );
        let sums = DomainSums { w: 0, ..stratum(None, &rows).sums };
        let weightless = Stratum { sums, ..stratum(None, &rows) };
        case(weightless, SurveyError::WeightNotPositive { stratum: 1 });
        let more_members = Stratum { members: 4, ..stratum(None, &rows) };
        case(more_members, SurveyError::Inconsistent { stratum: 1 });
        let sums = DomainSums { wywy: 0, ..stratum(None, &rows).sums };
        let impossible = Stratum { sums, ..stratum(None, &rows) };
        case(impossible, SurveyError::Inconsistent { stratum: 1 });
    }

    #[test]
    fn refuses_a_domain_without_answers() {
        #[track_caller]
        fn case(strata: &[Stratum]) {
            let found = weighted_mean(strata, 0, Confidence::P95);
            assert_eq!(found, Err(SurveyError::NoRespondents));
        }

        case(&[]);
        case(&[stratum(None, &[(0, 5), (0, 7)])]);
    }
}
