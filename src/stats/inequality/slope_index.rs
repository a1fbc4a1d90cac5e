//! The slope and relative index of inequality: the difference and the ratio between both ends of
//! a ranking of groups, such as wijken from poor to rich in ten equal parts.
//!
//! Unlike the gap between the lowest and the highest group, both use all groups, and how large a
//! part of the population each is.
//!
//! References:
//! - Mackenbach, J.P., Kunst, A.E. (1997). Measuring the magnitude of socio-economic inequalities
//!   in health. Social Science & Medicine 44(6), 757-771.
//! - Office for Health Improvement and Disparities. PHEindicatormethods 2.1.1, `phe_sii`.
//! - Fieller, E.C. (1954). Some problems in interval estimation. Journal of the Royal Statistical
//!   Society B 16, 175-185.

use super::slope_fit::{SlopeCoefficients, combine, covariance, slope_coefficients};
use super::slope_groups::{FigureKind, SlopeError, SlopeGroups};
use crate::stats::interval::{Confidence, Interval};

/// On which scale the line is straight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlopeFit {
    /// On the scale of the figures.
    Straight,
    /// On the scale of the errors: rates change by a factor, shares in their odds, so that both
    /// ends are possible values. For a measure the same as straight.
    Transformed,
}

/// The inequality along a ranking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SlopeIndex {
    /// The slope index: the line at the top minus the line at the bottom, times the multiplier.
    pub sii: f64,
    /// Its interval.
    pub sii_interval: Interval,
    /// The relative index: top over bottom. Absent when the line is not above 0 at both ends.
    pub rii: Option<f64>,
    /// Its interval. Absent also when the end divided by is not clearly above 0.
    pub rii_interval: Option<Interval>,
    /// The line at the bottom of the ranking, in the unit of the figures.
    pub intercept: f64,
}

/// Computes the slope and relative index of inequality by a line over the ranking in which each
/// group weighs its part of the population.
///
/// The multiplier sets the unit of the slope index, such as 100 for a percentage. When it is
/// negative, both indices look from the top down: the slope index changes its sign, the relative
/// index is bottom over top.
///
/// Both ends are linear in the figures, so the intervals need no simulation: the slope index has
/// variance `Σ c² se²`, the ratio of two linear ends has Fieller's interval, and the indices of a
/// transformed line have that of the first-order expansion.
pub fn slope_index(
    groups: &SlopeGroups,
    fit: SlopeFit,
    multiplier: f64,
    confidence: Confidence,
) -> Result<SlopeIndex, SlopeError> {
    if !(multiplier.is_finite() && 0.0 < multiplier.abs()) {
        return Err(SlopeError::Multiplier);
    }
    let z = confidence.z();
    let SlopeGroups { kind, groups } = groups;
    let populations: Vec<f64> = groups.iter().map(|group| group.population).collect();
    let SlopeCoefficients { bottom, top } = slope_coefficients(&populations);
    let line = match fit {
        SlopeFit::Straight => FigureKind::Measure,
        SlopeFit::Transformed => *kind,
    };
    let values: Vec<f64> = groups.iter().map(|group| line.transform(group.value)).collect();
    let errors: Vec<f64> = groups
        .iter()
        .map(|group| {
            group.standard_error * kind.derivative(group.value) / line.derivative(group.value)
        })
        .collect();

    // From here on `bottom` and `top` are on the scale of the figures, to first order.
    let restore = |coefficients: Vec<f64>| -> (f64, Vec<f64>) {
        let end = line.restore(combine(&coefficients, &values));
        let slope = line.derivative(end);
        (end, coefficients.into_iter().map(|coefficient| slope * coefficient).collect())
    };
    let (at_bottom, bottom) = restore(bottom);
    let (at_top, top) = restore(top);
    let variances = EndVariances {
        bottom: covariance(&bottom, &bottom, &errors),
        top: covariance(&top, &top, &errors),
        both: covariance(&bottom, &top, &errors),
    };

    let difference = at_top - at_bottom;
    let margin = z * (variances.top + variances.bottom - 2.0 * variances.both).max(0.0).sqrt();
    let (a, b) = ((difference - margin) * multiplier, (difference + margin) * multiplier);
    let sii_interval = Interval::new(a.min(b), a.max(b)).ok_or(SlopeError::Value)?;

    let (ends, variances) = if multiplier < 0.0 {
        ((at_bottom, at_top), variances.swapped())
    } else {
        ((at_top, at_bottom), variances)
    };
    let has_ratio = 0.0 < ends.0.min(ends.1);
    let interval_of_ratio = match line {
        FigureKind::Measure => fieller_interval,
        FigureKind::Rate | FigureKind::Share => log_interval,
    };
    Ok(SlopeIndex {
        sii: difference * multiplier,
        sii_interval,
        rii: has_ratio.then_some(ends.0 / ends.1),
        rii_interval: if has_ratio { interval_of_ratio(ends, variances, z) } else { None },
        intercept: at_bottom,
    })
}

/// The variances of both ends of a line and their covariance.
#[derive(Clone, Copy)]
struct EndVariances {
    bottom: f64,
    top: f64,
    both: f64,
}

impl EndVariances {
    fn swapped(self) -> Self {
        Self { bottom: self.top, top: self.bottom, both: self.both }
    }
}

/// Computes the interval of a ratio `t/b` of normal variables: the `r` for which `t - r b` is
/// not further from 0 than `z` of its standard errors. `None` when `b` is not clearly above 0,
/// since these `r` then have no end.
fn fieller_interval((t, b): (f64, f64), variances: EndVariances, z: f64) -> Option<Interval> {
    let z2 = z * z;
    let square = b * b - z2 * variances.bottom;
    let half = t * b - z2 * variances.both;
    let constant = t * t - z2 * variances.top;
    if square <= 0.0 {
        return None;
    }
    let root = (half * half - square * constant).max(0.0).sqrt();
    Interval::new((half - root) / square, (half + root) / square)
}

/// Computes the interval of a ratio of two positive ends, symmetric in its logarithm.
fn log_interval((t, b): (f64, f64), variances: EndVariances, z: f64) -> Option<Interval> {
    let variance =
        variances.top / (t * t) + variances.bottom / (b * b) - 2.0 * variances.both / (t * b);
    let margin = z * variance.max(0.0).sqrt();
    Interval::new(t / b * libm::exp(-margin), t / b * libm::exp(margin))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::slope_groups::SlopeGroup;
    use super::*;

    fn groups(kind: FigureKind, values: &[f64]) -> SlopeGroups {
        let to_group =
            |value: &f64| SlopeGroup { population: 100.0, value: *value, standard_error: 0.05 };
        SlopeGroups::of(kind, values.iter().map(to_group).collect()).expect("groups")
    }

    fn index(kind: FigureKind, values: &[f64], fit: SlopeFit, multiplier: f64) -> SlopeIndex {
        slope_index(&groups(kind, values), fit, multiplier, Confidence::P95).expect("a multiplier")
    }

    #[test]
    fn a_straight_ranking_has_its_ends() {
        let values = [1.2, 1.6, 2.0, 2.4, 2.8];
        let found = index(FigureKind::Measure, &values, SlopeFit::Straight, 1.0);
        assert!((found.sii - 2.0).abs() < 1e-12 && (found.intercept - 1.0).abs() < 1e-12);
        assert!((found.rii.expect("above 0") - 3.0).abs() < 1e-12);
    }

    #[test]
    fn a_negative_multiplier_looks_from_the_top_down() {
        for (kind, fit) in [
            (FigureKind::Measure, SlopeFit::Straight),
            (FigureKind::Rate, SlopeFit::Transformed),
            (FigureKind::Share, SlopeFit::Transformed),
        ] {
            let values = [0.1, 0.15, 0.12, 0.3, 0.4];
            let up = index(kind, &values, fit, 1.0);
            let down = index(kind, &values, fit, -10.0);
            assert!((up.sii * -10.0 - down.sii).abs() < 1e-12);
            let bounds = (up.sii_interval.lower() * -10.0, up.sii_interval.upper() * -10.0);
            assert!((bounds.1 - down.sii_interval.lower()).abs() < 1e-12);
            assert!((bounds.0 - down.sii_interval.upper()).abs() < 1e-12);
            let ratios = (up.rii.expect("above 0"), down.rii.expect("above 0"));
            assert!((ratios.0 * ratios.1 - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn an_equal_ranking_has_no_slope() {
        let found = index(FigureKind::Share, &[0.3; 6], SlopeFit::Transformed, 100.0);
        assert!(found.sii.abs() < 1e-12 && (found.rii.expect("above 0") - 1.0).abs() < 1e-12);
        let interval = found.rii_interval.expect("above 0");
        assert!(interval.lower() < 1.0 && 1.0 < interval.upper());
    }

    /// A transformed line cannot leave the range of shares, a straight one can.
    #[test]
    fn a_line_below_zero_has_no_ratio() {
        let steep = [0.001, 0.002, 0.003, 0.02, 0.3];
        let straight = index(FigureKind::Share, &steep, SlopeFit::Straight, 1.0);
        assert_eq!((straight.rii, straight.rii_interval), (None, None));
        assert!(index(FigureKind::Share, &steep, SlopeFit::Transformed, 1.0).rii.is_some());
    }

    #[test]
    fn refuses_a_multiplier_of_zero() {
        let found = slope_index(
            &groups(FigureKind::Share, &[0.3; 5]),
            SlopeFit::Straight,
            0.0,
            Confidence::P95,
        );
        assert_eq!(found, Err(SlopeError::Multiplier));
    }

    proptest! {
        #[test]
        fn intervals_contain_the_indices_and_grow(
            rows in prop::collection::vec((1.0..1e5_f64, 0.02..0.98_f64, 0.0..0.5_f64), 5..12),
            is_share in any::<bool>(),
            is_straight in any::<bool>(),
        ) {
            let kind = if is_share { FigureKind::Share } else { FigureKind::Rate };
            let fit = if is_straight { SlopeFit::Straight } else { SlopeFit::Transformed };
            let to_group = |&(population, value, standard_error): &(f64, f64, f64)| {
                SlopeGroup { population, value, standard_error }
            };
            let groups = SlopeGroups::of(kind, rows.iter().map(to_group).collect());
            let groups = groups.expect("groups");
            let p998 = Confidence::P998;
            let found = slope_index(&groups, fit, 1.0, Confidence::P95).expect("a multiplier");
            let wide = slope_index(&groups, fit, 1.0, p998).expect("a multiplier");
            let pairs = [
                (Some(found.sii), Some(found.sii_interval), Some(wide.sii_interval)),
                (found.rii, found.rii_interval, wide.rii_interval),
            ];
            for (index, interval, wide) in pairs {
                let (Some(index), Some(interval)) = (index, interval) else {
                    prop_assert_eq!(wide, None);
                    continue;
                };
                let slack = 1e-9 * index.abs().max(1.0);
                prop_assert!(interval.lower() <= index + slack);
                prop_assert!(index - slack <= interval.upper());
                if let Some(wide) = wide {
                    prop_assert!(wide.lower() <= interval.lower() + slack);
                    prop_assert!(interval.upper() <= wide.upper() + slack);
                }
            }
        }
    }
}
