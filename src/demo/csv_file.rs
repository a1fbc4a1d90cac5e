//! One text file that is being written, in the dialect of the system it pretends to come from.

use std::fmt;
use std::io::{self, BufWriter, Write};

use super::sink::Sink;

/// How characters become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As most registration systems export.
    Windows1252,
    Utf8,
    /// As Excel and `StatLine` write it.
    Utf8WithBom,
}

/// An open file: every call of [`CsvFile::line`] writes one line.
pub struct CsvFile<'a> {
    out: BufWriter<Box<dyn Write + 'a>>,
    encoding: Encoding,
    line_end: &'static str,
    line: String,
    encoded: Vec<u8>,
    written: Written,
}

/// What one file took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub lines: u64,
    pub bytes: u64,
}

impl<'a> CsvFile<'a> {
    /// Opens `path`; Windows-1252 ends its lines with CR LF, the other encodings with LF.
    pub fn create(sink: &'a mut dyn Sink, path: &str, encoding: Encoding) -> io::Result<Self> {
        let mut file = Self {
            out: BufWriter::with_capacity(1 << 16, sink.create(path)?),
            encoding,
            line_end: if encoding == Encoding::Windows1252 { "\r\n" } else { "\n" },
            line: String::new(),
            encoded: Vec::new(),
            written: Written::default(),
        };
        if encoding == Encoding::Utf8WithBom {
            file.out.write_all("\u{feff}".as_bytes())?;
            file.written.bytes += 3;
        }
        Ok(file)
    }

    /// Writes one line; the caller puts the separators in it.
    pub fn line(&mut self, text: fmt::Arguments<'_>) -> io::Result<()> {
        self.line.clear();
        fmt::write(&mut self.line, text).map_err(io::Error::other)?;
        self.line.push_str(self.line_end);
        self.written.lines += 1;
        if self.encoding == Encoding::Windows1252 {
            self.encoded.clear();
            self.encoded.extend(self.line.chars().map(windows_1252_byte));
            self.written.bytes += self.encoded.len() as u64;
            self.out.write_all(&self.encoded)
        } else {
            self.written.bytes += self.line.len() as u64;
            self.out.write_all(self.line.as_bytes())
        }
    }

    /// Hands the last bytes to the sink and says what the file took.
    pub fn finish(mut self) -> io::Result<Written> {
        self.out.flush()?;
        Ok(self.written)
    }
}

/// The byte of a character in Windows-1252; a character it has no byte for becomes `?`.
fn windows_1252_byte(character: char) -> u8 {
    match character {
        '€' => 0x80,
        '’' => 0x92,
        '–' => 0x96,
        // The bytes 0x80 to 0x9F hold punctuation there, so Latin-1 agrees only outside them.
        '\u{80}'..='\u{9f}' => b'?',
        _ => u8::try_from(u32::from(character)).unwrap_or(b'?'),
    }
}

/// An amount in hundredths, with a decimal comma and no needless zeros: `2,5`, `150`.
pub struct Hundredths(pub u32);

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match (rest / 10, rest % 10) {
            (0, 0) => write!(f, "{whole}"),
            (tenths, 0) => write!(f, "{whole},{tenths}"),
            _ => write!(f, "{whole},{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_the_bytes_of_windows_1252() {
        #[track_caller]
        fn case(character: char, expected: u8) {
            assert_eq!(windows_1252_byte(character), expected);
        }

        case('a', b'a');
        case('ë', 0xEB);
        case('é', 0xE9);
        case('–', 0x96);
        case('Ω', b'?');
    }

    #[test]
    fn leaves_needless_zeros_out() {
        #[track_caller]
        fn case(hundredths: u32, expected: &str) {
            assert_eq!(Hundredths(hundredths).to_string(), expected);
        }

        case(250, "2,5");
        case(15_000, "150");
        case(31_205, "312,05");
        case(75, "0,75");
    }
}
