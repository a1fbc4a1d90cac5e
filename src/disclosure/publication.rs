//! What may be seen: areas, cells, balances and findings, and no withheld number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostic::{Diagnostic, Findings};
use crate::engine::{Counted, Counts, EstimatedCell, EstimatedIndicator};
use crate::model::{
    AreaCode, Balance, Breuk, Cell, Datum, Elders, EldersCijfer, Gebiedsindeling, GeenCijfer,
    IndicatorInfo, Niveau, Nulwaarneming, Onderdrukt, Periode, StatusRegel, Vergelijkbaarheid,
};

use super::afscherming::Afscherming;
use super::onthulling::Onthulling;
use super::stromen::Stromen;
use super::verdict::{Withheld, protect_baseline, protect_status};
use crate::smart::IndicatorStatus;

/// What the publication is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kop {
    /// The name of the monitor.
    pub naam: String,
    /// The first period.
    pub van: Periode,
    /// The last period, after which the report is named.
    pub tot: Periode,
    /// The year of the vintage of areas that charts show; the latest when not declared.
    pub presentatie: Option<i32>,
}

/// An area as renderers know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gebiedsregel {
    /// The code.
    pub code: AreaCode,
    /// The name.
    pub naam: String,
    /// The level.
    pub niveau: Niveau,
    /// The year in which this vintage of the area begins, when it has a beginning.
    pub indeling: Option<i32>,
    /// True when the area exists in the vintage that charts show.
    pub getoond: bool,
}

/// One cell of the publication.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedCell {
    /// The index of the area in [`Publication::gebieden`].
    pub gebied: usize,
    /// The period.
    pub periode: Periode,
    /// The cell.
    pub cell: Cell,
}

/// All cells of one indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedIndicator {
    info: IndicatorInfo,
    breuken: Vec<Breuk>,
    cells: Vec<PublishedCell>,
    /// The place of each cell.
    places: HashMap<(usize, Periode), usize>,
    reeksen: BTreeMap<usize, Vergelijkbaarheid>,
    grenzen: BTreeMap<usize, BTreeSet<Datum>>,
    status: Vec<StatusRegel>,
    nulmetingen: Vec<Nulwaarneming>,
    elders: Vec<EldersCijfer>,
}

impl PublishedIndicator {
    /// The indicator.
    pub fn info(&self) -> &IndicatorInfo {
        &self.info
    }

    /// The days on which the registration it rests on changed.
    pub fn breuken(&self) -> &[Breuk] {
        &self.breuken
    }

    /// The cells, by level from large to small, then area in the order of the tree, then period.
    pub fn cells(&self) -> &[PublishedCell] {
        &self.cells
    }

    /// The cell of an area, an index in [`Publication::gebieden`], and a period.
    pub fn cell(&self, gebied: usize, periode: Periode) -> Option<&Cell> {
        let place = self.places.get(&(gebied, periode))?;
        self.cells.get(*place).map(|cell| &cell.cell)
    }

    /// The verdicts on its targets, by target and area; nothing in them tells of a withheld cell.
    pub fn status(&self) -> &[StatusRegel] {
        &self.status
    }

    /// The baselines of its targets as they are computed now, the withheld ones without a number.
    pub fn nulmetingen(&self) -> &[Nulwaarneming] {
        &self.nulmetingen
    }

    /// The figures that its source published of places elsewhere, which are places in
    /// [`Publication::elders`]; by place, then period.
    pub fn elders(&self) -> &[EldersCijfer] {
        &self.elders
    }

    /// Whether the series of an area can be compared over all its periods; the area is an index
    /// in [`Publication::gebieden`].
    pub fn vergelijkbaarheid(&self, gebied: usize) -> Vergelijkbaarheid {
        self.reeksen.get(&gebied).copied().unwrap_or(Vergelijkbaarheid::NietVergelijkbaar)
    }

    /// Whether the figures of an area in two periods, the earlier first, can be compared: whatever
    /// became of it before and after.
    ///
    /// A series may be comparable between two waves though it is not as a whole, because the wave
    /// before them was of an older division.
    pub fn vergelijkbaarheid_tussen(
        &self,
        gebied: usize,
        [van, tot]: [Periode; 2],
    ) -> Vergelijkbaarheid {
        let days = self.grenzen.get(&gebied);
        let moved = |day: &Datum| van.last_day() < *day && *day <= tot.last_day();
        if days.is_some_and(|days| days.iter().any(moved)) {
            return Vergelijkbaarheid::NietVergelijkbaar;
        }
        let ends = self
            .cells
            .iter()
            .filter(|cell| cell.gebied == gebied && [van, tot].contains(&cell.periode));
        let judge = |cell: &PublishedCell| match &cell.cell {
            Cell::Geen(GeenCijfer::NietVergelijkbaar) => Vergelijkbaarheid::NietVergelijkbaar,
            Cell::Waarde(figure) | Cell::Nul(figure) if figure.herleid => {
                Vergelijkbaarheid::Herleid
            }
            _ => Vergelijkbaarheid::Vergelijkbaar,
        };
        ends.map(judge).max().unwrap_or(Vergelijkbaarheid::NietVergelijkbaar)
    }
}

/// Everything that may leave the program.
#[derive(Clone, Debug)]
pub struct Publication {
    kop: Kop,
    gebieden: Vec<Gebiedsregel>,
    elders: Vec<Elders>,
    indicatoren: Vec<PublishedIndicator>,
    stromen: Stromen,
    balances: Vec<Balance>,
    findings: Vec<Diagnostic>,
    onthulling: Onthulling,
}

impl Publication {
    /// What the publication is of.
    pub fn kop(&self) -> &Kop {
        &self.kop
    }

    /// The areas, in the order of the tree.
    pub fn gebieden(&self) -> &[Gebiedsregel] {
        &self.gebieden
    }

    /// The places elsewhere with which figures are compared, as they are declared.
    pub fn elders(&self) -> &[Elders] {
        &self.elders
    }

    /// The indicators, by id.
    pub fn indicatoren(&self) -> &[PublishedIndicator] {
        &self.indicatoren
    }

    /// The moves between the layers.
    pub fn stromen(&self) -> &Stromen {
        &self.stromen
    }

    /// The publication of these indicators alone; of all when none is named.
    ///
    /// What they lean on was protected with them, and is left out of what is shown.
    #[must_use]
    pub fn only(mut self, ids: &[String]) -> Self {
        self.indicatoren.retain(|one| ids.is_empty() || ids.contains(&one.info.id));
        if !ids.is_empty() {
            self.stromen = Stromen::default();
        }
        self.onthulling.regels.retain(|one| ids.is_empty() || ids.contains(&one.id));
        self
    }

    /// What became of the rows, per file.
    pub fn balances(&self) -> &[Balance] {
        &self.balances
    }

    /// What was withheld and how well: counts for the privacy officer, not for readers.
    pub fn onthulling(&self) -> &Onthulling {
        &self.onthulling
    }

    /// The findings, sorted and folded.
    pub fn findings(&self) -> &[Diagnostic] {
        &self.findings
    }
}

/// Makes the publication of what may be seen.
pub fn publish(
    kop: Kop,
    indeling: &Gebiedsindeling,
    counted: Counted,
    afscherming: &Afscherming,
    statussen: Vec<IndicatorStatus>,
    findings: &Findings,
) -> Publication {
    let in_presentatie = |geldig: &crate::model::Gebied| match kop.presentatie {
        Some(jaar) => {
            Periode::of_year(jaar).is_some_and(|periode| geldig.exists_on(periode.last_day()))
        }
        None => geldig.exists_on(kop.tot.last_day()),
    };
    let gebieden = indeling
        .gebieden()
        .iter()
        .map(|gebied| Gebiedsregel {
            code: gebied.code.clone(),
            naam: gebied.naam.clone(),
            niveau: gebied.niveau,
            indeling: gebied.first_year(),
            getoond: in_presentatie(gebied),
        })
        .collect();
    let mut indicatoren = Vec::new();
    let mut delen = Vec::new();
    for indicator in counted.indicatoren {
        let stroom = indicator.stroom;
        let published = publish_indicator(indicator, indeling, afscherming);
        match stroom {
            Some(deel) => delen.push((deel, published)),
            None => indicatoren.push(published),
        }
    }
    let mut elders = counted.elders;
    for one in &mut indicatoren {
        one.elders = elders.remove(&one.info.id).unwrap_or_default();
    }
    let withheld = Withheld::of(&indicatoren);
    for IndicatorStatus { id, regels, nulmetingen } in statussen {
        let own = indicatoren.iter_mut().find(|indicator| indicator.info.id == id);
        let Some(own) = own else { continue };
        let protect = |regel| protect_status(regel, &id, &withheld);
        own.status = regels.into_iter().map(protect).collect();
        let protect = |one| protect_baseline(one, &id, &withheld);
        own.nulmetingen = nulmetingen.into_iter().map(protect).collect();
    }
    Publication {
        kop,
        gebieden,
        elders: indeling.elders().to_vec(),
        indicatoren,
        stromen: Stromen::of(delen),
        balances: counted.balances,
        findings: findings.sorted().into_iter().cloned().collect(),
        onthulling: afscherming.onthulling().clone(),
    }
}

/// Leaves out of one indicator what is withheld and puts its cells in the order of publication.
fn publish_indicator(
    indicator: EstimatedIndicator,
    indeling: &Gebiedsindeling,
    afscherming: &Afscherming,
) -> PublishedIndicator {
    let id = indicator.info.id.clone();
    let show = |cell: EstimatedCell| match cell.figure {
        Err(reason) => Cell::Geen(reason),
        Ok(_) if afscherming.withholds(&id, cell.gebied, cell.periode) => {
            Cell::Onderdrukt(Onderdrukt::Monitor)
        }
        Ok(figure) if matches!(cell.counts, Counts::Deel { nul: true, .. }) => Cell::Nul(figure),
        Ok(figure) => Cell::Waarde(figure),
    };
    let mut cells: Vec<_> = indicator
        .cells
        .into_iter()
        .map(|cell| PublishedCell {
            gebied: cell.gebied.index(),
            periode: cell.periode,
            cell: show(cell),
        })
        .collect();
    cells.sort_by_key(|cell| {
        let niveau = indeling.gebieden()[cell.gebied].niveau;
        (std::cmp::Reverse(niveau), cell.gebied, cell.periode)
    });
    let places = cells.iter().enumerate().map(|(at, cell)| ((cell.gebied, cell.periode), at));
    let places = places.collect();
    let reeksen = indicator.reeksen.into_iter().map(|(gebied, reeks)| (gebied.index(), reeks));
    let grenzen = indicator.grenzen.into_iter().map(|(gebied, days)| (gebied.index(), days));
    PublishedIndicator {
        info: indicator.info,
        breuken: indicator.breuken,
        cells,
        places,
        reeksen: reeksen.collect(),
        grenzen: grenzen.collect(),
        status: Vec::new(),
        nulmetingen: Vec::new(),
        elders: Vec::new(),
    }
}
