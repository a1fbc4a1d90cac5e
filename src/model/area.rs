//! The codes of areas: gemeente, wijk, buurt and a municipality's own areas.
//!
//! Codes are those of Statistics Netherlands (CBS): `GM` and four digits, `WK` and `BU` with the
//! same four digits and two or four characters more. Letters occur there since 2023.

use std::fmt;
use std::str::FromStr;

/// Why a text is not the code of an area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AreaCodeError {
    /// The text is empty after trimming.
    Empty,
    /// The text does not start with the two letters of its kind.
    Prefix,
    /// The text has the right letters but not the right length.
    Length {
        /// The number of characters found.
        found: usize,
    },
    /// A character is neither a digit nor, where allowed, a capital.
    Character(char),
}

impl fmt::Display for AreaCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "the code is empty"),
            Self::Prefix => write!(f, "the code does not start with `GM`, `WK` or `BU`"),
            Self::Length { found } => write!(f, "the code has {found} characters"),
            Self::Character(c) => write!(f, "`{}` cannot stand in a code", c.escape_default()),
        }
    }
}

impl std::error::Error for AreaCodeError {}

/// Splits `XX####rest` into the number of the gemeente and the rest.
fn parse_cbs<'t>(
    text: &'t str,
    prefix: &str,
    n_rest: usize,
) -> Result<(u16, &'t [u8]), AreaCodeError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AreaCodeError::Empty);
    }
    let rest = text.strip_prefix(prefix).ok_or(AreaCodeError::Prefix)?;
    if let Some(c) = rest.chars().find(|c| !c.is_ascii_digit() && !c.is_ascii_uppercase()) {
        return Err(AreaCodeError::Character(c));
    }
    if rest.len() != 4 + n_rest {
        return Err(AreaCodeError::Length { found: text.len() });
    }
    let (gemeente, rest) = rest.as_bytes().split_at(4);
    let mut number = 0;
    for &byte in gemeente {
        // `str::parse` accepts a leading `+`, which no code has.
        if !byte.is_ascii_digit() {
            return Err(AreaCodeError::Character(char::from(byte)));
        }
        number = number * 10 + u16::from(byte - b'0');
    }
    Ok((number, rest))
}

/// The code of a gemeente: `GM` and four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GemeenteCode(u16);

impl FromStr for GemeenteCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        parse_cbs(text, "GM", 0).map(|(number, _)| Self(number))
    }
}

impl fmt::Display for GemeenteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GM{:04}", self.0)
    }
}

/// The code of a wijk: the statistical district between gemeente and buurt.
///
/// Written as `WK`, four digits for the gemeente and two digits or capitals for the wijk.
/// Parsing is the only way to make one, so a `WijkCode` in hand is well formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WijkCode {
    gemeente: u16,
    wijk: [u8; 2],
}

impl WijkCode {
    /// The gemeente that this wijk lies in.
    pub fn gemeente(self) -> GemeenteCode {
        GemeenteCode(self.gemeente)
    }
}

impl FromStr for WijkCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let (gemeente, rest) = parse_cbs(text, "WK", 2)?;
        Ok(Self { gemeente, wijk: [rest[0], rest[1]] })
    }
}

impl fmt::Display for WijkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b] = self.wijk.map(char::from);
        write!(f, "WK{:04}{a}{b}", self.gemeente)
    }
}

/// The code of a buurt: `BU`, four digits for the gemeente, four digits or capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuurtCode {
    gemeente: u16,
    buurt: [u8; 4],
}

impl BuurtCode {
    /// The gemeente that this buurt lies in.
    pub fn gemeente(self) -> GemeenteCode {
        GemeenteCode(self.gemeente)
    }

    /// The wijk that this buurt lies in; the code of a buurt starts with that of its wijk.
    pub fn wijk(self) -> WijkCode {
        WijkCode { gemeente: self.gemeente, wijk: [self.buurt[0], self.buurt[1]] }
    }
}

impl FromStr for BuurtCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let (gemeente, rest) = parse_cbs(text, "BU", 4)?;
        Ok(Self { gemeente, buurt: [rest[0], rest[1], rest[2], rest[3]] })
    }
}

impl fmt::Display for BuurtCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.buurt.map(char::from);
        write!(f, "BU{:04}{a}{b}{c}{d}", self.gemeente)
    }
}

/// The code of an area of the municipality's own making, such as a toegangsgebied.
///
/// One to 32 letters, digits, `-` or `_`; it cannot look like a code of CBS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EigenCode(Box<str>);

impl FromStr for EigenCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AreaCodeError::Empty);
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if let Some(c) = text.chars().find(|&c| !allowed(c)) {
            return Err(AreaCodeError::Character(c));
        }
        if text.len() > 32 {
            return Err(AreaCodeError::Length { found: text.len() });
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for EigenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The code of any area.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AreaCode {
    /// A gemeente.
    Gemeente(GemeenteCode),
    /// A wijk.
    Wijk(WijkCode),
    /// A buurt.
    Buurt(BuurtCode),
    /// An area of the municipality's own making.
    Eigen(EigenCode),
}

impl AreaCode {
    /// The gemeente that the code itself names; own areas name none.
    pub fn gemeente(&self) -> Option<GemeenteCode> {
        match self {
            Self::Gemeente(code) => Some(*code),
            Self::Wijk(code) => Some(code.gemeente()),
            Self::Buurt(code) => Some(code.gemeente()),
            Self::Eigen(_) => None,
        }
    }
}

impl FromStr for AreaCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let trimmed = text.trim();
        let digits_follow = trimmed.as_bytes().get(2).is_some_and(u8::is_ascii_digit);
        match trimmed.get(..2) {
            Some("GM") if digits_follow => trimmed.parse().map(Self::Gemeente),
            Some("WK") if digits_follow => trimmed.parse().map(Self::Wijk),
            Some("BU") if digits_follow => trimmed.parse().map(Self::Buurt),
            _ => trimmed.parse().map(Self::Eigen),
        }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gemeente(code) => code.fmt(f),
            Self::Wijk(code) => code.fmt(f),
            Self::Buurt(code) => code.fmt(f),
            Self::Eigen(code) => code.fmt(f),
        }
    }
}

/// The level of an area, from small to large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Niveau {
    /// The smallest statistical area.
    Buurt,
    /// The statistical district.
    Wijk,
    /// The residents' network that a wijk takes part in.
    Wijknetwerk,
    /// The area of one team of the Toegang.
    Toegangsgebied,
    /// A part of the city.
    Stadsdeel,
    /// The whole municipality.
    Gemeente,
}

impl Niveau {
    /// All levels, from small to large.
    pub const ALL: [Self; 6] = [
        Self::Buurt,
        Self::Wijk,
        Self::Wijknetwerk,
        Self::Toegangsgebied,
        Self::Stadsdeel,
        Self::Gemeente,
    ];

    /// The word of the level as it stands in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Buurt => "buurt",
            Self::Wijk => "wijk",
            Self::Wijknetwerk => "wijknetwerk",
            Self::Toegangsgebied => "toegangsgebied",
            Self::Stadsdeel => "stadsdeel",
            Self::Gemeente => "gemeente",
        }
    }

    /// The level that a word stands for.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|niveau| niveau.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_a_code_as_it_was_read() {
        for text in ["GM0855", "WK085510", "WK0363MA", "BU08551001", "BU0363MA01", "TG01"] {
            let code: AreaCode = text.parse().expect("a code");
            assert_eq!(code.to_string(), text);
        }
    }

    #[test]
    fn trims_the_padding_of_statline() {
        assert_eq!("WK085510  ".parse::<AreaCode>(), "WK085510".parse());
    }

    #[test]
    fn says_what_is_wrong() {
        #[track_caller]
        fn case(text: &str, expected: AreaCodeError) {
            assert_eq!(text.parse::<WijkCode>(), Err(expected));
        }

        case("", AreaCodeError::Empty);
        case("036301", AreaCodeError::Prefix);
        case("WK0363", AreaCodeError::Length { found: 6 });
        case("WK+36301", AreaCodeError::Character('+'));
        case("WK0A6301", AreaCodeError::Character('A'));
    }

    #[test]
    fn finds_the_wijk_of_a_buurt() {
        let buurt: BuurtCode = "BU08551001".parse().expect("a buurt");
        assert_eq!(buurt.wijk().to_string(), "WK085510");
        assert_eq!(buurt.gemeente().to_string(), "GM0855");
    }

    #[test]
    fn refuses_what_a_spreadsheet_made_of_a_code() {
        assert_eq!("8,55E+05".parse::<AreaCode>(), Err(AreaCodeError::Character(',')));
    }
}
