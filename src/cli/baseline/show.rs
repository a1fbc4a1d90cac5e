//! `baseline show`: the baselines as they were frozen, and as they are computed now.

use super::super::run::Done;
use super::super::{Console, Outcome};
use crate::render::{CsvStyle, render_nulmetingen_csv};

pub(super) fn show(done: &Done) -> anyhow::Result<Outcome> {
    let table = render_nulmetingen_csv(&done.publication, &done.lock, &CsvStyle::default());
    Console::data(String::from_utf8_lossy(&table).trim_end())?;
    Ok(Outcome::Done)
}
