//! `allocate`: a budget divided over the city and its areas, after a rule in a file.

mod rule;
mod tell;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::build::Decimal;
use super::cache::Folder;
use super::folder::{Draft, Kind};
use super::load::with_slashes;
use super::manifest::{Inputs, render_manifest};
use super::register::{load_register, reports_folder, write_register};
use super::run::{Done, Request, perform, prepare, refuse, tell_findings};
use super::{Console, Lang, Outcome};
use crate::analysis::{Toedeling, divide_budget};
use crate::diagnostic::Findings;
use crate::model::{Periode, Taal};
use crate::render::{
    CsvStyle, Format, render_criteria_csv, render_gevoeligheid_csv, render_toedeling,
    render_verdeling_csv,
};

use rule::{Opdracht, find_rule, folder_name, load_opdracht};

/// What `allocate` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// The rule, instead of `verdeling.toml` in the folder of the monitor
    #[arg(long, value_name = "FILE")]
    rule: Option<PathBuf>,
    /// The folder for reports; a divided budget is a folder `…-verdeling` in it
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The last period, instead of that of the monitor
    #[arg(long, value_name = "P")]
    period: Option<Periode>,
    /// The language of the chart
    #[arg(long, value_name = "LANG", default_value = "nl")]
    lang: Lang,
    /// The sign before decimals in CSV files
    #[arg(long, value_name = "SIGN", default_value = "comma")]
    decimal: Decimal,
    /// Start CSV files with a byte order mark, for Excel
    #[arg(long)]
    bom: bool,
    /// Leave the figures out of `publicaties.lock`: nobody will see them
    #[arg(long)]
    draft: bool,
}

pub(super) fn run(args: &Args, caching: bool, console: &Console) -> anyhow::Result<Outcome> {
    let request = Request {
        monitor: &args.monitor,
        only: &[],
        period: args.period,
        date: None,
        methods: &[],
    };
    let mut prepared = match prepare(&request, console)? {
        Ok(prepared) => prepared,
        Err(outcome) => return Ok(outcome),
    };
    let folder = prepared.monitor.folder.clone();
    let Some(path) = find_rule(args.rule.as_deref(), &folder) else { return Ok(Outcome::Usage) };
    let opdracht = load_opdracht(&path, &mut prepared)?;
    let Some(opdracht) = opdracht.filter(|_| !prepared.findings.has_errors()) else {
        return Ok(refuse(&mut prepared.findings, &folder, console));
    };
    let ids = opdracht.afspraak.regel.indicatoren();
    prepared.publish_only(ids.into_iter().map(str::to_owned).collect());
    let reports = reports_folder(args.out.as_deref(), &prepared);
    let register = load_register(&reports, &mut prepared)?;
    let target = reports.join(folder_name(prepared.kop.tot, &path));
    let cache = if caching { Folder::open(&folder, console) } else { None };
    let done = match perform(prepared, &register, cache.as_ref(), console)? {
        Ok(done) => done,
        Err(outcome) => return Ok(outcome),
    };
    let toedeling = match divide(&opdracht, &done, console) {
        Ok(toedeling) => toedeling,
        Err(outcome) => return Ok(outcome),
    };
    let style = CsvStyle { decimaal: args.decimal.sign(), bom: args.bom, ..CsvStyle::default() };
    let mut draft = Draft::new(target, Kind::Allocation)?;
    write_all(&done, &opdracht, &toedeling, (style, args.lang.taal()), &mut draft)?;
    // Before the amounts: what may have been seen must not be forgotten when the machine stops here.
    if !args.draft && done.register != register {
        write_register(&reports, &done.register)?;
    }
    let published = draft.publish()?;
    done.told.tell_outcome(console);
    let regel = &opdracht.afspraak.regel;
    tell::tell(&done.publication, regel, &toedeling, console);
    console.say(&format!("wrote     {} files", published.n_files));
    if let Some(old) = published.left_over {
        Console::write(&format!("warning: could not remove the old amounts `{}`", old.display()));
    }
    done.told.guarded.caution(console);
    Console::data(&with_slashes(&published.target))?;
    Ok(Outcome::Done)
}

/// What `check` looks at as well: the rule in the folder of the monitor, when there is one.
pub(super) use rule::find_opdracht;

/// Divides by what a run published, and tells what it found.
pub(super) fn divide(
    opdracht: &Opdracht,
    done: &Done,
    console: &Console,
) -> Result<Toedeling, Outcome> {
    let mut findings = Findings::default();
    let Opdracht { afspraak, huidig } = opdracht;
    let toedeling = divide_budget(afspraak, huidig.as_ref(), &done.publication, &mut findings);
    let folder = &done.monitor.folder;
    let Some(toedeling) = toedeling else { return Err(refuse(&mut findings, folder, console)) };
    tell_findings(&findings, folder, console);
    Ok(toedeling)
}

fn write_all(
    done: &Done,
    opdracht: &Opdracht,
    toedeling: &Toedeling,
    (style, taal): (CsvStyle, Taal),
    draft: &mut Draft,
) -> anyhow::Result<()> {
    let (publication, regel) = (&done.publication, &opdracht.afspraak.regel);
    draft.write("manifest.json", &manifest(done, opdracht, style, taal)?)?;
    let verdeling = render_verdeling_csv(publication, regel, toedeling, &style);
    draft.write("verdeling.csv", &verdeling)?;
    let criteria = render_criteria_csv(publication, regel, toedeling, &style);
    draft.write("criteria.csv", &criteria)?;
    let gevoeligheid = render_gevoeligheid_csv(publication, regel, toedeling, &style);
    draft.write("gevoeligheid.csv", &gevoeligheid)?;
    for format in Format::ALL {
        if let Some(chart) = render_toedeling(publication, regel, toedeling, taal, format) {
            draft.write(&format!("verdeling.{}", format.extension()), &chart)?;
        }
    }
    Ok(())
}

/// The manifest of the figures, with the rule and who answers for it.
fn manifest(
    done: &Done,
    opdracht: &Opdracht,
    style: CsvStyle,
    taal: Taal,
) -> anyhow::Result<Vec<u8>> {
    let settings = BTreeMap::from([
        ("decimaalteken", style.decimaal.to_string()),
        ("bom", style.bom.to_string()),
        ("taal", if taal == Taal::En { "en" } else { "nl" }.to_owned()),
    ]);
    let (kop, bronnen) = (done.publication.kop(), Inputs::of(&done.bronnen));
    let bytes = render_manifest(&done.monitor, &done.definitions, kop, &bronnen, &settings)?;
    let mut manifest: Value = serde_json::from_slice(&bytes)?;
    // By this word a later run knows that the folder is its own.
    manifest["soort"] = json!(Kind::Allocation.word());
    manifest["verdeelregel"] = opdracht.as_json(&done.monitor.folder)?;
    Ok(format!("{manifest:#}\n").into_bytes())
}
