//! The mean of an area of which only parts of other areas were asked.

use num_bigint::BigInt;

use super::stratum::DomainSums;
use crate::stats::exact::{to_f64, units_in_one};

/// Computes the weighted mean over parts of domains: each respondent of a domain counts with the
/// weight times the part, `Σ aΣwy / Σ aΣw`. The parts `a` are in any unit that all share, and
/// answers have `decimals` decimals. `None` when nobody answered.
///
/// There is no interval: who of a domain lives in the part is not known, and how much the part
/// differs from the rest of the domain is an error that the sample does not tell.
pub fn mean_of_parts(domains: &[(DomainSums, i128)], decimals: u8) -> Option<f64> {
    let total = |sum: fn(&DomainSums) -> i128| -> BigInt {
        domains.iter().map(|(sums, part)| BigInt::from(sum(sums)) * part).sum()
    };
    let weight = total(|sums| sums.w);
    if weight <= BigInt::ZERO {
        return None;
    }
    let scale = units_in_one(decimals);
    Some(to_f64(&total(|sums| sums.wy)) / to_f64(&weight) / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn respondents_count_by_weight_and_part() {
        // A quarter of 20 people who answer 6, and the whole of 10 people who answer 9.
        let domains = [(DomainSums::of(&[(20, 6)]), 25), (DomainSums::of(&[(10, 9)]), 100)];
        assert_eq!(mean_of_parts(&domains, 0), Some((5.0 * 6.0 + 10.0 * 9.0) / 15.0));
        assert_eq!(mean_of_parts(&domains, 1), Some(0.8));
        assert_eq!(mean_of_parts(&[], 0), None);
    }
}
