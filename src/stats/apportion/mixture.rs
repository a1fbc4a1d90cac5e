//! Several lists of proportions together, each with its weight.

use num_bigint::BigInt;

use super::parts::Parts;

/// Lists of proportions that each divide their own part of a whole.
///
/// A place has `Σ w_c x_ci / Σ_j x_cj` of the whole, over lists c. Its numbers are those sums times all totals,
/// so that they are whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixture {
    /// For each list the numbers of all places, on one scale.
    components: Vec<Vec<BigInt>>,
}

impl Mixture {
    /// Mixes lists of one length; nothing when one of them is all zero, and so divides nothing.
    pub fn of(lists: &[(u128, &Parts)]) -> Option<Self> {
        if lists.iter().any(|(_, parts)| parts.are_zero()) {
            return None;
        }
        let totals: Vec<_> = lists.iter().map(|(_, parts)| parts.total()).collect();
        let component = |(idx, (weight, parts)): (usize, &(u128, &Parts))| {
            let others = totals.iter().enumerate().filter(|(other, _)| *other != idx);
            let factor: BigInt = others.map(|(_, total)| total).product();
            let factor = factor * weight;
            parts.units().iter().map(|units| units * &factor).collect()
        };
        let components: Vec<Vec<BigInt>> = lists.iter().enumerate().map(component).collect();
        let is_even = components.windows(2).all(|pair| pair[0].len() == pair[1].len());
        assert!(is_even, "all lists are of the same areas");
        Some(Self { components })
    }

    /// What each place has of the whole.
    pub fn parts(&self) -> Parts {
        let n_places = self.components.first().map_or(0, Vec::len);
        let sum = |place| self.components.iter().map(|component| &component[place]).sum();
        Parts::of_units((0..n_places).map(sum).collect())
    }

    /// What each list adds to a place.
    pub fn of_place(&self, place: usize) -> Parts {
        Parts::of_units(self.components.iter().map(|component| component[place].clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_the_shares_by_weight() {
        let (one, other) = (Parts::of_counts(&[1, 1, 2]), Parts::of_counts(&[0, 3, 3]));
        let mixed = Mixture::of(&[(60, &one), (40, &other)]).expect("both divide something");
        let parts = mixed.parts();
        let shares = [0, 1, 2].map(|place| parts.share(place));
        assert_eq!(shares, [0.15, 0.35, 0.5]);
        let of_last = mixed.of_place(2);
        assert_eq!([of_last.share(0), of_last.share(1)], [0.6, 0.4]);
        assert_eq!(mixed.of_place(0).share(1), 0.0);
    }

    #[test]
    fn a_list_of_zeros_divides_nothing() {
        let (one, zero) = (Parts::of_counts(&[1, 1]), Parts::of_counts(&[0, 0]));
        assert_eq!(Mixture::of(&[(60, &one), (40, &zero)]), None);
    }
}
