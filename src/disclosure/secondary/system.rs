//! What is published, as an attacker sees it: numbers, the cells they stand in, and the sums that bind them.

/// A cell of the publication: shown or withheld as one, with all its numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// What is lost when it is withheld.
    pub cost: f64,
    /// True when it may not be withheld to protect another, such as a zero: who sees other zeros
    /// would guess it.
    pub is_fixed: bool,
}

/// A whole number in a slot: persons, rows, or an amount in its smallest unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The true value.
    pub value: i64,
    /// The slot it stands in.
    pub slot: usize,
    /// The least that everybody knows it to be: 1 where a zero would have been shown as such.
    pub least: i64,
    /// The most it can be, where that is public: persons among residents.
    pub most: Option<i64>,
    /// How far below and above the true value it may lie when it is shown: nothing for an exact
    /// figure, and what rounding hides for a rounded one.
    pub slack: [i64; 2],
    /// True when an earlier publication shows this value.
    pub is_known: bool,
}

impl Number {
    /// An exact number that is at least zero.
    pub fn of(value: i64, slot: usize) -> Self {
        Self { value, slot, least: 0, most: None, slack: [0, 0], is_known: false }
    }
}

/// A sum that anybody knows to hold: `Σ coefficient × number` is a public constant.
///
/// The coefficients are 1 and −1, so a table that differs from the true one satisfies the relation
/// when what is added on one side is added on the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The numbers, each once, with their coefficients.
    pub terms: Vec<(usize, i8)>,
}

impl Relation {
    /// A total and its parts.
    pub fn sum(total: usize, parts: impl IntoIterator<Item = usize>) -> Self {
        let parts = parts.into_iter().map(|part| (part, 1));
        Self { terms: std::iter::once((total, -1)).chain(parts).collect() }
    }
}

/// What must stay possible for a number: both so small and so large a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Demand {
    /// The number.
    pub number: usize,
    /// Some table has at most this value.
    pub at_most: i64,
    /// Some table has at least this value.
    pub at_least: i64,
}

/// All numbers of linked tables, the slots they stand in and the relations between them.
///
/// The true values satisfy every relation, whatever its constant is: what a relation adds up to is
/// computed from them, and the attacker is taken to know it. What readers do not know, such as how many
/// rows have no area, is a number of its own in a slot that is always withheld.
#[derive(Clone, Debug, Default)]
pub struct System {
    slots: Vec<Slot>,
    numbers: Vec<Number>,
    relations: Vec<Relation>,
    /// For each number the relations it stands in, with its coefficient.
    within: Vec<Vec<(usize, i8)>>,
}

impl System {
    /// Adds a slot.
    pub fn add_slot(&mut self, slot: Slot) -> usize {
        self.slots.push(slot);
        self.slots.len() - 1
    }

    /// Adds a number to a slot.
    pub fn add_number(&mut self, number: Number) -> usize {
        assert!(number.slot < self.slots.len(), "a number stands in a slot");
        self.numbers.push(number);
        self.within.push(Vec::new());
        self.numbers.len() - 1
    }

    /// Adds a relation; one without numbers binds nothing and is left out.
    pub fn add_relation(&mut self, relation: Relation) {
        if relation.terms.is_empty() {
            return;
        }
        let place = self.relations.len();
        for &(number, coefficient) in &relation.terms {
            assert!(coefficient == 1 || coefficient == -1, "a relation adds and subtracts");
            self.within[number].push((place, coefficient));
        }
        self.relations.push(relation);
    }

    /// The slots.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// The numbers.
    pub fn numbers(&self) -> &[Number] {
        &self.numbers
    }

    /// The relations.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// The relations that a number stands in, each with its coefficient there.
    pub fn within(&self, number: usize) -> &[(usize, i8)] {
        &self.within[number]
    }
}
