//! `allocate`: amounts that equal the computation by hand in `fixtures/klein`, all or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::{Row, copy_folder, files_below, read_table, root, run, stderr, wijkmonitor};

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

/// What `allocate` writes for `fixtures/klein`.
fn allocate() -> (tempfile::TempDir, PathBuf) {
    let out = tempfile::tempdir().expect("a folder");
    run(&mut wijkmonitor(&["allocate", "fixtures/klein", "--out", path(out.path())]), 0);
    let folder = out.path().join("2018-verdeling");
    (out, folder)
}

/// A copy of `fixtures/klein` whose rule is another.
fn changed(from: &str, to: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("klein");
    copy_folder(&root().join("fixtures/klein"), &copy);
    let rule = copy.join("verdeling.toml");
    let text = std::fs::read_to_string(&rule).expect("a rule");
    assert!(text.contains(from), "the rule has `{from}`");
    std::fs::write(&rule, text.replace(from, to)).expect("written");
    (folder, copy)
}

/// An amount in cents.
#[track_caller]
fn cent(text: &str) -> i64 {
    text.replace(',', "").parse().unwrap_or_else(|_| panic!("`{text}` is an amount"))
}

fn by_key(rows: Vec<Row>, columns: [&str; 2]) -> BTreeMap<[String; 2], Row> {
    let key = |row: &Row| columns.map(|column| row[column].clone());
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

fn amounts(folder: &Path) -> BTreeMap<[String; 2], Row> {
    by_key(read_table(&folder.join("verdeling.csv")), ["jaar", "gebied_code"])
}

#[test]
fn every_amount_equals_the_computation_by_hand() {
    let (_out, folder) = allocate();
    let rows = amounts(&folder);
    let expected = [
        ("2020", ["11500,00", "35871,14", "24375,00", "28253,86"]),
        ("2021", ["11000,00", "36742,28", "23750,00", "28507,72"]),
        ("2022", ["10500,00", "37613,42", "23125,00", "28761,58"]),
        ("2023", ["10000,00", "38484,56", "22500,00", "29015,44"]),
    ];
    let areas = ["GM0999", "WK099901", "WK099902", "WK099913"];
    assert_eq!(rows.len(), 16);
    for (jaar, amounts) in expected {
        for (area, amount) in areas.iter().zip(amounts) {
            assert_eq!(rows[&[jaar, area].map(str::to_owned)]["bedrag"], amount, "{jaar} {area}");
        }
    }
    let row = |area: &str| &rows[&["2023", area].map(str::to_owned)];
    let brought = ["inwoners_bijdrage", "meldingen_bijdrage", "grenzen_bijdrage"];
    let of = |area: &str| brought.map(|column| row(area)[column].clone());
    assert_eq!(of("WK099901"), ["28384,62", "15428,57", "-5328,63"]);
    assert_eq!(of("WK099902"), ["13153,84", "0,00", "9346,16"]);
    assert_eq!(of("WK099913"), ["21461,54", "11571,43", "-4017,53"]);
    assert_eq!(row("WK099902")["grens"], "vloer");
    assert_eq!(row("WK099902")["verschuiving"], "-2500,00");
    assert_eq!(row("WK099902")["verschuiving_procent"], "-10,00");
    assert_eq!(row("WK099902")["meldingen_waarde"], "0");
    assert_eq!(row("GM0999")["stad_bijdrage"], "10000,00");
}

#[test]
fn every_year_adds_up_to_the_budget_and_every_row_to_its_amount() {
    let (_out, folder) = allocate();
    let mut years: BTreeMap<String, i64> = BTreeMap::new();
    for ([jaar, _], row) in amounts(&folder) {
        let parts = row.iter().filter(|(column, _)| column.ends_with("_bijdrage"));
        let parts = parts.filter(|(_, text)| !text.is_empty()).map(|(_, text)| cent(text));
        let bedrag = cent(&row["bedrag"]);
        assert_eq!(parts.sum::<i64>(), bedrag, "{row:?}");
        assert_eq!(cent(&row["verschuiving"]), bedrag - cent(&row["huidig"]), "{row:?}");
        *years.entry(jaar).or_default() += bedrag;
    }
    assert_eq!(years.into_values().collect::<Vec<_>>(), [10_000_000; 4]);
}

#[test]
fn other_weights_give_the_amounts_that_were_computed_by_hand() {
    let (_out, folder) = allocate();
    let rows = read_table(&folder.join("gevoeligheid.csv"));
    let of = |criterium: &str, wijziging: &str| -> Vec<&str> {
        let is_it = |row: &&Row| row["criterium"] == criterium && row["wijziging"] == wijziging;
        rows.iter().filter(is_it).map(|row| row["bedrag"].as_str()).collect()
    };
    assert_eq!(of("inwoners", "omhoog"), ["38474,20", "22500,00", "29025,80"]);
    assert_eq!(of("inwoners", "omlaag"), ["38494,56", "22500,00", "29005,44"]);
    assert_eq!(of("meldingen", "omhoog"), ["38488,88", "22500,00", "29011,12"]);
    assert_eq!(of("meldingen", "omlaag"), ["38480,16", "22500,00", "29019,84"]);
    let weights: Vec<_> = rows.iter().map(|row| row["gewicht"].as_str()).collect();
    assert!(weights.starts_with(&["77,00"; 3]) && weights.ends_with(&["27,00"; 3]), "{weights:?}");
}

#[test]
fn the_figures_are_those_of_the_report() {
    let (_out, folder) = allocate();
    let out = tempfile::tempdir().expect("a folder");
    let dir = path(out.path());
    run(&mut wijkmonitor(&["build", "fixtures/klein", "--no-charts", "--out", dir]), 0);
    let report = read_table(&out.path().join("2018/cijfers.csv"));
    let cells = report.into_iter().filter(|row| row["periode"] == "2018");
    let cells = by_key(cells.collect(), ["indicator", "gebied_code"]);
    let rows = read_table(&folder.join("criteria.csv"));
    assert_eq!(rows.len(), 6);
    for row in rows {
        let cell = &cells[&["indicator", "gebied_code"].map(|column| row[column].clone())];
        assert_eq!(row["celsoort"], cell["celsoort"], "{row:?}");
        assert_eq!(row["waarde"], cell[row["maat"].as_str()], "{row:?}");
    }
}

#[test]
fn tells_where_it_is_and_what_changes() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = path(out.path());
    let output = run(&mut wijkmonitor(&["allocate", "fixtures/klein", "--out", dir]), 0);
    let stdout = String::from_utf8(output.stdout.clone()).expect("UTF-8").replace('\\', "/");
    assert_eq!(stdout, format!("{}/2018-verdeling\n", dir.replace('\\', "/")));
    let said = stderr(&output);
    let at = said.find("divided ").expect("a summary");
    insta::assert_snapshot!("allocate", &said[at..]);
}

#[test]
fn a_figure_that_is_withheld_stops_the_division() {
    let (_folder, copy) = changed("periode = \"2018\"", "periode = \"2017\"");
    let out = copy.join("uit");
    let output = run(&mut wijkmonitor(&["allocate", path(&copy), "--out", path(&out)]), 1);
    let said = stderr(&output);
    assert!(said.contains("error[criterion-missing]"), "{said}");
    assert!(said.contains("niet_vergelijkbaar: WK099913; onderdrukt: WK099902"), "{said}");
    assert!(!out.exists(), "nothing is written");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_mean_that_stands_in_is_told_everywhere() {
    let (_folder, copy) = changed(
        "richting = \"meer\"",
        "richting = \"meer\"\nontbrekend = \"gemiddelde\"\nperiode = \"2017\"",
    );
    let out = copy.join("uit");
    let output = run(&mut wijkmonitor(&["allocate", path(&copy), "--out", path(&out)]), 0);
    assert!(stderr(&output).contains("warning[criterion-filled]"));
    let folder = out.join("2018-verdeling");
    let rows = by_key(read_table(&folder.join("criteria.csv")), ["criterium", "gebied_code"]);
    let row = |area: &str| &rows[&["meldingen", area].map(str::to_owned)];
    let of = |area| ["celsoort", "waarde", "ingevuld"].map(|column| row(area)[column].clone());
    assert_eq!(of("WK099901"), ["waarde", "6", "nee"]);
    assert_eq!(of("WK099902"), ["onderdrukt", "", "ja"]);
    assert_eq!(of("WK099913"), ["niet_vergelijkbaar", "", "ja"]);
    let rows = read_table(&folder.join("verdeling.csv"));
    let filled: Vec<_> = rows.iter().take(4).map(|row| row["ingevuld"].as_str()).collect();
    assert_eq!(filled, ["", "", "inwoners|meldingen", "inwoners|meldingen"]);
    let svg = std::fs::read_to_string(folder.join("verdeling.svg")).expect("a chart");
    assert!(svg.contains("Midden *"), "the area is marked");
    assert!(svg.contains("meldingen in 2"), "the chart tells it, too");
}

/// The residents of `fixtures/klein` as an indicator, which no threshold withholds.
const INWONERS: &str = r#"schema = 1
id = "k_inwoners"
naam = "Inwoners"
domein = "sociale_cohesie"
laag = "sociale_basis"
richting = "hoger_is_beter"
eenheid = "inwoners"
decimalen = 0
[toelichting]
specifiek = "Inwoners op 1 januari."
waarom = "Een voorbeeld dat met de hand is na te rekenen."
niet_lezen_als = "De gemeente is verzonnen."
[meting.gepubliceerd]
bron = "inwoners"
waarde = "inwoners"
[periode]
frequentie = "meting"
"#;

#[test]
fn residents_are_a_published_figure_also_where_a_rate_is_withheld() {
    let (_folder, copy) = changed("huidig = ", "# ");
    std::fs::write(copy.join("indicatoren/k-inwoners.toml"), INWONERS).expect("written");
    let rule = copy.join("verdeling.toml");
    let text = std::fs::read_to_string(&rule).expect("a rule");
    let (head, _) = text.split_once("[[criterium]]").expect("criteria");
    let out = copy.join("uit");
    let allocate = |rest: &str, exit_code| {
        std::fs::write(&rule, format!("{head}{rest}")).expect("written");
        run(&mut wijkmonitor(&["allocate", path(&copy), "--out", path(&out)]), exit_code)
    };
    let per_head = |euros: &str| {
        format!(
            "[[criterium]]\nindicator = \"k_inwoners\"\nrichting = \"meer\"\ngewicht = 100\n\
             [grens]\ninwoners = {{ indicator = \"k_inwoners\" }}\n[grens.vloer]\nper_inwoner = {euros}\n"
        )
    };
    let said = stderr(&allocate(&per_head("100"), 1));
    assert!(said.contains("the floors of 3 areas add up to 91,000.00"), "{said}");
    allocate(&per_head("98.50"), 0);
    let folder = out.join("2018-verdeling");
    let rows = read_table(&folder.join("verdeling.csv"));
    let of = |column: &str| rows.iter().map(|row| row[column].clone()).collect::<Vec<_>>();
    assert_eq!(of("bedrag"), ["10000,00", "40549,45", "18791,21", "30659,34"]);
    assert_eq!(of("vloer"), ["", "40385,00", "18715,00", "30535,00"]);
    assert_eq!(of("huidig"), [""; 4]);
    assert!(read_table(&folder.join("gevoeligheid.csv")).is_empty(), "one weight cannot change");
    // Of the shares of 2017 only that of Noord is shown, but Midden has residents of its own.
    let times = "[[criterium]]\nindicator = \"k_opgelost\"\nperiode = \"2017\"\nontbrekend = \"gemiddelde\"\n\
                 keer = { indicator = \"k_inwoners\" }\nrichting = \"meer\"\ngewicht = 100\n";
    allocate(times, 0);
    let rows = read_table(&folder.join("criteria.csv"));
    let of = |column: &str| rows.iter().map(|row| row[column].clone()).collect::<Vec<_>>();
    assert_eq!(of("celsoort"), ["waarde", "onderdrukt", "niet_vergelijkbaar"]);
    assert_eq!(of("keer_waarde"), ["410,00", "190,00", "310,00"]);
    assert_eq!(of("bijdrage"), ["40549,45", "18791,21", "30659,34"]);
}

#[test]
fn the_same_rule_gives_the_same_bytes_and_replaces_its_own_folder() {
    let (out, folder) = allocate();
    let first = files_below(&folder);
    let names: Vec<_> = first.keys().map(String::as_str).collect();
    let expected = [
        "criteria.csv",
        "gevoeligheid.csv",
        "manifest.json",
        "verdeling.csv",
        "verdeling.png",
        "verdeling.svg",
    ];
    assert_eq!(names, expected);
    run(&mut wijkmonitor(&["allocate", "fixtures/klein", "--out", path(out.path())]), 0);
    assert!(files_below(&folder) == first);
    let manifest = String::from_utf8(first["manifest.json"].clone()).expect("UTF-8");
    for words in [
        "\"soort\": \"verdeling\"",
        "\"nummer\": \"2019-042\"",
        "\"toetser\": \"concerncontroller\"",
    ] {
        assert!(manifest.contains(words), "{words}\n{manifest}");
    }
    std::fs::write(folder.join("manifest.json"), "{}").expect("written");
    run(&mut wijkmonitor(&["allocate", "fixtures/klein", "--out", path(out.path())]), 3);
}

#[test]
fn what_is_seen_is_remembered_unless_nobody_sees_it() {
    let out = tempfile::tempdir().expect("a folder");
    let args = ["allocate", "fixtures/klein", "--out", path(out.path())];
    run(wijkmonitor(&args).arg("--draft"), 0);
    let register = out.path().join("publicaties.lock");
    assert!(!register.exists());
    run(&mut wijkmonitor(&args), 0);
    let text = std::fs::read_to_string(register).expect("a register");
    assert!(text.contains("cel k_meldingen ") && !text.contains("cel k_opgelost "), "{text}");
}

#[test]
fn a_rule_with_faults_is_refused_before_any_data_is_read() {
    let (_folder, copy) = changed("gewicht = 30", "gewicht = 20");
    let output = run(&mut wijkmonitor(&["allocate", path(&copy), "--out", path(&copy)]), 1);
    let said = stderr(&output);
    assert!(said.contains("error[rule-weights]") && !said.contains("reading "), "{said}");
}

#[test]
fn another_rule_has_a_folder_of_its_own_and_none_is_the_command_line() {
    let (_folder, copy) = changed("budget = 100_000.00", "budget = 1");
    std::fs::rename(copy.join("verdeling.toml"), copy.join("jeugd.toml")).expect("renamed");
    let out = copy.join("uit");
    let args = ["allocate", path(&copy), "--out", path(&out)];
    let output = run(&mut wijkmonitor(&args), 2);
    assert!(stderr(&output).contains("there is no rule"));
    // A budget of one euro: the floors are more than there is.
    let rule = copy.join("jeugd.toml");
    let output = run(wijkmonitor(&args).args(["--rule", path(&rule)]), 1);
    let said = stderr(&output);
    assert!(
        said.contains("the floors of 3 areas add up to 79,200.00, and there is 0.90"),
        "{said}"
    );
    let text = std::fs::read_to_string(&rule).expect("a rule");
    let (_, rest) = text.split_once("[grens.vloer]").expect("limits");
    let (_, ingroei) = rest.split_once("[ingroei]").expect("a transition");
    let free =
        text.replace("[grens.vloer]\nprocent_huidig = 90\n", "").replace(ingroei, "\njaren = 1\n");
    std::fs::write(&rule, free).expect("written");
    run(wijkmonitor(&args).args(["--rule", path(&rule), "--decimal", "point"]), 0);
    let rows = read_table(&out.join("2018-verdeling-jeugd/verdeling.csv"));
    let amounts: Vec<_> = rows.iter().map(|row| row["bedrag"].as_str()).collect();
    assert_eq!(amounts, ["0.10", "0.44", "0.13", "0.33"]);
}

#[test]
fn check_looks_at_the_rule_and_writes_nothing() {
    let (_folder, copy) = changed("2019-042", "volgt");
    let before = files_below(&copy);
    let output = run(&mut wijkmonitor(&["check", path(&copy)]), 1);
    assert!(stderr(&output).contains("error[undecided-rule]"));
    assert!(files_below(&copy) == before);
    // A build does not divide money, so it does not look at the rule.
    let out = copy.join("uit");
    run(&mut wijkmonitor(&["build", path(&copy), "--no-charts", "--out", path(&out)]), 0);
}
