//! Whether wijken where cohesion changed are wijken where maatwerk changed.
//!
//! Per wijk the change of a figure of cohesion or involvement between two waves stands beside the change
//! of a figure of maatwerk, in the same years or one or two waves earlier or later. Over the wijken they
//! have Spearman's rank correlation, with the interval of Bonett and Wright. A correlation of wijken says
//! nothing about persons, and nothing about what caused what.
//!
//! **The change of a figure** has an interval from the published intervals at both ends, by the sides that
//! matter (MOVER, Zou and Donner). The two are taken to be independent: two waves ask different people.
//! Of people who have maatwerk on two days many are the same, so there the interval is at most too wide.
//!
//! **Which wijken**: those of which both figures are shown at both ends, of the same area. A figure that was
//! converted from an older division is no change of the wijk, and a model estimate is made of what is known
//! of the wijk, care among it, so that a relation would be of the model's own making. How many are left
//! out, and why, is told.
//!
//! **Lags** are in waves: the smallest number of years between two waves of the first figure. With a lag of
//! 1 the change of maatwerk begins and ends one wave later than that of cohesion; with -1, one earlier.
//! A lag within one series would need a long one without a trend; this is a comparison over wijken, and
//! what looking at five lags costs is paid for by the adjustment.
//!
//! **Multiplicity**: the p-values of all declared pairs at all lags are one family, adjusted after Benjamini
//! and Hochberg. Below ten wijken there is none, and below eight no correlation either. Sampling error in
//! either change draws the correlation towards 0.

mod points;

use crate::definition::Samenhangpaar;
use crate::disclosure::Publication;
use crate::model::{Breuk, Niveau, Periode};
use crate::stats::{
    Adjustment, Confidence, Interval, Pairs, PairsError, adjust_p_values, spearman,
};

use self::points::{point_of, waves_of};
use super::lookup::{Cells, merge_breuken};

pub use self::points::{Verschil, Weglating, Wijkpunt};

/// The fewest wijken with a correlation, and with a picture.
pub const FEWEST_WIJKEN: usize = 8;

/// The fewest wijken with a p-value.
pub const FEWEST_FOR_TEST: usize = 10;

/// How many waves later maatwerk is looked at; earlier below 0.
pub const VERTRAGINGEN: [i32; 5] = [0, 1, 2, -1, -2];

/// A declared pair, at every lag.
#[derive(Clone, Debug)]
pub struct Samenhangkaart<'d> {
    /// What was declared.
    pub paar: &'d Samenhangpaar,
    /// The place of the figure of cohesion or involvement among the indicators of the publication.
    pub cohesie: usize,
    /// The place of the figure of maatwerk.
    pub maatwerk: usize,
    /// The years of one wave, and the pair at every lag that the calendar has.
    pub golven: Result<(i32, Vec<Vertraging>), GeenGolven>,
}

impl Samenhangkaart<'_> {
    /// The pair at a lag.
    pub fn at(&self, golven: i32) -> Option<&Vertraging> {
        let (_, all) = self.golven.as_ref().ok()?;
        all.iter().find(|one| one.golven == golven)
    }
}

/// Why a pair has no waves to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeenGolven {
    /// There are no two waves in which both figures are shown for some wijk.
    TeWeinigGolven,
}

impl GeenGolven {
    /// The word in `samenhang.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::TeWeinigGolven => "te_weinig_golven",
        }
    }
}

/// A pair at one lag.
#[derive(Clone, Debug)]
pub struct Vertraging {
    /// How many waves later maatwerk is looked at; earlier below 0.
    pub golven: i32,
    /// Between which waves cohesion changes.
    pub cohesie: [Periode; 2],
    /// Between which years maatwerk changes.
    pub maatwerk: [Periode; 2],
    /// The wijken, in the order of the areas.
    pub punten: Vec<Wijkpunt>,
    /// The wijken that are left out, in the same order, and why.
    pub weggelaten: Vec<(usize, Weglating)>,
    /// The breaks in the registration between the ends.
    pub breuken: Vec<Breuk>,
    /// How the changes go together, or why that is not told.
    pub verband: Result<Verband, GeenVerband>,
}

/// How two changes go together over wijken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verband {
    /// Spearman's rank correlation, from -1 to 1.
    pub rho: f64,
    /// Its interval; none when the orders are the same or each other's reverse.
    pub interval: Option<Interval>,
    /// The p-value of no correlation, with ten wijken or more.
    pub p: Option<f64>,
    /// That p-value, adjusted for all declared pairs and lags.
    pub q: Option<f64>,
}

/// Why it is not told how two changes go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenVerband {
    /// There are fewer than eight wijken.
    TeWeinigWijken,
    /// One of the changes is the same in every wijk.
    GeenVariatie,
}

impl GeenVerband {
    /// The word in `samenhang.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::TeWeinigWijken => "te_weinig_wijken",
            Self::GeenVariatie => "geen_variatie",
        }
    }
}

/// How many p-values of these pairs, at all lags, were adjusted together.
pub fn count_tests(kaarten: &[Samenhangkaart<'_>]) -> usize {
    let all = kaarten.iter().filter_map(|kaart| kaart.golven.as_ref().ok());
    let verbanden = all.flat_map(|(_, lags)| lags).filter_map(|one| one.verband.ok());
    verbanden.filter(|verband| verband.p.is_some()).count()
}

/// Holds every declared pair of changes against each other, from the published figures alone.
///
/// A pair of which an indicator is not published is left out: it was not asked for.
pub fn associate_changes<'d>(
    publication: &Publication,
    declared: &'d [Samenhangpaar],
) -> Vec<Samenhangkaart<'d>> {
    let mut found: Vec<_> =
        declared.iter().filter_map(|paar| associate(publication, paar)).collect();
    adjust(&mut found);
    found
}

fn associate<'d>(publication: &Publication, paar: &'d Samenhangpaar) -> Option<Samenhangkaart<'d>> {
    let place = |id: &str| publication.indicatoren().iter().position(|one| one.info().id == id);
    let [cohesie, maatwerk] = [&paar.cohesie.0, &paar.maatwerk.0].map(|id| place(id));
    let (cohesie, maatwerk) = (cohesie?, maatwerk?);
    let sides = [&paar.cohesie.0, &paar.maatwerk.0].map(|id| Cells::find(publication, id));
    let [Some(first), Some(second)] = sides else { return None };
    let wijken: Vec<usize> = (0..publication.gebieden().len())
        .filter(|&gebied| {
            let regel = &publication.gebieden()[gebied];
            regel.niveau == Niveau::Wijk && regel.getoond
        })
        .collect();
    let waves = waves_of(&first, &wijken);
    let of_second = waves_of(&second, &wijken);
    let common: Vec<Periode> =
        waves.iter().filter(|golf| of_second.contains(*golf)).copied().collect();
    let ends = paar.golven.or(match common[..] {
        [first, .., last] => Some([first, last]),
        _ => None,
    });
    let golven = ends.ok_or(GeenGolven::TeWeinigGolven).map(|ends| {
        let steps = waves.windows(2).map(|pair| pair[1].jaar() - pair[0].jaar());
        let golf = steps.min().unwrap_or(ends[1].jaar() - ends[0].jaar());
        let at = |golven| compare(&first, &second, &wijken, ends, (golven, golf));
        (golf, VERTRAGINGEN.into_iter().filter_map(at).collect())
    });
    Some(Samenhangkaart { paar, cohesie, maatwerk, golven })
}

/// The pair at one lag; nothing when the calendar does not have the years.
fn compare(
    first: &Cells<'_>,
    second: &Cells<'_>,
    wijken: &[usize],
    ends: [Periode; 2],
    (golven, golf): (i32, i32),
) -> Option<Vertraging> {
    let later = |periode: Periode| Periode::of_year(periode.jaar() + golven * golf);
    let maatwerk = [later(ends[0])?, later(ends[1])?];
    let (mut punten, mut weggelaten) = (Vec::new(), Vec::new());
    for &gebied in wijken {
        match point_of(gebied, (first, ends), (second, maatwerk)) {
            Ok(punt) => punten.push(punt),
            Err(reden) => weggelaten.push((gebied, reden)),
        }
    }
    let breuken = merge_breuken(first.breuken_tussen(ends).chain(second.breuken_tussen(maatwerk)));
    let verband = correlate(&punten);
    Some(Vertraging { golven, cohesie: ends, maatwerk, punten, weggelaten, breuken, verband })
}

/// How the changes of wijken go together, with a p-value that is not adjusted yet.
fn correlate(punten: &[Wijkpunt]) -> Result<Verband, GeenVerband> {
    if punten.len() < FEWEST_WIJKEN {
        return Err(GeenVerband::TeWeinigWijken);
    }
    let pairs: Vec<_> =
        punten.iter().map(|punt| (punt.cohesie.waarde, punt.maatwerk.waarde)).collect();
    let pairs = Pairs::of(&pairs).map_err(|error| match error {
        PairsError::TooFew => GeenVerband::TeWeinigWijken,
        PairsError::NoVariation | PairsError::NotFinite => GeenVerband::GeenVariatie,
    })?;
    let found = spearman(&pairs, Confidence::P95);
    let p = found.p_value.filter(|_| FEWEST_FOR_TEST <= punten.len());
    Ok(Verband { rho: found.estimate, interval: found.interval, p, q: None })
}

/// Adjusts the p-values of all pairs at all lags, which are one family.
fn adjust(kaarten: &mut [Samenhangkaart<'_>]) {
    let all = kaarten.iter_mut().filter_map(|kaart| kaart.golven.as_mut().ok());
    let all = all.flat_map(|(_, vertragingen)| vertragingen);
    let mut tested: Vec<(f64, &mut Verband)> = all
        .filter_map(|one| one.verband.as_mut().ok())
        .filter_map(|verband| verband.p.map(|p| (p, verband)))
        .collect();
    let p_values: Vec<f64> = tested.iter().map(|(p, _)| *p).collect();
    let adjusted = adjust_p_values(&p_values, Adjustment::BenjaminiHochberg)
        .expect("a correlation has a probability");
    for ((_, verband), q) in tested.iter_mut().zip(adjusted) {
        verband.q = Some(q);
    }
}

#[cfg(test)]
mod tests;
