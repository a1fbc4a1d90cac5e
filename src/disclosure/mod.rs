//! The privacy boundary: counted cells go in, a [`Publication`] comes out.
//!
//! Nothing else in the program can make a `Publication`, and renderers accept nothing else, so a
//! chart or a file that shows a withheld number does not compile.

pub mod attack;
mod dominance;
mod primary;
mod publication;
mod verdict;

pub use dominance::{is_dominated, is_near_largest, is_of_few};
pub use primary::{few, is_disclosive, may_show};
pub use publication::{Gebiedsregel, Kop, Publication, PublishedCell, PublishedIndicator, publish};
