//! The points of one line: which periods there are, and which of them have a figure.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Breuk, Cell, Figure, Frequentie, GeenCijfer, IndicatorInfo, Periode, Reeks};

use super::PeriodCell;

/// A period and what is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meetpunt<'p> {
    pub(super) periode: Periode,
    pub(super) cell: &'p Cell,
    reeks: Reeks,
}

impl<'p> Meetpunt<'p> {
    /// The figure, when it is shown and can be drawn.
    pub(super) fn figure(&self) -> Option<&'p Figure> {
        self.cell.figure().filter(|figure| figure.waarde.is_finite())
    }

    /// True when the figure was converted from areas of another vintage.
    pub(super) fn is_herleid(&self) -> bool {
        self.figure().is_some_and(|figure| figure.herleid)
    }

    /// The value and its interval, when they are shown.
    pub(super) fn bounds(&self) -> Option<(f64, f64)> {
        let bounds = self.figure()?.interval.ok()?;
        (bounds.lower.is_finite() && bounds.upper.is_finite())
            .then_some((bounds.lower, bounds.upper))
    }
}

/// The frequencies in which an area has figures that are shown, from coarse to fine.
pub(super) fn shown_frequenties(cells: &[PeriodCell<'_>]) -> BTreeSet<Frequentie> {
    let shown = cells.iter().filter(|(_, cell)| cell.figure().is_some());
    shown.map(|(periode, _)| periode.frequentie()).collect()
}

/// How often the figures of a chart are measured: a survey is known by its years, but does not
/// measure every one of them.
pub(super) fn measured_frequentie(info: &IndicatorInfo, frequentie: Frequentie) -> Frequentie {
    let is_meting = info.frequenties.contains(&Frequentie::Meting);
    if is_meting && frequentie == Frequentie::Jaar { Frequentie::Meting } else { frequentie }
}

/// The periods of a chart: all from the first to the last.
///
/// A survey or published figure has no calendar of its own: years in which nobody was asked
/// are not gaps. There a period counts when any area has more than a missing cell.
pub(super) fn calendar(
    info: &IndicatorInfo,
    all: &[PeriodCell<'_>],
    frequentie: Frequentie,
) -> Vec<Periode> {
    let is_meting = info.frequenties.contains(&Frequentie::Meting);
    let measured: BTreeSet<Periode> = all
        .iter()
        .filter(|(periode, _)| periode.frequentie() == frequentie)
        .filter(|(_, cell)| !is_meting || **cell != Cell::Geen(GeenCijfer::Ontbreekt))
        .map(|(periode, _)| *periode)
        .collect();
    let (Some(&first), Some(&last)) = (measured.first(), measured.last()) else {
        return Vec::new();
    };
    if measured_frequentie(info, frequentie) == Frequentie::Meting {
        return measured.into_iter().collect();
    }
    std::iter::successors(Some(first), |periode| Some(periode.next()))
        .take_while(|&periode| periode <= last)
        .collect()
}

/// The points of an area on a calendar; what it has no cell for is missing.
pub(super) fn points<'p>(
    cells: &[PeriodCell<'p>],
    calendar: &[Periode],
    breuken: &[Breuk],
) -> Vec<Meetpunt<'p>> {
    static ONTBREEKT: Cell = Cell::Geen(GeenCijfer::Ontbreekt);
    let by_period: BTreeMap<Periode, &'p Cell> = cells.iter().copied().collect();
    let point = |&periode: &Periode| Meetpunt {
        periode,
        cell: by_period.get(&periode).copied().unwrap_or(&ONTBREEKT),
        reeks: Reeks::of(periode, breuken),
    };
    calendar.iter().map(point).collect()
}

/// The stretches of points that one line may connect: all with a figure, all comparable.
pub(super) fn stretches<'s, 'p>(points: &'s [Meetpunt<'p>]) -> Vec<&'s [Meetpunt<'p>]> {
    let connected = |left: &Meetpunt<'_>, right: &Meetpunt<'_>| {
        left.figure().is_some() && right.figure().is_some() && left.reeks.is_comparable(right.reeks)
    };
    let stretches = points.chunk_by(connected);
    stretches.filter(|stretch| stretch[0].figure().is_some()).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{
        Bounds, Domein, Drempels, Indicatief, Laag, Levensfase, Methode, Onderdrukt, Richting,
        Soort, Statusregels, Tekst, Toelichting,
    };

    /// An indicator of a kind.
    pub(in super::super) fn info(soort: Soort, frequenties: &[Frequentie]) -> IndicatorInfo {
        IndicatorInfo {
            id: "test".into(),
            naam: Tekst { nl: "Meldingen bij de Toegang".into(), en: None },
            naam_kort: "Meldingen".into(),
            domein: Domein::Zorgreductie,
            laag: Laag::Toegang,
            richting: Richting::LagerIsBeter,
            soort,
            eenheid: Tekst { nl: "per 1.000 inwoners".into(), en: None },
            decimalen: 1,
            toelichting: Toelichting::default(),
            frequenties: frequenties.to_vec(),
            drempels: Drempels::MONITOR,
            groep: None,
            indicatief: Indicatief { n: 50, respons: 0.2 },
            betrouwbaarheid: 0.95,
            bronnen: vec!["toegang".into()],
            levensfase: Levensfase::Concept,
            wijzigingen: Vec::new(),
            contract: None,
            vingerafdruk: String::new(),
            statusregels: Statusregels::default(),
        }
    }

    /// A figure with an interval of one to each side.
    pub(in super::super) fn shown(waarde: f64) -> Cell {
        let bounds =
            Bounds { lower: waarde - 1.0, upper: waarde + 1.0, methode: Methode::PoissonExact };
        Cell::Waarde(Figure::new(waarde, Ok(bounds)))
    }

    pub(in super::super) const WITHHELD: Cell = Cell::Onderdrukt(Onderdrukt::Monitor);
    pub(in super::super) const MISSING: Cell = Cell::Geen(GeenCijfer::Ontbreekt);

    pub(in super::super) fn periode(text: &str) -> Periode {
        text.parse().expect("a period")
    }

    #[track_caller]
    fn case(cells: &[(&str, Cell)], breuk: &str, expected: &[&[&str]]) {
        let cells: Vec<_> = cells.iter().map(|(text, cell)| (periode(text), cell)).collect();
        let info = info(Soort::Ratio, &[Frequentie::Kwartaal]);
        let breuken = [Breuk { op: breuk.parse().expect("a date"), tekst: Tekst::default() }];
        let frequentie = cells[0].0.frequentie();
        let points = points(&cells, &calendar(&info, &cells, frequentie), &breuken);
        let found: Vec<Vec<String>> = stretches(&points)
            .iter()
            .map(|stretch| stretch.iter().map(|point| point.periode.to_string()).collect())
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn interrupts_the_line_where_there_is_no_figure() {
        case(
            &[("2020K1", shown(1.0)), ("2020K2", WITHHELD), ("2020K3", shown(2.0))],
            "2000-01-01",
            &[&["2020K1"], &["2020K3"]],
        );
        case(
            &[("2020K1", shown(1.0)), ("2020K2", shown(1.0)), ("2020K4", shown(2.0))],
            "2000-01-01",
            &[&["2020K1", "2020K2"], &["2020K4"]],
        );
    }

    #[test]
    fn interrupts_the_line_at_a_break() {
        let quarters = ["2020K1", "2020K2", "2020K3"].map(|text| (text, shown(1.0)));
        case(&quarters, "2020-04-01", &[&["2020K1"], &["2020K2", "2020K3"]]);
        let years = ["2018", "2019", "2020", "2021"].map(|text| (text, shown(1.0)));
        case(&years, "2019-07-01", &[&["2018"], &["2019"], &["2020", "2021"]]);
    }

    #[test]
    fn connects_waves_over_years_in_which_nobody_was_asked() {
        let info = info(Soort::Gemiddelde, &[Frequentie::Meting]);
        let (figure, none) = (shown(7.0), MISSING);
        let all =
            [(periode("2017"), &figure), (periode("2018"), &none), (periode("2019"), &figure)];
        assert_eq!(calendar(&info, &all, Frequentie::Jaar), [periode("2017"), periode("2019")]);
    }
}
