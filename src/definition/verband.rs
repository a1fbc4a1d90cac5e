//! Holds what a monitor declares of the layers together against the indicators that there are.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::model::{Domein, Frequentie};

use super::afpelling::{Aantal, Tijdvak};
use super::drafts::Catalogus;
use super::indicator::Indicator;
use super::meting::Meting;
use super::monitor::Monitor;
use super::name::quote;

/// Checks the indicators that `[[afpelling]]` and `[[samenhang]]` name.
pub fn check_verbanden(monitor: &Monitor, catalogus: &Catalogus, findings: &mut Findings) {
    // What an indicator at fault is named by has no fault of its own.
    let is_whole = !findings.has_errors();
    let check =
        |id: &str, place: &Place, rule: &dyn Fn(&Indicator) -> Option<Diagnostic>| match catalogus
            .indicatoren
            .iter()
            .find(|one| one.info.id == id)
        {
            Some(indicator) => rule(indicator),
            None => lacking(id, place, &catalogus.ids, is_whole),
        };
    let mut found = Vec::new();
    for afpelling in &monitor.afpellingen {
        let frequentie = match afpelling.tijdvak {
            Tijdvak::Tussen(van, _) => van.frequentie(),
            Tijdvak::Terug(_) => Frequentie::Jaar,
        };
        for aantal in afpelling.aantallen() {
            let rule = |one: &Indicator| check_aantal(one, aantal, frequentie);
            found.extend(check(&aantal.indicator, &aantal.place, &rule));
        }
    }
    for paar in &monitor.samenhang {
        let sides = [
            (&paar.cohesie, &[Domein::SocialeCohesie, Domein::Bewonersbetrokkenheid][..]),
            (&paar.maatwerk, &[Domein::Zorgreductie][..]),
        ];
        for ((id, place), domeinen) in sides {
            let rule = |one: &Indicator| check_side(one, place, domeinen);
            found.extend(check(id, place, &rule));
        }
    }
    for finding in found {
        findings.push(finding);
    }
}

/// An indicator that is not computed, or is not there.
fn lacking(id: &str, place: &Place, ids: &BTreeSet<String>, is_whole: bool) -> Option<Diagnostic> {
    if !ids.contains(id) {
        let message = format!("there is no indicator {}", quote(id));
        let finding = Diagnostic::new(Code::UnknownWord, message)
            .at(place.clone(), "not the id of an indicator")
            .suggest(id, ids.iter().map(String::as_str));
        return Some(finding);
    }
    let message = format!("indicator {} is not computed", quote(id));
    let finding = Diagnostic::new(Code::UnknownSource, message)
        .at(place.clone(), "left out or in the archive")
        .help("declare its source in `monitor.toml`, or remove this table");
    is_whole.then_some(finding)
}

/// A count that an indicator does not have, or not for such periods.
fn check_aantal(
    indicator: &Indicator,
    aantal: &Aantal,
    frequentie: Frequentie,
) -> Option<Diagnostic> {
    let id = quote(&indicator.info.id);
    let (message, label) = match indicator.meting {
        Meting::Ratio(_) | Meting::Aandeel(_) => {
            if indicator.info.frequenties.contains(&frequentie) {
                return None;
            }
            let message = format!("{id} has no figure per {}", frequentie.word());
            (message, "not measured for such a period")
        }
        _ => {
            (format!("{id} has no {}", aantal.kant.word()), "not a ratio or a share of a register")
        }
    };
    Some(Diagnostic::new(Code::BadValue, message).at(aantal.place.clone(), label))
}

/// A side of a samenhang that is of another theme, or has no figure per year.
fn check_side(indicator: &Indicator, place: &Place, domeinen: &[Domein]) -> Option<Diagnostic> {
    let id = quote(&indicator.info.id);
    let info = &indicator.info;
    let (message, label) = if !domeinen.contains(&info.domein) {
        let words: Vec<_> = domeinen.iter().map(|domein| domein.word()).collect();
        (
            format!("{id} is of {}, not of {}", info.domein.word(), words.join(" or ")),
            "another theme",
        )
    } else if !info
        .frequenties
        .iter()
        .any(|one| matches!(one, Frequentie::Jaar | Frequentie::Meting))
    {
        (format!("{id} has no figure per jaar"), "nothing to compare between waves")
    } else {
        return None;
    };
    Some(Diagnostic::new(Code::BadValue, message).at(place.clone(), label))
}

#[cfg(test)]
mod tests {
    use super::super::document::tests::{codes_of, context_of};
    use super::super::{parse_indicators, parse_monitor, shipped_catalogue};
    use super::*;

    const DEMO: &str = include_str!("../demo/monitor.toml");

    /// What is found of the demo with another table at its end.
    #[track_caller]
    fn case(more: &str, expected: &[&str]) {
        let mut findings = Findings::default();
        let file = context_of(&format!("{DEMO}\n{more}"));
        let monitor = parse_monitor(&file, "".into(), &mut findings).expect("a monitor");
        let files = shipped_catalogue();
        let catalogus = parse_indicators(&files, &[], &monitor, &mut findings);
        let mut own = Findings::default();
        check_verbanden(&monitor, &catalogus, &mut own);
        let codes: Vec<_> = codes_of(&own)
            .iter()
            .map(|code| code.split(' ').next().unwrap_or_default().to_owned())
            .collect();
        assert_eq!(codes, expected);
    }

    fn afpelling(meldingen: &str, van: &str) -> String {
        format!(
            "[[afpelling]]\nnaam = \"x\"\ntitel = \"x\"\neenheid = \"uur\"\n{van}\n\
             meldingen = {{ indicator = \"{meldingen}\", maat = \"teller\" }}\n\
             doorverwijzingen = {{ indicator = \"zr_doorverw_maatwerk\", maat = \"teller\" }}\n\
             volume = {{ indicator = \"zr_intensiteit_wmo\", maat = \"teller\" }}\n"
        )
    }

    #[test]
    fn counts_are_of_ratios_and_shares_of_registers() {
        case(&afpelling("zr_meldingen", "jaren = 1"), &[]);
        case(&afpelling("zr_opgelost_zonder_maatwerk", "jaren = 1"), &[]);
        case(&afpelling("zr_melding", "jaren = 1"), &["unknown-word"]);
        case(&afpelling("zr_maatwerk_per_melding", "jaren = 1"), &["bad-value"]);
        case(&afpelling("sc_lemon_omgang_goed", "jaren = 1"), &["bad-value"]);
        let months = "van = \"2019M01\"\ntot = \"2020M01\"";
        case(&afpelling("zr_meldingen", months), &["bad-value"; 3]);
    }

    #[test]
    fn one_side_is_of_the_social_base_and_the_other_of_care() {
        let pair = |cohesie: &str, maatwerk: &str| {
            format!(
                "[[samenhang]]\nnaam = \"x\"\ncohesie = \"{cohesie}\"\nmaatwerk = \"{maatwerk}\"\n"
            )
        };
        case(&pair("sc_lemon_omgang", "zr_maatwerkclienten"), &[]);
        case(&pair("bb_lemon_inzet", "zr_kosten_client"), &[]);
        case(&pair("zr_maatwerkclienten", "sc_lemon_omgang"), &["bad-value"; 2]);
        case(&pair("sc_lemon_omgan", "zr_meldingen"), &["unknown-word"]);
    }

    #[test]
    fn an_indicator_without_its_source_is_told_once() {
        let mut findings = Findings::default();
        let text = format!("{DEMO}\n{}", afpelling("zr_meldingen", "jaren = 1"));
        let file = context_of(&text);
        let mut monitor = parse_monitor(&file, "".into(), &mut findings).expect("a monitor");
        monitor.bronnen.remove("voorzieningen");
        monitor.afpellingen.retain(|one| one.naam == "x");
        monitor.samenhang.clear();
        let catalogus = parse_indicators(&shipped_catalogue(), &[], &monitor, &mut findings);
        let mut own = Findings::default();
        check_verbanden(&monitor, &catalogus, &mut own);
        let codes = codes_of(&own);
        assert!(matches!(&codes[..], [code] if code.starts_with("unknown-source ")), "{codes:?}");
    }
}
