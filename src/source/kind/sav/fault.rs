//! Why an SPSS file is not read any further, before the place of it is known.

use std::io;
use std::sync::Arc;

use super::super::Fail;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The code of all findings on content that makes no sense.
const CODE: Code = Code::BadFile;

/// What the owner of the file can do about it.
const HELP: &str = "export it again from SPSS, as `.sav` or as CSV";

/// Why a file is not read any further.
#[derive(Debug)]
pub(super) enum Fault {
    /// The file ends where more must follow.
    Cut,
    /// Something makes no sense: what, in a few words.
    Bad(String),
    /// The file may be well, but is not one that is read: what it is, and what can be done.
    Other(&'static str, &'static str),
    /// Nothing to do with the content.
    Outside(Fail),
}

impl Fault {
    /// Says that something makes no sense.
    pub(super) fn bad<T>(what: impl Into<String>) -> Result<T, Self> {
        Err(Self::Bad(what.into()))
    }

    /// Adds the place: the file, and the line where one is known; `part` is what was being read.
    pub(super) fn at(self, shown: &Arc<str>, part: &str, line: Option<u64>) -> Fail {
        let (message, label, help) = match self {
            Self::Outside(fail) => return fail,
            Self::Other(what, help) => (format!("this is {what}"), "not read", help),
            Self::Bad(what) => {
                (format!("the SPSS file is damaged: {what}"), "read up to here", HELP)
            }
            Self::Cut => {
                (format!("the SPSS file is cut off within {part}"), "read up to here", HELP)
            }
        };
        let place = match line {
            Some(line) => Place::Cell { file: Arc::clone(shown), line, column: None },
            None => Place::file(Arc::clone(shown)),
        };
        let finding = Diagnostic::new(CODE, message).at(place, label).help(help);
        Fail::Content(Box::new(finding))
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Cut,
            // Only the reader of compressed blocks says this, in its own words.
            io::ErrorKind::InvalidData => Self::Bad(error.to_string()),
            _ => Self::Outside(Fail::Machine(error)),
        }
    }
}

impl From<Fail> for Fault {
    fn from(fail: Fail) -> Self {
        Self::Outside(fail)
    }
}
