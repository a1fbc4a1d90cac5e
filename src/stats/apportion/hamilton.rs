//! The method of the largest remainder (Hamilton; Hare and Niemeyer).

use num_bigint::BigInt;

use super::parts::Parts;

/// Divides a whole number in proportion by the largest remainder.
///
/// What is due is `total x_i / Σ_j x_j`. Of equal remainders the one with the smallest key comes first, so that
/// the order of the list never decides. Nothing when there is something to divide and all parts are zero.
pub fn largest_remainder<K: Ord>(total: u128, parts: &Parts, keys: &[K]) -> Option<Vec<u128>> {
    assert_eq!(parts.len(), keys.len(), "every part has a key");
    if total == 0 {
        return Some(vec![0; parts.len()]);
    }
    let sum = parts.total();
    if sum == BigInt::ZERO {
        return None;
    }
    let due = parts.units().iter().map(|units| {
        let scaled = units * total;
        let whole = &scaled / &sum;
        let remainder = scaled - &whole * &sum;
        (small(whole), remainder)
    });
    let (mut given, remainders): (Vec<u128>, Vec<BigInt>) = due.unzip();
    let left = total - given.iter().sum::<u128>();
    let mut order: Vec<usize> = (0..given.len()).collect();
    order.sort_by(|&a, &b| remainders[b].cmp(&remainders[a]).then_with(|| keys[a].cmp(&keys[b])));
    // The remainders add up to what is left, and each is less than one: so many are above zero.
    for idx in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        given[idx] += 1;
    }
    Some(given)
}

/// A number that is no larger than what was divided.
fn small(number: BigInt) -> u128 {
    u128::try_from(number).expect("a part is not larger than the whole")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The seats of the bill of 1792 that Washington vetoed, from the census of 1790.
    ///
    /// Balinski and Young (1982), chapter 3; the same table as COMAP, For All Practical Purposes, 10th edition,
    /// table 14.5.
    #[test]
    fn gives_the_seats_of_the_bill_of_1792() {
        let states: [(&str, u128, u128); 15] = [
            ("Connecticut", 236_841, 8),
            ("Delaware", 55_540, 2),
            ("Georgia", 70_835, 2),
            ("Kentucky", 68_705, 2),
            ("Maryland", 278_514, 9),
            ("Massachusetts", 475_327, 16),
            ("New Hampshire", 141_822, 5),
            ("New Jersey", 179_570, 6),
            ("New York", 331_589, 11),
            ("North Carolina", 353_523, 12),
            ("Pennsylvania", 432_879, 14),
            ("Rhode Island", 68_446, 2),
            ("South Carolina", 206_236, 7),
            ("Vermont", 85_533, 3),
            ("Virginia", 630_560, 21),
        ];
        let residents = states.map(|(_, residents, _)| residents);
        assert_eq!(residents.iter().sum::<u128>(), 3_615_920);
        let names = states.map(|(name, _, _)| name);
        let seats = largest_remainder(120, &Parts::of_counts(&residents), &names);
        assert_eq!(seats.expect("residents"), states.map(|(_, _, seats)| seats));
    }

    #[test]
    fn the_smallest_key_comes_first_among_equals() {
        let parts = Parts::of_counts(&[1, 1, 1]);
        assert_eq!(largest_remainder(100, &parts, &["c", "a", "b"]), Some(vec![33, 34, 33]));
        assert_eq!(largest_remainder(101, &parts, &["c", "a", "b"]), Some(vec![33, 34, 34]));
    }

    #[test]
    fn divides_nothing_and_cannot_divide_by_nothing() {
        let zero = Parts::of_counts(&[0, 0]);
        assert_eq!(largest_remainder(0, &zero, &[1, 2]), Some(vec![0, 0]));
        assert_eq!(largest_remainder(1, &zero, &[1, 2]), None);
        assert_eq!(largest_remainder(7, &Parts::of_counts(&[3]), &[1]), Some(vec![7]));
        assert_eq!(largest_remainder(1, &Parts::of_counts(&[]), &[] as &[u8]), None);
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        fn numbers() -> impl Strategy<Value = (u128, Vec<u128>)> {
            (0..1_000_000_000_000_u128, proptest::collection::vec(0..1_000_000_u128, 1..40))
        }

        proptest! {
            #[test]
            fn adds_up_and_stays_within_one_of_what_is_due((total, counts) in numbers()) {
                let keys: Vec<_> = (0..counts.len()).collect();
                let sum: u128 = counts.iter().sum();
                let given = largest_remainder(total, &Parts::of_counts(&counts), &keys);
                prop_assert_eq!(given.is_none(), 0 < total && sum == 0);
                if let Some(given) = given.filter(|_| 0 < sum) {
                    prop_assert_eq!(given.iter().sum::<u128>(), total);
                    for (one, count) in given.iter().zip(&counts) {
                        let due = total * count;
                        prop_assert!(due / sum <= *one && *one <= due.div_ceil(sum));
                    }
                }
            }

            #[test]
            fn who_has_more_gets_no_less((total, counts) in numbers()) {
                let keys: Vec<_> = (0..counts.len()).collect();
                if let Some(given) = largest_remainder(total, &Parts::of_counts(&counts), &keys) {
                    for (one, count) in given.iter().zip(&counts) {
                        for (other, other_count) in given.iter().zip(&counts) {
                            prop_assert!(count <= other_count || other <= one);
                        }
                    }
                }
            }

            #[test]
            fn the_order_does_not_matter((total, counts) in numbers(), turn in 0..40_usize) {
                let keys: Vec<_> = (0..counts.len()).collect();
                let given = largest_remainder(total, &Parts::of_counts(&counts), &keys);
                let turned = |list: &[u128]| {
                    let mut list = list.to_vec();
                    list.rotate_left(turn % counts.len());
                    list
                };
                let mut other_keys = keys.clone();
                other_keys.rotate_left(turn % counts.len());
                let other =
                    largest_remainder(total, &Parts::of_counts(&turned(&counts)), &other_keys);
                prop_assert_eq!(other, given.map(|given| turned(&given)));
            }
        }
    }
}
