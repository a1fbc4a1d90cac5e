//! The periods of a run, numbered so that they fit a column.

use std::sync::Arc;

use crate::model::Periode;

/// The periods of a run, sorted, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendar {
    periods: Arc<[Periode]>,
}

impl Calendar {
    /// Sorts and numbers the periods.
    pub(super) fn new(mut periods: Vec<Periode>) -> Self {
        periods.sort_unstable();
        periods.dedup();
        Self { periods: periods.into() }
    }

    /// The periods, sorted.
    pub(super) fn periods(&self) -> &[Periode] {
        &self.periods
    }

    /// The number of a period.
    pub(super) fn number(&self, periode: Periode) -> u32 {
        let found = self.periods.binary_search(&periode);
        found.expect("a calendar holds every period of the run") as u32
    }
}
