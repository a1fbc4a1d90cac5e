//! The amounts of the persons of a cell, as far as one of them could stand out.

use std::ops::AddAssign;

/// The largest amounts of persons that are kept of a cell, which is the most that `dominantie_n` can be.
pub const N_GROOTSTE: usize = 5;

/// The amounts of persons behind a sum: all together, and the largest of them.
///
/// Each person has one amount, of all rows of the cell together, without its sign: a person with
/// a large credit stands out like one with a large cost. Only whole numbers are added and compared,
/// so the result does not depend on the order in which persons are met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bedragen {
    totaal: u64,
    /// From large to small, with zeroes behind them.
    grootste: [u64; N_GROOTSTE],
    /// Of rows that do not say whose they are.
    zonder_persoon: u64,
}

impl Bedragen {
    /// The amount of one person.
    pub fn of_person(bedrag: i128) -> Self {
        let totaal = without_sign(bedrag);
        let mut grootste = [0; N_GROOTSTE];
        grootste[0] = totaal;
        Self { totaal, grootste, zonder_persoon: 0 }
    }

    /// The amount of a row that does not say whose it is.
    pub fn without_person(bedrag: i128) -> Self {
        let totaal = without_sign(bedrag);
        Self { totaal, zonder_persoon: totaal, ..Self::default() }
    }

    /// The sum of all amounts.
    pub fn totaal(&self) -> u64 {
        self.totaal
    }

    /// The largest amounts that persons can have, from large to small, with zeroes behind them.
    ///
    /// Rows that do not say whose they are may all be of the one who has most.
    pub fn grootste(&self) -> [u64; N_GROOTSTE] {
        let mut grootste = self.grootste;
        grootste[0] = grootste[0].saturating_add(self.zonder_persoon);
        grootste
    }

    /// These amounts and those of another cell, whose persons may be the same.
    ///
    /// The largest amounts are then the most that they can be: the sums, rank by rank. Both rules against
    /// dominance compare sums that are linear in these amounts, so that two cells which pass give one that
    /// passes.
    #[must_use]
    pub fn with_perhaps_the_same(mut self, other: Self) -> Self {
        self.add_the_rest(&other);
        for (own, more) in self.grootste.iter_mut().zip(other.grootste) {
            *own = own.saturating_add(more);
        }
        self
    }

    fn add_the_rest(&mut self, other: &Self) {
        self.totaal = self.totaal.saturating_add(other.totaal);
        self.zonder_persoon = self.zonder_persoon.saturating_add(other.zonder_persoon);
    }
}

/// The amount without its sign; the sums of a source fit 63 bits, so that none is too large.
fn without_sign(bedrag: i128) -> u64 {
    u64::try_from(bedrag.unsigned_abs()).unwrap_or(u64::MAX)
}

impl FromIterator<i128> for Bedragen {
    /// The amounts of different persons.
    fn from_iter<I: IntoIterator<Item = i128>>(bedragen: I) -> Self {
        let mut sum = Self::default();
        for bedrag in bedragen {
            sum += Self::of_person(bedrag);
        }
        sum
    }
}

impl AddAssign for Bedragen {
    /// Adds the amounts of other persons.
    fn add_assign(&mut self, other: Self) {
        self.add_the_rest(&other);
        for bedrag in other.grootste.into_iter().take_while(|bedrag| 0 < *bedrag) {
            let place = self.grootste.partition_point(|own| bedrag <= *own);
            if place < N_GROOTSTE {
                self.grootste[place..].rotate_right(1);
                self.grootste[place] = bedrag;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(amounts: &[i128]) -> Bedragen {
        amounts.iter().copied().collect()
    }

    #[test]
    fn keeps_the_largest_without_their_sign() {
        let found = all(&[3, -70, 5, 0, 9, 1, 70, 4]);
        assert_eq!((found.totaal(), found.grootste()), (162, [70, 70, 9, 5, 4]));
        assert_eq!(all(&[]).grootste(), [0; N_GROOTSTE]);
    }

    #[test]
    fn rows_without_a_person_may_be_of_the_one_who_has_most() {
        let mut found = all(&[30, 20]);
        found += Bedragen::without_person(-7);
        found += Bedragen::without_person(5);
        assert_eq!((found.totaal(), found.grootste()), (62, [42, 20, 0, 0, 0]));
    }

    #[test]
    fn the_persons_of_two_cells_may_be_the_same() {
        let found = all(&[30, 20]).with_perhaps_the_same(all(&[25, 1, 1]));
        assert_eq!((found.totaal(), found.grootste()), (77, [55, 21, 1, 0, 0]));
    }

    proptest! {
        #[test]
        fn the_order_of_persons_does_not_matter(
            amounts in prop::collection::vec(-50_i128..50, 0..20),
            at in 0_usize..20,
        ) {
            let (some, others) = amounts.split_at(at.min(amounts.len()));
            let mut parted = all(others);
            parted += all(some);
            prop_assert_eq!(all(&amounts), parted);
            let mut sizes: Vec<_> = amounts.iter().map(|&amount| without_sign(amount)).collect();
            sizes.sort_unstable_by(|a, b| b.cmp(a));
            sizes.resize(sizes.len().max(N_GROOTSTE), 0);
            prop_assert_eq!(&parted.grootste()[..], &sizes[..N_GROOTSTE]);
        }
    }
}
