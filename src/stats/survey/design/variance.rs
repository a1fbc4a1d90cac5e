//! The variance of a total by design: strata, units, and what was not drawn.
//!
//! References:
//! - Cochran, W.G. (1977). Sampling techniques, 5.3 and 10.3.
//! - Lumley, T. (2010). Complex surveys: a guide to analysis using R, chapters 2 and 3; the
//!   numbers are held against his R package survey 4.5, also for lonely units.

use super::{Design, LonelyUnit};
use crate::stats::sum::sum;

/// Below this part of the largest total of a unit, a difference is noise of rounding.
const NOISE: f64 = 1e-15;

impl<S> Design<S> {
    /// Computes the variance of `Σz`, where `counted` says which rows are in the domain.
    ///
    /// With `z_hj` the sum over unit `j` of stratum `h`,
    /// `Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_j (z_hj - z̄_h)²`, over all units of the stratum. Where
    /// only a part of a unit was drawn, `Σ_h n_h/N_h Σ_j (1 - m_hj/M_hj) m_hj/(m_hj - 1) Σ_k
    /// (z_hjk - z̄_hj)²` comes on top; it needs `N_h`.
    pub(super) fn variance(&self, z: &[f64], counted: &[bool]) -> f64 {
        let z = self.take_residuals(z);
        let totals: Vec<Vec<f64>> = self
            .units
            .iter()
            .map(|unit| unit.parts.iter().map(|rows| sum(rows.iter().map(|&row| z[row]))).collect())
            .collect();
        let total = |unit: usize| sum(totals[unit].iter().copied());
        // Known totals of the whole sample take something from every stratum.
        let has_members = |stratum: usize| {
            if !self.calibration.is_empty() {
                return true;
            }
            let mut units = self.strata[stratum].units.iter();
            units.any(|&unit| self.units[unit].rows().any(|row| counted[row]))
        };
        let present: Vec<usize> = (0..self.strata.len()).filter(|&idx| has_members(idx)).collect();
        let n_units: usize = present.iter().map(|&idx| self.strata[idx].units.len()).sum();
        let centre = sum(z.iter().copied()) / n_units.max(1) as f64;

        let mut parts = Vec::new();
        let mut n_lonely = 0;
        for &idx in &present {
            let stratum = &self.strata[idx];
            if stratum.is_lonely() {
                n_lonely += 1;
                if self.lonely == LonelyUnit::Adjust {
                    let distance = total(stratum.units[0]) - centre;
                    parts.push(stratum.part_not_drawn() * distance * distance);
                }
            } else {
                let of_units: Vec<f64> = stratum.units.iter().map(|&unit| total(unit)).collect();
                parts.push(stratum.part_not_drawn() * compute_spread(&of_units));
            }
        }
        let first_stage = sum(parts);
        let n_known = present.len() - n_lonely;
        let first_stage = if self.lonely == LonelyUnit::Average && 0 < n_known {
            first_stage * present.len() as f64 / n_known as f64
        } else {
            first_stage
        };
        let second_stage = present.iter().flat_map(|&idx| {
            let stratum = &self.strata[idx];
            let part_drawn = 1.0 - stratum.part_not_drawn();
            let totals = &totals;
            stratum.units.iter().map(move |&unit| {
                part_drawn * self.units[unit].part_not_drawn() * compute_spread(&totals[unit])
            })
        });
        first_stage + sum(second_stage)
    }

    /// True when every unit that could have been drawn for the domain was drawn, and wholly.
    pub(super) fn is_full(&self, counted: &[bool]) -> bool {
        let is_full = |row: usize| {
            let stratum = &self.strata[self.rows[row].stratum];
            let unit = &self.units[self.rows[row].unit];
            stratum.part_not_drawn() <= 0.0 && unit.part_not_drawn() <= 0.0
        };
        (0..self.n_rows()).all(|row| !counted[row] || is_full(row))
    }
}

/// Computes `n/(n - 1) Σ (t - t̄)²`, 0 for one total.
fn compute_spread(totals: &[f64]) -> f64 {
    let n = totals.len() as f64;
    if n < 2.0 {
        return 0.0;
    }
    let mean = sum(totals.iter().copied()) / n;
    let squares = sum(totals.iter().map(|total| (total - mean) * (total - mean)));
    let largest = totals.iter().fold(0.0_f64, |largest, total| largest.max(total.abs()));
    let noise = n * (NOISE * largest) * (NOISE * largest);
    if squares <= noise { 0.0 } else { n / (n - 1.0) * squares }
}

#[cfg(test)]
mod tests {
    use crate::stats::assertions::assert_close;
    use crate::stats::survey::{Design, LonelyUnit, Sampled, SecondStage};

    /// Strata of 3, 2 and 1 respondents with weights 10, 20 and 15.
    fn lonely(rule: LonelyUnit) -> Design<&'static str> {
        let rows = [("a", 10.0), ("a", 10.0), ("a", 10.0), ("b", 20.0), ("b", 20.0), ("c", 15.0)];
        let rows: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(unit, &(stratum, weight))| Sampled {
                stratum,
                unit,
                weight: Some(weight),
                population: None,
                second_stage: None,
            })
            .collect();
        Design::new(&rows, rule).expect("a design")
    }

    /// Merged, c counts as the third respondent of b.
    #[test]
    fn merged_stratum_has_a_variance_of_its_own() {
        let design = lonely(LonelyUnit::Merge);
        let answers = [1.0, 2.0, 4.0, 3.0, 5.0, 7.0].map(Some);
        let found = design.mean(&answers, &[true; 6]).expect("answers");
        let mean = 335.0 / 85.0;
        let spread = |z: [f64; 3]| {
            let centre = z.iter().sum::<f64>() / 3.0;
            1.5 * z.iter().map(|z| (z - centre) * (z - centre)).sum::<f64>()
        };
        let a = spread([1.0, 2.0, 4.0].map(|y| 10.0 * (y - mean) / 85.0));
        let b = spread([(20.0, 3.0), (20.0, 5.0), (15.0, 7.0)].map(|(w, y)| w * (y - mean) / 85.0));
        assert_close(found.standard_error().expect("varies"), (a + b).sqrt());
        assert_eq!(found.df(), 4);
        assert_eq!(design.merged(), [("c", "b")]);
    }

    #[test]
    fn leaving_a_lonely_stratum_out_is_narrower_than_any_other_rule() {
        let answers = [1.0, 2.0, 4.0, 3.0, 5.0, 7.0].map(Some);
        let error = |rule| {
            let found = lonely(rule).mean(&answers, &[true; 6]).expect("answers");
            found.standard_error().expect("varies")
        };
        assert_eq!(error(LonelyUnit::Remove), error(LonelyUnit::Certainty));
        for rule in [LonelyUnit::Merge, LonelyUnit::Adjust, LonelyUnit::Average] {
            assert!(error(LonelyUnit::Remove) < error(rule), "{rule:?}");
        }
    }

    /// Two of 4 schools, and in each 2 of 6 pupils: totals of 6 (1 + 3) / 2 and so on by hand.
    #[test]
    fn second_stage_comes_on_top() {
        let rows: Vec<_> = [(1, 1), (1, 2), (2, 1), (2, 2)]
            .map(|(unit, pupil)| Sampled {
                stratum: (),
                unit,
                weight: Some(6.0),
                population: Some(4),
                second_stage: Some(SecondStage { unit: pupil, population: Some(6) }),
            })
            .to_vec();
        let design = Design::new(&rows, LonelyUnit::default()).expect("a design");
        let answers = [1.0, 3.0, 4.0, 8.0].map(Some);
        let found = design.total(&answers, &[true; 4]).expect("answers");
        // Schools of 24 and 72: (1 - 2/4) 2 × 2 × 24², and within: 2/4 (1 - 2/6) 2 (2 × 6² + 2 × 12²).
        let expected = 0.5 * 2.0 * 1152.0 + 0.5 * (2.0 / 3.0) * 2.0 * (72.0 + 288.0);
        assert_close(found.standard_error().expect("varies"), f64::sqrt(expected));
    }
}
