//! Which cells may be seen: what is told of several areas together rests on those alone.
//!
//! A verdict is withheld with its cells. What is computed over areas, such as a middle, a family of
//! tests or a difference between the highest and the lowest, would still tell of a cell that is not shown.

use std::fmt;

use crate::engine::EstimatedIndicator;
use crate::model::{GebiedIdx, Periode};

/// Whether the figure of an area and period may be seen.
pub type MayShow<'a> = &'a dyn Fn(&EstimatedIndicator, GebiedIdx, Periode) -> bool;

/// The cells that may be seen.
#[derive(Clone, Copy)]
pub struct Zichtbaar<'a>(pub MayShow<'a>);

impl fmt::Debug for Zichtbaar<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Zichtbaar")
    }
}

impl Zichtbaar<'_> {
    /// True when all of some cells of an indicator may be seen.
    pub(super) fn shows(self, one: &EstimatedIndicator, cells: &[(GebiedIdx, Periode)]) -> bool {
        cells.iter().all(|&(gebied, periode)| (self.0)(one, gebied, periode))
    }
}
