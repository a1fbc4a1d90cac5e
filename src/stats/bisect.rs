//! Where on a line a condition ends, for bounds that have no formula.

/// Finds where a condition that holds at `inside` and not at `outside` ends: the last number at
/// which it holds and the first at which it does not, next to each other.
///
/// A condition that holds all the way ends at `outside` itself.
pub(super) fn bisect(mut inside: f64, mut outside: f64, holds: impl Fn(f64) -> bool) -> (f64, f64) {
    // Halving the largest number more often than this leaves nothing; it ends the loop for NaN.
    for _ in 0..2_200 {
        let middle = f64::midpoint(inside, outside);
        if middle == inside || middle == outside {
            break;
        }
        if holds(middle) { inside = middle } else { outside = middle }
    }
    (inside, outside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_between_two_numbers_next_to_each_other() {
        let (inside, outside) = bisect(0.0, 4.0, |x| x * x < 3.0);
        assert_eq!(inside, 1.732_050_807_568_877_2);
        assert_eq!(outside, inside.next_up());
        assert_eq!(bisect(0.0, -1.0, |_| true).1, -1.0);
        assert_eq!(bisect(0.0, f64::MAX, |x| x < 1e-320).1, 1e-320);
    }
}
