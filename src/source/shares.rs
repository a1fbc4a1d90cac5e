//! Rows of which a source, or one file of it, has too many: those that cannot be used, and those
//! of which nobody knows the area.
//!
//! A file is judged alone as well: a broken delivery is a small part of ten years, and all of its
//! own quarter, which would be published as a quarter in which little happened.

use std::sync::Arc;

use super::read::Rejected;
use super::{KolomType, OpenBron, Vorm};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};
use crate::model::Balance;

/// The fewest rows, and the fewest of them at fault, by which a file is judged alone.
const MIN_ROWS: u64 = 20;
const MIN_FAULTS: u64 = 5;

/// The files that are told one by one.
const MAX_SHOWN: usize = 5;

/// The share of rows without an area above which there is a warning, whatever is declared.
const USUAL_UNKNOWN: f64 = 0.5;

/// The rows of a file that are not as they should be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FaultyRows {
    /// In quarantine, but for those that another row has given already.
    pub unusable: u64,
    /// Used, with no area in any column of areas.
    pub without_area: u64,
}

impl FaultyRows {
    /// Adds the rows in quarantine to those of their files.
    pub fn add_rejected(files: &mut [Self], rejected: &[Rejected]) {
        let is_double =
            |row: &&Rejected| matches!(row.code, Code::DuplicateKey | Code::DuplicateFigure);
        for row in rejected.iter().filter(|row| !is_double(row)) {
            files[row.file].unusable += 1;
        }
    }
}

/// A share of rows that a source should not exceed.
struct Limit {
    share: f64,
    /// The key by which it is declared, when it is.
    key: &'static str,
    code: Code,
    level: Level,
    /// What the rows are.
    what: &'static str,
    /// The fewest rows by which the source is judged.
    min_rows: u64,
}

/// Some rows of all.
#[derive(Clone, Copy)]
struct Part {
    n: u64,
    of: u64,
}

impl Part {
    fn exceeds(self, share: f64) -> bool {
        share * (self.of as f64) < self.n as f64
    }
}

/// Says so when more rows are in quarantine, or without an area, than the monitor allows.
pub(super) fn check_shares(
    bron: &OpenBron,
    balances: &[Balance],
    faulty: &[FaultyRows],
    findings: &mut Findings,
) {
    let spec = &bron.spec;
    let rejected = |code: Code, share: Option<f64>, key| {
        let limit = |share| Limit {
            share,
            key,
            code,
            level: code.level(),
            what: "in quarantine",
            min_rows: 0,
        };
        share.map(limit)
    };
    let limits = [
        rejected(Code::TooManyRejected, Some(spec.max_afgekeurd), "max_afgekeurd"),
        rejected(Code::ManyRejected, spec.waarschuw_afgekeurd, "waarschuw_afgekeurd"),
    ];
    let all: Vec<_> = balances
        .iter()
        .map(|balance| Part { n: balance.quarantaine, of: balance.gelezen })
        .collect();
    let files = balances.iter().zip(faulty);
    let alone: Vec<_> =
        files.map(|(balance, faulty)| Part { n: faulty.unusable, of: balance.gelezen }).collect();
    for limit in limits.into_iter().flatten() {
        if check_limit(bron, &limit, &all, &alone, findings) {
            break;
        }
    }
    let has_areas = spec.kolommen.iter().any(|kolom| kolom.soort == KolomType::Gebied);
    if !has_areas || spec.vorm == Vorm::Cijfers {
        return;
    }
    let (share, level) = match spec.max_gebied_onbekend {
        Some(share) => (share, Level::Error),
        None => (USUAL_UNKNOWN, Level::Warning),
    };
    let key = if spec.max_gebied_onbekend.is_some() { "max_gebied_onbekend" } else { "" };
    let code = Code::ManyUnknownAreas;
    let min_rows = if key.is_empty() { MIN_ROWS } else { 0 };
    let limit = Limit { share, key, code, level, what: "without a known area", min_rows };
    let files = balances.iter().zip(faulty);
    let unknown: Vec<_> = files
        .map(|(balance, faulty)| Part { n: faulty.without_area, of: balance.gebruikt })
        .collect();
    check_limit(bron, &limit, &unknown, &unknown, findings);
}

/// Judges the source by all its rows, and otherwise each file by its own; true when one of them
/// exceeds the limit.
fn check_limit(
    bron: &OpenBron,
    limit: &Limit,
    all: &[Part],
    alone: &[Part],
    findings: &mut Findings,
) -> bool {
    let whole =
        Part { n: all.iter().map(|part| part.n).sum(), of: all.iter().map(|part| part.of).sum() };
    let declared = bron.spec.place.clone();
    if limit.min_rows <= whole.of && whole.exceeds(limit.share) {
        let naam = format!("bron `{}`", bron.spec.naam);
        findings.push(limit.finding(&naam, whole).at(declared, "declared here"));
        return true;
    }
    let is_judged = |part: &Part| MIN_ROWS <= part.of && MIN_FAULTS <= part.n;
    let files = bron.files.iter().zip(alone);
    let mut found: Vec<_> = files
        .filter(|(_, part)| is_judged(part) && part.exceeds(limit.share))
        .map(|(file, &part)| {
            let place = Place::file(Arc::clone(&file.shown));
            let finding = limit.finding(&format!("`{}`", file.shown), part);
            finding.at(place, "this file").also(declared.clone(), "declared here")
        })
        .collect();
    if MAX_SHOWN < found.len() {
        found[0].n_more = found.len() as u64 - 1;
        found.truncate(1);
    }
    let is_found = !found.is_empty();
    for finding in found {
        findings.push(finding);
    }
    is_found
}

impl Limit {
    fn finding(&self, of: &str, part: Part) -> Diagnostic {
        let Part { n, of: n_rows } = part;
        let than = match self.key {
            "" => "half".to_owned(),
            key => format!("`{key} = {}`", self.share),
        };
        let message = format!("{of} has {n} of {n_rows} rows {}, more than {than}", self.what);
        Diagnostic { level: self.level, ..Diagnostic::new(self.code, message) }
    }
}
