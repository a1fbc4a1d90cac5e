//! Where people are in the social domain, and how they move.

use super::{Laag, words};

/// Where a person is in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Toestand {
    /// A resident whom no source knows in the period.
    GeenOndersteuning,
    /// The social base.
    SocialeBasis,
    /// The teams where people ask for help.
    Toegang,
    /// An individual provision.
    Maatwerk,
    /// Rows that cannot be linked to a person: where these come from and go to is not known.
    Onbekend,
    /// Outside the area: moved in or out, born or died.
    Elders,
}

words!(Toestand {
    GeenOndersteuning = "geen_ondersteuning",
    SocialeBasis = "sociale_basis",
    Toegang = "toegang",
    Maatwerk = "maatwerk",
    Onbekend = "onbekend",
    Elders = "elders",
});

impl From<Laag> for Toestand {
    fn from(laag: Laag) -> Self {
        match laag {
            Laag::SocialeBasis => Self::SocialeBasis,
            Laag::Toegang => Self::Toegang,
            Laag::Maatwerk => Self::Maatwerk,
        }
    }
}

impl Toestand {
    /// True when a person is in it, in the area: how many these are is a stock that can be counted.
    pub fn is_stand(self) -> bool {
        !matches!(self, Self::Onbekend | Self::Elders)
    }
}

/// A move from one period to the next, or none where both are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stroom {
    /// Where people were in the period before.
    pub van: Toestand,
    /// Where they are now.
    pub naar: Toestand,
}

impl Stroom {
    /// All moves that can be: nobody comes from nowhere and goes nowhere.
    pub fn all() -> impl Iterator<Item = Self> {
        let pairs = Toestand::ALL
            .iter()
            .flat_map(|&van| Toestand::ALL.iter().map(move |&naar| Self { van, naar }));
        pairs.filter(|one| one.can_be())
    }

    fn can_be(self) -> bool {
        use Toestand::{Elders, GeenOndersteuning, Onbekend};
        match (self.van, self.naar) {
            // Of a row without a person nothing is known but its layer.
            (Onbekend, other) | (other, Onbekend) => {
                !matches!(other, Onbekend | Elders | GeenOndersteuning)
            }
            (van, naar) => van != Elders || naar != Elders,
        }
    }
}

/// A part of the tables of moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stroomdeel {
    /// How many are in a state at the end of a period.
    Stand(Toestand),
    /// How many moved into a period.
    Stroom(Stroom),
}

impl Stroomdeel {
    /// True for a move from elsewhere or to it.
    pub fn is_outside(self) -> bool {
        match self {
            Self::Stand(_) => false,
            Self::Stroom(Stroom { van, naar }) => [van, naar].contains(&Toestand::Elders),
        }
    }

    /// What it is called where cells are listed; no indicator can have this as its id.
    pub fn id(self) -> String {
        match self {
            Self::Stand(toestand) => format!("stand:{}", toestand.word()),
            Self::Stroom(Stroom { van, naar }) => format!("stroom:{}>{}", van.word(), naar.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_are_those_between_two_layers_or_with_one() {
        let all: Vec<_> = Stroom::all().collect();
        // Four stocks among each other, and in from and out to elsewhere; three layers and the unknown.
        assert_eq!(all.len(), 4 * 4 + 2 * 4 + 2 * 3);
        assert!(all.iter().all(|one| one.van.is_stand() || one.naar.is_stand()));
    }
}
