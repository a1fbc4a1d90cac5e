//! Cuts a file into pieces that end where a record ends, so that they can be read in parallel.
//!
//! A line feed inside quotes ends no record. Whether a quote opens a field is known only from
//! what stands before it, so one reader follows the quotes from the start of the file; it looks
//! at nothing else, which makes it far faster than the typing of cells.

use std::io::{self, Read};
use std::sync::{Arc, Mutex};

use memchr::{memchr, memchr_iter, memrchr};

use super::header::Counting;

/// How much is read at once and how long a record may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// The bytes of a piece, a little more or less.
    pub piece: usize,
    /// The longest record; a quote that never closes would otherwise take the whole file.
    pub record: usize,
    /// The number of pieces that are in memory together.
    pub batch: usize,
}

impl Sizes {
    /// The sizes for a number of threads.
    pub fn for_threads(n_threads: usize) -> Self {
        // Many small pieces keep all threads busy to the end of a batch. Beyond 128 more cores
        // gain nothing on one file, and memory stays bounded.
        Self { piece: 256 << 10, record: 16 << 20, batch: (16 * n_threads).clamp(16, 128) }
    }
}

/// Some whole records of a file.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// The bytes of the records.
    pub bytes: Vec<u8>,
    /// The place in the file of the first byte.
    pub offset: u64,
    /// The line of the first record, from 1.
    pub line: u64,
    /// By how much the count of lines grows.
    pub n_lines: usize,
    /// What follows in the file but cannot be read.
    pub tail: Option<Tail>,
    /// It is the first of the file.
    pub is_first: bool,
}

/// A record that does not end, with all that follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tail {
    /// The place in the file of the first byte.
    pub offset: u64,
    /// The line on which it starts.
    pub line: u64,
    /// The number of bytes, as far as they were read.
    pub len: usize,
    /// True when the end of the file comes first, false when it is merely too long.
    pub is_open: bool,
    /// True when it has carriage returns and no line feed.
    pub is_cr_only: bool,
}

/// Memory of pieces that are done with, for those to come: new memory would be filled with zeros
/// before the file is read into it.
#[derive(Clone, Debug, Default)]
pub(super) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    const LOCK: &str = "no thread panics while it holds the buffers";
    const MAX_BYTES: usize = 1 << 20;

    /// Takes back the bytes of a piece, unless there were very many.
    pub fn give(&self, bytes: Vec<u8>) {
        if bytes.capacity() <= Self::MAX_BYTES {
            self.0.lock().expect(Self::LOCK).push(bytes);
        }
    }

    /// Memory that holds anything.
    fn take(&self) -> Vec<u8> {
        self.0.lock().expect(Self::LOCK).pop().unwrap_or_default()
    }
}

/// True when a text has carriage returns inside and no line feed: the line ends of an old Mac,
/// which are not read as line ends.
pub(super) fn is_cr_only(bytes: &[u8]) -> bool {
    let inside = bytes.trim_ascii_end();
    memchr(b'\r', inside).is_some() && memchr(b'\n', bytes).is_none()
}

/// Reads a text piece by piece.
pub(super) struct Cutter<R> {
    reader: R,
    /// What was read for a look at the start, and how much of it is used.
    peeked: Vec<u8>,
    n_used: usize,
    delimiter: u8,
    counting: Counting,
    sizes: Sizes,
    buffers: Buffers,
    /// What was read beyond the last piece.
    carry: Vec<u8>,
    /// The place of the carry in the file.
    offset: u64,
    line: u64,
    regions: Vec<(usize, usize)>,
    is_done: bool,
}

impl<R: Read> Cutter<R> {
    /// Starts at the beginning of a file.
    pub fn new(reader: R, delimiter: u8, counting: Counting, sizes: Sizes) -> Self {
        Self {
            reader,
            peeked: Vec::new(),
            n_used: 0,
            delimiter,
            counting,
            sizes,
            buffers: Buffers::default(),
            carry: Vec::new(),
            offset: 0,
            line: 1,
            regions: Vec::new(),
            is_done: false,
        }
    }

    /// Reads into memory that was used before.
    pub fn with_buffers(mut self, buffers: &Buffers) -> Self {
        self.buffers = buffers.clone();
        self
    }

    /// The first bytes, before any piece; they remain to be read.
    pub fn peek(&mut self, n: usize) -> io::Result<&[u8]> {
        let n_missing = n.saturating_sub(self.peeked.len());
        self.reader.by_ref().take(n_missing as u64).read_to_end(&mut self.peeked)?;
        Ok(&self.peeked)
    }

    /// Sets the byte between fields, before any piece.
    pub fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// True when any text was read.
    pub fn has_given_text(&self) -> bool {
        0 < self.offset
    }

    /// Leaves out the first bytes, which [`Self::peek`] showed.
    pub fn skip(&mut self, n: usize, on_bytes: &dyn Fn(u64)) {
        self.n_used += n;
        self.offset += n as u64;
        on_bytes(n as u64);
    }

    /// The next piece; `None` after the last.
    pub fn next_piece(&mut self, on_bytes: &dyn Fn(u64)) -> io::Result<Option<Piece>> {
        if self.is_done {
            return Ok(None);
        }
        let mut bytes = self.buffers.take();
        let mut n_read = self.carry.len();
        bytes.resize(n_read.max(bytes.len()), 0);
        bytes[..n_read].copy_from_slice(&self.carry);
        self.carry.clear();
        let mut want = self.sizes.piece.clamp(1, self.sizes.record);
        loop {
            let is_end = self.fill(&mut bytes, &mut n_read, want, on_bytes)?;
            let ends = last_end(&bytes[..n_read], self.delimiter, &mut self.regions);
            if is_end {
                self.is_done = true;
                bytes.truncate(n_read);
                return Ok(Some(self.last_piece(bytes, ends)));
            }
            if ends.last > 0 {
                self.carry.extend_from_slice(&bytes[ends.last..n_read]);
                bytes.truncate(ends.last);
                return Ok(Some(self.piece(bytes, None)));
            }
            if n_read >= self.sizes.record {
                self.is_done = true;
                bytes.truncate(n_read);
                self.drain(on_bytes)?;
                let tail = Tail {
                    offset: self.offset,
                    line: self.line,
                    len: bytes.len(),
                    is_open: false,
                    is_cr_only: is_cr_only(&bytes),
                };
                return Ok(Some(self.piece(Vec::new(), Some(tail))));
            }
            want = n_read.saturating_mul(2).min(self.sizes.record);
        }
    }

    /// What the pieces were read from.
    pub fn into_reader(self) -> R {
        self.reader
    }

    /// Reads until there are `want` bytes; true at the end of the file.
    ///
    /// What stands in `bytes` behind those that were read means nothing.
    fn fill(
        &mut self,
        bytes: &mut Vec<u8>,
        n_read: &mut usize,
        want: usize,
        on_bytes: &dyn Fn(u64),
    ) -> io::Result<bool> {
        let had = *n_read;
        if bytes.len() < want {
            bytes.resize(want, 0);
        }
        let waiting = &self.peeked[self.n_used..];
        let n_waiting = waiting.len().min(want.saturating_sub(had));
        bytes[had..had + n_waiting].copy_from_slice(&waiting[..n_waiting]);
        self.n_used += n_waiting;
        *n_read += n_waiting;
        while *n_read < want {
            match self.reader.read(&mut bytes[*n_read..want]) {
                Ok(0) => break,
                Ok(n) => *n_read += n,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        on_bytes((*n_read - had) as u64);
        Ok(*n_read < want)
    }

    /// Reads what nobody will look at, for the hash of the file.
    fn drain(&mut self, on_bytes: &dyn Fn(u64)) -> io::Result<()> {
        let mut bytes = Vec::new();
        while !self.fill(&mut bytes, &mut 0, self.sizes.piece.max(1), on_bytes)? {}
        Ok(())
    }

    fn last_piece(&mut self, mut bytes: Vec<u8>, ends: Ends) -> Piece {
        if !ends.is_open {
            return self.piece(bytes, None);
        }
        let (len, is_cr_only) = (bytes.len() - ends.last, is_cr_only(&bytes[ends.last..]));
        bytes.truncate(ends.last);
        let mut piece = self.piece(bytes, None);
        let (offset, line) = (self.offset, self.line);
        piece.tail = Some(Tail { offset, line, len, is_open: true, is_cr_only });
        piece
    }

    fn piece(&mut self, bytes: Vec<u8>, tail: Option<Tail>) -> Piece {
        let n_lines = match self.counting {
            Counting::Lines => memchr_iter(b'\n', &bytes).count(),
            Counting::Records => {
                let outside = self.regions.iter().map(|&(start, end)| {
                    let end = end.min(bytes.len());
                    memchr_iter(b'\n', &bytes[start.min(end)..end]).count()
                });
                outside.sum()
            }
        };
        let is_first = self.line == 1;
        let piece = Piece { offset: self.offset, line: self.line, n_lines, tail, bytes, is_first };
        self.offset += piece.bytes.len() as u64;
        self.line += n_lines as u64;
        piece
    }
}

/// What is known of the end of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ends {
    /// The place after the last record that ends; 0 when none does.
    last: usize,
    /// True when the last field has an opening quote and no closing one.
    is_open: bool,
}

/// Finds the end of the last whole record in bytes that start with a record.
fn last_end(bytes: &[u8], delimiter: u8, regions: &mut Vec<(usize, usize)>) -> Ends {
    // The parts outside quotes, from left to right; the last holds a line feed nearly always.
    regions.clear();
    let mut outside_from = 0;
    let mut is_open = false;
    let mut skip = None;
    for at in memchr_iter(b'"', bytes) {
        if skip == Some(at) {
            continue;
        }
        if is_open {
            if bytes.get(at + 1) == Some(&b'"') {
                skip = Some(at + 1);
            } else {
                is_open = false;
                outside_from = at + 1;
            }
        } else if at == 0 || bytes[at - 1] == delimiter || bytes[at - 1] == b'\n' {
            is_open = true;
            regions.push((outside_from, at));
        }
    }
    if !is_open {
        regions.push((outside_from, bytes.len()));
    }
    let last = regions
        .iter()
        .rev()
        .find_map(|&(start, end)| memrchr(b'\n', &bytes[start..end]).map(|n| start + n + 1));
    Ends { last: last.unwrap_or(0), is_open }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, piece: usize, record: usize) -> Vec<(String, u64, u64, Option<Tail>)> {
        let sizes = Sizes { piece, record, batch: 1 };
        let mut cutter = Cutter::new(text.as_bytes(), b';', Counting::Lines, sizes);
        let mut found = Vec::new();
        while let Some(piece) = cutter.next_piece(&|_| ()).expect("memory does not fail") {
            let bytes = String::from_utf8(piece.bytes).expect("records are whole");
            found.push((bytes, piece.offset, piece.line, piece.tail));
        }
        found
    }

    #[test]
    fn cuts_after_a_record() {
        let found = pieces("a;b\nc;d\ne", 5, 100);
        let expected = [("a;b\n".into(), 0, 1, None), ("c;d\ne".into(), 4, 2, None)];
        assert_eq!(found[..1], expected[..1]);
        assert_eq!(found.iter().map(|piece| piece.0.as_str()).collect::<String>(), "a;b\nc;d\ne");
    }

    #[test]
    fn leaves_a_quoted_line_end_inside_its_record() {
        for size in 1..30 {
            let found = pieces("a;\"b\nc\"\"\nd\";e\n\"x\ny\";f\ng\"\n", size, 100);
            for (bytes, ..) in &found[..found.len() - 1] {
                assert!(
                    bytes.ends_with(";e\n") || bytes.ends_with(";f\n") || bytes.ends_with("g\"\n")
                );
            }
        }
    }

    #[test]
    fn says_where_a_quote_opens_that_never_closes() {
        for size in [1, 3, 8, 100] {
            let found = pieces("a;b\nc;\"d\ne;f\n", size, 100);
            let tail = Tail { offset: 4, line: 2, len: 9, is_open: true, is_cr_only: false };
            assert_eq!(found.last().and_then(|piece| piece.3), Some(tail));
        }
    }

    #[test]
    fn gives_up_on_a_record_that_is_too_long() {
        let text = format!("a\n{}\nb\n", "x".repeat(50));
        for size in [1, 7, 20] {
            let found = pieces(&text, size, 20);
            let tail = Tail { offset: 2, line: 2, len: 20, is_open: false, is_cr_only: false };
            assert_eq!(found.last().and_then(|piece| piece.3), Some(tail));
        }
    }

    #[test]
    fn peeks_without_loss() {
        for n in [0, 1, 4, 100] {
            let sizes = Sizes { piece: 2, record: 100, batch: 1 };
            let mut cutter = Cutter::new(&b"abc\nd\n"[..], b';', Counting::Lines, sizes);
            let first = cutter.peek(n).expect("memory does not fail").len();
            assert_eq!(first, n.min(6));
            let mut all = Vec::new();
            while let Some(piece) = cutter.next_piece(&|_| ()).expect("memory does not fail") {
                all.extend(piece.bytes);
            }
            assert_eq!(all, b"abc\nd\n");
        }
    }

    #[test]
    fn counts_records_where_lines_mean_nothing() {
        for piece in 1..20 {
            let sizes = Sizes { piece, record: 100, batch: 1 };
            let text = &b"a\n\"b\n\nc\"\nd\n"[..];
            let mut cutter = Cutter::new(text, b';', Counting::Records, sizes);
            let mut last = 0;
            while let Some(piece) = cutter.next_piece(&|_| ()).expect("memory does not fail") {
                last = piece.line + piece.n_lines as u64;
            }
            assert_eq!(last, 4);
        }
    }
}
