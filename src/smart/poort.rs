//! The gate: why a target in an area has no verdict at all, whatever its figures say.
//!
//! The first reason that applies is told. That a figure is withheld comes later, when it is known
//! what may be shown.

use std::collections::BTreeSet;

use crate::model::{Breuk, Datum, GeenCijfer, Periode, Reeks as Stretch, StatusReden, Voorbehoud};

use super::reeks::{Punt, Reeks};

/// What the gate looks at besides the figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Poort<'a> {
    /// The breaks of the series.
    pub breuken: &'a [Breuk],
    /// The days on which the border of the area moved.
    pub grenzen: Option<&'a BTreeSet<Datum>>,
    /// The fewest events that a verdict rests on.
    pub minimum_aantal: u64,
    /// The last period of the monitor.
    pub tot: Periode,
    /// The periods in which anything was measured, of all areas.
    pub gemeten: &'a BTreeSet<Periode>,
}

impl Poort<'_> {
    /// True when figures of the two periods were made in the same way, of the same area.
    pub(super) fn is_comparable(&self, van: Periode, tot: Periode) -> bool {
        let stretch = |periode| Stretch::of(periode, self.breuken);
        let moved = self.grenzen.is_some_and(|days| {
            days.iter().any(|&day| van.first_day() < day && day <= tot.first_day())
        });
        stretch(van).is_comparable(stretch(tot)) && !moved
    }

    /// The reason that a baseline without a figure gives.
    pub(super) fn without_baseline(reden: Option<GeenCijfer>) -> StatusReden {
        match reden {
            Some(GeenCijfer::NietVergelijkbaar) => StatusReden::BreukInReeks,
            _ => StatusReden::GeenNulmeting,
        }
    }

    /// Why two figures give no verdict, when they do not.
    pub(super) fn blocks(
        &self,
        (van, nulmeting): (Periode, Option<&Punt>),
        (tot, nu): (Periode, &Punt),
    ) -> Option<StatusReden> {
        let points = || nulmeting.into_iter().chain([nu]);
        let has =
            |voorbehoud: Voorbehoud| points().any(|point| point.voorbehouden.contains(&voorbehoud));
        if !self.is_comparable(van, tot) {
            Some(StatusReden::BreukInReeks)
        } else if has(Voorbehoud::Modelschatting) {
            Some(StatusReden::Modelschatting)
        } else if !points().all(|point| self.is_enough(point)) {
            Some(StatusReden::TeWeinigN)
        } else if has(Voorbehoud::LageRespons) {
            Some(StatusReden::Indicatief)
        } else if self.is_outdated(tot) {
            Some(StatusReden::Verouderd)
        } else {
            None
        }
    }

    /// True when a figure rests on enough events or respondents for a verdict.
    pub(super) fn is_enough(&self, point: &Punt) -> bool {
        is_enough(point, self.minimum_aantal)
    }

    /// True when more than two periods, or waves, went by without a figure.
    fn is_outdated(&self, last: Periode) -> bool {
        let mut next = last;
        for _ in 0..2 {
            next = next.next();
        }
        let by_calendar = next.last_day() < self.tot.last_day();
        let waves: Vec<_> = self.gemeten.iter().copied().collect();
        let is_dense = waves.windows(2).all(|pair| pair[0].next() == pair[1]);
        if is_dense && 1 < waves.len() {
            return by_calendar;
        }
        // Waves are years apart: two of the widest gaps may pass.
        let gap = waves.windows(2).map(|pair| pair[1].jaar() - pair[0].jaar()).max();
        by_calendar && gap.is_some_and(|gap| 2 * gap < self.tot.jaar() - last.jaar())
    }
}

/// True when a figure rests on enough events or respondents for a verdict.
pub(super) fn is_enough(point: &Punt, minimum_aantal: u64) -> bool {
    let few = [Voorbehoud::WeinigRespondenten, Voorbehoud::WeinigEffectief];
    // Events are counted; of a survey, the reservations tell.
    let events = point.teller.filter(|_| point.n.is_none());
    events.is_none_or(|teller| minimum_aantal <= teller.floor())
        && !few.iter().any(|voorbehoud| point.voorbehouden.contains(voorbehoud))
}

/// The period that ends first. Their order is no guide: a year sorts before its own quarters.
pub(super) fn earlier(one: Periode, other: Periode) -> Periode {
    if other.last_day() <= one.last_day() { other } else { one }
}

/// The last figure after the baseline, up to a period.
pub(super) fn last_figure(reeks: &Reeks, van: Periode, tot: Periode) -> Option<(Periode, &Punt)> {
    let is_asked = |periode: &Periode| {
        periode.frequentie() == van.frequentie()
            && van.last_day() < periode.first_day()
            && periode.last_day() <= tot.last_day()
    };
    let mut found = reeks.iter().rev().filter(|(periode, _)| is_asked(periode));
    found.find_map(|(periode, point)| Some((*periode, point.as_ref().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Meetpunt, Quantity, Tekst};

    fn periode(text: &str) -> Periode {
        text.parse().expect("a period")
    }

    fn punt(events: u64) -> Punt {
        Punt {
            meetpunt: Meetpunt { waarde: 1.0, se: Some(0.1), grenzen: None },
            teller: Some(Quantity::count(events)),
            n: None,
            herleid: false,
            voorbehouden: Vec::new(),
            cells: Vec::new(),
        }
    }

    fn with(voorbehoud: Voorbehoud) -> Punt {
        Punt { voorbehouden: vec![voorbehoud], ..punt(100) }
    }

    #[track_caller]
    fn case(
        tot: &str,
        gemeten: &[&str],
        nulmeting: &Punt,
        nu: &Punt,
        expected: Option<StatusReden>,
    ) {
        let breuken =
            [Breuk { op: "2018-04-01".parse().expect("a date"), tekst: Tekst::default() }];
        let gemeten = gemeten.iter().map(|text| periode(text)).collect();
        let poort = Poort {
            breuken: &breuken,
            grenzen: None,
            minimum_aantal: 10,
            tot: periode(tot),
            gemeten: &gemeten,
        };
        let found = poort.blocks((periode("2019"), Some(nulmeting)), (periode("2021"), nu));
        assert_eq!(found, expected);
    }

    const YEARS: [&str; 4] = ["2019", "2020", "2021", "2022"];

    #[test]
    fn the_first_reason_is_told() {
        let (good, few) = (punt(100), punt(9));
        case("2021K4", &YEARS, &good, &good, None);
        case("2021K4", &YEARS, &good, &few, Some(StatusReden::TeWeinigN));
        case("2021K4", &YEARS, &few, &good, Some(StatusReden::TeWeinigN));
        let low = with(Voorbehoud::LageRespons);
        case("2021K4", &YEARS, &good, &low, Some(StatusReden::Indicatief));
        case("2021K4", &YEARS, &few, &low, Some(StatusReden::TeWeinigN));
        let model = with(Voorbehoud::Modelschatting);
        case("2021K4", &YEARS, &few, &model, Some(StatusReden::Modelschatting));
        let weinig = with(Voorbehoud::WeinigRespondenten);
        case("2021K4", &YEARS, &good, &weinig, Some(StatusReden::TeWeinigN));
    }

    #[test]
    fn what_was_not_measured_for_two_periods_is_outdated() {
        let good = punt(100);
        case("2023K4", &YEARS, &good, &good, None);
        case("2024K4", &YEARS, &good, &good, Some(StatusReden::Verouderd));
        // A survey every second year.
        case("2024K4", &["2017", "2019", "2021"], &good, &good, None);
        case("2025K4", &["2017", "2019", "2021"], &good, &good, None);
        case("2026K4", &["2017", "2019", "2021"], &good, &good, Some(StatusReden::Verouderd));
    }

    #[test]
    fn a_quarter_ends_before_its_year() {
        let (year, quarter) = (periode("2019"), periode("2019K2"));
        assert_eq!([earlier(year, quarter), earlier(quarter, year)], [quarter; 2]);
        assert_eq!(earlier(periode("2018K4"), year), periode("2018K4"));
    }

    #[test]
    fn a_break_in_between_comes_first() {
        let breuken =
            [Breuk { op: "2020-07-01".parse().expect("a date"), tekst: Tekst::default() }];
        let moved = BTreeSet::from(["2020-01-01".parse().expect("a date")]);
        let gemeten = BTreeSet::new();
        let tot = periode("2021");
        let poort = |breuken, grenzen| Poort {
            breuken,
            grenzen,
            minimum_aantal: 10,
            tot,
            gemeten: &gemeten,
        };
        let (van, few) = (periode("2019"), punt(1));
        let blocks = |poort: Poort<'_>| poort.blocks((van, Some(&few)), (tot, &few));
        assert_eq!(blocks(poort(&breuken, None)), Some(StatusReden::BreukInReeks));
        assert_eq!(blocks(poort(&[], Some(&moved))), Some(StatusReden::BreukInReeks));
        assert_eq!(blocks(poort(&[], None)), Some(StatusReden::TeWeinigN));
    }
}
