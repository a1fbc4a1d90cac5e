//! Benchmarks: each area beside the rest of the gemeente, its group, the areas that it is most like, and
//! other gemeenten; never in an order of value.
//!
//! A figure of areas together is all their tellers over all their noemers. Where figures are no ratios of counts,
//! such as those of surveys and of others, there is no figure together and each stands by itself. Areas whose
//! figure is withheld are left out of it and counted: only published cells are read, so no difference tells of a
//! withheld one.
//!
//! Everything that is compared is of one period, the last that areas of a level have figures of. Differences are
//! tested for each kind of comparison, adjusted for the number of areas (Benjamini and Hochberg).

mod buren;
mod oordeel;
mod regel;
mod stand;
mod trechter;
mod vergelijk;
mod verschil;
mod zijde;

#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

pub use buren::{Buren, Buur, GeenBuren, Kenmerk};
pub use oordeel::{Oordeel, Reden};
pub use regel::{Basis, Lid, Met, Tegenover, Vergelijkregel};
pub use trechter::{FEWEST_POINTS, Trechter, Trechterpunt};
pub use verschil::Verschil;

#[cfg(test)]
pub(crate) use trechter::trechter_of_counts;

use crate::definition::Vergelijkingen;
use crate::disclosure::Publication;
use crate::model::Niveau;
use buren::buren_of;
use vergelijk::Kader;

/// The comparisons of one indicator.
#[derive(Clone, Debug)]
pub struct Vergelijking<'p> {
    /// The rows, by level from large to small, then area in the order of the tree.
    pub regels: Vec<Vergelijkregel<'p>>,
    /// The funnel, where enough areas have counts.
    pub trechter: Option<Trechter>,
}

/// All comparisons of a publication.
#[derive(Clone, Debug)]
pub struct Benchmarks<'p> {
    /// One for each indicator of the publication, in its order.
    pub indicatoren: Vec<Vergelijking<'p>>,
    /// The nearest areas, by level, when they are asked for.
    pub buren: BTreeMap<Niveau, Buren>,
    /// The names of the declared groups.
    pub groepen: Vec<String>,
}

impl<'p> Benchmarks<'p> {
    /// The rows of one area, with the place of their indicator in the publication.
    pub fn of_gebied(
        &self,
        gebied: usize,
    ) -> impl Iterator<Item = (usize, &Vergelijkregel<'p>)> + '_ {
        let all = self.indicatoren.iter().enumerate();
        all.flat_map(|(place, one)| one.regels.iter().map(move |regel| (place, regel)))
            .filter(move |(_, regel)| regel.gebied == gebied)
    }
}

/// Compares the figures of every area with those that the monitor declares.
pub fn compute_benchmarks<'p>(
    publication: &'p Publication,
    declared: &Vergelijkingen,
) -> Benchmarks<'p> {
    let gebieden = publication.gebieden();
    let place = |code: &crate::model::AreaCode| {
        gebieden.iter().position(|gebied| gebied.code == *code && gebied.getoond)
    };
    let groepen = declared.groepen.iter().map(|groep| {
        let mut found: Vec<_> = groep.gebieden.iter().filter_map(|(code, _)| place(code)).collect();
        found.sort_unstable();
        found
    });
    let niveaus = Niveau::ALL.into_iter().filter(|niveau| *niveau != Niveau::Gemeente);
    let buren = declared.dichtstbij.iter().flat_map(|by| {
        let of_level = move |niveau| Some((niveau, buren_of(publication, by, niveau)?));
        niveaus.clone().filter_map(of_level)
    });
    let kader = Kader { publication, groepen: groepen.collect(), buren: buren.collect() };
    let indicatoren = publication
        .indicatoren()
        .iter()
        .map(|one| Vergelijking { regels: kader.rows(one), trechter: kader.trechter(one) })
        .collect();
    let groepen = declared.groepen.iter().map(|groep| groep.naam.clone()).collect();
    Benchmarks { indicatoren, buren: kader.buren, groepen }
}
