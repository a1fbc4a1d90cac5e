//! Every status, reason, flag and kind of target of `fixtures/status` equals the computation by hand
//! beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use wijkmonitor::model::{Status, StatusReden, StatusVlag};

use crate::program::{Row, read_table, root, run, wijkmonitor};

/// The verdicts, with those of the rules of others, by indicator, target and area.
fn found() -> &'static BTreeMap<[String; 3], Row> {
    static FOUND: OnceLock<BTreeMap<[String; 3], Row>> = OnceLock::new();
    FOUND.get_or_init(|| {
        let out = tempfile::tempdir().expect("a folder");
        let mut command = wijkmonitor(&["build", "fixtures/status"]);
        for methode in ["hp2030", "unsd", "eurostat", "destatis"] {
            command.args(["--method", methode]);
        }
        run(command.arg("--out").arg(out.path()), 0);
        let rows = read_table(&out.path().join("2019/status.csv"));
        rows.into_iter().map(|row| (key(&row), row)).collect()
    })
}

fn expected() -> Vec<Row> {
    read_table(&root().join("fixtures/status/verwacht.csv"))
}

fn key(row: &Row) -> [String; 3] {
    ["indicator", "doel", "gebied_code"].map(|column| row[column].clone())
}

#[track_caller]
fn row(indicator: &str, gebied: &str) -> &'static Row {
    let key = [indicator, "doel", gebied].map(str::to_owned);
    found().get(&key).unwrap_or_else(|| panic!("{key:?} has a row"))
}

#[test]
fn every_verdict_equals_the_computation_by_hand() {
    let expected = expected();
    let keys: BTreeSet<_> = expected.iter().map(key).collect();
    assert_eq!(found().keys().cloned().collect::<BTreeSet<_>>(), keys);
    for row in &expected {
        let found = &found()[&key(row)];
        for (column, value) in row {
            assert_eq!(&found[column], value, "{:?} {column}", key(row));
        }
    }
}

#[test]
fn every_status_reason_flag_and_kind_of_target_occurs() {
    let words = |column: &str| -> BTreeSet<&str> {
        let all = found().values().flat_map(|row| row[column].split('|'));
        all.filter(|word| !word.is_empty()).collect()
    };
    assert_eq!(words("status"), Status::ALL.iter().map(|one| one.word()).collect());
    assert_eq!(words("status_reden"), StatusReden::ALL.iter().map(|one| one.word()).collect());
    assert_eq!(words("vlaggen"), StatusVlag::ALL.iter().map(|one| one.word()).collect());
    let kinds = ["absoluut", "bandbreedte", "behoud", "gat_verkleinen", "relatief"];
    assert_eq!(words("doelsoort"), BTreeSet::from(kinds));
    let series = ["afstand", "hellingsindex wijk s_rang", "p90_min_p10 wijk", "waarde"];
    assert_eq!(words("reeks"), BTreeSet::from(series));
}

/// The twelve worked cases from published figures with margins of 1.96 standard errors: the
/// probabilities, and what Healthy People, the UN, Eurostat and Destatis would say.
#[test]
fn the_twelve_worked_cases_come_out_of_a_build() {
    #[track_caller]
    fn case(name: &str, kansen: [&str; 3], z: &str, others: [&str; 6]) {
        let row = row(&format!("g_{name}"), "GM0998");
        let columns = ["p_behaald", "p_op_koers", "p_risico"];
        assert_eq!(columns.map(|column| &*row[column]), kansen, "{name}");
        assert_eq!(row["verandering_z"], z, "{name}");
        let columns = ["hp2030", "unsd", "unsd_getal", "eurostat", "eurostat_getal", "destatis"];
        assert_eq!(columns.map(|column| &*row[column]), others, "{name}");
    }

    const LITTLE: &str = "weinig_of_geen_aantoonbare_verandering";
    const NONE: &str = "niet_te_berekenen";
    let much = "aanzienlijke_vooruitgang";
    let (on, fair, back) = ("op_schema", "redelijke_voortgang", "stilstand_of_achteruitgang");
    let (moderate, worse) = ("matige_vooruitgang", "verslechtering");
    case("a", ["0,073", "0,648", "0,839"], "-1,40", [LITTLE, on, "1,099", much, "1,108", "zon"]);
    case(
        "b",
        ["0,000", "0,966", "1,000"],
        "-6,75",
        ["verbetering", on, "1,099", much, "1,108", "zon"],
    );
    case(
        "c",
        ["0,047", "0,327", "0,631"],
        "1,19",
        [LITTLE, fair, "0,756", moderate, "0,760", "bewolkt"],
    );
    case(
        "d",
        ["0,000", "0,005", "0,974"],
        "6,85",
        ["verbetering", fair, "0,756", moderate, "0,760", "bewolkt"],
    );
    case(
        "e",
        ["0,002", "0,022", "0,042"],
        "0,87",
        [LITTLE, back, "-1,551", worse, "-1,404", "onweer"],
    );
    case("f", ["", "", ""], "", [LITTLE, back, "-1,551", worse, "-1,404", "onweer"]);
    case(
        "g",
        ["1,000", "1,000", "1,000"],
        "-20,49",
        ["doel_gehaald", "gehaald", "2,778", "gehaald", "3,382", "zon"],
    );
    case(
        "h",
        ["0,524", "0,977", "0,996"],
        "-2,49",
        ["doel_gehaald", "gehaald", "1,827", "gehaald", "1,980", "zon"],
    );
    case("i", ["0,000", "0,994", "1,000"], "8,49", ["verbetering", NONE, "", NONE, "", "zon"]);
    case("j", ["0,000", "0,994", "1,000"], "8,49", ["verbetering", NONE, "", NONE, "", "zon"]);
    case(
        "k",
        ["0,000", "0,000", "0,995"],
        "-8,75",
        ["verbetering", fair, "0,750", moderate, "0,739", "bewolkt"],
    );
    let limited = "onvoldoende_vooruitgang";
    case(
        "l",
        ["0,000", "0,174", "0,309"],
        "-0,18",
        [LITTLE, fair, "0,196", limited, "0,181", "bewolkt"],
    );
}

#[test]
fn a_withheld_verdict_has_no_number_at_all() {
    for gebied in ["WK099803", "WK099805"] {
        let row = row("s_aanvragen", gebied);
        assert_eq!((&*row["status"], &*row["status_reden"]), ("onzeker", "onderdrukt"));
        for column in [
            "nulmeting",
            "waarde",
            "doelwaarde",
            "looptijd",
            "p_behaald",
            "verandering",
            "trend",
            "vlaggen",
            "hp2030",
        ] {
            assert_eq!(row[column], "", "{gebied} {column}");
        }
    }
}

#[test]
fn progress_stands_beside_what_became_worse_meanwhile() {
    let beside = |gebied: &str| row("s_tegen", gebied)["tegenindicatoren"].as_str();
    assert_eq!(beside("WK099801"), "s_wachttijd", "it rose from 20 to 30 days");
    assert_eq!(beside("WK099802"), "", "half a day is chance");
    assert_eq!(beside("WK099803"), "", "it fell");
    assert_eq!(beside("WK099804"), "", "nothing is known of it");
    for gebied in ["WK099801", "WK099802", "WK099803", "WK099804"] {
        assert_eq!(row("s_tegen", gebied)["verandering_oordeel"], "beter", "{gebied}");
    }
}
