//! The cells of one indicator: its answers looked up and estimated.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Indicator, Tel};
use crate::diagnostic::Findings;
use crate::model::{Breuk, Figure, GebiedIdx, GeenCijfer, Periode, Quantity, Voorbehoud};
use crate::source::{BronSpec, Vorm};
use crate::stats::Confidence;

use super::answers::Tables;
use super::compute::{Counts, EstimatedCell};
use super::estimate::Estimate;
use super::plan::{Answer, Wanted};
use super::responses::Responses;
use super::samen::{Samen, TooFew};
use super::scan::Setting;
use super::scanned::Scanned;

mod aandeel;
mod enquete;
mod gepubliceerd;
mod ratio;
mod standaard;
mod verdeling;

/// A cell for which nothing was delivered, or whose area cannot be compared.
fn missing(
    gebied: GebiedIdx,
    periode: Periode,
    parts: [&Result<Samen, GeenCijfer>; 2],
) -> EstimatedCell {
    let (nul, teller, bedragen) = (false, 0, [None; 2]);
    let counts = Counts::Deel { nul, teller, noemer: None, rest: None, bedragen };
    // That the area had other borders also holds when nothing was delivered.
    let reasons = parts.into_iter().filter_map(|part| part.as_ref().err().copied());
    let figure = Err(reasons.max().unwrap_or(GeenCijfer::Ontbreekt));
    EstimatedCell::new(gebied, periode, counts, figure)
}

/// The areas, other than the area itself, whose counts the sides of a line were converted from.
fn converted_from(gebied: GebiedIdx, n_areas: usize, sides: &[&Samen]) -> Vec<GebiedIdx> {
    let areas: BTreeSet<_> = sides.iter().flat_map(|side| side.delen.keys().copied()).collect();
    // What counts in the shadow of an area has no cell of its own.
    areas.into_iter().filter(|&area| area != gebied && area.index() < n_areas).collect()
}

/// The figure, which says when it was converted.
fn with_origin(figure: Estimate, sides: [&Samen; 2]) -> Estimate {
    let herleid = sides.iter().any(|side| side.herleid);
    figure.map(|figure| Figure { herleid, ..figure })
}

/// The figure, which says when the counts that it is computed from were rounded.
fn rounded(figure: Estimate, afronden: Option<u64>) -> Estimate {
    figure.map(|mut figure| {
        figure.warn(Voorbehoud::Afgerond, afronden.is_some());
        figure
    })
}

/// A quantity of a column that keeps so many decimals.
fn scaled(units: Quantity, decimals: u8) -> Quantity {
    Quantity { units: units.units, scale: units.scale + decimals }
}

/// One indicator and all that its estimates need.
pub(super) struct One<'a> {
    pub indicator: &'a Indicator,
    pub setting: &'a Setting<'a>,
    pub scanned: &'a BTreeMap<String, Scanned>,
    pub tables: &'a Tables<'a>,
    pub responses: &'a Responses,
}

impl One<'_> {
    fn spec(&self, bron: &str) -> &BronSpec {
        &self.scanned[bron].open.spec
    }

    fn confidence(&self) -> Confidence {
        Confidence::new(self.indicator.info.betrouwbaarheid).expect("checked in the definition")
    }

    /// The days on which the registration of its sources changed, or what it measures.
    pub(super) fn breuken(&self) -> Vec<Breuk> {
        let specs = self.indicator.info.bronnen.iter().map(|naam| self.spec(naam));
        let mut breuken: Vec<_> = specs.flat_map(|spec| spec.breuken.clone()).collect();
        let own = self.indicator.info.wijzigingen.iter().filter(|wijziging| wijziging.breuk);
        breuken.extend(own.map(|own| Breuk { op: own.op, tekst: own.tekst.clone() }));
        breuken.sort_by_key(|breuk| breuk.op);
        breuken
    }

    /// All cells of the indicator.
    pub(super) fn estimate(&self, wanted: &Wanted, findings: &mut Findings) -> Vec<EstimatedCell> {
        match wanted {
            Wanted::Ratio { teller, noemer, rest, groepen } => {
                self.estimate_ratio(teller, noemer, rest.as_ref(), groepen)
            }
            Wanted::Aandeel { teller, rest, noemer } => self.estimate_shares(teller, rest, noemer),
            Wanted::Enquete { answers, populatie } => {
                self.estimate_survey(answers, populatie.as_ref(), findings)
            }
            Wanted::Verdeling(answer) => self.estimate_quantiles(answer),
            Wanted::Gepubliceerd(answer) => self.estimate_figures(answer),
            // Computed when all others are known.
            Wanted::Afgeleid => Vec::new(),
        }
    }

    /// Every area that exists or is shown in every period of the indicator.
    fn grid(&self) -> Vec<(GebiedIdx, Periode)> {
        let periods = self.setting.periods(&self.indicator.info.frequenties);
        let cells = |periode: Periode| {
            let areas = self.tables.herleiding().areas(periode);
            areas.into_iter().map(move |area| (area, periode))
        };
        periods.into_iter().flat_map(cells).collect()
    }

    /// The periods of the indicator for which all its registers were delivered.
    ///
    /// Found once per period: a grid asks for each of hundreds of areas.
    fn delivered(&self, answers: &[&Answer]) -> BTreeSet<Periode> {
        let mut periods = self.setting.periods(&self.indicator.info.frequenties);
        periods.retain(|&periode| answers.iter().all(|answer| self.is_delivered(answer, periode)));
        periods.into_iter().collect()
    }

    /// True when the register was delivered for the whole period; otherwise a count would be too
    /// low, and zero would only say that nothing was delivered.
    fn is_delivered(&self, answer: &Answer, periode: Periode) -> bool {
        let scanned = &self.scanned[&answer.0];
        if scanned.open.spec.vorm != Vorm::Records || scanned.is_volledig {
            true
        } else if self.tables.is_stock(answer) {
            scanned.reaches(periode, self.setting.tot)
        } else {
            scanned.has_rows_in(periode)
        }
    }

    /// True unless a stock is asked on a day on which the area no longer exists.
    fn exists_for(&self, answers: &[&Answer], gebied: GebiedIdx, periode: Periode) -> bool {
        let has_stock = answers.iter().any(|answer| self.tables.is_stock(answer));
        let gebied = self.setting.indeling.gebied(gebied);
        let day = periode.last_day();
        let is_younger = gebied.first_day().is_some_and(|first| day < first);
        !has_stock || is_younger || gebied.exists_on(day)
    }

    /// The shadows that are too small to be divided.
    fn too_few(&self, sides: &[(&Answer, &Tel)]) -> TooFew {
        let drempels = &self.indicator.info.drempels;
        self.tables.too_few(sides, drempels.teller_min.max(drempels.noemer_min))
    }

    fn scale_of(&self, bron: &str, tel: &Tel) -> Option<u8> {
        match tel {
            Tel::Som(kolom) => Some(self.spec(bron).decimalen(*kolom)),
            _ => None,
        }
    }

    /// Adds the cells that a source leaves out, at the levels for which it has any.
    fn fill(&self, cells: &mut Vec<EstimatedCell>, counts: Counts) {
        let niveau = |area| self.setting.indeling.gebied(area).niveau;
        let known: BTreeSet<_> = cells.iter().map(|cell| (cell.periode, cell.gebied)).collect();
        let levels: BTreeSet<_> =
            known.iter().map(|&(periode, area)| (periode, niveau(area))).collect();
        let waves: BTreeSet<_> = known.iter().map(|(periode, _)| *periode).collect();
        let herleiding = self.tables.herleiding();
        for periode in waves {
            let day = periode.first_day();
            for gebied in herleiding.areas(periode) {
                let is_level = levels.contains(&(periode, niveau(gebied)));
                if !is_level || known.contains(&(periode, gebied)) {
                    continue;
                }
                let is_bridged = herleiding.exists_on(gebied, day)
                    || counts != Counts::Gepubliceerd
                        && herleiding.parts(gebied, periode, day).is_some();
                let reason =
                    if is_bridged { GeenCijfer::Ontbreekt } else { herleiding.reason(gebied, day) };
                let figure = Err(reason);
                cells.push(EstimatedCell::new(gebied, periode, counts, figure));
            }
        }
    }
}
