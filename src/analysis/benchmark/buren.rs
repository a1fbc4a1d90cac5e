//! Buren: the areas that an area is most like, by characteristics that the monitor declares.
//!
//! Each characteristic counts in standard deviations over the areas of the level, so that its unit and
//! spread do not matter, and the distance is that of Euclid.

use std::collections::BTreeMap;

use super::stand::stand_of;
use crate::definition::Dichtstbij;
use crate::disclosure::{Publication, PublishedIndicator};
use crate::model::{AreaCode, Niveau, Periode};

/// A characteristic by which areas are alike, and the period of its figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kenmerk {
    /// The id of the indicator.
    pub id: String,
    /// The last period in which areas of the level have figures of it; none when there is no such period, or
    /// the indicator is not in this report.
    pub periode: Option<Periode>,
}

/// An area that another is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Buur {
    /// The index of the area in [`Publication::gebieden`].
    pub gebied: usize,
    /// How far it lies from the other, in standard deviations.
    pub afstand: f64,
}

/// Why nobody knows which areas are like an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenBuren {
    /// A figure of the area that is a characteristic is withheld or missing.
    Kenmerk {
        /// The place of the first such characteristic among those declared.
        kenmerk: usize,
    },
    /// No other area has all characteristics.
    Alleen,
}

/// The nearest areas of all areas of one level.
#[derive(Clone, Debug, PartialEq)]
pub struct Buren {
    /// The characteristics, in the order in which they are declared.
    pub kenmerken: Vec<Kenmerk>,
    /// By the index of an area: the nearest first, those at one distance by their code.
    pub per_gebied: BTreeMap<usize, Result<Vec<Buur>, GeenBuren>>,
}

/// An area with all its characteristics.
#[derive(Clone, Debug)]
struct Plaats<'p> {
    gebied: usize,
    code: &'p AreaCode,
    waarden: Vec<f64>,
}

/// The nearest areas of every area of a level that is shown; nothing for a level of which a characteristic in
/// this report has no figures at all, such as those of wijken of toegangsgebieden.
pub(super) fn buren_of(
    publication: &Publication,
    by: &Dichtstbij,
    niveau: Niveau,
) -> Option<Buren> {
    // Among fewer than two areas nobody is near.
    const LEAST: usize = 2;
    let gebieden = publication.gebieden();
    let find = |id: &str| -> Option<&PublishedIndicator> {
        publication.indicatoren().iter().find(|one| one.info().id == id)
    };
    let standen: Vec<_> = by
        .kenmerken
        .iter()
        .map(|(id, _)| find(id).and_then(|one| stand_of(gebieden, one, niveau, LEAST)))
        .collect();
    let is_known = |id: &str| find(id).is_some();
    if by.kenmerken.iter().zip(&standen).any(|((id, _), stand)| is_known(id) && stand.is_none()) {
        return None;
    }
    let kenmerken = by
        .kenmerken
        .iter()
        .zip(&standen)
        .map(|((id, _), stand)| Kenmerk {
            id: id.clone(),
            periode: stand.as_ref().map(|stand| stand.periode),
        })
        .collect();
    let mut per_gebied = BTreeMap::new();
    let mut plaatsen = Vec::new();
    for (gebied, regel) in gebieden.iter().enumerate() {
        if !(regel.getoond && regel.niveau == niveau) {
            continue;
        }
        let waarde = |kenmerk: usize| {
            let figure = standen[kenmerk].as_ref()?.cells.get(&gebied)?.figure()?;
            Some(figure.waarde).filter(|waarde| waarde.is_finite())
        };
        let waarden: Result<Vec<_>, _> = (0..standen.len())
            .map(|kenmerk| waarde(kenmerk).ok_or(GeenBuren::Kenmerk { kenmerk }))
            .collect();
        match waarden {
            Ok(waarden) => plaatsen.push(Plaats { gebied, code: &regel.code, waarden }),
            Err(reden) => drop(per_gebied.insert(gebied, Err(reden))),
        }
    }
    standardise(&mut plaatsen);
    for plaats in &plaatsen {
        let near = nearest(plaats, &plaatsen, by.aantal);
        let near = if near.is_empty() { Err(GeenBuren::Alleen) } else { Ok(near) };
        per_gebied.insert(plaats.gebied, near);
    }
    Some(Buren { kenmerken, per_gebied })
}

/// Puts every characteristic in standard deviations from its mean; one that all areas share tells
/// nothing and becomes 0.
fn standardise(plaatsen: &mut [Plaats<'_>]) {
    let n_kenmerken = plaatsen.first().map_or(0, |plaats| plaats.waarden.len());
    for kenmerk in 0..n_kenmerken {
        // In the order of the values, so that the order of the areas does not show.
        let mut sorted: Vec<f64> = plaatsen.iter().map(|plaats| plaats.waarden[kenmerk]).collect();
        sorted.sort_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let is_alike = sorted.first() == sorted.last();
        let mean = sorted.iter().sum::<f64>() / n;
        let squares: f64 = sorted.iter().map(|value| (value - mean) * (value - mean)).sum();
        let deviation = (squares / (n - 1.0)).sqrt();
        for plaats in plaatsen.iter_mut() {
            let waarde = &mut plaats.waarden[kenmerk];
            *waarde = if is_alike { 0.0 } else { (*waarde - mean) / deviation };
        }
    }
}

/// Distances that differ by less, in standard deviations, are the same.
const SAME: f64 = 1e-9;

/// The areas nearest to one of them, by distance and then by code.
fn nearest(of: &Plaats<'_>, all: &[Plaats<'_>], aantal: usize) -> Vec<Buur> {
    let others = all.iter().filter(|other| other.gebied != of.gebied);
    let mut found: Vec<_> = others.map(|other| (distance(of, other), other)).collect();
    // What rounding made of equal distances does not decide who is near.
    let steps = |distance: f64| (distance / SAME).round();
    found.sort_by(|(one, a), (other, b)| {
        steps(*one).total_cmp(&steps(*other)).then(a.code.cmp(b.code))
    });
    let buur = |(afstand, other): (f64, &Plaats<'_>)| Buur { gebied: other.gebied, afstand };
    found.into_iter().take(aantal).map(buur).collect()
}

fn distance(one: &Plaats<'_>, other: &Plaats<'_>) -> f64 {
    let squares = one.waarden.iter().zip(&other.waarden).map(|(a, b)| (a - b) * (a - b));
    squares.sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes(n: usize) -> Vec<AreaCode> {
        (0..n).map(|idx| format!("WK0855{idx:02}").parse().expect("a code")).collect()
    }

    fn plaatsen<'p>(codes: &'p [AreaCode], waarden: &[Vec<f64>]) -> Vec<Plaats<'p>> {
        let of = |(gebied, (code, waarden)): (usize, (&'p AreaCode, &Vec<f64>))| Plaats {
            gebied,
            code,
            waarden: waarden.clone(),
        };
        let mut found: Vec<_> = codes.iter().zip(waarden).enumerate().map(of).collect();
        standardise(&mut found);
        found
    }

    fn all_nearest(waarden: &[Vec<f64>], aantal: usize) -> Vec<Vec<Buur>> {
        let codes = codes(waarden.len());
        let plaatsen = plaatsen(&codes, waarden);
        plaatsen.iter().map(|one| nearest(one, &plaatsen, aantal)).collect()
    }

    /// Two characteristics of four areas with standard deviations of 10 and 2.
    #[test]
    fn distances_are_in_standard_deviations() {
        let of = |one: f64, other: f64| vec![one, other];
        // Both have a sum of squares of 3 times the variance.
        let a = (300.0_f64 / 4.0).sqrt();
        let b = (12.0_f64 / 4.0).sqrt();
        let waarden = [
            of(50.0 + a, 7.0 + b),
            of(50.0 + a, 7.0 - b),
            of(50.0 - a, 7.0 + b),
            of(50.0 - a, 7.0 - b),
        ];
        let found = all_nearest(&waarden, 3);
        // In standard deviations each lies √¾ from the mean on both, so √3 apart on one and √6 on two.
        let expected = [(1, 3.0_f64.sqrt()), (2, 3.0_f64.sqrt()), (3, 6.0_f64.sqrt())];
        for (buur, (gebied, afstand)) in found[0].iter().zip(expected) {
            assert_eq!(buur.gebied, gebied);
            assert!((buur.afstand - afstand).abs() < 1e-12, "{buur:?}");
        }
    }

    #[test]
    fn areas_at_one_distance_stand_by_code() {
        let found = all_nearest(&[vec![1.0], vec![0.0], vec![2.0], vec![0.0]], 2);
        let gebieden = |idx: usize| found[idx].iter().map(|buur| buur.gebied).collect::<Vec<_>>();
        assert_eq!([gebieden(0), gebieden(1)], [[1, 2], [3, 0]]);
    }

    #[test]
    fn a_characteristic_that_all_share_tells_nothing() {
        let found = all_nearest(&[vec![0.1, 1.0], vec![0.1, 5.0], vec![0.1, 2.0]], 1);
        assert_eq!(found[0][0].gebied, 2);
        assert!(all_nearest(&[vec![3.0], vec![3.0]], 1).iter().all(|near| near[0].afstand == 0.0));
        assert_eq!(all_nearest(&[vec![3.0]], 1), [[]]);
    }

    fn waarden() -> impl Strategy<Value = Vec<Vec<f64>>> {
        (1..4_usize).prop_flat_map(|n| {
            prop::collection::vec(prop::collection::vec(-50.0..50.0_f64, n), 2..12)
        })
    }

    proptest! {
        #[test]
        fn who_is_near_is_as_near_the_other_way(waarden in waarden()) {
            let found = all_nearest(&waarden, waarden.len());
            for (gebied, near) in found.iter().enumerate() {
                prop_assert_eq!(near.len(), waarden.len() - 1);
                prop_assert!(near.windows(2).all(|pair| pair[0].afstand <= pair[1].afstand + SAME));
                for buur in near {
                    let back = found[buur.gebied].iter().find(|other| other.gebied == gebied);
                    prop_assert_eq!(back.map(|back| back.afstand), Some(buur.afstand));
                }
            }
        }

        /// In another unit, with another zero, areas are as near as they were.
        #[test]
        fn the_unit_of_a_characteristic_does_not_matter(
            waarden in waarden(), scale in 0.01..100.0_f64, shift in -100.0..100.0_f64,
        ) {
            let mut other = waarden.clone();
            for waarden in &mut other {
                waarden[0] = waarden[0] * scale + shift;
            }
            for (one, other) in all_nearest(&waarden, 20).iter().zip(all_nearest(&other, 20)) {
                for buur in one {
                    let same = other.iter().find(|other| other.gebied == buur.gebied);
                    let afstand = same.expect("all are there").afstand;
                    prop_assert!((afstand - buur.afstand).abs() < 1e-6 * (1.0 + buur.afstand));
                }
            }
        }

        /// The order in which areas are listed does not show.
        #[test]
        fn the_order_of_areas_does_not_matter(waarden in waarden()) {
            let codes = codes(waarden.len());
            let forward = plaatsen(&codes, &waarden);
            let (mut codes, mut turned) = (codes.clone(), waarden.clone());
            codes.reverse();
            turned.reverse();
            let backward = plaatsen(&codes, &turned);
            let of = |one: &Plaats<'_>, all: &[Plaats<'_>]| -> Vec<_> {
                let near = nearest(one, all, 3);
                near.iter().map(|buur| (all[buur.gebied].code.clone(), buur.afstand)).collect()
            };
            for one in &forward {
                let same = backward.iter().find(|other| other.code == one.code);
                prop_assert_eq!(of(one, &forward), of(same.expect("all are there"), &backward));
            }
        }
    }
}
