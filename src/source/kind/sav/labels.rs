//! The labels of values.

use std::collections::HashMap;
use std::io::Read;

use super::bytes::{Bytes, Order, trim_padding};
use super::fault::Fault;

/// What the bookkeeping of a label takes in memory, about.
const SIZE: usize = 96;

/// The longest label of a value, in bytes; SPSS itself writes 120 at most.
const MAX_LABEL: usize = 64 << 10;

/// Labels by value, all in the bytes of the file.
#[derive(Debug, Default)]
pub(super) struct Labels(HashMap<Box<[u8]>, Box<[u8]>>);

impl Labels {
    /// The label of a value.
    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        self.0.get(key).map(|label| &**label)
    }
}

/// The key of a number: its bits, without the sign of zero.
pub(super) fn number_key(number: f64) -> [u8; 8] {
    (number + 0.0).to_le_bytes()
}

/// Labels before it is known whether their values are numbers or texts.
pub(super) struct Draft(Vec<([u8; 8], Vec<u8>)>);

impl Draft {
    /// Reads the record of labels behind its type.
    pub(super) fn read<R: Read>(bytes: &mut Bytes<R>) -> Result<Self, Fault> {
        let n_labels = bytes.count(i32::MAX as usize, "labels of values")?;
        let mut labels = Vec::new();
        for _ in 0..n_labels {
            bytes.keep(SIZE)?;
            let value = bytes.array()?;
            let [n] = bytes.array()?;
            // The length and the label together fill up groups of eight bytes.
            let n = usize::from(n);
            let mut label = bytes.vec((n + 1).next_multiple_of(8) - 1)?;
            label.truncate(n);
            labels.push((value, label));
        }
        Ok(Self(labels))
    }

    /// The labels of texts or of numbers.
    pub(super) fn finish(self, is_text: bool, order: Order) -> Labels {
        let key = |value: [u8; 8]| -> Box<[u8]> {
            if is_text { trimmed(&value) } else { number_key(order.f64(value)).into() }
        };
        Labels(self.0.into_iter().map(|(value, label)| (key(value), trimmed(&label))).collect())
    }
}

/// Reads the labels of texts longer than eight bytes: the name of the variable and its labels.
pub(super) fn read_long<R: Read>(bytes: &mut Bytes<R>) -> Result<(Vec<u8>, Labels), Fault> {
    let n = bytes.count(MAX_LABEL, "bytes in the name of a variable")?;
    let name = bytes.vec(n)?;
    let _width = bytes.i32()?;
    let n_labels = bytes.count(i32::MAX as usize, "labels of values")?;
    let mut labels = Labels::default();
    for _ in 0..n_labels {
        bytes.keep(SIZE)?;
        let n = bytes.count(MAX_LABEL, "bytes in a value with a label")?;
        let value = bytes.vec(n)?;
        let n = bytes.count(MAX_LABEL, "bytes in the label of a value")?;
        let label = bytes.vec(n)?;
        labels.0.insert(trimmed(&value), trimmed(&label));
    }
    Ok((name, labels))
}

/// Bytes without padding, to keep.
fn trimmed(bytes: &[u8]) -> Box<[u8]> {
    Box::from(trim_padding(bytes))
}
