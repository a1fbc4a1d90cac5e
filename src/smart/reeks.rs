//! The series that a target is about: the figures of an area over time, its distance to the
//! gemeente, or how far areas lie apart.

use std::collections::BTreeMap;

use crate::engine::{EstimatedCell, EstimatedIndicator};
use crate::model::{
    Doelsoort, Figure, GebiedIdx, GeenCijfer, IndicatorInfo, Maat, Meetpunt, Methode, Niveau,
    Periode, Quantity, Soort, Voorbehoud,
};
use crate::stats::{Confidence, Interval, standard_error_of};

/// What the figures of a series are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reekssoort {
    /// The figures of the indicator.
    Waarde,
    /// Their distance to the gemeente.
    Afstand,
    /// The ninetieth percentile of the areas of a level minus the tenth.
    P90MinP10(Niveau),
    /// The slope index of the areas of a level, ranked by another indicator.
    Hellingsindex(Niveau, String),
}

impl Reekssoort {
    /// The series that a kind of target is about.
    pub fn of(soort: &Doelsoort, per: Niveau) -> Self {
        match soort {
            Doelsoort::GatVerkleinen { maat: Maat::Gemeente, .. } => Self::Afstand,
            Doelsoort::GatVerkleinen { maat: Maat::P90MinP10, .. } => Self::P90MinP10(per),
            Doelsoort::GatVerkleinen { maat: Maat::Hellingsindex, rangorde, .. } => {
                Self::Hellingsindex(per, rangorde.clone().unwrap_or_default())
            }
            _ => Self::Waarde,
        }
    }

    /// The word in the lock and in `status.csv`.
    pub fn word(&self) -> String {
        match self {
            Self::Waarde => "waarde".to_owned(),
            Self::Afstand => "afstand".to_owned(),
            Self::P90MinP10(per) => format!("p90_min_p10 {}", per.word()),
            Self::Hellingsindex(per, id) => format!("hellingsindex {} {id}", per.word()),
        }
    }
}

/// A figure of a series, with what to know of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Punt {
    /// The value and its error.
    pub meetpunt: Meetpunt,
    /// The events above the line, of a register.
    pub teller: Option<Quantity>,
    /// The respondents, of a survey.
    pub n: Option<u64>,
    /// True when it was converted from other areas.
    pub herleid: bool,
    /// What to know of it.
    pub voorbehouden: Vec<Voorbehoud>,
    /// The cells that it rests on.
    pub cells: Vec<(GebiedIdx, Periode)>,
}

/// The figures of a series, or why there is none, by period.
pub type Reeks = BTreeMap<Periode, Result<Punt, GeenCijfer>>;

/// The confidence of the intervals of an indicator.
pub(super) fn confidence_of(info: &IndicatorInfo) -> Confidence {
    let level = match info.soort {
        // What somebody else published has the confidence that they used.
        Soort::Gepubliceerd => Confidence::P95.level(),
        _ => info.betrouwbaarheid,
    };
    Confidence::new(level).expect("checked in the definition")
}

/// The figures of the indicator in an area.
pub(super) fn series_of(one: &EstimatedIndicator, gebied: GebiedIdx) -> Reeks {
    points_of(&one.info, &one.cells, gebied)
}

/// The distances of an area to the gemeente.
pub(super) fn distances_of(
    one: &EstimatedIndicator,
    gebied: GebiedIdx,
    gemeente: GebiedIdx,
) -> Reeks {
    let mut reeks = points_of(&one.info, &one.afstanden, gebied);
    let own = series_of(one, gebied);
    for (periode, point) in &mut reeks {
        let Ok(point) = point else { continue };
        point.cells.push((gemeente, *periode));
        // What makes a verdict unsure is how little the area itself has.
        if let Some(Ok(own)) = own.get(periode) {
            (point.teller, point.n) = (own.teller, own.n);
        }
    }
    reeks
}

fn points_of(info: &IndicatorInfo, cells: &[EstimatedCell], gebied: GebiedIdx) -> Reeks {
    let confidence = confidence_of(info);
    let own = cells.iter().filter(|cell| cell.gebied == gebied);
    own.map(|cell| {
        let point = match &cell.figure {
            Ok(figure) => Ok(point_of(figure, confidence, (gebied, cell.periode))),
            Err(reason) => Err(*reason),
        };
        (cell.periode, point)
    })
    .collect()
}

fn point_of(figure: &Figure, confidence: Confidence, cell: (GebiedIdx, Periode)) -> Punt {
    Punt {
        meetpunt: meetpunt_of(figure, confidence),
        teller: figure.teller,
        n: figure.n,
        herleid: figure.herleid,
        voorbehouden: figure.voorbehouden.clone(),
        cells: vec![cell],
    }
}

/// The value of a figure with its standard error: of events, `value / √x`; otherwise from the width
/// of its interval, in which rounding by the source has a part already.
fn meetpunt_of(figure: &Figure, confidence: Confidence) -> Meetpunt {
    let bounds = figure.interval.ok();
    let of_events = bounds
        .filter(|bounds| bounds.methode == Methode::PoissonExact)
        .and(figure.teller)
        .map(Quantity::to_f64)
        .filter(|events| 1.0 <= *events)
        .map(|events| figure.waarde / events.sqrt());
    let of_width = || {
        let interval = bounds.and_then(|bounds| Interval::new(bounds.lower, bounds.upper))?;
        Some(standard_error_of(interval, confidence))
    };
    Meetpunt {
        waarde: figure.waarde,
        se: of_events.or_else(of_width),
        grenzen: bounds.map(|bounds| [bounds.lower, bounds.upper]),
    }
}
