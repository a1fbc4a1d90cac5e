//! Dividing in proportion between floors and ceilings.
//!
//! The part of each place is `λ x_i`, or its floor where that is more, or its ceiling where that is less, with the
//! one λ by which the parts add up: money flows like water into vessels with a bottom and a lid. What is due
//! without limits is computed, the places whose limits push the sum away from the total get their limit for good, and the
//! rest is divided again among the others. Each round settles at least one place, and never too many: fixing
//! all floors while the floors push the sum up makes λ smaller, so that a place that is at its floor stays there.

use num_bigint::BigInt;

use super::hamilton::largest_remainder;
use super::parts::Parts;

/// The least and the most that a place gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// The least.
    pub floor: u128,
    /// The most; without it there is no end.
    pub ceiling: Option<u128>,
}

/// Which limit decides what a place gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Without its floor it would get less.
    Floor,
    /// Without its ceiling it would get more.
    Ceiling,
}

/// What a place gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundedPart {
    /// How much.
    pub given: u128,
    /// The limit that decides, when one does.
    pub bound: Option<Bound>,
}

/// Why nothing can be divided between these limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Infeasible {
    /// The floor of the place at this index lies above its ceiling.
    Crossed(usize),
    /// The floors add up to more than there is.
    Floors {
        /// What they add up to.
        sum: u128,
    },
    /// The ceilings add up to less than there is. A place with a part of zero takes no more than its floor.
    Ceilings {
        /// What can be given at most.
        sum: u128,
    },
}

/// Divides a whole number in proportion between limits; of equal remainders the smallest key comes first.
pub fn largest_remainder_between<K: Ord>(
    total: u128,
    parts: &Parts,
    limits: &[Limits],
    keys: &[K],
) -> Result<Vec<BoundedPart>, Infeasible> {
    assert_eq!(parts.len(), limits.len(), "every part has limits");
    check_feasible(total, parts, limits)?;
    let units = parts.units();
    let mut fixed: Vec<Option<BoundedPart>> = vec![None; units.len()];
    for (idx, limit) in limits.iter().enumerate().filter(|(idx, _)| units[*idx] == BigInt::ZERO) {
        let bound = (0 < limit.floor).then_some(Bound::Floor);
        fixed[idx] = Some(BoundedPart { given: limit.floor, bound });
    }
    loop {
        let free: Vec<usize> = (0..units.len()).filter(|&idx| fixed[idx].is_none()).collect();
        let rest = total - fixed.iter().flatten().map(|part| part.given).sum::<u128>();
        let settled = settle(rest, units, limits, &free);
        if settled.is_empty() {
            let own = Parts::of_units(free.iter().map(|&idx| units[idx].clone()).collect());
            let own_keys: Vec<_> = free.iter().map(|&idx| &keys[idx]).collect();
            let given = largest_remainder(rest, &own, &own_keys)
                .expect("what is left has places that take it");
            for (idx, given) in free.into_iter().zip(given) {
                fixed[idx] = Some(BoundedPart { given, bound: None });
            }
            return Ok(fixed.into_iter().flatten().collect());
        }
        for (idx, bound) in settled {
            let given = match bound {
                Bound::Floor => limits[idx].floor,
                Bound::Ceiling => limits[idx].ceiling.expect("it has one"),
            };
            fixed[idx] = Some(BoundedPart { given, bound: Some(bound) });
        }
    }
}

fn check_feasible(total: u128, parts: &Parts, limits: &[Limits]) -> Result<(), Infeasible> {
    let is_crossed = |limit: &Limits| limit.ceiling.is_some_and(|ceiling| ceiling < limit.floor);
    if let Some(idx) = limits.iter().position(is_crossed) {
        return Err(Infeasible::Crossed(idx));
    }
    let sum = limits.iter().map(|limit| limit.floor).sum();
    if total < sum {
        return Err(Infeasible::Floors { sum });
    }
    let most = parts.units().iter().zip(limits).map(|(units, limit)| {
        if *units == BigInt::ZERO { Some(limit.floor) } else { limit.ceiling }
    });
    match most.sum::<Option<u128>>() {
        Some(sum) if sum < total => Err(Infeasible::Ceilings { sum }),
        _ => Ok(()),
    }
}

/// The places that get their limit: those whose limits push the sum up, or those that pull it down.
fn settle(rest: u128, units: &[BigInt], limits: &[Limits], free: &[usize]) -> Vec<(usize, Bound)> {
    // What is due is compared times the sum of the parts, so that it stays whole.
    let sum: BigInt = free.iter().map(|&idx| &units[idx]).sum();
    let mut excess = BigInt::ZERO;
    let mut beyond = Vec::new();
    for &idx in free {
        let due = &units[idx] * rest;
        let floor = &sum * limits[idx].floor;
        if due < floor {
            excess += floor - due;
            beyond.push((idx, Bound::Floor));
            continue;
        }
        let ceiling = limits[idx].ceiling.map(|ceiling| &sum * ceiling);
        if let Some(ceiling) = ceiling.filter(|ceiling| *ceiling < due) {
            excess += ceiling - due;
            beyond.push((idx, Bound::Ceiling));
        }
    }
    match excess.cmp(&BigInt::ZERO) {
        std::cmp::Ordering::Equal => {}
        std::cmp::Ordering::Greater => beyond.retain(|(_, bound)| *bound == Bound::Floor),
        std::cmp::Ordering::Less => beyond.retain(|(_, bound)| *bound == Bound::Ceiling),
    }
    beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(pairs: &[(u128, Option<u128>)]) -> Vec<Limits> {
        pairs.iter().map(|&(floor, ceiling)| Limits { floor, ceiling }).collect()
    }

    fn divide(
        total: u128,
        counts: &[u128],
        pairs: &[(u128, Option<u128>)],
    ) -> Result<Vec<(u128, Option<Bound>)>, Infeasible> {
        let keys: Vec<_> = (0..counts.len()).collect();
        let parts = Parts::of_counts(counts);
        let given = largest_remainder_between(total, &parts, &limits(pairs), &keys)?;
        Ok(given.into_iter().map(|part| (part.given, part.bound)).collect())
    }

    const OPEN: (u128, Option<u128>) = (0, None);

    #[test]
    fn what_a_floor_takes_is_taken_from_the_others_in_proportion() {
        let given = divide(100, &[10, 30, 60], &[(16, None), OPEN, OPEN]).expect("feasible");
        assert_eq!(given, [(16, Some(Bound::Floor)), (28, None), (56, None)]);
    }

    #[test]
    fn a_floor_can_push_another_place_to_its_own() {
        // Without limits 10, 30 and 60; once the first has 40 the second is due 20 and needs 25.
        let given = divide(100, &[10, 30, 60], &[(40, None), (25, None), OPEN]).expect("feasible");
        let floor = Some(Bound::Floor);
        assert_eq!(given, [(40, floor), (25, floor), (35, None)]);
    }

    #[test]
    fn a_place_that_is_below_its_floor_at_first_need_not_stay_there() {
        // The second is due 30 of 31, but the lid on the third leaves it 36.
        let given =
            divide(100, &[10, 30, 60], &[OPEN, (31, None), (0, Some(52))]).expect("feasible");
        assert_eq!(given, [(12, None), (36, None), (52, Some(Bound::Ceiling))]);
    }

    #[test]
    fn a_place_without_a_part_takes_its_floor_and_no_more() {
        let given = divide(10, &[0, 1, 0], &[(3, None), OPEN, OPEN]).expect("feasible");
        assert_eq!(given, [(3, Some(Bound::Floor)), (7, None), (0, None)]);
        let only = divide(10, &[0, 1], &[(3, Some(9)), (0, Some(5))]);
        assert_eq!(only, Err(Infeasible::Ceilings { sum: 8 }));
    }

    #[test]
    fn says_why_it_cannot() {
        assert_eq!(
            divide(10, &[1, 1], &[(6, None), (5, None)]),
            Err(Infeasible::Floors { sum: 11 })
        );
        assert_eq!(
            divide(10, &[1, 1], &[(0, Some(4)), (0, Some(5))]),
            Err(Infeasible::Ceilings { sum: 9 })
        );
        assert_eq!(divide(10, &[1, 1], &[OPEN, (6, Some(5))]), Err(Infeasible::Crossed(1)));
    }

    #[test]
    fn limits_that_leave_no_choice_are_met() {
        let pairs = [(4, Some(4)), (6, Some(6))];
        let given = divide(10, &[1, 9], &pairs).expect("feasible");
        assert_eq!(given.iter().map(|part| part.0).collect::<Vec<_>>(), [4, 6]);
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        type Case = (u128, Vec<(u128, (u128, Option<u128>))>);

        fn cases() -> impl Strategy<Value = Case> {
            let place = (0..1000_u128, 0..500_u128, proptest::option::of(0..2000_u128));
            let place = place
                .prop_map(|(count, floor, room)| (count, (floor, room.map(|room| floor + room))));
            (0..50_000_u128, proptest::collection::vec(place, 1..30))
        }

        proptest! {
            #[test]
            fn adds_up_within_the_limits_or_says_why_not((total, places) in cases()) {
                let counts: Vec<_> = places.iter().map(|place| place.0).collect();
                let pairs: Vec<_> = places.iter().map(|place| place.1).collect();
                let least: u128 = pairs.iter().map(|pair| pair.0).sum();
                match divide(total, &counts, &pairs) {
                    Err(Infeasible::Floors { sum }) => {
                        prop_assert_eq!(sum, least);
                        prop_assert!(total < sum);
                    }
                    Err(Infeasible::Ceilings { sum }) => prop_assert!(sum < total),
                    Err(Infeasible::Crossed(_)) => prop_assert!(false, "no floor lies above its ceiling"),
                    Ok(given) => {
                        prop_assert_eq!(given.iter().map(|part| part.0).sum::<u128>(), total);
                        for ((amount, _), (floor, ceiling)) in given.iter().zip(&pairs) {
                            prop_assert!(floor <= amount);
                            prop_assert!(ceiling.is_none_or(|ceiling| *amount <= ceiling));
                        }
                    }
                }
            }

            /// There is one λ: nobody between its limits has less of its part than another who is at
            /// its floor, nor more than one at its ceiling, but for the rounding to a unit.
            #[test]
            fn what_is_between_its_limits_is_in_proportion((total, places) in cases()) {
                let counts: Vec<_> = places.iter().map(|place| place.0).collect();
                let pairs: Vec<_> = places.iter().map(|place| place.1).collect();
                if let Ok(given) = divide(total, &counts, &pairs) {
                    let all = || given.iter().zip(&counts).filter(|(_, count)| **count > 0);
                    for ((free, _), count) in all().filter(|(part, _)| part.1.is_none()) {
                        for ((amount, bound), other) in all() {
                            // `free / count` against `amount / other`, each off by less than one unit.
                            let (own, their) = (free * other, amount * count);
                            let slack = count + other;
                            match bound {
                                None => prop_assert!(own.abs_diff(their) <= slack),
                                Some(Bound::Floor) => prop_assert!(own <= their + slack),
                                Some(Bound::Ceiling) => prop_assert!(their <= own + slack),
                            }
                        }
                    }
                }
            }

            #[test]
            fn without_limits_it_is_the_largest_remainder((total, places) in cases()) {
                let counts: Vec<_> = places.iter().map(|place| place.0).collect();
                let keys: Vec<_> = (0..counts.len()).collect();
                let open = vec![OPEN; counts.len()];
                let plain = largest_remainder(total, &Parts::of_counts(&counts), &keys);
                let given = divide(total, &counts, &open);
                let amounts =
                    given.ok().map(|given| given.into_iter().map(|part| part.0).collect::<Vec<_>>());
                prop_assert_eq!(amounts, plain);
            }
        }
    }
}
