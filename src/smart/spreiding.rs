//! How far areas lie apart, as one figure with an error: a gap that a target can narrow.
//!
//! Both measures are sums of figures with fixed coefficients, once the areas have their order, so
//! the error is `√(Σ c² se²)`. It takes the order for given: where areas lie within their noise
//! of each other, the measure itself is too large by chance, and so is that of the baseline.
//!
//! References:
//! - Mackenbach, J.P., Kunst, A.E. (1997). Measuring the magnitude of socio-economic inequalities
//!   in health. Social Science & Medicine 44(6), 757-771.
//! - Hyndman, R.J., Fan, Y. (1996). Sample quantiles in statistical packages. The American
//!   Statistician 50, 361-365: type 7.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{GebiedIdx, GeenCijfer, Meetpunt, Periode};
use crate::stats::{Confidence, FigureKind, SlopeFit, SlopeGroup, SlopeGroups, slope_index};

use super::reeks::{Punt, Reeks};

/// The fewest areas that are compared.
const FEWEST_AREAS: usize = 5;

/// A measure of how far areas lie apart.
pub(super) type Measure<'m> = &'m dyn Fn(&[(GebiedIdx, &Punt)]) -> Option<Meetpunt>;

/// The series of all areas, of which only those are compared that have a figure in every period.
///
/// Taking other areas each time would narrow a gap by leaving the last one out.
pub(super) fn spread(
    areas: &BTreeMap<GebiedIdx, Reeks>,
    is_reliable: &dyn Fn(&Punt) -> bool,
    measure: Measure<'_>,
    periods: &BTreeSet<Periode>,
) -> Reeks {
    let is_whole = |reeks: &Reeks| {
        let is_known =
            |periode| matches!(reeks.get(periode), Some(Ok(point)) if is_reliable(point));
        periods.iter().all(is_known)
    };
    let whole: BTreeMap<_, _> = areas.iter().filter(|(_, reeks)| is_whole(reeks)).collect();
    let of = |&periode: &Periode| {
        let points: Vec<_> = whole
            .iter()
            .filter_map(|(&&area, reeks)| match reeks.get(&periode) {
                Some(Ok(point)) => Some((area, point)),
                _ => None,
            })
            .collect();
        let found = Some(&points).filter(|points| FEWEST_AREAS <= points.len());
        let found = found.and_then(|points| measure(points));
        let punt = found.ok_or(GeenCijfer::NietVanToepassing).map(|meetpunt| Punt {
            meetpunt,
            teller: None,
            n: None,
            herleid: points.iter().any(|(_, point)| point.herleid),
            voorbehouden: points.iter().flat_map(|(_, point)| point.voorbehouden.clone()).collect(),
            cells: points.iter().flat_map(|(_, point)| point.cells.clone()).collect(),
        });
        (periode, punt)
    };
    periods.iter().map(of).collect()
}

/// The ninetieth percentile minus the tenth, areas counting the same.
pub(super) fn p90_min_p10(points: &[(GebiedIdx, &Punt)]) -> Meetpunt {
    let mut sorted: Vec<_> = points.iter().map(|(_, point)| point.meetpunt).collect();
    sorted.sort_by(|a, b| a.waarde.total_cmp(&b.waarde));
    let mut weights = vec![0.0; sorted.len()];
    for (p, sign) in [(0.9, 1.0), (0.1, -1.0)] {
        let at = p * (sorted.len() - 1) as f64;
        let (below, part) = (at.floor() as usize, at.fract());
        weights[below] += sign * (1.0 - part);
        if let Some(weight) = weights.get_mut(below + 1) {
            *weight += sign * part;
        }
    }
    let waarde = sorted.iter().zip(&weights).map(|(point, weight)| weight * point.waarde).sum();
    // An area with weight 0 has no part in the error, known or not.
    let parts = sorted.iter().zip(&weights).filter(|(_, weight)| **weight != 0.0);
    let variance: Option<f64> =
        parts.map(|(point, weight)| point.se.map(|se| (weight * se).powi(2))).sum();
    Meetpunt { waarde, se: variance.map(f64::sqrt), grenzen: None }
}

/// The slope index along a ranking: areas in the order of another figure, each with its people.
pub(super) fn slope(
    points: &[(GebiedIdx, &Punt)],
    ranking: &BTreeMap<GebiedIdx, f64>,
    people: &BTreeMap<GebiedIdx, f64>,
) -> Option<Meetpunt> {
    let mut ranked: Vec<_> = points
        .iter()
        .filter_map(|(area, point)| Some((*ranking.get(area)?, *area, *point)))
        .collect();
    ranked.sort_by(|(a, first, _), (b, second, _)| a.total_cmp(b).then(first.cmp(second)));
    let has_errors = ranked.iter().all(|(_, _, point)| point.meetpunt.se.is_some());
    // All areas weigh by their people, or all the same.
    let has_people = ranked.iter().all(|(_, area, _)| people.contains_key(area));
    let people_of = |area| people.get(area).copied().filter(|_| has_people).unwrap_or(1.0);
    let groups = ranked.iter().map(|(_, area, point)| SlopeGroup {
        population: people_of(area),
        value: point.meetpunt.waarde,
        standard_error: point.meetpunt.se.unwrap_or(0.0),
    });
    let groups = SlopeGroups::of(FigureKind::Measure, groups.collect()).ok()?;
    let found = slope_index(&groups, SlopeFit::Straight, 1.0, Confidence::P95).ok()?;
    let (lower, upper) = (found.sii_interval.lower(), found.sii_interval.upper());
    let se = has_errors.then(|| (upper - lower) / (2.0 * Confidence::P95.z()));
    Some(Meetpunt { waarde: found.sii, se, grenzen: has_errors.then_some([lower, upper]) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Gebiedsindeling;

    fn punt(waarde: f64, se: Option<f64>) -> Punt {
        Punt {
            meetpunt: Meetpunt { waarde, se, grenzen: None },
            teller: None,
            n: None,
            herleid: false,
            voorbehouden: Vec::new(),
            cells: Vec::new(),
        }
    }

    fn areas(points: &[Punt]) -> Vec<(GebiedIdx, &Punt)> {
        points.iter().enumerate().map(|(at, point)| (Gebiedsindeling::idx_at(at), point)).collect()
    }

    /// `quantile(1:11, c(.1, .9))` in R is 2 and 10.
    #[test]
    fn the_gap_between_percentiles_has_the_error_of_the_areas_there() {
        let points: Vec<_> = (1..=11).rev().map(|n| punt(f64::from(n), Some(0.3))).collect();
        let found = p90_min_p10(&areas(&points));
        assert!((found.waarde - 8.0).abs() < 1e-12);
        assert!((found.se.expect("known") - 0.3 * 2.0_f64.sqrt()).abs() < 1e-12);
        let mut points = points;
        points[5] = punt(6.0, None);
        assert!(p90_min_p10(&areas(&points)).se.is_some(), "it has no weight");
        points[9] = punt(2.0, None);
        assert_eq!(p90_min_p10(&areas(&points)).se, None);
    }

    #[test]
    fn the_slope_looks_along_the_ranking() {
        let points: Vec<_> = (0..5).map(|n| punt(10.0 + f64::from(n), Some(1.0))).collect();
        let rising = (0..5).map(|n| (Gebiedsindeling::idx_at(n), n as f64)).collect();
        let falling = (0..5).map(|n| (Gebiedsindeling::idx_at(n), -(n as f64))).collect();
        let people = BTreeMap::new();
        let up = slope(&areas(&points), &rising, &people).expect("a slope");
        let down = slope(&areas(&points), &falling, &people).expect("a slope");
        assert!((up.waarde - 5.0).abs() < 1e-9 && (down.waarde + 5.0).abs() < 1e-9);
        assert_eq!(up.se.map(|se| se > 0.0), Some(true));
    }

    #[test]
    fn only_areas_with_every_figure_are_compared() {
        let periods: BTreeSet<Periode> =
            ["2017", "2019"].into_iter().map(|text| text.parse().expect("a period")).collect();
        let reeks = |gap: bool| -> Reeks {
            let points = periods.iter().enumerate().map(|(at, periode)| {
                let missing = gap && at == 1;
                let point = if missing { Err(GeenCijfer::Ontbreekt) } else { Ok(punt(1.0, None)) };
                (*periode, point)
            });
            points.collect()
        };
        let of = |n_whole: usize| {
            let all = (0..6).map(|at| (Gebiedsindeling::idx_at(at), reeks(n_whole <= at)));
            spread(&all.collect(), &|_| true, &|points| Some(p90_min_p10(points)), &periods)
        };
        assert!(of(5).values().all(Result::is_ok));
        assert!(of(4).values().all(Result::is_err));
    }
}
