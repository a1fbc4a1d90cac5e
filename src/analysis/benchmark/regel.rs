//! A row of the comparison: one indicator of one area beside one other figure.

use super::oordeel::{Oordeel, Reden, Twijfel};
use super::verschil::Verschil;
use crate::model::{Cell, Periode};

/// With what an area is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Met {
    /// The gemeente.
    Gemeente,
    /// A declared group that the area is in, by its place among those declared.
    Groep(usize),
    /// The areas that it is most like.
    Dichtstbij,
    /// A place elsewhere, by its place among those declared.
    Elders(usize),
}

impl Met {
    /// The word in `vergelijking.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gemeente => "gemeente",
            Self::Groep(_) => "groep",
            Self::Dichtstbij => "dichtstbij",
            Self::Elders(_) => "elders",
        }
    }
}

/// What the other figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The gemeente without the area, from the counts of both.
    Rest,
    /// The gemeente with the area in it, where its rest is not known. The two are taken to be
    /// independent, which makes the interval of the difference too wide, not too narrow.
    Geheel,
    /// Areas together: all their tellers over all their noemers.
    Samen,
    /// Areas of which there is no figure together; each has its own.
    Lijst,
    /// What the source published of a place elsewhere.
    Gepubliceerd,
}

impl Basis {
    /// The word in `vergelijking.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rest => "rest",
            Self::Geheel => "geheel",
            Self::Samen => "samen",
            Self::Lijst => "lijst",
            Self::Gepubliceerd => "gepubliceerd",
        }
    }
}

/// An area that stands on the other side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lid {
    /// The index of the area in the publication.
    pub gebied: usize,
    /// Its figure, when that is shown; without one it is not in the figure of all.
    pub waarde: Option<f64>,
    /// How far it lies, of nearest areas.
    pub afstand: Option<f64>,
}

/// The other side.
#[derive(Clone, Debug, PartialEq)]
pub struct Tegenover {
    /// What it is of.
    pub basis: Basis,
    /// The figure; none of areas that have no figure together.
    pub waarde: Option<f64>,
    /// The interval of the figure.
    pub grenzen: Option<(f64, f64)>,
    /// The areas, in the order of the tree, or the nearest first.
    pub leden: Vec<Lid>,
}

/// One indicator of one area beside one other figure.
#[derive(Clone, Debug)]
pub struct Vergelijkregel<'p> {
    /// The index of the area in the publication.
    pub gebied: usize,
    /// The period of both figures.
    pub periode: Periode,
    /// The cell of the area.
    pub cell: &'p Cell,
    /// With what it is compared.
    pub met: Met,
    /// The other side, when there is one.
    pub tegenover: Option<Tegenover>,
    /// How much they differ, when that can be tested.
    pub verschil: Option<Verschil>,
    /// The verdict; none where there is no other side or no figure to compare.
    pub oordeel: Option<Oordeel>,
    /// Whether the difference is better; nothing where none was shown, or neither way is better.
    pub gunstig: Option<bool>,
    /// Whether a difference that was shown is as large as the smallest that matters; nothing when that was not
    /// agreed.
    pub relevant: Option<bool>,
    /// Why nothing is said, or nothing is compared.
    pub reden: Option<Reden>,
    pub(super) twijfel: Twijfel,
}
