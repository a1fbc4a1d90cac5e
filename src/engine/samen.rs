//! What was counted in areas, put together for the borders that they have in their last vintage.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::Tel;
use crate::model::{Bedragen, Datum, GebiedIdx, GeenCijfer, Periode, Quantity};
use crate::source::Vorm;

use super::answers::{Counted, Lookup, Tables};
use super::herleid::Parts;
use super::plan::Answer;

/// What was counted in the cell of an area, for the borders that the area has in its last vintage.
#[derive(Clone, Debug)]
pub(super) struct Samen {
    /// What the question counts, exactly.
    pub units: Quantity,
    /// True when there is no row behind it.
    pub is_empty: bool,
    /// The fewest persons that can be behind it; where there is any, at least one.
    pub personen: u64,
    /// Ordered pairs of rows of one person, where `is_exact`; pairs over two areas are not among
    /// them.
    pub paren: u64,
    /// The amounts of the persons, where they are known: not of a part of a cell.
    pub bedragen: Option<Bedragen>,
    /// True when it is not what was counted in the area alone.
    pub herleid: bool,
    /// True when it is a count, not a part of one.
    pub is_exact: bool,
    /// The counted cells that it was converted from; none where it is what was counted.
    pub delen: BTreeMap<GebiedIdx, Lookup>,
}

/// Shadows that stay in the gemeente, because too few persons are behind them.
pub(super) type TooFew = BTreeSet<(GebiedIdx, Periode)>;

impl Tables<'_> {
    /// The counts in the cells of a grid, for the borders that each area has in its last vintage.
    pub(super) fn look_up(
        &self,
        (answer, tel): (&Answer, &Tel),
        grid: &[(GebiedIdx, Periode)],
        few: &TooFew,
    ) -> Vec<Result<Samen, GeenCijfer>> {
        let Some(counted) = self.counted(answer) else {
            return vec![Err(GeenCijfer::Ontbreekt); grid.len()];
        };
        let mut wanted = Vec::with_capacity(grid.len());
        let mut shares = Vec::with_capacity(grid.len());
        let parts_of = |&(area, periode): &(GebiedIdx, Periode)| {
            let day = counted.day_of(periode);
            let mut parts = self.herleiding().parts(area, periode, day)?;
            if let Some(shadows) = counted.shadows.get(&(area, periode)) {
                let is_whole = |part: &Quantity| self.is_whole(*part, area, day);
                let counts = |(cell, part): &(&GebiedIdx, &Quantity)| {
                    is_whole(part) || !few.contains(&(**cell, periode))
                };
                parts.extend(shadows.iter().filter(counts));
            }
            let first = wanted.len();
            wanted.extend(parts.keys().map(|&cell| (cell, periode)));
            shares.extend(parts.into_values());
            Some(first..wanted.len())
        };
        let ranges: Vec<_> = grid.iter().map(parts_of).collect();
        let found = self.look_up_counted(counted, tel, &wanted);
        let samen = |(range, &(area, periode)): (Option<std::ops::Range<usize>>, &_)| {
            let day = counted.day_of(periode);
            let range = range.ok_or_else(|| self.herleiding().reason(area, day))?;
            let cells = wanted[range.clone()].iter().map(|(cell, _)| *cell);
            let parts = cells.zip(&shares[range.clone()]).zip(&found[range]);
            let parts = parts.map(|((cell, share), found)| (cell, *share, *found));
            self.add_up(counted, tel, (area, periode), parts)
        };
        ranges.into_iter().zip(grid).map(samen).collect()
    }

    /// Adds up the parts of one cell.
    fn add_up(
        &self,
        counted: &Counted,
        tel: &Tel,
        (area, periode): (GebiedIdx, Periode),
        parts: impl Iterator<Item = (GebiedIdx, Quantity, Option<Lookup>)>,
    ) -> Result<Samen, GeenCijfer> {
        let day = counted.day_of(periode);
        let is_published = counted.vorm == Vorm::Cijfers;
        let (mut units, mut personen) = (Quantity::ZERO, Quantity::ZERO);
        let mut delen = BTreeMap::new();
        let (mut n_filled, mut are_whole, mut paren) = (0, true, 0);
        let mut bedragen: Option<Bedragen> = None;
        let mut herleid = !self.herleiding().exists_on(area, day);
        for (cell, share, found) in parts {
            // A published number is of the areas of its first day.
            if is_published && !self.herleiding().exists_on(cell, day) {
                continue;
            }
            let found = found.ok_or(GeenCijfer::Ontbreekt)?;
            let count = |n: i128| Quantity { units: n, scale: 0 }.times(share);
            units = units.plus(count(i128::from(found.units)));
            personen = personen.plus(count(i128::from(found.personen)));
            paren += found.paren;
            if 0 < found.rijen || found.units != 0 {
                n_filled += 1;
                are_whole &= share.is_one();
                herleid |= cell != area;
                let known = bedragen.unwrap_or_default();
                let more = found.bedragen.map(|more| known.with_perhaps_the_same(more));
                bedragen = more.or(bedragen);
            }
            if !self.is_shadow(cell) || !self.is_whole(share, area, day) {
                delen.insert(cell, found);
            }
        }
        let is_empty = n_filled == 0;
        if !herleid {
            delen.clear();
        }
        // A person in two areas would count twice in the two together.
        let is_sum_of_counts =
            !matches!(tel, Tel::Uniek(_) | Tel::PersonenMet { .. }) || n_filled <= 1;
        let some = u64::from(0 < personen.units);
        Ok(Samen {
            units: units.trimmed(),
            is_empty,
            personen: personen.floor().max(some),
            paren,
            bedragen: bedragen.filter(|_| are_whole),
            herleid,
            is_exact: are_whole && is_sum_of_counts,
            delen,
        })
    }

    /// True when all rows of a shadow count in an area that exists, like any other rows of it: so
    /// they cannot be told from these.
    pub(super) fn is_whole(&self, part: Quantity, area: GebiedIdx, day: Datum) -> bool {
        part.is_one() && self.herleiding().exists_on(area, day)
    }

    /// The shadows behind which there are some persons, but fewer than a threshold, on any of
    /// these sides of a line.
    ///
    /// Divided over areas they could be computed back from the decimals, and each of those areas
    /// would have to be withheld for a handful of rows. They stay in the gemeente.
    pub(super) fn too_few(&self, sides: &[(&Answer, &Tel)], least: u64) -> TooFew {
        let mut few = TooFew::new();
        for (answer, tel) in sides {
            let Some(counted) = self.counted(answer) else { continue };
            let of_target = |((_, periode), parts): (&(GebiedIdx, Periode), &Parts)| {
                parts.keys().map(|&shadow| (shadow, *periode)).collect::<Vec<_>>()
            };
            let shadows: BTreeSet<_> = counted.shadows.iter().flat_map(of_target).collect();
            let shadows: Vec<_> = shadows.into_iter().collect();
            let found = self.look_up_counted(counted, tel, &shadows);
            let is_small = |found: &Option<Lookup>| {
                found.is_some_and(|found| 0 < found.rijen && found.personen < least)
            };
            let small = shadows.into_iter().zip(found).filter(|(_, found)| is_small(found));
            few.extend(small.map(|(shadow, _)| shadow));
        }
        few
    }
}
