//! Checks the files of a source together: one delivered twice, or without rows.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::OpenBron;
use super::plan::FilePlan;
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// A file that was read to its end.
pub(super) struct Delivered<'a> {
    /// The path, for findings.
    pub shown: &'a Arc<str>,
    /// The SHA-256 of its bytes.
    pub hash: &'a str,
    /// The number of rows with a text in them.
    pub n_rows: u64,
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

/// Says so when files have a header only.
pub(super) fn check_rows(bron: &OpenBron, files: &[Delivered], findings: &mut Findings) {
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
