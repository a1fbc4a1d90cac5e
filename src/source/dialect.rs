//! How a file of text is written: what a monitor declares, and what is settled for each file.
//!
//! What is settled holds for the whole file: a cell never decides how it is read itself.

use std::fmt;

/// The encoding of the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Codering {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Windows-1252, in which older systems export.
    Windows1252,
    /// UTF-16 with the low byte first, as Windows writes "Unicode".
    Utf16Le,
    /// UTF-16 with the high byte first.
    Utf16Be,
}

impl Codering {
    /// All encodings.
    pub const ALL: [Self; 4] = [Self::Utf8, Self::Windows1252, Self::Utf16Le, Self::Utf16Be];

    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }
}

/// The signs that may stand between thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duizendtal {
    /// No sign: digits stand together.
    Geen,
    /// This byte: a point, a comma or an apostrophe.
    Teken(u8),
    /// A space, also one that does not break.
    Spatie,
}

impl Duizendtal {
    /// All signs.
    pub const ALL: [Self; 5] =
        [Self::Geen, Self::Teken(b'.'), Self::Teken(b','), Self::Teken(b'\''), Self::Spatie];

    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Geen => "geen",
            Self::Teken(b'.') => ".",
            Self::Teken(b',') => ",",
            Self::Teken(_) => "'",
            Self::Spatie => " ",
        }
    }
}

/// What a monitor declares of how the files of a source are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DialectSpec {
    /// The encoding.
    pub codering: Option<Codering>,
    /// The byte between fields.
    pub scheidingsteken: Option<u8>,
    /// The byte before the decimals of a number.
    pub decimaal: Option<u8>,
    /// The one that its publisher uses, which the numbers of a file may contradict.
    pub decimaal_verwacht: Option<u8>,
    /// The sign between thousands.
    pub duizendtal: Option<Duizendtal>,
    /// The line of the header, from 1.
    pub kopregel: Option<u64>,
}

/// A property of a file and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Known<T> {
    pub value: T,
    pub how: How,
}

/// How a property of a file is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// The monitor says so.
    Declared,
    /// The byte order mark of the file says so.
    Marked,
    /// It follows from the content of the file.
    Found,
    /// Nothing in the file depends on it.
    Unused,
}

impl How {
    fn word(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Marked => "by its mark",
            Self::Found => "found",
            Self::Unused => "not needed",
        }
    }
}

impl<T> Known<T> {
    /// What is declared, else what `find` gives.
    pub fn declared_or(declared: Option<T>, find: impl FnOnce() -> Self) -> Self {
        declared.map_or_else(find, |value| Self { value, how: How::Declared })
    }
}

/// How one file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The encoding of the file itself.
    pub codering: Known<Codering>,
    pub scheidingsteken: Known<u8>,
    pub decimaal: Known<u8>,
    /// The sign between thousands; none declared means every sign that is not the decimal one.
    pub duizendtal: Option<Duizendtal>,
    /// The line of the header, from 1.
    pub kopregel: Known<u64>,
}

/// A byte as a message shows it.
pub(super) fn shown_sign(byte: u8) -> String {
    if byte == b'\t' { "\\t".to_owned() } else { char::from(byte).to_string() }
}

impl fmt::Display for Dialect {
    /// The properties with how they are known, for `check -v`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { codering, scheidingsteken, decimaal, duizendtal, kopregel } = self;
        write!(f, "{} ({})", codering.value.word(), codering.how.word())?;
        let sign = shown_sign(scheidingsteken.value);
        write!(f, ", fields `{sign}` ({})", scheidingsteken.how.word())?;
        let sign = shown_sign(decimaal.value);
        write!(f, ", decimals `{sign}` ({})", decimaal.how.word())?;
        if let Some(duizendtal) = duizendtal {
            write!(f, ", thousands `{}` (declared)", duizendtal.word())?;
        }
        write!(f, ", header on line {} ({})", kopregel.value, kopregel.how.word())
    }
}
