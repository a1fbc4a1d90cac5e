//! A target and its verdict in one sentence, for charts and reports.

use crate::model::{Doel, Doelsoort, IndicatorInfo, Maat, Status, StatusReden, StatusRegel, Taal};

use super::number::render_number;
use super::text::Woorden;

/// The target and its verdict: `Doel: −15 % t.o.v. 2019 op 31 dec 2024 · onzeker (te weinig n)`.
pub(super) fn render_verdict(
    info: &IndicatorInfo,
    regel: &StatusRegel,
    taal: Taal,
) -> Option<String> {
    let contract = info.contract.as_ref()?;
    let doel = contract.doelen.iter().find(|doel| doel.naam == regel.doel)?;
    let woorden = Woorden::of(taal);
    let what = target(info, doel, &woorden.periode(contract.nulmeting.periode), taal);
    let deadline = woorden.datum(doel.deadline);
    let status = status_words(regel.status, taal);
    let reason =
        regel.reden.map_or_else(String::new, |reden| format!(" ({})", reason_words(reden, taal)));
    let at =
        regel.periode.map_or_else(String::new, |periode| format!(", {}", woorden.periode(periode)));
    Some(match taal {
        Taal::Nl => format!("Doel: {what} op {deadline} · {status}{reason}{at}"),
        Taal::En => format!("Target: {what} on {deadline} · {status}{reason}{at}"),
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

/// What a target asks, in a few words.
fn target(info: &IndicatorInfo, doel: &Doel, nulmeting: &str, taal: Taal) -> String {
    let woorden = Woorden::of(taal);
    let number = |value: f64| render_number(value, info.decimalen, woorden.notatie);
    let percent = |value: f64| {
        let text = render_number(value.abs(), 1, woorden.notatie);
        let whole = text.strip_suffix(",0").or(text.strip_suffix(".0")).unwrap_or(&text);
        let sign = if value < 0.0 { "−" } else { "+" };
        format!("{sign}{whole} %")
    };
    let is_nl = taal == Taal::Nl;
    match &doel.soort {
        Doelsoort::Absoluut { waarde } => number(*waarde),
        Doelsoort::Relatief { procent } => {
            let since = if is_nl { "t.o.v." } else { "from" };
            format!("{} {since} {nulmeting}", percent(*procent))
        }
        Doelsoort::Bandbreedte { onder, boven } => {
            let (between, and) = if is_nl { ("tussen", "en") } else { ("between", "and") };
            format!("{between} {} {and} {}", number(*onder), number(*boven))
        }
        Doelsoort::Behoud { marge } => {
            let (keep, margin) =
                if is_nl { ("niet slechter dan", "marge") } else { ("not worse than", "margin") };
            format!("{keep} {nulmeting}, {margin} {}", number(*marge))
        }
        Doelsoort::GatVerkleinen { maat, procent, .. } => {
            let gap = match (maat, is_nl) {
                (Maat::Gemeente, true) => "afstand tot de gemeente",
                (Maat::Gemeente, false) => "distance to the municipality",
                (_, true) => "verschil tussen gebieden",
                (_, false) => "difference between areas",
            };
            format!("{gap} {}", percent(*procent))
        }
    }
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
    }
}
