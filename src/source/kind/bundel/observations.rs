//! The observations of a bundle, one value a line.

use super::super::Fail;
use super::csv_file::CsvFile;
use super::pivot::{Pivot, SEPARATOR, Value};
use super::{Folder, bad_bundle};

/// The columns that are no dimension.
const NO_DIMENSION: [&str; 5] = ["Id", "Measure", "ValueAttribute", "Value", "StringValue"];

/// `Observations.csv`, that is read line by line.
pub(super) struct Observations {
    /// The names of the dimensions.
    pub dimensions: Vec<String>,
    file: CsvFile,
    /// The columns of the dimensions.
    places: Vec<usize>,
    measure: usize,
    value: usize,
    string_value: Option<usize>,
    /// The decimal sign of the file and the line on which it was first met.
    decimal: Option<(u8, u64)>,
    key: String,
}

impl Observations {
    /// Opens the file and looks at its header.
    pub fn open(folder: &Folder<'_>) -> Result<Self, Fail> {
        let file = folder.open_observations()?;
        let (measure, value) = (file.require("Measure")?, file.require("Value")?);
        let string_value = file.find("StringValue");
        let is_dimension = |name: &str| !NO_DIMENSION.contains(&name);
        let names = file.names().iter();
        let places: Vec<_> =
            names.enumerate().filter(|(_, name)| is_dimension(name)).map(|(at, _)| at).collect();
        if places.is_empty() {
            let message = "the observations have no dimension, so no area";
            return Err(bad_bundle(file.place(), message, "not in this header"));
        }
        let dimensions = places.iter().map(|&at| file.names()[at].clone()).collect();
        let key = String::new();
        Ok(Self { dimensions, file, places, measure, value, string_value, decimal: None, key })
    }

    /// Puts the next observation into the table; false at the end.
    pub fn next_into(&mut self, pivot: &mut Pivot) -> Result<bool, Fail> {
        if !self.file.read_next()? {
            return Ok(false);
        }
        let Some(measure) = pivot.number(self.file.field(self.measure).trim()) else {
            return Ok(true);
        };
        self.key.clear();
        for (n_before, &at) in self.places.iter().enumerate() {
            if 0 < n_before {
                self.key.push(SEPARATOR);
            }
            let text = self.file.field(at);
            if text.contains(SEPARATOR) {
                let message = "a code of a dimension holds a control character";
                return Err(bad_bundle(self.file.row(), message, "in this record"));
            }
            self.key.push_str(text);
        }
        let value = self.file.field(self.value).trim();
        let text = self.file.field_of(self.string_value);
        let value = if !value.is_empty() {
            Value::Number(parse(value, &mut self.decimal, &self.file)?)
        } else if !text.trim().is_empty() {
            Value::Text(text)
        } else {
            // `ValueAttribute` says why: impossible, unreliable, confidential. It is missing.
            Value::Nothing
        };
        pivot.put(&self.key, measure, value, &self.file)?;
        Ok(true)
    }
}

/// Reads a number with the decimal sign of the file, a comma or a point.
///
/// The download of the site has a comma, that of its R package a point, and neither has a sign
/// between thousands. A file with both is read by nobody in the same way.
fn parse(text: &str, decimal: &mut Option<(u8, u64)>, file: &CsvFile) -> Result<f64, Fail> {
    for sign in text.bytes().filter(|byte| b",.".contains(byte)) {
        match *decimal {
            None => *decimal = Some((sign, file.line())),
            Some((known, line)) if known != sign => {
                let (known, sign) = (char::from(known), char::from(sign));
                let message = format!("a value has `{sign}`, and one on line {line} `{known}`");
                return Err(bad_bundle(file.row(), message, "another decimal sign"));
            }
            Some(_) => {}
        }
    }
    let is_number = text.bytes().all(|byte| b"0123456789,.+-eE".contains(&byte));
    let number = if is_number { text.replace(',', ".").parse().ok() } else { None };
    number.filter(|number: &f64| number.is_finite()).ok_or_else(|| {
        let message = "`Value` of an observation is not a number";
        bad_bundle(file.row(), message, "in this record")
    })
}
