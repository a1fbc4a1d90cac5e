//! The chain of counts from residents to maatwerk, and the factors between them.

use crate::definition::{Aantal, Afpelling, Kant};
use crate::disclosure::Publication;
use crate::model::{Cell, Figure, Periode, Quantity, Vergelijkbaarheid};
use crate::stats::Factor;

use super::super::lookup::Cells;
use super::GeenAfpelling;

/// A count of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Schakel {
    /// The people who could ask for help.
    Inwoners,
    /// The requests for help.
    Meldingen,
    /// Those that lead to maatwerk.
    Doorverwijzingen,
    /// The people who have maatwerk.
    Clienten,
    /// The maatwerk that they have.
    Volume,
}

impl Schakel {
    /// The word in `afpelling.csv`, and the key in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inwoners => "inwoners",
            Self::Meldingen => "meldingen",
            Self::Doorverwijzingen => "doorverwijzingen",
            Self::Clienten => "clienten",
            Self::Volume => "volume",
        }
    }
}

/// A factor of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factorsoort {
    /// The residents.
    Inwoners,
    /// The meldingen.
    Meldingen,
    /// The meldingen for each resident.
    Beroep,
    /// The doorverwijzingen for each melding.
    Aandeel,
    /// The clients for each doorverwijzing: how long maatwerk lasts, and who had it already.
    Doorloop,
    /// The volume for each client.
    Intensiteit,
    /// The volume for each doorverwijzing, where clients are not counted.
    IntensiteitPerDoorverwijzing,
}

impl Factorsoort {
    /// The word in `afpelling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inwoners => "inwoners",
            Self::Meldingen => "meldingen",
            Self::Beroep => "meldingen_per_inwoner",
            Self::Aandeel => "aandeel_doorverwezen",
            Self::Doorloop => "clienten_per_doorverwijzing",
            Self::Intensiteit => "intensiteit_per_client",
            Self::IntensiteitPerDoorverwijzing => "intensiteit_per_doorverwijzing",
        }
    }
}

/// A declared count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    schakel: Schakel,
    pub(super) kant: Kant,
    /// The place of its indicator among the sources.
    pub(super) source: usize,
}

/// All counts of a declaration, with the indicators that they are taken from.
pub(super) struct Chain<'p> {
    pub(super) links: Vec<Link>,
    sources: Vec<Cells<'p>>,
}

/// The counts of one area in one period, in the order of the chain.
pub(super) struct Counts {
    values: Vec<f64>,
    pub(super) herleid: bool,
}

impl Counts {
    /// The last count.
    pub(super) fn volume(&self) -> f64 {
        self.values[self.values.len() - 1]
    }

    /// The people whose maatwerk it is: the count before the last.
    pub(super) fn people(&self) -> f64 {
        self.values[self.values.len() - 2]
    }
}

impl<'p> Chain<'p> {
    /// The chain of a declaration; nothing when one of its indicators is not published.
    pub(super) fn of(publication: &'p Publication, afpelling: &Afpelling) -> Option<Self> {
        let declared = [
            (Schakel::Inwoners, afpelling.inwoners.as_ref()),
            (Schakel::Meldingen, Some(&afpelling.meldingen)),
            (Schakel::Doorverwijzingen, Some(&afpelling.doorverwijzingen)),
            (Schakel::Clienten, afpelling.clienten.as_ref()),
            (Schakel::Volume, Some(&afpelling.volume)),
        ];
        let mut sources: Vec<Cells<'p>> = Vec::new();
        let mut links = Vec::new();
        for (schakel, aantal) in declared {
            let Some(Aantal { indicator, kant, .. }) = aantal else { continue };
            let known = sources.iter().position(|one| one.indicator.info().id == *indicator);
            let source = if let Some(source) = known {
                source
            } else {
                sources.push(Cells::find(publication, indicator)?);
                sources.len() - 1
            };
            links.push(Link { schakel, kant: *kant, source });
        }
        Some(Self { links, sources })
    }

    /// The indicators, each once.
    pub(super) fn sources(&self) -> impl Iterator<Item = &Cells<'p>> {
        self.sources.iter()
    }

    /// The indicator of the last count.
    pub(super) fn volume(&self) -> &Cells<'p> {
        &self.sources[self.links[self.links.len() - 1].source]
    }

    /// The factors, in the order of the chain.
    pub(super) fn factoren(&self) -> Vec<Factorsoort> {
        let before = std::iter::once(None).chain(self.links.iter().map(|link| Some(link.schakel)));
        let pairs = before.zip(self.links.iter().map(|link| link.schakel));
        pairs
            .map(|pair| match pair {
                (_, Schakel::Inwoners) => Factorsoort::Inwoners,
                (None, _) => Factorsoort::Meldingen,
                (Some(_), Schakel::Meldingen) => Factorsoort::Beroep,
                (Some(_), Schakel::Doorverwijzingen) => Factorsoort::Aandeel,
                (Some(_), Schakel::Clienten) => Factorsoort::Doorloop,
                (Some(Schakel::Clienten), Schakel::Volume) => Factorsoort::Intensiteit,
                (Some(_), Schakel::Volume) => Factorsoort::IntensiteitPerDoorverwijzing,
            })
            .collect()
    }

    /// Refuses an area of which a count has other borders in one of the periods.
    pub(super) fn check_borders(
        &self,
        gebied: usize,
        perioden: [Periode; 2],
    ) -> Result<(), GeenAfpelling> {
        let moved = self.links.iter().find(|link| {
            let indicator = self.sources[link.source].indicator;
            let found = indicator.vergelijkbaarheid_tussen(gebied, perioden);
            found == Vergelijkbaarheid::NietVergelijkbaar
        });
        moved.map_or(Ok(()), |link| Err(GeenAfpelling::NietVergelijkbaar(link.schakel)))
    }

    /// The figure of a source, when it is shown.
    pub(super) fn figure(
        &self,
        source: usize,
        gebied: usize,
        periode: Periode,
    ) -> Option<&'p Figure> {
        self.sources[source].cell(gebied, periode).figure()
    }

    /// The source at a place.
    pub(super) fn source(&self, source: usize) -> &Cells<'p> {
        &self.sources[source]
    }

    /// The number of sources.
    pub(super) fn n_sources(&self) -> usize {
        self.sources.len()
    }

    /// The counts of an area in a period, or why one of them is not there.
    pub(super) fn counts(&self, gebied: usize, periode: Periode) -> Result<Counts, GeenAfpelling> {
        let mut found = Counts { values: Vec::new(), herleid: false };
        for link in &self.links {
            let figure = match self.sources[link.source].cell(gebied, periode) {
                Cell::Waarde(figure) | Cell::Nul(figure) => figure,
                Cell::Onderdrukt(door) => {
                    let schakel = self.named_after(link);
                    return Err(GeenAfpelling::Onderdrukt(schakel, periode, *door));
                }
                Cell::Geen(reden) => {
                    let schakel = self.named_after(link);
                    return Err(GeenAfpelling::GeenCijfer(schakel, periode, *reden));
                }
            };
            let count = match link.kant {
                Kant::Teller => figure.teller,
                Kant::Noemer => figure.noemer,
            };
            let count = count.ok_or(GeenAfpelling::GeenAantal(link.schakel, periode))?;
            found.values.push(Quantity::to_f64(count));
            found.herleid |= figure.herleid;
        }
        Ok(found)
    }

    /// The count that the figure of a link is about: it is withheld for its meldingen, not for the
    /// residents that they are divided by.
    fn named_after(&self, link: &Link) -> Schakel {
        let of_figure = |one: &&Link| one.source == link.source && one.kant == Kant::Teller;
        self.links.iter().find(of_figure).unwrap_or(link).schakel
    }

    /// The factors of two periods; nothing divided by nothing has no value.
    pub(super) fn factors(
        &self,
        before: &Counts,
        after: &Counts,
        perioden: [Periode; 2],
    ) -> Result<Vec<Factor>, GeenAfpelling> {
        let factoren = self.factoren();
        let value = |counts: &Counts, idx: usize, periode| {
            let count = counts.values[idx];
            match idx.checked_sub(1).map(|place| counts.values[place]) {
                None => Ok(Some(count)),
                Some(0.0) if count == 0.0 => Ok(None),
                Some(0.0) => Err(GeenAfpelling::NietsOmDoorTeDelen(factoren[idx], periode)),
                Some(below) => Ok(Some(count / below)),
            }
        };
        let factor = |idx| {
            let before = value(before, idx, perioden[0])?;
            let after = value(after, idx, perioden[1])?;
            Ok(Factor { before, after })
        };
        (0..self.links.len()).map(factor).collect()
    }
}
