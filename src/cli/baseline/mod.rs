//! `baseline`: what targets count from, frozen in a file beside the monitor.

mod freeze;
mod show;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::cache::Folder;
use super::register::{load_register, reports_folder};
use super::run::{Done, Request, perform, prepare};
use super::{Console, Outcome};
use crate::model::Datum;

/// What `baseline` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the baselines: as frozen, and as computed now
    Show {
        /// The folder of the monitor, or its `monitor.toml`
        #[arg(value_name = "MONITOR", default_value = ".")]
        monitor: PathBuf,
        /// Only of this indicator (can be repeated)
        #[arg(long, value_name = "ID")]
        only: Vec<String>,
    },
    /// Freeze the baselines that are not frozen yet
    Freeze {
        /// The folder of the monitor, or its `monitor.toml`
        #[arg(value_name = "MONITOR", default_value = ".")]
        monitor: PathBuf,
        /// Only of this indicator (can be repeated)
        #[arg(long, value_name = "ID")]
        only: Vec<String>,
        /// The day on which they are frozen, such as 2018-02-01
        #[arg(long, value_name = "DATE")]
        date: Datum,
    },
    /// Replace frozen baselines by what is computed now; relative targets move with them
    Revise {
        /// The folder of the monitor, or its `monitor.toml`
        #[arg(value_name = "MONITOR", default_value = ".")]
        monitor: PathBuf,
        /// The indicator (can be repeated)
        #[arg(long, value_name = "ID", required = true)]
        only: Vec<String>,
        /// The day of the revision
        #[arg(long, value_name = "DATE")]
        date: Datum,
        /// Why, for whoever reads the lock
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

pub(super) fn run(args: &Args, caching: bool, console: &Console) -> anyhow::Result<Outcome> {
    let (Command::Show { monitor, only }
    | Command::Freeze { monitor, only, .. }
    | Command::Revise { monitor, only, .. }) = &args.command;
    if let Command::Revise { reason, .. } = &args.command
        && reason.trim().is_empty()
    {
        Console::write("error: a revision has a reason");
        Console::write("help: say after `--reason` what was wrong with the baseline");
        return Ok(Outcome::Usage);
    }
    let done = match compute(monitor, only, caching, console)? {
        Ok(done) => done,
        Err(outcome) => return Ok(outcome),
    };
    match &args.command {
        Command::Show { .. } => show::show(&done),
        Command::Freeze { date, .. } => freeze::freeze(&done, *date, console),
        Command::Revise { date, reason, .. } => freeze::revise(&done, *date, reason, console),
    }
}

/// Computes everything, and writes no report.
fn compute(
    monitor: &Path,
    only: &[String],
    caching: bool,
    console: &Console,
) -> anyhow::Result<Result<Done, Outcome>> {
    let request = Request { monitor, only, period: None, date: None, methods: &[] };
    let mut prepared = match prepare(&request, console)? {
        Ok(prepared) => prepared,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let folder = prepared.monitor.folder.clone();
    let cache = if caching { Folder::open(&folder, console) } else { None };
    let reports = reports_folder(None, &prepared);
    let register = load_register(&reports, &mut prepared)?;
    perform(prepared, &register, cache.as_ref(), console)
}
