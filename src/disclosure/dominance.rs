//! Dominance: an amount that tells what one person has.
//!
//! References:
//! - Hundepool, A. et al. (2012). Statistical Disclosure Control, chapter 4. Wiley.
//! - Langsrud, Ø. (2024). Secondary cell suppression by Gaussian elimination, in: Privacy in
//!   Statistical Databases, doi 10.1007/978-3-031-69651-0_6; its package GaussSuppression.
//!
//! Amounts are those of persons, each of all rows of a cell together. Both rules are evaluated on whole
//! numbers, so that an amount on the line is judged alike on every machine.

use crate::model::{Bedragen, Dominantie, Procent};

/// All of it, in the thousandths of a percent that a [`Procent`] counts.
const ONE_HUNDRED: i128 = 100_000;

/// True when one or a few persons have so much of the amounts that the total tells it, by either rule.
pub fn is_dominated(bedragen: &Bedragen, dominantie: &Dominantie) -> bool {
    let n = usize::try_from(dominantie.n).unwrap_or(usize::MAX);
    is_of_few(bedragen, n, dominantie.k) || is_near_largest(bedragen, dominantie.p)
}

/// The (n,k) rule: true when the `n` largest persons have more than `k` percent of the total,
/// `x₁ + … + xₙ > k/100 · X`.
///
/// No more than [`crate::model::N_GROOTSTE`] persons are known.
pub fn is_of_few(bedragen: &Bedragen, n: usize, k: Procent) -> bool {
    let largest: i128 = bedragen.grootste().into_iter().take(n).map(i128::from).sum();
    i128::from(k.thousandths()) * i128::from(bedragen.totaal()) < ONE_HUNDRED * largest
}

/// The p% rule: true when whoever has the second largest amount could tell the largest to within `p`
/// percent, because the others have no more than that, `X − x₁ − x₂ < p/100 · x₁`.
///
/// The handbook prefers it to (n,k); the monitor has both, as ACRO does. With the two largest below 90 %
/// the others have a tenth of the total, so that at the defaults this rule adds nothing: it works
/// where an indicator asks for a larger `p`, or a decision for a larger `k`.
pub fn is_near_largest(bedragen: &Bedragen, p: Procent) -> bool {
    let [first, second, ..] = bedragen.grootste().map(i128::from);
    let others = i128::from(bedragen.totaal()) - first - second;
    ONE_HUNDRED * others < i128::from(p.thousandths()) * first
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Drempels, N_GROOTSTE};

    const RULES: Dominantie = Drempels::MONITOR.dominantie;

    fn all(amounts: &[i128]) -> Bedragen {
        amounts.iter().copied().collect()
    }

    #[test]
    fn two_persons_may_have_nine_tenths_and_no_more() {
        #[track_caller]
        fn case(amounts: &[i128], expected: bool) {
            assert_eq!(is_of_few(&all(amounts), 2, RULES.k), expected);
        }

        case(&[50, 40, 10], false);
        case(&[50, 41, 9], true);
        case(&[500, 401, 50, 50], true);
        case(&[], false);
        case(&[0, 0], false);
        case(&[7], true);
    }

    #[test]
    fn the_second_may_not_know_the_first_to_within_a_tenth() {
        #[track_caller]
        fn case(amounts: &[i128], expected: bool) {
            assert_eq!(is_near_largest(&all(amounts), RULES.p), expected);
        }

        case(&[100, 30, 10], false);
        case(&[100, 30, 9], true);
        case(&[100, 30, 6, 4], false);
        case(&[], false);
        case(&[0], false);
        case(&[7], true);
        case(&[-100, 30, 9], true);
    }

    #[test]
    fn percents_are_compared_without_rounding() {
        // A third of a percent more than the line.
        let amounts = all(&[333_335, 333_333, 333_333]);
        assert!(is_of_few(&amounts, 1, Procent::of_thousandths(33_333)));
        let equal = all(&[33_333, 33_333, 33_334]);
        assert!(!is_of_few(&equal, 1, Procent::of_thousandths(33_334)));
        assert!(is_of_few(&equal, 1, Procent::of_thousandths(33_333)));
        let near = all(&[1000, 500, 124]);
        assert!(is_near_largest(&near, Procent::of_thousandths(12_401)));
        assert!(!is_near_largest(&near, Procent::of_thousandths(12_400)));
    }

    fn amounts() -> impl Strategy<Value = Vec<i128>> {
        prop::collection::vec(0_i128..200, 0..8)
    }

    proptest! {
        /// Parts that pass give a whole that passes, whoever is in both: of persons who are the same
        /// the amounts are added.
        #[test]
        fn a_cell_of_parts_that_pass_passes(
            one in amounts(),
            other in amounts(),
            same in any::<bool>(),
            n in 1..=N_GROOTSTE as u64,
        ) {
            let rules = Dominantie { n, ..RULES };
            let [a, b] = [&one, &other].map(|amounts| all(amounts));
            prop_assume!(!is_dominated(&a, &rules) && !is_dominated(&b, &rules));
            prop_assert!(!is_dominated(&a.with_perhaps_the_same(b), &rules));
            let mut persons = one.clone();
            persons.resize(one.len().max(other.len()), 0);
            for (own, more) in persons.iter_mut().zip(&other) {
                *own += more;
            }
            let persons = if same { persons } else { [one, other].concat() };
            prop_assert!(!is_dominated(&all(&persons), &rules));
        }
    }
}
