//! Compound files: `.xls`, and workbooks that are closed with a password.
//!
//! Reference: Microsoft, \[MS-CFB\]: Compound File Binary File Format, sections 2.2 to 2.6.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::sync::Arc;

use calamine::{Reader as _, Xls};

use super::super::Fail;
use super::biff::is_bounded;
use super::book::Book;
use super::package::too_large;
use super::trouble::{Trouble, bad_workbook, guarded};

/// The first bytes of every compound file.
pub(super) const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// The largest `.xls`, which is in memory three times while it is opened.
const MAX_BYTES: usize = 128 << 20;

/// Opens an `.xls`.
pub(super) fn open(file: BufReader<File>, shown: &Arc<str>) -> Result<Book, Fail> {
    let fail = |trouble: Trouble| trouble.fail(shown);
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        return Err(too_large(shown));
    }
    let compound = Compound::of(&bytes).ok_or_else(|| fail(Trouble::Damaged))?;
    if compound.stream("EncryptedPackage").is_some() {
        return Err(fail(Trouble::Password));
    }
    let Some(stream) = compound.stream("Workbook").or(compound.stream("Book")) else {
        let help = "export it again as a workbook";
        return Err(bad_workbook(shown, &format!("`{shown}` is no workbook"), help));
    };
    let stream = compound.content(stream).ok_or_else(|| fail(Trouble::Damaged))?;
    if !is_bounded(&stream) {
        return Err(too_large(shown));
    }
    drop(stream);
    Ok(Book::Xls(guarded(|| Xls::new(Cursor::new(bytes))).map_err(fail)?))
}

/// A compound file: a small file system in a file.
struct Compound<'b> {
    bytes: &'b [u8],
    /// The size of a sector.
    size: usize,
    /// For each sector the next one of the same stream.
    next: Vec<u32>,
    /// The streams and folders: the first is the root, whose content is the small sectors.
    entries: Vec<Entry>,
    small_next: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Entry {
    name: String,
    start: u32,
    len: u64,
}

impl Entry {
    /// Reads 128 bytes; the length is a short number in files with small sectors.
    fn of(bytes: &[u8], size: usize) -> Self {
        let units = bytes[..64].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        let name = char::decode_utf16(units.take_while(|&unit| unit != 0));
        let number = |at| u64::from(u32_at(bytes, at).unwrap_or(0));
        let high = if size > 512 { number(124) } else { 0 };
        Self {
            name: name.map(|char| char.unwrap_or('?')).collect(),
            start: u32_at(bytes, 116).unwrap_or(END),
            len: number(120) | high << 32,
        }
    }
}

impl<'b> Compound<'b> {
    /// Reads the tables; none when a chain of sectors does not end or leads out of the file.
    fn of(bytes: &'b [u8]) -> Option<Self> {
        let size = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut compound =
            Self { bytes, size, next: Vec::new(), entries: Vec::new(), small_next: Vec::new() };
        compound.next = compound.read_next()?;
        let folder = chain(u32_at(bytes, 48)?, &compound.next)?;
        let folder = folder.iter().filter_map(|&sector| compound.sector(sector));
        let entries = folder.flat_map(|sector| sector.chunks_exact(128));
        compound.entries = entries.map(|entry| Entry::of(entry, size)).collect();
        // A length beyond the file would let a chain that is a ring grow without end.
        let used = [compound.entries.first(), compound.stream("Workbook"), compound.stream("Book")];
        if used.iter().flatten().any(|entry| entry.len > bytes.len() as u64) {
            return None;
        }
        let small_len = u32_at(bytes, 64)? as usize;
        if small_len > 0 {
            if small_len.saturating_mul(size) > bytes.len() {
                return None;
            }
            let sectors = chain(u32_at(bytes, 60)?, &compound.next)?;
            let sectors = sectors.iter().filter_map(|&sector| compound.sector(sector));
            compound.small_next = sectors.flat_map(numbers).collect();
        }
        Some(compound)
    }

    /// The table of next sectors, whose own sectors are listed in the header and beyond.
    fn read_next(&self) -> Option<Vec<u32>> {
        let mut list: Vec<u32> = numbers(self.bytes.get(76..512)?).collect();
        let mut more = u32_at(self.bytes, 68)?;
        let mut n_more = 0;
        while more < END {
            let mut sector: Vec<u32> = numbers(self.sector(more)?).collect();
            more = sector.pop()?;
            list.extend(sector);
            n_more += 1;
            if n_more > self.bytes.len() / self.size {
                return None;
            }
        }
        let sectors = list.iter().filter_map(|&sector| self.sector(sector));
        Some(sectors.flat_map(numbers).collect())
    }

    /// A sector; the last one may be cut off.
    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.size)?;
        let rest = self.bytes.get(start..)?;
        (!rest.is_empty()).then(|| &rest[..rest.len().min(self.size)])
    }

    /// The stream with this name, in capitals or not.
    fn stream(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; short ones lie in the small sectors of the root.
    fn content(&self, entry: &Entry) -> Option<Vec<u8>> {
        let large = |entry: &Entry| -> Option<Vec<u8>> {
            let chain = chain(entry.start, &self.next)?;
            let sectors = chain.iter().filter_map(|&sector| self.sector(sector));
            let mut content: Vec<u8> = sectors.flatten().copied().collect();
            content.truncate(entry.len as usize);
            Some(content)
        };
        if entry.len >= 4096 {
            return large(entry);
        }
        let root = large(self.entries.first()?)?;
        let chain = chain(entry.start, &self.small_next)?;
        let sectors = chain.iter().filter_map(|&sector| root.chunks(64).nth(sector as usize));
        let mut content: Vec<u8> = sectors.flatten().copied().collect();
        content.truncate(entry.len as usize);
        Some(content)
    }
}

/// From here on a number is no sector, but the end of a chain or an empty place.
const END: u32 = 0xFFFF_FFFA;

/// The sectors of a stream.
fn chain(start: u32, next: &[u32]) -> Option<Vec<u32>> {
    let mut chain = Vec::new();
    let mut sector = start;
    while sector < END {
        chain.push(sector);
        if chain.len() > next.len() {
            return None;
        }
        sector = *next.get(sector as usize)?;
    }
    Some(chain)
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// Two bytes as a number, the low one first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

/// Four bytes as a number, the low one first.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    numbers(bytes.get(at..at + 4)?).next()
}
