//! Files of SPSS: `.sav`, plain or in bytecode, and `.zsav`.
//!
//! A file is a header, a dictionary of variables, and cases. Dictionary and cases are in the byte
//! order of the computer that wrote them, texts in an encoding that the dictionary may name.
//! Cases are read one by one, so a file of any length takes the memory of its dictionary.
//!
//! An empty cell and a value that a researcher declared to be no answer (user-missing) are both
//! given as nothing, because no indicator counts them.
//!
//! References:
//! - GNU PSPP developers' guide, appendix "System File Format", version 2.0.1: all records and
//!   the three ways in which cases are written.

mod bytes;
mod cases;
mod columns;
mod dictionary;
mod elements;
mod encoding;
mod extension;
mod fault;
mod header;
mod labels;
mod missing;
mod value;
mod variable;
mod zlib;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufRead, BufReader, Seek};

use super::{Cell, Facts, Fail, KindInput, RowSink};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::decode::shown_text;
use bytes::{Bytes, Order};
use columns::Column;
use dictionary::Dictionary;
use elements::Elements;
use encoding::Codering;
use fault::Fault;
use header::Compression;

/// Reads the file; row 1 is the header, so case `n` is row `n + 1`.
pub(in crate::source) fn read(input: &KindInput<'_>, sink: &mut dyn RowSink) -> Result<(), Fail> {
    read_from(BufReader::new(File::open(input.path)?), input, sink)
}

/// Reads an open file, whose path is only shown.
fn read_from(
    file: impl BufRead + Seek + 'static,
    input: &KindInput<'_>,
    sink: &mut dyn RowSink,
) -> Result<(), Fail> {
    // The header says which order it is.
    let mut bytes = Bytes::new(file, Order::Little);
    let dictionary = dictionary::read(&mut bytes);
    let dictionary = dictionary.map_err(|fault| fault.at(input.shown, "its dictionary", None))?;
    let codering = Codering::choose(dictionary.encoding.as_deref(), dictionary.page);
    let columns = columns::columns(&dictionary.variables, codering.encoding(), input.wanted);
    sink.start(Facts {
        serial_zero: None,
        told: told(&dictionary, &columns, codering),
        ..Facts::default()
    })?;
    if let Codering::Unknown(name) = codering {
        let name = shown_text(name);
        let message = format!("texts are read as windows-1252: encoding `{name}` is not known");
        let finding = Diagnostic::new(Code::Encoding, message)
            .at(Place::file(input.shown.clone()), "named in this file")
            .help("save it from SPSS in Unicode");
        sink.finding(finding);
    }
    for column in &columns {
        sink.cell(Cell::Text(&column.kop));
    }
    sink.end_row()?;
    let order = bytes.order;
    let elements = elements(bytes, &dictionary)
        .map_err(|fault| fault.at(input.shown, "its table of blocks", None))?;
    let cases = cases::Cases { dictionary: &dictionary, columns: &columns, codering, order };
    cases.read(elements, input.shown, sink)
}

/// The elements of the cases, which begin where the dictionary ends.
fn elements<R: BufRead + Seek + 'static>(
    bytes: Bytes<R>,
    dictionary: &Dictionary,
) -> Result<Elements, Fault> {
    let bias = dictionary.header.bias;
    let Bytes { input, order, position, .. } = bytes;
    Ok(match dictionary.header.compression {
        Compression::None => Elements::plain(Box::new(input)),
        Compression::Bytecode => Elements::bytecode(Box::new(input), bias),
        Compression::Zlib => {
            Elements::bytecode(Box::new(zlib::Blocks::open(input, order, position)?), bias)
        }
    })
}

/// What is told of the file.
fn told(dictionary: &Dictionary, columns: &[Column], codering: Codering<'_>) -> Vec<String> {
    let name = codering.encoding().name();
    let mut told = vec![match codering {
        Codering::Named(_) => format!("encoding {name}"),
        Codering::Untold | Codering::Unknown(_) => format!("encoding {name}, by default"),
    }];
    told.push(counted(columns.len() as u64, "variable"));
    told.extend(dictionary.n_cases.map(|n_cases| counted(n_cases, "case")));
    told.push(dictionary.header.compression.told().to_owned());
    if let Some(idx) = dictionary.weight {
        told.push(format!("weighted by `{}`", shown_text(&columns[idx].kop)));
    }
    let n_missing = dictionary.variables.iter().filter(|it| !it.missing.is_empty()).count();
    if n_missing > 0 {
        told.push(format!("{} with user-missing values", counted(n_missing as u64, "variable")));
    }
    told
}

/// A number of things.
fn counted(n: u64, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}
