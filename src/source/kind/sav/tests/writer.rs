//! Writes SPSS files for tests: of other computers, of other times, and damaged ones.

use std::io::Write;

use encoding_rs::{Encoding, UTF_8};
use flate2::{Compression, write::ZlibEncoder};

use super::super::bytes::Order;

/// A file to write.
pub(super) struct Sav {
    pub order: Order,
    /// 0, 1 or 2, as in the header.
    pub compression: i32,
    /// The encoding that texts are written in.
    pub encoding: &'static Encoding,
    pub weight: i32,
    /// The number of cases in the header, when it is not the real one.
    pub n_cases: Option<i32>,
    pub variables: Vec<Var>,
    /// Labels, and the records of the variables that have them.
    pub labels: Vec<(Labels, Vec<i32>)>,
    /// The kind of an extension record, the size of its parts, and its parts.
    pub extensions: Vec<(i32, i32, Vec<u8>)>,
    pub cases: Vec<Vec<Value>>,
}

/// Values and their labels.
type Labels = Vec<(Value, &'static str)>;

/// A variable to write.
#[derive(Default)]
pub(super) struct Var {
    pub name: &'static str,
    pub label: &'static str,
    pub width: i32,
    /// The number of the print format.
    pub format: i32,
    /// What the record says of missing values, and the values.
    pub missing: (i32, Vec<Value>),
}

/// A value to write.
#[derive(Clone)]
pub(super) enum Value {
    Number(f64),
    Text(String),
    Nothing,
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Default for Sav {
    fn default() -> Self {
        Self {
            order: Order::Little,
            compression: 0,
            encoding: UTF_8,
            weight: 0,
            n_cases: None,
            variables: Vec::new(),
            labels: Vec::new(),
            extensions: Vec::new(),
            cases: Vec::new(),
        }
    }
}

impl Sav {
    /// The whole file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut out = self.dictionary();
        match self.compression {
            0 => self.cases.iter().flatten().zip(self.variables.iter().cycle()).for_each(
                |(value, variable)| out.extend(self.elements(value, variable.width).concat()),
            ),
            1 => out.extend(self.bytecode()),
            _ => out = self.blocks(out),
        }
        out
    }

    /// All that stands before the cases.
    pub(super) fn dictionary(&self) -> Vec<u8> {
        let mut out = if self.compression == 2 { b"$FL3" } else { b"$FL2" }.to_vec();
        out.extend(padded(b"@(#) SPSS DATA FILE of a test", 60));
        out.extend(self.i32(2));
        out.extend(self.i32(-1));
        out.extend(self.i32(self.compression));
        out.extend(self.i32(self.weight));
        out.extend(self.i32(self.n_cases.unwrap_or(self.cases.len() as i32)));
        out.extend(self.f64(100.0));
        out.extend(padded(b"01 jan 7000:00:00", 84));
        for variable in &self.variables {
            let has_label = i32::from(!variable.label.is_empty());
            let format = variable.format << 16 | 8 << 8;
            for field in [2, variable.width, has_label, variable.missing.0, format, format] {
                out.extend(self.i32(field));
            }
            out.extend(padded(variable.name.as_bytes(), 8));
            if has_label == 1 {
                let label = self.encoded(variable.label);
                out.extend(self.i32(label.len() as i32));
                out.extend(padded(&label, label.len().next_multiple_of(4)));
            }
            for value in &variable.missing.1 {
                out.extend(self.elements(value, variable.width.min(8)).concat());
            }
            for _ in 1..variable.width.max(1).cast_unsigned().div_ceil(8) {
                for field in [2, -1, 0, 0, 0, 0] {
                    out.extend(self.i32(field));
                }
                out.extend([b' '; 8]);
            }
        }
        for (labels, records) in &self.labels {
            out.extend(self.i32(3));
            out.extend(self.i32(labels.len() as i32));
            for (value, label) in labels {
                out.extend(self.elements(value, 8).concat());
                let label = self.encoded(label);
                out.push(label.len() as u8);
                out.extend(padded(&label, (label.len() + 1).next_multiple_of(8) - 1));
            }
            out.extend(self.i32(4));
            out.extend(self.i32(records.len() as i32));
            out.extend(records.iter().flat_map(|&record| self.i32(record)));
        }
        for line in [&self.i32(6)[..], &self.i32(1), &padded(b"a document", 80)] {
            out.extend(line);
        }
        for (kind, size, parts) in &self.extensions {
            for field in [7, *kind, *size, parts.len() as i32 / size] {
                out.extend(self.i32(field));
            }
            out.extend(parts);
        }
        out.extend(self.i32(999));
        out.extend(self.i32(0));
        out
    }

    /// The cases in bytecode.
    fn bytecode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let (mut codes, mut plain) = (Vec::new(), Vec::new());
        let values = self.cases.iter().flatten().zip(self.variables.iter().cycle());
        let elements = values.flat_map(|(value, variable)| {
            let whole = match value {
                Value::Number(number) if number.fract() == 0.0 => Some(*number),
                _ => None,
            };
            let elements = self.elements(value, variable.width);
            elements.into_iter().map(move |element| (element, whole))
        });
        let mut flush = |codes: &mut Vec<u8>, plain: &mut Vec<u8>| {
            codes.resize(8, 0);
            out.append(codes);
            out.append(plain);
        };
        for (element, whole) in elements {
            codes.push(match whole {
                _ if element == self.f64(f64::MIN) => 255,
                _ if element == [b' '; 8] => 254,
                Some(number @ -99.0..=151.0) => (number + 100.0) as u8,
                _ => {
                    plain.extend(element);
                    253
                }
            });
            if codes.len() == 8 {
                flush(&mut codes, &mut plain);
            }
        }
        codes.push(252);
        flush(&mut codes, &mut plain);
        out
    }

    /// The dictionary and the cases in small blocks, with their table.
    fn blocks(&self, mut out: Vec<u8>) -> Vec<u8> {
        let start = out.len() as i64;
        let (mut blocks, mut table) = (Vec::new(), Vec::new());
        let (mut plain_at, mut deflated_at) = (start, start + 24);
        for plain in self.bytecode().chunks(1000) {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(plain).unwrap();
            let deflated = encoder.finish().unwrap();
            table.extend(self.i64(plain_at));
            table.extend(self.i64(deflated_at));
            table.extend(self.i32(plain.len() as i32));
            table.extend(self.i32(deflated.len() as i32));
            plain_at += plain.len() as i64;
            deflated_at += deflated.len() as i64;
            blocks.extend(deflated);
        }
        for field in [start, deflated_at, 24 + table.len() as i64] {
            out.extend(self.i64(field));
        }
        out.extend(blocks);
        out.extend(self.i64(-100));
        out.extend(self.i64(0));
        out.extend(self.i32(1000));
        out.extend(self.i32(table.len() as i32 / 24));
        out.extend(table);
        out
    }

    /// The elements of eight bytes of a value.
    fn elements(&self, value: &Value, width: i32) -> Vec<[u8; 8]> {
        match value {
            Value::Number(number) => vec![self.f64(*number)],
            Value::Nothing if width == 0 => vec![self.f64(f64::MIN)],
            Value::Nothing => self.elements(&Value::Text(String::new()), width),
            Value::Text(text) => {
                let text = padded(&self.encoded(text), (width as usize).next_multiple_of(8));
                text.as_chunks().0.to_vec()
            }
        }
    }

    fn encoded(&self, text: &str) -> Vec<u8> {
        self.encoding.encode(text).0.into_owned()
    }

    pub(super) fn i32(&self, number: i32) -> [u8; 4] {
        match self.order {
            Order::Little => number.to_le_bytes(),
            Order::Big => number.to_be_bytes(),
        }
    }

    fn i64(&self, number: i64) -> [u8; 8] {
        match self.order {
            Order::Little => number.to_le_bytes(),
            Order::Big => number.to_be_bytes(),
        }
    }

    pub(super) fn f64(&self, number: f64) -> [u8; 8] {
        self.i64(number.to_bits().cast_signed())
    }
}

/// Bytes with spaces behind them.
fn padded(bytes: &[u8], n: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(n, b' ');
    bytes
}
