//! Findings: what is wrong, where, what was expected and what can be done about it.
//!
//! A finding is data. The command line draws it; `bevindingen.csv` lists it.

mod code;
mod findings;
mod kept;
mod place;
mod smart_numbers;
mod words;

pub use code::{Code, Level};
pub use findings::{Diagnostic, Findings};
pub use kept::{Find, Keep, KeptFinding};
pub use place::{Place, SourceText};
pub use words::{nearest_text, with_cents, with_separators};
