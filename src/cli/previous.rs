//! The report before this one: that of the last period before, in the same folder.

use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::model::Periode;
use crate::render::Vorige;
use crate::source::hexadecimal;

/// The verdicts of the report before a period, and what tells them from others.
///
/// Of an earlier build of the same period nothing is told: what is built again is the same.
pub(super) fn previous_report(reports: &Path, tot: Periode) -> (Vorige, Option<String>) {
    let entries = fs::read_dir(reports).into_iter().flatten().flatten();
    let name_of = |entry: fs::DirEntry| entry.file_name().to_string_lossy().parse::<Periode>().ok();
    let before = entries.filter_map(name_of).filter(|periode| periode.last_day() < tot.last_day());
    let Some(last) = before.max_by_key(|periode| (periode.last_day(), *periode)) else {
        return (Vorige::default(), None);
    };
    let Ok(bytes) = fs::read(reports.join(last.to_string()).join("status.csv")) else {
        return (Vorige::default(), None);
    };
    let hash = hexadecimal(&Sha256::digest(&bytes));
    (Vorige::parse(&bytes), Some(format!("{last} {hash}")))
}
