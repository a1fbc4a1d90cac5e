//! The README tells the truth: its commands are those that are tested, and they work.

use crate::program::{demo_report, root, run, wijkmonitor};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("a README")
}

#[test]
fn names_the_two_commands_that_do_everything() {
    let readme = readme();
    assert!(readme.contains("cargo run --release -- build fixtures/demo\n"));
    assert!(readme.contains("cargo test\n"));
}

#[test]
fn its_row_of_figures_is_in_the_report() {
    let readme = readme();
    let header = "indicator;gebied_code;periode;celsoort;";
    let at = readme.find(header).expect("an example");
    let mut lines = readme[at..].lines();
    let (columns, row) = (lines.next().expect("a header"), lines.next().expect("a row"));
    let cells = crate::program::read_table(&demo_report().join("cijfers.csv"));
    let same = |cell: &crate::program::Row| {
        columns.split(';').zip(row.split(';')).all(|(column, text)| cell[column] == text)
    };
    assert!(cells.iter().any(same), "{row}");
}

#[test]
fn its_picture_is_what_the_build_draws() {
    let name = "zr_doorverw_maatwerk-stad.svg";
    let committed = std::fs::read(root().join("reports/voorbeeld").join(name)).expect("a picture");
    let drawn = std::fs::read(demo_report().join("grafieken").join(name)).expect("a picture");
    assert!(committed == drawn, "copy `{name}` from a build of the demo");
}

#[test]
fn its_pictures_and_files_exist() {
    let readme = readme();
    for (at, _) in readme.match_indices("](") {
        let target = &readme[at + 2..];
        let target = &target[..target.find(')').expect("a link ends")];
        if !target.starts_with("http") && !target.starts_with('#') {
            assert!(root().join(target).exists(), "{target}");
        }
    }
}

#[test]
fn help_is_as_it_was_read() {
    for command in [
        &["--help"][..],
        &["build", "--help"],
        &["check", "--help"],
        &["test", "--help"],
        &["allocate", "--help"],
        &["baseline", "--help"],
        &["baseline", "show", "--help"],
        &["baseline", "freeze", "--help"],
        &["baseline", "revise", "--help"],
        &["demo", "--help"],
        &["indicators", "--help"],
        &["indicators", "list", "--help"],
        &["indicators", "show", "--help"],
        &["indicators", "new", "--help"],
        &["indicators", "docs", "--help"],
        &["cache", "--help"],
        &["cache", "clear", "--help"],
    ] {
        let output = run(&mut wijkmonitor(command), 0);
        let name = command.join("_").replace("--", "");
        insta::assert_snapshot!(name, String::from_utf8(output.stdout).expect("UTF-8"));
    }
}

#[test]
fn the_reference_of_the_monitor_file_names_every_key() {
    let text = std::fs::read_to_string(root().join("indicators/MONITOR.md")).expect("a reference");
    for key in wijkmonitor::definition::monitor_keys() {
        let named = text.contains(&format!("`{key}`")) || text.contains(&format!("\n{key} = "));
        let table = [format!("[{key}"), format!(".{key}]"), format!(".{key}.")];
        assert!(named || table.iter().any(|table| text.contains(table)), "{key}");
    }
}

#[test]
fn the_reference_of_the_rule_of_a_budget_names_every_key() {
    let text =
        std::fs::read_to_string(root().join("indicators/VERDELING.md")).expect("a reference");
    for key in wijkmonitor::definition::verdeelregel_keys() {
        let named = text.contains(&format!("`{key}`")) || text.contains(&format!("{key} = "));
        let table = [format!("[{key}"), format!(".{key}]")];
        assert!(named || table.iter().any(|table| text.contains(table)), "{key}");
    }
}
