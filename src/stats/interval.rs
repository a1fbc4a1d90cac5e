//! What every estimator speaks: an interval, a confidence, or the reason why there is none.

use std::fmt;

use super::special::{normal_quantile, student_t_quantile};

/// An interval around an estimate, in the unit of the estimate.
///
/// Both bounds are finite and the lower is never above the upper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    lower: f64,
    upper: f64,
}

impl Interval {
    /// Makes an interval, or nothing when a bound is not finite or the bounds are crossed.
    #[must_use]
    pub fn new(lower: f64, upper: f64) -> Option<Self> {
        (lower.is_finite() && upper.is_finite() && lower <= upper).then_some(Self { lower, upper })
    }

    /// Makes the interval from `middle - margin` to `middle + margin`, or nothing when a bound is
    /// not finite or the margin is below 0.
    #[must_use]
    pub fn around(middle: f64, margin: f64) -> Option<Self> {
        Self::new(middle - margin, middle + margin)
    }

    /// The lower bound.
    #[must_use]
    pub fn lower(self) -> f64 {
        self.lower
    }

    /// The upper bound.
    #[must_use]
    pub fn upper(self) -> f64 {
        self.upper
    }
}

/// How often an interval made this way contains the true value: above 0.5 and below 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(f64);

impl Confidence {
    /// 95 %, the level of every interval unless an indicator asks for another.
    pub const P95: Self = Self(0.95);

    /// 99.8 %, the second level of public health profiles, beyond which one area in five hundred
    /// lies by chance.
    pub const P998: Self = Self(0.998);

    /// Makes a confidence, or nothing when the level is not above 0.5 and below 1.
    ///
    /// A level written as a percentage (95) is refused too, rather than read as a fraction.
    #[must_use]
    pub fn new(level: f64) -> Option<Self> {
        (0.5 < level && level < 1.0).then_some(Self(level))
    }

    /// The level as a fraction.
    #[must_use]
    pub fn level(self) -> f64 {
        self.0
    }

    /// The probability left on each side of a two-sided interval: 0.025 at 95 %.
    #[must_use]
    pub fn tail(self) -> f64 {
        (1.0 - self.0) / 2.0
    }

    /// The number of standard errors on each side of a normal estimate: 1.96 at 95 %.
    #[must_use]
    pub fn z(self) -> f64 {
        -normal_quantile(self.tail())
    }

    /// The number of standard errors on each side of an estimate whose standard error is known by
    /// so many degrees of freedom, above 0 (Student): 2.23 for 10 at 95 %.
    #[must_use]
    pub fn t(self, df: f64) -> f64 {
        -student_t_quantile(self.tail(), df)
    }
}

/// Why an estimate has no interval.
///
/// In each of these cases the textbook formula gives an interval of no width, which a reader
/// would take for certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoInterval {
    /// The whole population answered, so there is no sampling error to show.
    FullCount,
    /// One respondent answered; how much answers differ cannot be seen from one.
    OneRespondent,
    /// No stratum has two respondents in the domain, so no degree of freedom is left.
    NoDegreesOfFreedom,
    /// The answers do not vary within any stratum: all respondents gave the same answer.
    NoVariation,
}

impl fmt::Display for NoInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FullCount => "the whole population answered",
            Self::OneRespondent => "only one respondent answered",
            Self::NoDegreesOfFreedom => "no stratum has two respondents",
            Self::NoVariation => "all respondents gave the same answer",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_bounds_that_are_crossed_or_not_finite() {
        #[track_caller]
        fn case(lower: f64, upper: f64) {
            assert_eq!(Interval::new(lower, upper), None);
        }

        case(1.0, 0.0);
        case(f64::NAN, 1.0);
        case(0.0, f64::INFINITY);
    }

    /// Fisher and Yates (1963), table III: the last row and that of ten degrees of freedom.
    #[test]
    fn margins_agree_with_the_tables() {
        assert!((Confidence::P95.z() - 1.959_96).abs() < 5e-6);
        assert!((Confidence::P95.t(10.0) - 2.228).abs() < 5e-4);
        assert_eq!(Interval::around(1.0, 0.5), Interval::new(0.5, 1.5));
        assert_eq!(Interval::around(1.0, -0.5), None);
    }

    #[test]
    fn accepts_confidence_above_one_half_and_below_one() {
        #[track_caller]
        fn case(level: f64, accepted: bool) {
            assert_eq!(Confidence::new(level).is_some(), accepted, "{level}");
        }

        case(0.95, true);
        case(0.998, true);
        case(0.5, false);
        case(1.0, false);
        case(95.0, false);
        case(f64::NAN, false);
    }
}
