//! Random tables: areas in one or two trees, quarters of a year, categories, and shares.

use proptest::prelude::*;

use super::super::{Demand, Number, Protection, Relation, Slot, Start, System, Target, protect};

/// Something that a cell may have besides its count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extra {
    Nothing,
    /// The same count stands in another table.
    Twice,
    /// It is public that there are at most so many more.
    Capped(i64),
    /// An earlier publication shows it.
    Known,
    /// It is shown as a multiple of five.
    Rounded,
}

/// What is public of zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zeros {
    /// They are shown, and everybody knows that what is withheld is not zero.
    Shown,
    /// They are shown, but so are some others.
    Fixed,
    /// They are withheld as small counts are.
    Withheld,
}

/// What is drawn of a table.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// The stadsdeel of each wijk, and its toegangsgebied.
    wijken: Vec<[usize; 2]>,
    /// The levels between wijk and gemeente.
    n_levels: usize,
    has_second_tree: bool,
    n_quarters: usize,
    n_categories: usize,
    /// The counts, by wijk, quarter and category.
    counts: Vec<i64>,
    /// Who is not counted of the persons there are, where cells are shares.
    rests: Option<Vec<i64>>,
    /// One for each cell, over and over.
    extras: Vec<Extra>,
    zeros: Zeros,
    /// The largest count that is withheld.
    threshold: i64,
}

/// The places along a dimension: which of the smallest each contains, and which add up to which.
struct Axis {
    places: Vec<Vec<usize>>,
    sums: Vec<(usize, Vec<usize>)>,
}

impl Axis {
    fn of(n_parts: usize) -> Self {
        Self { places: (0..n_parts).map(|part| vec![part]).collect(), sums: Vec::new() }
    }

    /// Adds the whole of some places.
    fn add(&mut self, parts: Vec<usize>) -> usize {
        self.places.push(parts.iter().flat_map(|part| self.places[*part].clone()).collect());
        self.sums.push((self.places.len() - 1, parts));
        self.places.len() - 1
    }

    /// Adds a whole for each group, empty ones excepted.
    fn add_groups(&mut self, parts: &[usize], group: impl Fn(usize) -> usize) -> Vec<usize> {
        let n_groups = (0..parts.len()).map(&group).max().map_or(0, |last| last + 1);
        let groups = (0..n_groups).map(|group_idx| {
            let within = |place: &usize| group(*place) == group_idx;
            (0..parts.len()).filter(within).map(|place| parts[place]).collect::<Vec<_>>()
        });
        let groups: Vec<_> = groups.filter(|group| !group.is_empty()).collect();
        groups.into_iter().map(|group| self.add(group)).collect()
    }

    /// Parts and their total; a single part has none.
    fn total(n_parts: usize) -> Self {
        let mut axis = Self::of(n_parts);
        if 1 < n_parts {
            axis.add((0..n_parts).collect());
        }
        axis
    }
}

/// A system, what must stay possible in it, and the slots that hold a small count.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) system: System,
    pub(super) demands: Vec<Demand>,
    pub(super) small: Vec<bool>,
}

impl Plan {
    fn areas(&self) -> Axis {
        let n_wijken = self.wijken.len();
        let mut axis = Axis::of(n_wijken);
        let wijken: Vec<_> = (0..n_wijken).collect();
        let mut parts = wijken.clone();
        if 0 < self.n_levels {
            parts = axis.add_groups(&parts, |wijk| self.wijken[wijk][0]);
        }
        if 1 < self.n_levels {
            parts = axis.add_groups(&parts, |stadsdeel| stadsdeel / 2);
        }
        let gemeente = axis.add(parts);
        if self.has_second_tree {
            let others = axis.add_groups(&wijken, |wijk| self.wijken[wijk][1]);
            axis.sums.push((gemeente, others));
        }
        axis
    }

    /// The sum of counts, or of rests, in some wijken, quarters and categories.
    fn sum(&self, counts: &[i64], [wijken, quarters, categories]: [&[usize]; 3]) -> i64 {
        let mut sum = 0;
        for wijk in wijken {
            for quarter in quarters {
                for category in categories {
                    let place = (wijk * self.n_quarters + quarter) * self.n_categories + category;
                    sum += counts[place % counts.len()];
                }
            }
        }
        sum
    }

    pub(super) fn link(&self) -> Linked {
        let axes = [self.areas(), Axis::total(self.n_quarters), Axis::total(self.n_categories)];
        let sizes = axes.each_ref().map(|axis| axis.places.len());
        let [n_areas, n_periods, n_kinds] = sizes;
        let mut linked =
            Linked { system: System::default(), demands: Vec::new(), small: Vec::new() };
        let mut tables: [Vec<usize>; 3] = Default::default();
        for place in 0..n_areas * n_periods * n_kinds {
            let at = [place / n_kinds / n_periods, place / n_kinds % n_periods, place % n_kinds];
            let within = [0, 1, 2].map(|axis| axes[axis].places[at[axis]].as_slice());
            let count = self.sum(&self.counts, within);
            let rest = self.rests.as_ref().map(|rests| self.sum(rests, within));
            let extra = self.extras[place % self.extras.len()];
            self.add_cell(&mut linked, &mut tables, (count, rest), extra);
        }
        let index = |[area, period, kind]: [usize; 3]| (area * n_periods + period) * n_kinds + kind;
        for (axis, other, third) in [(0, 1, 2), (1, 0, 2), (2, 0, 1)] {
            for (total, parts) in &axes[axis].sums {
                for one in 0..sizes[other] {
                    for two in 0..sizes[third] {
                        let cell = |place: usize| {
                            let mut at = [0; 3];
                            (at[axis], at[other], at[third]) = (place, one, two);
                            index(at)
                        };
                        let sum = |table: &[usize]| {
                            Relation::sum(
                                table[cell(*total)],
                                parts.iter().map(|part| table[cell(*part)]),
                            )
                        };
                        linked.system.add_relation(sum(&tables[0]));
                        if self.rests.is_some() {
                            linked.system.add_relation(sum(&tables[1]));
                            linked.system.add_relation(sum(&tables[2]));
                        }
                    }
                }
            }
        }
        linked
    }

    /// Adds a cell with its count and, in a table of shares, the whole and the rest.
    fn add_cell(
        &self,
        linked: &mut Linked,
        tables: &mut [Vec<usize>; 3],
        (count, rest): (i64, Option<i64>),
        extra: Extra,
    ) {
        let slot = |linked: &mut Linked| {
            let is_fixed = self.zeros != Zeros::Withheld && count == 0 && rest.unwrap_or(0) == 0;
            let cost = 1.0 + (1.0 + count as f64).ln();
            linked.small.push(false);
            linked.system.add_slot(Slot { cost, is_fixed })
        };
        let own = slot(linked);
        let least = i64::from(self.zeros == Zeros::Shown && rest.is_none() && 0 < count);
        let mut number = Number { least, ..Number::of(count, own) };
        match extra {
            Extra::Capped(room) => number.most = Some(count + room),
            Extra::Known => number.is_known = true,
            Extra::Rounded if self.threshold < count => {
                let shown = (count + 2) / 5 * 5;
                number.slack = [count - (shown - 2), shown + 2 - count];
            }
            Extra::Nothing | Extra::Twice | Extra::Rounded => {}
        }
        let part = self.add_number(linked, number);
        tables[0].push(part);
        if let Some(rest) = rest {
            let whole = linked.system.add_number(Number::of(count + rest, own));
            let rest = self.add_number(linked, Number::of(rest, own));
            linked.system.add_relation(Relation::sum(whole, [part, rest]));
            tables[1].push(whole);
            tables[2].push(rest);
        }
        if extra == Extra::Twice {
            let other = slot(linked);
            let same = self.add_number(linked, Number { slot: other, ..number });
            linked.system.add_relation(Relation::sum(part, [same]));
        }
    }

    /// Adds a number, which must stay hidden if it is small.
    fn add_number(&self, linked: &mut Linked, number: Number) -> usize {
        let place = linked.system.add_number(number);
        let least = i64::from(self.zeros != Zeros::Withheld);
        if (least..=self.threshold).contains(&number.value) {
            let at_most = i64::from(1 < number.value);
            linked.demands.push(Demand { number: place, at_most, at_least: self.threshold });
            linked.small[number.slot] = true;
        }
        place
    }
}

impl Linked {
    pub(super) fn protect(&self) -> Protection {
        let start = Start { withheld: &self.small, ..Start::default() };
        protect(&self.system, &self.demands, &start)
    }

    /// Everything withheld that may be.
    pub(super) fn all(&self) -> Vec<bool> {
        let slots = self.system.slots().iter().zip(&self.small);
        slots.map(|(slot, is_small)| *is_small || !slot.is_fixed).collect()
    }

    /// The tables that must stay possible.
    pub(super) fn targets(&self) -> Vec<(usize, Target)> {
        let targets = self.demands.iter().flat_map(|demand| {
            let value = self.system.numbers()[demand.number].value;
            demand.targets(value).map(|target| (demand.number, target))
        });
        targets.collect()
    }

    /// The same, of which nothing more can be withheld.
    pub(super) fn fixed(&self) -> System {
        let mut fixed = System::default();
        for slot in self.system.slots() {
            fixed.add_slot(Slot { is_fixed: true, ..*slot });
        }
        for number in self.system.numbers() {
            fixed.add_number(*number);
        }
        for relation in self.system.relations() {
            fixed.add_relation(relation.clone());
        }
        fixed
    }
}

/// A table of a few cells in each dimension, many of them small or zero.
pub(super) fn plan() -> impl Strategy<Value = Plan> {
    let shape = prop_oneof![
        (2..=6_usize, Just(1_usize), Just(1_usize)),
        (2..=4_usize, 2..=4_usize, Just(1_usize)),
        (2..=5_usize, Just(1_usize), 2..=3_usize),
        (2..=3_usize, Just(2_usize), 2..=3_usize),
    ];
    let count = || prop_oneof![4 => Just(0_i64), 4 => 1..=9_i64, 3 => 10..=60_i64];
    let extra = prop_oneof![
        20 => Just(Extra::Nothing),
        2 => Just(Extra::Twice),
        2 => (0..=15_i64).prop_map(Extra::Capped),
        1 => Just(Extra::Known),
        2 => Just(Extra::Rounded),
    ];
    let zeros = prop_oneof![Just(Zeros::Fixed), Just(Zeros::Shown), Just(Zeros::Withheld)];
    let tree = (prop::collection::vec([0..3_usize, 0..2_usize], 6), 0..=2_usize, any::<bool>());
    let cells = (
        prop::collection::vec(count(), 24),
        prop::option::weighted(0.25, prop::collection::vec(count(), 24)),
        prop::collection::vec(extra, 31),
    );
    (shape, tree, cells, zeros, 3..=9_i64).prop_map(|(shape, tree, cells, zeros, threshold)| {
        let ((n_wijken, n_quarters, n_categories), (mut wijken, n_levels, has_second_tree)) =
            (shape, tree);
        wijken.truncate(n_wijken);
        let (counts, rests, extras) = cells;
        Plan {
            wijken,
            n_levels,
            has_second_tree,
            n_quarters,
            n_categories,
            counts,
            rests,
            extras,
            zeros,
            threshold,
        }
    })
}
