//! Paths that stay below the folder of the monitor, also through symbolic links.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// True when a path, as written, leads nowhere but down.
pub(super) fn leads_down(path: &str) -> bool {
    let is_down = |component| matches!(component, Component::Normal(_) | Component::CurDir);
    Path::new(path).components().all(is_down)
}

/// True when the file, with all symbolic links followed, lies below the folder.
pub(super) fn lies_below(folder: &Path, file: &Path) -> bool {
    // The folder of a bare `monitor.toml` is the empty path, which no system knows.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match (folder.canonicalize(), file.canonicalize()) {
        (Ok(folder), Ok(file)) => file.starts_with(folder),
        _ => false,
    }
}

/// The finding for a path that leads out of the folder.
pub(super) fn outside(path: &str, place: &Place) -> Diagnostic {
    Diagnostic::new(Code::PathOutside, format!("`{path}` lies outside the folder of the monitor"))
        .at(place.clone(), "leads out of the folder")
}

/// The file that a path in a definition names, when it exists below the folder.
pub(super) fn find_file(
    folder: &Path,
    path: &str,
    place: &Place,
    findings: &mut Findings,
) -> Option<PathBuf> {
    if !leads_down(path) {
        findings.push(outside(path, place));
        return None;
    }
    let file = folder.join(path);
    if !file.is_file() {
        let message = format!("there is no file `{path}`");
        findings.push(Diagnostic::new(Code::MissingFile, message).at(place.clone(), "not found"));
        return None;
    }
    if !lies_below(folder, &file) {
        findings.push(outside(path, place));
        return None;
    }
    Some(file)
}
