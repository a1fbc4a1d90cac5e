//! Areas in groups of about equal number by their figure, for the classes of a map.
//!
//! References:
//! - Office for Health Improvement and Disparities. PHEindicatormethods 2.1.1, `phe_quantile`.

use std::cmp::Ordering;
use std::num::NonZeroUsize;

/// Which areas are in group 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupOrder {
    /// Those with the lowest figures.
    LowestFirst,
    /// Those with the highest figures.
    HighestFirst,
}

/// Divides areas in groups numbered from 1, as many as asked for.
///
/// Of `n` areas with a figure, the one of rank `r` is in group `k + 1 - ⌈k(n + 1 - r)/n⌉` of `k`.
/// Equal figures share the lowest of their ranks, so they are never divided. An area without a
/// figure has no group, and with fewer areas than groups nobody has.
pub fn quantile_groups(
    figures: &[Option<f64>],
    n_groups: NonZeroUsize,
    order: GroupOrder,
) -> Vec<Option<usize>> {
    let compare = |a: f64, b: f64| match order {
        GroupOrder::LowestFirst => a.total_cmp(&b),
        GroupOrder::HighestFirst => b.total_cmp(&a),
    };
    // Both zeros are equal, which the total order does not say.
    let known = |figure: &Option<f64>| figure.filter(|figure| !figure.is_nan()).map(|y| y + 0.0);
    let mut sorted: Vec<f64> = figures.iter().filter_map(known).collect();
    sorted.sort_by(|a, b| compare(*a, *b));
    let n = sorted.len();
    let k = n_groups.get();
    let group = |figure: f64| {
        let before = sorted.partition_point(|other| compare(*other, figure) == Ordering::Less);
        // With rank `before + 1`; whole numbers, as fractions round to the wrong side.
        (k + 1 - (k * (n - before)).div_ceil(n)).max(1)
    };
    figures.iter().map(|figure| known(figure).filter(|_| k <= n).map(group)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(figures: &[Option<f64>], k: usize, order: GroupOrder, expected: &[Option<usize>]) {
        let k = NonZeroUsize::new(k).expect("groups");
        assert_eq!(quantile_groups(figures, k, order), expected);
    }

    #[test]
    fn groups_are_of_about_equal_number() {
        let figures: Vec<_> = (1..=10).map(|y| Some(f64::from(y))).collect();
        let thirds = [1, 1, 1, 1, 2, 2, 2, 3, 3, 3].map(Some);
        case(&figures, 3, GroupOrder::LowestFirst, &thirds);
        let fifths = [5, 5, 4, 4, 3, 3, 2, 2, 1, 1].map(Some);
        case(&figures, 5, GroupOrder::HighestFirst, &fifths);
    }

    #[test]
    fn equal_figures_stay_together() {
        let figures = [2.0, 1.0, 2.0, 2.0, -0.0, 0.0].map(Some);
        case(&figures, 2, GroupOrder::LowestFirst, &[2, 1, 2, 2, 1, 1].map(Some));
    }

    #[test]
    fn absent_figures_have_no_group() {
        let figures = [Some(3.0), None, Some(1.0), Some(f64::NAN)];
        case(&figures, 2, GroupOrder::LowestFirst, &[Some(2), None, Some(1), None]);
        case(&figures, 3, GroupOrder::LowestFirst, &[None; 4]);
    }
}
