//! Tests against files of other programs, and against files that no program should write.

mod writer;

use std::io::Cursor;
use std::sync::Arc;

use encoding_rs::WINDOWS_1252;

use super::super::{Cell, Facts, Fail, KindInput, RowSink, WantedKolom};
use super::bytes::Order;
use crate::diagnostic::{Code, Diagnostic, Place};
use writer::{Sav, Value, Var};

/// The files that `LEESMIJ.md` there describes.
const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/bronnen/sav/");

/// All that a file gives, each cell as a text.
#[derive(Default)]
pub(in crate::source) struct Collected {
    facts: Facts,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    findings: Vec<Diagnostic>,
}

impl RowSink for Collected {
    fn start(&mut self, facts: Facts) -> Result<(), Fail> {
        self.facts = facts;
        Ok(())
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.row.push(match cell {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) => text.to_owned(),
            Cell::Number(number) => number.to_string(),
            Cell::Date(date) => date.to_string(),
        });
    }

    fn end_row(&mut self) -> Result<(), Fail> {
        self.rows.push(std::mem::take(&mut self.row));
        Ok(())
    }

    fn finding(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }
}

/// Reads the bytes of a file.
fn try_read(bytes: Vec<u8>, wanted: &[WantedKolom]) -> (Collected, Result<(), Fail>) {
    let shown = Arc::from("a.sav");
    let path = "a.sav".as_ref();
    let input = KindInput { path, shown: &shown, wanted, werkblad: None };
    let mut collected = Collected::default();
    let result = super::read_from(Cursor::new(bytes), &input, &mut collected);
    (collected, result)
}

#[track_caller]
fn read(bytes: Vec<u8>, wanted: &[WantedKolom]) -> Collected {
    let (collected, result) = try_read(bytes, wanted);
    result.unwrap();
    collected
}

/// What is said of a file that cannot be read.
#[track_caller]
fn refusal(bytes: Vec<u8>) -> String {
    match try_read(bytes, &[]).1 {
        Err(Fail::Content(finding)) => finding.message,
        other => panic!("{other:?}"),
    }
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FIXTURES}{name}")).unwrap()
}

/// The rows of a table in CSV, with numbers as they are shown here.
fn csv_rows(name: &str) -> Vec<Vec<String>> {
    let csv = fixture(name);
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(&csv[..]);
    let cell = |cell: &str| match cell.parse::<f64>() {
        Ok(number) => number.to_string(),
        Err(_) => cell.to_owned(),
    };
    reader.records().map(|row| row.unwrap().iter().map(cell).collect()).collect()
}

fn wanted(kop: &str, labels: bool) -> WantedKolom {
    WantedKolom { kop: vec![kop.to_owned()], labels }
}

/// The survey of the fixtures, written as the caller likes.
///
/// Where the table has no answer, half of the cells hold the declared code for that.
fn lemon(order: Order, compression: i32) -> Sav {
    let number = |name, label, format, missing: (i32, &[f64])| {
        let values = missing.1.iter().map(|&value| value.into()).collect();
        Var { name, label, format, missing: (missing.0, values), width: 0 }
    };
    let text = |name, label, width| Var { name, label, width, format: 1, missing: (0, vec![]) };
    let woning = ("WONING", "Koop of huur");
    let variables = vec![
        text("RESPOND", "Respondent", 8),
        number("GOLF", "Golf van de enquête", 5, (0, &[])),
        text("BUURT", "Buurt", 10),
        text("STRATUM", "Stratum", 8),
        number("WEEG", "Weegfactor", 5, (0, &[])),
        number("GESLACHT", "Geslacht", 5, (1, &[9.0])),
        Var { missing: (1, vec!["X".into()]), ..text(woning.0, woning.1, 1) },
        number("OMGANG", "Hoe gaan buurtbewoners met elkaar om?", 5, (1, &[99.0])),
        number("CONTACT", "Cijfer", 5, (-2, &[98.0, 99.0])),
        number("TOTAAL", "Cijfer", 5, (-3, &[90.0, 99.0, -1.0])),
        number("DATUM", "Datum van het gesprek", 38, (0, &[])),
        number("INGEVULD", "Ingevuld op", 22, (0, &[])),
        text("TOELICHT", "Wat wilt u nog kwijt?", 122),
    ];
    let rows = csv_rows("lemon.csv").split_off(1);
    let cases = rows.iter().enumerate().map(|(row_idx, row)| {
        let cells = row.iter().zip(&variables);
        cells.map(|(cell, variable)| stored(cell, variable, row_idx % 2 == 0)).collect()
    });
    let cases = cases.collect();
    let names = "RESPOND=respondent\tGOLF=golf\tBUURT=buurtcode\tSTRATUM=stratum\t\
                 WEEG=weegfactor\tGESLACHT=geslacht\tWONING=woning\tOMGANG=omgang\t\
                 CONTACT=contacten\tTOTAAL=totaaloordeel\tDATUM=datum_interview\t\
                 INGEVULD=ingevuld_op\t\
                 TOELICHT=toelichting";
    let cijfer = vec![(1.0.into(), "1 zeer negatief"), (99.0.into(), "weet niet")];
    Sav {
        order,
        compression,
        encoding: WINDOWS_1252,
        // Behind a text of eight bytes, a number, one of ten bytes and one of eight.
        weight: 6,
        variables,
        labels: vec![(cijfer, vec![9, 10, 11]), (vec![("H".into(), "huur")], vec![8])],
        extensions: vec![(13, 1, names.into()), (20, 1, b"windows-1252".to_vec())],
        cases,
        ..Sav::default()
    }
}

/// The value that a cell of the table is stored as.
fn stored(cell: &str, variable: &Var, is_coded: bool) -> Value {
    let day = |text: &str| {
        let date = chrono::NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
        let first = chrono::NaiveDate::from_ymd_opt(1582, 10, 14)?;
        Some((date - first).num_days() as f64 * 86_400.0)
    };
    match (variable.missing.1.last(), day(cell)) {
        (Some(coded), _) if cell.is_empty() && is_coded => coded.clone(),
        _ if cell.is_empty() => Value::Nothing,
        (_, Some(day)) if matches!(variable.format, 22 | 38) => {
            let time = cell.get(11..).unwrap_or("0:0:0").split(':');
            let seconds = time.fold(0.0, |sum, part| sum * 60.0 + part.parse::<f64>().unwrap());
            Value::Number(day + seconds)
        }
        _ if variable.width == 0 => Value::Number(cell.parse().unwrap()),
        _ => cell.into(),
    }
}

#[test]
fn reads_the_same_table_however_it_was_written() {
    let expected = csv_rows("lemon.csv");
    assert_eq!(expected.len(), 31);
    for name in ["lemon.sav", "lemon-bytecode.sav", "lemon.zsav", "lemon-cp1252.sav"] {
        let collected = read(fixture(name), &[]);
        assert_eq!(collected.rows, expected, "{name}");
        assert_eq!(collected.findings, [], "{name}");
    }
    for order in [Order::Little, Order::Big] {
        for compression in 0..3 {
            let collected = read(lemon(order, compression).bytes(), &[]);
            assert_eq!(collected.rows, expected, "{order:?} {compression}");
        }
    }
}

#[test]
fn keeps_weights_to_the_last_bit() {
    let collected = read(fixture("lemon-bytecode.sav"), &[]);
    assert_eq!(collected.rows[1][4], "1.3120068731362347");
}

#[test]
fn has_a_fixture_that_is_still_what_the_writer_writes() {
    let bytes = lemon(Order::Little, 1).bytes();
    assert!(bytes == fixture("lemon-cp1252.sav"));
}

#[test]
fn tells_what_the_file_says_of_itself() {
    let told = |name| read(fixture(name), &[]).facts.told.join(", ");
    assert_eq!(
        told("lemon.zsav"),
        "encoding UTF-8, 13 variables, 30 cases, compressed by zlib, \
         5 variables with user-missing values"
    );
    assert_eq!(
        told("lemon-cp1252.sav"),
        "encoding windows-1252, 13 variables, 30 cases, compressed by bytecode, \
         weighted by `weegfactor`, 5 variables with user-missing values"
    );
}

#[test]
fn joins_the_segments_of_very_long_texts() {
    let collected = read(fixture("lang.sav"), &[]);
    let expected = csv_rows("lang.csv");
    assert_eq!(collected.rows, expected);
    assert_eq!(collected.rows[1][2].len(), 760);
    assert_eq!(collected.rows[3][3], "", "a missing value of more than eight bytes");
}

#[test]
fn gives_labels_of_values_where_they_are_asked_for() {
    let columns = [wanted("geslacht", true), wanted("woning", true), wanted("totaaloordeel", true)];
    let collected = read(fixture("lemon.sav"), &columns);
    assert_eq!(collected.rows[2][5..7], ["vrouw", "koop"]);
    assert_eq!(collected.rows[1][9], "10 zeer positief");
    assert_eq!(collected.rows[2][9], "9", "a value without a label");
    let by_label = read(fixture("lemon.sav"), &[wanted("Koop of huur", true)]);
    assert_eq!([&by_label.rows[0][6], &by_label.rows[2][6]], ["Koop of huur", "koop"]);
    let lang = read(fixture("lang.sav"), &[wanted("LANGE_CODE", true)]);
    assert_eq!(lang.rows[1][3], "Antwoord één");
}

#[test]
fn finds_a_column_by_the_label_of_its_variable() {
    #[track_caller]
    fn case(columns: &[WantedKolom], idx: usize, expected: &str) {
        assert_eq!(read(fixture("lemon.sav"), columns).rows[0][idx], expected);
    }

    case(&[wanted("datum van het GESPREK", false)], 10, "datum van het GESPREK");
    case(&[wanted("Datum van het gesprek", false)], 11, "ingevuld_op");
    // Two variables are labelled so.
    case(&[wanted("Cijfer", false)], 8, "contacten");
    // The name of another variable.
    case(&[wanted("Stratum", false)], 3, "stratum");
    // Another column asks for the variable by its name.
    case(&[wanted("Weegfactor", false), wanted("weegfactor", false)], 4, "weegfactor");
    let by_either = WantedKolom { kop: vec!["WEEG".into(), "buurt".into()], labels: true };
    case(&[by_either], 2, "buurt");
}

/// A file of one variable.
fn column(variable: Var, values: &[Value]) -> Sav {
    let cases = values.iter().map(|value| vec![value.clone()]).collect();
    Sav { variables: vec![variable], cases, ..Sav::default() }
}

#[test]
fn falls_back_to_the_code_page_and_then_to_windows_1252() {
    #[track_caller]
    fn case(extensions: Vec<(i32, i32, Vec<u8>)>, expected: &str, told: &str) {
        let variable = Var { name: "x", width: 8, ..Var::default() };
        let mut sav = column(variable, &["café".into()]);
        sav.extensions = extensions;
        let collected = read(sav.bytes(), &[]);
        assert_eq!(collected.rows[1][0], expected);
        assert_eq!(collected.facts.told[0], told);
    }
    let page = |page| (3, 4, [1, 0, 0, -1, 1, 1, 2, page].map(i32::to_le_bytes).concat());

    case(vec![(20, 1, b"UTF-8".to_vec())], "café", "encoding UTF-8");
    case(vec![page(65001)], "café", "encoding UTF-8");
    case(vec![page(1252)], "cafÃ©", "encoding windows-1252");
    case(vec![page(2)], "cafÃ©", "encoding windows-1252, by default");
    case(vec![], "cafÃ©", "encoding windows-1252, by default");
    case(vec![page(65001), (20, 1, b"cp1252".to_vec())], "cafÃ©", "encoding windows-1252");
}

#[test]
fn says_so_when_the_encoding_is_not_known() {
    let mut sav = column(Var { name: "x", ..Var::default() }, &[1.0.into()]);
    sav.extensions = vec![(20, 1, b"CP850".to_vec())];
    let findings = read(sav.bytes(), &[]).findings;
    assert_eq!(
        findings[0].message,
        "texts are read as windows-1252: encoding `CP850` is not known"
    );
}

#[test]
fn shows_where_a_text_is_not_in_the_encoding_but_not_the_text() {
    let variable = Var { name: "naam", width: 8, ..Var::default() };
    let mut sav = column(variable, &["een".into(), "Ren\u{e9}e".into(), "Zo\u{eb}y".into()]);
    sav.extensions = vec![(20, 1, b"UTF-8".to_vec())];
    sav.encoding = WINDOWS_1252;
    let collected = read(sav.bytes(), &[]);
    assert_eq!(collected.rows[2][0], "Ren\u{FFFD}e");
    let [finding] = &collected.findings[..] else { panic!("{:?}", collected.findings) };
    assert_eq!(finding.code, Code::Encoding);
    let place = Place::Cell { file: "a.sav".into(), line: 3, column: Some((1, "naam".into())) };
    assert_eq!(finding.place, Some(place));
    assert!(!format!("{finding:?}").contains("Ren"));
}

#[test]
fn takes_the_empty_cell_of_other_programs() {
    let mut sav = column(Var { name: "x", ..Var::default() }, &[(-1e6).into(), 1.0.into()]);
    sav.extensions = vec![(4, 8, [-1e6, 1e6, -2e6].map(f64::to_le_bytes).concat())];
    assert_eq!(read(sav.bytes(), &[]).rows, [["x"], [""], ["1"]]);
}

#[test]
fn trims_padding_but_not_what_stands_in_a_text() {
    let texts = ["  a \"b\"\nc; ", "\0\0", "d\0\0\0", ""].map(Value::from);
    let rows =
        read(column(Var { name: "x", width: 30, ..Var::default() }, &texts).bytes(), &[]).rows;
    assert_eq!(rows[1..], [["  a \"b\"\nc;"], [""], ["d"], [""]]);
}

#[test]
fn reads_bytecode_as_other_programs_write_it() {
    #[track_caller]
    fn case(codes: &[u8], expected: &[[&str; 2]]) {
        let variables = vec![
            Var { name: "x", ..Var::default() },
            Var { name: "y", width: 8, ..Var::default() },
        ];
        let sav = Sav { variables, compression: 1, n_cases: Some(-1), ..Sav::default() };
        let mut bytes = sav.dictionary();
        bytes.extend(codes);
        assert_eq!(read(bytes, &[]).rows[1..], *expected);
    }

    // Padding within a group; the end without its code.
    case(b"\x65\0\0\xFE\0\0\x66\xFE", &[["1", ""], ["2", ""]]);
    // The end with its code, and something behind it.
    case(b"\x65\xFE\xFC\x66\xFE\x66\xFE\x66more", &[["1", ""]]);
    // Eight zeros as one code; an empty number; a text as it stands.
    case(b"\xFF\x64\x01\xFD\0\0\0\0tekst   ", &[["", ""], ["-99", "tekst"]]);
    case(b"", &[]);
}

#[test]
fn refuses_what_makes_no_sense() {
    #[track_caller]
    fn case(change: impl FnOnce(&mut Sav), expected: &str) {
        let mut sav = lemon(Order::Big, 1);
        change(&mut sav);
        assert_eq!(refusal(sav.bytes()), format!("the SPSS file is damaged: {expected}"));
    }

    case(|sav| sav.n_cases = Some(29), "30 cases, where its header says 29");
    case(|sav| sav.n_cases = Some(-7), "-7 cases");
    case(|sav| sav.weight = 1, "the weighting variable is not there");
    case(|sav| sav.weight = 4, "the weighting variable is not there");
    case(|sav| sav.variables.clear(), "3 variables with labels, where 0 to 0 can be");
    case(
        |sav| (sav.variables, sav.labels, sav.weight) = (vec![], vec![], 0),
        "it has no variables",
    );
    case(|sav| sav.variables[0].width = 256, "variable record 1 has type 256");
    case(|sav| sav.variables[1].missing.0 = -1, "-1 missing values of a variable");
    case(|sav| sav.labels[0].1 = vec![4], "labels of values of a variable that is not there");
    case(
        |sav| sav.extensions.push((14, 1, b"BUURT=00300\0\t".into())),
        "the segments of a long text are not there",
    );
    case(|sav| sav.extensions.push((21, 1, vec![0, 0, 0, 9])), "a record is longer than it says");
    case(|sav| drop(sav.cases[3].pop()), "a number where a text must be");
}

#[test]
fn says_what_it_is_when_it_is_no_spss_file() {
    assert_eq!(refusal(b"golf;stratum\n2017;1\n".to_vec()), "this is no SPSS file");
    let encrypted = b"\x1C\0\0\0\0\0\0\0ENCRYPTEDSAV\x15".to_vec();
    assert_eq!(refusal(encrypted), "this is an encrypted SPSS file");
    assert_eq!(refusal(vec![]), "the SPSS file is cut off within its dictionary");
}

#[test]
fn says_in_which_case_the_file_ends() {
    let mut bytes = fixture("lemon.sav");
    bytes.truncate(bytes.len() - 300);
    let Err(Fail::Content(finding)) = try_read(bytes, &[]).1 else { panic!() };
    assert_eq!(finding.message, "the SPSS file is cut off within case 29");
    assert_eq!(finding.place.as_ref().and_then(Place::line), Some(30));
}

#[test]
fn takes_no_memory_for_what_is_only_announced() {
    #[track_caller]
    fn case(record: &[i32], expected: &str) {
        let mut bytes = lemon(Order::Little, 0).dictionary();
        bytes.truncate(bytes.len() - 8);
        bytes.extend(record.iter().flat_map(|field| field.to_le_bytes()));
        assert_eq!(refusal(bytes), expected);
    }

    let cut = "the SPSS file is cut off within its dictionary";
    case(&[3, i32::MAX], cut);
    case(&[6, i32::MAX], cut);
    case(&[7, 99, i32::MAX, i32::MAX], cut);
    case(&[7, 13, 1, i32::MAX], "the SPSS file is damaged: its dictionary takes more than 64 MiB");
    case(&[2, 0, 1, 0, 0, 0, 0, 0, 1 << 30], {
        "the SPSS file is damaged: 1073741824 bytes in the label of a variable, \
         where 0 to 65536 can be"
    });
}

#[test]
fn inflates_no_more_than_the_table_of_blocks_says() {
    #[track_caller]
    fn case(change: impl FnOnce(&mut [u8]), expected: &str) {
        let mut bytes = fixture("lemon.zsav");
        let table = bytes.len() - 24;
        change(&mut bytes[table..]);
        assert_eq!(refusal(bytes), format!("the SPSS file is damaged: {expected}"));
    }
    fn field(table: &mut [u8], at: usize, change: impl FnOnce(i32) -> i32) {
        let field = table[at..].first_chunk_mut::<4>().unwrap();
        *field = change(i32::from_le_bytes(*field)).to_le_bytes();
    }

    case(|table| field(table, 16, |n| n - 1), "a block gives more than its table says");
    case(|table| field(table, 16, |n| n + 1), "a block ends before its table says so");
    case(|table| field(table, 16, |_| i32::MAX), "a block has no usable length");
    case(
        |table| field(table, 16, |_| 64 << 20),
        "a block promises more than can be inflated from it",
    );
    case(|table| field(table, 20, |n| n - 1), "the blocks do not end where their table begins");
}

#[test]
fn survives_any_change_of_a_byte_and_any_cut() {
    let mut files = vec![lemon(Order::Big, 2).bytes(), lemon(Order::Big, 0).bytes()];
    files.extend(["lemon.sav", "lemon-bytecode.sav", "lemon.zsav", "lang.sav"].map(fixture));
    let columns =
        [wanted("omgang", true), wanted("Koop of huur", true), wanted("lange_code", true)];
    // A linear congruential generator, with the numbers of Knuth's MMIX.
    let mut seed = 2017_u64;
    let mut random = |n: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % n
    };
    for file in &files {
        for _ in 0..1_000 {
            let mut bytes = file.clone();
            // Half of the changes hit the dictionary, where most can go wrong.
            let n = if random(2) == 0 { file.len() } else { file.len().min(2_000) };
            for _ in 0..=random(3) {
                bytes[random(n)] = [0, 0xFF, 0x7F, random(256) as u8][random(4)];
            }
            match try_read(bytes, &columns).1 {
                Ok(()) | Err(Fail::Content(_)) => {}
                other => panic!("{other:?}"),
            }
        }
        for _ in 0..200 {
            let mut bytes = file.clone();
            bytes.truncate(random(file.len()));
            // Of bytecode only what fills up the last group is not missed.
            if let Ok(()) = try_read(bytes.clone(), &columns).1 {
                assert!(file[bytes.len()..].iter().all(|&byte| byte == 0 || byte == 252));
            }
        }
    }
}
