//! The layers: each names only those before it, and each library has one home.

use std::fmt::Write as _;
use std::path::Path;

use crate::program::{files_below, root};

/// From the ground up; a layer may name those before it.
const LAYERS: [&str; 12] = [
    "model",
    "diagnostic",
    "stats",
    "demo",
    "source",
    "definition",
    "engine",
    "smart",
    "disclosure",
    "analysis",
    "render",
    "cli",
];

/// Libraries that only one layer may name.
const HOMES: [(&str, &str); 8] = [
    ("polars", "engine"),
    ("microlp", "disclosure"),
    ("plotters", "render"),
    ("toml", "definition"),
    ("clap", "cli"),
    ("anyhow", "cli"),
    ("indicatif", "cli"),
    ("annotate_snippets", "cli"),
];

/// True when the line names `crate_name::` as a path of its own.
fn names_crate(line: &str, crate_name: &str) -> bool {
    let path = format!("{crate_name}::");
    line.match_indices(&path)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

/// Says what one file of a layer names that it may not, with its line.
fn forbidden(layer: &str, path: &str, text: &str) -> String {
    let place = |name: &str| LAYERS.iter().position(|layer| *layer == name);
    let own = place(layer);
    let mut found = String::new();
    for (idx, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or("");
        let at = format!("{path}:{}", idx + 1);
        for (start, _) in code.match_indices("crate::") {
            let rest = &code[start + "crate::".len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let named = &rest[..end];
            match place(named) {
                Some(other) if Some(other) <= own => {}
                Some(_) => {
                    let _ = writeln!(found, "{at}: `{layer}` may not name `{named}`");
                }
                // A group such as `use crate::{a, b}` would pass unseen.
                None => {
                    let _ = writeln!(found, "{at}: name one layer at a time, not `{named}`");
                }
            }
        }
        for (library, home) in HOMES {
            if layer != home && names_crate(code, library) {
                let _ = writeln!(found, "{at}: only `{home}` may name `{library}`");
            }
        }
    }
    found
}

#[test]
fn a_layer_names_only_layers_before_it() {
    let mut found = String::new();
    for (path, bytes) in files_below(&root().join("src")) {
        let text = String::from_utf8_lossy(&bytes);
        let is_rust = Path::new(&path).extension().is_some_and(|extension| extension == "rs");
        let Some((layer, _)) = path.split_once('/').filter(|_| is_rust) else { continue };
        assert!(LAYERS.contains(&layer), "`{layer}` has a place among the layers");
        found += &forbidden(layer, &format!("src/{path}"), &text);
    }
    assert!(found.is_empty(), "{found}");
}

#[test]
fn the_test_sees_what_is_forbidden() {
    #[track_caller]
    fn case(layer: &str, line: &str, allowed: bool) {
        let found = forbidden(layer, "src/x.rs", line);
        assert_eq!(found.is_empty(), allowed, "{layer}: {line}: {found}");
    }

    case("render", "use crate::disclosure::Publication;", true);
    case("render", "use crate::cli::Console;", false);
    case("model", "    let x = crate::engine::compute();", false);
    case("stats", "use crate::model::Periode;", true);
    case("stats", "use crate::{model, engine};", false);
    case("cli", "use crate::engine::compute;", true);
    case("engine", "use polars::prelude::*;", true);
    case("source", "use polars::prelude::*;", false);
    case("source", "use crate::model::Datum; // crate::cli is above us", true);
    case("render", "fn f() -> anyhow::Result<()> {", false);
}

#[test]
fn no_library_brings_a_network() {
    let text = std::fs::read_to_string(root().join(".deny.toml")).expect("rules");
    let locked = std::fs::read_to_string(root().join("Cargo.lock")).expect("a lock file");
    let denied: Vec<_> = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("{ crate = \"")?.split('"').next())
        .collect();
    assert!(denied.contains(&"tokio"), "the rules are read: {denied:?}");
    for library in denied {
        assert!(!locked.contains(&format!("name = \"{library}\"\n")), "`{library}` came in");
    }
}

#[test]
fn only_disclosure_makes_a_publication() {
    for (path, bytes) in files_below(&root().join("src")) {
        let text = String::from_utf8_lossy(&bytes);
        if path != "disclosure/publication.rs" {
            // A function that gives one is no place where one is made.
            let text = text.replace("-> Publication {", "");
            assert!(!text.contains("Publication {"), "src/{path} makes a `Publication`");
        }
    }
}
