//! Whether the report that stands in its place is the one that a run would make, and what was
//! told of it.
//!
//! It is when the manifest would be the same byte for byte, nothing else was found before the
//! data, and every file of the report is as it was written.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::file::{self, Draft, Found};
use super::known::modified;
use super::{Folder, hash_files};
use crate::cli::load::with_slashes;
use crate::cli::manifest::{Inputs, render_manifest};
use crate::cli::run::{Cells, Guarded, Prepared, Told};
use crate::cli::verdicts::Verdicts;
use crate::diagnostic::{Diagnostic, Findings, KeptFinding, Place, SourceText};
use crate::model::Balance;
use crate::source::{PROGRAM, Shelf, hexadecimal, known_hashes, open_bron};

/// How the names of files with what was told begin.
const TOLD: &str = "rapport-";
/// The reports that are remembered: those of the last periods and choices.
const N_TOLD: usize = 16;

/// What is kept of a report.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    files: BTreeMap<String, Entry>,
    before: Vec<KeptFinding>,
    findings: Vec<KeptFinding>,
    written: Vec<(String, String)>,
    balances: Vec<Balance>,
    cells: Cells,
    guarded: Guarded,
    verdicts: Verdicts,
}

/// A file or folder of a report.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// The SHA-256 of a file; a folder has none.
    hash: Option<String>,
    /// Who may do what with it, where the system tells.
    mode: u32,
}

/// What is known of a run before its data are read.
#[derive(Debug)]
pub(in crate::cli) struct Standing {
    definitions: Vec<Arc<SourceText>>,
    /// What was found so far.
    before: Vec<KeptFinding>,
    /// The manifest that the run would write, when no file must be read to tell.
    manifest: Option<Vec<u8>>,
}

impl Standing {
    /// Looks at the inputs; `None` when a finding cannot be kept.
    pub(in crate::cli) fn of(
        cache: &Folder<'_>,
        prepared: &Prepared,
        settings: &BTreeMap<&'static str, String>,
    ) -> Option<Self> {
        let Prepared { monitor, definitions, kop, findings, .. } = prepared;
        let mut findings = findings.clone();
        let mut inputs = Some(Vec::new());
        for (naam, bron) in &monitor.bronnen {
            let open = open_bron(&bron.spec, &monitor.folder, &mut findings);
            let known = inputs.as_ref().and_then(|_| known_hashes(&open, cache));
            let input = known.map(|hashes| Inputs {
                naam: naam.clone(),
                hashes,
                sleutel: open.key_fingerprint(),
            });
            inputs = inputs.zip(input).map(|(mut all, input)| {
                all.push(input);
                all
            });
        }
        let manifest = inputs
            .and_then(|inputs| render_manifest(monitor, definitions, kop, &inputs, settings).ok());
        let before = keep_all(&findings, definitions)?;
        Some(Self { definitions: definitions.clone(), before, manifest })
    }

    /// What was told of the report that stands in this place, when it is up to date and whole.
    pub(in crate::cli) fn what_was_told(&self, cache: &Folder<'_>, target: &Path) -> Option<Told> {
        let path = place_of(cache, target).ok()?;
        let key = key_of(self.manifest.as_ref()?);
        let mut content = match file::open(&path, &key) {
            Ok(Found::Whole(content)) => content,
            Ok(Found::Other) => return None,
            Ok(Found::Damaged) | Err(_) => {
                let _ = fs::remove_file(path);
                return None;
            }
        };
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes).ok()?;
        let kept: Kept = serde_json::from_slice(&bytes).ok()?;
        if kept.before != self.before || entries(target).ok()? != kept.files {
            return None;
        }
        let mut findings = Findings::default();
        let mut find = |known: usize, span| {
            self.definitions.get(known).map(|file: &Arc<SourceText>| Place::text(file, span))
        };
        for finding in kept.findings {
            findings.push(finding.restore(&mut find)?);
        }
        let Kept { written, balances, cells, guarded, verdicts, .. } = kept;
        Some(Told { written, balances, findings, cells, guarded, verdicts })
    }

    /// Keeps what was told of a report that was just put in its place.
    pub(in crate::cli) fn keep(
        self,
        cache: &Folder<'_>,
        target: &Path,
        manifest: &[u8],
        told: &Told,
    ) {
        let Some(findings) = keep_all(&told.findings, &self.definitions) else { return };
        let write = || {
            let kept = Kept {
                files: entries(target)?,
                before: self.before,
                findings,
                written: told.written.clone(),
                balances: told.balances.clone(),
                cells: told.cells,
                guarded: told.guarded,
                verdicts: told.verdicts.clone(),
            };
            let mut draft = Box::new(Draft::new(place_of(cache, target)?)?);
            draft.write_all(&serde_json::to_vec(&kept)?)?;
            draft.keep(&key_of(manifest))
        };
        cache.say_fault("what was told of the report", write());
    }
}

/// Findings without the texts of these definition files; `None` when one points elsewhere.
fn keep_all(findings: &Findings, definitions: &[Arc<SourceText>]) -> Option<Vec<KeptFinding>> {
    let keep = |finding: &Diagnostic| {
        KeptFinding::of(finding, &mut |file, span| {
            let is_same = |known: &Arc<SourceText>| Arc::ptr_eq(known, file) || known == file;
            Some((definitions.iter().position(is_same)?, span.clone()))
        })
    };
    findings.as_found().iter().map(keep).collect()
}

/// Where it is kept what was told of the report in this place.
fn place_of(cache: &Folder<'_>, target: &Path) -> io::Result<PathBuf> {
    let target = with_slashes(&target.canonicalize()?);
    let name = hexadecimal(&Sha256::digest(target.as_bytes()));
    Ok(cache.path.join(format!("{TOLD}{}", &name[..16])))
}

fn key_of(manifest: &[u8]) -> String {
    let hasher = Sha256::new_with_prefix(PROGRAM);
    hexadecimal(&hasher.chain_update(manifest).finalize())
}

/// All files and folders of a report.
fn entries(report: &Path) -> io::Result<BTreeMap<String, Entry>> {
    let mut found = vec![(report.to_owned(), fs::symlink_metadata(report)?)];
    let mut at = 0;
    while let Some((path, data)) = found.get(at).cloned() {
        at += 1;
        if data.is_dir() {
            for entry in fs::read_dir(path)? {
                let path = entry?.path();
                let data = fs::symlink_metadata(&path)?;
                found.push((path, data));
            }
        }
    }
    let entry = |(path, data): &(PathBuf, Metadata)| {
        let hash = match data.file_type() {
            kind if kind.is_dir() => None,
            kind if kind.is_file() => Some(hash_files(std::slice::from_ref(path))?),
            _ => return Err(io::Error::other("neither a file nor a folder")),
        };
        let name = with_slashes(path.strip_prefix(report).unwrap_or(path));
        Ok((name, Entry { hash, mode: mode_of(data) }))
    };
    found.par_iter().map(entry).collect()
}

#[cfg(unix)]
fn mode_of(data: &Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode()
}

#[cfg(not(unix))]
fn mode_of(_: &Metadata) -> u32 {
    0
}

/// Forgets what was told of all reports but the latest.
pub(super) fn forget_oldest(folder: &Path) {
    let mut kept = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(TOLD) {
            let time = entry.metadata().and_then(|data| modified(&data)).unwrap_or(i128::MIN);
            kept.push((time, entry.path()));
        }
    }
    kept.sort();
    for (_, path) in kept.iter().rev().skip(N_TOLD) {
        let _ = fs::remove_file(path);
    }
}
