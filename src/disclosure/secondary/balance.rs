//! The relations that a set of moves leaves out of balance.

use super::graph::{Bond, Graph};
use super::system::System;

/// A move of one number by one step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub number: u32,
    pub up: bool,
}

/// What a set of moves adds to each relation.
#[derive(Debug)]
pub(super) struct Balance {
    /// For each relation what is added to it.
    by: Vec<i32>,
    /// The relations of which that is not zero.
    open: Vec<u32>,
    /// For each number whether it moves.
    moves: Vec<bool>,
    steps: Vec<Step>,
}

impl Balance {
    pub(super) fn of(system: &System) -> Self {
        Self {
            by: vec![0; system.relations().len()],
            open: Vec::new(),
            moves: vec![false; system.numbers().len()],
            steps: Vec::new(),
        }
    }

    /// Forgets all moves.
    pub(super) fn clear(&mut self) {
        self.open.drain(..).for_each(|relation| self.by[relation as usize] = 0);
        self.steps.drain(..).for_each(|step| self.moves[step.number as usize] = false);
    }

    /// Adds a move.
    pub(super) fn add(&mut self, graph: &Graph, step: Step) {
        self.shift(graph, step);
        self.moves[step.number as usize] = true;
        self.steps.push(step);
    }

    /// Takes back all moves but the first so many.
    pub(super) fn keep(&mut self, graph: &Graph, n: usize) {
        while n < self.steps.len()
            && let Some(step) = self.steps.pop()
        {
            self.shift(graph, Step { up: !step.up, ..step });
            self.moves[step.number as usize] = false;
        }
    }

    fn shift(&mut self, graph: &Graph, step: Step) {
        for &bond in graph.relations(step.number as usize) {
            let relation = bond.end();
            let by = &mut self.by[relation];
            let was = *by;
            *by += added(step, bond);
            if was == 0 {
                self.open.push(relation as u32);
            } else if *by == 0
                && let Some(place) = self.open.iter().position(|open| *open as usize == relation)
            {
                self.open.swap_remove(place);
            }
        }
    }

    /// How many more relations are out of balance with another move.
    pub(super) fn opened_by(&self, graph: &Graph, step: Step) -> i32 {
        let within = graph.relations(step.number as usize).iter();
        within
            .map(|&bond| match self.by[bond.end()] {
                0 => 1,
                by => -i32::from(by + added(step, bond) == 0),
            })
            .sum()
    }

    /// The relations out of balance.
    pub(super) fn open(&self) -> &[u32] {
        &self.open
    }

    /// By how much a relation is out of balance.
    pub(super) fn by(&self, relation: usize) -> i32 {
        self.by[relation]
    }

    /// True when a number moves.
    pub(super) fn moves(&self, number: usize) -> bool {
        self.moves[number]
    }

    pub(super) fn steps(&self) -> &[Step] {
        &self.steps
    }
}

fn added(step: Step, bond: Bond) -> i32 {
    if step.up == bond.adds() { 1 } else { -1 }
}
