//! The faults in the rows of a file, folded while they are found.
//!
//! A file can have as many faults as cells, so only the first of a kind is kept, with the number
//! of the others. The first is the first in the file, whatever thread found it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::number_form::NumberForm;
use super::onbekend::Onbekend;
use super::plan::{FilePlan, Herkomst};
use super::value::{Keep, parse_date, parse_number};
use super::watch::Watch;
use super::{DatumVorm, KolomType};
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// What stands in a finding for a cell that it may not quote.
pub(super) const NOT_SHOWN: &str = "not shown";

/// The number of unknown texts of a column of a file that are counted one by one.
pub(super) const MAX_TEXTS: usize = 1000;

/// What makes two faults of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    code: Code,
    kolom: Option<usize>,
    /// The folded text, of a text that a mapping does not know.
    text: Option<String>,
}

/// The first row with a fault, and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub line: u64,
    pub label: String,
    pub n: u64,
}

/// The faults of one file or of a piece of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    found: BTreeMap<Kind, Fault>,
    /// The number of texts kept of each column, after [`Self::append`].
    n_texts: BTreeMap<usize, usize>,
}

impl Faults {
    /// Adds a fault of a row; `label` is called for the first of its kind only.
    pub fn add(
        &mut self,
        code: Code,
        kolom: Option<usize>,
        line: u64,
        label: impl FnOnce() -> String,
    ) {
        self.add_kind(Kind { code, kolom, text: None }, line, label);
    }

    /// Adds a text that the mapping of a column does not know.
    pub fn add_text(
        &mut self,
        kolom: usize,
        folded: String,
        line: u64,
        label: impl FnOnce() -> String,
    ) {
        let kind = Kind { code: Code::UnknownValue, kolom: Some(kolom), text: Some(folded) };
        self.add_kind(kind, line, label);
    }

    /// Adds a cell of a column that is one of some known words, which may be shown.
    pub fn add_named(&mut self, code: Code, kolom: usize, word: &str, line: u64) {
        let kind = Kind { code, kolom: Some(kolom), text: Some(word.to_owned()) };
        self.add_kind(kind, line, || word.to_owned());
    }

    fn add_kind(&mut self, kind: Kind, line: u64, label: impl FnOnce() -> String) {
        let fault = self.found.entry(kind).or_insert_with(|| Fault { line, label: label(), n: 0 });
        fault.n += 1;
    }

    /// Adds the faults of the piece that follows.
    pub fn append(&mut self, later: Self) {
        let mut found: Vec<_> = later.found.into_iter().collect();
        // The texts that come first in the file are the ones that are kept.
        found.sort_by_key(|(_, fault)| fault.line);
        for (mut kind, fault) in found {
            if let (Some(kolom), Some(_)) = (kind.kolom, &kind.text)
                && !self.found.contains_key(&kind)
            {
                let n_texts = self.n_texts.entry(kolom).or_default();
                if *n_texts < MAX_TEXTS {
                    *n_texts += 1;
                } else {
                    kind.text = None;
                }
            }
            self.found.entry(kind).and_modify(|first| first.n += fault.n).or_insert(fault);
        }
    }

    /// Makes the findings of a file.
    ///
    /// The texts that a mapping does not know are handed on: all files together are told once.
    ///
    /// Nothing is quoted of a column that holds BSNs, which shows when all of the file was read.
    pub fn into_findings(
        self,
        plan: &FilePlan,
        watch: &Watch,
        onbekend: &mut Onbekend,
        findings: &mut Findings,
    ) {
        let refused = watch.refused(plan);
        let is_refused = |kolom: &usize| matches!(plan.kolommen[*kolom].herkomst, Herkomst::Field(at) if refused.contains(&at));
        for (mut kind, mut fault) in self.found {
            let quotes_key = matches!(kind.code, Code::DuplicateKey | Code::DuplicateFigure);
            let quotes_refused = match &kind.kolom {
                Some(kolom) => is_refused(kolom),
                None => quotes_key && plan.sleutel.iter().any(is_refused),
            };
            if quotes_refused {
                NOT_SHOWN.clone_into(&mut fault.label);
                kind.text = None;
            }
            if let (Code::UnknownValue, Some(kolom)) = (kind.code, kind.kolom) {
                onbekend.add(plan, kolom, kind.text, fault);
                continue;
            }
            let finding = finding(plan, &kind, fault);
            findings.push(finding);
        }
    }
}

fn finding(plan: &FilePlan, kind: &Kind, fault: Fault) -> Diagnostic {
    let column = kind.kolom.map(|kolom| &plan.kolommen[kolom]);
    let naam = column.map_or_else(String::new, |column| format!("`{}`", column.shown_name));
    let message = match kind.code {
        Code::BadDate => format!("{naam} holds a date that does not exist or has another form"),
        Code::EarlyDate => format!("{naam} holds a date of before 1900"),
        Code::Provisional => format!("{naam} marks figures as provisional"),
        Code::StrayQuote => "text follows a quoted field that goes over several lines".to_owned(),
        Code::BadNumber => format!("{naam} holds a text that is not a number of the declared form"),
        Code::OutOfRange => {
            let words = column.and_then(|column| column.range_words()).unwrap_or_default();
            format!("{naam} holds a value outside {words}")
        }
        Code::BadPeriod => format!("{naam} holds a text that is not a period"),
        Code::BadAreaCode => format!("{naam} holds a text that is not the code of an area"),
        Code::MangledCode => format!("{naam} holds a code that a spreadsheet made a number of"),
        Code::UnknownArea => format!("{naam} holds a code that the tree of areas does not have"),
        Code::AreaNotValid => {
            format!("{naam} holds the code of an area that does not exist on the date of the row")
        }
        Code::AreaElsewhere => format!("{naam} holds the code of another gemeente"),
        Code::Encoding => format!("{naam} holds bytes that are not UTF-8"),
        Code::TotalRow => {
            "a row begins like a total or a note, and is no row of the table".to_owned()
        }
        Code::ErrorCell => format!("{naam} holds an error of the spreadsheet"),
        Code::DateOrder => format!("{naam} lies before the date that it must follow"),
        Code::FutureDate => format!("{naam} lies after the last period of the monitor"),
        Code::EmptyRequired => format!("{naam} is empty in a row"),
        Code::FieldCount => "a row has another number of fields than the header".to_owned(),
        Code::PlaceholderPerson => {
            let word = kind.text.as_deref().unwrap_or_default();
            format!("{naam} holds `{word}`, which stands for nobody and counts as one person")
        }
        Code::Superseded => "a later row has the same key, and counts in its place".to_owned(),
        Code::DuplicateKey if !plan.laatste.is_empty() => {
            "a row has the key of another, and nothing tells which is later".to_owned()
        }
        Code::DuplicateKey => "a row has the key of an earlier row".to_owned(),
        Code::DuplicateFigure => {
            let name = |&idx: &usize| format!("`{}`", plan.kolommen[idx].shown_name);
            let names: Vec<_> = plan.sleutel.iter().map(name).collect();
            format!("two rows give a figure for the same key of {}", names.join(" and "))
        }
        Code::UnclosedQuote => "a row does not end".to_owned(),
        code => code.title().to_owned(),
    };
    let place = Place::Cell {
        file: Arc::clone(&plan.shown),
        line: fault.line,
        column: column.and_then(|column| column.header.clone()),
    };
    let mut finding = Diagnostic::new(kind.code, message);
    finding.n_more = fault.n - 1;
    let finding = match (kind.code, column) {
        (Code::BadDate, Some(column)) => finding.help(date_help(column.soort, &fault.label)),
        (Code::EarlyDate, _) => finding.help(
            "systems write such a date for an unknown one: name it under `leeg` of the column",
        ),
        (Code::BadPeriod, _) => finding.help(
            "written as `2017`, `2017K1` or `2017M01`, or in the words of StatLine, such as \
             `2017 1e kwartaal`",
        ),
        (Code::StrayQuote, _) => finding.help(
            "a quote before them is not closed, or one inside a text is not doubled: export with \
             quotes around texts, or leave the column out",
        ),
        (Code::BadNumber, Some(column)) => {
            finding.help(number_help(plan.text.numbers, column.soort, &fault.label))
        }
        (Code::OutOfRange, Some(column)) if column.must_hold() => {
            finding.help("the row is in quarantine, because the column is `verplicht`")
        }
        (Code::OutOfRange, _) => finding.help("the cell counts as empty"),
        (Code::MangledCode, _) => {
            finding.help("its last digits are lost: export it again, with the column as text")
        }
        (Code::PlaceholderPerson, _) => {
            finding.help(format!("when nobody has this number: `leeg = [\"{}\"]`", fault.label))
        }
        (Code::DuplicateFigure, _) => {
            finding.help("remove one of the rows, or add to `sleutel` what tells them apart")
        }
        _ => finding,
    };
    finding.at(place, fault.label)
}

fn date_help(soort: &KolomType, label: &str) -> String {
    let forms = if let KolomType::Datum(forms) = soort { forms.as_slice() } else { &[] };
    let words: Vec<_> = forms.iter().copied().map(DatumVorm::word).collect();
    let declared = format!("declared as `{}`", words.join("` or `"));
    let reads = |form: &DatumVorm| parse_date(label.as_bytes(), &[*form]).is_some();
    match DatumVorm::ALL.iter().find(|form| reads(form)) {
        Some(form) => format!("{declared}; this one is `{}`, see `vorm`", form.word()),
        None => declared,
    }
}

/// What a number looks like; the label of a personal cell says nothing of its own.
fn number_help(form: NumberForm, soort: &KolomType, label: &str) -> String {
    let sign = char::from(form.decimaal);
    let declared = match soort {
        KolomType::Getal { decimalen } if *decimalen > 0 => {
            format!("a number has at most {decimalen} decimals here, after `{sign}`")
        }
        _ => "declared as a whole number".to_owned(),
    };
    if label.ends_with('%') {
        return format!("{declared}, without `%`: format the column as a plain number");
    }
    // With the signs exchanged it would be a number: the setting is worth a look.
    let other = NumberForm { decimaal: if sign == ',' { b'.' } else { b',' }, duizendtal: None };
    let keep = Keep { decimalen: 9, afronden: true };
    let reads = |form| parse_number(label.as_bytes(), form, keep).is_some();
    if *soort == (KolomType::Getal { decimalen: 0 }) && reads(form) && label.ends_with("000") {
        format!(
            "{declared}: these zeros would be decimals, for `decimaal` is `{sign}` in this file"
        )
    } else if !reads(form) && reads(other) {
        format!("{declared}; `decimaal` is `{sign}` in this file")
    } else {
        declared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_same_faults_however_they_are_split() {
        let texts: Vec<_> = (0..3000).map(|n| format!("text {}", n * 7 % 2500)).collect();
        let split = |size: usize| {
            let mut all = Faults::default();
            for (piece, texts) in texts.chunks(size).enumerate() {
                let mut faults = Faults::default();
                for (n, text) in texts.iter().enumerate() {
                    faults.add_text(0, text.clone(), (piece * size + n) as u64, || text.clone());
                }
                all.append(faults);
            }
            all
        };
        let one = split(1);
        assert_eq!(one.found.len(), MAX_TEXTS + 1);
        for size in [7, 500, 3000] {
            assert_eq!(split(size), one);
        }
    }
}
