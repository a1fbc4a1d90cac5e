//! Below what numbers a cell is withheld.

use std::fmt;

use super::{Quantity, words};

/// A percentage with at most three decimals, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Procent {
    duizendsten: u32,
}

impl Procent {
    /// The decimals that it keeps.
    pub const DECIMALEN: u8 = 3;

    /// So many thousandths of a percent.
    pub const fn of_thousandths(duizendsten: u32) -> Self {
        Self { duizendsten }
    }

    /// So many whole percents.
    pub const fn whole(procent: u32) -> Self {
        Self { duizendsten: 1000 * procent }
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.quantity().to_f64()
    }

    fn quantity(self) -> Quantity {
        Quantity { units: self.duizendsten.into(), scale: Self::DECIMALEN }
    }

    /// The thousandths of a percent.
    pub fn thousandths(self) -> u32 {
        self.duizendsten
    }
}

impl fmt::Display for Procent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.quantity().fmt(f)
    }
}

/// *Dominantie*: one or a few persons have so much of an amount that it tells what they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dominantie {
    /// The number of persons who together may not have more than `k` of the total.
    pub n: u64,
    /// Of the total, the most that the largest persons may have together.
    pub k: Procent,
    /// How near to the amount of the largest person the second may come: the rest must leave it in doubt
    /// by at least this part.
    pub p: Procent,
}

/// Below what numbers a cell is withheld. An indicator may only be stricter than the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drempels {
    /// The smallest teller that is shown; also of the complement of a share.
    pub teller_min: u64,
    /// The smallest noemer that is shown.
    pub noemer_min: u64,
    /// The fewest respondents with which a survey figure is shown.
    pub minimum_n: u64,
    /// The fewest respondents who gave an answer, and who did not, with which its share is shown.
    pub antwoord_min: u64,
    /// Whether a teller of zero is shown.
    pub nul_tonen: bool,
    /// Whether a share of 100 % is shown.
    pub compleet_tonen: bool,
    /// Whether what would give a withheld cell away is withheld as well.
    pub secundair: bool,
    /// Whether the reader is taken to reason that what is withheld is not zero, because zeros are shown.
    pub nullen_bekend: bool,
    /// When amounts are withheld because of who has most.
    pub dominantie: Dominantie,
    /// To which multiple published counts are rounded, when they are.
    pub afronden: Option<u64>,
}

/// A named set of thresholds, as others use them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Drempelprofiel {
    /// The default.
    Monitor,
    /// What GGD's agreed on for the import of their monitor in Swing.
    GgdSwing,
    /// The national report of the Gezondheidsmonitor Jeugd.
    GmjvLandelijk,
    /// The agreement on means in Swing.
    GemiddeldenSwing,
    /// The tables of CBS on wijken.
    CbsWijk,
    /// Hospital statistics of NHS England below the national level.
    Nhs,
    /// The outputs of OpenSAFELY.
    Opensafely,
}

words!(Drempelprofiel {
    Monitor = "monitor",
    GgdSwing = "ggd-swing",
    GmjvLandelijk = "gmjv-landelijk",
    GemiddeldenSwing = "gemiddelden-swing",
    CbsWijk = "cbs-wijk",
    Nhs = "nhs",
    Opensafely = "opensafely",
});

impl Drempelprofiel {
    /// The thresholds of the profile; what others do not rule on is that of the monitor.
    pub fn drempels(self) -> Drempels {
        let monitor = Drempels::MONITOR;
        let of_survey = |minimum_n, antwoord_min| Drempels { minimum_n, antwoord_min, ..monitor };
        match self {
            Self::Monitor => monitor,
            // The smallest number per answer of their script is 0, so that each one is shown.
            Self::GgdSwing => of_survey(50, 1),
            Self::GmjvLandelijk => of_survey(100, 10),
            Self::GemiddeldenSwing => of_survey(30, 5),
            Self::CbsWijk => Drempels { teller_min: 10, afronden: Some(5), ..monitor },
            // Both withhold 1 to 7, so that 8 is the smallest that is shown.
            Self::Nhs | Self::Opensafely => {
                Drempels { teller_min: 8, noemer_min: 8, afronden: Some(5), ..monitor }
            }
        }
    }
}

impl Default for Drempels {
    fn default() -> Self {
        Self::MONITOR
    }
}

impl Drempels {
    /// The thresholds that are built in.
    ///
    /// Those of dominance and of 10 persons are the defaults of ACRO, which checks the output of
    /// research data centres; 10 for each answer is the rule of the Gezondheidsmonitor Jeugd.
    pub const MONITOR: Self = Self {
        teller_min: 10,
        noemer_min: 10,
        minimum_n: 30,
        antwoord_min: 10,
        nul_tonen: true,
        compleet_tonen: false,
        secundair: true,
        nullen_bekend: false,
        dominantie: Dominantie { n: 2, k: Procent::whole(90), p: Procent::whole(10) },
        afronden: None,
    };

    /// The thresholds that withhold all that either of two withholds.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        let (own, others) = (self.dominantie, other.dominantie);
        Self {
            teller_min: self.teller_min.max(other.teller_min),
            noemer_min: self.noemer_min.max(other.noemer_min),
            minimum_n: self.minimum_n.max(other.minimum_n),
            antwoord_min: self.antwoord_min.max(other.antwoord_min),
            nul_tonen: self.nul_tonen && other.nul_tonen,
            compleet_tonen: self.compleet_tonen && other.compleet_tonen,
            secundair: self.secundair || other.secundair,
            nullen_bekend: self.nullen_bekend || other.nullen_bekend,
            dominantie: Dominantie {
                n: own.n.max(others.n),
                k: own.k.min(others.k),
                p: own.p.max(others.p),
            },
            afronden: self.afronden.max(other.afronden),
        }
    }
}
