//! From files to typed blocks: dialects, columns, checks, quarantine and balances.
//!
//! Bytes are cut into pieces at record ends (`cut`), split into fields (`record`) and typed
//! (`piece`). Only the first two know CSV, so another kind of file needs a reader of its own
//! beside them and nothing else.

mod block;
mod cell;
mod codelijst;
mod cut;
mod decode;
mod delivery;
mod dictionary;
mod faults;
mod header;
mod indeling;
mod keys;
mod open;
mod overgang;
mod path;
mod piece;
mod plan;
mod quarantine;
mod read;
mod record;
mod reference;
mod spec;
mod stream;
mod value;
mod waarden;

pub use block::{Block, Column, PersonId, TextId};
pub use codelijst::{Codelijst, load_codelijst};
pub use cut::hexadecimal;
pub use dictionary::Dictionary;
pub use indeling::load_indeling;
pub use open::{BronFile, OpenBron, open_bron};
pub use overgang::load_overgang;
pub use quarantine::quarantine_csv;
pub use read::{BronReport, Rejected, Stop, read_bron};
pub use spec::{BronSpec, Codering, DatumVorm, Dialect, KolomSpec, KolomType, Vorm};
