//! What `build` and `check` share: compute, protect, tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::cache::Folder;
use super::load::{Loaded, load, shown};
use super::progress::Reading;
use super::verdicts::Verdicts;
use super::{Console, Outcome};
use crate::definition::{Indicator, Lock, Monitor, with_needed};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, SourceText, with_separators};
use crate::disclosure::{Afscherming, Grond, Kop, Publication, Register, publish};
use crate::engine::{EstimatedIndicator, compute};
use crate::model::{Balance, Cell, Datum, Drempels, Gebiedsindeling, Periode, Statusmethode};
use crate::smart::{Onderzoek, Zichtbaar, assess, check_contracts};
use crate::source::{BronReport, Cache, Codelijst, OpenBron};

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
    pub drempels: Drempels,
    pub indeling: Gebiedsindeling,
    pub codelijsten: BTreeMap<String, Codelijst>,
    lock: Lock,
    vandaag: Datum,
    methods: Vec<Statusmethode>,
    /// The ids that were asked for; all when empty.
    only: Vec<String>,
}

impl Prepared {
    /// Publishes these indicators alone; all are computed and protected together all the same.
    ///
    /// Protected by themselves they could show what a report of all has to withhold.
    pub(super) fn publish_only(&mut self, ids: Vec<String>) {
        self.only = ids;
    }
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
    /// What earlier reports and this one show.
    pub register: Register,
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
    pub guarded: Guarded,
    pub verdicts: Verdicts,
}

impl Told {
    /// Says what became of the cells and the targets.
    pub(super) fn tell_outcome(&self, console: &Console) {
        self.cells.tell(console);
        self.guarded.tell(console);
        self.verdicts.tell(console);
    }
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

/// Why cells are withheld, and how many tables prove that they are.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Guarded {
    below: u64,
    for_others: u64,
    computed: u64,
    proofs: u64,
    /// True when some indicator is held against its thresholds alone.
    by_thresholds: bool,
}

/// Loads and checks all that comes before the data.
///
/// `Err` inside is an outcome that is not a failure of the machine.
pub(super) fn prepare(
    request: &Request<'_>,
    console: &Console,
) -> anyhow::Result<Result<Prepared, Outcome>> {
    let Some(path) = find_monitor(request.monitor) else { return Ok(Err(Outcome::Usage)) };
    let mut findings = Findings::default();
    let Some(loaded) = load(&path, request, &mut findings)? else {
        return Ok(Err(refuse(&mut findings, folder_of(&path), console)));
    };
    let Loaded { monitor, definitions, mut indicators, drempels, indeling, codelijsten, lock } =
        loaded;
    if monitor.tot.last_day() < monitor.van.first_day() {
        let (van, tot) = (monitor.van, monitor.tot);
        Console::write(&format!("error: period {tot} lies before {van}, where the monitor begins"));
        return Ok(Err(Outcome::Usage));
    }
    if !check_only(request.only, &indicators) {
        return Ok(Err(Outcome::Usage));
    }
    // What the chosen ones lean on is computed with them, and not published.
    if !request.only.is_empty() {
        let asked = request.only.iter().map(String::as_str);
        let needed: BTreeSet<_> =
            with_needed(&indicators, asked).into_iter().map(str::to_owned).collect();
        indicators.retain(|one| needed.contains(&one.info.id));
    }
    let only = request.only.to_vec();
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
        drempels,
        indeling,
        codelijsten,
        lock,
        vandaag,
        methods,
        only,
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
    register: &Register,
    cache: Option<&Folder<'_>>,
    console: &Console,
) -> anyhow::Result<Result<Done, Outcome>> {
    let Prepared { monitor, definitions, kop, mut findings, indicators, indeling, .. } = prepared;
    let Prepared { codelijsten, lock, vandaag, methods, only, drempels, .. } = prepared;
    let progress = Reading::new(console);
    let kept = cache.map(|cache| cache as &dyn Cache);
    let asked = (&indicators[..], drempels);
    let run = compute(&monitor, &indeling, &codelijsten, asked, kept, &mut findings, &progress);
    if let Some(cache) = cache {
        cache.close(monitor.bronnen.keys());
    }
    let run = run?;
    console.took("estimates");
    let afscherming = Afscherming::of(&run.counted.indicatoren, &indeling, register);
    for finding in afscherming.findings() {
        findings.push(finding.clone());
    }
    console.took("protection");
    let may_show =
        |one: &EstimatedIndicator, gebied, periode| afscherming.shows(one, gebied, periode);
    let onderzoek = Onderzoek {
        indicatoren: &indicators,
        counted: &run.counted,
        indeling: &indeling,
        lock: &lock,
        methoden: &methods,
        tot: monitor.tot,
        niveaus: &monitor.niveaus,
        zichtbaar: Zichtbaar(&may_show),
    };
    check_contracts(&onderzoek, vandaag, &mut findings);
    let statussen = assess(&onderzoek);
    console.took("targets");
    findings.fold();
    let written = run.bronnen.iter().flat_map(|(_, report)| &report.written);
    let written = written.map(|(file, how)| (file.to_string(), how.clone())).collect();
    let balances = run.counted.balances.clone();
    let mut told = Told {
        written,
        balances,
        findings,
        cells: Cells::default(),
        guarded: Guarded::default(),
        verdicts: Verdicts::default(),
    };
    told.tell_files(console);
    if told.findings.has_errors() {
        return Ok(Err(refuse(&mut told.findings, &monitor.folder, console)));
    }
    tell_findings(&told.findings, &monitor.folder, console);
    let findings = from_monitor(&told.findings, &monitor.folder);
    let publication =
        publish(kop, &indeling, run.counted, &afscherming, statussen, &findings).only(&only);
    told.cells = Cells::of(&publication);
    told.guarded = Guarded::of(&publication);
    told.verdicts = Verdicts::of(&publication);
    console.took("findings");
    let bronnen = run.bronnen;
    let register = afscherming.register(register, &only);
    Ok(Ok(Done { monitor, definitions, publication, bronnen, lock, register, told }))
}

/// Tells the findings that stop a run.
pub(super) fn refuse(findings: &mut Findings, folder: &Path, console: &Console) -> Outcome {
    findings.fold();
    tell_findings(findings, folder, console);
    console.say("nothing was published");
    Outcome::Refused
}

/// Shows the findings; those that several files share once, unless the user wants them all.
pub(super) fn tell_findings(findings: &Findings, folder: &Path, console: &Console) {
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

/// The file of a monitor; says so when there is none.
pub(super) fn find_monitor(asked: &Path) -> Option<PathBuf> {
    let found = monitor_path(asked);
    if found.is_none() {
        let asked = asked.display();
        Console::write(&format!("error: there is no `monitor.toml` in `{asked}`"));
        Console::write("help: `wijkmonitor demo DIR` writes a municipality to try");
    }
    found
}

pub(super) fn monitor_path(asked: &Path) -> Option<PathBuf> {
    let path = if asked.is_dir() { asked.join("monitor.toml") } else { asked.to_owned() };
    is_toml_file(&path).then_some(path)
}

pub(super) fn is_toml_file(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml") && path.is_file()
}

/// The folder of a file; that of a bare name is the current one.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
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

impl Guarded {
    fn of(publication: &Publication) -> Self {
        let by_thresholds =
            publication.indicatoren().iter().any(|one| !one.info().drempels.secundair);
        let mut guarded = Self { by_thresholds, ..Self::default() };
        for regel in &publication.onthulling().regels {
            guarded.proofs += regel.bewijzen;
            for (grond, n) in &regel.onderdrukt {
                *match grond {
                    Grond::Drempel(_) => &mut guarded.below,
                    Grond::Secundair => &mut guarded.for_others,
                    Grond::Afgeleid => &mut guarded.computed,
                } += n;
            }
        }
        guarded
    }

    /// Says what must not be forgotten of a report in which cells may follow from others.
    pub(super) fn caution(self, console: &Console) {
        if self.by_thresholds {
            console.say(
                "caution   without `secundair` what follows from other cells by subtraction is not withheld: \
                 keep the report inside the team",
            );
        }
    }

    /// Says why cells are withheld.
    fn tell(self, console: &Console) {
        let Self { below, for_others, computed, proofs, .. } = self;
        if below == 0 {
            return;
        }
        let [below, for_others, computed, proofs] =
            [below, for_others, computed, proofs].map(with_separators);
        console.say(&format!(
            "withheld  {below} below a threshold, {for_others} to protect them, {computed} computed from \
             those; {proofs} proofs add up"
        ));
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
    fn tell(self, console: &Console) {
        let Self { indicators, shown, zero, withheld, none } = self;
        let [shown, zero, withheld, none] = [shown, zero, withheld, none].map(with_separators);
        console.say(&format!(
            "cells     {indicators} indicators: {shown} shown, {zero} zero, {withheld} withheld, \
             {none} without a figure"
        ));
    }
}
