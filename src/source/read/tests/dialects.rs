//! How files are written: the same rows in every way give the same table.

use super::*;

/// Rows with what makes dialects hard: quotes, line ends in them, letters, decimals.
const ROWS: [[&str; 7]; 4] = [
    ["a", "01-01-2017", "1,5", "Goed Zo", "WK085510", "2017K1", "p1"],
    ["b", "02-01-2017", "1.234,25", "goed\nzo", "WK085510", "2017", "p2"],
    ["é;\"q\",|\t", "31-12-2017", "-0,75", "", "", "", "Zoë"],
    ["d", "03-01-2017", "", "niets", "GM0855", "2017M02", "p4"],
];

/// The rows as text.
fn written(delimiter: char, decimal: char, line_end: &str) -> String {
    let header = HEADER.trim().split(';').map(str::to_owned).collect::<Vec<_>>();
    let rows = ROWS.iter().map(|row| row.map(str::to_owned).to_vec());
    let mut text = String::new();
    for mut row in std::iter::once(header).chain(rows) {
        if decimal == '.' {
            row[2] = row[2].replace(',', "x").replace('.', ",").replace('x', ".");
        }
        let cells = row.iter().map(|cell| {
            let must = cell.contains(['"', '\n', '\t', ',', ';', '|']);
            if must { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        });
        text += &cells.collect::<Vec<_>>().join(&delimiter.to_string());
        text += line_end;
    }
    text
}

fn utf16(text: &str, is_big: bool, has_mark: bool) -> Vec<u8> {
    let mark = if has_mark { "\u{feff}" } else { "" };
    let units = mark.encode_utf16().chain(text.encode_utf16());
    units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

/// The rows that were read, without the lines they stand on, and the words for how.
fn read_bytes(spec: &BronSpec, bytes: &[u8]) -> (Vec<String>, String) {
    let found = read_sized(spec, &[("data/a-2017.csv", bytes)], Sizes::for_threads(2));
    assert_eq!(found.findings, [""; 0], "{:?}", found.messages);
    let rows = found.rows.iter().map(|row| row.split_once(' ').expect("cells").1.to_owned());
    (rows.collect(), found.report.written[0].1.clone())
}

#[test]
fn gives_the_same_table_however_it_is_written() {
    let spec = spec(Vorm::Records);
    let (expected, _) = read_bytes(&spec, written(';', ',', "\n").as_bytes());
    assert_eq!(expected.len(), ROWS.len());
    for delimiter in [';', ',', '\t', '|'] {
        for (decimal, line_end) in [(',', "\n"), ('.', "\r\n"), (',', "\r\n"), ('.', "\n")] {
            let text = written(delimiter, decimal, line_end);
            let cut = text.trim_end_matches(line_end);
            let windows_1252 = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
            let files = [
                text.clone().into_bytes(),
                cut.as_bytes().to_vec(),
                format!("\u{feff}{text}").into_bytes(),
                windows_1252,
                utf16(&text, false, true),
                utf16(&text, true, true),
                utf16(&text, false, false),
                utf16(&text, true, false),
            ];
            for (n, bytes) in files.iter().enumerate() {
                let (rows, how) = read_bytes(&spec, bytes);
                assert_eq!(rows, expected, "file {n}: {how}");
                assert!(how.contains(&format!("decimals `{decimal}` (found)")), "{how}");
            }
        }
    }
}

#[test]
fn tells_how_a_file_is_written_and_how_that_is_known() {
    #[track_caller]
    fn case(dialect: DialectSpec, bytes: &[u8], expected: &str) {
        let mut spec = spec(Vorm::Records);
        spec.dialect = dialect;
        assert_eq!(read_bytes(&spec, bytes).1, expected);
    }

    let plain = format!("{HEADER}a;01-01-2017;1;;;;\n");
    let not_needed = "utf-8 (not needed), fields `;` (found), decimals `,` (not needed)";
    case(
        DialectSpec::default(),
        plain.as_bytes(),
        &format!("{not_needed}, header on line 1 (found)"),
    );
    let declared = DialectSpec {
        codering: Some(Codering::Windows1252),
        scheidingsteken: Some(b';'),
        decimaal: Some(b'.'),
        decimaal_verwacht: None,
        duizendtal: Some(crate::source::Duizendtal::Geen),
        kopregel: Some(1),
    };
    let words = "windows-1252 (declared), fields `;` (declared), decimals `.` (declared), \
                 thousands `geen` (declared), header on line 1 (declared)";
    case(declared, plain.as_bytes(), words);
    // The mark says more about the file than the monitor does.
    let marked = words.replace("windows-1252 (declared)", "utf-8 (by its mark)");
    case(declared, format!("\u{feff}{plain}").as_bytes(), &marked);
}

#[test]
fn leaves_out_what_stands_above_and_below_the_table() {
    let text = format!(
        "Meldingen;;;;;;\n\nDatum export: 1-2-2018\n{HEADER}a;01-01-2017;1,5;;;;\n\
         Totaal;;1,5;;;;\n;;Totaal;;;;\nBron: regiesysteem\n"
    );
    let found = read_one(&spec(Vorm::Records), &text);
    let expected = [
        "data/a-2017.csv:4 preamble [2 rows with text above it] +0",
        "data/a-2017.csv:6 total-row [] +2",
    ];
    assert_eq!(found.findings, expected);
    let balance = &found.report.balances[0];
    assert_eq!([balance.gelezen, balance.gebruikt, balance.uitgesloten], [4, 1, 3]);
}

#[test]
fn a_row_that_begins_like_a_total_is_a_row_when_it_is_whole() {
    let rows = "Totaal Tilburg;01-01-2017;1,5;;;;\nTotaliteit;;;;;;\n";
    let found = read_one(&spec(Vorm::Records), &format!("{HEADER}{rows}"));
    assert_eq!(found.report.balances[0].gebruikt, 1);
    assert_eq!(found.findings, ["data/a-2017.csv:3:2 empty-required [empty] +0"]);
}

#[test]
fn does_not_guess_what_a_number_is() {
    let rows = "a;01-01-2017;18.700;;;;\nb;02-01-2017;250;;;;\n";
    let text = format!("{HEADER}{rows}");
    let found = read_one(&spec(Vorm::Records), &text);
    assert_eq!(found.findings, ["data/a-2017.csv:2:3 unclear-number [18.700] +0"]);
    assert!(found.helps[0].contains("decimaal"), "{:?}", found.helps);
    for (sign, expected) in [(b',', "Some(1870000)"), (b'.', "Some(1870)")] {
        let mut spec = spec(Vorm::Records);
        spec.dialect.decimaal = Some(sign);
        let (rows, _) = read_bytes(&spec, text.as_bytes());
        assert!(rows[0].contains(expected), "{rows:?}");
    }
}

#[test]
fn what_stands_for_an_empty_cell_is_no_number() {
    for empty in [".", ",", "9,99"] {
        let text = format!("{HEADER}a;01-01-2017;{empty};;;;\nb;01-01-2017;18.700;;;;\n");
        let mut spec = spec(Vorm::Records);
        spec.kolommen[2].leeg = vec![empty.into()];
        let found = read_one(&spec, &text);
        assert_eq!(found.findings, ["data/a-2017.csv:3:3 unclear-number [18.700] +0"], "{empty}");
    }
}

#[test]
fn the_declared_sign_between_thousands_tells_what_a_number_is() {
    #[track_caller]
    fn case(sign: crate::source::Duizendtal, cell: &str, expected: &str) {
        let mut spec = spec(Vorm::Records);
        spec.dialect.duizendtal = Some(sign);
        let text = format!("{HEADER}a;01-01-2017;{cell};;;;\n");
        let (rows, how) = read_bytes(&spec, text.as_bytes());
        assert!(rows[0].contains(expected), "{rows:?}, {how}");
    }

    use crate::source::Duizendtal::{Geen, Teken};
    case(Teken(b'.'), "18.700", "Some(1870000)");
    case(Teken(b','), "18.700", "Some(1870)");
    case(Geen, "18.700", "Some(1870)");
    case(Teken(b'\''), "1.000", "Some(100)");
}

#[test]
fn what_a_publisher_writes_is_proven_by_a_number() {
    #[track_caller]
    fn case(cells: [&str; 2], expected: Result<&str, &str>) {
        let mut spec = spec(Vorm::Records);
        spec.dialect.decimaal_verwacht = Some(b'.');
        let [first, second] = cells;
        let text = format!("{HEADER}a;01-01-2017;{first};;;;\nb;01-01-2017;{second};;;;\n");
        let found = read_one(&spec, &text);
        match expected {
            Ok(how) => assert!(found.report.written[0].1.contains(how), "{:?}", found.report),
            Err(finding) => assert_eq!(found.findings, [finding]),
        }
    }

    case(["18.700", "20.8"], Ok("decimals `.` (found)"));
    case(["18.700", "20,8"], Ok("decimals `,` (found)"));
    case(["18", "20"], Ok("decimals `.` (not needed)"));
    case(["20", "18.700"], Err("data/a-2017.csv:3:3 unclear-number [18.700] +0"));
}

#[test]
fn numbers_that_are_texts_must_tell_their_decimal_sign() {
    #[track_caller]
    fn case(cells: &[&str], dialect: DialectSpec, expected: &[&str]) {
        let row = |(n, cell): (usize, &&str)| {
            format!(
                r#"{{"id": "{n}", "datum": "2017-01-01", "getal": {cell}, "code": "1.125",
                "gebied": null, "periode": "2017", "client": "1.125"}}"#
            )
        };
        let rows: Vec<_> = cells.iter().enumerate().map(row).collect();
        let mut spec = spec(Vorm::Records);
        spec.kolommen[3].soort = KolomType::Code { waarden: None };
        spec.dialect = dialect;
        let found = read_one(&spec, &format!("[{}]", rows.join(",\n")));
        assert_eq!(found.findings, expected, "{cells:?}");
    }

    let none = DialectSpec::default();
    let unclear = ["data/a-2017.csv:3:3 unclear-number [18.700] +0"];
    case(&["1.5", "18700"], none, &[]);
    case(&["1.5", "\"18.700\""], none, &unclear);
    case(&["\".\"", "\"18.700\""], none, &unclear);
    case(&["\"1,5\"", "\"18.700\""], none, &[]);
    case(&["\"18.700\""], DialectSpec { decimaal: Some(b'.'), ..none }, &[]);
    let duizendtal = Some(crate::source::Duizendtal::Teken(b'.'));
    case(&["\"18.700\""], DialectSpec { duizendtal, ..none }, &[]);
    // Of the other sign, so that nobody knows what this one is.
    case(
        &["\"1.5\"", "\"18.700\""],
        none,
        &["data/a-2017.csv:2:3 bad-number [1.5] +0", unclear[0]],
    );
}

#[test]
fn warns_of_letters_in_another_encoding() {
    let mut bytes = format!("{HEADER}\u{e9}\u{e9};01-01-2017;;;;;\n").into_bytes();
    for n in 0..5 {
        bytes.extend_from_slice(format!("{n}").as_bytes());
        bytes.extend_from_slice(b"\xE9;01-01-2017;;;;;\n");
    }
    let files = [("data/a-2017.csv", &bytes[..])];
    let found =
        read_sized(&spec(Vorm::Records), &files, Sizes { piece: 9, ..Sizes::for_threads(2) });
    let label = "the first of 2, each of which becomes two or more other letters";
    assert_eq!(found.findings, [format!("data/a-2017.csv:2 mixed-encoding [{label}] +0")]);
}

#[test]
fn settles_the_encoding_by_most_letters() {
    // One bad byte in a file of UTF-8 is a fault of its row, not another encoding.
    let mut bytes = format!("{HEADER}é;01-01-2017;;;;;\nëë;01-01-2017;;;;;\n").into_bytes();
    bytes.extend_from_slice(b"\xE9;01-01-2017;;;;;\n");
    let files = [("data/a-2017.csv", &bytes[..])];
    let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(2));
    assert_eq!(found.findings, ["data/a-2017.csv:4:1 encoding [\u{fffd}] +0"]);
}
