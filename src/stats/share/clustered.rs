//! A share of rows of which one person may have several, and its interval.
//!
//! References:
//! - Cochran, W.G. (1977). Sampling techniques, 3rd edition, section 3.12: a proportion in
//!   clusters of unequal size.
//! - Dean, N., Pagano, M. (2015). Evaluating confidence interval methods for binomial proportions
//!   in clustered surveys. Journal of Survey Statistics and Methodology 3(4), 484-503.

use super::{Share, wilson_interval};
use crate::stats::interval::{Confidence, Interval};

/// Rows above the line, below it but not above, and both together, with for each the sum over
/// persons of the square of their number of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusteredShare {
    /// The rows above the line, and the sum of the squares.
    pub teller: (u64, u64),
    /// The rows that are not above the line.
    pub rest: (u64, u64),
    /// All rows.
    pub noemer: (u64, u64),
}

/// Computes the interval of a share of rows where the rows of one person are not independent.
///
/// With `y` of the `x` rows of a person above the line and `R = Σy/Σx`, the variance is
/// `Σ(y - Rx)² / (Σx)²`: that of a ratio of totals over persons. From it follows the number of
/// independent rows that would tell as much, `n_eff = R(1 - R)/V`, on which the interval is
/// Wilson's. It is never taken for more than the rows there are. When all rows are on one side, `V`
/// is 0 and the number is `(Σx)²/Σx²`, as if each person spoke once.
///
/// Nothing when there is no row, or the parts do not make the whole.
pub fn clustered_share_interval(
    counts: ClusteredShare,
    confidence: Confidence,
) -> Option<Interval> {
    let ClusteredShare { teller, rest, noemer } = counts;
    if noemer.0 == 0 || teller.0 + rest.0 != noemer.0 {
        return None;
    }
    let (x, p) = (noemer.0 as f64, teller.0 as f64 / noemer.0 as f64);
    let [yy, rr, xx] = [teller.1, rest.1, noemer.1].map(|squares| squares as f64);
    // Σx² = Σy² + 2Σyr + Σr², so the products of the two sides follow from the squares.
    let xy = yy + (xx - yy - rr) / 2.0;
    let squares = (yy - 2.0 * p * xy + p * p * xx).max(0.0);
    let n_eff = if 0.0 < squares { p * (1.0 - p) * x * x / squares } else { x * x / xx.max(x) };
    let n_eff = n_eff.min(x);
    let share = Share::of(p * n_eff, n_eff).ok()?;
    Some(wilson_interval(share, confidence))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The counts of persons with so many rows above and below the line.
    fn of(persons: &[(u64, u64)]) -> ClusteredShare {
        let sum = |rows: fn(&(u64, u64)) -> u64| {
            let all = persons.iter().map(rows);
            all.fold((0, 0), |(n, squares), rows| (n + rows, squares + rows * rows))
        };
        ClusteredShare { teller: sum(|p| p.0), rest: sum(|p| p.1), noemer: sum(|p| p.0 + p.1) }
    }

    fn width(persons: &[(u64, u64)]) -> f64 {
        let interval = clustered_share_interval(of(persons), Confidence::P95).expect("rows");
        interval.upper() - interval.lower()
    }

    #[test]
    fn one_row_each_is_the_interval_of_wilson() {
        let persons: Vec<_> = (0..50).map(|n| if n < 15 { (1, 0) } else { (0, 1) }).collect();
        let found = clustered_share_interval(of(&persons), Confidence::P95).expect("rows");
        let wilson = wilson_interval(Share::of(15.0, 50.0).expect("a share"), Confidence::P95);
        assert!((found.lower() - wilson.lower()).abs() < 1e-14);
        assert!((found.upper() - wilson.upper()).abs() < 1e-14);
    }

    #[test]
    fn two_like_rows_each_count_as_one() {
        let once: Vec<_> = (0..50).map(|n| if n < 15 { (1, 0) } else { (0, 1) }).collect();
        let twice: Vec<_> = once.iter().map(|&(y, r)| (2 * y, 2 * r)).collect();
        assert!((width(&twice) - width(&once)).abs() < 1e-14);
    }

    #[test]
    fn rows_on_one_side_leave_an_interval_of_the_persons() {
        let found = clustered_share_interval(of(&[(4, 0); 10]), Confidence::P95).expect("rows");
        let ten = wilson_interval(Share::of(10.0, 10.0).expect("a share"), Confidence::P95);
        assert_eq!((found.lower(), found.upper()), (ten.lower(), ten.upper()));
        assert_eq!(clustered_share_interval(of(&[]), Confidence::P95), None);
    }

    proptest! {
        #[test]
        fn contains_the_share_and_is_no_narrower_than_wilson(
            persons in prop::collection::vec((0_u64..6, 0_u64..6), 1..60),
        ) {
            let counts = of(&persons);
            prop_assume!(0 < counts.noemer.0);
            let found = clustered_share_interval(counts, Confidence::P95).expect("rows");
            let p = counts.teller.0 as f64 / counts.noemer.0 as f64;
            prop_assert!(found.lower() <= p + 1e-12 && p - 1e-12 <= found.upper());
            let share = Share::of(counts.teller.0 as f64, counts.noemer.0 as f64).expect("a share");
            let wilson = wilson_interval(share, Confidence::P95);
            let width = |interval: Interval| interval.upper() - interval.lower();
            prop_assert!(width(wilson) <= width(found) + 1e-12);
            let p998 = Confidence::P998;
            let wide = clustered_share_interval(counts, p998).expect("rows");
            prop_assert!(wide.lower() <= found.lower() && found.upper() <= wide.upper());
            prop_assert!(0.0 <= wide.lower() && wide.upper() <= 1.0);
        }
    }
}
