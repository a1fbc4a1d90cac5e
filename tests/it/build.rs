//! `build`: all or nothing, the same bytes each time, and the right exit code.

use std::path::Path;

use crate::program::{demo_report, files_below, read_table, root, run, stderr, wijkmonitor};

fn path(path: &Path) -> &str {
    path.to_str().expect("a path")
}

#[test]
fn a_second_build_has_the_same_bytes_whatever_the_number_of_threads() {
    let out = tempfile::tempdir().expect("a folder");
    let mut again = wijkmonitor(&["build", "fixtures/demo", "--out", path(out.path())]);
    run(again.env("RAYON_NUM_THREADS", "1").env("POLARS_MAX_THREADS", "1"), 0);
    let first = files_below(demo_report());
    let second = files_below(&out.path().join("2025K4"));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(*bytes == second[name], "`{name}` differs");
    }
    for file in ["cijfers.csv", "bronnen.csv", "bevindingen.csv", "manifest.json"] {
        assert!(first.contains_key(file), "{file}");
    }
    for chart in ["zr_meldingen-stad.svg", "zr_meldingen-stad.png", "sc_lemon_omgang-wijken.png"] {
        assert!(first.contains_key(&format!("grafieken/{chart}")), "{chart}");
    }
}

#[test]
fn a_report_without_charts_has_the_same_figures() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = path(out.path());
    run(&mut wijkmonitor(&["build", "fixtures/klein", "--out", dir]), 0);
    let bare = out.path().join("kaal");
    let args = ["-v", "build", "fixtures/klein", "--no-charts", "--out", path(&bare)];
    let output = run(&mut wijkmonitor(&args), 0);
    assert!(stderr(&output).contains("took      reading and counting toegang "));
    let files = files_below(&bare);
    let report = files.keys().next().and_then(|name| name.split('/').next()).expect("a report");
    let of_report = |name: &str| files[&format!("{report}/{name}")].clone();
    assert!(files.keys().all(|name| !name.contains("grafieken")));
    let manifest = String::from_utf8(of_report("manifest.json")).expect("UTF-8");
    assert!(manifest.contains(r#""grafieken": "geen""#), "{manifest}");
    let whole = std::fs::read(out.path().join(report).join("cijfers.csv")).expect("a table");
    assert!(of_report("cijfers.csv") == whole);
}

#[test]
fn the_rows_of_every_file_are_accounted_for() {
    let balances = read_table(&demo_report().join("bronnen.csv"));
    assert!(60 < balances.len(), "a balance per file");
    for row in balances {
        let count = |column: &str| row[column].parse::<u64>().expect("a count");
        let accounted = count("gebruikt") + count("uitgesloten") + count("quarantaine");
        assert_eq!(count("gelezen"), accounted, "{}", row["bestand"]);
    }
}

/// The gemeente holds the records without a usable wijk, which the wijken do not.
#[test]
fn records_without_an_area_count_in_the_gemeente() {
    let balances = read_table(&demo_report().join("bronnen.csv"));
    let sum = |column: &str| -> u64 {
        let toegang = balances.iter().filter(|row| row["bron"] == "toegang");
        toegang.map(|row| row[column].parse::<u64>().expect("a count")).sum()
    };
    assert!(0 < sum("gebied_onbekend"));
    let years = 2017..=2025;
    let cijfers = read_table(&demo_report().join("cijfers.csv"));
    let in_gemeente: u64 = cijfers
        .iter()
        .filter(|row| row["indicator"] == "zr_meldingen" && row["gebied_code"] == "GM0855")
        .filter(|row| years.clone().any(|year: u32| row["periode"] == year.to_string()))
        .map(|row| row["teller"].parse::<u64>().expect("a count"))
        .sum();
    assert_eq!(in_gemeente, sum("gebruikt"), "every melding counts in the gemeente");
}

#[test]
fn broken_input_leaves_the_old_report_whole() {
    let out = tempfile::tempdir().expect("a folder");
    let reports = out.path().join("rapporten");
    run(&mut wijkmonitor(&["build", "fixtures/klein", "--out", path(&reports)]), 0);
    let before = files_below(&reports);
    let copy = out.path().join("klein");
    for (name, bytes) in files_below(&root().join("fixtures/klein")) {
        let target = copy.join(name);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
    }
    std::fs::write(copy.join("toegang/toegang-2018.csv"), "Melding;Client\n").expect("a file");
    let output = run(&mut wijkmonitor(&["build", path(&copy), "--out", path(&reports)]), 1);
    assert!(stderr(&output).contains("nothing was published"));
    assert!(before == files_below(&reports), "the old report is untouched");
}

#[test]
fn the_report_does_not_tell_where_the_monitor_stands() {
    let out = tempfile::tempdir().expect("a folder");
    let (here, there) = (out.path().join("hier"), out.path().join("daar"));
    run(&mut wijkmonitor(&["build", "fixtures/fouten/no-persons", "--out", path(&here)]), 0);
    let mut inside = wijkmonitor(&["build", "--out", path(&there)]);
    run(inside.current_dir(root().join("fixtures/fouten/no-persons")), 0);
    assert!(files_below(&here) == files_below(&there), "the same bytes");
}

#[test]
fn a_new_report_replaces_the_old_one_whole() {
    let out = tempfile::tempdir().expect("a folder");
    let args = ["build", "fixtures/klein", "--out", path(out.path())];
    run(&mut wijkmonitor(&args), 0);
    std::fs::write(out.path().join("2018/oud.txt"), "van vorige keer").expect("a file");
    run(&mut wijkmonitor(&args), 0);
    let files = files_below(out.path());
    assert!(!files.contains_key("2018/oud.txt"));
    let is_ours = |name: &String| name.starts_with("2018/") || name == "publicaties.lock";
    assert!(files.keys().all(is_ours), "nothing else is left behind");
}

#[test]
fn says_where_the_report_is_on_stdout_and_the_rest_on_stderr() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = path(out.path());
    let output = run(&mut wijkmonitor(&["build", "fixtures/klein", "--out", dir]), 0);
    let said = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    assert_eq!(said, format!("{dir}/2018\n"));
    let told = stderr(&output);
    assert!(told.contains("23 read = 21 used + 0 excluded + 2 quarantined"), "{told}");
}

#[test]
fn builds_only_what_is_asked_and_suggests_what_exists() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = path(out.path());
    let only = |id| ["build", "fixtures/klein", "--out", dir, "--only", id];
    run(&mut wijkmonitor(&only("k_omgang")), 0);
    let rows = read_table(&out.path().join("2018-selectie/cijfers.csv"));
    assert!(rows.iter().all(|row| row["indicator"] == "k_omgang") && !rows.is_empty());
    let output = run(&mut wijkmonitor(&only("k_omgeving")), 2);
    assert!(stderr(&output).contains("k_omgang"));
}

#[test]
fn a_folder_without_a_monitor_is_a_fault_of_the_command_line() {
    let out = tempfile::tempdir().expect("a folder");
    let output = run(&mut wijkmonitor(&["build", path(out.path())]), 2);
    assert!(stderr(&output).contains("there is no `monitor.toml`"));
}

#[test]
fn a_place_that_cannot_be_written_is_a_fault_of_the_machine() {
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("bestand");
    std::fs::write(&file, "").expect("a file");
    let output = run(&mut wijkmonitor(&["build", "fixtures/klein", "--out", path(&file)]), 3);
    assert!(stderr(&output).contains("bestand"), "the message names the path");
}

#[test]
fn never_replaces_what_is_not_a_report() {
    let out = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(out.path().join("2018")).expect("a folder");
    std::fs::write(out.path().join("2018/mijn.csv"), "van mij").expect("a file");
    let args = ["build", "fixtures/klein", "--out", path(out.path())];
    let output = run(&mut wijkmonitor(&args), 3);
    assert!(stderr(&output).contains("not a report of this program"));
    assert_eq!(files_below(out.path()).keys().collect::<Vec<_>>(), ["2018/mijn.csv"]);
}

#[test]
fn a_period_before_the_monitor_begins_is_a_fault_of_the_command_line() {
    let out = tempfile::tempdir().expect("a folder");
    let args = ["build", "fixtures/klein", "--out", path(out.path()), "--period", "2016"];
    run(&mut wijkmonitor(&args), 2);
}

#[test]
fn check_writes_nothing() {
    let before = files_below(&root().join("fixtures/klein"));
    run(&mut wijkmonitor(&["check", "fixtures/klein"]), 0);
    assert!(before == files_below(&root().join("fixtures/klein")));
}

#[test]
fn a_formula_alone_is_computed_with_what_it_names() {
    let out = tempfile::tempdir().expect("a folder");
    let mut command =
        wijkmonitor(&["build", "fixtures/demo", "--no-charts", "--only", "zr_meldingen_gat"]);
    run(command.arg("--out").arg(out.path()), 0);
    let rows = read_table(&out.path().join("2025K4-selectie/cijfers.csv"));
    assert!(rows.iter().all(|row| row["indicator"] == "zr_meldingen_gat"));
    assert!(rows.iter().any(|row| row["celsoort"] == "waarde"));
}
