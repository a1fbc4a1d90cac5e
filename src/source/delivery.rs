//! Checks the files of a source together: one delivered twice, or without rows.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::OpenBron;
use super::plan::FilePlan;
use crate::diagnostic::{Code, Diagnostic, Findings, Place, with_separators};

/// A file that was read to its end.
pub(super) struct Delivered<'a> {
    /// The path, for findings.
    pub shown: &'a Arc<str>,
    /// The SHA-256 of its bytes.
    pub hash: &'a str,
    /// The number of rows with a text in them.
    pub n_rows: u64,
    /// Those of other gemeenten.
    pub n_elsewhere: u64,
    /// Those that are used.
    pub n_used: u64,
    /// How it was read; `None` when it has no usable header.
    pub plan: Option<&'a FilePlan<'a>>,
}

/// Says so when two files are the same, and which are; files without rows count nothing twice.
pub(super) fn check_same(files: &[Delivered], findings: &mut Findings) -> BTreeSet<Arc<str>> {
    let mut same = BTreeSet::new();
    let mut first_of = HashMap::new();
    for file in files.iter().filter(|file| 0 < file.n_rows) {
        let first = *first_of.entry(file.hash).or_insert(file.shown);
        if Arc::ptr_eq(first, file.shown) {
            continue;
        }
        same.insert(Arc::clone(file.shown));
        let message = format!("`{}` has the same content as `{first}`", file.shown);
        findings.push(
            Diagnostic::new(Code::SameFile, message)
                .at(Place::file(Arc::clone(file.shown)), "the same content")
                .also(Place::file(Arc::clone(first)), "as in this file")
                .help("the export was delivered twice: remove one of the files"),
        );
    }
    same
}

/// The files that are told one by one.
const MAX_SHOWN: usize = 5;

/// Says so when all rows of a file are of other gemeenten: the wrong file looks like no data.
fn check_elsewhere(bron: &OpenBron, files: &[Delivered], findings: &mut Findings) {
    let is_elsewhere = |file: &&Delivered| file.n_used == 0 && 0 < file.n_elsewhere;
    let mut found: Vec<_> = files
        .iter()
        .filter(is_elsewhere)
        .map(|file| {
            let rows = match file.n_elsewhere {
                1 => "1 row".to_owned(),
                n => format!("{} rows", with_separators(n)),
            };
            let message = format!("no row of `{}` is of this gemeente", file.shown);
            Diagnostic::new(Code::AllExcluded, message)
                .at(Place::file(Arc::clone(file.shown)), format!("{rows} of others"))
                .also(bron.spec.place.clone(), "declared here")
        })
        .collect();
    if MAX_SHOWN < found.len() {
        found[0].n_more = found.len() as u64 - 1;
        found.truncate(1);
    }
    for finding in found {
        findings.push(finding);
    }
}

/// Says so when files have a header only, or nothing of this gemeente.
pub(super) fn check_rows(bron: &OpenBron, files: &[Delivered], findings: &mut Findings) {
    check_elsewhere(bron, files, findings);
    let is_bare =
        |file: &&Delivered| file.n_rows == 0 && file.plan.is_some_and(|plan| !plan.is_misread);
    let bare: Vec<_> = files.iter().filter(is_bare).collect();
    if bare.is_empty() {
        return;
    }
    if files.iter().all(|file| file.n_rows == 0) {
        let message = format!("the files of bron `{}` have no rows", bron.spec.naam);
        let finding = Diagnostic::new(Code::NoRows, message);
        findings.push(finding.at(bron.spec.place.clone(), "declared here"));
        return;
    }
    for file in bare {
        let finding = Diagnostic::new(Code::NoRows, "the file has a header and no rows");
        findings.push(finding.at(Place::file(Arc::clone(file.shown)), "no rows"));
    }
}
