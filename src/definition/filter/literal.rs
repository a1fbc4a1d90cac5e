//! The values of a filter as they are written.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Datum;

use super::super::name::quote;
use super::super::number::{ScaleError, scale};
use super::Fault;

/// A value as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Literal {
    pub(super) soort: LiteralSoort,
    pub(super) span: Range<usize>,
}

/// What a value looks like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LiteralSoort {
    Tekst(String),
    /// Digits, perhaps with a sign and a decimal point.
    Getal(String),
    Datum(Datum),
    Periode,
    Jaar,
    Peildatum,
}

/// A value that starts with `@`.
pub(super) fn placeholder(name: &str, span: &Range<usize>) -> Result<LiteralSoort, Fault> {
    match name {
        "periode" => Ok(LiteralSoort::Periode),
        "jaar" => Ok(LiteralSoort::Jaar),
        "peildatum" => Ok(LiteralSoort::Peildatum),
        _ => {
            let message = format!("filters know no {}", quote(&format!("@{name}")));
            let label = "not one of `@periode`, `@jaar`, `@peildatum`";
            let mut fault = Fault::new(span.clone(), message, label);
            let known = ["@periode", "@jaar", "@peildatum"];
            fault.help =
                Diagnostic::new(Code::FilterSyntax, "").suggest(&format!("@{name}"), known).help;
            Err(fault)
        }
    }
}

/// A value without quotes: a date or a number.
pub(super) fn bare_literal(word: &str, span: &Range<usize>) -> Result<LiteralSoort, Fault> {
    // Nine decimals is the most that a column keeps; more are refused when the type is checked.
    if !matches!(scale(word, u8::MAX), Err(ScaleError::NotANumber)) {
        return Ok(LiteralSoort::Getal(word.to_owned()));
    }
    let fault = |message: &str, label: &str, help: String| {
        let message = format!("{} {message}", quote(word));
        Err(Fault::new(span.clone(), message, label).help(help))
    };
    let parts: Vec<_> = word.split('-').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() == 3 && parts.iter().all(is_number) {
        let lens = [parts[0].len(), parts[1].len(), parts[2].len()];
        let numbers = (parts[0].parse(), parts[1].parse(), parts[2].parse());
        let date = match numbers {
            (Ok(year), Ok(month), Ok(day)) => Datum::from_ymd_opt(year, month, day),
            _ => None,
        };
        return match date {
            Some(date) if lens == [4, 2, 2] => Ok(LiteralSoort::Datum(date)),
            None if lens == [4, 2, 2] => {
                fault("is not a day of the calendar", "does not exist", "check the day".into())
            }
            _ => {
                let help = "write dates as jjjj-mm-dd, such as 2018-04-01";
                fault("is not a date", "not jjjj-mm-dd", help.into())
            }
        };
    }
    fault("is not a value", "neither a number nor a date", format!("write \"{word}\" for a text"))
}
