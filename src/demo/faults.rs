//! The rows of the Toegang that are not as they should be, planted on purpose.

use super::day::Day;
use super::draw::Draw;
use super::gemeente::Gemeente;

/// What is wrong with a row, or unusual but right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    ImpossibleDate,
    UnknownBuurt,
    EmptyBuurt,
    OldBuurt,
    ExcelCode,
    UnmappedUitkomst,
    DuplicateRow,
    OtherGemeente,
    TwoDigitYear,
    ShortRow,
    QuotedLineBreak,
    EmptyRow,
    BesluitBeforeMelding,
}

impl Fault {
    pub const ALL: [Self; 13] = [
        Self::ImpossibleDate,
        Self::UnknownBuurt,
        Self::EmptyBuurt,
        Self::OldBuurt,
        Self::ExcelCode,
        Self::UnmappedUitkomst,
        Self::DuplicateRow,
        Self::OtherGemeente,
        Self::TwoDigitYear,
        Self::ShortRow,
        Self::QuotedLineBreak,
        Self::EmptyRow,
        Self::BesluitBeforeMelding,
    ];

    /// The kind of row in Dutch, as `LEESMIJ.md` tells it.
    pub fn text(self) -> &'static str {
        match self {
            Self::ImpossibleDate => "datum die niet bestaat (31-06)",
            Self::UnknownBuurt => "onbekende buurtcode",
            Self::EmptyBuurt => "lege buurtcode",
            Self::OldBuurt => "buurtcode van de oude indeling",
            Self::ExcelCode => "code die Excel heeft verminkt (8,55E+05)",
            Self::UnmappedUitkomst => "uitkomst die niet in de codelijst staat",
            Self::DuplicateRow => "melding die twee keer voorkomt",
            Self::OtherGemeente => "buurtcode van een andere gemeente",
            Self::TwoDigitYear => "datum met een jaar van twee cijfers",
            Self::ShortRow => "regel met te weinig velden",
            Self::QuotedLineBreak => "veld tussen aanhalingstekens met ; en regeleinde (goed)",
            Self::EmptyRow => "lege regel ;;;;;;;;; van Excel",
            Self::BesluitBeforeMelding => "besluit voor de melding",
        }
    }

    /// What the program does with such a row, in Dutch.
    pub fn treatment(self) -> &'static str {
        match self {
            Self::ImpossibleDate
            | Self::TwoDigitYear
            | Self::ShortRow
            | Self::BesluitBeforeMelding => "in quarantaine",
            Self::UnknownBuurt | Self::ExcelCode => {
                "telt alleen in de gemeente, met een waarschuwing"
            }
            Self::OldBuurt => {
                "telt in de wijk of het toegangsgebied waarin de oude wijk helemaal opging, anders \
                 alleen in de gemeente; met een waarschuwing"
            }
            Self::EmptyBuurt => "telt alleen in de gemeente",
            Self::UnmappedUitkomst => "gebruikt, met een lege uitkomst en een waarschuwing",
            Self::DuplicateRow => "de eerste rij gebruikt, de tweede in quarantaine",
            Self::OtherGemeente => "uitgesloten, met een waarschuwing",
            Self::QuotedLineBreak => "gebruikt",
            Self::EmptyRow => "uitgesloten",
        }
    }
}

/// One row of the export as texts, so that any of them can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub nummer: String,
    pub client: String,
    pub datum: String,
    pub buurt: String,
    pub wet: &'static str,
    pub verwijzer: &'static str,
    pub leefgebied: String,
    pub uitkomst: String,
    pub soort: &'static str,
    pub besluit: String,
}

/// Puts a fault that changes the row into it.
pub fn apply(fault: Fault, row: &mut Row, melded: Day, gemeente: &Gemeente, draw: &mut Draw) {
    let (year, month, day) = melded.parts();
    match fault {
        Fault::ImpossibleDate => {
            let impossible = ["30-02", "31-06", "31-09", "31-11"][(month as usize - 1) / 3];
            row.datum = format!("{impossible}-{year}");
        }
        Fault::UnknownBuurt => "BU08559999".clone_into(&mut row.buurt),
        Fault::EmptyBuurt => row.buurt.clear(),
        Fault::OldBuurt => row.buurt.clone_from(&draw.pick(&gemeente.old_buurten).code),
        Fault::ExcelCode => "8,55E+05".clone_into(&mut row.buurt),
        Fault::UnmappedUitkomst => "zie dossier".clone_into(&mut row.uitkomst),
        Fault::OtherGemeente => "BU07580101".clone_into(&mut row.buurt),
        Fault::TwoDigitYear => row.datum = format!("{day:02}-{month:02}-{:02}", year % 100),
        Fault::QuotedLineBreak => {
            "\"Financiën; schulden\r\nen post\"".clone_into(&mut row.leefgebied);
        }
        Fault::BesluitBeforeMelding => row.besluit = melded.minus(21).to_string(),
        Fault::DuplicateRow | Fault::EmptyRow | Fault::ShortRow => {}
    }
}
