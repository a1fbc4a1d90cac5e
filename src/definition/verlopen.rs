//! Codes in filters that the list of their column does not have, or not in the time of the monitor.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Findings, Place};
use crate::source::Codelijst;

use super::codelijst::filters;
use super::filter::{Filter, Waarde};
use super::indicator::Indicator;
use super::monitor::Monitor;
use super::name::quote;

/// Reports codes that a filter asks for and that the declared list of the column cannot give.
pub fn check_codes(
    monitor: &Monitor,
    indicators: &[Indicator],
    codelijsten: &BTreeMap<String, Codelijst>,
    findings: &mut Findings,
) {
    for indicator in indicators {
        for (bron, filter) in filters(&indicator.meting) {
            let Some(bron) = monitor.bronnen.get(bron) else { continue };
            let mut asked = BTreeSet::new();
            collect_texts(filter, &mut asked);
            for (kolom, code) in asked {
                let spec = &bron.spec.kolommen[kolom];
                let Some((naam, declared)) = &spec.codelijst else { continue };
                let Some(lijst) = codelijsten.get(naam) else { continue };
                let Some(fault) = fault_of(lijst, code, monitor) else { continue };
                let message =
                    format!("{} in `{}` is {fault} code list `{naam}`", quote(code), spec.naam);
                let finding = Diagnostic::new(Code::ExpiredCode, message)
                    .at(place_of(indicator, code), "asked for here")
                    .also(declared.clone(), "the list of the column");
                let known = lijst.codes().map(|(code, _)| code);
                let finding = finding.suggest(code, known.filter(|known| *known != code));
                if let Some(finding) = indicator.lint.judge(finding) {
                    findings.push(finding);
                }
            }
        }
    }
}

/// What is wrong with a code, when something is.
fn fault_of(lijst: &Codelijst, code: &str, monitor: &Monitor) -> Option<&'static str> {
    let Some((_, times)) = lijst.codes().find(|(known, _)| *known == code) else {
        return Some("not a code of");
    };
    let (first, last) = (monitor.van.first_day(), monitor.tot.last_day());
    let overlaps = times.iter().any(|time| {
        time.van.is_none_or(|van| van <= last) && time.tot.is_none_or(|tot| first <= tot)
    });
    (!overlaps).then_some("never valid in the time of the monitor, by")
}

/// The columns and texts that a filter compares.
fn collect_texts<'f>(filter: &'f Filter, found: &mut BTreeSet<(usize, &'f str)>) {
    match filter {
        Filter::En(parts) | Filter::Of(parts) => {
            for part in parts {
                collect_texts(part, found);
            }
        }
        Filter::Niet(part) => collect_texts(part, found),
        Filter::Vergelijk { kolom, waarde: Waarde::Tekst(text), .. } => {
            found.insert((*kolom, text));
        }
        Filter::In { kolom, waarden } => {
            let texts = waarden.iter().filter_map(|waarde| match waarde {
                Waarde::Tekst(text) => Some((*kolom, text.as_str())),
                _ => None,
            });
            found.extend(texts);
        }
        _ => {}
    }
}

/// Where the file of an indicator first names a code: texts in filters stand in double quotes.
fn place_of(indicator: &Indicator, code: &str) -> Place {
    let written = format!("\"{code}\"");
    let found = indicator.file.text.find(&written);
    found.map_or_else(
        || indicator.place.clone(),
        |start| Place::text(&indicator.file, start..start + written.len()),
    )
}
