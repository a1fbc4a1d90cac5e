//! Messages of iWmo and iJw: who is assigned what, from when to when, and why it ended.
//!
//! Read are 301 (toewijzing), 305 (start), 307 (stop) and 315 (verzoek om toewijzing), one row
//! for each product. All messages have the same columns, so that files of several messages can
//! be one source and a filter on `bericht` tells them apart. Texts are given as they stand:
//! what is a date or a code is judged where all kinds of files are typed.
//!
//! References:
//! - iWmo and iJw 3.2, XML schemas of Zorginstituut Nederland. The root is `Bericht` in each of
//!   them; the message is told by `BerichtCode`, the version by `BerichtVersie`.

mod contact;
mod fields;
#[cfg(test)]
mod tests;
mod walk;

use std::io::{BufRead, BufReader, Read};

use quick_xml::events::Event;
use quick_xml::{Error, Reader};

use self::walk::{Fault, Walk};
use super::super::text::open_utf8;
use super::metered::{Allowance, Metered, is_too_long};
use super::{Fail, KindInput, RowSink};
use crate::diagnostic::{Code, Diagnostic, Place};

/// The bytes that one tag or text may take.
const MAX_TEXT: u64 = 1 << 20;

/// Reads a message.
pub(in crate::source) fn read(input: &KindInput<'_>, sink: &mut dyn RowSink) -> Result<(), Fail> {
    let allowance = Allowance::of(MAX_TEXT);
    let file = BufReader::with_capacity(64 << 10, open_utf8(input.path)?);
    let mut reader = Reader::from_reader(Metered::new(file, allowance.clone()));
    let mut walk = Walk::new(sink);
    let mut bytes = Vec::new();
    loop {
        allowance.renew();
        bytes.clear();
        let event = match reader.read_event_into(&mut bytes) {
            Ok(event) => event,
            Err(error) => {
                let position = reader.error_position();
                return Err(fail(explain(error), position, input));
            }
        };
        let is_end = matches!(event, Event::Eof);
        // An event is read up to its end, so this is the line on which it ends.
        let position = reader.buffer_position();
        walk.take(event).map_err(|fault| fail(fault, position, input))?;
        if is_end {
            return Ok(());
        }
    }
}

/// The error for a fault at a byte of the file.
fn fail(fault: Fault, position: u64, input: &KindInput<'_>) -> Fail {
    let (message, help) = match fault {
        Fault::Stopped(fail) => return fail,
        Fault::Content { message, help } => (message, help),
    };
    let file = input.shown.clone();
    let place = match count_lines(input, position) {
        Some(line) => Place::Cell { file, line, column: None },
        None => Place::file(file),
    };
    let finding = Diagnostic::new(Code::BadXml, message).at(place, "here");
    Fail::Content(Box::new(if help.is_empty() { finding } else { finding.help(help) }))
}

/// The line of a byte, from 1. Only an error needs it, so lines are not counted before.
fn count_lines(input: &KindInput<'_>, position: u64) -> Option<u64> {
    let mut head = BufReader::new(open_utf8(input.path).ok()?.take(position));
    let mut line = 1;
    loop {
        let bytes = head.fill_buf().ok()?;
        if bytes.is_empty() {
            return Some(line);
        }
        line += memchr::memchr_iter(b'\n', bytes).count() as u64;
        let n_bytes = bytes.len();
        head.consume(n_bytes);
    }
}

/// What an error of the parser means; its own words may quote a cell.
fn explain(error: Error) -> Fault {
    let message = match error {
        Error::Io(error) if is_too_long(&error) => "a tag or text is longer than 1 MiB".into(),
        Error::Io(error) => {
            let copy = std::io::Error::new(error.kind(), error.to_string());
            return Fault::Stopped(Fail::Machine(copy));
        }
        Error::Syntax(fault) => format!("the file is not XML, or cut off: {fault}"),
        Error::IllFormed(_) => "the file is not XML: tags do not close what is open".into(),
        Error::Encoding(_) => {
            return Fault::Content {
                message: "the file is not UTF-8".into(),
                help: "messages of iWmo and iJw are UTF-8: ask for the file as it was sent",
            };
        }
        _ => "the file is not XML".into(),
    };
    Fault::Content { message, help: "" }
}
