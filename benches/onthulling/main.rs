//! What it costs to protect: `cargo bench --bench onthulling`.
//!
//! Protects a table of the size of a country and holds every proof against it, and measures which part of the build
//! of a demo protection is.

mod aandeel;
mod landelijk;

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use aandeel::{Aandeel, measure};
use landelijk::{Landelijk, Omvang};
use wijkmonitor::disclosure::secondary::{Start, protect};

type Fault = Box<dyn Error>;

const USAGE: &str = "\
usage: cargo bench --bench onthulling -- [options]

  --gemeenten N   gemeenten of the country, with about nine wijken each (342)
  --years N       years of four quarters (10)
  --residents N   residents of the demo; 0 to leave it out (230000)";

/// What a table of the size of a country may take.
const MOST_MINUTES: f64 = 5.0;
const MOST_GIB: f64 = 4.0;

fn main() -> Result<(), Fault> {
    let mut omvang = Omvang { gemeenten: 342, years: 10 };
    let mut residents = 230_000;
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let mut out = std::io::stdout().lock();
    while let Some(arg) = args.next() {
        if arg == "--help" || arg == "-h" {
            writeln!(out, "{USAGE}")?;
            return Ok(());
        }
        let value = args.next().and_then(|value| value.parse().ok());
        match (arg.as_str(), value) {
            ("--gemeenten", Some(value)) if 0 < value => omvang.gemeenten = value,
            ("--years", Some(value)) if 0 < value => omvang.years = value,
            ("--residents", Some(value)) => residents = value,
            _ => return Err(USAGE.into()),
        }
    }
    report_country(&mut out, omvang)?;
    if 0 < residents {
        report_share(&mut out, residents, &measure(residents)?)?;
    }
    Ok(())
}

fn report_country(out: &mut impl std::io::Write, omvang: Omvang) -> Result<(), Fault> {
    let Landelijk { system, demands, primary, wijken } = Landelijk::of(omvang);
    let since = Instant::now();
    let done = protect(&system, &demands, &Start { withheld: &primary, ..Start::default() });
    let protecting = since.elapsed().as_secs_f64();
    let since = Instant::now();
    let checked = done.check(&system);
    let checking = since.elapsed().as_secs_f64();
    let n_primary = primary.iter().filter(|is_small| **is_small).count();
    let withheld = done.withheld.iter().filter(|is_withheld| **is_withheld).count();
    writeln!(out, "{} gemeenten, {wijken} wijken, {} years\n", omvang.gemeenten, omvang.years)?;
    writeln!(out, "| slots | primary | secondary | unprotected | proofs | protect | check |")?;
    writeln!(out, "|---:|---:|---:|---:|---:|---:|---:|")?;
    writeln!(
        out,
        "| {} | {n_primary} | {} | {} | {} | {protecting:.1} s | {checking:.2} s |\n",
        primary.len(),
        withheld - n_primary,
        done.unprotected.len(),
        done.proofs.len(),
    )?;
    checked.map_err(|(number, flaw)| format!("the proof of {number} does not hold: {flaw:?}"))?;
    let in_time = (protecting + checking) / 60.0 <= MOST_MINUTES;
    writeln!(out, "within {MOST_MINUTES} minutes: {}", yes(in_time))?;
    match peak_memory() {
        Some(gib) => {
            let of_country = yes(gib <= MOST_GIB);
            writeln!(out, "peak memory {gib:.2} GiB, within {MOST_GIB} GiB: {of_country}")?;
        }
        None => writeln!(out, "peak memory: not told on this system")?,
    }
    Ok(())
}

fn report_share(
    out: &mut impl std::io::Write,
    residents: usize,
    aandeel: &Aandeel,
) -> Result<(), Fault> {
    let Aandeel { protection, build } = aandeel;
    let percent = 100.0 * protection / build;
    writeln!(
        out,
        "\ndemo of {residents} residents: protection {protection:.2} s of {build:.2} s, {percent:.0} %"
    )?;
    Ok(())
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

/// The most memory that this process had at once, in GiB, where the system tells.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib / f64::from(1 << 20))
}
