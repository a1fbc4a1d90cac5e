//! Finds the declared columns in the header of a file.

use std::sync::Arc;

use super::{BronSpec, KolomSpec, Vorm};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// The header of one file.
pub(super) struct Header<'a> {
    /// The path of the file, for findings.
    pub file: &'a Arc<str>,
    /// The line it stands on.
    pub line: u64,
    /// The trimmed names.
    pub names: &'a [Arc<str>],
}

/// Ways in which a name in a file may agree with a declared one, the strictest first.
type Agrees = fn(&str, &str) -> bool;

const EXACT: Agrees = |found, kop| found == kop;
const STEM: Agrees = |found, kop| stem(found).is_some_and(|stem| stem == kop);
const EXACT_ANY_CASE: Agrees = |found, kop| found.to_lowercase() == kop.to_lowercase();
const STEM_ANY_CASE: Agrees =
    |found, kop| stem(found).is_some_and(|stem| stem.to_lowercase() == kop.to_lowercase());

/// The name without the number that StatLine puts behind it, which differs between years.
fn stem(name: &str) -> Option<&str> {
    let (stem, number) = name.rsplit_once('_')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !stem.is_empty()).then_some(stem)
}

/// The place of each declared column in the file, from 0.
///
/// Columns that come from the name of the file have none, and neither have missing ones.
pub(super) fn find_columns(
    spec: &BronSpec,
    header: &Header,
    findings: &mut Findings,
) -> Vec<Option<usize>> {
    let ways: &[Agrees] = match spec.vorm {
        Vorm::Cijfers => &[EXACT, STEM, EXACT_ANY_CASE, STEM_ANY_CASE],
        Vorm::Records | Vorm::Enquete => &[EXACT, EXACT_ANY_CASE],
    };
    let is_virtual = |kolom: &KolomSpec| kolom.uit_bestandsnaam.is_some();
    let find = |kolom| {
        if is_virtual(kolom) { None } else { find_column(kolom, header, ways, findings) }
    };
    spec.kolommen.iter().map(find).collect()
}

fn find_column(
    kolom: &KolomSpec,
    header: &Header,
    ways: &[Agrees],
    findings: &mut Findings,
) -> Option<usize> {
    let own = std::slice::from_ref(&kolom.naam);
    let aliases = if kolom.kop.is_empty() { own } else { kolom.kop.as_slice() };
    for agrees in ways {
        let of_alias = |alias: &str| {
            let names = header.names.iter().enumerate();
            let found = names.filter(move |(_, name)| agrees(name, alias.trim()));
            found.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let mut found: Vec<usize> = Vec::new();
        for at in aliases.iter().flat_map(|alias| of_alias(alias)) {
            if !found.contains(&at) {
                found.push(at);
            }
        }
        if let [first, second, ..] = found[..] {
            let message = format!("two columns of the file fit column `{}`", kolom.naam);
            findings.push(
                Diagnostic::new(Code::DoubleColumn, message)
                    .at(header_place(header, Some(second)), "fits as well")
                    .also(header_place(header, Some(first)), "fits")
                    .also(kolom.place.clone(), "declared here"),
            );
        }
        if let Some(&first) = found.first() {
            return Some(first);
        }
    }
    let names: Vec<_> = aliases.iter().map(|alias| format!("`{alias}`")).collect();
    let message = format!("the file has no column {}", names.join(" or "));
    findings.push(
        Diagnostic::new(Code::MissingColumn, message)
            .at(header_place(header, None), "not in this header")
            .also(kolom.place.clone(), "declared here")
            .suggest(&aliases[0], header.names.iter().map(|name| &**name)),
    );
    None
}

fn header_place(header: &Header, at: Option<usize>) -> Place {
    let column = at.map(|at| (at as u32 + 1, Arc::clone(&header.names[at])));
    Place::Cell { file: Arc::clone(header.file), line: header.line, column }
}

#[cfg(test)]
mod tests {
    use super::super::{Dialect, KolomType};
    use super::*;

    /// The places of one column with these aliases, and the words of the findings.
    fn find(vorm: Vorm, kop: &[&str], names: &[&str]) -> (Option<usize>, Vec<&'static str>) {
        let place = Place::file("monitor.toml");
        let kolom = KolomSpec {
            naam: "naam".into(),
            kop: kop.iter().map(ToString::to_string).collect(),
            soort: KolomType::Tekst,
            verplicht: false,
            persoonsgegeven: false,
            leeg: Vec::new(),
            uit_bestandsnaam: None,
            place: place.clone(),
        };
        let spec = BronSpec {
            naam: "bron".into(),
            vorm,
            bestanden: Vec::new(),
            dialect: Dialect::default(),
            kolommen: vec![kolom],
            sleutel: Vec::new(),
            datum: None,
            periode: None,
            max_afgekeurd: 0.05,
            breuken: Vec::new(),
            place,
        };
        let names: Vec<Arc<str>> = names.iter().map(|&name| name.into()).collect();
        let mut findings = Findings::default();
        let header = Header { file: &"a.csv".into(), line: 1, names: &names };
        let found = find_columns(&spec, &header, &mut findings);
        (found[0], findings.sorted().iter().map(|finding| finding.code.word()).collect())
    }

    #[test]
    fn takes_the_first_alias_in_the_strictest_way() {
        #[track_caller]
        fn case(vorm: Vorm, kop: &[&str], names: &[&str], expected: Option<usize>, codes: &[&str]) {
            assert_eq!(find(vorm, kop, names), (expected, codes.to_vec()));
        }

        case(Vorm::Records, &["Oud", "Nieuw"], &["x", "Nieuw"], Some(1), &[]);
        case(Vorm::Records, &["Oud", "Nieuw"], &["Nieuw", "Oud"], Some(1), &["double-column"]);
        case(Vorm::Records, &["Oud"], &["Oud", "Oud"], Some(0), &["double-column"]);
        case(Vorm::Records, &["Oud"], &["OUD", "Oud"], Some(1), &[]);
        case(Vorm::Records, &["Oud"], &["OUD"], Some(0), &[]);
        case(Vorm::Records, &[], &["Naam"], Some(0), &[]);
        case(Vorm::Records, &["Eenzaam"], &["Eenzaam_27"], None, &["missing-column"]);
        case(Vorm::Cijfers, &["Eenzaam"], &["ErnstigEenzaam_28", "Eenzaam_27"], Some(1), &[]);
        case(Vorm::Cijfers, &["Eenzaam"], &["Eenzaam_27", "Eenzaam"], Some(1), &[]);
        case(Vorm::Cijfers, &["Eenzaam"], &["Eenzaam_1", "Eenzaam_2"], Some(0), &["double-column"]);
        case(Vorm::Cijfers, &["A_1"], &["A_1", "A_2"], Some(0), &[]);
    }
}
