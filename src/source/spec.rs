//! What a monitor declares of a source: its files, dialect and typed columns.

use super::{Bereik, DialectSpec};
use crate::diagnostic::Place;
use crate::model::{Breuk, Datum};

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

/// A way of writing a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatumVorm {
    /// `31-12-2017`, day and month with one or two digits.
    DdMmJjjj,
    /// `31/12/2017`.
    DdMmJjjjSchuin,
    /// `31.12.2017`.
    DdMmJjjjPunt,
    /// `2017-12-31`.
    JjjjMmDd,
    /// `2017/12/31`.
    JjjjMmDdSchuin,
    /// `20171231`.
    JjjjMmDdDicht,
}

impl DatumVorm {
    /// All forms.
    pub const ALL: [Self; 6] = [
        Self::DdMmJjjj,
        Self::DdMmJjjjSchuin,
        Self::DdMmJjjjPunt,
        Self::JjjjMmDd,
        Self::JjjjMmDdSchuin,
        Self::JjjjMmDdDicht,
    ];

    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::DdMmJjjj => "dd-mm-jjjj",
            Self::DdMmJjjjSchuin => "dd/mm/jjjj",
            Self::DdMmJjjjPunt => "dd.mm.jjjj",
            Self::JjjjMmDd => "jjjj-mm-dd",
            Self::JjjjMmDdSchuin => "jjjj/mm/dd",
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

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bestandssoort {
    /// Text with fields between delimiters.
    Tekst,
    /// A workbook: xlsx, xls or ods.
    Werkmap,
    /// An SPSS file, compressed or not.
    Spss,
    /// Pages of StatLine in JSON.
    OData,
    /// The bundle of StatLine: `Observations.csv` with its code tables beside it.
    Bundel,
    /// A message of iWmo or iJw in XML.
    Istandaarden,
}

impl Bestandssoort {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Tekst, Self::Werkmap, Self::Spss, Self::OData, Self::Bundel, Self::Istandaarden];

    /// The word in `monitor.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tekst => "tekst",
            Self::Werkmap => "werkmap",
            Self::Spss => "spss",
            Self::OData => "odata",
            Self::Bundel => "bundel",
            Self::Istandaarden => "istandaarden",
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
    /// The values that it can hold; a cell outside counts as empty.
    pub bereik: Option<Bereik>,
    /// The labels of values are read, not the values (SPSS).
    pub labels: bool,
    /// A number with more decimals is rounded, half away from zero, not refused.
    pub afronden: bool,
    /// The cells are numbers of persons that become keyed hashes at the door.
    pub versleuteld: bool,
    /// A file may lack the column; all its cells are empty then.
    pub mag_ontbreken: bool,
    /// The numbers of the column are known to be none of persons, though they look like it.
    pub geen_bsn: bool,
    /// The code list that its codes stand in, and where it was named.
    pub codelijst: Option<(String, Place)>,
    /// The columns that the value is computed from, instead of a cell, and where they were named.
    pub afgeleid_van: Vec<(String, Place)>,
    /// The headers are tried in their order; otherwise two that fit are an error.
    pub op_volgorde: bool,
    /// Where it is declared.
    pub place: Place,
}

impl KolomSpec {
    /// True when the column has a field in files, not a value from elsewhere.
    pub fn is_in_file(&self) -> bool {
        self.uit_bestandsnaam.is_none() && self.afgeleid_van.is_empty()
    }
}

/// A column of hours per week, computed from three others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrenKolom {
    /// The column of the hours.
    pub kolom: usize,
    /// The column of the volume, a number.
    pub volume: usize,
    /// The column with the code of its unit.
    pub eenheid: usize,
    /// The column with the code of how often it is given.
    pub frequentie: usize,
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
    /// How the files are written, as far as it is declared.
    pub dialect: DialectSpec,
    /// What kind of files they are, when it is declared.
    pub soort: Option<Bestandssoort>,
    /// The sheet of a workbook.
    pub werkblad: Option<String>,
    /// The columns, in the order of the file.
    pub kolommen: Vec<KolomSpec>,
    /// Indices of the columns that together are unique.
    pub sleutel: Vec<usize>,
    /// The columns that tell which of the rows with one key is the last, which alone counts.
    pub laatste: Vec<usize>,
    /// The codes that take a record back, as `uitsluiten` names them, with their column.
    pub teruggenomen: Vec<(usize, String)>,
    /// Pairs of dates of which the first is never after the second.
    pub volgorde: Vec<(usize, usize)>,
    /// The column with the date at which the area must exist (records).
    pub datum: Option<usize>,
    /// The column with the period or wave (surveys and published figures).
    pub periode: Option<usize>,
    /// The column with the law of a row, which tells what its codes mean.
    pub wet: Option<usize>,
    /// The column with the version of the standard of a row.
    pub versie: Option<usize>,
    /// The columns of hours per week.
    pub uren: Vec<UrenKolom>,
    /// The share of rows in quarantine above which nothing is published.
    pub max_afgekeurd: f64,
    /// The share of rows in quarantine above which there is a warning.
    pub waarschuw_afgekeurd: Option<f64>,
    /// The share of rows without a known area above which nothing is published.
    pub max_gebied_onbekend: Option<f64>,
    /// The message of iWmo or iJw that the files are, by the profile.
    pub bericht: Option<&'static str>,
    /// The last day on which a record can be dated.
    pub uiterste_dag: Option<Datum>,
    /// The file of the key for keyed hashes of persons.
    pub sleutelbestand: Option<(String, Place)>,
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
