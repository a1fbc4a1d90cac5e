//! The cases as rows.

use std::sync::Arc;

use super::super::{Cell, Fail, RowSink};
use super::bytes::{Order, trim_padding};
use super::columns::Column;
use super::dictionary::Dictionary;
use super::elements::{Element, Elements};
use super::encoding::Codering;
use super::fault::Fault;
use super::labels::number_key;
use super::value;
use super::variable::{SEGMENT, Variable};
use crate::diagnostic::{Code, Diagnostic, Place};

/// What is needed to read cases.
pub(super) struct Cases<'f> {
    /// What the file says of them.
    pub dictionary: &'f Dictionary,
    /// A column for each variable.
    pub columns: &'f [Column],
    /// The encoding of texts.
    pub codering: Codering<'f>,
    /// The byte order of numbers.
    pub order: Order,
}

/// What is used again for every cell.
#[derive(Default)]
struct Buffers {
    /// A text as it stands in the file.
    bytes: Vec<u8>,
    /// The text of a cell.
    text: String,
    /// True when a text was not in the encoding of the file.
    is_garbled: bool,
}

impl Cases<'_> {
    /// Gives all cases as rows.
    pub(super) fn read(
        &self,
        mut elements: Elements,
        shown: &Arc<str>,
        sink: &mut dyn RowSink,
    ) -> Result<(), Fail> {
        let mut buffers = Buffers::default();
        let mut is_told = false;
        let mut n_cases = 0;
        loop {
            let line = n_cases + 2;
            let at = |fault: Fault| fault.at(shown, &format!("case {}", line - 1), Some(line));
            let Some(first) = elements.next().map_err(at)? else { break };
            let garbled = self.read_case(first, &mut elements, &mut buffers, sink).map_err(at)?;
            if let Some(idx) = garbled.filter(|_| !is_told) {
                is_told = true;
                sink.finding(self.garbled(idx, line, shown));
            }
            sink.end_row()?;
            n_cases += 1;
        }
        match self.dictionary.n_cases {
            Some(expected) if expected != n_cases => {
                let what = format!("{n_cases} cases, where its header says {expected}");
                Err(Fault::Bad(what).at(shown, "", None))
            }
            _ => Ok(()),
        }
    }

    /// Gives the cells of a case; the place of a text that is not in the encoding comes back.
    fn read_case(
        &self,
        first: Element,
        elements: &mut Elements,
        buffers: &mut Buffers,
        sink: &mut dyn RowSink,
    ) -> Result<Option<usize>, Fault> {
        let mut first = Some(first);
        let mut next = || match first.take() {
            Some(first) => Ok(first),
            None => elements.next()?.ok_or(Fault::Cut),
        };
        let mut garbled = None;
        buffers.is_garbled = false;
        let columns = self.dictionary.variables.iter().zip(self.columns);
        for (idx, (variable, column)) in columns.enumerate() {
            let cell = if variable.is_text() {
                read_text(variable, &mut next, &mut buffers.bytes)?;
                self.text_cell(variable, column, buffers)
            } else {
                let number = next()?.number(self.order)?;
                self.number_cell(number, variable, column, buffers)
            };
            sink.cell(cell);
            if buffers.is_garbled && garbled.is_none() {
                garbled = Some(idx);
            }
        }
        Ok(garbled)
    }

    /// The cell of a number.
    fn number_cell<'b>(
        &self,
        number: Option<f64>,
        variable: &Variable,
        column: &Column,
        buffers: &'b mut Buffers,
    ) -> Cell<'b> {
        let is_answer = |&number: &f64| {
            // Files that declare another number for it than usual may yet hold the usual one.
            number != f64::MIN
                && number != self.dictionary.system_missing
                && !variable.missing.has_number(number)
        };
        let Some(number) = number.filter(is_answer) else { return Cell::Empty };
        // One zero, without a sign.
        let number = number + 0.0;
        let label = column.labels.then(|| variable.label_of(&number_key(number)));
        match label.flatten() {
            Some(label) => self.decoded(label, &mut buffers.text, &mut buffers.is_garbled),
            None => value::cell(number, variable.format, &mut buffers.text),
        }
    }

    /// The cell of the text in the buffer.
    fn text_cell<'b>(
        &self,
        variable: &Variable,
        column: &Column,
        buffers: &'b mut Buffers,
    ) -> Cell<'b> {
        let text = trim_padding(&buffers.bytes);
        if text.is_empty() || variable.missing.has_text(text) {
            return Cell::Empty;
        }
        let label = column.labels.then(|| variable.label_of(text)).flatten();
        self.decoded(label.unwrap_or(text), &mut buffers.text, &mut buffers.is_garbled)
    }

    /// The cell of a text in the encoding of the file.
    fn decoded<'b>(&self, text: &[u8], buffer: &'b mut String, is_garbled: &mut bool) -> Cell<'b> {
        let (text, had_errors) = self.codering.decode(text);
        *is_garbled |= had_errors;
        buffer.clear();
        buffer.push_str(&text);
        Cell::Text(buffer)
    }

    /// The finding on a text that is not in the encoding of the file.
    fn garbled(&self, idx: usize, line: u64, shown: &Arc<str>) -> Diagnostic {
        let name = self.codering.encoding().name();
        let message = format!("a text is not in the encoding of the file, {name}");
        let column = Some((idx as u32 + 1, Arc::from(&*self.columns[idx].kop)));
        Diagnostic::new(Code::Encoding, message)
            .at(Place::Cell { file: Arc::clone(shown), line, column }, "read with `\u{FFFD}` in it")
            .help("save the file from SPSS in Unicode; only the first such text is shown")
    }
}

/// Reads the segments of a text into the buffer.
fn read_text(
    variable: &Variable,
    mut next: impl FnMut() -> Result<Element, Fault>,
    buffer: &mut Vec<u8>,
) -> Result<(), Fault> {
    buffer.clear();
    for n_behind in (0..variable.n_segments).rev() {
        let width = if n_behind == 0 { variable.last_width } else { SEGMENT };
        let end = buffer.len() + width;
        for _ in 0..width.div_ceil(8) {
            buffer.extend_from_slice(&next()?.text()?);
        }
        buffer.truncate(end);
    }
    buffer.truncate(variable.width);
    Ok(())
}
