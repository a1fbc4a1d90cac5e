//! The mean of an amount in a register, such as days until a decision, and how two differ.
//!
//! References:
//! - Student (1908). The probable error of a mean. Biometrika 6, 1-25.
//! - Welch, B.L. (1947). The generalization of "Student's" problem when several different
//!   population variances are involved. Biometrika 34, 28-35.

use std::fmt;
use std::ops::AddAssign;

use num_bigint::BigInt;

use super::exact::{to_f64, units_in_one};
use super::interval::{Confidence, Interval};
use super::special::student_t_two_sided;
use super::survey::SumError;

/// Sums over values of a register, in scaled integers: 12.5 days with one decimal is 125.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ValueSums {
    /// The number of values.
    pub n: u64,
    /// Σ y
    pub y: i128,
    /// Σ y²
    pub yy: i128,
}

impl ValueSums {
    /// Adds a value.
    pub fn add(&mut self, value: i64) -> Result<(), SumError> {
        let y = i128::from(value);
        *self = Self {
            n: self.n + 1,
            y: self.y.checked_add(y).ok_or(SumError::Overflow)?,
            yy: self.yy.checked_add(y * y).ok_or(SumError::Overflow)?,
        };
        Ok(())
    }
}

impl AddAssign for ValueSums {
    /// Adds the values of other areas or blocks.
    fn add_assign(&mut self, other: Self) {
        let Self { n, y, yy } = other;
        self.n += n;
        self.y += y;
        self.yy += yy;
    }
}

/// The mean of values and how they spread around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RegisterMean {
    /// The mean, in the unit of the values.
    pub mean: f64,
    /// The number of values, at least 1.
    pub n: u64,
    /// The standard deviation, above 0, or why there is none.
    pub standard_deviation: Result<f64, NoSpread>,
}

/// Why values have no spread, and their mean no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoSpread {
    /// There is one value; how much values differ cannot be seen from one.
    OneValue,
    /// All values are the same, which gives an interval of no width: no certainty, either.
    NoVariation,
}

impl fmt::Display for NoSpread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OneValue => "there is only one value",
            Self::NoVariation => "all values are the same",
        })
    }
}

impl std::error::Error for NoSpread {}

/// Computes the mean of values with `decimals` decimals, and their standard deviation
/// `√((nΣy² - (Σy)²) / (n (n - 1)))`, from exact sums. `None` without values, and for sums that no
/// values have: of values `(Σy)²` is at most `nΣy²`.
///
/// Durations are skewed; of those the median and the ninetieth percentile say more.
pub fn register_mean(sums: ValueSums, decimals: u8) -> Option<RegisterMean> {
    if sums.n == 0 {
        return None;
    }
    let n = sums.n as f64;
    let scale = units_in_one(decimals);
    let spread = BigInt::from(sums.n) * sums.yy - BigInt::from(sums.y) * sums.y;
    if spread < BigInt::ZERO {
        return None;
    }
    let standard_deviation = if sums.n == 1 {
        Err(NoSpread::OneValue)
    } else if spread == BigInt::ZERO {
        Err(NoSpread::NoVariation)
    } else {
        Ok((to_f64(&spread) / n / (n - 1.0)).sqrt() / scale)
    };
    Some(RegisterMean { mean: sums.y as f64 / n / scale, n: sums.n, standard_deviation })
}

impl RegisterMean {
    /// Computes the interval of the mean by Student's t, `ȳ ± t(n - 1) s/√n`.
    ///
    /// It says how far chance takes the mean of so many cases from that of a process that keeps
    /// as it is; all cases of the register are in it, so it is no sampling error.
    pub fn interval(self, confidence: Confidence) -> Result<Interval, NoSpread> {
        let standard_error = self.variance_of_mean()?.sqrt();
        Ok(student_interval(self.mean, standard_error, (self.n - 1) as f64, confidence))
    }

    fn variance_of_mean(self) -> Result<f64, NoSpread> {
        self.standard_deviation.map(|s| s * s / self.n as f64)
    }
}

/// The difference of two means with unequal variances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanDifference {
    /// The first mean minus the second.
    pub difference: f64,
    /// The standard error of the difference, above 0.
    pub standard_error: f64,
    /// The degrees of freedom, after Welch and Satterthwaite; not whole in general.
    pub df: f64,
}

/// Computes the difference of two independent means, without the assumption that their values
/// spread alike: `s₁²/n₁ + s₂²/n₂` and `df = (v₁ + v₂)² / (v₁²/(n₁-1) + v₂²/(n₂-1))`.
///
/// Values that are all the same in one of the two have a variance of 0, which is taken as it is;
/// one value alone, or no variation in either, has no difference to test.
pub fn mean_difference(a: RegisterMean, b: RegisterMean) -> Result<MeanDifference, NoSpread> {
    let variance = |mean: RegisterMean| match mean.variance_of_mean() {
        Err(NoSpread::NoVariation) => Ok(0.0),
        other => other,
    };
    let (v1, v2) = (variance(a)?, variance(b)?);
    let total = v1 + v2;
    if total <= 0.0 {
        return Err(NoSpread::NoVariation);
    }
    // As shares of the variance, whose squares cannot vanish both.
    let share = |v: f64, mean: RegisterMean| (v / total) * (v / total) / (mean.n - 1) as f64;
    Ok(MeanDifference {
        difference: a.mean - b.mean,
        standard_error: total.sqrt(),
        df: (1.0 / (share(v1, a) + share(v2, b))).max(1.0),
    })
}

impl MeanDifference {
    /// The difference in standard errors.
    pub fn t(self) -> f64 {
        self.difference / self.standard_error
    }

    /// Computes the two-sided p-value of means that are equal.
    pub fn p_value(self) -> f64 {
        student_t_two_sided(self.t(), self.df)
    }

    /// Computes the interval of the difference.
    pub fn interval(self, confidence: Confidence) -> Interval {
        student_interval(self.difference, self.standard_error, self.df, confidence)
    }
}

fn student_interval(middle: f64, standard_error: f64, df: f64, confidence: Confidence) -> Interval {
    let margin = confidence.t(df) * standard_error;
    Interval::around(middle, margin).expect("sums of 128 bits have a finite mean")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::assertions::assert_within;

    fn mean_of(values: &[i64], decimals: u8) -> RegisterMean {
        let mut sums = ValueSums::default();
        for &value in values {
            sums.add(value).expect("the sums are small");
        }
        register_mean(sums, decimals).expect("there are values")
    }

    /// Student (1908), the extra sleep by two drugs, as in R's `t.test(extra ~ group, sleep)`:
    /// t = -1.8608, df = 17.776, p-value = 0.07939, -3.3654832 to 0.2054832.
    #[test]
    fn welch_agrees_with_r_on_sleep() {
        let first = mean_of(&[7, -16, -2, -12, -1, 34, 37, 8, 0, 20], 1);
        let second = mean_of(&[19, 8, 11, 1, -1, 44, 55, 16, 46, 34], 1);
        assert_within(first.mean, 0.75, 1e-15);
        assert_within(second.mean, 2.33, 1e-15);
        let found = mean_difference(first, second).expect("values differ");
        assert_within(found.t(), -1.8608, 5e-5);
        assert_within(found.df, 17.776, 5e-4);
        assert_within(found.p_value(), 0.079_39, 5e-6);
        let interval = found.interval(Confidence::P95);
        assert_within(interval.lower(), -3.365_483_2, 5e-8);
        assert_within(interval.upper(), 0.205_483_2, 5e-8);
    }

    #[test]
    fn says_why_there_is_no_interval() {
        let one = mean_of(&[7], 0);
        let same = mean_of(&[7, 7, 7], 0);
        let spread = mean_of(&[3, 4, 9], 0);
        assert_eq!(one.interval(Confidence::P95), Err(NoSpread::OneValue));
        assert_eq!(same.interval(Confidence::P95), Err(NoSpread::NoVariation));
        assert_eq!(mean_difference(one, spread), Err(NoSpread::OneValue));
        assert_eq!(mean_difference(same, same), Err(NoSpread::NoVariation));
        assert_eq!(mean_difference(same, spread).map(|found| found.df), Ok(2.0));
        assert_eq!(register_mean(ValueSums::default(), 0), None);
    }

    #[test]
    fn refuses_what_cannot_be_added_and_stays_as_it_was() {
        let mut sums = ValueSums { n: 1, y: 3, yy: i128::MAX };
        let before = sums;
        assert_eq!(sums.add(1), Err(SumError::Overflow));
        assert_eq!(sums, before);
    }

    #[test]
    fn sums_of_blocks_are_the_sums_of_all() {
        let (mut sums, mut other, mut all) =
            (ValueSums::default(), ValueSums::default(), ValueSums::default());
        for value in [4, -7, 12] {
            sums.add(value).expect("small");
            all.add(value).expect("small");
        }
        for value in [1, 1] {
            other.add(value).expect("small");
            all.add(value).expect("small");
        }
        sums += other;
        assert_eq!(sums, all);
    }

    /// A common large part of all values costs no digits: the sums are exact.
    #[test]
    fn deviation_survives_a_large_common_part() {
        let near = mean_of(&[1, 4, 9], 0);
        let far = mean_of(&[1, 4, 9].map(|value| value + 1_000_000_000_000), 0);
        assert_eq!(near.standard_deviation, far.standard_deviation);
    }

    proptest! {
        #[test]
        fn contains_the_mean_and_widens(values in proptest::collection::vec(-9_999_i64..9_999, 2..60)) {
            let found = mean_of(&values, 2);
            prop_assume!(found.standard_deviation.is_ok());
            let interval = found.interval(Confidence::P95).expect("values differ");
            let wide = Confidence::P998;
            let wider = found.interval(wide).expect("values differ");
            prop_assert!(interval.lower() < found.mean && found.mean < interval.upper());
            prop_assert!(wider.lower() < interval.lower() && interval.upper() < wider.upper());
        }
    }
}
