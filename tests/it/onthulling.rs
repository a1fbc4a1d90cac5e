//! Nothing that is withheld stands anywhere in a report: the true values of withheld cells are computed by
//! the same program with thresholds that withhold nothing, and looked for in every file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::program::{
    Row, copy_folder, demo_report, files_below, number, read_table, root, run, wijkmonitor,
};

/// Thresholds that withhold nothing.
const NOTHING: &str = "schema = 1
[onderdrukking]
teller_min = 1
noemer_min = 1
minimum_n = 1
antwoord_min = 1
nul_tonen = true
compleet_tonen = true
dominantie_k = 100
p_procent = 0
besluit = \"een proef\"
[schatting]
betrouwbaarheid = 0.95
";

/// The columns of `cijfers.csv` in which a number stands.
const NUMBERS: [&str; 8] =
    ["waarde", "ondergrens", "bovengrens", "teller", "noemer", "n", "n_eff", "deff"];

/// Copies `bomen` with the protection of cells by others, and gives the path.
fn protected(folder: &Path) -> String {
    let monitor = folder.join("monitor");
    copy_folder(&root().join("fixtures/bomen"), &monitor);
    let path = monitor.join("indicatoren/_standaard.toml");
    fs::write(path, "schema = 1\n").expect("thresholds");
    monitor.display().to_string()
}

/// The rows of `cijfers.csv` by indicator, area and period.
type Cells = BTreeMap<[String; 3], Row>;

/// Builds a report, and gives its folder.
fn build(monitor: &str, out: &Path, more: &[&str]) -> PathBuf {
    let out = out.display().to_string();
    let args = [&["build", monitor, "--out", &out], more].concat();
    let output = run(&mut wijkmonitor(&args), 0);
    root().join(String::from_utf8_lossy(&output.stdout).trim())
}

/// The true numbers of all cells of a monitor, by indicator, area and period.
fn truth(monitor: &str, folder: &Path) -> Cells {
    let copied = folder.join("open");
    copy_folder(&root().join(monitor), &copied);
    let toml = fs::read_to_string(copied.join("monitor.toml")).expect("a monitor");
    let own = copied.join("indicatoren");
    if !own.is_dir() {
        copy_folder(&root().join("indicators"), &own);
        let toml = toml.replacen("gemeente =", "indicatoren = \"indicatoren\"\ngemeente =", 1);
        fs::write(copied.join("monitor.toml"), toml).expect("a monitor");
    }
    fs::write(own.join("_standaard.toml"), NOTHING).expect("thresholds");
    cells(&build(&copied.display().to_string(), &folder.join("a"), &["--no-charts"]))
}

/// The rows of `cijfers.csv`.
fn cells(report: &Path) -> Cells {
    let key = |row: &Row| ["indicator", "gebied_code", "periode"].map(|column| row[column].clone());
    let rows = read_table(&report.join("cijfers.csv"));
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// The words of a line: what stands between spaces and signs other than those of numbers.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != ',' && c != '.')
        .filter(|word| !word.is_empty())
}

/// A text that a reader could take for nothing but this number.
fn is_telling(number: &str) -> bool {
    3 < number.chars().filter(char::is_ascii_digit).count()
}

#[track_caller]
fn no_withheld_number_stands_in(monitor: &str, report: &Path) {
    let folder = tempfile::tempdir().expect("a folder");
    let truth = truth(monitor, folder.path());
    let cells = cells(report);
    let withheld: Vec<_> =
        cells.iter().filter(|(_, row)| row["celsoort"] == "onderdrukt").collect();
    let mut by_area: BTreeMap<(&str, &str), Vec<(&str, &Row)>> = BTreeMap::new();
    for (key, row) in &withheld {
        for column in NUMBERS {
            assert_eq!(row[column], "", "{key:?} has a `{column}`");
        }
        let Some(numbers) = truth.get(*key) else { continue };
        by_area.entry((&key[0], &key[1])).or_default().push((&key[2], numbers));
    }
    for (path, bytes) in files_below(report) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if path.starts_with("quarantaine") || path.ends_with("cijfers.csv") {
            continue;
        }
        for line in text.lines() {
            let words: BTreeSet<_> = words(line).collect();
            for ((id, area), cells) in &by_area {
                let is_of = |name: &str| words.contains(name) || path.contains(name);
                if !is_of(id) || !is_of(area) {
                    continue;
                }
                for (periode, numbers) in
                    cells.iter().filter(|(periode, _)| words.contains(periode))
                {
                    for column in NUMBERS {
                        let number = numbers[column].as_str();
                        let is_told = is_telling(number) && words.contains(number);
                        assert!(!is_told, "{path} tells {column} of {id} {area} {periode}: {line}");
                    }
                }
            }
        }
    }
}

#[test]
fn no_withheld_number_stands_in_a_report_of_a_fixture() {
    for monitor in ["fixtures/klein", "fixtures/bomen", "fixtures/methoden", "fixtures/overgang"] {
        let folder = tempfile::tempdir().expect("a folder");
        no_withheld_number_stands_in(monitor, &build(monitor, folder.path(), &[]));
    }
}

#[test]
fn no_withheld_number_stands_in_the_report_of_the_demo() {
    no_withheld_number_stands_in("fixtures/demo", demo_report());
}

/// What stands beside the cell that is withheld in `klein` would give it away.
#[test]
fn one_mark_stands_for_small_cells_and_for_those_that_protect_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let report = build(&protected(folder.path()), folder.path(), &[]);
    let kinds: BTreeSet<_> =
        cells(&report).into_values().map(|row| row["celsoort"].clone()).collect();
    assert!(kinds.contains("onderdrukt"), "{kinds:?}");
    assert!(kinds.iter().all(|kind| !kind.contains("secundair") && !kind.contains("primair")));
    let rows = read_table(&report.join("toezicht/onthulling.csv"));
    let n: u64 = rows.iter().map(|row| row["secundair"].parse::<u64>().expect("a number")).sum();
    assert!(0 < n, "some protect others: {rows:?}");
    assert!(rows.iter().all(|row| row["onbeschermd"] == "0"));
}

/// A second report of the same data is the same, whatever the register already has.
#[test]
fn a_report_that_is_built_again_is_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let monitor = protected(folder.path());
    let build_again = || {
        let report = build(&monitor, folder.path(), &["--no-charts"]);
        let register = fs::read(folder.path().join("publicaties.lock")).expect("a register");
        (fs::read(report.join("cijfers.csv")).expect("figures"), register)
    };
    let (figures, register) = build_again();
    let again = build_again();
    assert!(figures == again.0, "the same figures");
    assert!(register == again.1, "the same register");
    let text = String::from_utf8(register).expect("text");
    assert!(text.contains("cel b_meldingen GM0997 2018="), "cells stand in the register");
    let draft = tempfile::tempdir().expect("a folder");
    build("fixtures/klein", draft.path(), &["--draft"]);
    assert!(!draft.path().join("publicaties.lock").exists(), "a draft is not noted");
}

/// Counts are rounded before anything is computed from them, and say so.
#[test]
fn rounded_counts_are_all_that_a_report_tells() {
    let folder = tempfile::tempdir().expect("a folder");
    let monitor = folder.path().join("monitor");
    copy_folder(&root().join("fixtures/klein"), &monitor);
    let exact = build("fixtures/klein", &folder.path().join("a"), &[]);
    let path = monitor.join("indicatoren/_standaard.toml");
    let thresholds = fs::read_to_string(&path).expect("thresholds");
    let rounding = thresholds.replacen("[onderdrukking]\n", "[onderdrukking]\nafronden = 5\n", 1);
    assert_ne!(thresholds, rounding, "the fixture has a table of thresholds");
    fs::write(&path, rounding).expect("thresholds");
    let rounded = build(&monitor.display().to_string(), &folder.path().join("b"), &[]);
    let exact = cells(&exact);
    let mut n_changed = 0;
    for (key, row) in cells(&rounded) {
        let of_counts = !row["teller"].is_empty() && row["methode"] != "dobson";
        if row["celsoort"] != "waarde" || !of_counts || !row["voorbehoud"].contains("afgerond") {
            continue;
        }
        let teller = number(&row["teller"]);
        assert_eq!(teller % 5.0, 0.0, "{key:?}");
        let Some(before) = exact.get(&key).filter(|row| row["celsoort"] == "waarde") else {
            continue;
        };
        let before = number(&before["teller"]);
        assert!((teller - before).abs() <= 2.5, "{key:?}: {before} became {teller}");
        n_changed += u32::from(teller != before);
    }
    assert!(0 < n_changed, "some counts are no multiple of five");
}

/// A threshold that is raised does not hide what an earlier report shows, and readers are told.
#[test]
fn an_earlier_report_is_part_of_what_is_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let monitor = protected(folder.path());
    let report = build(&monitor, folder.path(), &[]);
    let first = fs::read_to_string(folder.path().join("publicaties.lock")).expect("a register");
    let n_withheld = |text: &str| text.matches("=-").count();
    assert!(0 < n_withheld(&first), "some cells were withheld");
    for row in cells(&report).into_values().filter(|row| row["celsoort"] == "waarde") {
        let cell = format!("cel {} {}", row["indicator"], row["gebied_code"]);
        let line = first.lines().find(|line| line.starts_with(&format!("{cell} ")));
        let line = line.unwrap_or_else(|| panic!("{cell} stands in the register"));
        assert!(!line.contains(&format!(" {}=-", row["periode"])), "{cell} was shown");
    }
    // A register that nobody understands stops the build: yesterday's report stays.
    fs::write(folder.path().join("publicaties.lock"), "schema 1\ncel x\n").expect("a register");
    let out = folder.path().display().to_string();
    run(&mut wijkmonitor(&["build", &monitor, "--out", &out]), 1);
    assert!(report.join("cijfers.csv").exists());
}

/// The figure of an area that is no longer there is known all the same: the areas that it was made of
/// are as bound as before.
#[test]
fn an_area_that_has_gone_is_not_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let monitor = protected(folder.path());
    let toml = Path::new(&monitor).join("monitor.toml");
    let all = fs::read_to_string(&toml).expect("a monitor");
    let niveaus = "[gebieden]\nniveaus = [\"toegangsgebied\", \"gemeente\"]\n";
    let large = all.replacen("[gebieden]\n", niveaus, 1);
    assert_ne!(all, large);
    fs::write(&toml, large).expect("a monitor");
    build(&monitor, &folder.path().join("known"), &[]);
    // From now on there are stadsdelen alone, and figures of wijken.
    fs::write(&toml, all).expect("a monitor");
    let tree = Path::new(&monitor).join("gebieden/indeling.csv");
    let text = fs::read_to_string(&tree).expect("a tree");
    let without: Vec<_> = text.lines().filter(|line| !line.contains("TG0")).collect();
    fs::write(&tree, without.join("\n") + "\n").expect("a tree");
    let n_withheld = |out: &str| {
        let report = cells(&build(&monitor, &folder.path().join(out), &[]));
        let of = |row: &&Row| row["indicator"] == "b_meldingen" && row["periode"] == "2018K4";
        report.values().filter(of).filter(|row| row["celsoort"] == "onderdrukt").count()
    };
    assert_eq!([n_withheld("new"), n_withheld("known")], [2, 4]);
}

/// Areas that are no longer published are known from the last report: what was withheld for them stays withheld.
#[test]
fn a_level_that_is_no_longer_published_is_not_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let monitor = protected(folder.path());
    let withheld = |out: &str| -> Vec<_> {
        let report = cells(&build(&monitor, &folder.path().join(out), &[]));
        let of = |row: &Row| row["gebied_niveau"] == "wijk" && row["celsoort"] == "onderdrukt";
        report.into_iter().filter(|(_, row)| of(row)).map(|(key, _)| key).collect()
    };
    let first = withheld("known");
    let toml = Path::new(&monitor).join("monitor.toml");
    let text = fs::read_to_string(&toml).expect("a monitor");
    let niveaus = "[gebieden]\nniveaus = [\"wijk\", \"gemeente\"]\n";
    fs::write(&toml, text.replacen("[gebieden]\n", niveaus, 1)).expect("a monitor");
    assert_eq!(withheld("known"), first);
    assert!(withheld("new").len() < first.len(), "less is withheld where nobody knows more");
}
