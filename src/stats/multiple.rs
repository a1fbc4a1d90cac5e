//! P-values adjusted for how many tests were done.
//!
//! Twenty wijken times thirty indicators make six hundred tests, thirty of which come out below
//! 0.05 by chance alone. The monitor shows raw and adjusted values and labels by the adjusted.
//!
//! References:
//! - Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
//!   Journal of Statistics 6(2), 65-70.
//! - Hochberg, Y. (1988). A sharper Bonferroni procedure for multiple tests of significance.
//!   Biometrika 75(4), 800-802.
//! - Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the
//!   Royal Statistical Society B 57(1), 289-300.
//! - Benjamini, Y., Yekutieli, D. (2001). The control of the false discovery rate in multiple
//!   testing under dependency. Annals of Statistics 29(4), 1165-1188.

use std::fmt;

/// What an adjustment keeps in check, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adjustment {
    /// The chance of one false finding or more, by `m p`, for tests of any kind.
    Bonferroni,
    /// The same chance, by `(m - i + 1) p_(i)`, the largest so far: never less powerful than
    /// Bonferroni, and as widely valid.
    Holm,
    /// The same chance, by `(m - i + 1) p_(i)`, the smallest from there on: sharper than Holm,
    /// for tests that do not depend on each other or only positively.
    Hochberg,
    /// The expected share of false findings among the findings, by `m/i p_(i)`, the smallest
    /// from there on. The monitor's default: a list of wijken to look at may hold a few by
    /// chance, as long as it is known how many.
    BenjaminiHochberg,
    /// The same share, times `Σ 1/i`: for tests that depend on each other in any way.
    BenjaminiYekutieli,
}

/// A value that should be a p-value and is not from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAProbability {
    /// Its place among the values.
    pub idx: usize,
}

impl fmt::Display for NotAProbability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p-value {} is not from 0 to 1", self.idx)
    }
}

impl std::error::Error for NotAProbability {}

/// Computes the adjusted p-values of a family of tests, in the order given.
///
/// An adjusted value at most `α` is a finding at level `α` of the whole family. With `m` tests
/// and `p_(i)` the `i`-th smallest value, the formulas are those at [`Adjustment`]; values above
/// 1 become 1. A test that was done counts, also when its value is not shown.
pub fn adjust_p_values(
    p_values: &[f64],
    adjustment: Adjustment,
) -> Result<Vec<f64>, NotAProbability> {
    if let Some(idx) = p_values.iter().position(|p| !(0.0..=1.0).contains(p)) {
        return Err(NotAProbability { idx });
    }
    let m = p_values.len();
    let mut order: Vec<usize> = (0..m).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let harmonic: f64 = (1..=m).map(|rank| 1.0 / rank as f64).sum();
    let factor = |rank: usize| {
        let m = m as f64;
        match adjustment {
            Adjustment::Bonferroni => m,
            Adjustment::Holm | Adjustment::Hochberg => m - rank as f64 + 1.0,
            Adjustment::BenjaminiHochberg => m / rank as f64,
            Adjustment::BenjaminiYekutieli => harmonic * m / rank as f64,
        }
    };

    let mut adjusted = vec![0.0; m];
    let ranked = order.iter().enumerate().map(|(place, &idx)| (place + 1, idx));
    match adjustment {
        Adjustment::Bonferroni => {
            for (rank, idx) in ranked {
                adjusted[idx] = (factor(rank) * p_values[idx]).min(1.0);
            }
        }
        Adjustment::Holm => {
            let mut largest = 0.0_f64;
            for (rank, idx) in ranked {
                largest = largest.max(factor(rank) * p_values[idx]).min(1.0);
                adjusted[idx] = largest;
            }
        }
        Adjustment::Hochberg | Adjustment::BenjaminiHochberg | Adjustment::BenjaminiYekutieli => {
            let mut smallest = 1.0_f64;
            for (rank, idx) in ranked.rev() {
                smallest = smallest.min(factor(rank) * p_values[idx]);
                adjusted[idx] = smallest;
            }
        }
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Adjustment; 5] = [
        Adjustment::Bonferroni,
        Adjustment::Holm,
        Adjustment::Hochberg,
        Adjustment::BenjaminiHochberg,
        Adjustment::BenjaminiYekutieli,
    ];

    fn adjust(p_values: &[f64], adjustment: Adjustment) -> Vec<f64> {
        adjust_p_values(p_values, adjustment).expect("probabilities")
    }

    /// Benjamini and Hochberg (1995), section 3.2: of fifteen tests on treatments of infarction,
    /// their procedure at 0.05 finds the first four, Bonferroni's the first three and Hochberg's
    /// the first three.
    #[test]
    fn findings_agree_with_benjamini_and_hochberg() {
        #[track_caller]
        fn case(adjustment: Adjustment, expected: usize) {
            let p_values = [
                0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
                0.4262, 0.5719, 0.6528, 0.7590, 1.0,
            ];
            let found = adjust(&p_values, adjustment);
            assert_eq!(found.iter().filter(|&&p| p <= 0.05).count(), expected, "{adjustment:?}");
        }

        case(Adjustment::BenjaminiHochberg, 4);
        case(Adjustment::Bonferroni, 3);
        case(Adjustment::Hochberg, 3);
        case(Adjustment::Holm, 3);
    }

    #[test]
    fn one_test_needs_no_adjustment_and_none_has_none() {
        for adjustment in ALL {
            assert_eq!(adjust(&[0.03], adjustment), [0.03]);
            assert_eq!(adjust(&[], adjustment), Vec::<f64>::new());
        }
    }

    #[test]
    fn refuses_what_is_no_probability() {
        #[track_caller]
        fn case(p_values: &[f64], idx: usize) {
            let found = adjust_p_values(p_values, Adjustment::BenjaminiHochberg);
            assert_eq!(found, Err(NotAProbability { idx }));
        }

        case(&[0.5, 1.5], 1);
        case(&[-0.1], 0);
        case(&[0.1, 0.2, f64::NAN], 2);
    }

    proptest! {
        #[test]
        fn adjusted_values_are_probabilities_not_below_the_raw_in_the_same_order(
            p_values in prop::collection::vec(0.0..=1.0_f64, 1..30),
        ) {
            for adjustment in ALL {
                let found = adjust(&p_values, adjustment);
                for (i, &p) in p_values.iter().enumerate() {
                    prop_assert!(p <= found[i] && found[i] <= 1.0);
                    for (j, &other) in p_values.iter().enumerate() {
                        prop_assert!(other < p || found[i] <= found[j]);
                    }
                }
            }
        }

        /// Tests have no order of their own.
        #[test]
        fn order_of_tests_does_not_matter(
            p_values in prop::collection::vec(0.0..=1.0_f64, 1..30).prop_flat_map(
                |p_values| (Just(p_values.clone()), Just(p_values).prop_shuffle()),
            ),
        ) {
            let sorted = |p_values: &[f64], adjustment| {
                let mut found: Vec<(f64, f64)> =
                    p_values.iter().copied().zip(adjust(p_values, adjustment)).collect();
                found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                found
            };
            for adjustment in ALL {
                prop_assert_eq!(sorted(&p_values.0, adjustment), sorted(&p_values.1, adjustment));
            }
        }

        /// The later of each pair assumes or promises less.
        #[test]
        fn methods_differ_in_the_direction_they_promise(
            p_values in prop::collection::vec(0.0..=1.0_f64, 1..30),
        ) {
            let [bonferroni, holm, hochberg, bh, by] = ALL.map(|method| adjust(&p_values, method));
            for i in 0..p_values.len() {
                prop_assert!(holm[i] <= bonferroni[i]);
                prop_assert!(hochberg[i] <= holm[i]);
                prop_assert!(bh[i] <= hochberg[i] * (1.0 + 1e-15));
                prop_assert!(bh[i] <= by[i]);
            }
        }
    }
}
