//! The planted effects, as `waarheid.csv` of the demo lists them, and where they are looked for.

use std::fmt;

/// A planted effect: how a figure differs between two periods.
pub struct Effect {
    /// What it is called in the report.
    pub naam: &'static str,
    /// The indicator that should show it.
    pub indicator: &'static str,
    /// Where it is; all wijken when there is none.
    pub gebieden: &'static [&'static str],
    /// Wijken that have another effect.
    pub zonder: &'static [&'static str],
    /// Pairs of periods before and after.
    pub perioden: &'static [(&'static str, &'static str)],
    /// How large it is.
    pub grootte: Grootte,
}

/// The size of an effect.
#[derive(Clone, Copy, Debug)]
pub enum Grootte {
    /// So many times as much.
    Factor(f64),
    /// So much more.
    Verschil(f64),
}

impl Grootte {
    /// The size on the scale on which it is compared: a factor by its logarithm.
    pub fn schaal(self) -> f64 {
        match self {
            Self::Factor(factor) => factor.ln(),
            Self::Verschil(verschil) => verschil,
        }
    }
}

impl fmt::Display for Grootte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Factor(factor) => write!(f, "× {factor:.2}"),
            Self::Verschil(verschil) => write!(f, "{verschil:+.1}"),
        }
    }
}

/// Years that do not overlap, away from the break of 2018 and from decisions that were still to come.
///
/// Loneliness is left out: its figures are those of a model, whose margins do not tell how it would differ
/// with another sample. So are the contacts of the social base, of which the monitor counts the persons.
pub const EFFECTEN: &[Effect] = &[
    Effect {
        naam: "referrals halve in a large wijk",
        indicator: "zr_doorverw_maatwerk",
        gebieden: &["WK085543"],
        zonder: &[],
        perioden: &[("2017", "2020"), ("2018", "2021")],
        grootte: Grootte::Factor(0.5),
    },
    Effect {
        naam: "referrals fall where help moves to the social base",
        indicator: "zr_doorverw_maatwerk",
        gebieden: &["TG06"],
        zonder: &[],
        perioden: &[("2017", "2021"), ("2018", "2022"), ("2019", "2023")],
        grootte: Grootte::Factor(0.7),
    },
    Effect {
        naam: "the registration has a break",
        indicator: "zr_meldingen",
        gebieden: &["GM0855"],
        zonder: &[],
        perioden: &[("2017K2", "2018K2"), ("2017K3", "2018K3"), ("2017K4", "2018K4")],
        grootte: Grootte::Factor(4.0 / 3.0),
    },
    Effect {
        naam: "meldingen fall in a small wijk",
        indicator: "zr_meldingen",
        gebieden: &["WK085513"],
        zonder: &[],
        perioden: &[("2019", "2022"), ("2020", "2023")],
        grootte: Grootte::Factor(0.7),
    },
    Effect {
        naam: "meldingen stay as they are elsewhere",
        indicator: "zr_meldingen",
        gebieden: &[],
        zonder: &["WK085513", "WK085568"],
        perioden: &[("2019", "2022"), ("2020", "2024")],
        grootte: Grootte::Factor(1.0),
    },
    Effect {
        naam: "neighbours get on less well in a large wijk",
        indicator: "sc_lemon_omgang",
        gebieden: &["WK085538"],
        zonder: &[],
        perioden: &[("2017", "2023")],
        grootte: Grootte::Verschil(-0.9),
    },
    Effect {
        naam: "neighbours get on as they did elsewhere",
        indicator: "sc_lemon_omgang",
        gebieden: &[],
        zonder: &["WK085538", "WK085568"],
        perioden: &[("2017", "2021"), ("2019", "2023")],
        grootte: Grootte::Verschil(0.0),
    },
];
