//! How often a firm verdict on a target of the demo is wrong.
//!
//! Writes the demo with one seed after another, builds its report with the program as a user does, and holds each
//! verdict of `status.csv` against what is true of its area: `cargo bench --bench oordeel`. Beside it stand two
//! rules that do the same: the figure alone, and that of Healthy People.

#[path = "../proef/mod.rs"]
mod proef;
mod regel;
mod waarheden;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use proef::{Fault, Proef};
use regel::{Regel, Verwacht};
use waarheden::{WAARHEDEN, Waarheid};
use wijkmonitor::stats::{Confidence, Share, wilson_interval};

/// Verdicts, and how many of them are wrong.
#[derive(Clone, Copy, Debug, Default)]
struct Fouten {
    n: u64,
    fout: u64,
}

impl Fouten {
    fn add(&mut self, is_wrong: bool) {
        self.n += 1;
        self.fout += u64::from(is_wrong);
    }
}

/// What was found of one truth.
#[derive(Clone, Debug, Default)]
struct Telling {
    rows: u64,
    /// The verdicts, and for `onzeker` the reason.
    oordelen: BTreeMap<String, u64>,
    /// Rows that the gate let through.
    judged: Fouten,
    firm: u64,
    verwacht: Option<Verwacht>,
    /// The rule of the figure alone, on all rows with figures.
    punt: Fouten,
    /// The rule of Healthy People, on all rows with figures.
    hp2030: Fouten,
}

impl Telling {
    fn add(&mut self, waarheid: &Waarheid, regel: &Regel) {
        self.rows += 1;
        let word = if regel.status == "onzeker" { &regel.reden } else { &regel.status };
        *self.oordelen.entry(word.clone()).or_default() += 1;
        if regel.is_judged() {
            self.judged.add(waarheid.fout.contains(&regel.status.as_str()));
            self.firm += u64::from(regel.is_firm());
            let chance = waarheid.grens.and_then(|grens| regel.chance_of_wrong(grens));
            if let Some(chance) = chance {
                let total = self.verwacht.get_or_insert_default();
                total.vaste_nulmeting += chance.vaste_nulmeting;
                total.gemeten_nulmeting += chance.gemeten_nulmeting;
            }
        }
        if let Some(status) = regel.by_point(waarheid.hoger_is_beter) {
            self.punt.add(waarheid.fout.contains(&status));
            if regel.hp2030 != "niet_te_berekenen" {
                self.hp2030.add(waarheid.hp_fout.contains(&regel.hp2030.as_str()));
            }
        }
    }
}

fn main() -> Result<(), Fault> {
    let proef = Proef::from_args("oordeel")?;
    let mut tellingen = vec![Telling::default(); WAARHEDEN.len()];
    proef.each_report(&["--method", "hp2030"], |folder| {
        let regels = read(&folder.join("status.csv"))?;
        for (waarheid, telling) in WAARHEDEN.iter().zip(&mut tellingen) {
            let known = regels.iter().filter(|regel| regel.is_of(waarheid));
            known.for_each(|regel| telling.add(waarheid, regel));
        }
        Ok(())
    })?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{} seeds, {} residents\n", proef.seeds, proef.residents)?;
    report_errors(&mut out, &tellingen)?;
    report_verdicts(&mut out, &tellingen)?;
    report_other_rules(&mut out, &tellingen)
}

fn read(path: &Path) -> Result<Vec<Regel>, Fault> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path)?;
    let rows = reader.deserialize::<BTreeMap<String, String>>();
    rows.map(|row| Ok(Regel::read(&row?))).collect()
}

fn report_errors(out: &mut impl Write, tellingen: &[Telling]) -> Result<(), Fault> {
    writeln!(
        out,
        "| target | true | judged | firm | firm and wrong | % of judged | expected, exact baseline | expected, measured baseline |"
    )?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---:|---:|")?;
    let mut total = Telling::default();
    for (waarheid, telling) in WAARHEDEN.iter().zip(tellingen) {
        error_row(out, (waarheid.naam, waarheid.waar), telling)?;
        total.judged.n += telling.judged.n;
        total.judged.fout += telling.judged.fout;
        total.firm += telling.firm;
    }
    error_row(out, ("all", ""), &total)
}

fn error_row(
    out: &mut impl Write,
    (naam, waar): (&str, &str),
    telling: &Telling,
) -> Result<(), Fault> {
    let Telling { judged, firm, .. } = telling;
    let percent = |sum: f64| format!("{:.1}", 100.0 * sum / judged.n as f64);
    let expected = |of: fn(&Verwacht) -> f64| {
        telling.verwacht.as_ref().map_or_else(|| "–".to_owned(), |verwacht| percent(of(verwacht)))
    };
    let exact = expected(|verwacht| verwacht.vaste_nulmeting);
    let measured = expected(|verwacht| verwacht.gemeten_nulmeting);
    let Fouten { n, fout } = judged;
    let share = share(*judged);
    writeln!(out, "| {naam} | {waar} | {n} | {firm} | {fout} | {share} | {exact} | {measured} |")?;
    Ok(())
}

fn report_verdicts(out: &mut impl Write, tellingen: &[Telling]) -> Result<(), Fault> {
    const FIRM: [&str; 5] = ["behaald", "op_koers", "risico", "achter", "niet_behaald"];
    const OPEN: [&str; 3] = ["kansen_verdeeld", "te_weinig_n", "onderdrukt"];
    let columns: Vec<_> = FIRM.into_iter().chain(OPEN).collect();
    writeln!(out, "\n| target | true | rows | {} | other |", columns.join(" | "))?;
    writeln!(out, "|---|---{}|", "|---:".repeat(columns.len() + 2))?;
    for (waarheid, telling) in WAARHEDEN.iter().zip(tellingen) {
        let count = |word: &&str| telling.oordelen.get(*word).copied().unwrap_or_default();
        let counts: Vec<_> = columns.iter().map(count).collect();
        let other = telling.rows - counts.iter().sum::<u64>();
        let counts: Vec<_> = counts.iter().map(u64::to_string).collect();
        let Waarheid { naam, waar, .. } = waarheid;
        let counts = counts.join(" | ");
        writeln!(out, "| {naam} | {waar} | {} | {counts} | {other} |", telling.rows)?;
    }
    Ok(())
}

fn report_other_rules(out: &mut impl Write, tellingen: &[Telling]) -> Result<(), Fault> {
    writeln!(
        out,
        "\n| target | true | figures | figure alone: wrong | % | Healthy People: judged | wrong | % |"
    )?;
    writeln!(out, "|---|---|---:|---:|---:|---:|---:|---:|")?;
    for (waarheid, telling) in WAARHEDEN.iter().zip(tellingen) {
        let Waarheid { naam, waar, .. } = waarheid;
        let Telling { punt, hp2030, .. } = telling;
        let [point, hp] = [punt, hp2030].map(|fouten| share(*fouten));
        writeln!(
            out,
            "| {naam} | {waar} | {} | {} | {point} | {} | {} | {hp} |",
            punt.n, punt.fout, hp2030.n, hp2030.fout,
        )?;
    }
    Ok(())
}

/// The percentage that is wrong, with its 95 % interval.
fn share(Fouten { n, fout }: Fouten) -> String {
    let Ok(share) = Share::of(fout as f64, n as f64) else { return "–".to_owned() };
    let interval = wilson_interval(share, Confidence::P95);
    let [value, lower, upper] =
        [share.fraction(), interval.lower(), interval.upper()].map(|part| part * 100.0);
    format!("{value:.1} ({lower:.1} to {upper:.1})")
}
