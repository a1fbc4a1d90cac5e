//! The search for a table that differs from the true one in a given number.
//!
//! A number that goes up leaves the relations it stands in out of balance. Another number of such a
//! relation restores the balance and upsets its own relations, until all of them add up: a closed
//! set of moves. The cheapest set is found best first, where a move of a withheld number is free and one
//! of a shown number costs what is lost by withholding it. As in the flows of Ford and Fulkerson each
//! set moves as far as its narrowest number allows, and more sets follow until the target is met.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::balance::{Balance, Step};
use super::graph::{Bond, Graph};
use super::room::Rooms;
use super::system::System;
use super::witness::{Target, Witness};

/// What a relation out of balance adds to the price of a set, so that sets that close are looked
/// at first.
const PER_OPEN: f64 = 0.8;

/// The same where nothing is withheld, so that all sets cost the same and any will do.
const PER_OPEN_FREE: f64 = 2.0;

/// What a move adds: a short set is found sooner, and proves as much.
const PER_MOVE: f64 = 0.08;

/// What a number adds that cannot move as far as is asked.
const PER_NARROW: f64 = 0.1;

/// What it adds for what lacks, as a part of what is asked, where nothing is withheld: one wide set is found
/// sooner than many narrow ones.
const PER_LACK: f64 = 1.0;

/// More moves than this are not tried.
const MAX_MOVES: u32 = 60;

/// More sets than this are not put together into one table.
const MAX_SETS: usize = 24;

/// How far a search may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// How many sets may be looked at.
    pub sets: usize,
    /// True when shown slots may be withheld.
    pub may_withhold: bool,
}

/// A table, and the slots that must be withheld for it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub witness: Witness,
    pub newly: Vec<usize>,
}

/// A set of moves that may not close yet: a move and the set that it was added to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partial {
    price: f64,
    /// How far all of it can move.
    reach: i64,
    /// The place of the other set.
    pub before: Option<u32>,
    pub n_steps: u32,
    pub step: Step,
    /// True when the slot must be withheld for the move.
    pub withholds: bool,
}

/// A set by its price; of equal prices the one that was made first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Priced(pub f64, pub u32);

impl Eq for Priced {}

impl PartialOrd for Priced {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Priced {
    /// The cheapest first, as a heap takes the largest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

/// What is asked of a search.
#[derive(Debug)]
struct Quest {
    begin: Step,
    /// The number that may not move.
    frozen: Option<usize>,
    /// True when no number may become less than everybody knows it to be.
    keeps_least: bool,
    effort: Effort,
    /// The slots that must be withheld for what was found so far.
    newly: Vec<usize>,
    /// True when numbers were moved since the first set was made.
    has_moved: bool,
}

/// A search in a system with some slots withheld.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub system: &'a System,
    pub withheld: Vec<bool>,
    /// Per slot whether it may not be withheld for another.
    is_fixed: Vec<bool>,
    /// Per slot whether it would be withheld for what is looked at.
    pub is_paid: Vec<bool>,
    pub graph: Graph,
    pub rooms: Rooms,
    pub balance: Balance,
    pub made: Vec<Partial>,
    /// The sets of which `balance` has the moves, each with one more than that before it.
    pub tried: Vec<u32>,
    /// The same on the way to another set, kept to be used again.
    pub ahead: Vec<u32>,
    heap: BinaryHeap<Priced>,
}

impl<'a> Search<'a> {
    pub(super) fn of(system: &'a System, withheld: Vec<bool>) -> Self {
        let is_paid = vec![false; system.slots().len()];
        let (graph, rooms) = (Graph::of(system), Rooms::of(system));
        let balance = Balance::of(system);
        let is_fixed = system.slots().iter().map(|slot| slot.is_fixed).collect();
        let (made, heap) = (Vec::new(), BinaryHeap::new());
        let (tried, ahead) = (Vec::new(), Vec::new());
        Self {
            system,
            withheld,
            is_fixed,
            is_paid,
            graph,
            rooms,
            balance,
            made,
            tried,
            ahead,
            heap,
        }
    }

    /// Says of slots whether they may be withheld for others, as far as they may at all.
    pub(super) fn set_fixed(&mut self, slots: &[usize], is_fixed: bool) {
        for &slot in slots {
            self.is_fixed[slot] = is_fixed || self.system.slots()[slot].is_fixed;
        }
    }

    /// True when a slot may be withheld, where the search may withhold any.
    pub(super) fn can_withhold(&self, slot: usize) -> bool {
        !self.is_fixed[slot]
    }

    /// A table in which the number meets the target, within the effort.
    pub(super) fn find(&mut self, number: usize, target: Target, effort: Effort) -> Option<Found> {
        let value = self.system.numbers()[number].value;
        let (ways, asked): (&[bool], i64) = match target {
            Target::AtLeast(least) => (&[true], least - value),
            Target::AtMost(most) => (&[false], value - most),
            Target::OtherWithout(_) => (&[true, false], 1),
        };
        ways.iter().find_map(|&up| {
            let mut quest = Quest {
                begin: Step { number: u32::try_from(number).ok()?, up },
                frozen: target.frozen(),
                keeps_least: target.keeps_least(),
                effort,
                newly: Vec::new(),
                has_moved: false,
            };
            let mut numbers = Vec::new();
            let found = self.find_far(asked, &mut quest, &mut numbers);
            numbers.sort_unstable();
            numbers.dedup();
            let moves = numbers.into_iter().map(|at| (at, self.rooms.take_back(at)));
            let moves = moves.filter(|(_, by)| *by != 0).collect();
            for &slot in &quest.newly {
                self.is_paid[slot] = false;
            }
            found.map(|()| Found { witness: Witness { moves }, newly: quest.newly })
        })
    }

    /// Moves a number as far as asked, by one set after another; gives the `numbers` that move.
    fn find_far(&mut self, asked: i64, quest: &mut Quest, numbers: &mut Vec<usize>) -> Option<()> {
        let mut left = asked;
        let mut goes_on = false;
        for _ in 0..MAX_SETS {
            if left <= 0 {
                break;
            }
            let again = if goes_on { self.next_closed(left, quest) } else { None };
            let (paid, reach) = again.or_else(|| {
                self.restart(left, quest)?;
                self.next_closed(left, quest)
            })?;
            for step in self.balance.steps() {
                self.rooms.add(*step, reach);
                numbers.push(step.number as usize);
            }
            for &slot in &paid {
                self.is_paid[slot] = true;
            }
            quest.has_moved = true;
            // What was withheld is free from now on, which changes the price of other sets.
            goes_on = paid.is_empty();
            quest.newly.extend(paid);
            left -= reach;
        }
        (left <= 0).then_some(())
    }

    /// Forgets all sets but the one that only moves the number itself.
    fn restart(&mut self, left: i64, quest: &mut Quest) -> Option<()> {
        quest.has_moved = false;
        let (reach, _) = self.reach(quest.begin, quest)?;
        self.made.clear();
        self.heap.clear();
        self.add(Partial {
            price: 0.0,
            reach: reach.min(left),
            before: None,
            n_steps: 1,
            step: quest.begin,
            withholds: false,
        });
        Some(())
    }

    /// Leaves in `balance` the cheapest of the sets that have every relation in balance; gives the slots that
    /// must be withheld for it, and how far it goes.
    fn next_closed(&mut self, left: i64, quest: &Quest) -> Option<(Vec<usize>, i64)> {
        let mut paid = Vec::new();
        let found = self.next_closed_of(left, quest, &mut paid);
        for &slot in &paid {
            self.is_paid[slot] = false;
        }
        found.map(|reach| (paid, reach))
    }

    fn next_closed_of(&mut self, left: i64, quest: &Quest, paid: &mut Vec<usize>) -> Option<i64> {
        // A restart leaves nothing of the sets before it.
        self.forget(paid);
        for _ in 0..quest.effort.sets {
            let Priced(_, place) = self.heap.pop()?;
            self.replay(place, paid);
            if let Some(reach) = self.extend(place, left, quest, paid) {
                return Some(reach);
            }
        }
        None
    }

    /// Makes all moves that a set has no choice in, then one set for each way to go on; tells how far the set goes
    /// where it closes.
    fn extend(
        &mut self,
        mut place: u32,
        left: i64,
        quest: &Quest,
        paid: &mut Vec<usize>,
    ) -> Option<i64> {
        // Sets that were found since may have used up what this one moves.
        let far = if quest.has_moved { self.far(quest)? } else { i64::MAX };
        loop {
            let set = self.made[place as usize];
            let reach = set.reach.min(far).min(left);
            if self.balance.open().is_empty() {
                return Some(reach);
            }
            if MAX_MOVES <= set.n_steps {
                return None;
            }
            // A set with a relation that nothing can restore leads nowhere.
            let (relation, is_forced) = self.tightest(quest)?;
            place = self.branch(place, [left, reach], relation, is_forced, quest)?;
            self.make(place, paid);
        }
    }

    /// Adds the sets that restore a relation with one move more; gives the only one, unless a slot must be withheld for
    /// it.
    fn branch(
        &mut self,
        before: u32,
        [left, reach]: [i64; 2],
        relation: usize,
        is_forced: bool,
        quest: &Quest,
    ) -> Option<u32> {
        let set = self.made[before as usize];
        let up = self.balance.by(relation) < 0;
        for at in 0..self.graph.numbers(relation).len() {
            let bond = self.graph.numbers(relation)[at];
            if self.balance.moves(bond.end()) {
                continue;
            }
            let step = Step { number: bond.end() as u32, up: up == bond.adds() };
            let Some((far, withholds)) = self.reach(step, quest) else { continue };
            let partial = Partial {
                price: set.price + self.price(quest, step, [far, left], withholds),
                reach: reach.min(far),
                before: Some(before),
                n_steps: set.n_steps + 1,
                step,
                withholds,
            };
            if is_forced && !withholds {
                return Some(self.keep(partial));
            }
            self.add(partial);
        }
        None
    }

    /// The relation out of balance to restore first, and whether a single move can; none where one cannot be restored.
    ///
    /// One that a single move can restore goes before others, and a shorter one before longer ones.
    fn tightest(&self, quest: &Quest) -> Option<(usize, bool)> {
        let mut best: Option<(bool, usize, usize)> = None;
        for &relation in self.balance.open() {
            let relation = relation as usize;
            let bonds = self.graph.numbers(relation);
            let up = self.balance.by(relation) < 0;
            let can_restore = |bond: &&Bond| {
                let step = Step { number: bond.end() as u32, up: up == bond.adds() };
                !self.balance.moves(bond.end()) && self.reach(step, quest).is_some()
            };
            let n_moves = bonds.iter().filter(can_restore).take(2).count();
            if n_moves == 0 {
                return None;
            }
            let key = (n_moves != 1, bonds.len(), relation);
            if best.is_none_or(|best| key < best) {
                best = Some(key);
            }
        }
        best.map(|(has_choice, _, relation)| (relation, !has_choice))
    }

    /// What another move adds to the price of a set.
    fn price(&self, quest: &Quest, step: Step, [far, left]: [i64; 2], withholds: bool) -> f64 {
        let opened = f64::from(self.balance.opened_by(&self.graph, step));
        let narrow = if far < left { PER_NARROW } else { 0.0 };
        if !quest.effort.may_withhold {
            let lack = (left - far).max(0) as f64 / left as f64;
            return PER_OPEN_FREE * opened + PER_MOVE + narrow + PER_LACK * lack;
        }
        let cost = if withholds { self.cost(step.number as usize) } else { 0.0 };
        PER_OPEN * opened + PER_MOVE + narrow + cost
    }

    /// Adds a set to those that are looked at.
    fn add(&mut self, set: Partial) {
        let place = self.keep(set);
        self.heap.push(Priced(set.price, place));
    }

    fn keep(&mut self, set: Partial) -> u32 {
        self.made.push(set);
        u32::try_from(self.made.len() - 1).expect("a search is short")
    }

    /// How far the moves in `balance` can go together.
    fn far(&self, quest: &Quest) -> Option<i64> {
        let mut far = i64::MAX;
        for step in self.balance.steps() {
            far = far.min(self.reach(*step, quest)?.0);
        }
        Some(far)
    }

    fn cost(&self, number: usize) -> f64 {
        self.system.slots()[self.rooms.slot(number)].cost
    }

    /// How far a number can move in a direction, and whether its slot must be withheld for it.
    fn reach(&self, step: Step, quest: &Quest) -> Option<(i64, bool)> {
        let number = step.number as usize;
        let room = self.rooms.left(step, quest.keeps_least);
        if room <= 0 || quest.frozen == Some(number) {
            return None;
        }
        let slot = self.rooms.slot(number);
        if self.withheld[slot] || self.is_paid[slot] {
            return Some((room, false));
        }
        let hidden = self.rooms.hidden(step).min(room);
        if 0 < hidden {
            return Some((hidden, false));
        }
        (quest.effort.may_withhold && self.can_withhold(slot)).then_some((room, true))
    }
}
