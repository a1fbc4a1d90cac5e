//! Rows without a whole key, of which nobody knows whether they were delivered twice.

use std::sync::Arc;

use super::piece::Typed;
use super::plan::FilePlan;
use super::{OpenBron, Vorm};
use crate::diagnostic::{Code, Diagnostic, Findings, Place, with_separators};

/// The rows of a source without a whole key.
#[derive(Debug, Default)]
pub(super) struct KeylessRows {
    n: u64,
    /// The file, the line and the empty column of the first.
    first: Option<(usize, u64, usize)>,
}

impl KeylessRows {
    /// Adds those of a piece; pieces come in the order of the files.
    pub fn add(&mut self, piece: &Typed) {
        self.n += piece.keyless.n;
        if let Some((line, kolom)) = piece.keyless.first {
            self.first.get_or_insert((piece.plan.file, line, kolom));
        }
    }

    /// Says so, once for the source. Published figures have their own rule for an empty key.
    pub fn report(self, bron: &OpenBron, plans: &[Option<Arc<FilePlan>>], findings: &mut Findings) {
        let Some((file, line, kolom)) = self.first.filter(|_| bron.spec.vorm != Vorm::Cijfers)
        else {
            return;
        };
        let plan = plans[file].as_ref().expect("its rows were read");
        let column = plan.kolommen[kolom].header.clone();
        let rows = match self.n {
            1 => "1 row".to_owned(),
            n => format!("{} rows", with_separators(n)),
        };
        let message = format!("{rows} of bron `{}` lack a part of the key", bron.spec.naam);
        let label = format!("no `{}`, and used", bron.spec.kolommen[kolom].naam);
        findings.push(
            Diagnostic::new(Code::EmptyKey, message)
                .at(Place::Cell { file: Arc::clone(&plan.shown), line, column }, label)
                .help("`sleutel` should name columns that every row has"),
        );
    }
}
