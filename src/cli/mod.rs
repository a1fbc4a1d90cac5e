//! Commands, terminal and files written: the only layer that knows the world outside.

mod allocate;
mod baseline;
mod build;
mod cache;
mod check;
mod console;
mod demo;
mod explain;
mod finding;
mod flows;
mod folder;
mod indicators;
mod load;
mod lock;
mod manifest;
mod previous;
mod progress;
mod register;
mod run;
mod test;
mod verbanden;
mod verdicts;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use console::Console;
use finding::Format;

use crate::model::Taal;
use crate::source::READER;

/// Indicators of the social domain per wijk, with intervals and safe to publish
#[derive(Debug, Parser)]
#[command(name = "wijkmonitor", version, max_term_width = 100)]
struct Cli {
    /// Say nothing but errors
    #[arg(short, long, global = true, display_order = 90)]
    quiet: bool,
    /// Tell findings and balances for each file, and how long each step takes
    #[arg(short, long, global = true, conflicts_with = "quiet", display_order = 91)]
    verbose: bool,
    /// When to colour findings; `auto` does on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 92)]
    color: Color,
    /// How to write findings; `json` and `github` are for other programs
    #[arg(long, global = true, value_name = "FORMAT", default_value = "full", display_order = 93)]
    format: Format,
    /// Neither read nor write the cache: read all sources again
    #[arg(long, global = true, display_order = 94)]
    no_cache: bool,
    #[command(subcommand)]
    command: Command,
}

// The values have no help of their own, so that the help of each command stays short.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Lang {
    Nl,
    En,
}

impl Lang {
    /// The language that the word stands for.
    fn taal(self) -> Taal {
        match self {
            Self::Nl => Taal::Nl,
            Self::En => Taal::En,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compute all figures and write the report
    Build(build::Args),
    /// Check definitions and data, and write no report
    Check(check::Args),
    /// Divide a budget over the city and its areas, after a rule in a file
    Allocate(allocate::Args),
    /// Show, freeze or revise the baselines that targets count from
    Baseline(baseline::Args),
    /// Show how people move between the layers
    Flows(flows::Args),
    /// Run the tests in the definitions, on the rows they make up themselves
    Test(test::Args),
    /// List, show and add indicators, and write the pages of their catalogue
    Indicators(indicators::Args),
    /// Write a synthetic municipality to try the program on
    Demo(demo::Args),
    /// Explain the code of a finding
    Explain(explain::Args),
    /// Look after the cache of a monitor
    Cache(cache::Args),
}

/// How a command ended; the numbers are the exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything was done.
    Done = 0,
    /// The user's files have errors, so nothing was published, or a test failed.
    Refused = 1,
    /// The command line asks for something that does not exist.
    Usage = 2,
}

/// The machine failed: input, output or memory.
const MACHINE: u8 = 3;

/// Keeps quiet about a library that gives up on a damaged file: that is a finding.
fn silence_readers() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(READER) {
            usual(info);
        }
    }));
}

/// Runs the program with the arguments of this process.
pub fn main() -> ExitCode {
    silence_readers();
    let cli = Cli::parse();
    let console = Console::new(cli.quiet, cli.verbose, cli.color, cli.format);
    let outcome = match &cli.command {
        Command::Build(args) => build::run(args, !cli.no_cache, &console),
        Command::Check(args) => check::run(args, !cli.no_cache, &console),
        Command::Allocate(args) => allocate::run(args, !cli.no_cache, &console),
        Command::Baseline(args) => baseline::run(args, !cli.no_cache, &console),
        Command::Flows(args) => flows::run(args, !cli.no_cache, &console),
        Command::Test(args) => test::run(args, &console),
        Command::Indicators(args) => indicators::run(args, &console),
        Command::Demo(args) => demo::run(args, &console),
        Command::Explain(args) => explain::run(args),
        Command::Cache(args) => cache::run(args, &console),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(error) if console::is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            Console::failure(&error);
            ExitCode::from(MACHINE)
        }
    }
}
