//! What is told of a test: a line, and when it fails what became of its rows.

use std::io;

use super::super::Console;
use super::super::finding::Format;
use super::verdict::{Part, Verdict};
use crate::definition::{Indicator, Toets};
use crate::diagnostic::{Diagnostic, Level};

/// Tells a test: one line when it passed, and all that led to it when it failed.
pub(super) fn tell(
    indicator: &Indicator,
    toets: &Toets,
    verdict: &Verdict,
    console: &Console,
) -> io::Result<()> {
    let has_passed = verdict.has_passed();
    let word = if has_passed { "ok" } else { "FAIL" };
    Console::data(&format!("{word} {}: {}", indicator.info.id, toets.naam))?;
    for (verwacht, cell) in toets.verwacht.iter().zip(&verdict.cells) {
        let (gebied, periode) = (&verwacht.gebied.0, verwacht.periode);
        if has_passed {
            if console.is_verbose() {
                Console::data(&format!("  {gebied} {periode}: {}", cell.found))?;
            }
            continue;
        }
        if cell.fits() {
            Console::data(&format!("  as expected: {gebied} {periode}: {}", cell.found))?;
            continue;
        }
        Console::data(&format!("  {}: {gebied} {periode}", verwacht.place))?;
        for part in &cell.parts {
            Console::data(&format!("    {}", line_of(part)))?;
        }
        Console::data(&format!("    found       {}", cell.found))?;
    }
    if has_passed { Ok(()) } else { tell_rows(verdict) }
}

fn line_of(Part { word, expected, found, fits }: &Part) -> String {
    if *fits {
        format!("{word:<11} {expected}")
    } else {
        format!("{word:<11} expected {expected}, found {found}")
    }
}

/// Tells what became of the rows.
fn tell_rows(verdict: &Verdict) -> io::Result<()> {
    for balance in &verdict.balances {
        Console::data(&format!(
            "  rows {:<20} {} read = {} used + {} excluded + {} quarantined",
            balance.bron,
            balance.gelezen,
            balance.gebruikt,
            balance.uitgesloten,
            balance.quarantaine
        ))?;
        let of_this = verdict.rejected.iter().filter(|row| row.bron == balance.bron);
        for row in of_this {
            Console::data(&format!("    {}: quarantined, {}", row.place, row.code))?;
        }
    }
    let is_told = |finding: &&Diagnostic| finding.level != Level::Note;
    for finding in verdict.findings.iter().filter(is_told) {
        Console::data(&format!("  {}", Format::Concise.finding(finding, "", false)))?;
    }
    Ok(())
}
