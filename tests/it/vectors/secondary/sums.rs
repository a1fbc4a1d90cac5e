//! Published sums of inner cells that GaussSuppression 1.2.3 protected: linked tables, groupings that
//! overlap, and periods that are added up.

use serde::Deserialize;

use super::tables::load_all;
use super::{Table, load_rows, shared};
use crate::vectors::Row;

#[derive(Deserialize)]
struct Json {
    id: String,
    threshold_max_small: i64,
    inner: Vec<Inner>,
    published: Vec<Published>,
}

#[derive(Deserialize)]
struct Inner {
    value: i64,
}

#[derive(Deserialize)]
struct Published {
    id: String,
    members: Vec<usize>,
    value: i64,
    primary: bool,
    suppressed: bool,
}

/// A key column of a published table, with the columns of the input that its words stand in.
type Key<'k> = (&'k str, &'k [&'k str]);

/// All such tables; `None` without the folder.
pub(super) fn load() -> Option<Vec<Table>> {
    shared("vectors/gausssuppression")?;
    let files: Vec<Json> = load_all(|name| name.starts_with("x_"))?;
    let mut found: Vec<_> = files.into_iter().map(of_json).collect();
    let (age, geo): (Key<'_>, Key<'_>) = (("age", &["age"]), ("geo", &["geo"]));
    let (eu, in_eu): (Key<'_>, Key<'_>) = (("eu", &["eu"]), ("geo", &["geo", "eu"]));
    let example = ("example1_input", "freq");
    found.push(of_rows("example1_age_geo_maxN3", example, &[age, geo], 3, &[]));
    found.push(of_rows("example1_formula_age_x_eu_maxN5", example, &[age, eu], 5, &[]));
    found.push(of_rows("example1_hier_eu_geo_maxN3", example, &[age, in_eu], 3, &[]));
    // The others of `z1`, of `d2` and of the periods are above.
    let z1: [Key<'_>; 2] = [("region", &["region"]), ("hovedint", &["hovedint"])];
    let only = [("maxN", "5")];
    found.push(of_rows("z1_SuppressSmallCounts", ("z1_input", "ant"), &z1, 5, &only));
    found.push(of_rows("z1_maxN3_rangeMin4_intervals", ("z1_input", "ant"), &z1, 3, &[]));
    let time: [Key<'_>; 3] =
        [("quarter", &["quarter"]), ("main_income", &["main_income"]), ("size", &["size"])];
    let only = [("step", "4")];
    found.push(of_rows("time_incremental_expected", ("time_input", "freq"), &time, 15, &only));
    Some(found)
}

fn of_json(json: Json) -> Table {
    let inner: Vec<_> = json.inner.iter().map(|inner| inner.value).collect();
    let published: Vec<_> =
        json.published.iter().map(|cell| (cell.id.clone(), cell.members.clone())).collect();
    let mut table = Table::of_sums(&json.id, json.threshold_max_small, &inner, &published);
    for (place, cell) in json.published.iter().enumerate() {
        assert_eq!(table.value(place), cell.value, "{} {}", json.id, cell.id);
    }
    let places = |is: fn(&Published) -> bool| {
        (0..json.published.len()).filter(|place| is(&json.published[*place])).collect()
    };
    check_small(&table, &places(|cell| cell.primary));
    table.peers = vec![places(|cell| cell.suppressed)];
    table
}

/// Holds the small cells against those of the other program.
///
/// What it withheld in an earlier step it takes for small, and zeros among that.
fn check_small(table: &Table, primary: &std::collections::BTreeSet<usize>) {
    if table.id.starts_with("time") {
        assert!(table.small.is_subset(primary), "{}", table.id);
    } else {
        assert_eq!(&table.small, primary, "{}", table.id);
    }
}

/// True when a row of the input counts in a published cell.
fn is_in(row: &Row, cell: &Row, keys: &[Key<'_>]) -> bool {
    keys.iter().all(|(key, columns)| {
        let word = cell[*key].as_str();
        word == "Total" || columns.iter().any(|column| row[*column] == word)
    })
}

/// A table of rows: those of the input are inner cells.
fn of_rows(
    file: &str,
    (input, column): (&str, &str),
    keys: &[Key<'_>],
    threshold: i64,
    only: &[(&str, &str)],
) -> Table {
    let rows = load_rows(&format!("gausssuppression/{input}.csv"));
    let whole = |row: &Row| row[column].parse::<i64>().expect("the vectors hold whole numbers");
    let inner: Vec<_> = rows.iter().map(whole).collect();
    let mut cells = load_rows(&format!("gausssuppression/{file}.csv"));
    cells.retain(|cell| only.iter().all(|(column, word)| cell[*column] == *word));
    let published = cells.iter().map(|cell| {
        let name = keys.iter().map(|(key, _)| cell[*key].as_str()).collect::<Vec<_>>().join("|");
        (name, (0..rows.len()).filter(|row| is_in(&rows[*row], cell, keys)).collect())
    });
    let published: Vec<(String, Vec<usize>)> = published.collect();
    let id = only.iter().fold(file.to_owned(), |id, (_, word)| format!("{id} {word}"));
    let mut table = Table::of_sums(&id, threshold, &inner, &published);
    for (place, cell) in cells.iter().enumerate() {
        assert_eq!(table.value(place), whole(cell), "{id}: {cell:?}");
    }
    let places =
        |column: &str| (0..cells.len()).filter(|place| cells[*place][column] == "TRUE").collect();
    check_small(&table, &places("primary"));
    table.peers = vec![places("suppressed")];
    table
}
