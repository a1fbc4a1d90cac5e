//! The extension records that say something about the cells; all others are left out.

use std::collections::{HashMap, VecDeque};
use std::io::Read;
use std::iter;

use super::bytes::{Bytes, trim_padding};
use super::fault::Fault;
use super::labels::{self, Labels};
use super::missing::Missing;
use super::variable::{SEGMENT, Variable};

/// Of each full segment of a long text, the bytes that count towards the number of segments.
const COUNTED: usize = 252;

/// The longest text that SPSS knows.
const MAX_WIDTH: usize = 32_767;

/// What the extension records say, before the variables are known by their names.
#[derive(Default)]
pub(super) struct Extensions {
    /// The number of the code page.
    pub page: Option<i32>,
    /// The name of the encoding.
    pub encoding: Option<String>,
    /// The number that stands for an empty cell, when it is another than usual.
    pub system_missing: Option<f64>,
    /// The number of cases, for files with more than the header can tell.
    pub n_cases: Option<u64>,
    /// Short names and the names that users know.
    names: Vec<Vec<u8>>,
    /// Short names and the widths of very long texts.
    widths: Vec<Vec<u8>>,
    /// The labels of the values of long texts, by name.
    labels: Vec<(Vec<u8>, Labels)>,
    /// The missing values of long texts, by name.
    missing: Vec<(Vec<u8>, Missing)>,
}

impl Extensions {
    /// Reads an extension record behind its type.
    pub(super) fn read<R: Read>(&mut self, bytes: &mut Bytes<R>) -> Result<(), Fault> {
        let kind = bytes.i32()?;
        let size = bytes.count(i32::MAX as usize, "as the size of a part of a record")?;
        let count = bytes.count(i32::MAX as usize, "parts of a record")?;
        match (kind, size, count) {
            (3, 4, 8..) => {
                let [.., page] = [0; 8].map(|_| bytes.i32());
                self.page = Some(page?);
                bytes.skip(4 * (count as u64 - 8))
            }
            (4, 8, 3) => {
                self.system_missing = Some(bytes.f64()?);
                bytes.skip(16)
            }
            (13, 1, _) => {
                self.names.push(bytes.vec(count)?);
                Ok(())
            }
            (14, 1, _) => {
                self.widths.push(bytes.vec(count)?);
                Ok(())
            }
            (16, 8, 2) => {
                bytes.skip(8)?;
                let n_cases = bytes.i64()?;
                self.n_cases = u64::try_from(n_cases).ok();
                Ok(())
            }
            (20, 1, _) => {
                let name = bytes.vec(count)?;
                self.encoding = Some(String::from_utf8_lossy(trim_padding(&name)).into_owned());
                Ok(())
            }
            (21, 1, _) => bytes.record(count, |record| {
                self.labels.push(labels::read_long(record)?);
                Ok(())
            }),
            (22, 1, _) => bytes.record(count, |record| {
                self.missing.push(read_long_missing(record)?);
                Ok(())
            }),
            // Sets, displays, attributes and what newer versions add; also known records of
            // another shape, as other programs than SPSS write them.
            _ => bytes.skip(size as u64 * count as u64),
        }
    }

    /// Gives the variables what the records say of them; segments of long texts become one.
    pub(super) fn apply(self, mut variables: Vec<Variable>) -> Result<Vec<Variable>, Fault> {
        join_segments(&mut variables, &self.widths)?;
        // What was taken up in a text before it has no segments left.
        variables.retain(|variable| variable.n_segments > 0);
        let mut by_name = by_name(&variables, |variable| &variable.short_name);
        for record in &self.names {
            for pair in record.split(|&byte| byte == b'\t') {
                let Some((short, name)) = split_pair(pair) else { continue };
                let variable = by_name.get_mut(&upper(short)).and_then(VecDeque::pop_front);
                if let Some(idx) = variable {
                    variables[idx].name = Box::from(trim_padding(name));
                }
            }
        }
        let by_name = self::by_name(&variables, |variable| &variable.name);
        let find = |name: &[u8]| by_name.get(&upper(trim_padding(name))).map(|all| all[0]);
        for (name, labels) in self.labels {
            if let Some(idx) = find(&name) {
                variables[idx].labels = Some(labels.into());
            }
        }
        for (name, missing) in self.missing {
            if let Some(idx) = find(&name).filter(|&idx| variables[idx].is_text()) {
                variables[idx].missing = missing;
            }
        }
        Ok(variables)
    }
}

/// Reads the missing values of a text longer than eight bytes, and the name of the variable.
fn read_long_missing(bytes: &mut Bytes<&[u8]>) -> Result<(Vec<u8>, Missing), Fault> {
    let n = bytes.count(MAX_WIDTH, "bytes in the name of a variable")?;
    let name = bytes.vec(n)?;
    let [n_values @ 1..=3] = bytes.array()? else {
        return Fault::bad("more than three missing values of a text");
    };
    let length = bytes.array()?;
    let width = match usize::try_from(bytes.order.i32(length)) {
        Ok(width) if width <= MAX_WIDTH => width,
        _ => return Fault::bad("the width of a missing value"),
    };
    let mut values = Vec::new();
    for idx in 0..n_values {
        // Old versions of PSPP repeat the length before each value.
        if idx > 0 && bytes.input.starts_with(&length) {
            bytes.skip(4)?;
        }
        values.push(bytes.vec(width)?);
    }
    Ok((name, Missing::texts(values.iter().map(Vec::as_slice))))
}

/// Joins the variables that are segments of one long text, by records of widths.
fn join_segments(variables: &mut [Variable], records: &[Vec<u8>]) -> Result<(), Fault> {
    let mut by_name = by_name(variables, |variable| &variable.short_name);
    // Between two pairs stand a zero byte and a tab.
    let pairs = records.iter().flat_map(|record| record.split(|&byte| byte == b'\t'));
    for pair in pairs {
        let Some((name, width)) = split_pair(trim_padding(pair)) else { continue };
        let width = std::str::from_utf8(width).ok().and_then(|width| width.trim().parse().ok());
        let Some(width @ 0..=MAX_WIDTH) = width else {
            return Fault::bad("the width of a long text");
        };
        // Segments may have the names of other variables, so pass over what is joined.
        let idx = by_name.get_mut(&upper(name)).and_then(|places| {
            iter::from_fn(|| places.pop_front()).find(|&idx| variables[idx].n_segments == 1)
        });
        let n_segments = width.div_ceil(COUNTED);
        if let Some(idx) = idx
            && width > SEGMENT
        {
            join(&mut variables[idx..], width, n_segments)?;
        }
    }
    Ok(())
}

/// Makes the first variables the segments of one text.
fn join(variables: &mut [Variable], width: usize, n_segments: usize) -> Result<(), Fault> {
    let segments = variables.get_mut(..n_segments).unwrap_or_default();
    // Some versions make the last one a little wider, but not by another eight bytes.
    let last_width = width - COUNTED * (n_segments - 1);
    let widths = iter::repeat_n(SEGMENT, n_segments - 1).chain([last_width]);
    let fits = |(segment, width): (&Variable, usize)| {
        segment.n_segments == 1 && segment.width.div_ceil(8) == width.div_ceil(8)
    };
    if segments.len() < n_segments || !segments.iter().zip(widths).all(fits) {
        return Fault::bad("the segments of a long text are not there");
    }
    let last_width = segments[n_segments - 1].width;
    for segment in &mut *segments {
        segment.n_segments = 0;
    }
    let first = &mut segments[0];
    (first.width, first.n_segments, first.last_width) = (width, n_segments, last_width);
    Ok(())
}

/// The places of the variables by a name in capitals, because names are the same in any case.
fn by_name(
    variables: &[Variable],
    name: impl Fn(&Variable) -> &[u8],
) -> HashMap<Vec<u8>, VecDeque<usize>> {
    let mut places: HashMap<_, VecDeque<_>> = HashMap::with_capacity(variables.len());
    for (idx, variable) in variables.iter().enumerate() {
        places.entry(upper(name(variable))).or_default().push_back(idx);
    }
    places
}

/// A name in capitals, as far as it is ASCII.
fn upper(name: &[u8]) -> Vec<u8> {
    name.to_ascii_uppercase()
}

/// What stands before and behind the first `=`.
fn split_pair(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = pair.iter().position(|&byte| byte == b'=')?;
    Some((&pair[..at], &pair[at + 1..]))
}
