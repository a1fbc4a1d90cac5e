//! From exact integers to the numbers nearest to them.
//!
//! Answers and amounts come as whole numbers of a smallest unit, 12.5 with one decimal as 125, so
//! that sums of them are exact whatever their order.

use num_bigint::{BigInt, Sign};

/// Turns an integer into the number nearest to it, or a neighbour of that.
pub(super) fn to_f64(value: &BigInt) -> f64 {
    const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;
    let size = value.iter_u64_digits().rev().fold(0.0, |sum, digit| sum * TWO_TO_64 + digit as f64);
    if value.sign() == Sign::Minus { -size } else { size }
}

/// Computes `above / below`, where either may be too large for a floating-point number.
///
/// `below` is not 0.
pub(super) fn ratio(above: &BigInt, below: &BigInt) -> f64 {
    // 128 bits keep more than a number can hold; what is cut off only counts in the exponent.
    let leading = |value: &BigInt| {
        let cut = value.bits().saturating_sub(128);
        (to_f64(&(value >> cut)), cut as i32)
    };
    let ((above, above_cut), (below, below_cut)) = (leading(above), leading(below));
    libm::ldexp(above / below, above_cut - below_cut)
}

/// The number of smallest units in one, where amounts have `decimals` decimals.
pub(super) fn units_in_one(decimals: u8) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_what_no_float_can_hold() {
        let large = BigInt::from(10).pow(400);
        assert_eq!(ratio(&(&large * 3), &(&large * 4)), 0.75);
        assert_eq!(ratio(&(&large * -3), &(&large * 4)), -0.75);
        assert_eq!(ratio(&BigInt::from(1), &BigInt::from(3)), 1.0 / 3.0);
        assert_eq!(ratio(&BigInt::ZERO, &large), 0.0);
    }
}
