//! What is told about the sources beside the figures: balances and breaks.

use serde::{Deserialize, Serialize};

use super::{Datum, Tekst};

/// What became of the rows of one file.
///
/// Every row that was read is used, excluded on purpose or in quarantine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// The name of the source.
    pub bron: String,
    /// The path of the file, from the folder of the monitor.
    pub bestand: String,
    /// Rows read, the header not counted.
    pub gelezen: u64,
    /// Rows that can count.
    pub gebruikt: u64,
    /// Rows left out on purpose: other gemeenten, `uitsluiten`, empty lines.
    pub uitgesloten: u64,
    /// Rows that cannot be used.
    pub quarantaine: u64,
    /// Rows that are used, but whose area is not known.
    pub gebied_onbekend: u64,
}

impl Balance {
    /// True when no row is lost.
    pub fn is_complete(&self) -> bool {
        self.gelezen == self.gebruikt + self.uitgesloten + self.quarantaine
    }
}

/// A day on which the registration changed, so that figures before and after differ for that
/// reason alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breuk {
    /// The first day of the new registration.
    pub op: Datum,
    /// What changed.
    pub tekst: Tekst,
}
