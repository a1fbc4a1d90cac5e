//! What follows from a `Publication`: why a figure changed, what goes together, who is like whom, and how
//! money that follows the figures is divided.
//!
//! Nothing here has seen a withheld number, so nothing that is computed here can give one away; where a
//! figure that it needs is withheld, the answer says so.

mod allocation;
mod association;
pub mod benchmark;
mod decomposition;
mod flows;
mod lookup;
#[cfg(test)]
mod voorbeeld;

pub use allocation::{
    Criteriumcel, Gevoeligheid, Grensoord, Toedeling, Toegedeeld, Weegwijziging, divide_budget,
};
pub use association::{
    FEWEST_FOR_TEST, FEWEST_WIJKEN, GeenGolven, GeenVerband, Samenhangkaart, VERTRAGINGEN, Verband,
    Verschil, Vertraging, Weglating, Wijkpunt, associate_changes, count_tests,
};
pub use decomposition::{
    Bijdrage, Factorsoort, GeenAfpelling, GeenMarge, Oordeel, PeeledArea, PeeledChange, Peeling,
    Schakel, peel_changes,
};
pub use flows::{FlowCell, FlowColumn, FlowRow, FlowTable};
