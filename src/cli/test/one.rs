//! One test: its rows through the program, as if they were delivered.

use std::path::Path;

use anyhow::Context;

use super::super::run::Prepared;
use super::rows::monitor_of;
use super::verdict::{Rejected, Verdict, judge};
use crate::definition::{Indicator, Lock, Meting, Monitor, Toets, with_needed};
use crate::diagnostic::{Findings, Place};
use crate::disclosure::{Afscherming, Kop, Register, publish};
use crate::engine::{EstimatedIndicator, Progress, compute};
use crate::model::{Drempels, Periode};
use crate::smart::{Onderzoek, Zichtbaar, assess};

/// What all tests share.
pub(super) struct Setting<'a> {
    pub prepared: &'a Prepared,
    /// The folder for their rows.
    pub folder: &'a Path,
}

/// A test tells its progress to nobody.
struct Silent;

impl Progress for Silent {
    fn start(&self, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
    fn finish(&self) {}
}

impl Setting<'_> {
    /// Runs a test; the number tells its folder from that of the others.
    pub(super) fn run(
        &self,
        indicator: &Indicator,
        toets: &Toets,
        number: usize,
    ) -> anyhow::Result<Verdict> {
        let Prepared { monitor, indeling, codelijsten, kop, .. } = self.prepared;
        let folder = self.folder.join(number.to_string());
        let made = monitor_of(monitor, toets, &folder).context("cannot write rows of a test")?;
        // Who moves where is asked by one kind of indicator alone.
        let lagen = made.lagen.clone().filter(|_| matches!(indicator.meting, Meting::Stroom(_)));
        let monitor = Monitor { lagen, ..made };
        let mut needed = self.needed(indicator);
        // With the few rows of a test, cells would be withheld to protect others that are not looked at.
        for one in &mut needed {
            one.info.drempels.secundair = false;
        }
        let mut findings = Findings::default();
        let run = compute(
            &monitor,
            indeling,
            codelijsten,
            (&needed, Drempels { secundair: false, ..Drempels::MONITOR }),
            None,
            &mut findings,
            &Silent,
        )?;
        let id = &indicator.info.id;
        let of_this = |one: &&EstimatedIndicator| one.info.id == *id;
        let estimated = run.counted.indicatoren.iter().find(of_this).cloned();
        let balances = run.counted.balances.clone();
        let rejected = run.bronnen.iter().flat_map(|(open, report)| {
            let rows = toets.rijen.get(&open.spec.naam);
            report.rejected.iter().filter_map(move |row| {
                let (bron, place) = (open.spec.naam.clone(), place_of(row.line, rows?)?);
                Some(Rejected { bron, place, code: row.code })
            })
        });
        let rejected = rejected.collect();
        let kop = Kop { van: monitor.van, tot: monitor.tot, ..kop.clone() };
        let afscherming = Afscherming::of(&run.counted.indicatoren, indeling, &Register::default());
        let may_show =
            |one: &EstimatedIndicator, gebied, periode| afscherming.shows(one, gebied, periode);
        let onderzoek = Onderzoek {
            indicatoren: &needed,
            counted: &run.counted,
            indeling,
            lock: &Lock::default(),
            methoden: &[],
            tot: judged_at(toets).unwrap_or(monitor.tot),
            niveaus: &monitor.niveaus,
            zichtbaar: Zichtbaar(&may_show),
        };
        let statussen = assess(&onderzoek);
        let publication =
            publish(kop, indeling, run.counted, &afscherming, statussen, &Findings::default());
        let published = publication.indicatoren().iter().find(|one| one.info().id == *id);
        findings.fold();
        let findings = findings.sorted().into_iter().cloned().map(|mut finding| {
            finding.place = finding.place.map(|place| in_the_definition(place, toets));
            finding
        });
        Ok(Verdict {
            cells: judge(toets, indeling, estimated.as_ref(), published),
            balances,
            rejected,
            findings: findings.collect(),
        })
    }

    /// The indicator, and those that it leans on, in the order of their ids.
    fn needed(&self, indicator: &Indicator) -> Vec<Indicator> {
        let all = &self.prepared.indicators;
        let ids = with_needed(all, [indicator.info.id.as_str()]);
        all.iter().filter(|one| ids.contains(one.info.id.as_str())).cloned().collect()
    }
}

/// The last period of which a status is expected: a verdict is of its own time.
fn judged_at(toets: &Toets) -> Option<Periode> {
    let judged = toets.verwacht.iter().filter(|line| line.status.is_some() || line.reden.is_some());
    judged.map(|line| line.periode).max()
}

/// Where the row on a line of a file stands in the definition; the first line is the header.
fn place_of(line: u64, rows: &[crate::definition::Rij]) -> Option<Place> {
    let idx = usize::try_from(line).ok()?.checked_sub(2)?;
    rows.get(idx).map(|rij| rij.place.clone())
}

/// A place in a file that is gone when it is read about, as one in the definition.
fn in_the_definition(place: Place, toets: &Toets) -> Place {
    let Place::Cell { file, line, .. } = &place else { return place };
    let rows = file.strip_suffix(".csv").and_then(|bron| toets.rijen.get(bron));
    rows.and_then(|rows| place_of(*line, rows)).unwrap_or_else(|| toets.place.clone())
}
