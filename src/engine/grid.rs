//! Numbers per place and moment, added for runs of moments at once.

use std::ops::{AddAssign, Range, SubAssign};

/// Numbers per place and moment.
///
/// Kept as differences between a moment and the one before, so that a run of moments costs two
/// additions. A place without rows costs nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid<T> {
    n_moments: usize,
    /// For each place the differences, one more than there are moments.
    differences: Vec<Vec<T>>,
}

impl<T: Copy + Default + AddAssign + SubAssign> Grid<T> {
    /// A grid of zeros.
    pub(super) fn new(n_places: usize, n_moments: usize) -> Self {
        Self { n_moments, differences: vec![Vec::new(); n_places] }
    }

    /// Adds a number for all moments of a run.
    pub(super) fn add(&mut self, place: usize, run: &Range<usize>, number: T) {
        let row = &mut self.differences[place];
        if row.is_empty() {
            row.resize(self.n_moments + 1, T::default());
        }
        row[run.start] += number;
        row[run.end] -= number;
    }

    /// Adds the numbers of another grid.
    pub(super) fn merge(&mut self, other: Self) {
        for (row, more) in self.differences.iter_mut().zip(other.differences) {
            if row.is_empty() {
                *row = more;
            } else {
                row.iter_mut().zip(more).for_each(|(number, more)| *number += more);
            }
        }
    }

    /// The number of every place with rows and moment: place, moment, number.
    pub(super) fn cells(self) -> impl Iterator<Item = (usize, usize, T)> {
        let n_moments = self.n_moments;
        self.differences.into_iter().enumerate().flat_map(move |(place, row)| {
            let mut number = T::default();
            row.into_iter().take(n_moments).enumerate().map(move |(moment, difference)| {
                number += difference;
                (place, moment, number)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_runs_of_moments() {
        let mut grid = Grid::new(3, 4);
        grid.add(1, &(0..3), 5_i64);
        grid.add(1, &(2..4), 1);
        let mut other = Grid::new(3, 4);
        other.add(2, &(3..4), 7);
        grid.merge(other);
        let row = |place| -> Vec<i64> {
            grid.clone().cells().filter(|cell| cell.0 == place).map(|cell| cell.2).collect()
        };
        assert_eq!([row(0), row(1), row(2)], [vec![], vec![5, 5, 6, 1], vec![0, 0, 0, 7]]);
    }
}
