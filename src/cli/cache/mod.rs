//! The cache of a monitor: a folder `.wijkmonitor` in that of the monitor, closed to others.
//!
//! It holds the typed columns of each source, the hashes of files and what was told of each
//! report. Nothing in it is needed: without it a run takes longer and gives the same.

mod clear;
mod file;
mod known;
mod report;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

use sha2::{Digest, Sha256};

pub(super) use clear::{Args, run};
pub(super) use report::Standing;

use super::Console;
use crate::source::{Cache, Shelf, hexadecimal};
use file::{DRAFT, Draft, Found};
use known::{Index, Looks, Verdict, modified};

/// The name of the folder.
const NAME: &str = ".wijkmonitor";
/// The file by which backups know a folder that can be made again, and its first line.
const TAG: &str = "CACHEDIR.TAG";
const TAG_LINE: &str = "Signature: 8a477f597d28d172789f06886806bc55\n";
/// The file with the hashes of files.
const INDEX: &str = "bestanden.json";
/// How the names of files with columns begin.
const COLUMNS: &str = "kolommen-";
/// After how long a file in the making belongs to nobody, in nanoseconds: a day.
const ABANDONED: i128 = 86_400 * 1_000_000_000;

/// The cache of one monitor, during one run.
#[derive(Debug)]
pub(super) struct Folder<'a> {
    path: PathBuf,
    /// The folder of the monitor, by which files are known wherever the run stands.
    monitor: PathBuf,
    console: &'a Console,
    /// When the run began, by the clock of the file system.
    began: i128,
    index: Mutex<Index>,
    /// A fault was told; a full disk is one for every source.
    has_told_fault: AtomicBool,
    /// What files looked like before they were read.
    watched: Mutex<BTreeMap<PathBuf, Vec<(PathBuf, Looks)>>>,
}

impl<'a> Folder<'a> {
    /// Opens the cache of a monitor, or says why there is none.
    pub(super) fn open(monitor: &Path, console: &'a Console) -> Option<Self> {
        let path = monitor.join(NAME);
        // Found files have no leading `./`, so the folder must not have one either.
        let parts = monitor.components().filter(|part| *part != Component::CurDir);
        let monitor = parts.collect();
        match prepare(&path) {
            Ok(began) => {
                let index = Mutex::new(read_index(&path));
                let watched = Mutex::default();
                let has_told_fault = AtomicBool::new(false);
                Some(Self { path, monitor, console, began, index, has_told_fault, watched })
            }
            Err(error) => {
                if console.is_verbose() {
                    console.say(&format!("no cache  `{}`: {error}", path.display()));
                }
                None
            }
        }
    }

    /// Ends the run: writes what is known of files, and removes what belongs to no source.
    pub(super) fn close<'n>(&self, bronnen: impl Iterator<Item = &'n String>) {
        let bronnen: Vec<_> = bronnen.collect();
        let mut index = self.lock().clone();
        // Another run may have written more since this one began.
        index.add_older(read_index(&self.path));
        index.forget_gone(&self.monitor);
        let written = serde_json::to_vec(&index).map_err(io::Error::other).and_then(|bytes| {
            let file = tempfile::Builder::new().prefix(DRAFT).tempfile_in(&self.path)?;
            fs::write(file.path(), bytes)?;
            file.persist(self.path.join(INDEX)).map(drop).map_err(io::Error::from)
        });
        self.say_fault("the hashes of files", written);
        let is_of_none = |name: &str| {
            name.strip_prefix(COLUMNS)
                .is_some_and(|bron| bronnen.iter().all(|known| *known != bron))
        };
        let entries = fs::read_dir(&self.path).into_iter().flatten().flatten();
        for entry in entries {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_abandoned = name.starts_with(DRAFT)
                && entry
                    .metadata()
                    .and_then(|data| modified(&data))
                    .is_ok_and(|modified| modified + ABANDONED < self.began);
            if is_of_none(&name) || is_abandoned {
                let _ = fs::remove_file(entry.path());
            }
        }
        report::forget_oldest(&self.path);
    }

    fn lock(&self) -> MutexGuard<'_, Index> {
        self.index.lock().expect("no thread panics while it holds the hashes")
    }

    /// What files look like now, each with its path from the monitor.
    fn look(&self, files: &[PathBuf]) -> io::Result<Vec<(PathBuf, Looks)>> {
        let from_monitor = |path: &PathBuf| {
            path.strip_prefix(&self.monitor).map_or_else(|_| path.clone(), Path::to_path_buf)
        };
        files.iter().map(|path| Ok((from_monitor(path), Looks::of(path)?))).collect()
    }

    fn columns(&self, bron: &str) -> PathBuf {
        self.path.join(format!("{COLUMNS}{bron}"))
    }

    /// Says once, to who wants everything told, that something was not kept.
    fn say_fault(&self, what: &str, result: io::Result<()>) {
        if let Err(error) = result
            && self.console.is_verbose()
            && !self.has_told_fault.swap(true, Ordering::Relaxed)
        {
            self.console.say(&format!("not kept  {what}: {error}"));
        }
    }
}

fn read_index(folder: &Path) -> Index {
    let bytes = fs::read(folder.join(INDEX)).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

/// Makes the folder where it is not there, and gives the time by the clock of its file system.
fn prepare(path: &Path) -> io::Result<i128> {
    match fs::symlink_metadata(path) {
        Ok(data) if data.is_dir() => {}
        Ok(_) => return Err(io::Error::other("it is no folder")),
        Err(_) => make_private(path)?,
    }
    close_to_others(path)?;
    for (name, content) in [
        (TAG, format!("{TAG_LINE}# The cache of wijkmonitor; it may be removed at any time.\n")),
        (".gitignore", "*\n".to_owned()),
    ] {
        let file = path.join(name);
        if !file.exists() {
            fs::write(file, content)?;
        }
    }
    let probe = tempfile::Builder::new().prefix(DRAFT).tempfile_in(path)?;
    modified(&probe.as_file().metadata()?)
}

#[cfg(unix)]
fn make_private(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    match fs::DirBuilder::new().mode(0o700).create(path) {
        // Another run was first.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made,
    }
}

#[cfg(unix)]
fn close_to_others(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let is_open = fs::metadata(path)?.permissions().mode() & 0o077 != 0;
    if is_open { fs::set_permissions(path, fs::Permissions::from_mode(0o700)) } else { Ok(()) }
}

#[cfg(not(unix))]
fn make_private(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Other systems keep the rights elsewhere, where the standard library does not look.
#[cfg(not(unix))]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The SHA-256 of files one after another.
fn hash_files(files: &[PathBuf]) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    for path in files {
        let mut file = fs::File::open(path)?;
        loop {
            let n = file.read(&mut buffer)?;
            if n == 0 {
                break;
            }
            hasher.update(&buffer[..n]);
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
}

impl Cache for Folder<'_> {
    fn hash(&self, files: &[PathBuf]) -> Option<String> {
        let seen = self.look(files).ok()?;
        let verdict = self.lock().judge(&seen);
        match verdict {
            Verdict::Hash(hash) => Some(hash),
            Verdict::New => None,
            Verdict::Perhaps => {
                let hash = hash_files(files).ok()?;
                // A file that changes while it is read has no hash.
                (self.look(files).ok()? == seen).then(|| {
                    self.lock().learn(seen, &hash, self.began);
                    hash
                })
            }
        }
    }

    fn watch(&self, files: &[PathBuf]) {
        if let (Some(first), Ok(seen)) = (files.first(), self.look(files)) {
            let mut watched = self.watched.lock().expect("no thread panics while it looks");
            watched.insert(first.clone(), seen);
        }
    }

    fn learn(&self, files: &[PathBuf], hash: &str) -> bool {
        let mut watched = self.watched.lock().expect("no thread panics while it looks");
        let seen = files.first().and_then(|first| watched.remove(first));
        let Some(seen) = seen.filter(|seen| self.look(files).is_ok_and(|now| now == *seen)) else {
            return false;
        };
        self.lock().learn(seen, hash, self.began);
        true
    }

    fn has(&self, bron: &str) -> bool {
        self.columns(bron).exists()
    }

    fn open(&self, bron: &str, key: &str) -> Option<Box<dyn Read + Send>> {
        let path = self.columns(bron);
        match file::open(&path, key) {
            Ok(Found::Whole(content)) => Some(content),
            Ok(Found::Other) => None,
            Ok(Found::Damaged) | Err(_) => {
                let _ = fs::remove_file(path);
                None
            }
        }
    }

    fn create(&self, bron: &str) -> Option<Box<dyn Shelf>> {
        match Draft::new(self.columns(bron)) {
            Ok(draft) => Some(Box::new(draft)),
            Err(error) => {
                self.say_fault(bron, Err(error));
                None
            }
        }
    }

    fn fault(&self, bron: &str, error: io::Error) {
        self.say_fault(bron, Err(error));
    }

    fn forget(&self, bron: &str) -> PathBuf {
        let path = self.columns(bron);
        let _ = fs::remove_file(&path);
        path
    }

    fn tell(&self, bron: &str, is_replayed: bool) {
        if self.console.is_verbose() {
            let word = if is_replayed { "cached" } else { "reading" };
            self.console.say(&format!("{word:<10}{bron}"));
        }
    }
}
