//! Numbers that another kind of file keeps as texts, such as a workbook.
//!
//! Numbers that it keeps as numbers are written here, and say nothing of the texts beside them. Which
//! columns hold numbers is known when the header is, so texts are looked at in every field while the
//! file is read, and judged at its end.

use std::sync::Arc;

use super::number_form::{NumberField, Says, other, says, shown_of, unclear};
use super::{DialectSpec, Duizendtal};
use crate::diagnostic::Diagnostic;

/// What the texts of a file say of their decimal sign, by field.
#[derive(Debug, Default)]
pub(super) struct TextNumbers(Vec<FieldTexts>);

#[derive(Clone, Debug, Default)]
struct FieldTexts {
    has_comma: bool,
    has_point: bool,
    /// The row and text of the last that can be read in two ways: the first may be a header.
    unclear: Option<(u64, String)>,
}

impl TextNumbers {
    /// Looks at a text in a field and row, from 0 and from 1.
    pub fn look(&mut self, at: usize, row: u64, text: &str, duizendtal: Option<Duizendtal>) {
        let text = text.trim();
        let said = says(text.as_bytes(), duizendtal);
        if said == Says::Nothing {
            return;
        }
        if self.0.len() <= at {
            self.0.resize_with(at + 1, FieldTexts::default);
        }
        let field = &mut self.0[at];
        match said {
            Says::Decimal(b',') => field.has_comma = true,
            Says::Decimal(_) => field.has_point = true,
            _ => field.unclear = Some((row, text.to_owned())),
        }
    }

    /// What is wrong with the texts in columns of numbers, which were read with this sign.
    ///
    /// Where they show another sign as well, nobody knows which is that of an unclear one.
    pub fn check(
        &self,
        dialect: &DialectSpec,
        decimaal: u8,
        numbers: &[NumberField],
        header: u64,
        file: &Arc<str>,
    ) -> Option<Diagnostic> {
        let texts = |field: &NumberField| self.0.get(field.at);
        let has = |sign: u8| {
            numbers.iter().filter_map(texts).any(|texts| match sign {
                b',' => texts.has_comma,
                _ => texts.has_point,
            })
        };
        let is_told = has(decimaal) && !has(other(decimaal));
        if dialect.decimaal.is_some() || is_told {
            return None;
        }
        let first = |field: &NumberField| {
            let (row, text) = texts(field)?.unclear.as_ref()?;
            let counts = header < *row && !field.leeg.contains(text);
            counts.then(|| (field.clone(), *row, text.clone()))
        };
        let (field, row, text) = numbers.iter().find_map(first)?;
        let message = format!(
            "`{}` holds numbers as texts that can be read in two ways, and no other text tells \
             which",
            field.header
        );
        let shown = shown_of(&field, text.as_bytes());
        Some(unclear(message, file, row, &field, shown))
    }
}
