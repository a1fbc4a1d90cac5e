//! What every layer knows of an indicator: its names, theme, unit and thresholds.

use super::{Contract, Drempels, Frequentie, Levensfase, Statusregels, Wijziging, words};

/// One of the three themes on which the monitor reports results.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domein {
    /// Fewer and lighter individual provisions.
    Zorgreductie,
    /// How people live together.
    SocialeCohesie,
    /// What residents do for one another.
    Bewonersbetrokkenheid,
}

/// A layer of the social domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Laag {
    /// What residents and organisations do without a decision of the gemeente.
    SocialeBasis,
    /// The teams where people ask for help.
    Toegang,
    /// Individual provisions on a decision.
    Maatwerk,
}

/// Which way a figure should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Richting {
    /// Higher is better.
    HogerIsBeter,
    /// Lower is better.
    LagerIsBeter,
    /// Best between two bounds.
    Bandbreedte,
}

/// The kind of measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Soort {
    /// A count for each so many of something else.
    Ratio,
    /// A part of a whole.
    Aandeel,
    /// A weighted mean of survey answers.
    Gemiddelde,
    /// A median or another quantile.
    Verdeling,
    /// A figure that somebody else published.
    Gepubliceerd,
    /// A formula over other indicators.
    Afgeleid,
    /// The part of those in a state that moved to another.
    Stroom,
}

words!(Domein {
    Zorgreductie = "zorgreductie",
    SocialeCohesie = "sociale_cohesie",
    Bewonersbetrokkenheid = "bewonersbetrokkenheid",
});
words!(Laag { SocialeBasis = "sociale_basis", Toegang = "toegang", Maatwerk = "maatwerk" });
words!(Richting {
    HogerIsBeter = "hoger_is_beter",
    LagerIsBeter = "lager_is_beter",
    Bandbreedte = "bandbreedte",
});
words!(Soort {
    Ratio = "ratio",
    Aandeel = "aandeel",
    Gemiddelde = "gemiddelde",
    Verdeling = "verdeling",
    Gepubliceerd = "gepubliceerd",
    Afgeleid = "afgeleid",
    Stroom = "stroom",
});

/// A text in Dutch, and in English when it has been translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tekst {
    /// The Dutch text.
    pub nl: String,
    /// The English text.
    pub en: Option<String>,
}

impl Tekst {
    /// The text in a language; Dutch where there is no English.
    pub fn in_taal(&self, taal: Taal) -> &str {
        match (taal, &self.en) {
            (Taal::En, Some(text)) => text,
            _ => &self.nl,
        }
    }
}

/// The language of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taal {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

/// What an indicator means, for readers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Toelichting {
    /// What is counted, of whom, where and when.
    pub specifiek: Tekst,
    /// Why the gemeente wants to know.
    pub waarom: Tekst,
    /// The reading that the figure does not support.
    pub niet_lezen_als: Tekst,
    /// The ids of indicators beside which this one must be read.
    pub tegenindicatoren: Vec<String>,
}

/// Below what a figure of a survey is shown with a reservation, and nothing is concluded from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Indicatief {
    /// The number of respondents.
    pub n: u64,
    /// The share of those asked who answered.
    pub respons: f64,
}

/// Indicators whose tellers add up: the cells of all are protected together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groep {
    /// The name that they share.
    pub naam: String,
    /// True for the one that the others add up to.
    pub is_totaal: bool,
}

/// An indicator as readers and renderers know it.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorInfo {
    /// The id, never reused.
    pub id: String,
    /// The full name.
    pub naam: Tekst,
    /// The short name, for the titles of charts.
    pub naam_kort: String,
    /// The theme.
    pub domein: Domein,
    /// The layer that it says something about.
    pub laag: Laag,
    /// Which way is better.
    pub richting: Richting,
    /// The kind of measurement.
    pub soort: Soort,
    /// The unit of the value.
    pub eenheid: Tekst,
    /// The number of decimals shown.
    pub decimalen: u8,
    /// What it means.
    pub toelichting: Toelichting,
    /// How often it is measured.
    pub frequenties: Vec<Frequentie>,
    /// Below what it is withheld.
    pub drempels: Drempels,
    /// The group whose tellers add up, when it is of one.
    pub groep: Option<Groep>,
    /// Below what it is shown with a reservation.
    pub indicatief: Indicatief,
    /// The confidence of the intervals that the monitor computes, such as 0.95.
    pub betrouwbaarheid: f64,
    /// The sources that it is computed from.
    pub bronnen: Vec<String>,
    /// Where it is in its life.
    pub levensfase: Levensfase,
    /// What changed in it, in the order of the days.
    pub wijzigingen: Vec<Wijziging>,
    /// What it should become, when that was agreed.
    pub contract: Option<Contract>,
    /// What tells its definition from another: a hash of what it measures.
    pub vingerafdruk: String,
    /// How sure a verdict on it must be.
    pub statusregels: Statusregels,
}
