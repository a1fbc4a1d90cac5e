//! The rows of a test, with what they leave out.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::DeValue;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaCode, Periode};
use crate::source::{BronSpec, KolomSpec, KolomType};

use super::super::document::At;
use super::super::keuze::unknown_column;
use super::super::name::quote;
use super::super::number::{ScaleError, scale};
use super::super::table::Table;
use super::parse_periode;
use super::verwacht::parse_gebied;

/// A row of a source that somebody made up.
#[derive(Clone, Debug, PartialEq)]
pub struct Rij {
    /// A cell for each column of the source, as it would stand in a file: dates as `2017-12-31`,
    /// numbers with a point.
    pub cellen: Vec<String>,
    /// The areas that it names, and where.
    pub gebieden: Vec<(AreaCode, Place)>,
    /// Where it stands.
    pub place: Place,
}

/// Parses the rows of one source.
///
/// The test is about a period, in which a row lies that says nothing of its own.
pub(super) fn parse_rijen(
    toets: &Table,
    bron: &At<String>,
    value: &Spanned<DeValue>,
    spec: &BronSpec,
    periode: Option<Periode>,
) -> Vec<Rij> {
    let DeValue::Array(array) = value.get_ref() else {
        toets.wrong_type::<()>(&bron.value, "a list of rows", value);
        return Vec::new();
    };
    let mut rijen = Vec::new();
    for (idx, item) in array.iter().enumerate() {
        let Some((table, cells)) = Table::with_names(toets.ctx, &bron.value, item, &[]) else {
            continue;
        };
        let mut gebieden = Vec::new();
        let mut given = BTreeMap::new();
        for (naam, value) in cells {
            let Some((kolom, declared)) = spec.kolom(&naam.value) else {
                let place = toets.ctx.place(&naam.span);
                toets.ctx.report(unknown_column(spec, &naam.value, place));
                continue;
            };
            if let Some(cell) = parse_cell(&table, &naam, value, declared, &mut gebieden) {
                given.insert(kolom, cell);
            }
        }
        let draft = Draft { spec, n: idx + 1, given, periode };
        let cells = (0..spec.kolommen.len()).map(|kolom| draft.cell(&table, kolom));
        rijen.push(Rij { cellen: cells.collect(), gebieden, place: table.place() });
    }
    rijen
}

/// A cell as it would stand in a file.
fn parse_cell(
    table: &Table,
    naam: &At<String>,
    value: &Spanned<DeValue>,
    kolom: &KolomSpec,
    gebieden: &mut Vec<(AreaCode, Place)>,
) -> Option<String> {
    let key = naam.value.as_str();
    if let Some((van, _)) = kolom.afgeleid_van.first() {
        let message = format!("`{key}` is computed from `{van}` and others");
        table.bad_value(&naam.span, message, "give those instead");
        return None;
    }
    // What stands for an empty cell may stand in a column of any type.
    if let Some(text) = value.get_ref().as_str()
        && (text.is_empty() || kolom.leeg.iter().any(|leeg| leeg == text))
    {
        return Some(text.to_owned());
    }
    match &kolom.soort {
        KolomType::Datum(_) => table.date_of(key, value).map(|date| date.value.to_string()),
        KolomType::Getal { decimalen } => {
            let text = table.digits_of(key, value)?;
            match scale(&text.value, *decimalen) {
                Ok(_) => return Some(text.value),
                Err(ScaleError::TooManyDecimals) if kolom.afronden => return Some(text.value),
                Err(_) => {}
            }
            let message = format!("{} does not fit column `{key}`", quote(&text.value));
            let label = match decimalen {
                0 => "the column holds whole numbers".to_owned(),
                n => format!("the column keeps {n} decimals"),
            };
            table.bad_value(&text.span, message, &label);
            None
        }
        KolomType::Tekst | KolomType::Code { .. } | KolomType::Pseudoniem => {
            table.any_text(key, "a text", value).map(|text| text.value)
        }
        KolomType::Gebied => {
            let text = table.any_text(key, "the code of an area", value)?;
            let (code, place) = parse_gebied(table, &text)?;
            gebieden.push((code, place));
            Some(text.value)
        }
        KolomType::Periode => parse_periode(table, key, value).map(|at| at.value.to_string()),
    }
}

/// A row with what it says itself.
struct Draft<'r> {
    spec: &'r BronSpec,
    /// Its number, from 1.
    n: usize,
    given: BTreeMap<usize, String>,
    periode: Option<Periode>,
}

impl Draft<'_> {
    /// The cell of a column; where a row leaves out what it must have, it is made up.
    fn cell(&self, table: &Table, kolom: usize) -> String {
        if let Some(cell) = self.given.get(&kolom) {
            return cell.clone();
        }
        let declared = &self.spec.kolommen[kolom];
        let is_key = self.spec.sleutel.contains(&kolom);
        if !declared.afgeleid_van.is_empty() || !(declared.verplicht || is_key) {
            return String::new();
        }
        let made_up = match &declared.soort {
            KolomType::Tekst | KolomType::Code { .. } | KolomType::Pseudoniem if is_key => {
                Some(format!("toets-{}", self.n))
            }
            KolomType::Pseudoniem => Some(format!("toets-{}", self.n)),
            KolomType::Tekst | KolomType::Code { .. } => Some("toets".to_owned()),
            KolomType::Getal { .. } if is_key => Some(self.n.to_string()),
            KolomType::Getal { .. } => Some("1".to_owned()),
            KolomType::Datum(_) => self.first_date(),
            KolomType::Periode => {
                self.periode.and_then(|periode| Some(Periode::of_year(periode.jaar())?.to_string()))
            }
            KolomType::Gebied => None,
        };
        made_up.unwrap_or_else(|| {
            if declared.verplicht {
                let message = format!("the row needs `{}`", declared.naam);
                let finding = Diagnostic::new(Code::MissingField, message)
                    .at(table.place(), "is left out here")
                    .also(declared.place.clone(), "cannot be empty");
                table.ctx.report(finding);
            }
            String::new()
        })
    }

    /// The first date that the row gives, or else the first day of the period.
    fn first_date(&self) -> Option<String> {
        let is_date = |kolom: usize| matches!(self.spec.kolommen[kolom].soort, KolomType::Datum(_));
        let dates = self.given.iter().filter(|(kolom, cell)| is_date(**kolom) && !cell.is_empty());
        let first = dates.map(|(_, cell)| cell.clone()).next();
        first.or_else(|| self.periode.map(|periode| periode.first_day().to_string()))
    }
}
