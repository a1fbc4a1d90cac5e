//! What `build` and `check` share: load everything, compute, protect, tell.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::cache::Folder;
use super::progress::Reading;
use super::{Console, Outcome};
use crate::definition::{
    Codelijstbron, Indicator, LOCK_NAME, Lock, Monitor, check_codelijsten, check_codes, check_lock,
    check_lock_areas, check_toetsen, parse_indicators, parse_lock, parse_monitor,
    shipped_catalogue,
};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText, with_separators};
use crate::disclosure::{Kop, Publication, may_show, publish};
use crate::engine::compute;
use crate::model::{Balance, Cell, Datum, Gebiedsindeling, Periode, Statusmethode};
use crate::smart::{Onderzoek, assess, check_contracts};
use crate::source::{
    BronReport, Cache, Codelijst, OpenBron, ingebouwd, load_codelijst, load_indeling, load_overgang,
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
    /// The day by which reviews are overdue; the last of the monitor when not given.
    pub date: Option<Datum>,
    /// The published rules that are told beside ours.
    pub methods: &'a [Statusmethode],
}

/// Everything that comes before the data.
#[derive(Debug)]
pub(super) struct Prepared {
    pub monitor: Monitor,
    pub definitions: Vec<Arc<SourceText>>,
    pub kop: Kop,
    /// What was found so far; none of it an error.
    pub findings: Findings,
    pub indicators: Vec<Indicator>,
    pub indeling: Gebiedsindeling,
    pub codelijsten: BTreeMap<String, Codelijst>,
    lock: Lock,
    vandaag: Datum,
    methods: Vec<Statusmethode>,
}

/// A run that found no errors.
#[derive(Debug)]
pub(super) struct Done {
    pub monitor: Monitor,
    pub definitions: Vec<Arc<SourceText>>,
    pub publication: Publication,
    pub bronnen: Vec<(OpenBron, BronReport)>,
    /// The frozen baselines.
    pub lock: Lock,
    /// What was told of the run.
    pub told: Told,
}

/// What a run tells besides its progress.
#[derive(Debug)]
pub(super) struct Told {
    /// How each file is written.
    pub written: Vec<(String, String)>,
    pub balances: Vec<Balance>,
    /// The findings, folded.
    pub findings: Findings,
    pub cells: Cells,
}

/// How many indicators and cells there are, and what became of the cells.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Cells {
    indicators: u64,
    shown: u64,
    zero: u64,
    withheld: u64,
    none: u64,
}

/// Loads and checks all that comes before the data.
///
/// `Err` inside is an outcome that is not a failure of the machine.
pub(super) fn prepare(
    request: &Request<'_>,
    console: &Console,
) -> anyhow::Result<Result<Prepared, Outcome>> {
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
    let Loaded { monitor, definitions, indicators, indeling, codelijsten, lock } = loaded;
    if monitor.tot.last_day() < monitor.van.first_day() {
        let (van, tot) = (monitor.van, monitor.tot);
        Console::write(&format!("error: period {tot} lies before {van}, where the monitor begins"));
        return Ok(Err(Outcome::Usage));
    }
    if !check_only(request.only, &indicators) {
        return Ok(Err(Outcome::Usage));
    }
    let wanted = |indicator: &Indicator| {
        request.only.is_empty() || request.only.contains(&indicator.info.id)
    };
    let indicators: Vec<_> = indicators.into_iter().filter(wanted).collect();
    let kop = Kop {
        naam: monitor.naam.clone(),
        van: monitor.van,
        tot: monitor.tot,
        presentatie: monitor.presentatie,
    };
    console.took("definitions, areas and lists");
    let vandaag = request.date.unwrap_or_else(|| monitor.tot.last_day());
    let methods = request.methods.to_vec();
    Ok(Ok(Prepared {
        monitor,
        definitions,
        kop,
        findings,
        indicators,
        indeling,
        codelijsten,
        lock,
        vandaag,
        methods,
    }))
}

/// True when all indicators that are asked for exist; otherwise says which does not.
pub(super) fn check_only(only: &[String], indicators: &[Indicator]) -> bool {
    let known: Vec<_> = indicators.iter().map(|indicator| indicator.info.id.as_str()).collect();
    let unknown = only.iter().find(|asked| !known.contains(&asked.as_str()));
    if let Some(asked) = unknown {
        Console::write(&format!("error: there is no indicator `{asked}`"));
        Console::write(&suggestion(asked, &known, "indicators"));
    }
    unknown.is_none()
}

/// Computes and protects; tells what it found.
///
/// `Err` inside is an outcome that is not a failure of the machine.
pub(super) fn perform(
    prepared: Prepared,
    cache: Option<&Folder<'_>>,
    console: &Console,
) -> anyhow::Result<Result<Done, Outcome>> {
    let Prepared { monitor, definitions, kop, mut findings, indicators, indeling, .. } = prepared;
    let Prepared { codelijsten, lock, vandaag, methods, .. } = prepared;
    let progress = Reading::new(console);
    let kept = cache.map(|cache| cache as &dyn Cache);
    let run =
        compute(&monitor, &indeling, &codelijsten, &indicators, kept, &mut findings, &progress);
    if let Some(cache) = cache {
        cache.close(monitor.bronnen.keys());
    }
    let run = run?;
    console.took("estimates");
    let onderzoek = Onderzoek {
        indicatoren: &indicators,
        counted: &run.counted,
        indeling: &indeling,
        lock: &lock,
        methoden: &methods,
        tot: monitor.tot,
    };
    check_contracts(&onderzoek, vandaag, &may_show, &mut findings);
    let statussen = assess(&onderzoek);
    console.took("targets");
    findings.fold();
    let written = run.bronnen.iter().flat_map(|(_, report)| &report.written);
    let written = written.map(|(file, how)| (file.to_string(), how.clone())).collect();
    let balances = run.counted.balances.clone();
    let mut told = Told { written, balances, findings, cells: Cells::default() };
    told.tell_files(console);
    if told.findings.has_errors() {
        return Ok(Err(refuse(&mut told.findings, &monitor.folder, console)));
    }
    tell_findings(&told.findings, &monitor.folder, console);
    let findings = from_monitor(&told.findings, &monitor.folder);
    let publication = publish(kop, &indeling, run.counted, statussen, &findings);
    told.cells = Cells::of(&publication);
    console.took("findings and protection");
    let bronnen = run.bronnen;
    Ok(Ok(Done { monitor, definitions, publication, bronnen, lock, told }))
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

pub(super) fn monitor_path(asked: &Path) -> Option<PathBuf> {
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
    lock: Lock,
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
    let lock = load_lock(&monitor.folder, findings)?;
    check_lock(&lock, &catalogus, findings);
    let mut indicators = catalogus.indicatoren;
    definitions.extend(indicator_files);
    definitions.extend(doelen);
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
    if let Some(indeling) = &indeling {
        check_toetsen(&mut indicators, &monitor, indeling, findings);
        check_lock_areas(&lock, indeling, findings);
    }
    let codelijsten = load_codelijsten(&monitor, findings);
    check_codelijsten(&monitor, &indicators, &codelijsten, findings);
    check_codes(&monitor, &indicators, &codelijsten, findings);
    let Some(indeling) = indeling.filter(|_| !findings.has_errors()) else { return Ok(None) };
    Ok(Some(Loaded { monitor, definitions, indicators, indeling, codelijsten, lock }))
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

impl Told {
    /// Says how files are written, to who wants to know, and what became of their rows.
    fn tell_files(&self, console: &Console) {
        if console.is_verbose() {
            for (file, how) in &self.written {
                console.say(&format!("file      {file}: {how}"));
            }
        }
        tell_balances(console, &self.balances);
    }

    /// Says again what was said of a run.
    pub(super) fn tell_again(&self, folder: &Path, console: &Console) {
        self.tell_files(console);
        tell_findings(&self.findings, folder, console);
    }
}

impl Cells {
    fn of(publication: &Publication) -> Self {
        let indicators = publication.indicatoren().len() as u64;
        let mut cells = Self { indicators, ..Self::default() };
        for cell in publication.indicatoren().iter().flat_map(|one| one.cells()) {
            *match cell.cell {
                Cell::Waarde(_) => &mut cells.shown,
                Cell::Nul(_) => &mut cells.zero,
                Cell::Onderdrukt(_) => &mut cells.withheld,
                Cell::Geen(_) => &mut cells.none,
            } += 1;
        }
        cells
    }

    /// Says how many cells there are and what became of them.
    pub(super) fn tell(self, console: &Console) {
        let Self { indicators, shown, zero, withheld, none } = self;
        let [shown, zero, withheld, none] = [shown, zero, withheld, none].map(with_separators);
        console.say(&format!(
            "cells     {indicators} indicators: {shown} shown, {zero} zero, {withheld} withheld, \
             {none} without a figure"
        ));
    }
}
