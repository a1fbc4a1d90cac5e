//! Which sheet of a workbook is the table.

use calamine::{Sheet, SheetType, SheetVisible};

use super::super::{Fail, KindInput};
use super::book::Book;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The sheet to read, and what there is to say about it.
pub(super) struct Chosen {
    pub name: String,
    pub told: Vec<String>,
}

/// Chooses the declared sheet, or else the only one that is not empty.
///
/// A hidden sheet often keeps the words of a list, so it is read when it is declared, or when no
/// visible sheet has any cell.
pub(super) fn choose_sheet(book: &mut Book, input: &KindInput<'_>) -> Result<Chosen, Fail> {
    let mut sheets = book.sheets();
    sheets.retain(|sheet| sheet.typ == SheetType::WorkSheet);
    let sheet = match input.werkblad {
        Some(name) => find(&sheets, name, input)?,
        None => only_filled(&sheets, book, input)?,
    };
    let mut told = vec![format!("sheet `{}` of an `{}`", sheet.name, book.family())];
    if sheet.visible != SheetVisible::Visible {
        told.push("which is hidden".to_string());
    }
    Ok(Chosen { name: sheet.name.clone(), told })
}

/// The sheet with this name; spreadsheets do not tell small letters from capitals in it.
fn find<'s>(sheets: &'s [Sheet], name: &str, input: &KindInput<'_>) -> Result<&'s Sheet, Fail> {
    let lower = name.trim().to_lowercase();
    let same = |sheet: &&Sheet| sheet.name.trim().to_lowercase() == lower;
    let found = sheets.iter().find(|sheet| sheet.name == name).or(sheets.iter().find(same));
    found.ok_or_else(|| {
        let known = format!("its sheets are {}", names(sheets.iter()));
        let finding = finding(Code::UnknownSheet, format!("there is no sheet `{name}`"), input);
        let near = finding.suggest(name, sheets.iter().map(|sheet| sheet.name.as_str()));
        let help = match &near.help {
            Some(near) => format!("{near} {known}"),
            None => known,
        };
        Fail::Content(Box::new(near.help(help)))
    })
}

/// The only sheet with a cell.
fn only_filled<'s>(
    sheets: &'s [Sheet],
    book: &mut Book,
    input: &KindInput<'_>,
) -> Result<&'s Sheet, Fail> {
    for visible in [true, false] {
        let mut filled = Vec::new();
        for sheet in sheets {
            if (sheet.visible == SheetVisible::Visible) == visible
                && book.has_cells(&sheet.name).map_err(|trouble| trouble.fail(input.shown))?
            {
                filled.push(sheet);
            }
        }
        match filled[..] {
            [] => {}
            [sheet] => return Ok(sheet),
            _ => {
                let message = format!("`{}` has more than one sheet with cells", input.shown);
                let help = format!("set `werkblad` to one of {}", names(filled.iter().copied()));
                let finding = finding(Code::UnknownSheet, message, input).help(help);
                return Err(Fail::Content(Box::new(finding)));
            }
        }
    }
    let message = format!("`{}` has no sheet with cells", input.shown);
    Err(Fail::Content(Box::new(finding(Code::EmptyFile, message, input))))
}

fn finding(code: Code, message: String, input: &KindInput<'_>) -> Diagnostic {
    Diagnostic::new(code, message).at(Place::file(input.shown.clone()), "")
}

/// The names of the first sheets, and how many more there are.
fn names<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> String {
    const SHOWN: usize = 12;
    let mut names: Vec<String> = sheets.map(|sheet| format!("`{}`", sheet.name)).collect();
    let n_more = names.len().saturating_sub(SHOWN);
    names.truncate(SHOWN);
    match n_more {
        0 => names.join(", "),
        n => format!("{} and {n} more", names.join(", ")),
    }
}
