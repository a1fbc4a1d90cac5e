//! The standard normal distribution: its quantile and its two tails.
//!
//! References:
//! - Wichura, M.J. (1988). Algorithm AS 241: the percentage points of the normal distribution.
//!   Applied Statistics 37(3), 477-484.

use std::f64::consts::FRAC_1_SQRT_2;

/// Computes the quantile of the standard normal distribution below which a share `p` lies.
///
/// Wichura's algorithm AS 241 (PPND16), three rational functions with a relative error of about
/// 1e-16: no iteration, so no tolerance to choose.
///
/// # Panics
///
/// When `p` is not above 0 and below 1.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    assert!(0.0 < p && p < 1.0, "a quantile is asked for p above 0 and below 1");
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * polynomial(&CENTRE_NUMERATOR, r) / polynomial(&CENTRE_DENOMINATOR, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let size = if r <= 5.0 {
        let r = r - 1.6;
        polynomial(&MIDDLE_NUMERATOR, r) / polynomial(&MIDDLE_DENOMINATOR, r)
    } else {
        let r = r - 5.0;
        polynomial(&FAR_NUMERATOR, r) / polynomial(&FAR_DENOMINATOR, r)
    };
    size.copysign(q)
}

/// Computes the probability that a standard normal variable lies below `x`.
///
/// `erfc(-x/√2) / 2`, which keeps its digits in the lower tail, where `1 - …` would lose them.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    libm::erfc(-x * FRAC_1_SQRT_2) / 2.0
}

/// Computes the probability that a standard normal variable lies above `x`.
#[must_use]
pub fn normal_upper(x: f64) -> f64 {
    normal_cdf(-x)
}

/// Computes a polynomial whose coefficients start with the constant.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

// Wichura's coefficients, constant first, for `p` within 0.425 of the median.
const CENTRE_NUMERATOR: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_DENOMINATOR: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];

// Wichura's coefficients for tails above `e^-25`.
const MIDDLE_NUMERATOR: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    0.000_774_545_014_278_341_4,
];
const MIDDLE_DENOMINATOR: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    0.000_547_593_808_499_534_5,
    1.050_750_071_644_416_9e-9,
];

// Wichura's coefficients for tails below that.
const FAR_NUMERATOR: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DENOMINATOR: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    0.000_786_869_131_145_613_3,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_7e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::assertions::assert_relative;

    /// The three check values that Wichura (1988) prints for PPND16.
    #[test]
    fn normal_quantile_agrees_with_wichura() {
        assert_relative(normal_quantile(0.25), -0.674_489_750_196_081_7, 1e-15);
        assert_relative(normal_quantile(0.001), -3.090_232_306_167_814, 1e-15);
        assert_relative(normal_quantile(1e-20), -9.262_340_089_798_408, 1e-15);
    }

    #[test]
    fn probabilities_undo_the_quantile() {
        for p in [1e-300, 1e-20, 1e-5, 0.025, 0.3, 0.5, 0.7, 0.975] {
            assert_relative(normal_cdf(normal_quantile(p)), p, 1e-12);
            assert_relative(normal_upper(-normal_quantile(p)), p, 1e-12);
        }
    }
}
