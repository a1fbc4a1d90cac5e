//! Why maatwerk changed: its change between two periods, peeled into the factors of a product.
//!
//! The counts of a chain are `q_1` to `q_n`: residents, meldingen, doorverwijzingen, clients, and the
//! hours or euros that they have. The factors are the first count and each of the others divided by the one
//! before it, so that their product is the last count by definition:
//!
//! `volume = meldingen × (doorverwijzingen / meldingen) × (clients / doorverwijzingen) × (volume / client)`
//!
//! Where clients are not declared, volume is divided by doorverwijzingen. Meldingen and doorverwijzingen
//! are of a period and clients of its last day, so clients for each doorverwijzing is the factor that
//! tells how long maatwerk lasts and who had it already: what is left of the change when fewer people
//! come in and those who are in have no less. The change is divided by [`attribute_change`].
//!
//! **Intervals** are by the delta method on logarithms. What chance moves is taken from the published
//! intervals: a rate of events moves with its events, a mean with the amounts of persons and with how
//! many they are, a share with its part and with its whole. Counts are taken to be independent of each
//! other. Where the same people are in two of them, in both a doorverwijzing and a client or a client in
//! both years, the factor in between moves less than that, so an interval is at most too wide.

mod chain;
mod chances;
mod oordeel;

use crate::definition::Afpelling;
use crate::disclosure::Publication;
use crate::model::{Breuk, GeenCijfer, GeenInterval, Methode, Onderdrukt, Periode};
use crate::stats::{Interval, Moment, NoAttribution, attribute_change};

use self::chain::Chain;
use self::chances::chances_of;
use super::lookup::merge_breuken;

pub use self::chain::{Factorsoort, Schakel};
pub use self::oordeel::Oordeel;

/// A declared change, peeled for every area.
#[derive(Clone, Debug)]
pub struct PeeledChange<'d> {
    /// What was declared.
    pub afpelling: &'d Afpelling,
    /// The first period.
    pub van: Periode,
    /// The last period.
    pub tot: Periode,
    /// The factors, in the order of the chain.
    pub factoren: Vec<Factorsoort>,
    /// The breaks in the registration that lie between the periods, or in one of them.
    pub breuken: Vec<Breuk>,
    /// The decimals that its counts are shown with.
    pub decimalen: u8,
    /// The confidence of its intervals.
    pub betrouwbaarheid: f64,
    /// The sources that it is computed from.
    pub bronnen: Vec<String>,
    /// The areas that are shown, from large to small.
    pub gebieden: Vec<PeeledArea>,
}

/// One area of a peeled change.
#[derive(Clone, Debug)]
pub struct PeeledArea {
    /// The index of the area in the publication.
    pub gebied: usize,
    /// Its change by factor, or why there is none.
    pub uitkomst: Result<Peeling, GeenAfpelling>,
}

/// The change of an area by factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Peeling {
    /// The volume in the first period.
    pub van: f64,
    /// The volume in the last period.
    pub tot: f64,
    /// What each factor contributes, in the order of the chain. They add up to the change.
    pub bijdragen: Vec<Bijdrage>,
    /// The interval of the change, or why it has none.
    pub marge: Result<Interval, GeenMarge>,
    /// The factors that are 0 or have no value, with the period: the contributions are limits then.
    pub nullen: Vec<(Factorsoort, Periode)>,
    /// True when a count was converted from areas of another vintage.
    pub herleid: bool,
    /// How the change may be read.
    pub oordeel: Oordeel,
}

impl Peeling {
    /// The change of the volume.
    pub fn verandering(&self) -> f64 {
        self.tot - self.van
    }

    /// A part of the change as a percentage of the volume in the first period; none when that is 0.
    pub fn procent(&self, deel: f64) -> Option<f64> {
        (self.van != 0.0).then(|| deel / self.van * 100.0)
    }

    /// The factor that contributes most, up or down; none when nothing changed.
    pub fn hoofdfactor(&self) -> Option<&Bijdrage> {
        let sizes = self.bijdragen.iter().filter(|one| one.bijdrage != 0.0);
        // Of equals the first, so that the order of the chain decides and not that of the search.
        sizes.rev().max_by(|a, b| a.bijdrage.abs().total_cmp(&b.bijdrage.abs()))
    }
}

/// What a factor contributes to the change.
#[derive(Clone, Debug, PartialEq)]
pub struct Bijdrage {
    /// The factor.
    pub factor: Factorsoort,
    /// Its value in the first period; none where there is nothing to divide by.
    pub van: Option<f64>,
    /// Its value in the last period.
    pub tot: Option<f64>,
    /// What it contributes, in the unit of the volume.
    pub bijdrage: f64,
    /// The interval of the contribution, or why it has none.
    pub marge: Result<Interval, GeenMarge>,
}

impl Bijdrage {
    /// True when chance alone could have made the contribution 0; none without an interval.
    pub fn kan_toeval_zijn(&self) -> Option<bool> {
        self.marge.ok().map(holds_zero)
    }
}

/// True when an interval has 0 in it.
pub(super) fn holds_zero(interval: Interval) -> bool {
    interval.lower() <= 0.0 && 0.0 <= interval.upper()
}

/// Why the change of an area cannot be peeled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenAfpelling {
    /// The area had other borders in one of the periods, and nothing bridges that.
    NietVergelijkbaar(Schakel),
    /// A count is withheld.
    Onderdrukt(Schakel, Periode, Onderdrukt),
    /// A count is not there.
    GeenCijfer(Schakel, Periode, GeenCijfer),
    /// The figure is there, but was published without the count.
    GeenAantal(Schakel, Periode),
    /// A factor divides something by nothing.
    NietsOmDoorTeDelen(Factorsoort, Periode),
    /// A count is below 0, or the product is too large for a number.
    GeenProduct,
}

impl GeenAfpelling {
    /// The word in `afpelling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NietVergelijkbaar(_) => "niet_vergelijkbaar",
            Self::Onderdrukt(_, _, Onderdrukt::Monitor) => "onderdrukt",
            Self::Onderdrukt(_, _, Onderdrukt::Bron) => "onderdrukt_bron",
            Self::GeenCijfer(_, _, GeenCijfer::Ontbreekt) => "ontbreekt",
            Self::GeenCijfer(_, _, GeenCijfer::NietVanToepassing) => "niet_van_toepassing",
            Self::GeenCijfer(_, _, GeenCijfer::NietVergelijkbaar) => "niet_vergelijkbaar",
            Self::GeenAantal(_, _) => "geen_aantal",
            Self::NietsOmDoorTeDelen(_, _) => "niets_om_door_te_delen",
            Self::GeenProduct => "geen_product",
        }
    }

    /// The count or the factor that it is about, and the period.
    pub fn bij(self) -> (&'static str, Option<Periode>) {
        match self {
            Self::NietVergelijkbaar(schakel) => (schakel.word(), None),
            Self::Onderdrukt(schakel, periode, _)
            | Self::GeenCijfer(schakel, periode, _)
            | Self::GeenAantal(schakel, periode) => (schakel.word(), Some(periode)),
            Self::NietsOmDoorTeDelen(factor, periode) => (factor.word(), Some(periode)),
            Self::GeenProduct => ("", None),
        }
    }
}

/// Why a contribution has no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeenMarge {
    /// It is a limit: near 0 a logarithm has no variance.
    Limiet,
    /// A figure that it rests on has no interval.
    Cijfer(GeenInterval),
    /// The interval of a figure is not one of the count in it.
    Methode(Methode),
}

impl GeenMarge {
    /// The word in `afpelling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Limiet => "limiet_bij_nul",
            Self::Cijfer(reason) => reason.word(),
            Self::Methode(_) => "interval_niet_van_aantal",
        }
    }
}

/// Peels every declared change for every area that is shown, from the published figures alone.
///
/// A change of which an indicator is not published is left out: it was not asked for.
pub fn peel_changes<'d>(
    publication: &Publication,
    declared: &'d [Afpelling],
) -> Vec<PeeledChange<'d>> {
    declared.iter().filter_map(|afpelling| peel(publication, afpelling)).collect()
}

fn peel<'d>(publication: &Publication, afpelling: &'d Afpelling) -> Option<PeeledChange<'d>> {
    let chain = Chain::of(publication, afpelling)?;
    let (van, tot) = afpelling.tijdvak.until(publication.kop().tot.last_day())?;
    let perioden = [van, tot];
    let breuken = merge_breuken(chain.sources().flat_map(|cells| cells.breuken_tussen(perioden)));
    let volume = chain.volume();
    let mut gebieden: Vec<usize> = (0..publication.gebieden().len())
        .filter(|&gebied| publication.gebieden()[gebied].getoond)
        .filter(|&gebied| perioden.iter().any(|&periode| volume.has(gebied, periode)))
        .collect();
    gebieden.sort_by_key(|&gebied| std::cmp::Reverse(publication.gebieden()[gebied].niveau));
    let peel_area = |gebied| PeeledArea {
        gebied,
        uitkomst: peel_area(&chain, gebied, perioden, !breuken.is_empty()),
    };
    let info = volume.indicator.info();
    let mut bronnen: Vec<_> =
        chain.sources().flat_map(|cells| cells.indicator.info().bronnen.clone()).collect();
    bronnen.sort();
    bronnen.dedup();
    Some(PeeledChange {
        afpelling,
        van,
        tot,
        factoren: chain.factoren(),
        decimalen: info.decimalen,
        betrouwbaarheid: volume.confidence().level(),
        bronnen,
        gebieden: gebieden.into_iter().map(peel_area).collect(),
        breuken,
    })
}

/// The change of one area, by factor.
fn peel_area(
    chain: &Chain<'_>,
    gebied: usize,
    perioden: [Periode; 2],
    has_break: bool,
) -> Result<Peeling, GeenAfpelling> {
    chain.check_borders(gebied, perioden)?;
    let [before, after] = perioden.map(|periode| chain.counts(gebied, periode));
    let (before, after) = (before?, after?);
    let periode_of = |moment| match moment {
        Moment::Before => perioden[0],
        Moment::After => perioden[1],
    };
    let factoren = chain.factoren();
    let factors = chain.factors(&before, &after, perioden)?;
    let divided = attribute_change(&factors).map_err(|error| match error {
        NoAttribution::Undefined { factor, moment } => {
            GeenAfpelling::NietsOmDoorTeDelen(factoren[factor], periode_of(moment))
        }
        _ => GeenAfpelling::GeenProduct,
    })?;
    let errors = match chances_of(chain, gebied, perioden) {
        Ok(chances) => divided.standard_errors(&chances).ok_or(GeenMarge::Limiet),
        // A figure of 0 has no error on this scale, but the limit is what a reader must know.
        Err(_) if !divided.zeros().is_empty() => Err(GeenMarge::Limiet),
        Err(reason) => Err(reason),
    };
    let z = chain.volume().confidence().z();
    let around = |value: f64, error: f64| Interval::around(value, z * error);
    let marge_of = |value: f64, error: Result<f64, GeenMarge>| {
        error.and_then(|error| around(value, error).ok_or(GeenMarge::Limiet))
    };
    let bijdragen: Vec<_> = factoren
        .iter()
        .enumerate()
        .map(|(idx, &factor)| {
            let bijdrage = divided.contributions()[idx];
            let error = errors.as_ref().map(|errors| errors.contributions[idx]);
            Bijdrage {
                factor,
                van: factors[idx].before,
                tot: factors[idx].after,
                bijdrage,
                marge: marge_of(bijdrage, error.map_err(|reason| *reason)),
            }
        })
        .collect();
    let (van, tot) = (before.volume(), after.volume());
    let error = errors.as_ref().map(|errors| errors.change).map_err(|reason| *reason);
    let marge = marge_of(tot - van, error);
    let intensity = bijdragen.last().and_then(|one| one.marge.ok());
    let oordeel = Oordeel::of(&before, &after, [marge.ok(), intensity], has_break);
    let nullen = divided.zeros().iter().map(|&(idx, at)| (factoren[idx], periode_of(at))).collect();
    let herleid = before.herleid || after.herleid;
    Ok(Peeling { van, tot, bijdragen, marge, nullen, herleid, oordeel })
}

#[cfg(test)]
mod tests;
