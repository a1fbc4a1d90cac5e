//! All that stands before the cases: the variables and what is known of them.

use std::io::Read;
use std::rc::Rc;

use super::bytes::Bytes;
use super::extension::Extensions;
use super::fault::Fault;
use super::header::{self, FileHeader};
use super::labels::Draft;
use super::variable::{self, Variable};

/// The most variables of a file; surveys have hundreds, panels some thousands.
const MAX_VARIABLES: usize = 100_000;

/// The most records of variables, of which a text has one for every eight bytes.
const MAX_RECORDS: usize = 4_000_000;

/// What a file says of its cases.
pub(super) struct Dictionary {
    /// The header.
    pub header: FileHeader,
    /// The variables, one for each column.
    pub variables: Vec<Variable>,
    /// The name of the encoding.
    pub encoding: Option<String>,
    /// The number of the code page.
    pub page: Option<i32>,
    /// The number of cases, where the file knows it.
    pub n_cases: Option<u64>,
    /// The number that stands for an empty cell.
    pub system_missing: f64,
    /// The place of the variable by which cases are weighted.
    pub weight: Option<usize>,
}

/// Reads the dictionary, up to the first byte of the cases.
pub(super) fn read<R: Read>(bytes: &mut Bytes<R>) -> Result<Dictionary, Fault> {
    let header = header::read(bytes)?;
    let mut variables = Variables::default();
    let mut extensions = Extensions::default();
    loop {
        match bytes.i32()? {
            2 => variables.read(bytes)?,
            _ if variables.n_awaited > 0 => {
                return Fault::bad("a text variable has too few records");
            }
            3 => variables.read_labels(bytes)?,
            6 => {
                let n_lines = bytes.count(i32::MAX as usize, "lines of documents")?;
                bytes.skip(80 * n_lines as u64)?;
            }
            7 => extensions.read(bytes)?,
            999 => {
                bytes.skip(4)?;
                break;
            }
            other => return Fault::bad(format!("a record of type {other} in the dictionary")),
        }
    }
    let (encoding, page) = (extensions.encoding.take(), extensions.page);
    let n_cases = header.n_cases.or(extensions.n_cases);
    let system_missing = extensions.system_missing.unwrap_or(f64::MIN);
    let variables = extensions.apply(variables.list)?;
    if variables.is_empty() {
        return Fault::bad("it has no variables");
    }
    let weight = match header.weight_record {
        0 => None,
        record => match variables.iter().position(|variable| variable.record == record) {
            Some(idx) if !variables[idx].is_text() => Some(idx),
            _ => return Fault::bad("the weighting variable is not there"),
        },
    };
    Ok(Dictionary { header, variables, encoding, page, n_cases, system_missing, weight })
}

/// The variables as their records come.
#[derive(Default)]
struct Variables {
    /// The variables so far; segments of very long texts are still apart.
    list: Vec<Variable>,
    /// For each record, the number of variables up to it; 0 for one that continues a text.
    records: Vec<u32>,
    /// How many records must still follow to continue the last text.
    n_awaited: usize,
}

impl Variables {
    /// Reads the record of a variable behind its type.
    fn read<R: Read>(&mut self, bytes: &mut Bytes<R>) -> Result<(), Fault> {
        if self.records.len() == MAX_RECORDS || self.list.len() == MAX_VARIABLES {
            return Fault::bad(format!("more than {MAX_VARIABLES} variables"));
        }
        match (variable::read(bytes, self.records.len() + 1)?, self.n_awaited) {
            (Some(variable), 0) => {
                self.n_awaited = variable.width.div_ceil(8).saturating_sub(1);
                self.list.push(variable);
                self.records.push(self.list.len() as u32);
            }
            (None, 1..) => {
                self.n_awaited -= 1;
                self.records.push(0);
            }
            _ => return Fault::bad("the records of a text variable do not follow each other"),
        }
        Ok(())
    }

    /// Reads a record of labels behind its type, and the one of their variables after it.
    fn read_labels<R: Read>(&mut self, bytes: &mut Bytes<R>) -> Result<(), Fault> {
        let labels = Draft::read(bytes)?;
        if bytes.i32()? != 4 {
            return Fault::bad("labels of values without variables");
        }
        let n_variables = bytes.count(self.records.len(), "variables with labels")?;
        let mut places = Vec::new();
        for _ in 0..n_variables {
            let record = bytes.count(self.records.len(), "as a variable with labels")?;
            let number = record.checked_sub(1).map_or(0, |idx| self.records[idx]);
            match (number as usize).checked_sub(1) {
                Some(place) => places.push(place),
                None => return Fault::bad("labels of values of a variable that is not there"),
            }
        }
        let Some(&first) = places.first() else { return Ok(()) };
        let is_text = self.list[first].is_text();
        let labels = Rc::new(labels.finish(is_text, bytes.order));
        for place in places {
            // Numbers and texts cannot share labels.
            if self.list[place].is_text() == is_text {
                self.list[place].labels = Some(Rc::clone(&labels));
            }
        }
        Ok(())
    }
}
