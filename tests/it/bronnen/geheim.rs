//! Cells of personal columns are told nowhere, whatever is wrong in their rows: not in what the
//! program says, in none of its formats, and in no file of a report but the quarantine.

use std::fmt::Write as _;
use std::fs;

use super::proef::Proef;
use crate::program::{files_below, root};

/// What stands in the personal cells of the fixtures, and may stand nowhere else.
const SECRETS: [&str; 9] = [
    "123456782",
    "111222333",
    "987654329",
    "Geheimenaar",
    "Verborgenstein",
    "GEHEIMCODE",
    "1961-02-31",
    "12x345",
    "5044ZZ",
];

/// Every form of findings, with and without all there is to tell.
const FORMS: [&[&str]; 8] = [
    &["--format", "full"],
    &["--format", "concise"],
    &["--format", "json"],
    &["--format", "github"],
    &["--format", "full", "-v"],
    &["--format", "concise", "-v"],
    &["--format", "json", "-v"],
    &["--format", "github", "-v"],
];

/// Columns of persons of each type; `naam` stands in the files as well and is not declared.
const KOLOMMEN: &str = r#"
melding = { type = "tekst", persoonsgegeven = true, verplicht = true }
client = { type = "pseudoniem", pseudonimiseer = "hmac" }
geboren = { type = "datum", persoonsgegeven = true }
datum = { type = "datum", persoonsgegeven = true }
inkomen = { type = "getal", persoonsgegeven = true }
oorzaak = { type = "code", waarden = "oorzaken.csv", persoonsgegeven = true }
product = { type = "code", persoonsgegeven = true }
wijk = { type = "gebied", persoonsgegeven = true }
"#;

/// A monitor with this file as its only source.
fn monitor(name: &str, bytes: &[u8]) -> Proef {
    let bron = format!(
        "[privacy]\nsleutel = \"../sleutel\"\n[bron.b.records]\nbestanden = [\"{name}\"]\n\
         sleutel = [\"melding\"]\ndatum = \"datum\"\nvolgorde = [\"geboren\", \"datum\"]\n\
         max_afgekeurd = 1.0\n[bron.b.kolommen]{KOLOMMEN}"
    );
    let proef = Proef::new("GM0999", "2017", "2017", &bron);
    proef.areas(&[
        ["GM0999", "Kleine gemeente", "gemeente", ""],
        ["WK099901", "Noord", "wijk", "GM0999"],
    ]);
    proef.write("oorzaken.csv", "ruw;code\nWerk;werk\n");
    proef.write(name, bytes);
    proef.key();
    proef
}

/// Fails when bytes hold a secret, also as UTF-16.
#[track_caller]
fn check_bytes(bytes: &[u8], what: &str) {
    for secret in SECRETS {
        let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for secret_bytes in [secret.as_bytes(), &wide] {
            let is_told = bytes.windows(secret_bytes.len()).any(|window| window == secret_bytes);
            assert!(!is_told, "{what} tells `{secret}`:\n{}", String::from_utf8_lossy(bytes));
        }
    }
}

/// Checks and builds in every form, and looks at all that is said and written.
#[track_caller]
fn check_monitor(proef: &Proef, exit_code: i32) -> String {
    let mut all = String::new();
    for form in FORMS {
        for command in [&["check"][..], &["build", "--out", "../uit"]] {
            let args = [form, command].concat();
            let output = proef.run(&args, exit_code);
            let what = args.join(" ");
            check_bytes(&output.stdout, &what);
            check_bytes(&output.stderr, &what);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!said.contains("panicked"), "{what}: {said}");
            all += &said;
        }
    }
    let out = proef.path().join("../uit");
    if exit_code == 0 {
        let files = files_below(&out);
        assert!(files.keys().any(|name| name.ends_with("bevindingen.csv")));
        for (name, bytes) in files.iter().filter(|(name, _)| !name.contains("quarantaine/")) {
            check_bytes(bytes, name);
        }
        let kept: Vec<_> = files.iter().filter(|(name, _)| name.contains("quarantaine/")).collect();
        let is_kept = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("Geheimenaar");
        assert!(kept.iter().any(|(_, bytes)| is_kept(bytes)), "the quarantine holds whole rows");
    } else {
        assert!(!out.exists(), "nothing was published");
    }
    all
}

/// Rows with each fault that a cell, a row or a key can have.
fn faulty() -> String {
    let mut text = "melding;client;geboren;datum;inkomen;oorzaak;product;wijk;naam\n".to_owned();
    let good = "1950-03-04;2017-05-06;1200,5;Werk;01A01;WK099901";
    for (n, row) in [
        // A date that does not exist, a number that is none, a code that lost its digits.
        "123456782;1961-02-31;2017-05-06;1,5;Werk;01A01;WK099901;Geheimenaar",
        "123456782;1961-01-31;1961-02-31;1,5;Werk;01A01;WK099901;Geheimenaar",
        "123456782;1950-03-04;2017-05-06;12x345;Werk;01A01;WK099901;Geheimenaar",
        "123456782;1950-03-04;2017-05-06;1,5;Werk;1,23456782E+08;WK099901;Geheimenaar",
        // What the mapping and the tree of areas do not know.
        "111222333;1950-03-04;2017-05-06;1,5;GEHEIMCODE;01A01;WK099901;Geheimenaar",
        "111222333;1950-03-04;2017-05-06;1,5;Werk;01A01;5044ZZ;Geheimenaar",
        "111222333;1950-03-04;2017-05-06;1,5;Werk;01A01;WK099977;Geheimenaar",
        "111222333;1950-03-04;2017-05-06;1,5;Werk;01A01;GM0998;Geheimenaar",
        // An order, a day in the future, too many and too few fields.
        "987654329;2018-01-01;2017-05-06;1,5;Werk;01A01;WK099901;Geheimenaar",
        "987654329;1950-03-04;2031-05-06;1,5;Werk;01A01;WK099901;Geheimenaar",
        "987654329;1950-03-04;2017-05-06;1,5;Werk;01A01;WK099901;Geheimenaar;Verborgenstein",
        "987654329;Geheimenaar",
    ]
    .into_iter()
    .enumerate()
    {
        writeln!(text, "Verborgenstein-{n};{row}").expect("a text");
    }
    for naam in ["Geheimenaar", "Geheimenaar", "Verborgenstein"] {
        writeln!(text, "Verborgenstein;123456782;{good};{naam}").expect("a text");
    }
    writeln!(text, ";123456782;{good};Geheimenaar").expect("a text");
    text += "Totaal Geheimenaar;;;;;;;;\n";
    text
}

#[test]
fn faults_in_text_tell_no_secret() {
    let text = faulty();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut latin = text.clone().into_bytes();
    // A byte that is not UTF-8 in a personal cell, among letters that are.
    latin.extend_from_slice("m99;111222333;é;é;é;é;é;é;Geheimenaar\n".as_bytes());
    latin.extend_from_slice(b"Geheimenaar\xEB;111222333;;2017-05-06;;;;;Verborgenstein\n");
    for bytes in [text.clone().into_bytes(), utf16, latin] {
        let said = check_monitor(&monitor("b.csv", &bytes), 0);
        let codes = [
            "bad-date",
            "bad-number",
            "mangled-code",
            "unknown-value",
            "unknown-area",
            "area-elsewhere",
            "date-order",
            "future-date",
            "field-count",
            "duplicate-key",
            "empty-required",
            "total-row",
        ];
        for code in codes {
            assert!(said.contains(code), "{code} is found");
        }
    }
}

/// Files that are not what they seem: the first row taken for a header, a quote that does not
/// close, numbers that nobody can read, BSNs without a key.
#[test]
fn files_that_are_refused_tell_no_secret() {
    let header = faulty().lines().next().expect("a header").to_owned();
    let row = "123456782;1950-03-04;2017-05-06;18.700;Werk;01A01;WK099901;Geheimenaar";
    let mut headless = String::new();
    for n in 0..9 {
        let row = row.replace("18.700", "1,5");
        writeln!(headless, "Verborgenstein{n};{row}").expect("a text");
    }
    let cases = [
        ("missing-column", headless),
        ("unclear-number", format!("{header}\nm1;{row}\n")),
        (
            "unclosed-quote",
            format!("{header}\nm1;{}\n\"Geheimenaar;{row}\n", row.replace("18.700", "1,5")),
        ),
        ("missing-column", format!("{header};x\n").replace(';', "¦") + row),
    ];
    for (code, text) in cases {
        let said = check_monitor(&monitor("b.csv", text.as_bytes()), 1);
        assert!(said.contains(code), "{said}");
    }
    let proef = monitor("b.csv", faulty().as_bytes());
    let toml = fs::read_to_string(proef.path().join("monitor.toml")).expect("a monitor");
    proef.write("monitor.toml", toml.replace(", pseudonimiseer = \"hmac\"", ""));
    let said = check_monitor(&proef, 1);
    assert!(said.contains("holds BSNs"), "{said}");
}

/// The same rows in a workbook and in SPSS, written by openpyxl and pyreadstat.
#[test]
fn faults_in_workbooks_and_spss_tell_no_secret() {
    for name in ["geheim.xlsx", "geheim.sav"] {
        let bytes = fs::read(root().join("fixtures/bronnen/geheim").join(name)).expect("a fixture");
        let said = check_monitor(&monitor(name, &bytes), 0);
        for code in ["bad-date", "bad-number", "unknown-value", "unknown-area", "duplicate-key"] {
            assert!(said.contains(code), "{name}: {code}");
        }
        // Cut off, and with bytes that make no sense in its middle.
        let mut half = bytes.clone();
        half.truncate(bytes.len() / 2);
        let said = check_monitor(&monitor(name, &half), 1);
        assert!(said.contains("bad-workbook") || said.contains("bad-file"), "{said}");
        for at in [64, bytes.len() / 3, bytes.len() / 2, bytes.len() - 40] {
            let mut odd = bytes.clone();
            odd[at..at + 8].fill(0xFF);
            let proef = monitor(name, &odd);
            for form in FORMS {
                let args = [form, &["check"]].concat();
                let output = crate::program::wijkmonitor(&args)
                    .current_dir(proef.path())
                    .output()
                    .expect("the program starts");
                check_bytes(&output.stderr, name);
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(!said.contains("panicked"), "{said}");
                assert!(output.status.code().is_some_and(|code| code < 2), "{said}");
            }
        }
    }
}

#[test]
fn faults_in_messages_and_pages_tell_no_secret() {
    let client = |date: &str, reason: &str| {
        format!(
            "<b:Client><b:Bsn>123456782</b:Bsn><b:Naam><i:Achternaam>Geheimenaar</i:Achternaam>\
             </b:Naam><b:StopProducten><b:StopProduct><b:ToewijzingNummer>7</b:ToewijzingNummer>\
             <b:Begindatum>{date}</b:Begindatum><b:RedenBeeindiging>{reason}\
             </b:RedenBeeindiging><b:Einddatum>2017-03-04</b:Einddatum>\
             </b:StopProduct></b:StopProducten></b:Client>\n"
        )
    };
    let message = |clients: &str| {
        format!(
            "<b:Bericht xmlns:b=\"x\" xmlns:i=\"y\"><b:Header><b:BerichtCode>420</b:BerichtCode>\
             <b:BerichtVersie>3</b:BerichtVersie><b:BerichtSubversie>2</b:BerichtSubversie>\
             </b:Header>{clients}</b:Bericht>"
        )
    };
    let bron = "[privacy]\nsleutel = \"../sleutel\"\n[bron.b]\nprofiel = \"istandaarden-wmo307\"\n\
                [bron.b.records]\nbestanden = [\"*.xml\"]\nmax_afgekeurd = 1.0\n\
                [bron.b.kolommen]\n\
                begindatum = { kop = [\"Begindatum\"], type = \"datum\", persoonsgegeven = true }\n";
    let good = client("2017-01-01", "31");
    let cases = [
        (message(&(client("1961-02-31", "31") + &good + &good)), ["bad-date", "superseded"]),
        (message(&good.replace("</i:Achternaam>", "</i:Geheimenaar>")), ["bad-xml", ""]),
        (message(&good.replace("</b:Bsn>", "<b:Geheimenaar/></b:Bsn>")), ["", ""]),
        (message(&good.replace("Geheimenaar<", "Geheimenaar&x123456782;<")), ["", ""]),
        (message(&good.replace("<b:Bsn>", "<b:Bsn x=123456782>")), ["", ""]),
        (message(&good)[..400].to_owned(), ["bad-xml", ""]),
    ];
    for (text, codes) in cases {
        let proef = Proef::new("GM0999", "2017", "2017", bron);
        proef.key();
        proef.write("b.xml", text);
        let mut said = String::new();
        for form in FORMS {
            let args = [form, &["check"]].concat();
            let output = crate::program::wijkmonitor(&args)
                .current_dir(proef.path())
                .output()
                .expect("the program starts");
            check_bytes(&output.stderr, "xml");
            said += &String::from_utf8_lossy(&output.stderr);
        }
        assert!(!said.contains("panicked"), "{said}");
        for code in codes {
            assert!(said.contains(code), "{code}: {said}");
        }
    }
    // Pages: a value that is none, a text cut off, an object in a cell.
    for text in [
        "{\"value\":[{\"melding\":\"Verborgenstein\",\"client\":\"123456782\",\"datum\":Geheimenaar}]}",
        "{\"value\":[{\"melding\":\"Verborgenstein\",\"client\":\"123456782\",\"naam\":\"Geheimen",
        "{\"value\":[{\"melding\":{\"naam\":\"Geheimenaar\"},\"client\":\"123456782\"}]}",
        "[\"Geheimenaar\",123456782]",
    ] {
        check_monitor(&monitor("b.json", text.as_bytes()), 1);
    }
}
