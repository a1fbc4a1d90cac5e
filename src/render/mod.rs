//! What readers get: CSV and charts, as bytes made from a `Publication`, and the catalogue, from
//! definitions alone.
//!
//! Nothing here writes a file, prints or knows a withheld number.

mod afpelling;
mod catalogus;
mod chart;
mod csv;
mod doel;
mod flows;
mod number;
mod onthulling;
mod samenhang;
mod text;
mod text_vergelijking;
mod toedeling;
mod vergelijking;

pub use catalogus::{
    Beschrijving, Blok, Catalogus, Deel, Kaart, beschrijf, render_beschrijving_json,
    render_index_html, render_index_markdown, render_lijst_csv, render_lijst_json,
    render_lijst_tekst, render_pagina_html, render_pagina_markdown, render_pagina_tekst,
};
pub use chart::{
    Format, render_afpelling, render_afpelling_gebieden, render_funnel, render_samenhang,
    render_sankey, render_small_multiples, render_toedeling, render_trend,
};
pub use csv::{
    CsvStyle, Vorige, render_afpelling_csv, render_bevindingen_csv, render_bronnen_csv,
    render_cijfers_csv, render_criteria_csv, render_gevoeligheid_csv, render_nulmetingen_csv,
    render_onthulling_csv, render_samenhang_csv, render_samenhang_wijken_csv, render_status_csv,
    render_stromen_csv, render_verdeling_csv, render_vergelijking_csv,
};
pub use flows::render_flows_text;
pub use number::{Notatie, render_number};
pub use onthulling::render_onthulling_html;
pub use vergelijking::{N_KOLOMMEN, Vergelijkingstabel, render_vergelijkingstabel};
