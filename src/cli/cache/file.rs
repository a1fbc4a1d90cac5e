//! A file of the cache: bytes, and behind them what tells that they are whole.
//!
//! The end has the key (64 bytes), the number of bytes before it (8) and the XXH3 of all before
//! (16). A file is written beside its place and renamed, so that two runs at once both find
//! whole files.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::Xxh3;

use crate::source::Shelf;

const N_KEY: usize = 64;
const N_END: u64 = N_KEY as u64 + 8 + 16;
const N_BUFFER: usize = 1 << 20;
/// How the names of files in the making begin.
pub(super) const DRAFT: &str = "draft-";

/// What a file of the cache turned out to be.
pub(super) enum Found {
    /// Its bytes, all as they were written.
    Whole(Box<dyn Read + Send>),
    /// Another key, or no file at all.
    Other,
    /// Not what was written.
    Damaged,
}

/// Opens a file and reads it once to see that it is whole.
pub(super) fn open(path: &Path, key: &str) -> io::Result<Found> {
    let mut file = File::open(path)?;
    let n_bytes = file.metadata()?.len();
    let Some(n_content) = n_bytes.checked_sub(N_END) else { return Ok(Found::Damaged) };
    file.seek(SeekFrom::Start(n_content))?;
    let mut end = Vec::new();
    (&mut file).take(N_END).read_to_end(&mut end)?;
    let Some((head, sum)) = end.split_last_chunk::<16>() else { return Ok(Found::Damaged) };
    let (found_key, length) = head.split_at(N_KEY);
    if length != n_content.to_le_bytes() {
        return Ok(Found::Damaged);
    }
    if found_key != key.as_bytes() {
        return Ok(Found::Other);
    }
    file.rewind()?;
    let mut hasher = Xxh3::new();
    let mut buffer = vec![0; N_BUFFER];
    let mut content = (&mut file).take(n_content);
    loop {
        let n = content.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
    }
    hasher.update(head);
    if hasher.digest128().to_le_bytes() != *sum {
        return Ok(Found::Damaged);
    }
    file.rewind()?;
    Ok(Found::Whole(Box::new(BufReader::with_capacity(N_BUFFER, file.take(n_content)))))
}

/// A file in the making.
pub(super) struct Draft {
    target: PathBuf,
    out: BufWriter<NamedTempFile>,
    hasher: Xxh3,
    n_bytes: u64,
}

impl Draft {
    /// Starts a file that only its owner can read.
    pub(super) fn new(target: PathBuf) -> io::Result<Self> {
        let folder = target.parent().unwrap_or(Path::new(""));
        let file = tempfile::Builder::new().prefix(DRAFT).tempfile_in(folder)?;
        let out = BufWriter::with_capacity(N_BUFFER, file);
        Ok(Self { target, out, hasher: Xxh3::new(), n_bytes: 0 })
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.out.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Shelf for Draft {
    fn keep(mut self: Box<Self>, key: &str) -> io::Result<()> {
        debug_assert_eq!(key.len(), N_KEY);
        let n_content = self.n_bytes;
        self.write_all(key.as_bytes())?;
        self.write_all(&n_content.to_le_bytes())?;
        let sum = self.hasher.digest128().to_le_bytes();
        self.write_all(&sum)?;
        // What a crash leaves half written is found out by its sum, so nothing waits for the disk.
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.persist(&self.target)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_byte_that_is_not_as_it_was_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a");
        let key = "0".repeat(N_KEY);
        let mut draft = Box::new(Draft::new(path.clone()).expect("a file"));
        draft.write_all(b"some bytes").expect("written");
        draft.keep(&key).expect("kept");
        let Found::Whole(mut content) = open(&path, &key).expect("read") else { panic!("whole") };
        let mut text = String::new();
        content.read_to_string(&mut text).expect("UTF-8");
        assert_eq!(text, "some bytes");
        let whole = std::fs::read(&path).expect("a file");
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, &bytes).expect("written");
            assert!(!matches!(open(&path, &key), Ok(Found::Whole(_))), "{at}");
            std::fs::write(&path, &whole[..at]).expect("written");
            assert!(matches!(open(&path, &key), Ok(Found::Damaged)), "{at}");
        }
    }
}
