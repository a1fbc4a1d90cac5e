//! The rows in quarantine, as they stand in their files but for what names a person.

use std::io::{self, BufWriter, Read, Write};

use memchr::{memchr, memchr2};
use serde::{Deserialize, Serialize};

use super::bsn::holds_bsn;
use super::plan::{FilePlan, Herkomst};
use super::text::Again;
use super::{BronReport, OpenBron};
use crate::diagnostic::Code;

/// What stands for a cell that is not copied.
const HIDDEN: &[u8] = b"***";

/// What is not copied of the rows of a file in which persons are named by more than a pseudonym.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mask {
    scheidingsteken: u8,
    /// The fields that become keyed hashes, from 0.
    hidden: Vec<usize>,
    /// The fields whose numbers are known to be no BSNs.
    safe: Vec<usize>,
}

impl Mask {
    /// The mask of a file; `None` when no column of it becomes a keyed hash.
    pub fn of(plan: &FilePlan) -> Option<Self> {
        let (mut hidden, mut safe) = (Vec::new(), Vec::new());
        for kolom in &plan.kolommen {
            let Herkomst::Field(at) = kolom.herkomst else { continue };
            if kolom.sleutel.is_some() {
                hidden.push(at);
            } else if kolom.geen_bsn {
                safe.push(at);
            }
        }
        let scheidingsteken = plan.text.scheidingsteken;
        (!hidden.is_empty()).then_some(Self { scheidingsteken, hidden, safe })
    }

    /// Writes a row without the cells that name a person.
    fn write(&self, row: &[u8], code: Code, out: &mut dyn Write) -> io::Result<()> {
        if matches!(code, Code::FieldCount | Code::UnclosedQuote | Code::StrayQuote) {
            // Nobody knows which field is which.
            return out.write_all(HIDDEN);
        }
        let (mut at, mut idx) = (0, 0);
        loop {
            let end = field_end(row, at, self.scheidingsteken);
            let field = &row[at..end];
            let is_person = self.hidden.contains(&idx) && !field.trim_ascii().is_empty();
            let is_hidden = is_person || (!self.safe.contains(&idx) && holds_bsn(field));
            out.write_all(if is_hidden { HIDDEN } else { field })?;
            if end == row.len() {
                return Ok(());
            }
            out.write_all(&[self.scheidingsteken])?;
            (at, idx) = (end + 1, idx + 1);
        }
    }
}

/// The end of the field that starts at `at`, with its quotes, as [`super::record`] reads it.
fn field_end(row: &[u8], at: usize, delimiter: u8) -> usize {
    let mut from = at;
    if row.get(at) == Some(&b'"') {
        from = at + 1;
        // A doubled quote closes and opens again.
        while let Some(n) = memchr(b'"', &row[from..]) {
            from += n + 1;
            if row.get(from) != Some(&b'"') {
                break;
            }
            from += 1;
        }
    }
    memchr2(delimiter, b'\n', &row[from..]).map_or(row.len(), |n| from + n)
}

/// Writes the rejected rows of a source, each with its file, line and code in front.
///
/// The bytes of a row are those of the file, whatever its encoding, so that it can be repaired
/// and delivered again. Rows of files that are no text, or UTF-16, are written as UTF-8 with `;`.
/// Where a column becomes a keyed hash, its cells and all BSNs are `***`: the report must not say
/// what the key keeps secret, and the file and the line tell where to look.
pub fn quarantine_csv(bron: &OpenBron, report: &BronReport, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    writeln!(out, "bestand;regel;code;rij")?;
    for rows in report.rejected.chunk_by(|a, b| a.file == b.file) {
        let file = &bron.files[rows[0].file];
        let with_path = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", file.path.display()))
        };
        let opening = report.openings.0[rows[0].file].as_ref();
        let opening = opening.expect("rows were read from a file that was opened");
        let mask = report.masks[rows[0].file].as_ref();
        let shown = quoted(&file.shown);
        let mut at = 0;
        let mut text = Again::open(bron, rows[0].file, opening).map_err(with_path)?;
        for row in rows {
            // The rows come in the order of the file.
            text.skip(row.offset - at).map_err(with_path)?;
            write!(out, "{shown};{};{};", row.line, row.code)?;
            let mut copied = text.by_ref().take(u64::from(row.len));
            let n_copied = match mask {
                None => io::copy(&mut copied, &mut out)?,
                Some(mask) => {
                    let mut bytes = Vec::new();
                    copied.read_to_end(&mut bytes).map_err(with_path)?;
                    mask.write(&bytes, row.code, &mut out)?;
                    bytes.len() as u64
                }
            };
            at = row.offset + n_copied;
            writeln!(out)?;
        }
    }
    out.flush()
}

/// A path as a CSV field.
fn quoted(path: &str) -> String {
    if path.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", path.replace('"', "\"\""))
    } else {
        path.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_what_names_a_person_and_keeps_the_rest_as_it_stands() {
        #[track_caller]
        fn case(row: &str, expected: &str) {
            let mask = Mask { scheidingsteken: b';', hidden: vec![1], safe: vec![3] };
            let mut out = Vec::new();
            mask.write(row.as_bytes(), Code::BadDate, &mut out).expect("written");
            assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
        }

        case("m1;123456782;2017;x", "m1;***;2017;x");
        case("m1;;2017;x", "m1;;2017;x");
        case("\"a;\"\"b\";\"12;3\"\"4\";\"c\nd\";", "\"a;\"\"b\";***;\"c\nd\";");
        case("123456782;1;Jansen, BSN 1234.56.782, belt;x", "***;***;***;x");
        case("m1;1;2017;123456782", "m1;***;2017;123456782");
        case("m1;1;31-12-2017;\"", "m1;***;31-12-2017;\"");
    }

    #[test]
    fn shows_nothing_of_a_row_whose_fields_nobody_can_tell() {
        let mask = Mask { scheidingsteken: b';', hidden: vec![1], safe: Vec::new() };
        for code in [Code::FieldCount, Code::UnclosedQuote, Code::StrayQuote] {
            let mut out = Vec::new();
            mask.write(b"m1;x;C-17;2017", code, &mut out).expect("written");
            assert_eq!(out, HIDDEN);
        }
    }
}
