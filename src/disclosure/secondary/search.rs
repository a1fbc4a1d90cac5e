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
struct Partial {
    price: f64,
    /// How far all of it can move.
    reach: i64,
    /// The place of the other set.
    before: Option<u32>,
    n_steps: u32,
    step: Step,
    /// True when the slot must be withheld for the move.
    withholds: bool,
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
}

/// A search in a system with some slots withheld.
#[derive(Debug)]
pub(super) struct Search<'a> {
    pub system: &'a System,
    pub withheld: Vec<bool>,
    /// Per slot whether it may not be withheld for another.
    is_fixed: Vec<bool>,
    /// What is added to each number so far.
    moved: Vec<i64>,
    balance: Balance,
    made: Vec<Partial>,
    heap: BinaryHeap<Priced>,
}

impl<'a> Search<'a> {
    pub(super) fn of(system: &'a System, withheld: Vec<bool>) -> Self {
        let moved = vec![0; system.numbers().len()];
        let balance = Balance::of(system);
        let is_fixed = system.slots().iter().map(|slot| slot.is_fixed).collect();
        let (made, heap) = (Vec::new(), BinaryHeap::new());
        Self { system, withheld, is_fixed, moved, balance, made, heap }
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
            };
            let mut numbers = Vec::new();
            let found = self.find_far(asked, &mut quest, &mut numbers);
            numbers.sort_unstable();
            numbers.dedup();
            let moves = numbers.into_iter().map(|at| (at, std::mem::take(&mut self.moved[at])));
            let moves = moves.filter(|(_, by)| *by != 0).collect();
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
                self.moved[step.number as usize] += if step.up { reach } else { -reach };
                numbers.push(step.number as usize);
            }
            // What was withheld is free from now on, which changes the price of other sets.
            goes_on = paid.is_empty();
            quest.newly.extend(paid);
            left -= reach;
        }
        (left <= 0).then_some(())
    }

    /// Forgets all sets but the one that only moves the number itself.
    fn restart(&mut self, left: i64, quest: &Quest) -> Option<()> {
        let (reach, _) = self.reach(quest.begin, quest, &[])?;
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
        let mut last = None;
        for _ in 0..quest.effort.sets {
            let Priced(_, place) = self.heap.pop()?;
            let set = self.made[place as usize];
            if last.is_none() || set.before != last {
                self.balance.clear();
                paid.clear();
                self.replay(set.before, &mut paid);
            }
            self.replay_one(&set, &mut paid);
            last = Some(place);
            // Sets that were found since may have used up what this one moves.
            let Some(far) = self.far(quest, &paid) else { continue };
            let reach = set.reach.min(far).min(left);
            if self.balance.open().is_empty() {
                return Some((paid, reach));
            }
            // A set with a relation that nothing can restore leads nowhere.
            let Some((relation, balance)) = self.tightest(quest, &paid) else { continue };
            if MAX_MOVES <= set.n_steps {
                continue;
            }
            for &(other, sign) in &self.system.relations()[relation].terms {
                if self.balance.moves(other) {
                    continue;
                }
                let step = Step { number: other as u32, up: (balance < 0) == (sign > 0) };
                let Some((far, withholds)) = self.reach(step, quest, &paid) else { continue };
                self.add(Partial {
                    price: set.price + self.price(quest, step, [far, left], withholds),
                    reach: reach.min(far),
                    before: Some(place),
                    n_steps: set.n_steps + 1,
                    step,
                    withholds,
                });
            }
        }
        None
    }

    /// The relation out of balance to restore first, and by how much it is; none where one cannot be restored.
    ///
    /// One that a single move can restore goes before others, and a shorter one before longer ones.
    fn tightest(&self, quest: &Quest, paid: &[usize]) -> Option<(usize, i32)> {
        let mut best: Option<(bool, usize, usize)> = None;
        for &relation in self.balance.open() {
            let relation = relation as usize;
            let terms = &self.system.relations()[relation].terms;
            let up = self.balance.by(relation) < 0;
            let can_restore = |&&(other, sign): &&(usize, i8)| {
                let step = Step { number: other as u32, up: up == (sign > 0) };
                !self.balance.moves(other) && self.reach(step, quest, paid).is_some()
            };
            let n_moves = terms.iter().filter(can_restore).take(2).count();
            if n_moves == 0 {
                return None;
            }
            let key = (n_moves != 1, terms.len(), relation);
            if best.is_none_or(|best| key < best) {
                best = Some(key);
            }
        }
        best.map(|(_, _, relation)| (relation, self.balance.by(relation)))
    }

    /// What another move adds to the price of a set.
    fn price(&self, quest: &Quest, step: Step, [far, left]: [i64; 2], withholds: bool) -> f64 {
        let opened = f64::from(self.balance.opened_by(self.system, step));
        let narrow = if far < left { PER_NARROW } else { 0.0 };
        if !quest.effort.may_withhold {
            let lack = (left - far).max(0) as f64 / left as f64;
            return PER_OPEN_FREE * opened + PER_MOVE + narrow + PER_LACK * lack;
        }
        let cost = if withholds { self.cost(step.number as usize) } else { 0.0 };
        PER_OPEN * opened + PER_MOVE + narrow + cost
    }

    fn add(&mut self, set: Partial) {
        let place = u32::try_from(self.made.len()).expect("a search is short");
        self.heap.push(Priced(set.price, place));
        self.made.push(set);
    }

    /// Makes the moves of a set, and tells which slots are withheld for it.
    fn replay(&mut self, mut at: Option<u32>, paid: &mut Vec<usize>) {
        while let Some(place) = at {
            let set = self.made[place as usize];
            self.replay_one(&set, paid);
            at = set.before;
        }
    }

    fn replay_one(&mut self, set: &Partial, paid: &mut Vec<usize>) {
        self.balance.add(self.system, set.step);
        paid.extend(set.withholds.then(|| self.slot(set.step.number as usize)));
    }

    /// How far the moves in `balance` can go together.
    fn far(&self, quest: &Quest, paid: &[usize]) -> Option<i64> {
        let mut far = i64::MAX;
        for step in self.balance.steps() {
            far = far.min(self.reach(*step, quest, paid)?.0);
        }
        Some(far)
    }

    fn slot(&self, number: usize) -> usize {
        self.system.numbers()[number].slot
    }

    fn cost(&self, number: usize) -> f64 {
        self.system.slots()[self.slot(number)].cost
    }

    /// How far a number can move in a direction, and whether its slot must be withheld for it.
    fn reach(&self, step: Step, quest: &Quest, paid: &[usize]) -> Option<(i64, bool)> {
        let place = step.number as usize;
        let number = &self.system.numbers()[place];
        let is_free = self.withheld[number.slot]
            || paid.contains(&number.slot)
            || quest.newly.contains(&number.slot);
        let [below, above] = number.slack;
        let slack = if step.up { above } else { below };
        let can_pay = quest.effort.may_withhold && self.can_withhold(number.slot);
        if number.is_known || quest.frozen == Some(place) || !(is_free || can_pay || 0 < slack) {
            return None;
        }
        let by = self.moved[place];
        let room = if step.up {
            number.most.map_or(i64::MAX, |most| most - number.value - by)
        } else {
            let least = if quest.keeps_least { number.least } else { 0 };
            number.value + by - least
        };
        let slack = if step.up { slack - by } else { slack + by };
        let hidden = slack.min(room);
        if !is_free && 0 < hidden {
            return Some((hidden, false));
        }
        (0 < room && (is_free || can_pay)).then_some((room, !is_free))
    }
}
