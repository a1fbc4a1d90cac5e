//! Where the files of the demo go: the command line gives a folder, a test gives memory.

use std::collections::BTreeMap;
use std::io::{self, Write};

/// Receives the files of the demo one after another.
pub trait Sink {
    /// Opens the file at `path`, relative and with `/`; the file before it is complete by then.
    ///
    /// # Errors
    ///
    /// When the file cannot be made.
    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write + '_>>;
}

/// Keeps every file in memory, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemorySink {
    /// The bytes of each file, by its path.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Sink for MemorySink {
    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write + '_>> {
        let file = self.files.entry(path.to_owned()).or_default();
        file.clear();
        Ok(Box::new(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_was_written_last() {
        let mut sink = MemorySink::default();
        for text in ["eerst", "dan"] {
            let mut file = sink.create("map/a.csv").expect("memory takes every file");
            file.write_all(text.as_bytes()).expect("memory takes every byte");
        }
        assert_eq!(sink.files["map/a.csv"], b"dan");
    }
}
