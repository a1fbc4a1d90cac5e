//! The rows of a test as files, and the monitor that reads them.

use std::fs;
use std::io;
use std::path::Path;

use crate::definition::{Bron, Monitor, Rij, Toets};
use crate::model::{Niveau, Periode};
use crate::source::{
    Bestandssoort, BronSpec, Codering, DatumVorm, DialectSpec, Duizendtal, KolomSpec, KolomType,
};

/// Writes the rows of a test below a folder, and gives the monitor that has them for sources.
///
/// Everything that tells what rows mean is as the monitor declares it; how its own exports are
/// written is not, for the words and dates of a test are those of the definitions.
pub(super) fn monitor_of(monitor: &Monitor, toets: &Toets, folder: &Path) -> io::Result<Monitor> {
    fs::create_dir_all(folder)?;
    let mut bronnen = monitor.bronnen.clone();
    for (naam, bron) in &mut bronnen {
        let rows = toets.rijen.get(naam).map_or(&[][..], Vec::as_slice);
        let pattern = format!("{naam}.csv");
        if !rows.is_empty() {
            write_rows(&bron.spec, rows, &folder.join(&pattern))?;
        }
        let bestanden = rows.first().map(|_| (pattern, toets.place.clone()));
        *bron = made_up(bron, bestanden.into_iter().collect());
    }
    let (van, tot) = bounds(monitor, toets);
    Ok(Monitor {
        folder: folder.to_owned(),
        van,
        tot,
        // Which areas are shown does not depend on a period that a test is about.
        presentatie: monitor.presentatie.or(Some(monitor.tot.jaar())),
        // Nor which levels are published on what is counted.
        niveaus: Niveau::ALL.into(),
        // What CBS says of areas is in none of the rows.
        indelingswijziging: None,
        bronnen,
        ..monitor.clone()
    })
}

/// The periods of the monitor, and those that the test is about.
fn bounds(monitor: &Monitor, toets: &Toets) -> (Periode, Periode) {
    let periods = || toets.verwacht.iter().map(|verwacht| verwacht.periode);
    let first = periods().min_by_key(|periode| periode.first_day());
    let last = periods().max_by_key(|periode| periode.last_day());
    (
        first.filter(|first| first.first_day() < monitor.van.first_day()).unwrap_or(monitor.van),
        last.filter(|last| monitor.tot.last_day() < last.last_day()).unwrap_or(monitor.tot),
    )
}

/// The columns that stand in the file.
fn in_file(spec: &BronSpec) -> impl Iterator<Item = (usize, &KolomSpec)> {
    spec.kolommen.iter().enumerate().filter(|(_, kolom)| kolom.afgeleid_van.is_empty())
}

fn write_rows(spec: &BronSpec, rows: &[Rij], path: &Path) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_path(path)?;
    writer.write_record(in_file(spec).map(|(_, kolom)| kolom.naam.as_str()))?;
    for rij in rows {
        writer.write_record(in_file(spec).map(|(idx, _)| rij.cellen[idx].as_str()))?;
    }
    writer.flush()
}

/// A source as it is declared, but for how its files are written and what may be wrong with them.
fn made_up(bron: &Bron, bestanden: Vec<(String, crate::diagnostic::Place)>) -> Bron {
    let spec = bron.spec.clone();
    let kolommen = spec.kolommen.into_iter().map(as_written).collect();
    let spec = BronSpec {
        bestanden,
        dialect: DialectSpec {
            codering: Some(Codering::Utf8),
            scheidingsteken: Some(b';'),
            decimaal: Some(b'.'),
            decimaal_verwacht: None,
            duizendtal: Some(Duizendtal::Geen),
            kopregel: Some(1),
        },
        soort: Some(Bestandssoort::Tekst),
        werkblad: None,
        kolommen,
        // A test may be about a row that cannot be used, or lies after the last period.
        max_afgekeurd: 1.0,
        waarschuw_afgekeurd: None,
        max_gebied_onbekend: None,
        uiterste_dag: None,
        bericht: None,
        sleutelbestand: None,
        ..spec
    };
    Bron { spec, respons: None, is_volledig: true, ..bron.clone() }
}

/// A column whose header is its name, and whose cells are written as in a definition.
fn as_written(kolom: KolomSpec) -> KolomSpec {
    let soort = match kolom.soort {
        KolomType::Datum(_) => KolomType::Datum(vec![DatumVorm::JjjjMmDd]),
        KolomType::Code { .. } => KolomType::Code { waarden: None },
        other => other,
    };
    KolomSpec {
        kop: vec![kolom.naam.clone()],
        soort,
        uit_bestandsnaam: None,
        labels: false,
        versleuteld: false,
        mag_ontbreken: false,
        geen_bsn: true,
        op_volgorde: false,
        ..kolom
    }
}
