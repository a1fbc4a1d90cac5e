//! What follows from a `Publication`: why a figure changed, what goes together, who is like whom.
//!
//! Nothing here has seen a withheld number, so nothing that is computed here can give one away; where a
//! figure that it needs is withheld, the answer says so.

mod benchmark;

pub use benchmark::{
    Basis, Benchmarks, Buren, Buur, FEWEST_POINTS, GeenBuren, Kenmerk, Lid, Met, Oordeel, Reden,
    Tegenover, Trechter, Trechterpunt, Vergelijking, Vergelijkregel, Verschil, compute_benchmarks,
};

#[cfg(test)]
pub(crate) use benchmark::{tests::example, trechter_of_counts};
