//! What follows from a `Publication`: why a figure changed, what goes together, who is like whom.
//!
//! Nothing here has seen a withheld number, so nothing that is computed here can give one away; where a
//! figure that it needs is withheld, the answer says so.

mod flows;

pub use flows::{FlowCell, FlowColumn, FlowRow, FlowTable};
mod association;
mod decomposition;
mod lookup;
#[cfg(test)]
mod voorbeeld;

pub use association::{
    FEWEST_FOR_TEST, FEWEST_WIJKEN, GeenGolven, GeenVerband, Samenhangkaart, VERTRAGINGEN, Verband,
    Verschil, Vertraging, Weglating, Wijkpunt, associate_changes, count_tests,
};
pub use decomposition::{
    Bijdrage, Factorsoort, GeenAfpelling, GeenMarge, Oordeel, PeeledArea, PeeledChange, Peeling,
    Schakel, peel_changes,
};
