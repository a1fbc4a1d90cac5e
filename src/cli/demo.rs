//! `demo`: a synthetic municipality of any size, written to disk as it is made.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::{Console, Outcome};
use crate::demo::{DemoSettings, MAX_RESIDENTS, MIN_RESIDENTS, Sink, write_demo};

/// What `demo` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write; it may not hold a monitor yet
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// About how many people live there
    #[arg(long, value_name = "N", default_value_t = DemoSettings::default().residents,
          value_parser = clap::value_parser!(u64).range(MIN_RESIDENTS..=MAX_RESIDENTS))]
    residents: u64,
    /// The number that decides all chance; the same seed gives the same bytes
    #[arg(long, value_name = "S", default_value_t = DemoSettings::default().seed)]
    seed: u64,
}

/// Files below one folder.
struct Folder<'a> {
    root: &'a Path,
}

impl Sink for Folder<'_> {
    fn create(&mut self, path: &str) -> io::Result<Box<dyn Write + '_>> {
        let path = self.root.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        Ok(Box::new(BufWriter::with_capacity(1 << 16, File::create(path)?)))
    }
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    if args.dir.join("monitor.toml").exists() {
        let dir = args.dir.display();
        Console::write(&format!("error: `{dir}` holds a monitor already; choose another folder"));
        return Ok(Outcome::Usage);
    }
    let settings = DemoSettings { residents: args.residents, seed: args.seed };
    let mut folder = Folder { root: &args.dir };
    write_demo(&mut folder, &settings, &mut |step| console.say(&format!("writing   {step}")))
        .with_context(|| format!("cannot write to `{}`", args.dir.display()))?;
    console.say(&format!("wrote     {}", args.dir.display()));
    console.say(&format!("next      wijkmonitor build {}", args.dir.display()));
    Ok(Outcome::Done)
}
