//! How the rows of one file are read: where each column stands and what it may hold.

use std::sync::Arc;

use super::decode::encode;
use super::header::{Found, Header, find_columns};
use super::waarden::Waarden;
use super::{Codering, Dictionary, KolomType, OpenBron, Vorm};
use crate::diagnostic::Findings;

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
    pub verplicht: bool,
    /// Somebody asks for the cells; those of other columns are only checked.
    pub is_asked: bool,
    /// Cells are never quoted.
    pub is_personal: bool,
    /// Texts that mean empty, in the encoding of the file.
    pub leeg: Vec<Vec<u8>>,
}

/// How one file is read.
#[derive(Clone, Debug)]
pub(super) struct FilePlan<'a> {
    /// The index of the file in the source.
    pub file: usize,
    pub shown: Arc<str>,
    pub vorm: Vorm,
    pub codering: Codering,
    pub scheidingsteken: u8,
    pub decimaal: u8,
    pub kolommen: Vec<Kolom<'a>>,
    /// The number of fields in the header, empty ones at the end not counted.
    pub n_fields: usize,
    /// The columns that together are unique; none when the file lacks one of them.
    pub sleutel: Vec<usize>,
    /// The column with the date or period at which the areas must exist.
    pub datum: Option<usize>,
    /// The columns of areas, which are read before the others.
    pub gebieden: Vec<usize>,
    /// The columns of all other types that must be looked at.
    pub others: Vec<usize>,
    /// True when a finding says that the whole file is read in a wrong way.
    pub is_misread: bool,
}

impl<'a> FilePlan<'a> {
    /// Plans the reading of a file with this header.
    pub fn new(
        bron: &'a OpenBron,
        file: usize,
        codering: Codering,
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
                    (None, Some(text)) => Herkomst::Fixed(encode(codering, text)),
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
                    verplicht: kolom.verplicht,
                    is_asked: bron.is_asked(idx),
                    is_personal: kolom.persoonsgegeven || kolom.soort == KolomType::Pseudoniem,
                    leeg: kolom.leeg.iter().map(|text| encode(codering, text.trim())).collect(),
                }
            })
            .collect();
        let is_absent = |&idx: &usize| matches!(kolommen[idx].herkomst, Herkomst::Absent);
        let has_key = !spec.sleutel.iter().any(is_absent);
        let is_gebied = |&idx: &usize| *kolommen[idx].soort == KolomType::Gebied;
        let (gebieden, mut others): (_, Vec<_>) = (0..kolommen.len()).partition(is_gebied);
        others.retain(|&idx| kolommen[idx].needs_look(codering));
        let last_name = header.names.iter().rposition(|name| !name.is_empty());
        Self {
            file,
            shown: Arc::clone(&bron.files[file].shown),
            vorm: spec.vorm,
            codering,
            scheidingsteken: spec.dialect.scheidingsteken,
            decimaal: spec.dialect.decimaal,
            n_fields: last_name.map_or(0, |last| last + 1),
            sleutel: if has_key { spec.sleutel.clone() } else { Vec::new() },
            datum: spec.datum.or(spec.periode),
            gebieden,
            others,
            is_misread,
            kolommen,
        }
    }
}
