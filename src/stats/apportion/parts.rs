//! Numbers of which only the proportions matter.

use num_bigint::{BigInt, Sign};

use crate::model::Quantity;
use crate::stats::exact::ratio;

/// Why numbers cannot be proportions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoParts {
    /// The number at this place lies below zero.
    Negative(usize),
    /// The number at this place is endless, or not a number.
    NotFinite(usize),
    /// No number is known.
    Unknown,
}

/// Numbers of zero or more, known up to one factor that all of them share.
///
/// Every floating-point number is a whole number of halves, quarters and so on, so all of this is exact: only
/// [`Self::share`] rounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts(Vec<BigInt>);

/// A whole number of units of `10^-scale`.
struct Decimal {
    units: BigInt,
    scale: u32,
}

impl Decimal {
    /// A floating-point number as the decimal that it is exactly; none when it is not finite.
    fn of_float(value: f64) -> Option<Self> {
        const MANTISSA_BITS: i32 = 52;
        if !value.is_finite() {
            return None;
        }
        let bits = value.abs().to_bits();
        let exponent = (bits >> MANTISSA_BITS) as i32;
        let fraction = bits & ((1 << MANTISSA_BITS) - 1);
        // Numbers too small for an exponent of their own have no leading one.
        let (mantissa, exponent) =
            if exponent == 0 { (fraction, 1) } else { (fraction | (1 << MANTISSA_BITS), exponent) };
        let (mantissa, twos) = (BigInt::from(mantissa), exponent - 1023 - MANTISSA_BITS);
        let size = if let Ok(twos) = u32::try_from(twos) {
            Self { units: mantissa << twos, scale: 0 }
        } else {
            // One half is five tenths.
            let halves = twos.unsigned_abs();
            Self { units: mantissa * BigInt::from(5).pow(halves), scale: halves }
        };
        let units = if value < 0.0 { -size.units } else { size.units };
        Some(Self { units, ..size })
    }

    fn of_quantity(quantity: Quantity) -> Self {
        Self { units: BigInt::from(quantity.units), scale: u32::from(quantity.scale) }
    }
}

impl Parts {
    /// The proportions of floating-point numbers; the mean of the others stands for what is not known.
    pub fn of_floats(values: &[Option<f64>]) -> Result<Self, NoParts> {
        let exact = |(idx, value): (usize, &Option<f64>)| {
            let Some(value) = *value else { return Ok(None) };
            Decimal::of_float(value).map(Some).ok_or(NoParts::NotFinite(idx))
        };
        Self::of_decimals(values.iter().enumerate().map(exact).collect::<Result<_, _>>()?)
    }

    /// The proportions of exact quantities; the mean of the others stands for what is not known.
    pub fn of_quantities(values: &[Option<Quantity>]) -> Result<Self, NoParts> {
        Self::of_decimals(values.iter().map(|value| value.map(Decimal::of_quantity)).collect())
    }

    /// The proportions of whole numbers.
    pub fn of_counts(counts: &[u128]) -> Self {
        Self(counts.iter().map(|&count| BigInt::from(count)).collect())
    }

    /// The proportions of other big numbers of zero or more.
    pub(super) fn of_units(units: Vec<BigInt>) -> Self {
        debug_assert!(units.iter().all(|units| units.sign() != Sign::Minus));
        Self(units)
    }

    fn of_decimals(values: Vec<Option<Decimal>>) -> Result<Self, NoParts> {
        let is_negative =
            |value: &Option<Decimal>| value.as_ref().is_some_and(|one| one.units < BigInt::ZERO);
        if let Some(idx) = values.iter().position(is_negative) {
            return Err(NoParts::Negative(idx));
        }
        let scale = values.iter().flatten().map(|value| value.scale).max();
        let Some(scale) = scale else { return Err(NoParts::Unknown) };
        let aligned = |value: &Decimal| &value.units * BigInt::from(10).pow(scale - value.scale);
        let known: Vec<_> = values.iter().map(|value| value.as_ref().map(aligned)).collect();
        let sum: BigInt = known.iter().flatten().sum();
        // Only proportions matter, so all others become larger and the mean stays whole.
        let n_known = known.iter().flatten().count();
        let filled = known.into_iter().map(|value| value.map(|units| units * n_known));
        Ok(Self(filled.map(|value| value.unwrap_or_else(|| sum.clone())).collect()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when all are zero, so that nothing can be divided by them.
    pub fn are_zero(&self) -> bool {
        self.0.iter().all(|units| *units == BigInt::ZERO)
    }

    /// The numbers mirrored in the middle between the lowest and the highest: `lowest + highest - x`.
    ///
    /// None falls below zero, differences stay what they are, and mirrored twice they are the same. A
    /// reciprocal would have no answer for zero, and would give most of the money to the area with the
    /// smallest number.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let ends = self.0.iter().min().zip(self.0.iter().max());
        let Some(sum) = ends.map(|(lowest, highest)| lowest + highest) else { return self };
        Self(self.0.iter().map(|units| &sum - units).collect())
    }

    /// Each number times that of another list of as many.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        assert_eq!(self.len(), other.len(), "both lists are of the same areas");
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one * other).collect())
    }

    /// What part of all of them the number at a place is, from 0 to 1; 0 when all are zero.
    pub fn share(&self, idx: usize) -> f64 {
        let total = self.total();
        if total == BigInt::ZERO { 0.0 } else { ratio(&self.0[idx], &total) }
    }

    /// The sum.
    pub(super) fn total(&self) -> BigInt {
        self.0.iter().sum()
    }

    /// The numbers.
    pub(super) fn units(&self) -> &[BigInt] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floats(values: &[f64]) -> Parts {
        let values: Vec<_> = values.iter().copied().map(Some).collect();
        Parts::of_floats(&values).expect("proportions")
    }

    #[track_caller]
    fn same(one: &Parts, other: &Parts) {
        let (total, other_total) = (one.total(), other.total());
        for (units, other_units) in one.units().iter().zip(other.units()) {
            assert_eq!(units * &other_total, other_units * &total);
        }
    }

    #[test]
    fn a_float_is_the_decimal_that_it_is() {
        same(&floats(&[0.5, 2.0, 0.0]), &Parts::of_counts(&[1, 4, 0]));
        // A tenth has no finite binary form, and is not taken for the tenth that was meant.
        assert_ne!(floats(&[0.1, 0.2, 0.3]).mirrored(), floats(&[0.3, 0.2, 0.1]));
        let smallest = f64::from_bits(1);
        same(&floats(&[smallest, 3.0 * smallest]), &Parts::of_counts(&[1, 3]));
        same(&floats(&[f64::MAX, f64::MAX]), &Parts::of_counts(&[1, 1]));
    }

    #[test]
    fn quantities_keep_their_decimals() {
        let quantity = |units, scale| Some(Quantity { units, scale });
        let parts = Parts::of_quantities(&[quantity(12, 0), quantity(125, 1), quantity(0, 3)]);
        same(&parts.expect("proportions"), &Parts::of_counts(&[120, 125, 0]));
    }

    #[test]
    fn the_mean_stands_for_what_is_not_known() {
        let parts = Parts::of_floats(&[Some(1.0), None, Some(4.0), None]).expect("proportions");
        same(&parts, &Parts::of_counts(&[2, 5, 8, 5]));
    }

    #[test]
    fn mirrors_the_highest_and_the_lowest() {
        same(&Parts::of_counts(&[0, 3, 10]).mirrored(), &Parts::of_counts(&[10, 7, 0]));
        same(&Parts::of_counts(&[5, 5]).mirrored(), &Parts::of_counts(&[1, 1]));
        assert!(Parts::of_counts(&[]).mirrored().is_empty());
    }

    #[test]
    fn says_what_cannot_be_a_proportion() {
        let of = |values: &[Option<f64>]| Parts::of_floats(values).map(|_| ());
        assert_eq!(of(&[Some(1.0), Some(-0.5)]), Err(NoParts::Negative(1)));
        assert_eq!(of(&[Some(f64::NAN)]), Err(NoParts::NotFinite(0)));
        assert_eq!(of(&[None, None]), Err(NoParts::Unknown));
        assert_eq!(of(&[]), Err(NoParts::Unknown));
        assert!(of(&[Some(-0.0), Some(1.0)]).is_ok(), "minus zero is zero");
    }

    #[test]
    fn tells_the_part_of_the_whole() {
        let parts = Parts::of_counts(&[1, 3, 0]);
        assert_eq!([0, 1, 2].map(|idx| parts.share(idx)), [0.25, 0.75, 0.0]);
        assert_eq!(Parts::of_counts(&[0]).share(0), 0.0);
    }
}
