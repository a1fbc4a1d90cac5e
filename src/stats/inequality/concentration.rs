//! The concentration index: whether an outcome gathers at one end of a ranking, such as care
//! among wijken from poor to rich.
//!
//! References:
//! - Kakwani, N., Wagstaff, A., van Doorslaer, E. (1997). Socioeconomic inequalities in health:
//!   measurement, computation, and statistical inference. Journal of Econometrics 77, 87-103.
//! - Wagstaff, A. (2005). The bounds of the concentration index when the variable of interest is
//!   binary. Health Economics 14, 429-432.
//! - Erreygers, G. (2009). Correcting the concentration index. Journal of Health Economics 28,
//!   504-515.

/// An outcome of somebody, or of an area, with its place in a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedOutcome {
    /// What is ranked by, from low to high, such as income.
    pub ranked_by: f64,
    /// The outcome.
    pub outcome: f64,
    /// How much it counts, above 0.
    pub weight: f64,
}

/// An index and its variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndexWithVariance {
    /// The index: above 0 when the outcome gathers at the high end of the ranking.
    pub index: f64,
    /// Its variance, 0 or more.
    pub variance: f64,
}

/// The concentration index of an outcome, from -1 to 1 for outcomes of 0 or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConcentrationIndex {
    /// The index as such, relative to the mean.
    pub relative: IndexWithVariance,
    /// The weighted mean of the outcome.
    pub mean: f64,
}

/// Computes the concentration index `2/μ Σ w (y - μ)(R - ½)`, with weights that sum to 1 and
/// `R` the part of the weight ranked lower, plus half of one's own.
///
/// Equals in the ranking share the middle of their ranks, so that the order of rows does not
/// matter. The variance is that of Kakwani, Wagstaff and van Doorslaer (equation 14),
/// `(Σa²/n - (1 + C)²)/n` with `a = y/μ (2R - 1 - C) + 2 - q_{i-1} - q_i` and `q` the running
/// share of the outcome. As in R's rineq (`method = "direct"`) weights do not count in `q` nor in
/// the mean of squares; with very unequal weights it is a rough guide.
///
/// `None` with fewer than two outcomes, a number that is not finite, a weight not above 0 or
/// a mean of 0, for which a relative index does not exist.
pub fn concentration_index(outcomes: &[RankedOutcome]) -> Option<ConcentrationIndex> {
    let is_usable = |row: &RankedOutcome| {
        let is_finite = row.ranked_by.is_finite() && row.outcome.is_finite();
        is_finite && 0.0 < row.weight && row.weight.is_finite()
    };
    if outcomes.len() < 2 || !outcomes.iter().all(is_usable) {
        return None;
    }
    let mut sorted = outcomes.to_vec();
    sorted.sort_by(|a, b| {
        let by_rank = a.ranked_by.total_cmp(&b.ranked_by);
        by_rank.then(a.outcome.total_cmp(&b.outcome)).then(a.weight.total_cmp(&b.weight))
    });
    let n = sorted.len() as f64;
    let weight: f64 = sorted.iter().map(|row| row.weight).sum();
    let mean = sorted.iter().map(|row| row.weight / weight * row.outcome).sum::<f64>();
    let sum: f64 = sorted.iter().map(|row| row.outcome).sum();
    if !(0.0 < mean.abs() && mean.is_finite() && 0.0 < sum.abs() && weight.is_finite()) {
        return None;
    }

    // Per row the rank `R` and `q_{i-1} + q_i`.
    let mut places = Vec::with_capacity(sorted.len());
    let (mut below, mut share) = (0.0, 0.0);
    for equals in sorted.chunk_by(|a, b| a.ranked_by == b.ranked_by) {
        let own = equals.iter().map(|row| row.weight / weight).sum::<f64>();
        let own_share = equals.iter().map(|row| row.outcome / sum).sum::<f64>();
        let place = (below + own / 2.0, 2.0 * share + own_share);
        places.extend(equals.iter().map(|_| place));
        below += own;
        share += own_share;
    }
    let deviation = |(row, (rank, _)): (&RankedOutcome, &(f64, f64))| {
        row.weight / weight * (row.outcome - mean) * (rank - 0.5)
    };
    let index = 2.0 / mean * sorted.iter().zip(&places).map(deviation).sum::<f64>();
    let square = |(row, (rank, q)): (&RankedOutcome, &(f64, f64))| {
        let a = row.outcome / mean * (2.0 * rank - 1.0 - index) + 2.0 - q;
        a * a
    };
    let squares = sorted.iter().zip(&places).map(square).sum::<f64>();
    let variance = ((squares / n - (1.0 + index) * (1.0 + index)) / n).max(0.0);
    Some(ConcentrationIndex { relative: IndexWithVariance { index, variance }, mean })
}

impl ConcentrationIndex {
    /// The generalised index, in the unit of the outcome: the index times the mean.
    pub fn generalised(self) -> IndexWithVariance {
        self.scaled(self.mean)
    }

    /// Wagstaff's index of an outcome that lies from `low` to `high`, as a share lies from 0 to
    /// 1: the index over the largest it could be, `C μ (h - l)/((h - μ)(μ - l))`.
    ///
    /// `None` unless the mean lies between the bounds.
    pub fn wagstaff(self, low: f64, high: f64) -> Option<IndexWithVariance> {
        let (above, below) = (high - self.mean, self.mean - low);
        let is_between = 0.0 < above && 0.0 < below && (high - low).is_finite();
        is_between.then(|| self.scaled(self.mean * (high - low) / (above * below)))
    }

    /// Erreygers' index of an outcome that lies from `low` to `high`: `4 C μ/(h - l)`, which
    /// only changes its sign when the outcome is turned into its opposite.
    ///
    /// `None` unless the bounds are finite and `low` is below `high`.
    pub fn erreygers(self, low: f64, high: f64) -> Option<IndexWithVariance> {
        let width = high - low;
        (0.0 < width && width.is_finite()).then(|| self.scaled(4.0 * self.mean / width))
    }

    /// Takes the factor as known, as its authors do.
    fn scaled(self, factor: f64) -> IndexWithVariance {
        let IndexWithVariance { index, variance } = self.relative;
        IndexWithVariance { index: index * factor, variance: variance * factor * factor }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::distribution::{Distribution, gini};
    use super::*;

    fn rows(rows: &[(f64, f64)]) -> Vec<RankedOutcome> {
        let to_row = |&(ranked_by, outcome)| RankedOutcome { ranked_by, outcome, weight: 1.0 };
        rows.iter().map(to_row).collect()
    }

    #[test]
    fn an_outcome_that_the_highest_have_is_concentrated() {
        let found = concentration_index(&rows(&[(1.0, 0.0), (2.0, 0.0), (3.0, 0.0), (4.0, 8.0)]));
        let found = found.expect("outcomes");
        assert!((found.relative.index - 0.75).abs() < 1e-12);
        assert!((found.generalised().index - 1.5).abs() < 1e-12);
    }

    #[test]
    fn equals_in_the_ranking_make_no_difference() {
        let found = concentration_index(&rows(&[(1.0, 0.0), (1.0, 8.0), (1.0, 3.0)]));
        assert!(found.expect("outcomes").relative.index.abs() < 1e-15);
    }

    #[test]
    fn the_opposite_of_a_share_has_the_opposite_index() {
        let yes = [(1.0, 1.0), (2.0, 0.0), (3.0, 1.0), (4.0, 1.0), (5.0, 1.0)];
        let no = yes.map(|(rank, outcome)| (rank, 1.0 - outcome));
        let (yes, no) = (concentration_index(&rows(&yes)), concentration_index(&rows(&no)));
        let (yes, no) = (yes.expect("outcomes"), no.expect("outcomes"));
        for index in [ConcentrationIndex::wagstaff, ConcentrationIndex::erreygers] {
            let (a, b) = (index(yes, 0.0, 1.0), index(no, 0.0, 1.0));
            assert!((a.expect("bounds").index + b.expect("bounds").index).abs() < 1e-12);
        }
        assert_eq!(yes.wagstaff(0.0, 0.5), None);
        assert_eq!(yes.erreygers(1.0, 0.0), None);
    }

    #[test]
    fn refuses_what_has_no_concentration() {
        assert_eq!(concentration_index(&rows(&[(1.0, 3.0)])), None);
        assert_eq!(concentration_index(&rows(&[(1.0, 0.0), (2.0, 0.0)])), None);
        assert_eq!(concentration_index(&rows(&[(1.0, f64::NAN), (2.0, 0.0)])), None);
    }

    proptest! {
        /// Ranked by itself, an outcome has the Gini coefficient; in any other ranking less.
        #[test]
        fn gini_is_the_largest_concentration(
            outcomes in prop::collection::vec((0.0..10.0_f64, 0..5_u8), 2..20),
        ) {
            let values: Vec<f64> = outcomes.iter().map(|(y, _)| *y).collect();
            prop_assume!(values.iter().any(|y| 0.01 < *y));
            let gini = gini(&Distribution::unweighted(&values).expect("valid"));
            let by_itself: Vec<_> = values.iter().map(|y| (*y, *y)).collect();
            let found = concentration_index(&rows(&by_itself)).expect("outcomes");
            prop_assert!((found.relative.index - gini).abs() < 1e-12);
            let by_other: Vec<_> = outcomes.iter().map(|(y, r)| (f64::from(*r), *y)).collect();
            let found = concentration_index(&rows(&by_other)).expect("outcomes");
            prop_assert!(found.relative.index.abs() <= gini + 1e-12);
        }
    }
}
