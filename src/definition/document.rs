//! A definition file as TOML: its values with their places, and what was found in it.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};

/// A value and the bytes of the file that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At<T> {
    /// The value.
    pub(super) value: T,
    /// The bytes.
    pub(super) span: Range<usize>,
}

/// The file that is read and what was found in it.
pub(super) struct Context<'d> {
    /// The file.
    pub(super) file: &'d Arc<SourceText>,
    findings: RefCell<Findings>,
}

impl<'d> Context<'d> {
    /// A file in which nothing was found yet.
    pub(super) fn new(file: &'d Arc<SourceText>) -> Self {
        Self { file, findings: RefCell::default() }
    }

    /// Adds a finding.
    pub(super) fn report(&self, finding: Diagnostic) {
        self.findings.borrow_mut().push(finding);
    }

    /// The place of some bytes.
    pub(super) fn place(&self, span: &Range<usize>) -> Place {
        Place::text(self.file, span.clone())
    }

    /// The findings.
    pub(super) fn into_findings(self) -> Findings {
        self.findings.into_inner()
    }

    /// Parses the file as TOML; what could be read, and whether it was all.
    ///
    /// One finding per line: after a fault the parser stumbles a few times more.
    pub(super) fn parse_toml(&self) -> (DeTable<'d>, bool) {
        let (root, errors) = DeTable::parse_recoverable(&self.file.text);
        let is_whole = errors.is_empty();
        let mut last_line = 0;
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let (line, _) = self.file.line_column(span.start);
            if line != last_line {
                last_line = line;
                let finding = Diagnostic::new(Code::TomlSyntax, "the file cannot be read as TOML");
                self.report(finding.at(self.place(&span), error.message()));
            }
        }
        (root.into_inner(), is_whole)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A file that exists only in a test.
    pub(in super::super) fn context_of(text: &str) -> Arc<SourceText> {
        Arc::new(SourceText { path: "a.toml".into(), text: text.into() })
    }

    /// The findings as `code line:column`, sorted by place.
    pub(in super::super) fn codes_of(findings: &Findings) -> Vec<String> {
        let words = |finding: &&Diagnostic| {
            let place = finding.place.as_ref().expect("findings in definitions have a place");
            let (line, column) = (place.line().unwrap_or(0), place.column().unwrap_or(0));
            format!("{} {line}:{column}", finding.code)
        };
        findings.sorted().iter().map(words).collect()
    }

    #[test]
    fn reports_each_line_that_is_not_toml() {
        let file = context_of("a = \nb = 1\nc = 'x\nb = 2\n");
        let ctx = Context::new(&file);
        assert!(!ctx.parse_toml().1);
        let codes = codes_of(&ctx.into_findings());
        assert_eq!(codes, ["toml-syntax 1:5", "toml-syntax 3:7", "toml-syntax 4:1"]);
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_shift_nothing() {
        let file = context_of("\u{feff}a = 1\r\nb = 'x'\r\n");
        let ctx = Context::new(&file);
        let (root, is_whole) = ctx.parse_toml();
        assert!(is_whole);
        assert_eq!(&file.text[root["b"].span()], "'x'");
    }

    #[test]
    fn deep_nesting_is_a_finding() {
        let file = context_of(&format!("a = {}1{}", "[".repeat(100_000), "]".repeat(100_000)));
        let ctx = Context::new(&file);
        assert!(!ctx.parse_toml().1);
    }
}
