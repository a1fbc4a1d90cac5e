//! An area as a mixture of the wijken since 2017.
//!
//! What differs between wijken is drawn per new wijk; the old wijken and the city have the mean of
//! theirs. Otherwise the change of division would itself look like a change in the city.

use super::gebieden::shares_of;
use super::places::{WIJKEN, WijkFact};

/// The new wijken in an area, with their weights.
pub struct Mix(Vec<(&'static WijkFact, u64)>);

impl Mix {
    pub fn of_wijk(fact: &'static WijkFact) -> Self {
        Self(vec![(fact, 1)])
    }

    /// The old wijk with this number.
    pub fn of_old_wijk(number: u32) -> Self {
        Self(shares_of(number))
    }

    pub fn of_city() -> Self {
        let wijken = WIJKEN.iter();
        Self(wijken.map(|fact| (fact, u64::from(fact.residents))).collect())
    }

    /// The mean of what the wijken have, by weight.
    pub fn mean<const N: usize>(&self, of: impl Fn(&WijkFact) -> [i64; N]) -> [i64; N] {
        let mut sums = [0; N];
        let mut total = 0;
        for &(fact, weight) in &self.0 {
            let weight = i64::try_from(weight).expect("weights are shares or residents");
            total += weight;
            for (sum, value) in sums.iter_mut().zip(of(fact)) {
                *sum += weight * value;
            }
        }
        sums.map(|sum| sum / total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_lies_between_the_wijken() {
        #[track_caller]
        fn case(mix: &Mix, expected: std::ops::RangeInclusive<i64>) {
            let [number] = mix.mean(|fact| [i64::from(fact.number)]);
            assert!(expected.contains(&number), "{number}");
        }

        case(&Mix::of_wijk(&WIJKEN[0]), 10..=10);
        // Centrum became the Binnenstad (10) and a bit of the Spoorzone Zuid (21).
        case(&Mix::of_old_wijk(0), 10..=11);
        case(&Mix::of_city(), 30..=45);
    }
}
