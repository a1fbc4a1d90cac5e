//! Everything that comes before the data: definitions, areas, code lists and frozen baselines.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;

use super::run::{Request, folder_of, is_toml_file};
use crate::definition::{
    Catalogus, Codelijstbron, Indicator, LOCK_NAME, Lock, Monitor, check_codelijsten, check_codes,
    check_lock, check_lock_areas, check_toetsen, check_verbanden, check_vergelijkingen,
    parse_indicators, parse_lock, parse_monitor, shipped_catalogue,
};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText};
use crate::model::{Drempels, Gebiedsindeling, Periode};
use crate::source::{Codelijst, ingebouwd, load_codelijst, load_indeling, load_overgang};

/// All that comes before the data, without errors.
pub(super) struct Loaded {
    pub monitor: Monitor,
    pub definitions: Vec<Arc<SourceText>>,
    pub indicators: Vec<Indicator>,
    /// The thresholds of what is no indicator.
    pub drempels: Drempels,
    pub indeling: Gebiedsindeling,
    pub codelijsten: BTreeMap<String, Codelijst>,
    pub lock: Lock,
}

/// Reads a definition file; text that is not UTF-8 is a finding at its first bad byte.
pub(super) fn read_text(
    path: &Path,
    findings: &mut Findings,
) -> anyhow::Result<Option<Arc<SourceText>>> {
    let shown = shown(path);
    let bytes = fs::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(Arc::new(SourceText { path: shown, text }))),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let file = Arc::new(SourceText { path: shown, text });
            let finding = Diagnostic::new(Code::TomlSyntax, "the file is not UTF-8")
                .at(Place::text(&file, valid..valid), "the first byte that is not")
                .help("save the file as UTF-8");
            findings.push(finding);
            Ok(None)
        }
    }
}

/// A path with the same separators everywhere.
pub(super) fn with_slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A path as the user knows it, with the same separators everywhere.
pub(super) fn shown(path: &Path) -> String {
    let text = with_slashes(path);
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

/// What the definition files say.
pub(super) struct Definitions {
    pub monitor: Monitor,
    /// The files of the indicators, with their shared defaults.
    pub indicator_files: Vec<Arc<SourceText>>,
    /// The files with targets.
    pub doelen: Vec<Arc<SourceText>>,
    pub catalogus: Catalogus,
}

/// Loads and checks the definition files and nothing else; `None` when the monitor cannot be read.
///
/// The findings hold an error where a source or an indicator was left out for its faults.
pub(super) fn load_definitions(
    path: &Path,
    period: Option<Periode>,
    findings: &mut Findings,
) -> anyhow::Result<Option<Definitions>> {
    let Some(file) = read_text(path, findings)? else { return Ok(None) };
    let folder = folder_of(path).to_owned();
    let Some(mut monitor) = parse_monitor(&file, folder, findings) else { return Ok(None) };
    if let Some(period) = period {
        monitor.tot = period;
    }
    find_keys(&mut monitor);
    let indicator_files = match &monitor.indicatoren {
        None => shipped_catalogue(),
        Some((folder, place)) => {
            read_folder(&monitor.folder.join(folder), folder, place, findings)?
        }
    };
    let doelen = match &monitor.doelen {
        None => Vec::new(),
        Some((folder, place)) => {
            read_folder(&monitor.folder.join(folder), folder, place, findings)?
        }
    };
    let catalogus = parse_indicators(&indicator_files, &doelen, &monitor, findings);
    Ok(Some(Definitions { monitor, indicator_files, doelen, catalogus }))
}

/// Loads and checks everything that comes before the data; `None` when it has errors.
pub(super) fn load(
    path: &Path,
    request: &Request<'_>,
    findings: &mut Findings,
) -> anyhow::Result<Option<Loaded>> {
    let Some(loaded) = load_definitions(path, request.period, findings)? else { return Ok(None) };
    let Definitions { monitor, indicator_files, doelen, catalogus } = loaded;
    let mut definitions = vec![Arc::clone(&monitor.file)];
    definitions.extend(indicator_files);
    definitions.extend(doelen);
    if let Some((path, place)) = &monitor.grenzen
        && !monitor.folder.join(path).is_file()
    {
        let message = format!("there is no file `{path}`");
        let finding = Diagnostic::new(Code::MissingFile, message);
        findings.push(finding.at(place.clone(), "named here"));
    }
    let lock = load_lock(&monitor.folder, findings)?;
    check_lock(&lock, &catalogus, findings);
    check_verbanden(&monitor, &catalogus, findings);
    let Catalogus { indicatoren: mut indicators, ids, drempels } = catalogus;
    definitions.extend(lock.file.clone());
    let (path, place) = &monitor.indeling;
    let indeling = load_indeling(&monitor.folder, (path, place), monitor.gemeente, findings);
    let indeling = match (indeling, &monitor.overgang) {
        (Some(tree), Some((path, place))) => {
            let overgang = load_overgang(&monitor.folder, (path, place), &tree, findings);
            overgang.map(|overgang| tree.with_overgang(overgang))
        }
        (tree, _) => tree,
    };
    let indeling = indeling.map(|tree| tree.with_elders(monitor.vergelijkingen.elders.clone()));
    if let Some(indeling) = &indeling {
        check_vergelijkingen(&monitor, &ids, indeling, findings);
        check_toetsen(&mut indicators, &monitor, indeling, findings);
        check_lock_areas(&lock, indeling, findings);
    }
    let codelijsten = load_codelijsten(&monitor, findings);
    check_codelijsten(&monitor, &indicators, &codelijsten, findings);
    check_codes(&monitor, &indicators, &codelijsten, findings);
    let Some(indeling) = indeling.filter(|_| !findings.has_errors()) else { return Ok(None) };
    Ok(Some(Loaded { monitor, definitions, indicators, drempels, indeling, codelijsten, lock }))
}

/// Reads the frozen baselines, when there are any.
fn load_lock(folder: &Path, findings: &mut Findings) -> anyhow::Result<Lock> {
    let path = folder.join(LOCK_NAME);
    if !path.exists() {
        return Ok(Lock::default());
    }
    let file = read_text(&path, findings)?;
    Ok(file.map_or_else(Lock::default, |file| parse_lock(&file, findings)))
}

/// Loads the code lists of the monitor, and the national ones that its columns name.
fn load_codelijsten(monitor: &Monitor, findings: &mut Findings) -> BTreeMap<String, Codelijst> {
    let mut codelijsten = BTreeMap::new();
    for (naam, bron) in &monitor.codelijsten {
        let codelijst = match bron {
            Codelijstbron::Bestand(path, place) => {
                load_codelijst(&monitor.folder, naam, (path, place), findings)
            }
            Codelijstbron::Ingebouwd(national) => ingebouwd(national),
        };
        codelijsten.extend(codelijst.map(|codelijst| (naam.clone(), codelijst)));
    }
    let kolommen = monitor.bronnen.values().flat_map(|bron| &bron.spec.kolommen);
    for (naam, _) in kolommen.filter_map(|kolom| kolom.codelijst.as_ref()) {
        if !monitor.codelijsten.contains_key(naam) {
            codelijsten.extend(ingebouwd(naam).map(|codelijst| (naam.clone(), codelijst)));
        }
    }
    codelijsten
}

/// Finds the keys of persons that lie in the home folder of whoever runs the program.
fn find_keys(monitor: &mut Monitor) {
    let Some(home) = std::env::home_dir() else { return };
    let keys = monitor.bronnen.values_mut().filter_map(|bron| bron.spec.sleutelbestand.as_mut());
    for (path, _) in keys {
        if let Some(below) = path.strip_prefix("~/") {
            *path = home.join(below).to_string_lossy().into_owned();
        }
    }
}

/// Reads the definition files of a folder, in the order of their names.
fn read_folder(
    folder: &Path,
    named: &str,
    place: &Place,
    findings: &mut Findings,
) -> anyhow::Result<Vec<Arc<SourceText>>> {
    let Ok(entries) = fs::read_dir(folder) else {
        let message = format!("there is no folder `{named}`");
        findings.push(Diagnostic::new(Code::MissingFile, message).at(place.clone(), "named here"));
        return Ok(Vec::new());
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read `{}`", folder.display()))?.path();
        if is_toml_file(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        files.extend(read_text(&path, findings)?);
    }
    if files.is_empty() {
        let message = format!("the folder `{named}` has no TOML files");
        findings.push(Diagnostic::new(Code::MissingFile, message).at(place.clone(), "named here"));
    }
    Ok(files)
}
