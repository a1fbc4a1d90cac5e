//! Nasty files, one difficulty each: `fixtures/bronnen/lastig`.

use std::fmt::Write as _;

use super::proef::{Gelezen, Proef};
use crate::program::{root, run, stderr, wijkmonitor};

/// Reads a source of the fixture.
#[track_caller]
fn read(bron: &str) -> Gelezen {
    Proef::of(&root().join("fixtures/bronnen/lastig")).read(bron)
}

#[test]
fn check_tells_what_is_wrong_with_each() {
    let output = run(&mut wijkmonitor(&["check", "-v", "fixtures/bronnen/lastig"]), 1);
    let said = stderr(&output);
    let lines = said.lines().filter(|line| !line.starts_with("took "));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("bronnen-lastig", lines.collect::<Vec<_>>().join("\n"));
    });
}

#[test]
fn reads_the_same_rows_whatever_the_encoding_the_delimiter_and_the_lines_around_them() {
    let all = [
        "utf16_le",
        "utf16_be",
        "windows_1252",
        "tab",
        "streep",
        "laatste_regel",
        "staart",
        "aanhef",
    ];
    let expected = read("utf16_le");
    let cells = |line, kolom| expected.cell(line, kolom);
    assert_eq!(cells(2, "bedrag"), "12.5");
    assert_eq!(cells(2, "toelichting"), "Café, € 5");
    assert_eq!(cells(3, "bedrag"), "1234.56");
    assert_eq!(cells(3, "toelichting"), "Twee\nregels; met \"aanhaling\"");
    // A line feed in a field is a line of the file.
    assert_eq!(["melding", "wijk", "datum"].map(|kolom| cells(5, kolom)), ["m3", "", "2017-08-14"]);
    for bron in all {
        let found = read(bron);
        assert_eq!(found.table(), expected.table(), "{bron}");
        let others = if bron == "aanhef" { 2 } else { 0 };
        assert_eq!(found.balance(), [4 + others, 4, others, 0], "{bron}");
    }
    assert_eq!(read("aanhef").codes(), ["preamble 4", "total-row 10"]);
}

#[test]
fn a_code_that_a_spreadsheet_made_a_number_of_is_refused() {
    let excel = read("excel");
    assert_eq!(excel.balance(), [5, 3, 0, 2]);
    assert_eq!(
        excel.codes(),
        ["mangled-code 3", "unknown-value 3", "bad-area-code 4", "mangled-code 5"]
    );
    assert_eq!(excel.column("melding"), ["m1", "m3", "m5"]);
    assert_eq!(excel.column("wijk"), ["WK099901", "", "WK099901"]);
    // The zero that went lost is not guessed: the mapping does not know `855`.
    assert_eq!(excel.column("uitkomst"), ["maatwerk"; 3]);
}

#[test]
fn thousands_are_read_by_the_decimal_sign_of_the_file() {
    let found = read("duizendtallen");
    assert_eq!(found.codes(), [""; 0]);
    assert_eq!(found.column("inwoners"), ["1234567", "18700", "1250"]);
    assert_eq!(found.column("cijfer"), ["6.5", "7", ""]);
}

#[test]
fn a_comma_alone_is_an_empty_cell_of_the_kerncijfers() {
    let kwb = read("kwb");
    assert_eq!(kwb.codes(), [""; 0]);
    assert_eq!(kwb.balance(), [6, 3, 3, 0]);
    assert_eq!(kwb.column("gebied"), ["GM0999", "WK099901", "WK099902"]);
    assert_eq!(kwb.column("bijstand"), ["500", "", ""]);
    assert_eq!(kwb.column("wmo"), ["", "", ""]);
    assert_eq!(kwb.column("indelingswijziging"), ["1", "1", "3"]);
}

#[test]
fn the_first_of_two_rows_with_one_key_counts_over_all_files() {
    let found = read("dubbel");
    assert_eq!(found.balance(), [6, 4, 0, 2]);
    assert_eq!(found.column("melding"), ["m1", "m2", "m3", "m4"]);
    assert_eq!(found.column("datum")[1], "2017-04-05");
    let second = found.quarantaine.lines().skip(1).collect::<Vec<_>>();
    assert_eq!(
        second,
        [
            "dubbel/toegang-2017-2.csv;3;duplicate-key;m2;b;06-04-2017;WK099902",
            "dubbel/toegang-2017-2.csv;4;duplicate-key;m2;b;07-12-2017;WK099902"
        ]
    );
}

#[test]
fn names_of_areas_without_their_codes_are_refused() {
    let found = read("namen");
    assert_eq!(found.codes()[0], "missing-column 1");
    let help = found.findings[0].help.as_deref().expect("help");
    assert!(help.contains("names are not unique"), "{help}");
}

/// A field with a line feed in it lies over the border of two pieces of 256 KiB, wherever it is.
#[test]
fn a_field_of_two_lines_may_lie_over_the_border_of_two_pieces() {
    const PIECE: usize = 256 << 10;
    let bron = "[bron.b.records]\nbestanden = [\"b.csv\"]\nsleutel = [\"id\"]\ndatum = \"datum\"\n\
                [bron.b.kolommen]\nid = { type = \"tekst\" }\ndatum = { type = \"datum\" }\n\
                tekst = { type = \"tekst\" }\n";
    let proef = Proef::new("GM0999", "2017", "2017", bron);
    for shift in [0, 1, 2, 3, 4, 5, 12, 22, 23, 24] {
        let mut text = "id;datum;tekst\n".to_owned();
        let mut n_rows = 0;
        while text.len() < PIECE - 80 {
            writeln!(text, "r{n_rows};2017-01-01;x").expect("a text");
            n_rows += 1;
        }
        let fill = "y".repeat(PIECE - text.len() - 16 - shift);
        writeln!(text, "vul;2017-01-01;{fill}").expect("a text");
        assert_eq!(text.len(), PIECE - shift);
        text += "rand;2017-01-01;\"een\n\ntwee;\"\"drie\n\"\nna;2017-01-02;z\n";
        n_rows += 3;
        proef.write("b.csv", &text);
        let found = proef.read("b");
        assert_eq!(found.codes(), ["no-persons 12"], "{shift}");
        assert_eq!(found.balance(), [n_rows, n_rows, 0, 0], "{shift}");
        let tail = &found.rows[found.rows.len() - 2..];
        assert_eq!(tail[0].1[2], "een\n\ntwee;\"drie", "{shift}");
        assert_eq!(tail[1].0, tail[0].0 + 4, "lines in a field count");
    }
}
