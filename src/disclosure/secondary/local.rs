//! The search by programming in whole numbers, for what a step-by-step search does not find.
//!
//! Around the number the nearest numbers may move and all others stay as they are, so that a small program is solved
//! whatever the size of the tables. What it finds holds for the whole.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use microlp::{ComparisonOp, LinearExpr, OptimizationDirection, Problem, SolveOptions, Variable};

use super::search::{Found, Search};
use super::witness::{Target, Witness};

/// Nodes of branch and bound before a search is given up: a number, so that every machine gives up at the same point.
const MOST_NODES: u64 = 400;

/// The solver holds whole numbers in 32 bits.
const LARGEST: i64 = 1 << 30;

/// A number that moves costs a little, so that tables differ in few.
const PER_MOVE: f64 = 0.01;

impl Search<'_> {
    /// The numbers nearest to one that may move, at most so many.
    fn around(
        &self,
        number: usize,
        target: Target,
        (most, may_withhold): (usize, bool),
    ) -> Vec<usize> {
        let mut found = vec![number];
        let mut queue = VecDeque::from([number]);
        let mut seen = BTreeSet::new();
        let mut is_found = BTreeSet::from([number]);
        while let Some(at) = queue.pop_front() {
            for &(relation, _) in self.system.within(at) {
                if !seen.insert(relation) {
                    continue;
                }
                for &(other, _) in &self.system.relations()[relation].terms {
                    if found.len() >= most {
                        return found;
                    }
                    let can_move = [true, false]
                        .into_iter()
                        .any(|up| self.range(other, up, target, may_withhold) > 0);
                    if Some(other) != target.frozen() && can_move && is_found.insert(other) {
                        found.push(other);
                        queue.push_back(other);
                    }
                }
            }
        }
        found
    }

    /// How far a number may move, when its slot may be withheld.
    fn range(&self, place: usize, up: bool, target: Target, may_withhold: bool) -> i64 {
        let number = &self.system.numbers()[place];
        if number.is_known {
            return 0;
        }
        let room = if up {
            number.most.map_or(LARGEST, |most| most - number.value).min(LARGEST)
        } else {
            let least = if target.keeps_least() { number.least } else { 0 };
            (number.value - least).min(LARGEST)
        };
        let is_free = self.withheld[number.slot]
            || (may_withhold && !self.system.slots()[number.slot].is_fixed);
        if is_free { room } else { room.min(number.slack[usize::from(up)]) }
    }

    /// A table in which the number meets the target, where the nearest numbers suffice.
    pub(super) fn find_nearby(
        &self,
        number: usize,
        target: Target,
        most: usize,
        may_withhold: bool,
    ) -> Option<Found> {
        let value = self.system.numbers()[number].value;
        let by = match target {
            Target::AtLeast(least) => least - value,
            Target::AtMost(most) => most - value,
            Target::OtherWithout(_) => 1,
        };
        let region = self.around(number, target, (most, may_withhold));
        let mut model = Problem::new(OptimizationDirection::Minimize);
        let mut rows: BTreeMap<usize, LinearExpr> = BTreeMap::new();
        let mut variables: Vec<(usize, [Variable; 2])> = Vec::new();
        for &place in &region {
            let slot = self.system.numbers()[place].slot;
            let cost =
                if self.withheld[slot] { 0.0 } else { self.system.slots()[slot].cost } + PER_MOVE;
            let moves = [true, false].map(|up| {
                let range =
                    i32::try_from(self.range(place, up, target, may_withhold)).unwrap_or(i32::MAX);
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
        let [up, down] = variables[0].1;
        model.add_constraint([(up, 1.0), (down, -1.0)], ComparisonOp::Eq, by as f64);
        let mut options = SolveOptions::default();
        options.node_limit = Some(MOST_NODES);
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
