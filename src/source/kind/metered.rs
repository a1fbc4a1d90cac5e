//! A reader that gives no more than so many bytes for one value, so that memory stays bounded.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

/// How many bytes may still be read for the value at hand, a buffer more or less.
#[derive(Clone, Debug)]
pub(super) struct Allowance {
    limit: u64,
    left: Rc<Cell<u64>>,
}

impl Allowance {
    /// As many bytes for each value.
    pub fn of(limit: u64) -> Self {
        Self { limit, left: Rc::new(Cell::new(limit)) }
    }

    /// Starts the next value.
    pub fn renew(&self) {
        self.left.set(self.limit);
    }

    fn check(&self) -> io::Result<()> {
        if self.left.get() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, TooLong));
        }
        Ok(())
    }

    fn take(&self, n_bytes: usize) {
        self.left.set(self.left.get().saturating_sub(n_bytes as u64));
    }
}

/// A reader that stops when a value takes more bytes than its allowance.
#[derive(Debug)]
pub(super) struct Metered<R> {
    inner: R,
    allowance: Allowance,
}

impl<R> Metered<R> {
    /// A reader on this allowance, which whoever takes the values renews.
    pub fn new(inner: R, allowance: Allowance) -> Self {
        Self { inner, allowance }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.allowance.check()?;
        let n_read = self.inner.read(bytes)?;
        self.allowance.take(n_read);
        Ok(n_read)
    }
}

impl<R: BufRead> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.allowance.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, n_bytes: usize) {
        self.allowance.take(n_bytes);
        self.inner.consume(n_bytes);
    }
}

/// A value takes more bytes than it may.
#[derive(Debug)]
struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value takes more bytes than it may")
    }
}

impl std::error::Error for TooLong {}

/// True when reading stopped at a long value and the machine did not fail.
pub(super) fn is_too_long(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<TooLong>())
}
