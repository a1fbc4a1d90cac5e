//! The deflated blocks of a `.zsav` file, read as one stream.
//!
//! The table of blocks at the end of the file says how long each is, before and after inflating.
//! It is checked before a byte is inflated, and no block may give a byte more than it says.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use flate2::{Decompress, FlushDecompress, Status};

use super::bytes::{Bytes, Order};
use super::fault::Fault;

/// The length of the header of the data, of that of the table, and of a row of the table.
const PART: u64 = 24;

/// The longest table of blocks, in bytes: good for four terabytes of cases.
const MAX_TABLE: u64 = PART << 20;

/// The most bytes of a block after inflating; all known programs write 4 MiB.
const MAX_BLOCK: u64 = 64 << 20;

/// The most bytes that deflate can make of one, rounded up.
const MAX_RATIO: u64 = 1_100;

/// The inflated stream.
pub(super) struct Blocks<R> {
    /// The file, at the next byte to inflate.
    file: R,
    /// The lengths of the blocks to come, before and after inflating, the last block first.
    to_come: Vec<(u64, u64)>,
    /// The state of inflating.
    inflate: Decompress,
    /// What is left to read of the block at hand.
    n_deflated: u64,
    /// What is left to give of the block at hand.
    n_inflated: u64,
    /// True within a block.
    is_within: bool,
}

impl<R: BufRead + Seek> Blocks<R> {
    /// Reads the table of blocks; the file stands at byte `start`, behind its dictionary.
    pub(super) fn open(mut file: R, order: Order, start: u64) -> Result<Self, Fault> {
        let mut header = Bytes::new(&mut file, order);
        let own_start = header.i64()?;
        let table_start = header.i64()?;
        let table_length = header.i64()?;
        if u64::try_from(own_start) != Ok(start) {
            return Fault::bad("the blocks begin at another place than they say");
        }
        let (Ok(table_start), Ok(table_length)) =
            (u64::try_from(table_start), u64::try_from(table_length))
        else {
            return Fault::bad("the table of blocks has no place");
        };
        if table_start < start + PART || !(PART..=MAX_TABLE).contains(&table_length) {
            return Fault::bad("the table of blocks has no usable place");
        }
        file.seek(SeekFrom::Start(table_start))?;
        let mut table = Bytes::new(&mut file, order);
        table.skip(20)?;
        let n_blocks = table.i32()?;
        if u64::try_from(n_blocks) != Ok(table_length / PART - 1) {
            return Fault::bad("the table of blocks has another length than it says");
        }
        let (mut plain_at, mut deflated_at) = (start, start + PART);
        let mut to_come = Vec::new();
        for _ in 0..n_blocks {
            let places = (table.i64()?, table.i64()?);
            let lengths = (u64::try_from(table.i32()?), u64::try_from(table.i32()?));
            let (Ok(inflated @ 1..=MAX_BLOCK), Ok(deflated @ 1..)) = lengths else {
                return Fault::bad("a block has no usable length");
            };
            if (u64::try_from(places.0), u64::try_from(places.1)) != (Ok(plain_at), Ok(deflated_at))
            {
                return Fault::bad("a block begins at another place than the one before it ends");
            }
            if inflated / MAX_RATIO > deflated {
                return Fault::bad("a block promises more than can be inflated from it");
            }
            plain_at += inflated;
            deflated_at += deflated;
            to_come.push((deflated, inflated));
        }
        if deflated_at != table_start {
            return Fault::bad("the blocks do not end where their table begins");
        }
        file.seek(SeekFrom::Start(start + PART))?;
        to_come.reverse();
        let inflate = Decompress::new(true);
        Ok(Self { file, to_come, inflate, n_deflated: 0, n_inflated: 0, is_within: false })
    }
}

impl<R: BufRead> Read for Blocks<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.is_within {
                let Some((n_deflated, n_inflated)) = self.to_come.pop() else { return Ok(0) };
                (self.n_deflated, self.n_inflated) = (n_deflated, n_inflated);
                self.is_within = true;
                self.inflate.reset(true);
            }
            let n_given = self.inflate_some(out)?;
            if n_given > 0 {
                return Ok(n_given);
            }
        }
    }
}

impl<R: BufRead> Blocks<R> {
    /// Inflates some bytes of the block at hand, or finds its end and gives none.
    fn inflate_some(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let input = self.file.fill_buf()?;
        if input.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let input =
            &input[..input.len().min(usize::try_from(self.n_deflated).unwrap_or(usize::MAX))];
        // Behind the last byte stands a checksum, which is read with room for a byte too many.
        let mut beyond = [0];
        let out = match out.len().min(usize::try_from(self.n_inflated).unwrap_or(usize::MAX)) {
            0 => &mut beyond[..],
            n => &mut out[..n],
        };
        let before = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, out, FlushDecompress::None);
        let status = status.map_err(|_| damaged("a block cannot be inflated"))?;
        let n_read = self.inflate.total_in() - before.0;
        let n_given = self.inflate.total_out() - before.1;
        self.file.consume(n_read as usize);
        self.n_deflated -= n_read;
        self.n_inflated = match self.n_inflated.checked_sub(n_given) {
            Some(left) => left,
            None => return Err(damaged("a block gives more than its table says")),
        };
        match status {
            Status::StreamEnd if (self.n_deflated, self.n_inflated) == (0, 0) => {
                self.is_within = false;
            }
            Status::StreamEnd => return Err(damaged("a block ends before its table says so")),
            _ if n_read == 0 && n_given == 0 => {
                return Err(damaged("a block ends later than its table says"));
            }
            _ => {}
        }
        Ok(n_given as usize)
    }
}

/// Something that makes no sense, in the form that a reader may give it.
fn damaged(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
