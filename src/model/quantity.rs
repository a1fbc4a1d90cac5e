//! Exact quantities: counts and sums with the decimals they were written with.

use std::fmt;

/// An exact quantity: a whole number of units of `10^-scale`.
///
/// Counts have scale 0. Sums of hours or weights keep the digits they were written with, so that
/// the order of the rows never shows in the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The number of units.
    pub units: i128,
    /// The number of decimals.
    pub scale: u8,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { units: 0, scale: 0 };

    /// One.
    pub const ONE: Self = Self { units: 1, scale: 0 };

    /// A count of rows or persons.
    pub fn count(n: u64) -> Self {
        Self { units: i128::from(n), scale: 0 }
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10_f64.powi(i32::from(self.scale))
    }

    /// The number of units of `10^-scale`, for at least as many decimals as it has.
    pub fn units_at(self, scale: u8) -> i128 {
        self.units * 10_i128.pow(u32::from(scale - self.scale))
    }

    /// The exact sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { units: self.units_at(scale) + other.units_at(scale), scale }
    }

    /// The exact product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self { units: self.units * other.units, scale: self.scale + other.scale }
    }

    /// The same quantity without zeros at the end of its decimals.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let Self { mut units, mut scale } = self;
        while 0 < scale && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Self { units, scale }
    }

    /// The nearest multiple of a base; half way the larger one.
    #[must_use]
    pub fn rounded_to(self, base: u64) -> Self {
        let step = i128::from(base.max(1)) * 10_i128.pow(u32::from(self.scale));
        let units = (2 * self.units + step).div_euclid(2 * step) * i128::from(base.max(1));
        Self { units, scale: 0 }
    }

    /// True when it is exactly one.
    pub fn is_one(self) -> bool {
        self.units == 10_i128.pow(u32::from(self.scale))
    }

    /// The whole number below it, or zero.
    pub fn floor(self) -> u64 {
        let whole = self.units.max(0) / 10_i128.pow(u32::from(self.scale));
        u64::try_from(whole).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for Quantity {
    /// All digits with a decimal point, without zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u128.pow(u32::from(self.scale));
        let magnitude = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / unit)?;
        let decimals = magnitude % unit;
        if decimals != 0 {
            let digits = format!("{decimals:0width$}", width = usize::from(self.scale));
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_all_digits_of_a_quantity() {
        #[track_caller]
        fn case(units: i128, scale: u8, written: &str) {
            assert_eq!(Quantity { units, scale }.to_string(), written);
        }

        case(12, 0, "12");
        case(12_500, 4, "1.25");
        case(-5, 2, "-0.05");
        case(0, 4, "0");
    }
}
