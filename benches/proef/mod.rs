//! A trial on demos of which the truth is known: one seed after another, each reported by the program.

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

pub type Fault = Box<dyn Error>;

/// How many demos, and how large each is.
#[derive(Clone, Copy, Debug)]
pub struct Proef {
    pub seeds: u64,
    pub residents: u64,
}

impl Proef {
    /// The size that the command line asks for, of the bench with this name.
    pub fn from_args(name: &str) -> Result<Self, Fault> {
        let mut proef = Self { seeds: 20, residents: 230_000 };
        let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
        while let Some(arg) = args.next() {
            let value = args.next().and_then(|value| value.parse().ok());
            match (arg.as_str(), value) {
                ("--seeds", Some(value)) => proef.seeds = value,
                ("--residents", Some(value)) => proef.residents = value,
                _ => return Err(format!("usage: {name} [--seeds N] [--residents N]").into()),
            }
        }
        Ok(proef)
    }

    /// Writes the demo of each seed, builds its report with `options` and hands over its folder.
    pub fn each_report(
        self,
        options: &[&str],
        mut read: impl FnMut(&Path) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for seed in 1..=self.seeds {
            writeln!(std::io::stderr(), "seed {seed} of {}", self.seeds)?;
            let folder = tempfile::tempdir()?;
            let (seed, residents) = (seed.to_string(), self.residents.to_string());
            let demo = ["demo", "demo", "--seed", &seed, "--residents", &residents];
            run(folder.path(), &demo)?;
            let build = ["--no-cache", "build", "demo", "--no-charts", "--decimal", "point"];
            run(folder.path(), &[&build[..], options, &["--out", "uit"]].concat())?;
            read(&folder.path().join("uit/2025K4"))?;
        }
        Ok(())
    }
}

fn run(folder: &Path, args: &[&str]) -> Result<(), Fault> {
    let program = env!("CARGO_BIN_EXE_wijkmonitor");
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    if command.status()?.success() { Ok(()) } else { Err(format!("{args:?} failed").into()) }
}
