//! From tables to counted cells for every indicator, area and period.
//!
//! Counting returns whole numbers only; rates, means and intervals are computed from them in one
//! place. So the result is the same to the last bit whatever the number of threads or the order
//! of the rows.

mod afgeleid;
mod answers;
mod asked;
mod behind;
mod calendar;
mod cells;
mod code_check;
mod codes;
mod comparable;
mod compute;
mod count;
mod coverage;
mod distinct;
mod estimate;
mod figures;
mod frame;
mod grid;
mod herleid;
mod moments;
mod opbouw;
mod per_persoon;
mod plan;
mod predicate;
mod reach;
mod respons;
mod responses;
mod rows;
mod samen;
#[cfg(test)]
mod samples;
mod scan;
mod scanned;
mod sighting;
mod span;
mod stromen;
mod survey;
mod survey_checks;
mod unseen;
mod wijziging;

pub use compute::{Counted, Counts, EstimatedCell, EstimatedIndicator, Progress, Run, compute};
pub use opbouw::{Kant, Lid, Opbouw, Optelling, Tijd};
