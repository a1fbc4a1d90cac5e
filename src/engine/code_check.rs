//! Codes that a list does not have, and rows that are to be taken as never sent.
//!
//! Looked at are the rows that are used: what `uitsluiten` leaves out cannot be wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::source::{Block, Codelijst, Column, OpenBron, TextId};

use super::codes::{Codes, Oordeel};

/// The number of unknown codes of a column that findings show one by one.
const MAX_SHOWN: usize = 20;

/// The number of codes of a list that a finding shows.
const MAX_CODES: usize = 24;

/// The lists that the rows of a source are held against.
#[derive(Debug, Default)]
pub(super) struct CodeChecks(Vec<Check>);

#[derive(Debug)]
struct Check {
    codes: Codes,
    /// The column declares the list.
    is_declared: bool,
    /// A filter asks the list.
    is_asked: bool,
    /// The code of rows that are to be taken as never sent.
    verwijderd: Option<TextId>,
}

/// What is wrong with some rows, by the number of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    /// A code, with its law and version, that the list does not have (on that date).
    Code(usize, Oordeel, TextId, Option<TextId>, Option<TextId>),
    /// A law and version that the list does not know.
    WetVersie(usize, Option<TextId>, Option<TextId>),
    /// A removed record.
    Verwijderd(usize),
}

/// How many rows, and the file and line of the first.
#[derive(Clone, Copy, Debug)]
struct Rows {
    n: u64,
    first: (usize, u64),
}

/// What one thread has found so far.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeTally(FxHashMap<Kind, Rows>);

impl CodeTally {
    fn add(&mut self, kind: Kind, rows: Rows) {
        let known = self.0.entry(kind).or_insert(Rows { n: 0, ..rows });
        known.n += rows.n;
        known.first = known.first.min(rows.first);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (kind, rows) in other.0 {
            self.add(kind, rows);
        }
    }
}

impl CodeChecks {
    /// The lists that columns declare, and those that filters ask and that depend on the row.
    pub(super) fn new(
        bron: &OpenBron,
        lijsten: &BTreeMap<String, Codelijst>,
        asked: Vec<&Codes>,
    ) -> Self {
        let mut checks: Vec<Check> = Vec::new();
        for (kolom, spec) in bron.spec.kolommen.iter().enumerate() {
            let Some((naam, _)) = &spec.codelijst else { continue };
            let lijst = &lijsten[naam];
            let dictionary = bron.dictionary(kolom).expect("a code column has a dictionary");
            let verwijderd = lijst.verwijderd().map(|code| dictionary.intern(code));
            let codes = Codes::new(naam, lijst, kolom, bron);
            checks.push(Check { codes, is_declared: true, is_asked: false, verwijderd });
        }
        for codes in asked.into_iter().filter(|codes| codes.is_keyed()) {
            let is_known = |check: &&mut Check| {
                (check.codes.kolom, &check.codes.lijst) == (codes.kolom, &codes.lijst)
            };
            if let Some(known) = checks.iter_mut().find(is_known) {
                known.is_asked = true;
            } else {
                let codes = codes.clone();
                checks.push(Check { codes, is_declared: false, is_asked: true, verwijderd: None });
            }
        }
        Self(checks)
    }

    /// Adds the columns whose cells are looked at.
    pub(super) fn collect_columns(&self, found: &mut BTreeSet<usize>) {
        for check in &self.0 {
            check.codes.collect_columns(found);
        }
    }

    /// Looks at the rows of a block.
    pub(super) fn see(&self, block: &Block, tally: &mut CodeTally) {
        for (idx, check) in self.0.iter().enumerate() {
            let Column::Text(cells) = &block.columns[check.codes.kolom] else { continue };
            for (row, cell) in cells.iter().enumerate() {
                let Some(code) = *cell else { continue };
                let one = Rows { n: 1, first: (block.file, block.lines[row]) };
                if check.verwijderd == Some(code) {
                    tally.add(Kind::Verwijderd(idx), one);
                }
                let (wet, versie) = check.codes.sleutel(block, row);
                match check.codes.oordeel(block, row) {
                    Oordeel::AndereVersie => tally.add(Kind::WetVersie(idx, wet, versie), one),
                    oordeel @ (Oordeel::Onbekend | Oordeel::NietOpDatum) if check.is_declared => {
                        tally.add(Kind::Code(idx, oordeel, code, wet, versie), one);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Says what was found, in the order of the rows.
    pub(super) fn report(&self, bron: &OpenBron, tally: CodeTally, findings: &mut Findings) {
        let (versions, others): (Vec<_>, Vec<_>) =
            tally.0.into_iter().partition(|(kind, _)| matches!(kind, Kind::WetVersie(..)));
        self.report_versions(bron, versions, findings);
        let mut found: Vec<_> = others
            .into_iter()
            .map(|(kind, rows)| (rows.first, self.finding(bron, kind, rows.n), kind, rows))
            .collect();
        // Ids differ between runs, so the words decide between two on one line.
        found.sort_by(|a, b| (a.0, &a.1.message).cmp(&(b.0, &b.1.message)));
        let mut n_shown: BTreeMap<usize, usize> = BTreeMap::new();
        let mut others: BTreeMap<usize, Rows> = BTreeMap::new();
        for (first, finding, kind, rows) in found {
            if let Kind::Code(idx, ..) = kind {
                let n_shown = n_shown.entry(idx).or_default();
                *n_shown += 1;
                if MAX_SHOWN < *n_shown {
                    others.entry(idx).or_insert(Rows { n: 0, ..rows }).n += rows.n;
                    continue;
                }
            }
            findings.push(at_row(bron, finding, first, rows.n));
        }
        for (idx, rows) in others {
            let Codes { kolom, lijst, .. } = &self.0[idx].codes;
            let naam = &bron.spec.kolommen[*kolom].naam;
            let message = format!("`{naam}` holds more codes that are not in `{lijst}`");
            let finding = Diagnostic::new(Code::UnknownCode, message);
            findings.push(at_row(bron, finding, rows.first, rows.n));
        }
    }

    /// Says which laws and versions lists do not know: once for each, with all its lists.
    fn report_versions(&self, bron: &OpenBron, found: Vec<(Kind, Rows)>, findings: &mut Findings) {
        let mut groups: BTreeMap<(String, bool), Vec<(&Check, Rows)>> = BTreeMap::new();
        for (kind, rows) in found {
            let Kind::WetVersie(idx, wet, versie) = kind else { continue };
            let check = &self.0[idx];
            let words = wet_versie(bron, &check.codes, (wet, versie));
            groups.entry((words, check.is_asked)).or_default().push((check, rows));
        }
        let mut reported: Vec<_> = groups
            .into_iter()
            .map(|((words, is_asked), mut checks)| {
                checks.sort_by_key(|(check, _)| (check.codes.kolom, &check.codes.lijst));
                let first = checks.iter().map(|(_, rows)| rows.first).min();
                let n = checks.iter().map(|(_, rows)| rows.n).max();
                let checks: Vec<_> = checks.into_iter().map(|(check, _)| check).collect();
                let finding = unknown_version(bron, &words, is_asked, &checks);
                (first.unwrap_or_default(), finding, n.unwrap_or(1))
            })
            .collect();
        reported.sort_by(|a, b| (a.0, &a.1.message).cmp(&(b.0, &b.1.message)));
        for (first, finding, n) in reported {
            findings.push(at_row(bron, finding, first, n));
        }
    }

    fn finding(&self, bron: &OpenBron, kind: Kind, n: u64) -> Diagnostic {
        match kind {
            Kind::Code(idx, oordeel, code, wet, versie) => {
                unknown_code(bron, &self.0[idx].codes, oordeel, code, (wet, versie))
            }
            Kind::WetVersie(..) => unreachable!("versions are reported together"),
            Kind::Verwijderd(idx) => {
                let codes = &self.0[idx].codes;
                let code = self.0[idx].verwijderd.map(|code| text(bron, codes.kolom, code));
                let code = code.expect("the check knows the code");
                let kolom = &bron.spec.kolommen[codes.kolom];
                let (is, rows) = if n == 1 { ("is", "row") } else { ("are", "rows") };
                let message = format!(
                    "{n} {rows} of bron `{}` {is} taken back with `{code}` in `{}`, and {is} used",
                    bron.spec.naam, kolom.naam
                );
                Diagnostic::new(Code::RemovedCounts, message)
                    .at(bron.spec.place.clone(), "leaves them in")
                    .help(format!("set `uitsluiten = '{} == \"{code}\"'`", kolom.naam))
            }
        }
    }
}

/// Puts a finding on the first of its rows, unless it stands at the source.
fn at_row(bron: &OpenBron, finding: Diagnostic, (file, line): (usize, u64), n: u64) -> Diagnostic {
    let cell = Place::Cell { file: Arc::clone(&bron.files[file].shown), line, column: None };
    if finding.place.is_some() {
        return finding.also(cell, "the first");
    }
    let label = finding.label.clone();
    let mut finding = finding.at(cell, label);
    finding.n_more = n - 1;
    finding
}

fn text(bron: &OpenBron, kolom: usize, id: TextId) -> Arc<str> {
    bron.dictionary(kolom).expect("a code column has a dictionary").text(id)
}

/// The law and version of a row in words, as far as the list depends on them.
fn wet_versie(
    bron: &OpenBron,
    codes: &Codes,
    (wet, versie): (Option<TextId>, Option<TextId>),
) -> String {
    let part = |kolom: Option<usize>, id: Option<TextId>, key: &str| {
        let kolom = kolom?;
        Some(match id {
            Some(id) => format!("{key} `{}`", text(bron, kolom, id)),
            None => format!("no {key}"),
        })
    };
    let parts = [part(codes.wet, wet, "wet"), part(codes.versie, versie, "versie")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn unknown_code(
    bron: &OpenBron,
    codes: &Codes,
    oordeel: Oordeel,
    code: TextId,
    sleutel: (Option<TextId>, Option<TextId>),
) -> Diagnostic {
    let kolom = &bron.spec.kolommen[codes.kolom];
    let found = text(bron, codes.kolom, code);
    let shown = if kolom.persoonsgegeven { "a code".to_owned() } else { format!("`{found}`") };
    let when = if oordeel == Oordeel::NietOpDatum { " on the date of the row" } else { "" };
    let wet_versie = wet_versie(bron, codes, sleutel);
    let in_law = if wet_versie.is_empty() { String::new() } else { format!(", for {wet_versie}") };
    let message = format!(
        "`{}` holds {shown}, which code list `{}` does not have{when}{in_law}",
        kolom.naam, codes.lijst
    );
    let finding = Diagnostic::new(Code::UnknownCode, message);
    if kolom.persoonsgegeven || oordeel == Oordeel::NietOpDatum {
        return finding;
    }
    let mut known: Vec<_> = codes.codes_in(sleutel).map(|id| text(bron, codes.kolom, id)).collect();
    known.sort();
    let with_zero = format!("0{found}");
    if known.iter().any(|known| **known == *with_zero) {
        return finding
            .help(format!("did you mean `{with_zero}`? a spreadsheet drops a zero in front"));
    }
    let finding = finding.suggest(&found, known.iter().map(|known| &**known));
    if finding.help.is_some() || known.is_empty() || MAX_CODES < known.len() {
        return finding;
    }
    let all: Vec<_> = known.iter().map(|known| format!("`{known}`")).collect();
    finding.help(format!("the list has {}", all.join(", ")))
}

fn unknown_version(bron: &OpenBron, words: &str, is_asked: bool, checks: &[&Check]) -> Diagnostic {
    let quoted = |names: BTreeSet<&str>| {
        let names: Vec<_> = names.into_iter().map(|name| format!("`{name}`")).collect();
        match names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => String::new(),
        }
    };
    let lijsten: BTreeSet<_> = checks.iter().map(|check| check.codes.lijst.as_str()).collect();
    let kolom = |check: &&Check| bron.spec.kolommen[check.codes.kolom].naam.as_str();
    let (list, know) =
        if lijsten.len() == 1 { ("code list", "knows") } else { ("code lists", "know") };
    let so = if is_asked { "do not count" } else { "are not checked" };
    let message = format!(
        "{list} {} {know} nothing of {words}, so codes of {} {so} there",
        quoted(lijsten),
        quoted(checks.iter().map(kolom).collect()),
    );
    let known = |check: &&Check| {
        let codes = &check.codes;
        let all = codes.wetten_en_versies().map(|sleutel| wet_versie(bron, codes, sleutel));
        all.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("; ")
    };
    let known: BTreeSet<_> = checks.iter().map(known).collect();
    let help = match known.iter().next() {
        Some(known_of_all) if known.len() == 1 && checks.len() == 1 => {
            format!("the list knows {known_of_all}")
        }
        Some(known_of_all) if known.len() == 1 => format!("the lists know {known_of_all}"),
        _ => "a list of your own can hold the codes of this version".to_owned(),
    };
    Diagnostic::new(Code::UnknownVersion, message).help(help)
}
