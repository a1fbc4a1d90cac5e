//! The variables of a file: what a column holds and how its cells are laid out.

use std::io::Read;
use std::rc::Rc;

use super::bytes::{Bytes, trim_padding};
use super::fault::Fault;
use super::labels::Labels;
use super::missing::Missing;

/// The longest label of a variable, in bytes; SPSS itself writes 256 at most.
const MAX_LABEL: usize = 64 << 10;

/// What the bookkeeping of a variable takes in memory, about.
const SIZE: usize = 256;

/// The width of a segment of a text, for all of its segments but the last.
pub(super) const SEGMENT: usize = 255;

/// A variable.
#[derive(Debug)]
pub(super) struct Variable {
    /// The place of its record among those of all variables, from 1.
    pub record: usize,
    /// The name of eight bytes by which records speak of it.
    pub short_name: Box<[u8]>,
    /// The name that users know.
    pub name: Box<[u8]>,
    /// What the variable is about; empty when nothing is said.
    pub label: Box<[u8]>,
    /// The bytes of its text; 0 for a number.
    pub width: usize,
    /// In how many segments the text stands: one for 255 bytes, more for longer ones.
    pub n_segments: usize,
    /// The width of the last segment.
    pub last_width: usize,
    /// How SPSS shows the number.
    pub format: Format,
    /// The values that are no answer.
    pub missing: Missing,
    /// The labels of values: the last ones, where the file gives several.
    pub labels: Option<Rc<Labels>>,
}

impl Variable {
    /// True for a text.
    pub(super) fn is_text(&self) -> bool {
        self.width > 0
    }

    /// The label of a value that is written as this key.
    pub(super) fn label_of(&self, key: &[u8]) -> Option<&[u8]> {
        self.labels.as_ref()?.get(key)
    }
}

/// How a number is shown, as far as it says what the number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// As a number.
    Number,
    /// As a day.
    Day,
    /// As a day with a time.
    DayTime,
    /// As a month.
    Month,
    /// As a quarter.
    Quarter,
    /// As a week.
    Week,
}

impl Format {
    /// The format with this number in a print format.
    fn of(kind: u8) -> Self {
        match kind {
            // DATE, ADATE, JDATE, EDATE, SDATE.
            20 | 23 | 24 | 38 | 39 => Self::Day,
            // DATETIME, YMDHMS.
            22 | 41 => Self::DayTime,
            // MOYR, QYR, WKYR.
            28 => Self::Month,
            29 => Self::Quarter,
            30 => Self::Week,
            _ => Self::Number,
        }
    }
}

/// Reads a variable record behind its type; `None` for one that continues a text.
pub(super) fn read<R: Read>(
    bytes: &mut Bytes<R>,
    record: usize,
) -> Result<Option<Variable>, Fault> {
    let kind = bytes.i32()?;
    let width = match kind {
        -1 => 0,
        _ => match usize::try_from(kind) {
            Ok(width) if width <= SEGMENT => width,
            _ => return Fault::bad(format!("variable record {record} has type {kind}")),
        },
    };
    let has_label = bytes.count(1, "labels of a variable")? == 1;
    let missing_kind = bytes.i32()?;
    if !(-3..=3).contains(&missing_kind) || missing_kind == -1 {
        return Fault::bad(format!("{missing_kind} missing values of a variable"));
    }
    let format = bytes.i32()?;
    // How it is written to text files, which some programs leave empty.
    bytes.skip(4)?;
    let name: [u8; 8] = bytes.array()?;
    let label = if has_label {
        let n = bytes.count(MAX_LABEL, "bytes in the label of a variable")?;
        let label = bytes.vec(n)?;
        bytes.skip((n.next_multiple_of(4) - n) as u64)?;
        label
    } else {
        Vec::new()
    };
    let mut values = Vec::new();
    for _ in 0..missing_kind.unsigned_abs() {
        values.push(bytes.array()?);
    }
    if kind == -1 {
        return Ok(None);
    }
    bytes.keep(SIZE)?;
    let name = Box::from(trim_padding(&name));
    Ok(Some(Variable {
        record,
        short_name: Box::clone(&name),
        name,
        label: Box::from(trim_padding(&label)),
        width,
        n_segments: 1,
        last_width: width,
        format: Format::of(format.to_le_bytes()[2]),
        missing: Missing::parse(missing_kind, &values, width > 0, bytes.order)?,
        labels: None,
    }))
}
