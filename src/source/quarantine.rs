//! The rows in quarantine, as they stand in their files.

use std::io::{self, BufWriter, Read, Write};

use super::text::Again;
use super::{BronReport, OpenBron};

/// Writes the rejected rows of a source, each with its file, line and code in front.
///
/// The bytes of a row are those of the file, whatever its encoding, so that it can be repaired
/// and delivered again. Rows of files that are no text, or UTF-16, are written as UTF-8 with `;`.
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
        let shown = quoted(&file.shown);
        let mut at = 0;
        let mut text = Again::open(bron, rows[0].file, opening).map_err(with_path)?;
        for row in rows {
            // The rows come in the order of the file.
            text.skip(row.offset - at).map_err(with_path)?;
            write!(out, "{shown};{};{};", row.line, row.code)?;
            let n_copied = io::copy(&mut text.by_ref().take(u64::from(row.len)), &mut out)?;
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
