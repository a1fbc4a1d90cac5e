//! What follows from a `Publication`: why a figure changed, what goes together, who is like whom, and how
//! money that follows the figures is divided.
//!
//! Nothing here has seen a withheld number, so nothing that is computed here can give one away; where a
//! figure that it needs is withheld, the answer says so.

mod allocation;

pub use allocation::{
    Criteriumcel, Gevoeligheid, Grensoord, Toedeling, Toegedeeld, Weegwijziging, divide_budget,
};
