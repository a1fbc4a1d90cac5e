//! The cases as a stream of elements of eight bytes, whatever their compression.

use std::io::{self, BufRead, BufReader, Read};

use super::bytes::Order;
use super::fault::Fault;

/// Eight bytes of a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Element {
    /// As they stand in the file.
    Bytes([u8; 8]),
    /// A number that was written as one byte.
    Number(f64),
    /// Eight spaces.
    Spaces,
    /// An empty cell of numbers.
    Missing,
}

impl Element {
    /// The number that it is; `None` for an empty cell.
    pub(super) fn number(self, order: Order) -> Result<Option<f64>, Fault> {
        match self {
            Self::Bytes(bytes) => Ok(Some(order.f64(bytes))),
            Self::Number(number) => Ok(Some(number)),
            Self::Missing => Ok(None),
            Self::Spaces => Fault::bad("a text where a number must be"),
        }
    }

    /// The characters that it is.
    pub(super) fn text(self) -> Result<[u8; 8], Fault> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Spaces => Ok([b' '; 8]),
            // Eight zeros are one byte to some programs, though they are no number here.
            Self::Number(0.0) => Ok([0; 8]),
            Self::Number(_) | Self::Missing => Fault::bad("a number where a text must be"),
        }
    }
}

/// The stream of elements.
pub(super) struct Elements {
    input: BufReader<Box<dyn Read>>,
    /// `None` when elements are written as they are.
    codes: Option<Codes>,
}

/// Where the stream is in its bytecode.
struct Codes {
    /// What is taken from a code to make it a number.
    bias: f64,
    /// Eight codes, before the elements that they could not hold.
    group: [u8; 8],
    /// The place of the next one.
    next: usize,
    /// True once a code said so.
    has_ended: bool,
}

impl Elements {
    /// Elements that are written as they are.
    pub(super) fn plain(input: Box<dyn Read>) -> Self {
        Self { input: BufReader::with_capacity(1 << 16, input), codes: None }
    }

    /// Elements in bytecode.
    pub(super) fn bytecode(input: Box<dyn Read>, bias: f64) -> Self {
        let codes = Codes { bias, group: [0; 8], next: 8, has_ended: false };
        Self { codes: Some(codes), ..Self::plain(input) }
    }

    /// The next element; `None` at the end of the stream.
    pub(super) fn next(&mut self) -> Result<Option<Element>, Fault> {
        let Some(codes) = &mut self.codes else {
            return Ok(eight(&mut self.input)?.map(Element::Bytes));
        };
        while !codes.has_ended {
            let Some(&code) = codes.group.get(codes.next) else {
                match eight(&mut self.input)? {
                    Some(group) => (codes.group, codes.next) = (group, 0),
                    None => codes.has_ended = true,
                }
                continue;
            };
            codes.next += 1;
            return Ok(Some(match code {
                // Fills up a group.
                0 => continue,
                252 => {
                    codes.has_ended = true;
                    break;
                }
                253 => Element::Bytes(eight(&mut self.input)?.ok_or(Fault::Cut)?),
                254 => Element::Spaces,
                255 => Element::Missing,
                code => Element::Number(f64::from(code) - codes.bias),
            }));
        }
        Ok(None)
    }
}

/// The next eight bytes; `None` at the end of the input.
fn eight(input: &mut BufReader<Box<dyn Read>>) -> Result<Option<[u8; 8]>, Fault> {
    // Nearly always they are at hand.
    if let Some(&bytes) = input.buffer().first_chunk() {
        input.consume(8);
        return Ok(Some(bytes));
    }
    let mut bytes = [0; 8];
    let mut n_read = 0;
    while n_read < 8 {
        match input.read(&mut bytes[n_read..]) {
            Ok(0) if n_read == 0 => return Ok(None),
            Ok(0) => return Err(Fault::Cut),
            Ok(n) => n_read += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Some(bytes))
}
