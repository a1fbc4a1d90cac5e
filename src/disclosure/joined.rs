//! Which of many things belong together.

/// Disjoint sets of the things 0, 1, 2, …, each known by its smallest member.
#[derive(Debug)]
pub(super) struct Joined {
    /// A smaller member of the same set, or the thing itself.
    smaller: Vec<usize>,
}

impl Joined {
    /// So many sets of one.
    pub(super) fn of(n: usize) -> Self {
        Self { smaller: (0..n).collect() }
    }

    /// The smallest member of the set of a thing.
    pub(super) fn first(&mut self, mut at: usize) -> usize {
        while self.smaller[at] != at {
            self.smaller[at] = self.smaller[self.smaller[at]];
            at = self.smaller[at];
        }
        at
    }

    /// Makes one set of the sets of two things.
    pub(super) fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.smaller[one.max(other)] = one.min(other);
    }
}
