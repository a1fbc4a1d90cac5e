//! Ranks, with equal values together.

/// The ranks of values, counted from 1, where equal values share the mean of their ranks.
pub(super) fn mid_ranks(values: &[f64]) -> Vec<f64> {
    let rank = |value: &f64| {
        let n_below = values.iter().filter(|&other| other < value).count();
        let n_up_to = values.iter().filter(|&other| other <= value).count();
        (n_below + n_up_to + 1) as f64 / 2.0
    };
    values.iter().map(rank).collect()
}

/// How many values each set of equal values holds.
pub(super) fn tie_sizes(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.chunk_by(|a, b| a == b).map(|ties| ties.len() as f64).collect()
}

/// Computes `t(t-1)(2t+5)`, eighteen times the variance of Kendall's `S` of `t` values in any
/// order. It is whole, so that sums of it are exact.
pub(super) fn spread_of_s(t: f64) -> f64 {
    t * (t - 1.0) * (2.0 * t + 5.0)
}

/// Computes the variance of Kendall's `S` of values against an order without ties, when any order
/// is as likely: `(n(n-1)(2n+5) - Σt(t-1)(2t+5)) / 18`, with `t` the sizes of ties.
pub(super) fn variance_of_s(values: &[f64]) -> f64 {
    let ties: f64 = tie_sizes(values).into_iter().map(spread_of_s).sum();
    (spread_of_s(values.len() as f64) - ties) / 18.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn equal_values_share_the_mean_of_their_ranks() {
        assert_eq!(mid_ranks(&[30.0, 10.0, 20.0, 10.0]), [4.0, 1.5, 3.0, 1.5]);
        assert_eq!(mid_ranks(&[0.0, -0.0]), [1.5, 1.5]);
        assert_eq!(tie_sizes(&[30.0, 10.0, 20.0, 10.0]), [2.0, 1.0, 1.0]);
        assert_eq!(tie_sizes(&[0.0, -0.0]), [2.0]);
    }

    /// Of the orders of three, `S` is 3, 1, 1, -1, -1 and -3.
    #[test]
    fn variance_counts_all_orders() {
        assert_eq!(variance_of_s(&[1.0, 2.0, 3.0]), 22.0 / 6.0);
        assert_eq!(variance_of_s(&[4.0; 9]), 0.0);
    }

    proptest! {
        #[test]
        fn ranks_add_up_and_ties_are_everyone(
            values in prop::collection::vec(-5..5_i8, 1..40),
        ) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let n = values.len() as f64;
            prop_assert_eq!(mid_ranks(&values).iter().sum::<f64>(), n * (n + 1.0) / 2.0);
            prop_assert_eq!(tie_sizes(&values).iter().sum::<f64>(), n);
        }
    }
}
