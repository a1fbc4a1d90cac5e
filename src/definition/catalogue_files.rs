//! The build script: lists the files of `indicators/`, so that a new indicator takes no Rust.
//!
//! Cargo runs it before it builds the program, as `build` in `Cargo.toml` says; it is no module.
//! What it writes is included by `catalogue.rs`.

#![expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

const FOLDER: &str = "indicators";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={FOLDER}");
    match write_catalogue() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("cargo::error={message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes an array of the path and the text of each file, as Rust.
fn write_catalogue() -> Result<(), String> {
    let folder = folder_of("CARGO_MANIFEST_DIR")?.join(FOLDER);
    let mut lines = vec!["&[".to_owned()];
    for name in toml_names(&folder)? {
        let shown = format!("{FOLDER}/{name}");
        let below = format!("/{shown}");
        // Relative to where the crate is compiled, because several checkouts may share the folder
        // that this is written to.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {below:?})");
        lines.push(format!("    ({shown:?}, include_str!({path})),"));
    }
    lines.push("]\n".to_owned());
    let target = folder_of("OUT_DIR")?.join("catalogue.rs");
    fs::write(&target, lines.join("\n"))
        .map_err(|error| format!("cannot write {}: {error}", target.display()))
}

/// A folder that cargo names.
fn folder_of(variable: &str) -> Result<PathBuf, String> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| format!("{variable} is not set"))
}

/// The names of the TOML files of a folder, sorted.
fn toml_names(folder: &Path) -> Result<Vec<String>, String> {
    let failed = |error| format!("cannot read {}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
            names.push(
                name.into_string().map_err(|name| format!("{} is not UTF-8", name.display()))?,
            );
        }
    }
    names.sort();
    Ok(names)
}
