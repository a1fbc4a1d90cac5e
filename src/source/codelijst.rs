//! Code lists: which codes stand for something, in which law and version, from when to when.
//!
//! Codes change their meaning between laws and between versions of a standard: reason 32 is
//! *continued in the social base* in iWmo 2.0 and *stopped early by the client* in iJw 3.2. A list
//! can therefore be keyed by law and version; a code then counts only in rows of its own.

mod landelijk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::reference::{Need, Reference, Wanted, error};
use crate::diagnostic::{Code, Findings, Place};
use crate::model::Datum;

pub use landelijk::{ingebouwd, ingebouwde_namen};

/// A list of codes, each with where and when it is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codelijst {
    codes: BTreeMap<String, Vec<Geldig>>,
    /// The laws and versions of all rows, also of those without a code.
    wetten_en_versies: BTreeSet<WetVersie>,
    verwijderd: Option<&'static str>,
}

/// A law and the version of its standard; an empty text stands for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WetVersie {
    /// The law, in the codes of the monitor.
    pub wet: String,
    /// The version.
    pub versie: String,
}

/// Where and when a code is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Geldig {
    /// In rows of this law and version.
    pub wet_versie: WetVersie,
    /// From this day; without it, always before.
    pub van: Option<Datum>,
    /// Until this day; without it, always after.
    pub tot: Option<Datum>,
}

impl Geldig {
    /// True when the date lies between the first and the last day.
    pub fn is_on(&self, date: Datum) -> bool {
        self.van.is_none_or(|van| van <= date) && self.tot.is_none_or(|tot| date <= tot)
    }
}

impl Codelijst {
    /// All codes, sorted, with where and when each is valid.
    pub fn codes(&self) -> impl Iterator<Item = (&str, &[Geldig])> {
        self.codes.iter().map(|(code, times)| (code.as_str(), times.as_slice()))
    }

    /// The laws and versions that the list knows, sorted.
    pub fn wetten_en_versies(&self) -> impl Iterator<Item = &WetVersie> {
        self.wetten_en_versies.iter()
    }

    /// True when a code of the list means nothing without the law of its row.
    pub fn needs_wet(&self) -> bool {
        self.wetten_en_versies.iter().any(|wet_versie| !wet_versie.wet.is_empty())
    }

    /// True when a code of the list means nothing without the version of its row.
    pub fn needs_versie(&self) -> bool {
        self.wetten_en_versies.iter().any(|wet_versie| !wet_versie.versie.is_empty())
    }

    /// The code of rows that are to be taken as never sent.
    pub fn verwijderd(&self) -> Option<&'static str> {
        self.verwijderd
    }

    fn add(&mut self, code: &str, geldig: Geldig) {
        self.wetten_en_versies.insert(geldig.wet_versie.clone());
        if !code.is_empty() {
            self.codes.entry(code.to_owned()).or_default().push(geldig);
        }
    }
}

/// Loads the code list `naam` from `code;omschrijving;wet;versie;geldig_van;geldig_tot`.
///
/// A row of a law or version without a code says that the list knows it and has no code for it.
pub fn load_codelijst(
    folder: &Path,
    naam: &str,
    path: (&str, &Place),
    findings: &mut Findings,
) -> Option<Codelijst> {
    let wanted = [
        Wanted("code", Need::Required),
        Wanted("geldig_van", Need::Optional),
        Wanted("geldig_tot", Need::Optional),
        Wanted("wet", Need::Optional),
        Wanted("versie", Need::Optional),
    ];
    let table = Reference::load(folder, path, &wanted, findings)?;
    let mut lijst = Codelijst::default();
    if table.rows.is_empty() {
        let message = format!("codelijst `{naam}` has no codes");
        findings.push(error(Code::NoRows, message).at(path.1.clone(), "an empty list"));
    }
    for row in &table.rows {
        let van = table.date(row, 1, findings);
        let tot = table.date(row, 2, findings);
        let [code, _, _, wet, versie] = &row.cells[..] else {
            unreachable!("a row has a cell for each column that was asked for")
        };
        if [code, wet, versie].iter().all(|cell| cell.is_empty()) {
            let message = format!("a row of codelijst `{naam}` has no code");
            findings
                .push(error(Code::EmptyRequired, message).at(table.place(row.line, 0), "empty"));
            continue;
        }
        if van.zip(tot).is_some_and(|(van, tot)| tot < van) {
            let message = format!("a code of codelijst `{naam}` ends before it begins");
            findings.push(
                error(Code::BadValue, message).at(table.place(row.line, 2), "before `geldig_van`"),
            );
        }
        let wet_versie = WetVersie { wet: wet.clone(), versie: versie.clone() };
        lijst.add(code, Geldig { wet_versie, van, tot });
    }
    Some(lijst)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> (Option<Codelijst>, Findings) {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("l.csv"), text).expect("written");
        let mut findings = Findings::default();
        let place = Place::file("monitor.toml");
        let lijst = load_codelijst(folder.path(), "l", ("l.csv", &place), &mut findings);
        (lijst, findings)
    }

    fn date(year: i32) -> Datum {
        Datum::from_ymd_opt(year, 6, 1).expect("a date")
    }

    #[test]
    fn knows_when_a_code_is_valid() {
        let header = "code;omschrijving;geldig_van;geldig_tot";
        let text = &format!("{header}\nb;;2018-01-01;2018-12-31\nb;;2020-01-01;\na;x;;\n");
        let (lijst, findings) = load(text);
        let lijst = lijst.expect("a list");
        assert!(!findings.has_errors());
        let [(a, times_of_a), (b, times_of_b)] = lijst.codes().collect::<Vec<_>>()[..] else {
            panic!("the list has two codes");
        };
        assert_eq!((a, b), ("a", "b"));
        let is_valid = |times: &[Geldig], year| times.iter().any(|geldig| geldig.is_on(date(year)));
        assert_eq!(
            [2017, 2018, 2019, 2030].map(|year| is_valid(times_of_b, year)),
            [false, true, false, true]
        );
        assert!(is_valid(times_of_a, 1950));
        assert!(!lijst.needs_wet() && !lijst.needs_versie());
    }

    #[test]
    fn points_at_a_bad_date() {
        let (_, findings) = load("code;geldig_van\n\na;2018-13-01\n");
        let places: Vec<_> =
            findings.sorted().iter().map(|f| f.place.as_ref().map(ToString::to_string)).collect();
        assert_eq!(places, [Some("l.csv:3:2".into())]);
    }

    #[test]
    fn knows_the_law_and_version_of_a_code() {
        let text = "wet;versie;code\nwmo;2.0;32\nwmo;;02\njeugdwet;3.2;\n";
        let (lijst, findings) = load(text);
        let lijst = lijst.expect("a list");
        assert!(!findings.has_errors());
        assert!(lijst.needs_wet() && lijst.needs_versie());
        let codes: Vec<_> = lijst.codes().map(|(code, _)| code).collect();
        assert_eq!(codes, ["02", "32"]);
        let known: Vec<_> =
            lijst.wetten_en_versies().map(|s| (s.wet.as_str(), s.versie.as_str())).collect();
        assert_eq!(known, [("jeugdwet", "3.2"), ("wmo", ""), ("wmo", "2.0")]);
    }

    #[test]
    fn a_row_without_code_law_and_version_says_nothing() {
        assert!(load("wet;versie;code;geldig_van\n;;;2018-01-01\n").1.has_errors());
    }
}
