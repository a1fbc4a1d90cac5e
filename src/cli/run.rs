//! What `build` and `check` share: load everything, compute, protect, tell.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;

use super::progress::Reading;
use super::{Console, Outcome};
use crate::definition::{Indicator, Monitor, parse_indicators, parse_monitor, shipped_catalogue};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText, with_separators};
use crate::disclosure::{Kop, Publication, publish};
use crate::engine::compute;
use crate::model::{Balance, Cell, Gebiedsindeling, Periode};
use crate::source::{
    BronReport, Codelijst, OpenBron, load_codelijst, load_indeling, load_overgang,
};

/// What the command line asks for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    /// The folder of the monitor, or its file.
    pub monitor: &'a Path,
    /// The ids asked for; all when empty.
    pub only: &'a [String],
    /// The last period, when it is not that of the monitor.
    pub period: Option<Periode>,
}

/// A run that found no errors.
#[derive(Debug)]
pub(super) struct Done {
    pub monitor: Monitor,
    pub definitions: Vec<Arc<SourceText>>,
    pub publication: Publication,
    pub bronnen: Vec<(OpenBron, BronReport)>,
}

/// Loads, computes and protects; tells what it found.
///
/// `Err` inside is an outcome that is not a failure of the machine.
pub(super) fn perform(
    request: &Request<'_>,
    console: &Console,
) -> anyhow::Result<Result<Done, Outcome>> {
    let Some(path) = monitor_path(request.monitor) else {
        let asked = request.monitor.display();
        Console::write(&format!("error: there is no `monitor.toml` in `{asked}`"));
        Console::write("help: `wijkmonitor demo DIR` writes a municipality to try");
        return Ok(Err(Outcome::Usage));
    };
    let mut findings = Findings::default();
    let Some(loaded) = load(&path, request, &mut findings)? else {
        return Ok(Err(refuse(&mut findings, folder_of(&path), console)));
    };
    let Loaded { monitor, definitions, indicators, indeling, codelijsten } = loaded;
    if monitor.tot.last_day() < monitor.van.first_day() {
        let (van, tot) = (monitor.van, monitor.tot);
        Console::write(&format!("error: period {tot} lies before {van}, where the monitor begins"));
        return Ok(Err(Outcome::Usage));
    }
    let known: Vec<_> = indicators.iter().map(|indicator| indicator.info.id.as_str()).collect();
    if let Some(asked) = request.only.iter().find(|asked| !known.contains(&asked.as_str())) {
        Console::write(&format!("error: there is no indicator `{asked}`"));
        Console::write(&suggestion(asked, &known, "indicators"));
        return Ok(Err(Outcome::Usage));
    }
    let wanted = |indicator: &Indicator| {
        request.only.is_empty() || request.only.contains(&indicator.info.id)
    };
    let indicators: Vec<_> = indicators.into_iter().filter(wanted).collect();
    console.took("definitions, areas and lists");
    let progress = Reading::new(console);
    let run = compute(&monitor, &indeling, &codelijsten, &indicators, &mut findings, &progress)?;
    console.took("estimates");
    findings.fold();
    tell_written(console, &run.bronnen);
    tell_balances(console, &run.counted.balances);
    let kop = Kop {
        naam: monitor.naam.clone(),
        van: monitor.van,
        tot: monitor.tot,
        presentatie: monitor.presentatie,
    };
    if findings.has_errors() {
        return Ok(Err(refuse(&mut findings, &monitor.folder, console)));
    }
    tell_findings(&findings, &monitor.folder, console);
    let findings = from_monitor(&findings, &monitor.folder);
    let publication = publish(kop, &indeling, run.counted, &findings);
    console.took("findings and protection");
    Ok(Ok(Done { monitor, definitions, publication, bronnen: run.bronnen }))
}

fn refuse(findings: &mut Findings, folder: &Path, console: &Console) -> Outcome {
    findings.fold();
    tell_findings(findings, folder, console);
    console.say("nothing was published");
    Outcome::Refused
}

/// Shows the findings; those that several files share once, unless the user wants them all.
fn tell_findings(findings: &Findings, folder: &Path, console: &Console) {
    let list = if console.is_verbose() {
        findings.sorted().into_iter().cloned().collect()
    } else {
        findings.folded_over_files()
    };
    console.findings(&list, &prefix_of(folder));
}

/// What stands before the paths of the files of a folder, as the user knows them.
pub(super) fn prefix_of(folder: &Path) -> String {
    match shown(folder) {
        folder if folder.is_empty() || folder == "." => String::new(),
        folder => format!("{}/", folder.trim_end_matches('/')),
    }
}

/// The findings with paths that start at the monitor, so that the report does not tell where the
/// monitor stands.
fn from_monitor(findings: &Findings, folder: &Path) -> Findings {
    let folder = prefix_of(folder);
    let mut moved = Findings::default();
    let place = |place: &Place| match place {
        Place::Text { file, span } => {
            let path = file.path.strip_prefix(&folder).unwrap_or(&file.path).to_owned();
            let file = Arc::new(SourceText { path, text: file.text.clone() });
            Place::Text { file, span: span.clone() }
        }
        other => other.clone(),
    };
    for finding in findings.sorted() {
        let also = finding.also.iter().map(|(at, label)| (place(at), label.clone())).collect();
        let at = finding.place.as_ref().map(place);
        moved.push(Diagnostic { place: at, also, ..finding.clone() });
    }
    moved
}

/// The nearest of the known words, or all of them.
pub(super) fn suggestion(asked: &str, known: &[&str], what: &str) -> String {
    let near = Diagnostic::new(Code::UnknownWord, "").suggest(asked, known.iter().copied()).help;
    let help = near.unwrap_or_else(|| format!("the {what} are {}", known.join(", ")));
    format!("help: {help}")
}

fn monitor_path(asked: &Path) -> Option<PathBuf> {
    let path = if asked.is_dir() { asked.join("monitor.toml") } else { asked.to_owned() };
    is_toml_file(&path).then_some(path)
}

fn is_toml_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml") && path.is_file()
}

/// The folder of a file; that of a bare name is the current one.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

struct Loaded {
    monitor: Monitor,
    definitions: Vec<Arc<SourceText>>,
    indicators: Vec<Indicator>,
    indeling: Gebiedsindeling,
    codelijsten: BTreeMap<String, Codelijst>,
}

/// Reads a definition file; text that is not UTF-8 is a finding at its first bad byte.
fn read_text(path: &Path, findings: &mut Findings) -> anyhow::Result<Option<Arc<SourceText>>> {
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
fn shown(path: &Path) -> String {
    let text = with_slashes(path);
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}

/// Loads and checks everything that comes before the data; `None` when it has errors.
fn load(
    path: &Path,
    request: &Request<'_>,
    findings: &mut Findings,
) -> anyhow::Result<Option<Loaded>> {
    let Some(file) = read_text(path, findings)? else { return Ok(None) };
    let folder = folder_of(path).to_owned();
    let Some(mut monitor) = parse_monitor(&file, folder, findings) else { return Ok(None) };
    if let Some(period) = request.period {
        monitor.tot = period;
    }
    find_keys(&mut monitor);
    if let Some((path, place)) = &monitor.grenzen
        && !monitor.folder.join(path).is_file()
    {
        let message = format!("there is no file `{path}`");
        let finding = Diagnostic::new(Code::MissingFile, message);
        findings.push(finding.at(place.clone(), "named here"));
    }
    let mut definitions = vec![file];
    let indicator_files = match &monitor.indicatoren {
        None => shipped_catalogue(),
        Some((folder, place)) => {
            read_indicators(&monitor.folder.join(folder), folder, place, findings)?
        }
    };
    let indicators = parse_indicators(&indicator_files, &monitor, findings);
    definitions.extend(indicator_files);
    let (path, place) = &monitor.indeling;
    let indeling = load_indeling(&monitor.folder, (path, place), monitor.gemeente, findings);
    let indeling = match (indeling, &monitor.overgang) {
        (Some(tree), Some((path, place))) => {
            let overgang = load_overgang(&monitor.folder, (path, place), &tree, findings);
            overgang.map(|overgang| tree.with_overgang(overgang))
        }
        (tree, _) => tree,
    };
    let mut codelijsten = BTreeMap::new();
    for (naam, (path, place)) in &monitor.codelijsten {
        let codelijst = load_codelijst(&monitor.folder, naam, (path, place), findings);
        codelijsten.extend(codelijst.map(|codelijst| (naam.clone(), codelijst)));
    }
    let Some(indeling) = indeling.filter(|_| !findings.has_errors()) else { return Ok(None) };
    Ok(Some(Loaded { monitor, definitions, indicators, indeling, codelijsten }))
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

/// Reads the indicator files of a folder, in the order of their names.
fn read_indicators(
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
        let message = format!("the folder `{named}` has no indicator files");
        findings.push(Diagnostic::new(Code::MissingFile, message).at(place.clone(), "named here"));
    }
    Ok(files)
}

/// Says how each file is written, and how that is known, to who wants to know.
fn tell_written(console: &Console, bronnen: &[(OpenBron, BronReport)]) {
    if !console.is_verbose() {
        return;
    }
    for (file, how) in bronnen.iter().flat_map(|(_, report)| &report.written) {
        console.say(&format!("file      {file}: {how}"));
    }
}

/// Says what became of the rows: a line per source, and one per file with rows in quarantine.
fn tell_balances(console: &Console, balances: &[Balance]) {
    let line = |word: &str, balance: &Balance| {
        let [read, used, excluded, rejected] =
            [balance.gelezen, balance.gebruikt, balance.uitgesloten, balance.quarantaine]
                .map(with_separators);
        console.say(&format!(
            "{word:<44} {read} read = {used} used + {excluded} excluded + {rejected} quarantined"
        ));
    };
    let mut per_bron: BTreeMap<&str, Vec<&Balance>> = BTreeMap::new();
    for balance in balances {
        assert!(balance.is_complete(), "no row of `{}` is lost", balance.bestand);
        per_bron.entry(&balance.bron).or_default().push(balance);
    }
    for (bron, files) in per_bron {
        let mut total = Balance { bron: bron.to_owned(), ..Balance::default() };
        for file in &files {
            total.gelezen += file.gelezen;
            total.gebruikt += file.gebruikt;
            total.uitgesloten += file.uitgesloten;
            total.quarantaine += file.quarantaine;
        }
        line(&format!("rows      {bron}"), &total);
        let is_told = |file: &&&Balance| console.is_verbose() || 0 < file.quarantaine;
        for file in files.iter().filter(is_told).filter(|_| 1 < files.len()) {
            line(&format!("            {}", file.bestand), file);
        }
    }
}

impl Done {
    /// Says how many cells there are and what became of them.
    pub(super) fn tell_cells(&self, console: &Console) {
        let mut counts = [0_u64; 4];
        for cell in self.publication.indicatoren().iter().flat_map(|one| one.cells()) {
            let kind = match cell.cell {
                Cell::Waarde(_) => 0,
                Cell::Nul(_) => 1,
                Cell::Onderdrukt(_) => 2,
                Cell::Geen(_) => 3,
            };
            counts[kind] += 1;
        }
        let [shown, zero, withheld, none] = counts.map(with_separators);
        let n = self.publication.indicatoren().len();
        console.say(&format!(
            "cells     {n} indicators: {shown} shown, {zero} zero, {withheld} withheld, \
             {none} without a figure"
        ));
    }
}
