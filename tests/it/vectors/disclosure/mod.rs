//! The attacker of disclosure control against the tables of sdcTable and GaussSuppression.
//!
//! Every file names withheld cells and between which values each of them must lie.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use serde::de::DeserializeOwned;
use wijkmonitor::disclosure::attack::{Attack, Bounds, Finding};

use super::shared;

mod scenarios;
mod sums;
mod tables;

/// The files that are read here.
pub const FILES: &[&[&str]] = &[scenarios::FILES, sums::FILES, tables::FILES];

/// The smallest and the largest value of a cell; none without an end.
type Ends = (Option<f64>, Option<f64>);

/// A file below `vectors`, none when it is absent and may be.
fn load<T: DeserializeOwned>(path: &str) -> Option<T> {
    let file = File::open(shared(&format!("vectors/{path}"))?).expect("the vectors can be read");
    Some(serde_json::from_reader(BufReader::new(file)).expect("the vectors have this shape"))
}

/// The bounds that were found, by the names of the cells.
fn ends(attack: &Attack, names: &[&str]) -> BTreeMap<String, Ends> {
    let one = |finding: &Finding| {
        let Bounds { lower, upper } = finding.bounds;
        (names[finding.cell].to_owned(), (lower, upper))
    };
    attack.findings.iter().map(one).collect()
}

/// The names of the cells of which the findings are such, in order of the alphabet.
fn cells_where(attack: &Attack, names: &[&str], is_such: impl Fn(&Finding) -> bool) -> Vec<String> {
    let such = attack.findings.iter().filter(|finding| is_such(finding));
    let mut cells: Vec<_> = such.map(|finding| names[finding.cell].to_owned()).collect();
    cells.sort();
    cells
}

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}
