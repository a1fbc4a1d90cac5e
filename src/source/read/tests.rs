//! From files in a temporary folder to blocks, findings, balances and quarantine.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::super::{
    Bereik, BronSpec, Column, DatumVorm, DialectSpec, KolomSpec, KolomType, Vorm, open_bron,
    quarantine_csv,
};
use super::*;
use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Datum, Elders, Gebied, Geldigheid, Niveau};

mod asked;
mod dialects;
mod elders;
mod files;
mod keys;
mod privacy;
mod replay;

fn place() -> Place {
    Place::file("monitor.toml")
}

fn kolom(naam: &str, soort: KolomType) -> KolomSpec {
    KolomSpec {
        naam: naam.into(),
        kop: vec![naam.into()],
        soort,
        verplicht: false,
        persoonsgegeven: false,
        leeg: vec![".".into()],
        uit_bestandsnaam: None,
        bereik: None,
        labels: false,
        afronden: false,
        versleuteld: false,
        mag_ontbreken: false,
        geen_bsn: false,
        codelijst: None,
        afgeleid_van: Vec::new(),
        op_volgorde: false,
        place: place(),
    }
}

/// A source with a column of each type: id, datum, getal, code, gebied, periode, client, jaar.
fn spec(vorm: Vorm) -> BronSpec {
    let waarden = Some(("waarden.csv".to_owned(), place()));
    let mut kolommen = vec![
        kolom("id", KolomType::Tekst),
        kolom("datum", KolomType::Datum(vec![DatumVorm::DdMmJjjj])),
        kolom("getal", KolomType::Getal { decimalen: 2 }),
        kolom("code", KolomType::Code { waarden }),
        kolom("gebied", KolomType::Gebied),
        kolom("periode", KolomType::Periode),
        kolom("client", KolomType::Pseudoniem),
        kolom("jaar", KolomType::Getal { decimalen: 0 }),
    ];
    kolommen[1].verplicht = true;
    kolommen[7].uit_bestandsnaam = Some("jaar".into());
    BronSpec {
        naam: "bron".into(),
        vorm,
        bestanden: vec![("data/*-{jaar}.csv".into(), place())],
        dialect: DialectSpec::default(),
        soort: None,
        werkblad: None,
        kolommen,
        sleutel: vec![0],
        laatste: Vec::new(),
        teruggenomen: Vec::new(),
        volgorde: Vec::new(),
        max_gebied_onbekend: None,
        bericht: None,
        datum: Some(1),
        periode: Some(5),
        wet: None,
        versie: None,
        uren: Vec::new(),
        max_afgekeurd: 0.5,
        waarschuw_afgekeurd: None,
        uiterste_dag: None,
        sleutelbestand: None,
        breuken: Vec::new(),
        place: place(),
    }
}

const HEADER: &str = "id;datum;getal;code;gebied;periode;client\n";

fn indeling() -> Gebiedsindeling {
    let gebied = |code: &str, niveau, van, ouder: Option<usize>| Gebied {
        code: code.parse().expect("a code"),
        naam: code.into(),
        niveau,
        geldigheid: vec![Geldigheid { van, tot: None, ouder: ouder.map(Gebiedsindeling::idx_at) }],
    };
    Gebiedsindeling::new(vec![
        gebied("GM0855", Niveau::Gemeente, None, None),
        gebied("WK085510", Niveau::Wijk, None, Some(0)),
        gebied("WK085568", Niveau::Wijk, Datum::from_ymd_opt(2021, 1, 1), Some(0)),
    ])
    .with_elders(vec![Elders { code: "GM0758".parse().expect("a code"), naam: "Breda".into() }])
}

/// What reading gives, in words that do not depend on the order of the dictionaries.
#[derive(Debug, PartialEq)]
struct Found {
    rows: Vec<String>,
    findings: Vec<String>,
    messages: Vec<String>,
    helps: Vec<String>,
    report: BronReport,
    quarantine: String,
}

fn text_of(bron: &OpenBron, idx: usize, column: &Column, row: usize) -> String {
    match column {
        Column::Datum(values) => format!("{:?}", values[row]),
        Column::Getal(values) => format!("{:?}", values[row]),
        Column::Gebied(values) => format!("{:?}", values[row].map(|idx| idx.index())),
        Column::Periode(values) => format!("{:?}", values[row].map(|periode| periode.to_string())),
        Column::Persoon(values) => format!("{:?}", values[row]),
        Column::Text(values) => {
            let dictionary = bron.dictionary(idx).expect("a column of texts");
            format!("{:?}", values[row].map(|id| dictionary.text(id)))
        }
    }
}

fn read_sized(spec: &BronSpec, files: &[(&str, &[u8])], sizes: Sizes) -> Found {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    std::fs::write(folder.path().join("waarden.csv"), "ruw;code\nGoed Zo;goed\nniets;\n")
        .expect("written");
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).expect("written");
    }
    read_folder(spec, folder.path(), sizes)
}

fn read_folder(spec: &BronSpec, folder: &Path, sizes: Sizes) -> Found {
    let mut findings = Findings::default();
    let bron = open_bron(spec, folder, &mut findings);
    let mut rows = Vec::new();
    let n_bytes = AtomicU64::new(0);
    let count = |n| {
        n_bytes.fetch_add(n, Ordering::Relaxed);
    };
    let report = read_with(&bron, &indeling(), sizes, &mut findings, &count, &mut |blocks| {
        for block in blocks {
            assert!(block.columns.iter().all(|column| n_values(column) == block.n_rows()));
            for row in 0..block.n_rows() {
                let cell = |(idx, column)| text_of(&bron, idx, column, row);
                let cells: Vec<_> = block.columns.iter().enumerate().map(cell).collect();
                let place = if block.elders { "elders " } else { "" };
                let line = block.lines[row];
                rows.push(format!("{place}{}:{line} {}", block.file, cells.join(" ")));
            }
        }
    })
    .expect("the machine works");
    let is_plain =
        |(_, how): &(Arc<str>, String)| how.starts_with("utf-8") || how.starts_with("windows-1252");
    if report.written.len() == bron.files.len() && report.written.iter().all(is_plain) {
        assert_eq!(n_bytes.into_inner(), bron.n_bytes());
    }
    let mut quarantine = Vec::new();
    quarantine_csv(&bron, &report, &mut quarantine).expect("memory does not fail");
    let line = |finding: &Diagnostic| {
        let place = finding.place.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{place} {} [{}] +{}", finding.code, finding.label, finding.n_more)
    };
    Found {
        rows,
        messages: findings.sorted().iter().map(|finding| finding.message.clone()).collect(),
        helps: findings.sorted().iter().filter_map(|finding| finding.help.clone()).collect(),
        findings: findings.sorted().into_iter().map(line).collect(),
        report,
        quarantine: String::from_utf8_lossy(&quarantine).into_owned(),
    }
}

fn n_values(column: &Column) -> usize {
    match column {
        Column::Datum(values) => values.len(),
        Column::Getal(values) => values.len(),
        Column::Text(values) => values.len(),
        Column::Gebied(values) => values.len(),
        Column::Periode(values) => values.len(),
        Column::Persoon(values) => values.len(),
    }
}

fn read_one(spec: &BronSpec, text: &str) -> Found {
    read_sized(spec, &[("data/a-2017.csv", text.as_bytes())], Sizes::for_threads(2))
}

/// Reads rows below the usual header and gives the findings.
fn findings_of(vorm: Vorm, rows: &str) -> Vec<String> {
    read_one(&spec(vorm), &format!("{HEADER}{rows}")).findings
}

#[test]
fn types_every_column() {
    let found = read_one(
        &spec(Vorm::Records),
        &format!(
            "\u{feff}{HEADER}a;1-2-2017;1,5;GOED  zo;WK085510;2017KW01;\r\nb;02-02-2017;.;;;;\r\n"
        ),
    );
    assert_eq!(found.findings, [""; 0]);
    assert_eq!(
        found.rows,
        [
            "0:2 Some(\"a\") Some(2017-02-01) Some(150) Some(\"goed\") Some(1) Some(\"2017K1\") None Some(2017)",
            "0:3 Some(\"b\") Some(2017-02-02) None None None None None Some(2017)",
        ]
    );
    let balance = &found.report.balances[0];
    assert_eq!((balance.gelezen, balance.gebruikt, balance.gebied_onbekend), (2, 2, 1));
}

#[test]
fn knows_a_person_in_both_encodings() {
    let mut old = spec(Vorm::Records);
    old.dialect.codering = Some(Codering::Windows1252);
    let header = HEADER.as_bytes();
    let windows = [header, b"\xEB;01-01-2017;;;;;p\xE9\n"].concat();
    let utf8 = [b"\xEF\xBB\xBF", header, "ë2;01-01-2017;;;;;pé\n".as_bytes()].concat();
    let files = [("data/a-2017.csv", windows.as_slice()), ("data/b-2018.csv", utf8.as_slice())];
    let found = read_sized(&old, &files, Sizes::for_threads(2));
    let person = |row: &str| row.split(' ').nth(7).map(str::to_owned);
    assert!(found.rows[0].starts_with("0:2 Some(\"ë\")"));
    assert!(found.rows[1].starts_with("1:2 Some(\"ë2\")"));
    assert!(found.rows[0].contains("PersonId"));
    assert_eq!(person(&found.rows[0]), person(&found.rows[1]));
}

#[test]
fn finds_what_is_wrong_with_a_row() {
    #[track_caller]
    fn case(row: &str, expected: &str) {
        let rows = format!("x;01-01-2017;;;;;\ny;01-01-2017;;;;;\n{row}\n");
        let expected = expected.replace('@', "data/a-2017.csv:4");
        assert_eq!(findings_of(Vorm::Records, &rows), [expected]);
    }

    case("a;31-06-2017;;;;;", "@:2 bad-date [31-06-2017] +0");
    case("a;;;;;;", "@:2 empty-required [empty] +0");
    case("a;01-01-2017;1..5;;;;", "@:3 bad-number [1..5] +0");
    case("a;01-01-2017;;;;2017K5;", "@:6 bad-period [2017K5] +0");
    case("a;01-01-2017;;slecht;;;", "@:4 unknown-value [slecht] +0");
    case("a;01-01-2017;;;8,55E+05;;", "@:5 bad-area-code [8,55E+05] +0");
    case("a;01-01-2017;;;WK085599;;", "@:5 unknown-area [WK085599] +0");
    case("a;31-12-2020;;;WK085568;;", "@:5 area-not-valid [WK085568, since 2021-01-01] +0");
    case("a;01-01-2017;;;BU03630000;;", "@:5 area-elsewhere [BU03630000] +0");
    case("a;01-01-2017;;;NL01;;", "@:5 area-elsewhere [NL01] +0");
    case("a;01-01-2017;;;;", "@ field-count [6 fields, the header has 7] +0");
    case("a;01-01-2017;;;;;;x", "@ field-count [8 fields, the header has 7] +0");
    case("y;01-01-2017;;;;;", "@ duplicate-key [y] +0");
    case(
        "a;01-01-2017;;\"open",
        "@ unclosed-quote [a quote in this row does not close, so the rest of the file is one field] +0",
    );
}

#[test]
fn uses_a_record_without_a_usable_area_but_not_a_figure() {
    #[track_caller]
    fn case(vorm: Vorm, area: &str, expected: [u64; 5]) {
        let rows = format!("{HEADER}x;01-01-2017;;;;;\na;01-01-2017;;;{area};2020;\n");
        let balance = &read_one(&spec(vorm), &rows).report.balances[0];
        let found = [
            balance.gelezen,
            balance.gebruikt,
            balance.uitgesloten,
            balance.quarantaine,
            balance.gebied_onbekend,
        ];
        assert_eq!(found, expected, "{vorm:?} {area}");
    }

    case(Vorm::Records, "WK085510", [2, 2, 0, 0, 1]);
    for area in ["?!", "WK085599", "WK085568"] {
        case(Vorm::Records, area, [2, 2, 0, 0, 2]);
        case(Vorm::Enquete, area, [2, 2, 0, 0, 2]);
        case(Vorm::Cijfers, area, [2, 1, 0, 1, 1]);
    }
    case(Vorm::Records, "GM0363", [2, 1, 1, 0, 1]);
    case(Vorm::Cijfers, "NL00", [2, 1, 1, 0, 1]);
}

#[test]
fn passes_over_other_gemeenten_in_figures_without_a_finding() {
    let rows = "a;01-01-2017;1;goed zo;GM0855;2017;\nb;x;x;x;GM0363;x;\n";
    assert_eq!(findings_of(Vorm::Cijfers, rows), [""; 0]);
    let expected = ["data/a-2017.csv all-excluded [1 row of others] +0"];
    assert_eq!(findings_of(Vorm::Cijfers, "b;x;x;x;GM0363;x;\n"), expected);
}

#[test]
fn tolerates_empty_fields_at_the_end_and_empty_rows() {
    let rows = format!("\n;;\n{HEADER}a;01-01-2017;;;;;;;\n\n;;;;;;\nb;01-01-2017;;;;;\n\n");
    let found = read_one(&spec(Vorm::Records), &rows);
    assert_eq!(found.findings, [""; 0]);
    let balance = &found.report.balances[0];
    assert_eq!((balance.gelezen, balance.gebruikt, balance.uitgesloten), (5, 2, 3));
    assert!(found.rows[0].starts_with("0:4 ") && found.rows[1].starts_with("0:7 "));
}

#[test]
fn counts_lines_of_rows_that_span_lines() {
    let rows = format!("{HEADER}\"a\nb\";01-01-2017;;;;;\nc;x;;;;;\n");
    let found = read_one(&spec(Vorm::Records), &rows);
    assert_eq!(found.findings, ["data/a-2017.csv:4:2 bad-date [x] +0"]);
    assert_eq!(found.quarantine, "bestand;regel;code;rij\ndata/a-2017.csv;4;bad-date;c;x;;;;;\n");
}

#[test]
fn puts_each_line_in_quarantine_that_runs_together_with_others() {
    let header = HEADER.trim();
    let text = format!(
        "{header};opmerking\r\na;01-01-2017;;;;;;x\r\nb;01-01-2017;;;;;;\"belt terug\r\n\
         c;01-01-2017;;;;;;\"akkoord\"\r\nd;x;;;;;;\r\n"
    );
    let mut spec = spec(Vorm::Records);
    spec.max_afgekeurd = 1.0;
    let found = read_one(&spec, &text);
    let expected = [
        "data/a-2017.csv:3 stray-quote [lines 3 to 4 run together] +1",
        "data/a-2017.csv:5:2 bad-date [x] +0",
    ];
    assert_eq!(found.findings, expected);
    let balance = &found.report.balances[0];
    assert_eq!((balance.gelezen, balance.gebruikt, balance.quarantaine), (4, 1, 3));
    let rows = "data/a-2017.csv;3;stray-quote;b;01-01-2017;;;;;;\"belt terug\n\
                data/a-2017.csv;4;stray-quote;c;01-01-2017;;;;;;\"akkoord\"\n\
                data/a-2017.csv;5;bad-date;d;x;;;;;;\n";
    assert_eq!(found.quarantine, format!("bestand;regel;code;rij\n{rows}"));
}

#[test]
fn tells_dates_of_before_1900_and_provisional_periods() {
    let rows = "a;31-12-1899;;;;2017*;\nb;01-01-2017;;;;2017 2e kwartaal**;\n";
    let found = read_one(&spec(Vorm::Records), &format!("{HEADER}{rows}"));
    let expected = [
        "data/a-2017.csv:2:2 early-date [31-12-1899] +0",
        "data/a-2017.csv:2:6 provisional [2017*] +1",
    ];
    assert_eq!(found.findings, expected);
    assert!(found.rows[0].contains("2017K2"), "{:?}", found.rows);
}

#[test]
fn never_quotes_personal_data() {
    let mut spec = spec(Vorm::Records);
    spec.kolommen.iter_mut().for_each(|kolom| kolom.persoonsgegeven = true);
    let rows = "geheim;01-01-2017;;;;;\ngeheim;01-01-2017;;;;;\na;geheim;geheim;geheim;geheim?;geheim;\n\
                b;01-01-2017;;geheim;geheim;;\nc;01-01-2017;;geheim2;WK0363XX;;\n";
    let found = read_one(&spec, &format!("{HEADER}{rows}"));
    assert!(found.findings.len() >= 6);
    for finding in found.findings {
        assert!(finding.contains("[not shown]"), "{finding}");
    }
    assert!(!found.messages.concat().contains("geheim"));
}

#[test]
fn tells_the_unknown_texts_of_all_files_in_one_finding() {
    let file = |rows: &str| format!("{HEADER}{rows}").into_bytes();
    let first = file("a;01-01-2017;;goed zo;;;\nb;01-01-2017;;iets;;;\nc;01-01-2017;;Goet zo;;;\n");
    let second = file("d;01-01-2018;;goet  ZO;;;\n");
    for bytes in [1, 1 << 20] {
        let sizes = Sizes { piece: bytes, ..Sizes::for_threads(2) };
        let files: [(&str, &[u8]); 2] = [("data/a-2017.csv", &first), ("data/b-2018.csv", &second)];
        let found = read_sized(&spec(Vorm::Records), &files, sizes);
        assert_eq!(found.findings, ["data/a-2017.csv:3:4 unknown-value [iets] +2"]);
        assert_eq!(
            found.messages,
            ["`code` holds 2 texts that the mapping does not know, in 3 rows"]
        );
        let help = "\
`Goet zo` (2 rows), near `Goed Zo` → `goed`
`iets` (1 row), near `niets` → empty
to add to `waarden.csv`, when this is what is meant:
Goet zo;goed
to add to `waarden.csv`, with a code instead of `?`:
iets;?";
        assert_eq!(found.helps, [help]);
    }
}

#[test]
fn a_value_outside_the_range_counts_as_empty() {
    let mut spec = spec(Vorm::Records);
    spec.kolommen[2].bereik = Some(Bereik::Getal(0, 12_000));
    let rows = "a;01-01-2017;120,00;;;;\nb;01-01-2017;120,01;;;;\nc;01-01-2017;-1;;;;\n";
    let found = read_one(&spec, &format!("{HEADER}{rows}"));
    assert_eq!(found.findings, ["data/a-2017.csv:3:3 out-of-range [120,01] +1"]);
    assert_eq!(found.messages, ["`getal` holds a value outside 0 to 120"]);
    assert_eq!((found.rows.len(), found.report.balances[0].quarantaine), (3, 0));
    assert!(found.rows[0].contains("Some(12000)"), "{}", found.rows[0]);
    assert!(!found.rows[1].contains("12001"), "{}", found.rows[1]);

    let bounds = ["2017-01-01", "2017-12-31"].map(|text| text.parse().expect("a date"));
    spec.kolommen[1].bereik = Some(Bereik::Datum(bounds[0], bounds[1]));
    spec.kolommen[2].bereik = None;
    let found = read_one(&spec, &format!("{HEADER}a;31-12-2017;;;;;\nb;01-01-2018;;;;;\n"));
    // The date of a row is `verplicht`, so there is no row without it.
    assert_eq!(found.findings, ["data/a-2017.csv:3:2 out-of-range [01-01-2018] +0"]);
    assert_eq!((found.rows.len(), found.report.balances[0].quarantaine), (1, 1));
}

#[test]
fn keeps_the_first_row_of_a_key_over_all_files() {
    let file = |rows: &str| format!("{HEADER}{rows}").into_bytes();
    // A row that cannot be used does not claim its key.
    let first = file("a;x;;;;;\na;01-01-2017;1;;;;\n;01-01-2017;;;;;\n;01-01-2017;;;;;\n");
    let second = file("a ;01-01-2017;2;;;;\nb;01-01-2017;3;;;;\n");
    let files = [("data/b-2018.csv", second.as_slice()), ("data/a-2017.csv", first.as_slice())];
    let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(2));
    let ids: Vec<_> =
        found.rows.iter().map(|row| row.split(' ').next().expect("a place")).collect();
    assert_eq!(ids, ["0:3", "0:4", "0:5", "1:3"]);
    assert!(found.findings.contains(&"data/b-2018.csv:2 duplicate-key [a] +0".to_owned()));
}

#[test]
fn refuses_a_second_figure_for_a_key() {
    let mut spec = spec(Vorm::Cijfers);
    spec.sleutel = vec![0, 7];
    let first = format!("{HEADER}a;01-01-2017;1;;;;\nb;01-01-2017;2;;;;\na;01-01-2017;3;;;;\n");
    // The year is part of the key and comes from the name of the file.
    let second = format!("{HEADER}a;01-01-2017;4;;;;\n");
    let files = [("data/a-2017.csv", first.as_bytes()), ("data/b-2018.csv", second.as_bytes())];
    let found = read_sized(&spec, &files, Sizes::for_threads(2));
    assert_eq!(found.findings, ["data/a-2017.csv:4 duplicate-figure [a + 2017] +0"]);
    assert_eq!(found.messages, ["two rows give a figure for the same key of `id` and `jaar`"]);
    assert_eq!(found.report.rejected[0].code, Code::DuplicateFigure);
    assert_eq!(found.rows.len(), 3);
}

#[test]
fn does_not_show_the_key_of_a_figure_with_a_personal_column() {
    let mut spec = spec(Vorm::Cijfers);
    spec.sleutel = vec![0, 6];
    let row = "a;01-01-2017;1;;;;geheim\n";
    let found = read_one(&spec, &format!("{HEADER}{row}{row}"));
    assert_eq!(found.findings, ["data/a-2017.csv:3 duplicate-figure [not shown] +0"]);
}

#[test]
fn says_what_a_number_looks_like() {
    #[track_caller]
    fn case(number: &str, is_personal: bool, expected: &str) {
        let mut spec = spec(Vorm::Records);
        spec.dialect.decimaal = Some(b',');
        spec.kolommen[2].persoonsgegeven = is_personal;
        let rows = format!("x;01-01-2017;;;;;\na;01-01-2017;{number};;;;\n");
        assert_eq!(read_one(&spec, &format!("{HEADER}{rows}")).helps, [expected]);
    }

    let declared = "a number has at most 2 decimals here, after `,`";
    for number in ["12.5", "1.00", "1,000.5", "1,000,000"] {
        case(number, false, &format!("{declared}; `decimaal` is `,` in this file"));
    }
    for number in ["1,255", "12 34"] {
        case(number, false, declared);
    }
    case("12.5", true, declared);
}

#[test]
fn says_when_too_many_rows_are_rejected() {
    let rows = "a;x;;;;;\nb;x;;;;;\nc;01-01-2017;;;;;\n";
    let found = read_one(&spec(Vorm::Records), &format!("{HEADER}{rows}"));
    assert!(
        found.findings.contains(&"monitor.toml too-many-rejected [declared here] +0".to_owned())
    );
}

/// Rows with every kind of fault, from which the properties make their files.
fn sample() -> Vec<u8> {
    let mut text = HEADER.to_owned();
    for n in 0..40 {
        let id = n % 31;
        let area = ["WK085510", "WK085568", "GM0363", "x y", "WK085599", ""][n % 6];
        let code =
            ["goed zo", "\"Goed\r\nzo\"", "wat \"dan\"", "\"a\"\"b\"", "", "onbekend é"][n % 6];
        let (day, quarter) = (n % 31, n % 5);
        let cells = [
            &id.to_string(),
            &format!("{day}-2-2020"),
            &format!("{n},5"),
            code,
            area,
            &format!("2020K{quarter}"),
            &format!("p{n}"),
        ];
        text += &cells.join(";");
        text.push('\n');
    }
    text.into_bytes()
}

fn with_threads<R: Send>(n_threads: usize, read: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("a pool");
    pool.install(read)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn loses_no_row_whatever_the_bytes_sizes_and_threads(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![
            Just(b'"'), Just(b'\n'), Just(b';'), Just(b'\r'), any::<u8>(),
        ]), 0..12),
        piece in 1_usize..600,
        batch in 1_usize..5,
        n_threads in 1_usize..4,
        vorm in prop::sample::select(&Vorm::ALL[..]),
    ) {
        let mut bytes = sample();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let other = sample();
        let files = [("data/a-2017.csv", bytes.as_slice()), ("data/b-2018.csv", other.as_slice())];
        let spec = spec(vorm);
        let whole = Sizes { piece: 1 << 20, record: 1500, batch: 4 };
        let expected = with_threads(1, || read_sized(&spec, &files, whole));
        for balance in &expected.report.balances {
            prop_assert!(balance.is_complete(), "{balance:?}");
        }
        let n_used: u64 = expected.report.balances.iter().map(|balance| balance.gebruikt).sum();
        prop_assert_eq!(n_used, expected.rows.len() as u64);
        let n_rejected: u64 =
            expected.report.balances.iter().map(|balance| balance.quarantaine).sum();
        prop_assert_eq!(n_rejected, expected.report.rejected.len() as u64);
        let sizes = Sizes { piece, record: 1500, batch };
        let found = with_threads(n_threads, || read_sized(&spec, &files, sizes));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn reads_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let files = [("data/a-2017.csv", bytes.as_slice())];
        let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(1));
        prop_assert!(found.report.balances[0].is_complete());
    }
}

#[test]
fn gives_each_row_one_line() {
    let found = read_one(&spec(Vorm::Records), &String::from_utf8_lossy(&sample()));
    let places: BTreeSet<_> = found.rows.iter().map(|row| row.split(' ').next()).collect();
    assert_eq!(places.len(), found.rows.len());
}
