//! Whether teller and noemer are of one division of the gemeente.

use crate::definition::Meting;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{AreaCode, GebiedIdx, Niveau, Periode};

use super::super::richtpunt::level_of;
use super::Keuring;

/// Reports a ratio that no area has a baseline of, because its two sources name areas of different
/// divisions.
pub(super) fn check_vintages(keuring: &Keuring<'_>) -> Option<Diagnostic> {
    let Meting::Ratio(ratio) = &keuring.indicator.meting else { return None };
    let niveau = level_of(keuring.doel);
    let periode = keuring.afspraak.contract.nulmeting.periode;
    let onderzoek = keuring.onderzoek;
    let has_figure = |gebied: GebiedIdx| {
        let own =
            keuring.one.cells.iter().find(|cell| cell.gebied == gebied && cell.periode == periode);
        own.is_some_and(|cell| cell.figure.is_ok())
    };
    let areas: Vec<_> = onderzoek.areas(niveau);
    if niveau == Niveau::Gemeente || areas.is_empty() || areas.iter().any(|area| has_figure(*area))
    {
        return None;
    }
    let (teller, noemer) = (&ratio.teller.bron, &ratio.noemer.bron);
    let (of_teller, of_noemer) = (names(keuring, teller, periode), names(keuring, noemer, periode));
    if of_teller == of_noemer {
        return None;
    }
    let (with, without) = if of_teller { (teller, noemer) } else { (noemer, teller) };
    let message = format!(
        "no {} has a figure in {periode}: `{with}` names areas of that time, and `{without}` does not",
        niveau.word()
    );
    let finding = Diagnostic::new(Code::MixedVintages, message)
        .at(ratio.noemer.place.clone(), "divided by these areas")
        .also(ratio.teller.place.clone(), "counted in these areas")
        .help("deliver both in one division, or add the missing rows to `overgang`");
    Some(finding)
}

/// Reports a target on areas that have no figures, and areas with a number of their own that are not among those of
/// the target.
pub(super) fn check_areas(keuring: &Keuring<'_>) -> Vec<Diagnostic> {
    let niveau = level_of(keuring.doel);
    let indeling = keuring.onderzoek.indeling;
    let fault = |code: &AreaCode| match indeling.find(code).map(|idx| indeling.gebied(idx).niveau) {
        None => Some(format!("there is no area `{code}`")),
        Some(other) if other != niveau => {
            Some(format!("`{code}` is a {}, and the target is per {}", other.word(), niveau.word()))
        }
        Some(_) => None,
    };
    let report = |(code, place): &(AreaCode, Place)| {
        let finding = Diagnostic::new(Code::BadValue, fault(code)?);
        Some(finding.at(place.clone(), "has no target here"))
    };
    let mut found: Vec<_> = keuring.places.per_gebied.iter().filter_map(report).collect();
    if !keuring.onderzoek.niveaus.contains(&niveau) {
        let message = format!("the target is per {}, which `niveaus` leaves out", niveau.word());
        let finding = Diagnostic::new(Code::BadValue, message);
        let finding = finding.at(keuring.places.per.clone(), "has no figures");
        found.push(finding.help("add the level to `niveaus` in `monitor.toml`"));
    }
    found
}

/// True when a source names areas below the gemeente that exist at the end of a period.
fn names(keuring: &Keuring<'_>, bron: &str, periode: Periode) -> bool {
    let onderzoek = keuring.onderzoek;
    let seen = onderzoek.counted.gezien.get(bron).map_or(&[][..], Vec::as_slice);
    let mut below = seen.iter().map(|area| onderzoek.indeling.gebied(*area));
    below.any(|area| area.niveau < Niveau::Gemeente && area.exists_on(periode.last_day()))
}
