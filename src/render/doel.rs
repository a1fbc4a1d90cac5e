//! A target and its verdict in one sentence, for charts and reports.

use std::collections::BTreeSet;

use crate::model::{IndicatorInfo, Status, StatusReden, StatusRegel, Taal};

use super::catalogus::doel_kort;
use super::text::Woorden;

/// The target and its verdict: `Doel: -15 % t.o.v. 2019, per wijk, 31-12-2024 · onzeker (breuk in de reeks), 2024`.
pub(super) fn render_verdict(
    info: &IndicatorInfo,
    regel: &StatusRegel,
    taal: Taal,
) -> Option<String> {
    let contract = info.contract.as_ref()?;
    let doel = contract.doelen.iter().find(|doel| doel.naam == regel.doel)?;
    let woorden = Woorden::of(taal);
    let what = doel_kort(doel, &contract.nulmeting, taal);
    let status = status_words(regel.status, taal);
    let reason =
        regel.reden.map_or_else(String::new, |reden| format!(" ({})", reason_words(reden, taal)));
    let at =
        regel.periode.map_or_else(String::new, |periode| format!(", {}", woorden.periode(periode)));
    Some(match taal {
        Taal::Nl => format!("Doel: {what} · {status}{reason}{at}"),
        Taal::En => format!("Target: {what} · {status}{reason}{at}"),
    })
}

/// What became worse meanwhile, by the short names of the indicators.
pub(super) fn render_balance(names: &[&str], taal: Taal) -> Option<String> {
    if names.is_empty() {
        return None;
    }
    let names = names.join(", ");
    Some(match taal {
        Taal::Nl => format!("Let op: slechter geworden: {names}"),
        Taal::En => format!("Mind: became worse: {names}"),
    })
}

/// A target and how many areas have which verdict on it; nothing without areas.
pub(super) fn render_counts(
    info: &IndicatorInfo,
    regels: &[&StatusRegel],
    taal: Taal,
) -> Option<String> {
    let contract = info.contract.as_ref()?;
    let first = regels.first()?;
    let doel = contract.doelen.iter().find(|doel| doel.naam == first.doel)?;
    let count = |status: Status| regels.iter().filter(|regel| regel.status == status).count();
    let counts = Status::ALL.iter().map(|&status| (count(status), status_words(status, taal)));
    let told: Vec<_> =
        counts.filter(|(n, _)| 0 < *n).map(|(n, word)| format!("{n} {word}")).collect();
    let what = doel_kort(doel, &contract.nulmeting, taal);
    let word = if taal == Taal::Nl { "Doel" } else { "Target" };
    Some(format!("{word}: {what} · {}", told.join(", ")))
}

/// Where a balancing measure became worse, in one line.
pub(super) fn render_balance_in(
    naam: &str,
    gebieden: &BTreeSet<&str>,
    taal: Taal,
) -> Option<String> {
    if gebieden.is_empty() {
        return None;
    }
    let gebieden: Vec<_> = gebieden.iter().copied().collect();
    let gebieden = gebieden.join(", ");
    Some(match taal {
        Taal::Nl => format!("Let op: {naam} werd slechter in {gebieden}"),
        Taal::En => format!("Mind: {naam} became worse in {gebieden}"),
    })
}

/// A verdict as readers know it.
fn status_words(status: Status, taal: Taal) -> &'static str {
    let [nl, en] = match status {
        Status::Behaald => ["behaald", "reached"],
        Status::OpKoers => ["op koers", "on course"],
        Status::Risico => ["risico", "at risk"],
        Status::Achter => ["achter", "behind"],
        Status::NietBehaald => ["niet behaald", "not reached"],
        Status::TeVroeg => ["te vroeg om te zeggen", "too early to tell"],
        Status::Onzeker => ["onzeker", "uncertain"],
    };
    if taal == Taal::Nl { nl } else { en }
}

/// Why it is uncertain.
fn reason_words(reden: StatusReden, taal: Taal) -> &'static str {
    let [nl, en] = match reden {
        StatusReden::GeenNulmeting => ["geen nulmeting", "no baseline"],
        StatusReden::GeenMetingNaNulmeting => {
            ["nog geen nieuwe meting", "no figure since the baseline"]
        }
        StatusReden::BreukInReeks => ["breuk in de reeks", "break in the series"],
        StatusReden::Modelschatting => ["modelschatting", "model estimate"],
        StatusReden::TeWeinigN => ["te weinig waarnemingen", "too few observations"],
        StatusReden::Indicatief => ["lage respons", "low response"],
        StatusReden::Onderdrukt => ["te klein om te tonen", "too small to show"],
        StatusReden::Verouderd => ["verouderd cijfer", "outdated figure"],
        StatusReden::KansenVerdeeld => {
            ["het cijfer laat het niet zien", "the figure does not tell"]
        }
    };
    if taal == Taal::Nl { nl } else { en }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_became_worse_in_one_line() {
        let expected = "Let op: slechter geworden: Wachttijd, Herhaald";
        assert_eq!(render_balance(&["Wachttijd", "Herhaald"], Taal::Nl).as_deref(), Some(expected));
        assert_eq!(render_balance(&[], Taal::Nl), None);
        let areas = BTreeSet::from(["Reeshof", "Heikant"]);
        let expected = "Let op: Wachttijd werd slechter in Heikant, Reeshof";
        assert_eq!(render_balance_in("Wachttijd", &areas, Taal::Nl).as_deref(), Some(expected));
        assert_eq!(render_balance_in("Wachttijd", &BTreeSet::new(), Taal::Nl), None);
    }
}
