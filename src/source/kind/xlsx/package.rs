//! The zip container of a workbook, measured before anything in it is taken into memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::sync::Arc;

use calamine::{Reader as _, Xlsx};
use quick_xml::events::Event;
use zip::ZipArchive;

use super::super::Fail;
use super::book::Book;
use super::odf;
use super::trouble::{Trouble, bad_workbook, guarded};

/// The most that the parts may hold together.
const MAX_BYTES: u64 = 1 << 30;

/// The most that the texts may hold that are kept in memory while the sheet is read.
const MAX_TEXTS: u64 = 512 << 20;

/// The most that the formats of cells may hold; each takes far more memory than room in the file.
const MAX_STYLES: u64 = 16 << 20;

/// The longest text of a cell, which is in memory as a whole; spreadsheets go to 32,767 characters.
const MAX_TEXT: u64 = 16 << 20;

/// From this size on, a part that shrank more than `MAX_RATIO` times is a bomb.
const LARGE: u64 = 64 << 20;
const MAX_RATIO: u64 = 200;

/// The most parts; a workbook has about as many as sheets and pictures.
const MAX_PARTS: usize = 20_000;

/// Opens a workbook in a zip container, of either family.
pub(super) fn open(mut file: BufReader<File>, shown: &Arc<str>) -> Result<Book, Fail> {
    let mut zip = guarded(|| ZipArchive::new(&mut file)).map_err(|trouble| trouble.fail(shown))?;
    check_sizes(&mut zip, shown)?;
    // Some programs write the paths as Windows does.
    let same = |part: &str, name: &str| part.replace('\\', "/").eq_ignore_ascii_case(name);
    let has = |name: &str| zip.file_names().flatten().any(|part| same(&part, name));
    let (is_odf, is_package) = (has("content.xml"), has("_rels/.rels"));
    if is_odf && has("mimetype") {
        return odf::open(zip, shown).and_then(|outline| {
            file.rewind()?;
            let ods = guarded(|| calamine::Ods::new(file));
            Ok(Book::Ods(ods.map_err(|trouble| trouble.fail(shown))?, outline))
        });
    }
    if has("xl/workbook.bin") {
        let help = "open it in a spreadsheet program and save it as `.xlsx`";
        return Err(bad_workbook(shown, &format!("`{shown}` is a binary workbook"), help));
    }
    if !is_package || has("word/document.xml") || has("ppt/presentation.xml") {
        let help = "unpack it when it is a zip of other files, or export it again as a workbook";
        return Err(bad_workbook(shown, &format!("`{shown}` is no workbook"), help));
    }
    file.rewind()?;
    let xlsx = guarded(|| Xlsx::new(file)).map_err(|trouble| trouble.fail(shown))?;
    Ok(Book::Xlsx(xlsx))
}

/// Checks what the parts hold when decompressed.
///
/// The directory of the container says it. The library refuses a part that turns out to be larger
/// than that, so it can be believed.
fn check_sizes<R: Read + Seek>(zip: &mut ZipArchive<R>, shown: &Arc<str>) -> Result<(), Fail> {
    let fail = |trouble: Trouble| trouble.fail(shown);
    if zip.len() > MAX_PARTS {
        return Err(too_large(shown));
    }
    let mut total = 0_u64;
    for index in 0..zip.len() {
        let mut part = guarded(|| zip.by_index(index)).map_err(fail)?;
        let (size, packed) = (part.size(), part.compressed_size());
        let name = part.name().map(|name| name.to_ascii_lowercase()).unwrap_or_default();
        let texts = name.ends_with("sharedstrings.xml");
        total = total.saturating_add(size);
        if total > MAX_BYTES
            || (texts && size > MAX_TEXTS)
            || (name.ends_with("styles.xml") && size > MAX_STYLES)
            || (size > LARGE && size > packed.saturating_mul(MAX_RATIO))
            || (size > MAX_TEXT && longest_text(&mut part).map_err(fail)? > MAX_TEXT)
        {
            return Err(too_large(shown));
        }
        drop(part);
        if texts {
            let part = guarded(|| zip.by_index(index)).map_err(fail)?;
            check_count(BufReader::new(part), size).map_err(fail)?;
        }
    }
    Ok(())
}

/// The length of the longest stretch of a part without an element.
fn longest_text(part: &mut impl Read) -> Result<u64, Trouble> {
    let mut longest = Longest::default();
    guarded(|| io::copy(part, &mut longest))?;
    Ok(longest.found as u64)
}

/// Throws bytes away and keeps the length of the longest stretch without a `<`.
#[derive(Default)]
struct Longest {
    found: usize,
    now: usize,
}

impl Write for Longest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (first, last) = (memchr::memchr(b'<', bytes), memchr::memrchr(b'<', bytes));
        // Within one write, stretches are shorter than the write.
        self.found = self.found.max(self.now + first.unwrap_or(bytes.len()));
        self.now = last.map_or(self.now + bytes.len(), |last| bytes.len() - last);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Checks the number of texts that a table of texts says it has: room is made for all of them.
fn check_count(part: impl BufRead, size: u64) -> Result<(), Trouble> {
    let mut xml = quick_xml::Reader::from_reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer)? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref() == "sst" =>
            {
                let count = element.try_get_attribute("uniqueCount");
                let Some(count) = count.map_err(|_| Trouble::Content)? else { return Ok(()) };
                // The shortest text is `<si/>`; a count that is no number is passed over.
                let count = count.value.trim().parse::<u64>().unwrap_or(0);
                return if count > size / 5 { Err(Trouble::Content) } else { Ok(()) };
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A workbook that would fill the memory.
pub(super) fn too_large(shown: &Arc<str>) -> Fail {
    let help = "export the table alone, or as a CSV file, which may have any size";
    bad_workbook(shown, &format!("workbook `{shown}` is too large when unpacked"), help)
}
