//! From exact counts to figures with an interval, in one place.

use crate::model::{Bounds, Figure, GeenCijfer, GeenInterval, Methode, Quantity};
use crate::stats::{
    Confidence, Interval, NoInterval, Rate, Share, SurveyMean, rate_interval, wilson_interval,
};

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
        waarde: rate.value(),
        interval: Ok(interval),
        teller: Some(Quantity::count(events)),
        noemer: Some(noemer),
        n: None,
        n_eff: None,
        deff: None,
        herleid: false,
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
    Ok(Figure {
        waarde: teller.to_f64() / noemer.to_f64() * f64::from(factor),
        interval: Err(reason),
        teller: Some(teller),
        noemer: Some(noemer),
        n: None,
        n_eff: None,
        deff: None,
        herleid: false,
    })
}

/// A part of a whole as a percentage, with Wilson's interval.
pub(super) fn estimate_share(teller: u64, noemer: u64, confidence: Confidence) -> Estimate {
    let share = Share::of(teller as f64, noemer as f64);
    let share = share.map_err(|_| GeenCijfer::NietVanToepassing)?;
    Ok(Figure {
        waarde: share.fraction() * 100.0,
        interval: Ok(bounds(wilson_interval(share, confidence), 100.0, Methode::Wilson)),
        teller: Some(Quantity::count(teller)),
        noemer: Some(Quantity::count(noemer)),
        n: None,
        n_eff: None,
        deff: None,
        herleid: false,
    })
}

/// The weighted mean of parts of the areas that were asked, with so many respondents.
pub(super) fn estimate_mean_of_parts(mean: f64, n: u64) -> Figure {
    Figure {
        waarde: mean,
        interval: Err(GeenInterval::Herleid),
        teller: None,
        noemer: None,
        n: Some(n),
        n_eff: None,
        deff: None,
        herleid: true,
    }
}

/// The weighted mean of a survey.
pub(super) fn estimate_mean(mean: &SurveyMean) -> Figure {
    let interval = match &mean.precision {
        Ok(precision) => Ok(bounds(precision.interval, 1.0, Methode::Taylor)),
        Err(NoInterval::FullCount) => Err(GeenInterval::VolledigeTelling),
        Err(NoInterval::OneRespondent) => Err(GeenInterval::TeWeinigRespondenten),
        Err(NoInterval::NoDegreesOfFreedom) => Err(GeenInterval::EenzaamStratum),
        Err(NoInterval::NoVariation) => Err(GeenInterval::GelijkeAntwoorden),
    };
    Figure {
        waarde: mean.mean,
        interval,
        teller: None,
        noemer: None,
        n: Some(mean.n),
        n_eff: Some(mean.n_eff),
        deff: mean.precision.as_ref().ok().and_then(|precision| precision.deff),
        herleid: false,
    }
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
    Ok(Figure {
        waarde,
        interval,
        teller: None,
        noemer: None,
        n: None,
        n_eff: None,
        deff: None,
        herleid: false,
    })
}
