//! What is known of files without reading them: the hash of each, as long as nothing about it
//! looks other than when it was read.
//!
//! A file that was changed twice within one tick of its clock looks the same, so a file counts as
//! known only when it was at rest for some time before it was read.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// How long a file must have been at rest, in nanoseconds: longer than the tick of any file system.
const AT_REST: i128 = 2_000_000_000;

/// What a file looks like from outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Looks {
    n_bytes: u64,
    /// When the content changed, in nanoseconds since 1970.
    modified: i128,
    /// When anything changed, and which file it is, where the system tells.
    changed: i128,
    id: (u64, u64),
}

impl Looks {
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let data = path.metadata()?;
        let (changed, id) = beyond(&data);
        Ok(Self { n_bytes: data.len(), modified: modified(&data)?, changed, id })
    }

    /// True when a change after this moment must show.
    fn is_at_rest(&self, moment: i128) -> bool {
        self.modified.max(self.changed) + AT_REST <= moment
    }
}

/// When the content of a file changed, in nanoseconds since 1970.
pub(super) fn modified(data: &Metadata) -> io::Result<i128> {
    let nanos = |time: std::time::Duration| i128::try_from(time.as_nanos()).unwrap_or(i128::MAX);
    let time = data.modified()?;
    Ok(match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => nanos(after),
        Err(before) => -nanos(before.duration()),
    })
}

#[cfg(unix)]
fn beyond(data: &Metadata) -> (i128, (u64, u64)) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(data.ctime()) * 1_000_000_000 + i128::from(data.ctime_nsec());
    (changed, (data.dev(), data.ino()))
}

#[cfg(not(unix))]
fn beyond(_: &Metadata) -> (i128, (u64, u64)) {
    (i128::MIN, (0, 0))
}

/// Files that were read together, and the hash of them one after another.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Known {
    files: Vec<(PathBuf, Looks)>,
    hash: String,
    /// When they were not yet read, by the clock of the file system.
    before: i128,
}

/// What may be said of the hash of files.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is this.
    Hash(String),
    /// It may be as it was.
    Perhaps,
    /// The files are new or have another size.
    New,
}

/// The hashes of files, by the first of those that were read together.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Index(BTreeMap<PathBuf, Known>);

impl Index {
    /// What is known of files that look like this.
    pub(super) fn judge(&self, seen: &[(PathBuf, Looks)]) -> Verdict {
        let Some(known) = seen.first().and_then(|(first, _)| self.0.get(first)) else {
            return Verdict::New;
        };
        let sizes = |files: &[(PathBuf, Looks)]| {
            files.iter().map(|(path, looks)| (path.clone(), looks.n_bytes)).collect::<Vec<_>>()
        };
        if known.files == seen && seen.iter().all(|(_, looks)| looks.is_at_rest(known.before)) {
            Verdict::Hash(known.hash.clone())
        } else if sizes(&known.files) == sizes(seen) {
            Verdict::Perhaps
        } else {
            Verdict::New
        }
    }

    /// Remembers the hash of files that were read after a moment and looked like this.
    pub(super) fn learn(&mut self, seen: Vec<(PathBuf, Looks)>, hash: &str, before: i128) {
        let Some((first, _)) = seen.first() else { return };
        self.0.insert(first.clone(), Known { hash: hash.to_owned(), before, files: seen });
    }

    /// Adds what another index knows, which is older.
    pub(super) fn add_older(&mut self, older: Self) {
        for (path, known) in older.0 {
            self.0.entry(path).or_insert(known);
        }
    }

    /// Forgets the files that are no longer below this folder.
    pub(super) fn forget_gone(&mut self, folder: &Path) {
        self.0.retain(|path, _| folder.join(path).exists());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ_AT: i128 = 10_000_000_000;

    fn seen(modified: i128, n_bytes: u64) -> Vec<(PathBuf, Looks)> {
        let looks = Looks { n_bytes, modified, changed: modified, id: (1, 7) };
        vec![("a.csv".into(), looks)]
    }

    #[track_caller]
    fn case(then: Vec<(PathBuf, Looks)>, now: Vec<(PathBuf, Looks)>, expected: &Verdict) {
        let mut index = Index::default();
        index.learn(then, "f00d", READ_AT);
        assert_eq!(index.judge(&now), *expected);
    }

    #[test]
    fn trusts_a_file_that_was_at_rest_and_looks_the_same() {
        let old = READ_AT - AT_REST;
        case(seen(old, 5), seen(old, 5), &Verdict::Hash("f00d".into()));
        case(seen(old, 5), seen(old + 1, 5), &Verdict::Perhaps);
        case(seen(old, 5), seen(old, 6), &Verdict::New);
        case(seen(old, 5), vec![], &Verdict::New);
    }

    #[test]
    fn does_not_trust_a_file_that_was_changed_just_before_it_was_read() {
        let young = READ_AT - AT_REST + 1;
        case(seen(young, 5), seen(young, 5), &Verdict::Perhaps);
    }
}
