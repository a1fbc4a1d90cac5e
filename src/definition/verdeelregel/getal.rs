//! Amounts and percentages as they are written, exactly.

use crate::model::{Bedrag, Quantity};

use super::super::document::At;
use super::super::number::{ScaleError, scale};
use super::super::table::Table;

/// The decimals that a percentage or an amount per resident can have.
const DECIMALEN: u8 = 4;

/// A number of at most so many decimals and zero or more.
fn units_of(table: &Table, digits: &At<String>, decimalen: u8, what: &str) -> Option<i128> {
    let label = match scale(&digits.value, decimalen) {
        Ok(units) if 0 <= units => return Some(i128::from(units)),
        Ok(_) => "below zero".to_owned(),
        Err(ScaleError::TooManyDecimals) => format!("more than {decimalen} decimals"),
        Err(ScaleError::NotANumber) => "not written in digits alone".to_owned(),
        Err(ScaleError::TooLarge) => "too large".to_owned(),
    };
    table.bad_value(&digits.span, format!("{what} of at most {decimalen} decimals"), &label);
    None
}

/// An amount in euros, when the key is there.
pub(super) fn opt_bedrag(table: &Table, key: &str) -> Option<At<Bedrag>> {
    let digits = table.opt_digits(key)?;
    let cent = units_of(table, &digits, 2, &format!("`{key}` is a number of euros"))?;
    Some(At { value: Bedrag::of_cent(cent), span: digits.span })
}

/// An amount in euros.
pub(super) fn parse_bedrag(table: &Table, key: &str) -> Option<At<Bedrag>> {
    table.require(key);
    opt_bedrag(table, key)
}

fn opt_quantity(table: &Table, key: &str, what: &str) -> Option<At<Quantity>> {
    let digits = table.opt_digits(key)?;
    let units = units_of(table, &digits, DECIMALEN, &format!("`{key}` is {what}"))?;
    Some(At { value: Quantity { units, scale: DECIMALEN }.trimmed(), span: digits.span })
}

/// A percentage, when the key is there.
pub(super) fn opt_percent(table: &Table, key: &str) -> Option<At<Quantity>> {
    opt_quantity(table, key, "a percentage")
}

/// Euros for each resident, when the key is there.
pub(super) fn opt_per_inwoner(table: &Table, key: &str) -> Option<At<Quantity>> {
    opt_quantity(table, key, "a number of euros")
}
