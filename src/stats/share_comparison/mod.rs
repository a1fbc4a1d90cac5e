//! Whether two independent shares differ, and by how much.
//!
//! Two intervals that overlap do not say that shares are equal; this compares the shares
//! themselves. A wijk is compared with the rest of the gemeente, not with the gemeente that
//! contains it, since the two have to be independent.

mod difference;
mod equality;
mod ratio;
mod score;

pub use difference::{
    ShareDifference, agresti_caffo_difference, miettinen_nurminen_difference, newcombe_difference,
};
pub use equality::{ChiSquaredTest, chi_squared_test, fisher_exact_test};
pub use ratio::{ShareRatio, adjusted_log_ratio, log_ratio, miettinen_nurminen_ratio};
