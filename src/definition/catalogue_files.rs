//! The build script: lists the files of `indicators/`, so that a new indicator takes no Rust, and
//! tells one state of the program from another, so that no cache outlives the code it came from.
//!
//! Cargo runs it before it builds the program, as `build` in `Cargo.toml` says; it is no module.
//! What it writes is included by `catalogue.rs`.

#![expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

const FOLDER: &str = "indicators";
/// What the program is made of.
const PROGRAM: [&str; 3] = ["src", "Cargo.toml", "Cargo.lock"];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed={FOLDER}");
    for path in PROGRAM {
        println!("cargo::rerun-if-changed={path}");
    }
    match write_catalogue().and_then(|()| hash_program()) {
        Ok(hash) => {
            println!("cargo::rustc-env=PROGRAM_CONTENT={hash:016x}");
            ExitCode::SUCCESS
        }
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

/// A hash of all files that the program is made of, by their names and contents.
fn hash_program() -> Result<u64, String> {
    let root = folder_of("CARGO_MANIFEST_DIR")?;
    let mut hasher = DefaultHasher::new();
    let mut paths = PROGRAM.map(|path| root.join(path)).to_vec();
    while let Some(path) = paths.pop() {
        let failed = |error| format!("cannot read {}: {error}", path.display());
        path.strip_prefix(&root).unwrap_or(&path).hash(&mut hasher);
        if path.is_dir() {
            let entries = fs::read_dir(&path).map_err(failed)?;
            let below: Result<Vec<_>, _> = entries.map(|entry| Ok(entry?.path())).collect();
            let mut below = below.map_err(failed)?;
            below.sort();
            paths.extend(below);
        } else {
            fs::read(&path).map_err(failed)?.hash(&mut hasher);
        }
    }
    Ok(hasher.finish())
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
