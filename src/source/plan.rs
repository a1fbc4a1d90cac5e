//! How the rows of one file are read: where each column stands and what it may hold.

use std::sync::Arc;

use super::decode::encode;
use chrono::NaiveDate;

use super::header::{Counting, Found, Header, find_columns};
use super::nullen::told_apart;
use super::number_form::{NumberField, NumberForm};
use super::pseudoniem::Sleutel;
use super::record::Fields;
use super::value::parse_date;
use super::waarden::Waarden;
use super::watch::{Watched, watch};
use super::{Bereik, BronSpec, Codering, Dictionary, KolomType, OpenBron, Vorm};
use crate::diagnostic::Findings;
use crate::model::Datum;

/// Where the cells of a column come from.
#[derive(Clone, Debug)]
pub(super) enum Herkomst {
    /// From this field, counted from 0.
    Field(usize),
    /// From the name of the file; all cells are the same.
    Fixed(Vec<u8>),
    /// From nowhere: the file lacks the column, for which there is a finding.
    Absent,
}

/// How the cells of one column are read.
#[derive(Clone, Debug)]
pub(super) struct Kolom<'a> {
    /// The header in the file, or the name of the column when it has none there.
    pub shown_name: Arc<str>,
    /// The number of the field, from 1, and its header.
    pub header: Option<(u32, Arc<str>)>,
    pub herkomst: Herkomst,
    pub soort: &'a KolomType,
    pub waarden: Option<&'a Waarden>,
    pub dictionary: Option<&'a Dictionary>,
    /// The key with which persons are hashed.
    pub sleutel: Option<&'a Sleutel>,
    pub verplicht: bool,
    /// Numbers with too many decimals are rounded.
    pub afronden: bool,
    /// The values that it can hold.
    pub bereik: Option<Bereik>,
    /// Somebody asks for the cells; those of other columns are only checked.
    pub is_asked: bool,
    /// Cells are never quoted.
    pub is_personal: bool,
    /// Its numbers are known to be none of persons.
    pub geen_bsn: bool,
    /// Texts that mean empty, in the encoding of the file.
    pub leeg: Vec<Vec<u8>>,
}

/// How the text of a file is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text {
    pub codering: Codering,
    pub scheidingsteken: u8,
    pub numbers: NumberForm,
    pub counting: Counting,
    /// Of a workbook: what a plain number in a column of dates counts from.
    pub serial_zero: Option<NaiveDate>,
    /// The text was made of another kind of file.
    pub is_made: bool,
}

/// How one file is read.
#[derive(Clone, Debug)]
pub(super) struct FilePlan<'a> {
    /// The index of the file in the source.
    pub file: usize,
    pub shown: Arc<str>,
    /// The line of the header, from 1.
    pub header_line: u64,
    pub vorm: Vorm,
    /// How the text is written, which of another kind of file is made from it.
    pub text: Text,
    pub kolommen: Vec<Kolom<'a>>,
    /// The number of fields in the header, empty ones at the end not counted.
    pub n_fields: usize,
    /// The columns that together are unique; none when the file lacks one of them.
    pub sleutel: Vec<usize>,
    /// The column of the key that the file may lack, and does.
    pub absent_key: Option<usize>,
    /// The columns that tell which of the rows with one key is the last.
    pub laatste: Vec<usize>,
    /// The codes that take a record back.
    pub teruggenomen: &'a [(usize, String)],
    /// The columns whose numbers tell persons and records apart.
    pub told_apart: Vec<usize>,
    /// The column with the date or period at which the areas must exist.
    pub datum: Option<usize>,
    /// The columns of areas, which are read before the others.
    pub gebieden: Vec<usize>,
    /// The columns of all other types that must be looked at.
    pub others: Vec<usize>,
    /// Pairs of columns of dates of which the first is never after the second.
    pub volgorde: Vec<(usize, usize)>,
    /// The last day on which a row can be dated.
    pub uiterste_dag: Option<Datum>,
    /// The fields in which BSNs are looked for.
    pub watched: Vec<Watched>,
    /// True when a finding says that the whole file is read in a wrong way.
    pub is_misread: bool,
}

impl<'a> FilePlan<'a> {
    /// Plans the reading of a file with this header.
    pub fn new(
        bron: &'a OpenBron,
        file: usize,
        text: Text,
        header: &Header,
        findings: &mut Findings,
    ) -> Self {
        let spec = &bron.spec;
        let Found { places, is_misread } = find_columns(spec, header, findings);
        let kolommen: Vec<_> = spec
            .kolommen
            .iter()
            .zip(places)
            .enumerate()
            .map(|(idx, (kolom, place))| {
                let capture = kolom.uit_bestandsnaam.as_ref();
                let fixed = capture.and_then(|naam| bron.files[file].captures.get(naam));
                let herkomst = match (place, fixed) {
                    (Some(at), _) => Herkomst::Field(at),
                    (None, Some(fixed)) => Herkomst::Fixed(encode(text.codering, fixed)),
                    (None, None) => Herkomst::Absent,
                };
                let header = place.map(|at| (at as u32 + 1, Arc::clone(&header.names[at])));
                let own_name = || kolom.naam.as_str().into();
                Kolom {
                    shown_name: header.as_ref().map_or_else(own_name, |(_, name)| Arc::clone(name)),
                    header,
                    herkomst,
                    soort: &kolom.soort,
                    waarden: bron.waarden(idx),
                    dictionary: bron.dictionary(idx),
                    sleutel: bron.sleutel().filter(|_| kolom.versleuteld),
                    verplicht: kolom.verplicht,
                    afronden: kolom.afronden,
                    bereik: kolom.bereik,
                    is_asked: bron.is_asked(idx),
                    is_personal: kolom.persoonsgegeven || kolom.soort == KolomType::Pseudoniem,
                    geen_bsn: kolom.geen_bsn,
                    leeg: kolom
                        .leeg
                        .iter()
                        .map(|leeg| encode(text.codering, leeg.trim()))
                        .collect(),
                }
            })
            .collect();
        let is_absent = |&idx: &usize| matches!(kolommen[idx].herkomst, Herkomst::Absent);
        let has_key = !spec.sleutel.iter().any(is_absent);
        let is_gebied = |&idx: &usize| *kolommen[idx].soort == KolomType::Gebied;
        let (gebieden, mut others): (_, Vec<_>) = (0..kolommen.len()).partition(is_gebied);
        // What is computed from other cells has none of its own.
        others.retain(|&idx| spec.kolommen[idx].afgeleid_van.is_empty());
        others.retain(|&idx| kolommen[idx].needs_look(text.codering));
        let last_name = header.names.iter().rposition(|name| !name.is_empty());
        Self {
            file,
            shown: Arc::clone(&bron.files[file].shown),
            header_line: header.line,
            vorm: spec.vorm,
            text,
            n_fields: last_name.map_or(0, |last| last + 1),
            sleutel: if has_key { spec.sleutel.clone() } else { Vec::new() },
            absent_key: spec
                .sleutel
                .iter()
                .copied()
                .find(|idx| is_absent(idx) && spec.kolommen[*idx].mag_ontbreken),
            laatste: if has_key { spec.laatste.clone() } else { Vec::new() },
            teruggenomen: &spec.teruggenomen,
            told_apart: spec
                .kolommen
                .iter()
                .enumerate()
                .filter(|(idx, kolom)| told_apart(*idx, kolom, &spec.sleutel))
                .map(|(idx, _)| idx)
                .collect(),
            datum: spec.datum.or(spec.periode),
            gebieden,
            others,
            volgorde: spec.volgorde.clone(),
            uiterste_dag: spec.uiterste_dag,
            watched: watch(spec, &kolommen, header),
            is_misread,
            kolommen,
        }
    }
}

impl FilePlan<'_> {
    /// True when a row has too few fields; a workbook leaves out the empty ones at its end.
    pub fn is_short(&self, n_fields: usize) -> bool {
        n_fields < self.n_fields && !self.text.is_made
    }

    /// The columns of numbers that stand in the file.
    pub fn number_fields(&self, spec: &BronSpec) -> Vec<NumberField> {
        let kolommen = self.kolommen.iter().zip(&spec.kolommen);
        let numbers = kolommen.filter(|(kolom, _)| matches!(kolom.soort, KolomType::Getal { .. }));
        numbers
            .filter_map(|(kolom, spec)| {
                let Herkomst::Field(at) = kolom.herkomst else { return None };
                let leeg = spec.leeg.iter().map(|leeg| leeg.trim().to_owned()).collect();
                let header = Arc::clone(&kolom.shown_name);
                Some(NumberField { at, header, is_personal: kolom.is_personal, leeg })
            })
            .collect()
    }

    /// True when a row has too few fields, or nothing where each row must have something.
    pub fn lacks_what_it_must(&self, fields: &Fields, bytes: &[u8]) -> bool {
        let must = |(idx, kolom): &(usize, &Kolom)| {
            let is_gebied = self.gebieden.contains(idx) && self.vorm == Vorm::Cijfers;
            kolom.must_hold() || self.sleutel.contains(idx) || is_gebied
        };
        // A sum below a column of dates is no date.
        let is_no_date = |kolom: &Kolom, cell: &[u8]| match kolom.soort {
            KolomType::Datum(forms) => parse_date(cell, forms).is_none(),
            _ => false,
        };
        let is_absent = |(_, kolom): (usize, &Kolom)| match kolom.herkomst {
            Herkomst::Field(at) => {
                let cell = fields.get(bytes, at).trim_ascii();
                cell.is_empty() || is_no_date(kolom, cell)
            }
            Herkomst::Fixed(_) | Herkomst::Absent => false,
        };
        self.is_short(fields.len()) || self.kolommen.iter().enumerate().filter(must).any(is_absent)
    }
}
