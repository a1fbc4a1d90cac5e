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
fn settles_the_encoding_by_most_letters() {
    // One bad byte in a file of UTF-8 is a fault of its row, not another encoding.
    let mut bytes = format!("{HEADER}é;01-01-2017;;;;;\nëë;01-01-2017;;;;;\n").into_bytes();
    bytes.extend_from_slice(b"\xE9;01-01-2017;;;;;\n");
    let files = [("data/a-2017.csv", &bytes[..])];
    let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(2));
    assert_eq!(found.findings, ["data/a-2017.csv:4:1 encoding [\u{fffd}] +0"]);
}
