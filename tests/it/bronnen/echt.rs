//! Files that others published, read as they are: StatLine, kerncijfers, messages of iWmo and
//! iJw, areas, code lists and figures copied from pages.
//!
//! They live beside the crate, where [`shared`] looks for them.

use std::fs;
use std::path::PathBuf;

use wijkmonitor::diagnostic::{Findings, Place};
use wijkmonitor::source::load_codelijst;

use super::proef::Proef;
use crate::program::stderr;
use crate::vectors::shared;

/// A real file, or nothing when it is absent and may be.
fn data(path: &str) -> Option<PathBuf> {
    shared(&format!("data/{path}"))
}

/// The areas that a table names, below a gemeente: its wijken, and the buurten in them.
fn areas(gemeente: &str, named: impl IntoIterator<Item = (String, String)>) -> Vec<[String; 4]> {
    let mut areas = vec![[gemeente, "Gemeente", "gemeente", ""].map(str::to_owned)];
    for (code, naam) in named {
        let (niveau, ouder) = match code.split_at(2) {
            ("WK", digits) => ("wijk", format!("GM{}", &digits[..4])),
            ("BU", digits) => ("buurt", format!("WK{}", &digits[..6])),
            _ => continue,
        };
        if areas.iter().all(|known| known[0] != code) {
            areas.push([code, naam, niveau.to_owned(), ouder]);
        }
    }
    areas
}

/// The cells of a table with this sign between them.
fn cells(path: &PathBuf, delimiter: u8) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).expect("a text");
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let records = reader.records().map(|record| record.expect("a table"));
    records.map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect()).collect()
}

const SES: &str = r#"
[bron.ses]
profiel = "statline"
[bron.ses.cijfers]
bestanden = ["ses.csv"]
[bron.ses.kolommen.naam]
kop = ["Wijken en buurten"]
type = "tekst"
[bron.ses.kolommen.huishoudens]
kop = ["Particuliere huishoudens"]
type = "geheel"
[bron.ses.kolommen.laag]
kop = ["Opleidingsniveau/Laag/Waarde"]
type = "getal"
decimalen = 1
[bron.ses.kolommen.score]
kop = ["SES-WOA/Totaalscore/Gemiddelde score"]
type = "getal"
decimalen = 3
[bron.ses.kolommen.spreiding]
kop = ["Spreiding/Spreiding totaal/Waarde"]
type = "getal"
decimalen = 3
"#;

/// StatLine 85163NED as "CSV met statistische symbolen": BOM, padded codes and numbers, `.` for
/// what is not there, and headers that are paths with a unit.
#[test]
fn reads_a_download_of_statline() {
    let Some(path) =
        data("statline_samples/SES_WOA_85163NED_Amsterdam_statline_csv_met_symbolen.csv")
    else {
        return;
    };
    let table = cells(&path, b';');
    let named = || table.iter().map(|row| (row[2].clone(), row[1].clone()));
    let proef = Proef::new("GM0363", "2019", "2019", SES);
    proef.copy(&path, "ses.csv");
    proef.areas(&areas("GM0363", named()));

    let ses = proef.read("ses");
    assert_eq!(ses.codes(), [""; 0]);
    assert_eq!(ses.balance(), [579, 579, 0, 0]);
    let row = |line| {
        ["periode", "gebied", "naam", "huishoudens", "laag", "score", "spreiding"]
            .map(|kolom| ses.cell(line, kolom))
    };
    assert_eq!(row(2), ["2019", "GM0363", "Amsterdam", "457400", "20.8", "-0.1", "1.01"]);
    let oude_zijde = ["2019", "WK036300", "Burgwallen-Oude Zijde", "2900", "12.9", "-0.022"];
    assert_eq!(row(3)[..6], oude_zijde);
    assert_eq!(row(10), ["2019", "BU03630100", "Stationsplein e.o.", "0", "", "", ""]);
    assert_eq!(row(579), ["2019", "BU03639800", "Dorp Driemond", "600", "21.2", "0.131", "0.78"]);
    assert_eq!(
        ses.written(),
        ["utf-8 (by its mark), fields `;` (found), decimals `.` (found), header on line 1 (found)"]
    );
    let said = proef.check(0);
    assert!(said.contains("579 read = 579 used + 0 excluded + 0 quarantined"), "{said}");

    // A monitor of wijken leaves the buurten of the download out.
    proef.areas(&areas("GM0363", named().filter(|(code, _)| code.starts_with("WK"))));
    let ses = proef.read("ses");
    assert_eq!(ses.codes(), [""; 0]);
    assert_eq!(ses.balance(), [579, 100, 479, 0]);
    let said = proef.check(0);
    assert!(said.contains("579 read = 100 used + 479 excluded + 0 quarantined"), "{said}");
}

/// CBS 85984NED, kerncijfers 2024, with the names of OData and the areas of five gemeenten.
#[test]
fn reads_the_kerncijfers_of_one_gemeente_out_of_five() {
    let Some(path) =
        data("kwb/kwb2024_85984NED_gemeente_wijk_Tilburg_Breda_Eindhoven_DenBosch.csv")
    else {
        return;
    };
    let bron = "[bron.kwb]\nprofiel = \"kwb\"\n\
                [bron.kwb.cijfers]\nbestanden = [\"cbs/kwb-{jaar}.csv\"]\n";
    let proef = Proef::new("GM0855", "2024", "2024", bron);
    proef.copy(&path, "cbs/kwb-2024.csv");
    let table = cells(&path, b';');
    let own = table.iter().filter(|row| row[0].starts_with("WK0855"));
    proef.areas(&areas("GM0855", own.map(|row| (row[0].clone(), row[0].clone()))));

    let kwb = proef.read("kwb");
    assert_eq!(kwb.codes(), [""; 0]);
    assert_eq!(kwb.balance(), [109, 60, 49, 0]);
    let gebieden = kwb.column("gebied");
    assert_eq!(gebieden.iter().filter(|code| code.starts_with("WK0855")).count(), 59);
    let at = gebieden.iter().position(|code| *code == "GM0855").expect("the gemeente");
    let line = kwb.rows[at].0;
    let row =
        ["jaar", "inwoners", "mannen", "vrouwen", "huishoudens"].map(|naam| kwb.cell(line, naam));
    assert_eq!(row, ["2024", "229836", "114574", "115262", ""]);
    let inwoners = kwb.column("inwoners").into_iter().map(|cell| cell.parse::<u64>().unwrap());
    assert_eq!(inwoners.sum::<u64>() - 229_836, 229_845, "each wijk is rounded to 5");
    let said = proef.check(0);
    assert!(said.contains("109 read = 60 used + 49 excluded + 0 quarantined"), "{said}");
}

/// The metadata of a table are JSON as well, but hold no figures.
#[test]
fn refuses_the_metadata_of_the_kerncijfers() {
    let Some(path) = data("kwb/85984NED_DataProperties.json") else { return };
    let bron = "[bron.kwb]\nprofiel = \"kwb\"\n\
                [bron.kwb.cijfers]\nbestanden = [\"cbs/kwb-{jaar}.json\"]\n";
    let proef = Proef::new("GM0855", "2024", "2024", bron);
    proef.copy(&path, "cbs/kwb-2024.json");
    let said = stderr(&proef.run(&["check", "-q"], 1));
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("bronnen-metadata", said);
    });
}

const BERICHTEN: &str = r#"
[privacy]
sleutel = "../sleutel"
[bron.wmo_toewijzingen]
profiel = "istandaarden-wmo301"
[bron.wmo_toewijzingen.records]
bestanden = ["berichten/WMO301*.xml"]
[bron.jw_toewijzingen]
profiel = "istandaarden-jw301"
[bron.jw_toewijzingen.records]
bestanden = ["berichten/JW301*.xml"]
[bron.wmo_stops]
profiel = "istandaarden-wmo307"
[bron.wmo_stops.records]
bestanden = ["berichten/WMO307*.xml"]
[bron.jw_verzoeken]
profiel = "istandaarden-jw315"
[bron.jw_verzoeken.records]
bestanden = ["berichten/JW315*.xml"]
max_afgekeurd = 1.0
"#;

const MESSAGES: [&str; 4] = ["WMO301", "JW301", "WMO307", "JW315"];

/// A monitor with a message of each kind; nothing when they may be absent.
fn messages(bronnen: &str) -> Option<Proef> {
    let proef = Proef::new("GM0855", "2023", "2026", bronnen);
    for message in MESSAGES {
        let name = format!("{message}_voorbeeld_3.2.xml");
        proef.copy(&data(&format!("istandaarden/{name}"))?, &format!("berichten/{name}"));
    }
    Some(proef)
}

/// The examples of iWmo and iJw 3.2.
#[test]
fn reads_the_messages_of_iwmo_and_ijw() {
    let Some(proef) = messages(BERICHTEN) else { return };
    proef.key();

    let wmo = proef.read("wmo_toewijzingen");
    assert_eq!((wmo.codes(), wmo.balance()), (vec![], [1, 1, 0, 0]));
    let kolommen = [
        "bericht",
        "versie",
        "wet",
        "toewijzing",
        "productcategorie",
        "productcode",
        "toewijzingsdatum",
        "ingangsdatum",
        "einddatum",
        "reden_wijziging",
        "volume",
        "eenheid",
        "frequentie",
        "budget",
        "postcode",
    ];
    let row = |line| kolommen.map(|kolom| wmo.cell(line, kolom));
    assert_eq!(
        row(2),
        [
            "WMO301",
            "3.2",
            "wmo",
            "101",
            "01",
            "01A01",
            "2023-08-13",
            "2023-01-01",
            "2023-12-31",
            "",
            "10",
            "01",
            "1",
            "",
            "9999XX"
        ]
    );

    let jw = proef.read("jw_toewijzingen");
    assert_eq!((jw.codes(), jw.balance()), (vec![], [2, 2, 0, 0]));
    assert_eq!(jw.column("toewijzing"), ["300201", "300202"]);
    assert_eq!(jw.column("wet"), ["jeugdwet", "jeugdwet"]);
    assert_eq!(jw.column("eenheid"), ["04", "16"]);
    assert_eq!(jw.column("einddatum"), ["2026-07-14", "2026-07-19"]);

    let stops = proef.read("wmo_stops");
    assert_eq!((stops.codes(), stops.balance()), (vec![], [2, 2, 0, 0]));
    assert_eq!(stops.column("reden_beeindiging"), ["31", "31"]);
    assert_eq!(stops.column("begindatum"), ["2025-04-03", "2025-04-15"]);
    assert_eq!(stops.column("einddatum"), ["2025-07-18", "2025-07-18"]);

    // One client in all examples, and one hash in all sources.
    let clients = [wmo.cell(2, "client"), jw.cell(2, "client"), stops.cell(3, "client")];
    assert_eq!(clients, [clients[0]; 3]);
    assert_eq!(clients[0].len(), 32);

    // 31 June does not exist: both rows go to quarantine.
    let verzoeken = proef.read("jw_verzoeken");
    assert_eq!((verzoeken.codes(), verzoeken.balance()), (vec!["bad-date 2".into()], [2, 0, 0, 2]));
    assert_eq!(verzoeken.findings[0].n_more, 1);
    let lines: Vec<_> = verzoeken.quarantaine.lines().collect();
    assert_eq!(lines.len(), 3);
    let first = "berichten/JW315_voorbeeld_3.2.xml;2;bad-date;";
    assert!(lines[1].starts_with(first) && lines[1].contains(";2027-06-31;"), "{}", lines[1]);

    let said = proef.check(0);
    for balance in ["1 read = 1 used", "2 read = 2 used", "2 read = 0 used"] {
        assert!(said.contains(balance), "{said}");
    }
    assert!(!said.contains("999900006"), "a BSN is told nowhere");
}

#[test]
fn refuses_messages_without_a_key() {
    let without_key = BERICHTEN.replace("[privacy]\nsleutel = \"../sleutel\"\n", "");
    let Some(proef) = messages(&without_key) else { return };
    let said = proef.check(1);
    assert!(said.contains("missing-field"), "{said}");
    assert!(said.contains("needs a key"), "{said}");
    let Some(proef) = messages(BERICHTEN) else { return };
    let said = proef.check(1);
    assert_eq!(said.matches("cannot read the key `../sleutel`").count(), 1, "{said}");
    assert!(!said.contains("999900006"));
}

#[cfg(unix)]
#[test]
fn refuses_a_key_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let Some(proef) = messages(BERICHTEN) else { return };
    proef.key();
    let key = proef.path().join("../sleutel");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("a mode");
    assert!(proef.check(1).contains("key-file"));
}

/// A BSN in a column that is not hashed with a key is an error, as in any other file.
#[test]
fn refuses_a_bsn_that_is_not_hashed_with_a_key() {
    let Some(path) = data("istandaarden/JW301_voorbeeld_3.2.xml") else { return };
    let bron = "[bron.b.records]\nbestanden = [\"*.xml\"]\ndatum = \"d\"\n\
                [bron.b.kolommen.client]\nkop = [\"Bsn\"]\ntype = \"pseudoniem\"\n\
                [bron.b.kolommen.d]\nkop = [\"Ingangsdatum\"]\ntype = \"datum\"\n";
    let proef = Proef::new("GM0855", "2026", "2026", bron);
    proef.copy(&path, "jw301.xml");
    let said = proef.check(1);
    assert!(said.contains("error[bsn]") && !said.contains("999900006"), "{said}");
}

/// Tables of areas as figures: the codes of 2015 with CRLF, and shares with a decimal point.
#[test]
fn reads_tables_of_areas() {
    let (Some(buurten), Some(crosswalk), Some(parts)) = (
        data("geo/tilburg_buurten_2015.csv"),
        data("geo/tilburg_wijken_crosswalk_2016_2017_2024.csv"),
        data("geo/tilburg_buurt2015_naar_wijk2017.csv"),
    ) else {
        return;
    };
    let bronnen = r#"
[bron.buurten.cijfers]
bestanden = ["buurten-{jaar}.csv"]
[bron.buurten.kolommen]
jaar = { type = "periode", uit_bestandsnaam = "jaar" }
gebied = { kop = ["buurtcode"], type = "gebied", verplicht = true }
naam = { kop = ["buurtnaam"], type = "tekst" }
wijk = { kop = ["wijkcode"], type = "gebied" }
[bron.crosswalk.cijfers]
bestanden = ["crosswalk-{jaar}.csv"]
sleutel = ["gebied"]
[bron.crosswalk.kolommen]
jaar = { type = "periode", uit_bestandsnaam = "jaar" }
gebied = { kop = ["wijkcode_2017"], type = "gebied", verplicht = true }
oud = { kop = ["wijkcode_2016_grootste_overlap"], type = "gebied" }
tweede = { kop = ["wijkcode_2016_tweede"], type = "gebied" }
aandeel = { kop = ["overlap_aandeel_opp"], type = "getal", decimalen = 2 }
aandeel_tweede = { kop = ["overlap_tweede"], type = "getal", decimalen = 2 }
inwoners = { kop = ["inwoners_2024"], type = "geheel" }
[bron.delen.cijfers]
bestanden = ["delen-{jaar}.csv"]
[bron.delen.kolommen]
jaar = { type = "periode", uit_bestandsnaam = "jaar" }
gebied = { kop = ["buurtcode_2015"], type = "gebied", verplicht = true }
naar = { kop = ["wijkcode_2017"], type = "gebied" }
aandeel = { kop = ["aandeel_van_buurtoppervlak"], type = "getal", decimalen = 2 }
"#;
    let proef = Proef::new("GM0855", "2015", "2024", bronnen);
    proef.copy(&buurten, "buurten-2015.csv");
    proef.copy(&crosswalk, "crosswalk-2024.csv");
    proef.copy(&parts, "delen-2017.csv");
    let old = cells(&buurten, b';');
    let new = cells(&crosswalk, b';');
    let wijken = old.iter().map(|row| (row[2].clone(), format!("Wijk {}", row[2])));
    let buurten = old.iter().map(|row| (row[0].clone(), row[1].clone()));
    let later = new.iter().map(|row| (row[0].clone(), row[1].clone()));
    proef.areas(&areas("GM0855", wijken.chain(buurten).chain(later)));

    let buurten = proef.read("buurten");
    assert_eq!((buurten.codes(), buurten.balance()), (vec![], [67, 67, 0, 0]));
    let row = ["jaar", "gebied", "naam", "wijk"].map(|kolom| buurten.cell(2, kolom));
    assert_eq!(row, ["2015", "BU08550000", "Centrum", "WK085500"]);

    let crosswalk = proef.read("crosswalk");
    assert_eq!((crosswalk.codes(), crosswalk.balance()), (vec![], [59, 59, 0, 0]));
    let kolommen = ["gebied", "oud", "tweede", "aandeel", "aandeel_tweede", "inwoners"];
    assert_eq!(
        kolommen.map(|kolom| crosswalk.cell(2, kolom)),
        ["WK085510", "WK085500", "WK085501", "0.83", "0.17", "8065"]
    );
    let words = &crosswalk.written()[0];
    assert!(words.contains("decimals `.` (found)"), "{words}");

    let delen = proef.read("delen");
    assert_eq!((delen.codes(), delen.balance()), (vec![], [109, 109, 0, 0]));
    assert_eq!(delen.cell(3, "aandeel"), "0.09");
    assert_eq!(delen.cell(3, "naar"), "WK085521");

    let said = proef.check(0);
    for n in [67, 59, 109] {
        assert!(said.contains(&format!("{n} read = {n} used + 0 excluded")), "{said}");
    }
}

/// The code lists of iWmo and iJw in one file: codes that stand in several lists are one.
#[test]
fn reads_codes_of_iwmo_and_ijw_as_a_code_list() {
    let Some(path) = data("istandaarden/codelijsten.csv") else { return };
    let proef =
        Proef::new("GM0855", "2023", "2023", "[codelijst.codes]\nbestand = \"codelijsten.csv\"\n");
    proef.copy(&path, "codelijsten.csv");
    let mut findings = Findings::default();
    let place = Place::file("monitor.toml");
    let lijst = load_codelijst(&proef.path(), "codes", ("codelijsten.csv", &place), &mut findings);
    assert!(findings.sorted().is_empty(), "{findings:?}");
    let lijst = lijst.expect("a code list");
    let table = cells(&path, b';');
    let mut codes: Vec<_> = table.iter().map(|row| row[3].as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(lijst.codes().map(|(code, _)| code).collect::<Vec<_>>(), codes);
    assert_eq!(table.len(), 509);
    let (_, times) = lijst.codes().find(|(code, _)| *code == "31").expect("a reason to stop");
    let date = "2023-12-31".parse().expect("a date");
    assert!(times.iter().any(|geldig| geldig.is_on(date)));
}

/// Figures as people copy them from pages: a comma before decimals, a dot between thousands, `.`
/// for what is withheld, names behind codes, and half years in words.
#[test]
fn reads_figures_copied_from_pages() {
    let Some(path) = data("tilburg_published_values.csv") else { return };
    let bron = r#"
[bron.pagina.cijfers]
bestanden = ["paginas.csv"]
max_afgekeurd = 0.3
[bron.pagina.kolommen]
indicator = { type = "tekst" }
gebied = { type = "gebied", verplicht = true }
jaar = { type = "periode" }
waarde = { type = "getal", decimalen = 1, leeg = ["."] }
"#;
    let proef = Proef::new("GM0855", "2013", "2023", bron);
    proef.copy(&path, "paginas.csv");
    let pagina = proef.read("pagina");
    assert_eq!(pagina.balance(), [23, 17, 0, 6]);
    assert_eq!(pagina.codes(), ["bad-area-code 11", "bad-period 23"]);
    assert_eq!(pagina.cell(2, "waarde"), "6");
    assert_eq!(pagina.cell(3, "waarde"), "6.1");
    assert_eq!(pagina.cell(18, "waarde"), "18700");
    assert_eq!(pagina.cell(19, "waarde"), "84");
    assert_eq!(pagina.cell(13, "jaar"), "2023");
    let said = proef.check(0);
    assert!(said.contains("23 read = 17 used + 0 excluded + 6 quarantined"), "{said}");
    let quiet = stderr(&proef.run(&["check", "-q"], 0));
    assert_eq!(quiet, "", "warnings are not errors");
}
