//! Trechter: whether areas differ from their average by more than their size and the usual variety explain.
//!
//! References:
//! - Spiegelhalter, D.J. (2005). Funnel plots for comparing institutional performance. Statistics in
//!   Medicine 24, 1185-1202.

use super::stand::Stand;
use super::zijde::Maat;
use crate::model::{Cell, Figure, Methode, Niveau, Periode};
use crate::stats::{
    Confidence, DispersionVerdict, FunnelArea, FunnelLevel, FunnelPlace, FunnelTransform, Interval,
    Overdispersion, Share, count_limits, overdispersion, share_limits,
};

/// The fewest areas of which a funnel is made: of fewer, an average of them is mostly themselves.
pub const FEWEST_POINTS: usize = 5;

/// An area in a funnel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trechterpunt {
    /// The index of the area in the publication.
    pub gebied: usize,
    /// Its size: what its figure is divided by.
    pub noemer: f64,
    /// Its figure, in the unit of the indicator.
    pub waarde: f64,
    /// Where it lies.
    pub plaats: FunnelPlace,
}

/// Whether counts are events or parts of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Soort {
    Gebeurtenissen,
    Deel,
}

/// A funnel of the areas of one level in one period.
#[derive(Clone, Debug)]
pub struct Trechter {
    /// The period.
    pub periode: Periode,
    /// The level of the areas.
    pub niveau: Niveau,
    /// What areas are held against, in the unit of the indicator: the figure of the gemeente, or where that is not
    /// shown all tellers over all noemers of the areas in it.
    pub gemiddelde: f64,
    /// True when that is the figure of the gemeente.
    pub is_gemeente: bool,
    /// The areas, in the order of the tree.
    pub punten: Vec<Trechterpunt>,
    /// The areas whose figure is withheld.
    pub n_onderdrukt: usize,
    /// The areas with no figure, or one that is not the ratio of its own counts.
    pub n_zonder: usize,
    /// True when one person may count more than once, for which limits of chance alone are narrow.
    pub is_geclusterd: bool,
    factor: f64,
    soort: Soort,
    dispersion: Overdispersion,
}

impl Trechter {
    /// The dispersion ratio `φ`: about 1 when areas differ by chance alone.
    pub fn phi(&self) -> f64 {
        self.dispersion.phi
    }

    /// Whether the limits are widened by what areas usually differ.
    pub fn verdict(&self) -> DispersionVerdict {
        self.dispersion.verdict()
    }

    /// The limits of the figure of an area of this size, in the unit of the indicator. `None` for a size that
    /// is not above 0.
    ///
    /// Of chance alone they are the exact limits of counts and those of Wilson of shares; where areas differ by more,
    /// those on the scale on which that was found, widened by the variance between areas.
    pub fn grenzen(&self, noemer: f64, level: FunnelLevel) -> Option<Interval> {
        let is_size = 0.0 < noemer && noemer.is_finite();
        is_size.then(|| self.limits(noemer, level.confidence())).flatten()
    }

    fn limits(&self, noemer: f64, confidence: Confidence) -> Option<Interval> {
        let average = self.gemiddelde / self.factor;
        let is_widened = self.verdict() == DispersionVerdict::Overdispersed;
        let (limits, unit) = match (self.soort, is_widened) {
            // On the scale of observed over expected.
            (Soort::Gebeurtenissen, true) => {
                (self.dispersion.limits(average * noemer, confidence)?, self.gemiddelde)
            }
            (Soort::Gebeurtenissen, false) => {
                (count_limits(average * noemer, confidence), self.factor / noemer)
            }
            (Soort::Deel, true) => (self.dispersion.limits(noemer, confidence)?, self.factor),
            (Soort::Deel, false) => {
                let average = Share::of(average, 1.0).ok()?;
                (share_limits(average, noemer, confidence), self.factor)
            }
        };
        Interval::new(limits.lower() * unit, limits.upper() * unit)
    }
}

/// What a figure is the ratio of, for a funnel: counts of its own, not those of a part of other areas.
fn counts_of(figure: &Figure) -> Option<(Soort, bool, f64, f64)> {
    let (soort, is_geclusterd) = match figure.interval.ok()?.methode {
        Methode::PoissonExact => (Soort::Gebeurtenissen, false),
        Methode::PoissonGeclusterd => (Soort::Gebeurtenissen, true),
        Methode::Wilson => (Soort::Deel, false),
        Methode::WilsonGeclusterd => (Soort::Deel, true),
        _ => return None,
    };
    let (teller, noemer) = (figure.teller?.to_f64(), figure.noemer?.to_f64());
    (0.0 < noemer).then_some((soort, is_geclusterd, teller, noemer))
}

/// Makes the funnel of the areas of a level; nothing when fewer than [`FEWEST_POINTS`] have a figure that is
/// the ratio of counts, or nothing was counted in any of them.
pub(super) fn trechter_of(stand: &Stand<'_>, niveau: Niveau, maat: Maat) -> Option<Trechter> {
    let cells = stand.cells.iter().map(|(&gebied, &cell)| (gebied, cell));
    let counted: Vec<_> = cells
        .clone()
        .filter_map(|(gebied, cell)| Some((gebied, cell.figure()?, counts_of(cell.figure()?)?)))
        .collect();
    let (_, _, (soort, ..)) = counted.first()?;
    let soort = *soort;
    let counted: Vec<_> = counted.into_iter().filter(|(_, _, (own, ..))| *own == soort).collect();
    if counted.len() < FEWEST_POINTS {
        return None;
    }
    let total = |of: fn(&(Soort, bool, f64, f64)) -> f64| -> f64 {
        counted.iter().map(|(_, _, counts)| of(counts)).sum()
    };
    // Small counts are withheld and zeros are not, so those that are drawn are no sample of all.
    let gemeente = stand.gemeente.and_then(Cell::figure).and_then(counts_of);
    let gemeente = gemeente.filter(|(own, ..)| *own == soort);
    let average = match gemeente {
        Some((_, _, teller, noemer)) => teller / noemer,
        None => total(|counts| counts.2) / total(|counts| counts.3),
    };
    if !(0.0 < average && average.is_finite()) {
        return None;
    }
    let (transform, size) = match soort {
        Soort::Gebeurtenissen => (FunnelTransform::SquareRoot, average),
        Soort::Deel => (FunnelTransform::Arcsine, 1.0),
    };
    let areas: Option<Vec<_>> = counted
        .iter()
        .map(|(_, _, (_, _, teller, noemer))| FunnelArea::of(*teller, size * noemer))
        .collect();
    let mut dispersion = overdispersion(&areas?, transform).ok()?;
    if soort == Soort::Deel {
        // What areas differ among themselves lies around the gemeente, as it does for rates.
        dispersion.target = average;
    }
    let n_onderdrukt =
        cells.clone().filter(|(_, cell)| matches!(cell, Cell::Onderdrukt(_))).count();
    let mut trechter = Trechter {
        periode: stand.periode,
        niveau,
        gemiddelde: average * maat.factor,
        is_gemeente: gemeente.is_some(),
        punten: Vec::new(),
        n_onderdrukt,
        n_zonder: stand.cells.len() - n_onderdrukt - counted.len(),
        is_geclusterd: counted.iter().any(|(_, _, (_, is_geclusterd, ..))| *is_geclusterd),
        factor: maat.factor,
        soort,
        dispersion,
    };
    let punt =
        |&(gebied, figure, (_, _, _, noemer)): &(usize, &Figure, (Soort, bool, f64, f64))| {
            // An area of some size has limits at both levels.
            trechter.grenzen(noemer, FunnelLevel::P95)?;
            let everywhere = Interval::new(f64::MIN, f64::MAX).expect("from low to high");
            let limits = |confidence| trechter.limits(noemer, confidence).unwrap_or(everywhere);
            let plaats = FunnelPlace::of(figure.waarde, limits);
            Some(Trechterpunt { gebied, noemer, waarde: figure.waarde, plaats })
        };
    trechter.punten = counted.iter().filter_map(punt).collect();
    Some(trechter)
}

/// The funnel of these counts, of areas in their order, as charts are tested with.
#[cfg(test)]
pub(crate) fn trechter_of_counts(counts: &[(u64, u64)], is_share: bool) -> Option<Trechter> {
    use super::zijde::tests::{PER_1000, PERCENT, rate_figure, share_figure};
    let figure = if is_share { share_figure } else { rate_figure };
    let cells: Vec<_> = counts.iter().map(|&(x, n)| Cell::Waarde(figure(x, n))).collect();
    let cells = cells.iter().enumerate().collect();
    let stand = Stand { periode: Periode::of_year(2025)?, cells, gemeente: None };
    trechter_of(&stand, Niveau::Wijk, if is_share { PERCENT } else { PER_1000 })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::zijde::tests::{PER_1000, PERCENT, rate_figure, share_figure};
    use super::*;
    use crate::model::Onderdrukt;
    use crate::stats::{FEWEST_AREAS, Rate, place_rate, place_share};

    fn of(cells: &[Cell], maat: Maat) -> Option<Trechter> {
        let cells: BTreeMap<_, _> = cells.iter().enumerate().collect();
        let periode = "2025".parse().expect("a period");
        trechter_of(&Stand { periode, cells, gemeente: None }, Niveau::Wijk, maat)
    }

    fn rates(counts: &[(u64, u64)]) -> Vec<Cell> {
        counts.iter().map(|&(x, n)| Cell::Waarde(rate_figure(x, n))).collect()
    }

    /// Nine areas of 1,000 with about 20 events, and one with so many.
    fn with_one(events: u64) -> Vec<Cell> {
        let usual = [20, 17, 23, 19, 21, 16, 24, 18, 22].map(|events| (events, 1_000));
        rates(&[&usual[..], &[(events, 1_000)]].concat())
    }

    #[test]
    fn finds_the_area_that_lies_outside() {
        let trechter = of(&with_one(60), PER_1000).expect("counts");
        assert_eq!(trechter.gemiddelde, 24.0);
        let outside: Vec<_> = trechter
            .punten
            .iter()
            .filter(|punt| punt.plaats != FunnelPlace::Within)
            .map(|punt| (punt.gebied, punt.plaats))
            .collect();
        assert_eq!(outside, [(9, FunnelPlace::Above(FunnelLevel::P998))]);
        let none = of(&with_one(20), PER_1000).expect("counts");
        assert!(none.punten.iter().all(|punt| punt.plaats == FunnelPlace::Within));
        assert_eq!(none.verdict(), DispersionVerdict::NotOverdispersed);
    }

    /// The limits that are drawn and the place that is told are those of the library.
    #[test]
    fn limits_of_chance_alone_agree_with_the_place_of_an_area() {
        for events in [3, 8, 11, 20, 29, 33, 36, 40] {
            let trechter = of(&with_one(events), PER_1000).expect("counts");
            if trechter.verdict() == DispersionVerdict::Overdispersed {
                continue;
            }
            let rate = Rate::of(events, 1_000.0, 1_000.0).expect("people");
            let place = place_rate(rate, trechter.gemiddelde);
            assert_eq!(trechter.punten[9].plaats, place, "{events}");
        }
        let shares =
            [40, 52, 47, 61, 55, 49, 44, 58, 50].map(|x| Cell::Waarde(share_figure(x, 100)));
        let trechter = of(&shares, PERCENT).expect("counts");
        assert_eq!(trechter.verdict(), DispersionVerdict::TooFewAreas);
        let average = Share::of(trechter.gemiddelde, 100.0).expect("a share");
        for (punt, x) in trechter.punten.iter().zip([40, 52, 47, 61, 55, 49, 44, 58, 50]) {
            let share = Share::of(f64::from(x), 100.0).expect("a share");
            assert_eq!(punt.plaats, place_share(share, average));
        }
    }

    #[test]
    fn limits_widen_where_areas_differ_by_more_than_chance() {
        let counts: Vec<_> = (0..12_u64).map(|idx| (200 + 60 * (idx % 5), 10_000)).collect();
        let trechter = of(&rates(&counts), PER_1000).expect("counts");
        assert_eq!(trechter.verdict(), DispersionVerdict::Overdispersed);
        let found = trechter.grenzen(10_000.0, FunnelLevel::P95).expect("limits");
        let expected = trechter.gemiddelde * 10.0;
        let chance = count_limits(expected, FunnelLevel::P95.confidence());
        assert!(found.lower() < chance.lower() / 10.0 && chance.upper() / 10.0 < found.upper());
        assert!(trechter.phi() > 2.0);
    }

    #[test]
    fn areas_are_held_against_the_gemeente_where_that_is_shown() {
        #[track_caller]
        fn case(cells: &[Cell], gemeente: Figure, maat: Maat, expected: f64) {
            let gemeente = Cell::Waarde(gemeente);
            let cells = cells.iter().enumerate().collect();
            let periode = "2025".parse().expect("a period");
            let stand = Stand { periode, cells, gemeente: Some(&gemeente) };
            let trechter = trechter_of(&stand, Niveau::Wijk, maat).expect("counts");
            assert!(trechter.is_gemeente);
            assert!((trechter.gemiddelde - expected).abs() < 1e-12);
            let limits = trechter.grenzen(900.0, FunnelLevel::P95).expect("limits");
            assert!(limits.lower() < expected && expected < limits.upper());
        }

        case(&with_one(60), rate_figure(300, 30_000), PER_1000, 10.0);
        let shares: Vec<_> =
            (0..12_u64).map(|n| Cell::Waarde(share_figure(100 + 200 * (n % 4), 1_000))).collect();
        case(&shares, share_figure(300, 1_000), PERCENT, 30.0);
    }

    #[test]
    fn counts_what_is_not_drawn_and_draws_no_funnel_of_few() {
        let mut cells = with_one(20);
        cells.push(Cell::Onderdrukt(Onderdrukt::Monitor));
        cells.push(Cell::Geen(crate::model::GeenCijfer::Ontbreekt));
        let trechter = of(&cells, PER_1000).expect("counts");
        assert_eq!((trechter.punten.len(), trechter.n_onderdrukt, trechter.n_zonder), (10, 1, 1));
        assert!(of(&cells[..4], PER_1000).is_none());
        assert!(of(&rates(&[(0, 100); 8]), PER_1000).is_none());
        assert!(trechter.grenzen(0.0, FunnelLevel::P95).is_none());
    }

    #[test]
    fn too_few_areas_have_limits_of_chance_alone() {
        let counts: Vec<_> = (0..9_u64).map(|idx| (200 + 60 * (idx % 5), 10_000)).collect();
        let trechter = of(&rates(&counts), PER_1000).expect("counts");
        assert_eq!(trechter.verdict(), DispersionVerdict::TooFewAreas);
        assert!(trechter.phi() > 2.0 && trechter.punten.len() < FEWEST_AREAS);
    }
}
