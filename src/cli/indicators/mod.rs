//! `indicators`: the catalogue of a monitor, without reading its data.

mod docs;
mod list;
mod new;
mod show;

use std::path::Path;

use clap::Subcommand;

use super::load::{Definitions, load_definitions};
use super::run::{find_monitor, folder_of, prefix_of, tell_findings};
use super::{Console, Lang, Outcome};
use crate::definition::Monitor;
use crate::diagnostic::{Code, Findings};

/// What `indicators` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the indicators of a monitor
    List(list::Args),
    /// Tell all of one indicator, with its formula in words
    Show(show::Args),
    /// Ask what makes an indicator SMART, and write its file
    New(new::Args),
    /// Write the pages of the catalogue, as Markdown and as HTML
    Docs(docs::Args),
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::List(args) => list::run(args, console),
        Command::Show(args) => show::run(args, console),
        Command::New(args) => new::run(args, console),
        Command::Docs(args) => docs::run(args, console),
    }
}

/// Loads the definitions of a monitor, and tells what is wrong with them.
///
/// `Err` inside is an outcome that is not a failure of the machine.
fn load_all(asked: &Path, console: &Console) -> anyhow::Result<Result<Definitions, Outcome>> {
    let Some(path) = find_monitor(asked) else { return Ok(Err(Outcome::Usage)) };
    let mut findings = Findings::default();
    let loaded = load_definitions(&path, None, &mut findings)?;
    findings.fold();
    let n_skipped =
        findings.sorted().iter().filter(|finding| finding.code == Code::IndicatorSkipped).count();
    if findings.has_errors() || console.is_verbose() {
        tell_findings(&findings, folder_of(&path), console);
    } else if 0 < n_skipped {
        console.say(&format!(
            "left out  {n_skipped} indicators of the catalogue that the monitor has no source \
             for; `-v` tells which"
        ));
    }
    Ok(loaded.filter(|_| !findings.has_errors()).ok_or(Outcome::Refused))
}

/// Where the indicators come from, for the user.
fn catalogue_of(monitor: &Monitor) -> String {
    match &monitor.indicatoren {
        None => "the catalogue of the program".to_owned(),
        Some((folder, _)) => format!("`{}{folder}`", prefix_of(&monitor.folder)),
    }
}
