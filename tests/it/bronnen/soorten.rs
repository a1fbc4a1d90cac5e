//! The same table in every kind of file gives the same rows.

use std::fs;

use serde_json::{Map, Value, json};

use super::proef::Proef;
use crate::program::root;

/// The survey of `fixtures/bronnen/sav`, whatever it is written as. The wave stands in the path,
/// for `lemon.csv` writes it as `2023.0`.
const LEMON: &str = r#"
[bron.lemon.enquete]
bestanden = ["{golf}/BESTAND"]
sleutel = ["respondent"]
SOORT
[bron.lemon.kolommen]
golf = { type = "periode", uit_bestandsnaam = "golf" }
respondent = { type = "tekst" }
jaar = { kop = ["golf"], type = "geheel" }
buurt = { kop = ["buurtcode"], type = "gebied", verplicht = true }
stratum = { type = "gebied" }
gewicht = { kop = ["weegfactor"], type = "getal", decimalen = 9, afronden = true }
geslacht = { type = "geheel" }
woning = { type = "code" }
omgang = { type = "getal", decimalen = 1 }
contacten = { type = "getal", decimalen = 1 }
oordeel = { kop = ["totaaloordeel"], type = "getal", decimalen = 1 }
datum = { kop = ["datum_interview"], type = "datum" }
ingevuld_op = { type = "tekst" }
toelichting = { type = "tekst", persoonsgegeven = true }
"#;

/// The columns of the table that hold numbers.
const NUMBERS: [&str; 6] =
    ["golf", "weegfactor", "geslacht", "omgang", "contacten", "totaaloordeel"];

/// The table as text, with its header.
pub fn lemon() -> Vec<Vec<String>> {
    let path = root().join("fixtures/bronnen/sav/lemon.csv");
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .has_headers(false)
        .from_path(path)
        .expect("a CSV");
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    reader.records().map(|record| cells(record.expect("a record"))).collect()
}

/// A monitor with this one file.
pub fn lemon_in(soort: &str, name: &str, bytes: &[u8]) -> Proef {
    let soort = if soort.is_empty() { String::new() } else { format!("soort = \"{soort}\"") };
    let proef = Proef::new(
        "GM0855",
        "2023",
        "2023",
        &LEMON.replace("SOORT", &soort).replace("BESTAND", name),
    );
    let mut areas = vec![["GM0855", "Tilburg", "gemeente", ""].map(str::to_owned)];
    for row in &lemon()[1..] {
        for code in &row[2..4] {
            let (niveau, ouder) = match code.split_at(2) {
                ("BU", digits) => ("buurt", format!("WK{}", &digits[..6])),
                ("WK", _) => ("wijk", "GM0855".to_owned()),
                _ => continue,
            };
            if areas.iter().all(|known| known[0] != *code) {
                areas.push([code.clone(), code.clone(), niveau.to_owned(), ouder]);
            }
        }
    }
    proef.areas(&areas);
    proef.write(&format!("2023/{name}"), bytes);
    proef
}

/// The table as the pages of a service, version 3 or 4.
pub fn odata(table: &[Vec<String>], is_v4: bool) -> Vec<u8> {
    let cell = |naam: &str, cell: &str| -> Value {
        match (cell, NUMBERS.contains(&naam)) {
            ("", _) => Value::Null,
            (_, true) => json!(cell.parse::<f64>().expect("a number")),
            (_, false) => json!(cell),
        }
    };
    let rows = table[1..].iter().enumerate().map(|(n, row)| {
        let mut object = Map::new();
        object.insert(if is_v4 { "@odata.id" } else { "ID" }.to_owned(), json!(n));
        let cells = table[0].iter().zip(row);
        object.extend(cells.map(|(naam, text)| (naam.clone(), cell(naam, text))));
        Value::Object(object)
    });
    let context = if is_v4 { "@odata.context" } else { "odata.metadata" };
    json!({ context: "https://voorbeeld.nl/$metadata", "value": rows.collect::<Vec<_>>() })
        .to_string()
        .into_bytes()
}

/// The table as observations: the respondent is the dimension, all other columns are measures.
pub fn observations(table: &[Vec<String>]) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    out.write_record(["Id", "Measure", "respondent", "Value", "StringValue", "ValueAttribute"])
        .expect("a header");
    let mut id = 0;
    for row in &table[1..] {
        for (naam, cell) in table[0].iter().zip(row).skip(1) {
            let is_number = NUMBERS.contains(&naam.as_str());
            let number = if is_number { cell.replace('.', ",") } else { String::new() };
            let text = if is_number { "" } else { cell };
            let why = if cell.is_empty() { "Impossible" } else { "None" };
            out.write_record([&id.to_string(), naam, &row[0], &number, text, why])
                .expect("an observation");
            id += 1;
        }
    }
    out.into_inner().expect("a table")
}

#[test]
fn a_survey_is_the_same_in_text_spss_workbooks_json_and_observations() {
    let read =
        |name: &str| fs::read(root().join("fixtures/bronnen").join(name)).expect("a fixture");
    let expected = lemon_in("", "lemon.csv", &read("sav/lemon.csv")).read("lemon");
    assert_eq!((expected.codes(), expected.balance()), (vec![], [30, 30, 0, 0]));
    let row = |kolom| expected.cell(2, kolom);
    assert_eq!(
        ["golf", "respondent", "buurt", "gewicht", "geslacht", "woning", "oordeel"].map(row),
        ["2023", "L2300001", "BU08551001", "1.312006873", "2", "", "10"]
    );
    assert_eq!(["omgang", "datum"].map(row), ["", "2023-10-26"]);
    assert_eq!(expected.column("toelichting")[2], "Meer groen graag:\n1. bomen\n2. bankjes");
    let utf16 = |text: &[u8]| -> Vec<u8> {
        let text = String::from_utf8_lossy(text);
        "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
    };
    let csv = read("sav/lemon.csv");
    let files = [
        ("", "lemon.csv", utf16(&csv)),
        ("spss", "lemon.sav", read("sav/lemon.sav")),
        ("", "lemon.sav", read("sav/lemon-bytecode.sav")),
        ("", "lemon.sav", read("sav/lemon-cp1252.sav")),
        ("", "lemon.zsav", read("sav/lemon.zsav")),
        ("", "lemon.xlsx", read("xlsx/lemon.xlsx")),
        ("werkmap", "lemon.ods", read("xlsx/lemon.ods")),
        ("", "lemon.json", odata(&lemon(), false)),
        ("odata", "lemon.json", odata(&lemon(), true)),
        ("bundel", "Observations.csv", observations(&lemon())),
    ];
    for (soort, name, bytes) in files {
        let found = lemon_in(soort, name, &bytes).read("lemon");
        assert_eq!(found.codes(), [""; 0], "{name}: {:?}", found.written());
        assert_eq!(found.balance(), [30, 30, 0, 0], "{name}");
        let how = found.written()[0].to_owned();
        for (found, expected) in found.table().iter().zip(expected.table()) {
            assert_eq!(*found, expected, "{name}: {how}");
        }
    }
}

/// The workbook of another program, and what stands in it as text.
#[test]
fn a_workbook_gives_what_its_text_would() {
    let bron = |name: &str| {
        format!(
            "[bron.b.records]\nbestanden = [\"{name}\"]\nsleutel = [\"melding\"]\n\
             datum = \"datum\"\nmax_afgekeurd = 0.5\n\
             [bron.b.kolommen]\n\
             melding = {{ kop = [\"Meldingnummer\"], type = \"tekst\" }}\n\
             client = {{ kop = [\"Cliëntnummer\"], type = \"pseudoniem\" }}\n\
             datum = {{ kop = [\"Datum melding\"], type = \"datum\" }}\n\
             buurt = {{ kop = [\"Buurtcode\"], type = \"gebied\" }}\n\
             wet = {{ kop = [\"Wet\"], type = \"code\" }}\n\
             bedrag = {{ kop = [\"Bedrag\"], type = \"getal\", mag_ontbreken = true }}\n"
        )
    };
    let read = |name: &str, bytes: &[u8]| {
        let proef = Proef::new("GM0855", "2017", "2017", &bron(name));
        proef.areas(&[
            ["GM0855", "Tilburg", "gemeente", ""],
            ["WK085510", "Binnenstad", "wijk", "GM0855"],
            ["BU08551001", "Binnenstad West", "buurt", "WK085510"],
            ["BU08551002", "Binnenstad Oost", "buurt", "WK085510"],
        ]);
        proef.write(name, bytes);
        proef.read("b")
    };
    let text = "Meldingnummer;Cliëntnummer;Datum melding;Buurtcode;Wet;Bedrag\n\
                M171000001;PA01;2017-01-01;BU08551001;Wmo;1250,5\n\
                M171000002;PA02;2017-02-28;BU08551002;Jeugdwet;0,3\n\
                M171000003;PA03;2017-04-01;#N/A;Wmo;\n";
    let expected = read("b.csv", text.as_bytes());
    assert_eq!(expected.codes(), ["bad-area-code 4"]);
    let fixture = root().join("fixtures/bronnen/xlsx/soorten-cellen.xlsx");
    let found = read("b.xlsx", &fs::read(fixture).expect("a workbook"));
    // A formula that found nothing says so, where a text only looks like it.
    assert_eq!(found.codes(), ["stale-formula 2", "error-cell 4"]);
    assert_eq!(found.balance(), [3, 2, 0, 1]);
    assert_eq!(found.table(), expected.table()[..2]);
}
