//! The rule and the present split, from their files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::super::Console;
use super::super::load::{read_text, with_slashes};
use super::super::manifest::sha256;
use super::super::run::{Prepared, is_toml_file};
use crate::definition::{REGEL_NAME, Verdeelafspraak, parse_verdeelregel};
use crate::model::{HuidigeVerdeling, Periode};
use crate::source::load_huidig;

/// What is to be divided and how.
#[derive(Debug)]
pub(in super::super) struct Opdracht {
    pub afspraak: Verdeelafspraak,
    /// The amounts of today, when the rule names them.
    pub huidig: Option<HuidigeVerdeling>,
}

/// The file of the rule; says so when there is none.
pub(super) fn find_rule(asked: Option<&Path>, folder: &Path) -> Option<PathBuf> {
    let path = asked.map_or_else(|| folder.join(REGEL_NAME), Path::to_owned);
    if is_toml_file(&path) {
        return Some(path);
    }
    Console::write(&format!("error: there is no rule `{}`", with_slashes(&path)));
    Console::write(
        "help: `indicators/VERDELING.md` describes the file by which a budget is divided",
    );
    None
}

/// The name of the folder of a divided budget; rules with other names stand beside each other.
pub(super) fn folder_name(tot: Periode, rule: &Path) -> String {
    let stem = rule.file_stem().unwrap_or_default().to_string_lossy();
    if stem == "verdeling" { format!("{tot}-verdeling") } else { format!("{tot}-verdeling-{stem}") }
}

/// Loads a rule with its present split; nothing when they have faults, which become findings.
pub(super) fn load_opdracht(
    path: &Path,
    prepared: &mut Prepared,
) -> anyhow::Result<Option<Opdracht>> {
    let findings = &mut prepared.findings;
    let Some(file) = read_text(path, findings)? else { return Ok(None) };
    let ids: Vec<_> = prepared.indicators.iter().map(|one| one.info.id.as_str()).collect();
    let afspraak = parse_verdeelregel(&file, &ids, &prepared.indeling, findings);
    let Some(afspraak) = afspraak else { return Ok(None) };
    let Some((path, place)) = &afspraak.huidig else {
        return Ok(Some(Opdracht { afspraak, huidig: None }));
    };
    let folder = &prepared.monitor.folder;
    let huidig = load_huidig(folder, (path, place), &prepared.indeling, findings);
    Ok(huidig.map(|huidig| Opdracht { afspraak, huidig: Some(huidig) }))
}

/// The rule in the folder of the monitor, when there is one.
pub(in super::super) fn find_opdracht(prepared: &mut Prepared) -> anyhow::Result<Option<Opdracht>> {
    let path = prepared.monitor.folder.join(REGEL_NAME);
    if is_toml_file(&path) { load_opdracht(&path, prepared) } else { Ok(None) }
}

impl Opdracht {
    /// The rule as the manifest tells of it, with hashes of its files.
    pub(super) fn as_json(&self, folder: &Path) -> anyhow::Result<Value> {
        let Verdeelafspraak { regel, file, huidig, .. } = &self.afspraak;
        let verantwoording = &regel.verantwoording;
        let besluit = &verantwoording.besluit;
        // Of a rule elsewhere the path is nobody's business.
        let name = Path::new(&file.path).file_name().unwrap_or_default().to_string_lossy();
        let huidig = match huidig {
            None => Value::Null,
            Some((path, _)) => {
                let bytes = fs::read(folder.join(path));
                let bytes = bytes.with_context(|| format!("cannot read `{path}`"))?;
                json!({ "bestand": path, "sha256": sha256(&bytes) })
            }
        };
        Ok(json!({
            "bestand": name,
            "sha256": sha256(file.text.as_bytes()),
            "naam": regel.naam,
            "eigenaar": verantwoording.eigenaar,
            "toetser": verantwoording.toetser,
            "besluit": {
                "soort": besluit.soort,
                "nummer": besluit.nummer,
                "datum": besluit.datum.to_string(),
            },
            "reden": verantwoording.reden,
            "huidig": huidig,
        }))
    }
}
