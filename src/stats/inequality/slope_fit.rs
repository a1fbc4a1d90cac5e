//! The regression behind the slope index: a line over the ranking of groups by population.

/// What each group adds to the line at the bottom (0) and at the top (1) of the ranking.
///
/// Both ends are sums `Σ c y`, so their errors follow from those of the groups.
pub(super) struct SlopeCoefficients {
    pub bottom: Vec<f64>,
    pub top: Vec<f64>,
}

/// Computes the coefficients of the line through groups at the middle of their part of the
/// population, each weighing its part.
///
/// With parts `a` and middles `b = Σ_{<i} a + a/2`, the slope is `Σ a (b - b̄) y / Σ a (b - b̄)²`.
pub(super) fn slope_coefficients(populations: &[f64]) -> SlopeCoefficients {
    let total: f64 = populations.iter().sum();
    let parts: Vec<f64> = populations.iter().map(|population| population / total).collect();
    let mut below = 0.0;
    let middles: Vec<f64> = parts
        .iter()
        .map(|part| {
            let middle = below + part / 2.0;
            below += part;
            middle
        })
        .collect();
    let centre: f64 = parts.iter().zip(&middles).map(|(part, middle)| part * middle).sum();
    let spread: f64 = parts
        .iter()
        .zip(&middles)
        .map(|(part, middle)| part * (middle - centre) * (middle - centre))
        .sum();
    let at = |place: f64| -> Vec<f64> {
        let coefficient = |(part, middle): (&f64, &f64)| {
            part + (place - centre) * part * (middle - centre) / spread
        };
        parts.iter().zip(&middles).map(coefficient).collect()
    };
    SlopeCoefficients { bottom: at(0.0), top: at(1.0) }
}

/// Computes `Σ c y`.
pub(super) fn combine(coefficients: &[f64], values: &[f64]) -> f64 {
    coefficients.iter().zip(values).map(|(coefficient, value)| coefficient * value).sum()
}

/// Computes the covariance of two sums `Σ c y` of independent values with the given errors.
pub(super) fn covariance(first: &[f64], second: &[f64], errors: &[f64]) -> f64 {
    first.iter().zip(second).zip(errors).map(|((a, b), error)| a * b * error * error).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_ranking_is_met_at_both_ends() {
        let populations = [10.0, 30.0, 20.0, 40.0];
        let middles = [0.05, 0.25, 0.5, 0.8];
        let values = middles.map(|middle| 3.0 - 2.0 * middle);
        let SlopeCoefficients { bottom, top } = slope_coefficients(&populations);
        assert!((combine(&bottom, &values) - 3.0).abs() < 1e-12);
        assert!((combine(&top, &values) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn errors_of_groups_add_up() {
        let errors = [0.1, 0.2];
        assert!((covariance(&[1.0, 2.0], &[3.0, -1.0], &errors) - (0.03 - 0.08)).abs() < 1e-15);
    }
}
