//! `check`: definitions and data, without writing.

use std::path::PathBuf;

use super::run::{Request, perform};
use super::{Console, Outcome};

/// What `check` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// Check only these indicators (can be repeated)
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    let request = Request { monitor: &args.monitor, only: &args.only, period: None };
    match perform(&request, console)? {
        Ok(done) => {
            done.tell_cells(console);
            Ok(Outcome::Done)
        }
        Err(outcome) => Ok(outcome),
    }
}
