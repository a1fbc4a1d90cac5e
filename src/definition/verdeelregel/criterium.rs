//! `[[criterium]]`: by what the money is divided, and how much of it by each.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Celdeel, Criterium, Grootheid, Ontbrekend, Periode, Quantity, Weegrichting};

use super::super::document::At;
use super::super::name::{check_name, quote};
use super::super::table::Table;
use super::getal::opt_percent;

/// The keys of `[[criterium]]`.
pub(super) const KEYS: &[&str] =
    &["naam", "indicator", "maat", "keer", "richting", "gewicht", "ontbrekend", "periode"];

/// The keys of `keer` and of the residents that limits count.
pub(super) const GROOTHEID_KEYS: &[&str] = &["indicator", "maat", "periode"];

/// Parses the criteria, with the places of their indicators; their weights add up to 100.
pub(super) fn parse_criteria(
    root: &Table,
    ids: &[&str],
    periode: Option<Periode>,
) -> Vec<(Criterium, Place)> {
    root.require("criterium");
    let tables = root.list("criterium", KEYS);
    if let Some(place) = root.key_place("criterium").filter(|_| tables.is_empty()) {
        let finding = Diagnostic::new(Code::BadValue, "there is nothing to divide by");
        root.ctx.report(finding.at(place, "no criterion"));
    }
    let mut names: BTreeMap<String, Place> = BTreeMap::new();
    let mut weights: Vec<Option<At<Quantity>>> = Vec::new();
    let mut criteria = Vec::new();
    for table in &tables {
        let gewicht = parse_gewicht(table);
        weights.push(gewicht.clone());
        let criterium = parse_criterium(table, ids, periode, gewicht);
        let Some((criterium, place)) = criterium else { continue };
        if let Some(first) = names.get(&criterium.naam) {
            let message = format!("two criteria are called {}", quote(&criterium.naam));
            let finding = Diagnostic::new(Code::BadValue, message)
                .at(place.clone(), "the second")
                .also(first.clone(), "the first")
                .help("give one of them another `naam`: names become those of columns");
            root.ctx.report(finding);
        }
        names.entry(criterium.naam.clone()).or_insert_with(|| place.clone());
        criteria.push((criterium, place));
    }
    let all: Option<Vec<_>> = weights.into_iter().collect();
    if let Some(all) = all.filter(|all| !all.is_empty()) {
        check_weights(root, &all);
    }
    criteria
}

fn parse_criterium(
    table: &Table,
    ids: &[&str],
    periode: Option<Periode>,
    gewicht: Option<At<Quantity>>,
) -> Option<(Criterium, Place)> {
    let grootheid = parse_grootheid(table, ids, periode);
    let keer = table
        .opt_table("keer", GROOTHEID_KEYS)
        .map(|keer| parse_grootheid(&keer, ids, periode).map(|(grootheid, _)| grootheid));
    let (grootheid, place) = grootheid?;
    let naam = match table.opt_text("naam") {
        Some(naam) if check_name(table.ctx, &naam, "a criterion") => naam.value,
        Some(_) => return None,
        None => default_name(&grootheid),
    };
    let richting = table.word("richting", Weegrichting::ALL, Weegrichting::word);
    let ontbrekend = table.opt_word("ontbrekend", Ontbrekend::ALL, Ontbrekend::word);
    let keer = match keer {
        None => None,
        Some(keer) => Some(keer?),
    };
    let criterium = Criterium {
        naam,
        grootheid,
        keer,
        richting: richting?.value,
        gewicht: gewicht?.value,
        ontbrekend: ontbrekend.map_or(Ontbrekend::Weigeren, |at| at.value),
    };
    Some((criterium, place))
}

/// A number of an indicator that there is, with the place where it is named.
///
/// Without a period of its own it has that of the rule.
pub(super) fn parse_grootheid(
    table: &Table,
    ids: &[&str],
    periode: Option<Periode>,
) -> Option<(Grootheid, Place)> {
    let indicator = table.text("indicator");
    let maat = table.opt_word("maat", Celdeel::ALL, Celdeel::word);
    let own = table.opt_periode("periode").map(|at| at.value);
    let (indicator, place) = parse_indicator(table, indicator?, ids)?;
    let maat = if table.has("maat") { maat?.value } else { Celdeel::Waarde };
    Some((Grootheid { indicator, maat, periode: own.or(periode)? }, place))
}

/// The id of an indicator that there is.
fn parse_indicator(table: &Table, id: At<String>, ids: &[&str]) -> Option<(String, Place)> {
    let place = table.ctx.place(&id.span);
    if ids.contains(&id.value.as_str()) {
        return Some((id.value, place));
    }
    let message = format!("there is no indicator {}", quote(&id.value));
    let finding = Diagnostic::new(Code::UnknownWord, message)
        .at(place, "not the id of an indicator")
        .suggest(&id.value, ids.iter().copied());
    table.ctx.report(finding);
    None
}

/// The name of a criterion without one: its indicator, and what of it.
fn default_name(grootheid: &Grootheid) -> String {
    match grootheid.maat {
        Celdeel::Waarde => grootheid.indicator.clone(),
        other => format!("{}_{}", grootheid.indicator, other.word()),
    }
}

/// The weight, in percent and above zero.
fn parse_gewicht(table: &Table) -> Option<At<Quantity>> {
    table.require("gewicht");
    let gewicht = opt_percent(table, "gewicht")?;
    if gewicht.value.units == 0 {
        let message = "a criterion without weight divides nothing".to_owned();
        table.bad_value(&gewicht.span, message, "zero");
        return None;
    }
    Some(gewicht)
}

/// Reports weights that do not add up to 100 percent, exactly.
fn check_weights(root: &Table, weights: &[At<Quantity>]) {
    let hundred = Quantity::count(100);
    let sum = weights.iter().fold(Quantity::ZERO, |sum, weight| sum.plus(weight.value)).trimmed();
    if sum == hundred.trimmed() {
        return;
    }
    let rest = Quantity { units: -sum.units, scale: sum.scale }.plus(hundred).trimmed();
    let help = if 0 < rest.units {
        format!(
            "{rest} % would be divided by nothing: raise a weight, or keep it for the city with `stad_aandeel`"
        )
    } else {
        let more = Quantity { units: -rest.units, scale: rest.scale };
        format!("{more} % would be given out twice: lower a weight")
    };
    let (first, others) = weights.split_first().expect("there are weights");
    let message = format!("the weights of the criteria add up to {sum} %, not to 100 %");
    let mut finding = Diagnostic::new(Code::RuleWeights, message)
        .at(root.ctx.place(&first.span), first.value.to_string());
    for other in others {
        finding = finding.also(root.ctx.place(&other.span), format!("+ {}", other.value));
    }
    root.ctx.report(finding.help(help));
}
