//! A folder of ours, a report, a catalogue or a divided budget, all or nothing: built beside the old one, then put in
//! its place whole.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::run::folder_of;

/// What a folder holds; one kind is never put in the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The report of a build.
    Report,
    /// The pages of the catalogue.
    Catalogue,
    /// A divided budget.
    Allocation,
}

impl Kind {
    /// The word under `soort` in `manifest.json`; a report has none.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Report => None,
            Self::Catalogue => Some("catalogus"),
            Self::Allocation => Some("verdeling"),
        }
    }
}

/// A report in the making. Dropped before `publish`, it leaves nothing behind.
#[derive(Debug)]
pub(super) struct Draft {
    temporary: TempDir,
    target: PathBuf,
    n_files: usize,
}

/// A report in its place.
#[derive(Debug)]
pub(super) struct Published {
    /// Where it is.
    pub target: PathBuf,
    /// How many files it has.
    pub n_files: usize,
    /// The old report, when it could not be removed.
    pub left_over: Option<PathBuf>,
}

/// Why what stands at the place of the report may not be replaced, when it may not.
fn why_not_replace(target: &Path, kind: Kind) -> anyhow::Result<Option<&'static str>> {
    if !target.exists() {
        return Ok(None);
    }
    if !target.is_dir() {
        return Ok(Some("is a file"));
    }
    let cannot = || format!("cannot read `{}`", target.display());
    if fs::read_dir(target).with_context(cannot)?.next().is_none() {
        return Ok(None);
    }
    let manifest = fs::read(target.join("manifest.json")).unwrap_or_default();
    let ours = serde_json::from_slice::<serde_json::Value>(&manifest).is_ok_and(|manifest| {
        manifest["programma"] == env!("CARGO_PKG_NAME") && manifest["soort"].as_str() == kind.word()
    });
    Ok((!ours).then_some(match kind {
        Kind::Report => "holds files that are not a report of this program",
        Kind::Catalogue => "holds files that are not a catalogue of this program",
        Kind::Allocation => "holds files that are not a divided budget of this program",
    }))
}

impl Draft {
    /// Starts a report that will become `target`.
    ///
    /// Only an empty folder or an older one of the same kind is ever replaced.
    pub(super) fn new(target: PathBuf, kind: Kind) -> anyhow::Result<Self> {
        if let Some(reason) = why_not_replace(&target, kind)? {
            bail!("`{}` {reason}; choose another folder with `--out`", target.display());
        }
        let parent = folder_of(&target);
        let cannot = || format!("cannot write to `{}`", parent.display());
        fs::create_dir_all(parent).with_context(cannot)?;
        // In the same folder, so that the last step is a rename and not a copy.
        let temporary = tempfile::Builder::new()
            .prefix(".wijkmonitor-")
            .tempdir_in(parent)
            .with_context(cannot)?;
        Ok(Self { temporary, target, n_files: 0 })
    }

    /// Writes a file of the report and waits until it is on the disk.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        self.write_with(name, |file| file.write_all(bytes))
    }

    /// Writes a file of the report piece by piece.
    pub(super) fn write_with(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut File) -> std::io::Result<()>,
    ) -> anyhow::Result<()> {
        let path = self.temporary.path().join(name);
        let write_file = || {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = File::create(&path)?;
            write(&mut file)?;
            file.sync_all()
        };
        write_file().with_context(|| format!("cannot write `{name}` of the report"))?;
        self.n_files += 1;
        Ok(())
    }

    /// Lets nobody but the owner look into a folder of the report.
    pub(super) fn close_to_others(&self, name: &str) -> anyhow::Result<()> {
        set_mode(&self.temporary.path().join(name), 0o700)
    }

    /// Lets nobody but the owner read a file of the report, also where it is copied with its rights.
    pub(super) fn close_file_to_others(&self, name: &str) -> anyhow::Result<()> {
        set_mode(&self.temporary.path().join(name), 0o600)
    }

    /// Puts the report in the place of the old one.
    pub(super) fn publish(self) -> anyhow::Result<Published> {
        let Self { temporary, target, n_files } = self;
        set_mode(temporary.path(), 0o755)?;
        sync_folder(temporary.path())?;
        let shown = target.display().to_string();
        let old = temporary.path().with_extension("old");
        let replaces = target.exists();
        if replaces {
            fs::rename(&target, &old).with_context(|| format!("cannot replace `{shown}`"))?;
        }
        if let Err(error) = fs::rename(temporary.path(), &target) {
            if replaces {
                fs::rename(&old, &target).with_context(|| {
                    format!("`{shown}` is now `{}`; put it back by hand", old.display())
                })?;
            }
            return Err(error).with_context(|| format!("cannot write `{shown}`"));
        }
        // It has moved, so there is nothing left to remove.
        let _ = temporary.keep();
        sync_folder(folder_of(&target))?;
        // The new report is in its place; what is left of the old one does not matter to it.
        let left_over = (replaces && fs::remove_dir_all(&old).is_err()).then_some(old);
        Ok(Published { target, n_files, left_over })
    }
}

/// Waits until the names in a folder are on the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> anyhow::Result<()> {
    let sync = || File::open(path)?.sync_all();
    sync().with_context(|| format!("cannot write `{}` to the disk", path.display()))
}

/// Folders cannot be opened as files here; the system writes their names by itself.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
        .with_context(|| format!("cannot set the mode of `{}`", path.display()))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> anyhow::Result<()> {
    Ok(())
}
