//! The bridge between vintages of areas: which part of an area went to which of its successors.

use std::collections::{BTreeMap, BTreeSet};

use super::{Datum, GebiedIdx, Quantity};

/// A part of an area that went to another when its vintage ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stap {
    /// The area that ended the day before.
    pub van: GebiedIdx,
    /// The area that it went to.
    pub naar: GebiedIdx,
    /// The first day of the new vintage.
    pub vanaf: Datum,
    /// The part of all that was in `van`, above 0 and at most 1.
    pub aandeel: Quantity,
}

/// An *overgang* (crosswalk): all steps from one vintage to the next.
///
/// The shares of each area that ended add up to exactly one and no area comes from itself, so
/// what is converted along the steps is neither lost nor doubled.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overgang {
    /// By the area they lead to.
    naar: BTreeMap<GebiedIdx, Vec<Stap>>,
    /// The areas that ended.
    van: BTreeSet<GebiedIdx>,
}

/// Why steps are no crosswalk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OvergangError {
    /// The shares of this area do not add up to exactly one.
    Sum(GebiedIdx),
    /// This area comes from itself, over one or more steps.
    Loop(GebiedIdx),
    /// Over all steps to this area the shares have more decimals than can be kept exactly.
    Decimals(GebiedIdx),
}

/// The decimals that a share keeps over all steps together; with it and a count of 64 bits every
/// sum fits 128 bits.
const MAX_SCALE: u8 = 18;

impl Overgang {
    /// Makes a crosswalk of steps, in any order.
    pub fn new(stappen: &[Stap]) -> Result<Self, OvergangError> {
        let mut made = Self::default();
        let mut sums: BTreeMap<GebiedIdx, Quantity> = BTreeMap::new();
        for stap in stappen {
            let sum = sums.entry(stap.van).or_insert(Quantity::ZERO);
            *sum = sum.plus(stap.aandeel);
            made.naar.entry(stap.naar).or_default().push(*stap);
            made.van.insert(stap.van);
        }
        if let Some((&van, _)) = sums.iter().find(|(_, sum)| !sum.is_one()) {
            return Err(OvergangError::Sum(van));
        }
        for stappen in made.naar.values_mut() {
            stappen.sort_by_key(|stap| (stap.van, stap.vanaf));
        }
        let mut known = BTreeMap::new();
        for &area in made.naar.keys() {
            made.check(area, &mut Vec::new(), &mut known)?;
        }
        Ok(made)
    }

    /// The most decimals of a share on the way to an area; refuses a way back to it.
    fn check(
        &self,
        area: GebiedIdx,
        above: &mut Vec<GebiedIdx>,
        known: &mut BTreeMap<GebiedIdx, u8>,
    ) -> Result<u8, OvergangError> {
        if let Some(&scale) = known.get(&area) {
            return Ok(scale);
        }
        if above.contains(&area) {
            return Err(OvergangError::Loop(area));
        }
        above.push(area);
        let mut most = 0;
        for stap in self.into_area(area) {
            let scale = self.check(stap.van, above, known)?.saturating_add(stap.aandeel.scale);
            most = most.max(scale);
        }
        above.pop();
        if MAX_SCALE < most {
            return Err(OvergangError::Decimals(area));
        }
        known.insert(area, most);
        Ok(most)
    }

    /// The steps that lead to an area.
    pub fn into_area(&self, area: GebiedIdx) -> &[Stap] {
        self.naar.get(&area).map_or(&[], Vec::as_slice)
    }

    /// True when the area ended and its parts are known.
    pub fn has_successors(&self, area: GebiedIdx) -> bool {
        self.van.contains(&area)
    }

    /// The steps out of an area, by the area they lead to.
    pub fn out_of(&self, area: GebiedIdx) -> impl Iterator<Item = &Stap> {
        self.naar.values().flatten().filter(move |stap| stap.van == area)
    }

    /// True when there are no steps.
    pub fn is_empty(&self) -> bool {
        self.van.is_empty()
    }

    /// All areas of earlier vintages of which a part came to lie in an area, over one or more
    /// steps, each with that part. The part over two steps is the product of their shares.
    pub fn herkomst(&self, area: GebiedIdx) -> BTreeMap<GebiedIdx, Quantity> {
        let mut found: BTreeMap<GebiedIdx, Quantity> = BTreeMap::new();
        let mut add = |van, part: Quantity| {
            let sum = found.entry(van).or_insert(Quantity::ZERO);
            *sum = sum.plus(part);
        };
        for stap in self.into_area(area) {
            add(stap.van, stap.aandeel);
            for (earlier, part) in self.herkomst(stap.van) {
                add(earlier, part.times(stap.aandeel));
            }
        }
        found
    }
}

/// Turns shares as written into shares of at most `scale` decimals that add up to exactly one.
///
/// Each share is scaled by the sum; what rounding down leaves over goes, a unit each, to the
/// shares that lost most by it. Shares that add up to one already stay as they are.
pub fn normalise(shares: &[Quantity], scale: u8) -> Vec<Quantity> {
    let one = 10_i128.pow(u32::from(scale));
    let units: Vec<i128> = shares.iter().map(|share| share.units_at(scale)).collect();
    let sum: i128 = units.iter().sum();
    assert!(0 < sum, "shares of nothing are refused before");
    let mut scaled: Vec<i128> = units.iter().map(|&units| units * one / sum).collect();
    let left = one - scaled.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|&idx| (std::cmp::Reverse(units[idx] * one % sum), idx));
    for &idx in order.iter().take(usize::try_from(left).expect("less than one unit each")) {
        scaled[idx] += 1;
    }
    scaled.into_iter().map(|units| Quantity { units, scale }.trimmed()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Gebiedsindeling;

    fn share(text: &str) -> Quantity {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let units = format!("{whole}{decimals}").parse().expect("digits");
        Quantity { units, scale: decimals.len() as u8 }
    }

    fn idx(place: usize) -> GebiedIdx {
        Gebiedsindeling::idx_at(place)
    }

    fn stap(van: usize, naar: usize, jaar: i32, aandeel: &str) -> Stap {
        let vanaf = Datum::from_ymd_opt(jaar, 1, 1).expect("a date");
        Stap { van: idx(van), naar: idx(naar), vanaf, aandeel: share(aandeel) }
    }

    #[test]
    fn parts_over_two_breaks_are_products() {
        let overgang = Overgang::new(&[
            stap(0, 1, 2017, "0.25"),
            stap(0, 2, 2017, "0.75"),
            stap(1, 3, 2021, "1"),
            stap(2, 3, 2021, "0.1"),
            stap(2, 4, 2021, "0.9"),
        ])
        .expect("a crosswalk");
        let found = overgang.herkomst(idx(3));
        let written: Vec<_> =
            found.iter().map(|(area, part)| (area.index(), part.to_string())).collect();
        assert_eq!(written, [(0, "0.325".to_owned()), (1, "1".to_owned()), (2, "0.1".to_owned())]);
        assert!(overgang.herkomst(idx(0)).is_empty());
    }

    #[test]
    fn refuses_what_loses_doubles_or_returns() {
        let case = |stappen: &[Stap]| Overgang::new(stappen).expect_err("no crosswalk");
        assert_eq!(case(&[stap(0, 1, 2017, "0.999999")]), OvergangError::Sum(idx(0)));
        assert_eq!(case(&[stap(0, 0, 2017, "1")]), OvergangError::Loop(idx(0)));
        let back = [stap(0, 1, 2017, "1"), stap(1, 2, 2018, "1"), stap(2, 0, 2019, "1")];
        assert_eq!(case(&back), OvergangError::Loop(idx(0)));
        let halves = |van, jaar| {
            [stap(van, van + 1, jaar, "0.999999999"), stap(van, van + 9, jaar, "0.000000001")]
        };
        let fine = [halves(0, 2017), halves(1, 2018), halves(2, 2019)].concat();
        assert_eq!(case(&fine), OvergangError::Decimals(idx(3)));
    }

    #[test]
    fn rounded_shares_add_up_to_one_again() {
        let shares = normalise(&["0.33", "0.33", "0.33"].map(share), 2);
        assert_eq!(shares, ["0.34", "0.33", "0.33"].map(share));
        let exact = ["0.943115", "0.056885"].map(share);
        assert_eq!(normalise(&exact, 6), exact);
        assert_eq!(normalise(&["0.5", "0.5"].map(share), 6), ["0.5", "0.5"].map(share));
    }

    /// A crosswalk between layers of areas; each area of a layer is split over the next.
    fn layers() -> impl Strategy<Value = (Vec<usize>, Vec<Stap>)> {
        let sizes = prop::collection::vec(1_usize..6, 2..5);
        sizes.prop_flat_map(|sizes| {
            let pairs: Vec<_> = sizes.windows(2).map(|pair| (pair[0], pair[1])).collect();
            let weights: Vec<_> = pairs
                .iter()
                .map(|&(from, to)| {
                    prop::collection::vec(prop::collection::vec(0_i128..1000, to), from)
                })
                .collect();
            (Just(sizes), weights).prop_map(|(sizes, weights)| {
                let mut stappen = Vec::new();
                let mut first = 0;
                for (layer, rows) in weights.iter().enumerate() {
                    for (from, row) in rows.iter().enumerate() {
                        let mut units: Vec<_> =
                            row.iter().map(|&units| Quantity { units, scale: 3 }).collect();
                        // At least one successor.
                        units[0].units += 1;
                        for (to, aandeel) in normalise(&units, 4).into_iter().enumerate() {
                            if 0 < aandeel.units {
                                let naar = first + sizes[layer] + to;
                                let jaar = 2000 + layer as i32;
                                stappen
                                    .push(Stap { aandeel, ..stap(first + from, naar, jaar, "1") });
                            }
                        }
                    }
                    first += sizes[layer];
                }
                (sizes, stappen)
            })
        })
    }

    proptest! {
        #[test]
        fn totals_are_conserved_over_any_number_of_breaks(
            (sizes, stappen) in layers(),
            counts in prop::collection::vec(-1_000_000_000_i128..1_000_000_000, 6),
        ) {
            let overgang = Overgang::new(&stappen).expect("a crosswalk");
            let last = sizes.iter().sum::<usize>() - sizes[sizes.len() - 1];
            let old = |place: usize| Quantity { units: counts[place], scale: 2 };
            let mut total = Quantity::ZERO;
            for new in last..last + sizes[sizes.len() - 1] {
                for (area, part) in overgang.herkomst(idx(new)) {
                    if area.index() < sizes[0] {
                        total = total.plus(old(area.index()).times(part));
                    }
                }
            }
            let expected = (0..sizes[0]).fold(Quantity::ZERO, |sum, place| sum.plus(old(place)));
            prop_assert_eq!(total.trimmed(), expected.trimmed());
        }

        #[test]
        fn converting_step_by_step_equals_converting_at_once(
            (sizes, stappen) in layers(),
            counts in prop::collection::vec(0_i128..1_000_000_000, 6),
        ) {
            let overgang = Overgang::new(&stappen).expect("a crosswalk");
            let mut cells: BTreeMap<GebiedIdx, Quantity> = (0..sizes[0])
                .map(|place| (idx(place), Quantity { units: counts[place], scale: 0 }))
                .collect();
            let n_areas = sizes.iter().sum::<usize>();
            for new in sizes[0]..n_areas {
                let parts = overgang.into_area(idx(new)).iter();
                let sum = parts.fold(Quantity::ZERO, |sum, stap| {
                    sum.plus(cells[&stap.van].times(stap.aandeel))
                });
                cells.insert(idx(new), sum);
            }
            for new in n_areas - sizes[sizes.len() - 1]..n_areas {
                let first = overgang.herkomst(idx(new)).into_iter();
                let first = first.filter(|(area, _)| area.index() < sizes[0]);
                let at_once = first.fold(Quantity::ZERO, |sum, (area, part)| {
                    sum.plus(cells[&area].times(part))
                });
                prop_assert_eq!(at_once.trimmed(), cells[&idx(new)].trimmed());
            }
        }

        #[test]
        fn normalised_shares_add_up_and_differ_by_less_than_rounding(
            units in prop::collection::vec(1_i128..1_000_000, 1..40),
        ) {
            let shares: Vec<_> =
                units.iter().map(|&units| Quantity { units, scale: 6 }).collect();
            let made = normalise(&shares, 9);
            let sum = made.iter().fold(Quantity::ZERO, |sum, share| sum.plus(*share));
            prop_assert!(sum.is_one());
            let total: i128 = units.iter().sum();
            for (share, units) in made.iter().zip(&units) {
                let exact = units * 1_000_000_000 / total;
                prop_assert!((share.units_at(9) - exact).abs() <= 1);
            }
        }
    }
}
