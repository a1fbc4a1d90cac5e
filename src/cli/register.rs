//! `publicaties.lock`, beside the reports: what they showed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::load::with_slashes;
use super::lock::write_lock;
use super::run::Prepared;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::disclosure::{Register, parse_register, render_register};

/// The name of the file.
const NAME: &str = "publicaties.lock";

/// The folder for reports: as asked, as the monitor says, or `reports`.
pub(super) fn reports_folder(out: Option<&Path>, prepared: &Prepared) -> PathBuf {
    match (out, &prepared.monitor.uitvoer) {
        (Some(out), _) => out.to_owned(),
        (None, Some(uitvoer)) => prepared.monitor.folder.join(uitvoer),
        (None, None) => PathBuf::from("reports"),
    }
}

/// Reads what earlier reports in a folder showed; nothing when there are none.
///
/// A register that cannot be understood is an error: a report without it could be subtracted from
/// the ones before.
pub(super) fn load_register(reports: &Path, prepared: &mut Prepared) -> anyhow::Result<Register> {
    let path = reports.join(NAME);
    let cannot = || format!("cannot read `{}`", path.display());
    if !path.exists() {
        return Ok(Register::default());
    }
    let bytes = fs::read(&path).with_context(cannot)?;
    let text = String::from_utf8_lossy(&bytes);
    match parse_register(&text) {
        Ok(register) => Ok(register),
        Err(error) => {
            // Findings tell paths from the folder of the monitor.
            let within = path.strip_prefix(&prepared.monitor.folder).unwrap_or(&path);
            let file: Arc<str> = Arc::from(with_slashes(within));
            let place = Place::Cell { file, line: error.line as u64, column: None };
            let message = "the register of earlier reports has a line that cannot be read";
            prepared.findings.push(
                Diagnostic::new(Code::BadRegister, message)
                    .at(place, "here")
                    .help("put back the file that the last build wrote"),
            );
            Ok(Register::default())
        }
    }
}

/// Writes the register; an older one stays whole when that fails.
pub(super) fn write_register(reports: &Path, register: &Register) -> anyhow::Result<()> {
    let path = reports.join(NAME);
    fs::create_dir_all(reports).with_context(|| format!("cannot write `{}`", path.display()))?;
    write_lock(&path, &render_register(register))
}
