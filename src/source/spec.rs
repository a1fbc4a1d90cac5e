//! What a monitor declares of a source: its files, dialect and typed columns.

use crate::diagnostic::Place;
use crate::model::Breuk;

/// The shape of a source: what one row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vorm {
    /// A melding, a decision, a provision or a contact.
    Records,
    /// A respondent.
    Enquete,
    /// A published figure.
    Cijfers,
}

impl Vorm {
    /// All shapes.
    pub const ALL: [Self; 3] = [Self::Records, Self::Enquete, Self::Cijfers];

    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Records => "records",
            Self::Enquete => "enquete",
            Self::Cijfers => "cijfers",
        }
    }
}

/// The encoding of the bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Codering {
    /// UTF-8, with or without a byte order mark.
    #[default]
    Utf8,
    /// Windows-1252, in which older systems export.
    Windows1252,
}

/// How a file is written. Fixed for the whole file, never guessed per cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The encoding.
    pub codering: Codering,
    /// The byte between fields.
    pub scheidingsteken: u8,
    /// The byte before the decimals of a number.
    pub decimaal: u8,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { codering: Codering::Utf8, scheidingsteken: b';', decimaal: b',' }
    }
}

/// A way of writing a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatumVorm {
    /// `31-12-2017`, day and month with one or two digits.
    DdMmJjjj,
    /// `2017-12-31`.
    JjjjMmDd,
    /// `20171231`.
    JjjjMmDdDicht,
}

impl DatumVorm {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::DdMmJjjj, Self::JjjjMmDd, Self::JjjjMmDdDicht];

    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::DdMmJjjj => "dd-mm-jjjj",
            Self::JjjjMmDd => "jjjj-mm-dd",
            Self::JjjjMmDdDicht => "jjjjmmdd",
        }
    }
}

/// The type of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KolomType {
    /// A date, in one of these forms.
    Datum(Vec<DatumVorm>),
    /// A number, kept exactly with this many decimals (0 to 9).
    Getal {
        /// The number of decimals kept.
        decimalen: u8,
    },
    /// A text; each distinct text is kept once.
    Tekst,
    /// A code, through a mapping file when one is named.
    Code {
        /// The path of the mapping `ruw;code`, and where it was named.
        waarden: Option<(String, Place)>,
    },
    /// The code of an area.
    Gebied,
    /// A period.
    Periode,
    /// A person: only a hash of the cell is kept.
    Pseudoniem,
}

impl KolomType {
    /// The words in `monitor.toml`; `geheel` is a number without decimals.
    pub const WORDS: [&str; 8] =
        ["datum", "getal", "geheel", "tekst", "code", "gebied", "periode", "pseudoniem"];

    /// The word for messages.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Datum(_) => "datum",
            Self::Getal { decimalen: 0 } => "geheel",
            Self::Getal { .. } => "getal",
            Self::Tekst => "tekst",
            Self::Code { .. } => "code",
            Self::Gebied => "gebied",
            Self::Periode => "periode",
            Self::Pseudoniem => "pseudoniem",
        }
    }
}

/// A column of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KolomSpec {
    /// The name that filters and indicators use.
    pub naam: String,
    /// The headers it may have in an export.
    pub kop: Vec<String>,
    /// The type.
    pub soort: KolomType,
    /// An empty cell puts the row in quarantine.
    pub verplicht: bool,
    /// Cells are never quoted anywhere.
    pub persoonsgegeven: bool,
    /// Texts that mean empty, besides the empty text.
    pub leeg: Vec<String>,
    /// The part of the file name that the value comes from, instead of a cell.
    pub uit_bestandsnaam: Option<String>,
    /// Where it is declared.
    pub place: Place,
}

/// A source: its shape, its files and its columns.
#[derive(Clone, Debug, PartialEq)]
pub struct BronSpec {
    /// The name that indicators use.
    pub naam: String,
    /// The shape.
    pub vorm: Vorm,
    /// The patterns of the files, below the folder of the monitor, and where they stand.
    pub bestanden: Vec<(String, Place)>,
    /// How the files are written.
    pub dialect: Dialect,
    /// The columns, in the order of the file.
    pub kolommen: Vec<KolomSpec>,
    /// Indices of the columns that together are unique.
    pub sleutel: Vec<usize>,
    /// The column with the date at which the area must exist (records).
    pub datum: Option<usize>,
    /// The column with the period or wave (surveys and published figures).
    pub periode: Option<usize>,
    /// The share of rows in quarantine above which nothing is published.
    pub max_afgekeurd: f64,
    /// Days on which the registration changed.
    pub breuken: Vec<Breuk>,
    /// Where it is declared.
    pub place: Place,
}

impl BronSpec {
    /// The decimals that a column keeps; 0 for one that holds no numbers.
    pub fn decimalen(&self, kolom: usize) -> u8 {
        match self.kolommen[kolom].soort {
            KolomType::Getal { decimalen } => decimalen,
            _ => 0,
        }
    }

    /// How many scaled units of a column make one whole.
    pub fn unit(&self, kolom: usize) -> i64 {
        10_i64.pow(u32::from(self.decimalen(kolom)))
    }

    /// The column that tells which rows are of one person.
    pub fn persoon(&self) -> Option<usize> {
        self.kolommen.iter().position(|kolom| kolom.soort == KolomType::Pseudoniem)
    }

    /// The index and declaration of the column with this name.
    pub fn kolom(&self, naam: &str) -> Option<(usize, &KolomSpec)> {
        self.kolommen.iter().enumerate().find(|(_, kolom)| kolom.naam == naam)
    }
}
