//! Numbers of persons and records that lost their zeros: `0012` in one file and `12` in another.
//!
//! A spreadsheet drops the zeros in front of a code of digits. Each file is well formed alone, and
//! together they hold every person twice.

use std::sync::Arc;

use super::cell::is_placeholder;
use super::piece::cell_bytes;
use super::plan::FilePlan;
use super::record::Fields;
use super::{KolomSpec, KolomType};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// The longest text that is looked at.
const MAX_LEN: usize = 20;

/// What was seen of the texts of a column that are digits alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lengths {
    /// A bit for each length that was seen.
    seen: u32,
    has_zero: bool,
}

impl Lengths {
    fn add(&mut self, cell: &[u8]) {
        if cell.is_empty() || MAX_LEN < cell.len() || !cell.iter().all(u8::is_ascii_digit) {
            return;
        }
        if !is_placeholder(cell) {
            self.seen |= 1 << cell.len();
            self.has_zero |= cell[0] == b'0';
        }
    }

    /// The one length of all texts, when some begin with a zero.
    fn fixed(self) -> Option<u32> {
        (self.has_zero && self.seen.is_power_of_two()).then(|| self.seen.trailing_zeros())
    }

    /// True when the texts are those of a column of this length without their zeros.
    fn lost_zeros(self, length: u32) -> bool {
        let shorter = (1 << length) - 1;
        !self.has_zero && self.seen & shorter != 0 && self.seen & !(shorter | 1 << length) == 0
    }
}

/// What was seen of a file, or a piece of it, of each column that is looked at.
#[derive(Clone, Debug, Default)]
pub(super) struct Nullen(Vec<Lengths>);

/// The columns by which rows are told apart: of persons, and texts and codes of the key.
pub(super) fn told_apart(idx: usize, kolom: &KolomSpec, sleutel: &[usize]) -> bool {
    match kolom.soort {
        KolomType::Pseudoniem => true,
        KolomType::Tekst | KolomType::Code { .. } => sleutel.contains(&idx),
        _ => false,
    }
}

impl Nullen {
    /// Looks at the cells of a row.
    pub fn look(&mut self, plan: &FilePlan, fields: &Fields, bytes: &[u8]) {
        self.0.resize(plan.told_apart.len(), Lengths::default());
        for (&idx, lengths) in plan.told_apart.iter().zip(&mut self.0) {
            let kolom = &plan.kolommen[idx];
            let cell = cell_bytes(kolom, fields, bytes).trim_ascii();
            // A BSN becomes nine digits before it is hashed.
            if kolom.sleutel.is_none() || cell.len() < 8 {
                lengths.add(cell);
            }
        }
    }

    /// Adds what was seen of another piece.
    pub fn merge(&mut self, other: &Self) {
        self.0.resize(self.0.len().max(other.0.len()), Lengths::default());
        for (lengths, other) in self.0.iter_mut().zip(&other.0) {
            lengths.seen |= other.seen;
            lengths.has_zero |= other.has_zero;
        }
    }
}

/// Says so when a column lost its zeros in some files and has them in others.
pub(super) fn check_nullen(files: &[(&FilePlan, &Nullen)], findings: &mut Findings) {
    let Some((first, _)) = files.first() else { return };
    for (place, &idx) in first.told_apart.iter().enumerate() {
        let of = |nullen: &Nullen| nullen.0.get(place).copied().unwrap_or_default();
        let whole = files.iter().find_map(|(plan, nullen)| Some((plan, of(nullen).fixed()?)));
        let Some((whole, length)) = whole else { continue };
        let lost: Vec<_> =
            files.iter().filter(|(_, nullen)| of(nullen).lost_zeros(length)).collect();
        let Some((plan, _)) = lost.first() else { continue };
        let place = |plan: &FilePlan| Place::Cell {
            file: Arc::clone(&plan.shown),
            line: plan.header_line,
            column: plan.kolommen[idx].header.clone(),
        };
        let message = format!(
            "`{}` has lost zeros in front, so rows of one are of two",
            plan.kolommen[idx].shown_name
        );
        let mut finding = Diagnostic::new(Code::MangledCode, message)
            .at(place(plan), "shorter, and none begins with a zero")
            .also(place(whole), format!("{length} digits, some beginning with a zero"))
            .help("export the file again, with the column as text");
        finding.n_more = lost.len() as u64 - 1;
        findings.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(cells: &[&str]) -> Lengths {
        let mut lengths = Lengths::default();
        for cell in cells {
            lengths.add(cell.as_bytes());
        }
        lengths
    }

    #[test]
    fn knows_numbers_without_their_zeros() {
        let whole = lengths(&["0001", "0036", "1200", "x-7", ""]);
        assert_eq!(whole.fixed(), Some(4));
        assert!(lengths(&["1", "36", "1200"]).lost_zeros(4));
        assert!(lengths(&["36"]).lost_zeros(4));
    }

    #[test]
    fn leaves_other_numbers_alone() {
        assert_eq!(lengths(&["1", "36", "1200"]).fixed(), None);
        assert_eq!(lengths(&["0001", "036"]).fixed(), None);
        assert_eq!(lengths(&["1234", "1200"]).fixed(), None);
        assert!(!lengths(&["1234", "1200"]).lost_zeros(4));
        assert!(!lengths(&["123456", "36"]).lost_zeros(4));
        assert!(!lengths(&["0036", "36"]).lost_zeros(4));
        assert!(!lengths(&["x-7"]).lost_zeros(4));
    }
}
