//! One cell: from bytes to a value of the type of its column.
//!
//! A text is decoded, mapped and looked up once for each distinct text and thread, after which
//! only its bytes are compared.

use std::num::NonZeroU128;

use xxhash_rust::xxh3::xxh3_128;

use super::bsn::{holds_bsn, parse_bsn};
use super::decode::{decode, utf8_bytes};
use super::memo::Memo;
use super::periode::{is_provisional, parse_periode};
use super::plan::{FilePlan, Herkomst, Kolom};
use super::value::{Keep, is_before_1900, parse_date, parse_number, parse_serial};
use super::{Codering, Column, DatumVorm, KolomType, PersonId, TextId, Vorm};
use crate::diagnostic::Code;
use crate::model::{AreaCode, Datum, ElderCode, GebiedIdx, Gebiedsindeling, Niveau, Periode};

/// What a thread remembers of the cells of one column in one encoding.
#[derive(Debug)]
pub(super) enum Memory {
    Nothing,
    Text(Memo<TextCell>),
    Periode(Memo<Option<Periode>>),
    Gebied(Memo<AreaCell>),
}

impl Memory {
    pub fn new(soort: &KolomType) -> Self {
        match soort {
            KolomType::Tekst | KolomType::Code { .. } => Self::Text(Memo::default()),
            KolomType::Periode => Self::Periode(Memo::default()),
            KolomType::Gebied => Self::Gebied(Memo::default()),
            KolomType::Datum(_) | KolomType::Getal { .. } | KolomType::Pseudoniem => Self::Nothing,
        }
    }
}

/// What a cell of a text or code is.
#[derive(Clone, Copy, Debug)]
pub(super) enum TextCell {
    Empty,
    Known(TextId),
    /// The mapping knows it, but nobody asks for it.
    NotKept,
    /// The mapping does not know it.
    Unknown,
    Fault(Code),
}

/// What a cell of an area is, before its date is known.
#[derive(Clone, Copy, Debug)]
pub(super) enum AreaCell {
    Empty,
    Known(GebiedIdx),
    /// A place elsewhere with which the monitor compares published figures.
    Elders(GebiedIdx),
    /// Another gemeente or the whole country; of figures also a buurt where the tree has none.
    Elsewhere,
    Fault(Code),
}

/// What became of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// A value was added to the column.
    Value,
    /// An empty cell was added.
    Empty,
    /// A person was added for a text that names nobody.
    Placeholder,
    /// An empty cell was added for a text that the mapping does not know.
    Unknown,
    /// An empty cell was added for a value outside the range of the column.
    OutOfRange,
    /// A period was added that is marked as provisional.
    Provisional,
    /// Nothing was added.
    Fault(Code),
}

impl Kolom<'_> {
    /// True when trimmed bytes mean that the cell is empty.
    pub fn is_empty(&self, trimmed: &[u8]) -> bool {
        trimmed.is_empty() || self.leeg.iter().any(|leeg| leeg == trimmed)
    }

    /// True when no finding may show a cell: it is personal, or may be or hold a BSN.
    pub fn hides(&self, cell: &[u8]) -> bool {
        // What stands in a column of dates as its dates do is one, also of a year that has no BSNs.
        let is_date = match &self.soort {
            KolomType::Datum(forms) => is_before_1900(cell, forms),
            _ => false,
        };
        self.is_personal || (!self.geen_bsn && !is_date && holds_bsn(cell))
    }

    /// True unless nobody asks for the cells and none can be wrong.
    pub fn needs_look(&self, codering: Codering) -> bool {
        let is_free_text = *self.soort == KolomType::Tekst;
        let may_be_wrong = !is_free_text || codering == Codering::Utf8 || self.must_hold();
        self.is_asked || may_be_wrong
    }

    /// The values that it can hold, in words.
    pub fn range_words(&self) -> Option<String> {
        let decimalen =
            if let KolomType::Getal { decimalen } = self.soort { *decimalen } else { 0 };
        Some(self.bereik?.words(decimalen))
    }

    /// True for a code that is a number with an exponent now, and that no mapping knows.
    fn loses_digits(&self, bytes: &[u8]) -> bool {
        matches!(self.soort, KolomType::Code { .. }) && is_mangled(bytes.trim_ascii())
    }

    /// True when an empty cell is a fault of its row; a missing column is one of the file.
    pub fn must_hold(&self) -> bool {
        self.verplicht && !matches!(self.herkomst, Herkomst::Absent)
    }
}

/// The code for a cell that is not what it should be.
fn fault(codering: Codering, bytes: &[u8], code: Code) -> Outcome {
    let is_valid = codering != Codering::Utf8 || std::str::from_utf8(bytes).is_ok();
    Outcome::Fault(if is_valid { code } else { Code::Encoding })
}

/// Reads a cell of any type but an area and adds it to its column.
pub(super) fn read_cell(
    plan: &FilePlan,
    kolom: &Kolom,
    memory: &mut Memory,
    bytes: &[u8],
    column: &mut Column,
) -> Outcome {
    if plan.text.is_made && is_error_cell(bytes) {
        return Outcome::Fault(Code::ErrorCell);
    }
    match (column, kolom.soort, memory) {
        (Column::Datum(values), KolomType::Datum(forms), _) => {
            let bytes = bytes.trim_ascii();
            let empty = kolom.is_empty(bytes);
            let parse = || parse_date(bytes, forms).or_else(|| made_date(plan, bytes));
            let value = if empty { None } else { parse() };
            if value.zip(kolom.bereik).is_some_and(|(value, bereik)| !bereik.holds_date(value)) {
                return push_outside(kolom, values);
            }
            let code = || {
                let is_early = is_before_1900(bytes, forms)
                    || plan.text.is_made && is_before_1900(bytes, &[DatumVorm::JjjjMmDd]);
                if is_early { Code::EarlyDate } else { Code::BadDate }
            };
            push(values, value, empty, || fault(plan.text.codering, bytes, code()))
        }
        (Column::Getal(values), KolomType::Getal { decimalen }, _) => {
            let bytes = bytes.trim_ascii();
            let empty = kolom.is_empty(bytes);
            let keep = Keep { decimalen: *decimalen, afronden: kolom.afronden };
            let parse = || parse_number(bytes, plan.text.numbers, keep);
            let value = if empty { None } else { parse() };
            if value.zip(kolom.bereik).is_some_and(|(value, bereik)| !bereik.holds_number(value)) {
                return push_outside(kolom, values);
            }
            push(values, value, empty, || fault(plan.text.codering, bytes, Code::BadNumber))
        }
        (Column::Periode(values), _, Memory::Periode(memory)) => {
            let bytes = bytes.trim_ascii();
            let empty = kolom.is_empty(bytes);
            let parse = || parse_periode(std::str::from_utf8(bytes).ok()?);
            let value = if empty { None } else { memory.get_or(bytes, parse) };
            let bad = || fault(plan.text.codering, bytes, Code::BadPeriod);
            match push(values, value, empty, bad) {
                Outcome::Value if is_provisional(bytes) => Outcome::Provisional,
                outcome => outcome,
            }
        }
        (Column::Persoon(values), ..) => {
            let bytes = bytes.trim_ascii();
            let empty = kolom.is_empty(bytes);
            let hash = |bytes: &[u8]| NonZeroU128::new(xxh3_128(bytes)).unwrap_or(NonZeroU128::MIN);
            let text = if empty { None } else { utf8_bytes(plan.text.codering, bytes) };
            let keyed = |text: &[u8]| match kolom.sleutel {
                Some(sleutel) => NonZeroU128::new(sleutel.apply(text)).unwrap_or(NonZeroU128::MIN),
                None => hash(text),
            };
            if is_mangled(bytes) && (kolom.sleutel.is_none() || parse_bsn(bytes).is_none()) {
                return Outcome::Fault(Code::MangledCode);
            }
            let value = text.map(|text| PersonId(keyed(&text)));
            let names_nobody = value.is_some() && is_placeholder(bytes);
            let outcome = push(values, value, empty, || Outcome::Fault(Code::Encoding));
            if names_nobody { Outcome::Placeholder } else { outcome }
        }
        (Column::Text(_), ..) if !kolom.is_asked && kolom.waarden.is_none() => {
            check_text(plan, kolom, bytes)
        }
        (Column::Text(values), _, Memory::Text(memory)) => {
            let (value, outcome) = match memory.get_or(bytes, || text_cell(plan, kolom, bytes)) {
                TextCell::Known(id) => (Some(id), Outcome::Value),
                TextCell::NotKept => (None, Outcome::Value),
                TextCell::Empty => (None, Outcome::Empty),
                TextCell::Unknown => (None, Outcome::Unknown),
                TextCell::Fault(code) => return Outcome::Fault(code),
            };
            values.push(value);
            outcome
        }
        _ => unreachable!("columns and memories are made from the types of the columns"),
    }
}

/// A date of a workbook or of SPSS: the day as such, or its serial number.
fn made_date(plan: &FilePlan, bytes: &[u8]) -> Option<Datum> {
    if !plan.text.is_made {
        return None;
    }
    let serial = || parse_serial(bytes, plan.text.serial_zero?);
    parse_date(bytes, &[DatumVorm::JjjjMmDd]).or_else(serial)
}

/// True for what a spreadsheet shows where a formula has no value.
fn is_error_cell(bytes: &[u8]) -> bool {
    const ERRORS: [&[u8]; 9] = [
        b"#N/A",
        b"#DIV/0!",
        b"#NAME?",
        b"#NULL!",
        b"#NUM!",
        b"#REF!",
        b"#VALUE!",
        b"#DATA!",
        b"#GETTING_DATA",
    ];
    bytes.first() == Some(&b'#') && ERRORS.contains(&bytes)
}

/// True for what a spreadsheet makes of a long code of digits: `8,55001E+07`.
///
/// The last digits are lost, so that many codes, or persons, become one.
fn is_mangled(cell: &[u8]) -> bool {
    // Most cells end here.
    let n_digits = match cell {
        [.., b'+', _, _] => 2,
        [.., b'+', _, _, _] => 3,
        _ => return false,
    };
    let (head, exponent) = cell.split_at(cell.len() - n_digits);
    let are_digits = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    let is_mantissa = match head.strip_suffix(b"E+").or(head.strip_suffix(b"e+")) {
        Some([b'1'..=b'9']) => true,
        Some([b'1'..=b'9', b',' | b'.', decimals @ ..]) => {
            !decimals.is_empty() && are_digits(decimals)
        }
        _ => false,
    };
    is_mantissa && are_digits(exponent)
}

/// What stands where a system knows nobody, without its case; also zeros alone.
const PLACEHOLDERS: [&str; 17] = [
    "null",
    "(null)",
    "#n/a",
    "#n/b",
    "#nb",
    "n/a",
    "nvt",
    "n.v.t.",
    "onbekend",
    "unknown",
    "anoniem",
    "geen",
    "leeg",
    "none",
    "nan",
    "-",
    "999999999",
];

/// True for a text that stands for no person.
pub(super) fn is_placeholder(cell: &[u8]) -> bool {
    if cell.is_empty() || 10 < cell.len() {
        return false;
    }
    // Nearly all numbers of persons end here.
    if cell.iter().any(u8::is_ascii_digit) && cell != b"999999999" {
        return cell.iter().all(|&byte| byte == b'0');
    }
    PLACEHOLDERS.iter().any(|word| cell.eq_ignore_ascii_case(word.as_bytes()))
}

/// Adds a value or an empty cell; a cell that is neither is a fault.
fn push<V>(
    values: &mut Vec<Option<V>>,
    value: Option<V>,
    is_empty: bool,
    fault: impl FnOnce() -> Outcome,
) -> Outcome {
    let outcome = match (&value, is_empty) {
        (Some(_), _) => Outcome::Value,
        (None, true) => Outcome::Empty,
        (None, false) => return fault(),
    };
    values.push(value);
    outcome
}

/// Adds an empty cell for a value outside the range, which is a fault where a cell must hold one.
fn push_outside<V>(kolom: &Kolom, values: &mut Vec<Option<V>>) -> Outcome {
    if kolom.must_hold() {
        return Outcome::Fault(Code::OutOfRange);
    }
    values.push(None);
    Outcome::OutOfRange
}

/// What becomes of a text that nobody asks for: it is not kept anywhere.
fn check_text(plan: &FilePlan, kolom: &Kolom, bytes: &[u8]) -> Outcome {
    if kolom.loses_digits(bytes) {
        return Outcome::Fault(Code::MangledCode);
    }
    let is_plain = plan.text.codering == Codering::Windows1252 || bytes.is_ascii();
    if is_plain && kolom.leeg.is_empty() && bytes.first().is_some_and(u8::is_ascii_graphic) {
        return Outcome::Value;
    }
    match decode(plan.text.codering, bytes) {
        None => Outcome::Fault(Code::Encoding),
        Some(text) if text.is_empty() || kolom.is_empty(bytes.trim_ascii()) => Outcome::Empty,
        Some(_) => Outcome::Value,
    }
}

fn text_cell(plan: &FilePlan, kolom: &Kolom, bytes: &[u8]) -> TextCell {
    let Some(text) = decode(plan.text.codering, bytes) else {
        return TextCell::Fault(Code::Encoding);
    };
    if text.is_empty() || kolom.is_empty(bytes.trim_ascii()) {
        return TextCell::Empty;
    }
    let dictionary = kolom.dictionary.expect("columns of texts have a dictionary");
    match kolom.waarden.map(|waarden| waarden.code(&text)) {
        None if kolom.loses_digits(bytes) => TextCell::Fault(Code::MangledCode),
        None => TextCell::Known(dictionary.intern(&text)),
        Some(None) => TextCell::Unknown,
        Some(Some("")) => TextCell::Empty,
        Some(Some(_)) if !kolom.is_asked => TextCell::NotKept,
        Some(Some(code)) => TextCell::Known(dictionary.intern(code)),
    }
}

/// Finds the area of a cell.
pub(super) fn read_area(
    plan: &FilePlan,
    kolom: &Kolom,
    memory: &mut Memory,
    bytes: &[u8],
    indeling: &Gebiedsindeling,
) -> AreaCell {
    let Memory::Gebied(memory) = memory else {
        unreachable!("memories are made from the types of the columns")
    };
    if plan.text.is_made && is_error_cell(bytes) {
        return AreaCell::Fault(Code::ErrorCell);
    }
    memory.get_or(bytes, || {
        let Some(text) = decode(plan.text.codering, bytes) else {
            return AreaCell::Fault(Code::Encoding);
        };
        if text.is_empty() || kolom.is_empty(bytes.trim_ascii()) {
            return AreaCell::Empty;
        }
        let Ok(code) = text.parse::<AreaCode>() else {
            return AreaCell::Fault(Code::BadAreaCode);
        };
        if let Some(idx) = indeling.find(&code) {
            return AreaCell::Known(idx);
        }
        // A record or respondent of another gemeente is nobody's figure.
        if plan.vorm == Vorm::Cijfers
            && let Some(idx) = ElderCode::of(&code).and_then(|code| indeling.find_elders(code))
        {
            return AreaCell::Elders(idx);
        }
        let own = indeling.gemeente_code();
        let is_other = code.gemeente().is_some_and(|gemeente| Some(gemeente) != own);
        // A table of CBS has the buurten in it, whether or not the monitor has any.
        let is_finer = plan.vorm == Vorm::Cijfers
            && matches!(code, AreaCode::Buurt(_))
            && !indeling.has(Niveau::Buurt);
        if is_other || is_finer || is_country(&text) {
            return AreaCell::Elsewhere;
        }
        AreaCell::Fault(Code::UnknownArea)
    })
}

/// True for the whole country, which CBS writes as `NL01` or `NL00`.
fn is_country(code: &str) -> bool {
    let digits = code.strip_prefix("NL").unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_stands_where_nobody_is_known() {
        for cell in ["NULL", "onbekend", "n.v.t.", "#N/A", "-", "0", "000000000", "999999999"] {
            assert!(is_placeholder(cell.as_bytes()), "{cell}");
        }
        for cell in ["", "c0", "C-17", "100", "99999", "nul", "Onbekend 17", "0000000000000"] {
            assert!(!is_placeholder(cell.as_bytes()), "{cell}");
        }
    }

    #[test]
    fn knows_a_code_that_a_spreadsheet_made_a_number_of() {
        for cell in ["8,55E+05", "8.55E+05", "1E+08", "1,23457E+008", "1,23456782e+08"] {
            assert!(is_mangled(cell.as_bytes()), "{cell}");
        }
        for cell in
            ["", "+12", "E+05", "0,5E+05", "8,E+05", "8,55E-05", "A1E+05", "12E+05", "1E+x1"]
        {
            assert!(!is_mangled(cell.as_bytes()), "{cell}");
        }
    }
}
