//! A made-up municipality that looks like Tilburg, of any size, with known effects in it.

mod cbs;
mod contacten;
mod csv_file;
mod day;
mod doelen;
mod draw;
mod effects;
mod faults;
mod folder;
mod gebieden;
mod gemeente;
mod ggd;
mod initiatieven;
mod kaart;
mod lemon;
mod meldingen;
mod mix;
mod persons;
mod places;
mod products;
mod sink;
mod toegang;
mod veiligheidsmonitor;
mod voorzieningen;
mod wijknetwerken;
mod words;

#[cfg(test)]
mod tests;

pub use folder::{DemoSettings, DemoSummary, MAX_RESIDENTS, MIN_RESIDENTS, write_demo};
pub use sink::{MemorySink, Sink};
