//! A file as one stream of text with delimiters, whatever kind of file it is.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE};
use sha2::{Digest, Sha256};

use super::kind::{Facts, KindStream, Merged, own_files};
use super::text_numbers::TextNumbers;
use super::{Bestandssoort, Codering, OpenBron};
use crate::diagnostic::Findings;

/// A stream of text, and in the end what it was made from.
pub(super) trait TextStream: Read + Send {
    /// What another kind of file says of itself before its first row; `None` for text.
    fn facts(&self) -> Option<&Facts> {
        None
    }

    /// The SHA-256 of the file, and what is wrong with it as a whole. The stream was read to its
    /// end before.
    fn finish(self: Box<Self>) -> Finished;
}

/// What is known of a file when it has been read.
#[derive(Debug, Default)]
pub(super) struct Finished {
    /// The SHA-256 of the file, in hexadecimal.
    pub hash: String,
    /// What is wrong with it as a whole.
    pub findings: Findings,
    /// Of other kinds than text: the numbers in texts, and the merged cells.
    pub texts: TextNumbers,
    pub merged: Merged,
}

/// A file whose bytes are hashed while they are read.
pub(super) struct Hashing<R> {
    reader: R,
    hasher: Sha256,
}

impl<R: Read> Hashing<R> {
    pub fn new(reader: R) -> Self {
        Self { reader, hasher: Sha256::new() }
    }

    fn into_hash(self) -> String {
        hexadecimal(&self.hasher.finalize())
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.reader.read(buffer)?;
        self.hasher.update(&buffer[..n]);
        Ok(n)
    }
}

impl<R: Read + Send> TextStream for Hashing<R> {
    fn finish(self: Box<Self>) -> Finished {
        Finished { hash: self.into_hash(), ..Finished::default() }
    }
}

/// UTF-16 as UTF-8; what is no text becomes the replacement character.
pub(super) struct Utf16<R> {
    reader: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    at: usize,
    is_end: bool,
}

/// The bytes of UTF-16 that are decoded at once.
const N_RAW: usize = 64 << 10;

impl<R: Read> Utf16<R> {
    pub fn new(reader: R, codering: Codering) -> Self {
        let encoding = if codering == Codering::Utf16Be { UTF_16BE } else { UTF_16LE };
        Self {
            reader,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; N_RAW],
            text: Vec::new(),
            at: 0,
            is_end: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let n = self.reader.read(&mut self.raw)?;
        self.is_end = n == 0;
        let most = self.decoder.max_utf8_buffer_length(n).unwrap_or(4 * N_RAW);
        self.text.resize(most, 0);
        let (result, _, n_text, _) =
            self.decoder.decode_to_utf8(&self.raw[..n], &mut self.text, self.is_end);
        debug_assert_eq!(result, CoderResult::InputEmpty);
        self.text.truncate(n_text);
        self.at = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() && !self.is_end {
            self.fill()?;
        }
        let rest = &self.text[self.at..];
        let n = rest.len().min(buffer.len());
        buffer[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        Ok(n)
    }
}

impl<R: Read + Send> TextStream for Utf16<Hashing<R>> {
    fn finish(self: Box<Self>) -> Finished {
        Finished { hash: self.reader.into_hash(), ..Finished::default() }
    }
}

/// The kind of a file: what is declared, else what its first bytes say.
pub(super) fn soort_of(declared: Option<Bestandssoort>, path: &Path) -> io::Result<Bestandssoort> {
    if let Some(soort) = declared {
        return Ok(soort);
    }
    let mut start = Vec::new();
    File::open(path)?.take(1024).read_to_end(&mut start)?;
    let decoded = utf16_of(&start).map(|codering| {
        let mut text = Vec::new();
        Utf16::new(&start[..], codering).read_to_end(&mut text).map(|_| text)
    });
    let text = decoded.transpose()?;
    let text = text.as_ref().unwrap_or(&start);
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
    Ok(match &start[..] {
        [b'P', b'K', 3 | 5, 4 | 6, ..] | [0xD0, 0xCF, 0x11, 0xE0, ..] => Bestandssoort::Werkmap,
        [b'$', b'F', b'L', b'2' | b'3', ..] => Bestandssoort::Spss,
        _ if begins_xml(text) => Bestandssoort::Istandaarden,
        _ if begins_json(text) => Bestandssoort::OData,
        _ => Bestandssoort::Tekst,
    })
}

/// True for an object with a name, or a list of objects; a header may be `[Melding];[Client]`.
fn begins_json(text: &[u8]) -> bool {
    match text.split_first() {
        Some((b'{', rest)) => matches!(rest.trim_ascii_start().first(), None | Some(b'"' | b'}')),
        Some((b'[', rest)) => matches!(rest.trim_ascii_start().first(), None | Some(b'{' | b']')),
        _ => false,
    }
}

/// True for a tag with another behind it; a header may be `<Melding>;<Client>`.
fn begins_xml(text: &[u8]) -> bool {
    if !text.starts_with(b"<") {
        return false;
    }
    let behind = memchr::memchr(b'>', text).map(|at| text[at + 1..].trim_ascii_start());
    behind.is_none_or(|rest| matches!(rest.first(), None | Some(b'<')))
}

/// Opens a file that is UTF-8, or UTF-16 that becomes it.
pub(super) fn open_utf8(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut start = Vec::new();
    let mut file = File::open(path)?;
    file.by_ref().take(1024).read_to_end(&mut start)?;
    file.rewind()?;
    Ok(match utf16_of(&start) {
        Some(codering) => Box::new(Utf16::new(file, codering)),
        None => Box::new(file),
    })
}

/// UTF-16 by its mark, or by the zeros that half of its bytes are in any Western text.
pub(super) fn utf16_of(start: &[u8]) -> Option<Codering> {
    match start {
        [0xFF, 0xFE, ..] => return Some(Codering::Utf16Le),
        [0xFE, 0xFF, ..] => return Some(Codering::Utf16Be),
        _ => {}
    }
    let pairs = start.chunks_exact(2);
    let n_pairs = pairs.len();
    let (mut n_high, mut n_low) = (0, 0);
    for pair in pairs {
        n_high += usize::from(pair[0] == 0 && pair[1] != 0);
        n_low += usize::from(pair[1] == 0 && pair[0] != 0);
    }
    // Two characters are too few to tell; zeros in a quarter of a text are no accident.
    let is_many = |n: usize| 4 <= n_pairs && n_pairs <= 2 * n;
    if is_many(n_low) {
        Some(Codering::Utf16Le)
    } else if is_many(n_high) {
        Some(Codering::Utf16Be)
    } else {
        None
    }
}

/// How to open a file as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opening {
    pub soort: Bestandssoort,
    /// The encoding of the file.
    pub codering: Codering,
    /// The decimal sign in which numbers of other kinds of files are written.
    pub decimaal: u8,
}

/// Opens a file for the rows it holds.
pub(super) fn open_stream(
    bron: &OpenBron,
    file: usize,
    opening: &Opening,
) -> io::Result<Box<dyn TextStream>> {
    let path = &bron.files[file].path;
    if opening.soort != Bestandssoort::Tekst {
        let hash = hash_files(&own_files(opening.soort, path))?;
        return Ok(Box::new(KindStream::start(bron, file, opening, hash)));
    }
    let raw = Hashing::new(File::open(path)?);
    Ok(match opening.codering {
        Codering::Utf8 | Codering::Windows1252 => Box::new(raw),
        utf16 => Box::new(Utf16::new(raw, utf16)),
    })
}

/// The text of a file that was read before, to copy rows from it.
pub(super) enum Again {
    /// The text is the file, so that what lies between rows need not be read.
    File(BufReader<File>),
    /// The text is made from the file from its start.
    Made(BufReader<Box<dyn TextStream>>),
}

impl Again {
    /// Opens the text of a file at its start.
    pub fn open(bron: &OpenBron, file: usize, opening: &Opening) -> io::Result<Self> {
        let is_raw = matches!(opening.codering, Codering::Utf8 | Codering::Windows1252);
        if opening.soort == Bestandssoort::Tekst && is_raw {
            return Ok(Self::File(BufReader::new(File::open(&bron.files[file].path)?)));
        }
        Ok(Self::Made(BufReader::new(open_stream(bron, file, opening)?)))
    }

    /// Passes over so many bytes.
    pub fn skip(&mut self, n: u64) -> io::Result<()> {
        match self {
            Self::File(reader) => {
                let n = i64::try_from(n).map_err(|_| io::ErrorKind::UnexpectedEof)?;
                reader.seek_relative(n)
            }
            Self::Made(reader) => io::copy(&mut reader.take(n), &mut io::sink()).map(drop),
        }
    }
}

impl Read for Again {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(reader) => reader.read(buffer),
            Self::Made(reader) => reader.read(buffer),
        }
    }
}

/// The SHA-256 of one file, or of several one after another.
fn hash_files(paths: &[PathBuf]) -> io::Result<String> {
    let mut hasher = Hashing::new(io::empty());
    for path in paths {
        let mut file = Hashing { reader: File::open(path)?, hasher: hasher.hasher };
        io::copy(&mut file, &mut io::sink())?;
        hasher.hasher = file.hasher;
    }
    Ok(hasher.into_hash())
}

/// Bytes in hexadecimal, as hashes are written.
pub fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write;

    let mut hex = String::new();
    for byte in bytes {
        write!(hex, "{byte:02x}").expect("a string takes all text");
    }
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_utf16_as_utf8_however_it_is_cut() {
        struct Drip<'b>(&'b [u8]);
        impl Read for Drip<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let n = self.0.len().min(1);
                buffer[..n].copy_from_slice(&self.0[..n]);
                self.0 = &self.0[n..];
                Ok(n)
            }
        }

        let text = "\u{feff}Cliënt;𝄞\r\n";
        for codering in [Codering::Utf16Le, Codering::Utf16Be] {
            let units = text.encode_utf16();
            let bytes: Vec<u8> = match codering {
                Codering::Utf16Be => units.flat_map(u16::to_be_bytes).collect(),
                _ => units.flat_map(u16::to_le_bytes).collect(),
            };
            let mut read = String::new();
            Utf16::new(Drip(&bytes), codering).read_to_string(&mut read).expect("UTF-8");
            assert_eq!(read, "Cliënt;𝄞\r\n");
        }
    }

    #[test]
    fn knows_a_header_in_brackets_from_json_and_xml() {
        use Bestandssoort::{Istandaarden, OData, Tekst};

        #[track_caller]
        fn case(text: &str, expected: Bestandssoort) {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for bytes in [text.as_bytes(), &units] {
                let file = tempfile::NamedTempFile::new().expect("a file");
                std::fs::write(&file, bytes).expect("room");
                assert_eq!(soort_of(None, file.path()).expect("a file"), expected, "{text}");
            }
        }

        case("[Melding];[Client]\n1;2\n", Tekst);
        case("{Melding};{Client}\n1;2\n", Tekst);
        case("<Melding>;<Client>\n1;2\n", Tekst);
        case("[ {\"a\": 1}]", OData);
        case("[]      ", OData);
        case("{\n  \"value\": []}", OData);
        case("<?xml version=\"1.0\"?>\n<Bericht/>", Istandaarden);
        case("<ns:Bericht xmlns:ns=\"x\">\n<Header>", Istandaarden);
    }

    #[test]
    fn knows_utf16_without_a_mark() {
        let le: Vec<u8> = "naam;n\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = "naam;n\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(utf16_of(&le), Some(Codering::Utf16Le));
        assert_eq!(utf16_of(&be), Some(Codering::Utf16Be));
        assert_eq!(utf16_of(b"naam;n\n"), None);
        assert_eq!(utf16_of(b"\0\0\0\0\0\0\0\0"), None);
    }
}
