//! Quantiles of figures that are all there are, such as the days until help started.
//!
//! References:
//! - Hyndman, R.J., Fan, Y. (1996). Sample quantiles in statistical packages. American
//!   Statistician 50(4), 361-365: the nine types, which R numbers alike.

mod groups;
mod rank_interval;

pub use groups::{GroupOrder, quantile_groups};
pub use rank_interval::{CountedQuantile, clustered_quantile_of_counts, quantile_of_counts};

/// Finite values in ascending order, of which there is at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct SortedValues(Vec<f64>);

impl SortedValues {
    /// Sorts values, or nothing when there are none or one is not finite.
    pub fn of(values: &[f64]) -> Option<Self> {
        if values.is_empty() || values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        Some(Self(values))
    }

    /// The values in ascending order.
    pub fn values(&self) -> &[f64] {
        &self.0
    }
}

/// One of the nine types of quantile of Hyndman and Fan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuantileType(u8);

impl QuantileType {
    /// Type 1: the smallest value that the share of values up to it reaches `p`.
    pub const SMALLEST: Self = Self(1);
    /// Type 2: as type 1, but the mean of two values where the share is exactly `p`; the median
    /// that is taught in school.
    pub const AVERAGED: Self = Self(2);
    /// Type 7: interpolated between the lowest value at 0 and the highest at 1; the default of R
    /// and of spreadsheets.
    pub const INTERPOLATED: Self = Self(7);

    /// The type of that number, from 1 to 9.
    pub fn new(number: u8) -> Option<Self> {
        (1..=9).contains(&number).then_some(Self(number))
    }

    /// The place of quantile `p` among `n` values as `j + h`: value `j`, counted from 1, and the
    /// part `h` of the way to the next.
    fn place(self, p: f64, n: f64) -> (f64, f64) {
        // `m` such that the place is `n p + m`.
        let m = match self.0 {
            1 | 2 | 4 => 0.0,
            3 => -0.5,
            5 => 0.5,
            6 => p,
            7 => 1.0 - p,
            8 => (p + 1.0) / 3.0,
            _ => p / 4.0 + 3.0 / 8.0,
        };
        let place = n * p + m;
        // 0.1 times 200 must be 20, whatever binary fractions make of it.
        let whole = libm::rint(place);
        let place =
            if (place - whole).abs() <= 1e-9 * whole.abs().max(1.0) { whole } else { place };
        let j = place.floor();
        let h = place - j;
        let is_between = 0.0 < h;
        let h = match self.0 {
            1 => f64::from(u8::from(is_between)),
            2 => f64::midpoint(f64::from(u8::from(is_between)), 1.0),
            // The nearest value, and the even one of two that are equally near.
            3 => f64::from(u8::from(is_between || j % 2.0 != 0.0)),
            _ => h,
        };
        (j, h)
    }
}

/// Computes the quantile of values below which a share `p` of them lies, for `p` from 0 to 1.
///
/// `None` for any other `p`. Places before the first or after the last value give that value.
pub fn quantile(values: &SortedValues, p: f64, kind: QuantileType) -> Option<f64> {
    (0.0..=1.0).contains(&p).then(|| quantile_of_sorted(&values.0, p, kind))
}

/// Computes the quantile of values in ascending order, of which there is at least one.
pub(super) fn quantile_of_sorted(sorted: &[f64], p: f64, kind: QuantileType) -> f64 {
    let (j, h) = kind.place(p, sorted.len() as f64);
    let value = |place: f64| sorted[(place.max(1.0) as usize).min(sorted.len()) - 1];
    let (low, high) = (value(j), value(j + 1.0));
    // The ends themselves, so that no rounding leaves them.
    if h <= 0.0 || low == high {
        low
    } else if 1.0 <= h {
        high
    } else {
        (1.0 - h) * low + h * high
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(values: &[f64]) -> SortedValues {
        SortedValues::of(values).expect("values")
    }

    #[test]
    fn refuses_what_has_no_order() {
        assert_eq!(SortedValues::of(&[]), None);
        assert_eq!(SortedValues::of(&[1.0, f64::NAN]), None);
        assert_eq!(QuantileType::new(0), None);
        assert_eq!(QuantileType::new(10), None);
        assert_eq!(quantile(&sorted(&[1.0]), 1.1, QuantileType::SMALLEST), None);
        assert_eq!(quantile(&sorted(&[1.0]), f64::NAN, QuantileType::SMALLEST), None);
    }

    /// An exact tie: a tenth of 200 is the twentieth value, although 0.1 is no binary fraction.
    #[test]
    fn an_exact_share_is_seen() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        for p in [0.1, 0.3, 0.7, 0.9] {
            let found = quantile(&sorted(&values), p, QuantileType::SMALLEST);
            assert_eq!(found, Some((p * 200.0).round()));
            let found = quantile(&sorted(&values), p, QuantileType::AVERAGED);
            assert_eq!(found, Some((p * 200.0).round() + 0.5));
        }
    }

    proptest! {
        #[test]
        fn quantiles_rise_from_the_lowest_to_the_highest(
            values in prop::collection::vec(-1e3..1e3_f64, 1..40),
            number in 1..=9_u8,
            p in 0.0..1.0_f64,
            step in 0.0..1.0_f64,
        ) {
            let values = sorted(&values);
            let kind = QuantileType::new(number).expect("a type");
            let at = |p: f64| quantile(&values, p, kind).expect("from 0 to 1");
            let later = p + (1.0 - p) * step;
            prop_assert!(at(p) <= at(later) + 1e-9);
            prop_assert!(values.values()[0] <= at(p));
            prop_assert!(at(later) <= values.values()[values.values().len() - 1]);
        }
    }
}
