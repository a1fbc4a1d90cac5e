//! `test`: the tests in indicator files, each on its own made-up rows.

mod one;
mod rows;
mod trace;
mod verdict;

use std::collections::BTreeSet;
use std::path::PathBuf;

use anyhow::Context;
use rayon::prelude::*;

use super::run::{Request, check_only, prepare};
use super::{Console, Outcome};
use crate::definition::{Indicator, Toets};
use one::Setting;
use trace::tell;

/// What `test` takes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of the monitor, or its `monitor.toml`
    #[arg(value_name = "MONITOR", default_value = ".")]
    monitor: PathBuf,
    /// Test only these indicators (can be repeated)
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
}

/// How many tests there are, and what became of them.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    left_out: usize,
    /// The indicators that have none.
    without: usize,
}

pub(super) fn run(args: &Args, console: &Console) -> anyhow::Result<Outcome> {
    let request =
        Request { monitor: &args.monitor, only: &[], period: None, date: None, methods: &[] };
    let prepared = match prepare(&request, console)? {
        Ok(prepared) => prepared,
        Err(outcome) => return Ok(outcome),
    };
    // A formula needs the indicators that it names, so a choice is made here and not before.
    if !check_only(&args.only, &prepared.indicators) {
        return Ok(Outcome::Usage);
    }
    let wanted =
        |indicator: &&Indicator| args.only.is_empty() || args.only.contains(&indicator.info.id);
    let chosen: Vec<_> = prepared.indicators.iter().filter(wanted).collect();
    let tests: Vec<(&Indicator, &Toets)> = chosen
        .iter()
        .flat_map(|indicator| indicator.toetsen.iter().map(move |toets| (*indicator, toets)))
        .collect();
    let folder = tempfile::tempdir().context("cannot make a folder for the rows of tests")?;
    let setting = Setting { prepared: &prepared, folder: folder.path() };
    let fits: Vec<_> =
        tests.iter().enumerate().filter(|(_, (_, t))| t.past_niet.is_none()).collect();
    let verdicts = fits
        .into_par_iter()
        .map(|(number, (indicator, toets))| Ok((number, setting.run(indicator, toets, number)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;
    console.took("tests");
    let mut verdicts = verdicts.into_iter().peekable();
    let mut tally = Tally::default();
    for (number, (indicator, toets)) in tests.iter().enumerate() {
        let id = &indicator.info.id;
        let Some((_, verdict)) = verdicts.next_if(|(other, _)| *other == number) else {
            tally.left_out += 1;
            let why = toets.past_niet.as_deref().unwrap_or_default();
            Console::data(&format!("skip {id}: {} ({why})", toets.naam))?;
            continue;
        };
        *if verdict.has_passed() { &mut tally.passed } else { &mut tally.failed } += 1;
        tell(indicator, toets, &verdict, console)?;
    }
    let with: BTreeSet<_> = tests.iter().map(|(indicator, _)| &indicator.info.id).collect();
    tally.without = chosen.len() - with.len();
    console.say(&tally.line());
    Ok(if tally.failed == 0 { Outcome::Done } else { Outcome::Refused })
}

impl Tally {
    fn line(&self) -> String {
        let Self { passed, failed, left_out, without } = self;
        let left_out = match left_out {
            0 => String::new(),
            n => format!(", {n} left out that do not fit this monitor"),
        };
        let noun = if *without == 1 { "indicator" } else { "indicators" };
        format!(
            "tests     {passed} passed, {failed} failed{left_out}, {without} {noun} without tests"
        )
    }
}
