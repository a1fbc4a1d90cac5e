//! The SMART contract of an indicator: from what it counts, what it should become, who decided.
//!
//! The tables stand in the file of the indicator, or, for an indicator that several municipalities
//! share, in a file of its own in the folder `doelen`. What is missing is a finding of the contract
//! (E2xx), because a definition that is not SMART does not build; whether the data allow of a
//! verdict is judged later.

mod afspraak;
mod doel;
mod lint;
mod nulmeting;
#[cfg(test)]
mod tests;
mod wijziging;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaCode, Contract, Frequentie, Levensfase, Niveau, Periode, Richting};

use super::table::Table;

pub(super) use afspraak::is_placeholder;
pub use lint::Lint;
pub(super) use lint::{parse_lint, parse_lint_of};
pub(super) use wijziging::parse_wijzigingen;

/// The tables that make a contract.
const TABLES: &[&str] =
    &["nulmeting", "doel", "doel_extra", "doel_per_gebied", "smart", "eigenaar"];

/// A contract, and where its parts stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Afspraak {
    /// The contract.
    pub contract: Contract,
    /// Where the period of the baseline stands.
    pub nulmeting: Place,
    /// Where the parts of each target stand, in their order.
    pub doelen: Vec<DoelPlaces>,
    /// Where the day of the next review stands.
    pub herziening: Place,
}

/// Where the parts of a target stand.
#[derive(Clone, Debug, PartialEq)]
pub struct DoelPlaces {
    /// The value, or the table when it has none.
    pub waarde: Place,
    /// The level.
    pub per: Place,
    /// The measurement that judges.
    pub beoordeel_op: Place,
    /// The areas with another number.
    pub per_gebied: Vec<(AreaCode, Place)>,
}

/// What a contract must fit.
pub(super) struct Kader<'k> {
    /// The direction that is better.
    pub richting: Richting,
    /// How often the indicator is measured.
    pub frequenties: &'k [Frequentie],
    /// The waves, when they are named.
    pub meetmomenten: Option<&'k [Periode]>,
    /// The levels of which a model makes the figures.
    pub modelschatting: &'k [Niveau],
    /// True when the file names what must be read beside it.
    pub has_tegenindicatoren: bool,
    /// The fewest events that a verdict rests on.
    pub minimum_aantal: u64,
    /// All indicators.
    pub ids: &'k std::collections::BTreeSet<String>,
    /// Where the indicator is named.
    pub place: Place,
    /// The levels of the findings.
    pub lint: &'k Lint,
}

impl Kader<'_> {
    /// Reports a finding of the contract, at the level that the indicator gives it.
    fn report(&self, table: &Table, finding: Diagnostic) {
        if let Some(finding) = self.lint.judge(finding) {
            table.ctx.report(finding);
        }
    }
}

/// The stage of life; a new indicator is a concept.
pub(super) fn parse_levensfase(root: &Table) -> Levensfase {
    let word = root.opt_word("levensfase", Levensfase::ALL, Levensfase::word);
    word.map_or(Levensfase::Concept, |at| at.value)
}

/// True when a file has a part of a contract.
pub(super) fn has_contract(root: &Table) -> bool {
    TABLES.iter().any(|key| root.has(key))
}

/// Parses the contract; none when the indicator has none, or a part of it is missing.
pub(super) fn parse_contract(root: &Table, fase: Levensfase, kader: &Kader) -> Option<Afspraak> {
    let must = matches!(fase, Levensfase::Actief | Levensfase::Uitdovend);
    if !has_contract(root) {
        if must {
            let message = "an active indicator has no target";
            let finding = Diagnostic::new(Code::NoTarget, message)
                .at(kader.place.clone(), "has no `[doel]`")
                .help("add `[nulmeting]`, `[doel]`, `[smart]` and `[eigenaar]`, or allow it with a reason in `[lint.no-target]`");
            kader.report(root, finding);
        }
        return None;
    }
    let smart = afspraak::parse_smart(root, kader);
    let eigenaar = afspraak::parse_eigenaar(root, kader);
    let nulmeting = nulmeting::parse_nulmeting(root, kader);
    let decided = smart.as_ref().map(|smart| &smart.besluit);
    if let (Some(nulmeting), Some(besluit)) = (&nulmeting, decided) {
        nulmeting::check_rule(root, nulmeting, besluit, kader);
    }
    let start = nulmeting.as_ref().map(|(nulmeting, place)| (nulmeting.periode, place.clone()));
    let doelen = doel::parse_doelen(root, start.as_ref(), kader);
    for (doel, places) in doelen.iter().flatten() {
        if let Some(besluit) = decided {
            afspraak::check_decided(root, besluit, (doel, places), kader);
        }
        if let Some((nulmeting, place)) = &nulmeting {
            nulmeting::check_level(root, nulmeting, place, doel);
        }
    }
    check_balance(root, kader);
    let (smart, (eigenaar, herziening), doelen) = (smart?, eigenaar?, doelen?);
    let (nulmeting, place) = nulmeting?;
    let (doelen, places) = doelen.into_iter().unzip();
    let contract = Contract {
        nulmeting,
        doelen,
        acceptabel: smart.acceptabel,
        realistisch: smart.realistisch,
        vergelijking: smart.vergelijking,
        besluit: smart.besluit.value,
        eigenaar,
        minimum_aantal: kader.minimum_aantal,
    };
    Some(Afspraak { contract, nulmeting: place, doelen: places, herziening })
}

/// Reports an indicator of which less is better, that nothing is read beside.
fn check_balance(root: &Table, kader: &Kader) {
    if kader.richting == Richting::LagerIsBeter && !kader.has_tegenindicatoren {
        let message = "less is better here, and nothing is named that may not become worse";
        let finding = Diagnostic::new(Code::NoBalance, message)
            .at(kader.place.clone(), "has no `tegenindicatoren`")
            .help("name in `[toelichting]` what must be read beside it, such as waiting time");
        kader.report(root, finding);
    }
}
