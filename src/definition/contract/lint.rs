//! How bad the findings of the SMART contract are for one indicator: raised, or allowed with a
//! reason.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::model::Levensfase;

use super::super::document::At;
use super::super::name::quote;
use super::super::table::Table;

/// The keys of `[lint.<code>]`.
const KEYS: &[&str] = &["niveau", "reden"];

/// The levels that findings have for an indicator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lint {
    levels: BTreeMap<Code, Niveau>,
    is_concept: bool,
}

/// The level that an indicator gives a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Niveau {
    Toegestaan,
    Melding,
    Waarschuwing,
    Fout,
}

impl Niveau {
    const ALL: [Self; 4] = [Self::Toegestaan, Self::Melding, Self::Waarschuwing, Self::Fout];

    fn word(self) -> &'static str {
        match self {
            Self::Toegestaan => "toegestaan",
            Self::Melding => "melding",
            Self::Waarschuwing => "waarschuwing",
            Self::Fout => "fout",
        }
    }

    fn level(self) -> Option<Level> {
        match self {
            Self::Toegestaan => None,
            Self::Melding => Some(Level::Note),
            Self::Waarschuwing => Some(Level::Warning),
            Self::Fout => Some(Level::Error),
        }
    }
}

impl Lint {
    /// The finding at the level that it has here; nothing when it is allowed.
    ///
    /// What a concept does not promise yet is warned of, and does not stop the build.
    pub fn judge(&self, finding: Diagnostic) -> Option<Diagnostic> {
        if finding.code.number().is_none() {
            return Some(finding);
        }
        let level = match self.levels.get(&finding.code) {
            Some(niveau) => niveau.level()?,
            None if self.is_concept && is_of_contract(finding.code) => {
                finding.level.min(Level::Warning)
            }
            None => finding.level,
        };
        Some(Diagnostic { level, ..finding })
    }

    /// The levels for an indicator in this stage of its life.
    #[must_use]
    pub(in super::super) fn in_fase(mut self, fase: Levensfase) -> Self {
        self.is_concept = fase == Levensfase::Concept;
        self
    }
}

/// True when a finding is about what is promised, rather than about what is measured.
fn is_of_contract(code: Code) -> bool {
    !matches!(code, Code::NotAShare | Code::ExpiredCode | Code::MixedVintages)
}

/// Parses `[lint]` on top of other levels, such as those for all indicators.
pub(in super::super) fn parse_lint_of(root: &Table, mut lint: Lint) -> Lint {
    for (name, table) in root.named("lint", KEYS) {
        let (Some(code), Some(table)) = (find_code(root, &name), table) else { continue };
        let niveau = table.word("niveau", &Niveau::ALL, Niveau::word);
        let reden = table.opt_text("reden").filter(|text| !text.value.trim().is_empty());
        let Some(niveau) = niveau else { continue };
        let lowers = niveau.value.level().is_none_or(|level| level < code.level());
        if lowers && reden.is_none() {
            table.require("reden");
            if let Some(place) = table.key_place("reden") {
                let message = "what is allowed here is allowed for a reason";
                let finding = Diagnostic::new(Code::BadValue, message).at(place, "no reason");
                table.ctx.report(finding);
            }
        }
        lint.levels.insert(code, niveau.value);
    }
    lint
}

/// Parses `[lint]`.
pub(in super::super) fn parse_lint(root: &Table) -> Lint {
    parse_lint_of(root, Lint::default())
}

/// The code that a name stands for; one that cannot be changed is a finding.
fn find_code(root: &Table, name: &At<String>) -> Option<Code> {
    let place = root.ctx.place(&name.span);
    let negotiable = || Code::ALL.iter().filter(|code| code.is_negotiable());
    match Code::from_word(&name.value) {
        Some(code) if code.is_negotiable() => Some(code),
        Some(_) => {
            let message = format!("the level of {} cannot be changed", quote(&name.value));
            let finding = Diagnostic::new(Code::BadValue, message);
            root.ctx.report(finding.at(place, "stays as it is"));
            None
        }
        None => {
            let message = format!("there is no finding {}", quote(&name.value));
            let finding = Diagnostic::new(Code::UnknownWord, message)
                .at(place, "not a finding of the SMART contract")
                .suggest(&name.value, negotiable().map(|code| code.word()));
            root.ctx.report(finding);
            None
        }
    }
}
