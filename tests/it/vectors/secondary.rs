//! Secondary suppression on the tables that other programs protected.
//!
//! Which cells are withheld to protect others is a choice: ours must be safe, and lose little more than that
//! of others where theirs is safe, too. The attacker judges both.

use std::collections::BTreeSet;

use wijkmonitor::disclosure::attack::{
    Constraint, Domain, Elimination, Form, Problem, Target, Unknown, compute_bounds,
    find_insider_leaks,
};
use wijkmonitor::disclosure::secondary::{
    Demand, Number, Protection, Relation, Slot, Start, System, protect,
};

use super::{load_rows, report_cases, shared};

mod scenarios;
mod sums;
mod tables;

/// A table of which some cells are published.
struct Table {
    id: String,
    /// The names of the published cells. They are the first slots, each with the number of its place.
    names: Vec<String>,
    system: System,
    /// The cells that are withheld because they are small.
    small: BTreeSet<usize>,
    /// The largest value that is small.
    threshold: i64,
    /// What others withhold.
    peers: Vec<BTreeSet<usize>>,
}

/// How much is withheld to protect others: the cells, their values, and what they cost.
type Loss = [f64; 3];

fn cost(value: i64) -> f64 {
    1.0 + (1.0 + value as f64).ln()
}

impl Table {
    /// A table of cells that are all published, without what binds them.
    fn of(id: &str, threshold: i64, cells: &[(String, i64)]) -> Self {
        let mut system = System::default();
        for &(_, value) in cells {
            let slot = system.add_slot(Slot { cost: cost(value), is_fixed: value == 0 });
            system.add_number(Number::of(value, slot));
        }
        let names: Vec<_> = cells.iter().map(|(name, _)| name.clone()).collect();
        let is_small = |cell: &usize| (1..=threshold).contains(&cells[*cell].1);
        let small = (0..names.len()).filter(is_small).collect();
        Self { id: id.to_owned(), names, system, small, threshold, peers: Vec::new() }
    }

    /// A table of published sums of inner cells, which themselves are not published.
    fn of_sums(
        id: &str,
        threshold: i64,
        inner: &[i64],
        published: &[(String, Vec<usize>)],
    ) -> Self {
        let sum = |members: &[usize]| members.iter().map(|member| inner[*member]).sum::<i64>();
        let cells: Vec<_> =
            published.iter().map(|(name, members)| (name.clone(), sum(members))).collect();
        let mut table = Self::of(id, threshold, &cells);
        let places = inner.iter().map(|&value| {
            let slot = table.system.add_slot(Slot { cost: 0.0, is_fixed: true });
            table.system.add_number(Number::of(value, slot))
        });
        let places: Vec<_> = places.collect();
        for (cell, (_, members)) in published.iter().enumerate() {
            let members = members.iter().map(|member| places[*member]);
            table.system.add_relation(Relation::sum(cell, members));
        }
        table
    }

    fn place(&self, name: &str) -> usize {
        self.names.iter().position(|own| own == name).expect("a cell of the table")
    }

    fn value(&self, cell: usize) -> i64 {
        self.system.numbers()[cell].value
    }

    /// Per slot whether it is withheld, when these cells are; what is not published always is.
    fn withheld(&self, cells: &BTreeSet<usize>) -> Vec<bool> {
        let is_withheld = |slot: usize| self.names.len() <= slot || cells.contains(&slot);
        (0..self.system.slots().len()).map(is_withheld).collect()
    }

    /// What the rule itself leaves open of a small cell.
    fn demand(&self, number: usize) -> Demand {
        let at_most = i64::from(1 < self.value(number));
        Demand { number, at_most, at_least: self.threshold }
    }

    fn protect(&self) -> Protection {
        let demands: Vec<_> = self.small.iter().map(|cell| self.demand(*cell)).collect();
        let withheld = self.withheld(&self.small);
        let start = Start { withheld: &withheld, ..Start::default() };
        let done = protect(&self.system, &demands, &start);
        assert_eq!(done.unprotected, [], "{}", self.id);
        assert_eq!(done.check(&self.system), Ok(()), "{}", self.id);
        done
    }

    /// The cells that are withheld to protect others.
    fn others(&self, withheld: &[bool]) -> BTreeSet<usize> {
        let cells = (0..self.names.len()).filter(|cell| withheld[*cell]);
        cells.filter(|cell| !self.small.contains(cell)).collect()
    }

    fn loss(&self, others: &BTreeSet<usize>) -> Loss {
        let values = others.iter().map(|cell| self.value(*cell));
        let sum = values.clone().sum::<i64>() as f64;
        [others.len() as f64, sum, values.map(cost).sum()]
    }

    /// Those of some small cells of which an attacker knows more than the rule tells.
    fn leaks_of(&self, cells: &BTreeSet<usize>, withheld: &[bool]) -> impl Iterator<Item = usize> {
        let reader = read(&self.system, withheld);
        let elimination = Elimination::of(&reader);
        cells.iter().copied().filter(move |cell| {
            let of_cell = reader.targets().iter().find(|target| target.cell == *cell);
            let Some(target) = of_cell else { return true };
            let Demand { at_most, at_least, .. } = self.demand(*cell);
            let bounds = compute_bounds(&reader, &target.form).expect("an answer");
            elimination.follows(&target.form) || !bounds.leave_open(at_most as f64, at_least as f64)
        })
    }

    /// The small cells of which an attacker knows more than the rule tells.
    fn leaks(&self, withheld: &[bool]) -> Vec<&str> {
        self.leaks_of(&self.small, withheld).map(|cell| self.names[cell].as_str()).collect()
    }

    /// The small cells that somebody in another cell finds, who is not in both.
    fn insider_leaks(&self, withheld: &[bool]) -> Vec<[usize; 2]> {
        let reader = read(&self.system, withheld);
        let values = reader.targets().iter().map(|target| self.value(target.cell) as f64);
        let values: Vec<_> = values.collect();
        let leaks = find_insider_leaks(&reader, &Elimination::of(&reader), &values);
        let people = same_people(&self.system);
        let leaks = leaks.into_iter().filter(|leak| {
            self.small.contains(&leak.cell) && people[leak.insider] != people[leak.cell]
        });
        leaks.map(|leak| [leak.insider, leak.cell]).collect()
    }
}

/// For each number one that counts the same persons: a total of which all other parts are zero.
fn same_people(system: &System) -> Vec<usize> {
    let mut first: Vec<usize> = (0..system.numbers().len()).collect();
    for relation in system.relations() {
        let filled = relation.terms.iter().filter(|term| system.numbers()[term.0].value != 0);
        if let [(one, 1), (other, -1)] | [(one, -1), (other, 1)] = filled.collect::<Vec<_>>()[..] {
            let (from, to) = (first[*one], first[*other]);
            first.iter_mut().filter(|own| **own == from).for_each(|own| *own = to);
        }
    }
    first
}

/// What somebody knows who reads the publication.
fn read(system: &System, withheld: &[bool]) -> Problem {
    let is_hidden = |number: &&Number| withheld[number.slot] && !number.is_known;
    let numbers = system.numbers().iter();
    let cells: Vec<_> =
        numbers.enumerate().filter(|(_, own)| is_hidden(own)).map(|(cell, _)| cell).collect();
    let constraint = |relation: &Relation| {
        let (mut terms, mut sum) = (Vec::new(), 0);
        for &(number, sign) in &relation.terms {
            if let Ok(unknown) = cells.binary_search(&number) {
                terms.push((unknown, f64::from(sign)));
                sum += i64::from(sign) * system.numbers()[number].value;
            }
        }
        Constraint::exact(Form::new(terms), sum as f64)
    };
    let constraints = system.relations().iter().map(constraint).collect();
    let targets = cells.iter().enumerate();
    let targets =
        targets.map(|(unknown, cell)| Target { cell: *cell, form: Form::unknown(unknown) });
    let unknowns = vec![Unknown::of(Domain::Whole); cells.len()];
    Problem::new(unknowns, constraints, targets.collect()).expect("the true values fit")
}

/// All tables that others protected; `None` without the folder.
fn all_tables() -> Option<Vec<Table>> {
    let mut found = tables::load()?;
    found.extend(sums::load()?);
    Some(found)
}

#[test]
fn the_attacker_finds_nothing() {
    let Some(tables) = all_tables() else { return };
    for table in &tables {
        let done = table.protect();
        assert_eq!(table.leaks(&done.withheld), [""; 0], "{}", table.id);
        assert_eq!(table.insider_leaks(&done.withheld), [[0; 2]; 0], "{}", table.id);
    }
    report_cases("sdc_tables", tables.len(), 0);
}

/// Others withhold every small cell, too. Most of their patterns tell more than the rule; against each that does
/// not, ours loses little more.
#[test]
fn loses_little_more_than_others_that_are_safe() {
    /// Of the number of cells, of the sum of their values, and of what they cost.
    const MOST: Loss = [1.1, 1.2, 1.1];
    let Some(tables) = all_tables() else { return };
    let (mut n_safe, mut n_unsafe) = (0, 0);
    for table in &tables {
        let own = table.loss(&table.others(&table.protect().withheld));
        for peer in &table.peers {
            assert!(table.small.is_subset(peer), "{}", table.id);
            let withheld = table.withheld(peer);
            let is_open = table.leaks_of(&table.small, &withheld).next().is_some();
            if is_open || !table.insider_leaks(&withheld).is_empty() {
                n_unsafe += 1;
                continue;
            }
            n_safe += 1;
            let other = table.loss(&table.others(&withheld));
            let mut pairs = own.iter().zip(other).zip(MOST);
            let is_little = pairs.all(|((own, other), most)| *own <= most * other);
            assert!(is_little, "{}: {own:?} against {other:?}", table.id);
        }
    }
    assert!(0 < n_safe && 0 < n_unsafe, "{n_safe} safe, {n_unsafe} not");
    report_cases("sdc_tables", n_safe, 0);
}

/// Of what is withheld to protect others hardly anything can be shown: the attacker finds what it gives away.
///
/// What is left is withheld for a proof that has another, which the search did not find, or from before
/// more was withheld against insiders.
#[test]
fn the_attacker_finds_what_a_cell_that_is_shown_gives_away() {
    let Some(tables) = all_tables() else { return };
    let (mut n_found, mut idle) = (0, Vec::new());
    for table in &tables {
        let done = table.protect();
        for cell in table.others(&done.withheld) {
            let mut withheld = done.withheld.clone();
            withheld[cell] = false;
            // All else has a proof that holds when the cell is shown.
            let proofs = done.proofs.iter().filter(|proof| proof.witness.at(cell) != 0);
            let cells: BTreeSet<_> = proofs.map(|proof| proof.number).collect();
            let is_found = table.leaks_of(&cells, &withheld).next().is_some()
                || !table.insider_leaks(&withheld).is_empty();
            if is_found {
                n_found += 1;
            } else {
                idle.push((table.id.as_str(), table.names[cell].as_str()));
            }
        }
    }
    assert!(10 * idle.len() <= n_found, "{n_found} are needed, and not {idle:?}");
}
