//! From the moves of one set to those of another.
//!
//! Sets that are looked at after each other mostly share their first moves, so only what differs is taken back and made.

use super::search::Search;

impl Search<'_> {
    /// Takes back all moves that were tried.
    pub(super) fn forget(&mut self, paid: &mut Vec<usize>) {
        self.balance.clear();
        self.tried.clear();
        paid.drain(..).for_each(|slot| self.is_paid[slot] = false);
    }

    /// Makes the moves of a set, and tells which slots are withheld for it. What it shares with the set before stays.
    pub(super) fn replay(&mut self, place: u32, paid: &mut Vec<usize>) {
        let mut ahead = std::mem::take(&mut self.ahead);
        let mut at = Some(place);
        let mut shared = 0;
        while let Some(place) = at {
            let set = &self.made[place as usize];
            let depth = set.n_steps as usize;
            if self.tried.get(depth - 1) == Some(&place) {
                shared = depth;
                break;
            }
            ahead.push(place);
            at = set.before;
        }
        for place in self.tried.drain(shared..) {
            let set = &self.made[place as usize];
            if set.withholds
                && let Some(slot) = paid.pop()
            {
                self.is_paid[slot] = false;
            }
        }
        self.balance.keep(&self.graph, shared);
        while let Some(place) = ahead.pop() {
            self.make(place, paid);
        }
        self.ahead = ahead;
    }

    /// Makes the last move of a set, of which the others are made.
    pub(super) fn make(&mut self, place: u32, paid: &mut Vec<usize>) {
        let set = &self.made[place as usize];
        self.balance.add(&self.graph, set.step);
        if set.withholds {
            let slot = self.rooms.slot(set.step.number as usize);
            self.is_paid[slot] = true;
            paid.push(slot);
        }
        self.tried.push(place);
    }
}
