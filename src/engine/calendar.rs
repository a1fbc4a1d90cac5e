//! The periods of a run, numbered so that they fit a column.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::model::Periode;

/// The periods of a run, sorted, each once.
#[derive(Clone, Debug, Default)]
pub(super) struct Calendar {
    periods: Arc<[Periode]>,
    /// The number of each; every cell of every table asks for one.
    numbers: Arc<FxHashMap<Periode, u32>>,
}

impl Calendar {
    /// Sorts and numbers the periods.
    pub(super) fn new(mut periods: Vec<Periode>) -> Self {
        periods.sort_unstable();
        periods.dedup();
        let numbers = periods.iter().copied().zip(0..).collect();
        Self { periods: periods.into(), numbers: Arc::new(numbers) }
    }

    /// The periods, sorted.
    pub(super) fn periods(&self) -> &[Periode] {
        &self.periods
    }

    /// The number of a period.
    pub(super) fn number(&self, periode: Periode) -> u32 {
        *self.numbers.get(&periode).expect("a calendar holds every period of the run")
    }
}
