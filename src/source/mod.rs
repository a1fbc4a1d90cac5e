//! From files to typed blocks: dialects, columns, checks, quarantine and balances.
//!
//! Every file becomes text with delimiters (`text`, `kind`), of which it is settled how it is
//! written (`settle`). The text is cut into pieces at record ends (`cut`), split into fields
//! (`record`) and typed (`piece`).

mod bereik;
mod binair;
mod block;
mod bsn;
mod cache;
mod cell;
mod codelijst;
mod cut;
mod decode;
mod delivery;
mod dialect;
mod dictionary;
mod faults;
mod header;
mod huidig;
mod indeling;
mod keyless;
mod keys;
mod kind;
mod laatste;
mod leveringen;
mod marks;
mod memo;
mod nullen;
mod number_form;
mod onbekend;
mod open;
mod overgang;
mod path;
mod periode;
mod piece;
mod plan;
mod pseudoniem;
mod quarantine;
mod read;
mod record;
mod reference;
mod row_key;
mod settle;
mod shares;
mod spec;
mod stream;
mod text;
mod text_numbers;
mod total;
mod uren;
mod value;
mod waarden;
mod watch;

pub use bereik::Bereik;
pub use block::{Block, Column, PersonId, TextId};
pub use cache::{Cache, PROGRAM, Shelf, known_hashes, read_or_replay};
pub use codelijst::{Codelijst, Geldig, WetVersie, ingebouwd, ingebouwde_namen, load_codelijst};
use dialect::Dialect;
pub use dialect::{Codering, DialectSpec, Duizendtal};
pub use dictionary::Dictionary;
pub use huidig::load_huidig;
pub use indeling::load_indeling;
pub use kind::READER;
pub use laatste::{RANK_BITS, n_bits};
pub use open::{BronFile, OpenBron, open_bron};
pub use overgang::load_overgang;
pub use quarantine::quarantine_csv;
pub use read::{BronReport, Rejected, Stop, read_bron};
pub use spec::{Bestandssoort, BronSpec, DatumVorm, KolomSpec, KolomType, UrenKolom, Vorm};
pub use text::hexadecimal;
