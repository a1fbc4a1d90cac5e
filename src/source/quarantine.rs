//! The rows in quarantine, as they stand in their files.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};

use super::{BronReport, OpenBron};

/// Writes the rejected rows of a source, each with its file, line and code in front.
///
/// The bytes of a row are those of the file, whatever its encoding, so that it can be repaired
/// and delivered again.
pub fn quarantine_csv(bron: &OpenBron, report: &BronReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "bestand;regel;code;rij")?;
    for rows in report.rejected.chunk_by(|a, b| a.file == b.file) {
        let file = &bron.files[rows[0].file];
        let with_path = |error: io::Error| {
            io::Error::new(error.kind(), format!("{}: {error}", file.path.display()))
        };
        let shown = quoted(&file.shown);
        let mut reader = BufReader::new(File::open(&file.path).map_err(with_path)?);
        let mut at = 0;
        for row in rows {
            // A relative seek keeps the buffer, and the rows come in the order of the file.
            let distance = i64::try_from(row.offset).map_err(io::Error::other)? - at;
            reader.seek_relative(distance).map_err(with_path)?;
            write!(out, "{shown};{};{};", row.line, row.code)?;
            let n_copied = io::copy(&mut reader.by_ref().take(u64::from(row.len)), out)?;
            at = i64::try_from(row.offset + n_copied).map_err(io::Error::other)?;
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
