//! The synthetic municipality: the committed one is what the program writes.

use wijkmonitor::model::AreaCode;

use crate::program::{files_below, read_table, root, run, wijkmonitor};
use crate::vectors::shared;

#[test]
fn the_committed_demo_is_what_the_program_writes() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().join("demo");
    run(&mut wijkmonitor(&["demo", dir.to_str().expect("a path")]), 0);
    let made = files_below(&dir);
    let committed = files_below(&root().join("fixtures/demo"));
    assert_eq!(
        made.keys().collect::<Vec<_>>(),
        committed.keys().collect::<Vec<_>>(),
        "the same files"
    );
    for (name, bytes) in &made {
        assert!(*bytes == committed[name], "`{name}` differs: run `wijkmonitor demo` again");
    }
    let size: usize = committed.values().map(Vec::len).sum();
    assert!(size <= 6_000_000, "the committed demo has {size} bytes");
}

#[test]
fn does_not_overwrite_a_monitor() {
    let output = run(&mut wijkmonitor(&["demo", "fixtures/klein"]), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("holds a monitor already"));
}

/// The codes of a column of a real file, where it is there.
fn real_codes(file: &str, column: &str) -> Option<Vec<String>> {
    let rows = read_table(&shared(&format!("data/{file}"))?);
    Some(rows.into_iter().map(|row| row[column].trim().to_owned()).collect())
}

#[test]
fn the_areas_have_the_codes_of_tilburg() {
    let tree = read_table(&root().join("fixtures/demo/gebieden/indeling.csv"));
    let known = |code: &str| tree.iter().any(|row| row["code"] == code);
    let kwb = "kwb/kwb2024_85984NED_gemeente_wijk_Tilburg_Breda_Eindhoven_DenBosch.csv";
    let Some(codes) = real_codes(kwb, "Codering_3") else { return };
    let wijken: Vec<_> = codes.iter().filter(|code| code.starts_with("WK0855")).collect();
    assert_eq!(wijken.len(), 59);
    for code in wijken {
        assert!(known(code) && code.parse::<AreaCode>().is_ok(), "{code}");
    }
    for code in real_codes("geo/tilburg_buurten_2015.csv", "buurtcode").unwrap_or_default() {
        assert!(known(&code), "{code}");
    }
}
