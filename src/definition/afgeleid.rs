//! An indicator that is a formula over others, and what holds between it and them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::Frequentie;

use super::filter::Origin;
use super::formule::{self, Bewerking, Formule, Verwijzing};
use super::indicator::Indicator;
use super::meting::Meting;
use super::name::quote;
use super::table::Table;

/// The keys of `[meting.afgeleid]`.
pub(super) const KEYS: &[&str] = &["formule", "onafhankelijk", "correlaties"];

/// A formula over other indicators.
#[derive(Clone, Debug, PartialEq)]
pub struct Afgeleid {
    /// The formula.
    pub formule: Formule,
    /// How the figures go together.
    pub samenhang: Samenhang,
    /// Where each indicator of the formula is named.
    pub places: BTreeMap<String, Place>,
    /// Where it is declared.
    pub place: Place,
}

/// How the figures of a formula go together by chance, without which it has no interval.
#[derive(Clone, Debug, PartialEq)]
pub enum Samenhang {
    /// Nothing is declared.
    Onbekend,
    /// They are of other people, or of the same but without anything in common.
    Onafhankelijk,
    /// The correlation of each pair of indicators; those not named have none.
    Correlaties(Vec<(String, String, f64)>),
}

impl Afgeleid {
    /// The distance of an indicator to its figure of the gemeente: `{id} - gemeente({id})`.
    pub fn afstand(id: &str, place: &Place) -> Self {
        let of = |gemeente| Formule::Verwijzing(Verwijzing { id: id.to_owned(), gemeente });
        Self {
            formule: Formule::Bewerking(Bewerking::Min, Box::new(of(false)), Box::new(of(true))),
            samenhang: Samenhang::Onbekend,
            places: BTreeMap::from([(id.to_owned(), place.clone())]),
            place: place.clone(),
        }
    }
}

/// Parses a formula; `ids` are all indicators that there are.
pub(super) fn parse_afgeleid(table: &Table, ids: &BTreeSet<String>) -> Option<Afgeleid> {
    let ctx = table.ctx;
    let text = table.text("formule");
    let onafhankelijk = table.opt_boolean("onafhankelijk");
    let text = text?;
    let origin = Origin::new(ctx, &text);
    let (formule, references) = match formule::parse(&text.value) {
        Ok(parsed) => parsed,
        Err(fault) => {
            let finding = Diagnostic::new(Code::FormulaSyntax, fault.message);
            ctx.report(finding.at(origin.place(&fault.span), fault.label));
            return None;
        }
    };
    if references.is_empty() {
        let finding = Diagnostic::new(Code::FormulaSyntax, "the formula names no indicator")
            .at(ctx.place(&text.span), "computes from nothing");
        ctx.report(finding.help("write the id of an indicator in braces: `{zr_meldingen}`"));
        return None;
    }
    if references.iter().all(|(verwijzing, _)| verwijzing.gemeente) {
        let finding = Diagnostic::new(Code::BadValue, "the formula is the same in every area")
            .at(ctx.place(&text.span), "names the gemeente alone");
        ctx.report(finding.help("an indicator without `gemeente(…)` gives it the areas"));
        return None;
    }
    let mut is_known = true;
    let mut places = BTreeMap::new();
    for (verwijzing, span) in references {
        let place = origin.place(&span);
        is_known &= check_id(table, &verwijzing.id, place.clone(), ids);
        places.entry(verwijzing.id).or_insert(place);
    }
    let correlaties = parse_correlaties(table, ids, &places);
    let samenhang = match (onafhankelijk, correlaties) {
        (Some(at), Some(_)) => {
            let finding = Diagnostic::new(Code::BadValue, "correlations are of what goes together")
                .at(ctx.place(&at.span), "declares that nothing does");
            ctx.report(finding.help("declare one of `onafhankelijk` and `correlaties`"));
            return None;
        }
        (_, Some(correlaties)) => Samenhang::Correlaties(correlaties),
        (Some(at), None) if at.value => Samenhang::Onafhankelijk,
        (_, None) => Samenhang::Onbekend,
    };
    is_known.then(|| Afgeleid { formule, samenhang, places, place: table.place() })
}

/// Says whether an indicator exists; one that does not is a finding.
fn check_id(table: &Table, id: &str, place: Place, ids: &BTreeSet<String>) -> bool {
    let is_known = ids.contains(id);
    if !is_known {
        let message = format!("there is no indicator {}", quote(id));
        let finding = Diagnostic::new(Code::UnknownWord, message).at(place, "not an id");
        table.ctx.report(finding.suggest(id, ids.iter().map(String::as_str)));
    }
    is_known
}

/// The declared correlations; one of anything but two indicators of the formula is a finding, as it
/// would leave a pair of the formula without.
fn parse_correlaties(
    table: &Table,
    ids: &BTreeSet<String>,
    places: &BTreeMap<String, Place>,
) -> Option<Vec<(String, String, f64)>> {
    if !table.has("correlaties") {
        return None;
    }
    let mut correlaties = Vec::new();
    for pair in table.list("correlaties", &["van", "met", "correlatie"]) {
        pair.require("correlatie");
        let (van, met) = (pair.text("van"), pair.text("met"));
        let correlatie = pair.opt_number("correlatie", -1.0..=1.0);
        let (Some(van), Some(met), Some(correlatie)) = (van, met, correlatie) else { continue };
        let is_known =
            [&van, &met].map(|id| check_id(&pair, &id.value, pair.ctx.place(&id.span), ids));
        if is_known != [true; 2] {
            continue;
        }
        let strange = [&van, &met].into_iter().find(|id| !places.contains_key(&id.value));
        let same = Some(&met).filter(|met| met.value == van.value);
        if let Some(id) = strange.or(same) {
            let message = "a correlation is of two indicators of the formula";
            let label = if strange.is_some() { "not in the formula" } else { "the same one" };
            let finding = Diagnostic::new(Code::BadValue, message);
            pair.ctx.report(finding.at(pair.ctx.place(&id.span), label));
            continue;
        }
        correlaties.push((van.value, met.value, correlatie.value));
    }
    Some(correlaties)
}

/// Holds formulas against the indicators they are computed from, and leaves out those that
/// cannot be computed: in a circle, over periods that another is not measured in, or over an
/// indicator that was left out itself.
pub(super) fn link(indicatoren: &mut Vec<Indicator>, findings: &mut Findings) {
    let circular = circles(indicatoren);
    for (id, place) in &circular {
        let message = format!("indicator `{id}` is computed from itself");
        let finding = Diagnostic::new(Code::FormulaCycle, message);
        findings.push(finding.at(place.clone(), "by way of this one"));
    }
    let in_circle: BTreeSet<_> = circular.into_iter().map(|(id, _)| id).collect();
    indicatoren.retain(|indicator| !in_circle.contains(&indicator.info.id));
    loop {
        let known: BTreeMap<_, _> = indicatoren
            .iter()
            .map(|one| (one.info.id.clone(), one.info.frequenties.clone()))
            .collect();
        let n_before = indicatoren.len();
        indicatoren.retain(|indicator| is_computable(indicator, &known, findings));
        if indicatoren.len() == n_before {
            break;
        }
    }
    inherit(indicatoren);
}

fn is_computable(
    indicator: &Indicator,
    known: &BTreeMap<String, Vec<Frequentie>>,
    findings: &mut Findings,
) -> bool {
    let Meting::Afgeleid(afgeleid) = &indicator.meting else { return true };
    let id = &indicator.info.id;
    for (other, place) in &afgeleid.places {
        let Some(frequenties) = known.get(other) else {
            let message = format!("indicator `{id}` is left out: it is computed from `{other}`");
            let finding = Diagnostic::new(Code::IndicatorSkipped, message);
            findings.push(finding.at(place.clone(), "left out itself"));
            return false;
        };
        if let Some(lacking) =
            indicator.info.frequenties.iter().find(|one| !frequenties.contains(one))
        {
            let message = format!("`{other}` is not measured by `{}`", lacking.word());
            let words: Vec<_> = frequenties.iter().map(|one| format!("`{}`", one.word())).collect();
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(place.clone(), format!("measured by {}", words.join(" and ")))
                .also(indicator.place.clone(), "computed from it");
            findings.push(finding);
            return false;
        }
    }
    true
}

/// The indicators that are computed from themselves, each with the first name in its formula that
/// leads back to it.
fn circles(indicatoren: &[Indicator]) -> Vec<(String, Place)> {
    let formulas: BTreeMap<_, _> = indicatoren
        .iter()
        .filter_map(|one| match &one.meting {
            Meting::Afgeleid(afgeleid) => Some((one.info.id.as_str(), afgeleid)),
            _ => None,
        })
        .collect();
    let leads_to = |start: &str, id: &str| {
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = vec![start];
        while let Some(other) = next.pop() {
            if reached.insert(other) {
                let further = formulas.get(other).into_iter().flat_map(|one| one.places.keys());
                next.extend(further.map(String::as_str));
            }
        }
        reached.contains(id)
    };
    let circle = |(&id, afgeleid): (&&str, &&Afgeleid)| {
        let back = afgeleid.places.iter().find(|(name, _)| leads_to(name, id));
        back.map(|(_, place)| (id.to_owned(), place.clone()))
    };
    formulas.iter().filter_map(circle).collect()
}

/// Gives each formula the sources that it rests on in the end, and thresholds that are as strict as
/// those of each indicator in it: it would give away what one of them withholds.
fn inherit(indicatoren: &mut [Indicator]) {
    // A formula over formulas is as deep as there are indicators, at most.
    for _ in 0..indicatoren.len() {
        let known: BTreeMap<_, _> = indicatoren
            .iter()
            .map(|one| (one.info.id.clone(), (one.info.bronnen.clone(), one.info.drempels)))
            .collect();
        let mut has_changed = false;
        for indicator in &mut *indicatoren {
            let Meting::Afgeleid(afgeleid) = &indicator.meting else { continue };
            let parts: Vec<_> = afgeleid.places.keys().map(|id| &known[id]).collect();
            let bronnen: BTreeSet<_> = parts.iter().flat_map(|(bronnen, _)| bronnen).collect();
            let bronnen: Vec<_> = bronnen.into_iter().cloned().collect();
            let own = indicator.info.drempels;
            let drempels = parts.iter().fold(own, |own, (_, other)| own.strictest(*other));
            has_changed |= (&bronnen, drempels) != (&indicator.info.bronnen, own);
            (indicator.info.bronnen, indicator.info.drempels) = (bronnen, drempels);
        }
        if !has_changed {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::codes_of;
    use super::super::indicator::tests::{AANDEEL, HEAD, RATIO, parse_files};
    use super::super::monitor::tests::example;
    use super::*;

    /// Indicators `a` (a rate), `b` (a share) and formulas `c`, `d`.
    fn parse(c: &str, d: &str) -> (Vec<Indicator>, Vec<String>) {
        let of = |id: &str, body: &str| [HEAD, body].concat().replacen("proef", id, 1);
        let formula =
            |text: &str| format!("[meting.afgeleid]\n{text}\n[periode]\nfrequentie = \"jaar\"\n");
        let files = [
            ("a.toml", of("a", RATIO)),
            ("b.toml", of("b", AANDEEL)),
            ("c.toml", of("c", &formula(c))),
            ("d.toml", of("d", &formula(d))),
        ];
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (list, findings) = parse_files(&files, &example());
        (list, codes_of(&findings))
    }

    #[test]
    fn a_formula_rests_on_the_sources_of_its_indicators() {
        let (list, codes) =
            parse("formule = '{a} / {b}'\nonafhankelijk = true", "formule = '{c} * 2'");
        assert_eq!(codes, [""; 0]);
        assert_eq!(list[2].info.bronnen, ["cbs_inwoners", "toegang"]);
        assert_eq!(list[3].info.bronnen, list[2].info.bronnen);
        let Meting::Afgeleid(afgeleid) = &list[2].meting else { panic!("a formula") };
        assert_eq!(afgeleid.samenhang, Samenhang::Onafhankelijk);
    }

    #[test]
    fn reports_faults_of_a_formula() {
        #[track_caller]
        fn case(c: &str, d: &str, expected: &[&str]) {
            assert_eq!(parse(c, d).1, expected);
        }

        let fine = "formule = '{a} * 2'";
        case("formule = '{a} +'", fine, &["formula-syntax 11:17"]);
        case("formule = '2 * 3'", fine, &["formula-syntax 11:11"]);
        case("formule = '{e}'", fine, &["unknown-word 11:13"]);
        case(
            "formule = '{d}'",
            "formule = '{c} + {a}'",
            &["formula-cycle 11:13", "formula-cycle 11:13"],
        );
        case("formule = '{a} + {c}'", fine, &["formula-cycle 11:19"]);
        case("formule = '{a}'\nonafhankelijk = true\ncorrelaties = []", fine, &["bad-value 12:17"]);
        case(
            "formule = '{a} - {b}'\ncorrelaties = [{ van = \"a\", met = \"b\", correlatie = 2 }]",
            fine,
            &["bad-value 12:53"],
        );
        case(
            "formule = '{a} - {b}'\ncorrelaties = [{ van = \"a\", met = \"e\", correlatie = 0.2 }]",
            fine,
            &["unknown-word 12:35"],
        );
        // Of the formula's own pair nothing would be declared, without a word.
        case(
            "formule = '{a} * 2'\ncorrelaties = [{ van = \"a\", met = \"b\", correlatie = 0.2 }]",
            fine,
            &["bad-value 12:35"],
        );
        case(
            "formule = '{a} - {b}'\ncorrelaties = [{ van = \"a\", met = \"a\", correlatie = 0.2 }]",
            fine,
            &["bad-value 12:35"],
        );
        case("formule = 'gemeente({a}) * 2'", fine, &["bad-value 11:11"]);
    }

    #[test]
    fn a_formula_has_the_periods_of_its_indicators() {
        let of = |id: &str, body: &str| [HEAD, body].concat().replacen("proef", id, 1);
        let formula =
            "[meting.afgeleid]\nformule = '{b} * 2'\n[periode]\nfrequentie = \"kwartaal\"\n";
        let files = [("b.toml", of("b", AANDEEL)), ("c.toml", of("c", formula))];
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let (list, findings) = parse_files(&files, &example());
        assert_eq!((list.len(), codes_of(&findings)), (1, vec!["bad-value 11:13".to_owned()]));
    }
}
