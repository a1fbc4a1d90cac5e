//! `cache`: look after the cache of a monitor.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Subcommand;
use indicatif::HumanBytes;

use super::{NAME, TAG, TAG_LINE};
use crate::cli::run::{folder_of, monitor_path};
use crate::cli::{Console, Outcome};

/// What `cache` takes.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Remove the cache, so that the next build reads all sources again
    Clear {
        /// The folder of the monitor, or its `monitor.toml`
        #[arg(value_name = "MONITOR", default_value = ".")]
        monitor: PathBuf,
    },
}

pub(in crate::cli) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    let Command::Clear { monitor } = &args.command;
    let Some(path) = monitor_path(monitor) else {
        Console::write(&format!("error: there is no `monitor.toml` in `{}`", monitor.display()));
        return Ok(Outcome::Usage);
    };
    let folder = folder_of(&path).join(NAME);
    let shown = folder.display();
    if fs::symlink_metadata(&folder).is_err() {
        console.say(&format!("nothing   there is no cache `{shown}`"));
        return Ok(Outcome::Done);
    }
    // Nothing is removed that this program did not make.
    if !is_ours(&folder) {
        bail!("`{shown}` is not a cache of this program; remove it by hand");
    }
    let cannot = || format!("cannot remove `{shown}`");
    let (n_files, n_bytes) = size_of(&folder).with_context(cannot)?;
    fs::remove_dir_all(&folder).with_context(cannot)?;
    console.say(&format!("removed   {n_files} files, {} from `{shown}`", HumanBytes(n_bytes)));
    Ok(Outcome::Done)
}

fn is_ours(folder: &Path) -> bool {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|data| data.is_dir());
    let tag = || fs::read_to_string(folder.join(TAG)).unwrap_or_default();
    is_folder && tag().starts_with(TAG_LINE)
}

/// The number of files and their bytes.
fn size_of(folder: &Path) -> io::Result<(usize, u64)> {
    let (mut n_files, mut n_bytes) = (0, 0);
    for entry in fs::read_dir(folder)? {
        n_files += 1;
        n_bytes += entry?.metadata()?.len();
    }
    Ok((n_files, n_bytes))
}
