//! Tables of `sdcTable`, of which every cell is published.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::BufReader;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Loss, Relation, Table, shared};

#[derive(Deserialize)]
struct Json {
    id: String,
    threshold_max_small: Option<i64>,
    cells: Vec<Cell>,
    equations: Vec<(String, Vec<String>)>,
    primary: Vec<String>,
    peers: BTreeMap<String, Pattern>,
}

#[derive(Deserialize)]
struct Cell {
    id: String,
    value: i64,
}

#[derive(Deserialize)]
struct Pattern {
    suppressed: Option<Vec<String>>,
}

/// The files of such names; `None` without the folder.
pub(super) fn load_all<T: DeserializeOwned>(is_such: impl Fn(&str) -> bool) -> Option<Vec<T>> {
    let folder = fs::read_dir(shared("vectors/sdc_tables")?).expect("a folder");
    let mut paths: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let name = |path: &std::path::Path| path.file_name().map(|name| name.display().to_string());
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    let paths = paths.into_iter().filter(|path| name(path).is_some_and(|name| is_such(&name)));
    let read = |path| {
        let file = BufReader::new(File::open(path).expect("the vectors can be read"));
        serde_json::from_reader(file).expect("the vectors have this shape")
    };
    Some(paths.map(read).collect())
}

/// The tables with a threshold; `None` without the folder.
pub(super) fn load() -> Option<Vec<Table>> {
    let is_table = |name: &str| !name.starts_with("x_") && name != "scenarios.json";
    let files: Vec<Json> = load_all(is_table)?;
    Some(files.into_iter().filter_map(table).collect())
}

fn table(json: Json) -> Option<Table> {
    let cells: Vec<_> = json.cells.into_iter().map(|cell| (cell.id, cell.value)).collect();
    let mut table = Table::of(&json.id, json.threshold_max_small?, &cells);
    for (total, parts) in &json.equations {
        let parts: Vec<_> = parts.iter().map(|part| table.place(part)).collect();
        table.system.add_relation(Relation::sum(table.place(total), parts));
    }
    let places = |names: &Vec<String>| names.iter().map(|name| table.place(name)).collect();
    let small: BTreeSet<usize> = places(&json.primary);
    assert_eq!(table.small, small, "{}", json.id);
    let patterns = json.peers.values().filter_map(|peer| peer.suppressed.as_ref());
    table.peers = patterns.map(places).collect();
    Some(table)
}

/// The prototype looks for the cheapest table for each target by whole-number programming.
#[test]
fn withholds_little_more_than_a_search_by_whole_programs() {
    #[derive(Deserialize)]
    struct Found {
        suppressed: Vec<String>,
    }
    let Some(tables) = load() else { return };
    let path = shared("reference/secondary_prototype_results.json").expect("beside the vectors");
    let file = BufReader::new(File::open(path).expect("the results can be read"));
    let found: BTreeMap<String, Found> = serde_json::from_reader(file).expect("of this shape");
    let (mut ours, mut theirs) = (Loss::default(), Loss::default());
    for table in &tables {
        let known: BTreeSet<_> =
            found[&table.id].suppressed.iter().map(|name| table.place(name)).collect();
        let own = table.loss(&table.others(&table.protect().withheld));
        let other = table.loss(&table.others(&table.withheld(&known)));
        assert!(own[2] <= 1.5 * other[2], "{}: {own:?} against {other:?}", table.id);
        for (sum, one) in [(&mut ours, own), (&mut theirs, other)] {
            sum.iter_mut().zip(one).for_each(|(sum, one)| *sum += one);
        }
    }
    let is_little = |(own, other): (&f64, &f64)| *own <= 1.2 * other;
    assert!(ours.iter().zip(&theirs).all(is_little), "{ours:?} against {theirs:?}");
}
