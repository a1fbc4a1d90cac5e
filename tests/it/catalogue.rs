//! The shipped catalogue: complete, and the same in the folder as in the program.

use std::collections::BTreeSet;
use std::path::Path;

use wijkmonitor::definition::shipped_catalogue;

use crate::program::{demo_report, files_below, read_table, root};

#[test]
fn the_program_ships_every_file_of_the_folder() {
    let shipped: BTreeSet<_> = shipped_catalogue().iter().map(|file| file.path.clone()).collect();
    let in_folder: BTreeSet<_> = files_below(&root().join("indicators"))
        .into_keys()
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "toml"))
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

/// The texts of the files of indicators, without the shared defaults.
fn indicator_files() -> Vec<(String, String)> {
    let files = shipped_catalogue();
    let of_indicators = files.iter().filter(|file| !file.path.ends_with("_standaard.toml"));
    of_indicators.map(|file| (file.path.clone(), file.text.clone())).collect()
}

#[test]
fn every_kind_of_meting_has_an_example() {
    let soorten =
        ["ratio", "aandeel", "gemiddelde", "verdeling", "gepubliceerd", "afgeleid", "stroom"];
    for soort in soorten {
        let header = format!("\n[meting.{soort}]\n");
        assert!(indicator_files().iter().any(|(_, text)| text.contains(&header)), "{soort}");
    }
}

/// Less care is progress only beside what tells whether people are still helped.
#[test]
fn no_fall_of_care_is_read_alone() {
    for (path, text) in indicator_files() {
        let is_care = text.contains("\ndomein = \"zorgreductie\"\n");
        if is_care && text.contains("\nrichting = \"lager_is_beter\"\n") {
            assert!(text.contains("\ntegenindicatoren = ["), "{path}");
        }
    }
}

#[test]
fn every_indicator_has_an_interval_on_the_demo() {
    let rows = read_table(&demo_report().join("cijfers.csv"));
    let certain: BTreeSet<_> = rows
        .iter()
        .filter(|row| row["celsoort"] == "waarde" && !row["ondergrens"].is_empty())
        .map(|row| row["indicator"].as_str())
        .collect();
    let all: BTreeSet<_> = rows.iter().map(|row| row["indicator"].as_str()).collect();
    assert_eq!(certain, all);
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
    assert_eq!(shown.len(), 37, "{shown:?}");
    assert_eq!(shown.len() + 1, shipped_catalogue().len(), "each shows a figure on the demo");
    assert_eq!(domains.len(), 3);
    for file in shipped_catalogue().iter().filter(|file| !file.path.ends_with("_standaard.toml")) {
        for key in ["naam_en", "eenheid_en", "specifiek_en", "waarom_en", "niet_lezen_als_en"] {
            assert!(file.text.contains(&format!("\n{key} = ")), "{} has `{key}`", file.path);
        }
    }
}
