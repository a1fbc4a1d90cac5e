//! What a test expects of a cell.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaCode, Cell, Frequentie, Periode, Status, StatusReden};

use super::super::document::At;
use super::super::name::quote;
use super::super::table::Table;
use super::{Getal, check_frequentie, opt_periode};

/// The keys of a line of `verwacht`.
const KEYS: &[&str] = &[
    "gebied",
    "periode",
    "teller",
    "noemer",
    "n",
    "waarde",
    "ondergrens",
    "bovengrens",
    "celsoort",
    "getoond",
    "status",
    "reden",
];

/// A number of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grootheid {
    /// What was counted above the line.
    Teller,
    /// What was counted below the line.
    Noemer,
    /// The respondents.
    N,
    /// The value.
    Waarde,
    /// The lower bound of the interval.
    Ondergrens,
    /// The upper bound.
    Bovengrens,
}

impl Grootheid {
    /// All numbers, in the order in which they are told.
    pub const ALL: [Self; 6] =
        [Self::Teller, Self::Noemer, Self::N, Self::Waarde, Self::Ondergrens, Self::Bovengrens];

    /// The key of `verwacht`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Teller => "teller",
            Self::Noemer => "noemer",
            Self::N => "n",
            Self::Waarde => "waarde",
            Self::Ondergrens => "ondergrens",
            Self::Bovengrens => "bovengrens",
        }
    }
}

/// What a test expects of one cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Verwacht {
    /// The area, and where it stands.
    pub gebied: (AreaCode, Place),
    /// The period.
    pub periode: Periode,
    /// The numbers, of the estimate before anything is withheld.
    pub getallen: Vec<(Grootheid, Getal)>,
    /// The word for what is published of it.
    pub celsoort: Option<&'static str>,
    /// The verdict on the target.
    pub status: Option<Status>,
    /// Why it is `onzeker`.
    pub reden: Option<StatusReden>,
    /// Where it stands.
    pub place: Place,
}

/// Parses the lines of `verwacht`; a test without any tests nothing.
pub(super) fn parse_verwacht(
    toets: &Table,
    periode: Option<&At<Periode>>,
    frequenties: &[Frequentie],
) -> Vec<Verwacht> {
    toets.require("verwacht");
    let lines = toets.list("verwacht", KEYS);
    let has_lines = toets.get("verwacht").is_some_and(|value| value.get_ref().is_array());
    if has_lines && lines.is_empty() {
        let message = "a test expects something of at least one cell";
        let finding = Diagnostic::new(Code::MissingField, message);
        toets.ctx.report(finding.at(toets.place(), "expects nothing"));
    }
    if let Some(at) = periode {
        check_frequentie(toets, at.value, &at.span, frequenties);
    }
    let parse = |line: &Table| parse_line(line, periode.map(|at| at.value), frequenties);
    lines.iter().filter_map(parse).collect()
}

fn parse_line(
    line: &Table,
    of_test: Option<Periode>,
    frequenties: &[Frequentie],
) -> Option<Verwacht> {
    let gebied = line.text("gebied").and_then(|text| parse_gebied(line, &text));
    let own = opt_periode(line, "periode");
    if let Some(at) = &own {
        check_frequentie(line, at.value, &at.span, frequenties);
    }
    if of_test.is_none() {
        line.require("periode");
    }
    let getallen = Grootheid::ALL.into_iter().filter_map(|grootheid| {
        let text = line.opt_digits(grootheid.word())?;
        let getal = Getal::parse(&text.value);
        if getal.is_none() {
            line.bad_value(&text.span, format!("{} is no number", quote(&text.value)), "no number");
        }
        Some((grootheid, getal?))
    });
    let getallen: Vec<_> = getallen.collect();
    let words = Cell::WORDS;
    let [celsoort, getoond] =
        ["celsoort", "getoond"].map(|key| line.opt_word(key, &words, |word| word));
    if let (Some(_), Some(second)) = (&celsoort, &getoond) {
        let message = "`getoond` is another word for `celsoort`".to_owned();
        line.bad_value(&second.span, message, "said twice");
    }
    let status = line.opt_word("status", Status::ALL, Status::word);
    let reden = line.opt_word("reden", StatusReden::ALL, StatusReden::word);
    if KEYS[2..].iter().all(|key| !line.has(key)) {
        let finding = Diagnostic::new(Code::MissingField, "nothing is expected of the cell")
            .at(line.place(), "needs a `waarde`, a `celsoort` or the like");
        line.ctx.report(finding);
    }
    Some(Verwacht {
        gebied: gebied?,
        periode: own.map(|at| at.value).or(of_test)?,
        getallen,
        celsoort: celsoort.or(getoond).map(|at| at.value),
        status: status.map(|at| at.value),
        reden: reden.map(|at| at.value),
        place: line.place(),
    })
}

/// The code of an area.
pub(super) fn parse_gebied(table: &Table, text: &At<String>) -> Option<(AreaCode, Place)> {
    match text.value.parse() {
        Ok(code) => Some((code, table.ctx.place(&text.span))),
        Err(error) => {
            let message = format!("{} is not the code of an area: {error}", quote(&text.value));
            table.bad_value(&text.span, message, "not a code");
            None
        }
    }
}
