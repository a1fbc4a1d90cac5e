//! What readers get: CSV and charts, as bytes made from a `Publication` and nothing else.
//!
//! Nothing here writes a file, prints or knows a withheld number.

mod chart;
mod csv;
mod doel;
mod number;
mod text;

pub use chart::{Format, render_small_multiples, render_trend};
pub use csv::{
    CsvStyle, Vorige, render_bevindingen_csv, render_bronnen_csv, render_cijfers_csv,
    render_status_csv,
};
pub use number::{Notatie, render_number};
