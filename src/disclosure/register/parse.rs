//! Reads the register. A line that cannot be read is an error: what it said would be forgotten.

use std::fmt;

use crate::model::Periode;

use super::{Eerder, Register};

/// A line that is not one of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegisterError {
    /// The number of the line, from 1.
    pub line: usize,
}

impl fmt::Display for RegisterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is not one of a register", self.line)
    }
}

impl std::error::Error for RegisterError {}

/// Reads the text of a register.
pub fn parse_register(text: &str) -> Result<Register, RegisterError> {
    let mut register = Register::default();
    let mut has_schema = false;
    for (place, line) in text.lines().enumerate() {
        let error = RegisterError { line: place + 1 };
        let line = line.trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "schema 1" {
            has_schema = true;
            continue;
        }
        let read = has_schema.then(|| read_line(line, &mut register)).flatten();
        read.ok_or(error)?;
    }
    Ok(register)
}

fn read_line(line: &str, register: &mut Register) -> Option<()> {
    let (kind, rest) = line.split_once(' ')?;
    match kind {
        "cel" => {
            let mut words = rest.split(' ');
            let (id, gebied) = (words.next()?, words.next()?);
            for word in words {
                let (periode, state) = word.split_once('=')?;
                let now = match state {
                    "-" => Eerder::Onderdrukt,
                    hash => Eerder::Getoond(u32::from_str_radix(hash, 16).ok()?),
                };
                register.note(id, (gebied.to_owned(), parse_periode(periode)?), now);
            }
        }
        "som" => {
            let (ouder, rest) = rest.split_once(" = ")?;
            let (kinderen, perioden) = rest.split_once(" : ")?;
            let kinderen: Vec<_> = kinderen.split(' ').map(str::to_owned).collect();
            if kinderen.iter().any(String::is_empty) {
                return None;
            }
            for periode in perioden.split(' ') {
                let som = (ouder.to_owned(), kinderen.clone());
                register.note_som(som, parse_periode(periode)?);
            }
        }
        _ => return None,
    }
    Some(())
}

fn parse_periode(text: &str) -> Option<Periode> {
    text.parse().ok()
}
