//! The smallest change that two measurements can show, and how many people it takes.
//!
//! To be asked when a target is set: a wijk with a hundred referrals a year cannot show a fall
//! of 15 %, however real it is.
//!
//! In all formulas `z = z_{1-α/2} + z_{power}`, both measurements are independent, and both have
//! the variance of the baseline. For small counts that is somewhat too bright for a rise and too
//! gloomy for a fall; a detectable change larger than the baseline itself says that not even its
//! disappearance would show.
//!
//! References:
//! - Armitage, P., Berry, G., Matthews, J.N.S. (2002). Statistical methods in medical research, 4th
//!   edition, section 4.6.
//! - Kish, L. (1965). Survey sampling, section 8.2: the design effect.

use super::interval::Confidence;
use super::special::normal_quantile;

/// How sure a test must be, and how often it must see a change that is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TestPower {
    confidence: Confidence,
    power: f64,
}

impl TestPower {
    /// Two-sided at 5 %, and a change is seen four times in five.
    pub const USUAL: Self = Self { confidence: Confidence::P95, power: 0.8 };

    /// Makes a power, or nothing when it is not from 0.5 to below 1.
    pub fn new(confidence: Confidence, power: f64) -> Option<Self> {
        (0.5..1.0).contains(&power).then_some(Self { confidence, power })
    }

    /// The number of standard errors of the difference that a change must span: 2.80 as usual.
    fn z(self) -> f64 {
        normal_quantile(self.power) - normal_quantile(self.confidence.tail())
    }
}

/// A sample: how many respondents, and by how much its design widens the variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleSize {
    n: f64,
    deff: f64,
}

impl SampleSize {
    /// Makes a sample, or nothing when a number is not above 0 and finite.
    pub fn new(n: f64, deff: f64) -> Option<Self> {
        let is_size = |size: f64| 0.0 < size && size.is_finite();
        (is_size(n) && is_size(deff) && is_size(deff / n)).then_some(Self { n, deff })
    }

    /// The variance of a mean of answers with variance 1.
    fn variance(self) -> f64 {
        self.deff / self.n
    }
}

/// Computes the smallest detectable difference between two means of answers with the given
/// standard deviation: `z sd √(deff_1/n_1 + deff_2/n_2)`.
///
/// `None` when the standard deviation is below 0 or not finite.
pub fn detectable_mean_change(
    standard_deviation: f64,
    before: SampleSize,
    after: SampleSize,
    power: TestPower,
) -> Option<f64> {
    let is_spread = 0.0 <= standard_deviation && standard_deviation.is_finite();
    let error = (before.variance() + after.variance()).sqrt();
    is_spread.then(|| power.z() * standard_deviation * error)
}

/// Computes the smallest detectable difference between two shares, as a fraction, from a share
/// at baseline: `z √(p(1-p) (deff_1/n_1 + deff_2/n_2))`.
///
/// `None` unless the share is above 0 and below 1.
pub fn detectable_share_change(
    share: f64,
    before: SampleSize,
    after: SampleSize,
    power: TestPower,
) -> Option<f64> {
    let is_share = 0.0 < share && share < 1.0;
    let spread = (share * (1.0 - share)).sqrt();
    if is_share { detectable_mean_change(spread, before, after, power) } else { None }
}

/// Computes the smallest detectable difference between two rates, per unit of exposure, from a
/// rate at baseline: `z √(rate (1/e_1 + 1/e_2))`.
///
/// With an exposure of 1 in both, the rate is the count itself. `None` when a number is not
/// above 0 and finite.
pub fn detectable_rate_change(
    rate: f64,
    exposure_before: f64,
    exposure_after: f64,
    power: TestPower,
) -> Option<f64> {
    let is_size = |size: f64| 0.0 < size && size.is_finite();
    let variance = rate * (1.0 / exposure_before + 1.0 / exposure_after);
    let is_usable = is_size(rate) && is_size(exposure_before) && is_size(exposure_after);
    (is_usable && is_size(variance)).then(|| power.z() * variance.sqrt())
}

/// Computes how many respondents each of two measurements needs to show a difference between
/// means: `2 deff (z sd/δ)²`, not yet rounded up.
///
/// `None` when a number is not above 0 and finite.
pub fn needed_n_for_mean(
    standard_deviation: f64,
    change: f64,
    deff: f64,
    power: TestPower,
) -> Option<f64> {
    let spans = power.z() * standard_deviation / change;
    let n = 2.0 * deff * spans * spans;
    let is_usable = [standard_deviation, change, deff, n]
        .iter()
        .all(|number| 0.0 < *number && number.is_finite());
    is_usable.then_some(n)
}

/// Computes how many respondents each of two measurements needs to show a difference between
/// shares: `2 deff p(1-p) (z/δ)²`, not yet rounded up.
///
/// `None` unless the share is above 0 and below 1 and the other numbers above 0 and finite.
pub fn needed_n_for_share(share: f64, change: f64, deff: f64, power: TestPower) -> Option<f64> {
    let is_share = 0.0 < share && share < 1.0;
    let spread = (share * (1.0 - share)).sqrt();
    if is_share { needed_n_for_mean(spread, change, deff, power) } else { None }
}

/// Computes how much exposure each of two measurements needs to show a difference between rates:
/// `2 rate (z/δ)²`.
///
/// `None` when a number is not above 0 and finite.
pub fn needed_exposure_for_rate(rate: f64, change: f64, power: TestPower) -> Option<f64> {
    needed_n_for_mean(rate.sqrt(), change, 1.0, power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(n: f64) -> SampleSize {
        SampleSize::new(n, 1.3).expect("a sample")
    }

    /// What a count of events per period can show, as a part of the count.
    #[test]
    fn counts_show_large_changes_only() {
        #[track_caller]
        fn case(count: f64, expected: f64) {
            let found = detectable_rate_change(count, 1.0, 1.0, TestPower::USUAL);
            assert!((found.expect("a count") / count - expected).abs() < 0.005, "{found:?}");
        }

        case(10.0, 1.25);
        case(25.0, 0.79);
        case(50.0, 0.56);
        case(100.0, 0.40);
        case(200.0, 0.28);
        case(1_000.0, 0.13);
        case(6_000.0, 0.05);
    }

    /// What a survey with a design effect of 1.3 can show.
    #[test]
    fn surveys_show_what_their_size_allows() {
        #[track_caller]
        fn case(n: f64, mean: f64, share: f64) {
            let size = sample(n);
            let found = detectable_mean_change(1.6, size, size, TestPower::USUAL);
            assert!((found.expect("a spread") - mean).abs() < 0.005, "{found:?}");
            let found = detectable_share_change(0.4, size, size, TestPower::USUAL);
            assert!((found.expect("a share") - share).abs() < 0.005, "{found:?}");
        }

        case(30.0, 1.32, 0.40);
        case(50.0, 1.02, 0.31);
        case(100.0, 0.72, 0.22);
        case(200.0, 0.51, 0.16);
        case(400.0, 0.36, 0.11);
        case(2_000.0, 0.16, 0.049);
    }

    #[test]
    fn refuses_what_is_no_measurement() {
        assert_eq!(SampleSize::new(0.0, 1.0), None);
        assert_eq!(SampleSize::new(10.0, f64::NAN), None);
        assert_eq!(TestPower::new(Confidence::P95, 1.0), None);
        assert_eq!(TestPower::new(Confidence::P95, 0.8), Some(TestPower::USUAL));
        let (size, power) = (sample(10.0), TestPower::USUAL);
        assert_eq!(detectable_share_change(1.0, size, size, power), None);
        assert_eq!(detectable_mean_change(-1.0, size, size, power), None);
        assert_eq!(detectable_rate_change(0.0, 1.0, 1.0, power), None);
        assert_eq!(needed_n_for_share(0.4, 0.0, 1.0, power), None);
        assert_eq!(needed_exposure_for_rate(-1.0, 0.1, power), None);
    }

    proptest! {
        #[test]
        fn needed_n_shows_just_that_change(share in 0.01..0.99_f64, change in 0.01..0.5_f64) {
            let n = needed_n_for_share(share, change, 1.7, TestPower::USUAL).expect("a size");
            let size = SampleSize::new(n, 1.7).expect("a sample");
            let found = detectable_share_change(share, size, size, TestPower::USUAL);
            prop_assert!((found.expect("a share") / change - 1.0).abs() < 1e-9);
            let e = needed_exposure_for_rate(share, change, TestPower::USUAL).expect("a size");
            let found = detectable_rate_change(share, e, e, TestPower::USUAL);
            prop_assert!((found.expect("a rate") / change - 1.0).abs() < 1e-9);
        }

        #[test]
        fn more_power_takes_a_larger_change(n in 1.0..1e5_f64, power in 0.81..0.99_f64) {
            let more = TestPower::new(Confidence::P95, power).expect("a power");
            let size = sample(n);
            let usual = detectable_mean_change(1.0, size, size, TestPower::USUAL);
            prop_assert!(usual < detectable_mean_change(1.0, size, size, more));
        }
    }
}
