//! From exact integers to the numbers nearest to them.

use num_bigint::{BigInt, Sign};

/// Turns an integer into the number nearest to it, or a neighbour of that.
pub(in crate::stats) fn to_f64(value: &BigInt) -> f64 {
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
