//! Definition files: `monitor.toml`, the indicators, their shared defaults and the language of
//! filters.
//!
//! Everything is checked before a byte of data is read, and all faults are found in one go.

mod afgeleid;
mod afpelling;
mod bereik;
mod bron;
mod catalogue;
mod codelijst;
mod contract;
mod document;
mod doelbestand;
mod drafts;
mod filter;
mod formule;
mod gepubliceerd;
mod indicator;
mod keuze;
mod keys;
mod kolom;
mod lagen;
mod lock;
mod meting;
mod monitor;
mod name;
mod number;
mod onderdrukking;
mod profiel;
mod ratio;
mod respons;
mod samenhang;
mod skipped;
mod standaard;
mod steunt;
mod stroommeting;
mod table;
mod toelichting;
mod toets;
mod uren;
mod value;
mod verband;
mod verdeelregel;
mod verdeling;
mod vergelijking;
mod verlopen;
mod vingerafdruk;
mod vraag;
mod wijziging;

pub use afgeleid::{Afgeleid, Samenhang};
pub use afpelling::{Aantal, Afpelling, Kant, Tijdvak};
pub use bron::Bron;
pub use catalogue::shipped_catalogue;
pub use codelijst::{Codelijstbron, check_codelijsten};
pub use contract::{Afspraak, DoelPlaces, Lint};
pub use drafts::{Catalogus, parse_indicators};
pub use filter::{Filter, Op, Waarde};
pub use formule::{Bewerking, Formule, Verwijzing};
pub use gepubliceerd::{Afronding, Gepubliceerd, Grenzen};
pub use indicator::Indicator;
pub use keuze::Tel;
pub use keys::monitor_keys;
pub use lagen::{Laagregel, Lagen};
pub use lock::{
    Bevroren, Herziening, LOCK_NAME, Lock, Vastgelegd, check_lock, check_lock_areas, parse_lock,
    render_lock,
};
pub use meting::{Aandeel, Meting};
pub use monitor::{Monitor, Onbruikbaar, parse_monitor};
pub use ratio::{Groep, Naar, Ratio, Standaard, Telling};
pub use respons::Respons;
pub use samenhang::Samenhangpaar;
pub use steunt::with_needed;
pub use stroommeting::Stroommeting;
pub use toets::{Getal, Grootheid, Rij, Toets, Verwacht, check_toetsen};
pub use verband::check_verbanden;
pub use verdeelregel::{
    REGEL_NAME, VerdeelPlaces, Verdeelafspraak, parse_verdeelregel, verdeelregel_keys,
};
pub use verdeling::{Kwantiel, Verdeelde, Verdeling, Waarde as VerdeeldeWaarde};
pub use vergelijking::{Dichtstbij, Vergelijkgroep, Vergelijkingen, check_vergelijkingen};
pub use verlopen::check_codes;
pub use vraag::{Populatie, Score, Vraag};
pub use wijziging::Indelingswijziging;
