//! Whether teller and noemer are of one division of the gemeente.

use crate::definition::Meting;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{GebiedIdx, Niveau, Periode};

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
    let [of_teller, of_noemer] = [teller, noemer].map(|bron| Named::of(keuring, bron, periode));
    let differs = of_teller.fits != of_noemer.fits && (of_teller.others || of_noemer.others);
    differs.then(|| {
        let message = format!(
            "no {} has a figure in {periode}: `{teller}` and `{noemer}` name areas of different divisions",
            niveau.word()
        );
        Diagnostic::new(Code::MixedVintages, message)
            .at(ratio.noemer.place.clone(), "divided by these areas")
            .also(ratio.teller.place.clone(), "counted in these areas")
            .help("deliver both in one division, or add the missing rows to `overgang`")
    })
}

/// The areas below the gemeente that a source names.
struct Named {
    /// Some exist in the period.
    fits: bool,
    /// Some exist only at other times.
    others: bool,
}

impl Named {
    fn of(keuring: &Keuring<'_>, bron: &str, periode: Periode) -> Self {
        let onderzoek = keuring.onderzoek;
        let seen = onderzoek.counted.gezien.get(bron).map_or(&[][..], Vec::as_slice);
        let below = seen.iter().map(|area| onderzoek.indeling.gebied(*area));
        let below: Vec<_> = below.filter(|area| area.niveau < Niveau::Gemeente).collect();
        let on = periode.last_day();
        Self {
            fits: below.iter().any(|area| area.exists_on(on)),
            others: below.iter().any(|area| !area.exists_on(on)),
        }
    }
}
