//! The search by programming in whole numbers, for what a step-by-step search does not find.
//!
//! Around the number the nearest numbers may move and all others stay as they are, so that a small program is solved
//! whatever the size of the tables. What it finds holds for the whole.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::search::{Found, Priced, Search};
use super::witness::{Target, Witness};

/// Nodes of branch and bound before a search is given up: a number, so that every machine gives up at the same point.
const MOST_NODES: u64 = 400;

/// The solver holds whole numbers in 32 bits.
const LARGEST: i64 = 1 << 30;

/// How far each relation between makes two numbers, beside the cost of withholding what lies between.
const PER_STEP: f64 = 3.0;

/// A number that moves costs a little, so that tables differ in few.
const PER_MOVE: f64 = 0.01;

/// What may move in a program.
#[derive(Clone, Copy, Debug)]
struct Freedom {
    /// True when shown slots may be withheld.
    may_withhold: bool,
    /// The number that may not move.
    frozen: Option<usize>,
    /// True when no number may become less than everybody knows it to be.
    keeps_least: bool,
}

impl Search<'_> {
    /// The numbers nearest to those asked of that may move, at most so many. What must be withheld to be moved is far
    /// away.
    fn around(&self, asked: &[(usize, Target)], most: usize, of: Freedom) -> Vec<usize> {
        let begin = asked.iter().map(|(number, _)| Priced(0.0, *number as u32));
        let mut queue: BinaryHeap<_> = begin.collect();
        let mut is_met: BTreeSet<_> = asked.iter().map(|(number, _)| *number).collect();
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        while let Some(Priced(price, at)) = queue.pop() {
            found.push(at as usize);
            if found.len() == most {
                break;
            }
            for &(relation, _) in self.system.within(at as usize) {
                if !seen.insert(relation) {
                    continue;
                }
                for &(other, _) in &self.system.relations()[relation].terms {
                    let can_move =
                        [true, false].into_iter().any(|up| self.range(other, up, of) > 0);
                    if can_move && is_met.insert(other) {
                        let slot = self.system.numbers()[other].slot;
                        let cost =
                            if self.withheld[slot] { 0.0 } else { self.system.slots()[slot].cost };
                        queue.push(Priced(price + PER_STEP + cost, other as u32));
                    }
                }
            }
        }
        found
    }

    /// How far a number may move.
    fn range(&self, place: usize, up: bool, of: Freedom) -> i64 {
        let number = &self.system.numbers()[place];
        if number.is_known || of.frozen == Some(place) {
            return 0;
        }
        let room = if up {
            number.most.map_or(LARGEST, |most| most - number.value).min(LARGEST)
        } else {
            let least = if of.keeps_least { number.least } else { 0 };
            (number.value - least).min(LARGEST)
        };
        let is_free =
            self.withheld[number.slot] || (of.may_withhold && self.can_withhold(number.slot));
        if is_free { room } else { room.min(number.slack[usize::from(up)]) }
    }

    /// A table in which all numbers asked of meet their targets, where the nearest numbers suffice.
    pub(super) fn find_nearby(
        &self,
        asked: &[(usize, Target)],
        most: usize,
        may_withhold: bool,
    ) -> Option<Found> {
        let of = Freedom {
            may_withhold,
            frozen: asked.iter().find_map(|(_, target)| target.frozen()),
            keeps_least: asked.iter().any(|(_, target)| target.keeps_least()),
        };
        let region = self.around(asked, most, of);
        let mut model = Problem::new(OptimizationDirection::Minimize);
        let mut rows: BTreeMap<usize, LinearExpr> = BTreeMap::new();
        let mut variables: Vec<(usize, [Variable; 2])> = Vec::new();
        for &place in &region {
            let slot = self.system.numbers()[place].slot;
            let cost =
                if self.withheld[slot] { 0.0 } else { self.system.slots()[slot].cost } + PER_MOVE;
            let moves = [true, false].map(|up| {
                let range = i32::try_from(self.range(place, up, of)).unwrap_or(i32::MAX);
                model.add_integer_var(cost, (0, range.max(0)))
            });
            for &(relation, sign) in self.system.within(place) {
                let row = rows.entry(relation).or_insert_with(LinearExpr::empty);
                row.add(moves[0], f64::from(sign));
                row.add(moves[1], -f64::from(sign));
            }
            variables.push((place, moves));
        }
        for row in rows.into_values() {
            model.add_constraint(row, ComparisonOp::Eq, 0.0);
        }
        for &(number, target) in asked {
            let value = self.system.numbers()[number].value;
            let by = match target {
                Target::AtLeast(least) => least - value,
                Target::AtMost(most) => most - value,
                Target::OtherWithout(_) => 1,
            };
            let (_, [up, down]) = variables.iter().find(|(place, _)| *place == number)?;
            model.add_constraint([(*up, 1.0), (*down, -1.0)], ComparisonOp::Eq, by as f64);
        }
        let mut options = SolveOptions::default();
        options.node_limit = Some(MOST_NODES);
        // It takes longer than it saves: nothing here is bound but by its sums.
        options.presolve = false;
        let outcome = model.solve_with(options).ok()?;
        let solution = outcome.solution()?;
        let mut moves: Vec<(usize, i64)> = Vec::new();
        for (place, [up, down]) in variables {
            let by = solution.var_value(up).round() - solution.var_value(down).round();
            if by != 0.0 {
                moves.push((place, by as i64));
            }
        }
        moves.sort_unstable();
        let mut newly: Vec<usize> = moves
            .iter()
            .filter(|(place, by)| {
                let number = &self.system.numbers()[*place];
                let [below, above] = number.slack;
                !self.withheld[number.slot] && !(-below..=above).contains(by)
            })
            .map(|(place, _)| self.system.numbers()[*place].slot)
            .collect();
        newly.sort_unstable();
        newly.dedup();
        Some(Found { witness: Witness { moves }, newly })
    }
}
