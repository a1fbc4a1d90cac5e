//! How unequal figures are between areas, and along a ranking of them.

mod concentration;
mod distribution;
mod gap;
mod slope_fit;
mod slope_groups;
mod slope_index;

pub use concentration::{
    ConcentrationIndex, IndexWithVariance, RankedOutcome, concentration_index,
};
pub use distribution::{
    Distribution, DistributionError, atkinson, coefficient_of_variation, gini, gini_corrected,
    ricci_schutz, theil,
};
pub use gap::{Gaps, gaps};
pub use slope_groups::{FigureKind, SlopeError, SlopeGroup, SlopeGroups};
pub use slope_index::{SlopeFit, SlopeIndex, slope_index};
