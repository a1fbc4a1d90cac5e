//! From exact counts to figures with an interval, in one place.

use crate::model::{Bounds, Figure, GeenCijfer, GeenInterval, Methode, Quantity, Voorbehoud};
use crate::stats::{
    Confidence, Interval, NoInterval, Rate, Share, SurveyMean, SurveyQuantile, SurveyShare,
    quantile_of_counts, rate_interval, wilson_interval,
};

use super::count::Waarden;
use super::figures::FigureParts;

/// A figure, or why there is none.
pub(super) type Estimate = Result<Figure, GeenCijfer>;

fn bounds(interval: Interval, factor: f64, methode: Methode) -> Bounds {
    Bounds { lower: interval.lower() * factor, upper: interval.upper() * factor, methode }
}

/// A count of events for each so many of the noemer, with exact Poisson limits.
///
/// The registration is a full count; the interval expresses the chance in a rare event, not
/// sampling.
pub(super) fn estimate_rate(
    events: u64,
    noemer: Quantity,
    factor: u32,
    confidence: Confidence,
) -> Estimate {
    let rate = Rate::of(events, noemer.to_f64(), f64::from(factor))
        .map_err(|_| GeenCijfer::NietVanToepassing)?;
    let interval = bounds(rate_interval(rate, confidence), 1.0, Methode::PoissonExact);
    Ok(Figure {
        teller: Some(Quantity::count(events)),
        noemer: Some(noemer),
        ..Figure::new(rate.value(), Ok(interval))
    })
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

/// A part of a whole as a percentage, with Wilson's interval.
pub(super) fn estimate_share(teller: u64, noemer: u64, confidence: Confidence) -> Estimate {
    let share = Share::of(teller as f64, noemer as f64);
    let share = share.map_err(|_| GeenCijfer::NietVanToepassing)?;
    let interval = bounds(wilson_interval(share, confidence), 100.0, Methode::Wilson);
    Ok(Figure {
        teller: Some(Quantity::count(teller)),
        noemer: Some(Quantity::count(noemer)),
        ..Figure::new(share.fraction() * 100.0, Ok(interval))
    })
}

/// The weighted mean of parts of the areas that were asked, with so many respondents.
pub(super) fn estimate_mean_of_parts(mean: f64, n: u64) -> Figure {
    Figure { n: Some(n), herleid: true, ..Figure::new(mean, Err(GeenInterval::Herleid)) }
}

/// Why a survey gives no interval, as readers are told.
fn no_interval(reason: NoInterval) -> GeenInterval {
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

/// A quantile of what rows of a register hold, in units with so many decimals.
pub(super) fn estimate_register_quantile(
    waarden: &Waarden,
    p: f64,
    decimals: u8,
    confidence: Confidence,
) -> Estimate {
    let n: u64 = waarden.values().sum();
    let found = quantile_of_counts(waarden, p, confidence).ok_or(GeenCijfer::NietVanToepassing)?;
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

/// A figure that somebody else published, with their margins.
pub(super) fn estimate_published(parts: FigureParts, scales: [u8; 3]) -> Estimate {
    let number = |units: i64, scale| Quantity { units: i128::from(units), scale }.to_f64();
    let [scale, scale_onder, scale_boven] = scales;
    let waarde = number(parts.waarde.ok_or(GeenCijfer::Ontbreekt)?, scale);
    let interval = match (parts.onder, parts.boven) {
        (Some(onder), Some(boven)) => Ok(Bounds {
            lower: number(onder, scale_onder),
            upper: number(boven, scale_boven),
            methode: Methode::Gepubliceerd,
        }),
        _ => Err(GeenInterval::BronZonderMarge),
    };
    Ok(Figure::new(waarde, interval))
}
