//! Whether one figure follows another some periods later.
//!
//! References:
//! - Box, G.E.P., Jenkins, G.M. (1976). Time series analysis, 11.1.

use super::{Pairs, deviations, products};

/// Computes the correlation of `x` with the `y` of so many periods earlier, or nothing when the
/// series are not longer than the lag. A negative lag takes the `y` of later periods.
///
/// `Σ (x_{t+k} - x̄)(y_t - ȳ) / √(Σ(x - x̄)² Σ(y - ȳ)²)`, with the means and sums of the whole
/// series, so that it shrinks as fewer periods overlap. Two series that both rise correlate at
/// every lag: take out the trend first, and look at no lag of fewer than sixteen periods.
pub fn cross_correlation(pairs: &Pairs, lag: isize) -> Option<f64> {
    let shift = lag.unsigned_abs();
    let rest = pairs.x.len().checked_sub(shift).filter(|&rest| 0 < rest)?;
    let (x_start, y_start) = if lag < 0 { (0, shift) } else { (shift, 0) };
    let (dx, dy) = (deviations(&pairs.x), deviations(&pairs.y));
    let sum = products(&dx[x_start..x_start + rest], &dy[y_start..y_start + rest]);
    Some(sum / (products(&dx, &dx).sqrt() * products(&dy, &dy).sqrt()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::stats::{Confidence, pearson};

    /// `y` moves one period before `x`.
    #[test]
    fn positive_lag_looks_back_in_y() {
        let series = [(0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (0.0, 0.0)];
        let series = Pairs::of(&series).expect("pairs that vary");
        let at = |lag| cross_correlation(&series, lag).expect("a short lag");
        assert!(at(0) < at(1) && at(-1) < at(1));
        assert!((at(0) - pearson(&series, Confidence::P95).estimate).abs() < 1e-15);
        assert_eq!(cross_correlation(&series, 4), None);
        assert_eq!(cross_correlation(&series, -4), None);
        assert_eq!(cross_correlation(&series, isize::MIN), None);
    }

    proptest! {
        /// Seen from the other figure, later is earlier.
        #[test]
        fn lags_mirror(
            found in prop::collection::vec((-20..20_i32, -20..20_i32), 3..25), lag in -6..6_isize,
        ) {
            let of = |pair: &(i32, i32)| (f64::from(pair.0), f64::from(pair.1));
            let found: Vec<(f64, f64)> = found.iter().map(of).collect();
            let mirrored: Vec<(f64, f64)> = found.iter().map(|&(x, y)| (y, x)).collect();
            if let (Ok(found), Ok(mirrored)) = (Pairs::of(&found), Pairs::of(&mirrored)) {
                let at = cross_correlation(&found, lag);
                prop_assert_eq!(at, cross_correlation(&mirrored, -lag));
                prop_assert!(at.is_none_or(|at| at.abs() <= 1.0 + 1e-12));
            }
        }
    }
}
