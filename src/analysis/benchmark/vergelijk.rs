//! The rows of one indicator: each area beside the gemeente, its group, its nearest areas and places elsewhere.

use std::collections::BTreeMap;

use super::buren::{Buren, GeenBuren};
use super::oordeel::{Oordeel, Reden, Twijfel, judge};
use super::regel::{Basis, Lid, Met, Tegenover, Vergelijkregel};
use super::stand::{Stand, stand_of};
use super::trechter::{Trechter, trechter_of};
use super::verschil::{GeenToets, compare};
use super::zijde::{Maat, Rest, Zijde, rest_of, together};
use crate::disclosure::{Gebiedsregel, Publication, PublishedIndicator};
use crate::model::{Cell, IndicatorInfo, Niveau, Periode, Soort, Verandering};
use crate::stats::{Adjustment, Confidence, adjust_p_values};

/// The width of an interval of a percentage, in points, from which it says nothing, as the reservation
/// `brede_marge` has it.
const WIDE: f64 = 30.0;

/// What the rows of all indicators share.
#[derive(Debug)]
pub(super) struct Kader<'p> {
    pub publication: &'p Publication,
    /// The areas of each declared group, by their index.
    pub groepen: Vec<Vec<usize>>,
    /// The nearest areas by level, when they are asked for.
    pub buren: BTreeMap<Niveau, Buren>,
}

/// A side of a row, or why there is none.
type Overkant = Result<(Tegenover, Option<Zijde>), Reden>;

impl<'p> Kader<'p> {
    fn gebieden(&self) -> &'p [Gebiedsregel] {
        self.publication.gebieden()
    }

    /// The rows of an indicator, by level from large to small, area in the order of the tree and what it is
    /// compared with.
    pub fn rows(&self, indicator: &'p PublishedIndicator) -> Vec<Vergelijkregel<'p>> {
        let mut rows = Vec::new();
        for niveau in Niveau::ALL.into_iter().rev() {
            let stand = stand_of(self.gebieden(), indicator, niveau, 1);
            let mut own: Vec<_> = match &stand {
                Some(stand) if niveau != Niveau::Gemeente => {
                    self.inside(indicator, niveau, stand, maat(indicator, stand))
                }
                _ => Vec::new(),
            };
            own.extend(self.outside(indicator, niveau));
            own.sort_by_key(|row| (row.gebied, row.met));
            adjust(&mut own, indicator.info());
            rows.extend(own);
        }
        rows
    }

    /// The funnel of an indicator: of wijken, or of toegangsgebieden where wijken have none.
    pub fn trechter(&self, indicator: &'p PublishedIndicator) -> Option<Trechter> {
        [Niveau::Wijk, Niveau::Toegangsgebied].into_iter().find_map(|niveau| {
            let stand = stand_of(self.gebieden(), indicator, niveau, 1)?;
            trechter_of(&stand, niveau, maat(indicator, &stand))
        })
    }

    /// The rows beside others in the gemeente.
    fn inside(
        &self,
        indicator: &'p PublishedIndicator,
        niveau: Niveau,
        stand: &Stand<'p>,
        maat: Maat,
    ) -> Vec<Vergelijkregel<'p>> {
        let mut rows = Vec::new();
        for (&gebied, &cell) in &stand.cells {
            let mut add = |met, overkant: Overkant| {
                rows.push(row_of((gebied, cell), stand.periode, met, overkant, maat, indicator));
            };
            add(Met::Gemeente, beside_gemeente(stand, cell, maat));
            for (place, groep) in self.groepen.iter().enumerate() {
                if groep.contains(&gebied) {
                    let others = groep.iter().filter(|&&other| other != gebied);
                    let leden: Vec<_> = others.map(|&other| (other, None)).collect();
                    add(Met::Groep(place), beside_areas(stand, &leden, maat));
                }
            }
            if let Some(buren) = self.buren.get(&niveau) {
                let of = beside_nearest(stand, buren, gebied, indicator.info(), maat);
                add(Met::Dichtstbij, of);
            }
        }
        rows
    }

    /// The rows beside places elsewhere, in the last period of which both have a figure.
    fn outside(
        &self,
        indicator: &'p PublishedIndicator,
        niveau: Niveau,
    ) -> Vec<Vergelijkregel<'p>> {
        let mut rows = Vec::new();
        let confidence = confidence_of(indicator.info());
        for elders in 0..self.publication.elders().len() {
            let figures: BTreeMap<Periode, _> = indicator
                .elders()
                .iter()
                .filter(|cijfer| cijfer.elders == elders)
                .map(|cijfer| (cijfer.periode, &cijfer.figure))
                .collect();
            let mut last: BTreeMap<usize, (Periode, &'p Cell)> = BTreeMap::new();
            for one in indicator.cells() {
                let gebied = &self.gebieden()[one.gebied];
                let is_here = gebied.getoond && gebied.niveau == niveau;
                if !is_here || one.cell.figure().is_none() || !figures.contains_key(&one.periode) {
                    continue;
                }
                let known = last.entry(one.gebied).or_insert((one.periode, &one.cell));
                if known.0.last_day() < one.periode.last_day() {
                    *known = (one.periode, &one.cell);
                }
            }
            for (gebied, (periode, cell)) in last {
                let figure = figures[&periode];
                let own = cell.figure();
                let maat = Maat::of(own.into_iter().chain([figure]), confidence);
                let zijde = Zijde::of(figure, maat);
                let overkant =
                    Ok((tegenover(Basis::Gepubliceerd, &zijde, Vec::new()), Some(zijde)));
                let met = Met::Elders(elders);
                rows.push(row_of((gebied, cell), periode, met, overkant, maat, indicator));
            }
        }
        rows
    }
}

/// The confidence of the intervals of an indicator: what others publish has the one in use.
fn confidence_of(info: &IndicatorInfo) -> Confidence {
    match info.soort {
        Soort::Gepubliceerd => Confidence::P95,
        _ => Confidence::new(info.betrouwbaarheid).unwrap_or(Confidence::P95),
    }
}

fn tegenover(basis: Basis, zijde: &Zijde, leden: Vec<Lid>) -> Tegenover {
    let grenzen = zijde.interval.map(|interval| (interval.lower(), interval.upper()));
    Tegenover { basis, waarde: Some(zijde.waarde), grenzen, leden }
}

/// The gemeente without the area where that is known, or else the gemeente itself.
fn beside_gemeente(stand: &Stand<'_>, cell: &Cell, maat: Maat) -> Overkant {
    let gemeente = stand.gemeente.and_then(Cell::figure).ok_or(Reden::AnderCijfer)?;
    let gemeente = Zijde::of(gemeente, maat);
    let own = cell.figure().map(|figure| Zijde::of(figure, maat));
    let rest = own.map_or(Rest::Onbekend, |own| rest_of(&gemeente, &own, maat));
    match rest {
        Rest::Over(rest) => Ok((tegenover(Basis::Rest, &rest, Vec::new()), Some(rest))),
        Rest::Leeg => Err(Reden::HeleGemeente),
        Rest::Onbekend => Ok((tegenover(Basis::Geheel, &gemeente, Vec::new()), Some(gemeente))),
    }
}

/// Areas together, of those with a figure that is shown; each by itself where they have none together.
fn beside_areas(stand: &Stand<'_>, areas: &[(usize, Option<f64>)], maat: Maat) -> Overkant {
    let figure = |gebied: usize| stand.cells.get(&gebied).and_then(|cell| cell.figure());
    let lid = |&(gebied, afstand): &(usize, Option<f64>)| Lid {
        gebied,
        waarde: figure(gebied).map(|figure| figure.waarde),
        afstand,
    };
    let leden: Vec<_> = areas.iter().map(lid).collect();
    let shown = areas.iter().filter_map(|&(gebied, _)| figure(gebied));
    let zijden: Vec<_> = shown.map(|figure| Zijde::of(figure, maat)).collect();
    if zijden.is_empty() {
        return Err(Reden::AnderCijfer);
    }
    let Some(samen) = together(&zijden, maat) else {
        let (waarde, grenzen) = (None, None);
        return Ok((Tegenover { basis: Basis::Lijst, waarde, grenzen, leden }, None));
    };
    Ok((tegenover(Basis::Samen, &samen, leden), Some(samen)))
}

fn maat(indicator: &PublishedIndicator, stand: &Stand<'_>) -> Maat {
    let cells = stand.gemeente.into_iter().chain(stand.cells.values().copied());
    Maat::of(cells.filter_map(Cell::figure), confidence_of(indicator.info()))
}

/// The areas that an area is most like.
fn beside_nearest(
    stand: &Stand<'_>,
    buren: &Buren,
    gebied: usize,
    info: &IndicatorInfo,
    maat: Maat,
) -> Overkant {
    if buren.kenmerken.iter().any(|kenmerk| kenmerk.id == info.id) {
        return Err(Reden::IsKenmerk);
    }
    match buren.per_gebied.get(&gebied) {
        Some(Ok(near)) => {
            let areas: Vec<_> = near.iter().map(|buur| (buur.gebied, Some(buur.afstand))).collect();
            beside_areas(stand, &areas, maat)
        }
        Some(Err(GeenBuren::Alleen)) => Err(Reden::GeenAndereGebieden),
        Some(Err(GeenBuren::Kenmerk { .. })) | None => Err(Reden::KenmerkOntbreekt),
    }
}

/// A row whose p-value is not adjusted yet.
fn row_of<'p>(
    (gebied, cell): (usize, &'p Cell),
    periode: Periode,
    met: Met,
    overkant: Overkant,
    maat: Maat,
    indicator: &PublishedIndicator,
) -> Vergelijkregel<'p> {
    let mut row = Vergelijkregel {
        gebied,
        periode,
        cell,
        met,
        tegenover: None,
        verschil: None,
        oordeel: None,
        gunstig: None,
        relevant: None,
        reden: None,
        twijfel: Twijfel::default(),
    };
    let (tegenover, zijde) = match overkant {
        Ok(found) => found,
        Err(reden) => return Vergelijkregel { reden: Some(reden), ..row },
    };
    let basis = tegenover.basis;
    row.tegenover = Some(tegenover);
    let Some(figure) = cell.figure() else {
        return Vergelijkregel { reden: Some(Reden::EigenCijfer), ..row };
    };
    let Some(zijde) = zijde else {
        return Vergelijkregel { reden: Some(Reden::NietSamenTeNemen), ..row };
    };
    let own = Zijde::of(figure, maat);
    match compare(&own, &zijde, maat) {
        Ok(verschil) => row.verschil = Some(verschil),
        Err(reden) => {
            row.oordeel = Some(Oordeel::TeOnzeker);
            row.reden = Some(match reden {
                GeenToets::GeenInterval => Reden::GeenInterval,
                GeenToets::Gelijk => Reden::GeenGebeurtenissen,
            });
        }
    }
    let info = indicator.info();
    let is_percent = info.soort == Soort::Aandeel || info.eenheid.nl.trim_start().starts_with('%');
    let width = own.interval.map_or(0.0, |interval| interval.upper() - interval.lower());
    row.twijfel = Twijfel {
        is_indicatief: own.is_indicatief || zijde.is_indicatief,
        // The rest of a gemeente is of few only where the gemeente is.
        is_few: own.is_few || (basis != Basis::Rest && zijde.is_few),
        is_wide: is_percent && WIDE < width,
        relevant: relevant_of(info),
    };
    row
}

/// The smallest difference that matters, of the first target that says so.
fn relevant_of(info: &IndicatorInfo) -> Option<f64> {
    let doelen = info.contract.iter().flat_map(|contract| &contract.doelen);
    doelen.filter_map(|doel| doel.relevant).find(|least| 0.0 < *least)
}

/// Adjusts the p-values of each kind of comparison for the number of areas, and judges.
fn adjust(rows: &mut [Vergelijkregel<'_>], info: &IndicatorInfo) {
    // All declared groups are one family, and so is each place elsewhere.
    let family = |met: Met| match met {
        Met::Groep(_) => Met::Groep(0),
        other => other,
    };
    let mut of_family: BTreeMap<Met, Vec<usize>> = BTreeMap::new();
    for (idx, row) in rows.iter().enumerate().filter(|(_, row)| row.verschil.is_some()) {
        of_family.entry(family(row.met)).or_default().push(idx);
    }
    for idxs in of_family.into_values() {
        let p = |&idx: &usize| rows[idx].verschil.map_or(1.0, |verschil| verschil.p);
        let p_values: Vec<_> = idxs.iter().map(p).collect();
        let adjusted = adjust_p_values(&p_values, Adjustment::BenjaminiHochberg)
            .expect("every test gives a probability");
        for (idx, q) in idxs.into_iter().zip(adjusted) {
            if let Some(verschil) = &mut rows[idx].verschil {
                verschil.q = q;
            }
        }
    }
    for row in rows {
        let Some(verschil) = &row.verschil else { continue };
        let (oordeel, reden) = judge(verschil, row.twijfel);
        row.oordeel = Some(oordeel);
        row.reden = reden;
        row.gunstig = oordeel.is_gunstig(info.richting);
        let is_shown = verschil.q <= Verandering::ALPHA;
        row.relevant =
            row.twijfel.relevant.filter(|_| is_shown).map(|least| least <= verschil.verschil.abs());
    }
}
