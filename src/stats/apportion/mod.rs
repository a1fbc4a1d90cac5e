//! Dividing a whole number in proportion to others, exactly: the parts add up to the last unit, and
//! neither the order of the numbers nor the machine shows in them.
//!
//! Each part is what is due, rounded down, and the units that are left over go to the largest
//! remainders. That keeps each part within one unit of what is due, which a voter or a wijk can check;
//! its known paradoxes, such as a part that shrinks when there is more to divide, are of one unit, here a
//! cent.
//!
//! References:
//! - Balinski, M.L. and Young, H.P. (1982). Fair Representation: Meeting the Ideal of One Man, One Vote.
//!   Yale University Press. The method of Hamilton, chapter 3; elsewhere of Hare and Niemeyer.

mod bounded;
mod hamilton;
mod mixture;
mod parts;

pub use bounded::{Bound, BoundedPart, Infeasible, Limits, largest_remainder_between};
pub use hamilton::largest_remainder;
pub use mixture::Mixture;
pub use parts::{NoParts, Parts};
