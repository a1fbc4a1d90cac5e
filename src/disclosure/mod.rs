//! The privacy boundary: counted cells go in, a [`Publication`] comes out.
//!
//! Nothing else in the program can make a `Publication`, and renderers accept nothing else, so a
//! chart or a file that shows a withheld number does not compile.

pub mod attack;
mod primary;
mod publication;
mod verdict;

pub use primary::may_show;
pub use publication::{Gebiedsregel, Kop, Publication, PublishedCell, PublishedIndicator, publish};
