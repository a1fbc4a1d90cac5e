//! Texts that filters ask for and no row has, by which a filter would select nothing in silence.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::diagnostic::{Code, Diagnostic, Findings, nearest_text};
use crate::source::{Block, Column, OpenBron, TextId};

use super::codes::Codes;

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

/// The code lists of filters of which one thread has met no code yet, by their place among all.
#[derive(Clone, Debug)]
pub(super) struct UnseenLists(Vec<(usize, FxHashSet<TextId>)>);

impl UnseenLists {
    /// Nothing was met yet of these lists. One that depends on law and version is no part of it:
    /// that rows have no code of it may be what it says of their version.
    pub(super) fn new(lists: &[&Codes]) -> Self {
        let lists = lists.iter().enumerate().filter(|(_, codes)| !codes.is_keyed());
        Self(lists.map(|(place, codes)| (place, codes.ids().collect())).collect())
    }

    /// Strikes out the lists of which a block holds a code; after the first block few are left.
    pub(super) fn see(&mut self, lists: &[&Codes], block: &Block) {
        self.0.retain(|(place, ids)| match &block.columns[lists[*place].kolom] {
            Column::Text(cells) => !cells.iter().flatten().any(|id| ids.contains(id)),
            _ => true,
        });
    }

    /// Keeps what the other thread has not met either.
    pub(super) fn merge(&mut self, other: &Self) {
        self.0.retain(|(place, _)| other.0.iter().any(|(known, _)| known == place));
    }
}

/// Reports code lists of filters of which no row has a code, and codes of mappings that are
/// nearly what a filter or list asks for.
pub(super) fn report_unseen_lists(
    open: &OpenBron,
    lists: &[&Codes],
    unseen: &UnseenLists,
    (sought, unseen_texts): (&Texts, &[(usize, TextId)]),
    findings: &mut Findings,
) {
    let text = |kolom: usize, id| open.dictionary(kolom).expect("a column of texts").text(id);
    let mut told: BTreeSet<_> =
        unseen_texts.iter().map(|&(kolom, id)| (kolom, text(kolom, id).to_string())).collect();
    let mut seen_twice = BTreeSet::new();
    for codes in unseen.0.iter().map(|(place, _)| lists[*place]) {
        let (kolom, lijst) = (codes.kolom, codes.lijst.as_str());
        let words: BTreeSet<_> = codes.ids().map(|id| text(kolom, id)).collect();
        let is_mapped = |word: &std::sync::Arc<str>| open.is_mapped_code(kolom, word);
        if words.iter().any(is_mapped) || !seen_twice.insert((kolom, lijst)) {
            continue;
        }
        let spec = &open.spec.kolommen[kolom];
        let message = format!(
            "a filter asks for a code of `{lijst}` in `{}`, and no row of bron `{}` has one",
            spec.naam, open.spec.naam
        );
        let finding =
            Diagnostic::new(Code::UnusedValue, message).at(spec.place.clone(), "declared here");
        let known = open.dictionary(kolom).and_then(|known| known.all_texts(1_000));
        // What filters and lists ask for stands in the dictionary, too, whether a row has it or not.
        let of_lists = lists.iter().filter(|other| other.kolom == kolom).flat_map(|all| all.ids());
        let of_filters = sought.iter().filter(|(of, _)| *of == kolom).map(|(_, id)| *id);
        let asked: BTreeSet<_> = of_lists.chain(of_filters).map(|id| text(kolom, id)).collect();
        let known: Vec<_> =
            known.into_iter().flatten().filter(|known| !asked.contains(known)).collect();
        let near = words.iter().find_map(|word| {
            let near = nearest_text(word, known.iter().map(|known| &**known))?;
            Some((word, near))
        });
        told.extend(words.iter().map(|word| (kolom, word.to_string())));
        findings.push(match near {
            Some((word, near)) if !spec.persoonsgegeven => {
                finding.help(format!("rows have `{near}`: did you mean `{word}`?"))
            }
            _ => finding,
        });
    }
    report_mapped(open, lists, sought, &told, findings);
}

/// Reports codes of mappings that nothing asks for, and that are nearly a code that is asked for
/// and that no text leads to.
fn report_mapped(
    open: &OpenBron,
    lists: &[&Codes],
    sought: &Texts,
    told: &BTreeSet<(usize, String)>,
    findings: &mut Findings,
) {
    for (kolom, spec) in open.spec.kolommen.iter().enumerate() {
        let mapped = open.mapped_codes(kolom);
        let Some(dictionary) = open.dictionary(kolom).filter(|_| !mapped.is_empty()) else {
            continue;
        };
        let of_filters = sought.iter().filter(|(of, _)| *of == kolom).map(|(_, id)| *id);
        let of_lists =
            lists.iter().filter(|codes| codes.kolom == kolom).flat_map(|codes| codes.ids());
        let asked: BTreeSet<_> =
            of_filters.chain(of_lists).map(|id| dictionary.text(id).to_string()).collect();
        let missing = || asked.iter().map(String::as_str).filter(|word| !mapped.contains(word));
        for code in mapped.iter().filter(|code| !asked.contains(**code)) {
            let Some(near) = nearest_text(code, missing()) else { continue };
            if told.contains(&(kolom, near.to_owned())) {
                continue;
            }
            let message = format!(
                "the mapping of `{}` leads to `{code}`, which no filter or code list asks for",
                spec.naam
            );
            findings.push(
                Diagnostic::new(Code::UnusedValue, message)
                    .at(spec.place.clone(), "declared here")
                    .help(format!("did you mean `{near}`?")),
            );
        }
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
