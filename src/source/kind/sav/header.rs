//! The first 176 bytes of an SPSS file.

use std::io::Read;

use super::bytes::{Bytes, Order};
use super::fault::Fault;

/// How the cases are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compression {
    /// Eight bytes for every number and every eight characters.
    None,
    /// A byte for each small whole number.
    Bytecode,
    /// Bytecode in deflated blocks (`.zsav`).
    Zlib,
}

impl Compression {
    /// The word in what is told of a file.
    pub(super) fn told(self) -> &'static str {
        match self {
            Self::None => "not compressed",
            Self::Bytecode => "compressed by bytecode",
            Self::Zlib => "compressed by zlib",
        }
    }
}

/// What the header of an SPSS file says.
#[derive(Debug)]
pub(super) struct FileHeader {
    /// How the cases are written.
    pub compression: Compression,
    /// The record of the variable by which cases are weighted, from 1; 0 when they are not.
    pub weight_record: usize,
    /// The number of cases; programs that did not know it beforehand leave it out.
    pub n_cases: Option<u64>,
    /// What is taken from a bytecode to make it a number, nearly always 100.
    pub bias: f64,
}

/// Reads the header and from it the byte order of all that follows.
pub(super) fn read<R: Read>(bytes: &mut Bytes<R>) -> Result<FileHeader, Fault> {
    let is_zlib = match &bytes.array()? {
        b"$FL2" => false,
        b"$FL3" => true,
        // "$FL2" in the characters of mainframes.
        [0x5B, 0xC6, 0xD3, 0xF2] => {
            return Err(Fault::Other("an SPSS file in EBCDIC", "export it from SPSS as CSV"));
        }
        _ if is_encrypted(bytes) => {
            return Err(Fault::Other("an encrypted SPSS file", "save it without a password"));
        }
        _ => {
            let help = "`$FL2` or `$FL3` must stand at its start: export it again from SPSS";
            return Err(Fault::Other("no SPSS file", help));
        }
    };
    // The name of the program that wrote it.
    bytes.skip(60)?;
    let layout = bytes.array()?;
    bytes.order = match (i32::from_le_bytes(layout), i32::from_be_bytes(layout)) {
        (2 | 3, _) => Order::Little,
        (_, 2 | 3) => Order::Big,
        (other, _) => return Fault::bad(format!("layout {other}, where 2 or 3 must be")),
    };
    // The number of elements of a case, which many programs write wrongly.
    bytes.skip(4)?;
    let compression = match (bytes.i32()?, is_zlib) {
        (0, false) => Compression::None,
        (1, false) => Compression::Bytecode,
        (2, true) => Compression::Zlib,
        (other, _) => return Fault::bad(format!("compression {other} is not known")),
    };
    let weight_record = bytes.count(i32::MAX as usize, "as the weighting variable")?;
    let n_cases = match bytes.i32()? {
        -1 => None,
        n => match u64::try_from(n) {
            Ok(n) => Some(n),
            Err(_) => return Fault::bad(format!("{n} cases")),
        },
    };
    let bias = bytes.f64()?;
    if !bias.is_finite() {
        return Fault::bad("its compression bias is no number");
    }
    // Date, time and label of the file, and three bytes of nothing.
    bytes.skip(9 + 8 + 64 + 3)?;
    Ok(FileHeader { compression, weight_record, n_cases, bias })
}

/// True when the rest of the first twenty bytes is that of an encrypted file.
fn is_encrypted<R: Read>(bytes: &mut Bytes<R>) -> bool {
    bytes.array::<16>().is_ok_and(|rest| rest.ends_with(b"ENCRYPTEDSAV"))
}
