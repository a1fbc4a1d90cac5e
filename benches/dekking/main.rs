//! How often the intervals contain what was planted in the demo.
//!
//! Writes the demo with one seed after another, builds its report with the program as a user does, and holds
//! the published figures of each planted effect against its size: `cargo bench --bench dekking`.

mod effecten;
#[path = "../proef/mod.rs"]
mod proef;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use effecten::{EFFECTEN, Effect, Grootte};
use proef::{Fault, Proef};
use wijkmonitor::stats::{
    Confidence, Interval, Share, Term, delta_interval, difference_interval, standard_error_of,
    wilson_interval,
};

/// A published figure with its interval.
#[derive(Clone, Copy, Debug)]
struct Cijfer {
    waarde: f64,
    interval: Interval,
}

/// The figures of one report by indicator, area and period.
type Cijfers = BTreeMap<[String; 3], Cijfer>;

/// How many comparisons there were, how many contained the effect and how many were withheld.
#[derive(Clone, Copy, Debug, Default)]
struct Telling {
    n: u64,
    binnen: u64,
    niet_getoond: u64,
}

fn main() -> Result<(), Fault> {
    let proef = Proef::from_args("dekking")?;
    let mut tellingen = vec![Telling::default(); EFFECTEN.len()];
    proef.each_report(&[], |folder| {
        let cijfers = read(&folder.join("cijfers.csv"))?;
        for (effect, telling) in EFFECTEN.iter().zip(&mut tellingen) {
            compare(effect, &cijfers, telling);
        }
        Ok(())
    })?;
    report(&tellingen, proef)
}

fn read(path: &Path) -> Result<Cijfers, Fault> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path)?;
    let mut cijfers = Cijfers::new();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row?;
        let number = |column: &str| row[column].parse::<f64>().ok();
        let interval = number("ondergrens").zip(number("bovengrens"));
        let interval = interval.and_then(|(lower, upper)| Interval::new(lower, upper));
        if let (Some(waarde), Some(interval)) = (number("waarde"), interval) {
            let key = ["indicator", "gebied_code", "periode"].map(|column| row[column].clone());
            cijfers.insert(key, Cijfer { waarde, interval });
        }
    }
    Ok(cijfers)
}

/// Holds the comparisons of one report against the size of an effect.
fn compare(effect: &Effect, cijfers: &Cijfers, telling: &mut Telling) {
    let gebieden: Vec<&str> = if effect.gebieden.is_empty() {
        let of_indicator = cijfers
            .keys()
            .filter(|[id, _, periode]| id == effect.indicator && periode == effect.perioden[0].0);
        let is_wijk = |code: &&str| code.starts_with("WK") && !effect.zonder.contains(code);
        of_indicator.map(|[_, gebied, _]| gebied.as_str()).filter(is_wijk).collect()
    } else {
        effect.gebieden.to_vec()
    };
    for gebied in gebieden {
        for (voor, na) in effect.perioden {
            let of = |periode: &str| {
                let key = [effect.indicator, gebied, periode].map(str::to_owned);
                cijfers.get(&key).copied()
            };
            let Some((voor, na)) = of(voor).zip(of(na)) else {
                telling.niet_getoond += 1;
                continue;
            };
            let found = match effect.grootte {
                Grootte::Factor(_) => log_ratio(na, voor),
                Grootte::Verschil(_) => verschil(na, voor),
            };
            let Some(found) = found else { continue };
            let size = effect.grootte.schaal();
            telling.n += 1;
            telling.binnen += u64::from(found.lower() <= size && size <= found.upper());
        }
    }
}

/// The interval of the logarithm of a ratio of two independent figures.
fn log_ratio(na: Cijfer, voor: Cijfer) -> Option<Interval> {
    let term = |cijfer: Cijfer, slope: f64| {
        let (lower, upper) = (cijfer.interval.lower().ln(), cijfer.interval.upper().ln());
        let interval = Interval::new(lower, upper)?;
        Some(Term { slope, standard_error: standard_error_of(interval, Confidence::P95) })
    };
    let terms = [term(na, 1.0)?, term(voor, -1.0)?];
    delta_interval((na.waarde / voor.waarde).ln(), &terms, |_, _| Some(0.0), Confidence::P95)
}

/// The interval of a difference of two independent figures.
fn verschil(na: Cijfer, voor: Cijfer) -> Option<Interval> {
    difference_interval((na.waarde, na.interval), (voor.waarde, voor.interval), 0.0)
}

fn report(tellingen: &[Telling], proef: Proef) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} seeds, {} residents\n", proef.seeds, proef.residents)?;
    writeln!(out, "| effect | planted | comparisons | within | % | 95 % interval | not shown |")?;
    writeln!(out, "|---|---:|---:|---:|---:|---:|---:|")?;
    let mut total = Telling::default();
    for (effect, telling) in EFFECTEN.iter().zip(tellingen) {
        row(&mut out, effect.naam, &effect.grootte.to_string(), *telling)?;
        total.n += telling.n;
        total.binnen += telling.binnen;
        total.niet_getoond += telling.niet_getoond;
    }
    row(&mut out, "all", "", total)?;
    Ok(())
}

fn row(
    out: &mut impl std::io::Write,
    naam: &str,
    grootte: &str,
    Telling { n, binnen, niet_getoond }: Telling,
) -> Result<(), Fault> {
    let share = Share::of(binnen as f64, n as f64);
    let shown = share.ok().map(|share| {
        let interval = wilson_interval(share, Confidence::P95);
        let [lower, upper] = [interval.lower(), interval.upper()].map(|bound| bound * 100.0);
        format!("{:.1} | {lower:.1} to {upper:.1}", share.fraction() * 100.0)
    });
    let shown = shown.unwrap_or_else(|| "– | –".to_owned());
    writeln!(out, "| {naam} | {grootte} | {n} | {binnen} | {shown} | {niet_getoond} |")?;
    Ok(())
}
