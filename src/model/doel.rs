//! What an indicator should become: targets, their baseline and who answers for them.

use std::collections::BTreeMap;

use super::{AreaCode, Datum, Niveau, Periode, Tekst, words};

/// What is to become smaller, of a target that narrows a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maat {
    /// The distance of each area to the gemeente.
    Gemeente,
    /// Between wijken: the ninetieth percentile minus the tenth.
    P90MinP10,
    /// Between wijken: the slope index of inequality, along a ranking by another indicator.
    Hellingsindex,
}

words!(Maat {
    Gemeente = "gemeente",
    P90MinP10 = "p90_min_p10",
    Hellingsindex = "hellingsindex",
});

/// Doelsoort: the kind of a target, with its numbers in the unit of the indicator or in percent.
#[derive(Clone, Debug, PartialEq)]
pub enum Doelsoort {
    /// A value to reach.
    Absoluut {
        /// The value, in the unit of the indicator.
        waarde: f64,
    },
    /// A change to reach.
    Relatief {
        /// The change in percent of the baseline.
        procent: f64,
    },
    /// Two values to stay, or to come, between.
    Bandbreedte {
        /// The lower bound.
        onder: f64,
        /// The upper bound.
        boven: f64,
    },
    /// A value that may not become worse than the baseline.
    Behoud {
        /// By how much it may, in the unit of the indicator.
        marge: f64,
    },
    /// A gap to narrow.
    GatVerkleinen {
        /// Which gap.
        maat: Maat,
        /// The change of the gap in percent of the gap at the baseline, below 0.
        procent: f64,
        /// The indicator by which wijken are ranked, for the slope index.
        rangorde: Option<String>,
    },
}

impl Doelsoort {
    /// The words for the kinds.
    pub const WORDS: [&str; 5] =
        ["absoluut", "relatief", "bandbreedte", "behoud", "gat_verkleinen"];

    /// The word in files.
    pub fn word(&self) -> &'static str {
        Self::WORDS[match self {
            Self::Absoluut { .. } => 0,
            Self::Relatief { .. } => 1,
            Self::Bandbreedte { .. } => 2,
            Self::Behoud { .. } => 3,
            Self::GatVerkleinen { .. } => 4,
        }]
    }
}

/// A value that a target passes on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Mijlpaal {
    /// When.
    pub op: Periode,
    /// The value, in the unit that the target has: a value, or a change in percent.
    pub waarde: f64,
}

/// The way from the baseline to the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Traject {
    /// The same step each day.
    Lineair,
    /// Straight from one milestone to the next.
    Mijlpalen,
    /// Nothing until the deadline, then all.
    Stap,
}

words!(Traject { Lineair = "lineair", Mijlpalen = "mijlpalen", Stap = "stap" });

/// Doel: what an indicator should become, where and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Doel {
    /// Its name among the targets of the indicator.
    pub naam: String,
    /// The kind, with its numbers.
    pub soort: Doelsoort,
    /// The level of the areas that each have this target.
    pub per: Niveau,
    /// The last day on which it can be reached.
    pub deadline: Datum,
    /// The measurement by which it is judged.
    pub beoordeel_op: Periode,
    /// The way there.
    pub traject: Traject,
    /// What it passes on its way, by period; they shape the way when the kind of way says so.
    pub mijlpalen: Vec<Mijlpaal>,
    /// The smallest change that matters, in the unit of the indicator.
    pub relevant: Option<f64>,
    /// What some areas have instead.
    pub per_gebied: BTreeMap<AreaCode, Doelsoort>,
}

impl Doel {
    /// The kind and numbers for an area.
    pub fn soort_in(&self, gebied: &AreaCode) -> &Doelsoort {
        self.per_gebied.get(gebied).unwrap_or(&self.soort)
    }
}

/// Why the baseline has the period it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nulmetingsregel {
    /// The last measurement before the day of the decision.
    LaatsteVoorBesluit,
    /// The first measurement of the series.
    EersteVanReeks,
    /// The decision names it.
    InBesluit,
}

words!(Nulmetingsregel {
    LaatsteVoorBesluit = "laatste_voor_besluit",
    EersteVanReeks = "eerste_van_reeks",
    InBesluit = "in_besluit",
});

/// Where the value of a baseline comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Nulwaarde {
    /// The figure that the monitor computes, per area.
    UitData,
    /// A number of the decision, for the gemeente.
    Vast {
        /// The value.
        waarde: f64,
        /// Its interval, when the decision gives one.
        interval: Option<[f64; 2]>,
    },
}

/// Nulmeting: from what a target counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Nulmeting {
    /// When.
    pub periode: Periode,
    /// The value.
    pub waarde: Nulwaarde,
    /// The rule that chose the period.
    pub regel: Nulmetingsregel,
}

/// The decision that a target rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Besluit {
    /// The kind: raadsbesluit, collegebesluit.
    pub soort: String,
    /// Its number.
    pub nummer: String,
    /// Its day.
    pub datum: Datum,
}

/// Who answers for an indicator, and who checked what was entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eigenaar {
    /// The function, rather than a person.
    pub naam: String,
    /// Who entered it.
    pub invoer: String,
    /// Who checked it.
    pub controle: String,
    /// When it is to be looked at again.
    pub volgende_herziening: Datum,
}

/// With which history the change that is asked is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vergelijking {
    /// The level of the areas; that of the target when not given.
    pub niveau: Option<Niveau>,
    /// The first and the last year; all of them when not given.
    pub jaren: Option<[i32; 2]>,
}

/// The SMART contract of an indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// From what it counts.
    pub nulmeting: Nulmeting,
    /// The targets, the main one first.
    pub doelen: Vec<Doel>,
    /// With whom it was agreed.
    pub acceptabel: String,
    /// Why it can be reached.
    pub realistisch: String,
    /// The history that shows it.
    pub vergelijking: Vergelijking,
    /// The decision.
    pub besluit: Besluit,
    /// Who answers for it.
    pub eigenaar: Eigenaar,
    /// The fewest events of a register that a verdict rests on.
    pub minimum_aantal: u64,
}

/// Levensfase: where an indicator is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Levensfase {
    /// Figures without a verdict: what it promises is not settled.
    Concept,
    /// Figures and a verdict: it has a contract.
    Actief,
    /// As active, and about to end.
    Uitdovend,
    /// No longer computed; its id stays taken.
    Archief,
}

words!(Levensfase {
    Concept = "concept",
    Actief = "actief",
    Uitdovend = "uitdovend",
    Archief = "archief",
});

/// What changed in an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wijzigingssoort {
    /// What is counted.
    Definitie,
    /// Where it comes from.
    Bron,
    /// The areas.
    Gebied,
    /// What it should become.
    Doel,
    /// A mistake.
    Correctie,
}

words!(Wijzigingssoort {
    Definitie = "definitie",
    Bron = "bron",
    Gebied = "gebied",
    Doel = "doel",
    Correctie = "correctie",
});

/// A change of an indicator, drawn as a mark in its charts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wijziging {
    /// From when it holds.
    pub op: Datum,
    /// What changed.
    pub soort: Wijzigingssoort,
    /// True when figures before and after it cannot be compared.
    pub breuk: bool,
    /// What changed, in words.
    pub tekst: Tekst,
}

/// How sure a verdict must be, and where it turns; `[status]` of `_standaard.toml`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statusregels {
    /// The certainty that a verdict takes.
    pub zekerheid: f64,
    /// The part of the way to where it should be now, from which it is on course.
    pub op_koers: f64,
    /// The part below which it is behind.
    pub risico: f64,
    /// The part of the term before which it is too early.
    pub te_vroeg: f64,
}

impl Default for Statusregels {
    fn default() -> Self {
        Self { zekerheid: 0.80, op_koers: 0.95, risico: 0.60, te_vroeg: 0.15 }
    }
}
