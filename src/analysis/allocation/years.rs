//! The way from the amounts of today to the new ones, in equal steps.

use crate::stats::{Mixture, Parts, largest_remainder};

/// The amounts of each year in cents, each year adding up to what the new ones add up to.
///
/// In year k of n an area gets `(n - k) / n` of what it has today and `k / n` of what it gets in the end. When the
/// budget is not what is spent today, that is of what it would have today with its present part of the new
/// budget: the steps move what is shifted, and all of the budget is spent in each year. Nothing when there is a
/// way to go and nobody has anything today.
pub(super) fn in_steps<K: Ord>(
    n_years: u32,
    today: Option<&[u128]>,
    new: &[u128],
    keys: &[K],
) -> Option<Vec<Vec<u128>>> {
    let total = new.iter().sum();
    let n_years = u128::from(n_years.max(1));
    let on_the_way = |year: u128| {
        let (from, to) = (Parts::of_counts(today?), Parts::of_counts(new));
        let mixed = Mixture::of(&[(n_years - year, &from), (year, &to)])?;
        largest_remainder(total, &mixed.parts(), keys)
    };
    let mut years = (1..n_years).map(on_the_way).collect::<Option<Vec<_>>>()?;
    years.push(new.to_vec());
    Some(years)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn goes_there_in_equal_steps() {
        let years = in_steps(4, Some(&[100, 0]), &[20, 80], &[1, 2]).expect("a way");
        assert_eq!(years, [[80, 20], [60, 40], [40, 60], [20, 80]]);
    }

    #[test]
    fn spends_the_whole_budget_in_each_year() {
        // Of a budget that doubles, the present parts are three quarters and one.
        let years = in_steps(2, Some(&[75, 25]), &[100, 100], &[1, 2]).expect("a way");
        assert_eq!(years, [[125, 75], [100, 100]]);
    }

    #[test]
    fn is_there_at_once_without_a_way_to_go() {
        assert_eq!(in_steps(1, None, &[20, 80], &[1, 2]), Some(vec![vec![20, 80]]));
        assert_eq!(in_steps(1, Some(&[0, 0]), &[20, 80], &[1, 2]), Some(vec![vec![20, 80]]));
        assert_eq!(in_steps(3, Some(&[0, 0]), &[20, 80], &[1, 2]), None);
    }

    proptest! {
        #[test]
        fn every_year_adds_up_and_lies_between(
            amounts in proptest::collection::vec((0..10_000_000_u128, 0..10_000_000_u128), 1..20),
            n_years in 1..12_u32,
        ) {
            let (today, new): (Vec<_>, Vec<_>) = amounts.into_iter().unzip();
            let keys: Vec<_> = (0..new.len()).collect();
            let (spent, total): (u128, u128) = (today.iter().sum(), new.iter().sum());
            prop_assume!(0 < spent && 0 < total);
            let years = in_steps(n_years, Some(&today), &new, &keys).expect("a way");
            prop_assert_eq!(years.len(), n_years as usize);
            prop_assert_eq!(years.last(), Some(&new));
            for year in &years {
                prop_assert_eq!(year.iter().sum::<u128>(), total);
                for ((amount, today), new) in year.iter().zip(&today).zip(&new) {
                    let (start, rest) = (today * total / spent, u128::from(today * total % spent > 0));
                    prop_assert!(start.min(*new) <= *amount + 1 && *amount <= (start + rest).max(*new) + 1);
                }
            }
        }
    }
}
