//! `check`: definitions, data and the rule that divides a budget, without a report.

use std::path::PathBuf;

use super::allocate::{divide, find_opdracht};
use super::cache::Folder;
use super::register::{load_register, reports_folder};
use super::run::{Request, perform, prepare};
use super::{Console, Outcome};
use crate::model::Datum;

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// Check only these indicators (can be repeated)
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// The day by which reviews are overdue, instead of the last day of the monitor
    #[arg(long, value_name = "DATE")]
    date: Option<Datum>,
}

pub(super) fn run(args: &Args, caching: bool, console: &Console) -> anyhow::Result<Outcome> {
    let request = Request {
        monitor: &args.monitor,
        only: &args.only,
        period: None,
        date: args.date,
        methods: &[],
    };
    let mut prepared = match prepare(&request, console)? {
        Ok(prepared) => prepared,
        Err(outcome) => return Ok(outcome),
    };
    let folder = prepared.monitor.folder.clone();
    // A rule that divides by other indicators than those asked for cannot be checked.
    let opdracht = if args.only.is_empty() { find_opdracht(&mut prepared)? } else { None };
    let cache = if caching { Folder::open(&folder, console) } else { None };
    let reports = reports_folder(None, &prepared);
    let register = load_register(&reports, &mut prepared)?;
    match perform(prepared, &register, cache.as_ref(), console)? {
        Ok(done) => {
            if let Some(Err(outcome)) = opdracht.map(|opdracht| divide(&opdracht, &done, console)) {
                return Ok(outcome);
            }
            done.told.tell_outcome(console);
            Ok(Outcome::Done)
        }
        Err(outcome) => Ok(outcome),
    }
}
