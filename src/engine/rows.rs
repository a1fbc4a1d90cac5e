//! A filter that does not look at the period, over all rows of a block at once.

use crate::source::{Block, Column};

use super::predicate::{Moment, Predicate};

/// Which rows of a block pass.
///
/// The predicate does not depend on the period, so any moment will do.
pub(super) fn passing(predicate: &Predicate, block: &Block, any: &Moment) -> Vec<bool> {
    let n_rows = block.n_rows();
    let rows_of = |part| passing(part, block, any);
    match predicate {
        Predicate::All(parts) => {
            let mut rows = vec![true; n_rows];
            for part in parts {
                let also = rows_of(part);
                rows.iter_mut().zip(also).for_each(|(passes, also)| *passes &= also);
            }
            rows
        }
        Predicate::Any(parts) => {
            let mut rows = vec![false; n_rows];
            for part in parts {
                let also = rows_of(part);
                rows.iter_mut().zip(also).for_each(|(passes, also)| *passes |= also);
            }
            rows
        }
        Predicate::Not(part) => rows_of(part).into_iter().map(|passes| !passes).collect(),
        Predicate::Text { kolom, id } => match &block.columns[*kolom] {
            Column::Text(cells) => cells.iter().map(|cell| *cell == Some(*id)).collect(),
            _ => vec![false; n_rows],
        },
        other => (0..n_rows).map(|row| other.holds(block, row, any)).collect(),
    }
}
