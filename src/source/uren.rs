//! Columns of hours per week, computed from a volume, its unit and its frequentie.
//!
//! They are filled when it is settled which rows of a piece are used, so that what has no hours is
//! counted once. The rules stand in [`crate::model::Uren`].

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Block, Column, Dictionary, OpenBron, TextId, UrenKolom};
use crate::diagnostic::{Code, Diagnostic, Findings, Level, Place};
use crate::model::{GeenUren, Uren};

/// The number of different omvangen that are remembered; registers have some hundreds.
const MAX_REMEMBERED: usize = 1 << 14;

/// Why a cell of hours is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Leeg {
    /// There is no volume, no unit or no frequentie.
    GeenOmvang,
    /// The omvang does not tell hours per week.
    Niet(GeenUren),
    /// There are more hours than the column holds.
    TeVeel,
}

impl Leeg {
    /// The word in findings.
    fn word(self) -> &'static str {
        match self {
            Self::GeenOmvang => "geen_omvang",
            Self::Niet(reason) => reason.word(),
            Self::TeVeel => "te_veel",
        }
    }

    /// True when the delivery is wrong, not merely of another kind.
    fn is_fault(self) -> bool {
        match self {
            Self::GeenOmvang => false,
            Self::Niet(reason) => reason.is_fault(),
            Self::TeVeel => true,
        }
    }
}

/// The columns of hours of a source that somebody asks for.
pub(super) struct UrenKolommen<'a> {
    bron: &'a OpenBron,
    kolommen: Vec<UrenKolom>,
}

impl<'a> UrenKolommen<'a> {
    pub fn of(bron: &'a OpenBron) -> Self {
        let asked = bron.spec.uren.iter().filter(|uren| bron.is_asked(uren.kolom));
        Self { bron, kolommen: asked.copied().collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.kolommen.is_empty()
    }

    /// Fills the columns of hours of a block; tells which cells stayed empty.
    pub fn fill(&self, block: &mut Block) -> GeenUrenTally {
        let mut tally = GeenUrenTally::default();
        for uren in &self.kolommen {
            let hours = self.hours(block, uren, &mut tally);
            block.columns[uren.kolom] = Column::Getal(hours);
        }
        tally
    }

    fn hours(
        &self,
        block: &Block,
        uren: &UrenKolom,
        tally: &mut GeenUrenTally,
    ) -> Vec<Option<i64>> {
        let columns = [uren.volume, uren.eenheid, uren.frequentie].map(|at| &block.columns[at]);
        let [Column::Getal(volumes), Column::Text(eenheden), Column::Text(frequenties)] = columns
        else {
            unreachable!("hours are declared of a number and two codes")
        };
        let spec = &self.bron.spec;
        let decimalen = (spec.decimalen(uren.volume), spec.decimalen(uren.kolom));
        let texts = |kolom| self.bron.dictionary(kolom).expect("a code column has a dictionary");
        let texts = (texts(uren.eenheid), texts(uren.frequentie));
        let mut known: FxHashMap<_, Result<i64, Leeg>> = FxHashMap::default();
        let mut hours = Vec::with_capacity(block.n_rows());
        for (row, &line) in block.lines.iter().enumerate() {
            let omvang = (volumes[row], eenheden[row], frequenties[row]);
            let remembered = known.get(&omvang).copied();
            let found = remembered.unwrap_or_else(|| compute(omvang, decimalen, texts));
            if remembered.is_none() && known.len() < MAX_REMEMBERED {
                known.insert(omvang, found);
            }
            if let Err(why) = found {
                tally.add(uren.kolom, why, (block.file, line));
            }
            hours.push(found.ok());
        }
        hours
    }
}

/// The hours of an omvang in units of the column.
fn compute(
    (volume, eenheid, frequentie): (Option<i64>, Option<TextId>, Option<TextId>),
    (of_volume, of_hours): (u8, u8),
    (eenheden, frequenties): (&Dictionary, &Dictionary),
) -> Result<i64, Leeg> {
    let (Some(volume), Some(eenheid), Some(frequentie)) = (volume, eenheid, frequentie) else {
        return Err(Leeg::GeenOmvang);
    };
    let (eenheid, frequentie) = (eenheden.text(eenheid), frequenties.text(frequentie));
    match Uren::of(volume, of_volume, &eenheid, &frequentie) {
        Uren::PerWeek(hours) => hours.to_scaled(of_hours).ok_or(Leeg::TeVeel),
        Uren::Niet(reason) => Err(Leeg::Niet(reason)),
    }
}

/// The rows without hours, by column and reason.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct GeenUrenTally(BTreeMap<(usize, Leeg), Rows>);

/// How many rows, and the file and line of the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Rows {
    n: u64,
    first: (usize, u64),
}

impl GeenUrenTally {
    fn add(&mut self, kolom: usize, why: Leeg, first: (usize, u64)) {
        self.0.entry((kolom, why)).or_insert(Rows { n: 0, first }).n += 1;
    }

    /// Adds the rows of the piece that follows.
    pub fn append(&mut self, later: Self) {
        for (key, rows) in later.0 {
            self.0.entry(key).and_modify(|first| first.n += rows.n).or_insert(rows);
        }
    }

    /// Says of each column how many rows have no hours, and why.
    pub fn report(&self, bron: &OpenBron, findings: &mut Findings) {
        for uren in &bron.spec.uren {
            let of_kolom = |((kolom, why), rows): (&(usize, Leeg), &Rows)| {
                (*kolom == uren.kolom).then_some((*why, *rows))
            };
            let found: Vec<_> = self.0.iter().filter_map(of_kolom).collect();
            if !found.is_empty() {
                findings.push(finding(bron, uren.kolom, &found));
            }
        }
    }
}

fn finding(bron: &OpenBron, kolom: usize, found: &[(Leeg, Rows)]) -> Diagnostic {
    let n: u64 = found.iter().map(|(_, rows)| rows.n).sum();
    let counts: Vec<_> =
        found.iter().map(|(why, rows)| format!("{} `{}`", rows.n, why.word())).collect();
    let spec = &bron.spec.kolommen[kolom];
    let rows = if n == 1 { "row" } else { "rows" };
    let message = format!(
        "column `{}` of bron `{}` has no hours per week in {n} {rows}: {}",
        spec.naam,
        bron.spec.naam,
        counts.join(", ")
    );
    let mut finding =
        Diagnostic::new(Code::NoHours, message).at(spec.place.clone(), "computed here");
    for (why, Rows { first: (file, line), .. }) in found.iter().filter(|(why, _)| why.is_fault()) {
        finding.level = Level::Warning;
        let file = Arc::clone(&bron.files[*file].shown);
        let place = Place::Cell { file, line: *line, column: None };
        finding = finding.also(place, format!("the first `{}`", why.word()));
    }
    finding
}
