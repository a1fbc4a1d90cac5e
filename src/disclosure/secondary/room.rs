//! How far each number can still move.

use super::balance::Step;
use super::system::System;

/// The room of numbers, apart for the way down and the way up, beside what is moved already.
#[derive(Debug)]
pub(super) struct Rooms {
    slots: Vec<u32>,
    /// Down to zero, and up to the most it can be.
    left: Vec<[i64; 2]>,
    /// How much of the way down everybody knows to be closed.
    least: Vec<i64>,
    /// What rounding hides of a number that is shown; empty where nothing is rounded.
    slack: Vec<[i64; 2]>,
    /// What is added to each number so far.
    moved: Vec<i64>,
}

impl Rooms {
    pub(super) fn of(system: &System) -> Self {
        let numbers = system.numbers();
        let is_rounded = numbers.iter().any(|number| number.slack != [0, 0]);
        let left = numbers.iter().map(|number| {
            let up = number.most.map_or(i64::MAX, |most| most - number.value);
            if number.is_known { [0, 0] } else { [number.value, up] }
        });
        Self {
            slots: numbers.iter().map(|number| number.slot as u32).collect(),
            left: left.collect(),
            least: numbers.iter().map(|number| number.least).collect(),
            slack: if is_rounded {
                numbers.iter().map(|number| number.slack).collect()
            } else {
                Vec::new()
            },
            moved: vec![0; numbers.len()],
        }
    }

    pub(super) fn slot(&self, number: usize) -> usize {
        self.slots[number] as usize
    }

    /// How far the number can go, were it withheld.
    pub(super) fn left(&self, step: Step, keeps_least: bool) -> i64 {
        let number = step.number as usize;
        let [down, up] = self.left[number];
        match (step.up, keeps_least) {
            (true, _) => up,
            (false, true) => down - self.least[number],
            (false, false) => down,
        }
    }

    /// How far rounding lets the number go while it is shown.
    pub(super) fn hidden(&self, step: Step) -> i64 {
        let number = step.number as usize;
        let Some([below, above]) = self.slack.get(number) else { return 0 };
        if step.up { above - self.moved[number] } else { below + self.moved[number] }
    }

    /// Moves a number.
    pub(super) fn add(&mut self, step: Step, by: i64) {
        let number = step.number as usize;
        let by = if step.up { by } else { -by };
        self.moved[number] += by;
        let [down, up] = &mut self.left[number];
        *down += by;
        *up = if *up == i64::MAX { *up } else { *up - by };
    }

    /// Moves a number back to where it was; tells how far it was from there.
    pub(super) fn take_back(&mut self, number: usize) -> i64 {
        let by = self.moved[number];
        self.add(Step { number: number as u32, up: true }, -by);
        by
    }
}
