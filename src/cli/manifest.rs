//! `manifest.json`: what the report was made from, so that anybody can see whether two reports
//! may be compared.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::run::prefix_of;
use crate::definition::{Codelijstbron, Monitor};
use crate::diagnostic::SourceText;
use crate::disclosure::Kop;
use crate::source::{BronReport, KolomType, OpenBron, hexadecimal};

/// The content of `manifest.json`. It holds no time and no path outside the monitor, so the same
/// inputs give the same bytes.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    programma: &'static str,
    versie: &'static str,
    monitor: &'a str,
    van: String,
    tot: String,
    /// How far cells are protected.
    onderdrukking: &'static str,
    /// What the command line asked for.
    instellingen: &'a BTreeMap<&'static str, String>,
    /// SHA-256 per definition file.
    definities: BTreeMap<String, String>,
    /// SHA-256 per source and file.
    bestanden: BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>,
    /// What tells the keys of persons apart, per source that uses one.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sleutels: BTreeMap<&'a str, &'a str>,
    /// SHA-256 per area file, code list and mapping.
    verwijzingen: BTreeMap<String, String>,
}

/// The SHA-256 of bytes, in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// A source as the manifest tells of it.
#[derive(Debug)]
pub(super) struct Inputs {
    pub naam: String,
    /// The path and SHA-256 of each file.
    pub hashes: Vec<(Arc<str>, String)>,
    /// What tells the key of its persons from others.
    pub sleutel: Option<String>,
}

impl Inputs {
    /// What the sources of a run were read from.
    pub(super) fn of(bronnen: &[(OpenBron, BronReport)]) -> Vec<Self> {
        let of_bron = |(bron, report): &(OpenBron, BronReport)| Self {
            naam: bron.spec.naam.clone(),
            hashes: report.hashes.clone(),
            sleutel: bron.key_fingerprint(),
        };
        bronnen.iter().map(of_bron).collect()
    }
}

/// Makes the manifest of a run.
pub(super) fn render_manifest(
    monitor: &Monitor,
    definitions: &[Arc<SourceText>],
    kop: &Kop,
    bronnen: &[Inputs],
    instellingen: &BTreeMap<&'static str, String>,
) -> anyhow::Result<Vec<u8>> {
    let folder = prefix_of(&monitor.folder);
    // Paths start at the monitor, wherever it stands; those of the catalogue at the program.
    let from_monitor = |path: &str| path.strip_prefix(&folder).unwrap_or(path).to_owned();
    let definities = definitions
        .iter()
        .map(|file| (from_monitor(&file.path), sha256(file.text.as_bytes())))
        .collect();
    let mut bestanden: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    let mut sleutels = BTreeMap::new();
    for Inputs { naam, hashes, sleutel } in bronnen {
        let files = hashes.iter().map(|(file, hash)| (file.as_ref(), hash.as_str()));
        bestanden.entry(naam).or_default().extend(files);
        sleutels.extend(sleutel.as_deref().map(|key| (naam.as_str(), key)));
    }
    let mut verwijzingen = BTreeMap::new();
    let lists = monitor.codelijsten.values().filter_map(|lijst| match lijst {
        Codelijstbron::Bestand(path, _) => Some(path.clone()),
        // Part of the program, which `versie` tells.
        Codelijstbron::Ingebouwd(_) => None,
    });
    let mappings = monitor.bronnen.values().flat_map(|bron| &bron.spec.kolommen);
    let mappings = mappings.filter_map(|kolom| match &kolom.soort {
        KolomType::Code { waarden: Some((path, _)) } => Some(path.clone()),
        _ => None,
    });
    let areas = [Some(&monitor.indeling), monitor.overgang.as_ref(), monitor.grenzen.as_ref()];
    let areas = areas.into_iter().flatten().map(|(path, _)| path.clone());
    for path in areas.chain(lists).chain(mappings) {
        let bytes = std::fs::read(monitor.folder.join(&path))?;
        verwijzingen.insert(path, sha256(&bytes));
    }
    let manifest = Manifest {
        programma: env!("CARGO_PKG_NAME"),
        versie: env!("CARGO_PKG_VERSION"),
        monitor: &kop.naam,
        van: kop.van.to_string(),
        tot: kop.tot.to_string(),
        onderdrukking: "primair",
        instellingen,
        definities,
        bestanden,
        sleutels,
        verwijzingen,
    };
    let mut bytes = serde_json::to_vec_pretty(&manifest)?;
    bytes.push(b'\n');
    Ok(bytes)
}
