//! `flows`: how people move between the layers, asked for some areas.

use std::path::PathBuf;

use anyhow::Context;

use super::cache::Folder;
use super::register::{load_register, reports_folder};
use super::run::{Request, perform, prepare};
use super::{Console, Lang, Outcome};
use crate::analysis::FlowTable;
use crate::diagnostic::{Code, Diagnostic};
use crate::disclosure::{Gebiedsregel, Publication};
use crate::model::{Niveau, Periode};
use crate::render::{CsvStyle, Format, render_flows_text, render_sankey, render_stromen_csv};

/// What `flows` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// The code or name of an area, instead of the gemeente (can be repeated)
    #[arg(long = "in", value_name = "AREA")]
    areas: Vec<String>,
    /// The period that people move into, instead of the last
    #[arg(long, value_name = "P")]
    period: Option<Periode>,
    /// How to show it; `csv` has all periods, a chart is of one area
    #[arg(long = "as", value_name = "FORM", default_value = "table")]
    form: Form,
    /// Write to a file instead of to the terminal
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The language
    #[arg(long, value_name = "LANG", default_value = "nl")]
    lang: Lang,
}

// The values have no help of their own, so that the help of the command stays short.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Table,
    Csv,
    Svg,
    Png,
}

pub(super) fn run(args: &Args, caching: bool, console: &Console) -> anyhow::Result<Outcome> {
    let request =
        Request { monitor: &args.monitor, only: &[], period: None, date: None, methods: &[] };
    let mut prepared = match prepare(&request, console)? {
        Ok(prepared) => prepared,
        Err(outcome) => return Ok(outcome),
    };
    if prepared.monitor.lagen.is_none() {
        Console::write("error: the monitor declares no layers");
        Console::write("help: add `[lagen]` to `monitor.toml`, as `indicators/MONITOR.md` says");
        return Ok(Outcome::Usage);
    }
    let folder = prepared.monitor.folder.clone();
    let cache = if caching { Folder::open(&folder, console) } else { None };
    let reports = reports_folder(None, &prepared);
    let register = load_register(&reports, &mut prepared)?;
    let done = match perform(prepared, &register, cache.as_ref(), console)? {
        Ok(done) => done,
        Err(outcome) => return Ok(outcome),
    };
    let publication = &done.publication;
    let Some(areas) = find_areas(publication, &args.areas) else { return Ok(Outcome::Usage) };
    let Some(periode) = find_period(publication, args.period) else { return Ok(Outcome::Usage) };
    let taal = args.lang.taal();
    let bytes = match args.form {
        Form::Table => {
            let mut text = String::new();
            for gebied in areas {
                if !text.is_empty() {
                    text.push('\n');
                }
                match FlowTable::of(publication, gebied, periode) {
                    Some(table) => text += &render_flows_text(publication, &table, taal),
                    None => text += &nothing(publication, gebied, periode),
                }
            }
            text.into_bytes()
        }
        Form::Csv => {
            let only = if args.areas.is_empty() { None } else { Some(&areas[..]) };
            render_stromen_csv(publication, only, &CsvStyle::default())
        }
        Form::Svg | Form::Png => {
            let [gebied] = areas[..] else {
                Console::write("error: a chart is of one area");
                Console::write("help: name one after `--in`");
                return Ok(Outcome::Usage);
            };
            let format = if args.form == Form::Svg { Format::Svg } else { Format::Png };
            let Some(bytes) = render_sankey(publication, gebied, periode, taal, format) else {
                console.say(nothing(publication, gebied, periode).trim_end());
                return Ok(Outcome::Done);
            };
            bytes
        }
    };
    match &args.out {
        Some(path) => {
            std::fs::write(path, &bytes)
                .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        None => Console::bytes(&bytes)?,
    }
    Ok(Outcome::Done)
}

fn nothing(publication: &Publication, gebied: usize, periode: Periode) -> String {
    let gebied = &publication.gebieden()[gebied];
    format!("{} {}: no move into {periode} is shown\n", gebied.code, gebied.naam)
}

/// The areas with these codes or names; without any the gemeente. Says which is not there.
fn find_areas(publication: &Publication, asked: &[String]) -> Option<Vec<usize>> {
    let gebieden = publication.gebieden();
    if asked.is_empty() {
        let gemeente = gebieden.iter().position(|gebied| gebied.niveau == Niveau::Gemeente);
        return Some(gemeente.into_iter().collect());
    }
    let mut found = Vec::new();
    for word in asked {
        let is_named = |gebied: &Gebiedsregel| {
            gebied.code.to_string().eq_ignore_ascii_case(word.trim())
                || (gebied.getoond && gebied.naam.to_lowercase() == word.trim().to_lowercase())
        };
        let Some(place) = gebieden.iter().position(is_named) else {
            let shown = gebieden.iter().filter(|gebied| gebied.getoond);
            let words: Vec<_> =
                shown.flat_map(|gebied| [gebied.code.to_string(), gebied.naam.clone()]).collect();
            let near = Diagnostic::new(Code::UnknownWord, "");
            let near = near.suggest(word, words.iter().map(String::as_str)).help;
            let near = near.unwrap_or_else(|| "areas stand in the file of `indeling`".to_owned());
            Console::write(&format!("error: there is no area `{word}`"));
            Console::write(&format!("help: {near}"));
            return None;
        };
        found.push(place);
    }
    Some(found)
}

/// The period that is asked for, or the last; says which there are.
fn find_period(publication: &Publication, asked: Option<Periode>) -> Option<Periode> {
    let periodes = publication.stromen().periodes();
    let found = match asked {
        Some(asked) => periodes.iter().find(|own| **own == asked),
        None => periodes.last(),
    };
    if found.is_none() {
        let words: Vec<_> = periodes.iter().map(ToString::to_string).collect();
        let asked = asked.map_or_else(String::new, |asked| format!(" into {asked}"));
        Console::write(&format!("error: there are no moves{asked}"));
        Console::write(&format!("help: there are moves into {}", words.join(", ")));
    }
    found.copied()
}
