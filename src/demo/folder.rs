//! The whole folder: every file of the demo, one after another.

use std::collections::BTreeMap;
use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::day::Kwartaal;
use super::faults::Fault;
use super::gemeente::Gemeente;
use super::sink::Sink;
use super::toegang::{FaultCounts, write_toegang};
use super::voorzieningen::write_voorzieningen;
use super::{
    cbs, contacten, doelen, effects, gebieden, ggd, initiatieven, kaart, lemon, veiligheidsmonitor,
    wijknetwerken, words,
};

/// The fewest residents a demo can have: with fewer, hardly a cell passes the thresholds.
pub const MIN_RESIDENTS: u64 = 1_000;

/// The most residents a demo can have.
pub const MAX_RESIDENTS: u64 = 1_000_000_000;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSettings {
    /// Residents of the municipality in 2024, from [`MIN_RESIDENTS`] to [`MAX_RESIDENTS`].
    pub residents: u64,
    /// The start of all chance: the same seed gives the same bytes.
    pub seed: u64,
}

/// The municipality of the fixtures: small enough to keep, large enough to show every effect.
impl Default for DemoSettings {
    fn default() -> Self {
        Self { residents: 60_000, seed: 2017 }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoSummary {
    /// Files, with the monitor file and the explanation.
    pub files: u64,
    /// Lines of all files; a quoted line break makes no new one.
    pub lines: u64,
    /// The size of all files together.
    pub bytes: u64,
    /// Rows that are not in order on purpose, by kind (in Dutch).
    pub faults: BTreeMap<&'static str, u64>,
}

impl DemoSummary {
    fn add(&mut self, written: Written) {
        self.files += 1;
        self.lines += written.lines;
        self.bytes += written.bytes;
    }
}

/// Writes the demo into `sink`, and names each part to `progress` before it is made.
///
/// Nothing is kept but areas and counts, so memory does not grow with the number of residents.
///
/// # Errors
///
/// When fewer than [`MIN_RESIDENTS`] or more than [`MAX_RESIDENTS`] are asked
/// ([`io::ErrorKind::InvalidInput`]), or when the sink fails.
pub fn write_demo(
    sink: &mut dyn Sink,
    settings: &DemoSettings,
    progress: &mut dyn FnMut(&str),
) -> io::Result<DemoSummary> {
    let residents = check_residents(settings.residents)?;
    let gemeente = Gemeente::new(settings.seed, residents);
    let mut summary = DemoSummary::default();
    progress("gebieden");
    summary.add(write_text(sink, "monitor.toml", include_str!("monitor.toml"))?);
    for written in doelen::write_doelen(sink)? {
        summary.add(written);
    }
    summary.add(gebieden::write_indeling(sink, &gemeente)?);
    summary.add(gebieden::write_overgang(sink)?);
    summary.add(kaart::write_kaart(sink, &gemeente)?);
    for written in words::write_codelijsten(sink)? {
        summary.add(written);
    }
    let mut faults = FaultCounts::new();
    for kwartaal in Kwartaal::all() {
        progress(&format!("toegang {kwartaal}"));
        summary.add(write_toegang(sink, &gemeente, kwartaal, &mut faults)?);
    }
    for year in 2017..=2025 {
        progress(&format!("voorzieningen {year}"));
        summary.add(write_voorzieningen(sink, &gemeente, year)?);
    }
    for year in 2017..=2025 {
        progress(&format!("contacten {year}"));
        summary.add(contacten::write_contacten(sink, &gemeente, year)?);
    }
    progress("initiatieven");
    summary.add(initiatieven::write_initiatieven(sink, &gemeente)?);
    for year in 2017..=2025 {
        progress(&format!("wijknetwerken {year}"));
        summary.add(wijknetwerken::write_wijknetwerken(sink, &gemeente, year)?);
    }
    for wave in lemon::WAVES {
        progress(&format!("lemon {wave}"));
        summary.add(lemon::write_wave(sink, &gemeente, wave)?);
    }
    summary.add(lemon::write_respons(sink, &gemeente)?);
    progress("ggd");
    summary.add(ggd::write_ggd(sink, &gemeente)?);
    progress("veiligheidsmonitor");
    summary.add(veiligheidsmonitor::write_veiligheidsmonitor(sink, &gemeente)?);
    for year in 2017..=2025 {
        progress(&format!("cbs {year}"));
        summary.add(cbs::write_cbs(sink, &gemeente, year)?);
    }
    summary.add(effects::write_waarheid(sink)?);
    let leesmij = leesmij_text(settings, &faults);
    summary.add(write_text(sink, "LEESMIJ.md", &leesmij)?);
    summary.faults = faults.into_iter().map(|(kind, n)| (kind.text(), n)).collect();
    Ok(summary)
}

fn check_residents(asked: u64) -> io::Result<u32> {
    let residents = u32::try_from(asked).ok();
    let in_range = (MIN_RESIDENTS..=MAX_RESIDENTS).contains(&asked);
    residents.filter(|_| in_range).ok_or_else(|| {
        let message =
            format!("a demo has {MIN_RESIDENTS} to {MAX_RESIDENTS} residents, not {asked}");
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })
}

pub(super) fn write_text(sink: &mut dyn Sink, path: &str, text: &str) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, path, Encoding::Utf8)?;
    for line in text.lines() {
        file.line(format_args!("{line}"))?;
    }
    file.finish()
}

fn leesmij_text(settings: &DemoSettings, faults: &FaultCounts) -> String {
    let rows = Fault::ALL.map(|kind| {
        let count = faults.get(&kind).copied().unwrap_or_default();
        format!("| {} | {count} | {} |", kind.text(), kind.treatment())
    });
    include_str!("leesmij.md")
        .replace("{inwoners}", &settings.residents.to_string())
        .replace("{zaad}", &settings.seed.to_string())
        .replace("{fouten}", &rows.join("\n"))
}
