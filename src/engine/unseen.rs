//! Texts that filters ask for and no row has, by which a filter would select nothing in silence.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::source::{Block, Column, OpenBron, TextId};

/// Texts by the column they are sought in.
pub(super) type Texts = FxHashSet<(usize, TextId)>;

/// Notes which of the sought texts a block holds.
pub(super) fn see_texts(block: &Block, sought: &Texts, seen: &mut Texts) {
    let kolommen: BTreeSet<_> = sought.iter().map(|(kolom, _)| *kolom).collect();
    for kolom in kolommen {
        let Column::Text(cells) = &block.columns[kolom] else { continue };
        let texts = cells.iter().flatten().map(|&id| (kolom, id));
        seen.extend(texts.filter(|text| sought.contains(text)));
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
