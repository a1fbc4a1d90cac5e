//! Values that a researcher declared to be no answer.

use super::bytes::{Order, trim_padding};
use super::fault::Fault;

/// The values of a variable that are no answer, besides the empty cell.
#[derive(Debug, Default)]
pub(super) struct Missing {
    /// A range of numbers, both ends included.
    range: Option<(f64, f64)>,
    /// Single numbers.
    numbers: Vec<f64>,
    /// Texts without their padding.
    texts: Vec<Box<[u8]>>,
}

impl Missing {
    /// The values of a variable record; -2 is a range, -3 a range and a value.
    ///
    /// An open end of a range is the lowest or the highest number that a cell can hold, so it
    /// needs no care.
    pub(super) fn parse(
        kind: i32,
        values: &[[u8; 8]],
        is_text: bool,
        order: Order,
    ) -> Result<Self, Fault> {
        if is_text {
            if kind < 0 {
                return Fault::bad("a range of texts as missing values");
            }
            return Ok(Self::texts(values.iter().map(|value| &value[..])));
        }
        let mut numbers: Vec<_> = values.iter().map(|&value| order.f64(value)).collect();
        let range = match numbers[..] {
            [low, high, ..] if kind < 0 => {
                numbers.drain(..2);
                Some((low, high))
            }
            _ => None,
        };
        Ok(Self { range, numbers, texts: Vec::new() })
    }

    /// These texts.
    pub(super) fn texts<'t>(texts: impl Iterator<Item = &'t [u8]>) -> Self {
        let texts = texts.map(|text| Box::from(trim_padding(text))).collect();
        Self { texts, ..Self::default() }
    }

    /// True when no value is declared.
    pub(super) fn is_empty(&self) -> bool {
        self.range.is_none() && self.numbers.is_empty() && self.texts.is_empty()
    }

    /// True when the number is no answer.
    pub(super) fn has_number(&self, number: f64) -> bool {
        self.range.is_some_and(|(low, high)| low <= number && number <= high)
            || self.numbers.contains(&number)
    }

    /// True when the text, without its padding, is no answer.
    pub(super) fn has_text(&self, text: &[u8]) -> bool {
        self.texts.iter().any(|missing| **missing == *text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(kind: i32, values: &[f64]) -> Missing {
        let values: Vec<_> = values.iter().map(|value| value.to_le_bytes()).collect();
        Missing::parse(kind, &values, false, Order::Little).unwrap()
    }

    #[test]
    fn knows_single_numbers_and_ranges() {
        assert!(numbers(2, &[98.0, 99.0]).has_number(98.0));
        assert!(!numbers(2, &[97.0, 99.0]).has_number(98.0));
        assert!(numbers(-2, &[97.0, 99.0]).has_number(98.5));
        assert!(numbers(-3, &[97.0, 99.0, -1.0]).has_number(-1.0));
        assert!(!numbers(-3, &[97.0, 99.0, -1.0]).has_number(0.0));
    }

    #[test]
    fn takes_either_lowest_number_for_an_open_end() {
        for lowest in [f64::MIN, f64::from_bits(0xFFEF_FFFF_FFFF_FFFE)] {
            assert!(numbers(-2, &[lowest, 0.0]).has_number(-1e300));
        }
        assert!(numbers(-2, &[90.0, f64::MAX]).has_number(1e300));
    }

    #[test]
    fn compares_texts_without_padding() {
        let missing = Missing::parse(1, &[*b"wn      "], true, Order::Little).unwrap();
        assert!(missing.has_text(b"wn"));
        assert!(!missing.has_text(b"wnt"));
    }
}
