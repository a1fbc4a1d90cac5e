//! Reads the numbers and texts of a dictionary, in the byte order of the file.

use std::io::{self, Read};

use super::fault::Fault;

/// The most memory that a dictionary may take, in bytes.
///
/// The largest known ones, of thousands of variables with labels, take a few megabytes.
const MAX_KEPT: u64 = 64 << 20;

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The lowest, as on nearly all computers of today.
    Little,
    /// The highest, as on the mainframes of before.
    Big,
}

impl Order {
    /// The whole number that four bytes are.
    pub(super) fn i32(self, bytes: [u8; 4]) -> i32 {
        match self {
            Self::Little => i32::from_le_bytes(bytes),
            Self::Big => i32::from_be_bytes(bytes),
        }
    }

    /// The whole number that eight bytes are.
    pub(super) fn i64(self, bytes: [u8; 8]) -> i64 {
        match self {
            Self::Little => i64::from_le_bytes(bytes),
            Self::Big => i64::from_be_bytes(bytes),
        }
    }

    /// The number that eight bytes are.
    pub(super) fn f64(self, bytes: [u8; 8]) -> f64 {
        f64::from_bits(self.i64(bytes).cast_unsigned())
    }
}

/// A file, or a record of it, read from the front.
pub(super) struct Bytes<R> {
    /// What is read.
    pub input: R,
    /// The byte order of its numbers.
    pub order: Order,
    /// How many bytes were read.
    pub position: u64,
    /// How much memory may still be taken.
    left: u64,
}

impl<R: Read> Bytes<R> {
    /// Begins at the front of the input.
    pub(super) fn new(input: R, order: Order) -> Self {
        Self { input, order, position: 0, left: MAX_KEPT }
    }

    /// Counts memory that is kept, because a small record may ask for much of it.
    pub(super) fn keep(&mut self, n: usize) -> Result<(), Fault> {
        match self.left.checked_sub(n as u64) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Fault::bad("its dictionary takes more than 64 MiB"),
        }
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        self.position += N as u64;
        Ok(bytes)
    }

    /// The next four bytes as a whole number.
    pub(super) fn i32(&mut self) -> Result<i32, Fault> {
        self.array().map(|bytes| self.order.i32(bytes))
    }

    /// The next eight bytes as a whole number.
    pub(super) fn i64(&mut self) -> Result<i64, Fault> {
        self.array().map(|bytes| self.order.i64(bytes))
    }

    /// The next eight bytes as a number.
    pub(super) fn f64(&mut self) -> Result<f64, Fault> {
        self.array().map(|bytes| self.order.f64(bytes))
    }

    /// A number of things: 0 to `max`, which are named in the finding on another one.
    pub(super) fn count(&mut self, max: usize, things: &str) -> Result<usize, Fault> {
        let found = self.i32()?;
        match usize::try_from(found) {
            Ok(n) if n <= max => Ok(n),
            _ => Fault::bad(format!("{found} {things}, where 0 to {max} can be")),
        }
    }

    /// The next `n` bytes; memory is taken as they come, whatever number is announced.
    pub(super) fn vec(&mut self, n: usize) -> Result<Vec<u8>, Fault> {
        self.keep(n + size_of::<Vec<u8>>())?;
        let mut bytes = Vec::new();
        let n_read = self.input.by_ref().take(n as u64).read_to_end(&mut bytes)?;
        self.position += n_read as u64;
        if n_read < n { Err(Fault::Cut) } else { Ok(bytes) }
    }

    /// Reads things from a record of `n` bytes until it ends.
    pub(super) fn record(
        &mut self,
        n: usize,
        mut read: impl FnMut(&mut Bytes<&[u8]>) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let record = self.vec(n)?;
        let mut record = Bytes { left: self.left, ..Bytes::new(&record[..], self.order) };
        while !record.input.is_empty() {
            read(&mut record).map_err(|fault| match fault {
                Fault::Cut => Fault::Bad("a record is longer than it says".into()),
                other => other,
            })?;
        }
        self.left = record.left;
        Ok(())
    }

    /// Leaves out the next `n` bytes.
    pub(super) fn skip(&mut self, n: u64) -> Result<(), Fault> {
        let n_read = io::copy(&mut self.input.by_ref().take(n), &mut io::sink())?;
        self.position += n_read;
        if n_read < n { Err(Fault::Cut) } else { Ok(()) }
    }
}

/// A text without the spaces and zeros that fill up its field.
pub(super) fn trim_padding(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | 0] = bytes {
        bytes = rest;
    }
    bytes
}
