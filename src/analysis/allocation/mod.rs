//! A budget divided over the city and its areas by published figures, after a rule that was decided.
//!
//! The city keeps its share. Of the rest each criterion divides its weight in proportion to its figures:
//! an area gets `A Σ_c w_c x_ci / Σ_j x_cj`, within its floor and its ceiling. All of it is computed in
//! whole numbers and rounded once, to cents, by the largest remainder; of equal remainders the area
//! with the first code gets the cent. So the amounts add up to the budget, each year, and the order of the areas
//! does not show.
//!
//! Figures come from the `Publication` alone. What is withheld there is not known here: the rule says whether
//! such an area stops the division or counts as the mean of the others.

mod criteria;
mod limits;
mod missing;
mod sensitivity;
mod split;
#[cfg(test)]
mod tests;
mod today;
mod years;

use crate::definition::Verdeelafspraak;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::disclosure::Publication;
use crate::model::{Bedrag, HuidigeVerdeling, Niveau};

pub use criteria::Criteriumcel;
pub use sensitivity::{Gevoeligheid, Weegwijziging};

use criteria::{Areas, read_criterium};
use limits::read_limits;
use split::{Split, infeasible};

/// Which limit decides what an area gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grensoord {
    /// It would get less.
    Vloer,
    /// It would get more.
    Plafond,
}

impl Grensoord {
    /// The word in `verdeling.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vloer => "vloer",
            Self::Plafond => "plafond",
        }
    }
}

/// What an area, or the city as a whole, gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toegedeeld {
    /// The index of the area in [`Publication::gebieden`].
    pub gebied: usize,
    /// What it has today, when the rule names that.
    pub huidig: Option<Bedrag>,
    /// What it gets in the end.
    pub bedrag: Bedrag,
    /// What it gets in each year of the transition; in the last one that is `bedrag`.
    pub per_jaar: Vec<Bedrag>,
    /// What each criterion brings, in the order of the rule, before limits; the city has none.
    pub bijdragen: Vec<Bedrag>,
    /// The least that it may get, when there is a floor.
    pub vloer: Option<Bedrag>,
    /// The most that it may get, when there is a ceiling.
    pub plafond: Option<Bedrag>,
    /// The limit that decides.
    pub bindt: Option<Grensoord>,
}

impl Toegedeeld {
    /// What the criteria bring together, before limits.
    pub fn zonder_grenzen(&self) -> Bedrag {
        self.bijdragen.iter().copied().sum()
    }
}

/// Toedeling: a budget divided after a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Toedeling {
    /// What stays with the city.
    pub stad: Toegedeeld,
    /// What each area gets, in the order of the publication.
    pub gebieden: Vec<Toegedeeld>,
    /// For each criterion the cells of the areas, in the same order.
    pub criteria: Vec<Vec<Criteriumcel>>,
    /// What another weight of each criterion would change; nothing when there is one criterion.
    pub gevoeligheid: Vec<Gevoeligheid>,
}

impl Toedeling {
    /// The city and after it the areas.
    pub fn alle(&self) -> impl Iterator<Item = &Toegedeeld> {
        std::iter::once(&self.stad).chain(&self.gebieden)
    }

    /// The criteria, by their index in the rule, for which a mean stands in for a figure of the area at this
    /// place in [`Self::gebieden`].
    pub fn ingevuld(&self, place: usize) -> impl Iterator<Item = usize> {
        let criteria = self.criteria.iter().enumerate();
        criteria.filter(move |(_, cellen)| cellen[place].ingevuld).map(|(idx, _)| idx)
    }

    /// What all have today, when the rule names that.
    pub fn huidig_totaal(&self) -> Option<Bedrag> {
        self.alle().map(|one| one.huidig).sum::<Option<_>>()
    }
}

/// Divides a budget after a rule; nothing when that cannot be done, which the findings explain.
pub fn divide_budget(
    afspraak: &Verdeelafspraak,
    huidig: Option<&HuidigeVerdeling>,
    publication: &Publication,
    findings: &mut Findings,
) -> Option<Toedeling> {
    let mut own = Findings::default();
    let toedeling = divide(afspraak, huidig, publication, &mut own);
    let is_whole = !own.has_errors();
    findings.extend(own);
    toedeling.filter(|_| is_whole)
}

fn divide(
    afspraak: &Verdeelafspraak,
    huidig: Option<&HuidigeVerdeling>,
    publication: &Publication,
    findings: &mut Findings,
) -> Option<Toedeling> {
    let Verdeelafspraak { regel, places, .. } = afspraak;
    let gemeente =
        publication.gebieden().iter().position(|gebied| gebied.niveau == Niveau::Gemeente)?;
    let areas = Areas::of(publication, regel.niveau);
    if areas.is_empty() {
        let message =
            format!("the presented division has no areas of level `{}`", regel.niveau.word());
        let finding = Diagnostic::new(Code::BadValue, message);
        findings.push(finding.at(places.niveau.clone(), "no area to divide over"));
        return None;
    }
    let of_criterium = |(criterium, place)| read_criterium(&areas, criterium, place, findings);
    let lists: Vec<_> = regel.criteria.iter().zip(&places.criteria).map(of_criterium).collect();
    let today = match huidig {
        Some(huidig) => Some(today::lay_beside(afspraak, huidig, gemeente, &areas, findings)?),
        None => None,
    };
    let today_of_areas = today.as_ref().map(|today| &today[1..]);
    let limits = read_limits(afspraak, &areas, today_of_areas, findings);
    // All faults of the figures are told before any of the amounts.
    let lists = lists.into_iter().collect::<Option<Vec<_>>>()?;
    let limits = limits?;
    let (for_city, for_areas) = split::city_share(regel);
    let split = Split {
        total: for_areas,
        weights: split::weights(regel),
        lists: lists.iter().map(|list| &list.parts).collect(),
        limits: limits.iter().map(limits::Grenzen::as_limits).collect(),
        keys: areas.codes(),
    };
    let divided = match split.divide(&split.weights) {
        Ok(divided) => divided,
        Err(reason) => {
            findings.push(infeasible(reason, afspraak, &split, &areas, &limits));
            return None;
        }
    };
    let mut new = vec![for_city];
    new.extend(divided.parts.iter().map(|part| part.given));
    let mut keys = vec![publication.gebieden()[gemeente].code.clone()];
    keys.extend(split.keys.iter().cloned());
    let Some(years) = years::in_steps(regel.ingroei_jaren, today.as_deref(), &new, &keys) else {
        findings.push(today::nothing_today(afspraak));
        return None;
    };
    let amount = |cent: u128| Bedrag::of_cent(cent as i128);
    let row = |place: usize, gebied: usize| Toegedeeld {
        gebied,
        huidig: today.as_ref().map(|today| amount(today[place])),
        bedrag: amount(new[place]),
        per_jaar: years.iter().map(|year| amount(year[place])).collect(),
        bijdragen: Vec::new(),
        vloer: None,
        plafond: None,
        bindt: None,
    };
    let contributions = split.contributions(&divided);
    let gebieden = areas.places().iter().enumerate().map(|(idx, &gebied)| Toegedeeld {
        bijdragen: contributions[idx].iter().copied().map(amount).collect(),
        vloer: limits[idx].vloer.map(amount),
        plafond: limits[idx].plafond.map(amount),
        bindt: divided.parts[idx].bound.map(split::grensoord),
        ..row(idx + 1, gebied)
    });
    Some(Toedeling {
        stad: row(0, gemeente),
        gebieden: gebieden.collect(),
        gevoeligheid: sensitivity::of(&split, &divided),
        criteria: lists.into_iter().map(|list| list.cellen).collect(),
    })
}
