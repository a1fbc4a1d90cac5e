//! Sums that do not depend on the order of what is added.
//!
//! References:
//! - Neumaier, A. (1974). Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen.
//!   Zeitschrift für Angewandte Mathematik und Mechanik 54(1), 39-51.

/// Adds numbers in order of their value, with the compensation of Neumaier.
///
/// Sorting is what makes rows in another order give the same bits; the compensation keeps the
/// digits that adding numbers of both signs would lose.
pub(super) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_unstable_by(f64::total_cmp);
    let (mut sum, mut lost) = (0.0_f64, 0.0);
    for value in values {
        let next = sum + value;
        lost += if value.abs() <= sum.abs() { (sum - next) + value } else { (value - next) + sum };
        sum = next;
    }
    sum + lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_matter_and_nothing_is_lost() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        let values: Vec<f64> = (1..200).map(|k| 1.0 / f64::from(k)).collect();
        let backwards = values.iter().rev().copied();
        assert_eq!(sum(values.clone()).to_bits(), sum(backwards).to_bits());
        assert_eq!(sum([]), 0.0);
    }
}
