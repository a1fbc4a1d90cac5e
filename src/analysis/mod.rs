//! What follows from a `Publication`: why a figure changed, what goes together, who is like whom.
//!
//! Nothing here has seen a withheld number, so nothing that is computed here can give one away; where a
//! figure that it needs is withheld, the answer says so.

mod flows;

pub use flows::{FlowCell, FlowColumn, FlowRow, FlowTable};
