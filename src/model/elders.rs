//! Elders: other gemeenten and the country, whose published figures stand beside those of this one.

use std::fmt;
use std::str::FromStr;

use super::{AreaCode, AreaCodeError, Figure, GemeenteCode, Periode};

/// The code of a place elsewhere of which a source may publish figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ElderCode {
    /// Another gemeente.
    Gemeente(GemeenteCode),
    /// The whole country, which CBS writes as `NL00` in one table and as `NL01` in another.
    Nederland,
}

impl ElderCode {
    /// The place that a code of an area stands for, unless that lies within a gemeente.
    pub fn of(code: &AreaCode) -> Option<Self> {
        match code {
            AreaCode::Gemeente(gemeente) => Some(Self::Gemeente(*gemeente)),
            AreaCode::Eigen(_) => code.to_string().parse().ok(),
            AreaCode::Wijk(_) | AreaCode::Buurt(_) => None,
        }
    }
}

impl FromStr for ElderCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let text = text.trim();
        match text.strip_prefix("NL") {
            Some(rest) if rest.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Self::Nederland),
            _ => text.parse().map(Self::Gemeente),
        }
    }
}

impl fmt::Display for ElderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gemeente(code) => code.fmt(f),
            Self::Nederland => f.write_str("NL"),
        }
    }
}

/// A place elsewhere with which this gemeente is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elders {
    /// The code.
    pub code: ElderCode,
    /// The name.
    pub naam: String,
}

/// A figure that a source published of a place elsewhere.
///
/// It is of nobody in this gemeente and stands in no sum of it, so nothing has to be withheld.
#[derive(Clone, Debug, PartialEq)]
pub struct EldersCijfer {
    /// The place among those that the monitor declares.
    pub elders: usize,
    /// The period.
    pub periode: Periode,
    /// The figure.
    pub figure: Figure,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_gemeenten_and_the_country_however_it_is_written() {
        #[track_caller]
        fn case(text: &str, written: Option<&str>) {
            let found = text.parse::<ElderCode>().ok().map(|code| code.to_string());
            assert_eq!(found.as_deref(), written, "{text}");
        }

        case("GM0758", Some("GM0758"));
        case("GM0758  ", Some("GM0758"));
        for land in ["NL", "NL00", "NL01  "] {
            case(land, Some("NL"));
        }
        for text in ["", "NL-1", "NLX", "WK075800", "PV30", "GM758"] {
            case(text, None);
        }
    }

    #[test]
    fn an_area_within_a_gemeente_is_no_place_elsewhere() {
        let of = |text: &str| ElderCode::of(&text.parse().expect("a code"));
        assert_eq!(of("NL01"), Some(ElderCode::Nederland));
        assert_eq!(of("GM0758"), "GM0758".parse().ok());
        for text in ["WK075800", "BU07580001", "TG01"] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
