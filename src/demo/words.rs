//! The free words of the registration, and the code lists that translate them.

use std::io;

use super::csv_file::{CsvFile, Encoding, Written};
use super::sink::Sink;

/// How a melding ends, in the codes of the monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uitkomst {
    Maatwerk,
    SocialeBasis,
    AlgemeenVoorliggend,
    EigenNetwerk,
    AnderDomein,
    Ingetrokken,
    Onbekend,
}

impl Uitkomst {
    /// The outcomes besides maatwerk with their usual weights.
    pub const WITHOUT_MAATWERK: [(Self, u32); 6] = [
        (Self::SocialeBasis, 230),
        (Self::AlgemeenVoorliggend, 150),
        (Self::EigenNetwerk, 70),
        (Self::AnderDomein, 80),
        (Self::Ingetrokken, 90),
        (Self::Onbekend, 50),
    ];

    fn code(self) -> &'static str {
        match self {
            Self::Maatwerk => "maatwerk",
            Self::SocialeBasis => "sociale_basis",
            Self::AlgemeenVoorliggend => "algemeen_voorliggend",
            Self::EigenNetwerk => "eigen_netwerk",
            Self::AnderDomein => "ander_domein",
            Self::Ingetrokken => "ingetrokken",
            Self::Onbekend => "onbekend",
        }
    }

    /// The words teams use for this outcome.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Maatwerk => &[
                "Maatwerkvoorziening",
                "Maatwerk toegekend",
                "Indicatie afgegeven",
                "Beschikking Wmo/Jeugd",
                "Individuele voorziening",
            ],
            Self::SocialeBasis => &[
                "Sociale basis",
                "Buurthuis – activiteit",
                "Vrijwilliger ingezet",
                "Bewonersinitiatief",
                "Maatjesproject",
                "Informele zorg – coördinatie",
            ],
            Self::AlgemeenVoorliggend => &[
                "Algemene voorziening",
                "Voorliggende voorziening",
                "Collectief vervoer",
                "Was- en strijkservice",
            ],
            Self::EigenNetwerk => &["Eigen netwerk", "Eigen kracht", "Mantelzorg/familie"],
            Self::AnderDomein => &["Doorverwezen Zvw", "Doorverwezen Wlz", "Schuldhulpverlening"],
            Self::Ingetrokken => &["Ingetrokken door cliënt", "Geen contact gekregen"],
            Self::Onbekend => &["Onbekend", "Anders"],
        }
    }
}

/// What happens to a word when someone types it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    Careful,
    UpperCase,
    LowerCase,
    TrailingSpace,
}

impl Typing {
    /// Each way with its weight.
    pub const WEIGHTS: [(Self, u32); 4] = [
        (Self::Careful, 880),
        (Self::UpperCase, 40),
        (Self::LowerCase, 40),
        (Self::TrailingSpace, 40),
    ];

    pub fn apply(self, word: &str) -> String {
        match self {
            Self::Careful => word.to_owned(),
            Self::UpperCase => word.to_uppercase(),
            Self::LowerCase => word.to_lowercase(),
            Self::TrailingSpace => format!("{word} "),
        }
    }
}

/// The words for each law in the registration of the Toegang.
pub const WMO_WORDS: [&str; 2] = ["Wmo", "Wmo 2015"];
pub const JEUGDWET_WORDS: [&str; 1] = ["Jeugdwet"];
pub const PARTICIPATIEWET_WORDS: [&str; 2] = ["Participatiewet", "P-wet"];

pub const VERWIJZERS: [&str; 12] = [
    "Eigen initiatief",
    "Huisarts",
    "Wijkteam",
    "Familie – mantelzorger",
    "School",
    "Ziekenhuis",
    "Woningcorporatie",
    "Gecertificeerde instelling",
    "Jeugdarts",
    "Consultatiebureau/GGD",
    "Politie",
    "Cliëntondersteuner",
];

pub const LEEFGEBIEDEN: [&str; 10] = [
    "Huishouden",
    "Sociale redzaamheid",
    "Mobiliteit",
    "Persoonlijke zorg",
    "Sociale relaties",
    "Leren en werken",
    "Financiën",
    "Geestelijke gezondheid",
    "Opvoeden en opgroeien",
    "Privé – veiligheid",
];

/// The outcomes that count as solved without maatwerk.
pub const ZONDER_MAATWERK: [(Uitkomst, &str); 3] = [
    (Uitkomst::SocialeBasis, "Opgelost in de sociale basis"),
    (Uitkomst::AlgemeenVoorliggend, "Opgelost met een algemene of voorliggende voorziening"),
    (Uitkomst::EigenNetwerk, "Opgelost met eigen kracht of het eigen netwerk"),
];

/// Writes the files of `codelijsten/`.
pub fn write_codelijsten(sink: &mut dyn Sink) -> io::Result<Vec<Written>> {
    Ok(vec![
        write_uitkomst(sink)?,
        write_wet(sink)?,
        write_zonder_maatwerk(sink)?,
        write_uitstroom(sink)?,
    ])
}

fn write_uitkomst(sink: &mut dyn Sink) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "codelijsten/uitkomst.csv", Encoding::Utf8)?;
    file.line(format_args!("ruw;code"))?;
    let others = Uitkomst::WITHOUT_MAATWERK.map(|(uitkomst, _)| uitkomst);
    for uitkomst in std::iter::once(Uitkomst::Maatwerk).chain(others) {
        for word in uitkomst.words() {
            file.line(format_args!("{word};{}", uitkomst.code()))?;
        }
    }
    file.finish()
}

fn write_wet(sink: &mut dyn Sink) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "codelijsten/wet.csv", Encoding::Utf8)?;
    file.line(format_args!("ruw;code"))?;
    let laws: [(&[&str], &str); 3] = [
        (&WMO_WORDS, "wmo"),
        (&JEUGDWET_WORDS, "jeugdwet"),
        (&PARTICIPATIEWET_WORDS, "participatiewet"),
    ];
    for (words, code) in laws {
        for word in words {
            file.line(format_args!("{word};{code}"))?;
        }
    }
    file.finish()
}

fn write_zonder_maatwerk(sink: &mut dyn Sink) -> io::Result<Written> {
    let mut file = CsvFile::create(sink, "codelijsten/zonder_maatwerk.csv", Encoding::Utf8)?;
    file.line(format_args!("code;omschrijving;geldig_van;geldig_tot"))?;
    for (uitkomst, text) in ZONDER_MAATWERK {
        file.line(format_args!("{};{text};;", uitkomst.code()))?;
    }
    file.finish()
}

/// Reason 32 means this in iWmo 2.0 only; in iJw the same code is another reason.
fn write_uitstroom(sink: &mut dyn Sink) -> io::Result<Written> {
    let path = "codelijsten/uitstroom_sociale_basis.csv";
    let mut file = CsvFile::create(sink, path, Encoding::Utf8)?;
    file.line(format_args!("wet;code;omschrijving;geldig_van;geldig_tot"))?;
    file.line(format_args!("wmo;32;Voortgezet in de sociale basis (iWmo 2.0);;2017-12-31"))?;
    file.line(format_args!("jeugdwet;;iJw heeft er geen code voor;;"))?;
    file.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_word_stands_for_two_outcomes() {
        let others = Uitkomst::WITHOUT_MAATWERK.map(|(uitkomst, _)| uitkomst);
        let words: Vec<String> = std::iter::once(Uitkomst::Maatwerk)
            .chain(others)
            .flat_map(Uitkomst::words)
            .map(|word| word.to_lowercase())
            .collect();
        assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), words.len());
        assert!((20..=30).contains(&words.len()));
    }
}
