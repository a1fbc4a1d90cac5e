//! Linear forms of unknowns.

use std::collections::BTreeMap;

/// A sum of unknowns, each times its coefficient.
///
/// The terms are in order of the unknowns, each unknown once and with a coefficient other than 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    terms: Vec<(usize, f64)>,
}

impl Form {
    /// Adds up the terms of each unknown.
    pub fn new(terms: impl IntoIterator<Item = (usize, f64)>) -> Self {
        let mut sums = BTreeMap::new();
        for (idx, coefficient) in terms {
            *sums.entry(idx).or_insert(0.0) += coefficient;
        }
        Self { terms: sums.into_iter().filter(|(_, coefficient)| *coefficient != 0.0).collect() }
    }

    /// The unknown itself.
    pub fn unknown(idx: usize) -> Self {
        Self { terms: vec![(idx, 1.0)] }
    }

    /// The sum of unknowns.
    pub fn sum(unknowns: impl IntoIterator<Item = usize>) -> Self {
        Self::new(unknowns.into_iter().map(|idx| (idx, 1.0)))
    }

    /// The unknowns with their coefficients.
    pub fn terms(&self) -> &[(usize, f64)] {
        &self.terms
    }

    /// Computes the value of the form, given those of the unknowns.
    pub fn value(&self, of: impl Fn(usize) -> f64) -> f64 {
        self.terms.iter().map(|(idx, coefficient)| coefficient * of(*idx)).sum()
    }

    /// The largest coefficient without its sign, 0 for an empty form.
    pub(super) fn scale(&self) -> f64 {
        self.terms.iter().map(|(_, coefficient)| coefficient.abs()).fold(0.0, f64::max)
    }

    /// The coefficients as whole numbers, after multiplying all by the same power of ten.
    ///
    /// Coefficients are decimals as an attacker reads them: 0.1 means a tenth, not the nearest
    /// number in base two. None for those that no short decimal writes, such as a third.
    pub(super) fn whole_terms(&self) -> Option<Vec<(usize, i64)>> {
        const LARGEST: f64 = 9e15;
        let scaled_by = |power: f64| {
            let whole = |(idx, coefficient): &(usize, f64)| {
                let scaled = (coefficient * power).round();
                let is_same = scaled / power == *coefficient && scaled.abs() < LARGEST;
                is_same.then_some((*idx, scaled as i64))
            };
            self.terms.iter().map(whole).collect::<Option<Vec<_>>>()
        };
        (0..=9).find_map(|digits| scaled_by(10_u64.pow(digits) as f64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_terms_and_drops_those_of_zero() {
        let form = Form::new([(3, 1.0), (1, 2.0), (3, 1.0), (0, 1.0), (0, -1.0)]);
        assert_eq!(form.terms(), [(1, 2.0), (3, 2.0)]);
        assert_eq!(form.value(|idx| idx as f64), 8.0);
    }

    #[test]
    fn reads_coefficients_as_decimals() {
        #[track_caller]
        fn case(coefficients: [f64; 2], expected: Option<[i64; 2]>) {
            let form = Form::new([(0, coefficients[0]), (1, coefficients[1])]);
            let expected = expected.map(|[first, second]| vec![(0, first), (1, second)]);
            assert_eq!(form.whole_terms(), expected);
        }

        case([1.0, -1.0], Some([1, -1]));
        case([1.0, -0.125], Some([1000, -125]));
        case([0.1, 0.3], Some([1, 3]));
        case([1.0, 1.0 / 3.0], None);
    }
}
