//! Texts that filters ask for and no row has, by which a filter would select nothing in silence.

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::source::{Block, Column, OpenBron, TextId};

/// Texts by the column they are sought in.
pub(super) type Texts = FxHashSet<(usize, TextId)>;

/// The texts that one thread has not met yet, by column.
#[derive(Clone, Debug)]
pub(super) struct Unseen {
    columns: Vec<(usize, Vec<TextId>)>,
}

impl Unseen {
    /// Nothing was met yet of what is sought.
    pub(super) fn new(sought: &Texts) -> Self {
        let mut columns: Vec<(usize, Vec<TextId>)> = Vec::new();
        for &(kolom, id) in sought {
            match columns.iter_mut().find(|(known, _)| *known == kolom) {
                Some((_, ids)) => ids.push(id),
                None => columns.push((kolom, vec![id])),
            }
        }
        Self { columns }
    }

    /// Strikes out the texts that a block holds; soon nothing is left to look for.
    pub(super) fn see(&mut self, block: &Block) {
        for (kolom, ids) in &mut self.columns {
            let Column::Text(cells) = &block.columns[*kolom] else { continue };
            ids.retain(|&id| !cells.contains(&Some(id)));
        }
    }

    /// Keeps what the other thread has not met either.
    pub(super) fn merge(&mut self, other: &Self) {
        let others = other.texts();
        for (kolom, ids) in &mut self.columns {
            ids.retain(|&id| others.contains(&(*kolom, id)));
        }
    }

    /// What nobody has met.
    pub(super) fn texts(&self) -> Vec<(usize, TextId)> {
        let of = |(kolom, ids): &(usize, Vec<TextId>)| {
            let kolom = *kolom;
            ids.iter().map(move |&id| (kolom, id)).collect::<Vec<_>>()
        };
        self.columns.iter().flat_map(of).collect()
    }
}

/// Reports texts in filters that no row has, which would count zero in silence.
pub(super) fn report_unseen(
    open: &OpenBron,
    unseen: Vec<(usize, TextId)>,
    findings: &mut Findings,
) {
    let mut unseen: Vec<_> = unseen
        .into_iter()
        .filter_map(|(kolom, id)| Some((kolom, open.dictionary(kolom)?.text(id))))
        // A code of the mapping is known, though nobody may have it.
        .filter(|(kolom, text)| !open.is_mapped_code(*kolom, text))
        .collect();
    unseen.sort();
    for (kolom, text) in unseen {
        let spec = &open.spec.kolommen[kolom];
        let message = format!(
            "a filter asks for `{text}` in `{}`, which no row of bron `{}` has",
            spec.naam, open.spec.naam
        );
        let finding =
            Diagnostic::new(Code::UnusedValue, message).at(spec.place.clone(), "declared here");
        findings.push(if spec.persoonsgegeven {
            finding
        } else {
            let known = open.dictionary(kolom).and_then(|words| words.all_texts(1_000));
            let known = known.unwrap_or_default();
            finding
                .suggest(&text, known.iter().map(|known| &**known).filter(|known| *known != &*text))
        });
    }
}
