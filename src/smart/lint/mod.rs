//! The SMART contract held against the data: whether what is asked can be shown, was ever seen, and
//! is not there already.
//!
//! What the definitions alone can tell is found when they are parsed. Here every finding asks the
//! figures; the indicator decides how bad it is, with a reason in its file.

mod aantoonbaar;
mod gehaald;
mod indeling;
mod nulmeting;
mod realistisch;

use std::collections::BTreeSet;

use crate::definition::{Afspraak, DoelPlaces, Indicator};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::engine::EstimatedIndicator;
use crate::model::{Datum, Doel, Doelsoort, GebiedIdx, Meetpunt, Niveau, Soort};

use super::goal::Goal;
use super::nulmeting::start_of;
use super::onderzoek::Onderzoek;
use super::reeks::{Punt, Reekssoort};
use super::richtpunt::{goal_of, level_of};

/// Reports what the data say about the contracts; `vandaag` is the day by which reviews are overdue.
pub fn check_contracts(onderzoek: &Onderzoek<'_>, vandaag: Datum, findings: &mut Findings) {
    for (indicator, one) in onderzoek.pairs() {
        let Some(afspraak) = &indicator.afspraak else { continue };
        let mut found = Vec::new();
        found.extend(overdue(afspraak, vandaag));
        found.extend(nulmeting::check_rule(indicator, one, afspraak));
        for (doel, places) in afspraak.contract.doelen.iter().zip(&afspraak.doelen) {
            let keuring = Keuring { onderzoek, indicator, one, afspraak, doel, places };
            found.extend(indeling::check_areas(&keuring));
            found.extend(keuring.check());
            found.extend(nulmeting::check_frozen(&keuring));
        }
        for finding in found.into_iter().filter_map(|finding| indicator.lint.judge(finding)) {
            findings.push(finding);
        }
    }
}

/// Reports a review that should have been done.
fn overdue(afspraak: &Afspraak, vandaag: Datum) -> Option<Diagnostic> {
    let due = afspraak.contract.eigenaar.volgende_herziening;
    (due < vandaag).then(|| {
        let message = format!("the indicator was to be looked at again on {due}");
        Diagnostic::new(Code::ReviewOverdue, message)
            .at(afspraak.herziening.clone(), format!("before {vandaag}"))
            .help("look at it with its owner, and give a new day")
    })
}

/// A target that is held against the data.
struct Keuring<'a> {
    onderzoek: &'a Onderzoek<'a>,
    indicator: &'a Indicator,
    one: &'a EstimatedIndicator,
    afspraak: &'a Afspraak,
    doel: &'a Doel,
    places: &'a DoelPlaces,
}

/// What is asked of one area.
#[derive(Clone)]
struct Gevraagd {
    nulmeting: Meetpunt,
    goal: Goal,
    /// The events or respondents of the baseline.
    aantal: Option<u64>,
}

impl Gevraagd {
    /// The change that is asked, without its sign.
    fn change(&self) -> f64 {
        (self.goal.doelwaarde() - self.nulmeting.waarde).abs()
    }
}

impl Keuring<'_> {
    fn check(&self) -> Vec<Diagnostic> {
        let asks_change =
            !matches!(self.doel.soort, Doelsoort::Bandbreedte { .. } | Doelsoort::Behoud { .. });
        if !asks_change {
            return indeling::check_vintages(self).into_iter().collect();
        }
        let asked = self.asked(level_of(self.doel));
        // What a target asks of areas that meet it already is nothing to show.
        let hidden = aantoonbaar::check(self, &to_change(&asked));
        let is_hidden = hidden
            .as_ref()
            .is_some_and(|finding| self.indicator.lint.judge(finding.clone()).is_some());
        let met = gehaald::check(self, &asked, is_hidden);
        let realistic = realistisch::check(self, &asked);
        let vintages = indeling::check_vintages(self);
        [hidden, met, realistic, vintages].into_iter().flatten().collect()
    }

    fn reekssoort(&self) -> Reekssoort {
        Reekssoort::of(&self.doel.soort, self.doel.per)
    }

    /// True when a figure may be seen. A finding is read by more people than a cell that is withheld,
    /// so what is withheld has no part in it, not even in a middle or a largest of several.
    fn is_shown(&self, point: &Punt) -> bool {
        self.onderzoek.zichtbaar.shows(self.one, &point.cells)
    }

    /// What is asked of the areas of a level that have a baseline that may be seen.
    fn asked(&self, niveau: Niveau) -> Vec<Gevraagd> {
        let soort = self.reekssoort();
        let contract = &self.afspraak.contract;
        let periods = BTreeSet::from([contract.nulmeting.periode]);
        let of = |gebied: GebiedIdx| {
            let reeks = self.onderzoek.series((self.one, gebied), &soort, &periods)?;
            let area = self.onderzoek.indeling.gebied(gebied);
            let key = (self.one.info.id.as_str(), &soort);
            let at = (&area.code, area.niveau);
            let start = start_of(contract, key, at, &reeks, self.onderzoek.lock);
            let nulmeting = start.waarde.ok()?;
            if !start.punt.is_none_or(|point| self.is_shown(point)) {
                return None;
            }
            let goal =
                goal_of(self.doel.soort_in(&area.code), nulmeting.waarde, self.one.info.richting);
            let counted =
                |point: &Punt| point.n.or_else(|| point.teller.map(crate::model::Quantity::floor));
            Some(Gevraagd { nulmeting, goal, aantal: start.punt.and_then(counted) })
        };
        self.onderzoek.areas(niveau).into_iter().filter_map(of).collect()
    }

    /// True when a change is told as a part of the baseline, as of counts and rates.
    fn is_relative(&self) -> bool {
        matches!(self.doel.soort, Doelsoort::Relatief { .. } | Doelsoort::GatVerkleinen { .. })
            || matches!(self.one.info.soort, Soort::Ratio)
    }

    /// A change in words: as a percentage of the baseline, or in the unit of the indicator.
    fn told(&self, change: f64, nulmeting: f64) -> String {
        if self.is_relative() && nulmeting != 0.0 {
            format!("{} %", rounded(100.0 * change / nulmeting.abs(), 0))
        } else {
            let decimals = usize::from(self.one.info.decimalen).max(1);
            rounded(change, decimals)
        }
    }
}

/// What is asked of areas that do not meet the target yet, when they are most.
fn to_change(asked: &[Gevraagd]) -> Vec<Gevraagd> {
    let open: Vec<_> = asked.iter().filter(|one| !one.goal.is_held()).cloned().collect();
    if asked.len() < 2 * open.len() { open } else { Vec::new() }
}

/// A level in words, as in "per wijk".
fn level_word(niveau: Niveau) -> String {
    match niveau {
        Niveau::Gemeente => "for the gemeente".to_owned(),
        other => format!("per {}", other.word()),
    }
}

/// A number for a sentence; one more decimal where it would be zero.
fn rounded(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.' | b'-'));
    if is_zero && value != 0.0 && decimals < 6 { rounded(value, decimals + 1) } else { text }
}

/// The middle one of some numbers, the lower of two.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    values.get(last / 2).copied()
}
