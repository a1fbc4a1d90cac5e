//! What the workbook library says when it gives up, in words that help.
//!
//! Its own messages may hold the text of a cell, so they are never shown.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{OdsError, XlsError, XlsxError};
use zip::result::ZipError;

use super::super::Fail;
use crate::diagnostic::{Code, Diagnostic, Place};

/// Why a workbook cannot be read.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The machine failed.
    Machine(io::Error),
    /// It is closed with a password.
    Password,
    /// A part that is referred to is not there.
    MissingPart,
    /// The zip container is cut off or changed.
    Damaged,
    /// A part holds something else than it should.
    Content,
    /// A cell holds an error that only one program knows.
    UnknownError,
}

impl Trouble {
    /// The finding, or the failure of the machine, at the last row that could be read.
    pub(super) fn fail_after(self, row: u32, file: &Arc<str>) -> Fail {
        let mut fail = self.fail(file);
        if let Fail::Content(finding) = &mut fail
            && row > 0
        {
            let line = u64::from(row);
            finding.place = Some(Place::Cell { file: Arc::clone(file), line, column: None });
            finding.label = "up to here it can be read".to_string();
        }
        fail
    }

    /// The finding, or the failure of the machine.
    pub(super) fn fail(self, file: &Arc<str>) -> Fail {
        let save = "open it in a spreadsheet program, which may repair it, and save it again";
        let (what, help) = match self {
            Self::Machine(error) => return Fail::Machine(error),
            Self::Password => ("is closed with a password", "save it without a password"),
            Self::MissingPart => ("lacks a part that it refers to", save),
            Self::Damaged => ("is damaged or cut off", "export or copy it again"),
            Self::Content => ("has a content that makes no sense", save),
            Self::UnknownError => {
                ("has a cell with an unknown error", "remove the errors and save it again")
            }
        };
        bad_workbook(file, &format!("workbook `{file}` {what}"), help)
    }
}

/// A workbook that is not read, with what can be done.
pub(super) fn bad_workbook(file: &Arc<str>, message: &str, help: &str) -> Fail {
    let finding = Diagnostic::new(Code::BadWorkbook, message);
    Fail::Content(Box::new(finding.at(Place::file(Arc::clone(file)), "").help(help)))
}

/// Calls the library, in which an odd file may cause a panic.
pub(super) fn guarded<T, E: Into<Trouble>>(
    work: impl FnOnce() -> Result<T, E>,
) -> Result<T, Trouble> {
    // What the call leaves behind half done is not used again: every caller gives up.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(Trouble::Content),
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        // Decompressing reports damage as a failure to read, without a number of the system.
        if error.raw_os_error().is_some() { Self::Machine(error) } else { Self::Damaged }
    }
}

impl From<ZipError> for Trouble {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => error.into(),
            ZipError::FileNotFound => Self::MissingPart,
            _ => Self::Damaged,
        }
    }
}

impl From<quick_xml::Error> for Trouble {
    fn from(error: quick_xml::Error) -> Self {
        match error {
            quick_xml::Error::Io(error) => match error.raw_os_error() {
                Some(number) => Self::Machine(io::Error::from_raw_os_error(number)),
                None => Self::Damaged,
            },
            _ => Self::Content,
        }
    }
}

impl From<XlsxError> for Trouble {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Io(error) => error.into(),
            XlsxError::Zip(error) => error.into(),
            XlsxError::Xml(error) => error.into(),
            XlsxError::Password => Self::Password,
            XlsxError::CellError(_) => Self::UnknownError,
            XlsxError::FileNotFound(_)
            | XlsxError::RelationshipNotFound
            | XlsxError::WorksheetNotFound(_) => Self::MissingPart,
            _ => Self::Content,
        }
    }
}

impl From<XlsError> for Trouble {
    fn from(error: XlsError) -> Self {
        match error {
            XlsError::Io(error) => error.into(),
            XlsError::Password => Self::Password,
            _ => Self::Content,
        }
    }
}

impl From<OdsError> for Trouble {
    fn from(error: OdsError) -> Self {
        match error {
            OdsError::Io(error) => error.into(),
            OdsError::Zip(error) => error.into(),
            OdsError::Xml(error) => error.into(),
            OdsError::Password => Self::Password,
            OdsError::FileNotFound(_) | OdsError::WorksheetNotFound(_) => Self::MissingPart,
            _ => Self::Content,
        }
    }
}
