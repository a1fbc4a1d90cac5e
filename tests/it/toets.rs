//! `test`: the tests in definitions run, fail with a trace, and are checked like all else.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Output;

use crate::program::{copy_folder, files_below, root, run, stderr, wijkmonitor};

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).replace('\\', "/")
}

#[test]
fn every_indicator_of_the_catalogue_passes_its_tests() {
    let output = run(&mut wijkmonitor(&["test", "fixtures/demo"]), 0);
    let said = stdout(&output);
    let mut per_indicator: BTreeMap<&str, u32> = BTreeMap::new();
    for line in said.lines() {
        let passed = line.strip_prefix("ok ").unwrap_or_else(|| panic!("{line}"));
        let (id, _) = passed.split_once(": ").expect("an id and a name");
        *per_indicator.entry(id).or_default() += 1;
    }
    assert_eq!(per_indicator.len(), 37);
    assert!(per_indicator.values().all(|&n| 2 <= n), "{per_indicator:?}");
    let n: u32 = per_indicator.values().sum();
    let summary = format!("tests     {n} passed, 0 failed, 0 indicators without tests\n");
    assert!(stderr(&output).ends_with(&summary), "{}", stderr(&output));
}

#[test]
fn a_test_that_fails_tells_what_became_of_its_rows() {
    let output = run(&mut wijkmonitor(&["test", "fixtures/toetsen/onjuist"]), 1);
    let mut said = stdout(&output);
    let _ = write!(said, "--- stderr\n{}", stderr(&output));
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("toetsen-onjuist", said);
    });
}

#[test]
fn faults_of_a_test_are_told_where_they_stand_and_nothing_is_run() {
    let args = ["fixtures/toetsen/fout", "--format", "concise"];
    let tested = run(&mut wijkmonitor(&["test", args[0], args[1], args[2]]), 1);
    assert_eq!(stdout(&tested), "");
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("toetsen-fout", stderr(&tested));
    });
    let checked = run(&mut wijkmonitor(&["check", args[0], args[1], args[2]]), 1);
    assert_eq!(stderr(&checked), stderr(&tested));
}

#[test]
fn tests_only_what_is_asked_for_and_tells_the_figures_when_asked() {
    let args = ["test", "fixtures/demo", "-v", "--only", "zr_meldingen_gat"];
    let output = run(&mut wijkmonitor(&args), 0);
    let said = stdout(&output);
    // The formula names another indicator, which is computed and not tested.
    assert!(
        said.lines().all(|line| line.starts_with("ok zr_meldingen_gat") || line.starts_with("  "))
    );
    assert!(said.contains("  WK085510 2017: waarde 2, "), "{said}");
    let output = run(&mut wijkmonitor(&["test", "fixtures/demo", "--only", "zr_melding"]), 2);
    assert!(stderr(&output).contains("help: did you mean `zr_meldingen`?"));
}

#[test]
fn the_catalogue_can_be_tested_in_any_gemeente_as_far_as_its_areas_exist() {
    let folder = tempfile::tempdir().expect("a folder");
    for part in ["gebieden", "codelijsten", "doelen"] {
        copy_folder(&root().join("fixtures/demo").join(part), &folder.path().join(part));
    }
    let other = |text: String| text.replace("0855", "0999");
    let text = std::fs::read_to_string(root().join("fixtures/demo/monitor.toml")).expect("a file");
    std::fs::write(folder.path().join("monitor.toml"), other(text)).expect("a file");
    for name in ["indeling.csv", "overgang.csv", "wijken.geojson"] {
        let path = folder.path().join("gebieden").join(name);
        let text = std::fs::read_to_string(&path).expect("a file");
        std::fs::write(path, other(text)).expect("a file");
    }
    let before = files_below(folder.path());
    let output = run(&mut wijkmonitor(&["test", folder.path().to_str().expect("a path")]), 0);
    let said = stdout(&output);
    assert!(said.contains("skip zr_meldingen: "), "{said}");
    assert!(said.contains("(there is no area `BU08551001`)\n"), "{said}");
    assert!(said.lines().all(|line| line.starts_with("skip ")), "{said}");
    assert!(stderr(&output).contains(" left out that do not fit this monitor, 0 indicators"));
    assert!(before == files_below(folder.path()), "a test leaves nothing in the monitor");
}
