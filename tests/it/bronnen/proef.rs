//! A small monitor in a folder of its own: read through the library, and by the program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::Arc;

use tempfile::TempDir;
use wijkmonitor::definition::{Monitor, parse_monitor};
use wijkmonitor::diagnostic::{Diagnostic, Findings, SourceText};
use wijkmonitor::model::{Balance, Gebiedsindeling};
use wijkmonitor::source::{
    Block, BronReport, Column, OpenBron, load_indeling, open_bron, quarantine_csv, read_bron,
};

use crate::program::{files_below, run, stderr, wijkmonitor};

/// A folder with a monitor in it, and a file beside it for a key.
pub struct Proef {
    folder: TempDir,
}

/// What became of a source.
#[derive(Debug)]
pub struct Gelezen {
    /// The usable rows: the line, and each declared column as text.
    pub rows: Vec<(u64, Vec<String>)>,
    /// The names of the columns.
    pub kolommen: Vec<String>,
    pub report: BronReport,
    pub findings: Vec<Diagnostic>,
    /// The rows in quarantine as they are written to a report.
    pub quarantaine: String,
}

impl Proef {
    /// A monitor of this gemeente with no areas but itself, until [`Self::areas`] adds some.
    pub fn new(gemeente: &str, van: &str, tot: &str, bronnen: &str) -> Self {
        let proef = Self { folder: tempfile::tempdir().expect("a folder") };
        let toml = format!(
            "schema = 1\nnaam = \"Proef\"\ngemeente = \"{gemeente}\"\n\n\
             [periode]\nvan = \"{van}\"\ntot = \"{tot}\"\n\n\
             [gebieden]\nindeling = \"indeling.csv\"\n\n{bronnen}"
        );
        proef.write("monitor.toml", toml);
        proef.areas(&[[gemeente, "Gemeente", "gemeente", ""]]);
        proef
    }

    /// A copy of a monitor.
    pub fn of(folder: &Path) -> Self {
        let proef = Self { folder: tempfile::tempdir().expect("a folder") };
        for (name, bytes) in files_below(folder) {
            proef.write(&name, bytes);
        }
        proef
    }

    /// The folder of the monitor.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("monitor")
    }

    /// Writes a file below the folder of the monitor.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    /// Copies a file as one of the monitor.
    pub fn copy(&self, from: &Path, name: &str) {
        self.write(name, fs::read(from).expect("a file to copy"));
    }

    /// Writes the areas: code, name, level and parent.
    pub fn areas<S: AsRef<str>>(&self, areas: &[[S; 4]]) {
        let mut table = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        table.write_record(["code", "naam", "niveau", "ouder"]).expect("a header");
        for area in areas {
            table.write_record(area.iter().map(AsRef::as_ref)).expect("an area");
        }
        self.write("indeling.csv", table.into_inner().expect("a table"));
    }

    /// Writes a key beside the monitor, closed to others, that `../sleutel` names.
    pub fn key(&self) {
        let path = self.folder.path().join("sleutel");
        fs::write(&path, "0123456789abcdef0123456789abcdef-proef").expect("a key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
        }
    }

    /// The monitor as the library parses it, and what it finds.
    pub fn monitor(&self, findings: &mut Findings) -> Option<Monitor> {
        let path = self.path().join("monitor.toml");
        let text = fs::read_to_string(path).expect("a monitor");
        let file = Arc::new(SourceText { path: "monitor.toml".into(), text });
        parse_monitor(&file, self.path(), findings)
    }

    /// Reads a source through the library.
    #[track_caller]
    pub fn read(&self, bron: &str) -> Gelezen {
        let mut findings = Findings::default();
        let monitor = self.monitor(&mut findings).expect("a monitor");
        let (path, place) = &monitor.indeling;
        let folder = &monitor.folder;
        let indeling = load_indeling(folder, (path, place), monitor.gemeente, &mut findings);
        let indeling = indeling.unwrap_or_else(|| panic!("no tree of areas: {findings:?}"));
        let open = open_bron(&monitor.bronnen[bron].spec, folder, &mut findings);
        let mut rows = Vec::new();
        let mut on_blocks = |blocks: &[Block]| {
            for block in blocks {
                rows.extend(rows_of(block, &open, &indeling));
            }
        };
        let report = read_bron(&open, &indeling, &mut findings, &|_| (), &mut on_blocks);
        let report = report.expect("a machine that works");
        let mut quarantaine = Vec::new();
        quarantine_csv(&open, &report, &mut quarantaine).expect("rows in quarantine");
        Gelezen {
            rows,
            kolommen: open.spec.kolommen.iter().map(|kolom| kolom.naam.clone()).collect(),
            report,
            findings: findings.sorted().into_iter().cloned().collect(),
            quarantaine: String::from_utf8_lossy(&quarantaine).into_owned(),
        }
    }

    /// Runs the program on the monitor.
    #[track_caller]
    pub fn run(&self, args: &[&str], exit_code: i32) -> Output {
        run(wijkmonitor(args).current_dir(self.path()), exit_code)
    }

    /// Checks the monitor by the program and gives back what it says.
    #[track_caller]
    pub fn check(&self, exit_code: i32) -> String {
        stderr(&self.run(&["check", "-v", "--format", "concise"], exit_code))
    }
}

impl Gelezen {
    /// The cell of a column in the row on this line.
    #[track_caller]
    pub fn cell(&self, line: u64, kolom: &str) -> &str {
        let row = self.rows.iter().find(|(at, _)| *at == line);
        let (_, row) = row.unwrap_or_else(|| panic!("no usable row on line {line}"));
        &row[self.at(kolom)]
    }

    /// All cells of a column, in the order of the rows.
    #[track_caller]
    pub fn column(&self, kolom: &str) -> Vec<&str> {
        let at = self.at(kolom);
        self.rows.iter().map(|(_, row)| row[at].as_str()).collect()
    }

    /// The cells of all rows, without the lines they stand on.
    pub fn table(&self) -> Vec<&[String]> {
        self.rows.iter().map(|(_, row)| row.as_slice()).collect()
    }

    #[track_caller]
    fn at(&self, kolom: &str) -> usize {
        let found = self.kolommen.iter().position(|naam| naam == kolom);
        found.unwrap_or_else(|| panic!("no column `{kolom}`"))
    }

    /// Of all files together: read, used, excluded and in quarantine.
    pub fn balance(&self) -> [u64; 4] {
        let sum = |part: fn(&Balance) -> u64| self.report.balances.iter().map(part).sum();
        [
            sum(|balance| balance.gelezen),
            sum(|balance| balance.gebruikt),
            sum(|balance| balance.uitgesloten),
            sum(|balance| balance.quarantaine),
        ]
    }

    /// The codes of the findings, with their lines.
    pub fn codes(&self) -> Vec<String> {
        let of = |finding: &Diagnostic| {
            let line = finding.place.as_ref().and_then(|place| place.line());
            line.map_or(finding.code.to_string(), |line| format!("{} {line}", finding.code))
        };
        self.findings.iter().map(of).collect()
    }

    /// How each file is written, in the words of `check -v`.
    pub fn written(&self) -> Vec<&str> {
        self.report.written.iter().map(|(_, words)| words.as_str()).collect()
    }
}

/// The rows of a block as text.
fn rows_of(block: &Block, open: &OpenBron, indeling: &Gebiedsindeling) -> Vec<(u64, Vec<String>)> {
    let cell = |idx: usize, row: usize| -> String {
        let text = match &block.columns[idx] {
            Column::Datum(cells) => cells[row].map(|date| date.to_string()),
            Column::Getal(cells) => {
                cells[row].map(|units| decimal(units, open.spec.decimalen(idx)))
            }
            Column::Text(cells) => cells[row]
                .map(|id| open.dictionary(idx).expect("a column of texts").text(id).to_string()),
            Column::Gebied(cells) => {
                cells[row].map(|gebied| indeling.gebied(gebied).code.to_string())
            }
            Column::Periode(cells) => cells[row].map(|periode| periode.to_string()),
            Column::Persoon(cells) => cells[row].map(|id| format!("{:032x}", id.to_bits())),
        };
        text.unwrap_or_default()
    };
    let row = |(row, &line): (usize, &u64)| {
        (line, (0..block.columns.len()).map(|idx| cell(idx, row)).collect())
    };
    block.lines.iter().enumerate().map(row).collect()
}

/// A number of units of `10^-decimalen`, without zeros at the end.
fn decimal(units: i64, decimalen: u8) -> String {
    let whole = units.unsigned_abs() / 10_u64.pow(decimalen.into());
    let part = units.unsigned_abs() % 10_u64.pow(decimalen.into());
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{part:0width$}", width = usize::from(decimalen));
    match digits.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}
