//! Code lists: which codes stand for something, and from when to when.

use std::collections::BTreeMap;
use std::path::Path;

use super::reference::{Need, Reference, Wanted, error};
use crate::diagnostic::{Code, Findings, Place};
use crate::model::Datum;

/// A list of codes, each with the times in which it is valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codelijst {
    codes: BTreeMap<String, Vec<Geldig>>,
}

/// The first and the last day on which a code is valid; an open end has no date.
pub type Geldig = (Option<Datum>, Option<Datum>);

impl Codelijst {
    /// True when the date lies in one of the times of a code.
    pub fn is_in(times: &[Geldig], date: Datum) -> bool {
        times.iter().any(|(van, tot)| {
            van.is_none_or(|van| van <= date) && tot.is_none_or(|tot| date <= tot)
        })
    }

    /// All codes, sorted, with the times in which each is valid.
    pub fn codes(&self) -> impl Iterator<Item = (&str, &[Geldig])> {
        self.codes.iter().map(|(code, times)| (code.as_str(), times.as_slice()))
    }
}

/// Loads the code list `naam` from `code;omschrijving;geldig_van;geldig_tot`.
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
    ];
    let table = Reference::load(folder, path, &wanted, findings)?;
    let mut lijst = Codelijst::default();
    for row in &table.rows {
        let van = table.date(row, 1, findings);
        let tot = table.date(row, 2, findings);
        let code = &row.cells[0];
        if code.is_empty() {
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
        lijst.codes.entry(code.clone()).or_default().push((van, tot));
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
        assert_eq!(
            [2017, 2018, 2019, 2030].map(|year| Codelijst::is_in(times_of_b, date(year))),
            [false, true, false, true]
        );
        assert!(Codelijst::is_in(times_of_a, date(1950)));
    }

    #[test]
    fn points_at_a_bad_date() {
        let (_, findings) = load("code;geldig_van\n\na;2018-13-01\n");
        let places: Vec<_> =
            findings.sorted().iter().map(|f| f.place.as_ref().map(ToString::to_string)).collect();
        assert_eq!(places, [Some("l.csv:3:2".into())]);
    }
}
