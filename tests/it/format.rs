//! `--format`: the same findings for people, for a log, and for other programs.

use serde_json::Value;
use wijkmonitor::diagnostic::{Code, Level};

use crate::program::{root, run, stderr, wijkmonitor};

/// The objects on stderr; fails when a line is anything else.
#[track_caller]
fn objects(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).expect("UTF-8");
    let object = |line: &str| -> Value {
        let value = serde_json::from_str(line);
        value.unwrap_or_else(|error| panic!("{error}\n{line}"))
    };
    text.lines().map(object).collect()
}

#[test]
fn full_is_the_default() {
    let check = ["check", "fixtures/fouten/bad-date"];
    let told = run(&mut wijkmonitor(&check), 0);
    let asked = run(wijkmonitor(&check).args(["--format", "full"]), 0);
    let in_workflow = run(wijkmonitor(&check).env("GITHUB_ACTIONS", "true"), 0);
    assert_eq!(stderr(&told), stderr(&asked));
    assert_eq!(stderr(&told), stderr(&in_workflow), "a format is asked for, never guessed");
}

#[test]
fn concise_tells_each_finding_on_a_line_that_an_editor_can_open() {
    let check = ["check", "--format", "concise"];
    let line = "toegang.csv:4:3: warning[bad-date]: `datum` holds a date that does not exist or \
                has another form (31-09-2017)";
    let below = run(wijkmonitor(&check).arg("fixtures/fouten/bad-date"), 0);
    let shown = format!("fixtures/fouten/bad-date/{line}");
    assert!(stderr(&below).lines().any(|told| told == shown), "{}", stderr(&below));
    let mut inside = wijkmonitor(&check);
    let inside = run(inside.current_dir(root().join("fixtures/fouten/bad-date")), 0);
    assert!(stderr(&inside).lines().any(|told| told == line), "{}", stderr(&inside));
}

#[test]
fn json_puts_everything_on_stderr_in_objects() {
    for code in Code::ALL {
        let folder = format!("fixtures/fouten/{code}");
        let exit_code = i32::from(code.level() == Level::Error);
        let output = run(&mut wijkmonitor(&["check", &folder, "--format", "json"]), exit_code);
        let told = objects(&output.stderr);
        let of_type = |word: &str| told.iter().filter(|one| one["type"] == word).count();
        let findings = of_type("finding");
        assert_eq!(findings + of_type("message") + of_type("summary"), told.len(), "{code}");
        assert!(told.iter().any(|one| one["code"] == code.word()), "{code}");
        // What is found after the figures, such as of the rule of a budget, has a summary of its own.
        let summaries: Vec<_> = told.iter().filter(|one| one["type"] == "summary").collect();
        assert!(!summaries.is_empty(), "{code} has a summary");
        let of = |summary: &Value, level: &str| summary[level].as_u64();
        let count = |level: &str| -> u64 {
            summaries.iter().map(|one| of(one, level).expect("a count")).sum()
        };
        let counted = count("errors") + count("warnings") + count("notes");
        assert_eq!(counted, findings as u64, "{code}");
    }
}

#[test]
fn json_tells_where_a_finding_is() {
    let output =
        run(&mut wijkmonitor(&["check", "fixtures/fouten/bad-date", "--format", "json"]), 0);
    let told = objects(&output.stderr);
    let finding = told.iter().find(|one| one["code"] == "bad-date").expect("the finding");
    assert_eq!(finding["level"], "warning");
    assert_eq!(finding["file"], "fixtures/fouten/bad-date/toegang.csv");
    assert_eq!((finding["line"].as_u64(), finding["column"].as_u64()), (Some(4), Some(3)));
    assert_eq!(finding["help"], "declared as `dd-mm-jjjj`");
}

#[test]
fn quiet_leaves_only_errors() {
    let args = ["check", "fixtures/fouten/same-file", "-q", "--format", "json"];
    let told = objects(&run(&mut wijkmonitor(&args), 1).stderr);
    let codes: Vec<_> = told.iter().map(|one| &one["code"]).collect();
    assert_eq!(codes, ["same-file"]);
}

#[test]
fn json_tells_faults_of_the_command_line_and_the_machine_in_objects_too() {
    let out = tempfile::tempdir().expect("a folder");
    let dir = out.path().to_str().expect("a path");
    let output = run(&mut wijkmonitor(&["check", dir, "--format", "json"]), 2);
    let told = objects(&output.stderr);
    assert!(told.iter().all(|one| one["type"] == "message"), "{told:?}");
    assert!(!told.is_empty());
    let file = out.path().join("bestand");
    std::fs::write(&file, "").expect("a file");
    let file = file.to_str().expect("a path");
    let args = ["build", "fixtures/klein", "--out", file, "--format", "json"];
    let told = objects(&run(&mut wijkmonitor(&args), 3).stderr);
    let last = told.last().and_then(|one| one["text"].as_str()).expect("a message");
    assert!(last.starts_with("error: "), "{last}");
}

#[test]
fn github_marks_the_line_of_a_finding() {
    let check = ["check", "--format", "github"];
    let output = run(wijkmonitor(&check).arg("fixtures/fouten/duplicate-id"), 1);
    let command = "::error file=fixtures/fouten/duplicate-id/indicatoren/k-tweede.toml,line=2,\
                   col=6,title=duplicate-id::two indicators have the id `k_meldingen`%0A\
                   fixtures/fouten/duplicate-id/indicatoren/k-tweede.toml:2:6: the second%0A\
                   fixtures/fouten/duplicate-id/indicatoren/k-meldingen.toml:2:6: the first";
    let told = stderr(&output);
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines, [command, "found     1 error", "nothing was published"]);
}

#[test]
fn github_gets_paths_from_the_workspace() {
    let mut check = wijkmonitor(&["check", "--format", "github"]);
    check.current_dir(root().join("fixtures/fouten/bad-date")).env("GITHUB_WORKSPACE", root());
    let told = stderr(&run(&mut check, 0));
    let start = "::warning file=fixtures/fouten/bad-date/toegang.csv,line=4,title=bad-date::";
    assert!(told.lines().any(|line| line.starts_with(start)), "{told}");
}
