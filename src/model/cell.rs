//! What a published cell can be: shown, zero, withheld or without a figure.

use std::fmt;

/// An exact quantity: a whole number of units of `10^-scale`.
///
/// Counts have scale 0. Sums of hours or weights keep the digits they were written with, so that
/// the order of the rows never shows in the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The number of units.
    pub units: i128,
    /// The number of decimals.
    pub scale: u8,
}

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self { units: 0, scale: 0 };

    /// One.
    pub const ONE: Self = Self { units: 1, scale: 0 };

    /// A count of rows or persons.
    pub fn count(n: u64) -> Self {
        Self { units: i128::from(n), scale: 0 }
    }

    /// The nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.units as f64 / 10_f64.powi(i32::from(self.scale))
    }

    /// The number of units of `10^-scale`, for at least as many decimals as it has.
    pub fn units_at(self, scale: u8) -> i128 {
        self.units * 10_i128.pow(u32::from(scale - self.scale))
    }

    /// The exact sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { units: self.units_at(scale) + other.units_at(scale), scale }
    }

    /// The exact product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self { units: self.units * other.units, scale: self.scale + other.scale }
    }

    /// The same quantity without zeros at the end of its decimals.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let Self { mut units, mut scale } = self;
        while 0 < scale && units % 10 == 0 {
            units /= 10;
            scale -= 1;
        }
        Self { units, scale }
    }

    /// True when it is exactly one.
    pub fn is_one(self) -> bool {
        self.units == 10_i128.pow(u32::from(self.scale))
    }

    /// The whole number below it, or zero.
    pub fn floor(self) -> u64 {
        let whole = self.units.max(0) / 10_i128.pow(u32::from(self.scale));
        u64::try_from(whole).unwrap_or(u64::MAX)
    }
}

impl fmt::Display for Quantity {
    /// All digits with a decimal point, without zeros at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_u128.pow(u32::from(self.scale));
        let magnitude = self.units.unsigned_abs();
        let sign = if self.units < 0 { "-" } else { "" };
        write!(f, "{sign}{}", magnitude / unit)?;
        let decimals = magnitude % unit;
        if decimals != 0 {
            let digits = format!("{decimals:0width$}", width = usize::from(self.scale));
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

/// How the interval of a figure was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Methode {
    /// Exact Poisson limits of a count, divided by the noemer.
    PoissonExact,
    /// Wilson score interval of a share.
    Wilson,
    /// Taylor linearisation of a weighted mean, with strata and finite population.
    Taylor,
    /// The margins that the source published.
    Gepubliceerd,
}

impl Methode {
    /// The word in `cijfers.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::PoissonExact => "poisson_exact",
            Self::Wilson => "wilson",
            Self::Taylor => "taylor",
            Self::Gepubliceerd => "gepubliceerd",
        }
    }
}

/// Why a figure has no interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenInterval {
    /// The source published no margins.
    BronZonderMarge,
    /// All answers are the same, so the sample says nothing of its own spread.
    GelijkeAntwoorden,
    /// There are too few respondents for a spread.
    TeWeinigRespondenten,
    /// A stratum has one respondent, so its spread cannot be known.
    EenzaamStratum,
    /// Everybody answered, so there is no sampling error.
    VolledigeTelling,
    /// The teller is a sum of amounts, not a count of events.
    SomZonderVerdeling,
    /// The figure is a part of that of other areas; how far off the part is, is not known.
    Herleid,
}

impl GeenInterval {
    /// The word in `cijfers.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::BronZonderMarge => "bron_zonder_marge",
            Self::GelijkeAntwoorden => "gelijke_antwoorden",
            Self::TeWeinigRespondenten => "te_weinig_respondenten",
            Self::EenzaamStratum => "eenzaam_stratum",
            Self::VolledigeTelling => "volledige_telling",
            Self::SomZonderVerdeling => "som_zonder_verdeling",
            Self::Herleid => "herleid",
        }
    }
}

/// The bounds of an interval and how they were made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The lower bound, in the unit of the indicator.
    pub lower: f64,
    /// The upper bound, in the unit of the indicator.
    pub upper: f64,
    /// How the bounds were made.
    pub methode: Methode,
}

/// A figure with its interval and what it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The value in the unit of the indicator, not rounded.
    pub waarde: f64,
    /// The interval, or the reason why there is none.
    pub interval: Result<Bounds, GeenInterval>,
    /// What was counted above the line, where there is a line.
    pub teller: Option<Quantity>,
    /// What was counted below the line.
    pub noemer: Option<Quantity>,
    /// The number of respondents, for a survey.
    pub n: Option<u64>,
    /// The effective number of respondents (Kish), for a survey.
    pub n_eff: Option<f64>,
    /// The design effect, for a survey.
    pub deff: Option<f64>,
    /// True when the figure was converted from areas of another vintage.
    pub herleid: bool,
}

/// Why a cell is withheld; a reader sees one mark for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Onderdrukt {
    /// Below a threshold of this monitor.
    Primair,
    /// Withheld to protect another cell.
    Secundair,
    /// Withheld by the source.
    Bron,
}

/// Why there is no figure, when nothing is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GeenCijfer {
    /// The source has no row, or an empty one, for the area and period.
    Ontbreekt,
    /// There is nothing to divide by: nobody lives there, nothing happened.
    NietVanToepassing,
    /// The area had other borders or did not exist, and the figure cannot be converted.
    NietVergelijkbaar,
}

/// Whether the series of an area can be compared over all its periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vergelijkbaarheid {
    /// The area is the same in all periods.
    Vergelijkbaar,
    /// Some periods were converted (*herleid*) from areas of another vintage.
    Herleid,
    /// In some periods the area did not exist or had other borders, and nothing bridges that.
    NietVergelijkbaar,
}

impl Vergelijkbaarheid {
    /// The word in `cijfers.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Vergelijkbaar => "vergelijkbaar",
            Self::Herleid => "herleid",
            Self::NietVergelijkbaar => "niet_vergelijkbaar",
        }
    }
}

/// One published cell.
///
/// Zero, withheld and missing stay different to the last byte; a withheld cell has no number.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A figure that is shown.
    Waarde(Figure),
    /// A figure of which the teller is truly zero.
    Nul(Figure),
    /// A figure that is not shown.
    Onderdrukt(Onderdrukt),
    /// No figure.
    Geen(GeenCijfer),
}

impl Cell {
    /// The figure, when it is shown.
    pub fn figure(&self) -> Option<&Figure> {
        match self {
            Self::Waarde(figure) | Self::Nul(figure) => Some(figure),
            Self::Onderdrukt(_) | Self::Geen(_) => None,
        }
    }

    /// The word in the column `celsoort`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Waarde(_) => "waarde",
            Self::Nul(_) => "nul",
            Self::Onderdrukt(Onderdrukt::Primair) => "onderdrukt_primair",
            Self::Onderdrukt(Onderdrukt::Secundair) => "onderdrukt_secundair",
            Self::Onderdrukt(Onderdrukt::Bron) => "onderdrukt_bron",
            Self::Geen(GeenCijfer::Ontbreekt) => "ontbreekt",
            Self::Geen(GeenCijfer::NietVanToepassing) => "niet_van_toepassing",
            Self::Geen(GeenCijfer::NietVergelijkbaar) => "niet_vergelijkbaar",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_all_digits_of_a_quantity() {
        #[track_caller]
        fn case(units: i128, scale: u8, written: &str) {
            assert_eq!(Quantity { units, scale }.to_string(), written);
        }

        case(12, 0, "12");
        case(12_500, 4, "1.25");
        case(-5, 2, "-0.05");
        case(0, 4, "0");
    }
}
