//! Tests of the program as its users run it, and of the numbers against those of others.

mod baseline;
mod bomen;
mod bronnen;
mod build;
mod cache;
mod catalogue;
mod cells;
mod demo;
mod explain;
mod format;
mod fouten;
mod indicators;
mod klein;
mod layers;
mod methoden;
mod onthulling;
mod overgang;
mod program;
mod readme;
mod smart;
mod status;
mod toets;
mod truth;
mod vectors;
mod vergelijking;
mod voorzieningen;
