//! Runs the program in an empty environment, and reads the tables it writes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The program, in an empty environment and the root of the project, where it leaves no cache.
pub fn wijkmonitor(args: &[&str]) -> Command {
    let mut command = caching(&["--no-cache"]);
    command.args(args);
    command
}

/// The program with its cache, for monitors in a folder of the test.
pub fn caching(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wijkmonitor"));
    command.env_clear().current_dir(root()).args(args);
    command
}

/// Copies a folder.
pub fn copy_folder(from: &Path, to: &Path) {
    for (name, bytes) in files_below(from) {
        let target = to.join(name);
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
        std::fs::write(target, bytes).expect("a file");
    }
}

/// Runs the program and expects this exit code.
#[track_caller]
pub fn run(command: &mut Command, exit_code: i32) -> Output {
    let output = command.output().expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(exit_code), "{command:?}\n{stderr}");
    output
}

/// The report of the demo, built once for all tests that only read it.
pub fn demo_report() -> &'static Path {
    static REPORT: OnceLock<PathBuf> = OnceLock::new();
    REPORT.get_or_init(|| {
        let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
        let dir = out.to_str().expect("a path");
        // What an earlier run showed is no part of this one.
        let _ = std::fs::remove_dir_all(&out);
        run(&mut wijkmonitor(&["build", "fixtures/demo", "--out", dir]), 0);
        out.join("2025K4")
    })
}

/// What the program says to the user, with the same separators everywhere.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).replace('\\', "/")
}

/// A row of a table, by column.
pub type Row = BTreeMap<String, String>;

/// Reads a table with `;` between fields.
#[track_caller]
pub fn read_table(path: &Path) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_path(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.deserialize().collect::<Result<_, _>>().expect("rows of equal length")
}

/// A number with a decimal comma.
#[track_caller]
pub fn number(text: &str) -> f64 {
    text.replace(',', ".").parse().unwrap_or_else(|_| panic!("`{text}` is a number"))
}

/// Holds the value of a cell, of which three decimals are written, against the one that is expected.
#[track_caller]
pub fn assert_value(cell: &Row, expected: &Row, name: &str) {
    match (cell["waarde"].as_str(), expected["waarde"].as_str()) {
        ("", "") => {}
        (one, other) => {
            let difference = (number(one) - number(other)).abs();
            assert!(difference <= 0.000_6, "{name}: {one} not {other}");
        }
    }
}

/// All files below a folder with their bytes, by path.
pub fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below the folder");
            let name = name.to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
    files
}
