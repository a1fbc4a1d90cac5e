//! The division itself: what there is, by what it is divided, and between which limits.

use crate::definition::Verdeelafspraak;
use crate::diagnostic::{Code, Diagnostic, with_cents};
use crate::model::{AreaCode, Quantity, Verdeelregel};
use crate::stats::{
    Bound, BoundedPart, Infeasible, Limits, Mixture, Parts, largest_remainder,
    largest_remainder_between,
};

use super::Grensoord;
use super::criteria::Areas;
use super::limits::Grenzen;

/// The decimals that weights and percentages have at most.
const DECIMALEN: u8 = 4;

/// What is divided over the areas, all in whole numbers.
pub(super) struct Split<'s> {
    /// What the areas get together, in cents.
    pub total: u128,
    /// The weights of the criteria in ten-thousandths of a percent.
    pub weights: Vec<u128>,
    /// What each criterion divides by.
    pub lists: Vec<&'s Parts>,
    /// The limits of each area.
    pub limits: Vec<Limits>,
    /// By which equal remainders are told apart.
    pub keys: Vec<AreaCode>,
}

/// What the areas get.
pub(super) struct Divided {
    pub mixture: Mixture,
    pub parts: Vec<BoundedPart>,
}

/// The weights of the criteria in ten-thousandths of a percent.
pub(super) fn weights(regel: &Verdeelregel) -> Vec<u128> {
    regel.criteria.iter().map(|criterium| units_of(criterium.gewicht)).collect()
}

/// What stays with the city and what is divided over the areas, in cents; half a cent is the city's.
pub(super) fn city_share(regel: &Verdeelregel) -> (u128, u128) {
    let total = regel.budget.cent.unsigned_abs();
    let city = units_of(regel.stad_aandeel);
    let parts = Parts::of_counts(&[city, units_of(Quantity::count(100)) - city]);
    let given = largest_remainder(total, &parts, &[0, 1]).expect("a whole has parts");
    (given[0], given[1])
}

fn units_of(percent: Quantity) -> u128 {
    percent.units_at(DECIMALEN).unsigned_abs()
}

impl Split<'_> {
    /// Divides with these weights, which need not add up to anything.
    pub(super) fn divide(&self, weights: &[u128]) -> Result<Divided, Infeasible> {
        let lists: Vec<_> = weights.iter().copied().zip(self.lists.iter().copied()).collect();
        let mixture = Mixture::of(&lists).expect("criteria divide something");
        let parts = mixture.parts();
        let parts = largest_remainder_between(self.total, &parts, &self.limits, &self.keys)?;
        Ok(Divided { mixture, parts })
    }

    /// What each criterion brings to each area in cents, before limits.
    ///
    /// What an area gets without limits is rounded once, and then divided over the criteria, so that these add
    /// up to it. What a criterion brings to all areas may be some cents off its weight.
    pub(super) fn contributions(&self, divided: &Divided) -> Vec<Vec<u128>> {
        let parts = divided.mixture.parts();
        let free = largest_remainder(self.total, &parts, &self.keys);
        let free = free.expect("criteria divide something");
        let order: Vec<usize> = (0..self.lists.len()).collect();
        let of_area = |(place, amount): (usize, u128)| {
            let own = divided.mixture.of_place(place);
            // An area without any criterion gets nothing, of which each brings nothing.
            largest_remainder(amount, &own, &order).expect("what is given comes from a criterion")
        };
        free.into_iter().enumerate().map(of_area).collect()
    }
}

pub(super) fn grensoord(bound: Bound) -> Grensoord {
    match bound {
        Bound::Floor => Grensoord::Vloer,
        Bound::Ceiling => Grensoord::Plafond,
    }
}

/// Why the limits leave no division, with the sums.
pub(super) fn infeasible(
    reason: Infeasible,
    afspraak: &Verdeelafspraak,
    split: &Split<'_>,
    areas: &Areas<'_>,
    limits: &[Grenzen],
) -> Diagnostic {
    let places = &afspraak.places;
    let euros = |cent: u128| with_cents(cent as i128);
    let (total, n) = (euros(split.total), split.limits.len());
    match reason {
        Infeasible::Crossed(idx) => {
            let of = |limit: Option<u128>| euros(limit.unwrap_or_default());
            let (floor, ceiling) = (of(limits[idx].vloer), of(limits[idx].plafond));
            let message = format!(
                "the floor of `{}` lies above its ceiling: {floor} and {ceiling}",
                areas.code(idx)
            );
            Diagnostic::new(Code::RuleBounds, message)
                .at(places.plafond.clone(), "the most that it may get")
                .also(places.vloer.clone(), "the least that it gets")
        }
        Infeasible::Floors { sum } => {
            let short = euros(sum - split.total);
            let message = format!(
                "the floors of {n} areas add up to {}, and there is {total} to divide",
                euros(sum)
            );
            Diagnostic::new(Code::RuleBounds, message)
                .at(places.vloer.clone(), format!("{short} too much"))
                .help("lower the floors, or leave less to the city with `stad_aandeel`")
        }
        Infeasible::Ceilings { sum } => {
            let left = euros(split.total - sum);
            let message = format!(
                "the ceilings of {n} areas add up to {}, and there is {total} to divide",
                euros(sum)
            );
            Diagnostic::new(Code::RuleBounds, message)
                .at(places.plafond.clone(), format!("{left} would be left over"))
                .help("raise the ceilings, or leave more to the city with `stad_aandeel`; an area in which all criteria are zero takes no more than its floor")
        }
    }
}
