//! What a published cell can be: shown, zero, withheld or without a figure.

use super::Figure;

/// Who withholds a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Onderdrukt {
    /// This monitor, because the cell is below a threshold or protects another that is. Nothing tells
    /// which of the two: who knew would know that the one is small and the other is not.
    Monitor,
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
    /// All words of the column `celsoort`.
    pub const WORDS: [&str; 7] = [
        "waarde",
        "nul",
        "onderdrukt",
        "onderdrukt_bron",
        "ontbreekt",
        "niet_van_toepassing",
        "niet_vergelijkbaar",
    ];

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
            Self::Onderdrukt(Onderdrukt::Monitor) => "onderdrukt",
            Self::Onderdrukt(Onderdrukt::Bron) => "onderdrukt_bron",
            Self::Geen(GeenCijfer::Ontbreekt) => "ontbreekt",
            Self::Geen(GeenCijfer::NietVanToepassing) => "niet_van_toepassing",
            Self::Geen(GeenCijfer::NietVergelijkbaar) => "niet_vergelijkbaar",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::GeenInterval;
    use super::*;

    #[test]
    fn every_kind_of_cell_has_its_word_in_the_list() {
        let figure = || Figure::new(0.0, Err(GeenInterval::Herleid));
        let cells = [
            Cell::Waarde(figure()),
            Cell::Nul(figure()),
            Cell::Onderdrukt(Onderdrukt::Monitor),
            Cell::Onderdrukt(Onderdrukt::Bron),
            Cell::Geen(GeenCijfer::Ontbreekt),
            Cell::Geen(GeenCijfer::NietVanToepassing),
            Cell::Geen(GeenCijfer::NietVergelijkbaar),
        ];
        assert_eq!(cells.each_ref().map(Cell::word), Cell::WORDS);
    }
}
