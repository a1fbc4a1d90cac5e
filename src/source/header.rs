//! Finds the declared columns in the header of a file.

use std::fmt::Write;
use std::sync::Arc;

use super::record::RecordEnd;
use super::{BronSpec, KolomSpec, KolomType, Vorm};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};

/// What the line of a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counting {
    /// The lines of the file, also those inside quotes.
    Lines,
    /// The rows, in files that have no lines.
    Records,
}

impl Counting {
    /// By how much a record takes the count further.
    pub fn lines(self, end: &RecordEnd) -> u64 {
        match self {
            Self::Lines => end.n_lines,
            Self::Records => 1,
        }
    }
}

/// The bytes that commonly stand between fields.
const DELIMITERS: [char; 4] = [';', ',', '\t', '|'];

/// The longest name, in characters, that a finding suggests: a longer one is no name.
const MAX_SUGGESTED: usize = 120;

/// What to do about a file that is one line to the program.
pub(super) const CR_HELP: &str =
    "the lines of the file end with CR alone and are read as one: export it with LF or CRLF";

/// What to do about a file in which no declared column is found.
const NO_HEADER_HELP: &str =
    "no declared column is found: the file may have no header, or all its columns other names";

/// The header of one file.
pub(super) struct Header<'a> {
    /// The path of the file, for findings.
    pub file: &'a Arc<str>,
    /// The line it stands on.
    pub line: u64,
    /// The trimmed names.
    pub names: &'a [Arc<str>],
    /// The declared byte between fields.
    pub delimiter: u8,
    /// True when the lines of the file end with a carriage return alone.
    pub is_cr_only: bool,
}

impl Header<'_> {
    /// Why the header is not what it seems to be, when that is the case.
    fn misread_help(&self) -> Option<String> {
        let delimiter = self.other_delimiter().map(|c| {
            let shown = if c == '\t' { "\\t".to_owned() } else { c.to_string() };
            format!(
                "the header looks as if fields are separated by `{shown}`: set `scheidingsteken`"
            )
        });
        match (self.is_cr_only, delimiter) {
            (true, Some(delimiter)) => Some(format!("{CR_HELP}; {delimiter}")),
            (true, None) => Some(CR_HELP.to_owned()),
            (false, delimiter) => delimiter,
        }
    }

    /// The delimiter that a header of one field holds more than once.
    fn other_delimiter(&self) -> Option<char> {
        let (line, rest) = self.names.split_first()?;
        if rest.iter().any(|name| !name.is_empty()) {
            return None;
        }
        let line = line.split('\r').next().unwrap_or_default();
        let others = DELIMITERS.into_iter().filter(|&c| c != char::from(self.delimiter));
        let counted = others.map(|c| (line.matches(c).count(), c)).filter(|&(n, _)| 1 < n);
        // The first of equals, so turn the order for `max_by_key`, which takes the last.
        counted.rev().max_by_key(|&(n, _)| n).map(|(_, c)| c)
    }
}

/// Where the declared columns are in a file.
pub(super) struct Found {
    /// The place of each declared column, from 0.
    ///
    /// Columns that come from the name of the file have none, and neither have missing ones.
    pub places: Vec<Option<usize>>,
    /// True when the header shows that the file is read in a wrong way, for which there is a
    /// finding.
    pub is_misread: bool,
}

/// Ways in which a name in a file may agree with a declared one, the strictest first.
type Agrees = fn(&str, &str) -> bool;

const EXACT: Agrees = |found, kop| found == kop;
/// Without the number or the unit of StatLine. They are one way, so that `Eenzaam_2` and
/// `Eenzaam (%)` are two columns that fit.
const BARE: Agrees = |found, kop| bare(found).is_some_and(|name| name == kop);
const EXACT_ANY_CASE: Agrees = |found, kop| found.to_lowercase() == kop.to_lowercase();
const BARE_ANY_CASE: Agrees =
    |found, kop| bare(found).is_some_and(|name| name.to_lowercase() == kop.to_lowercase());

/// In the brackets in which SQL Server writes names.
const IN_BRACKETS: Agrees = |found, kop| {
    let inside = found.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|name| name.to_lowercase() == kop.to_lowercase())
};

/// The ways in which names agree in files of this shape.
fn ways(vorm: Vorm) -> &'static [Agrees] {
    match vorm {
        Vorm::Cijfers => &[EXACT, BARE, EXACT_ANY_CASE, BARE_ANY_CASE, IN_BRACKETS],
        Vorm::Records | Vorm::Enquete => &[EXACT, EXACT_ANY_CASE, IN_BRACKETS],
    }
}

/// The name without what StatLine puts behind it.
fn bare(name: &str) -> Option<&str> {
    stem(name).or_else(|| unitless(name))
}

/// The name without the unit that StatLine puts behind it in parentheses.
fn unitless(name: &str) -> Option<&str> {
    let (name, unit) = name.strip_suffix(')')?.rsplit_once(" (")?;
    (!name.is_empty() && !unit.contains('(')).then_some(name)
}

/// The number of declared columns that a row of names has.
pub(super) fn fits<N: AsRef<str>>(spec: &BronSpec, names: &[N]) -> usize {
    let in_file = spec.kolommen.iter().filter(|kolom| kolom.is_in_file());
    in_file.filter(|kolom| first_fit(spec.vorm, kolom, names).is_some()).count()
}

/// The place of the first name that a column fits, in the strictest way.
pub(super) fn first_fit<N: AsRef<str>>(
    vorm: Vorm,
    kolom: &KolomSpec,
    names: &[N],
) -> Option<usize> {
    if !kolom.is_in_file() {
        return None;
    }
    let fits = |agrees: &Agrees| {
        let agrees_with =
            |name: &N| aliases(kolom).iter().any(|alias| agrees(name.as_ref(), alias.trim()));
        names.iter().position(agrees_with)
    };
    ways(vorm).iter().find_map(fits)
}

/// The name without the number that StatLine puts behind it, which differs between years.
fn stem(name: &str) -> Option<&str> {
    let (stem, number) = name.rsplit_once('_')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !stem.is_empty()).then_some(stem)
}

/// Finds the declared columns in a header.
pub(super) fn find_columns(spec: &BronSpec, header: &Header, findings: &mut Findings) -> Found {
    let ways = ways(spec.vorm);
    let mut missing = Vec::new();
    let mut places = Vec::with_capacity(spec.kolommen.len());
    for kolom in &spec.kolommen {
        let is_virtual = !kolom.is_in_file();
        let place = if is_virtual { None } else { find_column(kolom, header, ways, findings) };
        if place.is_none() && !is_virtual && !kolom.mag_ontbreken {
            missing.push(kolom);
        }
        places.push(place);
    }
    match (header.misread_help(), &missing[..]) {
        (Some(help), [first, others @ ..]) => {
            findings.push(missing_column(first, others.len(), header).help(help));
            Found { places, is_misread: true }
        }
        (Some(_), []) if header.is_cr_only => {
            // All rows would be lost with no more than a warning.
            let place = Place::file(Arc::clone(header.file));
            let finding = Diagnostic::new(Code::NoRows, "all rows stand in the line of the header");
            let finding = finding.at(place, "one line").help(CR_HELP);
            findings.push(Diagnostic { level: Level::Error, ..finding });
            Found { places, is_misread: true }
        }
        _ => {
            // Where nothing fits, this may be a row of persons and not a header.
            let has_header = places.iter().any(Option::is_some);
            let names = header.names.iter().filter(|_| has_header);
            let known: Vec<_> = names.filter_map(|name| suggested(name)).collect();
            for kolom in missing {
                let finding = missing_column(kolom, 0, header);
                let known = known.iter().map(String::as_str);
                let mut finding = finding.suggest(&aliases(kolom)[0], known);
                if kolom.soort == KolomType::Gebied {
                    finding.help = Some(area_help(finding.help));
                } else if !has_header {
                    finding = finding.help(NO_HEADER_HELP);
                }
                findings.push(finding);
            }
            Found { places, is_misread: false }
        }
    }
}

/// What to do about a table without the codes of areas; a near name may be the one of their names.
fn area_help(near: Option<String>) -> String {
    let start = near.map_or("the table needs".to_owned(), |near| format!("{near} it must hold"));
    format!("{start} the codes of areas, such as `WK085510`: their names are not unique")
}

/// The headers that a column may have.
fn aliases(kolom: &KolomSpec) -> &[String] {
    if kolom.kop.is_empty() { std::slice::from_ref(&kolom.naam) } else { &kolom.kop }
}

/// The finding for a column that the file lacks, with a number of others.
fn missing_column(kolom: &KolomSpec, n_others: usize, header: &Header) -> Diagnostic {
    let names: Vec<_> = aliases(kolom).iter().map(|alias| format!("`{alias}`")).collect();
    let others = match n_others {
        0 => String::new(),
        1 => ", and lacks one other".to_owned(),
        _ => format!(", and lacks {n_others} others"),
    };
    let message = format!("the file has no column {}{others}", names.join(" or "));
    Diagnostic::new(Code::MissingColumn, message)
        .at(header_place(header, None), "not in this header")
        .also(kolom.place.clone(), "declared here")
}

/// A name as a suggestion: control characters as TOML escapes them, so that it can be copied.
pub(super) fn suggested(name: &str) -> Option<String> {
    if name.chars().nth(MAX_SUGGESTED).is_some() {
        return None;
    }
    let mut text = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if c.is_control() => {
                write!(text, "\\u{:04X}", u32::from(c)).expect("a string takes all text");
            }
            c => text.push(c),
        }
    }
    Some(text)
}

fn find_column(
    kolom: &KolomSpec,
    header: &Header,
    ways: &[Agrees],
    findings: &mut Findings,
) -> Option<usize> {
    let all = aliases(kolom);
    if kolom.op_volgorde && 1 < all.len() {
        let mut one_by_one = all.iter().map(|alias| KolomSpec {
            kop: vec![alias.clone()],
            op_volgorde: false,
            ..kolom.clone()
        });
        return one_by_one.find_map(|kolom| find_column(&kolom, header, ways, findings));
    }
    for agrees in ways {
        let of_alias = |alias: &str| {
            let names = header.names.iter().enumerate();
            let found = names.filter(move |(_, name)| agrees(name, alias.trim()));
            found.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let mut found: Vec<usize> = Vec::new();
        for at in all.iter().flat_map(|alias| of_alias(alias)) {
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
    None
}

fn header_place(header: &Header, at: Option<usize>) -> Place {
    let column = at.map(|at| (at as u32 + 1, Arc::clone(&header.names[at])));
    Place::Cell { file: Arc::clone(header.file), line: header.line, column }
}

#[cfg(test)]
mod tests {
    use super::super::DialectSpec;
    use super::*;

    /// The places of columns with these aliases, and the findings.
    fn find_all(
        vorm: Vorm,
        kolommen: &[&[&str]],
        names: &[&str],
        is_cr_only: bool,
    ) -> (Found, Findings) {
        let place = Place::file("monitor.toml");
        let kolom = |kop: &&[&str]| KolomSpec {
            naam: "naam".into(),
            kop: kop.iter().map(ToString::to_string).collect(),
            soort: KolomType::Tekst,
            verplicht: false,
            persoonsgegeven: false,
            leeg: Vec::new(),
            uit_bestandsnaam: None,
            labels: false,
            bereik: None,
            afronden: false,
            versleuteld: false,
            mag_ontbreken: false,
            geen_bsn: false,
            codelijst: None,
            afgeleid_van: Vec::new(),
            op_volgorde: false,
            place: place.clone(),
        };
        let spec = BronSpec {
            naam: "bron".into(),
            vorm,
            bestanden: Vec::new(),
            dialect: DialectSpec::default(),
            soort: None,
            werkblad: None,
            kolommen: kolommen.iter().map(kolom).collect(),
            sleutel: Vec::new(),
            laatste: Vec::new(),
            teruggenomen: Vec::new(),
            volgorde: Vec::new(),
            max_gebied_onbekend: None,
            bericht: None,
            datum: None,
            periode: None,
            wet: None,
            versie: None,
            uren: Vec::new(),
            max_afgekeurd: 0.05,
            waarschuw_afgekeurd: None,
            uiterste_dag: None,
            sleutelbestand: None,
            breuken: Vec::new(),
            place,
        };
        let names: Vec<Arc<str>> = names.iter().map(|&name| name.into()).collect();
        let mut findings = Findings::default();
        let file = &"a.csv".into();
        let header = Header { file, line: 1, names: &names, delimiter: b';', is_cr_only };
        (find_columns(&spec, &header, &mut findings), findings)
    }

    #[test]
    fn takes_the_first_alias_in_the_strictest_way() {
        #[track_caller]
        fn case(vorm: Vorm, kop: &[&str], names: &[&str], expected: Option<usize>, codes: &[&str]) {
            let (found, findings) = find_all(vorm, &[kop], names, false);
            let words: Vec<_> =
                findings.sorted().iter().map(|finding| finding.code.word()).collect();
            assert_eq!((found.places[0], &words[..]), (expected, codes));
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
        case(Vorm::Cijfers, &["Score/Laag"], &["Hoog (%)", "Score/Laag (%)"], Some(1), &[]);
        case(Vorm::Cijfers, &["Laag"], &["Laag (%)", "Laag (aantal)"], Some(0), &["double-column"]);
        case(Vorm::Cijfers, &["Laag"], &["Laag (%)", "Laag_2"], Some(0), &["double-column"]);
        case(Vorm::Cijfers, &["Laag"], &["laag_2", "LAAG (%)"], Some(0), &["double-column"]);
        case(Vorm::Cijfers, &["Laag_2"], &["Laag (%)", "Laag_2"], Some(1), &[]);
        case(Vorm::Records, &["Laag"], &["[Hoog]", "[laag]"], Some(1), &[]);
        case(Vorm::Records, &["Laag"], &["[Laag", "Laag]"], None, &["missing-column"]);
        case(Vorm::Records, &["Laag"], &["Laag (%)"], None, &["missing-column"]);
    }

    /// The messages and helps of the findings on a header.
    fn helps(names: &[&str], is_cr_only: bool) -> Vec<(String, Option<String>)> {
        let kolommen: [&[&str]; 3] = [&["Datum melding"], &["b"], &["c"]];
        let (_, findings) = find_all(Vorm::Records, &kolommen, names, is_cr_only);
        let of = |finding: &&Diagnostic| (finding.message.clone(), finding.help.clone());
        findings.sorted().iter().map(of).collect()
    }

    #[test]
    fn suggests_nothing_from_a_row_that_is_no_header() {
        for (_, help) in helps(&["Datummelding", "x", "y"], false) {
            assert_eq!(help.as_deref(), Some(NO_HEADER_HELP));
        }
        let near = helps(&["Datummelding", "b", "y"], false);
        assert_eq!(near[0].1.as_deref(), Some("did you mean `Datummelding`?"));
        assert_eq!(near[1].1, None);
    }

    #[test]
    fn suggests_a_name_with_its_control_characters_escaped() {
        #[track_caller]
        fn case(name: &str, expected: Option<&str>) {
            assert_eq!(helps(&[name, "b", "c"], false)[0].1.as_deref(), expected);
        }

        case("Datum\nmelding", Some("did you mean `Datum\\nmelding`?"));
        case("Datum\u{1b}melding", Some("did you mean `Datum\\u001Bmelding`?"));
        case(&format!("Datum melding{}", " ".repeat(MAX_SUGGESTED)), None);
    }

    #[test]
    fn says_once_that_the_delimiter_is_another_one() {
        #[track_caller]
        fn case(name: &str, expected: &str) {
            let expected = format!(
                "the header looks as if fields are separated by `{expected}`: set `scheidingsteken`"
            );
            let message = "the file has no column `Datum melding`, and lacks 2 others".to_owned();
            assert_eq!(helps(&[name], false), [(message, Some(expected))]);
        }

        case("Datum melding,b,c", ",");
        case("a\tb\tc,d", "\\t");
        case("a,\"b\",\"c\"", ",");
        case("a|b|c,d,e", ",");
    }

    #[test]
    fn takes_one_delimiter_in_a_name_for_a_part_of_the_name() {
        assert_eq!(helps(&["a,b"], false).len(), 3);
        assert_eq!(helps(&["a,b,c", "d"], false).len(), 3);
    }

    #[test]
    fn says_that_lines_end_with_a_carriage_return_alone() {
        let found = helps(&["Datum melding", "b", "c\r1", "2", "3"], true);
        let message = "the file has no column `c`".to_owned();
        assert_eq!(found, [(message, Some(CR_HELP.to_owned()))]);
        let [(_, Some(help))] = &helps(&["Datum melding,b,c\r1|2|3|4"], true)[..] else {
            panic!("one finding with a help")
        };
        assert!(help.starts_with(CR_HELP) && help.contains("`,`"), "{help}");
    }
}
