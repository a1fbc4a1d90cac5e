//! Which sign stands before decimals: settled once for a file, from all its numbers.
//!
//! `18.700` is 18700 in a Dutch export and 18.7 in one of StatLine. Only a number that can be
//! read in one way settles it; when a file has none, somebody has to say so.

use std::sync::Arc;

use super::Dialect;
use super::decode::shown;
use super::dialect::{How, Known};
use super::record::Fields;
use super::{Codering, Duizendtal};
use crate::diagnostic::{Code, Diagnostic, Place};

/// How the numbers of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NumberForm {
    /// The byte before the decimals.
    pub decimaal: u8,
    /// The sign between thousands; `None` allows every sign but the decimal one.
    pub duizendtal: Option<Duizendtal>,
}

impl From<&Dialect> for NumberForm {
    fn from(dialect: &Dialect) -> Self {
        Self { decimaal: dialect.decimaal.value, duizendtal: dialect.duizendtal }
    }
}

/// What one cell says of the decimal sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// Nothing: no separator, or no number.
    Nothing,
    /// This byte stands before the decimals.
    Decimal(u8),
    /// It can be read in two ways.
    Unclear,
}

/// What a cell says when it is known which sign may stand between thousands.
pub(super) fn says(cell: &[u8], duizendtal: Option<Duizendtal>) -> Says {
    match (says_alone(cell), duizendtal) {
        (Says::Unclear, Some(between)) => {
            let sign = if cell.contains(&b'.') { b'.' } else { b',' };
            let is_between = between == Duizendtal::Teken(sign);
            Says::Decimal(if is_between { other(sign) } else { sign })
        }
        (said, _) => said,
    }
}

/// The sign that stands before decimals where this one separates thousands.
pub(super) fn other(sign: u8) -> u8 {
    if sign == b',' { b'.' } else { b',' }
}

/// What a cell says: the last sign of two different ones is decimal, a sign that stands twice
/// separates thousands, and so may a sign with three digits behind it.
fn says_alone(cell: &[u8]) -> Says {
    let cell = cell.strip_prefix(b"-").or(cell.strip_prefix(b"+")).unwrap_or(cell);
    let is_sign = |byte: &u8| matches!(byte, b'.' | b',');
    if cell.is_empty() || !cell.iter().all(|byte| byte.is_ascii_digit() || is_sign(byte)) {
        return Says::Nothing;
    }
    // A sign without digits behind it is no decimal sign: `.` alone stands for an empty cell.
    if cell.last().is_some_and(is_sign) {
        return Says::Nothing;
    }
    let mut signs = cell.iter().filter(|byte| is_sign(byte));
    let (Some(&first), Some(&last)) = (signs.next(), cell.iter().rfind(|byte| is_sign(byte)))
    else {
        return Says::Nothing;
    };
    let groups: Vec<_> = cell.split(is_sign).collect();
    let are_thousands = |groups: &[&[u8]]| {
        let head = groups[0];
        (1..=3).contains(&head.len())
            && head[0] != b'0'
            && groups[1..].iter().all(|group| group.len() == 3)
    };
    if first != last {
        // All but the last sign must separate thousands, else it is no number at all.
        let before = &groups[..groups.len() - 1];
        let n_last = memchr::memchr_iter(last, cell).count();
        let fits = n_last == 1 && are_thousands(before) && !groups[groups.len() - 1].is_empty();
        return if fits { Says::Decimal(last) } else { Says::Nothing };
    }
    match groups.len() {
        2 if are_thousands(&groups) => Says::Unclear,
        2 => Says::Decimal(last),
        _ if are_thousands(&groups) => Says::Decimal(other(last)),
        _ => Says::Nothing,
    }
}

/// A column of numbers, for [`Evidence`].
#[derive(Clone, Debug)]
pub(super) struct NumberField {
    /// The number of the field, from 0, and its header.
    pub at: usize,
    pub header: Arc<str>,
    /// Its cells are never quoted.
    pub is_personal: bool,
    /// Texts that mean empty.
    pub leeg: Vec<String>,
}

/// What the numbers of a file have said so far.
#[derive(Debug)]
pub(super) struct Evidence {
    duizendtal: Option<Duizendtal>,
    decimal: Option<u8>,
    unclear: Option<Unclear>,
}

#[derive(Debug)]
struct Unclear {
    line: u64,
    field: NumberField,
    shown: String,
}

impl Evidence {
    /// Starts with what the monitor says of thousands.
    pub fn new(duizendtal: Option<Duizendtal>) -> Self {
        Self { duizendtal, decimal: None, unclear: None }
    }

    /// True when no more numbers need to be looked at.
    pub fn is_settled(&self) -> bool {
        self.decimal.is_some()
    }

    /// Looks at the numbers of a record.
    pub fn look(&mut self, fields: &Fields, bytes: &[u8], line: u64, numbers: &[NumberField]) {
        for field in numbers {
            let cell = fields.get(bytes, field.at).trim_ascii();
            self.take(says(cell, self.duizendtal), field, cell, line);
        }
    }

    fn take(&mut self, said: Says, field: &NumberField, cell: &[u8], line: u64) {
        match said {
            Says::Nothing => {}
            _ if field.leeg.iter().any(|leeg| leeg.as_bytes() == cell) => {}
            Says::Decimal(sign) => {
                self.decimal.get_or_insert(sign);
            }
            Says::Unclear => {
                self.unclear.get_or_insert_with(|| Unclear {
                    line,
                    field: field.clone(),
                    shown: shown_of(field, cell),
                });
            }
        }
    }

    /// The decimal sign of the file, or why nobody can know it.
    ///
    /// What a publisher always writes is an expectation: his figures are also handed on by
    /// programs that write them in another way.
    pub fn settle(
        self,
        file: &Arc<str>,
        expected: Option<u8>,
    ) -> Result<Known<u8>, Box<Diagnostic>> {
        match (self.decimal, self.unclear) {
            (Some(value), _) => Ok(Known { value, how: How::Found }),
            (None, None) => Ok(Known { value: expected.unwrap_or(b','), how: How::Unused }),
            (None, Some(Unclear { line, field, shown })) => {
                let message = format!(
                    "`{}` holds numbers that can be read in two ways, and no other number of the \
                     file tells which",
                    field.header
                );
                Err(Box::new(unclear(message, file, line, &field, shown)))
            }
        }
    }
}

/// What a finding shows of a cell.
pub(super) fn shown_of(field: &NumberField, cell: &[u8]) -> String {
    if field.is_personal { "not shown".to_owned() } else { shown(Codering::Utf8, cell) }
}

/// The finding on a number that can be read in two ways.
pub(super) fn unclear(
    message: String,
    file: &Arc<str>,
    line: u64,
    field: &NumberField,
    shown: String,
) -> Diagnostic {
    let column = Some((field.at as u32 + 1, Arc::clone(&field.header)));
    let place = Place::Cell { file: Arc::clone(file), line, column };
    Diagnostic::new(Code::UnclearNumber, message).at(place, shown).help(
        "say under `[bron.<naam>.dialect]` which sign stands before decimals: \
         `decimaal = \",\"` or `decimaal = \".\"`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_a_number_says() {
        #[track_caller]
        fn case(cell: &str, expected: Says) {
            assert_eq!(says(cell.as_bytes(), None), expected, "{cell}");
        }

        for cell in ["", "12", "abc", "-", "1.2.3", "1,2,3", "31.12.2017", "1.000.00", "12 345"] {
            case(cell, Says::Nothing);
        }
        for cell in [".", ",", "-.", "12.", "1.234,", "1.000."] {
            case(cell, Says::Nothing);
        }
        for cell in ["1,5", "-12,34", ",87", "0,125", "1.000,5", "1.234.567", "1234,567"] {
            case(cell, Says::Decimal(b','));
        }
        for cell in ["1.5", "0.125", "1,000.5", "1,234,567", "12.3456", "1,234,567.8"] {
            case(cell, Says::Decimal(b'.'));
        }
        for cell in ["18.700", "1,000", "-999.999"] {
            case(cell, Says::Unclear);
        }
    }

    #[test]
    fn the_sign_between_thousands_settles_what_is_unclear() {
        let says = |cell: &str, sign| says(cell.as_bytes(), Some(sign));
        assert_eq!(says("18.700", Duizendtal::Teken(b'.')), Says::Decimal(b','));
        assert_eq!(says("18.700", Duizendtal::Teken(b',')), Says::Decimal(b'.'));
        assert_eq!(says("18.700", Duizendtal::Geen), Says::Decimal(b'.'));
        assert_eq!(says("1,000", Duizendtal::Teken(b'\'')), Says::Decimal(b','));
        assert_eq!(says(".", Duizendtal::Geen), Says::Nothing);
    }
}
