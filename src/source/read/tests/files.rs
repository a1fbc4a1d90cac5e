//! What is wrong with files as a whole: those that are not there, not whole or there twice.

use super::*;

const ROW: &str = "a;01-01-2017;1;;;;\n";

#[test]
fn says_what_is_wrong_with_a_file() {
    #[track_caller]
    fn case(bytes: &[u8], expected: &str) {
        let files = [("data/a-2017.csv", bytes)];
        let mut spec = spec(Vorm::Records);
        spec.dialect.scheidingsteken = Some(b';');
        let found = read_sized(&spec, &files, Sizes::for_threads(2));
        assert_eq!(found.findings, [expected]);
        assert_eq!(found.report.hashes.len(), 1);
    }

    case(b"", "data/a-2017.csv empty-file [empty] +0");
    case(b"\xEF\xBB\xBF\n\n;\n", "data/a-2017.csv empty-file [empty] +0");
    case(b"\n\"id;datum\nx\n", "data/a-2017.csv:2 unclosed-quote [starts here] +0");
    case(
        b"id;datum;getal;code;gebied;periode;klant\na;01-01-2017;;;;;\n",
        "data/a-2017.csv:1 missing-column [not in this header] +0",
    );
    case(
        b"id,datum,getal,code,gebied,periode,client\na,01-01-2017,,,,,\n",
        "data/a-2017.csv:1 missing-column [not in this header] +0",
    );
    case(b"id,datum,getal\n", "data/a-2017.csv:1 missing-column [not in this header] +0");
    case(
        b"id;datum;getal;code;gebied;periode;client\ra;01-01-2017;;;;;\r",
        "data/a-2017.csv:1 missing-column [not in this header] +0",
    );
    case(
        b"id;datum;getal;code;gebied;periode;client;\ra;01-01-2017;;;;;;\r",
        "data/a-2017.csv no-rows [one line] +0",
    );
}

#[test]
fn says_which_files_are_not_there() {
    let found = read_sized(&spec(Vorm::Records), &[], Sizes::for_threads(2));
    assert_eq!(found.findings, ["monitor.toml missing-file [nothing found] +0"]);
    for pattern in ["../*.csv", "/etc/*", "data/../../x"] {
        let mut outside = spec(Vorm::Records);
        outside.bestanden[0].0 = pattern.into();
        let found = read_sized(&outside, &[], Sizes::for_threads(2));
        assert_eq!(found.findings, ["monitor.toml path-outside [leads out of the folder] +0"]);
    }
}

#[cfg(unix)]
#[test]
fn refuses_a_link_that_leads_out_of_the_folder() {
    let elsewhere = tempfile::NamedTempFile::new().expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    std::fs::write(folder.path().join("waarden.csv"), "ruw;code\n").expect("written");
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("data/a-2017.csv"))
        .expect("a link");
    let found = read_folder(&spec(Vorm::Records), folder.path(), Sizes::for_threads(2));
    assert_eq!(found.findings, ["monitor.toml path-outside [leads out of the folder] +0"]);
    assert!(found.report.balances.is_empty());
}

#[test]
fn stops_when_a_file_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    let path = folder.path().join("data/a-2017.csv");
    std::fs::write(&path, HEADER).expect("written");
    let bron = open_bron(&spec(Vorm::Records), folder.path(), &mut Findings::default());
    std::fs::remove_file(&path).expect("removed");
    let mut findings = Findings::default();
    let stop = read_bron(&bron, &indeling(), &mut findings, &|_| (), &mut |_| ());
    let message = stop.expect_err("the file is gone").to_string();
    assert!(message.contains("a-2017.csv"), "{message}");
}

#[cfg(unix)]
#[test]
fn opens_regular_files_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    std::fs::create_dir_all(data.join("map-2017.csv")).expect("a folder");
    std::fs::write(folder.path().join("waarden.csv"), "ruw;code\n").expect("written");
    std::os::unix::fs::symlink("/dev/zero", data.join("zero-2017.csv")).expect("a link");
    let _socket =
        std::os::unix::net::UnixListener::bind(data.join("s-2017.csv")).expect("a socket");
    let found = read_folder(&spec(Vorm::Records), folder.path(), Sizes::for_threads(2));
    let no_file = "monitor.toml bad-file [no file] +0";
    let expected = ["monitor.toml missing-file [nothing found] +0", no_file, no_file];
    assert_eq!(found.findings, expected);
    assert!(found.report.balances.is_empty());
}

#[cfg(unix)]
#[test]
fn misses_the_file_that_a_link_points_at() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("data")).expect("a folder");
    std::fs::write(folder.path().join("waarden.csv"), "ruw;code\n").expect("written");
    std::os::unix::fs::symlink("gone.csv", folder.path().join("data/a-2017.csv")).expect("a link");
    let found = read_folder(&spec(Vorm::Records), folder.path(), Sizes::for_threads(2));
    assert_eq!(found.findings, ["monitor.toml missing-file [a link to nothing] +0"]);
    assert!(found.report.balances.is_empty());
}

#[test]
fn refuses_two_files_with_the_same_rows() {
    let mut spec = spec(Vorm::Records);
    spec.sleutel = Vec::new();
    let text = format!("{HEADER}{ROW}");
    let files = ["data/a-2017.csv", "data/b-2017.csv", "data/c-2018.csv"]
        .map(|name| (name, text.as_bytes()));
    let found = read_sized(&spec, &files, Sizes::for_threads(2));
    let expected = [
        "data/b-2017.csv same-file [the same content] +0",
        "data/c-2018.csv same-file [the same content] +0",
    ];
    assert_eq!(found.findings, expected);
    assert_eq!(found.messages[1], "`data/c-2018.csv` has the same content as `data/a-2017.csv`");
}

#[test]
fn warns_of_each_file_without_rows() {
    // Lines without any text are no rows.
    let bare = format!("{HEADER}\n;;\n");
    let full = format!("{HEADER}{ROW}");
    let files = [
        ("data/a-2017.csv", bare.as_bytes()),
        ("data/b-2018.csv", full.as_bytes()),
        ("data/c-2019.csv", bare.as_bytes()),
    ];
    let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(2));
    let expected = ["data/a-2017.csv no-rows [no rows] +0", "data/c-2019.csv no-rows [no rows] +0"];
    assert_eq!(found.findings, expected);
}

#[test]
fn warns_once_of_a_source_without_rows() {
    let files = ["data/a-2017.csv", "data/b-2018.csv"].map(|name| (name, HEADER.as_bytes()));
    let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(2));
    assert_eq!(found.findings, ["monitor.toml no-rows [declared here] +0"]);
}

#[test]
fn says_that_a_long_file_ends_its_lines_with_a_carriage_return_alone() {
    let text = format!("{HEADER}{}", ROW.repeat(20)).replace('\n', "\r");
    let files = [("data/a-2017.csv", text.as_bytes())];
    let sizes = Sizes { piece: 50, record: 100, batch: 1 };
    let found = read_sized(&spec(Vorm::Records), &files, sizes);
    assert_eq!(found.findings, ["data/a-2017.csv:1 unclosed-quote [starts here] +0"]);
    assert!(found.helps[0].contains("CR"), "{:?}", found.helps);
}

/// A workbook of one sheet, from its rows and merged cells as they stand in the file.
fn workbook(rows: &str, merged: &str) -> Vec<u8> {
    use std::io::Write;

    let relation = |to: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/\
             officeDocument/2006/relationships/{to}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"Blad1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
                .to_owned(),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{rows}</sheetData>{merged}</worksheet>"),
        ),
    ];
    let mut zip = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory");
        zip.write_all(content.as_bytes()).expect("memory");
    }
    zip.finish().expect("memory").into_inner()
}

/// A row of a sheet; empty cells at its end are left out, as spreadsheets do.
fn sheet_row(number: usize, cells: &str) -> String {
    let cells =
        cells.trim_end_matches(';').split(';').enumerate().filter(|(_, text)| !text.is_empty());
    let cell = |(at, text): (usize, &str)| {
        let letter = char::from(b'A' + at as u8);
        format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    format!("<row r=\"{number}\">{}</row>", cells.map(cell).collect::<String>())
}

#[test]
fn a_title_above_the_header_of_a_workbook_changes_nothing() {
    let rows = ["a;01-01-2017;;goed zo;WK085510;2017;p", "b;02-01-2017", "c;2017-01-03 08:30:00"];
    let read = |title: &str, above: usize| {
        let title = if title.is_empty() { String::new() } else { sheet_row(1, title) };
        let table = std::iter::once(HEADER.trim()).chain(rows).enumerate();
        let table: String = table.map(|(n, row)| sheet_row(n + 1 + above, row)).collect();
        let merged = |above: usize| {
            format!(
                "<mergeCells><mergeCell ref=\"A1:F1\"/><mergeCell ref=\"E{}:E{}\"/></mergeCells>",
                above + 2,
                above + 3
            )
        };
        let merged = if title.is_empty() { String::new() } else { merged(above) };
        let bytes = workbook(&(title + &table), &merged);
        read_sized(&spec(Vorm::Records), &[("data/a-2017.csv", &bytes)], Sizes::for_threads(2))
    };
    let plain = read("", 0);
    assert_eq!(plain.findings, [""; 0], "{:?}", plain.messages);
    let titled = read("Meldingen", 2);
    let expected = [
        "data/a-2017.csv:3 preamble [one row with text above it] +0",
        "data/a-2017.csv:4 merged-cells [`E4:E5`: the value stands in the first cell only] +0",
    ];
    assert_eq!(titled.findings, expected);
    let cells = |found: &Found| -> Vec<String> {
        found.rows.iter().map(|row| row.split_once(' ').expect("cells").1.to_owned()).collect()
    };
    assert_eq!(cells(&titled), cells(&plain));
    assert_eq!(plain.rows.len(), 3);
}

#[test]
fn says_what_a_file_is_that_holds_no_table() {
    #[track_caller]
    fn case(bytes: &[u8], what: &str) {
        let files = [("data/a-2017.csv", bytes)];
        let found = read_sized(&spec(Vorm::Records), &files, Sizes::for_threads(2));
        assert_eq!(found.findings, ["data/a-2017.csv bad-file [cannot be read] +0"]);
        assert!(found.messages[0].contains(what), "{:?}", found.messages);
        assert_eq!(found.report.hashes.len(), 1);
    }

    case(b"\x1F\x8B\x08\0\0\0\0\0", "gzip");
    case(b"%PDF-1.7\n1 0 obj\n", "PDF");
    case(&(0..=255).collect::<Vec<u8>>(), "no text");
}
