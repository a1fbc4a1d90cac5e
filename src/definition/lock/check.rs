//! The lock held against the definitions: nothing that was frozen may vanish or change in silence.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::model::Gebiedsindeling;

use super::super::drafts::Catalogus;
use super::super::name::quote;
use super::Lock;

/// Reports frozen baselines whose indicator is gone, or measures something else than it did.
pub fn check_lock(lock: &Lock, catalogus: &Catalogus, findings: &mut Findings) {
    for (id, bevroren) in &lock.indicatoren {
        let Some(place) = bevroren.place.clone() else { continue };
        if !catalogus.ids.contains(id) {
            let message = format!("indicator {} has a frozen baseline and no file", quote(id));
            let finding = Diagnostic::new(Code::RemovedIndicator, message)
                .at(place, "frozen here")
                .help("bring the file back, with `levensfase = \"archief\"`: an id is never used again");
            findings.push(finding);
            continue;
        }
        let found = catalogus.indicatoren.iter().find(|one| one.info.id == *id);
        let Some(indicator) = found.filter(|one| one.info.vingerafdruk != bevroren.definitie)
        else {
            continue;
        };
        // A change that is told, of this day or later, is for who revises the baseline.
        let is_told =
            indicator.info.wijzigingen.iter().any(|wijziging| bevroren.vastgesteld <= wijziging.op);
        if !is_told {
            let message =
                format!("what {} measures changed since its baseline was frozen", quote(id));
            let finding = Diagnostic::new(Code::DefinitionChanged, message)
                .at(indicator.place.clone(), "has no `[[wijziging]]` since then")
                .also(place, format!("frozen on {}", bevroren.vastgesteld))
                .help(
                    "add a `[[wijziging]]`, or undo the change; then `wijkmonitor baseline revise`",
                );
            findings.push(finding);
        }
    }
}

/// Reports frozen baselines of areas that do not exist: no target counts from them.
pub fn check_lock_areas(lock: &Lock, indeling: &Gebiedsindeling, findings: &mut Findings) {
    for (id, bevroren) in &lock.indicatoren {
        let codes: BTreeSet<_> = bevroren.waarden.keys().map(|(_, code)| code).collect();
        let unknown = codes.into_iter().find(|code| indeling.find(code).is_none());
        let (Some(code), Some(place)) = (unknown, bevroren.place.clone()) else { continue };
        let code = quote(&code.to_string());
        let message =
            format!("the baseline of {} was frozen for {code}, which is not an area", quote(id));
        let finding = Diagnostic::new(Code::UnknownArea, message)
            .at(place, "frozen here")
            .help("take the lock from version control, or add the area to `indeling.csv`");
        findings.push(finding);
    }
}
