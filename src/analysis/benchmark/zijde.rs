//! One side of a comparison: a figure with all that tells how sure it is, of an area, of areas together, or
//! of a gemeente without one of its areas.

use crate::model::{Figure, Methode, Quantity, Voorbehoud};
use crate::stats::{
    Confidence, Interval, Rate, Share, WeightedPart, combine_parts, rate_interval, remainder_of,
    wilson_interval,
};

/// Fewer events than this, or a share of so few, and most of a difference is chance, as the reservation
/// `klein_aantal` says of a figure.
const FEW: f64 = 20.0;

/// How figures of an indicator follow from their counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Maat {
    /// The value of a teller that equals its noemer: 100 of a percentage, 1,000 of a rate per 1,000.
    pub factor: f64,
    /// The confidence of the intervals.
    pub confidence: Confidence,
}

impl Maat {
    /// The measure of figures, as they show it themselves: `waarde = factor × teller / noemer`.
    ///
    /// Where all tellers are 0 nothing shows it, and nothing depends on it.
    pub fn of<'f>(figures: impl IntoIterator<Item = &'f Figure>, confidence: Confidence) -> Self {
        let factor = figures.into_iter().find_map(|figure| {
            let (teller, noemer) = (figure.teller?.to_f64(), figure.noemer?.to_f64());
            let factor = figure.waarde * noemer / teller;
            (0.0 < teller && 0.0 < noemer && factor.is_finite()).then_some(factor)
        });
        let factor = factor.unwrap_or(1.0);
        let whole = factor.round();
        // It is a whole number in a definition, and division has cost its last digits.
        let is_whole = (factor - whole).abs() <= 1e-9 * whole;
        Self { factor: if is_whole { whole } else { factor }, confidence }
    }
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aard {
    /// Events that are independent, over an exposure.
    Gebeurtenissen,
    /// A part of a whole, of rows that are independent.
    Deel,
    /// Anything else that has a teller and a noemer: the interval tells how sure it is.
    Anders,
}

/// Teller and noemer, of which the figure is the ratio.
#[derive(Clone, Copy, Debug)]
pub(super) struct Telling {
    pub teller: Quantity,
    pub noemer: Quantity,
    pub aard: Aard,
}

impl Telling {
    /// The rate, of events that are independent.
    pub fn rate(&self, maat: Maat) -> Option<Rate> {
        let events = self.teller.floor();
        let is_rate = self.aard == Aard::Gebeurtenissen;
        Rate::of(events, self.noemer.to_f64(), maat.factor).ok().filter(|_| is_rate)
    }

    /// The share, of rows that are independent.
    pub fn share(&self) -> Option<Share> {
        let is_share = self.aard == Aard::Deel;
        Share::of(self.teller.to_f64(), self.noemer.to_f64()).ok().filter(|_| is_share)
    }

    /// True when so little was counted that most of a difference is chance.
    fn is_few(&self) -> bool {
        match self.aard {
            Aard::Deel => self.noemer.to_f64() < FEW,
            Aard::Gebeurtenissen | Aard::Anders => self.teller.to_f64() < FEW,
        }
    }
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub(super) struct Zijde {
    pub waarde: f64,
    pub interval: Option<Interval>,
    /// What it is the ratio of, when it is one.
    pub telling: Option<Telling>,
    /// Nothing may be concluded from it.
    pub is_indicatief: bool,
    /// Most of a difference is chance.
    pub is_few: bool,
}

impl Zijde {
    /// The side of a figure.
    pub fn of(figure: &Figure, maat: Maat) -> Self {
        let interval = figure.interval.ok();
        let aard = match interval.map(|bounds| bounds.methode) {
            Some(Methode::PoissonExact) => Aard::Gebeurtenissen,
            Some(Methode::Wilson) => Aard::Deel,
            _ => Aard::Anders,
        };
        let telling = figure.teller.zip(figure.noemer).and_then(|(teller, noemer)| {
            let ratio = teller.to_f64() / noemer.to_f64() * maat.factor;
            // A standardised rate has counts too, and is not their ratio.
            let is_ratio = (ratio - figure.waarde).abs() <= 1e-9 * ratio.abs();
            (0 < noemer.units && 0 <= teller.units && is_ratio).then_some(Telling {
                teller,
                noemer,
                aard,
            })
        });
        let has = |voorbehoud: Voorbehoud| figure.voorbehouden.contains(&voorbehoud);
        Self {
            waarde: figure.waarde,
            interval: interval.and_then(|bounds| Interval::new(bounds.lower, bounds.upper)),
            telling,
            is_indicatief: has(Voorbehoud::WeinigRespondenten)
                || has(Voorbehoud::WeinigEffectief)
                || has(Voorbehoud::LageRespons),
            is_few: has(Voorbehoud::KleinAantal),
        }
    }

    fn weighted(&self) -> Option<WeightedPart> {
        let weight = self.telling?.noemer.to_f64();
        Some(WeightedPart { weight, value: self.waarde, interval: self.interval? })
    }

    /// The side of counts, with the interval that their kind has; `estimate` where it has none.
    fn of_telling(
        telling: Telling,
        maat: Maat,
        estimate: impl FnOnce() -> Option<(f64, Interval)>,
    ) -> Self {
        let waarde = telling.teller.to_f64() / telling.noemer.to_f64() * maat.factor;
        let interval = match telling.aard {
            Aard::Gebeurtenissen => {
                telling.rate(maat).map(|rate| rate_interval(rate, maat.confidence))
            }
            Aard::Deel => telling.share().and_then(|share| {
                let interval = wilson_interval(share, maat.confidence);
                Interval::new(interval.lower() * maat.factor, interval.upper() * maat.factor)
            }),
            Aard::Anders => estimate().map(|(_, interval)| interval),
        };
        let is_few = telling.is_few();
        Self { waarde, interval, telling: Some(telling), is_indicatief: false, is_few }
    }
}

/// The figure of areas together, all tellers over all noemers: never a mean of their figures.
///
/// `None` when one of them is no ratio of counts. Persons who are counted in two of the areas count
/// twice, as they do in the figures themselves.
pub(super) fn together(zijden: &[Zijde], maat: Maat) -> Option<Zijde> {
    let tellingen: Vec<_> = zijden.iter().map(|zijde| zijde.telling).collect::<Option<_>>()?;
    let (first, others) = tellingen.split_first()?;
    let telling = others.iter().fold(*first, |sum, other| Telling {
        teller: sum.teller.plus(other.teller),
        noemer: sum.noemer.plus(other.noemer),
        aard: if sum.aard == other.aard { sum.aard } else { Aard::Anders },
    });
    let estimate = || {
        let parts: Vec<_> = zijden.iter().map(Zijde::weighted).collect::<Option<_>>()?;
        combine_parts(&parts)
    };
    let is_indicatief = zijden.iter().any(|zijde| zijde.is_indicatief);
    Some(Zijde { is_indicatief, ..Zijde::of_telling(telling, maat, estimate) })
}

/// What a gemeente is without one of its areas.
#[derive(Clone, Debug)]
pub(super) enum Rest {
    /// The other areas, and whoever has no known area.
    Over(Zijde),
    /// Nothing: the area is all of the gemeente.
    Leeg,
    /// Not known: the figures are no ratios of counts that can be subtracted.
    Onbekend,
}

/// The gemeente without an area, from the counts of both.
pub(super) fn rest_of(gemeente: &Zijde, gebied: &Zijde, maat: Maat) -> Rest {
    let (Some(all), Some(own)) = (gemeente.telling, gebied.telling) else { return Rest::Onbekend };
    let minus = |a: Quantity, b: Quantity| a.plus(Quantity { units: -b.units, ..b });
    let telling = Telling {
        teller: minus(all.teller, own.teller),
        noemer: minus(all.noemer, own.noemer),
        aard: if all.aard == own.aard { all.aard } else { Aard::Anders },
    };
    if telling.noemer.units <= 0 {
        return if telling.noemer.units == 0 { Rest::Leeg } else { Rest::Onbekend };
    }
    let is_part = telling.aard != Aard::Deel || telling.teller.to_f64() <= telling.noemer.to_f64();
    if telling.teller.units < 0 || !is_part {
        return Rest::Onbekend;
    }
    let estimate = || remainder_of(gemeente.weighted()?, gebied.weighted()?);
    let rest = Zijde::of_telling(telling, maat, estimate);
    Rest::Over(Zijde { is_indicatief: gemeente.is_indicatief, ..rest })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Bounds, GeenInterval};

    pub(in super::super) const PER_1000: Maat =
        Maat { factor: 1_000.0, confidence: Confidence::P95 };
    pub(in super::super) const PERCENT: Maat = Maat { factor: 100.0, confidence: Confidence::P95 };

    /// A rate per 1,000 with its exact interval.
    pub(in super::super) fn rate_figure(events: u64, people: u64) -> Figure {
        let rate = Rate::of(events, people as f64, 1_000.0).expect("people");
        let interval = rate_interval(rate, Confidence::P95);
        let (lower, upper, methode) = (interval.lower(), interval.upper(), Methode::PoissonExact);
        Figure {
            teller: Some(Quantity::count(events)),
            noemer: Some(Quantity::count(people)),
            ..Figure::new(rate.value(), Ok(Bounds { lower, upper, methode }))
        }
    }

    /// A share in percent with its interval.
    pub(in super::super) fn share_figure(teller: u64, noemer: u64) -> Figure {
        let share = Share::of(teller as f64, noemer as f64).expect("part of a whole");
        let interval = wilson_interval(share, Confidence::P95);
        let bounds = Bounds {
            lower: interval.lower() * 100.0,
            upper: interval.upper() * 100.0,
            methode: Methode::Wilson,
        };
        Figure {
            teller: Some(Quantity::count(teller)),
            noemer: Some(Quantity::count(noemer)),
            ..Figure::new(share.fraction() * 100.0, Ok(bounds))
        }
    }

    /// A figure with this interval, of which no counts are known.
    pub(in super::super) fn bare_figure(waarde: f64, lower: f64, upper: f64) -> Figure {
        Figure::new(waarde, Ok(Bounds { lower, upper, methode: Methode::Gepubliceerd }))
    }

    #[test]
    fn figures_show_their_own_factor() {
        let figures = [rate_figure(0, 100), rate_figure(7, 3_000)];
        assert_eq!(Maat::of(&figures, Confidence::P95).factor, 1_000.0);
        let bare = bare_figure(3.0, 2.0, 4.0);
        assert_eq!(Maat::of([&bare], Confidence::P95).factor, 1.0);
        assert_eq!(Maat::of([&share_figure(1, 3)], Confidence::P95).factor, 100.0);
    }

    #[test]
    fn areas_together_are_all_tellers_over_all_noemers() {
        let zijden =
            [share_figure(90, 100), share_figure(10, 900)].map(|one| Zijde::of(&one, PERCENT));
        let found = together(&zijden, PERCENT).expect("counts");
        // The mean of 90 and 1.1 percent is 45.6.
        assert_eq!(found.waarde, 10.0);
        let expected = Zijde::of(&share_figure(100, 1_000), PERCENT).interval;
        assert_eq!(found.interval, expected);
        assert!(together(&[], PERCENT).is_none());
        let bare = Zijde::of(&bare_figure(3.0, 2.0, 4.0), PERCENT);
        assert!(together(&[zijden[0].clone(), bare], PERCENT).is_none());
    }

    #[test]
    fn a_standardised_rate_is_no_ratio_of_its_counts() {
        let mut figure = rate_figure(50, 1_000);
        figure.waarde *= 1.1;
        assert!(Zijde::of(&figure, PER_1000).telling.is_none());
    }

    #[test]
    fn the_rest_is_the_gemeente_without_the_area() {
        let of = |figure: &Figure| Zijde::of(figure, PER_1000);
        let (gemeente, gebied) = (of(&rate_figure(300, 10_000)), of(&rate_figure(30, 500)));
        let Rest::Over(rest) = rest_of(&gemeente, &gebied, PER_1000) else { panic!("a rest") };
        let expected = of(&rate_figure(270, 9_500));
        assert_eq!((rest.waarde, rest.interval), (expected.waarde, expected.interval));
        assert!(matches!(rest_of(&gemeente, &gemeente, PER_1000), Rest::Leeg));
        let larger = of(&rate_figure(30, 20_000));
        assert!(matches!(rest_of(&gemeente, &larger, PER_1000), Rest::Onbekend));
        let bare = of(&bare_figure(3.0, 2.0, 4.0));
        assert!(matches!(rest_of(&bare, &gebied, PER_1000), Rest::Onbekend));
    }

    /// Where persons have more than one event the interval tells, and the rest is no surer than the whole.
    #[test]
    fn the_rest_of_clustered_counts_has_their_spread() {
        let widened = |events, people| {
            let mut figure = rate_figure(events, people);
            if let Ok(bounds) = &mut figure.interval {
                let stretch = |bound: f64| figure.waarde + 2.0 * (bound - figure.waarde);
                (bounds.lower, bounds.upper) = (stretch(bounds.lower), stretch(bounds.upper));
                bounds.methode = Methode::PoissonGeclusterd;
            }
            Zijde::of(&figure, PER_1000)
        };
        let (gemeente, gebied) = (widened(300, 10_000), widened(30, 500));
        let Rest::Over(rest) = rest_of(&gemeente, &gebied, PER_1000) else { panic!("a rest") };
        let expected = Zijde::of(&rate_figure(270, 9_500), PER_1000);
        assert!((rest.waarde - expected.waarde).abs() < 1e-12);
        let width = |zijde: &Zijde| {
            let interval = zijde.interval.expect("an interval");
            interval.upper() - interval.lower()
        };
        let ratio = width(&rest) / width(&expected);
        assert!((1.9..2.1).contains(&ratio), "{ratio}");
    }

    #[test]
    fn without_an_interval_the_value_still_adds_up() {
        let part = |teller, noemer| {
            let mut figure = rate_figure(teller, noemer);
            figure.interval = Err(GeenInterval::SomZonderVerdeling);
            Zijde::of(&figure, PER_1000)
        };
        let found = together(&[part(10, 100), part(20, 500)], PER_1000).expect("counts");
        assert_eq!((found.waarde, found.interval), (50.0, None));
    }
}
