//! Where a finding points: into a definition file, at a cell of an export, or at a file.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A text file that findings point into, with the path as the user knows it.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    /// The path from the current folder.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl SourceText {
    /// The line and the column, both from 1, of a byte offset; columns count characters.
    pub fn line_column(&self, offset: usize) -> (u64, u64) {
        let before = &self.text[..self.text.floor_char_boundary(offset.min(self.text.len()))];
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        (line as u64, column as u64)
    }
}

/// Where a finding points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Into a definition file, which is shown with the finding.
    Text {
        /// The file.
        file: Arc<SourceText>,
        /// The bytes pointed at.
        span: Range<usize>,
    },
    /// At a row or a cell of an export, which is never shown.
    Cell {
        /// The path of the file.
        file: Arc<str>,
        /// The line the row starts on, from 1.
        line: u64,
        /// The number of the column, from 1, and its header.
        column: Option<(u32, Arc<str>)>,
    },
    /// At a file or folder as a whole.
    File {
        /// The path.
        path: Arc<str>,
    },
}

impl Place {
    /// A place in a definition file.
    pub fn text(file: &Arc<SourceText>, span: Range<usize>) -> Self {
        Self::Text { file: Arc::clone(file), span }
    }

    /// A file or folder as a whole.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self::File { path: path.into() }
    }

    /// The path of the file.
    pub fn path(&self) -> &str {
        match self {
            Self::Text { file, .. } => &file.path,
            Self::Cell { file, .. } => file,
            Self::File { path } => path,
        }
    }

    /// The line from 1, where there is one.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::Text { file, span } => Some(file.line_column(span.start).0),
            Self::Cell { line, .. } => Some(*line),
            Self::File { .. } => None,
        }
    }

    /// The column from 1: characters in a definition, fields in an export.
    pub fn column(&self) -> Option<u64> {
        match self {
            Self::Text { file, span } => Some(file.line_column(span.start).1),
            Self::Cell { column, .. } => column.as_ref().map(|(number, _)| u64::from(*number)),
            Self::File { .. } => None,
        }
    }
}

impl fmt::Display for Place {
    /// `path:line:column`, as editors understand it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())?;
        if let Some(line) = self.line() {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column() {
            write!(f, ":{column}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_not_bytes() {
        let file = SourceText { path: "a.toml".into(), text: "é = 1\nën = 2\n".into() };
        assert_eq!(file.line_column(0), (1, 1));
        assert_eq!(file.line_column(7), (2, 1));
        assert_eq!(file.line_column(9), (2, 2));
    }
}
