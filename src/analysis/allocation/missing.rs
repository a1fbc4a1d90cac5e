//! What is said of areas without a number for a criterion, and of criteria that divide nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaCode, Celdeel, Cell, Grootheid, Niveau, Ontbrekend, Periode};
use crate::stats::NoParts;

use super::criteria::{Unusable, has_number};

/// The most areas or periods that a finding names.
const MAX_NAMED: usize = 6;

/// What is asked of the cells of a level.
pub(super) struct Asked<'c> {
    /// What asks for it, at the start of a message.
    pub naam: &'c str,
    pub grootheid: &'c Grootheid,
    pub ontbrekend: Ontbrekend,
    pub niveau: Niveau,
    pub codes: &'c [AreaCode],
    /// The periods in which some of the areas have a figure.
    pub periods: &'c BTreeSet<Periode>,
    pub place: &'c Place,
}

/// What is said when some cells lack the number: an error, or a warning where the mean stands in.
pub(super) fn check_cells(asked: &Asked<'_>, cells: &[Cell]) -> Option<Diagnostic> {
    let Asked { naam, grootheid, niveau, .. } = asked;
    let Grootheid { maat, periode, .. } = **grootheid;
    let niveau = niveau.word();
    let missing: Vec<usize> =
        (0..cells.len()).filter(|&idx| !has_number(&cells[idx], maat)).collect();
    if missing.is_empty() {
        return None;
    }
    let has_figure = |idx: &usize| cells[*idx].figure().is_some();
    if missing.iter().any(has_figure) {
        let message = format!("indicator `{}` has no `{}`", grootheid.indicator, maat.word());
        let finding = Diagnostic::new(Code::BadValue, message)
            .at(asked.place.clone(), "its figures are a value alone")
            .help("count a `waarde`, times the residents with `keer` where it is a rate");
        return Some(finding);
    }
    let (n_missing, n_areas) = (missing.len(), cells.len());
    let label = reasons(asked.codes, cells, &missing);
    if n_missing == n_areas {
        let message = format!("{naam} has no figure of any {niveau} in {periode}");
        let finding =
            Diagnostic::new(Code::CriterionMissing, message).at(asked.place.clone(), label);
        return Some(match known_periods(asked.periods) {
            None => finding.help(format!("no {niveau} has a figure of it in any period")),
            Some(periods) => finding.help(format!("it has figures in {periods}")),
        });
    }
    let message = format!("{naam} has no figure of {n_missing} of {n_areas} areas in {periode}");
    let finding =
        |code, message: String| Diagnostic::new(code, message).at(asked.place.clone(), label);
    let is_withheld = missing.iter().any(|&idx| matches!(cells[idx], Cell::Onderdrukt(_)));
    let is_count = maat != Celdeel::Waarde;
    Some(match asked.ontbrekend {
        Ontbrekend::Weigeren => finding(Code::CriterionMissing, message).help(if is_count && is_withheld {
            "the counts of a cell are withheld with it: publish residents as an indicator of their own, see `indicators/VERDELING.md`"
        } else {
            "take a period or level that has it, leave it out, or say `ontbrekend = \"gemiddelde\"` in a criterion"
        }),
        Ontbrekend::Gemiddelde => {
            let message = format!("{message}: the mean of the others stands in");
            let finding = finding(Code::CriterionFilled, message);
            if is_count && is_withheld {
                finding.help("counts are withheld where they are small, so the mean is too much: take the `waarde`, with `keer`")
            } else {
                finding
            }
        }
    })
}

/// The areas without a figure, by what they have instead.
fn reasons(codes: &[AreaCode], cells: &[Cell], missing: &[usize]) -> String {
    let mut by_word: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for &idx in missing {
        by_word.entry(cells[idx].word()).or_default().push(codes[idx].to_string());
    }
    let told: Vec<_> =
        by_word.into_iter().map(|(word, codes)| format!("{word}: {}", first_of(&codes))).collect();
    told.join("; ")
}

/// The first words of a list, and how many more there are.
pub(super) fn first_of(words: &[String]) -> String {
    let more = words.len().saturating_sub(MAX_NAMED);
    let shown = words[..words.len() - more].join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// The last periods that have figures.
fn known_periods(periods: &BTreeSet<Periode>) -> Option<String> {
    let skipped = periods.len().saturating_sub(MAX_NAMED);
    let last: Vec<_> = periods.iter().skip(skipped).map(ToString::to_string).collect();
    let earlier = if skipped == 0 { "" } else { "…, " };
    (!last.is_empty()).then(|| format!("{earlier}{}", last.join(", ")))
}

/// What is said of a criterion whose figures are all there and divide nothing.
pub(super) fn unusable(
    naam: &str,
    codes: &[AreaCode],
    reason: Unusable,
    place: &Place,
) -> Diagnostic {
    let message = match reason {
        Unusable::AllZero => format!("`{naam}` is zero in every area"),
        Unusable::No(NoParts::Negative(idx)) => {
            format!("`{naam}` is below zero in `{}`", codes[idx])
        }
        Unusable::No(NoParts::NotFinite(idx)) => {
            format!("`{naam}` is not a finite number in `{}`", codes[idx])
        }
        Unusable::No(NoParts::Unknown) => format!("{naam} has no figure of any area"),
    };
    Diagnostic::new(Code::BadValue, message).at(place.clone(), "nothing can be divided by it")
}
