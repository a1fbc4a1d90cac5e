//! From exact counts to figures with an interval, in one place.

use crate::model::{Bounds, Figure, GeenCijfer, GeenInterval, Methode, Quantity, Voorbehoud};
use crate::stats::special::normal_quantile;
use crate::stats::{
    ClusteredShare, Confidence, EventCount, Interval, NoInterval, Share, StandardisedRate,
    SurveyMean, SurveyQuantile, SurveyShare, ValueSums, clustered_quantile_of_counts,
    clustered_rate, clustered_share_interval, register_mean, wilson_interval,
};

use super::count::Waarden;
use super::figures::PublishedFigure;

/// A figure, or why there is none.
pub(super) type Estimate = Result<Figure, GeenCijfer>;

fn bounds(interval: Interval, factor: f64, methode: Methode) -> Bounds {
    Bounds { lower: interval.lower() * factor, upper: interval.upper() * factor, methode }
}

/// Fewer events than this, and most of a change is chance.
const FEW_EVENTS: u64 = 20;

/// A count of events for each so many of the noemer, with exact Poisson limits; wider ones where
/// some persons have more than one event.
///
/// The registration is a full count; the interval expresses the chance in a rare event, not
/// sampling.
pub(super) fn estimate_rate(
    count: EventCount,
    noemer: Quantity,
    factor: u32,
    confidence: Confidence,
) -> Estimate {
    let found = clustered_rate(count, noemer.to_f64(), f64::from(factor), confidence);
    let found = found.map_err(|_| GeenCijfer::NietVanToepassing)?;
    let is_clustered = count.events() < count.variance();
    let methode = if is_clustered { Methode::PoissonGeclusterd } else { Methode::PoissonExact };
    let mut figure = Figure {
        teller: Some(Quantity::count(count.events())),
        noemer: Some(noemer),
        ..Figure::new(found.rate.value(), Ok(bounds(found.interval, 1.0, methode)))
    };
    figure.warn(Voorbehoud::KleinAantal, count.events() < FEW_EVENTS);
    Ok(figure)
}

/// A value without an interval, for this reason.
pub(super) fn estimate_unsure(waarde: f64, reason: GeenInterval) -> Figure {
    Figure::new(waarde, Err(reason))
}

/// A rate that was standardised directly, with the limits of Dobson.
pub(super) fn estimate_standardised(rate: &StandardisedRate) -> Figure {
    let interval = bounds(rate.interval, 1.0, Methode::Dobson);
    let mut figure = Figure {
        teller: Some(Quantity::count(rate.observed)),
        ..Figure::new(rate.value, Ok(interval))
    };
    figure.warn(Voorbehoud::KleinAantal, rate.observed < FEW_EVENTS);
    figure
}

/// A rate that was standardised over too few events for an interval.
pub(super) fn estimate_few_events(value: f64, observed: u64) -> Figure {
    let mut figure = estimate_unsure(value, GeenInterval::TeWeinigPersonen);
    figure.warn(Voorbehoud::KleinAantal, observed < FEW_EVENTS);
    figure
}

/// An amount and what is known of the persons that it is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    /// The sum.
    pub som: Quantity,
    /// The sum of the squares of what each person has, in the square of the unit of the sum.
    pub kwadraten: i128,
    /// The persons.
    pub personen: u64,
}

/// Fewer persons than this, and their amounts do not tell how much others might have.
const FEWEST_PERSONS: u64 = 10;

/// An amount for each so many of the noemer, with an interval from how much persons differ.
///
/// Where the noemer counts these persons themselves, also those without an amount, it is their mean
/// and the interval that of Student. Otherwise chance lies in who comes as well: with a number of
/// persons that is Poisson, the variance of the sum is `Σ a²`, and the interval `± z √(Σ a²)`.
pub(super) fn estimate_amount_of_persons(
    amount: Amount,
    noemer: Quantity,
    (factor, of_these_persons): (u32, bool),
    confidence: Confidence,
) -> Estimate {
    let Amount { som, kwadraten, personen } = amount;
    let mut figure = estimate_amount(som, noemer, factor, GeenInterval::TeWeinigPersonen)?;
    if personen < FEWEST_PERSONS {
        return Ok(figure);
    }
    let interval = if of_these_persons {
        let sums = ValueSums { n: noemer.floor(), y: som.units, yy: kwadraten };
        register_mean(sums, som.scale).and_then(|mean| mean.interval(confidence).ok())
    } else {
        let root = Quantity { units: kwadraten, scale: 2 * som.scale }.to_f64().sqrt();
        let margin = normal_quantile(1.0 - confidence.tail()) * root;
        let [lower, upper] = [som.to_f64() - margin, som.to_f64() + margin]
            .map(|bound| bound.max(0.0) / noemer.to_f64());
        Interval::new(lower, upper)
    };
    if let Some(interval) = interval {
        figure.interval = Ok(bounds(interval, f64::from(factor), Methode::Bedragen));
    }
    Ok(figure)
}

/// An amount for each so many of the noemer, without an interval for this reason: a sum alone does
/// not tell its spread, nor does a part of a count.
pub(super) fn estimate_amount(
    teller: Quantity,
    noemer: Quantity,
    factor: u32,
    reason: GeenInterval,
) -> Estimate {
    if noemer.units <= 0 {
        return Err(GeenCijfer::NietVanToepassing);
    }
    let waarde = teller.to_f64() / noemer.to_f64() * f64::from(factor);
    Ok(Figure { teller: Some(teller), noemer: Some(noemer), ..Figure::new(waarde, Err(reason)) })
}

/// A part of a whole as a percentage, with Wilson's interval; on fewer rows where persons have
/// more than one.
pub(super) fn estimate_share(counts: ClusteredShare, confidence: Confidence) -> Estimate {
    let ClusteredShare { teller, rest, noemer } = counts;
    let share = Share::of(teller.0 as f64, noemer.0 as f64);
    let share = share.map_err(|_| GeenCijfer::NietVanToepassing)?;
    let is_clustered = [teller, rest, noemer].iter().any(|(rows, squares)| rows < squares);
    let clustered = is_clustered.then(|| clustered_share_interval(counts, confidence)).flatten();
    let interval = match clustered {
        Some(interval) => bounds(interval, 100.0, Methode::WilsonGeclusterd),
        None => bounds(wilson_interval(share, confidence), 100.0, Methode::Wilson),
    };
    let mut figure = Figure {
        teller: Some(Quantity::count(teller.0)),
        noemer: Some(Quantity::count(noemer.0)),
        ..Figure::new(share.fraction() * 100.0, Ok(interval))
    };
    figure.warn(Voorbehoud::KleinAantal, noemer.0 < FEW_EVENTS);
    Ok(figure)
}

/// The weighted mean of parts of the areas that were asked, with so many respondents.
pub(super) fn estimate_mean_of_parts(mean: f64, n: u64) -> Figure {
    Figure { n: Some(n), herleid: true, ..Figure::new(mean, Err(GeenInterval::Herleid)) }
}

/// Why a survey gives no interval, as readers are told.
pub(super) fn no_interval(reason: NoInterval) -> GeenInterval {
    match reason {
        NoInterval::FullCount => GeenInterval::VolledigeTelling,
        NoInterval::OneRespondent => GeenInterval::TeWeinigRespondenten,
        NoInterval::NoDegreesOfFreedom => GeenInterval::EenzaamStratum,
        NoInterval::NoVariation => GeenInterval::GelijkeAntwoorden,
    }
}

/// A figure of a survey with this mean behind it.
fn of_survey(
    waarde: f64,
    interval: Result<Interval, NoInterval>,
    (factor, methode): (f64, Methode),
    mean: &SurveyMean,
) -> Figure {
    let interval = interval.map(|interval| bounds(interval, factor, methode)).map_err(no_interval);
    let mut figure = Figure {
        n: Some(mean.n),
        n_eff: Some(mean.n_eff),
        deff: mean.precision.as_ref().ok().and_then(|precision| precision.deff),
        ..Figure::new(waarde, interval)
    };
    figure.warn(Voorbehoud::EenzaamStratum, !mean.lonely_strata.is_empty());
    figure.warn(Voorbehoud::GelijkeAntwoorden, mean.precision == Err(NoInterval::NoVariation));
    figure
}

/// The weighted mean of a survey.
pub(super) fn estimate_mean(mean: &SurveyMean) -> Figure {
    let interval = mean.precision.map(|precision| precision.interval);
    of_survey(mean.mean, interval, (1.0, Methode::Taylor), mean)
}

/// The share of a survey that gave an answer, as a percentage.
pub(super) fn estimate_survey_share(share: &SurveyShare) -> Figure {
    let waarde = share.mean.mean * 100.0;
    of_survey(waarde, share.interval, (100.0, Methode::WilsonEffectief), &share.mean)
}

/// A quantile of the answers to a survey, with the mean of the same respondents.
pub(super) fn estimate_survey_quantile(found: &SurveyQuantile, mean: &SurveyMean) -> Figure {
    // The design effect is that of the mean.
    let figure = of_survey(found.value, found.interval, (1.0, Methode::Woodruff), mean);
    Figure { deff: None, ..figure }
}

/// A quantile of what rows of a register hold, of which so many ordered pairs are of one person, in units
/// with so many decimals.
pub(super) fn estimate_register_quantile(
    waarden: &Waarden,
    paren: u64,
    (p, decimals): (f64, u8),
    confidence: Confidence,
) -> Estimate {
    let n: u64 = waarden.values().sum();
    // `(Σc)² / Σc²` rows of persons with `c` rows tell as much as so many of one person each.
    let squares = u128::from(n) + u128::from(paren);
    let independent = (u128::from(n) * u128::from(n)).div_ceil(squares.max(1)) as u64;
    let found = clustered_quantile_of_counts(waarden, p, independent, confidence)
        .ok_or(GeenCijfer::NietVanToepassing)?;
    let unit = Quantity { units: 1, scale: decimals }.to_f64();
    let interval = found.interval.map(|interval| bounds(interval, unit, Methode::Rangorde));
    let interval = interval.ok_or(GeenInterval::TeWeinigPersonen);
    Ok(Figure { n: Some(n), ..Figure::new(found.value * unit, interval) })
}

/// A figure in another unit.
pub(super) fn scale_figure(figure: Figure, factor: f64) -> Figure {
    if factor == 1.0 {
        return figure;
    }
    let scale = |bounds: Bounds| Bounds {
        lower: bounds.lower * factor,
        upper: bounds.upper * factor,
        ..bounds
    };
    Figure { waarde: figure.waarde * factor, interval: figure.interval.map(scale), ..figure }
}

/// A figure that somebody else published, with their margins: wider by what they rounded away.
///
/// The margins are those of the confidence at which they were published, of which 95 % is the only
/// one in use; rounding adds `z² u²/12` to the square of each side.
pub(super) fn estimate_published(found: PublishedFigure, decimals_of_people: u8) -> Estimate {
    let waarde = found.waarde.ok_or(GeenCijfer::Ontbreekt)?;
    let z = normal_quantile(1.0 - Confidence::P95.tail());
    let widen = |margin: f64| (margin * margin + z * z * found.afgerond).sqrt();
    let is_rounded = 0.0 < found.afgerond;
    let methode = if is_rounded { Methode::GepubliceerdAfgerond } else { Methode::Gepubliceerd };
    let interval = found.marges.map(|[below, above]| {
        let [below, above] = if is_rounded { [widen(below), widen(above)] } else { [below, above] };
        Bounds { lower: waarde - below, upper: waarde + above, methode }
    });
    let people = |units| Quantity { units, scale: decimals_of_people };
    Ok(Figure {
        noemer: found.gewicht.map(people),
        ..Figure::new(waarde, interval.ok_or(GeenInterval::BronZonderMarge))
    })
}
