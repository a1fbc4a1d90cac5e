//! The shipped catalogue: complete, and the same in the folder as in the program.

use std::collections::BTreeSet;

use wijkmonitor::definition::shipped_catalogue;

use crate::program::{demo_report, files_below, read_table, root};

#[test]
fn the_program_ships_every_file_of_the_folder() {
    let shipped: BTreeSet<_> = shipped_catalogue().iter().map(|file| file.path.clone()).collect();
    let in_folder: BTreeSet<_> = files_below(&root().join("indicators"))
        .into_keys()
        .filter(|name| !["README.md", "MONITOR.md"].contains(&name.as_str()))
        .map(|name| format!("indicators/{name}"))
        .collect();
    assert_eq!(shipped, in_folder);
}

#[test]
fn a_file_is_named_after_its_indicator() {
    for file in shipped_catalogue().iter().filter(|file| !file.path.ends_with("_standaard.toml")) {
        let name = file.path.trim_start_matches("indicators/").trim_end_matches(".toml");
        let id = format!("id = \"{}\"", name.replace('-', "_"));
        assert!(file.text.contains(&id), "{}", file.path);
    }
}

#[test]
fn all_three_themes_have_indicators_with_figures_and_english() {
    let rows = read_table(&demo_report().join("cijfers.csv"));
    let mut shown = BTreeSet::new();
    let mut domains = BTreeSet::new();
    for row in rows.iter().filter(|row| row["celsoort"] == "waarde") {
        shown.insert(row["indicator"].clone());
        domains.insert(row["domein"].clone());
    }
    assert!(12 <= shown.len(), "{shown:?}");
    assert_eq!(shown.len() + 1, shipped_catalogue().len(), "each shows a figure on the demo");
    assert_eq!(domains.len(), 3);
    for file in shipped_catalogue().iter().filter(|file| !file.path.ends_with("_standaard.toml")) {
        for key in ["naam_en", "eenheid_en", "specifiek_en", "waarom_en", "niet_lezen_als_en"] {
            assert!(file.text.contains(&format!("\n{key} = ")), "{} has `{key}`", file.path);
        }
    }
}
