//! Secondary suppression: cells that are withheld because others could be computed from them.
//!
//! A gemeente minus its other wijken gives a withheld wijk, a year minus its other quarters a
//! withheld quarter. All sums that anybody knows to hold make one [`System`]; [`protect()`] withholds more
//! of it until each withheld number could still have any value that the rule itself leaves open.
//!
//! The proof is a [`Witness`]: another table of whole numbers that fits all that is published, in which the
//! number is at most 1, and one in which it is as large as the threshold. [`Protection::check`] checks
//! them by addition alone, so that it does not matter how they were found.
//!
//! References:
//! - Fischetti, M. and Salazar, J.J. (1998). Models and algorithms for the 2-dimensional cell
//!   suppression problem in statistical disclosure control. Mathematical Programming 84, 283-312.
//! - Hundepool, A. et al. (2012). Statistical Disclosure Control. Wiley.

mod balance;
mod blocks;
mod graph;
mod insiders;
mod local;
#[cfg(test)]
mod properties;
mod protect;
mod prune;
mod room;
mod search;
mod system;
mod trail;
mod witness;
mod work;

pub use protect::{Proof, Protection, Start, protect};
pub use system::{Demand, Number, Relation, Slot, System};
pub use witness::{Flaw, Target, Witness};
