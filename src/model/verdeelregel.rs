//! The rule by which a budget is divided over the city and its areas.

use std::collections::BTreeMap;

use super::{AreaCode, Bedrag, Besluit, Niveau, Periode, Quantity, words};

/// Celdeel: which number of a published cell counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Celdeel {
    /// The figure itself, in the unit of its indicator.
    Waarde,
    /// What was counted above the line: meldingen, persons.
    Teller,
    /// What was counted below the line: of a rate per resident the residents.
    Noemer,
}

words!(Celdeel { Waarde = "waarde", Teller = "teller", Noemer = "noemer" });

/// Which way money follows a criterion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weegrichting {
    /// The more of it an area has, the more money it gets, in proportion.
    Meer,
    /// The less of it, the more money: the number is mirrored, so that the highest and the lowest
    /// area change places and differences stay what they are.
    Minder,
}

words!(Weegrichting { Meer = "meer", Minder = "minder" });

/// What happens with an area whose figure is withheld or is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ontbrekend {
    /// Nothing is divided.
    #[default]
    Weigeren,
    /// The mean of the areas that have a figure stands in, each area counted once.
    Gemiddelde,
}

words!(Ontbrekend { Weigeren = "weigeren", Gemiddelde = "gemiddelde" });

/// Grootheid: a number of an indicator that every area can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grootheid {
    /// The id of the indicator.
    pub indicator: String,
    /// Which number of its cells.
    pub maat: Celdeel,
    /// When.
    pub periode: Periode,
}

/// Criterium: something by which money is divided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterium {
    /// Its name among the criteria, which becomes that of columns.
    pub naam: String,
    /// The number that counts.
    pub grootheid: Grootheid,
    /// What it is multiplied by in each area, such as the residents that a percentage is of.
    pub keer: Option<Grootheid>,
    /// Which way money follows it.
    pub richting: Weegrichting,
    /// The part of the money that it divides, in percent and above 0.
    pub gewicht: Quantity,
    /// What happens without a figure.
    pub ontbrekend: Ontbrekend,
}

/// Grens: the least or the most that an area gets, in one or more ways; the strictest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grens {
    /// An amount.
    pub bedrag: Option<Bedrag>,
    /// Euros for each resident.
    pub per_inwoner: Option<Quantity>,
    /// A percentage of what the area has at present.
    pub procent_huidig: Option<Quantity>,
}

/// Who answers for a rule, and why it is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verantwoording {
    /// Who answers for it.
    pub eigenaar: String,
    /// Who checked it: somebody else.
    pub toetser: String,
    /// The decision in which it stands.
    pub besluit: Besluit,
    /// Why money is divided like this.
    pub reden: String,
}

/// Verdeelregel: how a budget is divided over the city and its areas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdeelregel {
    /// What is divided.
    pub naam: String,
    /// How much.
    pub budget: Bedrag,
    /// The first year for which it holds.
    pub jaar: i32,
    /// The level of the areas.
    pub niveau: Niveau,
    /// The part that stays with the city as a whole, in percent.
    pub stad_aandeel: Quantity,
    /// By what it is divided, in the order of the file; the weights add up to 100.
    pub criteria: Vec<Criterium>,
    /// The least that an area gets.
    pub vloer: Grens,
    /// The most that an area gets.
    pub plafond: Grens,
    /// Where the residents are found by which limits per resident count.
    pub inwoners: Option<Grootheid>,
    /// Over how many years the present amounts become the new ones; one is at once.
    pub ingroei_jaren: u32,
    /// Who answers for it.
    pub verantwoording: Verantwoording,
}

impl Verdeelregel {
    /// All numbers that it needs, in the order of the file.
    pub fn grootheden(&self) -> impl Iterator<Item = &Grootheid> {
        let of_criteria = self.criteria.iter().flat_map(|criterium| {
            std::iter::once(&criterium.grootheid).chain(criterium.keer.as_ref())
        });
        of_criteria.chain(&self.inwoners)
    }

    /// The indicators that it needs, each once.
    pub fn indicatoren(&self) -> Vec<&str> {
        let mut ids: Vec<_> = self.grootheden().map(|one| one.indicator.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The amounts of today, by area.
pub type HuidigeVerdeling = BTreeMap<AreaCode, Bedrag>;
