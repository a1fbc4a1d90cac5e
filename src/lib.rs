//! The integral monitor of a Dutch municipality's social domain.
//!
//! `wijkmonitor` reads the exports a municipality already has, computes indicators per wijk with
//! their intervals, and publishes figures and charts that are safe to publish. The layers and
//! what each may know are described in `src/ARCHITECTURE.md`.

pub mod analysis;
pub mod cli;
pub mod definition;
pub mod demo;
pub mod diagnostic;
pub mod disclosure;
pub mod engine;
pub mod model;
pub mod render;
pub mod smart;
pub mod source;
pub mod stats;
