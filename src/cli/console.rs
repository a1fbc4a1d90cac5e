//! The terminal: what may be said, whether in colour, and whether a bar may be drawn.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, OnceLock};
use std::time::Instant;

use super::Color;
use super::finding::{Counts, Format};
use crate::diagnostic::{Diagnostic, Level};

/// The one door to stdout and stderr.
///
/// stdout is data; findings, progress and summaries go to stderr.
#[derive(Debug)]
pub(super) struct Console {
    quiet: bool,
    verbose: bool,
    color: bool,
    bars: bool,
    /// When the last step ended.
    since: Mutex<Instant>,
}

/// The form of all that goes to stderr.
///
/// A process has one stderr, so what is written where no console is at hand has this form, too.
static FORMAT: OnceLock<Format> = OnceLock::new();

fn format() -> Format {
    FORMAT.get().copied().unwrap_or_default()
}

/// Text without control characters, which could steer a terminal.
pub(super) fn clean(text: &str) -> String {
    let tame = |c: char| match c {
        '\n' => vec![c],
        c if c.is_control() => c.escape_default().collect(),
        c => vec![c],
    };
    text.chars().flat_map(tame).collect()
}

/// True when the reader of our output went away, which is not an error.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let is_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref().is_some_and(is_pipe))
}

impl Console {
    pub(super) fn new(quiet: bool, verbose: bool, color: Color, format: Format) -> Self {
        FORMAT.get_or_init(|| format);
        let terminal = io::stderr().is_terminal();
        let color = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        };
        // A bar between objects would be no JSON.
        let bars = terminal && !quiet && format != Format::Json;
        Self { quiet, verbose, color, bars, since: Mutex::new(Instant::now()) }
    }

    /// True when the user wants everything told.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// True when a progress bar may be drawn.
    pub(super) fn draws_bars(&self) -> bool {
        self.bars
    }

    /// Writes a line of data to stdout.
    pub(super) fn data(line: &str) -> io::Result<()> {
        writeln!(io::stdout().lock(), "{}", clean(line))
    }

    /// Writes a text of lines to stdout.
    pub(super) fn text(text: &str) -> io::Result<()> {
        io::stdout().lock().write_all(clean(text).as_bytes())
    }

    /// Writes the bytes of a file to stdout.
    pub(super) fn bytes(bytes: &[u8]) -> io::Result<()> {
        io::stdout().lock().write_all(bytes)
    }

    /// Tells the user something, unless they want quiet.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            Self::write(line);
        }
    }

    /// Ends a step and tells how long it took, when the user wants everything told.
    ///
    /// Steps follow each other without a gap, so together they are the whole run.
    pub(super) fn took(&self, step: &str) {
        let now = Instant::now();
        let Ok(mut since) = self.since.lock() else { return };
        if self.verbose {
            let seconds = now.duration_since(*since).as_secs_f64();
            self.say(&format!("took      {step:<44} {seconds:.2} s"));
        }
        *since = now;
    }

    /// Tells the user what cannot be left out.
    pub(super) fn write(line: &str) {
        Self::put(&format().message(line));
    }

    /// Writes a line that is clean and in the right form already.
    fn put(line: &str) {
        // When even stderr is gone there is nobody left to tell.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }

    /// Shows findings and says how many there are.
    pub(super) fn findings(&self, findings: &[Diagnostic], folder: &str) {
        for finding in findings {
            if !self.quiet || finding.level == Level::Error {
                Self::put(&format().finding(finding, folder, self.color));
            }
        }
        if let Some(summary) = format().summary(Counts::of(findings)).filter(|_| !self.quiet) {
            Self::put(&summary);
        }
    }

    /// Says that the machine failed, and on what.
    pub(super) fn failure(error: &anyhow::Error) {
        Self::put(&format().failure(&format!("{error:#}")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tames_escapes_of_a_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\nc"), "a\\u{1b}[31mb\nc");
    }
}
