//! The numbers of other programs, against which ours are held.
//!
//! Each file below `vectors` is read by one module here, row by row, so that other rows or tables of the same shape
//! are held to as well. A difference is a fault of ours unless [`known`] names it with its reason.
//!
//! The expected values live beside the crate, in the folder that `WIJKMONITOR_SHARED` names
//! (`../shared` when it does not). Without that folder the tests pass and say so on stderr,
//! except where `WIJKMONITOR_REQUIRE_SHARED` is `1`.

use std::collections::BTreeMap;
use std::env;
use std::io::Write as _;
use std::path::PathBuf;

use wijkmonitor::stats::{Confidence, Interval};

mod disclosure;
mod funnel;
mod inequality;
mod known;
mod nchs;
mod primary;
mod quantiles;
mod rates;
mod secondary;
mod several;
mod shares;
mod special;
mod standardised;
mod survey;
mod trend;
mod xmr;

pub use known::known_deviation;

/// A row of a table, by the names of its columns.
pub type Row = BTreeMap<String, String>;

/// The path of shared material, or nothing when it is absent and may be.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = env::var_os("WIJKMONITOR_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    let required = env::var("WIJKMONITOR_REQUIRE_SHARED").is_ok_and(|found| found == "1");
    let message = format!("{} is absent, set WIJKMONITOR_SHARED", full.display());
    assert!(!required, "{message}");
    // Not through `eprintln`, which the test runner hides when a test passes.
    writeln!(std::io::stderr(), "skipped: {message}").expect("stderr can be written");
    None
}

/// Tables that the READMEs name and a set of vectors may lack.
const MAY_BE_ABSENT: &[&str] =
    &["funnelplotr/expected_summary.csv", "survey_r/wijk_expected_nostrata.csv"];

/// The rows of a table below `vectors`, none when it is absent and may be.
pub fn load_rows(path: &str) -> Vec<Row> {
    let is_listed = path == DEVIATIONS || READ.iter().any(|files| files.contains(&path));
    assert!(is_listed, "{path} is read but stands in no list of files");
    let has = |root: PathBuf| root.join(path).exists();
    if MAY_BE_ABSENT.contains(&path) && !shared("vectors").is_some_and(has) {
        return Vec::new();
    }
    let Some(path) = shared(&format!("vectors/{path}")) else {
        return Vec::new();
    };
    let mut reader = csv::Reader::from_path(&path).expect("the vectors can be read");
    reader.deserialize().map(|row| row.expect("the vectors are tables")).collect()
}

/// The table of differences that whoever made the vectors knew of.
pub const DEVIATIONS: &str = "known_deviations.csv";

pub fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().expect("the vectors hold numbers")
}

/// The confidence of a row, written as `99.8%`.
pub fn confidence(row: &Row) -> Confidence {
    let percentage: f64 = row["confidence"].trim_end_matches('%').parse().expect("a number");
    Confidence::new(percentage / 100.0).expect("a confidence")
}

#[track_caller]
pub fn assert_close(found: f64, expected: f64, tolerance: f64, what: impl std::fmt::Debug) {
    let error = (found - expected).abs();
    assert!(
        error <= tolerance * expected.abs(),
        "{what:?}: {found} instead of {expected}, off by {error:e}"
    );
}

/// Holds the bounds at 95 % and 99.8 % of a row against those of an estimator.
pub fn check_levels(
    row: &Row,
    columns: [&str; 4],
    tolerance: f64,
    of: impl Fn(Confidence) -> Interval,
) {
    let p998 = Confidence::P998;
    for (pair, confidence) in columns.chunks(2).zip([Confidence::P95, p998]) {
        let found = of(confidence);
        assert_close(found.lower(), number(row, pair[0]), tolerance, row);
        assert_close(found.upper(), number(row, pair[1]), tolerance, row);
    }
}

pub const PHE_COLUMNS: [&str; 4] = ["lower95_0cl", "upper95_0cl", "lower99_8cl", "upper99_8cl"];

/// Says on stderr how many cases of a file were met, so that a run shows that it compared something.
pub fn report_cases(path: &str, met: usize, known: usize) {
    let line = format!("vectors: {path}: {met} cases met, {known} known deviations\n");
    std::io::stderr().write_all(line.as_bytes()).expect("stderr can be written");
}

/// The files that each module reads, relative to `vectors`.
const READ: &[&[&str]] = &[
    funnel::FILES,
    inequality::FILES,
    nchs::FILES,
    primary::FILES,
    quantiles::FILES,
    rates::FILES,
    several::FILES,
    shares::FILES,
    special::FILES,
    standardised::FILES,
    survey::FILES,
    trend::FILES,
    xmr::FILES,
];

/// Folders of withheld cells as another program leaves them and of roundings, which are not all read: what
/// they hold is no estimate.
const OF_DISCLOSURE: &[&str] = &["gausssuppression", "rounding"];

/// Every table of another program that has estimates is read by some test.
#[test]
fn every_file_is_read() {
    let Some(root) = shared("vectors") else { return };
    let list = |folder: &std::path::Path| {
        let entries = std::fs::read_dir(folder).expect("the vectors can be listed");
        entries.map(|entry| entry.expect("the vectors can be listed").path()).collect::<Vec<_>>()
    };
    let folders = list(&root).into_iter().filter(|path| path.is_dir());
    let is_of_disclosure = |path: &PathBuf| OF_DISCLOSURE.iter().any(|name| path.ends_with(name));
    let files = folders.filter(|path| !is_of_disclosure(path)).flat_map(|folder| list(&folder));
    let mut unread = Vec::new();
    for path in files {
        let name = path.strip_prefix(&root).expect("below the root").display().to_string();
        let mut lists = READ.iter().chain(disclosure::FILES);
        let is_read = lists.any(|files| files.contains(&name.as_str()));
        if !is_read && !name.ends_with("README.md") {
            unread.push(name);
        }
    }
    unread.sort();
    assert!(unread.is_empty(), "no test reads {unread:?}");
}
