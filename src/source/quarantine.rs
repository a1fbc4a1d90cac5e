//! The rows in quarantine, as they stand in their files.

use std::io::{self, BufReader, Read, Write};

use super::text::reopen;
use super::{BronReport, OpenBron};

/// Writes the rejected rows of a source, each with its file, line and code in front.
///
/// The bytes of a row are those of the file, whatever its encoding, so that it can be repaired
/// and delivered again. Rows of files that are no text, or UTF-16, are written as UTF-8 with `;`.
pub fn quarantine_csv(bron: &OpenBron, report: &BronReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "bestand;regel;code;rij")?;
    for rows in report.rejected.chunk_by(|a, b| a.file == b.file) {
        let file = &bron.files[rows[0].file];
        let with_path = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", file.path.display()))
        };
        let opening = report.openings.0[rows[0].file].as_ref();
        let opening = opening.expect("rows were read from a file that was opened");
        let shown = quoted(&file.shown);
        let mut at = rows[0].offset;
        let opened = reopen(bron, rows[0].file, opening, at).map_err(with_path)?;
        let mut reader = BufReader::new(opened);
        for row in rows {
            // The rows come in the order of the file.
            let distance = row.offset - at;
            io::copy(&mut reader.by_ref().take(distance), &mut io::sink()).map_err(with_path)?;
            write!(out, "{shown};{};{};", row.line, row.code)?;
            let n_copied = io::copy(&mut reader.by_ref().take(u64::from(row.len)), out)?;
            at = row.offset + n_copied;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A path as a CSV field.
fn quoted(path: &str) -> String {
    if path.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", path.replace('"', "\"\""))
    } else {
        path.to_owned()
    }
}
